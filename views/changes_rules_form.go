package views

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/ui"
)

// The forms of rules: conditions and actions as fields, and back from fields.

// conditionFields are one field for each thing that a rule can look at, filled
// with conditions that formConditions returned.
func conditionFields(from []awsclient.Condition) []ui.Field {
	values := map[string]string{}
	for _, c := range from {
		switch c.Field {
		case routing.HTTPHeader:
			values["header"], values["header values"] = c.HeaderName, joinList(c.Values)
		case routing.QueryString:
			values[c.Field] = joinList(conditionValues(c))
		default:
			values[c.Field] = joinList(c.Values)
		}
	}
	field := func(name, label, help string) ui.Field {
		return ui.Field{Name: name, Label: label, Help: help, Value: values[name], Validate: conditionWrong(name)}
	}
	return []ui.Field{
		field(routing.HostHeader, "host", "such as api.example.com, *.example.org; any of them will do"),
		field(routing.PathPattern, "path", "such as /img/*, /css/*; case counts, the query is not part of it"),
		field(routing.RequestMethod, "method", "such as GET, HEAD"),
		field("header", "header", "the name of a header, such as User-Agent"),
		field("header values", "  its values", "such as *Chrome*, *Safari*; a comma within a value is written \\,"),
		field(routing.QueryString, "query", "such as version=v1, *debug*: key=value, or a value under any key"),
		field(routing.SourceIP, "source", "such as 192.0.2.0/24: blocks that the connection comes from"),
	}
}

// splitList is the values of a field: commas lie between them, \, is a comma.
func splitList(text string) []string {
	const comma = "\x00"
	var values []string
	for _, v := range strings.Split(strings.ReplaceAll(text, `\,`, comma), ",") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, strings.ReplaceAll(v, comma, ","))
		}
	}
	return values
}

func joinList(values []string) string {
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = strings.ReplaceAll(v, ",", `\,`)
	}
	return strings.Join(escaped, ", ")
}

// formConditions parts conditions into those that the form has fields for and
// those that are kept as they are: regular expressions, and the second and
// further conditions on headers or the query.
func formConditions(all []awsclient.Condition) (shown, kept []awsclient.Condition) {
	seen := map[string]bool{}
	for _, c := range all {
		known := slices.Contains(fieldsOfForm(), c.Field)
		if len(c.Regexes) > 0 || seen[c.Field] || !known {
			kept = append(kept, c)
			continue
		}
		seen[c.Field] = true
		shown = append(shown, c)
	}
	return shown, kept
}

func fieldsOfForm() []string {
	return []string{routing.HostHeader, routing.PathPattern, routing.RequestMethod, routing.HTTPHeader, routing.QueryString, routing.SourceIP}
}

// conditionFrom is the condition that a field of the form holds, false when it
// is empty.
func conditionFrom(field string, v ui.Values) (awsclient.Condition, bool) {
	c := awsclient.Condition{Field: field}
	switch field {
	case routing.HTTPHeader:
		c.HeaderName, c.Values = strings.TrimSpace(v["header"]), splitList(v["header values"])
		return c, c.HeaderName != "" || len(c.Values) > 0
	case routing.QueryString:
		for _, p := range splitList(v[field]) {
			c.Pairs = append(c.Pairs, pairFrom(p))
		}
		return c, len(c.Pairs) > 0
	default:
		c.Values = splitList(v[field])
		return c, len(c.Values) > 0
	}
}

func pairFrom(text string) awsclient.KeyValue {
	key, value, ok := strings.Cut(text, "=")
	if !ok {
		return awsclient.KeyValue{Value: text}
	}
	return awsclient.KeyValue{Key: key, Value: value}
}

// conditionWrong is why what a field holds is refused, in AWS's words.
func conditionWrong(name string) func(string, ui.Values) string {
	field := name
	if name == "header" || name == "header values" {
		field = routing.HTTPHeader
	}
	return func(_ string, v ui.Values) string {
		c, ok := conditionFrom(field, v)
		if !ok || name == "header" && c.HeaderName != "" && len(c.Values) == 0 {
			return "" // the field of the values says it
		}
		if name == "header values" && c.HeaderName == "" {
			return "" // the field of the name says it
		}
		return refusalWords(routing.Today().ValidateConditions(routingConditions([]awsclient.Condition{c})))
	}
}

// conditionsFrom are the form's conditions and those that it keeps, if AWS
// would take them.
func conditionsFrom(v ui.Values, kept []awsclient.Condition) ([]awsclient.Condition, error) {
	var all []awsclient.Condition
	for _, field := range fieldsOfForm() {
		if c, ok := conditionFrom(field, v); ok {
			all = append(all, c)
		}
	}
	all = append(all, kept...)
	checked := slices.DeleteFunc(slices.Clone(all), func(c awsclient.Condition) bool { return len(c.Regexes) > 0 })
	if len(checked) == 0 && len(all) > 0 {
		return all, nil // regular expressions only, which AWS alone can judge
	}
	if err := routing.Today().ValidateConditions(routingConditions(checked)); err != nil {
		return nil, err
	}
	return all, nil
}

// refusalWords is the message of a refusal without its code, "" when there is
// none.
func refusalWords(err error) string {
	if err == nil {
		return ""
	}
	var r *refusal.Refusal
	if errors.As(err, &r) {
		return r.Message
	}
	return err.Error()
}

// routes is the rule's last action, which decides what happens to a request;
// the zero action for a new rule.
func (s ruleSpot) routes() awsclient.RuleAction {
	if s.rule == nil || len(s.rule.Actions) == 0 {
		return awsclient.RuleAction{}
	}
	return s.rule.Actions[len(s.rule.Actions)-1]
}

// receivers are the names of the target groups that the listener's balancer
// may send to. A target group can be behind one balancer only.
func (s ruleSpot) receivers() []string {
	b := s.ties.Balancer(s.listener.Balancer)
	var names []string
	for _, g := range s.snap.TargetGroups.Rows {
		free := len(g.Balancers) == 0 || slices.Contains(g.Balancers, s.listener.Balancer)
		speaks := g.TargetType == "lambda" || g.Protocol == "HTTP" || g.Protocol == "HTTPS"
		near := g.VPC == "" || b == nil || g.VPC == b.VPC
		if free && speaks && near {
			names = append(names, g.Name)
		}
	}
	slices.Sort(names)
	return names
}

func offForward(s ruleSpot) string {
	if len(s.receivers()) == 0 {
		return "there is no HTTP target group in its VPC that is free for it"
	}
	return ""
}

const (
	nobody    = "nobody"
	leastShow = 2 // receivers that the form has room for when a rule has fewer
)

func slotName(what string, i int) string { return what + " " + strconv.Itoa(i+1) }

// forwardFields are a target group and its weight, as often as the rule has
// receivers, and at least twice.
func forwardFields(s ruleSpot) []ui.Field {
	names := s.receivers()
	now := s.routes().Forwards
	var fields []ui.Field
	for i := range max(leastShow, len(now)) {
		label, choices, value, weight := "forward to", names, names[0], "1"
		if i > 0 {
			label, choices, value, weight = "and to", append([]string{nobody}, names...), nobody, "0"
		}
		if i < len(now) {
			value, weight = s.ties.TargetGroupName(now[i].ARN), strconv.Itoa(now[i].Weight)
			if !slices.Contains(choices, value) {
				choices = append(slices.Clone(choices), value)
			}
		}
		fields = append(fields,
			ui.Field{Name: slotName("group", i), Label: label, Kind: ui.ChoiceField, Choices: choices, Value: value, Help: "left and right choose", Validate: sameGroup(i)},
			ui.Field{Name: slotName("weight", i), Label: "  weight", Kind: ui.NumberField, Needed: true, Value: weight, Help: "from 0 to 999: its share is its weight out of the sum", Validate: weightWrong})
	}
	return fields
}

// sameGroup refuses a target group that an earlier field has.
func sameGroup(i int) func(string, ui.Values) string {
	return func(value string, v ui.Values) string {
		for j := range i {
			if value != nobody && v[slotName("group", j)] == value {
				return "it is there already"
			}
		}
		return ""
	}
}

func weightWrong(value string, _ ui.Values) string {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil {
		return ""
	}
	limits := routing.Today()
	return refusalWords(limits.ValidateAction(routing.Action{Type: routing.Forward, Forwards: []routing.WeightedTarget{{TargetGroup: "one", Weight: n}}}))
}

// forwardFrom keeps a rule's stickiness. A lone receiver gets everything,
// whatever its weight.
func forwardFrom(s ruleSpot, v ui.Values) (awsclient.RuleAction, error) {
	a := awsclient.RuleAction{Type: routing.Forward, Order: 1, Sticky: s.routes().Sticky}
	for i := 0; v[slotName("group", i)] != ""; i++ {
		name := v[slotName("group", i)]
		if name == nobody {
			continue
		}
		at := slices.IndexFunc(s.snap.TargetGroups.Rows, func(g awsclient.TargetGroup) bool { return g.Name == name })
		if at < 0 {
			return a, errors.New("there is no target group " + name)
		}
		a.Forwards = append(a.Forwards, awsclient.WeightedTargetGroup{ARN: s.snap.TargetGroups.Rows[at].ARN, Weight: v.Int(slotName("weight", i))})
	}
	return a, nil
}

func redirectFields(s ruleSpot) []ui.Field {
	now := awsclient.Redirect{Protocol: "HTTPS", Host: "#{host}", Port: "443", Path: "/#{path}", Query: "#{query}", StatusCode: "HTTP_301"}
	if r := s.routes().Redirect; r != nil {
		now = *r
	}
	field := func(name, value, help string) ui.Field {
		return ui.Field{Name: name, Label: name + " ", Value: value, Help: help, Validate: func(_ string, v ui.Values) string {
			return redirectWrong(name, v)
		}}
	}
	return []ui.Field{
		{Name: "protocol", Label: "redirect to", Kind: ui.ChoiceField, Choices: []string{"HTTPS", "HTTP", "#{protocol}"}, Value: cmp.Or(now.Protocol, "#{protocol}"), Help: "#{protocol} keeps the request's"},
		field("to host", cmp.Or(now.Host, "#{host}"), "#{host} keeps the request's"),
		field("to port", cmp.Or(now.Port, "#{port}"), "a number, or #{port}"),
		field("to path", cmp.Or(now.Path, "/#{path}"), "begins with /; may hold #{host}, #{path} and #{port}"),
		field("to query", cmp.Or(now.Query, "#{query}"), "without the question mark"),
		{Name: "status", Label: "status", Kind: ui.ChoiceField, Choices: []string{"HTTP_301", "HTTP_302"}, Value: now.StatusCode, Help: "301 is permanent: clients remember it; 302 is for now"},
	}
}

// redirectWrong is why one part of a redirect is refused: the redirect with
// that part alone, to a host that makes no loop.
func redirectWrong(name string, v ui.Values) string {
	r := routing.Redirect{Host: "example.com", StatusCode: "HTTP_301"}
	switch name {
	case "to host":
		r.Host, r.Path = v[name], "/other"
	case "to port":
		r.Port = v[name]
	case "to path":
		r.Path = v[name]
	case "to query":
		r.Query = v[name]
	}
	return refusalWords(routing.Today().ValidateAction(routing.Action{Type: routing.RedirectTo, Redirect: r}))
}

func redirectFrom(_ ruleSpot, v ui.Values) (awsclient.RuleAction, error) {
	return awsclient.RuleAction{Type: routing.RedirectTo, Order: 1, Redirect: &awsclient.Redirect{
		Protocol: v["protocol"], Host: v["to host"], Port: v["to port"], Path: v["to path"], Query: v["to query"], StatusCode: v["status"],
	}}, nil
}

func fixedFields(s ruleSpot) []ui.Field {
	now := awsclient.FixedResponse{StatusCode: "503", ContentType: "text/plain"}
	if f := s.routes().Fixed; f != nil {
		now = *f
	}
	wrong := func(_ string, v ui.Values) string {
		a, _ := fixedFrom(s, v)
		return refusalWords(routing.Today().ValidateAction(routingAction(a)))
	}
	return []ui.Field{
		{Name: "code", Label: "answer with", Value: now.StatusCode, Needed: true, Help: "a status code: 2XX, 4XX or 5XX", Validate: wrong},
		{Name: "type", Label: "content type", Kind: ui.ChoiceField, Choices: []string{"text/plain", "text/html", "text/css", "application/json", "application/javascript"}, Value: cmp.Or(now.ContentType, "text/plain")},
		{Name: "body", Label: "body", Value: now.Body, Help: "at most 1024 bytes"},
	}
}

func fixedFrom(_ ruleSpot, v ui.Values) (awsclient.RuleAction, error) {
	return awsclient.RuleAction{Type: routing.FixedResponse, Order: 1, Fixed: &awsclient.FixedResponse{
		StatusCode: strings.TrimSpace(v["code"]), ContentType: v["type"], Body: v["body"],
	}}, nil
}
