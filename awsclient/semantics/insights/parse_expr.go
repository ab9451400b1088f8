package insights

import (
	"slices"
	"strings"
)

func (r *reader) expr() (expr, error) { return r.or() }

// left reads parts that operators join from the left.
func (r *reader) left(part func() (expr, error), ops ...string) (expr, error) {
	e, err := part()
	for err == nil {
		op := r.peek()
		i := slices.IndexFunc(ops, op.is)
		if i < 0 {
			break
		}
		r.next()
		var right expr
		right, err = part()
		e = binary{ops[i], e, right}
	}
	return e, err
}

func (r *reader) or() (expr, error)      { return r.left(r.and, "or") }
func (r *reader) and() (expr, error)     { return r.left(r.not, "and") }
func (r *reader) sum() (expr, error)     { return r.left(r.product, "+", "-") }
func (r *reader) product() (expr, error) { return r.left(r.power, "*", "/", "%") }

func (r *reader) not() (expr, error) {
	if !r.take("not") {
		return r.comparison()
	}
	e, err := r.not()
	return negation{e}, err
}

// power joins from the right: 2^3^2 is 2^9.
func (r *reader) power() (expr, error) {
	e, err := r.signed()
	if err != nil || !r.take("^") {
		return e, err
	}
	right, err := r.power()
	return binary{"^", e, right}, err
}

func (r *reader) signed() (expr, error) {
	if !r.take("-") {
		return r.primary()
	}
	e, err := r.signed()
	return minus{e}, err
}

func (r *reader) comparison() (expr, error) {
	left, err := r.sum()
	if err != nil {
		return nil, err
	}
	not := r.take("not")
	switch {
	case r.take("like"):
		return r.like(left, not)
	case r.take("in"):
		return r.membership(left, not)
	case not:
		return nil, r.wrong("expected like or in after not, and found %s", r.peek().shown())
	case r.take("=~"):
		if !r.atExpression() {
			return nil, r.wrong("expected a regular expression after =~, and found %s", r.peek().shown())
		}
		return r.like(left, false)
	}
	for _, op := range []string{"=", "!=", "<", "<=", ">", ">="} {
		if r.take(op) {
			right, err := r.sum()
			return binary{op, left, right}, err
		}
	}
	return left, nil
}

func (r *reader) like(of expr, not bool) (expr, error) {
	if r.atExpression() {
		x, err := r.expression()
		return like{of: of, not: not, expression: &x}, err
	}
	if r.peek().kind != text {
		return nil, r.wrong("expected a text in quotes or a regular expression between slashes, and found %s", r.peek().shown())
	}
	return like{of: of, not: not, text: r.next().text}, nil
}

func (r *reader) membership(of expr, not bool) (expr, error) {
	if err := r.expect("[", "after in"); err != nil {
		return nil, err
	}
	list, err := r.list(r.sum)
	if err != nil {
		return nil, err
	}
	return membership{of, not, list}, r.expect("]", "after the list")
}

func (r *reader) list(part func() (expr, error)) ([]expr, error) {
	var list []expr
	for {
		e, err := part()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if !r.take(",") {
			return list, nil
		}
	}
}

func (r *reader) primary() (expr, error) {
	t := r.peek()
	switch {
	case t.kind == number:
		r.next()
		n, _ := numberOf(t.text)
		return literal{numberValue(n), t.text}, nil
	case t.kind == text:
		r.next()
		return literal{value: textValue(t.text)}, nil
	case t.kind == period:
		return nil, r.wrong("%s is a period, and those are for bin, datefloor and dateceil", t.text)
	case r.take("("):
		e, err := r.expr()
		if err != nil {
			return nil, err
		}
		return e, r.expect(")", "to close the parenthesis")
	case t.kind == quotedName, t.kind == name && !slices.Contains(reserved(), strings.ToLower(t.text)):
		r.next()
		if t.kind == name && r.take("(") {
			return r.call(t)
		}
		return field{t.text}, nil
	}
	return nil, r.wrong("expected a field, a number, a text or a function, and found %s", t.shown())
}

// call reads the arguments of a function; its opening parenthesis is behind.
func (r *reader) call(called token) (expr, error) {
	if a, ok := aggregateOf(called.text); ok {
		return r.aggregate(called, a)
	}
	f, ok := functionOf(called.text)
	if !ok {
		return nil, r.wrongAt(called.from, "there is no function %s", called.text)
	}
	c := call{function: f.name}
	args, err := r.arguments(f.periodAt)
	if err != nil {
		return nil, err
	}
	c.args = args
	return c, r.arity(called, len(args), f.min, f.max)
}

func (r *reader) aggregate(called token, a aggregate) (expr, error) {
	switch {
	case !r.aggregates:
		return nil, r.wrongAt(called.from, "%s counts over events, and is for stats alone", a.name)
	case r.inAggregate:
		return nil, r.wrongAt(called.from, "%s cannot stand within another function over events", a.name)
	}
	r.inAggregate = true
	defer func() { r.inAggregate = false }()
	c := call{function: a.name}
	if a.min == 0 && r.take("*") {
		c.star = true
		return c, r.expect(")", "after the *")
	}
	args, err := r.arguments(0)
	if err != nil {
		return nil, err
	}
	c.args = args
	if err := r.arity(called, len(args), a.min, a.max); err != nil {
		return nil, err
	}
	if len(args) == 2 {
		return c, r.percent(called, args[1])
	}
	return c, nil
}

// percent refuses what is no percent: pct's second argument is a constant.
func (r *reader) percent(called token, e expr) error {
	l, ok := e.(literal)
	if !ok || l.value.kind != numeric || l.value.number > 100 {
		return r.wrongAt(called.from, "the percent of %s must be a number from 0 to 100", called.text)
	}
	return nil
}

func (r *reader) arguments(periodAt int) ([]expr, error) {
	if r.take(")") {
		return nil, nil
	}
	n := 0
	args, err := r.list(func() (expr, error) {
		n++
		if n == periodAt {
			return r.period()
		}
		return r.expr()
	})
	if err != nil {
		return nil, err
	}
	return args, r.expect(")", "after the arguments")
}

func (r *reader) period() (expr, error) {
	t := r.peek()
	if t.kind != period {
		return nil, r.wrong("expected a period such as 5m, and found %s", t.shown())
	}
	r.next()
	length, _ := periodOf(t.text)
	return span{t.text, length}, nil
}

func (r *reader) arity(called token, got, least, most int) error {
	switch {
	case got < least:
		return r.wrongAt(called.from, "%s needs %d arguments, and has %d", called.text, least, got)
	case got > most:
		return r.wrongAt(called.from, "%s takes no more than %d arguments, and has %d", called.text, most, got)
	}
	return nil
}
