package asgapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// refusal is a call that is refused, and how: "Code: message", to the letter.
type refusal struct {
	name  string
	input any
	want  string
}

func (s *service) refusesAll(cases []refusal) {
	s.t.Helper()
	for _, c := range cases {
		_, err := s.do(c.input)
		switch {
		case err == nil:
			s.t.Errorf("%s is not refused", c.name)
		case err.Error() != c.want:
			s.t.Errorf("%s\n got %s\nwant %s", c.name, err, c.want)
		}
	}
}

func TestPolicyRefusals(t *testing.T) {
	s := furnished(t)
	policy := func(kind string, change func(*asg.PutScalingPolicyInput)) *asg.PutScalingPolicyInput {
		in := &asg.PutScalingPolicyInput{AutoScalingGroupName: str("web"), PolicyName: str("p"), PolicyType: str(kind)}
		switch kind {
		case "SimpleScaling":
			in.AdjustmentType, in.ScalingAdjustment = str("ChangeInCapacity"), aws.Int32(1)
		case "StepScaling":
			in.AdjustmentType, in.StepAdjustments = str("ChangeInCapacity"), []types.StepAdjustment{{MetricIntervalLowerBound: aws.Float64(0), ScalingAdjustment: aws.Int32(1)}}
		case "TargetTrackingScaling":
			in.TargetTrackingConfiguration = &types.TargetTrackingConfiguration{
				TargetValue: aws.Float64(50), PredefinedMetricSpecification: &types.PredefinedMetricSpecification{PredefinedMetricType: types.MetricTypeASGAverageCPUUtilization},
			}
		}
		change(in)
		return in
	}
	type in = asg.PutScalingPolicyInput
	custom := func(c *types.CustomizedMetricSpecification) func(*in) {
		return func(p *in) {
			p.TargetTrackingConfiguration.PredefinedMetricSpecification, p.TargetTrackingConfiguration.CustomizedMetricSpecification = nil, c
		}
	}
	label := func(kind types.MetricType, label string) func(*in) {
		return func(p *in) {
			p.TargetTrackingConfiguration.PredefinedMetricSpecification = &types.PredefinedMetricSpecification{PredefinedMetricType: kind, ResourceLabel: str(label)}
		}
	}
	s.refusesAll([]refusal{
		{"a forecast", policy("PredictiveScaling", func(*in) {}), "ValidationError: Policies of type PredictiveScaling are not supported: there is no forecast here"},
		{"no such type", policy("Magic", func(*in) {}), "ValidationError: Invalid policy type: Magic. Valid types: [SimpleScaling, StepScaling, TargetTrackingScaling]"},
		{"simple without an adjustment", policy("SimpleScaling", func(p *in) { p.ScalingAdjustment = nil }), "ValidationError: 1 validation error detected: Value null at 'scalingAdjustment' failed to satisfy constraint: Member must not be null"},
		{"simple without a type of adjustment", policy("SimpleScaling", func(p *in) { p.AdjustmentType = nil }), "ValidationError: Adjustment type '' must be one of [ChangeInCapacity, ExactCapacity, PercentChangeInCapacity]"},
		{"simple with steps", policy("SimpleScaling", func(p *in) { p.StepAdjustments = []types.StepAdjustment{{ScalingAdjustment: aws.Int32(1)}} }), "ValidationError: StepAdjustments are not supported for the policy type SimpleScaling"},
		{"simple with an aggregation", policy("SimpleScaling", func(p *in) { p.MetricAggregationType = str("Average") }), "ValidationError: MetricAggregationType is not supported for the policy type SimpleScaling"},
		{"simple with a warm-up", policy("SimpleScaling", func(p *in) { p.EstimatedInstanceWarmup = aws.Int32(60) }), "ValidationError: EstimatedInstanceWarmup is not supported for the policy type SimpleScaling"},
		{"simple with a target", policy("SimpleScaling", func(p *in) {
			p.TargetTrackingConfiguration = &types.TargetTrackingConfiguration{TargetValue: aws.Float64(1)}
		}), "ValidationError: TargetTrackingConfiguration is not supported for the policy type SimpleScaling"},
		{"simple with a forecast", policy("SimpleScaling", func(p *in) { p.PredictiveScalingConfiguration = &types.PredictiveScalingConfiguration{} }), "ValidationError: PredictiveScalingConfiguration is not supported for the policy type SimpleScaling"},
		{"step with an adjustment", policy("StepScaling", func(p *in) { p.ScalingAdjustment = aws.Int32(1) }), "ValidationError: ScalingAdjustment is not supported for the policy type StepScaling"},
		{"step with a cooldown", policy("StepScaling", func(p *in) { p.Cooldown = aws.Int32(1) }), "ValidationError: Cooldown is not supported for the policy type StepScaling"},
		{"step without steps", policy("StepScaling", func(p *in) { p.StepAdjustments = nil }), "ValidationError: StepAdjustments are required for the policy type StepScaling"},
		{"step with an odd aggregation", policy("StepScaling", func(p *in) { p.MetricAggregationType = str("Median") }), "ValidationError: MetricAggregationType must be one of [Minimum, Maximum, Average]"},
		{"tracking without a configuration", policy("TargetTrackingScaling", func(p *in) { p.TargetTrackingConfiguration = nil }), "ValidationError: 1 validation error detected: Value null at 'targetTrackingConfiguration' failed to satisfy constraint: Member must not be null"},
		{"tracking with a type of adjustment", policy("TargetTrackingScaling", func(p *in) { p.AdjustmentType = str("ChangeInCapacity") }), "ValidationError: AdjustmentType is not supported for the policy type TargetTrackingScaling"},
		{"tracking without a target", policy("TargetTrackingScaling", func(p *in) { p.TargetTrackingConfiguration.TargetValue = nil }), "ValidationError: 1 validation error detected: Value null at 'targetTrackingConfiguration.targetValue' failed to satisfy constraint: Member must not be null"},
		{"tracking nothing", policy("TargetTrackingScaling", func(p *in) { p.TargetTrackingConfiguration.PredefinedMetricSpecification = nil }), "ValidationError: TargetTrackingConfiguration must have either a PredefinedMetricSpecification or a CustomizedMetricSpecification"},
		{"tracking two", policy("TargetTrackingScaling", func(p *in) {
			p.TargetTrackingConfiguration.CustomizedMetricSpecification = &types.CustomizedMetricSpecification{Namespace: str("N"), MetricName: str("M"), Statistic: "Average"}
		}), "ValidationError: TargetTrackingConfiguration must have only one of PredefinedMetricSpecification and CustomizedMetricSpecification"},
		{"a target of nothing", policy("TargetTrackingScaling", func(p *in) { p.TargetTrackingConfiguration.TargetValue = aws.Float64(0) }), "ValidationError: TargetValue must be greater than 0"},
		{"half a metric", policy("TargetTrackingScaling", custom(&types.CustomizedMetricSpecification{MetricName: str("M")})), "ValidationError: A customized metric needs a MetricName, a Namespace and a Statistic"},
		{"no such metric", policy("TargetTrackingScaling", label("Luck", "")), "ValidationError: Invalid PredefinedMetricType: Luck. Valid values: [ASGAverageCPUUtilization, ASGAverageNetworkIn, ASGAverageNetworkOut, ALBRequestCountPerTarget]"},
		{"a label too many", policy("TargetTrackingScaling", label(types.MetricTypeASGAverageCPUUtilization, "x")), "ValidationError: ResourceLabel is only valid for the metric type ALBRequestCountPerTarget"},
		{"a bad label", policy("TargetTrackingScaling", label(types.MetricTypeALBRequestCountPerTarget, "web")), `ValidationError: ResourceLabel "web" must have the form app/<name>/<id>/targetgroup/<name>/<id>`},
		{"a target group of nobody", policy("TargetTrackingScaling", label(types.MetricTypeALBRequestCountPerTarget, "app/a/50dc6c495c0c9188/targetgroup/web/6d0ecf831eec9f09")), "ValidationError: The target group in the ResourceLabel is not attached to AutoScalingGroup web"},
		{"no such policy", &asg.ExecutePolicyInput{AutoScalingGroupName: str("web"), PolicyName: str("none")}, "ValidationError: PolicyName not found - No policy found by name: none"},
		{"a policy without its group", &asg.ExecutePolicyInput{PolicyName: str("none")}, "ValidationError: AutoScalingGroupName is required when the policy is given by name"},
	})
	call[asg.PutScalingPolicyOutput](s, policy("TargetTrackingScaling", func(*in) {}))
	s.refusesAll([]refusal{
		{"another type", policy("SimpleScaling", func(*in) {}), "ValidationError: Policy type cannot be changed from TargetTrackingScaling to SimpleScaling"},
		{"tracking, by hand", &asg.ExecutePolicyInput{AutoScalingGroupName: str("web"), PolicyName: str("p")}, "ValidationError: Policies of type TargetTrackingScaling cannot be executed"},
	})
}

func TestRefreshRefusals(t *testing.T) {
	s := furnished(t)
	refresh := func(p types.RefreshPreferences) *asg.StartInstanceRefreshInput {
		return &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("web"), Preferences: &p}
	}
	wanted := func(d types.DesiredConfiguration) *asg.StartInstanceRefreshInput {
		return &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("web"), DesiredConfiguration: &d}
	}
	s.refusesAll([]refusal{
		{"no group", &asg.StartInstanceRefreshInput{}, "ValidationError: 1 validation error detected: Value null at 'autoScalingGroupName' failed to satisfy constraint: Member must not be null"},
		{"no such group", &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("none")}, "ValidationError: AutoScalingGroup name not found - AutoScalingGroup none not found"},
		{"another strategy", &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("web"), Strategy: "Sudden"}, "ValidationError: The refresh strategy Sudden is not supported. Supported strategies: [Rolling]"},
		{"wanting nothing", wanted(types.DesiredConfiguration{}), "ValidationError: DesiredConfiguration must contain either LaunchTemplate or MixedInstancesPolicy."},
		{"wanting a template that is not there", wanted(types.DesiredConfiguration{LaunchTemplate: &types.LaunchTemplateSpecification{LaunchTemplateName: str("none")}}), "ValidationError: You must use a valid fully-formed launch template. The specified launch template, with template name none, does not exist."},
		{"wanting both", wanted(types.DesiredConfiguration{LaunchTemplate: &types.LaunchTemplateSpecification{LaunchTemplateName: str("none")}, MixedInstancesPolicy: &types.MixedInstancesPolicy{}}), "ValidationError: DesiredConfiguration must contain either LaunchTemplate or MixedInstancesPolicy, not both."},
		{"health too low", refresh(types.RefreshPreferences{MinHealthyPercentage: aws.Int32(-1)}), "ValidationError: MinHealthyPercentage must be between 0 and 100"},
		{"health too high", refresh(types.RefreshPreferences{MinHealthyPercentage: aws.Int32(101)}), "ValidationError: MinHealthyPercentage must be between 0 and 100"},
		{"most without least", refresh(types.RefreshPreferences{MaxHealthyPercentage: aws.Int32(120)}), "ValidationError: MinHealthyPercentage is required when MaxHealthyPercentage is given"},
		{"most out of range", refresh(types.RefreshPreferences{MinHealthyPercentage: aws.Int32(90), MaxHealthyPercentage: aws.Int32(300)}), "ValidationError: MaxHealthyPercentage must be between 100 and 200"},
		{"least and most too far apart", refresh(types.RefreshPreferences{MinHealthyPercentage: aws.Int32(10), MaxHealthyPercentage: aws.Int32(150)}), "ValidationError: The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater than 100"},
		{"a delay without checkpoints", refresh(types.RefreshPreferences{CheckpointDelay: aws.Int32(60)}), "ValidationError: CheckpointPercentages are required when CheckpointDelay is given"},
		{"checkpoints that go down", refresh(types.RefreshPreferences{CheckpointPercentages: []int32{50, 20}}), "ValidationError: CheckpointPercentages must be unique, in ascending order, and between 1 and 100"},
		{"a checkpoint beyond the end", refresh(types.RefreshPreferences{CheckpointPercentages: []int32{101}}), "ValidationError: CheckpointPercentages must be unique, in ascending order, and between 1 and 100"},
		{"a delay too long", refresh(types.RefreshPreferences{CheckpointPercentages: []int32{50}, CheckpointDelay: aws.Int32(200_000)}), "ValidationError: CheckpointDelay and BakeTime must be between 0 and 172800 seconds"},
		{"a warm-up before the launch", refresh(types.RefreshPreferences{InstanceWarmup: aws.Int32(-5)}), "ValidationError: InstanceWarmup must be 0 or more"},
		{"an odd choice for standby", refresh(types.RefreshPreferences{StandbyInstances: "Hope"}), "ValidationError: StandbyInstances must be one of [Terminate, Ignore, Wait]"},
		{"an odd choice for the protected", refresh(types.RefreshPreferences{ScaleInProtectedInstances: "Hope"}), "ValidationError: ScaleInProtectedInstances must be one of [Refresh, Ignore, Wait]"},
		{"going back to a launch configuration", refresh(types.RefreshPreferences{AutoRollback: aws.Bool(true)}), "ValidationError: AutoRollback cannot be used: it has no desired configuration"},
		{"nothing to cancel", &asg.CancelInstanceRefreshInput{AutoScalingGroupName: str("web")}, "ActiveInstanceRefreshNotFound: No in progress or pending Instance Refresh found for the Auto Scaling group."},
		{"nothing to roll back", &asg.RollbackInstanceRefreshInput{AutoScalingGroupName: str("web")}, "ActiveInstanceRefreshNotFound: No in progress Instance Refresh found for the Auto Scaling group."},
		{"refreshes of no group", &asg.DescribeInstanceRefreshesInput{AutoScalingGroupName: str("none")}, "ValidationError: AutoScalingGroup name not found - AutoScalingGroup none not found"},
	})
	call[asg.StartInstanceRefreshOutput](s, &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("web")})
	s.refusesAll([]refusal{{"a second one", &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("web")}, "InstanceRefreshInProgress: An Instance Refresh is already in progress and blocks the execution of this Instance Refresh."}})
}

func TestMixedPolicyRefusals(t *testing.T) {
	s := furnished(t)
	mixed := func(change func(*types.MixedInstancesPolicy)) *asg.CreateAutoScalingGroupInput {
		in := s.newGroup("mixed")
		in.LaunchConfigurationName = nil
		in.MixedInstancesPolicy = &types.MixedInstancesPolicy{
			LaunchTemplate:        &types.LaunchTemplate{LaunchTemplateSpecification: &types.LaunchTemplateSpecification{LaunchTemplateName: str("none")}},
			InstancesDistribution: &types.InstancesDistribution{},
		}
		change(in.MixedInstancesPolicy)
		return in
	}
	type policy = types.MixedInstancesPolicy
	overrides := func(o ...types.LaunchTemplateOverrides) func(*policy) {
		return func(p *policy) { p.LaunchTemplate.Overrides = o }
	}
	of := func(change func(*types.InstancesDistribution)) *asg.CreateAutoScalingGroupInput {
		return mixed(func(p *policy) { change(p.InstancesDistribution) })
	}
	type spread = types.InstancesDistribution
	both := mixed(func(*policy) {})
	both.LaunchConfigurationName = str("lc")
	s.refusesAll([]refusal{
		{"a template that is not there", mixed(func(*policy) {}), "ValidationError: You must use a valid fully-formed launch template. The specified launch template, with template name none, does not exist."},
		{"no template", mixed(func(p *policy) { p.LaunchTemplate = nil }), "ValidationError: Valid requests must contain a launch template in the MixedInstancesPolicy."},
		{"no specification", mixed(func(p *policy) { p.LaunchTemplate.LaunchTemplateSpecification = nil }), "ValidationError: Valid requests must contain a launch template in the MixedInstancesPolicy."},
		{"a launch configuration beside it", both, "ValidationError: Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter."},
		{"types by their properties", mixed(overrides(types.LaunchTemplateOverrides{InstanceRequirements: &types.InstanceRequirements{}})), "ValidationError: The parameter InstanceRequirements is not supported: name the instance types instead"},
		{"an image of its own", mixed(overrides(types.LaunchTemplateOverrides{ImageId: str("ami-0")})), "ValidationError: The parameter ImageId is not supported in overrides: use a launch template for the override instead"},
		{"too many overrides", mixed(overrides(make([]types.LaunchTemplateOverrides, 51)...)), "ValidationError: The number of overrides cannot be greater than 40"},
		{"no such type", mixed(overrides(types.LaunchTemplateOverrides{InstanceType: str("x9.huge")})), "ValidationError: You must use a valid fully-formed launch template. The specified launch template, with template name none, does not exist."},
		{"a type twice", mixed(overrides(types.LaunchTemplateOverrides{InstanceType: str("t3.micro")}, types.LaunchTemplateOverrides{InstanceType: str("t3.micro")})), "ValidationError: Duplicate instance types found: t3.micro"},
		{"a weight for one only", mixed(overrides(types.LaunchTemplateOverrides{InstanceType: str("t3.micro"), WeightedCapacity: str("1")}, types.LaunchTemplateOverrides{InstanceType: str("t3.small")})), "ValidationError: You must specify WeightedCapacity for either all or none of the instance types in the overrides."},
		{"a weight that is none", mixed(overrides(types.LaunchTemplateOverrides{InstanceType: str("t3.micro"), WeightedCapacity: str("heavy")})), "ValidationError: 1 validation error detected: Value 'heavy' at 'weightedCapacity' failed to satisfy constraint: Member must be a whole number between 1 and 999"},
		{"a strategy for on-demand", of(func(d *spread) { d.OnDemandAllocationStrategy = str("luck") }), "ValidationError: Invalid OnDemandAllocationStrategy: luck"},
		{"a strategy for Spot", of(func(d *spread) { d.SpotAllocationStrategy = str("luck") }), "ValidationError: Invalid SpotAllocationStrategy: luck"},
		{"a base below nothing", of(func(d *spread) { d.OnDemandBaseCapacity = aws.Int32(-1) }), "ValidationError: OnDemandBaseCapacity must be 0 or more"},
		{"more than all", of(func(d *spread) { d.OnDemandPercentageAboveBaseCapacity = aws.Int32(101) }), "ValidationError: OnDemandPercentageAboveBaseCapacity must be between 0 and 100"},
		{"too many pools", of(func(d *spread) { d.SpotInstancePools = aws.Int32(21) }), "ValidationError: SpotInstancePools must be between 1 and 20"},
		{"pools for another strategy", of(func(d *spread) {
			d.SpotAllocationStrategy, d.SpotInstancePools = str("capacity-optimized"), aws.Int32(2)
		}), "ValidationError: SpotInstancePools option is only available with the lowest-price allocation strategy."},
		{"a price that is none", of(func(d *spread) { d.SpotMaxPrice = str("cheap") }), "ValidationError: Invalid SpotMaxPrice: cheap"},
	})
}

func TestNotificationRefusals(t *testing.T) {
	s := furnished(t)
	topic := str("arn:aws:sns:us-east-1:123456789012:ops")
	s.refusesAll([]refusal{
		{"no group", &asg.PutNotificationConfigurationInput{TopicARN: topic, NotificationTypes: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}}, "ValidationError: 1 validation error detected: Value null at 'autoScalingGroupName' failed to satisfy constraint: Member must not be null"},
		{"no such group", &asg.PutNotificationConfigurationInput{AutoScalingGroupName: str("none"), TopicARN: topic, NotificationTypes: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}}, "ValidationError: AutoScalingGroup name not found - AutoScalingGroup none not found"},
		{"no topic", &asg.PutNotificationConfigurationInput{AutoScalingGroupName: str("web"), NotificationTypes: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}}, "ValidationError: 1 validation error detected: Value null at 'topicARN' failed to satisfy constraint: Member must not be null"},
		{"no types", &asg.PutNotificationConfigurationInput{AutoScalingGroupName: str("web"), TopicARN: topic}, "ValidationError: 1 validation error detected: Value null at 'notificationTypes' failed to satisfy constraint: Member must not be null"},
		{"no such type", &asg.PutNotificationConfigurationInput{AutoScalingGroupName: str("web"), TopicARN: topic, NotificationTypes: []string{"autoscaling:LUCK"}}, "ValidationError: Invalid notification type: autoscaling:LUCK. Valid types: [autoscaling:EC2_INSTANCE_LAUNCH, autoscaling:EC2_INSTANCE_LAUNCH_ERROR, autoscaling:EC2_INSTANCE_TERMINATE, autoscaling:EC2_INSTANCE_TERMINATE_ERROR, autoscaling:TEST_NOTIFICATION]"},
		{"no such topic", &asg.PutNotificationConfigurationInput{AutoScalingGroupName: str("web"), TopicARN: topic, NotificationTypes: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}}, "ValidationError: Unable to publish test message to notification target arn:aws:sns:us-east-1:123456789012:ops. Please check your target and try again."},
	})
}

func TestOtherRefusals(t *testing.T) {
	s := furnished(t)
	tag := func(change func(*types.Tag)) *asg.CreateOrUpdateTagsInput {
		tag := types.Tag{ResourceId: str("web"), ResourceType: str("auto-scaling-group"), Key: str("a"), Value: str("b"), PropagateAtLaunch: aws.Bool(true)}
		change(&tag)
		return &asg.CreateOrUpdateTagsInput{Tags: []types.Tag{tag}}
	}
	group := func(change func(*asg.CreateAutoScalingGroupInput)) *asg.CreateAutoScalingGroupInput {
		in := s.newGroup("other")
		change(in)
		return in
	}
	type in = asg.CreateAutoScalingGroupInput
	filter := func(name string, values ...string) []types.Filter {
		return []types.Filter{{Name: &name, Values: values}}
	}
	id := s.instances()[0]
	s.refusesAll([]refusal{
		{"no largest size", group(func(g *in) { g.MaxSize = nil }), "ValidationError: 1 validation error detected: Value null at 'maxSize' failed to satisfy constraint: Member must not be null"},
		{"a template by nothing", group(func(g *in) { g.LaunchConfigurationName, g.LaunchTemplate = nil, &types.LaunchTemplateSpecification{} }), "ValidationError: Valid requests must contain either launchTemplateId or LaunchTemplateName"},
		{"a template and a configuration", group(func(g *in) { g.LaunchTemplate = &types.LaunchTemplateSpecification{LaunchTemplateName: str("none")} }), "ValidationError: Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter."},
		{"sizes below nothing", group(func(g *in) { g.MinSize = aws.Int32(-1) }), "ValidationError: Group sizes must be greater than or equal to 0"},
		{"a health check of another sort", group(func(g *in) { g.HealthCheckType = str("GUESS") }), "ValidationError: Invalid HealthCheckType GUESS. Valid types: [EC2, ELB]"},
		{"a grace period below nothing", group(func(g *in) { g.HealthCheckGracePeriod = aws.Int32(-1) }), "ValidationError: HealthCheckGracePeriod and DefaultCooldown must be greater than or equal to 0"},
		{"a warm-up too long", group(func(g *in) { g.DefaultInstanceWarmup = aws.Int32(100_000) }), "ValidationError: DefaultInstanceWarmup must be between 0 and 3600"},
		{"a zone that is not there", group(func(g *in) { g.VPCZoneIdentifier, g.AvailabilityZones = nil, []string{"us-east-1z"} }), "ValidationError: Invalid Availability Zones [us-east-1z]"},
		{"subnets of other zones", group(func(g *in) { g.AvailabilityZones = []string{"us-east-1f"} }), "ValidationError: The availability zones of the specified subnets and the Auto Scaling group do not match"},
		{"a hook twice", group(func(g *in) {
			hook := types.LifecycleHookSpecification{LifecycleHookName: str("h"), LifecycleTransition: str("autoscaling:EC2_INSTANCE_LAUNCHING")}
			g.LifecycleHookSpecificationList = []types.LifecycleHookSpecification{hook, hook}
		}), "ValidationError: Lifecycle hook h is given more than once"},
		{"a tag of another group", group(func(g *in) { g.Tags[0].ResourceId = str("web") }), "ValidationError: Resource id web does not match the AutoScalingGroup name other"},
		{"a tag of another sort of thing", tag(func(t *types.Tag) { t.ResourceType = str("instance") }), "ValidationError: Resource type instance is invalid. Valid resource types: [auto-scaling-group]"},
		{"a tag without a key", tag(func(t *types.Tag) { t.Key = str("") }), "ValidationError: Tag keys must have 1 to 128 characters and values at most 256"},
		{"a tag with a long value", tag(func(t *types.Tag) { t.Value = str(strings.Repeat("x", 257)) }), "ValidationError: Tag keys must have 1 to 128 characters and values at most 256"},
		{"a filter of tags", &asg.DescribeTagsInput{Filters: filter("colour", "red")}, "ValidationError: Filter name colour is invalid. Valid filter names: [auto-scaling-group, key, value, propagate-at-launch]"},
		{"a filter of groups", &asg.DescribeAutoScalingGroupsInput{Filters: filter("colour", "red")}, "ValidationError: Filter name colour is invalid. Valid filter names: [tag-key, tag-value, tag:<key>]"},
		{"a filter of activities", &asg.DescribeScalingActivitiesInput{Filters: filter("colour", "red")}, "ValidationError: Filter name colour is invalid. Valid filter names: [StartTimeLowerBound, StartTimeUpperBound, Status]"},
		{"two values of one", &asg.DescribeScalingActivitiesInput{Filters: filter("StartTimeLowerBound", "a", "b")}, "ValidationError: Filter StartTimeLowerBound must have exactly one value"},
		{"a time that is none", &asg.DescribeScalingActivitiesInput{Filters: filter("StartTimeLowerBound", "soon")}, "ValidationError: Filter StartTimeLowerBound has the invalid value soon"},
		{"metrics by the second", &asg.EnableMetricsCollectionInput{AutoScalingGroupName: str("web"), Granularity: str("1Second")}, "ValidationError: Granularity must be 1Minute"},
		{"no such metric", &asg.EnableMetricsCollectionInput{AutoScalingGroupName: str("web"), Granularity: str("1Minute"), Metrics: []string{"GroupMood"}}, "ValidationError: Invalid metric: GroupMood"},
		{"an answer for nobody", &asg.CompleteLifecycleActionInput{AutoScalingGroupName: str("web"), LifecycleHookName: str("h"), LifecycleActionResult: str("CONTINUE")}, "ValidationError: Either the InstanceId or the LifecycleActionToken must be specified"},
		{"protection without saying which", &asg.SetInstanceProtectionInput{AutoScalingGroupName: str("web"), InstanceIds: []string{id}}, "ValidationError: 1 validation error detected: Value null at 'protectedFromScaleIn' failed to satisfy constraint: Member must not be null"},
		{"a rest for one twice", &asg.EnterStandbyInput{AutoScalingGroupName: str("web"), InstanceIds: []string{id, id}, ShouldDecrementDesiredCapacity: aws.Bool(false)}, "ValidationError: The instance " + id + " is given more than once."},
		{"an action that ended", &asg.PutScheduledUpdateGroupActionInput{
			AutoScalingGroupName: str("web"), ScheduledActionName: str("s"), MinSize: aws.Int32(1), Recurrence: str("0 9 * * *"), EndTime: aws.Time(s.Now().Add(-1)),
		}, "ValidationError: Given end time is in the past"},
		{"an action that ends first", &asg.PutScheduledUpdateGroupActionInput{
			AutoScalingGroupName: str("web"), ScheduledActionName: str("s"), MinSize: aws.Int32(1), Recurrence: str("0 9 * * *"),
			StartTime: aws.Time(s.Now().AddDate(0, 0, 2)), EndTime: aws.Time(s.Now().AddDate(0, 0, 1)),
		}, "ValidationError: Given end time is not after the start time"},
		{"target groups that are not there", &asg.AttachLoadBalancerTargetGroupsInput{AutoScalingGroupName: str("web"), TargetGroupARNs: []string{targetGroup + "0"}}, "ValidationError: Provided Target Groups may not be valid. Please ensure they exist and try again."},
	})
}
