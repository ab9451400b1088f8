package asgapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

func (s *service) describeGroups(_ context.Context, in *asg.DescribeAutoScalingGroupsInput) (*asg.DescribeAutoScalingGroupsOutput, error) {
	for _, f := range in.Filters {
		if n := aws.ToString(f.Name); n != "tag-key" && n != "tag-value" && !strings.HasPrefix(n, "tag:") {
			return nil, invalid("Filter name %s is invalid. Valid filter names: [tag-key, tag-value, tag:<key>]", n)
		}
	}
	var found []*world.Group
	for _, g := range s.w.Groups.All() {
		if (len(in.AutoScalingGroupNames) == 0 || slices.Contains(in.AutoScalingGroupNames, g.Name)) && hasTags(g, in.Filters) {
			found = append(found, g)
		}
	}
	found, next, err := page(found, func(g *world.Group) string { return g.Name }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeAutoScalingGroupsOutput{NextToken: next}
	for _, g := range found {
		out.AutoScalingGroups = append(out.AutoScalingGroups, s.viewGroup(g, in.IncludeInstances == nil || *in.IncludeInstances))
	}
	return out, nil
}

// hasTags tells whether a group passes all filters; one passes when any of
// its values does.
func hasTags(g *world.Group, filters []types.Filter) bool {
	for _, f := range filters {
		if !slices.ContainsFunc(g.Tags, func(t world.GroupTag) bool { return tagPasses(t, f) }) {
			return false
		}
	}
	return true
}

func tagPasses(t world.GroupTag, f types.Filter) bool {
	switch n := aws.ToString(f.Name); n {
	case "tag-key":
		return slices.Contains(f.Values, t.Key)
	case "tag-value":
		return slices.Contains(f.Values, t.Value)
	default:
		return n == "tag:"+t.Key && slices.Contains(f.Values, t.Value)
	}
}

func (s *service) viewGroup(g *world.Group, instances bool) types.AutoScalingGroup {
	v := types.AutoScalingGroup{
		AutoScalingGroupName: aws.String(g.Name), AutoScalingGroupARN: aws.String(g.ARN), CreatedTime: instant(g.Created),
		MinSize: new(int32(g.Min)), MaxSize: new(int32(g.Max)), DesiredCapacity: new(int32(g.Desired)),
		AvailabilityZones: slices.Clone(g.Zones), VPCZoneIdentifier: api.NonZero(strings.Join(g.Subnets, ",")),
		DefaultCooldown: inSeconds(g.DefaultCooldown), DefaultInstanceWarmup: inSeconds(g.DefaultWarmup),
		HealthCheckType: aws.String(g.HealthCheckType), HealthCheckGracePeriod: inSeconds(g.Grace),
		NewInstancesProtectedFromScaleIn: aws.Bool(g.NewProtected), CapacityRebalance: aws.Bool(g.CapacityRebalance),
		TerminationPolicies: slices.Clone(g.TerminationPolicies), TargetGroupARNs: slices.Clone(g.TargetGroups),
		ServiceLinkedRoleARN: api.NonZero(g.ServiceLinkedRole), LaunchConfigurationName: api.NonZero(g.Launch.Configuration),
		LaunchTemplate: groupTemplate(g), MixedInstancesPolicy: viewMixed(g.Mixed), LoadBalancerNames: append([]string{}, g.Balancers...),
	}
	for _, z := range g.Zones {
		v.AvailabilityZoneIds = append(v.AvailabilityZoneIds, s.zoneIDs[z])
	}
	if g.MaxInstanceLifetime > 0 {
		v.MaxInstanceLifetime = inSeconds(g.MaxInstanceLifetime)
	}
	if g.Deleting {
		v.Status = aws.String("Delete in progress")
	}
	for _, p := range g.Suspended {
		v.SuspendedProcesses = append(v.SuspendedProcesses, types.SuspendedProcess{ProcessName: aws.String(p.Process), SuspensionReason: aws.String(p.Reason)})
	}
	for _, m := range g.EnabledMetrics {
		v.EnabledMetrics = append(v.EnabledMetrics, types.EnabledMetric{Metric: aws.String(m), Granularity: aws.String(granularity)})
	}
	for _, t := range g.Tags {
		v.Tags = append(v.Tags, viewTag(g.Name, t))
	}
	for _, arn := range g.TargetGroups {
		v.TrafficSources = append(v.TrafficSources, types.TrafficSourceIdentifier{Identifier: aws.String(arn), Type: aws.String(scaling.SourceTargetGroup)})
	}
	for _, name := range g.Balancers {
		v.TrafficSources = append(v.TrafficSources, types.TrafficSourceIdentifier{Identifier: aws.String(name), Type: aws.String(scaling.SourceClassic)})
	}
	for i := range g.Members {
		if instances {
			v.Instances = append(v.Instances, s.viewMember(&g.Members[i]))
		}
	}
	return v
}

// viewTemplate is a launch template reference; nil when there is none.
func viewTemplate(ref world.LaunchRef) *types.LaunchTemplateSpecification {
	if ref.Template == "" {
		return nil
	}
	return &types.LaunchTemplateSpecification{
		LaunchTemplateId: aws.String(ref.Template), LaunchTemplateName: api.NonZero(ref.TemplateName), Version: api.NonZero(ref.Version),
	}
}

func (s *service) viewMember(m *world.Member) types.Instance {
	return types.Instance{
		InstanceId: aws.String(m.Instance), AvailabilityZone: aws.String(m.Zone), AvailabilityZoneId: api.NonZero(s.zoneIDs[m.Zone]),
		InstanceType: aws.String(m.Type), ImageId: s.imageOf(m), LifecycleState: types.LifecycleState(m.Lifecycle),
		HealthStatus: aws.String(m.Health), ProtectedFromScaleIn: aws.Bool(m.Protected),
		LaunchConfigurationName: api.NonZero(m.Launch.Configuration), LaunchTemplate: viewTemplate(m.Launch), WeightedCapacity: weight(m.Weight),
	}
}

func (s *service) imageOf(m *world.Member) *string {
	if in := s.w.Instances.Get(m.Instance); in != nil {
		return api.NonZero(in.Image)
	}
	return nil
}

// mostInstances is the largest page of DescribeAutoScalingInstances
// (BC:autoscaling.DescribeAutoScalingInstances).
const mostInstances = 50

func (s *service) describeInstances(_ context.Context, in *asg.DescribeAutoScalingInstancesInput) (*asg.DescribeAutoScalingInstancesOutput, error) {
	if len(in.InstanceIds) > mostInstances {
		return nil, batch("instanceIds", in.InstanceIds, mostInstances)
	}
	var found []types.AutoScalingInstanceDetails
	for _, g := range s.w.Groups.All() {
		for i := range g.Members {
			m := &g.Members[i]
			if len(in.InstanceIds) > 0 && !slices.Contains(in.InstanceIds, m.Instance) {
				continue
			}
			found = append(found, types.AutoScalingInstanceDetails{
				AutoScalingGroupName: aws.String(g.Name), InstanceId: aws.String(m.Instance), InstanceType: aws.String(m.Type),
				AvailabilityZone: aws.String(m.Zone), AvailabilityZoneId: api.NonZero(s.zoneIDs[m.Zone]), ImageId: s.imageOf(m),
				LifecycleState: aws.String(m.Lifecycle), HealthStatus: aws.String(strings.ToUpper(m.Health)),
				ProtectedFromScaleIn:    aws.Bool(m.Protected),
				LaunchConfigurationName: api.NonZero(m.Launch.Configuration), LaunchTemplate: viewTemplate(m.Launch), WeightedCapacity: weight(m.Weight),
			})
		}
	}
	found, next, err := page(found, func(d types.AutoScalingInstanceDetails) string { return *d.InstanceId }, in.MaxRecords, in.NextToken, mostInstances)
	if err != nil {
		return nil, err
	}
	return &asg.DescribeAutoScalingInstancesOutput{AutoScalingInstances: found, NextToken: next}, nil
}
