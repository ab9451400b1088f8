package classic_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// account is a new account with a Classic balancer in two zones, made as a
// call makes it: TCP:80 every 30 s, two failures, ten passes, no draining.
type account struct {
	*sim.Kernel
	t         *testing.T
	compute   *compute.Room
	balancing *balancing.Room
	room      *classic.Room
	net       compute.Network
	changes   int // of registered instances
}

const name = "web"

func newAccount(t *testing.T) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	a.furnish()
	a.net = compute.DefaultNetwork(a.Kernel)
	sg := a.World.SecurityGroups.Get(a.net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 8080, CIDRs: []string{"0.0.0.0/0"}})
	a.room.Create(world.ClassicBalancer{
		Name: name, VPC: a.net.VPC, Zones: []string{a.zone(0), a.zone(1)}, Subnets: a.net.Subnets[:2],
		Listeners:    []world.ClassicListener{{Protocol: "HTTP", Port: 80, InstanceProtocol: "HTTP", InstancePort: 80}},
		Check:        world.ClassicCheck{Target: "TCP:80", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 10, Unhealthy: 2},
		DrainTimeout: 300 * time.Second, IdleTimeout: 60 * time.Second,
	})
	return a
}

// furnish makes the rooms.
func (a *account) furnish() {
	a.compute = compute.New(a.Kernel)
	a.balancing = balancing.New(a.Kernel, a.compute)
	a.room = classic.New(a.Kernel, a.compute, a.balancing)
	a.Watch(classic.KindState, func(string) { a.changes++ })
}

func (a *account) zone(n int) string { return a.World.Subnets.Get(a.net.Subnets[n]).Zone }

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func (a *account) lb() *world.ClassicBalancer { return a.World.ClassicBalancers.Get(name) }

// server is a running instance whose web server answers.
func (a *account) server(subnet int) string {
	a.t.Helper()
	launched, err := a.compute.Launch(compute.Order{Count: 1, Subnet: a.net.Subnets[subnet], Settings: world.LaunchSettings{
		Image: a.net.Images.AmazonLinux2023, Type: "t3.micro", UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n",
	}})
	a.must(err)
	a.pass(2 * time.Minute)
	return launched[0].ID
}

func (a *account) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *account) register(ids ...string)   { a.t.Helper(); a.must(a.room.Register(name, ids)) }
func (a *account) deregister(ids ...string) { a.t.Helper(); a.must(a.room.Deregister(name, ids)) }

// health is "state/reason/description" of an instance.
func (a *account) health(id string) string {
	s, err := a.room.Health(a.lb(), id)
	if err != nil {
		return refusal(err)
	}
	return s.State + "/" + s.Reason + "/" + s.Description
}

func refusal(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return fmt.Sprint(err)
}
