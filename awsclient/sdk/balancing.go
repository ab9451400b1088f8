package sdk

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient"
)

// elbPage is the largest page of Elastic Load Balancing's lists.
const elbPage = 400

// LoadBalancers are all Application, Network and Gateway balancers, by name.
func (c *Client) LoadBalancers(ctx context.Context) ([]awsclient.LoadBalancer, error) {
	in := &elb.DescribeLoadBalancersInput{PageSize: aws.Int32(elbPage)}
	rows, err := gather(ctx, c, elb.NewDescribeLoadBalancersPaginator(c.read.elb, in), func(out *elb.DescribeLoadBalancersOutput) []awsclient.LoadBalancer {
		return mapped(out.LoadBalancers, c.balancer)
	})
	return sorted(rows, func(b awsclient.LoadBalancer) string { return b.Name }), err
}

func (c *Client) balancer(b types.LoadBalancer) awsclient.LoadBalancer {
	row := awsclient.LoadBalancer{
		ARN: text(b.LoadBalancerArn), Region: c.Region(), Name: text(b.LoadBalancerName), Type: word(b.Type), Scheme: word(b.Scheme),
		DNSName: text(b.DNSName), VPC: text(b.VpcId), SecurityGroups: words(b.SecurityGroups), Created: moment(b.CreatedTime),
		IPAddressType: word(b.IpAddressType),
		Zones: mapped(b.AvailabilityZones, func(z types.AvailabilityZone) awsclient.ZoneSubnet {
			return awsclient.ZoneSubnet{Zone: text(z.ZoneName), Subnet: text(z.SubnetId)}
		}),
	}
	sorted(row.Zones, func(z awsclient.ZoneSubnet) string { return z.Zone })
	if b.State != nil {
		row.State, row.StateReason = word(b.State.Code), text(b.State.Reason)
	}
	return row
}

// TargetGroups are all target groups, by name.
func (c *Client) TargetGroups(ctx context.Context) ([]awsclient.TargetGroup, error) {
	in := &elb.DescribeTargetGroupsInput{PageSize: aws.Int32(elbPage)}
	rows, err := gather(ctx, c, elb.NewDescribeTargetGroupsPaginator(c.read.elb, in), func(out *elb.DescribeTargetGroupsOutput) []awsclient.TargetGroup {
		return mapped(out.TargetGroups, c.targetGroup)
	})
	return sorted(rows, func(g awsclient.TargetGroup) string { return g.Name }), err
}

func (c *Client) targetGroup(g types.TargetGroup) awsclient.TargetGroup {
	row := awsclient.TargetGroup{
		ARN: text(g.TargetGroupArn), Region: c.Region(), Name: text(g.TargetGroupName), Protocol: word(g.Protocol), Port: number(g.Port),
		VPC: text(g.VpcId), TargetType: word(g.TargetType), Balancers: words(g.LoadBalancerArns),
		Check: awsclient.HealthCheck{
			Enabled: yes(g.HealthCheckEnabled), Protocol: word(g.HealthCheckProtocol), Port: text(g.HealthCheckPort), Path: text(g.HealthCheckPath),
			Interval: seconds(g.HealthCheckIntervalSeconds), Timeout: seconds(g.HealthCheckTimeoutSeconds),
			Healthy: number(g.HealthyThresholdCount), Unhealthy: number(g.UnhealthyThresholdCount),
		},
	}
	if g.Matcher != nil {
		row.Check.Matcher = cmp.Or(text(g.Matcher.HttpCode), text(g.Matcher.GrpcCode))
	}
	return row
}

// Targets are the targets of a target group with their health, by id and
// port. Those that drain are among them.
func (c *Client) Targets(ctx context.Context, targetGroupARN string) ([]awsclient.Target, error) {
	out, err := call(ctx, c, c.read.elb.DescribeTargetHealth, &elb.DescribeTargetHealthInput{TargetGroupArn: &targetGroupARN})
	if err != nil {
		return nil, err
	}
	rows := mapped(out.TargetHealthDescriptions, func(d types.TargetHealthDescription) awsclient.Target {
		return target(d, targetGroupARN)
	})
	return ordered(rows, func(a, b *awsclient.Target) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Port, b.Port))
	}), nil
}

func target(d types.TargetHealthDescription, targetGroupARN string) awsclient.Target {
	row := awsclient.Target{TargetGroup: targetGroupARN}
	if t := d.Target; t != nil {
		row.ID, row.Port, row.Zone = text(t.Id), number(t.Port), text(t.AvailabilityZone)
	}
	if h := d.TargetHealth; h != nil {
		row.State, row.Reason, row.Description = word(h.State), word(h.Reason), text(h.Description)
	}
	return row
}

// BalancerAttributes are the attributes of a balancer, by key.
func (c *Client) BalancerAttributes(ctx context.Context, balancerARN string) ([]awsclient.Attribute, error) {
	out, err := call(ctx, c, c.read.elb.DescribeLoadBalancerAttributes, &elb.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &balancerARN})
	if err != nil {
		return nil, err
	}
	return attributes(out.Attributes, func(a types.LoadBalancerAttribute) (k, v *string) { return a.Key, a.Value }), nil
}

// TargetGroupAttributes are the attributes of a target group, by key.
func (c *Client) TargetGroupAttributes(ctx context.Context, targetGroupARN string) ([]awsclient.Attribute, error) {
	out, err := call(ctx, c, c.read.elb.DescribeTargetGroupAttributes, &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: &targetGroupARN})
	if err != nil {
		return nil, err
	}
	return attributes(out.Attributes, func(a types.TargetGroupAttribute) (k, v *string) { return a.Key, a.Value }), nil
}

func attributes[A any](list []A, pair func(A) (key, value *string)) []awsclient.Attribute {
	return sorted(mapped(list, func(a A) awsclient.Attribute {
		key, value := pair(a)
		return awsclient.Attribute{Key: text(key), Value: text(value)}
	}), func(a awsclient.Attribute) string { return a.Key })
}

// RegisterTargets adds targets to a target group.
func (c *Client) RegisterTargets(ctx context.Context, targetGroupARN string, targets []awsclient.TargetRef) error {
	_, err := call(ctx, c, c.write.elb.RegisterTargets, &elb.RegisterTargetsInput{TargetGroupArn: &targetGroupARN, Targets: targetRefs(targets)})
	return err
}

// DeregisterTargets takes targets out of a target group; they drain first.
func (c *Client) DeregisterTargets(ctx context.Context, targetGroupARN string, targets []awsclient.TargetRef) error {
	_, err := call(ctx, c, c.write.elb.DeregisterTargets, &elb.DeregisterTargetsInput{TargetGroupArn: &targetGroupARN, Targets: targetRefs(targets)})
	return err
}

func targetRefs(targets []awsclient.TargetRef) []types.TargetDescription {
	return mapped(targets, func(t awsclient.TargetRef) types.TargetDescription {
		d := types.TargetDescription{Id: aws.String(t.ID)}
		if t.Port != 0 {
			d.Port = aws.Int32(int32(t.Port))
		}
		return d
	})
}
