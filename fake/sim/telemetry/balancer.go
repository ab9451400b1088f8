package telemetry

import (
	"slices"
	"strings"

	"fleetglass/fake/sim/balancing"
)

// scope is what a balancer's metric is asked of: a balancer, or one of its
// target groups.
type scope struct {
	r        *Room
	balancer string // ARN, "" when only the target group is named
	group    bool   // a target group is named
	zone     string // "" for all zones of the balancer together
	pools    []*pool
}

// balancerMetric is a metric of AWS/ApplicationELB or AWS/NetworkELB.
type balancerMetric struct {
	name, unit   string
	whole, group bool // by balancer; by target group
	zones        bool // by zone as well
	part         func(s scope, minute int64) part
	values       func(s scope, minute int64) []float64
}

// albMetrics is after ALB/load-balancer-cloudwatch-metrics: counts are absent,
// not 0, in a minute without any, but for those of requests.
func albMetrics() []balancerMetric {
	targets := func(name string, of func(*tally) int) balancerMetric {
		return balancerMetric{name: name, unit: count, whole: true, group: true, zones: true, part: nonzero(sumOf(of))}
	}
	failed := func(name string, of func(scope, int64) int) balancerMetric {
		return balancerMetric{name: name, unit: count, whole: true, zones: true, part: nonzero(of)}
	}
	own := func(name string, of func(scope, int64) int) balancerMetric {
		return balancerMetric{name: name, unit: count, whole: true, part: nonzero(of)}
	}
	return []balancerMetric{
		{name: "RequestCount", unit: count, whole: true, group: true, zones: true, part: requestCount},
		{name: "RequestCountPerTarget", unit: none, group: true, part: requestsPerTarget},
		{name: "TargetResponseTime", unit: seconds, whole: true, group: true, zones: true, part: responseTimes, values: responseValues},
		targets("HTTPCode_Target_2XX_Count", func(t *tally) int { return t.target2xx }),
		targets("HTTPCode_Target_4XX_Count", func(t *tally) int { return t.target4xx }),
		targets("HTTPCode_Target_5XX_Count", func(t *tally) int { return t.target5 }),
		targets("TargetConnectionErrorCount", func(t *tally) int { return t.elb502 }),
		failed("HTTPCode_ELB_5XX_Count", elb5xx),
		failed("HTTPCode_ELB_502_Count", sumOf(func(t *tally) int { return t.elb502 })),
		failed("HTTPCode_ELB_503_Count", elb503),
		failed("HTTPCode_ELB_504_Count", sumOf(func(t *tally) int { return t.elb504 })),
		own("HTTPCode_ELB_3XX_Count", aside(balancing.ToRedirect)),
		own("HTTP_Fixed_Response_Count", aside(balancing.ToFixed)),
		own("HTTP_Redirect_Count", aside(balancing.ToRedirect)),
		own("NewConnectionCount", allRequests),
		own("RuleEvaluations", ruleEvaluations),
		{name: "ConsumedLCUs", unit: count, whole: true, part: albCapacity},
		{name: "UnhealthyRoutingRequestCount", unit: count, whole: true, group: true, zones: true, part: nonzero(failedOpen)},
		{name: "ActiveConnectionCount", unit: count, whole: true, part: activeConnections},
		{name: "ProcessedBytes", unit: bytes, whole: true, part: processedBytes},
		{name: "HealthyHostCount", unit: count, group: true, zones: true, part: hosts(func(s balancing.Serving) int { return s.Healthy })},
		{name: "UnHealthyHostCount", unit: count, group: true, zones: true, part: hosts(func(s balancing.Serving) int { return s.Unhealthy })},
	}
}

func (r *Room) balancerSource(metrics []balancerMetric, name string, d map[string]string) (source, bool) {
	at := slices.IndexFunc(metrics, func(b balancerMetric) bool { return b.name == name })
	s, ok := r.scope(d)
	if at < 0 || !ok {
		return source{}, false
	}
	b := metrics[at]
	if s.group && !b.group || !s.group && !b.whole || s.zone != "" && !b.zones {
		return source{}, false
	}
	src := source{unit: b.unit, part: func(m int64) part { return b.part(s, m) }}
	if b.values != nil {
		src.values = func(m int64) []float64 { return b.values(s, m) }
	}
	return src, true
}

// scope finds what dimensions name. Their values are the ends of ARNs:
// "app/web/50dc6c495c0c9188", "targetgroup/web/73e2d6bc24d8a067".
func (r *Room) scope(d map[string]string) (scope, bool) {
	arn := r.k.World.ARN("elasticloadbalancing", "")
	s := scope{r: r}
	known := 0
	if v, ok := d[dimBalancer]; ok {
		known++
		s.balancer = arn + "loadbalancer/" + v
		s.pools = r.poolsOf(s.balancer)
	}
	if v, ok := d[dimTargets]; ok {
		known++
		p := r.pool(arn + v)
		if p == nil || s.balancer != "" && !slices.Contains(s.pools, p) {
			return s, false
		}
		s.group, s.pools = true, []*pool{p}
	}
	if v, ok := d[dimZone]; ok {
		known++
		if s.zone = v; !slices.Contains(r.zonesOf(s.balancer), v) {
			return s, false
		}
	}
	return s, known > 0 && known == len(d)
}

// poolsOf is the target groups that a balancer feeds, or has fed.
func (r *Room) poolsOf(balancer string) []*pool {
	var pools []*pool
	add := func(name string) {
		if p := r.pool(name); p != nil && !slices.Contains(pools, p) {
			pools = append(pools, p)
		}
	}
	for key := range r.k.World.Metrics.Shares.All() {
		workload, to, _ := strings.Cut(key, "|")
		if w := r.k.World.Workloads.Get(workload); w != nil && w.Balancer == balancer {
			add(to)
		}
	}
	for arn := range r.k.World.TargetGroups.All() {
		if slices.Contains(r.balancing.InUse(arn), balancer) {
			add(arn)
		}
	}
	return pools
}

func sumOf(of func(*tally) int) func(scope, int64) int {
	return func(s scope, m int64) int {
		n := 0
		for _, p := range s.pools {
			n += of(s.tally(p, m))
		}
		return n
	}
}

func nonzero(of func(scope, int64) int) func(scope, int64) part {
	return func(s scope, m int64) part { return counted(of(s, m)) }
}

// requestCount is reported always, once the balancer can serve at all.
func requestCount(s scope, m int64) part {
	if n := sumOf(func(t *tally) int { return t.requests })(s, m); n > 0 {
		return counted(n)
	}
	for _, p := range s.pools {
		if at(p.serving, lastMoment(m)) != nil {
			return single(0)
		}
	}
	return part{}
}

// requestsPerTarget is an average that goes by the name of Sum
// (ALB/load-balancer-cloudwatch-metrics).
func requestsPerTarget(s scope, m int64) part {
	p := s.pools[0]
	if at(p.serving, lastMoment(m)) == nil {
		return part{}
	}
	targets := s.average(m, func(v balancing.Serving) int { return v.Receiving }).sum
	if targets == 0 {
		return single(0)
	}
	return single(float64(s.r.tally(p, m).requests) / targets)
}

func hosts(of func(balancing.Serving) int) func(scope, int64) part {
	return func(s scope, m int64) part {
		if at(s.pools[0].serving, lastMoment(m)) == nil {
			return part{}
		}
		if s.zone != "" {
			return s.zoneHosts(m, of)
		}
		return s.average(m, of)
	}
}

// average is a number of a target group over a minute, by time.
func (s scope) average(m int64, of func(balancing.Serving) int) part {
	in := s.r.intake(s.pools[0], m)
	p := single(float64(of(in.spans[0].serving)))
	p.sum = 0
	for _, span := range in.spans {
		v := float64(of(span.serving))
		p.sum += v * span.seconds / 60
		p.low, p.high = min(p.low, v), max(p.high, v)
	}
	return p
}

func responseTimes(s scope, m int64) part {
	var all part
	for _, p := range s.pools {
		t := s.tally(p, m)
		if n := t.target2xx; n > 0 {
			all.add(part{t.response * float64(n), response(t.response, 0, n), response(t.response, n-1, n), float64(n)})
		}
	}
	return all
}

// responseSpread is about how many response times stand for a minute's, when
// percentiles are asked for.
const responseSpread = 200

func responseValues(s scope, m int64) []float64 {
	total := sumOf(func(t *tally) int { return t.target2xx })(s, m)
	var list []float64
	for _, p := range s.pools {
		if t := s.tally(p, m); t.target2xx > 0 {
			list = append(list, responses(t.response, max(1, responseSpread*t.target2xx/total))...)
		}
	}
	return list
}

// aside is the requests that a balancer answered by itself.
func aside(to string) func(scope, int64) int {
	return func(s scope, m int64) int {
		n := 0.0
		for id, w := range s.r.k.World.Workloads.All() {
			if w.Balancer == s.balancer {
				n += s.r.shared(id, to, m) * s.part()
			}
		}
		return whole(n, balancing.Hash(s.balancer+to+s.zone)^s.r.k.World.Seed, m)
	}
}

// shared is how many requests of a workload went to a destination.
func (r *Room) shared(workload, to string, m int64) float64 {
	h := r.k.World.Metrics.Shares.Get(workload + "|" + to)
	if h == nil {
		return 0
	}
	w := r.k.World.Workloads.Get(workload)
	if w != nil && w.To != "" {
		return float64(balancing.Came(balancing.Counted(w, m)))
	}
	rate := r.balancing.Demand(w, minuteStart(m))
	from, n := minuteStart(m), 0.0
	cuts := addCuts(nil, h, from, minuteStart(m+1))
	slices.Reverse(cuts)
	for _, cut := range append(cuts, minuteStart(m+1)) {
		if v := at(h, from); v != nil {
			n += v[0] * rate * cut.Sub(from).Seconds()
		}
		from = cut
	}
	return n
}

func elb503(s scope, m int64) int {
	return sumOf(func(t *tally) int { return t.elb503 })(s, m) + aside(balancing.ToNobody)(s, m)
}

func elb5xx(s scope, m int64) int {
	return elb503(s, m) + sumOf(func(t *tally) int { return t.elb502 + t.elb504 })(s, m)
}

func allRequests(s scope, m int64) int {
	return sumOf(func(t *tally) int { return t.requests + t.elb503 })(s, m) + aside(balancing.ToFixed)(s, m) + aside(balancing.ToRedirect)(s, m)
}

func activeConnections(s scope, m int64) part {
	if n := allRequests(s, m); n > 0 {
		return single(active(n))
	}
	return part{}
}

// active is how many connections are open at a time, of so many a minute.
func active(n int) float64 { return float64(int(float64(n)*flowSeconds/60) + 1) }

func ruleEvaluations(s scope, m int64) int { return aside(balancing.RuleEvaluations)(s, m) }

// failedOpen is the requests that went to targets although too few of them
// were healthy.
func failedOpen(s scope, m int64) int {
	n := 0.0
	for _, p := range s.pools {
		for _, span := range s.r.intake(p, m).spans {
			if span.serving.FailOpen && span.serving.Receiving > 0 {
				n += span.requests * span.seconds
			}
		}
	}
	return whole(n*s.part(), balancing.Hash(s.balancer+s.zone+" failed open")^s.r.k.World.Seed, m)
}

func processedBytes(s scope, m int64) part {
	if n := allRequests(s, m); n > 0 {
		return single(volume(n))
	}
	return part{}
}
