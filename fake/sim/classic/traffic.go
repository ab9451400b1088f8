package classic

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// poolPrefix begins the names of this room's pools.
const poolPrefix = "classic/"

// Pool is the name of the instances of a balancer in a zone, as those that
// serve requests on a port: one pool of balancing.Serving and Carried. Neither
// names nor zones hold a slash.
func Pool(balancer, zone string, port int) string {
	return poolPrefix + balancer + "/" + zone + "/" + strconv.Itoa(port)
}

// PoolOf reads the name of a pool of this room's; false for any other.
func PoolOf(pool string) (balancer, zone string, port int, ok bool) {
	rest, ours := strings.CutPrefix(pool, poolPrefix)
	parts := strings.Split(rest, "/")
	if !ours || len(parts) != 3 {
		return "", "", 0, false
	}
	port, err := strconv.Atoi(parts[2])
	return parts[0], parts[1], port, err == nil
}

// ports is the ports on which a balancer's instances serve.
func ports(b *world.ClassicBalancer) []int {
	var list []int
	for _, l := range b.Listeners {
		if !slices.Contains(list, l.InstancePort) {
			list = append(list, l.InstancePort)
		}
	}
	return list
}

func standing(b *world.ClassicBalancer, i *world.ClassicInstance) balancing.Standing {
	s := stateOf(i)
	switch {
	case s.Leaving() || !slices.Contains(b.Zones, i.Zone):
		return balancing.Gone
	case s.State == rules.InService:
		return balancing.Serves
	case s.Description == rules.TextRegistration:
		return balancing.Starting
	}
	return balancing.Fails
}

// noteInstance writes how an instance stands in its pools.
func (r *Room) noteInstance(b *world.ClassicBalancer, i *world.ClassicInstance) {
	s := standing(b, i)
	for _, port := range ports(b) {
		r.balancing.NoteMember(Pool(b.Name, i.Zone, port), i.ID, s, r.answersOf(b, i, port))
	}
}

// answersOf is what an instance answers to a balancer's visitors on a port. Of
// one that speaks no HTTP there they want a connection and no more.
func (r *Room) answersOf(b *world.ClassicBalancer, i *world.ClassicInstance, port int) balancing.Answers {
	code := r.answers(b, i, port, "")
	if code != compute.AnswersWell || !speaksHTTP(b, port) {
		return balancing.Answers{Code: code}
	}
	return balancing.AnswersTo(r.asked(b, port), r.k.World.Instances.Get(i.ID).Server)
}

func speaksHTTP(b *world.ClassicBalancer, port int) bool {
	return slices.ContainsFunc(b.Listeners, func(l world.ClassicListener) bool {
		return l.InstancePort == port && strings.HasPrefix(l.InstanceProtocol, "HTTP")
	})
}

// asked is what visitors ask of the instances that serve on a port. Workloads
// weigh by their base (choice: their demand changes by the minute).
func (r *Room) asked(b *world.ClassicBalancer, port int) []balancing.Asked {
	var list []balancing.Asked
	for _, w := range r.k.World.Workloads.All() {
		if r.named(w.Balancer) != b {
			continue
		}
		for _, m := range w.Mix {
			if l := listenerFor(b, m); l != nil && l.InstancePort == port {
				list = append(list, balancing.Asked{Path: cmp.Or(m.Path, "/"), Weight: w.Base * m.Share})
			}
		}
	}
	return list
}

// noteLeft ends what was written of an instance.
func (r *Room) noteLeft(b *world.ClassicBalancer, i *world.ClassicInstance) {
	for _, port := range ports(b) {
		r.balancing.NoteMember(Pool(b.Name, i.Zone, port), i.ID, balancing.Gone, balancing.Answers{})
	}
}

// endPools ends the pools of zones that a balancer does not serve any more,
// and of ports that no listener leads to.
func (r *Room) endPools(b *world.ClassicBalancer) {
	for pool := range r.k.World.Metrics.Serving.All() {
		name, zone, port, ours := PoolOf(pool)
		if !ours || name != b.Name || slices.Contains(b.Zones, zone) && slices.Contains(ports(b), port) {
			continue
		}
		r.balancing.NotePool(pool, balancing.Serving{})
		for n := range b.Instances {
			r.balancing.NoteMember(pool, b.Instances[n].ID, balancing.Gone, balancing.Answers{})
		}
	}
}

// count writes how many instances a balancer has in which state, by zone, and
// has its traffic spread anew.
func (r *Room) count(b *world.ClassicBalancer) {
	for _, zone := range b.Zones {
		s := serving(b, zone)
		for _, port := range ports(b) {
			r.balancing.NotePool(Pool(b.Name, zone, port), s)
		}
	}
	r.wakeWorkloads(b)
}

func (r *Room) wakeWorkloads(b *world.ClassicBalancer) {
	for id, w := range r.k.World.Workloads.All() {
		if w.Balancer == b.Name || w.Balancer == r.arnPrefix()+b.Name {
			r.k.Wake(balancing.KindWorkload, id)
		}
	}
}

// serving counts the instances in a zone. One that is registering counts as
// unhealthy: AWS has it healthy "after it passes the first health check"
// (CLB/elb-cloudwatch-metrics). A Classic balancer sends nothing to unhealthy
// instances, even when it has no other.
func serving(b *world.ClassicBalancer, zone string) balancing.Serving {
	var s balancing.Serving
	for n := range b.Instances {
		i := &b.Instances[n]
		if i.Zone != zone {
			continue
		}
		switch standing(b, i) {
		case balancing.Serves:
			s.Healthy++
			s.Registered++
		case balancing.Fails, balancing.Starting:
			s.Unhealthy++
			s.Registered++
		}
	}
	s.Receiving = s.Healthy
	return s
}

// route has written what a workload's requests find at a balancer's instances,
// and tells where they go.
func (r *Room) route(w *world.Workload) []balancing.Share {
	if b := r.named(w.Balancer); b != nil {
		for n := range b.Instances {
			r.noteInstance(b, &b.Instances[n])
		}
	}
	return r.shares(w)
}

// shares is where a workload's requests go, if it comes to a Classic balancer:
// to the pools of its zones. Requests to a port without a listener reach
// nothing.
func (r *Room) shares(w *world.Workload) []balancing.Share {
	b := r.named(w.Balancer)
	if b == nil || len(b.Listeners) == 0 {
		return nil
	}
	mix := w.Mix
	if len(mix) == 0 {
		mix = []world.RequestMix{{Port: b.Listeners[0].Port, Share: 1}}
	}
	whole := 0.0
	for _, m := range mix {
		whole += m.Share
	}
	var list []balancing.Share
	for _, m := range mix {
		if l := listenerFor(b, m); l != nil && whole > 0 {
			list = append(list, r.spread(b, l, m.Share/whole)...)
		}
	}
	return list
}

func listenerFor(b *world.ClassicBalancer, m world.RequestMix) *world.ClassicListener {
	port := m.Port
	switch {
	case port != 0:
	case m.Scheme == "https":
		port = 443
	default:
		port = 80
	}
	at := slices.IndexFunc(b.Listeners, func(l world.ClassicListener) bool { return l.Port == port })
	if at < 0 {
		return nil
	}
	return &b.Listeners[at]
}

// spread divides requests over zones. Clients come to all zones alike that
// have a healthy instance, because the balancer's name leads there only; with
// cross-zone balancing each healthy instance gets the same, wherever it is.
// When there is none, clients come to all zones and are turned away. Those
// whom the network does not let through to a zone get no answer.
func (r *Room) spread(b *world.ClassicBalancer, l *world.ClassicListener, part float64) []balancing.Share {
	healthyIn, healthy := make([]int, len(b.Zones)), 0
	for n, zone := range b.Zones {
		healthyIn[n] = serving(b, zone).Healthy
		healthy += healthyIn[n]
	}
	doors, open := 0, 0 // zones to which the name leads, and those that can be reached
	reached := make([]bool, len(b.Zones))
	for n := range b.Zones {
		if healthyIn[n] > 0 || healthy == 0 {
			doors++
			if reached[n] = r.lets(b, n, l.Port); reached[n] {
				open++
			}
		}
	}
	var list []balancing.Share
	for n, zone := range b.Zones {
		share := 0.0
		switch {
		case b.CrossZone && healthy > 0:
			share = float64(open) / float64(doors) * float64(healthyIn[n]) / float64(healthy)
		case reached[n]:
			share = 1 / float64(doors)
		}
		if share > 0 {
			list = append(list, balancing.Share{Pool: Pool(b.Name, zone, l.InstancePort), Part: part * share})
		}
	}
	return list
}

// lets tells whether clients get through to a balancer's nth zone. Who calls
// an internal balancer is not known: all get through (choice).
func (r *Room) lets(b *world.ClassicBalancer, n, port int) bool {
	return b.Scheme == "internal" || r.compute.VPCs().AdmitsToSubnet(b.Subnets[n], b.SecurityGroups, network.Internet(), "tcp", port)
}

// wakeWorkloadsIn has the traffic to balancers in a VPC spread anew.
func (r *Room) wakeWorkloadsIn(vpc string) {
	for _, b := range r.k.World.ClassicBalancers.All() {
		if b.VPC == vpc {
			r.wakeWorkloads(b)
		}
	}
}
