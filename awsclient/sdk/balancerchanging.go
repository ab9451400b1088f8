package sdk

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient"
)

// DeleteBalancer deletes a balancer with its listeners and rules.
func (c *Client) DeleteBalancer(ctx context.Context, arn string) error {
	_, err := call(ctx, c, c.write.elb.DeleteLoadBalancer, &elb.DeleteLoadBalancerInput{LoadBalancerArn: &arn})
	return err
}

// DeleteListener deletes a listener with its rules.
func (c *Client) DeleteListener(ctx context.Context, arn string) error {
	_, err := call(ctx, c, c.write.elb.DeleteListener, &elb.DeleteListenerInput{ListenerArn: &arn})
	return err
}

// DeleteTargetGroup deletes a target group that nothing uses.
func (c *Client) DeleteTargetGroup(ctx context.Context, arn string) error {
	_, err := call(ctx, c, c.write.elb.DeleteTargetGroup, &elb.DeleteTargetGroupInput{TargetGroupArn: &arn})
	return err
}

// SetTargetGroupCheck changes what is not zero of a group's health check.
func (c *Client) SetTargetGroupCheck(ctx context.Context, arn string, check awsclient.HealthCheck) error {
	in := &elb.ModifyTargetGroupInput{
		TargetGroupArn: &arn, HealthCheckPath: given(check.Path),
		HealthCheckIntervalSeconds: secondsGiven(check.Interval), HealthCheckTimeoutSeconds: secondsGiven(check.Timeout),
		HealthyThresholdCount: countGiven(check.Healthy), UnhealthyThresholdCount: countGiven(check.Unhealthy),
	}
	if check.Matcher != "" {
		in.Matcher = &types.Matcher{HttpCode: &check.Matcher}
	}
	_, err := call(ctx, c, c.write.elb.ModifyTargetGroup, in)
	return err
}

// countGiven leaves a zero out of a request.
func countGiven(n int) *int32 {
	if n == 0 {
		return nil
	}
	return aws.Int32(int32(n))
}

// SetBalancerAttributes sets some attributes of a balancer.
func (c *Client) SetBalancerAttributes(ctx context.Context, arn string, attributes []awsclient.Attribute) error {
	_, err := call(ctx, c, c.write.elb.ModifyLoadBalancerAttributes, &elb.ModifyLoadBalancerAttributesInput{
		LoadBalancerArn: &arn, Attributes: mapped(attributes, func(a awsclient.Attribute) types.LoadBalancerAttribute {
			return types.LoadBalancerAttribute{Key: aws.String(a.Key), Value: aws.String(a.Value)}
		}),
	})
	return err
}

// SetTargetGroupAttributes sets some attributes of a target group.
func (c *Client) SetTargetGroupAttributes(ctx context.Context, arn string, attributes []awsclient.Attribute) error {
	_, err := call(ctx, c, c.write.elb.ModifyTargetGroupAttributes, &elb.ModifyTargetGroupAttributesInput{
		TargetGroupArn: &arn, Attributes: mapped(attributes, func(a awsclient.Attribute) types.TargetGroupAttribute {
			return types.TargetGroupAttribute{Key: aws.String(a.Key), Value: aws.String(a.Value)}
		}),
	})
	return err
}

// SetBalancerSecurityGroups replaces the security groups of a balancer.
func (c *Client) SetBalancerSecurityGroups(ctx context.Context, arn string, groups []string) error {
	_, err := call(ctx, c, c.write.elb.SetSecurityGroups, &elb.SetSecurityGroupsInput{LoadBalancerArn: &arn, SecurityGroups: groups})
	return err
}
