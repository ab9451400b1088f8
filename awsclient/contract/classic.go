package contract

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"fleetglass/awsclient"
)

// classicName is the Classic balancer that these checks make and delete.
const classicName = "contract-classic"

func classicChecks() []check {
	return []check{
		{"a Classic balancer is made", classicMade},
		{"a Classic balancer's network", classicNetwork},
		{"a Classic balancer's health check", classicCheck},
		{"a Classic balancer's listeners", classicListeners},
		{"a Classic balancer's listeners are told apart", classicDuplicate},
		{"a Classic balancer's attributes", classicAttributes},
		{"Classic instances", classicInstances},
		{"Classic instances come into service", classicInService},
		{"Classic instances that serve nothing are out of service", classicOut},
		{"Classic instances drain", classicDrain},
		{"a group has a Classic balancer", classicGroup},
		{"a Classic balancer's name is taken", classicTaken},
		{"a Classic balancer that is not there is not found", classicAbsent},
		{"a Classic balancer is deleted", classicDeleted},
	}
}

func (p *probe) classic() awsclient.ClassicBalancer {
	rows, err := p.Client.ClassicBalancers(p.ctx)
	p.must(err)
	return find(p, "the Classic balancer", rows, func(b awsclient.ClassicBalancer) bool { return b.Name == classicName })
}

func (p *probe) newClassic() awsclient.NewClassicBalancer {
	return awsclient.NewClassicBalancer{
		Name: classicName, Listeners: []awsclient.ClassicListener{{Protocol: "HTTP", Port: 80, InstancePort: 80}},
		Subnets:        []string{aws.ToString(p.subnets[0].SubnetId), aws.ToString(p.subnets[1].SubnetId)},
		SecurityGroups: []string{p.firewall}, Tags: []awsclient.Tag{{Key: "App", Value: "contract"}},
	}
}

func classicMade(p *probe) {
	dns, err := p.Client.CreateClassicBalancer(p.ctx, p.newClassic())
	p.must(err)
	b := p.classic()
	p.same("DNS name", b.DNSName, dns)
	p.same("region", b.Region, p.Client.Region())
	p.same("scheme", b.Scheme, "internet-facing")
	p.same("security groups", b.SecurityGroups, []string{p.firewall})
	p.same("instances", b.Instances, []string(nil))
	tags, err := p.Client.ClassicTags(p.ctx, []string{classicName})
	p.must(err)
	p.same("tags", tags[classicName], []awsclient.Tag{{Key: "App", Value: "contract"}})
	if !strings.HasPrefix(dns, classicName) || b.Created.IsZero() {
		p.errorf("left out: %+v", b)
	}
}

func classicNetwork(p *probe) {
	b := p.classic()
	p.same("network", b.VPC, aws.ToString(p.subnets[0].VpcId))
	p.same("zones", b.Zones, []string{aws.ToString(p.subnets[0].AvailabilityZone), aws.ToString(p.subnets[1].AvailabilityZone)})
	p.same("subnets", len(b.Subnets), 2)
}

func classicCheck(p *probe) {
	want := awsclient.ClassicCheck{Target: "HTTP:80/", Interval: 10 * time.Second, Timeout: 3 * time.Second, Healthy: 2, Unhealthy: 3}
	p.must(p.Client.SetClassicCheck(p.ctx, classicName, want))
	p.same("health check", p.classic().Check, want)
}

func classicListeners(p *probe) {
	p.must(p.Client.CreateClassicListeners(p.ctx, classicName, []awsclient.ClassicListener{{Protocol: "TCP", Port: 25, InstanceProtocol: "TCP", InstancePort: 2525}}))
	ports := func() (list []int) {
		for _, l := range p.classic().Listeners {
			list = append(list, l.Port)
		}
		return list
	}
	p.same("ports", ports(), []int{25, 80})
	l := p.classic().Listeners[0]
	p.same("protocols", []any{l.Protocol, l.InstanceProtocol, l.InstancePort}, []any{"TCP", "TCP", 2525})
	p.must(p.Client.DeleteClassicListeners(p.ctx, classicName, []int{25}))
	p.same("ports left", ports(), []int{80})
}

func classicDuplicate(p *probe) {
	p.fails("another listener at the port", p.Client.CreateClassicListeners(p.ctx, classicName,
		[]awsclient.ClassicListener{{Protocol: "HTTP", Port: 80, InstancePort: 81}}), awsclient.Conflict)
}

func classicAttributes(p *probe) {
	want := awsclient.ClassicAttributes{CrossZone: true, Draining: true, DrainTimeout: 30 * time.Second, IdleTimeout: 45 * time.Second, Desync: "monitor"}
	p.must(p.Client.SetClassicAttributes(p.ctx, classicName, want))
	got, err := p.Client.ClassicAttributes(p.ctx, classicName)
	p.must(err)
	p.same("attributes", got, want)
}

func classicInstances(p *probe) {
	ids := slices.Sorted(slices.Values(p.servers))
	p.must(p.Client.RegisterClassic(p.ctx, classicName, ids))
	p.same("registered", p.classic().Instances, ids)
}

func (p *probe) classicHealth(id string) awsclient.ClassicHealth {
	rows, err := p.Client.ClassicHealth(p.ctx, classicName)
	p.must(err)
	return find(p, "instance "+id, rows, func(h awsclient.ClassicHealth) bool { return h.ID == id })
}

func classicInService(p *probe) {
	p.until("both are in service", func() bool {
		return p.classicHealth(p.servers[0]).State == "InService" && p.classicHealth(p.servers[1]).State == "InService"
	})
	p.same("health", p.classicHealth(p.servers[0]), awsclient.ClassicHealth{Balancer: classicName, ID: p.servers[0], State: "InService"})
}

func classicOut(p *probe) {
	was := p.classic().Check
	away := was
	away.Target = "HTTP:8181/"
	p.must(p.Client.SetClassicCheck(p.ctx, classicName, away))
	if p.Pass != nil {
		p.Pass(time.Minute) // more than three failures take
	}
	p.same("health", p.classicHealth(p.servers[0]), awsclient.ClassicHealth{
		Balancer: classicName, ID: p.servers[0], State: "OutOfService", Reason: "Instance",
		Description: "Instance has failed at least the UnhealthyThreshold number of health checks consecutively.",
	})
	p.must(p.Client.SetClassicCheck(p.ctx, classicName, was))
	p.until("it is back", func() bool { return p.classicHealth(p.servers[0]).State == "InService" })
}

func classicDrain(p *probe) {
	p.must(p.Client.DeregisterClassic(p.ctx, classicName, p.servers[:1]))
	p.same("registered", p.classic().Instances, p.servers[1:2])
	p.same("while it drains", p.classicHealth(p.servers[0]).Description, "Instance deregistration currently in progress.")
	p.until("it is gone", func() bool {
		rows, err := p.Client.ClassicHealth(p.ctx, classicName)
		p.must(err)
		return !slices.ContainsFunc(rows, func(h awsclient.ClassicHealth) bool { return h.ID == p.servers[0] })
	})
}

func classicGroup(p *probe) {
	asg := autoscaling.NewFromConfig(p.Config("autoscaling"))
	_, err := asg.AttachLoadBalancers(p.ctx, &autoscaling.AttachLoadBalancersInput{AutoScalingGroupName: aws.String(groupName), LoadBalancerNames: []string{classicName}})
	p.must(err)
	p.same("the group's Classic balancers", p.group().ClassicBalancers, []string{classicName})
	for _, i := range p.group().Instances {
		if !slices.Contains(p.classic().Instances, i.ID) && i.Lifecycle == "InService" {
			p.errorf("%s of the group is not registered", i.ID)
		}
	}
	_, err = asg.DetachLoadBalancers(p.ctx, &autoscaling.DetachLoadBalancersInput{AutoScalingGroupName: aws.String(groupName), LoadBalancerNames: []string{classicName}})
	p.must(err)
	p.same("after detaching", p.group().ClassicBalancers, []string(nil))
}

func classicTaken(p *probe) {
	_, err := p.Client.CreateClassicBalancer(p.ctx, p.newClassic())
	p.fails("a balancer of the same name", err, awsclient.Conflict)
}

func classicAbsent(p *probe) {
	_, err := p.Client.ClassicHealth(p.ctx, "contract-nobody")
	p.fails("health of a balancer that is not there", err, awsclient.NotFound)
	p.must(p.Client.DeleteClassicBalancer(p.ctx, "contract-nobody"))
}

func classicDeleted(p *probe) {
	p.must(p.Client.DeleteClassicBalancer(p.ctx, classicName))
	rows, err := p.Client.ClassicBalancers(p.ctx)
	p.must(err)
	p.same("balancers left", len(rows), 0)
}
