package sdk

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
)

// ExecutePolicy runs a policy of a group now.
func (c *Client) ExecutePolicy(ctx context.Context, group, policy string, metric, threshold *float64) error {
	_, err := call(ctx, c, c.write.asg.ExecutePolicy, &autoscaling.ExecutePolicyInput{
		AutoScalingGroupName: &group, PolicyName: &policy, MetricValue: metric, BreachThreshold: threshold,
	})
	return err
}
