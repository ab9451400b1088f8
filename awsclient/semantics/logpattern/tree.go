package logpattern

import "strings"

// Operators that join conditions; && binds closer.
const (
	and = "&&"
	or  = "||"
)

// condition is a leaf of a tree: one on a selector or on a column.
type condition interface{ String() string }

// tree is conditions joined by && and ||. A leaf has no operator.
type tree struct {
	op   string
	kids []tree
	leaf condition
}

func (t tree) holds(leaf func(condition) bool) bool {
	if t.op == "" {
		return leaf(t.leaf)
	}
	for _, kid := range t.kids {
		if kid.holds(leaf) == (t.op == or) {
			return t.op == or
		}
	}
	return t.op == and
}

// each visits the leaves from left to right.
func (t tree) each(visit func(condition)) {
	if t.op == "" {
		visit(t.leaf)
	}
	for _, kid := range t.kids {
		kid.each(visit)
	}
}

// String puts parentheses where reading would else join differently.
func (t tree) String() string {
	if t.op == "" {
		return t.leaf.String()
	}
	parts := make([]string, len(t.kids))
	for i, kid := range t.kids {
		parts[i] = kid.String()
		if kid.op != "" && (kid.op == t.op || t.op == and) {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, " "+t.op+" ")
}

// leafReader reads one condition.
type leafReader func() (condition, error)

func (r *reader) tree(leaf leafReader) (tree, error) {
	return r.joined(or, func() (tree, error) {
		return r.joined(and, func() (tree, error) { return r.primary(leaf) })
	})
}

func (r *reader) joined(op string, part func() (tree, error)) (tree, error) {
	t := tree{op: op}
	for {
		kid, err := part()
		if err != nil {
			return tree{}, err
		}
		t.kids = append(t.kids, kid)
		r.skipSpace()
		if !r.take(op) {
			break
		}
	}
	if len(t.kids) == 1 {
		return t.kids[0], nil
	}
	return t, nil
}

func (r *reader) primary(leaf leafReader) (tree, error) {
	r.skipSpace()
	open := r.at
	if !r.take("(") {
		c, err := leaf()
		return tree{leaf: c}, err
	}
	t, err := r.tree(leaf)
	if err != nil {
		return tree{}, err
	}
	r.skipSpace()
	if r.done() {
		return tree{}, r.wrongAt(open, "the parenthesis is never closed")
	}
	if !r.take(")") {
		return tree{}, r.wrong("expected &&, || or ), and found %s", r.seen())
	}
	return t, nil
}
