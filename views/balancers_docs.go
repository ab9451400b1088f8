package views

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// targetGroupTabs are the pages of a target group.
func targetGroupTabs(k *Kind[*targetGroupRow], targets *Kind[*targetRow]) []Tab[*targetGroupRow] {
	count := func(_ *watch.Snapshot, r *targetGroupRow) int { return len(r.targets()) }
	return []Tab[*targetGroupRow]{
		{Name: "Targets", First: true, Count: count, Open: func(c *Console, id string) Pane {
			return ListPage(c, targets, "Targets", false, targetsOfGroup(targets, id))
		}},
		{Name: "Health check", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, healthCheckDocument) }},
		{Name: "Metrics", Open: func(c *Console, id string) Pane { return newGraphPage(c, targetGroupMetrics(k, id)) }},
		{Name: "Attributes", Open: func(c *Console, id string) Pane {
			return DocPage(c, k, id, func(_ *Console, r *targetGroupRow) *ui.Document {
				return attributesDocument("Attributes of "+r.Name, r.snap.TargetGroupAttributes[r.ARN])
			})
		}},
	}
}

// targetsOfGroup are the targets of one group, as fresh as its own list.
func targetsOfGroup(k *Kind[*targetRow], group string) func(*watch.Snapshot) watch.Feed[*targetRow] {
	return func(s *watch.Snapshot) watch.Feed[*targetRow] {
		return carried(s.Targets[group], ofGroup(k.feed(s).Rows, group, func(r *targetRow) string { return r.TargetGroup }))
	}
}

func targetGroupDetail(c *Console, r *targetGroupRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Target group")
	d.Pair("name", r.Name)
	d.Pair("sends", r.protocolPort())
	d.Pair("targets are", targetTypeWords(r.TargetType))
	d.Pair("health check", checkWords(r.TargetGroup))
	d.Pair("VPC", r.VPC)
	d.Pair("ARN", r.ARN)
	d.Heading("Who sends to it")
	if len(r.Balancers) == 0 {
		d.Paragraph("No balancer uses it: its targets are not checked, and get no requests.")
	}
	for _, arn := range r.Balancers {
		c.LinkTo(d, "balancer", ui.Say(arnName(arn)), Ref{KindBalancer, arn})
	}
	for _, p := range r.rules() {
		value := ui.Line{{Text: listenerWords(p.listener) + "  ", Role: themes.Dim}, {Text: ui.Pad(priorityWords(p.rule), 7) + "  "}}
		value = append(value, conditionsLine(p.rule)...)
		c.LinkTo(d, "rule", append(value, ui.Span{Text: shareWords(p.rule, r.ARN), Role: themes.Dim}), Ref{KindRule, p.rule.ARN})
	}
	for _, g := range r.snap.Groups.Rows {
		if slices.Contains(g.TargetGroups, r.ARN) {
			c.LinkTo(d, "filled by", ui.Say(g.Name), Ref{KindGroup, g.Name})
		}
	}
	d.Heading("Targets")
	targetSummary(c, d, r)
	return d
}

// shareWords is the part of a rule's requests that a target group gets, ""
// when it gets all of them.
func shareWords(rule *awsclient.Rule, targetGroup string) string {
	for _, a := range rule.Actions {
		for _, f := range forwardParts(a) {
			if f.arn == targetGroup && f.share != "" {
				return "  gets " + f.share
			}
		}
	}
	return ""
}

func targetSummary(c *Console, d *ui.Document, r *targetGroupRow) {
	if len(r.targets()) == 0 {
		d.Paragraph("none")
	}
	for i := range r.targets() {
		t := &targetRow{&r.targets()[i], r.scene}
		value := FitLine(targetStateCell(t), 12, false)
		value = append(value, ui.Span{Text: " " + joinWords(t.instanceName(), t.zone()), Role: themes.Dim})
		c.LinkTo(d, t.address(), append(value, spacedIssue(targetIssue(t))...), Ref{KindTarget, targetID(t.Target)})
	}
}

func targetTypeWords(kind string) string {
	switch kind {
	case "instance":
		return "instances, by id"
	case "ip":
		return "IP addresses"
	case "lambda":
		return "a Lambda function"
	case "alb":
		return "an Application Load Balancer"
	default:
		return kind
	}
}

// checkWords is a health check in few words: "HTTP /health every 30 s".
func checkWords(g *awsclient.TargetGroup) string {
	check := g.Check
	if !check.Enabled {
		return "none"
	}
	return strings.Join(strings.Fields(check.Protocol+" "+checkPort(g)+" "+check.Path), " ") + " every " + ui.Exact(check.Interval)
}

// checkPort is the port that is checked, "" when it is that of the traffic.
func checkPort(g *awsclient.TargetGroup) string {
	if g.Check.Port == "" || g.Check.Port == "traffic-port" {
		return ""
	}
	return ":" + g.Check.Port
}

// healthCheckDocument is how the targets of a group are checked, and how long
// it takes until a target is given up or taken back.
func healthCheckDocument(_ *Console, r *targetGroupRow) *ui.Document {
	d := &ui.Document{}
	check := r.Check
	d.Heading("Health check of " + r.Name)
	if !check.Enabled {
		d.Paragraph("Health checks are switched off: every target counts as able to serve.")
		return d
	}
	d.Pair("asks", strings.TrimSpace(check.Protocol+" "+check.Path))
	d.Pair("on port", portOfCheck(check.Port))
	d.Pair("is passed by", matcherWords(check))
	d.Pair("every", ui.Exact(check.Interval))
	d.Pair("answer within", ui.Exact(check.Timeout))
	d.Pair("healthy after", passWords(check.Healthy, "pass", "passes"))
	d.Pair("unhealthy after", passWords(check.Unhealthy, "failure", "failures"))
	d.Heading("How long it takes")
	d.Pair("new target", "healthy after the first check that it passes, within "+ui.Countdown(check.Interval))
	d.Pair("to unhealthy", spanWords(check.Unhealthy, check.Interval)+" after it begins to fail")
	d.Pair("back to healthy", spanWords(check.Healthy, check.Interval)+" after it begins to pass")
	if delay, ok := drainingTime(r.snap, r.ARN); ok {
		d.Pair("draining", ui.Countdown(delay)+" after it is deregistered")
	}
	healthNow(d, r)
	return d
}

func portOfCheck(port string) string {
	if port == "traffic-port" {
		return "the port that traffic goes to"
	}
	return port
}

func matcherWords(check awsclient.HealthCheck) string {
	if check.Matcher != "" {
		return "status " + check.Matcher
	}
	if check.Protocol == "TCP" {
		return "a connection that is accepted"
	}
	return ""
}

// passWords is "2 failures in a row", or "the first failure".
func passWords(n int, one, many string) string {
	if n == 1 {
		return "the first " + one
	}
	return strconv.Itoa(n) + " " + many + " in a row"
}

// spanWords is how long a number of checks take: "2 × 30 s = 1m 00s".
func spanWords(n int, interval time.Duration) string {
	return strconv.Itoa(n) + " × " + ui.Exact(interval) + " = " + ui.Countdown(time.Duration(n)*interval)
}

// healthNow counts the targets by state and by AWS's words.
func healthNow(d *ui.Document, r *targetGroupRow) {
	d.Heading("Now")
	type state struct{ state, words string }
	count := map[state]int{}
	var order []state
	for i := range r.targets() {
		t := &r.targets()[i]
		s := state{t.State, cmp.Or(t.Description, t.Reason)}
		if count[s] == 0 {
			order = append(order, s)
		}
		count[s]++
	}
	sort.SliceStable(order, func(i, j int) bool { return stateOrder(order[i].state) < stateOrder(order[j].state) })
	for _, s := range order {
		sign, role := healthSign(r.glyphs, s.state)
		d.Row(s.state, ui.Line{{Text: sign + " " + strconv.Itoa(count[s]), Role: role}, {Text: spaced(s.words), Role: themes.Dim}})
	}
	if len(order) == 0 {
		d.Paragraph("no targets")
	}
}

func stateOrder(state string) int {
	return slices.Index([]string{"healthy", "initial", "unhealthy", "unavailable", "draining", "unused"}, state)
}

// drainingTime is how long a deregistered target drains, false when the
// group's attributes are not known.
func drainingTime(s *watch.Snapshot, targetGroup string) (time.Duration, bool) {
	for _, a := range s.TargetGroupAttributes[targetGroup].Rows {
		if a.Key == "deregistration_delay.timeout_seconds" {
			n, err := strconv.Atoi(a.Value)
			return time.Duration(n) * time.Second, err == nil
		}
	}
	return 0, false
}

// targetGroupMetrics are the graphs of a target group.
func targetGroupMetrics(k *Kind[*targetGroupRow], id string) func(*watch.Snapshot) []graphSpec {
	return func(s *watch.Snapshot) []graphSpec {
		r, ok := k.row(s, id)
		if !ok || r.balancer() == nil {
			return nil
		}
		b := r.balancer()
		line := func(name, metric, statistic string) graphLine {
			return graphLine{name: name, want: targetGroupGraph(b, r.ARN, metric, statistic)}
		}
		hosts := graphSpec{title: "targets", unit: ui.Number, hi: float64(len(r.targets())), lines: []graphLine{line("healthy", "HealthyHostCount", "Minimum"), line("unhealthy", "UnHealthyHostCount", "Maximum")}}
		if b.Type != "application" {
			return []graphSpec{hosts}
		}
		return []graphSpec{
			{title: "requests a minute", unit: ui.Number, lines: []graphLine{line("requests", "RequestCount", "Sum"), line("5xx", "HTTPCode_Target_5XX_Count", "Sum")}},
			{title: "response time", unit: ui.Seconds, lines: []graphLine{line("p50", "TargetResponseTime", "p50"), line("p99", "TargetResponseTime", "p99")}},
			hosts,
		}
	}
}

func targetDetail(c *Console, r *targetRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Target")
	if r.ties.Instance(r.ID) != nil {
		c.LinkTo(d, "instance", ui.Say(joinWords(r.ID, r.instanceName())), Ref{KindInstance, r.ID})
	} else {
		d.Pair("target", r.ID)
	}
	d.Pair("port", strconv.Itoa(r.Port))
	d.Pair("zone", r.zone())
	c.LinkTo(d, "target group", ui.Say(r.ties.TargetGroupName(r.TargetGroup)), Ref{KindTargetGroup, r.TargetGroup})
	for _, arn := range r.balancers() {
		c.LinkTo(d, "balancer", ui.Say(arnName(arn)), Ref{KindBalancer, arn})
	}
	if m := r.ties.Member(r.ID); m != nil {
		c.LinkTo(d, "group", ui.Say(m.Group+", "+m.Lifecycle), Ref{KindGroup, m.Group})
	}
	d.Heading("Health")
	d.Row("state", targetStateCell(r))
	d.Pair("reason", r.Reason)
	d.Pair("AWS says", r.Description)
	if words := stateWords(r); words != "" {
		d.Paragraph(words)
	}
	if g := r.ties.TargetGroup(r.TargetGroup); g != nil {
		d.Pair("check", checkWords(g))
	}
	return d
}

// stateWords is what a target's state means for it.
func stateWords(r *targetRow) string {
	g := r.ties.TargetGroup(r.TargetGroup)
	switch {
	case r.State == "initial":
		return "It is being registered, or waits for the first check that it passes."
	case r.State == "unhealthy" && g != nil:
		return "It gets no requests while another target is healthy. It comes back after " + passWords(g.Check.Healthy, "pass", "passes") + ", at the soonest in " + ui.Countdown(time.Duration(g.Check.Healthy)*g.Check.Interval) + "."
	case r.State == "draining":
		delay, ok := drainingTime(r.snap, r.TargetGroup)
		if !ok {
			return "It gets no new requests; those under way may end."
		}
		return "It gets no new requests; those under way have " + ui.Countdown(delay) + " from the deregistration to end."
	case r.State == "unused":
		return "It gets no requests and is not checked."
	}
	return ""
}
