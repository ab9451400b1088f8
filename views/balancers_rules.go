package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// listenerRow is a listener with what ties it to the rest of the account.
type listenerRow struct {
	*awsclient.Listener
	*scene
}

func listeners(ties *Ties, glyphs *themes.Glyphs) *Kind[*listenerRow] {
	return &Kind[*listenerRow]{
		Name:    KindListener,
		Title:   "Listeners",
		Aliases: []string{"listener", "ports"},
		Rows: joined(ties, glyphs, allListeners(),
			func(l **awsclient.Listener, sc *scene) *listenerRow { return &listenerRow{*l, sc} }),
		Wants:    func() []watch.Want { return wantAll(watch.Balancers, watch.TargetGroups) },
		RowWants: func(r *listenerRow) []watch.Want { return ruleWants(r.scene, r.Listener) },
		ID:       func(r *listenerRow) string { return r.ARN },
		Label:    func(r *listenerRow) string { return arnName(r.Balancer) + " " + listenerWords(r.Listener) },
		ARN:      func(r *listenerRow) string { return r.ARN },
		Columns:  listenerColumns,
		Issue:    listenerIssue,
		Detail:   listenerDetail,
		DetailWants: func(r *listenerRow) []watch.Want {
			return ruleWants(r.scene, r.Listener)
		},
		Links:   listenerLinks,
		Actions: listenerChanges,
		JSON:    func(r *listenerRow) any { return *r.Listener },
		CLI: func(r *listenerRow) string {
			return Command("aws", "elbv2", "describe-listeners", "--listener-arns", r.ARN)
		},
	}
}

// ruleWants is what a listener's rules and their target groups need polled.
func ruleWants(sc *scene, l *awsclient.Listener) []watch.Want {
	wants := []watch.Want{watch.Of(watch.Listeners, l.Balancer), watch.Of(watch.Rules, l.ARN)}
	var groups []string
	for _, r := range rulesOf(sc.snap, l.ARN) {
		groups = append(groups, mentions(r.Actions)...)
	}
	slices.Sort(groups)
	for _, arn := range slices.Compact(groups) {
		wants = append(wants, watch.Of(watch.Targets, arn))
	}
	return wants
}

// rules are the listener's rules in the order in which they are tried.
func (r *listenerRow) rules() []*ruleRow {
	var rows []*ruleRow
	for _, rule := range rulesOf(r.snap, r.ARN) {
		rows = append(rows, &ruleRow{rule, r.Listener, r.scene})
	}
	return rows
}

func listenerColumns() []ui.Column[*listenerRow] {
	return []ui.Column[*listenerRow]{
		{Title: "LISTENER", Field: "listener", Min: 10, Max: 14, Cell: func(r *listenerRow) ui.Cell { return ui.Say(listenerWords(r.Listener)) }, Compare: func(a, b *listenerRow) int { return a.Port - b.Port }},
		{Title: "BALANCER", Field: "balancer", Min: 8, Max: 28, Priority: 4, Cell: func(r *listenerRow) ui.Cell { return ui.In(themes.Dim, arnName(r.Balancer)) }},
		{Title: "RULES", Field: "rules", Width: 5, Right: true, Cell: func(r *listenerRow) ui.Cell { return ui.In(themes.Dim, strconv.Itoa(len(r.rules()))) }},
		{Title: "BY DEFAULT", Field: "default", Min: 24, Max: 60, Cell: func(r *listenerRow) ui.Cell { return ui.Say(actionsWords(r.ties, r.glyphs, r.Actions)) }},
		{Title: "TLS POLICY", Field: "policy", Min: 10, Max: 36, Priority: 5, Cell: func(r *listenerRow) ui.Cell { return ui.In(themes.Dim, r.SSLPolicy) }},
		{Title: "CERTIFICATES", Field: "certificates", Min: 12, Max: 40, Priority: 6, Cell: listenerCertificates},
	}
}

func listenerCertificates(r *listenerRow) ui.Cell {
	var names []string
	for _, arn := range r.Certificates {
		names = append(names, arnName(arn))
	}
	return ui.In(themes.Dim, strings.Join(names, " "))
}

// listenerIssue is the first of its rules that is in trouble.
func listenerIssue(r *listenerRow) Issue {
	for _, rule := range r.rules() {
		if issue := ruleIssue(rule); issue.Grave {
			return Issue{ruleName(rule.Rule) + ": " + issue.Text, true}
		}
	}
	return Issue{}
}

// ruleName is how a sentence calls a rule: "rule 10", "the default rule".
func ruleName(r *awsclient.Rule) string {
	if r.Default {
		return "default rule"
	}
	return "rule " + strconv.Itoa(r.Priority)
}

func listenerDetail(c *Console, r *listenerRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Listener")
	d.Pair("listens on", listenerWords(r.Listener))
	c.LinkTo(d, "balancer", ui.Say(arnName(r.Balancer)), Ref{KindBalancer, r.Balancer})
	d.Pair("TLS policy", r.SSLPolicy)
	for i, arn := range r.Certificates {
		key := "certificate"
		if i == 0 && len(r.Certificates) > 1 {
			key = "default certificate"
		}
		d.Pair(key, arn)
	}
	d.Pair("ARN", r.ARN)
	d.Heading("Rules, in the order in which they are tried")
	rules := r.rules()
	for _, rule := range rules {
		value := FitLine(conditionsLine(rule.Rule), 40, false)
		value = append(value, ui.Span{Text: "  " + actionsWords(r.ties, r.glyphs, rule.Actions)})
		c.LinkTo(d, priorityWords(rule.Rule), append(value, spacedIssue(ruleIssue(rule))...), Ref{KindRule, rule.ARN})
	}
	if len(rules) == 0 {
		d.Row("default", ui.Say(actionsWords(r.ties, r.glyphs, r.Actions)))
	}
	return d
}

// spacedIssue puts an issue behind something else.
func spacedIssue(issue Issue) ui.Line {
	if issue.Text == "" {
		return nil
	}
	return append(ui.Say("  "), issueLine(issue)...)
}

func listenerLinks(_ *watch.Snapshot, r *listenerRow) []Link {
	var rules []string
	groups := mentions(r.Actions)
	for _, rule := range r.rules() {
		rules = append(rules, rule.ARN)
		groups = append(groups, mentions(rule.Actions)...)
	}
	slices.Sort(groups)
	return []Link{
		{Label: "balancer", Kind: KindBalancer, IDs: []string{r.Balancer}},
		{Label: "rules", Kind: KindRule, IDs: rules},
		{Label: "target groups", Kind: KindTargetGroup, IDs: slices.Compact(groups)},
	}
}

// ruleRow is a rule with the listener that it belongs to.
type ruleRow struct {
	*awsclient.Rule
	listener *awsclient.Listener
	*scene
}

func rules(ties *Ties, glyphs *themes.Glyphs) *Kind[*ruleRow] {
	return &Kind[*ruleRow]{
		Name:    KindRule,
		Title:   "Rules",
		Aliases: []string{"rule", "routes"},
		Rows: joined(ties, glyphs, allRules(),
			func(p *placedRule, sc *scene) *ruleRow { return &ruleRow{p.rule, p.listener, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.Balancers, watch.TargetGroups) },
		RowWants:    func(r *ruleRow) []watch.Want { return ruleWants(r.scene, r.listener) },
		ID:          func(r *ruleRow) string { return r.ARN },
		Label:       func(r *ruleRow) string { return listenerWords(r.listener) + " " + ruleName(r.Rule) },
		ARN:         func(r *ruleRow) string { return r.ARN },
		Columns:     ruleColumns,
		Issue:       ruleIssue,
		Detail:      ruleDetail,
		DetailWants: func(r *ruleRow) []watch.Want { return ruleWants(r.scene, r.listener) },
		Links:       ruleLinks,
		Actions:     ruleActions,
		JSON:        func(r *ruleRow) any { return *r.Rule },
		CLI: func(r *ruleRow) string {
			return Command("aws", "elbv2", "describe-rules", "--rule-arns", r.ARN)
		},
	}
}

func ruleColumns() []ui.Column[*ruleRow] {
	return []ui.Column[*ruleRow]{
		{Title: "LISTENER", Field: "listener", Min: 10, Max: 12, Cell: func(r *ruleRow) ui.Cell { return ui.In(themes.Dim, listenerWords(r.listener)) }, Compare: compareRules},
		{Title: "PRIO", Field: "priority", Width: 7, Right: true, Cell: func(r *ruleRow) ui.Cell { return ui.Say(priorityWords(r.Rule)) }, Compare: compareRules},
		{Title: "WHEN", Field: "when", Min: 22, Max: 70, Cell: func(r *ruleRow) ui.Cell { return conditionsLine(r.Rule) }},
		{Title: "THEN", Field: "then", Min: 20, Max: 60, Cell: func(r *ruleRow) ui.Cell { return ui.Say(actionsWords(r.ties, r.glyphs, r.Actions)) }},
		{Title: "TARGETS", Field: "targets", Width: 12, Priority: 2, Cell: ruleTargetsCell},
		{Title: "BALANCER", Field: "balancer", Min: 8, Max: 28, Priority: 5, Cell: func(r *ruleRow) ui.Cell { return ui.In(themes.Dim, arnName(r.listener.Balancer)) }},
	}
}

// compareRules is the order in which rules are tried, listener by listener.
func compareRules(a, b *ruleRow) int {
	if c := cmp.Or(cmp.Compare(a.listener.Port, b.listener.Port), cmp.Compare(a.listener.ARN, b.listener.ARN)); c != 0 {
		return c
	}
	if a.Default != b.Default {
		return map[bool]int{true: 1, false: -1}[a.Default]
	}
	return cmp.Compare(a.Priority, b.Priority)
}

// targets are all targets that the rule may send a request to.
func (r *ruleRow) targets() []awsclient.Target {
	var all []awsclient.Target
	for _, arn := range receives(r.Actions) {
		all = append(all, r.snap.Targets[arn].Rows...)
	}
	return all
}

func ruleTargetsCell(r *ruleRow) ui.Cell {
	if len(mentions(r.Actions)) == 0 {
		return nil
	}
	return targetsCell(r.glyphs, r.targets(), 12)
}

// targetsCell is a sign for each target and how many are healthy.
func targetsCell(g *themes.Glyphs, targets []awsclient.Target, width int) ui.Cell {
	const counted = 5 // cells of "5/6"
	cell := FitLine(dots(g, targets, width-counted-1), width-counted-1, false)
	return append(append(cell, ui.Span{Text: " "}), FitLine(healthyOf(targets), counted, true)...)
}

// ruleIssue is what is wrong with a rule: nobody to serve what it matches, or
// nothing left that it could match.
func ruleIssue(r *ruleRow) Issue {
	if why := r.unserved(); why != "" {
		return Issue{why, true}
	}
	if by := r.shadow(); by != nil {
		return neverIssue(by)
	}
	return Issue{}
}

// shadow is the earlier rule that leaves nothing to this one, nil when there
// is none.
func (r *ruleRow) shadow() *awsclient.Rule {
	return shadowedBy(r.Rule, rulesOf(r.snap, r.listener.ARN))
}

func neverIssue(by *awsclient.Rule) Issue {
	return Issue{Text: "never matches: " + ruleName(by) + " takes all that it would"}
}

// unserved is why requests that match the rule find no healthy target, "" when
// they do, when the rule forwards nothing, or when the targets are not known.
func (r *ruleRow) unserved() string {
	arns := receives(r.Actions)
	if len(mentions(r.Actions)) > 0 && len(arns) == 0 {
		return "all weights are 0: nobody is served"
	}
	registered := 0
	for _, arn := range arns {
		feed := r.snap.Targets[arn]
		if !feed.Loaded() {
			return ""
		}
		registered += len(feed.Rows)
		if slices.ContainsFunc(feed.Rows, isServing) {
			return ""
		}
	}
	switch {
	case len(arns) == 0:
		return ""
	case registered == 0:
		return "no targets in " + r.groupNames(arns)
	default:
		return "no healthy target in " + r.groupNames(arns)
	}
}

func (r *ruleRow) groupNames(arns []string) string {
	var names []string
	for _, arn := range arns {
		names = append(names, r.ties.TargetGroupName(arn))
	}
	return strings.Join(names, ", ")
}

// isServing tells whether a target is sent requests: it is healthy, or its
// health is not checked at all.
func isServing(t awsclient.Target) bool {
	return t.State == "healthy" || t.Reason == notChecked
}

// notChecked is AWS's reason for a target whose health checks are switched off.
const notChecked = "Target.HealthCheckDisabled"

func ruleDetail(c *Console, r *ruleRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Rule")
	d.Pair("priority", priorityWords(r.Rule))
	c.LinkTo(d, "listener", ui.Say(listenerWords(r.listener)), Ref{KindListener, r.listener.ARN})
	c.LinkTo(d, "balancer", ui.Say(arnName(r.listener.Balancer)), Ref{KindBalancer, r.listener.Balancer})
	d.Pair("ARN", r.ARN)
	ruleWhen(d, r)
	d.Heading("Then")
	for _, a := range r.Actions {
		ruleThen(c, d, r, a)
	}
	if issue := ruleIssue(r); issue.Text != "" {
		d.Heading("Trouble")
		d.Row(r.glyphs.Trouble, issueLine(issue))
		d.Paragraph(ruleTroubleWords(r))
	}
	return d
}

// ruleWhen tells the conditions and what is tried before them.
func ruleWhen(d *ui.Document, r *ruleRow) {
	d.Heading("When")
	if r.Default {
		d.Paragraph("No other rule of the listener matches.")
		return
	}
	for _, c := range r.Conditions {
		d.Row(conditionField(c), ui.Say(strings.Join(conditionValues(c), " or ")))
	}
	var earlier []string
	for _, other := range rulesOf(r.snap, r.listener.ARN) {
		if !other.Default && other.Priority < r.Priority {
			earlier = append(earlier, priorityWords(other))
		}
	}
	switch {
	case len(earlier) == 0:
		d.Paragraph("All of these must match. It is the first rule that is tried.")
	default:
		d.Paragraph("All of these must match, and none of the rules that are tried before: " + strings.Join(earlier, ", ") + ".")
	}
}

func ruleThen(c *Console, d *ui.Document, r *ruleRow, a awsclient.RuleAction) {
	switch {
	case a.Redirect != nil:
		d.Pair("redirect", actionWords(r.ties, r.glyphs, a))
		for _, p := range []struct{ key, value string }{{"protocol", a.Redirect.Protocol}, {"host", a.Redirect.Host}, {"port", a.Redirect.Port}, {"path", a.Redirect.Path}, {"query", a.Redirect.Query}} {
			d.Pair(p.key, p.value)
		}
	case a.Fixed != nil:
		d.Pair("answers itself", strings.TrimSpace(a.Fixed.StatusCode+"  "+a.Fixed.ContentType))
		if a.Fixed.Body != "" {
			d.Code(a.Fixed.Body)
		}
	case len(a.Forwards) > 0:
		for _, f := range forwardParts(a) {
			value := ui.Line(nil)
			if f.share != "" {
				value = FitLine(ui.Say(f.share), 7, false)
			}
			value = append(value, targetsCell(r.glyphs, r.snap.Targets[f.arn].Rows, 12)...)
			c.LinkTo(d, r.ties.TargetGroupName(f.arn), append(value, spacedIssue(targetsIssue(r.snap.Targets[f.arn].Rows))...), Ref{KindTargetGroup, f.arn})
		}
		if a.Sticky > 0 {
			d.Pair("sticky", "a client stays with its target group for "+ui.Exact(a.Sticky))
		}
	default:
		d.Pair("first", actionWords(r.ties, r.glyphs, a))
	}
}

// ruleTroubleWords is what follows from a rule's issue.
func ruleTroubleWords(r *ruleRow) string {
	switch why := r.unserved(); {
	case strings.HasPrefix(why, "no healthy"):
		return "While no target of a group is healthy, the balancer sends its requests to all of them: it fails open."
	case why != "":
		return "Requests that match are answered with 503."
	default:
		return "Rules are tried in the order of their priorities. An earlier rule matches every request that this one would, so this one is never reached; move it up, or change one of the two."
	}
}

func ruleLinks(s *watch.Snapshot, r *ruleRow) []Link {
	var others []string
	for _, other := range rulesOf(s, r.listener.ARN) {
		if other.ARN != r.ARN {
			others = append(others, other.ARN)
		}
	}
	return []Link{
		{Label: "target groups", Kind: KindTargetGroup, IDs: mentions(r.Actions)},
		{Label: "listener", Kind: KindListener, IDs: []string{r.listener.ARN}},
		{Label: "balancer", Kind: KindBalancer, IDs: []string{r.listener.Balancer}},
		{Label: "other rules", Kind: KindRule, IDs: others},
	}
}
