package views

import (
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// balancerMetrics are the graphs of a balancer, by its type. Errors are told
// apart by who made them: the balancer, or what stands behind it.
func balancerMetrics(k *Kind[*balancerRow], id string) func(*watch.Snapshot) []graphSpec {
	return func(s *watch.Snapshot) []graphSpec {
		r, ok := k.row(s, id)
		if !ok {
			return nil
		}
		line := func(name, metric, statistic string) graphLine {
			return graphLine{name: name, want: BalancerGraph(r.LoadBalancer, metric, statistic, glanceBack)}
		}
		switch r.Type {
		case classicType:
			return append(classicMetrics(line), classicHosts(r))
		case "application":
			return append(applicationMetrics(line), healthyHosts(r))
		}
		return append(networkMetrics(line), healthyHosts(r))
	}
}

// lineOf makes a line of a graph out of a metric of the balancer.
type lineOf func(name, metric, statistic string) graphLine

func applicationMetrics(line lineOf) []graphSpec {
	return []graphSpec{
		{title: "requests a minute", unit: ui.Number, lines: []graphLine{line("requests", "RequestCount", "Sum")}},
		{title: "5xx a minute, by maker", unit: ui.Number, lines: []graphLine{line("targets", "HTTPCode_Target_5XX_Count", "Sum"), line("the balancer", "HTTPCode_ELB_5XX_Count", "Sum")}},
		{title: "4xx a minute, by maker", unit: ui.Number, lines: []graphLine{line("targets", "HTTPCode_Target_4XX_Count", "Sum"), line("the balancer", "HTTPCode_ELB_4XX_Count", "Sum")}},
		responseTimes(line, "TargetResponseTime"),
	}
}

func responseTimes(line lineOf, metric string) graphSpec {
	return graphSpec{title: "response time", unit: ui.Seconds, lines: []graphLine{line("p50", metric, "p50"), line("p90", metric, "p90"), line("p99", metric, "p99")}}
}

func networkMetrics(line lineOf) []graphSpec {
	return []graphSpec{
		{title: "new flows a minute", unit: ui.Number, lines: []graphLine{line("flows", "NewFlowCount", "Sum")}},
		{title: "active flows", unit: ui.Number, lines: []graphLine{line("flows", "ActiveFlowCount", "Average")}},
		{title: "resets a minute, by maker", unit: ui.Number, lines: []graphLine{line("targets", "TCP_Target_Reset_Count", "Sum"), line("clients", "TCP_Client_Reset_Count", "Sum"), line("the balancer", "TCP_ELB_Reset_Count", "Sum")}},
		{title: "bytes a minute", unit: ui.Bytes, lines: []graphLine{line("bytes", "ProcessedBytes", "Sum")}},
	}
}

func classicMetrics(line lineOf) []graphSpec {
	return []graphSpec{
		{title: "requests or connections a minute", unit: ui.Number, lines: []graphLine{line("requests", "RequestCount", "Sum")}},
		{title: "5xx a minute, by maker", unit: ui.Number, lines: []graphLine{line("instances", "HTTPCode_Backend_5XX", "Sum"), line("the balancer", "HTTPCode_ELB_5XX", "Sum")}},
		{title: "4xx a minute, by maker", unit: ui.Number, lines: []graphLine{line("instances", "HTTPCode_Backend_4XX", "Sum"), line("the balancer", "HTTPCode_ELB_4XX", "Sum")}},
		responseTimes(line, "Latency"),
		{title: "surge queue, of 1024 places", unit: ui.Number, lines: []graphLine{line("waiting", "SurgeQueueLength", "Maximum"), line("turned away, it was full", "SpilloverCount", "Sum")}},
	}
}

// classicHosts is the instances in service by zone. AWS tells them for each
// zone as that zone's node of the balancer sees them.
func classicHosts(r *balancerRow) graphSpec {
	spec := graphSpec{title: "instances in service, by zone", unit: ui.Number, hi: 1}
	for _, z := range r.classic.Zones {
		query := BalancerGraph(r.LoadBalancer, "HealthyHostCount", "Minimum", glanceBack).Query
		query.Dimensions = append([]awsclient.Dimension{{Name: "AvailabilityZone", Value: z}}, query.Dimensions...)
		spec.lines = append(spec.lines, graphLine{name: shortZone(z), want: watch.Graph(query, glanceBack)})
	}
	if len(spec.lines) == 0 {
		spec.lines = []graphLine{{name: "healthy", want: BalancerGraph(r.LoadBalancer, "HealthyHostCount", "Minimum", glanceBack)}}
	}
	return spec
}

// mostGroupLines bounds the target groups whose hosts are asked for.
const mostGroupLines = 6

// healthyHosts is the healthy targets by zone. AWS tells them by target group
// and zone; those of a zone are added up. Where nothing is told by zone they
// are shown by target group, and the title has the zones of this moment.
func healthyHosts(r *balancerRow) graphSpec {
	groups, _ := firstOf(r.targetGroups(), mostGroupLines)
	spec := graphSpec{title: "healthy targets, by zone", unit: ui.Number, hi: 1}
	for _, z := range r.Zones {
		line := graphLine{name: shortZone(z.Zone)}
		for i, g := range groups {
			want := zoneHosts(r.LoadBalancer, g.ARN, z.Zone)
			if i == 0 {
				line.want = want
			} else {
				line.plus = append(line.plus, want)
			}
		}
		if len(groups) > 0 {
			spec.lines = append(spec.lines, line)
		}
	}
	if len(spec.lines) > 0 && !untold(r.snap, spec) {
		return spec
	}
	zoned := spec.lines
	spec = graphSpec{title: "healthy targets, by target group" + zonesNow(r), unit: ui.Number, hi: 1}
	for _, g := range groups {
		spec.lines = append(spec.lines, graphLine{name: g.Name, want: targetGroupGraph(r.LoadBalancer, g.ARN, "HealthyHostCount", "Minimum")})
	}
	if len(zoned) > 0 { // asked for on, in case that they come
		spec.lines[0].beside = zoned[0].wants()
	}
	return spec
}

func zoneHosts(b *awsclient.LoadBalancer, targetGroup, zone string) watch.Want {
	query := targetGroupGraph(b, targetGroup, "HealthyHostCount", "Minimum").Query
	query.Dimensions = append([]awsclient.Dimension{{Name: "AvailabilityZone", Value: zone}}, query.Dimensions...)
	return watch.Graph(query, glanceBack)
}

// untold tells that every line of a graph has been asked for and has nothing.
func untold(s *watch.Snapshot, spec graphSpec) bool {
	for _, l := range spec.lines {
		for _, w := range l.wants() {
			feed := s.Series[w.Key]
			if feed.Tried.IsZero() || len(seriesPoints(s, w)) > 0 {
				return false
			}
		}
	}
	return true
}

// zonesNow is the healthy of all targets in each zone, as they are described
// now: ", now 2a 4/5, 2b 3/3".
func zonesNow(r *balancerRow) string {
	by := map[string][]awsclient.Target{}
	targets := r.targets()
	for i := range targets {
		zone := targetZone(r.ties, &targets[i])
		by[zone] = append(by[zone], targets[i])
	}
	var words []string
	for _, zone := range sortedKeys(by) {
		words = append(words, zoneTitle(shortZone(zone))+" "+healthyOf(by[zone]).Text())
	}
	if len(words) == 0 {
		return ""
	}
	return ", now in zones " + strings.Join(words, ", ")
}
