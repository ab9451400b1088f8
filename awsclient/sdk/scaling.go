package sdk

import (
	"cmp"
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient"
)

// asgPage is the largest page of Auto Scaling's lists.
const asgPage = 100

// Groups are all Auto Scaling groups, by name.
func (c *Client) Groups(ctx context.Context) ([]awsclient.Group, error) {
	in := &autoscaling.DescribeAutoScalingGroupsInput{MaxRecords: c.pageOf(asgPage)} // each group brings its instances
	rows, err := gather(ctx, c, autoscaling.NewDescribeAutoScalingGroupsPaginator(c.read.asg, in), func(out *autoscaling.DescribeAutoScalingGroupsOutput) []awsclient.Group {
		return mapped(out.AutoScalingGroups, c.group)
	})
	return sorted(rows, func(g awsclient.Group) string { return g.Name }), err
}

func (c *Client) group(g types.AutoScalingGroup) awsclient.Group {
	name := text(g.AutoScalingGroupName)
	return awsclient.Group{
		Name: name, Region: c.Region(), ARN: text(g.AutoScalingGroupARN),
		Limits:          awsclient.Limits{Min: number(g.MinSize), Desired: number(g.DesiredCapacity), Max: number(g.MaxSize)},
		DefaultCooldown: seconds(g.DefaultCooldown), DefaultWarmup: max(0, seconds(g.DefaultInstanceWarmup)), // -1 is unset
		Zones: words(g.AvailabilityZones), Subnets: subnetList(text(g.VPCZoneIdentifier)),
		TargetGroups: words(g.TargetGroupARNs), ClassicBalancers: words(g.LoadBalancerNames),
		HealthCheckType: text(g.HealthCheckType), Grace: seconds(g.HealthCheckGracePeriod), TerminationPolicies: words(g.TerminationPolicies),
		Suspended: sorted(mapped(g.SuspendedProcesses, func(p types.SuspendedProcess) awsclient.SuspendedProcess {
			return awsclient.SuspendedProcess{Name: text(p.ProcessName), Reason: text(p.SuspensionReason)}
		}), func(p awsclient.SuspendedProcess) string { return p.Name }),
		Launch: groupLaunch(g), Mixed: mixedPolicy(g.MixedInstancesPolicy),
		Instances: sorted(mapped(g.Instances, func(i types.Instance) awsclient.GroupInstance {
			return groupInstance(i, name)
		}), func(i awsclient.GroupInstance) string { return i.ID }),
		Created: moment(g.CreatedTime), Status: text(g.Status), NewProtected: yes(g.NewInstancesProtectedFromScaleIn),
		CapacityRebalance: yes(g.CapacityRebalance), MaxInstanceLifetime: seconds(g.MaxInstanceLifetime),
		Tags: sorted(mapped(g.Tags, func(t types.TagDescription) awsclient.Tag {
			return awsclient.Tag{Key: text(t.Key), Value: text(t.Value)}
		}), func(t awsclient.Tag) string { return t.Key }),
	}
}

// subnetList splits Auto Scaling's comma-separated list.
func subnetList(list string) []string {
	var ids []string
	for _, id := range strings.Split(list, ",") {
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// groupLaunch finds what a group launches from; a mixed instances policy hides
// the template two levels down.
func groupLaunch(g types.AutoScalingGroup) awsclient.LaunchRef {
	template := g.LaunchTemplate
	if p := g.MixedInstancesPolicy; template == nil && p != nil && p.LaunchTemplate != nil {
		template = p.LaunchTemplate.LaunchTemplateSpecification
	}
	return launchRef(g.LaunchConfigurationName, template)
}

func launchRef(configuration *string, t *types.LaunchTemplateSpecification) awsclient.LaunchRef {
	if t == nil {
		return awsclient.LaunchRef{Configuration: text(configuration)}
	}
	return awsclient.LaunchRef{TemplateID: text(t.LaunchTemplateId), TemplateName: text(t.LaunchTemplateName), Version: text(t.Version)}
}

func groupInstance(i types.Instance, group string) awsclient.GroupInstance {
	return awsclient.GroupInstance{
		ID: text(i.InstanceId), Group: group, Zone: text(i.AvailabilityZone), Type: text(i.InstanceType), Lifecycle: word(i.LifecycleState),
		Health: text(i.HealthStatus), Protected: yes(i.ProtectedFromScaleIn), Launch: launchRef(i.LaunchConfigurationName, i.LaunchTemplate),
		Weight: weight(i.WeightedCapacity),
	}
}

// Activities are the scaling activities of a group, newest first.
func (c *Client) Activities(ctx context.Context, group string, limit int) ([]awsclient.Activity, error) {
	in := &autoscaling.DescribeScalingActivitiesInput{AutoScalingGroupName: &group, MaxRecords: aws.Int32(asgPage)}
	if limit > 0 {
		in.MaxRecords = aws.Int32(int32(min(limit, asgPage)))
	}
	var rows []awsclient.Activity
	err := pages(ctx, c, autoscaling.NewDescribeScalingActivitiesPaginator(c.read.asg, in), func(out *autoscaling.DescribeScalingActivitiesOutput) bool {
		rows = append(rows, mapped(out.Activities, scalingActivity)...)
		return limit == 0 || len(rows) < limit
	})
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
	}
	return rows, err
}

func scalingActivity(a types.Activity) awsclient.Activity {
	return awsclient.Activity{
		ID: text(a.ActivityId), Group: text(a.AutoScalingGroupName), Description: text(a.Description), Cause: text(a.Cause),
		Start: moment(a.StartTime), End: moment(a.EndTime), StatusCode: word(a.StatusCode), StatusMessage: text(a.StatusMessage),
		Progress: number(a.Progress), Details: text(a.Details),
	}
}

// ScheduledActions are the scheduled actions of all groups, by group and name.
func (c *Client) ScheduledActions(ctx context.Context) ([]awsclient.ScheduledAction, error) {
	in := &autoscaling.DescribeScheduledActionsInput{MaxRecords: aws.Int32(asgPage)}
	rows, err := gather(ctx, c, autoscaling.NewDescribeScheduledActionsPaginator(c.read.asg, in), func(out *autoscaling.DescribeScheduledActionsOutput) []awsclient.ScheduledAction {
		return mapped(out.ScheduledUpdateGroupActions, scheduledAction)
	})
	return sorted(rows,
		func(a awsclient.ScheduledAction) string { return a.Group },
		func(a awsclient.ScheduledAction) string { return a.Name }), err
}

func scheduledAction(a types.ScheduledUpdateGroupAction) awsclient.ScheduledAction {
	start := a.StartTime
	if start == nil {
		start = a.Time // the older name of the same
	}
	return awsclient.ScheduledAction{
		ARN: text(a.ScheduledActionARN), Group: text(a.AutoScalingGroupName), Name: text(a.ScheduledActionName),
		Min: maybe(a.MinSize), Max: maybe(a.MaxSize), Desired: maybe(a.DesiredCapacity),
		Recurrence: text(a.Recurrence), TimeZone: text(a.TimeZone), Start: moment(start), End: moment(a.EndTime),
	}
}

// Hooks are the lifecycle hooks of a group, by name.
func (c *Client) Hooks(ctx context.Context, group string) ([]awsclient.Hook, error) {
	out, err := call(ctx, c, c.read.asg.DescribeLifecycleHooks, &autoscaling.DescribeLifecycleHooksInput{AutoScalingGroupName: &group})
	if err != nil {
		return nil, err
	}
	return sorted(mapped(out.LifecycleHooks, func(h types.LifecycleHook) awsclient.Hook {
		return awsclient.Hook{
			Group: cmp.Or(text(h.AutoScalingGroupName), group), Name: text(h.LifecycleHookName), Transition: text(h.LifecycleTransition),
			Heartbeat: seconds(h.HeartbeatTimeout), GlobalTimeout: seconds(h.GlobalTimeout), DefaultResult: text(h.DefaultResult),
			Notification: text(h.NotificationTargetARN), Metadata: text(h.NotificationMetadata),
		}
	}), func(h awsclient.Hook) string { return h.Name }), nil
}

// SetDesiredCapacity asks for another number of instances at once: a person
// who asks does not mean to wait for a cooldown.
func (c *Client) SetDesiredCapacity(ctx context.Context, group string, desired int) error {
	_, err := call(ctx, c, c.write.asg.SetDesiredCapacity, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: &group, DesiredCapacity: aws.Int32(int32(desired)), HonorCooldown: aws.Bool(false),
	})
	return err
}

// SetGroupLimits sets minimum, desired capacity and maximum together.
func (c *Client) SetGroupLimits(ctx context.Context, group string, l awsclient.Limits) error {
	_, err := call(ctx, c, c.write.asg.UpdateAutoScalingGroup, &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: &group,
		MinSize:              aws.Int32(int32(l.Min)), MaxSize: aws.Int32(int32(l.Max)), DesiredCapacity: aws.Int32(int32(l.Desired)),
	})
	return err
}

// SuspendProcesses switches processes of a group off; none means all.
func (c *Client) SuspendProcesses(ctx context.Context, group string, processes []string) error {
	_, err := call(ctx, c, c.write.asg.SuspendProcesses, &autoscaling.SuspendProcessesInput{AutoScalingGroupName: &group, ScalingProcesses: processes})
	return err
}

// ResumeProcesses switches processes of a group on again; none means all.
func (c *Client) ResumeProcesses(ctx context.Context, group string, processes []string) error {
	_, err := call(ctx, c, c.write.asg.ResumeProcesses, &autoscaling.ResumeProcessesInput{AutoScalingGroupName: &group, ScalingProcesses: processes})
	return err
}

// CompleteLifecycleAction ends an instance's wait with CONTINUE or ABANDON.
func (c *Client) CompleteLifecycleAction(ctx context.Context, a awsclient.LifecycleAction, result string) error {
	_, err := call(ctx, c, c.write.asg.CompleteLifecycleAction, &autoscaling.CompleteLifecycleActionInput{
		AutoScalingGroupName: &a.Group, LifecycleHookName: &a.Hook, InstanceId: &a.Instance, LifecycleActionResult: &result,
	})
	return err
}

// ExtendLifecycleAction begins an instance's wait anew (a heartbeat).
func (c *Client) ExtendLifecycleAction(ctx context.Context, a awsclient.LifecycleAction) error {
	_, err := call(ctx, c, c.write.asg.RecordLifecycleActionHeartbeat, &autoscaling.RecordLifecycleActionHeartbeatInput{
		AutoScalingGroupName: &a.Group, LifecycleHookName: &a.Hook, InstanceId: &a.Instance,
	})
	return err
}

// SetInstanceProtection protects instances from scale-in, or no longer.
func (c *Client) SetInstanceProtection(ctx context.Context, group string, ids []string, protect bool) error {
	_, err := call(ctx, c, c.write.asg.SetInstanceProtection, &autoscaling.SetInstanceProtectionInput{
		AutoScalingGroupName: &group, InstanceIds: ids, ProtectedFromScaleIn: &protect,
	})
	return err
}

// EnterStandby takes instances out of service without ending them.
func (c *Client) EnterStandby(ctx context.Context, group string, ids []string, decrementDesired bool) error {
	_, err := call(ctx, c, c.write.asg.EnterStandby, &autoscaling.EnterStandbyInput{
		AutoScalingGroupName: &group, InstanceIds: ids, ShouldDecrementDesiredCapacity: &decrementDesired,
	})
	return err
}

// ExitStandby puts instances back into service.
func (c *Client) ExitStandby(ctx context.Context, group string, ids []string) error {
	_, err := call(ctx, c, c.write.asg.ExitStandby, &autoscaling.ExitStandbyInput{AutoScalingGroupName: &group, InstanceIds: ids})
	return err
}

// TerminateInGroup ends one instance of a group and says whether the group is
// to replace it.
func (c *Client) TerminateInGroup(ctx context.Context, id string, decrementDesired bool) error {
	_, err := call(ctx, c, c.write.asg.TerminateInstanceInAutoScalingGroup, &autoscaling.TerminateInstanceInAutoScalingGroupInput{
		InstanceId: &id, ShouldDecrementDesiredCapacity: &decrementDesired,
	})
	return err
}
