package balancing_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// account is a new account with a balancer that is not up yet and a target
// group that it forwards to.
type account struct {
	*sim.Kernel
	t       *testing.T
	compute *compute.Room
	room    *balancing.Room
	net     compute.Network
	lb      *world.LoadBalancer
	tg      *world.TargetGroup
	changes []string // of targets, as "id state reason"
}

const elb = "arn:aws:elasticloadbalancing:us-west-2:123456789012:"

func newAccount(t *testing.T) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	a.compute = compute.New(a.Kernel)
	a.room = balancing.New(a.Kernel, a.compute)
	a.net = compute.DefaultNetwork(a.Kernel)
	sg := a.World.SecurityGroups.Get(a.net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 8080, CIDRs: []string{"0.0.0.0/0"}})
	a.tg = a.targetGroup("web")
	a.lb = a.room.Provision(world.LoadBalancer{
		ARN: elb + "loadbalancer/app/web/0123456789abcdef", Name: "web", Type: "application", VPC: a.net.VPC,
		DNSName: "web-1.us-west-2.elb.amazonaws.com", Subnets: a.net.Subnets[:2],
	})
	a.World.Listeners.Put("listener", &world.Listener{ARN: "listener", Balancer: a.lb.ARN, Protocol: "HTTP", Port: 80})
	a.rule("default", 0, forward(a.tg.ARN, 1))
	a.Watch(balancing.KindTarget, func(subject string) {
		state := "gone"
		for _, tg := range a.World.TargetGroups.All() {
			for _, v := range tg.Targets {
				if subject == fmt.Sprintf("%s|%s|%d", tg.ARN, v.ID, v.Port) {
					state = v.State + " " + v.Reason
				}
			}
		}
		a.changes = append(a.changes, state)
	})
	return a
}

func (a *account) targetGroup(name string) *world.TargetGroup {
	tg := &world.TargetGroup{
		ARN: elb + "targetgroup/" + name + "/0123456789abcdef", Name: name, Protocol: "HTTP", Port: 80, VPC: a.net.VPC, TargetType: "instance",
		Check: world.HealthCheck{
			Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/", Interval: 30 * time.Second, Timeout: 5 * time.Second,
			Healthy: 5, Unhealthy: 2, Matcher: "200",
		},
	}
	a.World.TargetGroups.Put(tg.ARN, tg)
	return tg
}

func forward(arn string, weight int, more ...world.Forward) world.Action {
	return world.Action{Type: "forward", Forwards: append([]world.Forward{{TargetGroup: arn, Weight: weight}}, more...)}
}

func (a *account) rule(arn string, priority int, action world.Action, conditions ...world.Condition) {
	a.World.Rules.Put(arn, &world.Rule{
		ARN: arn, Listener: "listener", Priority: priority, Default: priority == 0, Conditions: conditions, Actions: []world.Action{action},
	})
	a.room.RoutingChanged(a.lb.ARN)
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

// up lets the balancer come up.
func (a *account) up() { a.pass(3 * time.Minute) }

// server is a running instance whose web server answers.
func (a *account) server(subnet int) string {
	a.t.Helper()
	launched, err := a.compute.Launch(compute.Order{Count: 1, Subnet: a.net.Subnets[subnet], Settings: world.LaunchSettings{
		Image: a.net.Images.AmazonLinux2023, Type: "t3.micro", UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n",
	}})
	if err != nil {
		a.t.Fatal(err)
	}
	a.pass(2 * time.Minute)
	return launched[0].ID
}

func (a *account) register(tg *world.TargetGroup, ids ...string) {
	a.t.Helper()
	for _, id := range ids {
		if err := a.room.Register(tg, []balancing.TargetRef{{ID: id}}); err != nil {
			a.t.Fatal(err)
		}
	}
}

func (a *account) deregister(id string) {
	a.t.Helper()
	if err := a.room.Deregister(a.tg, []balancing.TargetRef{{ID: id}}); err != nil {
		a.t.Fatal(err)
	}
}

// health is "state/reason/description" of a target.
func (a *account) health(id string) string {
	v, ok := a.room.Target(a.tg, id, 80)
	if !ok {
		return "not registered"
	}
	return v.State + "/" + v.Reason + "/" + v.Description
}

func (a *account) want(id, health string) {
	a.t.Helper()
	if got := a.health(id); got != health {
		a.t.Errorf("at %s: health is %q, want %q", a.Now().Format("15:04:05"), got, health)
	}
}

func refusal(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return fmt.Sprint(err)
}
