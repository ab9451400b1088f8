package policy

import (
	"encoding/json"
	"slices"
	"strings"
)

// statement reads one statement and checks it by itself.
func statement(raw json.RawMessage, purpose Purpose) (Statement, error) {
	var parts struct {
		Sid, Effect                                                                  *string
		Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition json.RawMessage
	}
	if strict(string(raw), &parts) != nil || parts.Effect == nil || *parts.Effect != "Allow" && *parts.Effect != "Deny" {
		return Statement{}, syntax()
	}
	s := Statement{Deny: *parts.Effect == "Deny"}
	if parts.Sid != nil {
		s.Sid = *parts.Sid
	}
	for _, l := range []struct {
		into *[]string
		from json.RawMessage
	}{
		{&s.Actions, parts.Action}, {&s.NotActions, parts.NotAction}, {&s.Resources, parts.Resource}, {&s.NotResources, parts.NotResource},
	} {
		var err error
		if *l.into, err = texts(l.from); err != nil {
			return s, syntax()
		}
	}
	for _, l := range []struct {
		into *[]Principal
		from json.RawMessage
	}{{&s.Principals, parts.Principal}, {&s.NotPrincipals, parts.NotPrincipal}} {
		var err error
		if *l.into, err = principals(l.from); err != nil {
			return s, err
		}
	}
	var err error
	if s.Conditions, err = conditions(parts.Condition); err != nil {
		return s, err
	}
	both := len(parts.Action) > 0 && len(parts.NotAction) > 0 || len(parts.Resource) > 0 && len(parts.NotResource) > 0
	if both {
		return s, syntax()
	}
	return s, s.check(purpose)
}

// principals reads a Principal element: "*", or lists by kind.
func principals(raw json.RawMessage) ([]Principal, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var everybody string
	if json.Unmarshal(raw, &everybody) == nil {
		if everybody != "*" {
			return nil, syntax()
		}
		return []Principal{{"*", "*"}}, nil
	}
	var byKind map[string]json.RawMessage
	if json.Unmarshal(raw, &byKind) != nil || len(byKind) == 0 {
		return nil, syntax()
	}
	var all []Principal
	for _, kind := range []string{"AWS", "Service", "Federated", "CanonicalUser"} {
		values, err := texts(byKind[kind])
		if err != nil {
			return nil, syntax()
		}
		delete(byKind, kind)
		for _, v := range values {
			all = append(all, Principal{kind, v})
		}
	}
	if len(byKind) > 0 || len(all) == 0 {
		return nil, syntax()
	}
	return all, nil
}

// check refuses what IAM refuses of one statement, in IAM's order: what must
// be there, what must not, then how it is written.
func (s *Statement) check(purpose Purpose) error {
	if len(s.Actions)+len(s.NotActions) == 0 {
		return malformed("Policy statement must contain actions.")
	}
	if err := s.checkParts(purpose); err != nil {
		return err
	}
	for _, a := range slices.Concat(s.Actions, s.NotActions) {
		if err := checkAction(a); err != nil {
			return err
		}
		if purpose == Trust && !strings.HasPrefix(strings.ToLower(a), "sts:") {
			return malformed("AssumeRole policy may only specify STS AssumeRole actions.")
		}
	}
	for _, r := range slices.Concat(s.Resources, s.NotResources) {
		if err := checkResource(r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Statement) checkParts(purpose Purpose) error {
	named, resources := len(s.Principals)+len(s.NotPrincipals) > 0, len(s.Resources)+len(s.NotResources) > 0
	switch {
	case purpose == Identity && named:
		return malformed("Policy document should not specify a principal.")
	case purpose == Identity && !resources:
		return malformed("Policy statement must contain resources.")
	case purpose == Trust && resources:
		return malformed("Has prohibited field Resource")
	case purpose != Identity && !named:
		return malformed("Missing required field Principal")
	case purpose == Resource && !resources:
		return malformed("Missing required field Resource")
	}
	return nil
}

// checkAction wants "*" or "vendor:Name".
func checkAction(action string) error {
	if action == "*" {
		return nil
	}
	vendor, name, found := strings.Cut(action, ":")
	switch {
	case !found || name == "":
		return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
	case vendor == "" || strings.ContainsFunc(vendor, func(r rune) bool { return !isNameRune(r) }):
		return malformed("Vendor %s is not valid", vendor)
	case strings.Contains(name, ":"):
		return malformed("Actions/Condition can contain only one colon.")
	}
	return nil
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.'
}

// checkResource wants "*" or an ARN.
func checkResource(resource string) error {
	if resource == "*" {
		return nil
	}
	parts := strings.SplitN(resource, ":", 6)
	if parts[0] != "arn" {
		return malformed(`Resource %s must be in ARN format or "*".`, resource)
	}
	if len(parts) < 6 && !strings.Contains(resource, "*") {
		return malformed("The policy failed legacy parsing")
	}
	if len(parts) > 1 && !slices.Contains([]string{"aws", "aws-cn", "aws-us-gov", "*"}, parts[1]) {
		return malformed(`Partition "%s" is not valid for resource "%s".`, parts[1], resource)
	}
	return nil
}

// check refuses statements that do not go together.
func (d *Document) check() error {
	var seen []string
	for _, s := range d.Statements {
		if strings.ContainsFunc(s.Sid, func(r rune) bool { return !isNameRune(r) || r == '-' || r == '.' }) {
			return malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
		}
		if s.Sid != "" && slices.Contains(seen, s.Sid) {
			return malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		seen = append(seen, s.Sid)
	}
	return nil
}
