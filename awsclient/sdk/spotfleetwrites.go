package sdk

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"fleetglass/awsclient"
)

// RequestSpotFleet makes a fleet and returns its id.
func (c *Client) RequestSpotFleet(ctx context.Context, fleet awsclient.SpotFleet) (string, error) {
	out, err := call(ctx, c, c.write.ec2.RequestSpotFleet, &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: sdkFleet(fleet)})
	if err != nil {
		return "", err
	}
	return text(out.SpotFleetRequestId), nil
}

func sdkFleet(f awsclient.SpotFleet) *types.SpotFleetRequestConfigData {
	d := &types.SpotFleetRequestConfigData{
		IamFleetRole: aws.String(f.Role), Type: types.FleetType(f.Type), AllocationStrategy: types.AllocationStrategy(f.Strategy),
		OnDemandAllocationStrategy: types.OnDemandAllocationStrategy(f.OnDemandStrategy), TargetCapacity: aws.Int32(int32(f.Target)),
		ExcessCapacityTerminationPolicy: types.ExcessCapacityTerminationPolicy(f.ExcessPolicy), InstanceInterruptionBehavior: types.InstanceInterruptionBehavior(f.Interruption),
		SpotPrice: nonzero(f.SpotPrice), SpotMaxTotalPrice: nonzero(f.SpotMaxTotal), OnDemandMaxTotalPrice: nonzero(f.OnDemandMaxTotal),
		ReplaceUnhealthyInstances: aws.Bool(f.ReplaceUnhealthy), TerminateInstancesWithExpiration: aws.Bool(f.TerminateWithExpiration),
		ValidFrom: nonzero(f.ValidFrom), ValidUntil: nonzero(f.ValidUntil),
		OnDemandTargetCapacity: nonzero(int32(f.OnDemandTarget)), InstancePoolsToUseCount: nonzero(int32(f.PoolsToUse)),
		LoadBalancersConfig: sdkFleetBalancers(f),
	}
	if f.Rebalance != "" {
		d.SpotMaintenanceStrategies = &types.SpotMaintenanceStrategies{CapacityRebalance: &types.SpotCapacityRebalance{
			ReplacementStrategy: types.ReplacementStrategy(f.Rebalance), TerminationDelay: nonzero(int32(f.RebalanceDelay / time.Second))}}
	}
	if len(f.Tags) > 0 {
		d.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeSpotFleetRequest, Tags: mapped(f.Tags, sdkEC2Tag)}}
	}
	for _, p := range f.Pools {
		addFleetPool(d, p)
	}
	return d
}

// nonzero is a pointer to a value, nil for the zero value: not given.
func nonzero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func sdkEC2Tag(t awsclient.Tag) types.Tag {
	return types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value)}
}

func sdkFleetBalancers(f awsclient.SpotFleet) *types.LoadBalancersConfig {
	if len(f.ClassicBalancers)+len(f.TargetGroups) == 0 {
		return nil
	}
	config := &types.LoadBalancersConfig{}
	if len(f.ClassicBalancers) > 0 {
		config.ClassicLoadBalancersConfig = &types.ClassicLoadBalancersConfig{
			ClassicLoadBalancers: mapped(f.ClassicBalancers, func(name string) types.ClassicLoadBalancer { return types.ClassicLoadBalancer{Name: aws.String(name)} })}
	}
	if len(f.TargetGroups) > 0 {
		config.TargetGroupsConfig = &types.TargetGroupsConfig{
			TargetGroups: mapped(f.TargetGroups, func(arn string) types.TargetGroup { return types.TargetGroup{Arn: aws.String(arn)} })}
	}
	return config
}

// addFleetPool adds a pool: a launch specification of its own, or an override
// of the launch template that the pool before it has, too.
func addFleetPool(d *types.SpotFleetRequestConfigData, p awsclient.FleetPool) {
	if p.Launch.Empty() {
		d.LaunchSpecifications = append(d.LaunchSpecifications, sdkFleetSpecification(p))
		return
	}
	ref := types.FleetLaunchTemplateSpecification{LaunchTemplateId: nonzero(p.Launch.TemplateID), LaunchTemplateName: nonzero(p.Launch.TemplateName), Version: nonzero(p.Launch.Version)}
	if p.Launch.TemplateID != "" {
		ref.LaunchTemplateName = nil
	}
	n := len(d.LaunchTemplateConfigs)
	if n == 0 || !sameTemplate(*d.LaunchTemplateConfigs[n-1].LaunchTemplateSpecification, ref) {
		d.LaunchTemplateConfigs = append(d.LaunchTemplateConfigs, types.LaunchTemplateConfig{LaunchTemplateSpecification: &ref})
		n++
	}
	o := types.LaunchTemplateOverrides{
		InstanceType: types.InstanceType(p.Type), AvailabilityZone: nonzero(strings.Join(p.Zones, ",")), SubnetId: nonzero(strings.Join(p.Subnets, ",")),
		SpotPrice: nonzero(p.Price), WeightedCapacity: nonzero(p.Weight), Priority: p.Priority,
	}
	config := &d.LaunchTemplateConfigs[n-1]
	config.Overrides = append(config.Overrides, o)
}

func sameTemplate(a, b types.FleetLaunchTemplateSpecification) bool {
	return aws.ToString(a.LaunchTemplateId) == aws.ToString(b.LaunchTemplateId) && aws.ToString(a.LaunchTemplateName) == aws.ToString(b.LaunchTemplateName) &&
		aws.ToString(a.Version) == aws.ToString(b.Version)
}

func sdkFleetSpecification(p awsclient.FleetPool) types.SpotFleetLaunchSpecification {
	s := types.SpotFleetLaunchSpecification{
		InstanceType: types.InstanceType(p.Type), ImageId: nonzero(p.Image), KeyName: nonzero(p.KeyName), SubnetId: nonzero(strings.Join(p.Subnets, ", ")),
		SpotPrice: nonzero(p.Price), WeightedCapacity: nonzero(p.Weight),
		SecurityGroups: mapped(p.SecurityGroupIDs, func(id string) types.GroupIdentifier { return types.GroupIdentifier{GroupId: aws.String(id)} }),
	}
	if len(p.Zones) > 0 {
		s.Placement = &types.SpotPlacement{AvailabilityZone: aws.String(strings.Join(p.Zones, ", "))}
	}
	if p.UserData != "" {
		s.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(p.UserData)))
	}
	if p.Monitoring {
		s.Monitoring = &types.SpotFleetMonitoring{Enabled: aws.Bool(true)}
	}
	switch {
	case strings.HasPrefix(p.InstanceProfile, "arn:"):
		s.IamInstanceProfile = &types.IamInstanceProfileSpecification{Arn: aws.String(p.InstanceProfile)}
	case p.InstanceProfile != "":
		s.IamInstanceProfile = &types.IamInstanceProfileSpecification{Name: aws.String(p.InstanceProfile)}
	}
	if len(p.Tags) > 0 {
		s.TagSpecifications = []types.SpotFleetTagSpecification{{ResourceType: types.ResourceTypeInstance, Tags: mapped(p.Tags, sdkEC2Tag)}}
	}
	return s
}

// ModifySpotFleet changes what a fleet wants.
func (c *Client) ModifySpotFleet(ctx context.Context, fleet string, change awsclient.FleetChange) error {
	in := &ec2.ModifySpotFleetRequestInput{SpotFleetRequestId: &fleet, ExcessCapacityTerminationPolicy: types.ExcessCapacityTerminationPolicy(change.ExcessPolicy)}
	for _, n := range []struct {
		from *int
		to   **int32
	}{{change.Target, &in.TargetCapacity}, {change.OnDemandTarget, &in.OnDemandTargetCapacity}} {
		if n.from != nil {
			*n.to = aws.Int32(int32(*n.from))
		}
	}
	_, err := call(ctx, c, c.write.ec2.ModifySpotFleetRequest, in)
	return err
}

// cancelAtOnce is how many fleets one call may cancel (EC2/fleet-quotas).
const cancelAtOnce = 100

// CancelSpotFleets cancels fleets; their instances are terminated, or run on.
// Trap: a fleet that could not be cancelled is no error of the call.
func (c *Client) CancelSpotFleets(ctx context.Context, fleets []string, terminate bool) error {
	var first error
	for len(fleets) > 0 {
		n := min(len(fleets), cancelAtOnce)
		out, err := call(ctx, c, c.write.ec2.CancelSpotFleetRequests, &ec2.CancelSpotFleetRequestsInput{SpotFleetRequestIds: fleets[:n], TerminateInstances: &terminate})
		if err != nil {
			return err
		}
		if first == nil && len(out.UnsuccessfulFleetRequests) > 0 {
			first = notCancelled(out.UnsuccessfulFleetRequests[0])
		}
		fleets = fleets[n:]
	}
	return first
}

// notCancelled is the error for a fleet that a call could not cancel.
func notCancelled(u types.CancelSpotFleetRequestsErrorItem) error {
	e := &awsclient.Error{Kind: awsclient.Failed, Service: ec2.ServiceID, Operation: "CancelSpotFleetRequests"}
	if u.Error != nil {
		e.Code, e.Message = word(u.Error.Code), text(u.Error.Message)
		e.Err = &smithy.GenericAPIError{Code: e.Code, Message: e.Message}
	}
	switch types.CancelBatchErrorCode(e.Code) {
	case types.CancelBatchErrorCodeFleetRequestIdDoesNotExist:
		e.Kind = awsclient.NotFound
	case types.CancelBatchErrorCodeFleetRequestIdMalformed:
		e.Kind = awsclient.Invalid
	case types.CancelBatchErrorCodeFleetRequestNotInCancellableState:
		e.Kind = awsclient.Conflict
	}
	return e
}
