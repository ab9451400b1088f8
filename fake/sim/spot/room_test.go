package spot_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	law "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// account is a new account in us-west-2.
type account struct {
	*sim.Kernel
	compute *compute.Room
	room    *spot.Room
	net     compute.Network
}

func newAccount(era string, seed uint64) *account {
	start := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	k := sim.New(&world.World{Account: "123456789012", Region: "us-west-2", Era: era, Seed: seed, Born: start, Now: start, Random: world.Random{Hi: seed, Lo: 2}})
	a := &account{Kernel: k, compute: compute.New(k)}
	a.net = compute.DefaultNetwork(k)
	a.room = spot.New(k, a.compute)
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

// order is one m5.large in the first zone.
func (a *account) order() spot.Order {
	return spot.Order{Order: compute.Order{Count: 1, Subnet: a.net.Subnets[0], Settings: world.LaunchSettings{Image: a.net.Images.AmazonLinux2023, Type: "m5.large"}}}
}

func (a *account) launch(t *testing.T, o spot.Order) (*world.SpotRequest, *world.Instance) {
	t.Helper()
	list, err := a.room.Launch(o)
	if err != nil {
		t.Fatal(err)
	}
	return a.World.SpotRequests.Get(list[0].SpotRequest), list[0]
}

func (a *account) request(t *testing.T, w spot.Wish) *world.SpotRequest {
	t.Helper()
	list, err := a.room.Request(w)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// is checks a request's state and status, and the state of its instance.
func (a *account) is(t *testing.T, q *world.SpotRequest, state, code string, instance world.InstanceState) {
	t.Helper()
	got := world.InstanceState("")
	if in := a.World.Instances.Get(q.Instance); in != nil {
		got = in.State
	}
	if q.State != state || q.Code != code || got != instance {
		t.Fatalf("%s: %s, %s, instance %q; want %s, %s, %q", a.Now().Format(time.TimeOnly), q.State, q.Code, got, state, code, instance)
	}
}

// follow remembers the statuses that a request goes through, and fails on a
// step that AWS's graph does not have.
func (a *account) follow(t *testing.T, q *world.SpotRequest) *[]string {
	codes := []string{q.Code}
	a.Watch(spot.KindRequest, func(id string) {
		last := codes[len(codes)-1]
		if id != q.ID || q.Code == last {
			return
		}
		if !law.MayFollow(last, q.Code, q.Type == spot.Persistent) {
			t.Errorf("%s follows %s", q.Code, last)
		}
		codes = append(codes, q.Code)
	})
	return &codes
}

func code(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

func TestALaunchIsFulfilledAtOnce(t *testing.T) {
	a := newAccount("", 1)
	o := a.order()
	o.Count, o.RequestTags = 2, []world.Tag{{Key: "team", Value: "web"}}
	list, err := a.room.Launch(o)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	q := a.World.SpotRequests.Get(list[0].SpotRequest)
	a.is(t, q, law.Active, law.Fulfilled, world.Pending)
	if q.MaxPrice != 0.096 || q.Type != spot.OneTime || len(q.Tags) != 1 || q.Message != "Your Spot request is fulfilled." || list[0].Market != "spot" {
		t.Errorf("%+v", q)
	}
	a.pass(time.Minute)
	a.is(t, q, law.Active, law.Fulfilled, world.Running)
	if err := a.compute.Stop(list[0].ID); code(err) != "UnsupportedOperation" {
		t.Errorf("stopped the instance of a one-time request: %v", err)
	}
}

func TestLaunchRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(*account, *spot.Order)
		code, text string
	}{
		"a price too low": {func(a *account, o *spot.Order) { o.MaxPrice = "0.001"; a.room.SetPrice("", "", 0.0312, 0) },
			"SpotMaxPriceTooLow", "Your Spot request price of 0.001 is lower than the minimum required Spot request fulfillment price of 0.0312."},
		"no capacity":     {func(a *account, o *spot.Order) { a.room.SetCapacity("", "", 0, 0) }, "InsufficientInstanceCapacity", "There is no Spot capacity available that matches your request."},
		"a zone down":     {func(a *account, o *spot.Order) { a.compute.FailZone("us-west-2a", time.Time{}) }, "InsufficientInstanceCapacity", ""},
		"no price":        {func(a *account, o *spot.Order) { o.MaxPrice = "cheap" }, "InvalidParameterValue", ""},
		"no such type":    {func(a *account, o *spot.Order) { o.Type = "forever" }, "InvalidParameterValue", ""},
		"stop, one-time":  {func(a *account, o *spot.Order) { o.Interruption = law.Stop }, "InvalidParameterCombination", ""},
		"hibernate":       {func(a *account, o *spot.Order) { o.Interruption, o.Type = law.Hibernate, spot.Persistent }, "UnsupportedOperation", ""},
		"sleep":           {func(a *account, o *spot.Order) { o.Interruption = "sleep" }, "InvalidParameterValue", ""},
		"valid until ago": {func(a *account, o *spot.Order) { o.ValidUntil = a.Now() }, "InvalidParameterValue", ""},
		"no image":        {func(a *account, o *spot.Order) { o.Settings.Image = "ami-00000000" }, "InvalidAMIID.NotFound", ""},
	} {
		a := newAccount("", 1)
		o := a.order()
		c.change(a, &o)
		list, err := a.room.Launch(o)
		if len(list) > 0 || code(err) != c.code || !strings.Contains(fmt.Sprint(err), c.text) || a.World.SpotRequests.Len() > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := newAccount("2017", 1)
	if _, err := a.room.Launch(a.order()); code(err) != "MissingParameter" {
		t.Errorf("an auction without a bid: %v", err)
	}
	o := a.order()
	if o.MaxPrice = "0.97"; code(func() error { _, err := a.room.Launch(o); return err }()) != "MaxSpotPriceExceeded" {
		t.Error("a bid above ten times the On-Demand price was taken")
	}
}

// EC2/spot-request-status and EC2/spot-interruptions: a persistent request,
// out-priced with a notice of exactly 120 seconds, held, and fulfilled again.
func TestAPersistentRequestIsInterruptedByPriceAndComesBack(t *testing.T) {
	a := newAccount("", 1)
	a.room.SetPrice("m5.large", "", 0.03, 0)
	o := a.order()
	o.MaxPrice, o.Type = "0.04", spot.Persistent
	q := a.request(t, spot.Wish{Order: o})
	codes := a.follow(t, q)
	a.is(t, q, law.Open, law.PendingEvaluation, "")
	a.pass(time.Minute)
	a.is(t, q, law.Active, law.Fulfilled, world.Running)
	first := q.Instance
	if _, found := a.room.Metadata(first, law.ActionPath); found {
		t.Error("there is a notice before the notice")
	}
	a.pass(10 * time.Minute)
	at := a.Now()
	a.room.SetPrice("m5.large", "us-west-2a", 0.05, 30*time.Minute)
	a.Settle()
	a.is(t, q, law.Active, law.MarkedForTermination, world.Running)
	want := `{"action": "terminate", "time": "` + at.Add(120*time.Second).Format("2006-01-02T15:04:05Z") + `"}`
	if got, _ := a.room.Metadata(first, law.ActionPath); got != want {
		t.Errorf("the instance reads %s, want %s", got, want)
	}
	if got, _ := a.room.Metadata(first, law.TerminationPath); got != at.Add(120*time.Second).Format("2006-01-02T15:04:05Z") {
		t.Errorf("termination-time: %s", got)
	}
	a.pass(119 * time.Second)
	a.is(t, q, law.Active, law.MarkedForTermination, world.Running)
	a.pass(time.Second)
	a.is(t, q, law.Open, law.TerminatedByPrice, world.ShuttingDown)
	in := a.World.Instances.Get(first)
	if in.StateCode != "Server.SpotInstanceTermination" {
		t.Errorf("state reason %s", in.StateCode)
	}
	a.pass(2 * time.Minute)
	a.is(t, q, law.Open, law.PriceTooLow, "")
	if q.Message != law.PriceTooLowMessage(0.04, 0.05) {
		t.Error(q.Message)
	}
	a.pass(30 * time.Minute)
	a.is(t, q, law.Active, law.Fulfilled, world.Running)
	if q.Instance == first {
		t.Error("the same instance came back")
	}
	if want := []string{law.PendingEvaluation, law.PendingFulfillment, law.Fulfilled, law.MarkedForTermination, law.TerminatedByPrice,
		law.PendingEvaluation, law.PriceTooLow, law.PendingFulfillment, law.Fulfilled}; !slices.Equal(*codes, want) {
		t.Errorf("statuses %v", *codes)
	}
	var kinds []string
	for _, e := range a.World.SpotMarket.Events {
		kinds = append(kinds, e.DetailType)
	}
	if want := []string{law.EventFulfillment, law.EventRebalance, law.EventInterruption, law.EventFulfillment}; !slices.Equal(kinds, want) {
		t.Errorf("events %v", kinds)
	}
}

// The footnote of EC2/spot-request-status: for want of capacity the status
// skips marked-for-termination, and the instance runs on for its two minutes.
func TestCapacityIsReclaimed(t *testing.T) {
	a := newAccount("", 1)
	dear, _ := a.launch(t, a.order())
	o := a.order()
	o.MaxPrice = "0.09"
	cheap, in := a.launch(t, o)
	a.pass(time.Minute)
	var noticed []string
	a.Watch(spot.KindNotice, func(id string) { noticed = append(noticed, id) })
	a.room.SetCapacity("m5.large", "us-west-2a", 1, time.Hour)
	a.Settle()
	a.is(t, cheap, law.Closed, law.TerminatedNoCapacity, world.Running)
	a.is(t, dear, law.Active, law.Fulfilled, world.Running)
	if !slices.Equal(noticed, []string{in.ID}) {
		t.Errorf("noticed %v", noticed)
	}
	if got, _ := a.room.Metadata(in.ID, law.RecommendationPath); got != law.RecommendationDocument(a.Now()) {
		t.Errorf("the recommendation comes with the notice: %s", got)
	}
	if code(a.room.Interrupt(in.ID)) != "IncorrectInstanceState" {
		t.Error("a second notice")
	}
	a.pass(2 * time.Minute)
	a.is(t, cheap, law.Closed, law.TerminatedNoCapacity, world.ShuttingDown)
	a.pass(5 * time.Hour)
	if a.World.SpotRequests.Has(cheap.ID) || a.World.SpotInstances.Has(in.ID) {
		t.Error("it is still described")
	}
}

func TestInterruptedInstancesCanStop(t *testing.T) {
	a := newAccount("", 1)
	o := a.order()
	o.Type, o.Interruption = spot.Persistent, law.Stop
	q, in := a.launch(t, o)
	codes := a.follow(t, q)
	a.pass(time.Minute)
	a.room.SetCapacity("", "", 0, 20*time.Minute)
	a.Settle()
	a.is(t, q, law.Active, law.MarkedForStop, world.Running)
	if _, found := a.room.Metadata(in.ID, law.TerminationPath); found {
		t.Error("a stop has a termination time")
	}
	a.pass(2 * time.Minute)
	a.is(t, q, law.Active, law.MarkedForStop, world.Stopping)
	a.pass(time.Minute)
	a.is(t, q, law.Disabled, law.StoppedNoCapacity, world.Stopped)
	if err := a.room.Startable(in); code(err) != "IncorrectSpotRequestState" {
		t.Errorf("what AWS stopped, its user starts: %v", err)
	}
	a.pass(20 * time.Minute)
	a.is(t, q, law.Active, law.Fulfilled, world.Running)
	if err := a.compute.Stop(in.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	a.is(t, q, law.Disabled, law.StoppedByUser, world.Stopped)
	if err := a.room.Startable(in); err != nil {
		t.Error(err)
	}
	a.room.SetPrice("", "", 0.096, time.Minute)
	q.MaxPrice = 0.05
	if err := a.room.Startable(in); code(err) != "SpotMaxPriceTooLow" {
		t.Errorf("started for more than its maximum: %v", err)
	}
	q.MaxPrice = 0.096
	if err := a.compute.Start(in.ID); err != nil {
		t.Fatal(err)
	}
	a.is(t, q, law.Active, law.Fulfilled, world.Pending)
	if want := []string{law.Fulfilled, law.MarkedForStop, law.StoppedNoCapacity, law.Fulfilled, law.StoppedByUser,
		law.PendingEvaluation, law.PendingFulfillment, law.Fulfilled}; !slices.Equal(*codes, want) {
		t.Errorf("statuses %v", *codes)
	}
	if err := a.compute.Stop(in.ID); err == nil {
		t.Error("stopped while pending")
	}
	a.pass(time.Minute)
	if err := a.compute.Stop(in.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	if err := a.room.Cancel(q.ID); err != nil {
		t.Fatal(err)
	}
	a.is(t, q, law.Cancelled, law.TerminatedByService, world.ShuttingDown)
}

func TestCancelling(t *testing.T) {
	a := newAccount("", 1)
	q := a.request(t, spot.Wish{Order: a.order()})
	if err := a.room.Cancel(q.ID); err != nil {
		t.Fatal(err)
	}
	a.is(t, q, law.Cancelled, law.CanceledBeforeFulfillment, "")
	o := a.order()
	o.Type = spot.Persistent
	q, in := a.launch(t, o)
	a.pass(time.Minute)
	if err := a.room.Cancel(q.ID); err != nil {
		t.Fatal(err)
	}
	a.is(t, q, law.Cancelled, law.CanceledInstanceRunning, world.Running)
	a.pass(24 * time.Hour)
	if !a.World.SpotRequests.Has(q.ID) {
		t.Fatal("forgotten while its instance runs")
	}
	if err := a.room.Interrupt(in.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(2 * time.Minute)
	a.is(t, q, law.Cancelled, law.TerminatedNoCapacity, world.ShuttingDown)
	if code(a.room.Cancel("sir-00000000")) != "InvalidSpotInstanceRequestID.NotFound" {
		t.Error("cancelled what is not there")
	}
}

func TestAUserEndsAnInstance(t *testing.T) {
	a := newAccount("", 1)
	once, first := a.launch(t, a.order())
	o := a.order()
	o.Type = spot.Persistent
	again, second := a.launch(t, o)
	a.pass(time.Minute)
	for _, id := range []string{first.ID, second.ID} {
		if err := a.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown); err != nil {
			t.Fatal(err)
		}
	}
	a.is(t, once, law.Closed, law.TerminatedByUser, world.ShuttingDown)
	a.is(t, again, law.Open, law.TerminatedByUser, world.ShuttingDown)
	a.pass(3 * time.Minute)
	a.is(t, again, law.Active, law.Fulfilled, world.Running)
}

func TestSchedules(t *testing.T) {
	a := newAccount("", 1)
	o := a.order()
	o.ValidUntil = a.Now().Add(2 * time.Hour)
	later := a.request(t, spot.Wish{Order: o, ValidFrom: a.Now().Add(time.Hour)})
	a.room.SetCapacity("m5.xlarge", "", 0, 0)
	o.Settings.Type = "m5.xlarge"
	never := a.request(t, spot.Wish{Order: o})
	bad := a.order()
	bad.Settings.Image = "ami-00000000"
	wrong := a.request(t, spot.Wish{Order: bad})
	a.pass(time.Minute)
	a.is(t, later, law.Open, law.NotScheduledYet, "")
	a.is(t, never, law.Open, law.CapacityNotAvailable, "")
	a.is(t, wrong, law.Failed, law.BadParameters, "")
	a.pass(time.Hour)
	a.is(t, later, law.Active, law.Fulfilled, world.Running)
	a.pass(time.Hour)
	a.is(t, never, law.Cancelled, law.ScheduleExpired, "")
	if _, err := a.room.Request(spot.Wish{Order: a.order(), ValidFrom: a.Now().Add(time.Hour)}); err != nil {
		t.Error(err)
	}
	o.ValidUntil = a.Now().Add(time.Minute)
	if _, err := a.room.Request(spot.Wish{Order: o, ValidFrom: a.Now().Add(time.Hour)}); code(err) != "InvalidParameterValue" {
		t.Error(err)
	}
}

// BC:ec2.RequestSpotInstances: a launch group starts and ends together, a
// zone group is in one zone.
func TestGroups(t *testing.T) {
	a := newAccount("", 1)
	a.room.SetCapacity("m5.large", "", 1, 30*time.Minute)
	o := a.order()
	o.Count = 2
	pair, err := a.room.Request(spot.Wish{Order: o, LaunchGroup: "pair"})
	if err != nil {
		t.Fatal(err)
	}
	o.Subnet, o.Count, o.Settings.Type = "", 3, "c5.large"
	three, err := a.room.Request(spot.Wish{Order: o, ZoneGroup: "near"})
	if err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	a.is(t, pair[0], law.Open, law.LaunchGroupConstraint, "")
	for _, q := range three {
		a.is(t, q, law.Active, law.Fulfilled, world.Running)
		if q.Zone != three[0].Zone {
			t.Errorf("%s and %s", q.Zone, three[0].Zone)
		}
	}
	a.pass(30 * time.Minute)
	a.is(t, pair[1], law.Active, law.Fulfilled, world.Running)
	if err := a.room.Interrupt(pair[0].Instance); err != nil {
		t.Fatal(err)
	}
	a.is(t, pair[1], law.Active, law.MarkedForTermination, world.Running)
	a.pass(2 * time.Minute)
	a.is(t, pair[1], law.Closed, law.TerminatedLaunchGroup, world.ShuttingDown)
}

func TestARebalanceRecommendation(t *testing.T) {
	a := newAccount("", 1)
	_, in := a.launch(t, a.order())
	if code(a.room.Rebalance(in.ID)) != "IncorrectInstanceState" {
		t.Error("it does not run yet")
	}
	a.pass(time.Minute)
	heard := ""
	a.Watch(spot.KindRebalance, func(id string) { heard = id })
	if _, found := a.room.Metadata(in.ID, law.RecommendationPath); found {
		t.Error("there is a recommendation already")
	}
	if err := a.room.Rebalance(in.ID); err != nil || heard != in.ID {
		t.Fatal(err, heard)
	}
	if got, _ := a.room.Metadata(in.ID, law.RecommendationPath); got != law.RecommendationDocument(a.Now()) {
		t.Error(got)
	}
	if got, _ := a.room.Metadata(in.ID, "instance-life-cycle"); got != "spot" {
		t.Error(got)
	}
	plain, err := a.compute.Launch(a.order().Order)
	if err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	if code(a.room.Interrupt(plain[0].ID)) != "InvalidInstanceID" || code(a.room.Rebalance("i-0")) != "InvalidInstanceID.NotFound" {
		t.Error("interrupted what is not Spot")
	}
}

// Squeezes come by themselves, seldom: over many pools and months some
// instance is interrupted, and some were warned before.
func TestInterruptionsComeByThemselves(t *testing.T) {
	a := newAccount("", 8)
	for _, typ := range []string{"m5.24xlarge", "c5.24xlarge", "r5.24xlarge"} {
		for _, subnet := range a.net.Subnets {
			o := a.order()
			o.Subnet, o.Settings.Type, o.Type = subnet, typ, spot.Persistent
			o.Count = a.room.Capacity(typ, a.World.Subnets.Get(subnet).Zone, law.Linux) / 2
			if _, err := a.room.Launch(o); err != nil {
				t.Fatal(err)
			}
		}
	}
	warned, noticed := 0, 0
	a.Watch(spot.KindRebalance, func(string) { warned++ })
	a.Watch(spot.KindNotice, func(string) { noticed++ })
	a.pass(60 * 24 * time.Hour)
	if noticed == 0 || warned <= noticed {
		t.Errorf("%d notices, %d recommendations in two months", noticed, warned)
	}
}

func TestBills(t *testing.T) {
	a := newAccount("", 1)
	a.room.SetPrice("m5.large", "", 0.036, 0)
	_, free := a.launch(t, a.order())
	_, paid := a.launch(t, a.order())
	a.pass(30 * time.Minute)
	if err := a.room.Interrupt(free.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(30 * time.Minute)
	if b, ok := a.room.Cost(free.ID); !ok || b.Spent != 0 {
		t.Errorf("interrupted in its first hour it cost %v", b)
	}
	ran := a.Now().Sub(paid.StateSince).Hours()
	if b, _ := a.room.Cost(paid.ID); math.Abs(b.Spent-0.036*ran) > 1e-4 || math.Abs(b.Savings()-62.5) > 0.1 {
		t.Errorf("an hour cost %v, %v%% saved", b, b.Savings())
	}
	_ = a.compute.Terminate(paid.ID, compute.CodeUserShutdown, compute.UserShutdown)
	spent := a.room.Costs()
	a.pass(48 * time.Hour)
	if later := a.room.Costs(); later != spent || a.World.SpotInstances.Len() != 0 {
		t.Errorf("%v became %v", spent, later)
	}
	if _, ok := a.room.Cost("i-0"); ok {
		t.Error("a bill for nothing")
	}
}

// A world without Spot has no appointment of this room, and one whose Spot is
// over has none any more.
func TestIdleWorldsPayNothing(t *testing.T) {
	a := newAccount("", 1)
	if len(a.World.Queue) != 0 {
		t.Fatalf("%d appointments at birth", len(a.World.Queue))
	}
	_, in := a.launch(t, a.order())
	a.pass(time.Hour)
	_ = a.compute.Terminate(in.ID, compute.CodeUserShutdown, compute.UserShutdown)
	a.pass(48 * time.Hour)
	if len(a.World.Queue) != 0 || a.World.SpotRequests.Len()+a.World.SpotInstances.Len()+a.World.SpotPools.Len() != 0 {
		t.Errorf("%d appointments, %d requests, %d pools", len(a.World.Queue), a.World.SpotRequests.Len(), a.World.SpotPools.Len())
	}
}

// The auction (until the end of 2017): the price decides, and hours are paid
// whole.
func TestTheAuction(t *testing.T) {
	a := newAccount("2017", 1)
	a.room.SetPrice("m5.large", "", 0.04, 0)
	o := a.order()
	o.MaxPrice = "0.2"
	q, in := a.launch(t, o)
	a.pass(90 * time.Minute)
	if b, _ := a.room.Cost(in.ID); math.Abs(b.Spent-0.08) > 1e-9 {
		t.Errorf("two hours begun cost %v", b)
	}
	a.room.SetPrice("m5.large", "", 0.5, 0)
	a.Settle()
	a.is(t, q, law.Active, law.MarkedForTermination, world.Running)
	a.pass(2 * time.Minute)
	if b, _ := a.room.Cost(in.ID); math.Abs(b.Spent-0.04) > 1e-9 {
		t.Errorf("the interrupted hour is free, but it cost %v", b)
	}
	if got, _ := a.room.Metadata(in.ID, law.RecommendationPath); got != "" {
		t.Error("there were no recommendations in 2017")
	}
}
