package ec2api_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// spotSpec is a launch specification of an m5.large in the first subnet.
func (a *account) spotSpec() *types.RequestSpotLaunchSpecification {
	return &types.RequestSpotLaunchSpecification{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: types.InstanceTypeM5Large, SubnetId: aws.String(a.net.Subnets[0])}
}

func (a *account) spotRequests(t *testing.T, in *ec2.DescribeSpotInstanceRequestsInput) []types.SpotInstanceRequest {
	t.Helper()
	return ask[ec2.DescribeSpotInstanceRequestsOutput](t, a, in).SpotInstanceRequests
}

func TestSpotRequestsComeAndGo(t *testing.T) {
	a := newAccount()
	in := &ec2.RequestSpotInstancesInput{LaunchSpecification: a.spotSpec(), InstanceCount: aws.Int32(2), ClientToken: aws.String("once"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeSpotInstancesRequest, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("web")}}}}}
	made := ask[ec2.RequestSpotInstancesOutput](t, a, in).SpotInstanceRequests
	if len(made) != 2 || made[0].State != types.SpotInstanceStateOpen || *made[0].Status.Code != "pending-evaluation" || made[0].InstanceId != nil || *made[0].SpotPrice != "0.096000" ||
		made[0].ValidUntil.Sub(*made[0].CreateTime) != 7*24*time.Hour {
		t.Fatalf("%+v", made)
	}
	if again := ask[ec2.RequestSpotInstancesOutput](t, a, in).SpotInstanceRequests; *again[0].SpotInstanceRequestId != *made[0].SpotInstanceRequestId {
		t.Error("the same token made other requests")
	}
	a.pass(time.Minute)
	active := a.spotRequests(t, &ec2.DescribeSpotInstanceRequestsInput{Filters: filter("state", "active")})
	if len(active) != 2 || *active[0].LaunchedAvailabilityZone != "us-west-2a" || *active[0].LaunchSpecification.SubnetId != a.net.Subnets[0] {
		t.Fatalf("%+v", active)
	}
	id, instance := *active[0].SpotInstanceRequestId, *active[0].InstanceId
	shown := a.describe(t, &ec2.DescribeInstancesInput{Filters: filter("spot-instance-request-id", id)})
	if len(shown) != 1 || *shown[0].InstanceId != instance || shown[0].InstanceLifecycle != types.InstanceLifecycleTypeSpot || *shown[0].SpotInstanceRequestId != id {
		t.Errorf("%+v", shown)
	}
	if n := len(a.describe(t, &ec2.DescribeInstancesInput{Filters: filter("instance-lifecycle", "spot")})); n != 2 {
		t.Errorf("%d Spot Instances", n)
	}
	for name, value := range map[string]string{
		"spot-instance-request-id": id, "instance-id": instance, "status-code": "fulfilled", "type": "one-time", "launch.instance-type": "m5.*", "tag:team": "web",
		"launched-availability-zone": "us-west-2a", "spot-price": "0.096000", "product-description": "Linux/UNIX", "launch.image-id": a.net.Images.AmazonLinux2023,
		"status-message": "*is fulfilled.", "network-interface.subnet-id": a.net.Subnets[0], "launch.monitoring-enabled": "false",
	} {
		if len(a.spotRequests(t, &ec2.DescribeSpotInstanceRequestsInput{Filters: filter(name, value)})) == 0 {
			t.Errorf("the filter %s finds nothing", name)
		}
		if len(a.spotRequests(t, &ec2.DescribeSpotInstanceRequestsInput{Filters: filter(name, "other")})) != 0 {
			t.Errorf("the filter %s lets everything through", name)
		}
	}
	ask[ec2.CreateTagsOutput](t, a, &ec2.CreateTagsInput{Resources: []string{id}, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}})
	cancelled := ask[ec2.CancelSpotInstanceRequestsOutput](t, a, &ec2.CancelSpotInstanceRequestsInput{SpotInstanceRequestIds: []string{id, id}}).CancelledSpotInstanceRequests
	if len(cancelled) != 1 || cancelled[0].State != types.CancelSpotInstanceRequestStateCancelled {
		t.Errorf("%+v", cancelled)
	}
	one := a.spotRequests(t, &ec2.DescribeSpotInstanceRequestsInput{SpotInstanceRequestIds: []string{id}})[0]
	if *one.Status.Code != "request-canceled-and-instance-running" || len(one.Tags) != 2 || a.state(t, instance) != "running" {
		t.Errorf("%+v", one)
	}
}

func TestSpotRequestsInPages(t *testing.T) {
	a := newAccount()
	ask[ec2.RequestSpotInstancesOutput](t, a, &ec2.RequestSpotInstancesInput{LaunchSpecification: a.spotSpec(), InstanceCount: aws.Int32(7)})
	first := ask[ec2.DescribeSpotInstanceRequestsOutput](t, a, &ec2.DescribeSpotInstanceRequestsInput{MaxResults: aws.Int32(5)})
	rest := ask[ec2.DescribeSpotInstanceRequestsOutput](t, a, &ec2.DescribeSpotInstanceRequestsInput{MaxResults: aws.Int32(5), NextToken: first.NextToken})
	if len(first.SpotInstanceRequests) != 5 || len(rest.SpotInstanceRequests) != 2 || rest.NextToken != nil {
		t.Errorf("%d and %d", len(first.SpotInstanceRequests), len(rest.SpotInstanceRequests))
	}
}

func TestSpotRefusals(t *testing.T) {
	a := newAccount()
	request := func(change func(*ec2.RequestSpotInstancesInput)) *ec2.RequestSpotInstancesInput {
		in := &ec2.RequestSpotInstancesInput{LaunchSpecification: a.spotSpec()}
		change(in)
		return in
	}
	ago := a.Now().Add(-time.Hour)
	a.refuses(t, []refusal{
		{"no specification", "MissingParameter: The request must contain the parameter LaunchSpecification", &ec2.RequestSpotInstancesInput{}},
		{"no image", "MissingParameter: The request must contain the parameter LaunchSpecification.ImageId", request(func(in *ec2.RequestSpotInstancesInput) { in.LaunchSpecification.ImageId = nil })},
		{"no type", "MissingParameter: The request must contain the parameter LaunchSpecification.InstanceType", request(func(in *ec2.RequestSpotInstancesInput) { in.LaunchSpecification.InstanceType = "" })},
		{"an unknown type", "InvalidParameterValue: Invalid value 'x9.tiny' for InstanceType.", request(func(in *ec2.RequestSpotInstancesInput) { in.LaunchSpecification.InstanceType = "x9.tiny" })},
		{"no instances", "InvalidParameterValue: Value (0) for parameter instanceCount is invalid. It must be from 1 to 1000.", request(func(in *ec2.RequestSpotInstancesInput) { in.InstanceCount = aws.Int32(0) })},
		{"no price", `InvalidParameterValue: Value (free) for parameter price is invalid. "free" is not a valid Spot price`, request(func(in *ec2.RequestSpotInstancesInput) { in.SpotPrice = aws.String("free") })},
		{"over already", "InvalidParameterValue: Value (2026-03-02T08:00:00Z) for parameter validUntil is invalid. Please specify a date and time in the future.", request(func(in *ec2.RequestSpotInstancesInput) { in.ValidUntil = &ago })},
		{"stop once", "InvalidParameterCombination: Instance interruption behavior of stop requires a persistent Spot Instance request.", request(func(in *ec2.RequestSpotInstancesInput) { in.InstanceInterruptionBehavior = "stop" })},
		{"for an hour", "UnsupportedOperation: The parameter BlockDurationMinutes is not simulated by this engine.", request(func(in *ec2.RequestSpotInstancesInput) { in.BlockDurationMinutes = aws.Int32(60) })},
		{"tags of something else", "InvalidParameterValue: 'instance' is not a valid taggable resource type for this operation.", request(func(in *ec2.RequestSpotInstancesInput) { in.TagSpecifications = named("x") })},
		{"dry", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", request(func(in *ec2.RequestSpotInstancesInput) { in.DryRun = aws.Bool(true) })},
		{"an unknown id", "InvalidSpotInstanceRequestID.NotFound: The spot instance request ID 'sir-00000000' does not exist", &ec2.DescribeSpotInstanceRequestsInput{SpotInstanceRequestIds: []string{"sir-00000000"}}},
		{"a bad id", `InvalidSpotInstanceRequestID.Malformed: Invalid id: "i-1" (expecting "sir-...")`, &ec2.CancelSpotInstanceRequestsInput{SpotInstanceRequestIds: []string{"i-1"}}},
		{"nothing to cancel", "MissingParameter: The request must contain the parameter SpotInstanceRequestId", &ec2.CancelSpotInstanceRequestsInput{}},
		{"an unknown filter", "InvalidParameterValue: The filter 'colour' is invalid", &ec2.DescribeSpotInstanceRequestsInput{Filters: filter("colour", "red")}},
		{"prices of nothing", "InvalidParameterValue: Invalid value 'x9.tiny' for InstanceType.", &ec2.DescribeSpotPriceHistoryInput{InstanceTypes: []types.InstanceType{"x9.tiny"}}},
		{"prices of no zone", "InvalidParameterValue: Invalid availability zone: [us-east-1a]", &ec2.DescribeSpotPriceHistoryInput{AvailabilityZone: aws.String("us-east-1a")}},
		{"prices of no product", "InvalidParameterValue: Invalid value 'Plan 9' for ProductDescription.", &ec2.DescribeSpotPriceHistoryInput{ProductDescriptions: []string{"Plan 9"}}},
		{"prices backwards", "InvalidParameterValue: The start time must not be after the end time.", &ec2.DescribeSpotPriceHistoryInput{StartTime: aws.Time(a.Now()), EndTime: &ago}},
		{"prices by the score", "InvalidParameterValue: Value ( 2000 ) for parameter maxResults is invalid. Expecting a value from 1 to 1000.", &ec2.DescribeSpotPriceHistoryInput{MaxResults: aws.Int32(2000)}},
		{"prices after nothing", "InvalidNextToken: The token 'x' is invalid.", &ec2.DescribeSpotPriceHistoryInput{NextToken: aws.String("x")}},
		{"prices by colour", "InvalidParameterValue: The filter 'colour' is invalid", &ec2.DescribeSpotPriceHistoryInput{Filters: filter("colour", "red")}},
		{"prices in two ways", "InvalidParameterCombination: The parameter AvailabilityZone cannot be used with the parameter AvailabilityZoneId", &ec2.DescribeSpotPriceHistoryInput{AvailabilityZone: aws.String("us-west-2a"), AvailabilityZoneId: aws.String("usw2-az1")}},
		{"scores of nothing", "MissingParameter: The request must contain the parameter InstanceType", &ec2.GetSpotPlacementScoresInput{TargetCapacity: aws.Int32(1)}},
		{"scores for nobody", "MissingParameter: The request must contain the parameter TargetCapacity", &ec2.GetSpotPlacementScoresInput{InstanceTypes: []string{"m5.large"}}},
		{"scores elsewhere", "UnsupportedOperation: Only the region us-west-2 is scored by this engine.", &ec2.GetSpotPlacementScoresInput{InstanceTypes: []string{"m5.large"}, TargetCapacity: aws.Int32(1), RegionNames: []string{"eu-west-1"}}},
	})
}

// RunInstances with market options is a request that is fulfilled at once.
func TestRunSpotInstances(t *testing.T) {
	a := newAccount()
	run := func(o *types.SpotMarketOptions) *ec2.RunInstancesInput {
		return &ec2.RunInstancesInput{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: types.InstanceTypeM5Large, MinCount: aws.Int32(1), MaxCount: aws.Int32(2),
			InstanceMarketOptions: &types.InstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot, SpotOptions: o},
			TagSpecifications:     []types.TagSpecification{{ResourceType: types.ResourceTypeSpotInstancesRequest, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("web")}}}}}
	}
	launched := ask[ec2.RunInstancesOutput](t, a, run(&types.SpotMarketOptions{SpotInstanceType: types.SpotInstanceTypePersistent, InstanceInterruptionBehavior: "stop", MaxPrice: aws.String("0.09")})).Instances
	requests := a.spotRequests(t, &ec2.DescribeSpotInstanceRequestsInput{})
	if len(launched) != 2 || len(requests) != 2 || *launched[0].SpotInstanceRequestId != *requests[0].SpotInstanceRequestId {
		t.Fatalf("%d instances, %d requests", len(launched), len(requests))
	}
	if r := requests[0]; *r.Status.Code != "fulfilled" || r.Type != "persistent" || r.InstanceInterruptionBehavior != "stop" || *r.SpotPrice != "0.090000" || len(r.Tags) != 1 {
		t.Errorf("%+v", r)
	}
	a.pass(time.Minute)
	id := *launched[0].InstanceId
	ask[ec2.StopInstancesOutput](t, a, &ec2.StopInstancesInput{InstanceIds: []string{id}})
	a.pass(time.Minute)
	ask[ec2.StartInstancesOutput](t, a, &ec2.StartInstancesInput{InstanceIds: []string{id}})
	_, err := a.try(run(&types.SpotMarketOptions{MaxPrice: aws.String("0.0001")}))
	if err == nil || len(a.spotRequests(t, &ec2.DescribeSpotInstanceRequestsInput{})) != 2 {
		t.Errorf("for next to nothing: %v", err)
	}
	a.refuses(t, []refusal{
		{"hibernate", "UnsupportedOperation: Hibernation is not simulated by this engine; instances can be stopped or terminated when they are interrupted.",
			run(&types.SpotMarketOptions{InstanceInterruptionBehavior: "hibernate", SpotInstanceType: "persistent"})},
		{"dry", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", func() *ec2.RunInstancesInput {
			in := run(nil)
			in.DryRun = aws.Bool(true)
			return in
		}()},
	})
	template := ask[ec2.CreateLaunchTemplateOutput](t, a, &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("spot"), LaunchTemplateData: &types.RequestLaunchTemplateData{
		ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: types.InstanceTypeM5Large,
		InstanceMarketOptions: &types.LaunchTemplateInstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot, SpotOptions: &types.LaunchTemplateSpotMarketOptionsRequest{SpotInstanceType: "persistent"}}}})
	from := ask[ec2.RunInstancesOutput](t, a, &ec2.RunInstancesInput{MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
		LaunchTemplate: &types.LaunchTemplateSpecification{LaunchTemplateId: template.LaunchTemplate.LaunchTemplateId}}).Instances
	if from[0].SpotInstanceRequestId == nil {
		t.Error("a launch template's market options came to nothing")
	}
	versions := ask[ec2.DescribeLaunchTemplateVersionsOutput](t, a, &ec2.DescribeLaunchTemplateVersionsInput{LaunchTemplateId: template.LaunchTemplate.LaunchTemplateId}).LaunchTemplateVersions
	if o := versions[0].LaunchTemplateData.InstanceMarketOptions.SpotOptions; o == nil || o.SpotInstanceType != "persistent" {
		t.Errorf("%+v", o)
	}
}

// BC:ec2.DescribeSpotPriceHistory.
func TestSpotPriceHistory(t *testing.T) {
	a := newAccount()
	a.pass(time.Hour)
	start := a.Now().Add(-24 * time.Hour)
	ask24 := &ec2.DescribeSpotPriceHistoryInput{InstanceTypes: []types.InstanceType{"m5.large"}, StartTime: &start}
	out := ask[ec2.DescribeSpotPriceHistoryOutput](t, a, ask24)
	pools := map[string]bool{}
	old := 0
	for i, e := range out.SpotPriceHistory {
		pools[*e.AvailabilityZone+string(e.ProductDescription)] = true
		if i > 0 && e.Timestamp.After(*out.SpotPriceHistory[i-1].Timestamp) {
			t.Error("not newest first")
		}
		if e.Timestamp.Before(start) {
			old++
		}
	}
	if len(pools) != 8 || old != 8 || out.NextToken != nil {
		t.Errorf("%d pools, %d entries in force at the start", len(pools), old)
	}
	var paged []types.SpotPrice
	for more := true; more; more = ask24.NextToken != nil {
		ask24.MaxResults = aws.Int32(7)
		page := ask[ec2.DescribeSpotPriceHistoryOutput](t, a, ask24)
		paged, ask24.NextToken = append(paged, page.SpotPriceHistory...), page.NextToken
	}
	same := func(x, y types.SpotPrice) bool {
		return *x.Timestamp == *y.Timestamp && *x.SpotPrice == *y.SpotPrice && *x.AvailabilityZone == *y.AvailabilityZone && x.ProductDescription == y.ProductDescription
	}
	if !slices.EqualFunc(paged, out.SpotPriceHistory, same) {
		t.Errorf("%d in pages, %d at once", len(paged), len(out.SpotPriceHistory))
	}
	first := out.SpotPriceHistory[0]
	for name, value := range map[string]string{"availability-zone": "us-west-2b", "availability-zone-id": "usw2-az2", "product-description": "Windows", "instance-type": "m5.*",
		"spot-price": *first.SpotPrice, "timestamp": first.Timestamp.Format("2006-01-02T15:04:05.000Z")} {
		part := ask[ec2.DescribeSpotPriceHistoryOutput](t, a, &ec2.DescribeSpotPriceHistoryInput{InstanceTypes: []types.InstanceType{"m5.large"}, StartTime: &start, Filters: filter(name, value)}).SpotPriceHistory
		if len(part) == 0 || len(part) == len(out.SpotPriceHistory) && name != "instance-type" {
			t.Errorf("the filter %s finds %d of %d", name, len(part), len(out.SpotPriceHistory))
		}
	}
	vpc := ask[ec2.DescribeSpotPriceHistoryOutput](t, a, &ec2.DescribeSpotPriceHistoryInput{InstanceTypes: []types.InstanceType{"m5.large"}, AvailabilityZone: aws.String("us-west-2a"),
		ProductDescriptions: []string{"Linux/UNIX (Amazon VPC)"}, StartTime: aws.Time(a.Now().Add(time.Hour))}).SpotPriceHistory
	if len(vpc) != 1 || vpc[0].ProductDescription != "Linux/UNIX (Amazon VPC)" || len(*vpc[0].SpotPrice) != len("0.031200") {
		t.Errorf("%+v", vpc)
	}
	none := ask[ec2.DescribeSpotPriceHistoryOutput](t, a, &ec2.DescribeSpotPriceHistoryInput{Filters: filter("product-description", "Plan 9")})
	if len(none.SpotPriceHistory) != 0 || none.NextToken != nil {
		t.Errorf("%d prices of nothing", len(none.SpotPriceHistory))
	}
}

func TestSpotPlacementScores(t *testing.T) {
	a := newAccount()
	in := &ec2.GetSpotPlacementScoresInput{InstanceTypes: []string{"m5.large", "c5.large"}, TargetCapacity: aws.Int32(10)}
	whole := ask[ec2.GetSpotPlacementScoresOutput](t, a, in).SpotPlacementScores
	if len(whole) != 1 || *whole[0].Region != "us-west-2" || *whole[0].Score < 3 || *whole[0].Score > 10 {
		t.Errorf("%+v", whole)
	}
	in.SingleAvailabilityZone = aws.Bool(true)
	zones := ask[ec2.GetSpotPlacementScoresOutput](t, a, in).SpotPlacementScores
	if len(zones) != 4 || zones[0].AvailabilityZoneId == nil || *zones[0].Score < *zones[3].Score {
		t.Errorf("%+v", zones)
	}
	in.TargetCapacity = aws.Int32(1_000_000)
	if huge := ask[ec2.GetSpotPlacementScoresOutput](t, a, in).SpotPlacementScores; *huge[0].Score >= *zones[0].Score {
		t.Errorf("a million are as likely as ten: %d", *huge[0].Score)
	}
}
