package ui

import (
	"fmt"
	"slices"
	"strings"
)

// Filter says which rows to show. Terms are separated by spaces and must all
// match; case does not matter:
//
//	web             some column contains "web"
//	state:running   the column of that field contains "running"
//	!web  !az:2a    negated
//	"a b" name:"a b" quoted, spaces included
//
// A field that no column has is no field: the whole term is looked for as
// text, because ARNs and URLs have colons too.
type Filter struct {
	text    string
	terms   []term
	unknown []string
}

type term struct {
	field  string // "" for any column
	text   string // lower case
	negate bool
}

// ParseFilter reads a filter; fields are those that columns have.
func ParseFilter(text string, fields []string) Filter {
	f := Filter{text: text}
	for _, word := range filterWords(text) {
		t := term{text: strings.ToLower(word)}
		if rest, ok := strings.CutPrefix(t.text, "!"); ok {
			t.negate, t.text = true, rest
		}
		if field, value, ok := strings.Cut(t.text, ":"); ok && !strings.Contains(field, `"`) {
			if slices.ContainsFunc(fields, func(s string) bool { return strings.EqualFold(s, field) }) {
				t.field, t.text = field, value
			} else {
				f.unknown = append(f.unknown, field)
			}
		}
		t.text = strings.ReplaceAll(t.text, `"`, "")
		if t.text != "" {
			f.terms = append(f.terms, t)
		}
	}
	return f
}

// filterWords splits at spaces outside quotes. A quote that is never closed
// ends with the text: someone is typing it.
func filterWords(text string) []string {
	var words []string
	var b strings.Builder
	quoted := false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if r == ' ' && !quoted {
			if b.Len() > 0 {
				words = append(words, b.String())
				b.Reset()
			}
			continue
		}
		b.WriteRune(r)
	}
	if b.Len() > 0 {
		words = append(words, b.String())
	}
	return words
}

// String is the text that the filter was made of.
func (f Filter) String() string { return f.text }

// Empty tells whether every row matches.
func (f Filter) Empty() bool { return len(f.terms) == 0 }

// Match tells whether a row is shown. The row has len(fields) columns, whose
// plain text value gives.
func (f Filter) Match(fields []string, value func(column int) string) bool {
	for i := range f.terms {
		if f.terms[i].matches(fields, value) == f.terms[i].negate {
			return false
		}
	}
	return true
}

func (t *term) matches(fields []string, value func(int) string) bool {
	for i, field := range fields {
		if t.field != "" && !strings.EqualFold(field, t.field) {
			continue
		}
		if containsFold(value(i), t.text) {
			return true
		}
	}
	return false
}

// narrows tells whether every row that f shows is shown by an earlier filter
// too, so that only those need to be looked at.
func (f Filter) narrows(earlier Filter) bool {
	if len(f.terms) < len(earlier.terms) {
		return false
	}
	for i, old := range earlier.terms {
		t := f.terms[i]
		if t == old {
			continue
		}
		if t.negate || old.negate || t.field != old.field || !strings.Contains(t.text, old.text) {
			return false
		}
	}
	return true
}

// complaint is what to say when nothing matched, nil when there is nothing.
func (f Filter) complaint() error {
	if len(f.unknown) == 0 {
		return nil
	}
	return fmt.Errorf("no column %q here; looking for it as text", f.unknown[0])
}

// containsFold tells whether s contains a lower-case text in any case. It does
// not allocate for ASCII: a filter is run over every row at each key.
func containsFold(s, lower string) bool {
	n := len(lower)
	if n == 0 {
		return true
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return strings.Contains(strings.ToLower(s), lower)
		}
	}
	for i := 0; i+n <= len(s); i++ {
		if asciiLower(s[i]) == lower[0] && hasFold(s[i:i+n], lower) {
			return true
		}
	}
	return false
}

func hasFold(s, lower string) bool {
	for i := range len(lower) {
		if asciiLower(s[i]) != lower[i] {
			return false
		}
	}
	return true
}

func asciiLower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
