package balancing

import (
	"math"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// Destinations of requests that reach no target.
const (
	ToFixed     = "fixed"     // answered by the balancer itself
	ToRedirect  = "redirect"  // sent elsewhere
	ToNobody    = "nobody"    // all weights are zero: 503
	ToNoHandler = "unmatched" // no rule: 500, which AWS's default rule rules out
)

// RuleEvaluations is kept beside a workload's shares: how many rules its
// balancer evaluates for one of its requests, the default rule not counted.
const RuleEvaluations = "rule evaluations"

// PutWorkload adds or replaces a workload, and tells its watchers. Its past
// follows the new formula, too: only the surges of a workload should change
// while it is in use.
func (r *Room) PutWorkload(w world.Workload) {
	r.k.World.Workloads.Put(w.ID, &w)
	r.k.Changed(KindWorkload, w.ID)
	r.k.Wake(KindWorkload, w.ID)
}

func (r *Room) wakeWorkersOf(group string) {
	for id, w := range r.k.World.Workloads.All() {
		if w.Group == group {
			r.k.Wake(KindWorkload, id)
		}
	}
}

// lookAtWorkload writes where a workload's requests go now.
func (r *Room) lookAtWorkload(id string) {
	w := r.k.World.Workloads.Get(id)
	if w == nil || w.To != "" {
		return
	}
	shares := &shareList{}
	if w.Group != "" {
		shares.add(workers(w.Group), 1)
		r.noteWorkers(w.Group)
	} else {
		r.asked = nil
		r.route(w, shares)
		r.noteAnswers(shares)
	}
	for key, h := range r.k.World.Metrics.Shares.All() {
		if destination, ours := strings.CutPrefix(key, id+"|"); ours && shares.of(destination) == 0 {
			r.note(h, []float64{0})
		}
	}
	for _, s := range shares.list {
		r.noteShare(id+"|"+s.to, s.share)
	}
}

func (r *Room) noteShare(key string, share float64) {
	h := r.k.World.Metrics.Shares.Get(key)
	if h == nil {
		h = &world.StepHistory{}
		r.k.World.Metrics.Shares.Put(key, h)
	}
	r.note(h, []float64{share})
}

// noteWorkers writes which instances of a group take jobs.
func (r *Room) noteWorkers(group string) {
	pool := workers(group)
	before := r.workersIn(pool)
	var now []string
	busy := map[string]bool{}
	if g := r.k.World.Groups.Get(group); g != nil {
		for i := range g.Members {
			if m := &g.Members[i]; m.Lifecycle == lifecycle.MemberInService {
				now, busy[m.Instance] = append(now, m.Instance), true
			}
		}
	}
	slices.Sort(now)
	for _, id := range now {
		if _, already := slices.BinarySearch(before, id); !already {
			r.noteLoad(workerSubject(pool, id), Serves, Answers{Code: compute.AnswersWell})
		}
	}
	for _, id := range before {
		if !busy[id] {
			r.noteGone(pool, workerSubject(pool, id))
		}
	}
	r.workers[pool] = now
	r.noteServing(pool, Serving{Healthy: len(now), Registered: len(now), Receiving: len(now)})
}

func workerSubject(pool, id string) string { return pool + "|" + id + "|0" }

// workersIn is the instances that take jobs by the histories, sorted.
func (r *Room) workersIn(pool string) []string {
	if r.workers == nil {
		r.workers = map[string][]string{}
	}
	if known, ok := r.workers[pool]; ok {
		return known
	}
	var list []string
	for subject, h := range r.k.World.Metrics.Load.All() {
		if p, id := poolOf(subject); p == pool && h.Steps[len(h.Steps)-1].Values[0] != float64(Gone) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

// share is a part of a workload's requests.
type share struct {
	to    string
	share float64
}

// shareList adds up shares by destination, in the order in which they came.
type shareList struct{ list []share }

func (l *shareList) add(to string, part float64) {
	for i := range l.list {
		if l.list[i].to == to {
			l.list[i].share += part
			return
		}
	}
	l.list = append(l.list, share{to, part})
}

func (l *shareList) of(to string) float64 {
	for _, s := range l.list {
		if s.to == to {
			return s.share
		}
	}
	return 0
}

// route follows each sort of a workload's requests through the balancer's
// rules. Requests to a port without a listener reach nothing and count
// nowhere; so do those to a balancer that is not up.
func (r *Room) route(w *world.Workload, into *shareList) {
	b := r.k.World.LoadBalancers.Get(w.Balancer)
	if b == nil {
		r.routeElsewhere(w, into)
		return
	}
	if !r.anyActive([]string{b.ARN}) {
		return
	}
	whole := 0.0
	mix := r.mix(w, b)
	for _, m := range mix {
		whole += m.Share
	}
	for _, m := range mix {
		if l := r.listener(b.ARN, m); l != nil && whole > 0 {
			r.routeOne(l, requestOf(m, b), r.let(b, l.Port)*m.Share/whole, into)
		}
	}
}

// let is the part of a workload's requests that the network lets through to a
// balancer's port. Clients share themselves out over its nodes, and those at a
// node that they cannot reach get no answer. Who calls an internal balancer is
// not known: all get through (choice).
func (r *Room) let(b *world.LoadBalancer, port int) float64 {
	if b.Scheme != "internet-facing" || len(b.Subnets) == 0 {
		return 1
	}
	open := 0
	for _, id := range b.Subnets {
		if r.compute.VPCs().AdmitsToSubnet(id, b.SecurityGroups, network.Internet(), "tcp", port) {
			open++
		}
	}
	return float64(open) / float64(len(b.Subnets))
}

// wakeWorkloadsIn has the workloads looked at whose balancers are in a VPC.
func (r *Room) wakeWorkloadsIn(vpc string) {
	for id, w := range r.k.World.Workloads.All() {
		if b := r.k.World.LoadBalancers.Get(w.Balancer); b != nil && b.VPC == vpc {
			r.k.Wake(KindWorkload, id)
		}
	}
}

// mix is how a workload's requests are made: plain ones to the balancer's
// first listener when it does not say.
func (r *Room) mix(w *world.Workload, b *world.LoadBalancer) []world.RequestMix {
	if len(w.Mix) > 0 {
		return w.Mix
	}
	for _, l := range r.k.World.Listeners.All() {
		if l.Balancer == b.ARN {
			return []world.RequestMix{{Port: l.Port, Share: 1}}
		}
	}
	return nil
}

func (r *Room) listener(balancer string, m world.RequestMix) *world.Listener {
	for _, l := range r.k.World.Listeners.All() {
		if l.Balancer == balancer && l.Port == portOf(m) {
			return l
		}
	}
	return nil
}

func portOf(m world.RequestMix) int {
	switch {
	case m.Port != 0:
		return m.Port
	case m.Scheme == "https":
		return 443
	}
	return 80
}

func requestOf(m world.RequestMix, b *world.LoadBalancer) routing.Request {
	req := routing.Request{
		Method: m.Method, Scheme: m.Scheme, Host: m.Host, Path: m.Path, Port: portOf(m),
		SourceIP: "203.0.113.10", // a block for documentation (RFC 5737): clients are from everywhere
	}
	if req.Method == "" {
		req.Method = "GET"
	}
	if req.Scheme == "" {
		req.Scheme = "http"
	}
	if req.Host == "" {
		req.Host = b.DNSName
	}
	req.Path, req.Query, _ = strings.Cut(req.Path, "?")
	return req
}

func (r *Room) routeOne(l *world.Listener, req routing.Request, part float64, into *shareList) {
	d := routing.Decide(r.rules(l.ARN), req)
	if n := evaluated(d); n > 0 {
		into.add(RuleEvaluations, part*float64(n))
	}
	switch d.Action.Type {
	case routing.FixedResponse:
		into.add(ToFixed, part)
	case routing.RedirectTo:
		into.add(ToRedirect, part)
	case routing.Forward:
		shares := routing.ForwardShares(d.Action.Forwards)
		if shares == nil {
			into.add(ToNobody, part)
		}
		for _, s := range shares {
			into.add(s.TargetGroup, part*s.Share)
		}
	default:
		into.add(ToNoHandler, part)
	}
}

// evaluated is how many rules it took to decide: those up to the first that
// matches, but for the default rule, whose priority is 0.
func evaluated(d routing.Decision) int {
	n := 0
	for _, v := range d.Verdicts {
		if v.Tested && v.Priority != 0 {
			n++
		}
	}
	return n
}

func (r *Room) rules(listener string) []routing.Rule {
	var rules []routing.Rule
	for _, rule := range r.k.World.Rules.All() {
		if rule.Listener == listener {
			rules = append(rules, RoutingRule(rule))
		}
	}
	return rules
}

// Demand is a workload's requests (or jobs) a second in the minute that holds
// t: a function of the time and the world's seed alone.
func (r *Room) Demand(w *world.Workload, t time.Time) float64 {
	if w.To != "" {
		return float64(Came(Counted(w, minuteOf(t)))) / 60
	}
	minute := t.Truncate(time.Minute)
	d := w.Base * (1 + w.Swing*math.Cos(2*math.Pi*(hourOf(minute)-w.PeakHour)/24))
	if every := w.RippleEvery.Seconds(); every > 0 {
		d += w.Base * w.Ripple * math.Sin(2*math.Pi*math.Mod(float64(minute.Unix()), every)/every)
	}
	seed := Hash(w.ID) ^ r.k.World.Seed
	d += w.Base * w.Noise * (2*Chance(seed, minute.Unix()/60) - 1)
	for _, s := range w.Surges {
		if !minute.Before(s.From.Truncate(time.Minute)) && minute.Before(s.To) {
			d *= s.Factor
		}
	}
	return max(0, d)
}

func hourOf(t time.Time) float64 {
	t = t.UTC()
	return float64(t.Hour()) + float64(t.Minute())/60
}

// Hash is a number that stands for a text (FNV-1a).
func Hash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// Chance is a number in [0, 1) that is always the same for the same seed and
// moment, and looks drawn by lot (splitmix64).
func Chance(seed uint64, moment int64) float64 {
	z := seed + uint64(moment)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}
