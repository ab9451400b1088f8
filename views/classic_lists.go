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

// KindClassicListener and KindClassicInstance hang on Classic balancers.
const (
	KindClassicListener = "Classic listener"
	KindClassicInstance = "registered instance"
)

// classicListenerRow is a listener of a Classic balancer.
type classicListenerRow struct {
	*awsclient.ClassicListener
	balancer *awsclient.ClassicBalancer
	*scene
}

// placedClassic is a listener with its balancer.
type placedClassic struct {
	listener *awsclient.ClassicListener
	balancer *awsclient.ClassicBalancer
}

func (p placedClassic) id() string { return p.balancer.Name + "|" + strconv.Itoa(p.listener.Port) }

func classicListenerIDs(b *awsclient.ClassicBalancer) []string {
	var ids []string
	for i := range b.Listeners {
		ids = append(ids, placedClassic{&b.Listeners[i], b}.id())
	}
	return ids
}

// classicListeners is the kind of the listeners of Classic balancers.
func classicListeners(ties *Ties, glyphs *themes.Glyphs) *Kind[*classicListenerRow] {
	var kept gatherer[placedClassic]
	return &Kind[*classicListenerRow]{
		Name: KindClassicListener, Title: "Classic listeners",
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[placedClassic] {
			return carried(s.ClassicBalancers, kept.gather([]identity{identify(s.ClassicBalancers.Rows)}, func() []placedClassic {
				all := []placedClassic{}
				for i := range s.ClassicBalancers.Rows {
					b := &s.ClassicBalancers.Rows[i]
					for j := range b.Listeners {
						all = append(all, placedClassic{&b.Listeners[j], b})
					}
				}
				return all
			}))
		}, func(p *placedClassic, sc *scene) *classicListenerRow {
			return &classicListenerRow{p.listener, p.balancer, sc}
		}),
		Wants:   func() []watch.Want { return wantAll(watch.ClassicBalancers) },
		ID:      func(r *classicListenerRow) string { return placedClassic{r.ClassicListener, r.balancer}.id() },
		Label:   func(r *classicListenerRow) string { return frontWords(r.ClassicListener) + " of " + r.balancer.Name },
		Trail:   func(r *classicListenerRow) string { return r.balancer.Name },
		Columns: classicListenerColumns,
		Detail:  classicListenerDetail,
		Links: func(_ *watch.Snapshot, r *classicListenerRow) []Link {
			return []Link{{Label: "balancer", Kind: KindBalancer, IDs: []string{r.balancer.Name}}, {Label: "instances", Kind: KindInstance, IDs: r.balancer.Instances}}
		},
		JSON: func(r *classicListenerRow) any { return *r.ClassicListener },
		CLI: func(r *classicListenerRow) string {
			return Command("aws", "elb", "describe-load-balancers", "--load-balancer-names", r.balancer.Name, "--query", "LoadBalancerDescriptions[].ListenerDescriptions")
		},
	}
}

func classicListenerColumns() []ui.Column[*classicListenerRow] {
	return []ui.Column[*classicListenerRow]{
		{Title: "LISTENER", Field: "listener", Min: 9, Max: 14, Cell: func(r *classicListenerRow) ui.Cell { return ui.Say(frontWords(r.ClassicListener)) }, Compare: func(a, b *classicListenerRow) int { return a.Port - b.Port }},
		{Title: "LAYER", Field: "layer", Width: 5, Cell: func(r *classicListenerRow) ui.Cell { return ui.In(themes.Dim, strconv.Itoa(layerOf(r.Protocol))) }},
		{Title: "TO INSTANCES", Field: "to", Min: 10, Max: 14, Cell: func(r *classicListenerRow) ui.Cell { return ui.Say(backWords(r.ClassicListener)) }},
		{Title: "SESSIONS", Field: "sessions", Min: 8, Max: 44, Priority: 1, Cell: func(r *classicListenerRow) ui.Cell { return ui.In(themes.Dim, r.sessions()) }},
		{Title: "CERTIFICATE", Field: "certificate", Min: 11, Max: 50, Priority: 2, Cell: func(r *classicListenerRow) ui.Cell { return ui.In(themes.Dim, arnName(r.Certificate)) }},
	}
}

// frontWords is what clients see of a listener, backWords what instances do.
func frontWords(l *awsclient.ClassicListener) string { return l.Protocol + " :" + strconv.Itoa(l.Port) }

func backWords(l *awsclient.ClassicListener) string {
	return cmp.Or(l.InstanceProtocol, l.Protocol) + " :" + strconv.Itoa(l.InstancePort)
}

// layerOf is the layer on which a protocol is balanced.
func layerOf(protocol string) int {
	if strings.HasPrefix(protocol, "HTTP") {
		return 7
	}
	return 4
}

// sessions is whether, and by what, a client's requests stay with one
// instance.
func (r *classicListenerRow) sessions() string {
	for _, p := range r.balancer.Policies {
		if !slices.Contains(r.Policies, p.Name) {
			continue
		}
		switch p.Kind {
		case "lb-cookie":
			if p.Expires == 0 {
				return "sticky by the balancer's cookie"
			}
			return "sticky by the balancer's cookie, " + ui.Exact(p.Expires)
		case "app-cookie":
			return "sticky by the application's cookie " + p.Cookie
		}
	}
	return "not sticky"
}

func classicListenerDetail(c *Console, r *classicListenerRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Listener of a Classic balancer")
	c.LinkTo(d, "balancer", ui.Say(r.balancer.Name), Ref{KindBalancer, r.balancer.Name})
	d.Pair("clients use", frontWords(r.ClassicListener))
	d.Pair("instances get", backWords(r.ClassicListener))
	d.Pair("sessions", r.sessions())
	d.Pair("certificate", r.Certificate)
	d.Pair("policies", strings.Join(r.Policies, ", "))
	d.Heading("Layer " + strconv.Itoa(layerOf(r.Protocol)))
	if layerOf(r.Protocol) == 7 {
		d.Paragraph("Each request is read and may go to any instance in service. There are no rules: a Classic balancer cannot choose by path or host. The client's address is in X-Forwarded-For.")
	} else {
		d.Paragraph("Each connection goes to an instance in service and stays there. Instances see the balancer's address, unless the proxy protocol is switched on.")
	}
	return d
}

// classicInstanceRow is an instance as a Classic balancer finds it.
type classicInstanceRow struct {
	*awsclient.ClassicHealth
	*scene
}

// classicInstances is the kind of the instances of Classic balancers.
func classicInstances(ties *Ties, glyphs *themes.Glyphs) *Kind[*classicInstanceRow] {
	return &Kind[*classicInstanceRow]{
		Name: KindClassicInstance, Title: "Registered instances",
		Rows: joined(ties, glyphs, allClassicHealth(),
			func(h *awsclient.ClassicHealth, sc *scene) *classicInstanceRow { return &classicInstanceRow{h, sc} }),
		Wants: func() []watch.Want { return wantAll(watch.ClassicBalancers, watch.Instances) },
		RowWants: func(r *classicInstanceRow) []watch.Want {
			return []watch.Want{watch.Of(watch.ClassicHealth, r.Balancer)}
		},
		ID:      func(r *classicInstanceRow) string { return r.Balancer + "|" + r.ClassicHealth.ID },
		Label:   func(r *classicInstanceRow) string { return r.ClassicHealth.ID + " of " + r.Balancer },
		Trail:   func(r *classicInstanceRow) string { return r.ClassicHealth.ID },
		Columns: classicInstanceColumns,
		Issue:   classicInstanceIssue,
		Detail:  classicInstanceDetail,
		Links: func(_ *watch.Snapshot, r *classicInstanceRow) []Link {
			links := []Link{{Label: "instance", Kind: KindInstance, IDs: []string{r.ClassicHealth.ID}}, {Label: "balancer", Kind: KindBalancer, IDs: []string{r.Balancer}}}
			if m := r.ties.Member(r.ClassicHealth.ID); m != nil {
				links = append(links, Link{Label: "Auto Scaling group", Kind: KindGroup, IDs: []string{m.Group}})
			}
			return links
		},
		JSON: func(r *classicInstanceRow) any { return *r.ClassicHealth },
		CLI: func(r *classicInstanceRow) string {
			return Command("aws", "elb", "describe-instance-health", "--load-balancer-name", r.Balancer, "--instances", "InstanceId="+r.ClassicHealth.ID)
		},
	}
}

// allClassicHealth makes the list of every Classic balancer's instances.
func allClassicHealth() func(*watch.Snapshot) watch.Feed[awsclient.ClassicHealth] {
	var kept gatherer[awsclient.ClassicHealth]
	return func(s *watch.Snapshot) watch.Feed[awsclient.ClassicHealth] {
		from := []identity{identify(s.ClassicBalancers.Rows)}
		fresh := []freshness{freshnessOf(s.ClassicBalancers)}
		for i := range s.ClassicBalancers.Rows {
			feed := s.ClassicHealth[s.ClassicBalancers.Rows[i].Name]
			from, fresh = append(from, identify(feed.Rows)), append(fresh, freshnessOf(feed))
		}
		return carried(together(fresh...), kept.gather(from, func() []awsclient.ClassicHealth {
			all := []awsclient.ClassicHealth{}
			for i := range s.ClassicBalancers.Rows {
				all = append(all, s.ClassicHealth[s.ClassicBalancers.Rows[i].Name].Rows...)
			}
			return all
		}))
	}
}

func (r *classicInstanceRow) target() awsclient.Target { return classicTarget(r.ClassicHealth) }

func (r *classicInstanceRow) instanceName() string {
	if i := r.ties.Instance(r.ClassicHealth.ID); i != nil {
		return i.Name
	}
	return ""
}

func (r *classicInstanceRow) zone() string {
	t := r.target()
	return targetZone(r.ties, &t)
}

// classicInstanceIssue is AWS's whole text on an instance that is not simply
// in service.
func classicInstanceIssue(r *classicInstanceRow) Issue {
	switch classicState(r.ClassicHealth) {
	case "healthy":
		return Issue{}
	case "unhealthy", "unavailable":
		return Issue{cmp.Or(r.Description, r.Reason, r.State), true}
	}
	return Issue{Text: cmp.Or(r.Description, r.State)}
}

func classicInstanceColumns() []ui.Column[*classicInstanceRow] {
	return []ui.Column[*classicInstanceRow]{
		{Title: "INSTANCE", Field: "id", Width: 19, Cell: func(r *classicInstanceRow) ui.Cell { return ui.Say(r.ClassicHealth.ID) }},
		{Title: "STATE", Field: "state", Width: 14, Cell: classicStateCell, Value: func(r *classicInstanceRow) string { return r.State }},
		{Title: "NAME", Field: "name", Min: 4, Max: 24, Priority: 2, Cell: func(r *classicInstanceRow) ui.Cell { return ui.Say(r.instanceName()) }},
		{Title: "ZONE", Field: "zone", Min: 4, Max: 15, Priority: 1, Cell: func(r *classicInstanceRow) ui.Cell { return ui.Say(shortZone(r.zone())) }, Value: (*classicInstanceRow).zone},
		{Title: "BY", Field: "by", Min: 3, Max: 8, Priority: 3, Cell: func(r *classicInstanceRow) ui.Cell { return ui.In(themes.Dim, r.Reason) }},
	}
}

func classicStateCell(r *classicInstanceRow) ui.Cell {
	sign, role := healthSign(r.glyphs, classicState(r.ClassicHealth))
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.State}}
}

func classicInstanceDetail(c *Console, r *classicInstanceRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Instance of a Classic balancer")
	c.LinkTo(d, "instance", ui.Say(joinWords(r.ClassicHealth.ID, r.instanceName())), Ref{KindInstance, r.ClassicHealth.ID})
	c.LinkTo(d, "balancer", ui.Say(r.Balancer), Ref{KindBalancer, r.Balancer})
	d.Pair("zone", r.zone())
	d.Heading("Health")
	d.Row("state", classicStateCell(r))
	d.Pair("by", whoseDoing(r.Reason))
	d.Pair("AWS says", r.Description)
	if b := r.ties.Classic(r.Balancer); b != nil {
		d.Pair("check", classicCheckWords(b.Check))
		d.Paragraph(classicStateWords(r, b.Check))
	}
	return d
}

// whoseDoing says who keeps an instance out of service.
func whoseDoing(reason string) string {
	switch reason {
	case "ELB":
		return "ELB: the balancer itself"
	case "Instance":
		return "Instance: the instance does not answer as it should, or does not run"
	}
	return reason
}

// classicStateWords is what an instance's state means for it.
func classicStateWords(r *classicInstanceRow, check awsclient.ClassicCheck) string {
	switch classicState(r.ClassicHealth) {
	case "healthy":
		return "It gets requests. It is out of service after " + passWords(check.Unhealthy, "failure", "failures") + ": " + spanWords(check.Unhealthy, check.Interval) + "."
	case "initial":
		return "It is in service once it has passed " + passWords(check.Healthy, "check", "checks") + "."
	case "draining":
		return "It gets no new connections; those under way may end."
	case "unhealthy", "unavailable":
		return "It gets nothing, even if no other instance is in service. It comes back after " + passWords(check.Healthy, "pass", "passes") + ": " + spanWords(check.Healthy, check.Interval) + "."
	}
	return ""
}

// classicEntries are the lines of All for what hangs on Classic balancers.
func (p balancerParts) classicEntries() []Entry {
	return []Entry{
		{Title: p.classicListeners.Title, Kind: p.classicListeners},
		{Title: p.classicInstances.Title, Kind: p.classicInstances},
	}
}
