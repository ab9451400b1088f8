package metricmath

import (
	"slices"
	"strconv"
	"strings"
)

// node is a part of an expression. Places are in bytes from 0.
type node interface {
	eval(*run) (Value, error)
	write(*strings.Builder)
	walk(func(node))
}

type (
	number    float64
	reference struct {
		id string
		at int
	}
	// text and word are arguments only; by themselves they have no value.
	text struct {
		text string
		at   int
	}
	word struct {
		text string
		at   int
	}
	array struct {
		of []node
		at int
	}
	minus struct {
		of node
		at int
	}
	binary struct {
		operator    string
		left, right node
		at          int
	}
	call struct {
		name string
		f    function
		args []node
		at   int
	}
)

func (n number) walk(visit func(node))    { visit(n) }
func (n reference) walk(visit func(node)) { visit(n) }
func (n text) walk(visit func(node))      { visit(n) }
func (n word) walk(visit func(node))      { visit(n) }

func (n array) walk(visit func(node)) {
	visit(n)
	for _, e := range n.of {
		e.walk(visit)
	}
}

func (n minus) walk(visit func(node)) {
	visit(n)
	n.of.walk(visit)
}

func (n binary) walk(visit func(node)) {
	visit(n)
	n.left.walk(visit)
	n.right.walk(visit)
}

func (n call) walk(visit func(node)) {
	visit(n)
	for _, a := range n.args {
		a.walk(visit)
	}
}

func (n number) write(b *strings.Builder) {
	b.WriteString(strconv.FormatFloat(float64(n), 'g', -1, 64))
}
func (n reference) write(b *strings.Builder) { b.WriteString(n.id) }
func (n word) write(b *strings.Builder)      { b.WriteString(n.text) }

// write takes the quote that the text does not hold; it cannot hold both.
func (n text) write(b *strings.Builder) {
	quote := `"`
	if strings.Contains(n.text, quote) {
		quote = "'"
	}
	b.WriteString(quote + n.text + quote)
}

func (n array) write(b *strings.Builder) { writeList(b, "[", n.of, "]") }

func (n minus) write(b *strings.Builder) {
	b.WriteString("(-")
	n.of.write(b)
	b.WriteByte(')')
}

// write sets parentheses around everything: ranks need not be known to read
// it.
func (n binary) write(b *strings.Builder) {
	b.WriteByte('(')
	n.left.write(b)
	b.WriteString(" " + n.operator + " ")
	n.right.write(b)
	b.WriteByte(')')
}

func (n call) write(b *strings.Builder) { writeList(b, n.name+"(", n.args, ")") }

func writeList(b *strings.Builder, opening string, of []node, closing string) {
	b.WriteString(opening)
	for i, n := range of {
		if i > 0 {
			b.WriteString(", ")
		}
		n.write(b)
	}
	b.WriteString(closing)
}

// Text is the expression as it was given.
func (e Expression) Text() string { return e.text }

// String is the expression with every parenthesis. Reading it gives the same
// expression.
func (e Expression) String() string {
	if e.root == nil {
		return ""
	}
	var b strings.Builder
	e.root.write(&b)
	return b.String()
}

// Refs are the ids that the expression names, each once, in their order. It
// may use all metrics besides: see UsesMetrics.
func (e Expression) Refs() []string {
	var refs []string
	e.visit(func(n node) {
		if r, ok := n.(reference); ok && !slices.Contains(refs, r.id) {
			refs = append(refs, r.id)
		}
	})
	return refs
}

// UsesMetrics reports whether the expression calls METRICS.
func (e Expression) UsesMetrics() bool {
	uses := false
	e.visit(func(n node) {
		c, ok := n.(call)
		uses = uses || ok && c.name == "METRICS"
	})
	return uses
}

func (e Expression) visit(f func(node)) {
	if e.root != nil {
		e.root.walk(f)
	}
}
