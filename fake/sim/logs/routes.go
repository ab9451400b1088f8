package logs

import (
	"cmp"
	"strings"

	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// page is one sort of request that comes to a pool.
type page struct {
	method, path string
	share        float64
}

// forgetComputed drops everything that can be worked out again.
func (r *Room) forgetComputed() { r.feeds, r.counts = map[string][]feed{}, map[countKey]intake{} }

// forgetRoutes has it worked out anew which pages come to which pool. Rules
// change without telling this room, so every reading begins with it.
func (r *Room) forgetRoutes() {
	if n := r.k.World.Metrics.Shares.Len(); n != r.fed {
		r.fed = n
		r.forgetComputed()
	}
	for _, feeds := range r.feeds {
		for i := range feeds {
			feeds[i].pages = nil
		}
	}
}

// feedsOf is what feeds a pool, or has fed it.
func (r *Room) feedsOf(pool string) []feed {
	feeds, known := r.feeds[pool]
	if !known {
		for key, h := range r.k.World.Metrics.Shares.All() {
			if workload, to, ok := strings.Cut(key, "|"); ok && to == pool {
				feeds = append(feeds, feed{workload: workload, share: h})
			}
		}
		r.feeds[pool] = feeds
	}
	return feeds
}

// pagesOf is the requests of a workload that its balancer sends to a pool by
// its rules of now. When none goes there any more, those that once did are
// told by the front page.
func (r *Room) pagesOf(f *feed, w *world.Workload, pool string) []page {
	if f.pages != nil {
		return f.pages
	}
	for _, m := range w.Mix {
		if share := r.shareOf(m, w.Balancer, pool); share > 0 {
			f.pages = append(f.pages, page{cmp.Or(m.Method, "GET"), cmp.Or(m.Path, "/"), m.Share * share})
		}
	}
	if f.pages == nil {
		f.pages = []page{{"GET", "/", 1}}
	}
	return f.pages
}

// shareOf is which part of a sort of request a balancer sends to a pool.
func (r *Room) shareOf(m world.RequestMix, balancer, pool string) float64 {
	b := r.k.World.LoadBalancers.Get(balancer)
	if b == nil {
		return 0
	}
	for _, l := range r.k.World.Listeners.All() {
		if l.Balancer != balancer || m.Port != 0 && l.Port != m.Port {
			continue
		}
		d := routing.Decide(r.rulesOf(l.ARN), request(m, b, l.Port))
		for _, s := range routing.ForwardShares(d.Action.Forwards) {
			if s.TargetGroup == pool {
				return s.Share
			}
		}
	}
	return 0
}

func (r *Room) rulesOf(listener string) []routing.Rule {
	var rules []routing.Rule
	for _, rule := range r.k.World.Rules.All() {
		if rule.Listener == listener {
			rules = append(rules, balancing.RoutingRule(rule))
		}
	}
	return rules
}

func request(m world.RequestMix, b *world.LoadBalancer, port int) routing.Request {
	req := routing.Request{
		Method: cmp.Or(m.Method, "GET"), Scheme: cmp.Or(m.Scheme, "http"), Host: cmp.Or(m.Host, b.DNSName), Path: m.Path, Port: port,
		SourceIP: "203.0.113.10", // as the balancing room has it
	}
	req.Path, req.Query, _ = strings.Cut(req.Path, "?")
	return req
}
