package fake

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// scalingOperations are what operators do to whole groups: replace what is in
// them, stop or undo that, and mix types and markets.
func (s *simulation) scalingOperations() []func() (string, error) {
	return []func() (string, error){s.startRefresh, s.stopRefresh, s.mixGroup, s.rebalanceGroups}
}

func (s *simulation) startRefresh() (string, error) {
	g := s.group()
	if g == nil {
		return "", nil
	}
	p := &astypes.RefreshPreferences{MinHealthyPercentage: aws.Int32(int32(50 + 50*s.random.IntN(2))), MaxHealthyPercentage: aws.Int32(int32(100 + 20*s.random.IntN(3)))}
	if s.coin() {
		p.CheckpointPercentages, p.CheckpointDelay = []int32{20, 100}, aws.Int32(600)
	}
	if s.coin() {
		p.ScaleInProtectedInstances, p.StandbyInstances = astypes.ScaleInProtectedInstancesIgnore, astypes.StandbyInstancesTerminate
	}
	in := &autoscaling.StartInstanceRefreshInput{AutoScalingGroupName: aws.String(g.Name), Preferences: p}
	if g.Launch.Template != "" && s.coin() {
		p.AutoRollback = aws.Bool(s.coin())
		in.DesiredConfiguration = &astypes.DesiredConfiguration{LaunchTemplate: &astypes.LaunchTemplateSpecification{
			LaunchTemplateId: aws.String(g.Launch.Template), Version: aws.String("1")}}
	}
	return do[autoscaling.StartInstanceRefreshOutput](s, "refresh "+g.Name, in)
}

func (s *simulation) stopRefresh() (string, error) {
	g := s.group()
	if g == nil || g.Refresh == "" {
		return "", nil
	}
	if s.coin() {
		return do[autoscaling.RollbackInstanceRefreshOutput](s, "roll back "+g.Name, &autoscaling.RollbackInstanceRefreshInput{AutoScalingGroupName: aws.String(g.Name)})
	}
	return do[autoscaling.CancelInstanceRefreshOutput](s, "cancel refresh "+g.Name, &autoscaling.CancelInstanceRefreshInput{AutoScalingGroupName: aws.String(g.Name)})
}

// mixGroup gives a group with a template a mixed instances policy, or takes it
// back.
func (s *simulation) mixGroup() (string, error) {
	g := s.group()
	if g == nil || g.Launch.Template == "" {
		return "", nil
	}
	template := &astypes.LaunchTemplateSpecification{LaunchTemplateId: aws.String(g.Launch.Template)}
	in := &autoscaling.UpdateAutoScalingGroupInput{AutoScalingGroupName: aws.String(g.Name)}
	if g.Mixed != nil {
		in.LaunchTemplate = template
		return do[autoscaling.UpdateAutoScalingGroupOutput](s, "unmix "+g.Name, in)
	}
	small, large := astypes.LaunchTemplateOverrides{InstanceType: aws.String("t3.small")}, astypes.LaunchTemplateOverrides{InstanceType: aws.String("m5.large")}
	if s.coin() {
		small.WeightedCapacity, large.WeightedCapacity = aws.String("1"), aws.String("3")
	}
	in.MixedInstancesPolicy = &astypes.MixedInstancesPolicy{
		LaunchTemplate: &astypes.LaunchTemplate{LaunchTemplateSpecification: template, Overrides: []astypes.LaunchTemplateOverrides{small, large}},
		InstancesDistribution: &astypes.InstancesDistribution{
			OnDemandBaseCapacity: aws.Int32(1), OnDemandPercentageAboveBaseCapacity: aws.Int32(int32(50 * s.random.IntN(3))), SpotAllocationStrategy: aws.String("capacity-optimized"),
		},
	}
	return do[autoscaling.UpdateAutoScalingGroupOutput](s, "mix "+g.Name, in)
}

func (s *simulation) rebalanceGroups() (string, error) {
	g := s.group()
	if g == nil {
		return "", nil
	}
	return do[autoscaling.UpdateAutoScalingGroupOutput](s, "capacity rebalancing "+g.Name, &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(g.Name), CapacityRebalance: aws.Bool(s.coin())})
}
