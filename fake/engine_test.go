package fake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// clock is a wall clock that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time          { return c.at }
func (c *clock) advance(d time.Duration) { c.at = c.at.Add(d) }

// newTested is an engine whose clock only the test moves, with all invariants
// checked after every step.
func newTested(t testing.TB, o Options) (*Engine, *clock) {
	t.Helper()
	c := &clock{at: time.Unix(1_700_000_000, 0)}
	o.Wall = c.now
	if o.AfterStep == nil {
		o.AfterStep = watched(t)
	}
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e, c
}

// watched checks the invariants of every world that it is shown.
func watched(t testing.TB) func(*world.World) {
	watches := map[string]*invariant.Watch{}
	return func(w *world.World) {
		if watches[w.Region] == nil {
			watches[w.Region] = &invariant.Watch{}
		}
		for _, v := range watches[w.Region].Look(w) {
			t.Fatalf("%s: %s", w.Now.Format(time.RFC3339), v)
		}
	}
}

// must makes a call in the scenario's region and fails the test when it is
// refused.
func must[O any](t testing.TB, e *Engine, input any) *O {
	t.Helper()
	out, err := try[O](e, Region, input)
	if err != nil {
		t.Fatalf("%T: %v", input, err)
	}
	return out
}

func try[O any](e *Engine, region string, input any) (*O, error) {
	service, operation := api.NameOf(input)
	out, _, err := e.Call(context.Background(), service, operation, region, input)
	if err != nil {
		return nil, err
	}
	return out.(*O), nil
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var refused *awserr.Error
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("want %s, got %v", code, err)
	}
}

func TestUnknownScenarioNamesTheChoices(t *testing.T) {
	_, err := New(Options{Scenario: "utopia"})
	if err == nil || !strings.Contains(err.Error(), "demo, quiet-day, deploy-gone-wrong, zone-outage, spot-storm, traffic-surge, intruder, homework, empty, large") {
		t.Errorf("got %v", err)
	}
}

func TestUnknownOperationIsRefusedByName(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	_, id, err := e.Call(context.Background(), "ec2", "CreateCapacityReservation", Region, &ec2.CreateCapacityReservationInput{})
	wantCode(t, err, "InvalidAction")
	if !strings.Contains(err.Error(), "CreateCapacityReservation") || id == "" {
		t.Errorf("error %q, request id %q", err, id)
	}
}

func TestTheClockFollowsTheWallAtItsSpeed(t *testing.T) {
	e, wall := newTested(t, Options{Scenario: "empty", Speed: 60})
	begin := e.Now()
	passed := func() time.Duration { return e.Now().Sub(begin) }
	want := func(d time.Duration) {
		t.Helper()
		if passed() != d {
			t.Errorf("%s have passed, want %s", passed(), d)
		}
	}
	wall.advance(time.Second)
	want(time.Minute)
	e.Pause()
	wall.advance(time.Hour)
	want(time.Minute)
	e.Advance(5 * time.Minute)
	want(6 * time.Minute)
	e.SetSpeed(1)
	e.Resume()
	wall.advance(time.Second)
	want(6*time.Minute + time.Second)
	wall.advance(-time.Hour) // a wall clock that is set back
	want(6 * time.Minute)
	e.SetSpeed(1e9)
	if e.Speed() != MaxSpeed {
		t.Errorf("speed %g is not bounded", e.Speed())
	}
}

func TestStepEventStopsWhereSomethingChanges(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	e.Pause()
	images := must[ec2.DescribeImagesOutput](t, e, &ec2.DescribeImagesInput{Owners: []string{"amazon"}})
	must[ec2.RunInstancesOutput](t, e, &ec2.RunInstancesInput{
		ImageId: images.Images[0].ImageId, InstanceType: ec2types.InstanceTypeT3Micro, MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
	})
	begin := e.Now()
	at := e.StepEvent()
	if !at.After(begin) || at.Sub(begin) > time.Minute {
		t.Errorf("the instance boots after %s", at.Sub(begin))
	}
	out := must[ec2.DescribeInstancesOutput](t, e, &ec2.DescribeInstancesInput{})
	if s := out.Reservations[0].Instances[0].State.Name; s != ec2types.InstanceStateNameRunning {
		t.Errorf("after the step the instance is %s", s)
	}
	for range 5 {
		e.StepEvent()
	}
	quiet := e.Now()
	if e.StepEvent().Sub(quiet) != time.Hour {
		t.Error("a quiet account is stepped by an hour")
	}
}

func TestOtherRegionsAreEmpty(t *testing.T) {
	e, _ := newTested(t, Options{})
	home := must[ec2.DescribeInstancesOutput](t, e, &ec2.DescribeInstancesInput{})
	if len(home.Reservations) == 0 {
		t.Error("the scenario's region has no instance")
	}
	away, err := try[ec2.DescribeInstancesOutput](e, "eu-central-1", &ec2.DescribeInstancesInput{})
	if err != nil || len(away.Reservations) != 0 {
		t.Errorf("eu-central-1 has %d reservations, error %v", len(away.Reservations), err)
	}
	vpcs, err := try[ec2.DescribeVpcsOutput](e, "eu-central-1", &ec2.DescribeVpcsInput{})
	if err != nil || len(vpcs.Vpcs) != 1 || !aws.ToBool(vpcs.Vpcs[0].IsDefault) {
		t.Errorf("eu-central-1 has %d VPCs, error %v", len(vpcs.Vpcs), err)
	}
}

func TestCallsAreRefusedAsAWSRefusesThem(t *testing.T) {
	cases := []struct {
		name        string
		fault       Fault
		ec2, others string // codes
		trail       string // EC2's code in the trail; "" when the call is not in it
	}{
		{"throttled", Fault{Kind: Throttle}, "RequestLimitExceeded", "Throttling", ""},
		{"denied", Fault{Kind: Deny}, "UnauthorizedOperation", "AccessDenied", "Client.UnauthorizedOperation"},
		{"expired", Fault{Kind: ExpireCredentials}, "RequestExpired", "ExpiredToken", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, _ := newTested(t, Options{Scenario: "empty"})
			e.Pause()
			if err := e.Inject(c.fault); err != nil {
				t.Fatal(err)
			}
			_, err := try[ec2.DescribeVpcsOutput](e, Region, &ec2.DescribeVpcsInput{})
			wantCode(t, err, c.ec2)
			_, err = try[autoscaling.DescribeAutoScalingGroupsOutput](e, Region, &autoscaling.DescribeAutoScalingGroupsInput{})
			wantCode(t, err, c.others)
			e.Advance(time.Hour) // all of them end by themselves
			events := must[cloudtrail.LookupEventsOutput](t, e, &cloudtrail.LookupEventsInput{})
			found := ""
			for _, ev := range events.Events {
				if aws.ToString(ev.EventName) == "DescribeVpcs" {
					found = aws.ToString(ev.CloudTrailEvent)
				}
			}
			if (c.trail == "") != (found == "") || !strings.Contains(found, c.trail) {
				t.Errorf("the trail has %q, want code %q", found, c.trail)
			}
		})
	}
}

func TestADenialNamesTheActionAndSparesOthers(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	if err := e.Inject(Fault{Kind: Deny, Subject: "ec2:Describe*"}); err != nil {
		t.Fatal(err)
	}
	_, err := try[ec2.DescribeVpcsOutput](e, Region, &ec2.DescribeVpcsInput{})
	wantCode(t, err, "UnauthorizedOperation")
	if !strings.Contains(err.Error(), "ec2:DescribeVpcs") {
		t.Errorf("%v does not name the action", err)
	}
	must[autoscaling.DescribeAutoScalingGroupsOutput](t, e, &autoscaling.DescribeAutoScalingGroupsInput{})
	must[sts.GetCallerIdentityOutput](t, e, &sts.GetCallerIdentityInput{})
}

func TestBadFaultsAreRefusedWithTheChoices(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	for _, c := range []struct {
		fault Fault
		want  string
	}{
		{Fault{Kind: "meteor"}, "kill-instance"},
		{Fault{Kind: KillInstance}, "an instance id"},
		{Fault{Kind: KillInstance, Subject: "i-0"}, "no instance"},
		{Fault{Kind: FailHealth, Subject: "web"}, "nor is it a target group or a Classic load balancer"},
		{Fault{Kind: SurgeTraffic, Subject: "web"}, "no traffic goes to"},
		{Fault{Kind: ZoneOutage, Subject: "mars-1a"}, "an Availability Zone"},
		{Fault{Kind: ExpireCredentials, Subject: "AKIA0"}, "not an access key id"},
		{Fault{Kind: Throttle, For: -time.Second}, "cannot last"},
	} {
		if err := e.Inject(c.fault); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: got %v, want %q in it", c.fault, err, c.want)
		}
	}
}

func TestCallsAreInTheTrail(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	must[ec2.CreateSecurityGroupOutput](t, e, &ec2.CreateSecurityGroupInput{GroupName: aws.String("web"), Description: aws.String("web")})
	_, err := try[ec2.TerminateInstancesOutput](e, Region, &ec2.TerminateInstancesInput{InstanceIds: []string{"i-0123456789abcdef0"}})
	wantCode(t, err, "InvalidInstanceID.NotFound")
	w := e.home().world
	created, failed := w.Trail[len(w.Trail)-2], w.Trail[len(w.Trail)-1]
	if created.Name != "CreateSecurityGroup" || created.Username != "admin" || created.ReadOnly || created.Source != "ec2.amazonaws.com" {
		t.Errorf("created: %+v", created)
	}
	if created.Request != `{"description":"web","groupName":"web"}` || !strings.Contains(created.Response, `"groupId":"sg-`) {
		t.Errorf("request %s, response %s", created.Request, created.Response)
	}
	if failed.ErrorCode != "Client.InvalidInstanceID.NotFound" || failed.Response != "" {
		t.Errorf("failed: %+v", failed)
	}
	want := world.TrailResource{Type: "AWS::EC2::Instance", Name: "i-0123456789abcdef0"}
	if len(failed.Resources) != 1 || failed.Resources[0] != want {
		t.Errorf("resources %v", failed.Resources)
	}
}

func TestTheTrailKeepsChangesLongerThanReads(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	p := e.home()
	p.record(world.TrailEvent{Name: "RunInstances"})
	for range trailWrites + trailReads + trailSlack + 1 {
		p.record(world.TrailEvent{Name: "DescribeInstances", ReadOnly: true})
	}
	if p.world.Trail[0].Name == "DescribeInstances" || len(p.world.Trail) > trailReads+trailSlack {
		t.Errorf("%d events, the oldest is %s", len(p.world.Trail), p.world.Trail[0].Name)
	}
}

// Reading must not change the future: two worlds, one of them looked at all
// the time, end up the same.
func TestReadingDoesNotChangeTheFuture(t *testing.T) {
	quiet, _ := newTested(t, Options{})
	watched, _ := newTested(t, Options{})
	for _, e := range []*Engine{quiet, watched} { // what a trail delivers tells of those who read
		must[cloudtrail.StopLoggingOutput](t, e, &cloudtrail.StopLoggingInput{Name: aws.String("management-events")})
		e.Advance(10 * time.Minute)
	}
	for range 20 {
		quiet.Advance(3 * time.Minute)
		for range 6 {
			watched.Advance(30 * time.Second)
			must[ec2.DescribeInstancesOutput](t, watched, &ec2.DescribeInstancesInput{})
			must[autoscaling.DescribeAutoScalingGroupsOutput](t, watched, &autoscaling.DescribeAutoScalingGroupsInput{})
		}
	}
	for _, e := range []*Engine{quiet, watched} { // the calls themselves are in the trail
		e.home().world.Trail, e.home().world.Calls = nil, 0
	}
	if !bytes.Equal(encoded(t, quiet), encoded(t, watched)) {
		t.Error("the watched world is not the quiet one")
	}
}

func encoded(t *testing.T, e *Engine) []byte {
	t.Helper()
	data, err := e.encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTheSameSeedGivesTheSameWorldToTheLastByte(t *testing.T) {
	live := func(seed uint64) []byte {
		e, _ := newTested(t, Options{Seed: seed})
		e.Pause()
		for i := range 10 {
			in := must[ec2.DescribeInstancesOutput](t, e, &ec2.DescribeInstancesInput{})
			if i == 3 {
				id := aws.ToString(in.Reservations[4].Instances[0].InstanceId)
				must[ec2.TerminateInstancesOutput](t, e, &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
			}
			e.Advance(7 * time.Minute)
		}
		return encoded(t, e)
	}
	if !bytes.Equal(live(1), live(1)) {
		t.Error("two runs of one seed differ")
	}
	if bytes.Equal(live(1), live(2)) {
		t.Error("two seeds give one world")
	}
}

// At whatever moment a world is saved, it goes on as if nothing had happened.
func TestASavedWorldHasTheSameFuture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	e, wall := newTested(t, Options{Seed: 3})
	e.Pause()
	for range 12 {
		e.Advance(4*time.Minute + 7*time.Second)
		if err := e.Save(path); err != nil {
			t.Fatal(err)
		}
		loaded, err := Load(path, Options{Wall: wall.now, AfterStep: watched(t)})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(encoded(t, e), encoded(t, loaded)) {
			t.Fatalf("%s: what is loaded is not what was saved", e.Now())
		}
		e.Advance(20 * time.Minute)
		loaded.Advance(20 * time.Minute)
		if !bytes.Equal(encoded(t, e), encoded(t, loaded)) {
			t.Fatalf("%s: the loaded world has another future", e.Now())
		}
	}
}

func TestBrokenStateFilesAreRefusedAndLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	e, _ := newTested(t, Options{Scenario: "empty"})
	if err := e.Save(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	current := fmt.Appendf(nil, "%s %d ", stateFormat, stateVersion)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, ErrNotState},
		{"foreign", []byte("PK\x03\x04 something else\n"), ErrNotState},
		{"torn", whole[:len(whole)*2/3], ErrStateDamaged},
		{"only a header", whole[:bytes.IndexByte(whole, '\n')+1], ErrStateDamaged},
		{"one bit flipped", flipped, ErrStateDamaged},
		{"of an older version", bytes.Replace(whole, current, []byte(stateFormat+" 1 "), 1), ErrStateVersion},
		{"of a newer version", bytes.Replace(whole, current, []byte(stateFormat+" 99 "), 1), ErrStateVersion},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Load(path, Options{}); !errors.Is(err, c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, c.data) {
				t.Errorf("the file was touched: %v", err)
			}
		})
	}
}

func TestAFailedSaveLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	e, _ := newTested(t, Options{Scenario: "empty"})
	if err := e.Save(filepath.Join(dir, "missing", "state")); err == nil {
		t.Error("saved into a directory that does not exist")
	}
	path := filepath.Join(dir, "taken")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := e.Save(path); err == nil {
		t.Error("saved over a directory")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".taken*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A clock that runs faster than the world can be simulated does not make
// calls wait: the clock is set back instead.
func TestCallsDoBoundedWork(t *testing.T) {
	e, wall := newTested(t, Options{Speed: MaxSpeed, AfterStep: func(*world.World) {}})
	begin := e.Now()
	wall.advance(24 * time.Hour) // 236 years of virtual time
	must[ec2.DescribeVpcsOutput](t, e, &ec2.DescribeVpcsInput{})
	if passed := e.Now().Sub(begin); passed > 365*24*time.Hour || passed <= 0 {
		t.Errorf("one call simulated %s", passed)
	}
}

// What a caller does with an answer is nothing to the world.
func TestAnswersShareNothingWithTheWorld(t *testing.T) {
	e, _ := newTested(t, Options{})
	e.Pause()
	must[cloudtrail.StopLoggingOutput](t, e, &cloudtrail.StopLoggingInput{Name: aws.String("management-events")}) // a trail keeps every call for its next file
	for _, input := range []any{
		&ec2.DescribeInstancesInput{}, &ec2.DescribeInstanceStatusInput{}, &ec2.DescribeSubnetsInput{}, &ec2.DescribeSecurityGroupsInput{},
		&ec2.DescribeImagesInput{}, &ec2.DescribeLaunchTemplatesInput{}, &ec2.DescribeTagsInput{}, &ec2.DescribeVpcsInput{},
		&ec2.DescribeLaunchTemplateVersionsInput{LaunchTemplateName: aws.String("web")},
		&autoscaling.DescribeAutoScalingGroupsInput{}, &autoscaling.DescribeScalingActivitiesInput{}, &autoscaling.DescribePoliciesInput{},
		&autoscaling.DescribeScheduledActionsInput{}, &autoscaling.DescribeLaunchConfigurationsInput{}, &autoscaling.DescribeAutoScalingInstancesInput{},
		&autoscaling.DescribeLifecycleHooksInput{AutoScalingGroupName: aws.String("batch-asg")},
		&elb.DescribeLoadBalancersInput{}, &elb.DescribeTargetGroupsInput{}, &elb.DescribeListenersInput{LoadBalancerArn: aws.String(e.loadBalancer(t, "web-alb"))},
		&elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(e.home().targetGroup("web-tg").ARN)},
		&cloudwatch.DescribeAlarmsInput{}, &cloudwatch.ListMetricsInput{}, &cloudtrail.LookupEventsInput{},
	} {
		service, operation := api.NameOf(input)
		before := e.without(t, func(w *world.World) { w.Trail, w.Calls = nil, 0 })
		out, _, err := e.Call(context.Background(), service, operation, Region, input)
		if err != nil {
			t.Errorf("%s %s: %v", service, operation, err)
			continue
		}
		scribble(reflect.ValueOf(out))
		if !bytes.Equal(before, e.without(t, func(w *world.World) { w.Trail, w.Calls = nil, 0 })) {
			t.Errorf("%s %s: writing on the answer changes the world", service, operation)
		}
	}
}

func (e *Engine) loadBalancer(t *testing.T, name string) string {
	t.Helper()
	for arn, b := range e.home().world.LoadBalancers.All() {
		if b.Name == name {
			return arn
		}
	}
	t.Fatalf("there is no balancer %s", name)
	return ""
}

// without is the world but for what the change takes off, as bytes.
func (e *Engine) without(t *testing.T, change func(*world.World)) []byte {
	t.Helper()
	w := *e.home().world
	change(&w)
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// scribble writes over everything that can be reached from a value.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Name != "ResultMetadata" {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString("scribbled")
		}
	case reflect.Int32, reflect.Int64, reflect.Int:
		if v.CanSet() {
			v.SetInt(-7)
		}
	case reflect.Float64:
		if v.CanSet() {
			v.SetFloat(-7)
		}
	}
}

// Many may call at once while others read the clock and move it.
func TestTheEngineIsSafeForConcurrentUse(t *testing.T) {
	e, _ := newTested(t, Options{AfterStep: func(*world.World) {}})
	var crowd sync.WaitGroup
	for i := range 4 {
		crowd.Go(func() {
			for range 20 {
				_, err := try[ec2.DescribeInstancesOutput](e, Region, &ec2.DescribeInstancesInput{})
				if err != nil {
					t.Error(err)
				}
				switch i {
				case 0:
					e.StepEvent()
				case 1:
					e.SetSpeed(e.Speed() + 1)
				case 2:
					e.Advance(time.Second)
				}
				e.Now()
			}
		})
	}
	crowd.Wait()
}
