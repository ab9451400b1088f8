package contract_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
	"fleetglass/awsclient/contract"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/fake"
	"fleetglass/fake/scenario"
)

// still is a wall clock that stands: the engine's time is moved by hand.
func still() func() time.Time {
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time { return at }
}

func TestTheEngine(t *testing.T) {
	engine, err := fake.New(fake.Options{Scenario: scenario.Empty, Seed: 1, Wall: still()})
	if err != nil {
		t.Fatal(err)
	}
	door := sdk.Backend(engine.Call)
	contract.Run(t, contract.Backend{
		Client: sdk.InProcess(engine.Call, fake.Region),
		Config: func(service string) aws.Config { return door.Config(service, fake.Region) },
		Pass:   engine.Advance,
	})
}

// Every list that the watcher knows must load in the demo's world.
func TestEveryListOfTheDemoLoads(t *testing.T) {
	engine, err := fake.New(fake.Options{Seed: 1, Wall: still()})
	if err != nil {
		t.Fatal(err)
	}
	client := sdk.InProcess(engine.Call, fake.Region)
	opts := watch.Options{Clock: engine.Now, Rhythms: watch.EngineRhythms()}
	base := watch.Once(t.Context(), client, opts)
	var wants []watch.Want
	for _, kind := range []watch.Kind{watch.Subnets, watch.SecurityGroups, watch.Schedules} {
		wants = append(wants, watch.All(kind))
	}
	for _, b := range base.Balancers.Rows {
		wants = append(wants, watch.Of(watch.Listeners, b.ARN), watch.Of(watch.BalancerAttributes, b.ARN))
	}
	for _, g := range base.TargetGroups.Rows {
		wants = append(wants, watch.Of(watch.TargetGroupAttributes, g.ARN))
	}
	for _, g := range base.Groups.Rows {
		wants = append(wants, watch.Of(watch.Hooks, g.Name), watch.LaunchOf(g.Launch))
	}
	for _, i := range base.Instances.Rows {
		wants = append(wants, watch.Of(watch.UserData, i.ID), watch.Graph(awsclient.MetricQuery{
			Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: 5 * time.Minute,
			Dimensions: []awsclient.Dimension{{Name: "InstanceId", Value: i.ID}}}, 3*time.Hour))
	}
	more := watch.Once(t.Context(), client, opts, append(wants, watch.Trail(awsclient.EventQuery{}))...)
	for _, call := range append(base.Meter.Recent, more.Meter.Recent...) {
		if call.Code != "" {
			t.Errorf("%s %s: %s", call.Service, call.Operation, call.Code)
		}
	}
	if len(base.Instances.Rows) == 0 || len(more.Series) != len(base.Instances.Rows) || len(more.Hooks) != len(base.Groups.Rows) {
		t.Errorf("%d instances, %d graphs; %d groups, %d with hooks", len(base.Instances.Rows), len(more.Series), len(base.Groups.Rows), len(more.Hooks))
	}
}

// BenchmarkFullPoll is one full poll of the demo's world: every list of the
// overview, through the SDK's clients, once.
func BenchmarkFullPoll(b *testing.B) {
	engine, err := fake.New(fake.Options{Seed: 1, Wall: still()})
	if err != nil {
		b.Fatal(err)
	}
	client := sdk.InProcess(engine.Call, fake.Region)
	b.ReportAllocs()
	for b.Loop() {
		s := watch.Once(context.Background(), client, watch.Options{Clock: engine.Now, Rhythms: watch.EngineRhythms()})
		if !s.Instances.Loaded() || !s.Groups.Loaded() || len(s.Targets) == 0 {
			b.Fatalf("the poll failed: %v", s.Instances.Err)
		}
	}
}

// A live tail session of the engine is one for the client, too: its events
// have no ids, as AWS's have none.
func TestALiveTailOfTheEngine(t *testing.T) {
	engine, err := fake.New(fake.Options{Seed: 1, Wall: still()})
	if err != nil {
		t.Fatal(err)
	}
	client := sdk.InProcess(engine.Call, fake.Region)
	groups, err := client.LogGroups(t.Context(), "")
	if err != nil || len(groups) == 0 {
		t.Fatalf("%d log groups, %v", len(groups), err)
	}
	began := false
	for events, err := range client.Tail(t.Context(), awsclient.TailQuery{Groups: []string{groups[0].ARN}, Since: engine.Now(), Every: time.Millisecond, Live: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.ID != "" || e.Group != groups[0].Name || e.Message == "" {
				t.Errorf("%+v is from no session", e)
			}
		}
		if len(events) > 0 {
			return
		}
		if began {
			engine.Advance(time.Minute)
		}
		began = true
	}
	t.Error("the tail ended without an event")
}
