package scaling_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// classicBalancer makes a Classic balancer that drains, in all zones.
func (a *account) classicBalancer(name string) *classic.Room {
	room := classic.New(a.Kernel, a.compute, a.balancing)
	a.room.UseClassic(room)
	var zones []string
	for _, id := range a.net.Subnets {
		zones = append(zones, a.w.Subnets.Get(id).Zone)
	}
	sg := a.w.SecurityGroups.Get(a.net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}})
	room.Create(world.ClassicBalancer{
		Name: name, VPC: a.net.VPC, Zones: zones, Subnets: a.net.Subnets, SecurityGroups: []string{a.net.SecurityGroup}, Draining: true,
		DrainTimeout: 300 * time.Second, IdleTimeout: 60 * time.Second,
		Listeners: []world.ClassicListener{{Protocol: "HTTP", Port: 80, InstanceProtocol: "HTTP", InstancePort: 80}},
		Check:     world.ClassicCheck{Target: "HTTP:80/", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 2, Unhealthy: 2},
	})
	return room
}

// sources is a group's traffic sources as "id type state".
func (a *account) sources() string {
	text := ""
	for _, s := range a.room.Sources(a.group()) {
		text += s.ID + " " + s.Type + " " + s.State + ";"
	}
	return text
}

// AS/attach-load-balancer-asg and AS/load-balancer-status: members are
// registered before they come into service; the balancer is InService once it
// finds one healthy.
func TestAGroupBehindAClassicBalancer(t *testing.T) {
	a := newAccount(t, 21)
	room := a.classicBalancer("old")
	a.create(1, 4, 2, func(g *world.Group) { g.Balancers = []string{"old"} })
	a.wantText("at first", a.sources(), "old elb Added;")
	for a.states() != "InService*2" {
		if a.Now().Sub(start) > 5*time.Minute {
			t.Fatal("the members do not come")
		}
		a.pass(time.Second)
	}
	if state, reason, registered := room.InstanceState("old", a.member(0).Instance); state != "OutOfService" || reason != "ELB" || !registered {
		t.Errorf("a new member is %s for %s", state, reason)
	}
	if n := a.recorded("RegisterInstancesWithLoadBalancer"); n != 2 {
		t.Errorf("%d registrations recorded", n)
	}
	a.pass(2 * time.Minute)
	a.wantText("later", a.sources(), "old elb InService;")

	// AS/what-is-load-balancing: connections drain before the instance ends.
	before := len(a.activities())
	a.must(a.room.SetDesired("web", 1, false))
	a.Settle()
	act := a.since(before)[0]
	a.wantText("description", act.Description, "Terminating EC2 instance: "+act.Instance+" - Waiting For ELB Connection Draining.")
	a.wantText("status", act.Status, "WaitingForELBConnectionDraining")
	if in := a.w.Instances.Get(act.Instance); in.State != world.Running || !room.Leaving("old", act.Instance) {
		t.Errorf("while it drains the instance is %s", in.State)
	}
	a.pass(61 * time.Second)
	if in := a.w.Instances.Get(act.Instance); in.State == world.Running {
		t.Error("it runs after its connections have drained")
	}
	a.pass(5 * time.Minute)
	a.wantStates("InService*1")
}

// AS/ec2-auto-scaling-health-checks: with the type ELB a Classic balancer's
// verdict counts, after the grace.
func TestClassicHealthReplaces(t *testing.T) {
	a := newAccount(t, 22)
	a.classicBalancer("old")
	a.settled(2, 4, 2, func(g *world.Group) {
		g.HealthCheckType, g.Grace, g.Balancers = "ELB", 5*time.Minute, []string{"old"}
	})
	before, id := len(a.activities()), a.member(0).Instance
	a.compute.FailHealth(id, 500, time.Time{})
	a.pass(3 * time.Minute)
	list := a.since(before)
	if len(list) < 2 {
		t.Fatalf("%d activities", len(list))
	}
	a.wantText("cause", list[0].Cause, at(list[0].Start)+" an instance was taken out of service in response to an ELB system health check failure.")
	a.wantText("cause of the launch", list[1].Cause, at(list[1].Start)+" an instance was launched in response to an unhealthy instance needing to be replaced.")
	a.pass(10 * time.Minute)
	a.wantStates("InService*2")
}

func TestClassicBalancersComeAndGo(t *testing.T) {
	a := newAccount(t, 23)
	room := a.classicBalancer("old")
	a.settled(2, 4, 2)
	a.refused(a.room.AttachBalancers("web", []string{"older"}), "ValidationError", "Provided Load Balancers may not be valid. Please ensure they exist and try again.")
	a.refused(a.room.DetachBalancers("web", []string{"old"}), "ValidationError", "Trying to remove Load Balancers that are not part of the group")
	g := scaling.NewGroup("other")
	g.Max, g.Launch.Configuration, g.Zones, g.Balancers = 1, "web", zones(1), []string{"older"}
	a.refused(a.room.CreateGroup(g), "ValidationError", "Provided Load Balancers may not be valid. Please ensure they exist and try again.")

	a.must(a.room.AttachBalancers("web", []string{"old", "old"}))
	a.must(a.room.AttachBalancers("web", []string{"old"}))
	a.wantText("attached", a.sources(), "old elb Added;")
	a.pass(2 * time.Minute)
	a.wantText("serving", a.sources(), "old elb InService;")
	a.must(a.room.DetachBalancers("web", []string{"old"}))
	a.wantText("detached", a.sources(), "old elb Removing;")
	if !room.Leaving("old", a.member(1).Instance) {
		t.Error("its members do not drain")
	}
	a.pass(2 * time.Minute)
	a.wantText("drained", a.sources(), "")
	if n := len(a.w.ClassicBalancers.Get("old").Instances); n != 0 {
		t.Errorf("%d members are left with it", n)
	}
}

// AS/ts-as-loadbalancer: a balancer that was deleted stands in the way of
// launches until it is detached.
func TestADeletedClassicBalancer(t *testing.T) {
	a := newAccount(t, 24)
	room := a.classicBalancer("old")
	a.settled(1, 4, 1, func(g *world.Group) { g.Balancers = []string{"old"} })
	room.Delete("old")
	a.pass(5 * time.Minute)
	a.wantStates("InService*1")
	before := len(a.activities())
	a.must(a.room.SetDesired("web", 2, false))
	a.Settle()
	act := a.since(before)[0]
	a.wantText("description", act.Description, "Launching a new EC2 instance.  Status Reason: Cannot find Load Balancer old. Validating load balancer configuration failed. Launching EC2 instance failed.")
	a.must(a.room.DetachBalancers("web", []string{"old"}))
	a.pass(5 * time.Minute)
	a.wantStates("InService*2")
}
