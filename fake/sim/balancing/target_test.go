package balancing_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

const (
	healthy      = "healthy//"
	registering  = "initial/Elb.RegistrationInProgress/Target registration is in progress"
	checking     = "initial/Elb.InitialHealthChecking/Initial health checks in progress"
	code503      = "unhealthy/Target.ResponseCodeMismatch/Health checks failed with these codes: [503]"
	timedOut     = "unhealthy/Target.Timeout/Request timed out"
	refused      = "unhealthy/Target.FailedHealthChecks/Health checks failed"
	notInUse     = "unused/Target.NotInUse/Target group is not configured to receive traffic from the load balancer"
	zoneDisabled = "unused/Target.NotInUse/Target is in an Availability Zone that is not enabled for the load balancer"
	stopped      = "unused/Target.InvalidState/Target is in the stopped state"
	terminated   = "unused/Target.InvalidState/Target is in the terminated state"
	draining     = "draining/Target.DeregistrationInProgress/Target deregistration is in progress"
	gone         = "not registered"
)

// step is something done, a time waited, and the health that must be seen.
type step struct {
	do   func(a *account, id string)
	wait time.Duration
	want string
}

func fail(code int) func(*account, string) {
	return func(a *account, id string) { a.compute.FailHealth(id, code, time.Time{}) }
}

func heal(a *account, id string)       { a.compute.Heal(id) }
func deregister(a *account, id string) { a.deregister(id) }

// The edges of ALB/target-group-health-checks, with interval 30 s, timeout
// 5 s, healthy 5 and unhealthy 2.
func TestTargetHealth(t *testing.T) {
	const s = time.Second
	cases := []struct {
		name   string
		subnet int
		steps  []step
	}{
		{"ALB/target-group-health-checks: one pass makes a new target healthy", 0, []step{
			{nil, 0, registering}, {nil, 11 * s, checking}, {nil, 18 * s, checking}, {nil, 1 * s, healthy}, {nil, time.Hour, healthy},
		}},
		{"two failures in a row make it unhealthy, five passes bring it back", 0, []step{
			{nil, 30 * s, healthy}, {fail(503), 0, healthy}, {nil, 30 * s, healthy}, {nil, 30 * s, code503},
			{heal, 119 * s, code503}, {nil, 31 * s, healthy},
		}},
		{"one failure changes nothing, and is forgotten", 0, []step{
			{nil, 30 * s, healthy}, {fail(503), 31 * s, healthy}, {heal, 30 * s, healthy}, {fail(503), 31 * s, healthy}, {nil, 30 * s, code503},
		}},
		{"the reason follows the latest failure", 0, []step{
			{fail(503), 61 * s, code503}, {fail(-1), 31 * s, timedOut}, {fail(404), 31 * s, "unhealthy/Target.ResponseCodeMismatch/Health checks failed with these codes: [404]"},
		}},
		{"a new target that fails is unhealthy after two checks", 0, []step{
			{fail(503), 30 * s, checking}, {nil, 30 * s, code503},
		}},
		{"a server that boots refuses connections", 0, []step{
			{nil, 30 * s, healthy}, {func(a *account, id string) { must(a, a.compute.Stop(id)) }, 2 * time.Minute, stopped},
			{func(a *account, id string) { must(a, a.compute.Start(id)) }, 3 * time.Minute, healthy},
		}},
		{"nothing listens", 0, []step{
			{func(a *account, id string) { a.World.Instances.Get(id).Server = world.Server{} }, 61 * s, refused},
		}},
		{"an impaired instance does not reply", 0, []step{
			{nil, 30 * s, healthy}, {func(a *account, id string) { a.compute.Impair(id, time.Time{}) }, 61 * s, timedOut},
		}},
		{"the zone is not enabled for the balancer", 2, []step{{nil, time.Minute, zoneDisabled}}},
		{"ALB/load-balancer-target-groups: terminated, then deregistered: it drains like any other", 0, []step{
			{nil, 30 * s, healthy},
			{func(a *account, id string) {
				must(a, a.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown))
			}, 0, terminated},
			{nil, 5 * time.Minute, terminated}, {deregister, 299 * s, draining}, {nil, 1 * s, gone},
		}},
		{"terminated and never deregistered", 0, []step{
			{func(a *account, id string) {
				must(a, a.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown))
			}, 2 * time.Hour, gone},
		}},
		{"ALB/load-balancer-target-groups: draining lasts the whole delay", 0, []step{
			{nil, 30 * s, healthy}, {deregister, 0, draining}, {nil, 299 * s, draining}, {nil, 1 * s, gone},
		}},
		{"a draining target that is registered again starts anew", 0, []step{
			{nil, 30 * s, healthy}, {deregister, 10 * s, draining}, {func(a *account, id string) { a.register(a.tg, id) }, 0, registering}, {nil, 30 * s, healthy}, {nil, 300 * s, healthy},
		}},
		{"the group loses its rule, and gets it back", 0, []step{
			{nil, 30 * s, healthy}, {func(a *account, _ string) { a.rule("default", 0, world.Action{Type: "fixed-response"}) }, 0, notInUse},
			{func(a *account, _ string) { a.rule("default", 0, forward(a.tg.ARN, 1)) }, 0, registering}, {nil, 30 * s, healthy},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t)
			a.up()
			id := a.server(c.subnet)
			a.register(a.tg, id)
			for _, s := range c.steps {
				if s.do != nil {
					s.do(a, id)
				}
				a.Settle()
				a.pass(s.wait)
				a.want(id, s.want)
			}
		})
	}
}

func must(a *account, err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func TestTargetsWaitForTheirBalancer(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	a.lb = a.room.Provision(*a.lb) // again, so that it is still coming up
	a.register(a.tg, id)
	a.pass(80 * time.Second)
	a.want(id, registering)
	a.pass(2 * time.Minute)
	a.want(id, healthy)
	if a.lb.State != "active" {
		t.Errorf("balancer is %s", a.lb.State)
	}
}

// A steady target is not visited, so it costs nothing.
func TestASteadyTargetHasNoAppointments(t *testing.T) {
	a := newAccount(t)
	a.up()
	id := a.server(0)
	a.register(a.tg, id)
	for _, disturb := range []func(*account, string){nil, fail(503)} {
		if disturb != nil {
			disturb(a, id)
		}
		a.pass(10 * time.Minute)
		if slices.ContainsFunc(a.World.Queue, func(p world.Appointment) bool { return p.Kind == balancing.KindTarget }) {
			t.Errorf("a steady target (%s) has an appointment", a.health(id))
		}
	}
}

func TestEveryChangeOfATargetIsTold(t *testing.T) {
	a := newAccount(t)
	a.up()
	id := a.server(0)
	a.changes = nil
	a.register(a.tg, id)
	a.pass(time.Minute)
	fail(503)(a, id)
	a.pass(2 * time.Minute)
	a.deregister(id)
	a.pass(5 * time.Minute)
	want := []string{
		"initial Elb.RegistrationInProgress", "initial Elb.InitialHealthChecking", "healthy ",
		"unhealthy Target.ResponseCodeMismatch", "draining Target.DeregistrationInProgress", "gone",
	}
	if !slices.Equal(a.changes, want) {
		t.Errorf("told %q, want %q", a.changes, want)
	}
}

func TestTheWorstOfAnInstancesPortsCounts(t *testing.T) {
	a := newAccount(t)
	a.up()
	id := a.server(0)
	must(a, a.room.Register(a.tg, []balancing.TargetRef{{ID: id, Port: 80}, {ID: id, Port: 8080}}))
	a.pass(2 * time.Minute)
	if state, ok := a.room.TargetState(a.tg.ARN, id); state != "unhealthy" || !ok {
		t.Errorf("state is %s, %v; want unhealthy: nothing listens on 8080", state, ok)
	}
	must(a, a.room.Deregister(a.tg, []balancing.TargetRef{{ID: id, Port: 8080}}))
	if state, _ := a.room.TargetState(a.tg.ARN, id); state != "draining" {
		t.Errorf("state is %s, want draining", state)
	}
	a.pass(5 * time.Minute)
	if state, _ := a.room.TargetState(a.tg.ARN, id); state != "healthy" {
		t.Errorf("state is %s, want healthy", state)
	}
	if _, ok := a.room.TargetState(a.tg.ARN, "i-0"); ok {
		t.Error("an instance that was never registered is registered")
	}
}

func TestRegisterRefuses(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	must(a, a.compute.Stop(id))
	a.pass(time.Minute)
	for _, c := range []struct {
		name string
		ref  balancing.TargetRef
		want string
	}{
		{"an instance that does not run", balancing.TargetRef{ID: id}, "InvalidTarget: The following targets are not in a running state and cannot be registered: '" + id + "'"},
		{"an unknown instance", balancing.TargetRef{ID: "i-00000000000000000"}, "InvalidTarget: The following targets do not exist: 'i-00000000000000000'"},
		{"a bad port", balancing.TargetRef{ID: id, Port: 70000}, "ValidationError: Target port '70000' must be between '1' and '65535'"},
	} {
		if got := refusal(a.room.Register(a.tg, []balancing.TargetRef{c.ref})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if len(a.tg.Targets) != 0 {
		t.Error("a refused registration left targets")
	}
}

func TestATargetByAddress(t *testing.T) {
	a := newAccount(t)
	a.up()
	id := a.server(0)
	a.tg.TargetType = "ip"
	ip := a.World.Instances.Get(id).PrivateIP
	a.register(a.tg, ip)
	a.pass(30 * time.Second)
	a.want(ip, healthy)
	fail(503)(a, id)
	a.pass(61 * time.Second)
	a.want(ip, code503)
}
