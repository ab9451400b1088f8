package telemetry

import (
	"slices"
	"strings"
	"time"

	"fleetglass/fake/world"
)

// List is the metrics that there are, with these namespace, name and
// dimensions; "" and nil ask for all. A dimension without a value asks for
// any value, and a metric may have more dimensions than those asked for.
// Metrics of instances that are gone are listed for as long as they are kept.
func (r *Room) List(namespace, name string, dims []world.Attribute) []world.MetricRef {
	return r.ListActive(namespace, name, dims, time.Time{})
}

// ListActive is List without the metrics of instances that have not run since
// a time, and without those that users put and that were silent since then.
func (r *Room) ListActive(namespace, name string, dims []world.Attribute, since time.Time) []world.MetricRef {
	r.refresh()
	l := lister{namespace: namespace, name: name, dims: dims, since: since}
	r.listEC2(&l)
	r.listBalancers(&l)
	r.listClassic(&l)
	for group, g := range r.k.World.Groups.All() {
		for _, metric := range groupMetrics() {
			if slices.Contains(g.EnabledMetrics, metric) {
				l.add(spaceAutoScaling, metric, none, world.Attribute{Key: dimGroup, Value: group})
			}
		}
	}
	r.listLogs(&l)
	r.listFleets(&l)
	r.listCustom(&l)
	return l.found
}

// lister gathers the metrics that are asked for.
type lister struct {
	namespace, name string
	dims            []world.Attribute
	since           time.Time
	found           []world.MetricRef
}

func (l *lister) add(namespace, name, unit string, dims ...world.Attribute) {
	if l.namespace != "" && l.namespace != namespace || l.name != "" && l.name != name {
		return
	}
	for _, want := range l.dims {
		if !slices.ContainsFunc(dims, func(d world.Attribute) bool {
			return d.Key == want.Key && (want.Value == "" || d.Value == want.Value)
		}) {
			return
		}
	}
	l.found = append(l.found, world.MetricRef{Namespace: namespace, Name: name, Unit: unit, Dimensions: dims})
}

func (r *Room) listEC2(l *lister) {
	if l.namespace != "" && l.namespace != spaceEC2 {
		return
	}
	var groups, kinds []string
	for id, m := range r.k.World.Metrics.Meters.All() {
		if !ranSince(m, l.since) {
			continue
		}
		for _, e := range ec2Metrics() {
			l.add(spaceEC2, e.name, e.unit, world.Attribute{Key: dimInstance, Value: id})
		}
		if m.Group != "" && !slices.Contains(groups, m.Group) {
			groups = append(groups, m.Group)
		}
		if m.Detailed && !slices.Contains(kinds, m.Type) {
			kinds = append(kinds, m.Type)
		}
	}
	for _, e := range ec2Metrics() {
		for _, group := range groups {
			l.add(spaceEC2, e.name, e.unit, world.Attribute{Key: dimGroup, Value: group})
		}
		for _, kind := range kinds {
			l.add(spaceEC2, e.name, e.unit, world.Attribute{Key: dimType, Value: kind})
		}
	}
}

// ranSince tells whether an instance has run at any moment since a time.
func ranSince(m *world.Meter, since time.Time) bool {
	steps := m.History.Steps
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Values[meterRuns] == 1 {
			return i == len(steps)-1 || steps[i+1].At.After(since)
		}
	}
	return false
}

func (r *Room) listBalancers(l *lister) {
	for arn, b := range r.k.World.LoadBalancers.All() {
		space, metrics := spaceALB, albMetrics()
		if b.Type == "network" {
			space, metrics = spaceNLB, nlbMetrics()
		}
		whole := world.Attribute{Key: dimBalancer, Value: after(arn, ":loadbalancer/")}
		r.listEach(l, space, metrics, arn, whole)
	}
}

func (r *Room) listEach(l *lister, space string, metrics []balancerMetric, balancer string, whole world.Attribute) {
	pools := r.poolsOf(balancer)
	var zones []world.Attribute
	for _, zone := range r.zonesOf(balancer) {
		zones = append(zones, world.Attribute{Key: dimZone, Value: zone})
	}
	for _, m := range metrics {
		if m.whole && len(pools) > 0 {
			l.add(space, m.name, m.unit, whole)
			for i := 0; m.zones && i < len(zones); i++ {
				l.add(space, m.name, m.unit, zones[i], whole)
			}
		}
		for _, p := range pools {
			if !m.group {
				continue
			}
			group := world.Attribute{Key: dimTargets, Value: "targetgroup/" + after(p.name, ":targetgroup/")}
			l.add(space, m.name, m.unit, group, whole)
			for i := 0; m.zones && i < len(zones); i++ {
				l.add(space, m.name, m.unit, group, zones[i], whole)
			}
			if space == spaceALB && m.name == "RequestCountPerTarget" {
				l.add(space, m.name, m.unit, group)
			}
		}
	}
}

// after is what follows a mark in an ARN.
func after(arn, mark string) string {
	_, rest, _ := strings.Cut(arn, mark)
	return rest
}
