package logpattern

import (
	"fmt"
	"strings"
	"unicode"
)

// role is what a term is there for.
type role string

const (
	required role = ""
	optional role = "?"
	excluded role = "-"
)

type term struct {
	role role
	text string
}

// in reports whether the event has the term, as a part of a word or more.
// Case counts (CWL21 example 2). A blank term is in every event.
func (t term) in(message string) bool {
	return strings.TrimSpace(t.text) == "" || strings.Contains(message, t.text)
}

func (t term) String() string {
	if t.text != "" && strings.IndexFunc(t.text, notWord) < 0 {
		return string(t.role) + t.text
	}
	return string(t.role) + quote(t.text)
}

func notWord(c rune) bool { return !isWord(c) }
func isWord(c rune) bool  { return c < 0x80 && isASCIIWord(byte(c)) }

// terms is a pattern of words.
type terms []term

func (ts terms) kind() Kind   { return Terms }
func (ts terms) regexes() int { return 0 }

// A pattern of terms takes no values out of an event.
func (ts terms) resolves(string) bool                 { return false }
func (ts terms) lookup(_, _ string) (string, bool)    { return "", false }
func (ts terms) match(message string) (result Result) { result.Matched = ts.matches(message); return }

// matches wants every required term and no excluded one. Of the ?terms one is
// enough; beside a required term they have no say (memory).
func (ts terms) matches(message string) bool {
	anyRequired, anyOptional, found := false, false, false
	for _, t := range ts {
		in := t.in(message)
		switch t.role {
		case required:
			if !in {
				return false
			}
			anyRequired = true
		case excluded:
			if in {
				return false
			}
		case optional:
			anyOptional = true
			found = found || in
		}
	}
	return anyRequired || !anyOptional || found
}

func (ts terms) String() string {
	words := make([]string, len(ts))
	for i, t := range ts {
		words[i] = t.String()
	}
	return strings.Join(words, " ")
}

func (r *reader) termsPattern() (body, error) {
	var ts terms
	for r.skipSpace(); !r.done(); r.skipSpace() {
		t, err := r.term()
		if err != nil {
			return nil, err
		}
		ts = append(ts, t)
	}
	return ts, nil
}

func (r *reader) term() (term, error) {
	start := r.at
	t := term{role: r.role()}
	var err error
	if t.text, err = r.termText(); err != nil {
		return term{}, err
	}
	if t.role == excluded && strings.TrimSpace(t.text) == "" {
		return term{}, r.wrongAt(start, "a blank term is in every event, so that excluding it would leave none")
	}
	return t, nil
}

// role reads ? or -. CWL21 example 3 has a space after the minus.
func (r *reader) role() role {
	switch {
	case r.take(string(optional)):
		return optional
	case r.take(string(excluded)):
		r.skipSpace()
		return excluded
	}
	return required
}

func (r *reader) termText() (string, error) {
	if r.done() {
		return "", r.wrong("a term is missing after the sign")
	}
	if r.peek() != '"' {
		return r.bareTerm()
	}
	text, err := r.quoted()
	if err == nil && !r.atBreak() {
		return "", r.wrong("a space is missing after the double quote")
	}
	return text, err
}

func (r *reader) atBreak() bool { return r.done() || strings.ContainsRune(" \t\r\n", rune(r.peek())) }

func (r *reader) bareTerm() (string, error) {
	start := r.at
	text := r.run(isWord)
	if r.atBreak() && text != "" {
		return text, nil
	}
	m := r.wrong("%s is neither letter, digit nor underscore, so that the term needs double quotes", r.seen())
	if r.atBreak() {
		m.Why = "a term is missing after the sign"
	}
	r.run(func(c rune) bool { return !unicode.IsSpace(c) })
	m.answer = fmt.Sprintf("Invalid character(s) in term '%s'", r.text[start:r.at])
	return "", m
}
