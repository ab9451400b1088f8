package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// targetGroupRow is a target group with what ties it to the rest of the
// account.
type targetGroupRow struct {
	*awsclient.TargetGroup
	*scene
}

func targetGroups(ties *Ties, glyphs *themes.Glyphs, targets *Kind[*targetRow]) *Kind[*targetGroupRow] {
	k := &Kind[*targetGroupRow]{
		Name:    KindTargetGroup,
		Title:   "Target groups",
		Aliases: []string{"tg", "targetgroup"},
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.TargetGroup] { return s.TargetGroups },
			func(g *awsclient.TargetGroup, sc *scene) *targetGroupRow { return &targetGroupRow{g, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.TargetGroups, watch.Balancers) },
		RowWants:    func(r *targetGroupRow) []watch.Want { return append(r.glance(), watch.Of(watch.Targets, r.ARN)) },
		ID:          func(r *targetGroupRow) string { return r.ARN },
		Label:       func(r *targetGroupRow) string { return r.Name },
		ARN:         func(r *targetGroupRow) string { return r.ARN },
		Columns:     targetGroupColumns,
		Issue:       targetGroupIssue,
		Detail:      targetGroupDetail,
		DetailWants: targetGroupWants,
		Links:       targetGroupLinks,
		Actions:     targetGroupChanges,
		JSON:        func(r *targetGroupRow) any { return *r.TargetGroup },
		CLI: func(r *targetGroupRow) string {
			return Command("aws", "elbv2", "describe-target-groups", "--names", r.Name)
		},
	}
	k.Tabs = targetGroupTabs(k, targets)
	return k
}

// targetGroupDimension is how CloudWatch names a target group: the last part
// of its ARN, such as "targetgroup/web/73e2d6bc24d8a067".
func targetGroupDimension(arn string) string { return arn[strings.LastIndex(arn, ":")+1:] }

// targetGroupGraph wants a metric of a target group behind a balancer.
func targetGroupGraph(b *awsclient.LoadBalancer, targetGroup, metric, statistic string) watch.Want {
	want := BalancerGraph(b, metric, statistic, glanceBack)
	query := want.Query
	query.Dimensions = append(slices.Clone(query.Dimensions), awsclient.Dimension{Name: "TargetGroup", Value: targetGroupDimension(targetGroup)})
	return watch.Graph(query, want.Range)
}

// targetGroupGlance wants what the traffic map tells of a target group: its
// requests and its response time. Network load balancers count flows for the
// whole balancer only.
func targetGroupGlance(b *awsclient.LoadBalancer, targetGroup string) []watch.Want {
	if b.Type != "application" {
		return nil
	}
	return []watch.Want{
		targetGroupGraph(b, targetGroup, "RequestCount", "Sum"),
		targetGroupGraph(b, targetGroup, "TargetResponseTime", "p99"),
	}
}

// balancer is the balancer that the group is behind, nil when there is none or
// when it is not known.
func (r *targetGroupRow) balancer() *awsclient.LoadBalancer {
	for _, arn := range r.Balancers {
		if b := r.ties.Balancer(arn); b != nil {
			return b
		}
	}
	return nil
}

func (r *targetGroupRow) glance() []watch.Want {
	if b := r.balancer(); b != nil {
		return targetGroupGlance(b, r.ARN)
	}
	return nil
}

func (r *targetGroupRow) targets() []awsclient.Target { return r.snap.Targets[r.ARN].Rows }

func targetGroupWants(r *targetGroupRow) []watch.Want {
	wants := append(wantAll(watch.Instances, watch.Groups),
		watch.Of(watch.Targets, r.ARN), watch.Of(watch.TargetGroupAttributes, r.ARN))
	for _, arn := range r.Balancers {
		wants = append(wants, watch.Of(watch.Listeners, arn))
		for _, l := range listenersOf(r.snap, arn) {
			wants = append(wants, watch.Of(watch.Rules, l.ARN))
		}
	}
	return append(wants, r.glance()...)
}

func targetGroupIssue(r *targetGroupRow) Issue {
	switch {
	case len(r.Balancers) == 0:
		return Issue{Text: "no balancer uses it"}
	case r.snap.Targets[r.ARN].Loaded() && len(r.targets()) == 0:
		return Issue{Text: "no targets"}
	}
	return targetsIssue(r.targets())
}

func targetGroupColumns() []ui.Column[*targetGroupRow] {
	return []ui.Column[*targetGroupRow]{
		{Title: "TARGET GROUP", Field: "name", Min: 12, Max: 32, Cell: func(r *targetGroupRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "TO", Field: "to", Min: 10, Max: 13, Priority: 2, Cell: func(r *targetGroupRow) ui.Cell { return ui.In(themes.Dim, r.protocolPort()) }},
		{Title: "TARGETS", Field: "targets", Width: 14, Cell: func(r *targetGroupRow) ui.Cell { return targetsCell(r.glyphs, r.targets(), 14) }, Value: func(r *targetGroupRow) string { return healthyOf(r.targets()).Text() }},
		{Title: "REQUESTS/S, LAST HOUR", Field: "requests", Width: 21, Priority: 3, Volatile: true, Cell: targetGroupLoadCell, Value: func(r *targetGroupRow) string { return r.load().now() }, Compare: func(a, b *targetGroupRow) int {
			return cmp.Compare(orMinus(lastValue(b.load().requests)), orMinus(lastValue(a.load().requests)))
		}},
		{Title: "P99", Field: "p99", Width: 7, Right: true, Priority: 4, Volatile: true, Cell: func(r *targetGroupRow) ui.Cell { return ui.Say(r.load().slowest()) }},
		{Title: "TYPE", Field: "type", Min: 4, Max: 8, Priority: 6, Cell: func(r *targetGroupRow) ui.Cell { return ui.In(themes.Dim, r.TargetType) }},
		{Title: "HEALTH CHECK", Field: "check", Min: 12, Max: 36, Priority: 5, Cell: func(r *targetGroupRow) ui.Cell { return ui.In(themes.Dim, checkWords(r.TargetGroup)) }},
		{Title: "USED BY", Field: "used", Min: 7, Max: 28, Priority: 7, Cell: func(r *targetGroupRow) ui.Cell { return ui.In(themes.Dim, r.usedBy()) }},
	}
}

func (r *targetGroupRow) protocolPort() string { return protocolPort(r.TargetGroup) }

// protocolPort is how targets are reached: "HTTP :80"; a function has neither.
func protocolPort(g *awsclient.TargetGroup) string {
	if g.Port == 0 {
		return g.Protocol
	}
	return g.Protocol + " :" + strconv.Itoa(g.Port)
}

// load is what the target group had to do lately.
func (r *targetGroupRow) load() load {
	if b := r.balancer(); b != nil {
		return targetGroupLoad(r.snap, b, r.ARN)
	}
	return load{}
}

func targetGroupLoad(s *watch.Snapshot, b *awsclient.LoadBalancer, targetGroup string) load {
	wants := targetGroupGlance(b, targetGroup)
	if len(wants) == 0 {
		return load{}
	}
	return load{requests: seriesPoints(s, wants[0]), p99: seriesPoints(s, wants[1]), trouble: seriesTrouble(s, wants[0])}
}

func targetGroupLoadCell(r *targetGroupRow) ui.Cell { return loadCell(r.load(), r.snap.Now) }

// loadCell is the requests a second of the last hour, and now.
func loadCell(l load, now time.Time) ui.Cell {
	const cells = 14
	if len(l.requests) == 0 {
		return l.trouble
	}
	values := l.perSecond(now, cells)
	lo, hi := ui.Scale(values, 1)
	return ui.Cell{{Text: ui.Sparkline(values, lo, hi, cells), Role: themes.Series1}, {Text: ui.PadLeft(l.now(), 7)}}
}

// usedBy are the names of the balancers that use the group.
func (r *targetGroupRow) usedBy() string {
	var names []string
	for _, arn := range r.Balancers {
		names = append(names, arnName(arn))
	}
	return strings.Join(names, " ")
}

func targetGroupLinks(s *watch.Snapshot, r *targetGroupRow) []Link {
	var targets, instances, groups, rules []string
	for i := range r.targets() {
		t := &r.targets()[i]
		targets = append(targets, targetID(t))
		if r.ties.Instance(t.ID) != nil && !slices.Contains(instances, t.ID) {
			instances = append(instances, t.ID)
		}
	}
	for _, g := range s.Groups.Rows {
		if slices.Contains(g.TargetGroups, r.ARN) {
			groups = append(groups, g.Name)
		}
	}
	for _, p := range r.rules() {
		rules = append(rules, p.rule.ARN)
	}
	return []Link{
		{Label: "balancers", Kind: KindBalancer, IDs: r.Balancers},
		{Label: "rules that send to it", Kind: KindRule, IDs: rules},
		{Label: "targets", Kind: KindTarget, IDs: targets},
		{Label: "instances", Kind: KindInstance, IDs: instances},
		{Label: "Auto Scaling groups", Kind: KindGroup, IDs: groups},
		{Label: "alarms", Kind: KindAlarm, IDs: alarmsOn(s, "TargetGroup", targetGroupDimension(r.ARN))},
	}
}

// rules are the rules that send requests to the group, as far as they are
// known.
func (r *targetGroupRow) rules() []placedRule {
	var all []placedRule
	for _, arn := range r.Balancers {
		for _, l := range listenersOf(r.snap, arn) {
			for _, rule := range rulesOf(r.snap, l.ARN) {
				if slices.Contains(mentions(rule.Actions), r.ARN) {
					all = append(all, placedRule{rule, l})
				}
			}
		}
	}
	return all
}

// targetRow is a registered target with what ties it to the rest of the
// account.
type targetRow struct {
	*awsclient.Target
	*scene
}

func targets(ties *Ties, glyphs *themes.Glyphs) *Kind[*targetRow] {
	return &Kind[*targetRow]{
		Name:    KindTarget,
		Title:   "Targets",
		Aliases: []string{"target"},
		Rows: joined(ties, glyphs, allTargets(),
			func(t *awsclient.Target, sc *scene) *targetRow { return &targetRow{t, sc} }),
		Wants:    func() []watch.Want { return wantAll(watch.TargetGroups, watch.Balancers, watch.Instances) },
		RowWants: func(r *targetRow) []watch.Want { return []watch.Want{watch.Of(watch.Targets, r.TargetGroup)} },
		ID:       func(r *targetRow) string { return targetID(r.Target) },
		Label:    (*targetRow).address,
		Trail:    func(r *targetRow) string { return r.ID },
		Columns:  targetColumns,
		Issue:    targetIssue,
		Detail:   targetDetail,
		DetailWants: func(r *targetRow) []watch.Want {
			return append(wantAll(watch.Groups), watch.Of(watch.Targets, r.TargetGroup), watch.Of(watch.TargetGroupAttributes, r.TargetGroup))
		},
		Links:   targetLinks,
		Actions: targetActions,
		JSON:    func(r *targetRow) any { return *r.Target },
		CLI: func(r *targetRow) string {
			return Command("aws", "elbv2", "describe-target-health", "--target-group-arn", r.TargetGroup, "--targets", targetArgument(r.Target))
		},
	}
}

// targetID names a target: the same instance may be one of several target
// groups, and of one group on several ports.
func targetID(t *awsclient.Target) string { return timeline.TargetID(t) }

// address is a target and its port: "i-0a1b2c3d:80".
func (r *targetRow) address() string {
	if r.Port == 0 {
		return r.ID
	}
	return r.ID + ":" + strconv.Itoa(r.Port)
}

// zone is where the target is: AWS tells it for addresses, and for instances
// EC2 does.
func (r *targetRow) zone() string { return targetZone(r.ties, r.Target) }

func targetZone(ties *Ties, t *awsclient.Target) string {
	if t.Zone != "" {
		return t.Zone
	}
	if i := ties.Instance(t.ID); i != nil {
		return i.Zone
	}
	return ""
}

func (r *targetRow) instanceName() string {
	if i := r.ties.Instance(r.ID); i != nil {
		return i.Name
	}
	return ""
}

// balancers are the ARNs of the balancers that the target is behind.
func (r *targetRow) balancers() []string {
	if g := r.ties.TargetGroup(r.TargetGroup); g != nil {
		return g.Balancers
	}
	return nil
}

// targetIssue is AWS's words on a target that is not in service.
func targetIssue(r *targetRow) Issue {
	switch r.State {
	case "healthy":
		return Issue{}
	case "unhealthy", "unavailable":
		return Issue{r.words(), r.Reason != notChecked}
	default:
		return Issue{Text: r.words()}
	}
}

// words is why the target is as it is, in AWS's own words.
func (r *targetRow) words() string { return cmp.Or(r.Description, r.Reason, r.State) }

func targetColumns() []ui.Column[*targetRow] {
	return []ui.Column[*targetRow]{
		{Title: "TARGET", Field: "target", Min: 19, Max: 40, Cell: func(r *targetRow) ui.Cell { return ui.Say(r.ID) }},
		{Title: "PORT", Field: "port", Width: 5, Right: true, Cell: func(r *targetRow) ui.Cell { return ui.Say(strconv.Itoa(r.Port)) }, Compare: func(a, b *targetRow) int { return a.Port - b.Port }},
		{Title: "STATE", Field: "state", Min: 11, Max: 13, Cell: targetStateCell, Value: func(r *targetRow) string { return r.State }},
		{Title: "NAME", Field: "name", Min: 6, Max: 24, Priority: 3, Cell: func(r *targetRow) ui.Cell { return ui.Say(r.instanceName()) }},
		{Title: "ZONE", Field: "zone", Min: 4, Max: 15, Priority: 2, Cell: func(r *targetRow) ui.Cell { return ui.Say(shortZone(r.zone())) }, Value: func(r *targetRow) string { return r.zone() }},
		{Title: "TARGET GROUP", Field: "group", Min: 12, Max: 28, Priority: 4, Cell: func(r *targetRow) ui.Cell { return ui.In(themes.Dim, r.ties.TargetGroupName(r.TargetGroup)) }},
		{Title: "REASON", Field: "reason", Min: 10, Max: 36, Priority: 5, Cell: func(r *targetRow) ui.Cell { return ui.In(themes.Dim, r.Reason) }},
	}
}

func targetStateCell(r *targetRow) ui.Cell {
	sign, role := healthSign(r.glyphs, r.State)
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.State}}
}

func targetLinks(_ *watch.Snapshot, r *targetRow) []Link {
	links := []Link{
		{Label: "target group", Kind: KindTargetGroup, IDs: []string{r.TargetGroup}},
		{Label: "balancers", Kind: KindBalancer, IDs: r.balancers()},
	}
	if r.ties.Instance(r.ID) != nil {
		links = append([]Link{{Label: "instance", Kind: KindInstance, IDs: []string{r.ID}}}, links...)
	}
	if m := r.ties.Member(r.ID); m != nil {
		links = append(links, Link{Label: "Auto Scaling group", Kind: KindGroup, IDs: []string{m.Group}})
	}
	return links
}
