package fake

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	cttypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// broken is a scenario in which something is broken.
func broken(t *testing.T, name string, faults ...Fault) *Engine {
	t.Helper()
	e, _ := newTested(t, Options{Scenario: name})
	e.Pause()
	for _, f := range faults {
		if err := e.Inject(f); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// What a kind does not take, and what is out of range, is refused with what
// would be right, and nothing is broken.
func TestFaultsAreCheckedBeforeAnythingBreaks(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "spot-storm"})
	e.Pause()
	onDemand := ""
	for id, in := range e.home().world.Instances.All() {
		if in.SpotRequest == "" {
			onDemand = id
		}
	}
	before := encoded(t, e)
	for _, c := range []struct {
		fault Fault
		want  string
	}{
		{Fault{Kind: KillInstance, Subject: onDemand, For: time.Minute}, "fault kill-instance takes no For; it takes Subject"},
		{Fault{Kind: ImpairInstance, Subject: onDemand, For: 31 * 24 * time.Hour}, "cannot last for 744h0m0s; at most 720h0m0s"},
		{Fault{Kind: FailHealth, Subject: onDemand, Code: 99}, "no server answers 99"},
		{Fault{Kind: FailHealth, Subject: onDemand, Price: 1}, "takes no Price; it takes Subject, Code, For"},
		{Fault{Kind: DropTraffic, Subject: "render-asg", Factor: 2}, "is no drop; it takes a factor below 1"},
		{Fault{Kind: SurgeTraffic, Subject: "render-asg", Factor: -1}, "cannot be -1 times"},
		{Fault{Kind: SpotPrice}, "needs a Spot Instance or request as its subject, or Type and Zone"},
		{Fault{Kind: SpotPrice, Type: "m5.huge", Zone: "us-west-2a"}, `no instance type "m5.huge"`},
		{Fault{Kind: SpotPrice, Type: "m5.large", Zone: "us-west-1a"}, `"us-west-1a" is no Availability Zone`},
		{Fault{Kind: SpotPrice, Type: "m5.large", Zone: "us-west-2a", Price: -1}, "a price cannot be -1"},
		{Fault{Kind: SpotCapacity, Type: "m5.large", Zone: "us-west-2a", Available: -1}, "cannot hold -1 instances"},
		{Fault{Kind: SpotCapacity, Subject: onDemand}, "is no Spot Instance"},
		{Fault{Kind: SpotCapacity, Subject: onDemand, Type: "m5.large"}, "either a subject or Type and Zone"},
		{Fault{Kind: SpotReclaim, Type: "t3.micro", Zone: "us-west-2a"}, "no Spot Instance of type t3.micro runs in us-west-2a"},
		{Fault{Kind: SpotReclaim, Subject: "sir-0"}, "nor is it a Spot request"},
		{Fault{Kind: Rebalance}, "needs a subject: a Spot Instance or request"},
		{Fault{Kind: Rebalance, Subject: onDemand}, "is no Spot Instance"},
		{Fault{Kind: Throttle, Subject: "mars:*"}, "no action that this account knows"},
		{Fault{Kind: Deny, Subject: "ec2:Fly"}, "no action that this account knows"},
		{Fault{Kind: Deny, Principal: "nobody"}, "no user, role or access key"},
		{Fault{Kind: DelayMetrics, Subject: "web"}, `takes no subject, but got "web"`},
		{Fault{Kind: ConsoleLogin, Subject: "nobody", Success: true}, "choices are root, admin"},
		{Fault{Kind: ConsoleLogin}, "needs a subject: a user's name, or root"},
	} {
		if err := e.Inject(c.fault); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want %q in it", c.fault, err, c.want)
		}
	}
	if string(before) != string(encoded(t, e)) {
		t.Error("a refused fault has changed the world")
	}
}

func TestFailHealthOfAClassicBalancer(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "homework"})
	w := e.home().world
	w.ClassicBalancers.Put("old", &world.ClassicBalancer{Name: "old"})
	if err := e.Inject(Fault{Kind: FailHealth, Subject: "old"}); err == nil || !strings.Contains(err.Error(), "load balancer old has no instance to fail") {
		t.Errorf("got %v", err)
	}
	w.Instances.Put("i-1", &world.Instance{ID: "i-1", State: world.Running})
	w.ClassicBalancers.Get("old").Instances = []world.ClassicInstance{{ID: "i-1"}}
	if err := e.Inject(Fault{Kind: FailHealth, Subject: "old", Code: 500}); err != nil || w.Instances.Get("i-1").Health.FailCode != 500 {
		t.Errorf("its server answers %d, error %v", w.Instances.Get("i-1").Health.FailCode, err)
	}
}

func TestZoneOutageOfAnInstancesZone(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "quiet-day"})
	for id, in := range e.home().world.Instances.All() {
		if err := e.Inject(Fault{Kind: ZoneOutage, Subject: id}); err != nil || len(e.home().world.Outages) == 0 || e.home().world.Outages[0].Zone != in.Zone {
			t.Errorf("outages %v, error %v", e.home().world.Outages, err)
		}
		return
	}
}

// Traffic that drops is counted by the balancer.
func TestDropTraffic(t *testing.T) {
	e := broken(t, "quiet-day", Fault{Kind: DropTraffic, Subject: "shop-alb"})
	begin := e.Now()
	e.Advance(30 * time.Minute)
	label := ""
	for arn := range e.home().world.LoadBalancers.All() {
		label = strings.SplitN(arn, ":loadbalancer/", 2)[1]
	}
	out := must[cloudwatch.GetMetricStatisticsOutput](t, e, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/ApplicationELB"), MetricName: aws.String("RequestCount"), Statistics: []cwtypes.Statistic{cwtypes.StatisticSum}, Period: aws.Int32(300),
		Dimensions: []cwtypes.Dimension{{Name: aws.String("LoadBalancer"), Value: aws.String(label)}}, StartTime: aws.Time(begin), EndTime: aws.Time(begin.Add(30 * time.Minute))})
	sums := map[string]float64{}
	for _, d := range out.Datapoints {
		sums[d.Timestamp.Sub(begin).String()] = *d.Sum
	}
	if sums["5m0s"] > 0.3*sums["25m0s"] || sums["25m0s"] == 0 {
		t.Errorf("requests %v: twenty minutes of a quarter, then all of them", sums)
	}
}

// spotted is a running Spot Instance of the storm's world.
func spotted(t *testing.T, e *Engine) *world.Instance {
	t.Helper()
	for _, in := range e.home().world.Instances.All() {
		if in.SpotRequest != "" && in.State == world.Running {
			return in
		}
	}
	t.Fatal("no Spot Instance runs")
	return nil
}

func TestSpotPriceAndCapacity(t *testing.T) {
	e := broken(t, "spot-storm")
	in := spotted(t, e)
	p := e.home()
	before := p.spot.Price(in.Type, in.Zone, linux)
	if err := e.Inject(Fault{Kind: SpotPrice, Subject: in.ID, For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if got := p.spot.Price(in.Type, in.Zone, linux); got <= before {
		t.Errorf("the price went from %g to %g", before, got)
	}
	if err := e.Inject(Fault{Kind: SpotPrice, Type: in.Type, Zone: in.Zone, Price: 0.05, For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if got := p.spot.Price(in.Type, in.Zone, linux); got != 0.05 {
		t.Errorf("the price is %g", got)
	}
	if err := e.Inject(Fault{Kind: SpotCapacity, Subject: in.SpotRequest, For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if got := p.spot.Capacity(in.Type, in.Zone, linux); got != 0 {
		t.Errorf("the pool takes %d more", got)
	}
	e.Advance(30 * time.Second)
	if ends, _, _ := p.spot.Notice(in.ID); ends.IsZero() {
		t.Error("an instance that finds no room is not interrupted")
	}
}

func TestSpotReclaimAndRebalance(t *testing.T) {
	e := broken(t, "spot-storm")
	in, p := spotted(t, e), e.home()
	if err := e.Inject(Fault{Kind: Rebalance, Subject: in.ID}); err != nil || p.spot.Of(in.ID).Recommended.IsZero() {
		t.Errorf("no recommendation, error %v", err)
	}
	if err := e.Inject(Fault{Kind: SpotReclaim, Subject: in.ID}); err != nil {
		t.Fatal(err)
	}
	if ends, _, _ := p.spot.Notice(in.ID); ends.Sub(e.Now()) != 2*time.Minute {
		t.Errorf("notice until %s", ends)
	}
	if err := e.Inject(Fault{Kind: SpotReclaim, Subject: in.ID}); err == nil {
		t.Error("an instance is reclaimed twice")
	}
	// The rest of the pool, the one with a notice among them.
	if err := e.Inject(Fault{Kind: SpotReclaim, Type: in.Type, Zone: in.Zone}); err != nil {
		t.Fatal(err)
	}
	e.Advance(3 * time.Minute)
	out := must[ec2.DescribeInstancesOutput](t, e, &ec2.DescribeInstancesInput{Filters: []ec2types.Filter{
		{Name: aws.String("instance-lifecycle"), Values: []string{"spot"}}, {Name: aws.String("instance-type"), Values: []string{in.Type}},
		{Name: aws.String("availability-zone"), Values: []string{in.Zone}}, {Name: aws.String("instance-state-name"), Values: []string{"running"}}}})
	if len(out.Reservations) != 0 {
		t.Errorf("%d reservations run in a pool that was reclaimed", len(out.Reservations))
	}
}

// A denial may be for one of many callers.
func TestDenyOnePrincipal(t *testing.T) {
	e := broken(t, "quiet-day", Fault{Kind: Deny, Principal: "engineer", Subject: "ec2:Describe*"})
	keyOf := func(user string) string {
		for key, p := range e.home().world.Principals.All() {
			if p.User == user {
				return key
			}
		}
		return ""
	}
	describe := func(user string) error {
		ctx := api.WithCaller(t.Context(), api.Caller{AccessKey: keyOf(user)})
		_, _, err := e.Call(ctx, "ec2", "DescribeVpcs", Region, &ec2.DescribeVpcsInput{})
		return err
	}
	wantCode(t, describe("engineer"), "UnauthorizedOperation")
	if err := describe("intern"); err != nil {
		t.Errorf("the intern is denied too: %v", err)
	}
	must[ec2.DescribeVpcsOutput](t, e, &ec2.DescribeVpcsInput{})
	for _, name := range []string{keyOf("engineer"), "arn:aws:iam::123456789012:user/engineer", "deploy"} {
		if err := e.Inject(Fault{Kind: Throttle, Principal: name}); err != nil {
			t.Error(err)
		}
	}
	wantCode(t, describe("engineer"), "RequestLimitExceeded")
}

// Late datapoints are missing until they come, and alarms see that.
func TestDelayMetrics(t *testing.T) {
	e := broken(t, "quiet-day")
	must[cloudwatch.PutMetricAlarmOutput](t, e, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("watch"), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Statistic: cwtypes.StatisticAverage,
		Dimensions: []cwtypes.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String("shop-asg")}},
		Period:     aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(99), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold})
	e.Advance(5 * time.Minute)
	state := func() cwtypes.StateValue {
		return must[cloudwatch.DescribeAlarmsOutput](t, e, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"watch"}}).MetricAlarms[0].StateValue
	}
	points := func() int {
		return len(must[cloudwatch.GetMetricStatisticsOutput](t, e, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Statistics: []cwtypes.Statistic{cwtypes.StatisticAverage}, Period: aws.Int32(60),
			Dimensions: []cwtypes.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String("shop-asg")}},
			StartTime:  aws.Time(e.Now().Add(-10 * time.Minute)), EndTime: aws.Time(e.Now())}).Datapoints)
	}
	if state() != cwtypes.StateValueOk || points() != 10 {
		t.Fatalf("before: %s, %d points", state(), points())
	}
	if err := e.Inject(Fault{Kind: DelayMetrics, For: 9 * time.Minute}); err != nil {
		t.Fatal(err)
	}
	e.Advance(8 * time.Minute)
	if state() != cwtypes.StateValueInsufficientData || points() != 2 {
		t.Errorf("meanwhile: %s, %d points", state(), points())
	}
	e.Advance(2 * time.Minute)
	if state() != cwtypes.StateValueOk || points() != 10 {
		t.Errorf("afterwards: %s, %d points", state(), points())
	}
}

func TestConsoleLogin(t *testing.T) {
	e := broken(t, "homework", Fault{Kind: ConsoleLogin, Subject: "student"}, Fault{Kind: ConsoleLogin, Subject: "student", Success: true}, Fault{Kind: ConsoleLogin, Subject: "nobody"})
	out, err := try[cloudtrail.LookupEventsOutput](e, GlobalRegion, &cloudtrail.LookupEventsInput{LookupAttributes: []cttypes.LookupAttribute{
		{AttributeKey: cttypes.LookupAttributeKeyEventName, AttributeValue: aws.String("ConsoleLogin")}}})
	if err != nil || len(out.Events) != 3 {
		t.Fatalf("%d events, error %v", len(out.Events), err)
	}
	for i, want := range []string{"HIDDEN_DUE_TO_SECURITY_REASONS", `"ConsoleLogin":"Success"`, "Failed authentication"} {
		if record := aws.ToString(out.Events[i].CloudTrailEvent); !strings.Contains(record, want) {
			t.Errorf("event %d has no %s: %s", i, want, record)
		}
	}
}
