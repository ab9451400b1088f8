package telemetry

import (
	"slices"
	"strings"

	"fleetglass/fake/sim/balancing"
)

// nlbMetrics is after NLB/load-balancer-cloudwatch-metrics. A request of a
// workload is one flow. Numbers of flows are told each minute as one sample.
func nlbMetrics() []balancerMetric {
	list := []balancerMetric{
		{name: "ConsumedLCUs", unit: count, whole: true, part: nlbCapacity},
		{name: "ProcessedPackets", unit: count, whole: true, zones: true, part: flowPackets(1)},
		{name: "PeakPacketsPerSecond", unit: perSecond, whole: true, zones: true, part: flowPackets(60)},
		{name: "TCP_Target_Reset_Count", unit: count, whole: true, zones: true, part: resets},
		{name: "UnhealthyRoutingFlowCount", unit: count, whole: true, zones: true, part: level(failedOpen)},
		{name: "HealthyHostCount", unit: count, group: true, zones: true, part: hosts(func(s balancing.Serving) int { return s.Healthy })},
		{name: "UnHealthyHostCount", unit: count, group: true, zones: true, part: hosts(func(s balancing.Serving) int { return s.Unhealthy })},
	}
	for _, protocol := range []string{"", "TCP", "TLS", "UDP"} {
		list = append(list, flowMetrics(protocol)...)
	}
	return list
}

// perSecond is the unit of rates.
const perSecond = "Count/Second"

// flowMetrics are those that there are for all flows, and for those of each
// protocol.
func flowMetrics(protocol string) []balancerMetric {
	name := func(s string) string {
		if protocol == "" {
			return s
		}
		return s + "_" + protocol
	}
	of := func(value func(flows int) float64) func(scope, int64) part {
		return func(s scope, m int64) part {
			s.pools = s.speaking(protocol)
			if n := flows(s, m); n > 0 {
				return single(value(n))
			}
			return part{}
		}
	}
	return []balancerMetric{
		{name: name("ActiveFlowCount"), unit: count, whole: true, zones: true, part: of(active)},
		{name: name("NewFlowCount"), unit: count, whole: true, zones: true, part: of(func(n int) float64 { return float64(n) })},
		{name: name("ProcessedBytes"), unit: bytes, whole: true, zones: true, part: of(volume)},
	}
}

// speaking is the target groups with a protocol; "" for all of them. Choice:
// the flows of TCP_UDP are TCP's, and those to a group that has been deleted
// have no protocol any more.
func (s scope) speaking(protocol string) []*pool {
	if protocol == "" {
		return s.pools
	}
	return slices.DeleteFunc(slices.Clone(s.pools), func(p *pool) bool {
		tg := s.r.k.World.TargetGroups.Get(p.name)
		return tg == nil || strings.TrimSuffix(tg.Protocol, "_UDP") != protocol
	})
}

// flows is those for which a target was chosen.
func flows(s scope, m int64) int { return sumOf(func(t *tally) int { return t.requests })(s, m) }

// volume is the bytes of so many requests and their answers.
func volume(n int) float64 { return float64(n) * (requestIn + requestOut) }

// flowPackets is those of a minute, over so many seconds. Choice: they come evenly.
func flowPackets(over float64) func(scope, int64) part {
	return func(s scope, m int64) part {
		if n := flows(s, m); n > 0 {
			return single(float64(int(volume(n) / packetBytes / over)))
		}
		return part{}
	}
}

// resets is the flows that targets turned away. They are told as 0 in a minute
// that has none, once the balancer can serve.
func resets(s scope, m int64) part {
	s.pools = s.speaking("TCP")
	for _, p := range s.pools {
		if at(p.serving, lastMoment(m)) != nil {
			return single(float64(sumOf(func(t *tally) int { return t.elb502 })(s, m)))
		}
	}
	return part{}
}

// level is a number that is told as one sample, and not at all when it is 0.
func level(of func(scope, int64) int) func(scope, int64) part {
	return func(s scope, m int64) part {
		if n := of(s, m); n > 0 {
			return single(float64(n))
		}
		return part{}
	}
}
