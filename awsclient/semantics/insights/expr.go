package insights

import (
	"slices"
	"strings"
	"time"
)

// expr is an expression of a query.
type expr interface {
	eval(scope) value
	String() string // parses to an equal one
	binds() int     // how close, for parentheses
}

// How close operators bind, from loosest. The page does not say; a sign before
// a power belongs to the base (choice).
const (
	bindsOr = iota
	bindsAnd
	bindsNot
	bindsComparison
	bindsSum
	bindsProduct
	bindsPower
	bindsSign
	bindsMost
)

// within puts parentheses around an expression that binds too loosely.
func within(e expr, least int) string {
	if e.binds() < least {
		return "(" + e.String() + ")"
	}
	return e.String()
}

// literal is a number or a text.
type literal struct {
	value  value
	source string // of a number as it was written
}

func (l literal) eval(scope) value { return l.value }
func (l literal) binds() int       { return bindsMost }
func (l literal) String() string {
	if l.value.kind == numeric {
		return l.source
	}
	return quote(l.value.text)
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// span is a period as an argument: bin(5m).
type span struct {
	source string
	length time.Duration
}

func (s span) eval(scope) value { return numberValue(float64(s.length.Milliseconds())) }
func (s span) binds() int       { return bindsMost }
func (s span) String() string   { return s.source }

// field is a field of an event, or a column that the query has made.
type field struct{ name string }

func (f field) eval(s scope) value { return s.row.get(f.name) }
func (f field) binds() int         { return bindsMost }
func (f field) String() string     { return writeName(f.name) }

// reserved are the words that a name cannot be without backticks.
func reserved() []string {
	return []string{"and", "or", "not", "in", "like", "as", "by", "asc", "desc"}
}

func writeName(n string) string {
	plain := n != "" && isNameStart(n[0]) && nameLength(n) == len(n)
	if plain && !slices.Contains(reserved(), strings.ToLower(n)) {
		return n
	}
	return "`" + n + "`"
}

// negation is "not".
type negation struct{ of expr }

func (n negation) eval(s scope) value { return truthValue(!n.of.eval(s).isTrue()) }
func (n negation) binds() int         { return bindsNot }
func (n negation) String() string     { return "not " + within(n.of, bindsNot) }

// minus is the sign of a number.
type minus struct{ of expr }

func (m minus) eval(s scope) value { return arithmetic("-", numberValue(0), m.of.eval(s)) }
func (m minus) binds() int         { return bindsSign }
func (m minus) String() string     { return "-" + within(m.of, bindsSign) }

// binary is two expressions with an operator between.
type binary struct {
	op          string
	left, right expr
}

func (b binary) eval(s scope) value {
	switch b.binds() {
	case bindsOr:
		return truthValue(b.left.eval(s).isTrue() || b.right.eval(s).isTrue())
	case bindsAnd:
		return truthValue(b.left.eval(s).isTrue() && b.right.eval(s).isTrue())
	case bindsComparison:
		return truthValue(compares(b.op, b.left.eval(s), b.right.eval(s)))
	}
	return arithmetic(b.op, b.left.eval(s), b.right.eval(s))
}

func (b binary) binds() int {
	switch b.op {
	case "or":
		return bindsOr
	case "and":
		return bindsAnd
	case "+", "-":
		return bindsSum
	case "*", "/", "%":
		return bindsProduct
	case "^":
		return bindsPower
	}
	return bindsComparison
}

// String knows that comparisons do not chain, that powers join from the right
// and all others from the left.
func (b binary) String() string {
	left, right := b.binds(), b.binds()+1
	switch left {
	case bindsComparison:
		left++
	case bindsPower:
		left, right = right, left
	}
	return within(b.left, left) + " " + b.op + " " + within(b.right, right)
}

// like looks for a text or a regular expression within a value.
type like struct {
	of         expr
	not        bool
	text       string
	expression *expression // instead of the text
}

func (l like) eval(s scope) value {
	v := l.of.eval(s)
	found := v.kind != missing
	if found && l.expression != nil {
		found = l.expression.compiled.MatchString(v.String())
	} else if found {
		found = strings.Contains(v.String(), l.text)
	}
	return truthValue(found != l.not)
}

func (l like) binds() int { return bindsComparison }
func (l like) String() string {
	what := quote(l.text)
	if l.expression != nil {
		what = l.expression.String()
	}
	return within(l.of, bindsSum) + notWord(l.not) + " like " + what
}

func notWord(not bool) string {
	if not {
		return " not"
	}
	return ""
}

// membership is "in [...]".
type membership struct {
	of   expr
	not  bool
	list []expr
}

func (m membership) eval(s scope) value {
	v := m.of.eval(s)
	in := slices.ContainsFunc(m.list, func(e expr) bool { return compares("=", v, e.eval(s)) })
	return truthValue(in != m.not)
}

func (m membership) binds() int { return bindsComparison }
func (m membership) String() string {
	return within(m.of, bindsSum) + notWord(m.not) + " in [" + join(m.list) + "]"
}

func join(list []expr) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.String()
	}
	return strings.Join(parts, ", ")
}

// call is a function with its arguments.
type call struct {
	function string // as the page spells it
	star     bool   // count(*)
	args     []expr
}

// eval takes the column of that name if the events are gone: after
// "stats count(*) by bin(5m)" one sorts by bin(5m).
func (c call) eval(s scope) value {
	if s.row.event == nil {
		if v, ok := s.row.column(c.String()); ok {
			return v
		}
	}
	if a, ok := aggregateOf(c.function); ok {
		if s.group == nil {
			return value{} // stats has made no such column
		}
		return a.of(c.args, s.group)
	}
	f, _ := functionOf(c.function)
	args := make([]value, len(c.args))
	for i, arg := range c.args {
		args[i] = arg.eval(s)
	}
	if c.function == binFunction {
		args = []value{s.row.get(timestampField), args[0]}
	}
	return f.apply(args)
}

func (c call) binds() int { return bindsMost }
func (c call) String() string {
	if c.star {
		return c.function + "(*)"
	}
	return c.function + "(" + join(c.args) + ")"
}
