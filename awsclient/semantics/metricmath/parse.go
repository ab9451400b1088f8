package metricmath

import (
	"slices"
	"strconv"

	"fleetglass/awsclient/semantics/refusal"
)

// MaxLength is the longest expression (BC:cloudwatch.MetricDataQuery).
const MaxLength = 2048

// Expression is an expression that was read.
type Expression struct {
	text string
	root node
}

// Parse reads an expression. From the loosest to the closest: OR, AND,
// comparisons, + -, * /, unary -, ^ (choice: AWS does not publish it). A
// refusal names the place.
func Parse(text string) (Expression, error) {
	if len(text) > MaxLength {
		return Expression{}, refusal.Invalid("The expression must have at most %d characters", MaxLength)
	}
	tokens, err := lex(text)
	if err != nil {
		return Expression{}, err
	}
	p := &parser{tokens: tokens}
	root, err := p.expression()
	if err != nil {
		return Expression{}, err
	}
	if t := p.peek(); t.kind != tokenEnd {
		return Expression{}, invalid(t.at, "an operator or the end is expected, not %s", t)
	}
	return Expression{text, root}, nil
}

// parser reads tokens from left to right.
type parser struct {
	tokens []token
	next   int
}

func (p *parser) peek() token { return p.tokens[p.next] }

// take reads a token; the end can be taken any number of times.
func (p *parser) take() token {
	t := p.peek()
	if t.kind != tokenEnd {
		p.next++
	}
	return t
}

// sign takes the next token if it is one of the signs or keywords.
func (p *parser) sign(oneOf ...string) (token, bool) {
	t := p.peek()
	if (t.kind == tokenSign || t.kind == tokenWord) && slices.Contains(oneOf, t.text) {
		return p.take(), true
	}
	return token{}, false
}

func (p *parser) expression() (node, error) {
	and := func() (node, error) { return p.binary(p.comparison, "AND", "&&") }
	return p.binary(and, "OR", "||")
}

func (p *parser) comparison() (node, error) {
	product := func() (node, error) { return p.binary(p.unary, "*", "/") }
	sum := func() (node, error) { return p.binary(product, "+", "-") }
	return p.binary(sum, "==", "!=", "<=", ">=", "<", ">")
}

// binary reads operands with operators of one rank between them, from left to
// right.
func (p *parser) binary(operand func() (node, error), operators ...string) (node, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for {
		t, ok := p.sign(operators...)
		if !ok {
			return left, nil
		}
		right, err := operand()
		if err != nil {
			return nil, err
		}
		left = binary{t.text, left, right, t.at}
	}
}

func (p *parser) unary() (node, error) {
	t, ok := p.sign("-")
	if !ok {
		return p.power()
	}
	of, err := p.unary()
	if err != nil {
		return nil, err
	}
	return minus{of, t.at}, nil
}

// power reads the one operator that goes from right to left.
func (p *parser) power() (node, error) {
	base, err := p.primary()
	if err != nil {
		return nil, err
	}
	t, ok := p.sign("^")
	if !ok {
		return base, nil
	}
	exponent, err := p.unary()
	if err != nil {
		return nil, err
	}
	return binary{"^", base, exponent, t.at}, nil
}

func (p *parser) primary() (node, error) {
	t := p.take()
	switch {
	case t.kind == tokenNumber:
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, invalid(t.at, "%s is not a number", t)
		}
		return number(v), nil
	case t.kind == tokenID:
		return reference{t.text, t.at}, nil
	case t.kind == tokenText:
		return text{t.text, t.at}, nil
	case t.kind == tokenWord:
		return p.word(t)
	case t.kind == tokenSign && t.text == "(":
		of, err := p.expression()
		if err != nil {
			return nil, err
		}
		return of, p.closed(")")
	case t.kind == tokenSign && t.text == "[":
		of, err := p.list("]")
		if err != nil {
			return nil, err
		}
		if len(of) == 0 {
			return nil, invalid(t.at, "an array must hold something")
		}
		return array{of, t.at}, nil
	}
	return nil, invalid(t.at, "a number, an id, a function or a parenthesis is expected, not %s", t)
}

// word reads a function with its arguments, or a word such as REPEAT.
func (p *parser) word(t token) (node, error) {
	if why := refused(t.text); why != "" {
		return nil, invalid(t.at, "%s is not supported here: %s", t.text, why)
	}
	if _, open := p.sign("("); !open {
		if slices.Contains(words(), t.text) {
			return word{t.text, t.at}, nil
		}
		return nil, invalid(t.at, "%s is neither a function with its arguments nor an id, which begins with a small letter", t)
	}
	f, ok := lookup(t.text)
	if !ok {
		return nil, invalid(t.at, "there is no function %s", t.text)
	}
	args, err := p.list(")")
	if err != nil {
		return nil, err
	}
	if len(args) < f.least || len(args) > f.most {
		return nil, invalid(t.at, "%s takes %s, not %d", t.text, f.arity(), len(args))
	}
	return call{t.text, f, args, t.at}, nil
}

// words are those that stand for themselves as arguments.
func words() []string {
	return []string{"REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MIN", "MAX", "SUM"}
}

// list reads expressions with commas between them, up to the closing sign.
func (p *parser) list(closing string) ([]node, error) {
	var all []node
	if _, ok := p.sign(closing); ok {
		return all, nil
	}
	for {
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		all = append(all, n)
		if _, ok := p.sign(","); !ok {
			return all, p.closed(closing)
		}
	}
}

func (p *parser) closed(closing string) error {
	if _, ok := p.sign(closing); !ok {
		t := p.peek()
		return invalid(t.at, "'%s' is expected, not %s", closing, t)
	}
	return nil
}

// refused says why something of CloudWatch's is not computed here, "" for
// what is.
func refused(name string) string {
	switch name {
	case "ANOMALY_DETECTION_BAND":
		return "a band needs the model that CloudWatch trains on two weeks of the metric"
	case "SEARCH":
		return "a search needs the list of all metrics; name the metrics instead"
	case "INSIGHT_RULE_METRIC":
		return "it needs Contributor Insights"
	case "SERVICE_QUOTA":
		return "it needs the account's quotas"
	case "SELECT":
		return "a Metrics Insights query is no math expression"
	}
	return ""
}
