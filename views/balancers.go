package views

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// balancerRow is a load balancer with what ties it to the rest of the account.
type balancerRow struct {
	*awsclient.LoadBalancer
	classic *awsclient.ClassicBalancer // of a Classic one; LoadBalancer then tells what all types have
	*scene
}

// balancers is the kind of load balancers of all types. parts are the kinds of
// what hangs on a balancer.
func balancers(ties *Ties, glyphs *themes.Glyphs, parts balancerParts) balancerKind {
	k := &Kind[*balancerRow]{
		Name:    KindBalancer,
		Title:   "Balancers",
		Aliases: []string{"lb", "alb", "nlb", "elb"},
		Rows: joined(ties, glyphs, allBalancers(),
			func(b *anyBalancer, sc *scene) *balancerRow { return &balancerRow{b.LoadBalancer, b.classic, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.Balancers, watch.ClassicBalancers, watch.TargetGroups) },
		RowWants:    func(r *balancerRow) []watch.Want { return append(balancerGlance(r.LoadBalancer), r.targetWants()...) },
		ID:          func(r *balancerRow) string { return balancerID(r.LoadBalancer) },
		Label:       func(r *balancerRow) string { return r.Name },
		ARN:         func(r *balancerRow) string { return r.LoadBalancer.ARN },
		Trail:       func(r *balancerRow) string { return balancerID(r.LoadBalancer) },
		Columns:     balancerColumns,
		Issue:       balancerIssue,
		Detail:      balancerDetail,
		DetailWants: balancerDetailWants,
		Links:       balancerLinks,
		Actions:     balancerChanges,
		JSON: func(r *balancerRow) any {
			if r.classic != nil {
				return *r.classic
			}
			return *r.LoadBalancer
		},
		CLI: func(r *balancerRow) string {
			if r.classic != nil {
				return Command("aws", "elb", "describe-load-balancers", "--load-balancer-names", r.Name)
			}
			return Command("aws", "elbv2", "describe-load-balancers", "--names", r.Name)
		},
	}
	k.Tabs = balancerTabs(k, parts)
	return balancerKind{k, classicBalancers(k, parts)}
}

// balancerParts are the kinds of what hangs on a balancer.
type balancerParts struct {
	listeners    *Kind[*listenerRow]
	rules        *Kind[*ruleRow]
	targetGroups *Kind[*targetGroupRow]
	targets      *Kind[*targetRow]

	// Of Classic balancers.
	classicListeners *Kind[*classicListenerRow]
	classicInstances *Kind[*classicInstanceRow]
}

func newBalancerParts(ties *Ties, glyphs *themes.Glyphs) balancerParts {
	p := balancerParts{listeners: listeners(ties, glyphs), rules: rules(ties, glyphs), targets: targets(ties, glyphs)}
	p.classicListeners, p.classicInstances = classicListeners(ties, glyphs), classicInstances(ties, glyphs)
	p.targetGroups = targetGroups(ties, glyphs, p.targets)
	return p
}

// targetGroups are the target groups that the balancer uses, by name.
func (r *balancerRow) targetGroups() []awsclient.TargetGroup {
	var groups []awsclient.TargetGroup
	for _, g := range r.snap.TargetGroups.Rows {
		if slices.Contains(g.Balancers, r.LoadBalancer.ARN) {
			groups = append(groups, g)
		}
	}
	sort.Slice(groups, func(i, j int) bool { return groups[i].Name < groups[j].Name })
	return groups
}

// targets are what the balancer sends to: the targets of its target groups, or
// the instances of a Classic one.
func (r *balancerRow) targets() []awsclient.Target {
	if r.classic != nil {
		return r.ties.ClassicTargets(r.Name)
	}
	var all []awsclient.Target
	for _, g := range r.targetGroups() {
		all = append(all, r.snap.Targets[g.ARN].Rows...)
	}
	return all
}

func (r *balancerRow) targetWants() []watch.Want {
	if r.classic != nil {
		return []watch.Want{watch.Of(watch.ClassicHealth, r.Name)}
	}
	var wants []watch.Want
	for _, g := range r.targetGroups() {
		wants = append(wants, watch.Of(watch.Targets, g.ARN))
	}
	return wants
}

func (r *balancerRow) listeners() []*awsclient.Listener {
	return listenersOf(r.snap, r.LoadBalancer.ARN)
}

func balancerDetailWants(r *balancerRow) []watch.Want {
	if r.classic != nil {
		return classicDetailWants(r)
	}
	wants := append(wantAll(watch.TargetGroups, watch.SecurityGroups, watch.Subnets, watch.Instances),
		watch.Of(watch.Listeners, r.LoadBalancer.ARN), watch.Of(watch.BalancerAttributes, r.LoadBalancer.ARN))
	for _, l := range r.listeners() {
		wants = append(wants, watch.Of(watch.Rules, l.ARN))
	}
	for _, g := range r.targetGroups() {
		wants = append(wants, watch.Of(watch.Targets, g.ARN))
		wants = append(wants, targetGroupGlance(r.LoadBalancer, g.ARN)...)
	}
	return append(wants, balancerGlance(r.LoadBalancer)...)
}

// balancerIssue is the worst that can be said of a balancer.
func balancerIssue(r *balancerRow) Issue {
	if r.classic != nil {
		return classicIssue(r)
	}
	switch r.State {
	case "failed", "active_impaired":
		return Issue{strings.TrimSpace(r.State + " " + r.StateReason), true}
	case "provisioning":
		return Issue{Text: "provisioning"}
	}
	return targetsIssue(r.targets())
}

// targetsIssue is what is wrong with a set of targets: how many are unhealthy
// and why the first is, or how many are starting or draining.
func targetsIssue(targets []awsclient.Target) Issue {
	count := map[string]int{}
	var first *awsclient.Target
	for i := range targets {
		if targets[i].Reason == notChecked {
			count["healthy"]++ // it serves, though nobody asks how it is
			continue
		}
		count[targets[i].State]++
		if first == nil && (targets[i].State == "unhealthy" || targets[i].State == "unavailable") {
			first = &targets[i]
		}
	}
	bad := count["unhealthy"] + count["unavailable"]
	switch {
	case bad > 0 && count["healthy"] == 0:
		return Issue{"no healthy target: " + targetWords(first), true}
	case bad > 0:
		return Issue{ui.Count(bad, "target") + ": " + targetWords(first), true}
	case count["initial"] > 0:
		return Issue{Text: ui.Count(count["initial"], "target") + " starting"}
	case count["draining"] > 0:
		return Issue{Text: ui.Count(count["draining"], "target") + " draining"}
	}
	return Issue{}
}

func balancerColumns() []ui.Column[*balancerRow] {
	return []ui.Column[*balancerRow]{
		{Title: "BALANCER", Field: "name", Min: 10, Max: 32, Cell: func(r *balancerRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "TYPE", Field: "type", Min: 11, Max: 11, Priority: 5, Cell: func(r *balancerRow) ui.Cell { return ui.In(themes.Dim, r.Type) }},
		{Title: "TARGETS", Field: "targets", Width: 18, Cell: balancerTargetsCell, Value: func(r *balancerRow) string { return healthyOf(r.targets()).Text() }},
		{Title: "REQUESTS/S, LAST HOUR", Field: "requests", Width: 21, Priority: 2, Volatile: true, Cell: balancerLoadCell, Value: func(r *balancerRow) string { return r.load().now() }, Compare: compareBalancerLoad},
		{Title: "5XX", Field: "5xx", Width: 6, Right: true, Priority: 3, Volatile: true, Cell: func(r *balancerRow) ui.Cell { return r.load().failures() }},
		{Title: "P99", Field: "p99", Width: 7, Right: true, Priority: 4, Volatile: true, Cell: func(r *balancerRow) ui.Cell { return ui.Say(r.load().slowest()) }},
		{Title: "SCHEME", Field: "scheme", Min: 8, Max: 15, Priority: 6, Cell: func(r *balancerRow) ui.Cell { return ui.In(themes.Dim, r.Scheme) }},
		{Title: "ZONES", Field: "zones", Min: 5, Max: 16, Priority: 6, Cell: func(r *balancerRow) ui.Cell { return ui.In(themes.Dim, r.zones()) }},
		{Title: "DNS NAME", Field: "dns", Min: 20, Max: 60, Priority: 7, Cell: func(r *balancerRow) ui.Cell { return ui.In(themes.Dim, r.DNSName) }},
	}
}

func (r *balancerRow) zones() string {
	var names []string
	for _, z := range r.Zones {
		names = append(names, shortZone(z.Zone))
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func balancerTargetsCell(r *balancerRow) ui.Cell { return targetsCell(r.glyphs, r.targets(), 18) }

// load is what the balancer had to do lately.
func (r *balancerRow) load() load { return loadOf(r.snap, r.LoadBalancer) }

func balancerLoadCell(r *balancerRow) ui.Cell { return loadCell(r.load(), r.snap.Now) }

func compareBalancerLoad(a, b *balancerRow) int {
	return cmp.Compare(orMinus(lastValue(b.load().requests)), orMinus(lastValue(a.load().requests)))
}

func balancerLinks(_ *watch.Snapshot, r *balancerRow) []Link {
	if r.classic != nil {
		return classicLinks(r)
	}
	var groups, instances, asgs, listeners []string
	for _, g := range r.targetGroups() {
		groups = append(groups, g.ARN)
	}
	for _, t := range r.targets() {
		if strings.HasPrefix(t.ID, "i-") && !slices.Contains(instances, t.ID) {
			instances = append(instances, t.ID)
		}
	}
	for _, g := range r.snap.Groups.Rows {
		if slices.ContainsFunc(g.TargetGroups, func(arn string) bool { return slices.Contains(groups, arn) }) {
			asgs = append(asgs, g.Name)
		}
	}
	for _, l := range r.listeners() {
		listeners = append(listeners, l.ARN)
	}
	return []Link{
		{Label: "listeners", Kind: KindListener, IDs: listeners},
		{Label: "target groups", Kind: KindTargetGroup, IDs: groups},
		{Label: "instances", Kind: KindInstance, IDs: instances},
		{Label: "Auto Scaling groups", Kind: KindGroup, IDs: asgs},
		{Label: "alarms", Kind: KindAlarm, IDs: alarmsOn(r.snap, "LoadBalancer", BalancerDimension(r.LoadBalancer.ARN))},
	}
}

func balancerDetail(c *Console, r *balancerRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Load balancer")
	d.Pair("name", r.Name)
	d.Pair("type", strings.Join(known(r.Type, r.Scheme), ", "))
	d.Pair("state", strings.TrimSpace(r.State+"  "+r.StateReason))
	d.Pair("DNS name", r.DNSName)
	d.Pair("addresses", r.IPAddressType)
	d.Pair("created", momentWithAge(r.Created, r.snap.Now))
	d.Pair("ARN", r.LoadBalancer.ARN)
	d.Heading("Layer")
	d.Paragraph(layerWords(r))
	d.Heading("Network")
	d.Pair("VPC", r.VPC)
	for _, z := range r.Zones {
		d.Row(z.Zone, ui.Say(joinWords(z.Subnet, subnetCIDR(r.ties, z.Subnet))))
	}
	for _, id := range r.SecurityGroups {
		securityGroupRows(d, r.ties, id)
	}
	d.Heading("Target groups")
	for _, g := range r.targetGroups() {
		value := ui.Line{{Text: ui.Pad(g.Protocol+" :"+strconv.Itoa(g.Port), 14)}}
		value = append(value, healthyOf(r.snap.Targets[g.ARN].Rows)...)
		c.LinkTo(d, g.Name, value, Ref{KindTargetGroup, g.ARN})
	}
	return d
}

func subnetCIDR(t *Ties, id string) string {
	if n := t.Subnet(id); n != nil {
		return n.CIDR
	}
	return ""
}

// layerWords is what the balancer can see of the traffic, by its type.
func layerWords(r *balancerRow) string {
	if r.Type == "network" {
		return "Layer 4: it sees connections, not requests. Each new flow goes to a target chosen by its addresses and ports; paths, hosts and headers cannot be looked at, and the client's address is kept."
	}
	return "Layer 7: it reads each request, chooses a target group by its host, path, headers, method, query or source, and then a target. It answers redirects and fixed responses itself."
}

// balancerTabs are the pages of a balancer.
func balancerTabs(k *Kind[*balancerRow], parts balancerParts) []Tab[*balancerRow] {
	count := func(f func(*balancerRow) int) func(*watch.Snapshot, *balancerRow) int {
		return func(_ *watch.Snapshot, r *balancerRow) int { return f(r) }
	}
	return []Tab[*balancerRow]{
		{Name: "Map", First: true, Open: func(c *Console, id string) Pane { return newTrafficMap(c, k, id) }},
		{Name: "Listeners", Count: count(func(r *balancerRow) int { return countOf(r.snap.Listeners[r.LoadBalancer.ARN]) }), Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.listeners, "Listeners", true, ofOneBalancer(parts.listeners, id, func(r *listenerRow) []string { return []string{r.Listener.Balancer} }))
		}},
		{Name: "Rules", Count: count(func(r *balancerRow) int { return countIf(r.rulesKnown(), len(r.rules())) }), Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.rules, "Rules", true, ofOneBalancer(parts.rules, id, func(r *ruleRow) []string { return []string{r.listener.Balancer} }))
		}},
		{Name: "Target groups", Count: count(func(r *balancerRow) int { return len(r.targetGroups()) }), Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.targetGroups, "Target groups", false, ofOneBalancer(parts.targetGroups, id, func(r *targetGroupRow) []string { return r.Balancers }))
		}},
		{Name: "Targets", Count: count(func(r *balancerRow) int { return len(r.targets()) }), Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.targets, "Targets", false, ofOneBalancer(parts.targets, id, func(r *targetRow) []string { return r.balancers() }))
		}},
		{Name: "Metrics", Open: func(c *Console, id string) Pane { return newGraphPage(c, balancerMetrics(k, id)) }},
		{Name: "Attributes", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, balancerAttributes) }},
		layersTab(k),
		costTab(k),
	}
}

// rulesKnown tells whether the rules of every listener were fetched.
func (r *balancerRow) rulesKnown() bool {
	for _, l := range r.listeners() {
		if !r.snap.Rules[l.ARN].Loaded() {
			return false
		}
	}
	return r.snap.Listeners[r.LoadBalancer.ARN].Loaded()
}

// rules are the rules of all the balancer's listeners, in the order in which
// they are tried.
func (r *balancerRow) rules() []placedRule {
	var all []placedRule
	for _, l := range r.listeners() {
		for _, rule := range rulesOf(r.snap, l.ARN) {
			all = append(all, placedRule{rule, l})
		}
	}
	return all
}

// ofOneBalancer are the rows of a kind that hang on one balancer.
func ofOneBalancer[T any](k *Kind[T], arn string, of func(T) []string) func(*watch.Snapshot) watch.Feed[T] {
	return func(s *watch.Snapshot) watch.Feed[T] {
		feed := k.feed(s)
		var kept []T
		for _, row := range feed.Rows {
			if slices.Contains(of(row), arn) {
				kept = append(kept, row)
			}
		}
		return carried(feed, kept)
	}
}

// balancerAttributes is the page of a balancer's settings.
func balancerAttributes(_ *Console, r *balancerRow) *ui.Document {
	return attributesDocument("Attributes of "+r.Name, r.snap.BalancerAttributes[r.LoadBalancer.ARN])
}

func attributesDocument(title string, feed watch.Feed[awsclient.Attribute]) *ui.Document {
	d := &ui.Document{}
	d.Heading(title)
	switch {
	case len(feed.Rows) > 0:
		for _, a := range feed.Rows {
			d.Row(a.Key, ui.Say(cmp.Or(a.Value, "(empty)")))
		}
	case feed.Err != nil:
		d.Row("error", ui.In(themes.Bad, errorWords(feed.Err)))
		d.Paragraph(Remedy(feed.Err))
	case !feed.Loaded():
		d.Paragraph("loading...")
	default:
		d.Paragraph("none")
	}
	return d
}
