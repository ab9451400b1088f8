package policy

import (
	"slices"
	"strings"
)

// Request is what somebody wants to do.
type Request struct {
	Action   string // "ec2:StopInstances"
	Resource string // ARN, or "*" for an action that names none
	Context  Context
}

// Caller is who makes a request, as the Principal elements of trust and
// resource policies see him.
type Caller struct {
	Account string   // number
	ARNs    []string // of the user or the session, and of the role behind it
	Service string   // "ec2.amazonaws.com" for a service; then the rest is empty
}

// Decide is what policies together say of a request. A nil document says
// nothing.
func Decide(documents []*Document, r Request) Decision {
	decision := Implicit
	for _, d := range documents {
		switch d.decide(r, nil) {
		case Explicit:
			return Explicit
		case Allowed:
			decision = Allowed
		}
	}
	return decision
}

// DecideFor is what a trust or resource policy says of a request by a caller.
// Byname tells whether a statement that allows it names the caller himself,
// and not just his account or everybody: a role's trust in an account lets
// those in whom the account's own policies let go.
func (d *Document) DecideFor(c Caller, r Request) (decision Decision, byName bool) {
	decision = d.decide(r, func(s *Statement) bool { return s.names(c) })
	if decision == Allowed {
		byName = d.decide(r, func(s *Statement) bool {
			return s.Deny && s.names(c) || slices.ContainsFunc(s.Principals, func(p Principal) bool { return p.is(c) })
		}) == Allowed
	}
	return decision, byName
}

// decide is the decision by those statements that are about the caller; nil
// means all of them.
func (d *Document) decide(r Request, about func(*Statement) bool) Decision {
	decision := Implicit
	if d == nil {
		return decision
	}
	for i := range d.Statements {
		s := &d.Statements[i]
		if about != nil && !about(s) || !s.covers(r) {
			continue
		}
		if s.Deny {
			return Explicit
		}
		decision = Allowed
	}
	return decision
}

// covers tells whether a statement is about a request.
func (s *Statement) covers(r Request) bool {
	like := func(want string) bool { return matchAction(want, r.Action) }
	if len(s.Actions) > 0 && !slices.ContainsFunc(s.Actions, like) || slices.ContainsFunc(s.NotActions, like) {
		return false
	}
	is := func(want string) bool {
		p, ok := expand(want, r.Context)
		return ok && p.matches(r.Resource)
	}
	if len(s.Resources) > 0 && !slices.ContainsFunc(s.Resources, is) || slices.ContainsFunc(s.NotResources, is) {
		return false
	}
	return !slices.ContainsFunc(s.Conditions, func(c Condition) bool { return !c.Holds(r.Context) })
}

// names tells whether a statement is about a caller. A statement without
// principals, as in identity policies, is about everybody.
func (s *Statement) names(c Caller) bool {
	if len(s.NotPrincipals) > 0 {
		return !slices.ContainsFunc(s.NotPrincipals, func(p Principal) bool { return p.covers(c) })
	}
	return len(s.Principals) == 0 || slices.ContainsFunc(s.Principals, func(p Principal) bool { return p.covers(c) })
}

// is tells whether a principal is this caller himself.
func (p Principal) is(c Caller) bool {
	if c.Service != "" {
		return p.Kind == "Service" && p.Value == c.Service
	}
	return p.Kind == "AWS" && slices.Contains(c.ARNs, p.Value)
}

// covers tells whether a principal is this caller, his account or everybody.
func (p Principal) covers(c Caller) bool {
	switch {
	case p.is(c), p.Kind == "*":
		return true
	case p.Kind != "AWS" || c.Service != "":
		return false
	}
	return p.Value == "*" || c.Account != "" && (p.Value == c.Account || isRootOf(p.Value, c.Account))
}

// isRootOf tells whether an ARN is an account's root, which stands for the
// whole account.
func isRootOf(arn, account string) bool {
	return strings.HasPrefix(arn, "arn:aws") && strings.HasSuffix(arn, ":iam::"+account+":root")
}
