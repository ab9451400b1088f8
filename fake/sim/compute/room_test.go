package compute_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// account is a new account with nothing running, and a log of what the room
// has told its neighbours.
type account struct {
	*sim.Kernel
	room    *compute.Room
	net     compute.Network
	changes []string
}

func newAccount(seed uint64) *account {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := &world.World{Account: "123456789012", Region: "us-west-2", Seed: seed, Born: start, Now: start, Random: world.Random{Hi: seed, Lo: 1}}
	a := &account{Kernel: sim.New(w)}
	a.room = compute.New(a.Kernel)
	a.net = compute.DefaultNetwork(a.Kernel)
	a.Watch(compute.Instance, func(id string) { a.changes = append(a.changes, id) })
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func (a *account) order() compute.Order {
	return compute.Order{Count: 1, Settings: world.LaunchSettings{Image: a.net.Images.AmazonLinux2023, Type: "t3.micro"}}
}

func (a *account) launch(t *testing.T, o compute.Order) *world.Instance {
	t.Helper()
	launched, err := a.room.Launch(o)
	if err != nil {
		t.Fatal(err)
	}
	return launched[0]
}

func code(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// The edges of EC2/ec2-instance-lifecycle, each with what takes it.
func TestLifecycle(t *testing.T) {
	a := newAccount(1)
	in := a.launch(t, a.order())
	id := in.ID
	user := func(string) error { return a.room.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown) }
	steps := []struct {
		verb string
		do   func(string) error
		then world.InstanceState // at once
		wait time.Duration
		end  world.InstanceState
	}{
		{"launch", nil, world.Pending, 35 * time.Second, world.Running},
		{"reboot", a.room.Reboot, world.Running, time.Minute, world.Running},
		{"stop", a.room.Stop, world.Stopping, 50 * time.Second, world.Stopped},
		{"stop again", a.room.Stop, world.Stopped, 0, world.Stopped},
		{"start", a.room.Start, world.Pending, 35 * time.Second, world.Running},
		{"start again", a.room.Start, world.Running, 0, world.Running},
		{"terminate", user, world.ShuttingDown, 60 * time.Second, world.Terminated},
		{"terminate again", user, world.Terminated, 0, world.Terminated},
	}
	for _, s := range steps {
		if s.do != nil {
			if err := s.do(id); err != nil {
				t.Fatalf("%s: %v", s.verb, err)
			}
		}
		if in.State != s.then {
			t.Fatalf("%s: %s at once, want %s", s.verb, in.State, s.then)
		}
		a.pass(s.wait)
		if in.State != s.end {
			t.Fatalf("%s: %s after %v, want %s", s.verb, in.State, s.wait, s.end)
		}
	}
	if in.StateCode != compute.CodeUserShutdown || in.PrivateIP != "" || in.PublicIP != "" {
		t.Errorf("terminated instance: code %q, addresses %q %q", in.StateCode, in.PrivateIP, in.PublicIP)
	}
	a.pass(59 * time.Minute)
	if !a.World.Instances.Has(id) {
		t.Error("a terminated instance is described for an hour")
	}
	a.pass(2 * time.Minute)
	if a.World.Instances.Has(id) {
		t.Error("a terminated instance disappears after an hour")
	}
}

func TestRefusedVerbs(t *testing.T) {
	a := newAccount(2)
	stopped := a.launch(t, a.order())
	spot := a.order()
	spot.Market = "spot"
	bought := a.launch(t, spot)
	a.pass(time.Minute)
	if err := a.room.Stop(stopped.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	gone := a.launch(t, a.order())
	if err := a.room.Terminate(gone.ID, compute.CodeUserShutdown, compute.UserShutdown); err != nil {
		t.Fatal(err)
	}
	late := a.launch(t, a.order())
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"stop a pending one", a.room.Stop(late.ID), "IncorrectInstanceState: The instance '" + late.ID + "' is not in a state from which it can be stopped."},
		{"start one that shuts down", a.room.Start(gone.ID), "IncorrectInstanceState: The instance '" + gone.ID + "' is not in a state from which it can be started."},
		{"reboot a stopped one", a.room.Reboot(stopped.ID), "IncorrectInstanceState: The instance '" + stopped.ID + "' is not in a state from which it can be rebooted."},
		{"stop a spot instance", a.room.Stop(bought.ID), "UnsupportedOperation: You can't stop the Spot Instance '" + bought.ID + "' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests."},
		{"terminate an unknown one", a.room.Terminate("i-0", "", ""), "InvalidInstanceID.NotFound: The instance ID 'i-0' does not exist"},
	}
	for _, c := range cases {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, c.err, c.want)
		}
	}
}

func TestStartGivesANewPublicAddressAndKeepsThePrivateOne(t *testing.T) {
	a := newAccount(3)
	in := a.launch(t, a.order())
	a.pass(time.Minute)
	private, public := in.PrivateIP, in.PublicIP
	if err := a.room.Stop(in.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	if in.PublicIP != "" || in.PrivateIP != private {
		t.Errorf("stopped: public %q, private %q", in.PublicIP, in.PrivateIP)
	}
	if err := a.room.Start(in.ID); err != nil {
		t.Fatal(err)
	}
	if in.PublicIP == "" || in.PublicIP == public || in.PrivateIP != private {
		t.Errorf("started: public %q after %q, private %q after %q", in.PublicIP, public, in.PrivateIP, private)
	}
}

func TestEveryChangeIsTold(t *testing.T) {
	a := newAccount(4)
	in := a.launch(t, a.order())
	told := func(what string, do func()) {
		t.Helper()
		a.changes = nil
		do()
		if !slices.Contains(a.changes, in.ID) {
			t.Errorf("%s: nobody was told", what)
		}
	}
	told("running", func() { a.Advance(in.StateUntil) })
	told("ready", func() { a.Advance(in.ReadyAt) })
	told("checks settled", func() { a.Advance(in.StateSince.Add(2 * time.Minute)) })
	told("failing", func() { a.room.FailHealth(in.ID, 503, a.Now().Add(time.Minute)) })
	told("fault over", func() { a.pass(time.Minute) })
	told("impaired", func() { a.room.Impair(in.ID, time.Time{}) })
	told("healed", func() { a.room.Heal(in.ID) })
	told("rules of its security group", func() { a.room.PermissionsChanged(a.net.SecurityGroup) })
	told("stopping", func() { _ = a.room.Stop(in.ID) })
	told("stopped", func() { a.pass(time.Minute) })
	told("starting", func() { _ = a.room.Start(in.ID) })
	told("terminating", func() { _ = a.room.Terminate(in.ID, "", "") })
	told("terminated", func() { a.pass(time.Minute) })
	told("gone", func() { a.pass(time.Hour) })
}

// Every way that the room takes is in the table of allowed ones.
func TestOnlyAllowedEdges(t *testing.T) {
	a := newAccount(6)
	last := map[string]world.InstanceState{}
	a.Watch(compute.Instance, func(id string) {
		in := a.World.Instances.Get(id)
		if in == nil {
			return
		}
		before, known := last[id]
		if known && before != in.State && !lifecycle.InstanceMayBecome(string(before), string(in.State)) {
			t.Errorf("%s went from %s to %s", id, before, in.State)
		}
		last[id] = in.State
	})
	verbs := []func(string) error{a.room.Stop, a.room.Start, a.room.Reboot, a.room.Stop, a.room.Start,
		func(id string) error { return a.room.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown) }}
	for range 200 {
		a.launch(t, a.order())
		for id := range a.World.Instances.All() {
			_ = verbs[a.Rand(len(verbs))](id) // many are refused; what is not must be an edge
		}
		a.pass(a.Between(5*time.Second, 90*time.Second))
	}
	if len(last) < 200 {
		t.Errorf("only %d instances were seen", len(last))
	}
}

func TestTheSameSeedGivesTheSameWorld(t *testing.T) {
	live := func(seed uint64) string {
		a := newAccount(seed)
		for range 3 {
			in := a.launch(t, a.order())
			a.pass(time.Minute)
			_ = a.room.Stop(in.ID)
			a.launch(t, a.order())
			a.pass(time.Minute)
			_ = a.room.Start(in.ID)
		}
		saved, err := json.Marshal(a.World)
		if err != nil {
			t.Fatal(err)
		}
		return string(saved)
	}
	if first, second := live(7), live(7); first != second {
		t.Error("two runs of one seed differ")
	}
	if live(7) == live(8) {
		t.Error("two seeds give the same ids")
	}
}
