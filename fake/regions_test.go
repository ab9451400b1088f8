package fake

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/fake/scenario"
)

func groupsIn(t *testing.T, e *Engine, region string) []string {
	t.Helper()
	out, err := try[autoscaling.DescribeAutoScalingGroupsOutput](e, region, &autoscaling.DescribeAutoScalingGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range out.AutoScalingGroups {
		names = append(names, aws.ToString(g.AutoScalingGroupName))
	}
	return names
}

// The demo has a web tier in a second region, which has lived as long as the
// first and serves when it is first looked at.
func TestTheDemoStandsByInASecondRegion(t *testing.T) {
	e, _ := newTested(t, Options{})
	if names := groupsIn(t, e, scenario.StandbyRegion); len(names) != 1 || names[0] != "web-asg" {
		t.Fatalf("it has the groups %v", names)
	}
	if names := groupsIn(t, e, "eu-central-1"); len(names) != 0 {
		t.Errorf("a region without anything has the groups %v", names)
	}
	groups, err := try[elb.DescribeTargetGroupsOutput](e, scenario.StandbyRegion, &elb.DescribeTargetGroupsInput{})
	if err != nil || len(groups.TargetGroups) != 1 {
		t.Fatal(err, groups)
	}
	health, err := try[elb.DescribeTargetHealthOutput](e, scenario.StandbyRegion, &elb.DescribeTargetHealthInput{TargetGroupArn: groups.TargetGroups[0].TargetGroupArn})
	if err != nil || len(health.TargetHealthDescriptions) != 2 {
		t.Fatal(err, health)
	}
	for _, d := range health.TargetHealthDescriptions {
		if d.TargetHealth.State != elbtypes.TargetHealthStateEnumHealthy {
			t.Errorf("%s is %s", aws.ToString(d.Target.Id), d.TargetHealth.State)
		}
	}
	// IAM is the account's, whichever region it is asked in.
	here, _ := try[iam.ListUsersOutput](e, Region, &iam.ListUsersInput{})
	there, err := try[iam.ListUsersOutput](e, scenario.StandbyRegion, &iam.ListUsersInput{})
	if err != nil || len(here.Users) != len(there.Users) {
		t.Errorf("users: %d here, %d there, %v", len(here.Users), len(there.Users), err)
	}
}

// When a region is first named does not change what is in it, and naming it
// does not change what happens at home.
func TestARegionIsTheSameWheneverItIsFirstNamed(t *testing.T) {
	const later = 40 * time.Minute
	early, _ := newTested(t, Options{Seed: 7})
	groupsIn(t, early, scenario.StandbyRegion)
	early.Advance(later)
	late, _ := newTested(t, Options{Seed: 7})
	late.Advance(later)
	groupsIn(t, late, scenario.StandbyRegion)
	for i, p := range early.places {
		q := late.places[i]
		if p.world.Region != q.world.Region || p.world.Random != q.world.Random || !p.world.Now.Equal(q.world.Now) || p.kernel.Changes() != q.kernel.Changes() && i > 0 {
			t.Errorf("%s: randomness %v and %v, at %s and %s", p.world.Region, p.world.Random, q.world.Random, p.world.Now, q.world.Now)
		}
	}
}

func TestRegionsAreSavedAndLoaded(t *testing.T) {
	e, _ := newTested(t, Options{Seed: 3})
	groupsIn(t, e, scenario.StandbyRegion)
	e.Pause()
	file := filepath.Join(t.TempDir(), "world.state")
	if err := e.Save(file); err != nil {
		t.Fatal(err)
	}
	again, err := Load(file, Options{Wall: (&clock{}).now})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := e.encode()
	after, err := again.encode()
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("loaded, it is not the same: %v", err)
	}
	if names := groupsIn(t, again, scenario.StandbyRegion); len(names) != 1 {
		t.Errorf("loaded, the region has the groups %v", names)
	}
}

// A fault happens where its subject is.
func TestAFaultFindsItsSubjectsRegion(t *testing.T) {
	e, _ := newTested(t, Options{})
	out, err := try[ec2.DescribeInstancesOutput](e, scenario.StandbyRegion, &ec2.DescribeInstancesInput{})
	if err != nil || len(out.Reservations) == 0 {
		t.Fatal(err)
	}
	id := aws.ToString(out.Reservations[0].Instances[0].InstanceId)
	if err := e.Inject(Fault{Kind: KillInstance, Subject: id}); err != nil {
		t.Errorf("an instance of the second region: %v", err)
	}
	balancers, _ := try[elb.DescribeLoadBalancersOutput](e, scenario.StandbyRegion, &elb.DescribeLoadBalancersInput{})
	if err := e.Inject(Fault{Kind: SurgeTraffic, Subject: aws.ToString(balancers.LoadBalancers[0].LoadBalancerArn)}); err != nil {
		t.Errorf("a balancer of the second region: %v", err)
	}
}
