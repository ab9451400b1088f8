package whatif

import (
	"fmt"
	"strings"

	"fleetglass/awsclient/semantics/routing"
)

// Text is the answer for people.
func (r *Routed) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "route %s, listener %s\n", r.Balancer, r.Listener)
	for _, v := range r.Rules {
		fmt.Fprintf(&b, "  %s %-12s  %s\n", v.sign(), v.Rule, strings.TrimPrefix(v.Reason, v.Rule+": "))
	}
	b.WriteString("\n" + r.Says)
	if r.Status != "" && r.Action == routing.Forward {
		b.WriteString(": clients see " + r.Status)
	}
	b.WriteString("\n")
	for _, s := range r.Shares {
		s.text(&b)
	}
	for _, n := range r.Notes {
		b.WriteString("! " + n + "\n")
	}
	return b.String()
}

func (v RuleFared) sign() string {
	switch {
	case v.Matched:
		return ">"
	case v.Tested:
		return "-"
	}
	return " "
}

func (s Share) text(b *strings.Builder) {
	fmt.Fprintf(b, "  %s  weight %d, %.4g%%, %d of %d targets can serve\n", s.Group, s.Weight, s.Percent, s.Serving, len(s.Targets))
	if s.Note != "" {
		b.WriteString("    ! " + s.Note + "\n")
	}
	for _, t := range s.Targets {
		sign := "-"
		if t.Serves {
			sign = "+"
		}
		fmt.Fprintf(b, "    %s %s  %s\n", sign, strings.TrimSpace(t.Target+"  "+t.Zone), t.Why)
	}
}

// Text is the answer for people.
func (a *Audited) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rules of %s\n", a.Balancer)
	for _, r := range a.Rules {
		fmt.Fprintf(&b, "  %s %-12s  %s\n", r.Listener, r.Rule, r.words())
	}
	b.WriteString("\n")
	if len(a.Groups) == 0 {
		b.WriteString("every target group has a healthy target\n")
	}
	for _, g := range a.Groups {
		fmt.Fprintf(&b, "! %s has no healthy target, %d registered\n", g.Group, g.Registered)
	}
	return b.String()
}

func (r RuleState) words() string {
	var words []string
	if r.Shadowed != "" {
		words = append(words, "can never match: "+r.Shadowed+" takes all that it would")
	}
	if r.Unserved != "" {
		words = append(words, r.Unserved)
	}
	if len(words) == 0 {
		return "ok"
	}
	return strings.Join(words, "; ")
}
