package ec2api_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/ec2api"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/sim/spotfleet"
	"fleetglass/fake/world"
)

const fleetRole = "arn:aws:iam::123456789012:role/aws-ec2-spot-fleet-tagging-role"

// roles knows one role.
type roles struct{}

func (roles) Role(name string) *world.Role {
	if name != fleetRole {
		return nil
	}
	return &world.Role{ARN: fleetRole}
}

// newFleetAccount is a new account with Spot Fleets.
func newFleetAccount() *account {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := &world.World{Account: "123456789012", Region: "us-west-2", Seed: 1, Born: start, Now: start, Random: world.Random{Hi: 1, Lo: 1}}
	a := &account{Kernel: sim.New(w), mux: api.NewMux()}
	room := compute.New(a.Kernel)
	market := spot.New(a.Kernel, room)
	a.net = compute.DefaultNetwork(a.Kernel)
	ec2api.Register(a.mux, a.Kernel, room, market)
	ec2api.RegisterSpotFleet(a.mux, a.Kernel, room, spotfleet.New(a.Kernel, room, market, balancing.New(a.Kernel, room), nil, roles{}))
	return a
}

// fleetRequest asks for four units in all zones, or what the change makes of
// it.
func (a *account) fleetRequest(changes ...func(*types.SpotFleetRequestConfigData)) *ec2.RequestSpotFleetInput {
	c := &types.SpotFleetRequestConfigData{
		IamFleetRole: aws.String(fleetRole), TargetCapacity: aws.Int32(4), AllocationStrategy: types.AllocationStrategyDiversified,
		LaunchSpecifications: []types.SpotFleetLaunchSpecification{{
			ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "m5.large", UserData: aws.String(base64.StdEncoding.EncodeToString([]byte(webServer))),
			SecurityGroups: []types.GroupIdentifier{{GroupId: aws.String(a.net.SecurityGroup)}},
			SubnetId:       aws.String(a.net.Subnets[0] + ", " + a.net.Subnets[1]), WeightedCapacity: aws.Float64(1), SpotPrice: aws.String("0.09"),
			TagSpecifications: []types.SpotFleetTagSpecification{{ResourceType: types.ResourceTypeInstance, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("fleet")}}}},
		}},
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeSpotFleetRequest, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("web")}}}},
	}
	for _, change := range changes {
		change(c)
	}
	return &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: c}
}

func (a *account) fleet(t *testing.T, id *string) types.SpotFleetRequestConfig {
	t.Helper()
	return ask[ec2.DescribeSpotFleetRequestsOutput](t, a, &ec2.DescribeSpotFleetRequestsInput{SpotFleetRequestIds: []string{*id}}).SpotFleetRequestConfigs[0]
}

func TestASpotFleetFromRequestToEnd(t *testing.T) {
	a := newFleetAccount()
	id := ask[ec2.RequestSpotFleetOutput](t, a, a.fleetRequest()).SpotFleetRequestId
	if f := a.fleet(t, id); f.SpotFleetRequestState != types.BatchStateSubmitted || f.ActivityStatus != types.ActivityStatusPendingFulfillment {
		t.Errorf("%s, %s", f.SpotFleetRequestState, f.ActivityStatus)
	}
	a.pass(time.Minute)
	f := a.fleet(t, id)
	c := f.SpotFleetRequestConfig
	if f.SpotFleetRequestState != types.BatchStateActive || f.ActivityStatus != types.ActivityStatusFulfilled || *c.FulfilledCapacity != 4 || *c.OnDemandFulfilledCapacity != 0 {
		t.Errorf("%s, %s, %g", f.SpotFleetRequestState, f.ActivityStatus, *c.FulfilledCapacity)
	}
	if c.Type != types.FleetTypeMaintain || c.ExcessCapacityTerminationPolicy != types.ExcessCapacityTerminationPolicyDefault || *f.Tags[0].Value != "web" || *c.ReplaceUnhealthyInstances {
		t.Errorf("defaults: %+v", c)
	}
	spec := c.LaunchSpecifications[0]
	if *spec.SubnetId != a.net.Subnets[0]+", "+a.net.Subnets[1] || *spec.SpotPrice != "0.09" || *spec.WeightedCapacity != 1 || *spec.SecurityGroups[0].GroupId != a.net.SecurityGroup ||
		*spec.TagSpecifications[0].Tags[0].Value != "fleet" || spec.UserData == nil || spec.InstanceType != "m5.large" {
		t.Errorf("specification: %+v", spec)
	}
	active := ask[ec2.DescribeSpotFleetInstancesOutput](t, a, &ec2.DescribeSpotFleetInstancesInput{SpotFleetRequestId: id, MaxResults: aws.Int32(3)})
	if len(active.ActiveInstances) != 3 || active.NextToken == nil {
		t.Fatalf("%d instances", len(active.ActiveInstances))
	}
	first := active.ActiveInstances[0]
	if !strings.HasPrefix(*first.SpotInstanceRequestId, "sir-") || first.InstanceHealth != types.InstanceHealthStatusHealthyStatus || *first.InstanceType != "m5.large" {
		t.Errorf("%+v", first)
	}
	in := a.describe(t, &ec2.DescribeInstancesInput{Filters: filter("tag:aws:ec2spot:fleet-request-id", *id)})
	if len(in) != 4 || in[0].InstanceLifecycle != types.InstanceLifecycleTypeSpot {
		t.Errorf("%d instances have the fleet's tag", len(in))
	}
	if got := ask[ec2.ModifySpotFleetRequestOutput](t, a, &ec2.ModifySpotFleetRequestInput{SpotFleetRequestId: id, TargetCapacity: aws.Int32(5)}); !*got.Return {
		t.Error("not modified")
	}
	a.pass(time.Minute)
	if f := a.fleet(t, id); *f.SpotFleetRequestConfig.FulfilledCapacity != 5 {
		t.Errorf("%g units", *f.SpotFleetRequestConfig.FulfilledCapacity)
	}
	out := ask[ec2.CancelSpotFleetRequestsOutput](t, a, &ec2.CancelSpotFleetRequestsInput{
		SpotFleetRequestIds: []string{*id, "sfr-1", "sfr-00000000-0000-4000-a000-000000000000"}, TerminateInstances: aws.Bool(true)})
	if len(out.SuccessfulFleetRequests) != 1 || out.SuccessfulFleetRequests[0].CurrentSpotFleetRequestState != types.BatchStateCancelledTerminatingInstances ||
		out.SuccessfulFleetRequests[0].PreviousSpotFleetRequestState != types.BatchStateActive {
		t.Errorf("%+v", out.SuccessfulFleetRequests)
	}
	var codes []string
	for _, u := range out.UnsuccessfulFleetRequests {
		codes = append(codes, string(u.Error.Code))
	}
	if fmt.Sprint(codes) != "[fleetRequestIdMalformed fleetRequestIdDoesNotExist]" {
		t.Error(codes)
	}
	a.pass(2 * time.Minute)
	if f := a.fleet(t, id); f.SpotFleetRequestState != types.BatchStateCancelled || f.ActivityStatus != "" {
		t.Errorf("%s, %s", f.SpotFleetRequestState, f.ActivityStatus)
	}
	again := ask[ec2.CancelSpotFleetRequestsOutput](t, a, &ec2.CancelSpotFleetRequestsInput{SpotFleetRequestIds: []string{*id}, TerminateInstances: aws.Bool(true)})
	if code := again.UnsuccessfulFleetRequests[0].Error.Code; code != types.CancelBatchErrorCodeFleetRequestNotInCancellableState {
		t.Error(code)
	}
}

// CLI/ec2/describe-spot-fleet-request-history.
func TestSpotFleetHistory(t *testing.T) {
	a := newFleetAccount()
	start := a.Now()
	id := ask[ec2.RequestSpotFleetOutput](t, a, a.fleetRequest()).SpotFleetRequestId
	history := func(change func(*ec2.DescribeSpotFleetRequestHistoryInput)) *ec2.DescribeSpotFleetRequestHistoryOutput {
		in := &ec2.DescribeSpotFleetRequestHistoryInput{SpotFleetRequestId: id, StartTime: aws.Time(start)}
		change(in)
		return ask[ec2.DescribeSpotFleetRequestHistoryOutput](t, a, in)
	}
	everything := func(*ec2.DescribeSpotFleetRequestHistoryInput) {}
	a.pass(20 * time.Second)
	if n := len(history(everything).HistoryRecords); n != 0 {
		t.Errorf("%d events after twenty seconds: they are held back for thirty", n)
	}
	a.pass(40 * time.Second)
	all := history(everything)
	if n := len(all.HistoryRecords); n != 8 || !all.LastEvaluatedTime.Equal(a.Now().Add(-30*time.Second)) {
		t.Errorf("%d events, up to %s", n, all.LastEvaluatedTime)
	}
	launches := history(func(in *ec2.DescribeSpotFleetRequestHistoryInput) {
		in.EventType, in.MaxResults = types.EventTypeInstanceChange, aws.Int32(3)
	})
	if n := len(launches.HistoryRecords); n != 3 || launches.NextToken == nil || launches.LastEvaluatedTime != nil {
		t.Fatalf("%d launches", n)
	}
	rest := history(func(in *ec2.DescribeSpotFleetRequestHistoryInput) {
		in.EventType, in.NextToken = types.EventTypeInstanceChange, launches.NextToken
	})
	if n := len(rest.HistoryRecords); n != 1 || *rest.HistoryRecords[0].EventInformation.EventSubType != "launched" || rest.HistoryRecords[0].EventInformation.InstanceId == nil {
		t.Errorf("%d more launches", n)
	}
	if n := len(history(func(in *ec2.DescribeSpotFleetRequestHistoryInput) {
		in.StartTime = aws.Time(start.Add(5 * time.Second))
	}).HistoryRecords); n != 7 {
		t.Errorf("%d events from later on", n)
	}
}

// A fleet of launch templates is shown as it was asked for.
func TestSpotFleetOfTemplates(t *testing.T) {
	a := newFleetAccount()
	template := ask[ec2.CreateLaunchTemplateOutput](t, a, &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("web"), LaunchTemplateData: &types.RequestLaunchTemplateData{
		ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "m5.large"}}).LaunchTemplate.LaunchTemplateId
	id := ask[ec2.RequestSpotFleetOutput](t, a, a.fleetRequest(func(c *types.SpotFleetRequestConfigData) {
		c.LaunchSpecifications, c.OnDemandTargetCapacity, c.OnDemandAllocationStrategy = nil, aws.Int32(1), types.OnDemandAllocationStrategyPrioritized
		c.LaunchTemplateConfigs = []types.LaunchTemplateConfig{{
			LaunchTemplateSpecification: &types.FleetLaunchTemplateSpecification{LaunchTemplateId: template, Version: aws.String("1")},
			Overrides: []types.LaunchTemplateOverrides{
				{InstanceType: "c5.large", AvailabilityZone: aws.String("us-west-2a"), WeightedCapacity: aws.Float64(1), Priority: aws.Float64(0)},
				{InstanceType: "m5.large", SubnetId: aws.String(a.net.Subnets[1]), WeightedCapacity: aws.Float64(1)},
			}}}
		c.SpotMaintenanceStrategies = &types.SpotMaintenanceStrategies{CapacityRebalance: &types.SpotCapacityRebalance{
			ReplacementStrategy: types.ReplacementStrategyLaunchBeforeTerminate, TerminationDelay: aws.Int32(300)}}
	})).SpotFleetRequestId
	a.pass(time.Minute)
	c := a.fleet(t, id).SpotFleetRequestConfig
	if *c.FulfilledCapacity != 4 || *c.OnDemandFulfilledCapacity != 1 || *c.SpotMaintenanceStrategies.CapacityRebalance.TerminationDelay != 300 {
		t.Errorf("%g units, %g On-Demand", *c.FulfilledCapacity, *c.OnDemandFulfilledCapacity)
	}
	o := c.LaunchTemplateConfigs[0].Overrides
	if *o[0].Priority != 0 || o[1].Priority != nil || *o[0].AvailabilityZone != "us-west-2a" || *o[1].SubnetId != a.net.Subnets[1] {
		t.Errorf("%+v", o)
	}
}

func TestSpotFleetRefusals(t *testing.T) {
	a := newFleetAccount()
	id := ask[ec2.RequestSpotFleetOutput](t, a, a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.Type = types.FleetTypeRequest })).SpotFleetRequestId
	young := ask[ec2.RequestSpotFleetOutput](t, a, a.fleetRequest()).SpotFleetRequestId
	spec := func(change func(*types.SpotFleetLaunchSpecification)) *ec2.RequestSpotFleetInput {
		return a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { change(&c.LaunchSpecifications[0]) })
	}
	const ghost = "sfr-00000000-0000-4000-a000-000000000000"
	now := aws.Time(a.Now())
	a.refuses(t, []refusal{
		{"nothing", "MissingParameter: The request must contain the parameter SpotFleetRequestConfig", &ec2.RequestSpotFleetInput{}},
		{"no role", "MissingParameter: The request must contain the parameter SpotFleetRequestConfig.IamFleetRole", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.IamFleetRole = nil })},
		{"no target", "MissingParameter: The request must contain the parameter SpotFleetRequestConfig.TargetCapacity", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.TargetCapacity = nil })},
		{"a name for a role", "InvalidSpotFleetRequestConfig: Parameter: SpotFleetRequestConfig.IamFleetRole is invalid", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.IamFleetRole = aws.String("fleet") })},
		{"unknown role", "InvalidSpotFleetRequestConfig: Parameter: SpotFleetRequestConfig.IamFleetRole is invalid", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.IamFleetRole = aws.String(fleetRole + "s") })},
		{"in the past", "InvalidSpotFleetRequestConfig: Parameter: SpotFleetRequestConfig.ValidUntil is invalid", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.ValidUntil = now })},
		{"no specification", "InvalidSpotFleetRequestConfig: The request must contain at least one launch specification", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.LaunchSpecifications = nil })},
		{"strategy", "InvalidParameterValue: Value (best) for parameter AllocationStrategy is invalid. Valid values: [lowestPrice diversified capacityOptimized capacityOptimizedPrioritized priceCapacityOptimized]", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.AllocationStrategy = "best" })},
		{"price", `InvalidParameterValue: Value (cheap) for parameter price is invalid. "cheap" is not a valid Spot price`, a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.SpotPrice = aws.String("cheap") })},
		{"too large", "MaxSpotFleetRequestCountExceeded: The target capacity of 10001 exceeds the maximum of 10000 for a Spot Fleet", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.TargetCapacity = aws.Int32(10001) })},
		{"type", "InvalidSpotFleetRequestConfig: Invalid: Parameter: InstanceTypes. Unsupported instancetypes specified in the batch request[m5.tiny]", spec(func(s *types.SpotFleetLaunchSpecification) { s.InstanceType = "m5.tiny" })},
		{"subnet", "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist", spec(func(s *types.SpotFleetLaunchSpecification) { s.SubnetId = aws.String("subnet-1") })},
		{"weight", "InvalidSpotFleetRequestConfig: Parameter: WeightedCapacity must be greater than 0", spec(func(s *types.SpotFleetLaunchSpecification) { s.WeightedCapacity = aws.Float64(0) })},
		{"not simulated", "UnsupportedOperation: The parameter InstanceRequirements is not simulated by this engine.", spec(func(s *types.SpotFleetLaunchSpecification) { s.InstanceRequirements = &types.InstanceRequirements{} })},
		{"tags of another kind", "InvalidParameterValue: 'instance' is not a valid taggable resource type for this operation.", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) {
			c.TagSpecifications[0].ResourceType = types.ResourceTypeInstance
		})},
		{"template without a version", "MissingParameter: The request must contain the parameter LaunchTemplateSpecification.Version", a.fleetRequest(func(c *types.SpotFleetRequestConfigData) {
			c.LaunchTemplateConfigs = []types.LaunchTemplateConfig{{LaunchTemplateSpecification: &types.FleetLaunchTemplateSpecification{LaunchTemplateName: aws.String("web")}}}
		})},
		{"dry run", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: a.fleetRequest().SpotFleetRequestConfig, DryRun: aws.Bool(true)}},
		{"unknown fleet", "InvalidSpotFleetRequestId.NotFound: The spot fleet request ID '" + ghost + "' does not exist", &ec2.DescribeSpotFleetRequestsInput{SpotFleetRequestIds: []string{ghost}}},
		{"bad id", `InvalidSpotFleetRequestId.Malformed: Invalid id: "fleet" (expecting "sfr-...")`, &ec2.DescribeSpotFleetInstancesInput{SpotFleetRequestId: aws.String("fleet")}},
		{"no id", "MissingParameter: The request must contain the parameter SpotFleetRequestId", &ec2.DescribeSpotFleetInstancesInput{}},
		{"no start", "MissingParameter: The request must contain the parameter StartTime", &ec2.DescribeSpotFleetRequestHistoryInput{SpotFleetRequestId: id}},
		{"event type", "InvalidParameterValue: Value (bidChange) for parameter eventType is invalid.", &ec2.DescribeSpotFleetRequestHistoryInput{SpotFleetRequestId: id, StartTime: now, EventType: "bidChange"}},
		{"large page", "InvalidParameterValue: Value ( 1001 ) for parameter maxResults is invalid. Expecting a value smaller than 1000.", &ec2.DescribeSpotFleetRequestsInput{MaxResults: aws.Int32(1001)}},
		{"modify a request", "InvalidSpotFleetRequestConfig: Only a Spot Fleet request of type maintain can be modified", &ec2.ModifySpotFleetRequestInput{SpotFleetRequestId: id, TargetCapacity: aws.Int32(1)}},
		{"modify too early", "FleetNotInModifiableState: The Spot Fleet request is in the state submitted and cannot be modified", &ec2.ModifySpotFleetRequestInput{SpotFleetRequestId: young, TargetCapacity: aws.Int32(1)}},
		{"cancel nothing", "MissingParameter: The request must contain the parameter SpotFleetRequestId", &ec2.CancelSpotFleetRequestsInput{TerminateInstances: aws.Bool(true)}},
		{"cancel how", "MissingParameter: The request must contain the parameter TerminateInstances", &ec2.CancelSpotFleetRequestsInput{SpotFleetRequestIds: []string{*id}}},
		{"cancel dry", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", &ec2.CancelSpotFleetRequestsInput{SpotFleetRequestIds: []string{*id}, TerminateInstances: aws.Bool(true), DryRun: aws.Bool(true)}},
	})
	same := func() *string {
		return ask[ec2.RequestSpotFleetOutput](t, a, a.fleetRequest(func(c *types.SpotFleetRequestConfigData) { c.ClientToken = aws.String("once") })).SpotFleetRequestId
	}
	if one, two := same(), same(); *one != *two {
		t.Errorf("the same token made %s and %s", *one, *two)
	}
}
