package labs

import (
	"fmt"
	"slices"
	"sort"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
)

// application is the student's Application load balancer: the one with most of
// his servers behind it, else the newest.
func (w *World) application() (awsclient.LoadBalancer, bool) {
	var all []awsclient.LoadBalancer
	for _, b := range w.Balancers() {
		if b.Type == "application" {
			all = append(all, b)
		}
	}
	if len(all) == 0 {
		return awsclient.LoadBalancer{}, false
	}
	behind := map[string]int{}
	for _, g := range w.TargetGroups() {
		for _, b := range g.Balancers {
			behind[b] = max(behind[b], w.ownServers(ids(w.Targets(g.ARN))))
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		if n, m := behind[all[i].ARN], behind[all[j].ARN]; n != m {
			return n > m
		}
		return all[i].Created.After(all[j].Created)
	})
	return all[0], true
}

// listener80 is the balancer's listener for HTTP on port 80.
func (w *World) listener80(b awsclient.LoadBalancer) (awsclient.Listener, bool) {
	for _, l := range w.Listeners(b.ARN) {
		if l.Protocol == "HTTP" && l.Port == 80 {
			return l, true
		}
	}
	return awsclient.Listener{}, false
}

// front is the balancer and its listener; what is missing of them is said.
func (w *World) front(f *Findings) (b awsclient.LoadBalancer, l awsclient.Listener, ok bool) {
	b, ok = w.application()
	if !f.Want(ok, "there is no Application load balancer") {
		return b, l, false
	}
	l, ok = w.listener80(b)
	return b, l, f.Want(ok, "%s has no listener for HTTP on port 80", b.Name)
}

// routed is where a request for a host and a path goes: the target group that
// gets all of it, and whether only the default rule wanted it.
func (w *World) routed(l awsclient.Listener, host, path string) (g awsclient.TargetGroup, byDefault, ok bool) {
	d := routing.Decide(routingRules(w.Rules(l.ARN)), routing.Request{Method: "GET", Scheme: "http", Host: host, Path: path, Port: l.Port})
	if !d.Found || d.Action.Type != routing.Forward || len(d.Action.Forwards) != 1 {
		return g, false, false
	}
	g, ok = w.TargetGroup(d.Action.Forwards[0].TargetGroup)
	return g, d.Rule.Priority == 0, ok
}

// routingRules are rules as package routing takes them, as far as labs go:
// conditions on paths, hosts and methods. Others match nothing.
func routingRules(rules []awsclient.Rule) []routing.Rule {
	list := make([]routing.Rule, len(rules))
	for i, r := range rules {
		list[i] = routing.Rule{ID: r.ARN, Priority: r.Priority}
		if r.Default {
			list[i].Priority = 0
		}
		for _, c := range r.Conditions {
			list[i].Conditions = append(list[i].Conditions, routing.Condition{Field: c.Field, Values: c.Values, HeaderName: c.HeaderName})
		}
		for _, a := range r.Actions {
			to := routing.Action{Type: a.Type, Order: a.Order}
			for _, t := range a.Forwards {
				to.Forwards = append(to.Forwards, routing.WeightedTarget{TargetGroup: t.ARN, Weight: t.Weight})
			}
			list[i].Actions = append(list[i].Actions, to)
		}
	}
	return list
}

func ids(targets []awsclient.Target) []string {
	var all []string
	for _, t := range targets {
		all = append(all, t.ID)
	}
	return all
}

// checkApplication: an Application load balancer forwards to both servers.
func checkApplication(w *World, f *Findings) {
	pair, ok := w.pair(f)
	if !ok {
		return
	}
	b, l, ok := w.front(f)
	if !ok {
		return
	}
	f.Want(b.State == "active", "%s is %s; that takes some minutes", b.Name, b.State)
	f.Want(len(b.Zones) >= 2, "%s stands in one zone only", b.Name)
	f.Want(w.opens(b.SecurityGroups, 80, "0.0.0.0/0"), "no security group of %s lets the world in on port 80", b.Name)
	g, _, ok := w.routed(l, "an.example.com", "/")
	if !f.Want(ok, "the default rule of %s does not forward to a target group", b.Name) {
		return
	}
	targets := w.Targets(g.ARN)
	registered := 0
	for n, in := range pair {
		if slices.Contains(ids(targets), in.ID) {
			registered++
		} else {
			f.Lack("server %d (%s) is not a target of %s, where the default rule leads", n, in.ID, g.Name)
		}
	}
	w.wantHealthy(f, g, registered)
	f.Resource("balancer", b.ARN, "HTTP on port 80, in "+zones(b))
	f.Resource("target-group", g.ARN, "both servers are healthy in it")
}

// wantHealthy says which targets of a group are not healthy, and what comes
// next for them.
func (w *World) wantHealthy(f *Findings, g awsclient.TargetGroup, registered int) {
	for _, t := range w.Targets(g.ARN) {
		switch {
		case t.State == "healthy":
		case t.State == "initial":
			f.Lack("%s in %s; %s is still initial: its next check comes within %s", count(registered, "target is registered", "targets are registered"), g.Name, t.ID, g.Check.Interval)
		default:
			f.Lack("%s is %s in %s: %s", t.ID, t.State, g.Name, orNothing(t.Description))
		}
	}
}

func orNothing(s string) string {
	if s == "" {
		return "AWS gives no reason"
	}
	return s
}

func zones(b awsclient.LoadBalancer) string {
	said := ""
	for i, z := range b.Zones {
		if i > 0 {
			said += " and "
		}
		said += z.Zone
	}
	return said
}

// host is the name of the nth server of the demo.
func host(n int) string { return fmt.Sprintf("webserver%d.example.com", n) }

// checkPaths: each server's page is asked of that server alone.
func checkPaths(w *World, f *Findings) {
	w.wantRoutes(f, func(b awsclient.LoadBalancer, n int) (string, string) { return b.DNSName, page(n) })
}

// checkHosts: each server has a host name of its own.
func checkHosts(w *World, f *Findings) {
	w.wantRoutes(f, func(_ awsclient.LoadBalancer, n int) (string, string) { return host(n), "/" })
}

// wantRoutes: the request for the nth server reaches it and nobody else, by a
// rule made for it.
func (w *World) wantRoutes(f *Findings, request func(awsclient.LoadBalancer, int) (host, path string)) {
	pair, ok := w.pair(f)
	if !ok {
		return
	}
	b, l, ok := w.front(f)
	if !ok {
		return
	}
	for n, in := range pair {
		at, path := request(b, n)
		g, byDefault, ok := w.routed(l, at, path)
		if !f.Want(ok && !byDefault, "http://%s%s is left to the default rule, which serves it from both: make a rule that forwards it", at, path) {
			continue
		}
		w.wantOnly(f, "http://"+at+path, g, n, in.ID)
		f.Resource(fmt.Sprintf("target-group-%d", n), g.ARN, "gets "+path+" of "+at)
	}
}

// wantOnly: a target group holds one server and it is healthy.
func (w *World) wantOnly(f *Findings, url string, g awsclient.TargetGroup, n int, id string) {
	targets := ids(w.Targets(g.ARN))
	switch {
	case len(targets) == 0:
		f.Lack("%s goes to %s, which has no targets: register server %d (%s)", url, g.Name, n, id)
	case !slices.Contains(targets, id):
		f.Lack("%s goes to %s, which has %s, not server %d (%s)", url, g.Name, targets[0], n, id)
	case len(targets) > 1:
		f.Lack("%s goes to %s, which has %d targets: server %d must be alone in it", url, g.Name, len(targets), n)
	default:
		w.wantHealthy(f, g, 1)
	}
}
