package asgapi_test

import (
	"slices"
	"testing"
	"time"

	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/world"
)

// withClassic adds a Classic balancer "front", in all zones, to an account.
func withClassic(s *service) {
	room := classic.New(s.Kernel, s.compute, balancing.New(s.Kernel, s.compute))
	s.room.UseClassic(room)
	var zones []string
	for _, id := range s.net.Subnets {
		zones = append(zones, s.World.Subnets.Get(id).Zone)
	}
	room.Create(world.ClassicBalancer{
		Name: "front", VPC: s.net.VPC, Zones: zones, Subnets: s.net.Subnets, SecurityGroups: []string{s.net.SecurityGroup}, IdleTimeout: time.Minute,
		Listeners: []world.ClassicListener{{Protocol: "HTTP", Port: 80, InstanceProtocol: "HTTP", InstancePort: 80}},
		Check:     world.ClassicCheck{Target: "TCP:80", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 2, Unhealthy: 2},
	})
}

// classicStates is the states of the group's Classic balancers.
func (s *service) classicStates() string {
	s.t.Helper()
	text := ""
	for _, b := range call[asg.DescribeLoadBalancersOutput](s, &asg.DescribeLoadBalancersInput{AutoScalingGroupName: str("web")}).LoadBalancers {
		text += *b.LoadBalancerName + " " + *b.State + ";"
	}
	return text
}

func (s *service) wantClassic(want string) {
	s.t.Helper()
	if got := s.classicStates(); got != want {
		s.t.Errorf("the group's Classic balancers: %q, want %q", got, want)
	}
}

// AS/attach-load-balancer-asg.
func TestClassicBalancersOfAGroup(t *testing.T) {
	s := furnished(t)
	withClassic(s)
	front, web := []string{"front"}, str("web")
	const invalid = "ValidationError"
	s.wantClassic("")
	s.refused(&asg.AttachLoadBalancersInput{AutoScalingGroupName: web, LoadBalancerNames: []string{"x"}}, invalid, "Provided Load Balancers may not be valid. Please ensure they exist and try again.")
	s.refused(&asg.AttachLoadBalancersInput{AutoScalingGroupName: web}, invalid, "1 validation error detected: Value null at 'loadBalancerNames' failed to satisfy constraint: Member must not be null")
	s.refused(&asg.DetachLoadBalancersInput{AutoScalingGroupName: web, LoadBalancerNames: front}, invalid, "Trying to remove Load Balancers that are not part of the group")
	s.refused(&asg.DescribeLoadBalancersInput{AutoScalingGroupName: str("x")}, invalid, "AutoScalingGroup name not found - AutoScalingGroup x not found")

	call[asg.AttachLoadBalancersOutput](s, &asg.AttachLoadBalancersInput{AutoScalingGroupName: web, LoadBalancerNames: front})
	s.wantClassic("front Added;")
	s.pass(time.Minute)
	if g := s.group(); !slices.Equal(g.LoadBalancerNames, front) || len(g.TrafficSources) != 1 || *g.TrafficSources[0].Type != "elb" || *g.TrafficSources[0].Identifier != "front" {
		t.Errorf("the group: %+v", g)
	}
	out := call[asg.DescribeLoadBalancerTargetGroupsOutput](s, &asg.DescribeLoadBalancerTargetGroupsInput{AutoScalingGroupName: web})
	if len(out.LoadBalancerTargetGroups) != 0 {
		t.Errorf("target groups: %+v", out.LoadBalancerTargetGroups)
	}
	call[asg.DetachLoadBalancersOutput](s, &asg.DetachLoadBalancersInput{AutoScalingGroupName: web, LoadBalancerNames: front})
	s.pass(time.Minute)
	s.wantClassic("")
}

// AS/traffic-sources: a Classic balancer is a traffic source like a target
// group, of the type elb.
func TestClassicTrafficSources(t *testing.T) {
	s := newService(t)
	withClassic(s)
	call[asg.CreateLaunchConfigurationOutput](s, &asg.CreateLaunchConfigurationInput{
		LaunchConfigurationName: str("lc"), ImageId: str(s.net.Images.AmazonLinux2023), InstanceType: str("t3.micro"),
	})
	in := s.newGroup("web")
	in.LoadBalancerNames = []string{"front"}
	call[asg.CreateAutoScalingGroupOutput](s, in)
	other := s.newGroup("other")
	other.LoadBalancerNames = []string{"x"}
	s.refused(other, "ValidationError", "Provided Load Balancers may not be valid. Please ensure they exist and try again.")

	id := func(name, kind string) types.TrafficSourceIdentifier {
		out := types.TrafficSourceIdentifier{Identifier: str(name)}
		if kind != "" {
			out.Type = str(kind)
		}
		return out
	}
	list := func(kind *string) (names []string) {
		for _, src := range call[asg.DescribeTrafficSourcesOutput](s, &asg.DescribeTrafficSourcesInput{AutoScalingGroupName: str("web"), TrafficSourceType: kind}).TrafficSources {
			names = append(names, *src.Type+" "+*src.Identifier)
		}
		return names
	}
	change := []types.TrafficSourceIdentifier{id("front", "elb"), id(targetGroup, "")}
	call[asg.AttachTrafficSourcesOutput](s, &asg.AttachTrafficSourcesInput{AutoScalingGroupName: str("web"), TrafficSources: change})
	if got := list(nil); !slices.Equal(got, []string{"elbv2 " + targetGroup, "elb front"}) {
		t.Errorf("sources: %v", got)
	}
	if got := list(str("elb")); !slices.Equal(got, []string{"elb front"}) {
		t.Errorf("Classic sources: %v", got)
	}
	call[asg.DetachTrafficSourcesOutput](s, &asg.DetachTrafficSourcesInput{AutoScalingGroupName: str("web"), TrafficSources: change[:1]})
	s.pass(time.Minute)
	if got := list(str("elb")); len(got) != 0 {
		t.Errorf("after detaching: %v", got)
	}
	s.refused(&asg.AttachTrafficSourcesInput{AutoScalingGroupName: str("web"), TrafficSources: []types.TrafficSourceIdentifier{id("l", "vpc-lattice")}},
		"ValidationError", "Provided traffic sources may not be valid. Please ensure they exist and try again.")
}
