package logpattern

import (
	"encoding/json"
	"io"
	"strings"
)

// Tests without a value.
const (
	isNull    = "IS NULL"
	isTrue    = "IS TRUE"
	isFalse   = "IS FALSE"
	notExists = "NOT EXISTS"
)

// jsonCondition is a test on what a selector leads to.
type jsonCondition struct {
	selector selector
	op       string // a comparison, or one of the tests without a value
	value    value
}

func (c jsonCondition) String() string {
	switch c.op {
	case isNull, isTrue, isFalse, notExists:
		return c.selector.String() + " " + c.op
	}
	return c.selector.String() + " " + c.op + " " + c.value.String()
}

// holds tests the nodes; with [*] one of them is enough. A comparison, even
// !=, is false where the selector leads to an object or an array (CWL21), to
// nothing (memory), or to null or a truth value (choice).
func (c jsonCondition) holds(root any) bool {
	nodes := c.selector.nodes(root)
	if c.op == notExists {
		return len(nodes) == 0
	}
	for _, node := range nodes {
		if c.holdsFor(node) {
			return true
		}
	}
	return false
}

func (c jsonCondition) holdsFor(node any) bool {
	switch c.op {
	case isNull:
		return node == nil
	case isTrue:
		return node == true
	case isFalse:
		return node == false
	}
	s, ok := jsonSubject(node)
	return ok && c.value.test(c.op, s)
}

// jsonSubject takes strings as texts, even those that look like numbers
// (choice).
func jsonSubject(node any) (subject, bool) {
	switch v := node.(type) {
	case string:
		return subject{text: v}, true
	case json.Number:
		return textSubject(v.String()), true
	}
	return subject{}, false
}

// jsonPattern is a pattern on JSON events.
type jsonPattern struct{ tree tree }

func (p jsonPattern) kind() Kind     { return JSON }
func (p jsonPattern) String() string { return "{ " + p.tree.String() + " }" }

func (p jsonPattern) regexes() int {
	n := 0
	p.tree.each(func(c condition) { n += countRegex(c.(jsonCondition).value) })
	return n
}

func countRegex(v value) int {
	if v.form == asRegex {
		return 1
	}
	return 0
}

func (p jsonPattern) match(message string) Result {
	root, ok := readObject(message)
	if !ok || !p.tree.holds(func(c condition) bool { return c.(jsonCondition).holds(root) }) {
		return Result{}
	}
	return Result{Matched: true, Extracted: p.extract(root)}
}

// extract gives the value of each selector once. A selector with [*] has no
// one value, and gives none.
func (p jsonPattern) extract(root any) []Value {
	var values []Value
	seen := map[string]bool{}
	p.tree.each(func(c condition) {
		s := c.(jsonCondition).selector
		name := s.String()
		if seen[name] {
			return
		}
		seen[name] = true
		if text, ok := s.text(root); ok {
			values = append(values, Value{name, text})
		}
	})
	return values
}

func (s selector) text(root any) (string, bool) {
	nodes := s.nodes(root)
	if !s.single() || len(nodes) != 1 {
		return "", false
	}
	return leafText(nodes[0])
}

func (p jsonPattern) resolves(reference string) bool {
	_, ok := readReference(reference)
	return ok
}

func (p jsonPattern) lookup(message, reference string) (string, bool) {
	s, ok := readReference(reference)
	root, isObject := readObject(message)
	if !ok || !isObject {
		return "", false
	}
	return s.text(root)
}

func readReference(text string) (selector, bool) {
	r := &reader{text: text}
	s, err := r.selector()
	return s, err == nil && r.done() && s.single()
}

// readObject takes an event that is one JSON object and nothing else.
func readObject(message string) (map[string]any, bool) {
	d := json.NewDecoder(strings.NewReader(message))
	d.UseNumber() // keeps 12-digit accounts and 1.0 as they were written
	var object map[string]any
	if d.Decode(&object) != nil || object == nil {
		return nil, false
	}
	_, err := d.Token()
	return object, err == io.EOF
}

func (r *reader) jsonPattern() (body, error) {
	open := r.at
	r.at++
	t, err := r.tree(r.jsonCondition)
	if err != nil {
		return nil, err
	}
	r.skipSpace()
	if r.done() {
		return nil, r.wrongAt(open, "the { is never closed")
	}
	if !r.take("}") {
		return nil, r.wrong("expected &&, || or }, and found %s", r.seen())
	}
	return jsonPattern{t}, r.nothingMore("}")
}

func (r *reader) jsonCondition() (condition, error) {
	s, err := r.selector()
	if err != nil {
		return nil, err
	}
	c := jsonCondition{selector: s}
	spaceBefore := r.at
	r.skipSpace()
	if r.at > spaceBefore {
		if c.op, err = r.keywords(); c.op != "" || err != nil {
			return c, err
		}
	}
	if c.op, err = r.comparison(); err != nil {
		return nil, err
	}
	c.value, err = r.value(c.op)
	return c, err
}

// keywords reads a test without a value, or nothing. IS NOT and EXISTS do not
// exist (CWL/FilterAndPatternSyntax).
func (r *reader) keywords() (string, error) {
	start := r.at
	word := r.word()
	if word == "" {
		return "", nil
	}
	r.skipSpace()
	test := word + " " + r.word()
	switch test {
	case isNull, isTrue, isFalse, notExists:
		return test, nil
	}
	return "", r.wrongAt(start, "expected an operator, %s, %s, %s or %s, and found %s",
		isNull, isTrue, isFalse, notExists, strings.TrimSpace(test))
}

func (r *reader) word() string { return r.run(isWord) }
