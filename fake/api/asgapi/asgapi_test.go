package asgapi_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/asgapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/notify"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// service is the table of handlers on a new account.
type service struct {
	*sim.Kernel
	t    *testing.T
	mux  *api.Mux
	net  compute.Network
	room *scaling.Room

	compute *compute.Room
	spot    *spot.Room
	used    map[string]bool
}

const targetGroup = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09"

func newService(t *testing.T) *service {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := &world.World{Account: "123456789012", Region: "us-east-1", Seed: 1, Born: start, Now: start, Random: world.Random{Hi: 1, Lo: 1}}
	k := sim.New(w)
	c := compute.New(k)
	b := balancing.New(k, c)
	s := &service{Kernel: k, t: t, mux: api.NewMux(), used: map[string]bool{}}
	s.room = scaling.New(k, c, b, telemetry.New(k, c, b))
	s.compute, s.spot = c, spot.New(k, c)
	s.room.UseSpot(s.spot)
	s.room.UseTopics(notify.New(k))
	s.net = compute.DefaultNetwork(k)
	w.TargetGroups.Put(targetGroup, &world.TargetGroup{
		ARN: targetGroup, Name: "web", Protocol: "HTTP", VPC: s.net.VPC, TargetType: "instance", Port: 80,
		Check: world.HealthCheck{Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 5, Unhealthy: 2, Matcher: "200"},
	})
	asgapi.Register(s.mux, k, s.room)
	return s
}

func (s *service) pass(d time.Duration) { s.Advance(s.Now().Add(d)) }

// do calls the operation of an input.
func (s *service) do(input any) (any, error) {
	name := strings.TrimSuffix(reflect.TypeOf(input).Elem().Name(), "Input")
	s.used[name] = true
	out, err := s.mux.Call(context.Background(), "autoscaling", name, input)
	s.Settle()
	return out, err
}

// call is do for a call that must go well.
func call[O any](s *service, input any) *O {
	s.t.Helper()
	out, err := s.do(input)
	if err != nil {
		s.t.Fatalf("%T: %v", input, err)
	}
	return out.(*O)
}

// refused is do for a call that must be refused.
func (s *service) refused(input any, code, text string) {
	s.t.Helper()
	_, err := s.do(input)
	var e *awserr.Error
	if !errors.As(err, &e) || e.Code != code || e.Message != text {
		s.t.Errorf("%T: refused with\n     %v\nwant %s: %s", input, err, code, text)
	}
}

func str(s string) *string { return aws.String(s) }

// furnished is an account with a launch configuration and a group of two.
func furnished(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	call[asg.CreateLaunchConfigurationOutput](s, &asg.CreateLaunchConfigurationInput{
		LaunchConfigurationName: str("lc"), ImageId: str(s.net.Images.AmazonLinux2023), InstanceType: str("t3.micro"),
		UserData: str(base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\n"))),
	})
	call[asg.CreateAutoScalingGroupOutput](s, s.newGroup("web"))
	s.pass(2 * time.Minute)
	return s
}

func (s *service) newGroup(name string) *asg.CreateAutoScalingGroupInput {
	return &asg.CreateAutoScalingGroupInput{
		AutoScalingGroupName: str(name), LaunchConfigurationName: str("lc"), MinSize: new(int32(2)), MaxSize: new(int32(12)),
		VPCZoneIdentifier: str(s.net.Subnets[0] + "," + s.net.Subnets[1]),
		Tags:              []types.Tag{{Key: str("team"), Value: str("red"), PropagateAtLaunch: aws.Bool(true)}},
	}
}

func (s *service) group() types.AutoScalingGroup {
	s.t.Helper()
	return call[asg.DescribeAutoScalingGroupsOutput](s, &asg.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{"web"}}).AutoScalingGroups[0]
}

func (s *service) instances() []string {
	var ids []string
	for _, in := range s.group().Instances {
		ids = append(ids, *in.InstanceId)
	}
	return ids
}

func TestGroups(t *testing.T) {
	s := furnished(t)
	g := s.group()
	if *g.DesiredCapacity != 2 || *g.DefaultCooldown != 300 || *g.HealthCheckGracePeriod != 0 || *g.HealthCheckType != "EC2" ||
		g.DefaultInstanceWarmup != nil || len(g.Instances) != 2 || g.Instances[0].LifecycleState != types.LifecycleStateInService ||
		!slices.Equal(g.TerminationPolicies, []string{"Default"}) || !slices.Equal(g.AvailabilityZones, []string{"us-east-1a", "us-east-1b"}) {
		t.Errorf("group %+v", g)
	}
	s.refused(s.newGroup("web"), "AlreadyExists", "AutoScalingGroup by this name already exists - A group with the name web already exists")
	bad := s.newGroup("bad")
	bad.MaxSize = new(int32(1))
	s.refused(bad, "ValidationError", "Max bound, 1, must be greater than or equal to min bound, 2")
	bad = s.newGroup("bad")
	bad.LaunchConfigurationName = str("no")
	s.refused(bad, "ValidationError", "Launch configuration name not found - Launch configuration no not found")
	bad = s.newGroup("bad")
	bad.VPCZoneIdentifier = nil
	s.refused(bad, "ValidationError", "At least one Availability Zone or VPC Subnet is required.")
	bad = s.newGroup("bad")
	bad.TargetGroupARNs = []string{targetGroup + "0"}
	s.refused(bad, "ValidationError", "Provided Target Groups may not be valid. Please ensure they exist and try again.")
	bad = s.newGroup("bad")
	bad.LaunchTemplate, bad.LaunchConfigurationName = &types.LaunchTemplateSpecification{LaunchTemplateName: str("no")}, nil
	s.refused(bad, "ValidationError", "You must use a valid fully-formed launch template. The specified launch template, with template name no, does not exist.")
	bad = s.newGroup("bad")
	bad.MixedInstancesPolicy = &types.MixedInstancesPolicy{}
	s.refused(bad, "ValidationError", "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.")
	bad = s.newGroup("bad")
	bad.DeletionProtection = types.DeletionProtectionPreventAllDeletion // taking it and doing nothing would be worse
	s.refused(bad, "ValidationError", "The parameter DeletionProtection is not supported")

	s.refused(&asg.SetDesiredCapacityInput{AutoScalingGroupName: str("web"), DesiredCapacity: new(int32(20))}, "ValidationError",
		"New SetDesiredCapacity value 20 is above max value 12 for the AutoScalingGroup.")
	s.refused(&asg.SetDesiredCapacityInput{AutoScalingGroupName: str("no"), DesiredCapacity: new(int32(2))}, "ValidationError",
		"AutoScalingGroup name not found - AutoScalingGroup no not found")
	s.refused(&asg.SetDesiredCapacityInput{DesiredCapacity: new(int32(2))}, "ValidationError",
		"1 validation error detected: Value null at 'autoScalingGroupName' failed to satisfy constraint: Member must not be null")
	call[asg.SetDesiredCapacityOutput](s, &asg.SetDesiredCapacityInput{AutoScalingGroupName: str("web"), DesiredCapacity: new(int32(3))})
	call[asg.UpdateAutoScalingGroupOutput](s, &asg.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: str("web"), MinSize: new(int32(1)), HealthCheckType: str("ELB"), HealthCheckGracePeriod: new(int32(90)), DefaultInstanceWarmup: new(int32(60)),
	})
	g = s.group()
	if *g.DesiredCapacity != 3 || *g.MinSize != 1 || *g.HealthCheckGracePeriod != 90 || *g.DefaultInstanceWarmup != 60 || len(g.Instances) != 3 {
		t.Errorf("group %+v", g)
	}
	call[asg.UpdateAutoScalingGroupOutput](s, &asg.UpdateAutoScalingGroupInput{AutoScalingGroupName: str("web"), DefaultInstanceWarmup: new(int32(-1))})
	if s.group().DefaultInstanceWarmup != nil {
		t.Error("-1 should clear the warm-up")
	}

	call[asg.SuspendProcessesOutput](s, &asg.SuspendProcessesInput{AutoScalingGroupName: str("web"), ScalingProcesses: []string{"Launch"}})
	if p := s.group().SuspendedProcesses; len(p) != 1 || *p[0].SuspensionReason != "User suspended at 2026-03-02T09:02:00Z" {
		t.Errorf("suspended %+v", p)
	}
	call[asg.ResumeProcessesOutput](s, &asg.ResumeProcessesInput{AutoScalingGroupName: str("web")})
	call[asg.EnableMetricsCollectionOutput](s, &asg.EnableMetricsCollectionInput{AutoScalingGroupName: str("web"), Granularity: str("1Minute")})
	call[asg.DisableMetricsCollectionOutput](s, &asg.DisableMetricsCollectionInput{AutoScalingGroupName: str("web"), Metrics: []string{"GroupMinSize"}})
	if n := len(s.group().EnabledMetrics); n != 12 {
		t.Errorf("%d metrics", n)
	}
	s.refused(&asg.DeleteAutoScalingGroupInput{AutoScalingGroupName: str("web")}, "ResourceInUse",
		"You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.")
	call[asg.DeleteAutoScalingGroupOutput](s, &asg.DeleteAutoScalingGroupInput{AutoScalingGroupName: str("web"), ForceDelete: aws.Bool(true)})
	if st := s.group().Status; st == nil || *st != "Delete in progress" {
		t.Errorf("status %v", st)
	}
	s.pass(2 * time.Minute)
	if out := call[asg.DescribeScalingActivitiesOutput](s, &asg.DescribeScalingActivitiesInput{}); len(out.Activities) != 0 {
		t.Error("activities of a deleted group are shown without being asked for")
	}
	out := call[asg.DescribeScalingActivitiesOutput](s, &asg.DescribeScalingActivitiesInput{IncludeDeletedGroups: aws.Bool(true)})
	if len(out.Activities) != 6 || aws.ToString(out.Activities[0].AutoScalingGroupState) != "Deleted" {
		t.Errorf("%d activities", len(out.Activities))
	}
}

func TestPagesAndFilters(t *testing.T) {
	s := furnished(t)
	for i := range 4 {
		in := s.newGroup(fmt.Sprint("g", i))
		in.MinSize, in.Tags = new(int32(0)), []types.Tag{{Key: str("n"), Value: str(fmt.Sprint(i % 2))}}
		call[asg.CreateAutoScalingGroupOutput](s, in)
	}
	var names []string
	var token *string
	for {
		out := call[asg.DescribeAutoScalingGroupsOutput](s, &asg.DescribeAutoScalingGroupsInput{MaxRecords: new(int32(2)), NextToken: token, IncludeInstances: aws.Bool(false)})
		for _, g := range out.AutoScalingGroups {
			names = append(names, *g.AutoScalingGroupName)
			if len(g.Instances) > 0 {
				t.Error("instances were not asked for")
			}
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if !slices.Equal(names, []string{"web", "g0", "g1", "g2", "g3"}) {
		t.Errorf("groups %v", names)
	}
	s.refused(&asg.DescribeAutoScalingGroupsInput{NextToken: str("!")}, "InvalidNextToken", "The token '!' is invalid.")
	if _, err := s.do(&asg.DescribeAutoScalingGroupsInput{MaxRecords: new(int32(101))}); err == nil {
		t.Error("a page of 101 was given")
	}
	for _, c := range []struct {
		name, value string
		want        int
	}{{"tag:n", "1", 2}, {"tag-key", "n", 4}, {"tag-value", "red", 1}} {
		out := call[asg.DescribeAutoScalingGroupsOutput](s, &asg.DescribeAutoScalingGroupsInput{Filters: []types.Filter{{Name: str(c.name), Values: []string{c.value}}}})
		if len(out.AutoScalingGroups) != c.want {
			t.Errorf("%s=%s: %d groups", c.name, c.value, len(out.AutoScalingGroups))
		}
	}
	tags := call[asg.DescribeTagsOutput](s, &asg.DescribeTagsInput{Filters: []types.Filter{{Name: str("key"), Values: []string{"n"}}, {Name: str("value"), Values: []string{"0"}}}})
	if len(tags.Tags) != 2 {
		t.Errorf("%d tags", len(tags.Tags))
	}
	tag := types.Tag{Key: str("x"), Value: str("y"), ResourceId: str("web"), ResourceType: str("auto-scaling-group")}
	call[asg.CreateOrUpdateTagsOutput](s, &asg.CreateOrUpdateTagsInput{Tags: []types.Tag{tag}})
	call[asg.DeleteTagsOutput](s, &asg.DeleteTagsInput{Tags: []types.Tag{tag}})
	reserved := tag
	reserved.Key = str("aws:x")
	s.refused(&asg.CreateOrUpdateTagsInput{Tags: []types.Tag{reserved}}, "ValidationError", "Tag key aws:x is invalid: the prefix aws: is reserved")
	if n := len(s.group().Tags); n != 1 {
		t.Errorf("%d tags on the group", n)
	}

	acts := call[asg.DescribeScalingActivitiesOutput](s, &asg.DescribeScalingActivitiesInput{AutoScalingGroupName: str("web"), MaxRecords: new(int32(1)),
		Filters: []types.Filter{{Name: str("Status"), Values: []string{"Successful"}}, {Name: str("StartTimeLowerBound"), Values: []string{"2026-03-02T09:00:00Z"}}}})
	if len(acts.Activities) != 1 || acts.NextToken == nil || *acts.Activities[0].Progress != 100 {
		t.Errorf("activities %+v", acts)
	}
	details := call[asg.DescribeAutoScalingInstancesOutput](s, &asg.DescribeAutoScalingInstancesInput{InstanceIds: append(s.instances()[:1], "i-0")})
	if len(details.AutoScalingInstances) != 1 || *details.AutoScalingInstances[0].HealthStatus != "HEALTHY" {
		t.Errorf("instances %+v", details.AutoScalingInstances)
	}
}

func TestInstances(t *testing.T) {
	s := furnished(t)
	web, id := str("web"), s.instances()[0]
	one := []string{id}
	out := call[asg.EnterStandbyOutput](s, &asg.EnterStandbyInput{AutoScalingGroupName: web, InstanceIds: one, ShouldDecrementDesiredCapacity: aws.Bool(false)})
	if *out.Activities[0].Description != "Moving EC2 instance to Standby: "+id || out.Activities[0].EndTime != nil {
		t.Errorf("activity %+v", out.Activities[0])
	}
	call[asg.ExitStandbyOutput](s, &asg.ExitStandbyInput{AutoScalingGroupName: web, InstanceIds: one})
	call[asg.SetInstanceProtectionOutput](s, &asg.SetInstanceProtectionInput{AutoScalingGroupName: web, InstanceIds: one, ProtectedFromScaleIn: aws.Bool(true)})
	call[asg.SetInstanceHealthOutput](s, &asg.SetInstanceHealthInput{InstanceId: &id, HealthStatus: str("Healthy")})
	s.refused(&asg.SetInstanceHealthInput{InstanceId: &id, HealthStatus: str("Ill")}, "ValidationError", "Valid instance health states are: [Healthy, Unhealthy].")
	call[asg.DetachInstancesOutput](s, &asg.DetachInstancesInput{AutoScalingGroupName: web, InstanceIds: one, ShouldDecrementDesiredCapacity: aws.Bool(true)})
	call[asg.AttachInstancesOutput](s, &asg.AttachInstancesInput{AutoScalingGroupName: web, InstanceIds: one})
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprint("i-", i)
	}
	if _, err := s.do(&asg.AttachInstancesInput{AutoScalingGroupName: web, InstanceIds: many}); err == nil {
		t.Error("21 instances were attached at once")
	}
	term := call[asg.TerminateInstanceInAutoScalingGroupOutput](s, &asg.TerminateInstanceInAutoScalingGroupInput{InstanceId: &id, ShouldDecrementDesiredCapacity: aws.Bool(true)})
	if *term.Activity.Cause != "At 2026-03-02T09:02:00Z instance "+id+" was taken out of service in response to a user request, shrinking the capacity from 3 to 2." {
		t.Errorf("cause %s", *term.Activity.Cause)
	}
	s.refused(&asg.TerminateInstanceInAutoScalingGroupInput{InstanceId: str("i-0"), ShouldDecrementDesiredCapacity: aws.Bool(true)},
		"ValidationError", "Instance Id not found - No managed instance found for instance ID i-0")
}

func TestHooks(t *testing.T) {
	s := furnished(t)
	web, hook := str("web"), str("ready")
	s.refused(&asg.PutLifecycleHookInput{AutoScalingGroupName: web, LifecycleHookName: hook}, "ValidationError",
		"1 validation error detected: Value null at 'lifecycleTransition' failed to satisfy constraint: Member must not be null")
	call[asg.PutLifecycleHookOutput](s, &asg.PutLifecycleHookInput{AutoScalingGroupName: web, LifecycleHookName: hook, LifecycleTransition: str("autoscaling:EC2_INSTANCE_LAUNCHING")})
	call[asg.PutLifecycleHookOutput](s, &asg.PutLifecycleHookInput{AutoScalingGroupName: web, LifecycleHookName: hook, HeartbeatTimeout: new(int32(600))})
	h := call[asg.DescribeLifecycleHooksOutput](s, &asg.DescribeLifecycleHooksInput{AutoScalingGroupName: web}).LifecycleHooks[0]
	if *h.DefaultResult != "ABANDON" || *h.HeartbeatTimeout != 600 || *h.GlobalTimeout != 60000 {
		t.Errorf("hook %+v", h)
	}
	call[asg.SetDesiredCapacityOutput](s, &asg.SetDesiredCapacityInput{AutoScalingGroupName: web, DesiredCapacity: new(int32(3))})
	s.pass(time.Minute)
	id := s.instances()[2]
	if st := s.group().Instances[2].LifecycleState; st != types.LifecycleStatePendingWait {
		t.Fatalf("state %s", st)
	}
	call[asg.RecordLifecycleActionHeartbeatOutput](s, &asg.RecordLifecycleActionHeartbeatInput{AutoScalingGroupName: web, LifecycleHookName: hook, InstanceId: &id})
	s.refused(&asg.CompleteLifecycleActionInput{AutoScalingGroupName: web, LifecycleHookName: hook, InstanceId: str("i-0"), LifecycleActionResult: str("CONTINUE")},
		"ValidationError", "No active Lifecycle Action found with instance ID i-0")
	call[asg.CompleteLifecycleActionOutput](s, &asg.CompleteLifecycleActionInput{AutoScalingGroupName: web, LifecycleHookName: hook, InstanceId: &id, LifecycleActionResult: str("CONTINUE")})
	s.pass(5 * time.Second)
	if st := s.group().Instances[2].LifecycleState; st != types.LifecycleStateInService {
		t.Errorf("state %s", st)
	}
	call[asg.DeleteLifecycleHookOutput](s, &asg.DeleteLifecycleHookInput{AutoScalingGroupName: web, LifecycleHookName: hook})
	s.refused(&asg.DeleteLifecycleHookInput{AutoScalingGroupName: web, LifecycleHookName: hook}, "ValidationError", "No Lifecycle Hook found with name: ready")
}

func TestPolicies(t *testing.T) {
	s := furnished(t)
	web := str("web")
	made := call[asg.PutScalingPolicyOutput](s, &asg.PutScalingPolicyInput{AutoScalingGroupName: web, PolicyName: str("up"), AdjustmentType: str("ChangeInCapacity"), ScalingAdjustment: new(int32(1)), Cooldown: new(int32(60))})
	if !strings.HasPrefix(*made.PolicyARN, "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:") || !strings.HasSuffix(*made.PolicyARN, ":autoScalingGroupName/web:policyName/up") {
		t.Errorf("ARN %s", *made.PolicyARN)
	}
	call[asg.PutScalingPolicyOutput](s, &asg.PutScalingPolicyInput{AutoScalingGroupName: web, PolicyName: str("step"), PolicyType: str("StepScaling"), AdjustmentType: str("PercentChangeInCapacity"), MinAdjustmentMagnitude: new(int32(2)),
		StepAdjustments: []types.StepAdjustment{{MetricIntervalLowerBound: aws.Float64(0), ScalingAdjustment: new(int32(50))}}, EstimatedInstanceWarmup: new(int32(120))})
	tracking := call[asg.PutScalingPolicyOutput](s, &asg.PutScalingPolicyInput{AutoScalingGroupName: web, PolicyName: str("cpu"), PolicyType: str("TargetTrackingScaling"),
		TargetTrackingConfiguration: &types.TargetTrackingConfiguration{TargetValue: aws.Float64(50), PredefinedMetricSpecification: &types.PredefinedMetricSpecification{PredefinedMetricType: types.MetricTypeASGAverageCPUUtilization}}})
	if len(tracking.Alarms) != 2 {
		t.Errorf("alarms %+v", tracking.Alarms)
	}
	list := call[asg.DescribePoliciesOutput](s, &asg.DescribePoliciesInput{AutoScalingGroupName: web}).ScalingPolicies
	up, step, cpu := list[0], list[1], list[2]
	if *up.PolicyType != "SimpleScaling" || *up.Cooldown != 60 || *step.MetricAggregationType != "Average" || *step.EstimatedInstanceWarmup != 120 ||
		step.Cooldown != nil || step.ScalingAdjustment != nil || *cpu.TargetTrackingConfiguration.TargetValue != 50 || len(cpu.Alarms) != 2 {
		t.Errorf("policies %+v", list)
	}
	if n := len(call[asg.DescribePoliciesOutput](s, &asg.DescribePoliciesInput{PolicyTypes: []string{"StepScaling"}}).ScalingPolicies); n != 1 {
		t.Errorf("%d step policies", n)
	}
	s.pass(5 * time.Minute) // past the warm-up of the first instances
	call[asg.ExecutePolicyOutput](s, &asg.ExecutePolicyInput{AutoScalingGroupName: web, PolicyName: str("step"), MetricValue: aws.Float64(70), BreachThreshold: aws.Float64(60)})
	if n := *s.group().DesiredCapacity; n != 4 {
		t.Errorf("desired %d, want two more for the minimum magnitude", n)
	}
	s.refused(&asg.ExecutePolicyInput{AutoScalingGroupName: web, PolicyName: str("step")}, "ValidationError", "MetricValue and BreachThreshold are required for policies of type StepScaling")
	s.refused(&asg.ExecutePolicyInput{AutoScalingGroupName: web, PolicyName: str("no")}, "ValidationError", "PolicyName not found - No policy found by name: no")
	for _, bad := range []*asg.PutScalingPolicyInput{
		{PolicyType: str("SimpleScaling"), AdjustmentType: str("ChangeInCapacity")},
		{PolicyType: str("StepScaling"), AdjustmentType: str("ChangeInCapacity"), Cooldown: new(int32(1))},
		{PolicyType: str("TargetTrackingScaling")},
		{PolicyType: str("Guess")},
		{PolicyType: str("SimpleScaling"), AdjustmentType: str("ChangeInCapacity"), ScalingAdjustment: new(int32(1)), MinAdjustmentMagnitude: new(int32(1))},
	} {
		bad.AutoScalingGroupName, bad.PolicyName = web, str("bad")
		if _, err := s.do(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	call[asg.DeletePolicyOutput](s, &asg.DeletePolicyInput{PolicyName: made.PolicyARN})
}

func TestSchedules(t *testing.T) {
	s := furnished(t)
	web, soon := str("web"), s.Now().Add(time.Hour)
	call[asg.PutScheduledUpdateGroupActionOutput](s, &asg.PutScheduledUpdateGroupActionInput{AutoScalingGroupName: web, ScheduledActionName: str("once"), StartTime: &soon, DesiredCapacity: new(int32(3))})
	out := call[asg.BatchPutScheduledUpdateGroupActionOutput](s, &asg.BatchPutScheduledUpdateGroupActionInput{AutoScalingGroupName: web, ScheduledUpdateGroupActions: []types.ScheduledUpdateGroupActionRequest{
		{ScheduledActionName: str("daily"), Recurrence: str("0 9 * * *"), TimeZone: str("Europe/Berlin"), MinSize: new(int32(3))},
		{ScheduledActionName: str("same"), StartTime: &soon, MinSize: new(int32(3))},
	}})
	if len(out.FailedScheduledUpdateGroupActions) != 1 || *out.FailedScheduledUpdateGroupActions[0].ErrorCode != "AlreadyExists" {
		t.Errorf("failed %+v", out.FailedScheduledUpdateGroupActions)
	}
	list := call[asg.DescribeScheduledActionsOutput](s, &asg.DescribeScheduledActionsInput{AutoScalingGroupName: web}).ScheduledUpdateGroupActions
	if len(list) != 2 || !list[0].StartTime.Equal(soon) || !list[1].StartTime.Equal(time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("actions %+v", list)
	}
	call[asg.DeleteScheduledActionOutput](s, &asg.DeleteScheduledActionInput{AutoScalingGroupName: web, ScheduledActionName: str("once")})
	gone := call[asg.BatchDeleteScheduledActionOutput](s, &asg.BatchDeleteScheduledActionInput{AutoScalingGroupName: web, ScheduledActionNames: []string{"daily", "once"}})
	if len(gone.FailedScheduledActions) != 1 {
		t.Errorf("failed %+v", gone.FailedScheduledActions)
	}
}

func TestTraffic(t *testing.T) {
	s := furnished(t)
	web := str("web")
	call[asg.AttachLoadBalancerTargetGroupsOutput](s, &asg.AttachLoadBalancerTargetGroupsInput{AutoScalingGroupName: web, TargetGroupARNs: []string{targetGroup}})
	list := call[asg.DescribeLoadBalancerTargetGroupsOutput](s, &asg.DescribeLoadBalancerTargetGroupsInput{AutoScalingGroupName: web}).LoadBalancerTargetGroups
	if len(list) != 1 || *list[0].State != "Added" {
		t.Errorf("target groups %+v", list)
	}
	sources := call[asg.DescribeTrafficSourcesOutput](s, &asg.DescribeTrafficSourcesInput{AutoScalingGroupName: web}).TrafficSources
	if len(sources) != 1 || *sources[0].Type != "elbv2" {
		t.Errorf("sources %+v", sources)
	}
	call[asg.DetachLoadBalancerTargetGroupsOutput](s, &asg.DetachLoadBalancerTargetGroupsInput{AutoScalingGroupName: web, TargetGroupARNs: []string{targetGroup}})
	source := []types.TrafficSourceIdentifier{{Identifier: str(targetGroup), Type: str("elbv2")}}
	call[asg.AttachTrafficSourcesOutput](s, &asg.AttachTrafficSourcesInput{AutoScalingGroupName: web, TrafficSources: source})
	call[asg.DetachTrafficSourcesOutput](s, &asg.DetachTrafficSourcesInput{AutoScalingGroupName: web, TrafficSources: source})
	s.refused(&asg.AttachLoadBalancersInput{AutoScalingGroupName: web, LoadBalancerNames: []string{"x"}}, "ValidationError", "Provided Load Balancers may not be valid. Please ensure they exist and try again.")
	s.refused(&asg.DetachLoadBalancersInput{AutoScalingGroupName: web, LoadBalancerNames: []string{"x"}}, "ValidationError", "Trying to remove Load Balancers that are not part of the group")
	call[asg.DescribeLoadBalancersOutput](s, &asg.DescribeLoadBalancersInput{AutoScalingGroupName: web})
}

func TestLaunchConfigurations(t *testing.T) {
	s := furnished(t)
	lc := call[asg.DescribeLaunchConfigurationsOutput](s, &asg.DescribeLaunchConfigurationsInput{}).LaunchConfigurations[0]
	if data, _ := base64.StdEncoding.DecodeString(*lc.UserData); string(data) != "#!/bin/sh\n" || !*lc.InstanceMonitoring.Enabled {
		t.Errorf("launch configuration %+v", lc)
	}
	in := &asg.CreateLaunchConfigurationInput{LaunchConfigurationName: str("lc"), ImageId: str(s.net.Images.AmazonLinux2023), InstanceType: str("t3.micro")}
	s.refused(in, "AlreadyExists", "Launch Configuration by this name already exists - A launch configuration already exists with the name lc")
	in.LaunchConfigurationName, in.ImageId = str("bad"), str("ami-0")
	s.refused(in, "ValidationError", "AMI ami-0 is invalid: The image id '[ami-0]' does not exist")
	in.ImageId = nil
	s.refused(in, "ValidationError", "Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType parameters.")
	s.refused(&asg.DeleteLaunchConfigurationInput{LaunchConfigurationName: str("lc")}, "ResourceInUse", "Cannot delete launch configuration lc because it is attached to AutoScalingGroup web")
	call[asg.CreateLaunchConfigurationOutput](s, &asg.CreateLaunchConfigurationInput{LaunchConfigurationName: str("like"), InstanceId: str(s.instances()[0])})
	call[asg.DeleteLaunchConfigurationOutput](s, &asg.DeleteLaunchConfigurationInput{LaunchConfigurationName: str("like")})
	s.refused(&asg.DeleteLaunchConfigurationInput{LaunchConfigurationName: str("like")}, "ValidationError", "Launch configuration name not found - Launch configuration like not found")
}

func TestCatalogue(t *testing.T) {
	s := furnished(t)
	limits := call[asg.DescribeAccountLimitsOutput](s, &asg.DescribeAccountLimitsInput{})
	if *limits.MaxNumberOfAutoScalingGroups != 500 || *limits.MaxNumberOfLaunchConfigurations != 200 || *limits.NumberOfAutoScalingGroups != 1 {
		t.Errorf("limits %+v", limits)
	}
	for n, got := range map[int]int{
		9:  len(call[asg.DescribeScalingProcessTypesOutput](s, &asg.DescribeScalingProcessTypesInput{}).Processes),
		3:  len(call[asg.DescribeAdjustmentTypesOutput](s, &asg.DescribeAdjustmentTypesInput{}).AdjustmentTypes),
		7:  len(call[asg.DescribeTerminationPolicyTypesOutput](s, &asg.DescribeTerminationPolicyTypesInput{}).TerminationPolicyTypes),
		5:  len(call[asg.DescribeAutoScalingNotificationTypesOutput](s, &asg.DescribeAutoScalingNotificationTypesInput{}).AutoScalingNotificationTypes),
		13: len(call[asg.DescribeMetricCollectionTypesOutput](s, &asg.DescribeMetricCollectionTypesInput{}).Metrics),
		2:  len(call[asg.DescribeLifecycleHookTypesOutput](s, &asg.DescribeLifecycleHookTypesInput{}).LifecycleHookTypes),
	} {
		if n != got {
			t.Errorf("%d types, want %d", got, n)
		}
	}
}

// Every operation answers an empty request with an answer or a refusal of its
// own, and never falls over.
func TestEmptyRequests(t *testing.T) {
	s := furnished(t)
	inputs := []any{
		&asg.AttachInstancesInput{}, &asg.AttachLoadBalancerTargetGroupsInput{}, &asg.AttachLoadBalancersInput{}, &asg.AttachTrafficSourcesInput{},
		&asg.BatchDeleteScheduledActionInput{}, &asg.BatchPutScheduledUpdateGroupActionInput{}, &asg.CompleteLifecycleActionInput{},
		&asg.CreateAutoScalingGroupInput{}, &asg.CreateLaunchConfigurationInput{}, &asg.CreateOrUpdateTagsInput{}, &asg.DeleteAutoScalingGroupInput{},
		&asg.DeleteLaunchConfigurationInput{}, &asg.DeleteLifecycleHookInput{}, &asg.DeletePolicyInput{}, &asg.DeleteScheduledActionInput{}, &asg.DeleteTagsInput{},
		&asg.DescribeAccountLimitsInput{}, &asg.DescribeAdjustmentTypesInput{}, &asg.DescribeAutoScalingGroupsInput{}, &asg.DescribeAutoScalingInstancesInput{},
		&asg.DescribeAutoScalingNotificationTypesInput{}, &asg.DescribeLaunchConfigurationsInput{}, &asg.DescribeLifecycleHookTypesInput{}, &asg.DescribeLifecycleHooksInput{},
		&asg.DescribeLoadBalancerTargetGroupsInput{}, &asg.DescribeLoadBalancersInput{}, &asg.DescribeMetricCollectionTypesInput{}, &asg.DescribePoliciesInput{},
		&asg.DescribeScalingActivitiesInput{}, &asg.DescribeScalingProcessTypesInput{}, &asg.DescribeScheduledActionsInput{}, &asg.DescribeTagsInput{},
		&asg.DescribeTerminationPolicyTypesInput{}, &asg.DescribeTrafficSourcesInput{}, &asg.DetachInstancesInput{}, &asg.DetachLoadBalancerTargetGroupsInput{},
		&asg.DetachLoadBalancersInput{}, &asg.DetachTrafficSourcesInput{}, &asg.DisableMetricsCollectionInput{}, &asg.EnableMetricsCollectionInput{}, &asg.EnterStandbyInput{},
		&asg.ExecutePolicyInput{}, &asg.ExitStandbyInput{}, &asg.PutLifecycleHookInput{}, &asg.PutScalingPolicyInput{}, &asg.PutScheduledUpdateGroupActionInput{},
		&asg.RecordLifecycleActionHeartbeatInput{}, &asg.ResumeProcessesInput{}, &asg.SetDesiredCapacityInput{}, &asg.SetInstanceHealthInput{}, &asg.SetInstanceProtectionInput{},
		&asg.StartInstanceRefreshInput{}, &asg.CancelInstanceRefreshInput{}, &asg.RollbackInstanceRefreshInput{}, &asg.DescribeInstanceRefreshesInput{},
		&asg.PutNotificationConfigurationInput{}, &asg.DeleteNotificationConfigurationInput{}, &asg.DescribeNotificationConfigurationsInput{},
		&asg.SuspendProcessesInput{}, &asg.TerminateInstanceInAutoScalingGroupInput{}, &asg.UpdateAutoScalingGroupInput{},
	}
	for _, in := range inputs {
		_, err := s.do(in)
		var e *awserr.Error
		if err != nil && (!errors.As(err, &e) || e.Code != "ValidationError") {
			t.Errorf("%T: %v", in, err)
		}
	}
	for _, name := range s.mux.Operations() {
		if !s.used[strings.TrimPrefix(name, "autoscaling.")] {
			t.Errorf("%s is not exercised", name)
		}
	}
}
