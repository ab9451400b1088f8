package routing

import (
	"slices"
	"sort"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// InvalidAction is AWS's code for an action that cannot be done.
const InvalidAction = "InvalidLoadBalancerAction"

// ValidateActions refuses a rule's actions: exactly one must route, and it
// must be the last in Order.
func (l Limits) ValidateActions(actions []Action) error {
	if len(actions) == 0 {
		return refusal.Invalid("An action must be specified")
	}
	sorted := slices.Clone(actions)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Order < sorted[j].Order })
	for i, a := range sorted {
		if err := l.ValidateAction(a); err != nil {
			return err
		}
		if a.routes() != (i == len(sorted)-1) {
			return refusal.New(InvalidAction, "The last action must be the only 'forward', 'redirect' or 'fixed-response' action")
		}
	}
	return nil
}

// ValidateAction refuses one action. Whether its target groups exist is for
// the caller, who knows them.
func (l Limits) ValidateAction(a Action) error {
	switch a.Type {
	case Forward:
		return l.validateForward(a.Forwards)
	case RedirectTo:
		return l.validateRedirect(a.Redirect)
	case FixedResponse:
		return l.validateFixed(a.Fixed)
	case "authenticate-oidc", "authenticate-cognito", "jwt-validation":
		return nil
	}
	return refusal.Invalid("Action type '%s' must be one of '[forward, redirect, fixed-response, authenticate-oidc, authenticate-cognito, jwt-validation]'", a.Type)
}

func (l Limits) validateForward(forwards []WeightedTarget) error {
	if len(forwards) == 0 {
		return refusal.Invalid("A target group ARN must be specified")
	}
	if len(forwards) > l.TargetGroupsPerAction {
		return refusal.New("TooManyTargetGroups", "An action can only have '%d' target groups", l.TargetGroupsPerAction)
	}
	seen := map[string]bool{}
	for _, f := range forwards {
		if f.Weight < 0 || f.Weight > l.MaxWeight {
			return refusal.Invalid("Weight '%d' must be between '0' and '%d'", f.Weight, l.MaxWeight)
		}
		if seen[f.TargetGroup] {
			return refusal.New(InvalidAction, "Target group '%s' is specified more than once in a forward action", f.TargetGroup)
		}
		seen[f.TargetGroup] = true
	}
	return nil
}

func contentTypes() []string {
	return []string{"text/plain", "text/css", "text/html", "application/javascript", "application/json"}
}

func (l Limits) validateFixed(f Fixed) error {
	if len(f.StatusCode) != 3 || !strings.Contains("245", f.StatusCode[:1]) || strings.Trim(f.StatusCode, "0123456789") != "" {
		return refusal.New(InvalidAction, "The fixed-response status code '%s' must be 2XX, 4XX or 5XX", f.StatusCode)
	}
	if f.ContentType != "" && !slices.Contains(contentTypes(), f.ContentType) {
		return refusal.New(InvalidAction, "The ContentType must be one of:'%s'", strings.Join(contentTypes(), "', '"))
	}
	if len(f.Body) > l.FixedBodyLength {
		return refusal.New(InvalidAction, "The message body is too long; the limit is '%d'", l.FixedBodyLength)
	}
	return nil
}

func (l Limits) validateRedirect(r Redirect) error {
	if r.StatusCode != "HTTP_301" && r.StatusCode != "HTTP_302" {
		return refusal.Invalid("Redirect status code '%s' must be one of '[HTTP_301, HTTP_302]'", r.StatusCode)
	}
	if p := r.Protocol; p != "" && p != "HTTP" && p != "HTTPS" && p != "#{protocol}" {
		return refusal.Invalid("Redirect protocol '%s' must be one of '[HTTP, HTTPS, #{protocol}]'", p)
	}
	if r.Path != "" && !strings.HasPrefix(r.Path, "/") {
		return refusal.Invalid("The redirect path '%s' must start with '/'", r.Path)
	}
	if err := l.validateComponents(r); err != nil {
		return err
	}
	if r.isLoop() {
		return refusal.New(InvalidAction, "The redirect configuration is not valid because it creates a loop.")
	}
	return nil
}

// ValidateRedirectFrom refuses what depends on the listener: leading a client
// from HTTPS back to HTTP. The text is a choice.
func ValidateRedirectFrom(listenerProtocol string, r Redirect) error {
	if listenerProtocol == "HTTPS" && r.Protocol == "HTTP" {
		return refusal.New(InvalidAction, "You cannot redirect from HTTPS to HTTP")
	}
	return nil
}

// isLoop tells a redirect that changes none of protocol, host, port and path.
// A change of the query alone does not end the loop.
func (r Redirect) isLoop() bool {
	same := func(text, original string) bool { return text == "" || text == original }
	return same(r.Protocol, "#{protocol}") && same(r.Host, "#{host}") &&
		same(r.Port, "#{port}") && same(r.Path, "/#{path}")
}

// component is one part of a redirect with the placeholders allowed in it.
type component struct {
	name, text string
	limit      int
	allowed    []string
}

func (l Limits) validateComponents(r Redirect) error {
	for _, c := range []component{
		{"protocol", r.Protocol, l.RedirectLength, []string{"protocol"}},
		{"host", r.Host, l.RedirectLength, []string{"host"}},
		{"port", r.Port, l.RedirectLength, []string{"port"}},
		{"path", r.Path, l.RedirectLength, []string{"host", "port", "path"}},
		{"query", r.Query, l.RedirectLength, []string{"protocol", "host", "port", "path", "query"}},
	} {
		if len(c.text) > c.limit {
			return refusal.Invalid("The redirect '%s' value is too long; the limit is '%d'", c.name, c.limit)
		}
		if err := c.validatePlaceholders(); err != nil {
			return err
		}
	}
	return validateRedirectPort(r.Port)
}

func (c component) validatePlaceholders() error {
	rest := c.text
	for {
		_, after, found := strings.Cut(rest, "#{")
		if !found {
			return nil
		}
		name, tail, closed := strings.Cut(after, "}")
		if !closed || !slices.Contains(c.allowed, name) {
			return refusal.Invalid("The redirect '%s' value '%s' has a placeholder that is not allowed there", c.name, c.text)
		}
		rest = tail
	}
}

func validateRedirectPort(port string) error {
	if port == "" || port == "#{port}" {
		return nil
	}
	n := 0
	for _, r := range port {
		if r < '0' || r > '9' || n > 65535 {
			return refusal.Invalid("The redirect port '%s' must be between '1' and '65535' or '#{port}'", port)
		}
		n = n*10 + int(r-'0')
	}
	if n < 1 || n > 65535 {
		return refusal.Invalid("The redirect port '%s' must be between '1' and '65535' or '#{port}'", port)
	}
	return nil
}
