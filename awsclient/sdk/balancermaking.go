package sdk

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient"
)

// CreateBalancer makes a balancer.
func (c *Client) CreateBalancer(ctx context.Context, b awsclient.LoadBalancer) (string, error) {
	in := &elb.CreateLoadBalancerInput{
		Name: &b.Name, Type: types.LoadBalancerTypeEnum(b.Type), Scheme: types.LoadBalancerSchemeEnum(b.Scheme), SecurityGroups: b.SecurityGroups,
	}
	for _, z := range b.Zones {
		in.Subnets = append(in.Subnets, z.Subnet)
	}
	out, err := call(ctx, c, c.write.elb.CreateLoadBalancer, in)
	if err != nil || len(out.LoadBalancers) == 0 {
		return "", err
	}
	return text(out.LoadBalancers[0].LoadBalancerArn), nil
}

// CreateTargetGroup makes a target group.
func (c *Client) CreateTargetGroup(ctx context.Context, g awsclient.TargetGroup) (string, error) {
	in := &elb.CreateTargetGroupInput{
		Name: &g.Name, Protocol: types.ProtocolEnum(g.Protocol), Port: aws.Int32(int32(g.Port)), VpcId: given(g.VPC), TargetType: types.TargetTypeEnum(g.TargetType),
		HealthCheckPath: given(g.Check.Path), HealthCheckIntervalSeconds: secondsGiven(g.Check.Interval),
	}
	out, err := call(ctx, c, c.write.elb.CreateTargetGroup, in)
	if err != nil || len(out.TargetGroups) == 0 {
		return "", err
	}
	return text(out.TargetGroups[0].TargetGroupArn), nil
}

// secondsGiven leaves a zero duration out of a request.
func secondsGiven(d time.Duration) *int32 {
	if d == 0 {
		return nil
	}
	return aws.Int32(int32(d.Seconds()))
}

// CreateListener makes a listener.
func (c *Client) CreateListener(ctx context.Context, l awsclient.Listener) (string, error) {
	does, err := sdkActions(l.Actions, "CreateListener")
	if err != nil {
		return "", err
	}
	in := &elb.CreateListenerInput{LoadBalancerArn: &l.Balancer, Protocol: types.ProtocolEnum(l.Protocol), Port: aws.Int32(int32(l.Port)), DefaultActions: does}
	out, err := call(ctx, c, c.write.elb.CreateListener, in)
	if err != nil || len(out.Listeners) == 0 {
		return "", err
	}
	return text(out.Listeners[0].ListenerArn), nil
}
