package classic_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// What DescribeInstanceHealth tells, to the letter (BC:elb.InstanceState).
const (
	serving     = "InService/N/A/N/A"
	registering = "OutOfService/ELB/Instance registration is still in progress."
	failed      = "OutOfService/Instance/Instance has failed at least the UnhealthyThreshold number of health checks consecutively."
	notPassed   = "OutOfService/Instance/Instance has not passed the configured HealthyThreshold number of health checks consecutively."
	pending     = "OutOfService/Instance/Instance is in pending state."
	stopped     = "OutOfService/Instance/Instance is in stopped state."
	terminated  = "OutOfService/Instance/Instance is in terminated state."
	otherZone   = "OutOfService/ELB/Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to."
	leaving     = "InService/N/A/Instance deregistration currently in progress."
	zoneLeaving = "InService/N/A/Disable Availability Zone is currently in progress."
	left        = "OutOfService/ELB/Instance is not currently registered with the LoadBalancer."
	unknown     = "InvalidInstance: Could not find EC2 instance "
)

// step is something done, a time waited, and the health that must be seen.
type step struct {
	do   func(a *account, id string)
	wait time.Duration
	want string
}

// silence stops the web server, not the instance.
func silence(a *account, id string) {
	a.World.Instances.Get(id).Server.Ports = nil
	a.Changed(compute.Instance, id)
}

func speak(a *account, id string) {
	a.World.Instances.Get(id).Server.Ports = []int{80}
	a.Changed(compute.Instance, id)
}

func fail(code int) func(*account, string) {
	return func(a *account, id string) { a.compute.FailHealth(id, code, time.Time{}) }
}
func heal(a *account, id string)       { a.compute.Heal(id) }
func deregister(a *account, id string) { a.deregister(id) }
func register(a *account, id string)   { a.register(id) }
func drains(a *account, _ string)      { a.lb().Draining = true }
func stop(a *account, id string)       { a.must(a.compute.Stop(id)) }
func start(a *account, id string)      { a.must(a.compute.Start(id)) }
func terminate(a *account, id string) {
	a.must(a.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown))
}

// http has the balancer ask for a page.
func http(target string) func(*account, string) {
	return func(a *account, _ string) { c := a.lb().Check; c.Target = target; a.room.SetCheck(a.lb(), c) }
}

func zones(n ...int) func(*account, string) {
	return func(a *account, _ string) {
		var zones, subnets []string
		for _, i := range n {
			zones, subnets = append(zones, a.zone(i)), append(subnets, a.net.Subnets[i])
		}
		a.room.SetZones(a.lb(), zones, subnets)
	}
}

// CLB/elb-healthchecks, CLB/config-conn-drain and CLB/elb-cloudwatch-metrics,
// with interval 30 s, unhealthy 2, healthy 10; the instance has just been
// registered.
func TestInstanceHealth(t *testing.T) {
	const s = time.Second
	cases := []struct {
		name   string
		subnet int
		steps  []step
	}{
		{"the first pass brings a new instance into service", 0, []step{
			{nil, 0, registering}, {nil, 29 * s, registering}, {nil, 1 * s, serving}, {nil, time.Hour, serving},
		}},
		{"the server stops: two failures; it starts: ten passes", 0, []step{
			{nil, 30 * s, serving}, {silence, 30 * s, serving}, {nil, 29 * s, serving}, {nil, 1 * s, failed}, {nil, 2 * time.Hour, failed},
			{speak, 30 * s, notPassed}, {nil, 239 * s, notPassed}, {nil, 31 * s, serving},
		}},
		{"one failure is forgiven, and forgotten", 0, []step{
			{nil, 30 * s, serving}, {silence, 31 * s, serving}, {speak, 30 * s, serving}, {silence, 31 * s, serving}, {nil, 30 * s, failed},
		}},
		{"nine passes are not enough", 0, []step{
			{silence, 60 * s, failed}, {speak, 270 * s, notPassed}, {silence, 30 * s, failed}, {speak, 299 * s, notPassed}, {nil, 1 * s, serving},
		}},
		{"a new instance that fails is out after two checks", 0, []step{{silence, 30 * s, registering}, {nil, 30 * s, failed}}},
		{"TCP asks for a connection only", 0, []step{{fail(503), 5 * time.Minute, serving}}},
		{"HTTP takes 200 and nothing else", 0, []step{
			{http("HTTP:80/index.html"), 30 * s, serving}, {fail(301), 60 * s, failed}, {heal, 300 * s, serving},
		}},
		{"HTTP asks for a page that is not there", 0, []step{{http("HTTP:80/nothing.html"), 60 * s, failed}}},
		{"nothing listens at the port of the check", 0, []step{{http("TCP:8080"), 60 * s, failed}}},
		{"an impaired instance does not reply", 0, []step{
			{nil, 30 * s, serving}, {func(a *account, id string) { a.compute.Impair(id, time.Time{}) }, 60 * s, failed},
		}},
		{"no rule of its security groups opens the port", 0, []step{
			{nil, 30 * s, serving},
			{func(a *account, _ string) {
				a.World.SecurityGroups.Get(a.net.SecurityGroup).Ingress = nil
				a.compute.PermissionsChanged(a.net.SecurityGroup)
			}, 60 * s, failed},
		}},
		{"stopped, pending, and checked anew", 0, []step{
			{nil, 30 * s, serving}, {stop, 0, stopped}, {nil, 2 * time.Minute, stopped}, {start, 0, pending}, {nil, 3 * time.Minute, serving},
		}},
		{"terminated: told until EC2 forgets it", 0, []step{
			{nil, 30 * s, serving}, {terminate, 0, terminated}, {nil, 30 * time.Minute, terminated}, {nil, 50 * time.Minute, left}, {nil, time.Hour, unknown},
		}},
		{"the zone is not enabled, then it is", 2, []step{
			{nil, time.Minute, otherZone}, {zones(0, 1, 2), 0, registering}, {nil, 30 * s, serving},
		}},
		{"CLB/config-conn-drain: without draining it is gone at once", 0, []step{
			{nil, 30 * s, serving}, {deregister, 0, left}, {nil, 59 * time.Minute, left}, {nil, 2 * time.Minute, unknown},
		}},
		{"with draining it stays until connections have ended", 0, []step{
			{drains, 30 * s, serving}, {deregister, 0, leaving}, {nil, 59 * s, leaving}, {nil, 1 * s, left},
		}},
		{"the draining timeout is the end, whatever is under way", 0, []step{
			{func(a *account, _ string) { a.lb().Draining, a.lb().DrainTimeout = true, 20*s }, 30 * s, serving}, {deregister, 19 * s, leaving}, {nil, 1 * s, left},
		}},
		{"an unhealthy instance is not drained", 0, []step{{drains, 0, registering}, {silence, 60 * s, failed}, {deregister, 0, left}}},
		{"a draining instance that stops is gone", 0, []step{{drains, 30 * s, serving}, {deregister, 1 * s, leaving}, {stop, 0, left}}},
		{"checks do not decide over what leaves", 0, []step{
			{func(a *account, _ string) { a.lb().Draining, a.lb().IdleTimeout = true, time.Hour }, 30 * s, serving},
			{deregister, 0, leaving}, {silence, 299 * s, leaving}, {nil, 1 * s, left},
		}},
		{"registered again while it leaves: it starts anew", 0, []step{
			{drains, 30 * s, serving}, {deregister, 10 * s, leaving}, {register, 0, registering}, {nil, 30 * s, serving}, {nil, 10 * time.Minute, serving},
		}},
		{"its zone is disabled: it drains and stays registered", 0, []step{
			{drains, 30 * s, serving}, {zones(1), 0, zoneLeaving}, {nil, 59 * s, zoneLeaving}, {nil, 1 * s, otherZone}, {zones(0, 1), 30 * s, serving},
		}},
		{"its zone is disabled without draining", 0, []step{{nil, 30 * s, serving}, {zones(1), 0, otherZone}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t)
			id := a.server(c.subnet)
			a.register(id)
			for n, s := range c.steps {
				if s.do != nil {
					s.do(a, id)
				}
				a.pass(s.wait)
				want := s.want
				if want == unknown {
					want += id + "."
				}
				if got := a.health(id); got != want {
					t.Errorf("step %d, at %s: %s\nwant %s", n+1, a.Now().Format("15:04:05"), got, want)
				}
			}
		})
	}
}

// CLB/elb-healthchecks: a slow or late answer does not shift the next check.
func TestTheRhythmIsFixed(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	a.register(id)
	registered := a.Now()
	a.pass(10*time.Minute + 7*time.Second)
	silence(a, id)
	a.pass(time.Minute)
	if since := a.lb().Instances[0].Since; since.Sub(registered) != 11*time.Minute {
		t.Errorf("out of service %v after its registration, want 11m0s", since.Sub(registered))
	}
}

func TestANewCheckHasItsOwnRhythm(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	a.register(id)
	a.pass(5 * time.Minute)
	a.room.SetCheck(a.lb(), world.ClassicCheck{Target: "TCP:81", Interval: 5 * time.Second, Timeout: 2 * time.Second, Healthy: 2, Unhealthy: 2})
	for wait, want := range map[int]string{9: serving} {
		a.pass(time.Duration(wait) * time.Second)
		if got := a.health(id); got != want {
			t.Errorf("after %d s: %s", wait, got)
		}
	}
	a.pass(time.Second)
	if got := a.health(id); got != failed {
		t.Errorf("after 10 s: %s", got)
	}
}

// A steady instance has no appointment, healthy or not.
func TestSteadyInstancesCostNothing(t *testing.T) {
	a := newAccount(t)
	good, bad := a.server(0), a.server(1)
	silence(a, bad)
	a.register(good, bad)
	a.pass(time.Hour)
	if n := len(a.World.Queue); n != 0 {
		t.Errorf("%d appointments are left: %+v", n, a.World.Queue)
	}
	if a.health(good) != serving || a.health(bad) != failed {
		t.Errorf("%s; %s", a.health(good), a.health(bad))
	}
}

func TestRegistrationsThatAreRefused(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	gone := a.server(0)
	terminate(a, gone)
	a.pass(5 * time.Minute)
	a.World.VPCs.Put("vpc-other", &world.VPC{ID: "vpc-other", CIDR: "10.9.0.0/16"})
	far := a.server(1)
	a.World.Instances.Get(far).VPC = "vpc-other"
	for _, c := range []struct {
		what string
		err  error
		want string
	}{
		{"an unknown instance", a.room.Register(name, []string{id, "i-0"}), "InvalidInstance: Could not find EC2 instance i-0."},
		{"a terminated one", a.room.Register(name, []string{gone}), "InvalidInstance: Could not find EC2 instance " + gone + "."},
		{"one of another VPC", a.room.Register(name, []string{far}), "InvalidInstance: EC2 instance " + far + " is not in the same VPC as ELB."},
		{"an unknown balancer", a.room.Register("nobody", []string{id}), "LoadBalancerNotFound: There is no ACTIVE Load Balancer named 'nobody'"},
		{"deregister an unknown instance", a.room.Deregister(name, []string{"i-0"}), "InvalidInstance: Could not find EC2 instance i-0."},
		{"deregister from an unknown balancer", a.room.Deregister("nobody", []string{id}), "LoadBalancerNotFound: There is no ACTIVE Load Balancer named 'nobody'"},
		{"deregister one that is not registered", a.room.Deregister(name, []string{id}), "<nil>"},
	} {
		if got := refusal(c.err); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	if n := len(a.lb().Instances); n != 0 {
		t.Errorf("%d instances are registered after refusals", n)
	}
	a.register(id, id)
	since := a.lb().Instances[0].Registered
	a.pass(time.Minute)
	a.register(id)
	if n := len(a.lb().Instances); n != 1 || a.lb().Instances[0].Registered != since || a.health(id) != serving {
		t.Errorf("registered three times: %+v", a.lb().Instances)
	}
}

// What the neighbours are told: the state, whose doing it is, and that it has
// changed.
func TestInstanceState(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	told := func(state, reason string, registered bool) {
		t.Helper()
		if s, r, ok := a.room.InstanceState(name, id); s != state || r != reason || ok != registered {
			t.Errorf("%s: %q %q %v, want %q %q %v", a.Now().Format("15:04:05"), s, r, ok, state, reason, registered)
		}
	}
	told("", "", false)
	a.lb().Draining = true
	a.register(id)
	told("OutOfService", "ELB", true)
	if !a.room.Registering(name, id) {
		t.Error("it is not registering")
	}
	a.pass(30 * time.Second)
	told("InService", "N/A", true)
	before := a.changes
	a.deregister(id)
	told("InService", "N/A", true)
	if !a.room.Leaving(name, id) || a.changes == before {
		t.Error("nobody knows that it leaves")
	}
	before = a.changes
	a.pass(time.Minute)
	told("", "", false)
	if a.changes == before {
		t.Error("nobody knows that it has left")
	}
	if _, _, ok := a.room.InstanceState("nobody", id); ok {
		t.Error("it is registered with nobody")
	}
}

func TestADeletedBalancerIsGone(t *testing.T) {
	a := newAccount(t)
	id := a.server(0)
	a.register(id)
	a.pass(time.Minute)
	a.room.Delete("nobody")
	before := a.changes
	a.room.Delete(name)
	a.pass(time.Minute)
	if a.lb() != nil || a.changes == before {
		t.Errorf("%+v is left, %d changes told", a.lb(), a.changes-before)
	}
	if _, _, ok := a.room.InstanceState(name, id); ok {
		t.Error("the instance is still registered")
	}
	stop(a, id) // and nothing looks for it
}
