package logpattern

import (
	"encoding/json"
	"strconv"
	"strings"
)

// step is one step of a selector: into a property, or into an array.
type step struct {
	property string
	index    int // if property is empty; everyIndex for [*]
}

const everyIndex = -1

// maxIndexDigits keeps an index within an int. An array cannot be longer.
const maxIndexDigits = 9

// selector is a path from the root of a JSON object: $.users[0].email.
type selector []step

func (s selector) String() string {
	var b strings.Builder
	b.WriteByte('$')
	for _, st := range s {
		switch {
		case st.property != "":
			b.WriteString("." + st.property)
		case st.index == everyIndex:
			b.WriteString("[*]")
		default:
			b.WriteString("[" + strconv.Itoa(st.index) + "]")
		}
	}
	return b.String()
}

// single reports whether the selector leads to one place only.
func (s selector) single() bool {
	for _, st := range s {
		if st.property == "" && st.index == everyIndex {
			return false
		}
	}
	return true
}

// nodes are what the selector leads to; none if a step has nowhere to go.
func (s selector) nodes(root any) []any {
	at := []any{root}
	for _, st := range s {
		var next []any
		for _, node := range at {
			next = append(next, st.from(node)...)
		}
		at = next
	}
	return at
}

func (st step) from(node any) []any {
	if st.property != "" {
		object, _ := node.(map[string]any)
		child, ok := object[st.property]
		if !ok {
			return nil
		}
		return []any{child}
	}
	array, _ := node.([]any)
	switch {
	case st.index == everyIndex:
		return array
	case st.index < len(array):
		return array[st.index : st.index+1]
	}
	return nil
}

// leafText is the text of a string, a number or a truth value; of nothing else.
func leafText(node any) (string, bool) {
	switch v := node.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

func isProperty(c rune) bool { return c == '-' || isWord(c) }

// selector reads $.a.b[0].c: properties of letters, digits, - and _; an index
// follows a property or another index.
func (r *reader) selector() (selector, error) {
	if !r.take("$") {
		return nil, r.wrong("expected a selector such as $.eventName, and found %s", r.seen())
	}
	if r.peek() != '.' {
		return nil, r.wrong("a selector begins with $. and a property, and here is %s", r.seen())
	}
	var s selector
	for {
		switch r.peek() {
		case '.':
			r.at++
			property := r.run(isProperty)
			if property == "" {
				return nil, r.wrong("expected a property of letters, digits, - and _, and found %s", r.seen())
			}
			s = append(s, step{property: property})
		case '[':
			st, err := r.index()
			if err != nil {
				return nil, err
			}
			s = append(s, st)
		default:
			return s, nil
		}
	}
}

func (r *reader) index() (step, error) {
	r.at++
	start := r.at
	if r.take("*]") {
		return step{index: everyIndex}, nil
	}
	digits := r.run(func(c rune) bool { return '0' <= c && c <= '9' })
	if digits == "" || len(digits) > maxIndexDigits {
		return step{}, r.wrongAt(start, "an index is a number from 0 on, or *")
	}
	if !r.take("]") {
		return step{}, r.wrong("expected ] after the index, and found %s", r.seen())
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return step{}, r.wrongAt(start, "an index is a number from 0 on, or *")
	}
	return step{index: n}, nil
}
