package labs

import "fleetglass/awsclient"

// ClassicBalancers are all Classic load balancers.
func (w *World) ClassicBalancers() []awsclient.ClassicBalancer {
	rows, _ := w.once("classic balancers", func() (any, error) { return w.client.ClassicBalancers(w.ctx) }).([]awsclient.ClassicBalancer)
	return rows
}

// ClassicHealth is how a Classic balancer finds its instances.
func (w *World) ClassicHealth(balancer string) []awsclient.ClassicHealth {
	rows, _ := w.once("classic health "+balancer, func() (any, error) { return w.client.ClassicHealth(w.ctx, balancer) }).([]awsclient.ClassicHealth)
	return rows
}

// Balancers are all Application and Network load balancers.
func (w *World) Balancers() []awsclient.LoadBalancer {
	rows, _ := w.once("balancers", func() (any, error) { return w.client.LoadBalancers(w.ctx) }).([]awsclient.LoadBalancer)
	return rows
}

// Listeners are those of a balancer.
func (w *World) Listeners(balancerARN string) []awsclient.Listener {
	rows, _ := w.once("listeners "+balancerARN, func() (any, error) { return w.client.Listeners(w.ctx, balancerARN) }).([]awsclient.Listener)
	return rows
}

// Rules are those of a listener.
func (w *World) Rules(listenerARN string) []awsclient.Rule {
	rows, _ := w.once("rules "+listenerARN, func() (any, error) { return w.client.Rules(w.ctx, listenerARN) }).([]awsclient.Rule)
	return rows
}

// TargetGroups are all target groups.
func (w *World) TargetGroups() []awsclient.TargetGroup {
	rows, _ := w.once("target groups", func() (any, error) { return w.client.TargetGroups(w.ctx) }).([]awsclient.TargetGroup)
	return rows
}

// TargetGroup is one of TargetGroups.
func (w *World) TargetGroup(arn string) (awsclient.TargetGroup, bool) {
	for _, g := range w.TargetGroups() {
		if g.ARN == arn {
			return g, true
		}
	}
	return awsclient.TargetGroup{}, false
}

// Targets are those of a target group, with their health.
func (w *World) Targets(targetGroupARN string) []awsclient.Target {
	rows, _ := w.once("targets "+targetGroupARN, func() (any, error) { return w.client.Targets(w.ctx, targetGroupARN) }).([]awsclient.Target)
	return rows
}

// TargetGroupAttribute is one attribute of a target group.
func (w *World) TargetGroupAttribute(targetGroupARN, key string) string {
	rows, _ := w.once("attributes "+targetGroupARN, func() (any, error) { return w.client.TargetGroupAttributes(w.ctx, targetGroupARN) }).([]awsclient.Attribute)
	for _, a := range rows {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}
