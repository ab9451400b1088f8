package telemetry

import (
	"slices"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/world"
)

// The namespace and the dimensions of Classic load balancers.
const (
	spaceClassic = "AWS/ELB"
	dimClassic   = "LoadBalancerName"
	dimZone      = "AvailabilityZone"
)

// node is a Classic balancer in one zone: what AWS has one machine for. It
// feeds a pool for each port that instances serve on. With cross-zone
// balancing, a request is counted in the zone of the instance that got it
// (choice: AWS counts where it came in).
type node struct {
	balancer, zone string
	pools          []*pool
}

// classicMetric is a metric of AWS/ELB. Samples are added up over nodes.
type classicMetric struct {
	name, unit string
	whole      bool // by balancer only: its nodes are one
	part       func(r *Room, n node, minute int64) part
	values     func(r *Room, n node, minute int64) []float64
}

// classicMetrics is after CLB/elb-cloudwatch-metrics: nothing is reported
// while no requests flow, but for the counts of hosts.
func classicMetrics() []classicMetric {
	counts := func(name string, of func(*flow) float64) classicMetric {
		return classicMetric{name: name, unit: count, part: func(r *Room, n node, m int64) part { return counted(int(r.flows(n, m, of) + 0.5)) }}
	}
	web := func(name string, of func(*flow) float64) classicMetric {
		return counts(name, func(f *flow) float64 {
			if !f.web {
				return 0
			}
			return of(f)
		})
	}
	return []classicMetric{
		counts("RequestCount", func(f *flow) float64 { return f.routed }),
		{name: "Latency", unit: seconds, part: (*Room).latency, values: (*Room).latencies},
		web("HTTPCode_Backend_2XX", func(f *flow) float64 { return f.backend2xx }),
		web("HTTPCode_Backend_4XX", func(f *flow) float64 { return f.backend4xx }),
		web("HTTPCode_Backend_5XX", func(f *flow) float64 { return f.backend5xx }),
		web("HTTPCode_ELB_5XX", func(f *flow) float64 { return f.turnedAway + f.spilled + f.unreached }),
		counts("BackendConnectionErrors", func(f *flow) float64 { return f.unreached }),
		counts("SpilloverCount", func(f *flow) float64 { return f.spilled }),
		{name: "SurgeQueueLength", unit: count, part: (*Room).queueLength},
		{name: "HealthyHostCount", unit: count, part: classicHosts(func(s balancing.Serving) int { return s.Healthy })},
		{name: "UnHealthyHostCount", unit: count, part: classicHosts(func(s balancing.Serving) int { return s.Unhealthy })},
		estimate("EstimatedALBActiveConnectionCount", count, active),
		estimate("EstimatedALBConsumedLCUs", count, func(n int) float64 { return albUnit().consumed(n, 0) }),
		estimate("EstimatedALBNewConnectionCount", count, func(n int) float64 { return float64(n) }),
		estimate("EstimatedProcessedBytes", bytes, volume),
	}
}

// estimate is what an Application balancer in a Classic one's place would have
// had to do. These are told of whole balancers only.
func estimate(name, unit string, of func(requests int) float64) classicMetric {
	return classicMetric{name: name, unit: unit, whole: true, part: func(r *Room, n node, m int64) part {
		requests := int(r.flows(n, m, func(f *flow) float64 { return f.routed + f.turnedAway + f.spilled }) + 0.5)
		if requests == 0 {
			return part{}
		}
		return single(of(requests))
	}}
}

// flow is what became of the requests to one pool of a node in a minute.
type flow struct {
	web                                bool    // over HTTP or HTTPS
	routed                             float64 // an instance was asked
	backend2xx, backend4xx, backend5xx float64
	unreached                          float64 // the instance did not take the connection: 502 or 504
	turnedAway                         float64 // there was no healthy instance: 503
	spilled                            float64 // the surge queue was full: 503
	queue                              float64 // requests that wait at the minute's end
	response                           float64 // mean seconds
}

// flow tells of a pool's minute. What is over capacity waits in the surge
// queue, and what does not fit in there is turned away; in the first minute
// with capacity to spare the queue empties (choice).
func (r *Room) flow(n node, p *pool, m int64) *flow {
	t := r.tally(p, m)
	over, before := r.overCapacity(p, m), r.surgeQueue(p, m-1)
	f := &flow{
		web: r.servesWeb(p), turnedAway: float64(t.elb503), backend4xx: float64(t.target4xx), backend5xx: float64(t.target5), backend2xx: float64(t.target2xx),
		unreached: float64(t.elb502) + float64(t.elb504) - over, queue: r.surgeQueue(p, m), response: t.response,
	}
	if over == 0 {
		f.backend2xx += before
	} else {
		f.spilled = max(0, before+over-f.queue)
	}
	f.routed = f.backend2xx + f.backend4xx + f.backend5xx + f.unreached
	if f.backend2xx > 0 {
		f.response = min(idleTimeout, f.response+60*f.queue/f.backend2xx)
	}
	return f
}

func (r *Room) overCapacity(p *pool, m int64) float64 {
	t := r.tally(p, m)
	return float64(int(float64(t.elb504)*t.over + 0.5))
}

// surgeQueue is how many requests wait at the end of a minute: what was over
// capacity since the last minute with capacity to spare, as far as it fits.
func (r *Room) surgeQueue(p *pool, m int64) float64 {
	queue := 0.0
	for queue < rules.MaxSurgeQueue {
		over := r.overCapacity(p, m)
		if over == 0 {
			break
		}
		queue += over
		m--
	}
	return min(queue, rules.MaxSurgeQueue)
}

// servesWeb tells whether a pool's requests are HTTP's. A port that no
// listener leads to any more counts as if it had been.
func (r *Room) servesWeb(p *pool) bool {
	name, _, port, _ := classic.PoolOf(p.name)
	b := r.k.World.ClassicBalancers.Get(name)
	if b == nil {
		return true
	}
	at := slices.IndexFunc(b.Listeners, func(l world.ClassicListener) bool { return l.InstancePort == port })
	return at < 0 || b.Listeners[at].InstanceProtocol == "HTTP" || b.Listeners[at].InstanceProtocol == "HTTPS"
}

func (r *Room) flows(n node, m int64, of func(*flow) float64) float64 {
	sum := 0.0
	for _, p := range n.pools {
		sum += of(r.flow(n, p, m))
	}
	return sum
}

func (r *Room) latency(n node, m int64) part {
	var all part
	for _, p := range n.pools {
		f := r.flow(n, p, m)
		if k := int(f.backend2xx); k > 0 {
			all.add(part{f.response * float64(k), response(f.response, 0, k), response(f.response, k-1, k), float64(k)})
		}
	}
	return all
}

// latencies is a spread of response times that stands for a node's, for
// percentiles.
func (r *Room) latencies(n node, m int64) []float64 {
	var list []float64
	total := r.flows(n, m, func(f *flow) float64 { return f.backend2xx })
	for _, p := range n.pools {
		if f := r.flow(n, p, m); f.backend2xx >= 1 {
			list = append(list, responses(f.response, max(1, int(responseSpread*f.backend2xx/total)))...)
		}
	}
	return list
}

func (r *Room) queueLength(n node, m int64) part {
	if q := r.flows(n, m, func(f *flow) float64 { return f.queue }); q > 0 {
		return single(q)
	}
	return part{}
}

// classicHosts counts a node's instances, by time. They are the same on all
// ports. There is nothing to report while none is registered.
func classicHosts(of func(balancing.Serving) int) func(*Room, node, int64) part {
	return func(r *Room, n node, m int64) part {
		s := scope{r: r, pools: n.pools}
		if s.average(m, func(v balancing.Serving) int { return v.Registered }).high == 0 {
			return part{}
		}
		return s.average(m, of)
	}
}

// classicSource is a metric of a balancer, of a balancer in a zone, or of all
// balancers, or those in a zone, together.
func (r *Room) classicSource(name string, d map[string]string) (source, bool) {
	metrics := classicMetrics()
	at := slices.IndexFunc(metrics, func(c classicMetric) bool { return c.name == name })
	for key := range d {
		if key != dimClassic && key != dimZone {
			return source{}, false
		}
	}
	nodes := r.nodes(d[dimClassic], d[dimZone])
	if at < 0 || len(nodes) == 0 {
		return source{}, false
	}
	c := metrics[at]
	if c.whole {
		if !wholeClassic(d) {
			return source{}, false
		}
		nodes = []node{joined(nodes)}
	}
	src := source{unit: c.unit, part: func(m int64) part {
		var all part
		for _, n := range nodes {
			all.add(c.part(r, n, m))
		}
		return all
	}}
	src.values = func(m int64) []float64 { return c.samples(r, nodes, m) }
	return src, true
}

// wholeClassic tells whether dimensions name one balancer, in all its zones.
func wholeClassic(d map[string]string) bool { return len(d) == 1 && d[dimClassic] != "" }

// joined is the nodes of a balancer as one.
func joined(nodes []node) node {
	all := node{balancer: nodes[0].balancer}
	for _, n := range nodes {
		all.pools = append(all.pools, n.pools...)
	}
	return all
}

// samples is a minute's raw samples; those of counts are all 1.
func (c classicMetric) samples(r *Room, nodes []node, m int64) []float64 {
	var list []float64
	for _, n := range nodes {
		if c.values != nil {
			list = append(list, c.values(r, n, m)...)
		} else if p := c.part(r, n, m); p.count > 0 {
			list = append(list, p.sum/p.count)
		}
	}
	return list
}

// nodes is what there is, or has been, of a balancer ("" for all) in a zone
// ("" for all).
func (r *Room) nodes(balancer, zone string) []node {
	var list []node
	for name := range r.k.World.Metrics.Serving.All() {
		b, z, _, ours := classic.PoolOf(name)
		if !ours || balancer != "" && b != balancer || zone != "" && z != zone {
			continue
		}
		at := slices.IndexFunc(list, func(n node) bool { return n.balancer == b && n.zone == z })
		if at < 0 {
			list = append(list, node{balancer: b, zone: z})
			at = len(list) - 1
		}
		list[at].pools = append(list[at].pools, r.pool(name))
	}
	return list
}

func (r *Room) listClassic(l *lister) {
	if l.namespace != "" && l.namespace != spaceClassic {
		return
	}
	var zones, balancers []string
	for _, n := range r.nodes("", "") {
		if !slices.Contains(balancers, n.balancer) {
			balancers = append(balancers, n.balancer)
			l.addClassic(world.Attribute{Key: dimClassic, Value: n.balancer})
		}
		if !slices.Contains(zones, n.zone) {
			zones = append(zones, n.zone)
			l.addClassic(world.Attribute{Key: dimZone, Value: n.zone})
		}
		l.addClassic(world.Attribute{Key: dimZone, Value: n.zone}, world.Attribute{Key: dimClassic, Value: n.balancer})
	}
	if len(balancers) > 0 {
		l.addClassic()
	}
}

func (l *lister) addClassic(dims ...world.Attribute) {
	whole := len(dims) == 1 && dims[0].Key == dimClassic
	for _, c := range classicMetrics() {
		if c.whole && !whole {
			continue
		}
		l.add(spaceClassic, c.name, c.unit, dims...)
	}
}
