package composite

import (
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Limits of a rule (BC:cloudwatch.PutCompositeAlarm). Elements are functions,
// TRUE, FALSE and pairs of parentheses.
const (
	MaxLength   = 10_240
	MaxElements = 500
	MaxChildren = 100 // alarms of one rule
	MaxParents  = 150 // composite alarms that watch one alarm
)

// Rule is a rule that was read. The zero value is unknown.
type Rule struct {
	text string
	root node
}

// Parse reads a rule. AND binds closer than OR, and NOT closest (choice: AWS
// does not publish it). Keywords may be written in small letters, as the
// documentation does itself with FALSE. The text of a refusal is a choice; it
// names the place, counted in bytes from 1.
func Parse(text string) (Rule, error) {
	if len(text) > MaxLength {
		return Rule{}, refusal.Invalid("AlarmRule must have at most %d characters", MaxLength)
	}
	tokens, err := lex(text)
	if err != nil {
		return Rule{}, err
	}
	p := &parser{tokens: tokens}
	root, err := p.or()
	if err != nil {
		return Rule{}, err
	}
	if t := p.peek(); t.kind != end {
		return Rule{}, invalid(t.at, "AND, OR or the end is expected, not "+t.String())
	}
	r := Rule{text: text, root: root}
	switch {
	case p.elements > MaxElements:
		return Rule{}, refusal.Invalid("AlarmRule must have at most %d elements, and has %d", MaxElements, p.elements)
	case len(r.Refs()) > MaxChildren:
		return Rule{}, refusal.Invalid("AlarmRule must have at most %d alarms, and has %d", MaxChildren, len(r.Refs()))
	}
	return r, nil
}

func invalid(at int, why string) error {
	return refusal.Invalid("AlarmRule is not valid at character %d: %s", at+1, why)
}

// parser reads tokens from left to right.
type parser struct {
	tokens   []token
	next     int
	elements int
}

func (p *parser) peek() token { return p.tokens[p.next] }

// take reads a token; the end can be taken any number of times.
func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != end {
		p.next++
	}
	return t
}

// keyword takes the next token if it is the keyword.
func (p *parser) keyword(name string) bool {
	if t := p.peek(); t.kind == word && strings.EqualFold(t.text, name) {
		p.next++
		return true
	}
	return false
}

func (p *parser) or() (node, error) { return p.chain("OR", p.and) }

func (p *parser) and() (node, error) { return p.chain("AND", p.not) }

// chain reads one or more operands with an operator between them.
func (p *parser) chain(operator string, operand func() (node, error)) (node, error) {
	first, err := operand()
	if err != nil {
		return nil, err
	}
	all := []node{first}
	for p.keyword(operator) {
		n, err := operand()
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	if len(all) == 1 {
		return first, nil
	}
	return chain{operator, all}, nil
}

func (p *parser) not() (node, error) {
	if !p.keyword("NOT") {
		return p.primary()
	}
	n, err := p.not()
	if err != nil {
		return nil, err
	}
	return negation{n}, nil
}

func (p *parser) primary() (node, error) {
	t := p.take()
	p.elements++
	switch {
	case t.kind == open:
		return p.group()
	case t.kind == word && strings.EqualFold(t.text, "TRUE"):
		return constant(true), nil
	case t.kind == word && strings.EqualFold(t.text, "FALSE"):
		return constant(false), nil
	case t.kind == word && state(t.text) != "":
		return p.function(state(t.text))
	}
	return nil, invalid(t.at, "ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or a parenthesis is expected, not "+t.String())
}

// state is the state that a function asks for, "" for no function.
func state(name string) string {
	for _, s := range []string{Alarm, OK, InsufficientData} {
		if strings.EqualFold(s, name) {
			return s
		}
	}
	return ""
}

func (p *parser) group() (node, error) {
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.take(); t.kind != closing {
		return nil, invalid(t.at, "a closing parenthesis is expected, not "+t.String())
	}
	return group{n}, nil
}

func (p *parser) function(state string) (node, error) {
	if t := p.take(); t.kind != open {
		return nil, invalid(t.at, "an opening parenthesis is expected after "+state+", not "+t.String())
	}
	name := p.take()
	if name.kind != word && name.kind != quoted || name.text == "" {
		return nil, invalid(name.at, "the name or ARN of an alarm is expected, not "+name.String())
	}
	if t := p.take(); t.kind != closing {
		return nil, invalid(t.at, "a closing parenthesis is expected, not "+t.String()+"; a name with spaces needs quotes")
	}
	return function{state, name.text}, nil
}
