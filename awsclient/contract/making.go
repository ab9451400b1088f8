package contract

import (
	"slices"
	"time"

	"fleetglass/awsclient"
)

// makingChecks make balancers, and let a policy work by hand. They come last:
// what they make stays.
func makingChecks() []check {
	return []check{
		{"a balancer with its target group and listener is made", balancerMade},
		{"a policy that is not there cannot be executed", executeNothing},
	}
}

func balancerMade(p *probe) {
	group, err := p.Client.CreateTargetGroup(p.ctx, awsclient.TargetGroup{
		Name: "contract-made", Protocol: "HTTP", Port: 8080, VPC: *p.subnets[0].VpcId, TargetType: "instance",
		Check: awsclient.HealthCheck{Path: "/ready", Interval: 20 * time.Second},
	})
	p.must(err)
	groups, err := p.Client.TargetGroups(p.ctx)
	p.must(err)
	made := find(p, "the target group", groups, func(g awsclient.TargetGroup) bool { return g.ARN == group })
	p.same("port", made.Port, 8080)
	p.same("path", made.Check.Path, "/ready")
	p.same("interval", made.Check.Interval, 20*time.Second)
	balancer, err := p.Client.CreateBalancer(p.ctx, awsclient.LoadBalancer{
		Name: "contract-made", Type: "application", Scheme: "internet-facing", SecurityGroups: []string{p.firewall},
		Zones: []awsclient.ZoneSubnet{{Subnet: *p.subnets[0].SubnetId}, {Subnet: *p.subnets[1].SubnetId}},
	})
	p.must(err)
	balancers, err := p.Client.LoadBalancers(p.ctx)
	p.must(err)
	front := find(p, "the balancer", balancers, func(b awsclient.LoadBalancer) bool { return b.ARN == balancer })
	p.same("zones", len(front.Zones), 2)
	p.same("security groups", front.SecurityGroups, []string{p.firewall})
	listener, err := p.Client.CreateListener(p.ctx, awsclient.Listener{Balancer: balancer, Protocol: "HTTP", Port: 80,
		Actions: []awsclient.RuleAction{{Type: "forward", Forwards: []awsclient.WeightedTargetGroup{{ARN: group, Weight: 1}}}}})
	p.must(err)
	listeners, err := p.Client.Listeners(p.ctx, balancer)
	p.must(err)
	if !slices.ContainsFunc(listeners, func(l awsclient.Listener) bool { return l.ARN == listener && l.Actions[0].Forwards[0].ARN == group }) {
		p.errorf("the listener is not there: %+v", listeners)
	}
}

func executeNothing(p *probe) {
	p.fails("executing a policy that is not there", p.Client.ExecutePolicy(p.ctx, groupName, "nothing", nil, nil), awsclient.NotFound)
}
