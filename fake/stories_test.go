package fake

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"fleetglass/fake/scenario"
)

// anHour is a scenario and how long ago it was first seen.
type anHour struct {
	*testing.T
	e     *Engine
	begin time.Time
}

// hour tells a scenario with two seeds, and looks at what has come of it after
// an hour.
func hour(t *testing.T, name string, look func(anHour)) {
	t.Helper()
	for seed := range uint64(2) {
		e, _ := newTested(t, Options{Scenario: name, Seed: seed})
		e.Pause()
		begin := e.Now()
		e.Advance(time.Hour)
		look(anHour{t, e, begin})
	}
}

// alarmed is the alarms that have fired since the scenario was first seen.
func (s anHour) alarmed() []string {
	s.Helper()
	var names []string
	out := must[cloudwatch.DescribeAlarmHistoryOutput](s.T, s.e, &cloudwatch.DescribeAlarmHistoryInput{
		HistoryItemType: cwtypes.HistoryItemTypeStateUpdate, StartDate: aws.Time(s.begin), MaxRecords: aws.Int32(100)})
	for _, h := range out.AlarmHistoryItems {
		if strings.HasSuffix(aws.ToString(h.HistorySummary), "to ALARM") && !slices.Contains(names, *h.AlarmName) {
			names = append(names, *h.AlarmName)
		}
	}
	return names
}

func (s anHour) wantAlarms(names ...string) {
	s.Helper()
	fired := s.alarmed()
	for _, name := range names {
		if !slices.Contains(fired, name) {
			s.Errorf("the alarm %s has not fired, only %v", name, fired)
		}
	}
}

// activities are a group's since the scenario was first seen, newest first.
func (s anHour) activities(group string) (list []string) {
	s.Helper()
	out := must[autoscaling.DescribeScalingActivitiesOutput](s.T, s.e, &autoscaling.DescribeScalingActivitiesInput{AutoScalingGroupName: aws.String(group), MaxRecords: aws.Int32(100)})
	for _, a := range out.Activities {
		if a.StartTime.After(s.begin) {
			list = append(list, string(a.StatusCode)+": "+aws.ToString(a.Description)+" "+aws.ToString(a.Cause)+" "+aws.ToString(a.StatusMessage))
		}
	}
	return list
}

func (s anHour) wantAny(what string, lines []string, parts ...string) {
	s.Helper()
	if !slices.ContainsFunc(lines, func(line string) bool {
		return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(line, p) })
	}) {
		s.Errorf("no %s says %q:\n%s", what, parts, strings.Join(lines, "\n"))
	}
}

// healthy is how many targets of the shop are healthy, of how many.
func (s anHour) healthy() (healthy, all int) {
	s.Helper()
	groups := must[elb.DescribeTargetGroupsOutput](s.T, s.e, &elb.DescribeTargetGroupsInput{Names: []string{"shop-tg"}})
	out := must[elb.DescribeTargetHealthOutput](s.T, s.e, &elb.DescribeTargetHealthInput{TargetGroupArn: groups.TargetGroups[0].TargetGroupArn})
	for _, d := range out.TargetHealthDescriptions {
		if d.TargetHealth.State == "healthy" {
			healthy++
		}
	}
	return healthy, len(out.TargetHealthDescriptions)
}

// events are the names of the calls that came from an address, with their
// error codes, oldest first.
func (s anHour) events(region, address string) (list []string) {
	s.Helper()
	var token *string
	for {
		out, err := try[cloudtrail.LookupEventsOutput](s.e, region, &cloudtrail.LookupEventsInput{NextToken: token, StartTime: aws.Time(s.begin),
			LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyUsername, AttributeValue: aws.String("contractor")}}})
		if err != nil {
			s.Fatal(err)
		}
		for _, e := range out.Events {
			record := aws.ToString(e.CloudTrailEvent)
			if !strings.Contains(record, `"sourceIPAddress":"`+address+`"`) {
				continue
			}
			name := aws.ToString(e.EventName)
			if strings.Contains(record, `"errorCode"`) {
				name += " refused"
			}
			list = append(list, name)
		}
		if token = out.NextToken; token == nil {
			slices.Reverse(list)
			return list
		}
		s.e.Advance(time.Second) // LookupEvents takes two calls a second
	}
}

func TestQuietDay(t *testing.T) {
	hour(t, "quiet-day", func(s anHour) {
		s.e.Advance(23 * time.Hour)
		if fired := s.alarmed(); len(fired) > 0 {
			s.Errorf("alarms on a quiet day: %v", fired)
		}
		if list := s.activities("shop-asg"); len(list) > 0 {
			s.Errorf("activities on a quiet day: %v", list)
		}
		if healthy, all := s.healthy(); healthy != 3 || all != 3 {
			s.Errorf("%d of %d targets are healthy", healthy, all)
		}
	})
}

func TestDeployGoneWrong(t *testing.T) {
	hour(t, "deploy-gone-wrong", func(s anHour) {
		refreshes := must[autoscaling.DescribeInstanceRefreshesOutput](s.T, s.e, &autoscaling.DescribeInstanceRefreshesInput{AutoScalingGroupName: aws.String("shop-asg")})
		if len(refreshes.InstanceRefreshes) != 1 || refreshes.InstanceRefreshes[0].Status != "Successful" {
			s.Errorf("the refresh is %+v", refreshes.InstanceRefreshes)
		}
		if healthy, all := s.healthy(); healthy != 0 || all < 4 {
			s.Errorf("%d of %d targets are healthy", healthy, all)
		}
		s.wantAny("activity", s.activities("shop-asg"), "Successful", "instance refresh")
		s.wantAlarms("shop-errors", "shop-unhealthy")
		alarms := must[cloudwatch.DescribeAlarmsOutput](s.T, s.e, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"shop-errors"}})
		if alarms.MetricAlarms[0].StateValue != cwtypes.StateValueAlarm {
			s.Error("shoppers see no errors an hour later")
		}
	})
}

func TestZoneOutage(t *testing.T) {
	hour(t, "zone-outage", func(s anHour) {
		list := s.activities("shop-asg")
		s.wantAny("activity", list, "Failed", "We currently do not have sufficient t3.small capacity in the Availability Zone you requested (us-west-2a)")
		s.wantAny("activity", list, "Terminating EC2 instance", "health check")
		s.wantAlarms("shop-unhealthy")
		groups := must[autoscaling.DescribeAutoScalingGroupsOutput](s.T, s.e, &autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{"shop-asg"}})
		if healthy, all := s.healthy(); healthy < int(aws.ToInt32(groups.AutoScalingGroups[0].DesiredCapacity))-1 {
			s.Errorf("%d of %d targets are healthy twenty minutes after the outage", healthy, all)
		}
	})
}

func TestSpotStorm(t *testing.T) {
	hour(t, "spot-storm", func(s anHour) {
		fleets := must[ec2.DescribeSpotFleetRequestsOutput](s.T, s.e, &ec2.DescribeSpotFleetRequestsInput{})
		fleet := fleets.SpotFleetRequestConfigs[0]
		if got := aws.ToFloat64(fleet.SpotFleetRequestConfig.FulfilledCapacity); got < 9 {
			s.Errorf("the fleet has %g of 9 an hour later", got)
		}
		history := must[ec2.DescribeSpotFleetRequestHistoryOutput](s.T, s.e, &ec2.DescribeSpotFleetRequestHistoryInput{SpotFleetRequestId: fleet.SpotFleetRequestId, StartTime: aws.Time(s.begin)})
		var events []string
		for _, h := range history.HistoryRecords {
			events = append(events, string(h.EventType)+" "+aws.ToString(h.EventInformation.EventSubType))
		}
		s.wantAny("event of the fleet", events, "instanceChange", "terminated")
		s.wantAny("event of the fleet", events, "instanceChange", "launched")

		requests := must[ec2.DescribeSpotInstanceRequestsOutput](s.T, s.e, &ec2.DescribeSpotInstanceRequestsInput{})
		var codes []string
		for _, r := range requests.SpotInstanceRequests {
			codes = append(codes, aws.ToString(r.Status.Code))
		}
		s.wantAny("request", codes, "instance-terminated-no-capacity")
		prices := must[ec2.DescribeSpotPriceHistoryOutput](s.T, s.e, &ec2.DescribeSpotPriceHistoryInput{StartTime: aws.Time(s.begin.Add(7 * time.Minute)),
			EndTime: aws.Time(s.begin.Add(30 * time.Minute)), InstanceTypes: []ec2types.InstanceType{"m5.large"}, AvailabilityZone: aws.String("us-west-2a"), ProductDescriptions: []string{"Linux/UNIX"}})
		var paid []string
		for _, p := range prices.SpotPriceHistory {
			paid = append(paid, aws.ToString(p.SpotPrice))
		}
		s.wantAny("price", paid, "0.085")
		s.wantAny("activity", s.activities("render-asg"), "Launching a new EC2 instance")
	})
}

func TestTrafficSurge(t *testing.T) {
	hour(t, "traffic-surge", func(s anHour) {
		s.wantAny("activity", s.activities("shop-asg"), "Launching a new EC2 instance", "triggered policy cpu")
		s.wantAlarms("shop-unreachable")
		s.wantAny("activity", s.activities("shop-asg"), "Launching a new EC2 instance", "to 9.")
		balancers := must[elb.DescribeLoadBalancersOutput](s.T, s.e, &elb.DescribeLoadBalancersInput{})
		name := strings.SplitN(aws.ToString(balancers.LoadBalancers[0].LoadBalancerArn), ":loadbalancer/", 2)[1]
		requests := must[cloudwatch.GetMetricStatisticsOutput](s.T, s.e, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("AWS/ApplicationELB"), MetricName: aws.String("RequestCount"), Statistics: []cwtypes.Statistic{cwtypes.StatisticSum}, Period: aws.Int32(300),
			Dimensions: []cwtypes.Dimension{{Name: aws.String("LoadBalancer"), Value: aws.String(name)}}, StartTime: aws.Time(s.begin), EndTime: aws.Time(s.begin.Add(25 * time.Minute))})
		low, high := 1e9, 0.0
		for _, d := range requests.Datapoints {
			low, high = min(low, *d.Sum), max(high, *d.Sum)
		}
		if high < 4*low {
			s.Errorf("requests went from %g to %g in five minutes", low, high)
		}
	})
}

func TestIntruder(t *testing.T) {
	hour(t, "intruder", func(s anHour) {
		const stranger = "203.0.113.66"
		local := s.events(Region, stranger)
		for _, want := range []string{"ListBuckets refused", "AuthorizeSecurityGroupIngress refused", "StopLogging refused", "AuthorizeSecurityGroupIngress", "StopLogging", "RunInstances"} {
			if !slices.Contains(local, want) {
				s.Errorf("the trail has no %s, only %v", want, local)
			}
		}
		global := s.events(GlobalRegion, stranger)
		if !slices.Contains(global, "AttachUserPolicy") || !slices.Contains(global, "CreateAccessKey") {
			s.Errorf("the trail of %s has only %v", GlobalRegion, global)
		}
		s.wantAlarms("AuthorizationFailures", "IAMPolicyChanges", "SecurityGroupEvents", "ConsoleSignInFailures", "CloudTrailChanges")
		status := must[cloudtrail.GetTrailStatusOutput](s.T, s.e, &cloudtrail.GetTrailStatusInput{Name: aws.String("management-events")})
		if aws.ToBool(status.IsLogging) {
			s.Error("the trail still logs")
		}
		groups := must[ec2.DescribeSecurityGroupsOutput](s.T, s.e, &ec2.DescribeSecurityGroupsInput{Filters: []ec2types.Filter{
			{Name: aws.String("ip-permission.cidr"), Values: []string{"0.0.0.0/0"}}, {Name: aws.String("ip-permission.to-port"), Values: []string{"22"}}}})
		if len(groups.SecurityGroups) != 1 {
			s.Errorf("port 22 is open to the world in %d groups", len(groups.SecurityGroups))
		}
		mails := 0
		for _, m := range s.e.Outbox() {
			if strings.Contains(m.Subject, "AuthorizationFailures") {
				mails++
			}
		}
		if mails == 0 {
			s.Error("nobody was anHour")
		}
	})
}

func TestHomework(t *testing.T) {
	hour(t, "homework", func(s anHour) {
		keys := must[ec2.DescribeKeyPairsOutput](s.T, s.e, &ec2.DescribeKeyPairsInput{})
		if len(keys.KeyPairs) != 1 || aws.ToString(keys.KeyPairs[0].KeyName) != "homework" {
			s.Errorf("key pairs %v", keys.KeyPairs)
		}
		subnets := must[ec2.DescribeSubnetsOutput](s.T, s.e, &ec2.DescribeSubnetsInput{Filters: []ec2types.Filter{{Name: aws.String("default-for-az"), Values: []string{"true"}}}})
		images := must[ec2.DescribeImagesOutput](s.T, s.e, &ec2.DescribeImagesInput{Owners: []string{"amazon"}, Filters: []ec2types.Filter{{Name: aws.String("name"), Values: []string{"al2023-ami-*-x86_64"}}}})
		if len(subnets.Subnets) != 4 || len(images.Images) != 1 {
			s.Fatalf("%d default subnets, %d images", len(subnets.Subnets), len(images.Images))
		}
		if in := must[ec2.DescribeInstancesOutput](s.T, s.e, &ec2.DescribeInstancesInput{}); len(in.Reservations) != 0 {
			s.Errorf("%d reservations in an empty account", len(in.Reservations))
		}
		if _, err := try[s3.HeadBucketOutput](s.e, Region, &s3.HeadBucketInput{Bucket: aws.String("my-homework-bucket")}); err == nil {
			s.Error("the bucket's name is taken")
		}
		must[iam.GetLoginProfileOutput](s.T, s.e, &iam.GetLoginProfileInput{UserName: aws.String("student")})
		must[ec2.RunInstancesOutput](s.T, s.e, &ec2.RunInstancesInput{ImageId: images.Images[0].ImageId, InstanceType: "t3.micro", KeyName: aws.String("homework"), MinCount: aws.Int32(1), MaxCount: aws.Int32(1)})
	})
}

// A story is the same when it is anHour again, in one breath or minute by
// minute, and another with another seed.
func TestStoriesAreRepeatable(t *testing.T) {
	tell := func(name string, seed uint64, step time.Duration) []byte {
		e, _ := newTested(t, Options{Scenario: name, Seed: seed})
		e.Pause()
		for end := e.Now().Add(40 * time.Minute); e.Now().Before(end); {
			e.Advance(step)
		}
		return encoded(t, e)
	}
	for _, name := range []string{"quiet-day", "deploy-gone-wrong", "zone-outage", "spot-storm", "traffic-surge", "intruder", "homework"} {
		for seed := range uint64(2) {
			if !bytes.Equal(tell(name, seed, 40*time.Minute), tell(name, seed, time.Minute)) {
				t.Errorf("%s, seed %d: two runs differ", name, seed)
			}
		}
		if bytes.Equal(tell(name, 0, 40*time.Minute), tell(name, 1, 40*time.Minute)) {
			t.Errorf("%s: two seeds give one world", name)
		}
	}
}

// What people intend is saved with the world.
func TestIntentionsAreSaved(t *testing.T) {
	e, wall := newTested(t, Options{Scenario: "intruder"})
	e.Pause()
	e.Advance(10 * time.Minute)
	path := t.TempDir() + "/state"
	if err := e.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(path, Options{Wall: wall.now, AfterStep: watched(t)})
	if err != nil {
		t.Fatal(err)
	}
	if n := loaded.home().world.Intentions.Len(); n == 0 {
		t.Error("no intention is left in the saved world")
	}
	e.Advance(30 * time.Minute)
	loaded.Advance(30 * time.Minute)
	if !bytes.Equal(encoded(t, e), encoded(t, loaded)) {
		t.Error("the saved story goes on in another way")
	}
}

// No intention of a scenario is one that cannot be read when its time comes.
func TestIntentionsCanBeCarriedOut(t *testing.T) {
	for _, name := range scenario.Names() {
		e, _ := newTested(t, Options{Scenario: name, Size: 50})
		for _, i := range e.home().world.Intentions.All() {
			if _, ok := e.home().mux.Input(i.Service, i.Operation); !ok && i.Service != "" {
				t.Errorf("%s: there is no %s of %s", name, i.Operation, i.Service)
			}
			if i.Who != "" && !e.home().world.Visitors.Has(i.Who) {
				t.Errorf("%s: nobody is called %s", name, i.Who)
			}
		}
	}
}
