package views

import (
	"slices"
	"sort"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// classicType is the type of a Classic balancer, beside AWS's "application" and
// "network".
const classicType = "classic"

// anyBalancer is a balancer of any type.
type anyBalancer struct {
	*awsclient.LoadBalancer
	classic *awsclient.ClassicBalancer // nil for other types
}

// allBalancers makes one list of the balancers of both versions, by name. It
// is as fresh as that of the first which could be fetched; what is wrong with
// the other is told beside it.
func allBalancers() func(*watch.Snapshot) watch.Feed[anyBalancer] {
	var kept gatherer[anyBalancer]
	return func(s *watch.Snapshot) watch.Feed[anyBalancer] {
		rows := kept.gather([]identity{identify(s.Balancers.Rows), identify(s.ClassicBalancers.Rows)}, func() []anyBalancer {
			all := make([]anyBalancer, 0, len(s.Balancers.Rows)+len(s.ClassicBalancers.Rows))
			for i := range s.Balancers.Rows {
				all = append(all, anyBalancer{&s.Balancers.Rows[i], nil})
			}
			for i := range s.ClassicBalancers.Rows {
				all = append(all, anyBalancer{classicAsBalancer(&s.ClassicBalancers.Rows[i]), &s.ClassicBalancers.Rows[i]})
			}
			sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
			return all
		})
		if !s.Balancers.Loaded() && s.ClassicBalancers.Loaded() {
			return carried(s.ClassicBalancers, rows)
		}
		return carried(s.Balancers, rows)
	}
}

// classicAsBalancer is what a Classic balancer has in common with others.
func classicAsBalancer(b *awsclient.ClassicBalancer) *awsclient.LoadBalancer {
	common := &awsclient.LoadBalancer{
		Region: b.Region, Name: b.Name, Type: classicType, Scheme: b.Scheme, State: "active", DNSName: b.DNSName,
		VPC: b.VPC, SecurityGroups: b.SecurityGroups, Created: b.Created, IPAddressType: "ipv4",
	}
	for _, z := range b.Zones {
		common.Zones = append(common.Zones, awsclient.ZoneSubnet{Zone: z})
	}
	return common
}

// balancerID is what a Ref names a balancer by: its ARN, or the name of a
// Classic one, which has none.
func balancerID(b *awsclient.LoadBalancer) string {
	if b.Type == classicType {
		return b.Name
	}
	return b.ARN
}

// balancerKind is the kind of balancers in the console: one list, and a detail
// by type.
type balancerKind struct {
	*Kind[*balancerRow]
	classic *Kind[*balancerRow]
}

func (k balancerKind) detail(c *Console, id string) Pane {
	if strings.HasPrefix(id, "arn:") {
		return k.Kind.detail(c, id)
	}
	return k.classic.detail(c, id)
}

// pane is the line of the bar.
func (k balancerKind) pane() Entry {
	return Entry{Digit: "2", Title: "Balancers", Kind: k, New: func(c *Console) Pane { return newBalancersPage(c, k) }}
}

// balancersPage is the list of balancers, with a line for a version of Elastic
// Load Balancing whose balancers could not be listed.
type balancersPage struct {
	*listPane[*balancerRow]
	above int // lines of the last Draw that are not the list's
}

func newBalancersPage(c *Console, k balancerKind) *balancersPage {
	return &balancersPage{listPane: newRootList(c, k.Kind)}
}

// makes are what can be made where balancers are listed.
func (p *balancersPage) makes() []Action { return balancerMakes(p.c.snap) }

// missing tells which balancers are not in the list, and why.
func (p *balancersPage) missing(width int) []ui.Line {
	s := p.c.snap
	if !s.Balancers.Loaded() && !s.ClassicBalancers.Loaded() {
		return nil // the frame explains
	}
	var lines []ui.Line
	tell := func(what string, src Source) {
		if src.Err == nil {
			return
		}
		lines = append(lines, ui.In(themes.Warn, " "+p.c.glyphs.Trouble+" "+what))
		lines = append(lines, refusalLines(src.Err, "   ", width)...)
	}
	tell("Classic balancers are not shown", sourceOf(s.ClassicBalancers, s.Wall))
	if s.ClassicBalancers.Loaded() && !s.Balancers.Loaded() {
		tell("Application and Network balancers are not shown", sourceOf(s.Balancers, s.Wall))
	}
	return lines
}

func (p *balancersPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	lines := p.missing(rect.W)
	p.above = min(len(lines), max(rect.H-3, 0))
	if p.above == 0 {
		return p.listPane.Draw(rect, painter)
	}
	head := painter.Lines(lines[:p.above], ui.Rect{W: rect.W, H: p.above})
	return head + "\n" + p.listPane.Draw(ui.Rect{W: rect.W, H: rect.H - p.above}, painter)
}

func (p *balancersPage) Click(x, y int) {
	if y >= p.above {
		p.listPane.Click(x, y-p.above)
	}
}

// classicBalancers is the kind of Classic balancers: the rows of all types,
// with the pages that Classic ones have.
func classicBalancers(all *Kind[*balancerRow], parts balancerParts) *Kind[*balancerRow] {
	k := *all
	k.Rows, k.Detail = all.feed, classicDetail
	k.Tabs = classicTabs(&k, parts)
	return &k
}

func classicTabs(k *Kind[*balancerRow], parts balancerParts) []Tab[*balancerRow] {
	return []Tab[*balancerRow]{
		{Name: "Map", First: true, Open: func(c *Console, id string) Pane { return newClassicMap(c, k, id) }},
		{Name: "Listeners", Count: func(_ *watch.Snapshot, r *balancerRow) int { return len(r.classic.Listeners) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.classicListeners, "Listeners", true, ofOneBalancer(parts.classicListeners, id, func(r *classicListenerRow) []string { return []string{r.balancer.Name} }))
		}},
		{Name: "Instances", Count: func(_ *watch.Snapshot, r *balancerRow) int { return len(r.classic.Instances) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.classicInstances, "Instances", false, func(s *watch.Snapshot) watch.Feed[*classicInstanceRow] {
				rows := ofGroup(parts.classicInstances.feed(s).Rows, id, func(r *classicInstanceRow) string { return r.Balancer })
				return carried(s.ClassicHealth[id], rows)
			})
		}},
		{Name: "Health check", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, classicCheckDocument) }},
		{Name: "Metrics", Open: func(c *Console, id string) Pane { return newGraphPage(c, balancerMetrics(k, id)) }},
		{Name: "Attributes", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, classicAttributes) }},
		layersTab(k),
		costTab(k),
	}
}

func classicDetailWants(r *balancerRow) []watch.Want {
	wants := append(wantAll(watch.SecurityGroups, watch.Subnets, watch.Instances, watch.Groups),
		watch.Of(watch.ClassicHealth, r.Name), watch.Of(watch.ClassicAttributes, r.Name))
	return append(wants, balancerGlance(r.LoadBalancer)...)
}

// classicIssue is the worst that can be said of a Classic balancer. Unlike
// others it sends nothing to unhealthy instances even when it has no other:
// without a healthy one its clients get 503.
func classicIssue(r *balancerRow) Issue {
	count := map[string]int{}
	var first *awsclient.Target
	targets := r.targets()
	for i := range targets {
		t := &targets[i]
		count[t.State]++
		if first == nil && (t.State == "unhealthy" || t.State == "unavailable") {
			first = t
		}
	}
	bad := count["unhealthy"] + count["unavailable"]
	switch {
	case len(r.classic.Listeners) == 0:
		return Issue{Text: "no listeners"}
	case len(r.classic.Instances) == 0:
		return Issue{"no instances: every request gets 503", true}
	case bad > 0 && count["healthy"] == 0:
		return Issue{"no instance in service: " + classicWords(first.Description), true}
	case bad > 0:
		return Issue{ui.Count(bad, "instance") + ": " + classicWords(first.Description), true}
	case count["initial"] > 0:
		return Issue{Text: ui.Count(count["initial"], "instance") + " registering"}
	case count["draining"] > 0:
		return Issue{Text: ui.Count(count["draining"], "instance") + " draining"}
	}
	return Issue{}
}

func classicLinks(r *balancerRow) []Link {
	var groups, fleets []string
	for _, g := range r.snap.Groups.Rows {
		if slices.Contains(g.ClassicBalancers, r.Name) {
			groups = append(groups, g.Name)
		}
	}
	for _, f := range r.snap.SpotFleets.Rows {
		if slices.Contains(f.ClassicBalancers, r.Name) {
			fleets = append(fleets, f.ID)
		}
	}
	return []Link{
		{Label: "instances", Kind: KindInstance, IDs: r.classic.Instances},
		{Label: "listeners", Kind: KindClassicListener, IDs: classicListenerIDs(r.classic)},
		{Label: "Auto Scaling groups", Kind: KindGroup, IDs: groups},
		{Label: "Spot fleets", Kind: KindSpotFleet, IDs: fleets},
		{Label: "alarms", Kind: KindAlarm, IDs: alarmsOn(r.snap, "LoadBalancerName", r.Name)},
	}
}
