package fake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	classictypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/fake/sim/compute"
)

// classicServers launches servers from the template "web", one a zone in turn.
func (p *player) classicServers(c command) (string, error) {
	subnets := p.subnets(2)
	for n := range c.number("count", 2) {
		if _, err := ask[ec2.RunInstancesOutput](p, &ec2.RunInstancesInput{
			LaunchTemplate: &ec2types.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web")},
			SubnetId:       aws.String(subnets[int(n)%len(subnets)]), MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
		}); err != nil {
			return "", err
		}
	}
	return "", nil
}

// classicBalancer makes a Classic balancer at port 80 in two zones, with the
// security group of the template "web".
func (p *player) classicBalancer(c command) (string, error) {
	groups, err := ask[ec2.DescribeSecurityGroupsOutput](p, &ec2.DescribeSecurityGroupsInput{
		Filters: []ec2types.Filter{{Name: aws.String("group-name"), Values: []string{"web"}}}})
	if err != nil {
		return "", err
	}
	return quiet[classic.CreateLoadBalancerOutput](p, &classic.CreateLoadBalancerInput{
		LoadBalancerName: aws.String(c.word(0)), Subnets: p.subnets(2), SecurityGroups: []string{*groups.SecurityGroups[0].GroupId},
		Listeners: []classictypes.Listener{{Protocol: aws.String("HTTP"), LoadBalancerPort: 80, InstancePort: aws.Int32(80)}},
	})
}

// classicCheck changes parts of a balancer's health check.
func (p *player) classicCheck(c command) (string, error) {
	out, err := ask[classic.DescribeLoadBalancersOutput](p, &classic.DescribeLoadBalancersInput{LoadBalancerNames: c.words[:1]})
	if err != nil {
		return "", err
	}
	h := *out.LoadBalancerDescriptions[0].HealthCheck
	h.Target = aws.String(c.text("target", *h.Target))
	h.Interval = aws.Int32(c.number("interval", int(*h.Interval)))
	h.HealthyThreshold = aws.Int32(c.number("healthy", int(*h.HealthyThreshold)))
	h.UnhealthyThreshold = aws.Int32(c.number("unhealthy", int(*h.UnhealthyThreshold)))
	return quiet[classic.ConfigureHealthCheckOutput](p, &classic.ConfigureHealthCheckInput{LoadBalancerName: aws.String(c.word(0)), HealthCheck: &h})
}

// classicDrain switches connection draining on.
func (p *player) classicDrain(c command) (string, error) {
	return quiet[classic.ModifyLoadBalancerAttributesOutput](p, &classic.ModifyLoadBalancerAttributesInput{
		LoadBalancerName: aws.String(c.word(0)), LoadBalancerAttributes: &classictypes.LoadBalancerAttributes{
			ConnectionDraining: &classictypes.ConnectionDraining{Enabled: true, Timeout: aws.Int32(c.number("timeout", 300))},
		},
	})
}

func classicInstances(ids []string) []classictypes.Instance {
	var list []classictypes.Instance
	for _, id := range ids {
		list = append(list, classictypes.Instance{InstanceId: aws.String(id)})
	}
	return list
}

func (p *player) classicRegister(c command) (string, error) {
	return quiet[classic.RegisterInstancesWithLoadBalancerOutput](p, &classic.RegisterInstancesWithLoadBalancerInput{
		LoadBalancerName: aws.String(c.word(0)), Instances: classicInstances(c.words[1:])})
}

func (p *player) classicDeregister(c command) (string, error) {
	return quiet[classic.DeregisterInstancesFromLoadBalancerOutput](p, &classic.DeregisterInstancesFromLoadBalancerInput{
		LoadBalancerName: aws.String(c.word(0)), Instances: classicInstances(c.words[1:])})
}

// classicHealth tells what DescribeInstanceHealth does.
func (p *player) classicHealth(c command) (string, error) {
	out, err := ask[classic.DescribeInstanceHealthOutput](p, &classic.DescribeInstanceHealthInput{
		LoadBalancerName: aws.String(c.word(0)), Instances: classicInstances(c.words[1:])})
	if err != nil {
		return "", err
	}
	p.number()
	slices.SortFunc(out.InstanceStates, func(a, b classictypes.InstanceState) int {
		return p.ordinals[*a.InstanceId] - p.ordinals[*b.InstanceId]
	})
	var lines []string
	for _, s := range out.InstanceStates {
		lines = append(lines, fmt.Sprintf("%-5s %-12s %-8s %s", p.short(*s.InstanceId), *s.State, *s.ReasonCode, *s.Description))
	}
	return strings.Join(append(lines, ""), "\n"), nil
}

// classicAttach attaches a Classic balancer to a group.
func (p *player) classicAttach(c command) (string, error) {
	return quiet[autoscaling.AttachLoadBalancersOutput](p, &autoscaling.AttachLoadBalancersInput{
		AutoScalingGroupName: aws.String(c.word(0)), LoadBalancerNames: c.words[1:]})
}

// httpd stops or starts the web server of an instance, not the instance.
func (p *player) httpd(c command) (string, error) {
	k := p.e.home().kernel
	in := k.World.Instances.Get(c.word(0))
	in.Server.Ports = nil
	if c.word(1) == "start" {
		in.Server.Ports = []int{80}
	}
	k.Changed(compute.Instance, in.ID)
	return "", nil
}
