package whatif

import (
	"fmt"
	"strconv"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
)

// Front is what is known of an Application load balancer.
type Front struct {
	Balancer   awsclient.LoadBalancer
	Listeners  []awsclient.Listener
	Rules      map[string][]awsclient.Rule // by listener's ARN
	Groups     []awsclient.TargetGroup
	Targets    map[string][]awsclient.Target    // by target group's ARN
	Attributes map[string][]awsclient.Attribute // by target group's ARN
}

// Routed is where a request goes, and why.
type Routed struct {
	Balancer string      `json:"balancer"`
	Listener string      `json:"listener"` // "HTTP:80"
	Rules    []RuleFared `json:"rules"`    // in order of evaluation
	Action   string      `json:"action"`   // "forward", "redirect", "fixed-response"
	Says     string      `json:"says"`     // the action in a few words
	Redirect string      `json:"redirect,omitempty"`
	Status   string      `json:"status,omitempty"` // that the client sees, where the balancer itself decides it
	Shares   []Share     `json:"shares,omitempty"`
	Notes    []string    `json:"notes,omitempty"` // what is not known here
}

// RuleFared is how a rule fared with the request.
type RuleFared struct {
	Rule    string `json:"rule"` // "rule 10"
	ARN     string `json:"arn"`
	Tested  bool   `json:"tested"`
	Matched bool   `json:"matched"`
	Reason  string `json:"reason"`
}

// Share is the part of such requests that a target group gets, and who in it
// could serve them.
type Share struct {
	Group   string     `json:"group"`
	ARN     string     `json:"arn"`
	Weight  int        `json:"weight"`
	Percent float64    `json:"percent"`
	Serving int        `json:"serving"`
	Targets []Standing `json:"targets"`
	Note    string     `json:"note,omitempty"`
}

// NoListener says that nobody listens on the request's port.
type NoListener struct{ text string }

func (e *NoListener) Error() string { return e.text }

// Route decides a request as the balancer would. The error is a *NoListener.
func Route(f Front, req routing.Request) (*Routed, error) {
	l, err := f.listener(req)
	if err != nil {
		return nil, err
	}
	rules := f.Rules[l.ARN]
	d := routing.Decide(routingRules(rules), req)
	r := &Routed{
		Balancer: f.Balancer.Name, Listener: listenerName(*l), Rules: fared(d.Verdicts, rules),
		Action: d.Action.Type, Says: d.Action.Describe(req), Notes: unknownHere(rules, d),
	}
	switch d.Action.Type {
	case routing.Forward:
		r.forward(f, d.Action.Forwards)
	case routing.RedirectTo:
		r.Redirect = routing.RedirectURL(d.Action.Redirect, req)
		r.Status = statusOf(d.Action.Redirect.StatusCode)
	case routing.FixedResponse:
		r.Status = d.Action.Fixed.StatusCode
	}
	return r, nil
}

func (f Front) listener(req routing.Request) (*awsclient.Listener, error) {
	var on []string
	for i, l := range f.Listeners {
		if l.Port == req.Port {
			if want := map[string]string{"http": "HTTP", "https": "HTTPS"}[req.Scheme]; l.Protocol != want {
				return nil, &NoListener{fmt.Sprintf("%s speaks %s on port %d, not %s", f.Balancer.Name, l.Protocol, l.Port, want)}
			}
			return &f.Listeners[i], nil
		}
		on = append(on, listenerName(l))
	}
	return nil, &NoListener{fmt.Sprintf("%s does not listen on port %d; its listeners are %s", f.Balancer.Name, req.Port, orNone(on))}
}

func listenerName(l awsclient.Listener) string { return l.Protocol + ":" + strconv.Itoa(l.Port) }

// forward fills in who receives, and who of them could serve.
func (r *Routed) forward(f Front, forwards []routing.WeightedTarget) {
	shares := routing.ForwardShares(forwards)
	if shares == nil {
		r.Status = statusUnavailable
		r.Says = "forward to nobody: all weights are zero"
		return
	}
	r.Says = ""
	for i, s := range shares {
		share := f.share(s)
		r.Shares = append(r.Shares, share)
		if i > 0 {
			r.Says += ", "
		}
		r.Says += fmt.Sprintf("%s (%.4g%%)", share.Group, share.Percent)
	}
	r.Says = "forward to " + r.Says
}

// statusUnavailable is what a client sees when nobody can serve it.
const statusUnavailable = "503"

// statusOf is the number in "HTTP_301".
func statusOf(code string) string {
	if len(code) > 3 {
		return code[len(code)-3:]
	}
	return code
}

func fared(verdicts []routing.Verdict, rules []awsclient.Rule) []RuleFared {
	list := make([]RuleFared, len(verdicts))
	for i, v := range verdicts {
		list[i] = RuleFared{Rule: nameOfRule(v.Priority), ARN: v.RuleID, Tested: v.Tested, Matched: v.Matched, Reason: v.Reason}
		if v.Tested && !v.Matched && hasRegex(rules, v.RuleID) {
			list[i].Reason = "not told: it compares with a regular expression, which is not known here"
		}
	}
	return list
}

func nameOfRule(priority int) string {
	if priority == 0 {
		return "default rule"
	}
	return "rule " + strconv.Itoa(priority)
}
