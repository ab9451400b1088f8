package logpattern

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxLength is how many characters a pattern may have (BC:logs.FilterPattern).
const MaxLength = 1024

// Kind is what a pattern looks at.
type Kind string

// The kinds of patterns.
const (
	Terms          Kind = "terms"           // words in the text
	JSON           Kind = "JSON"            // fields of a JSON object
	SpaceDelimited Kind = "space-delimited" // the columns of a line
	Regex          Kind = "regex"           // the text as a whole
)

// Pattern is a filter pattern that was read. The zero value is the empty
// pattern, which matches every event.
type Pattern struct {
	body body // nil means no terms
}

// body is a pattern of one kind.
type body interface {
	kind() Kind
	match(message string) Result
	String() string
	regexes() int
	resolves(reference string) bool
	lookup(message, reference string) (string, bool)
}

// Parse reads a pattern. The error is a *Mistake.
func Parse(text string) (Pattern, error) {
	r := &reader{text: text}
	if n := utf8.RuneCountInString(text); n > MaxLength {
		return Pattern{}, r.wrongAt(0, "the pattern has %d characters; the limit is %d", n, MaxLength)
	}
	r.skipSpace()
	var parsed body
	var err error
	switch r.peek() {
	case '{':
		parsed, err = r.jsonPattern()
	case '[':
		parsed, err = r.spacePattern()
	case '%':
		parsed, err = r.regexPattern()
	default:
		parsed, err = r.termsPattern()
	}
	if err != nil {
		return Pattern{}, err
	}
	return Pattern{body: parsed}, nil
}

func (p Pattern) get() body {
	if p.body == nil {
		return terms{}
	}
	return p.body
}

// Kind is what the pattern looks at.
func (p Pattern) Kind() Kind { return p.get().kind() }

// String is the pattern in one way of writing, whatever it was read from;
// reading it gives an equal pattern.
func (p Pattern) String() string { return p.get().String() }

// Match tests one log event.
func (p Pattern) Match(message string) Result { return p.get().match(message) }

// Regexes is how many regular expressions the pattern holds. A log group may
// have few filters that hold any.
func (p Pattern) Regexes() int { return p.get().regexes() }

// Resolves reports whether a reference can stand for a value of an event:
// $name or $2 of space-delimited fields, $.field of JSON. A JSON reference
// need not occur in the pattern (memory).
func (p Pattern) Resolves(reference string) bool { return p.get().resolves(reference) }

// Lookup is the value that a reference stands for in an event, whether or not
// the event matches.
func (p Pattern) Lookup(message, reference string) (string, bool) {
	return p.get().lookup(message, reference)
}

// Result is what a pattern makes of an event.
type Result struct {
	Matched   bool
	Extracted []Value // of a match; in the order of the event's columns, or of the pattern's selectors
}

// Value is an extracted value, as TestMetricFilter names it: $status_code or,
// without a name, $7; of JSON $.latency.
type Value struct{ Name, Text string }

// Get is the text of a name.
func (r Result) Get(name string) (string, bool) {
	for _, v := range r.Extracted {
		if v.Name == name {
			return v.Text, true
		}
	}
	return "", false
}

// reader walks over a pattern's text.
type reader struct {
	text  string
	at    int
	exprs int // regular expressions read so far
}

func (r *reader) wrongAt(offset int, format string, args ...any) *Mistake {
	return &Mistake{Pattern: r.text, Offset: offset, Why: fmt.Sprintf(format, args...)}
}

func (r *reader) wrong(format string, args ...any) *Mistake {
	return r.wrongAt(r.at, format, args...)
}

func (r *reader) rest() string { return r.text[r.at:] }
func (r *reader) done() bool   { return r.at >= len(r.text) }

// peek is the next byte, 0 at the end.
func (r *reader) peek() byte {
	if r.done() {
		return 0
	}
	return r.text[r.at]
}

func (r *reader) skipSpace() {
	r.at = len(r.text) - len(strings.TrimLeft(r.rest(), " \t\r\n"))
}

// take steps over a text if it comes next.
func (r *reader) take(text string) bool {
	if !strings.HasPrefix(r.rest(), text) {
		return false
	}
	r.at += len(text)
	return true
}

// run takes characters as long as they are good.
func (r *reader) run(good func(rune) bool) string {
	rest := r.rest()
	end := strings.IndexFunc(rest, func(c rune) bool { return !good(c) })
	if end < 0 {
		end = len(rest)
	}
	r.at += end
	return rest[:end]
}

// seen is the next character for a mistake's text.
func (r *reader) seen() string {
	if r.done() {
		return "the end"
	}
	c, _ := utf8.DecodeRuneInString(r.rest())
	return strconv.QuoteRune(c)
}

// nothingMore refuses what follows a whole pattern.
func (r *reader) nothingMore(after string) error {
	r.skipSpace()
	if !r.done() {
		return r.wrong("nothing may follow the closing %s", after)
	}
	return nil
}

// quoted reads a text in double quotes. \" and \\ stand for the second
// character; before all others a backslash is itself.
func (r *reader) quoted() (string, error) {
	open := r.at
	r.at++
	var b strings.Builder
	for !r.done() {
		c := r.peek()
		r.at++
		switch {
		case c == '"':
			return b.String(), nil
		case c == '\\' && (r.peek() == '"' || r.peek() == '\\'):
			b.WriteByte(r.peek())
			r.at++
		default:
			b.WriteByte(c)
		}
	}
	return "", r.wrongAt(open, `the double quote is never closed`)
}

func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
