package views

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/themes"
	"fleetglass/ui"
)

// Conditions and actions of rules in words, and as package routing knows them.

// conditionLine is one condition: "host api.example.com", "path /a or /b".
func conditionLine(c awsclient.Condition) ui.Line {
	return ui.Line{{Text: conditionField(c) + " ", Role: themes.Dim}, {Text: strings.Join(conditionValues(c), " or ")}}
}

// conditionField is what a condition looks at, in a word.
func conditionField(c awsclient.Condition) string {
	switch c.Field {
	case routing.HostHeader:
		return "host"
	case routing.PathPattern:
		return "path"
	case routing.RequestMethod:
		return "method"
	case routing.HTTPHeader:
		return "header " + c.HeaderName
	case routing.QueryString:
		return "query"
	case routing.SourceIP:
		return "source"
	default:
		return c.Field
	}
}

// conditionValues are a condition's alternatives, regular expressions between
// slashes as people write them.
func conditionValues(c awsclient.Condition) []string {
	values := slices.Clone(c.Values)
	for _, p := range c.Pairs {
		values = append(values, pairWords(p))
	}
	for _, r := range c.Regexes {
		values = append(values, "regex "+r)
	}
	return values
}

// pairWords is a pair of a query condition: "key=value", or the value alone
// when any key will do.
func pairWords(p awsclient.KeyValue) string {
	if p.Key == "" {
		return p.Value
	}
	return p.Key + "=" + p.Value
}

// conditionsLine is all conditions of a rule, which must all match.
func conditionsLine(r *awsclient.Rule) ui.Line {
	if r.Default {
		return ui.In(themes.Dim, "everything else")
	}
	lines := make([]ui.Line, len(r.Conditions))
	for i, c := range r.Conditions {
		lines[i] = conditionLine(c)
	}
	return ui.Join(ui.Span{Text: "  "}, lines...)
}

// priorityWords is a rule's priority as it is listed: "10", "default".
func priorityWords(r *awsclient.Rule) string {
	if r.Default {
		return "default"
	}
	return strconv.Itoa(r.Priority)
}

// listenerWords is a listener's protocol and port: "HTTPS :443".
func listenerWords(l *awsclient.Listener) string { return l.Protocol + " :" + strconv.Itoa(l.Port) }

// actionsWords is what a rule does with a request: "→ api-tg",
// "→ web-tg 90 %, web-v2 10 %", "redirect 301 to HTTPS :443", "fixed 410".
func actionsWords(ties *Ties, g *themes.Glyphs, actions []awsclient.RuleAction) string {
	var words []string
	for _, a := range actions {
		words = append(words, actionWords(ties, g, a))
	}
	return strings.Join(words, ", then ")
}

func actionWords(ties *Ties, g *themes.Glyphs, a awsclient.RuleAction) string {
	switch {
	case a.Type == routing.Forward:
		return g.Arrow + " " + forwardWords(ties, a)
	case a.Redirect != nil:
		return "redirect " + strings.TrimPrefix(a.Redirect.StatusCode, "HTTP_") + " to " + redirectWords(*a.Redirect)
	case a.Fixed != nil:
		return "fixed " + a.Fixed.StatusCode
	default:
		return strings.Replace(a.Type, "authenticate-", "authenticate by ", 1)
	}
}

func forwardWords(ties *Ties, a awsclient.RuleAction) string {
	var words []string
	for _, f := range forwardParts(a) {
		words = append(words, strings.TrimSpace(ties.TargetGroupName(f.arn)+" "+f.share))
	}
	text := strings.Join(words, ", ")
	if a.Sticky > 0 {
		text += ", sticky " + ui.Exact(a.Sticky)
	}
	return text
}

// forwardPart is one receiver of a forward action.
type forwardPart struct {
	arn    string
	weight int
	share  string // "90 %"; "" when it gets everything
}

func forwardParts(a awsclient.RuleAction) []forwardPart {
	shares := routing.ForwardShares(routingAction(a).Forwards)
	var parts []forwardPart
	for i, f := range a.Forwards {
		part := forwardPart{arn: f.ARN, weight: f.Weight}
		switch {
		case shares == nil:
			part.share = "0 %"
		case len(a.Forwards) > 1:
			part.share = strconv.FormatFloat(100*shares[i].Share, 'g', 3, 64) + " %"
		}
		parts = append(parts, part)
	}
	return parts
}

// redirectWords is what a redirect changes: "HTTPS :443",
// "HTTPS new.example.com:443/start". Parts that stay are left out.
func redirectWords(r awsclient.Redirect) string {
	changed := func(text, original string) string {
		if text == original {
			return ""
		}
		return text
	}
	place := changed(r.Host, "#{host}")
	if port := changed(r.Port, "#{port}"); port != "" {
		place += ":" + port
	}
	place += changed(r.Path, "/#{path}")
	if query := changed(r.Query, "#{query}"); query != "" {
		place += "?" + query
	}
	return strings.TrimSpace(changed(r.Protocol, "#{protocol}") + " " + place)
}

// routingConditions are conditions as package routing knows them. Regular
// expressions, which it does not know, are left out.
func routingConditions(conditions []awsclient.Condition) []routing.Condition {
	all := make([]routing.Condition, len(conditions))
	for i, c := range conditions {
		all[i] = routing.Condition{Field: c.Field, Values: c.Values, HeaderName: c.HeaderName}
		for _, p := range c.Pairs {
			all[i].QueryPairs = append(all[i].QueryPairs, routing.QueryPair{Key: p.Key, Value: p.Value})
		}
	}
	return all
}

func routingAction(a awsclient.RuleAction) routing.Action {
	action := routing.Action{Type: a.Type, Order: a.Order}
	for _, f := range a.Forwards {
		action.Forwards = append(action.Forwards, routing.WeightedTarget{TargetGroup: f.ARN, Weight: f.Weight})
	}
	if r := a.Redirect; r != nil {
		action.Redirect = routing.Redirect(*r)
	}
	if f := a.Fixed; f != nil {
		action.Fixed = routing.Fixed(*f)
	}
	return action
}

// receives is the target groups that an action sends requests to: those with
// a weight above 0.
func receives(actions []awsclient.RuleAction) []string {
	var arns []string
	for _, a := range actions {
		for _, f := range a.Forwards {
			if f.Weight > 0 {
				arns = append(arns, f.ARN)
			}
		}
	}
	return arns
}

// mentions is every target group of the actions, whatever its weight.
func mentions(actions []awsclient.RuleAction) []string {
	var arns []string
	for _, a := range actions {
		for _, f := range a.Forwards {
			arns = append(arns, f.ARN)
		}
	}
	return arns
}

// known are the facts that were told: other servers than AWS leave some out.
func known(facts ...string) []string {
	return slices.DeleteFunc(facts, func(fact string) bool { return fact == "" })
}
