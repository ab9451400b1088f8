package logpattern

import "strings"

func (r *reader) spacePattern() (body, error) {
	open := r.at
	r.at++
	var p spacePattern
	for {
		c, err := r.column(p)
		if err != nil {
			return nil, err
		}
		p = append(p, c)
		r.skipSpace()
		switch {
		case r.take(","):
			continue
		case r.done():
			return nil, r.wrongAt(open, "the [ is never closed")
		case !r.take("]"):
			return nil, r.wrong("expected a comma, && , || or ], and found %s", r.seen())
		case len(p) == 1 && p[0] == (column{}):
			return nil, r.wrongAt(r.at-1, "there is no field between the brackets")
		}
		return p, r.nothingMore("]")
	}
}

// column reads one field: a name, a condition, an ellipsis, or nothing.
func (r *reader) column(before spacePattern) (column, error) {
	r.skipSpace()
	start := r.at
	if r.take(ellipsis) {
		if before.ellipsisAt() >= 0 {
			return column{}, r.wrongAt(start, "there is an ellipsis already, so that this one's columns could not be told")
		}
		return column{any: true}, nil
	}
	if c := r.peek(); c == ',' || c == ']' || r.done() {
		return column{}, nil
	}
	c, err := r.namedColumn()
	if err != nil {
		return column{}, err
	}
	for _, other := range before {
		if other.name == c.name {
			return column{}, r.wrongAt(start, "another field has the name %s already", c.name)
		}
	}
	return c, nil
}

// namedColumn reads a name alone or a condition, of which the name is a part.
func (r *reader) namedColumn() (column, error) {
	start := r.at
	if r.peek() != '(' {
		name, err := r.columnName()
		if err != nil {
			return column{}, err
		}
		r.skipSpace()
		if c := r.peek(); c == ',' || c == ']' || r.done() {
			return column{name: name}, nil
		}
		r.at = start
	}
	name := ""
	t, err := r.tree(func() (condition, error) { return r.columnCondition(&name) })
	if err != nil {
		return column{}, err
	}
	return column{name: name, condition: &t}, nil
}

// columnCondition reads a condition on the field with the name; on the first
// one if it is empty. Names are compared without case: the page's own example
// is [w1=ERROR || W1=WARNING, w2].
func (r *reader) columnCondition(name *string) (condition, error) {
	start := r.at
	found, err := r.columnName()
	if err != nil {
		return nil, err
	}
	if *name == "" {
		*name = found
	}
	if !strings.EqualFold(found, *name) {
		return nil, r.wrongAt(start, "a condition on %s does not belong into the field %s", found, *name)
	}
	c := columnCondition{name: *name}
	if c.op, err = r.comparison(); err != nil {
		return nil, err
	}
	c.value, err = r.value(c.op)
	return c, err
}

// columnName reads a name. A digit cannot begin one, as $7 is the seventh
// column (choice).
func (r *reader) columnName() (string, error) {
	start := r.at
	name := r.run(isProperty)
	if name == "" || strings.IndexByte("0123456789-", name[0]) >= 0 {
		r.at = start
		return "", r.wrong("expected the name of a field, and found %s", r.seen())
	}
	return name, nil
}
