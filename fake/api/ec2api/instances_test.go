package ec2api_test

import (
	"encoding/base64"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

const webServer = "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n"

func TestAnInstanceFromLaunchToEnd(t *testing.T) {
	a := newAccount()
	launched := a.run(t, 1, func(in *ec2.RunInstancesInput) {
		in.TagSpecifications = named("web")
		in.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(webServer)))
		in.SubnetId = aws.String(a.net.Subnets[2])
	})[0]
	id := *launched.InstanceId
	if launched.State.Name != "pending" || *launched.State.Code != 0 || *launched.Placement.AvailabilityZone != "us-west-2c" {
		t.Errorf("launched: %s %d in %s", launched.State.Name, *launched.State.Code, *launched.Placement.AvailabilityZone)
	}
	if *launched.PrivateIpAddress != "172.31.32.4" || *launched.PrivateDnsName != "ip-172-31-32-4.us-west-2.compute.internal" {
		t.Errorf("at %s, %s", *launched.PrivateIpAddress, *launched.PrivateDnsName)
	}
	ids := []string{id}
	steps := []struct {
		input any
		wait  time.Duration
		end   string
	}{
		{&ec2.DescribeInstanceStatusInput{}, time.Minute, "running"},
		{&ec2.RebootInstancesInput{InstanceIds: ids}, time.Minute, "running"},
		{&ec2.StopInstancesInput{InstanceIds: ids}, time.Minute, "stopped"},
		{&ec2.StartInstancesInput{InstanceIds: ids}, time.Minute, "running"},
		{&ec2.TerminateInstancesInput{InstanceIds: ids}, time.Minute, "terminated"},
	}
	for _, s := range steps {
		if _, err := a.try(s.input); err != nil {
			t.Fatalf("%T: %v", s.input, err)
		}
		a.pass(s.wait)
		if got := a.state(t, id); got != s.end {
			t.Fatalf("%T: %s, want %s", s.input, got, s.end)
		}
	}
	gone := a.describe(t, &ec2.DescribeInstancesInput{})[0]
	if gone.SubnetId != nil || gone.VpcId != nil || len(gone.SecurityGroups)+len(gone.NetworkInterfaces) > 0 || gone.PrivateIpAddress != nil {
		t.Error("a terminated instance has no place in the network")
	}
	if *gone.StateReason.Code != "Client.UserInitiatedShutdown" || *gone.StateTransitionReason != "User initiated (2026-03-02 09:04:00 GMT)" {
		t.Errorf("%s, %s", *gone.StateReason.Code, *gone.StateTransitionReason)
	}
	a.pass(time.Hour)
	if n := len(a.describe(t, &ec2.DescribeInstancesInput{})); n != 0 {
		t.Errorf("%d instances an hour later", n)
	}
}

func TestVerbsTellTheChange(t *testing.T) {
	a := newAccount()
	id := *a.run(t, 1)[0].InstanceId
	a.pass(time.Minute)
	out := ask[ec2.StopInstancesOutput](t, a, &ec2.StopInstancesInput{InstanceIds: []string{id, id}})
	if len(out.StoppingInstances) != 1 {
		t.Fatalf("%d changes of one instance", len(out.StoppingInstances))
	}
	if c := out.StoppingInstances[0]; c.PreviousState.Name != "running" || c.CurrentState.Name != "stopping" || *c.CurrentState.Code != 64 {
		t.Errorf("%s to %s (%d)", c.PreviousState.Name, c.CurrentState.Name, *c.CurrentState.Code)
	}
}

func TestInstanceRefusals(t *testing.T) {
	a := newAccount()
	fresh := *a.run(t, 1)[0].InstanceId
	guarded := *a.run(t, 1, func(in *ec2.RunInstancesInput) { in.DisableApiTermination = aws.Bool(true) })[0].InstanceId
	const ghost, ghost2 = "i-0123456789abcdef0", "i-0123456789abcdef1"
	image := aws.String(a.net.Images.AmazonLinux2023)
	run := func(change func(*ec2.RunInstancesInput)) *ec2.RunInstancesInput {
		in := &ec2.RunInstancesInput{ImageId: image, InstanceType: "t3.micro", MinCount: aws.Int32(1), MaxCount: aws.Int32(1)}
		change(in)
		return in
	}
	before := a.World.Instances.Len()
	a.refuses(t, []refusal{
		{"unknown id", "InvalidInstanceID.NotFound: The instance ID '" + ghost + "' does not exist", &ec2.DescribeInstancesInput{InstanceIds: []string{ghost}}},
		{"unknown ids", "InvalidInstanceID.NotFound: The instance IDs '" + ghost + ", " + ghost2 + "' do not exist", &ec2.TerminateInstancesInput{InstanceIds: []string{ghost, fresh, ghost2}}},
		{"bad id", `InvalidInstanceID.Malformed: Invalid id: "web-1"`, &ec2.DescribeInstancesInput{InstanceIds: []string{"web-1"}}},
		{"no id", "MissingParameter: The request must contain the parameter InstancesSet", &ec2.StartInstancesInput{}},
		{"stop too early", "IncorrectInstanceState: The instance '" + fresh + "' is not in a state from which it can be stopped.", &ec2.StopInstancesInput{InstanceIds: []string{fresh}}},
		{"guarded", "OperationNotPermitted: The instance '" + guarded + "' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.", &ec2.TerminateInstancesInput{InstanceIds: []string{fresh, guarded}}},
		{"dry run", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", &ec2.TerminateInstancesInput{InstanceIds: []string{fresh}, DryRun: aws.Bool(true)}},
		{"dry launch", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", run(func(in *ec2.RunInstancesInput) { in.DryRun = aws.Bool(true) })},
		{"filter", "InvalidParameterValue: The filter 'colour' is invalid", &ec2.DescribeInstancesInput{Filters: filter("colour", "red")}},
		{"small page", "InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.", &ec2.DescribeInstancesInput{MaxResults: aws.Int32(4)}},
		{"page of ids", "InvalidParameterCombination: The parameter instancesSet cannot be used with the parameter maxResults", &ec2.DescribeInstancesInput{InstanceIds: []string{fresh}, MaxResults: aws.Int32(5)}},
		{"no count", "MissingParameter: The request must contain the parameter MaxCount", run(func(in *ec2.RunInstancesInput) { in.MaxCount = nil })},
		{"count of none", "InvalidParameterValue: Maximum instance count must be greater than zero", run(func(in *ec2.RunInstancesInput) { in.MaxCount = aws.Int32(0) })},
		{"user data", "InvalidUserData.Malformed: Invalid BASE64 encoding of user data.", run(func(in *ec2.RunInstancesInput) { in.UserData = aws.String("#!/bin/sh") })},
		{"unknown template", "InvalidLaunchTemplateName.NotFoundException: The specified launch template, with template name web, does not exist.", run(func(in *ec2.RunInstancesInput) {
			in.LaunchTemplate = &types.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web")}
		})},
		{"not simulated", "UnsupportedOperation: The parameter HibernationOptions is not simulated by this engine.", run(func(in *ec2.RunInstancesInput) {
			in.HibernationOptions = &types.HibernationOptionsRequest{Configured: aws.Bool(true)}
		})},
		{"placement group", "UnsupportedOperation: The parameter GroupName is not simulated by this engine.", run(func(in *ec2.RunInstancesInput) { in.Placement = &types.Placement{GroupName: aws.String("near")} })},
		{"spot for an hour", "UnsupportedOperation: The parameter BlockDurationMinutes is not simulated by this engine.", run(func(in *ec2.RunInstancesInput) {
			in.InstanceMarketOptions = &types.InstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot, SpotOptions: &types.SpotMarketOptions{BlockDurationMinutes: aws.Int32(60)}}
		})},
		{"interface and subnet", "InvalidParameterCombination: Network interfaces and an instance-level subnet ID may not be specified on the same request", run(func(in *ec2.RunInstancesInput) {
			in.SubnetId, in.NetworkInterfaces = aws.String(a.net.Subnets[0]), []types.InstanceNetworkInterfaceSpecification{{DeviceIndex: aws.Int32(0)}}
		})},
		{"reserved tag", "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use", run(func(in *ec2.RunInstancesInput) {
			in.TagSpecifications = []types.TagSpecification{{ResourceType: "instance", Tags: []types.Tag{{Key: aws.String("aws:x")}}}}
		})},
		{"type of a pending one", "IncorrectInstanceState: The instance '" + fresh + "' is not in the 'stopped' state.", &ec2.ModifyInstanceAttributeInput{InstanceId: aws.String(fresh), InstanceType: &types.AttributeValue{Value: aws.String("t3.small")}}},
	})
	if a.World.Instances.Len() != before || a.state(t, fresh) != "pending" {
		t.Error("a refused call changes nothing")
	}
}

func TestDescribeInstancesFilters(t *testing.T) {
	a := newAccount()
	a.run(t, 2, func(in *ec2.RunInstancesInput) {
		in.TagSpecifications = named("web-1")
		in.SubnetId = aws.String(a.net.Subnets[0])
	})
	a.run(t, 1, func(in *ec2.RunInstancesInput) {
		in.TagSpecifications = named("worker")
		in.InstanceType, in.SubnetId = "m5.large", aws.String(a.net.Subnets[1])
		in.Monitoring = &types.RunInstancesMonitoringEnabled{Enabled: aws.Bool(true)}
		in.IamInstanceProfile = &types.IamInstanceProfileSpecification{Name: aws.String("worker")}
	})
	a.pass(time.Minute)
	a.run(t, 1, func(in *ec2.RunInstancesInput) {
		in.SubnetId, in.InstanceMarketOptions = aws.String(a.net.Subnets[2]), &types.InstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot}
	})
	cases := []struct {
		name   string
		values []string
		want   int
	}{
		{"tag:Name", []string{"web-*"}, 2}, {"tag:Name", []string{"web-1", "worker"}, 3}, {"tag:Name", []string{"w?rker"}, 1}, {"tag-key", []string{"Name"}, 3}, {"tag-value", []string{"worker"}, 1},
		{"instance-state-name", []string{"running"}, 3}, {"instance-state-code", []string{"0"}, 1}, {"instance-type", []string{"m5.*"}, 1},
		{"vpc-id", []string{a.net.VPC}, 4}, {"subnet-id", []string{a.net.Subnets[1]}, 1}, {"availability-zone", []string{"us-west-2a"}, 2},
		{"instance.group-name", []string{"default"}, 4}, {"instance.group-id", []string{a.net.SecurityGroup}, 4}, {"instance-lifecycle", []string{"spot"}, 1},
		{"image-id", []string{a.net.Images.AmazonLinux2023}, 4}, {"private-ip-address", []string{"172.31.0.*"}, 2}, {"monitoring-state", []string{"enabled"}, 1},
		{"iam-instance-profile.arn", []string{"arn:aws:iam::123456789012:instance-profile/worker"}, 1}, {"launch-time", []string{"2026-03-02T09:01*"}, 1},
		{"architecture", []string{"x86_64"}, 4}, {"owner-id", []string{"123456789012"}, 4}, {"key-name", []string{"*"}, 0}, {"private-dns-name", []string{"ip-172-31-16-4.*"}, 1},
	}
	for _, c := range cases {
		if got := len(a.describe(t, &ec2.DescribeInstancesInput{Filters: filter(c.name, c.values...)})); got != c.want {
			t.Errorf("%s %v: %d instances, want %d", c.name, c.values, got, c.want)
		}
	}
	both := append(filter("instance-state-name", "running"), filter("tag:Name", "web*")...)
	if got := len(a.describe(t, &ec2.DescribeInstancesInput{Filters: both})); got != 2 {
		t.Errorf("two filters must both pass: %d instances", got)
	}
}

func TestPagesOfInstances(t *testing.T) {
	a := newAccount()
	a.run(t, 12)
	in := &ec2.DescribeInstancesInput{MaxResults: aws.Int32(5)}
	var seen []string
	for {
		out := ask[ec2.DescribeInstancesOutput](t, a, in)
		for _, r := range out.Reservations {
			for _, i := range r.Instances {
				seen = append(seen, *i.InstanceId)
			}
		}
		if out.NextToken == nil {
			break
		}
		in.NextToken = out.NextToken
		a.World.Instances.Delete(seen[0]) // one that has been given already goes
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(seen))); len(seen) != 12 || len(unique) != 12 {
		t.Errorf("%d instances in pages, %d different, want 12", len(seen), len(unique))
	}
	a.refuses(t, []refusal{{"token", "InvalidNextToken: The token 'x' is invalid.", &ec2.DescribeInstancesInput{NextToken: aws.String("x")}}})
}

func TestMinCountLaunchesWhatFits(t *testing.T) {
	a := newAccount()
	s := a.World.Subnets.Get(a.net.Subnets[0])
	s.CIDR = "172.31.0.0/28" // room for 11
	atLeast := func(low, high int32) *ec2.RunInstancesInput {
		return &ec2.RunInstancesInput{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "t3.micro", SubnetId: aws.String(s.ID), MinCount: aws.Int32(low), MaxCount: aws.Int32(high)}
	}
	a.refuses(t, []refusal{{"too many", "InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet '" + s.ID + "' to satisfy the requested number of instances.", atLeast(12, 20)}})
	in := atLeast(1, math.MaxInt32) // not tried one by one
	in.ClientToken = aws.String("once")
	for range 2 { // the second time, there is no room left and none needed
		if n := len(ask[ec2.RunInstancesOutput](t, a, in).Instances); n != 11 {
			t.Errorf("launched %d, want 11", n)
		}
	}
	in.MinCount = aws.Int32(12)
	a.refuses(t, []refusal{{"same token, other request", "IdempotentParameterMismatch: Arguments on this idempotent request are inconsistent with arguments used in previous request(s).", in}})
}

func TestClientToken(t *testing.T) {
	a := newAccount()
	once := func(in *ec2.RunInstancesInput) { in.ClientToken = aws.String("once") }
	if first, again := a.run(t, 2, once), a.run(t, 2, once); *first[0].InstanceId != *again[0].InstanceId || a.World.Instances.Len() != 2 {
		t.Error("the same client token launched twice")
	}
}

func TestInstanceStatus(t *testing.T) {
	a := newAccount()
	id := *a.run(t, 1)[0].InstanceId
	status := func(in *ec2.DescribeInstanceStatusInput) []types.InstanceStatus {
		return ask[ec2.DescribeInstanceStatusOutput](t, a, in).InstanceStatuses
	}
	if n := len(status(&ec2.DescribeInstanceStatusInput{})); n != 0 {
		t.Errorf("%d statuses of a pending instance without IncludeAllInstances", n)
	}
	if s := status(&ec2.DescribeInstanceStatusInput{IncludeAllInstances: aws.Bool(true)}); len(s) != 1 || s[0].InstanceStatus.Status != "not-applicable" {
		t.Errorf("all: %v", s)
	}
	a.pass(time.Minute)
	if s := status(&ec2.DescribeInstanceStatusInput{InstanceIds: []string{id}}); s[0].SystemStatus.Status != "initializing" || s[0].InstanceStatus.Details[0].Status != "initializing" {
		t.Errorf("young: %v", s[0].SystemStatus.Status)
	}
	a.pass(3 * time.Minute)
	if n := len(status(&ec2.DescribeInstanceStatusInput{Filters: filter("instance-status.reachability", "passed")})); n != 1 {
		t.Errorf("%d instances have passed", n)
	}
}

func TestInstanceAttributes(t *testing.T) {
	a := newAccount()
	id := aws.String(*a.run(t, 1)[0].InstanceId)
	attribute := func(name types.InstanceAttributeName) *ec2.DescribeInstanceAttributeOutput {
		return ask[ec2.DescribeInstanceAttributeOutput](t, a, &ec2.DescribeInstanceAttributeInput{InstanceId: id, Attribute: name})
	}
	ask[ec2.ModifyInstanceAttributeOutput](t, a, &ec2.ModifyInstanceAttributeInput{InstanceId: id, DisableApiTermination: &types.AttributeBooleanValue{Value: aws.Bool(true)}})
	if !*attribute("disableApiTermination").DisableApiTermination.Value {
		t.Error("termination protection was not set")
	}
	a.pass(time.Minute)
	ask[ec2.StopInstancesOutput](t, a, &ec2.StopInstancesInput{InstanceIds: []string{*id}})
	a.pass(time.Minute)
	ask[ec2.ModifyInstanceAttributeOutput](t, a, &ec2.ModifyInstanceAttributeInput{InstanceId: id, Attribute: "instanceType", Value: aws.String("m5.large")})
	ask[ec2.ModifyInstanceAttributeOutput](t, a, &ec2.ModifyInstanceAttributeInput{InstanceId: id, UserData: &types.SecureBlobAttributeValue{Value: []byte("#!/bin/sh")}})
	if got := *attribute("instanceType").InstanceType.Value; got != "m5.large" {
		t.Errorf("type %s", got)
	}
	if got := *attribute("userData").UserData.Value; got != "IyEvYmluL3No" {
		t.Errorf("user data %s", got)
	}
	if got := attribute("groupSet").Groups; len(got) != 1 || *got[0].GroupName != "default" {
		t.Errorf("groups %v", got)
	}
}

func TestConsoleOutputGrowsWithTheBoot(t *testing.T) {
	a := newAccount()
	id := aws.String(*a.run(t, 1, func(in *ec2.RunInstancesInput) {
		in.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(webServer)))
	})[0].InstanceId)
	log := func() string {
		out := ask[ec2.GetConsoleOutputOutput](t, a, &ec2.GetConsoleOutputInput{InstanceId: id})
		raw, err := base64.StdEncoding.DecodeString(aws.ToString(out.Output))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if got := log(); got != "" {
		t.Errorf("a pending instance has written %q", got)
	}
	a.pass(5 * time.Minute)
	if got := log(); !strings.Contains(got, "+ yum install -y httpd") || !strings.HasSuffix(got, "login:\r\n") {
		t.Errorf("after the boot:\n%s", got)
	}
	ask[ec2.RebootInstancesOutput](t, a, &ec2.RebootInstancesInput{InstanceIds: []string{*id}})
	a.pass(5 * time.Minute)
	if got := log(); strings.Contains(got, "yum install") || got == "" {
		t.Errorf("user data runs at the first boot only (EC2/user-data):\n%s", got)
	}
}

func TestTags(t *testing.T) {
	a := newAccount()
	id := *a.run(t, 1, func(in *ec2.RunInstancesInput) { in.TagSpecifications = named("web") })[0].InstanceId
	tag := func(k, v string) types.Tag { return types.Tag{Key: aws.String(k), Value: aws.String(v)} }
	ask[ec2.CreateTagsOutput](t, a, &ec2.CreateTagsInput{Resources: []string{id, a.net.VPC, a.net.SecurityGroup}, Tags: []types.Tag{tag("env", "prod"), tag("Name", "main")}})
	show := func(in *ec2.DescribeTagsInput) string {
		var list []string
		for _, d := range ask[ec2.DescribeTagsOutput](t, a, in).Tags {
			list = append(list, string(d.ResourceType)+" "+*d.Key+"="+*d.Value)
		}
		return strings.Join(list, ", ")
	}
	if got := show(&ec2.DescribeTagsInput{}); got != "instance Name=main, security-group Name=main, vpc Name=main, instance env=prod, security-group env=prod, vpc env=prod" {
		t.Errorf("all tags: %s", got)
	}
	ask[ec2.DeleteTagsOutput](t, a, &ec2.DeleteTagsInput{Resources: []string{id}, Tags: []types.Tag{tag("env", "test"), {Key: aws.String("Name")}}})
	if got := show(&ec2.DescribeTagsInput{Filters: filter("resource-id", id)}); got != "instance env=prod" {
		t.Errorf("a tag goes only with its value, or without one: %s", got)
	}
	a.refuses(t, []refusal{
		{"unknown resource", "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist", &ec2.CreateTagsInput{Resources: []string{"subnet-1"}, Tags: []types.Tag{tag("a", "b")}}},
		{"bad resource", "InvalidID: The ID 'web' is not valid", &ec2.CreateTagsInput{Resources: []string{"web"}, Tags: []types.Tag{tag("a", "b")}}},
		{"reserved", "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use", &ec2.CreateTagsInput{Resources: []string{id}, Tags: []types.Tag{tag("aws:a", "b")}}},
	})
}
