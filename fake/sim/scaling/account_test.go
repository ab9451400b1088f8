package scaling_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/notify"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// start is when every test's world begins.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// account is a world with a default network, a launch configuration "web" of
// web servers, and the rooms that groups need.
type account struct {
	*sim.Kernel
	t         *testing.T
	w         *world.World
	net       compute.Network
	compute   *compute.Room
	balancing *balancing.Room
	spot      *spot.Room
	room      *scaling.Room
	trail     []world.TrailEvent
	before    map[string]string // lifecycle states by instance, as check saw them last
}

func newAccount(t *testing.T, seed uint64) *account {
	t.Helper()
	a := open(t, &world.World{Account: "123456789012", Region: "us-east-1", Seed: seed, Born: start, Now: start, Random: world.Random{Hi: seed, Lo: 7}})
	a.net = compute.DefaultNetwork(a.Kernel)
	web := a.w.SecurityGroups.Get(a.net.SecurityGroup)
	web.Ingress = append(web.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}})
	a.must(a.room.CreateLaunchConfiguration("web", a.settings()))
	return a
}

// open is the rooms on a world that there is already.
func open(t *testing.T, w *world.World) *account {
	a := &account{Kernel: sim.New(w), t: t, w: w, before: map[string]string{}}
	a.compute = compute.New(a.Kernel)
	a.balancing = balancing.New(a.Kernel, a.compute)
	a.room = scaling.New(a.Kernel, a.compute, a.balancing, telemetry.New(a.Kernel, a.compute, a.balancing))
	a.spot = spot.New(a.Kernel, a.compute)
	a.room.UseSpot(a.spot)
	a.room.UseTopics(notify.New(a.Kernel))
	a.OnRecord(func(e world.TrailEvent) { a.trail = append(a.trail, e) })
	return a
}

func (a *account) settings() world.LaunchSettings {
	return world.LaunchSettings{
		Image: a.net.Images.AmazonLinux2023, Type: "t3.micro", Monitoring: true,
		UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n",
	}
}

func (a *account) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

// zones are the first n zones of the region.
func zones(n int) []string {
	var list []string
	for i := range n {
		list = append(list, "us-east-1"+string(rune('a'+i)))
	}
	return list
}

// create makes a group named web with these numbers in two zones; change
// alters it before.
func (a *account) create(minimum, maximum, desired int, change ...func(*world.Group)) *world.Group {
	a.t.Helper()
	g := scaling.NewGroup("web")
	g.Min, g.Max, g.Desired = minimum, maximum, desired
	g.Launch.Configuration, g.Zones = "web", zones(2)
	for _, c := range change {
		c(&g)
	}
	a.must(a.room.CreateGroup(g))
	a.Settle()
	return a.group()
}

// settled is create, and the time until all is in service.
func (a *account) settled(minimum, maximum, desired int, change ...func(*world.Group)) *world.Group {
	a.t.Helper()
	g := a.create(minimum, maximum, desired, change...)
	a.pass(10 * time.Minute)
	a.wantStates("InService*" + fmt.Sprint(desired))
	return g
}

func (a *account) group() *world.Group { return a.w.Groups.Get("web") }

// states is the members' lifecycle states with how many are in each:
// "InService*2 Pending*1".
func (a *account) states() string {
	g := a.group()
	if g == nil {
		return "gone"
	}
	var order []string
	n := map[string]int{}
	for _, m := range g.Members {
		if n[m.Lifecycle] == 0 {
			order = append(order, m.Lifecycle)
		}
		n[m.Lifecycle]++
	}
	slices.Sort(order)
	for i, s := range order {
		order[i] = fmt.Sprintf("%s*%d", s, n[s])
	}
	return strings.Join(order, " ")
}

func (a *account) wantStates(want string) {
	a.t.Helper()
	if got := a.states(); got != strings.TrimSuffix(want, "InService*0") {
		a.t.Fatalf("at %s the members are %q, want %q", a.Now().Format(time.TimeOnly), got, want)
	}
}

// activities is all activities, oldest first.
func (a *account) activities() []*world.Activity {
	var list []*world.Activity
	for _, act := range a.w.Activities.All() {
		list = append(list, act)
	}
	return list
}

// since is the activities after the first n.
func (a *account) since(n int) []*world.Activity { return a.activities()[n:] }

func (a *account) wantText(what, got, want string) {
	a.t.Helper()
	if got != want {
		a.t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func (a *account) refused(err error, code, text string) {
	a.t.Helper()
	if err == nil || err.Error() != code+": "+text {
		a.t.Errorf("refused with\n     %v\nwant %s: %s", err, code, text)
	}
}

func at(t time.Time) string { return "At " + t.UTC().Format(time.RFC3339) }

// balancer attaches a target group to the future group: it returns the change
// for create. Its targets are in use by an active balancer.
func (a *account) targetGroup(name string) string {
	arn := "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/" + name + "/6d0ecf831eec9f09"
	lb := "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/" + name + "/50dc6c495c0c9188"
	a.w.TargetGroups.Put(arn, &world.TargetGroup{
		ARN: arn, Name: name, Protocol: "HTTP", ProtocolVersion: "HTTP1", VPC: a.net.VPC, TargetType: "instance", Port: 80, Created: a.Now(),
		Check: world.HealthCheck{Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 5, Unhealthy: 2, Matcher: "200"},
	})
	a.w.LoadBalancers.Put(lb, &world.LoadBalancer{
		ARN: lb, Name: name, Type: "application", Scheme: "internet-facing", State: "active", Created: a.Now(), VPC: a.net.VPC,
		Subnets: a.net.Subnets, SecurityGroups: []string{a.net.SecurityGroup},
	})
	listener := strings.Replace(lb, ":loadbalancer/", ":listener/", 1) + "/f2f7dc8efc522ab2"
	a.w.Listeners.Put(listener, &world.Listener{ARN: listener, Balancer: lb, Protocol: "HTTP", Port: 80})
	rule := strings.Replace(listener, ":listener/", ":listener-rule/", 1) + "/9683b2d02a6cabee"
	a.w.Rules.Put(rule, &world.Rule{ARN: rule, Listener: listener, Default: true, Actions: []world.Action{{Type: "forward", Order: 1, Forwards: []world.Forward{{TargetGroup: arn, Weight: 1}}}}})
	routed(a.balancing, lb)
	return arn
}

// named gives each instance of a text that begins with i- the name i-x, so
// that texts can be compared.
func named(text string, ids ...string) string {
	for i, id := range ids {
		text = strings.ReplaceAll(text, id, fmt.Sprintf("i-%d", i+1))
	}
	return text
}

// count is how often the trail has a call of Auto Scaling's.
func (a *account) recorded(name string) int {
	n := 0
	for _, e := range a.trail {
		if e.Name == name && e.InvokedBy == "autoscaling.amazonaws.com" {
			n++
		}
	}
	return n
}

func (a *account) member(i int) *world.Member { return &a.group().Members[i] }
