package composite

import (
	"slices"
	"strings"
)

// States of an alarm, in AWS's words.
const (
	OK               = "OK"
	Alarm            = "ALARM"
	InsufficientData = "INSUFFICIENT_DATA"
)

// Truth is true, false, or unknown, which is the zero value.
type Truth int

// The three values.
const (
	Unknown Truth = iota
	False
	True
)

// String is the value in small letters.
func (t Truth) String() string {
	switch t {
	case True:
		return "true"
	case False:
		return "false"
	}
	return "unknown"
}

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

func (t Truth) not() Truth {
	switch t {
	case True:
		return False
	case False:
		return True
	}
	return Unknown
}

// Lookup tells the state of an alarm by the name or ARN with which a rule
// names it, "" when it is not known.
type Lookup func(alarm string) string

// node is a part of a rule.
type node interface {
	eval(Lookup) Truth
	write(*strings.Builder)
	walk(func(function))
}

type (
	constant bool
	function struct{ state, alarm string }
	negation struct{ of node }
	group    struct{ of node }
	chain    struct {
		operator string // AND or OR
		of       []node // two at least
	}
)

func (c constant) eval(Lookup) Truth { return truth(bool(c)) }

func (f function) eval(look Lookup) Truth {
	now := look(f.alarm)
	if now == "" {
		return Unknown
	}
	return truth(now == f.state)
}

func (n negation) eval(look Lookup) Truth { return n.of.eval(look).not() }
func (g group) eval(look Lookup) Truth    { return g.of.eval(look) }

// eval of a chain: one false decides an AND and one true an OR, whatever else
// is unknown.
func (c chain) eval(look Lookup) Truth {
	decides := truth(c.operator == "OR")
	all := decides.not()
	for _, n := range c.of {
		switch n.eval(look) {
		case decides:
			return decides
		case Unknown:
			all = Unknown
		}
	}
	return all
}

func (constant) walk(func(function))         {}
func (f function) walk(visit func(function)) { visit(f) }
func (n negation) walk(visit func(function)) { n.of.walk(visit) }
func (g group) walk(visit func(function))    { g.of.walk(visit) }
func (c constant) write(b *strings.Builder)  { b.WriteString(strings.ToUpper(truth(bool(c)).String())) }
func (f function) write(b *strings.Builder)  { b.WriteString(f.state + "(" + quote(f.alarm) + ")") }

func (c chain) walk(visit func(function)) {
	for _, n := range c.of {
		n.walk(visit)
	}
}

func (n negation) write(b *strings.Builder) {
	b.WriteString("NOT ")
	n.of.write(b)
}

func (g group) write(b *strings.Builder) {
	b.WriteByte('(')
	g.of.write(b)
	b.WriteByte(')')
}

func (c chain) write(b *strings.Builder) {
	for i, n := range c.of {
		if i > 0 {
			b.WriteString(" " + c.operator + " ")
		}
		n.write(b)
	}
}

// Text is the rule as it was given.
func (r Rule) Text() string { return r.text }

// String is the rule in one manner of writing: capitals, quotes, single
// spaces. Reading it gives the same rule.
func (r Rule) String() string {
	if r.root == nil {
		return ""
	}
	var b strings.Builder
	r.root.write(&b)
	return b.String()
}

// Refs are the alarms that the rule names, each once, in their order.
func (r Rule) Refs() []string {
	var refs []string
	for _, t := range r.Terms(func(string) string { return "" }) {
		if !slices.Contains(refs, t.Alarm) {
			refs = append(refs, t.Alarm)
		}
	}
	return refs
}

// Eval is the truth of the rule.
func (r Rule) Eval(look Lookup) Truth {
	if r.root == nil {
		return Unknown
	}
	return r.root.eval(look)
}

// State is the state of an alarm with this rule: ALARM when it is true, OK
// when it is false, and what it was when that is unknown. INSUFFICIENT_DATA
// is only the state of one that was just made.
func (r Rule) State(look Lookup, current string) string {
	switch r.Eval(look) {
	case True:
		return Alarm
	case False:
		return OK
	}
	return current
}

// Term is one function of a rule, and what has become of it.
type Term struct {
	Wants string // the state it asks for
	Alarm string // name or ARN
	Has   string // the alarm's state, "" when not known
	Truth Truth
}

// Terms explains a rule: its functions in their order.
func (r Rule) Terms(look Lookup) []Term {
	if r.root == nil {
		return nil
	}
	var terms []Term
	r.root.walk(func(f function) {
		terms = append(terms, Term{f.state, f.alarm, look(f.alarm), f.eval(look)})
	})
	return terms
}

// Cycle is the way from an alarm back to itself, the alarm at both ends, or
// nil. refs are what a composite alarm's rule names, nil for other alarms.
// CloudWatch takes such rules, stops evaluating them, and lets none of the
// alarms be deleted until a rule is changed, most simply to FALSE.
func Cycle(alarm string, refs func(string) []string) []string {
	seen := map[string]bool{}
	var way func(at string) []string
	way = func(at string) []string {
		for _, next := range refs(at) {
			if next == alarm {
				return []string{at, next}
			}
			if seen[next] {
				continue
			}
			seen[next] = true
			if rest := way(next); rest != nil {
				return append([]string{at}, rest...)
			}
		}
		return nil
	}
	return way(alarm)
}
