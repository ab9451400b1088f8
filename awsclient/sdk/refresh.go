package sdk

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient"
)

// InstanceRefreshes are the instance refreshes of a group, newest first.
func (c *Client) InstanceRefreshes(ctx context.Context, group string) ([]awsclient.InstanceRefresh, error) {
	in := &autoscaling.DescribeInstanceRefreshesInput{AutoScalingGroupName: &group, MaxRecords: aws.Int32(asgPage)}
	return gather(ctx, c, autoscaling.NewDescribeInstanceRefreshesPaginator(c.read.asg, in), func(out *autoscaling.DescribeInstanceRefreshesOutput) []awsclient.InstanceRefresh {
		return mapped(out.InstanceRefreshes, instanceRefresh)
	})
}

func instanceRefresh(r types.InstanceRefresh) awsclient.InstanceRefresh {
	row := awsclient.InstanceRefresh{
		ID: text(r.InstanceRefreshId), Group: text(r.AutoScalingGroupName), Status: word(r.Status), Reason: text(r.StatusReason),
		Start: moment(r.StartTime), End: moment(r.EndTime), Percent: number(r.PercentageComplete), Left: number(r.InstancesToUpdate),
		Preferences: refreshPreferences(r.Preferences),
	}
	if d := r.DesiredConfiguration; d != nil {
		row.Launch, row.Mixed = launchRef(nil, d.LaunchTemplate), mixedPolicy(d.MixedInstancesPolicy)
	}
	if b := r.RollbackDetails; b != nil {
		row.RollbackReason, row.RollbackStart = text(b.RollbackReason), moment(b.RollbackStartTime)
		row.RollbackPercent, row.RollbackLeft = number(b.PercentageCompleteOnRollback), number(b.InstancesToUpdateOnRollback)
	}
	return row
}

func refreshPreferences(p *types.RefreshPreferences) awsclient.RefreshPreferences {
	if p == nil {
		return awsclient.RefreshPreferences{}
	}
	row := awsclient.RefreshPreferences{
		MinHealthy: maybe(p.MinHealthyPercentage), MaxHealthy: maybe(p.MaxHealthyPercentage),
		CheckpointDelay: seconds(p.CheckpointDelay), BakeTime: seconds(p.BakeTime), SkipMatching: yes(p.SkipMatching), AutoRollback: yes(p.AutoRollback),
		ScaleInProtected: word(p.ScaleInProtectedInstances), Standby: word(p.StandbyInstances),
	}
	if p.InstanceWarmup != nil {
		warmup := seconds(p.InstanceWarmup)
		row.Warmup = &warmup
	}
	for _, c := range p.CheckpointPercentages {
		row.Checkpoints = append(row.Checkpoints, int(c))
	}
	if a := p.AlarmSpecification; a != nil {
		row.Alarms = words(a.Alarms)
	}
	return row
}

// mixedPolicy is a group's mixed instances policy; nil stays nil.
func mixedPolicy(p *types.MixedInstancesPolicy) *awsclient.MixedPolicy {
	if p == nil {
		return nil
	}
	row := &awsclient.MixedPolicy{}
	if t := p.LaunchTemplate; t != nil {
		row.Launch = launchRef(nil, t.LaunchTemplateSpecification)
		row.Overrides = mapped(t.Overrides, func(o types.LaunchTemplateOverrides) awsclient.MixedType {
			return awsclient.MixedType{Type: text(o.InstanceType), Weight: weight(o.WeightedCapacity), Launch: launchRef(nil, o.LaunchTemplateSpecification)}
		})
	}
	if d := p.InstancesDistribution; d != nil {
		row.OnDemandStrategy, row.OnDemandBase = text(d.OnDemandAllocationStrategy), number(d.OnDemandBaseCapacity)
		row.OnDemandPercent, row.SpotStrategy = number(d.OnDemandPercentageAboveBaseCapacity), text(d.SpotAllocationStrategy)
		row.SpotPools, row.SpotMaxPrice = number(d.SpotInstancePools), text(d.SpotMaxPrice)
	}
	return row
}

// weight is a weight, which AWS writes as a text; 0 for none.
func weight(w *string) int {
	n, _ := strconv.Atoi(text(w))
	return n
}

// StartInstanceRefresh begins a refresh and gives its id. Launch may be empty
// and mixed nil: then instances are replaced by what the group launches anyway.
func (c *Client) StartInstanceRefresh(ctx context.Context, group string, p awsclient.RefreshPreferences, launch awsclient.LaunchRef, mixed *awsclient.MixedPolicy) (string, error) {
	in := &autoscaling.StartInstanceRefreshInput{AutoScalingGroupName: &group, Preferences: asPreferences(p)}
	switch {
	case mixed != nil:
		in.DesiredConfiguration = &types.DesiredConfiguration{MixedInstancesPolicy: asMixed(mixed)}
	case !launch.Empty():
		in.DesiredConfiguration = &types.DesiredConfiguration{LaunchTemplate: asTemplate(launch)}
	}
	out, err := call(ctx, c, c.write.asg.StartInstanceRefresh, in)
	if err != nil {
		return "", err
	}
	return text(out.InstanceRefreshId), nil
}

func asPreferences(p awsclient.RefreshPreferences) *types.RefreshPreferences {
	out := &types.RefreshPreferences{
		MinHealthyPercentage: asNumber(p.MinHealthy), MaxHealthyPercentage: asNumber(p.MaxHealthy), InstanceWarmup: asSeconds(p.Warmup),
		SkipMatching: aws.Bool(p.SkipMatching), AutoRollback: aws.Bool(p.AutoRollback),
		ScaleInProtectedInstances: types.ScaleInProtectedInstances(p.ScaleInProtected), StandbyInstances: types.StandbyInstances(p.Standby),
	}
	for _, c := range p.Checkpoints {
		out.CheckpointPercentages = append(out.CheckpointPercentages, int32(c))
	}
	if p.CheckpointDelay > 0 {
		out.CheckpointDelay = asSeconds(&p.CheckpointDelay)
	}
	if p.BakeTime > 0 {
		out.BakeTime = asSeconds(&p.BakeTime)
	}
	if len(p.Alarms) > 0 {
		out.AlarmSpecification = &types.AlarmSpecification{Alarms: p.Alarms}
	}
	return out
}

// asNumber is an optional number as the SDK has it.
func asNumber(n *int) *int32 {
	if n == nil {
		return nil
	}
	return aws.Int32(int32(*n))
}

// asSeconds is an optional time as the SDK has it, in seconds.
func asSeconds(d *time.Duration) *int32 {
	if d == nil {
		return nil
	}
	return aws.Int32(int32(*d / time.Second))
}

// CancelInstanceRefresh stops the refresh, or its way back, that is under way.
// What it did stays.
func (c *Client) CancelInstanceRefresh(ctx context.Context, group string) error {
	_, err := call(ctx, c, c.write.asg.CancelInstanceRefresh, &autoscaling.CancelInstanceRefreshInput{AutoScalingGroupName: &group})
	return err
}

// RollbackInstanceRefresh takes a group back to what it launched from before
// the refresh that is under way.
func (c *Client) RollbackInstanceRefresh(ctx context.Context, group string) error {
	_, err := call(ctx, c, c.write.asg.RollbackInstanceRefresh, &autoscaling.RollbackInstanceRefreshInput{AutoScalingGroupName: &group})
	return err
}

// NotificationConfigs are the topics that hear of groups' events, by group and
// topic. AWS lists a line for each type; here each topic is one row.
func (c *Client) NotificationConfigs(ctx context.Context) ([]awsclient.NotificationConfig, error) {
	in := &autoscaling.DescribeNotificationConfigurationsInput{MaxRecords: aws.Int32(asgPage)}
	lines, err := gather(ctx, c, autoscaling.NewDescribeNotificationConfigurationsPaginator(c.read.asg, in), func(out *autoscaling.DescribeNotificationConfigurationsOutput) []awsclient.NotificationConfig {
		return mapped(out.NotificationConfigurations, func(n types.NotificationConfiguration) awsclient.NotificationConfig {
			return awsclient.NotificationConfig{Group: text(n.AutoScalingGroupName), Topic: text(n.TopicARN), Types: []string{text(n.NotificationType)}}
		})
	})
	lines = sorted(lines,
		func(n awsclient.NotificationConfig) string { return n.Group },
		func(n awsclient.NotificationConfig) string { return n.Topic },
		func(n awsclient.NotificationConfig) string { return n.Types[0] })
	var rows []awsclient.NotificationConfig
	for _, n := range lines {
		if last := len(rows) - 1; last >= 0 && rows[last].Group == n.Group && rows[last].Topic == n.Topic {
			rows[last].Types = append(rows[last].Types, n.Types[0])
			continue
		}
		rows = append(rows, n)
	}
	return rows, err
}

// PutNotificationConfig has a topic hear of a group's events of these types.
func (c *Client) PutNotificationConfig(ctx context.Context, n awsclient.NotificationConfig) error {
	_, err := call(ctx, c, c.write.asg.PutNotificationConfiguration, &autoscaling.PutNotificationConfigurationInput{
		AutoScalingGroupName: &n.Group, TopicARN: &n.Topic, NotificationTypes: n.Types,
	})
	return err
}

// DeleteNotificationConfig lets a topic hear of a group no more.
func (c *Client) DeleteNotificationConfig(ctx context.Context, group, topic string) error {
	_, err := call(ctx, c, c.write.asg.DeleteNotificationConfiguration, &autoscaling.DeleteNotificationConfigurationInput{
		AutoScalingGroupName: &group, TopicARN: &topic,
	})
	return err
}
