package contract

import (
	"slices"
	"time"

	"fleetglass/awsclient"
)

// balancerChangingChecks change and delete what makingChecks made.
func balancerChangingChecks() []check {
	return []check{
		{"a target group's health check is changed", groupCheckChanged},
		{"a target group's attributes are set", groupAttributesSet},
		{"a balancer's attributes are set", balancerAttributesSet},
		{"a balancer's security groups are set", balancerGroupsSet},
		{"a target group in use is not deleted", usedGroupStays},
		{"listener, target group and balancer are deleted", balancerUnmade},
	}
}

func (p *probe) madeGroup() awsclient.TargetGroup {
	rows, err := p.Client.TargetGroups(p.ctx)
	p.must(err)
	return find(p, "the target group", rows, func(g awsclient.TargetGroup) bool { return g.Name == "contract-made" })
}

func (p *probe) madeBalancer() awsclient.LoadBalancer {
	rows, err := p.Client.LoadBalancers(p.ctx)
	p.must(err)
	return find(p, "the balancer", rows, func(b awsclient.LoadBalancer) bool { return b.Name == "contract-made" })
}

func groupCheckChanged(p *probe) {
	was := p.madeGroup()
	p.must(p.Client.SetTargetGroupCheck(p.ctx, was.ARN, awsclient.HealthCheck{Path: "/alive", Interval: 15 * time.Second, Unhealthy: 4}))
	now := p.madeGroup().Check
	p.same("path", now.Path, "/alive")
	p.same("interval", now.Interval, 15*time.Second)
	p.same("unhealthy threshold", now.Unhealthy, 4)
	p.same("what was not given", now.Healthy, was.Check.Healthy)
}

func groupAttributesSet(p *probe) {
	g := p.madeGroup()
	want := awsclient.Attribute{Key: "deregistration_delay.timeout_seconds", Value: "45"}
	p.must(p.Client.SetTargetGroupAttributes(p.ctx, g.ARN, []awsclient.Attribute{want}))
	rows, err := p.Client.TargetGroupAttributes(p.ctx, g.ARN)
	p.must(err)
	p.same("it is set", slices.Contains(rows, want), true)
}

func balancerAttributesSet(p *probe) {
	b := p.madeBalancer()
	want := awsclient.Attribute{Key: "idle_timeout.timeout_seconds", Value: "75"}
	p.must(p.Client.SetBalancerAttributes(p.ctx, b.ARN, []awsclient.Attribute{want}))
	rows, err := p.Client.BalancerAttributes(p.ctx, b.ARN)
	p.must(err)
	p.same("it is set", slices.Contains(rows, want), true)
}

func balancerGroupsSet(p *probe) {
	p.must(p.Client.SetBalancerSecurityGroups(p.ctx, p.madeBalancer().ARN, []string{p.firewall}))
	p.same("security groups", p.madeBalancer().SecurityGroups, []string{p.firewall})
}

func usedGroupStays(p *probe) {
	p.fails("deleting a group in use", p.Client.DeleteTargetGroup(p.ctx, p.madeGroup().ARN), awsclient.Conflict)
}

func balancerUnmade(p *probe) {
	group, balancer := p.madeGroup().ARN, p.madeBalancer().ARN
	listeners, err := p.Client.Listeners(p.ctx, balancer)
	p.must(err)
	for _, l := range listeners {
		p.must(p.Client.DeleteListener(p.ctx, l.ARN))
	}
	p.must(p.Client.DeleteTargetGroup(p.ctx, group))
	p.must(p.Client.DeleteBalancer(p.ctx, balancer))
	rows, err := p.Client.LoadBalancers(p.ctx)
	p.must(err)
	p.same("it is gone", slices.ContainsFunc(rows, func(b awsclient.LoadBalancer) bool { return b.ARN == balancer }), false)
	p.must(p.Client.DeleteBalancer(p.ctx, balancer)) // deleting again is no error
}
