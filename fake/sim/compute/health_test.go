package compute_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

const webServer = "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n"

// running is an instance of a web server that has been up for five minutes.
func (a *account) running(t *testing.T, userData string) *world.Instance {
	t.Helper()
	o := a.order()
	o.Settings.UserData = userData
	in := a.launch(t, o)
	a.pass(5 * time.Minute)
	return in
}

func TestStatusChecks(t *testing.T) {
	a := newAccount(1)
	in := a.launch(t, a.order())
	expect := func(when, system, instance string) {
		t.Helper()
		if s, i := a.room.Status(in); s != system || i != instance {
			t.Errorf("%s: %s/%s, want %s/%s", when, s, i, system, instance)
		}
	}
	expect("pending", "not-applicable", "not-applicable")
	a.Advance(in.StateUntil)
	expect("just running", "initializing", "initializing")
	a.pass(119 * time.Second)
	expect("nearly two minutes later", "initializing", "initializing")
	a.pass(time.Second)
	expect("two minutes later", "ok", "ok")
	a.room.Impair(in.ID, a.Now().Add(time.Minute))
	expect("impaired", "ok", "impaired")
	a.pass(time.Minute)
	expect("after the fault", "ok", "ok")
	a.room.Impair(in.ID, time.Time{})
	if err := a.room.Reboot(in.ID); err != nil {
		t.Fatal(err)
	}
	expect("mended by a reboot", "ok", "ok")
	_ = a.room.Stop(in.ID)
	expect("stopping", "not-applicable", "not-applicable")
}

// asked is what an instance answers a neighbour in its security group.
func (a *account) asked(id string, port int) int {
	return a.room.Reply(id, compute.Ask{From: a.neighbour(), Port: port})
}

func (a *account) neighbour() network.Source {
	subnet := a.net.Subnets[1]
	return network.Source{Address: a.room.VPCs().Node(subnet), Subnet: subnet, Groups: []string{a.net.SecurityGroup}}
}

func TestAnswers(t *testing.T) {
	a := newAccount(2)
	o := a.order()
	o.Settings.UserData = webServer
	in := a.launch(t, o)
	expect := func(when string, port, want int) {
		t.Helper()
		if got := a.asked(in.ID, port); got != want {
			t.Errorf("%s: port %d answers %d, want %d", when, port, got, want)
		}
	}
	expect("pending", 80, compute.DoesNotReply)
	a.Advance(in.StateUntil)
	expect("booting", 80, compute.Refuses)
	a.Advance(in.ReadyAt)
	expect("ready", 80, 200)
	expect("ready", 8080, compute.Refuses)
	a.room.FailHealth(in.ID, 500, a.Now().Add(time.Minute))
	expect("failing", 80, 500)
	a.room.FailHealth(in.ID, compute.DoesNotReply, a.Now().Add(time.Minute))
	expect("hanging", 80, compute.DoesNotReply)
	a.pass(time.Minute)
	expect("after the fault", 80, 200)
	a.room.Impair(in.ID, time.Time{})
	expect("impaired", 80, compute.DoesNotReply)
	a.room.Heal(in.ID)
	expect("healed", 80, 200)
	if err := a.room.Reboot(in.ID); err != nil {
		t.Fatal(err)
	}
	expect("rebooting", 80, compute.Refuses)
	a.pass(time.Minute)
	expect("back", 80, 200)
	_ = a.room.Stop(in.ID)
	expect("stopping", 80, compute.DoesNotReply)
	if got := a.asked("i-0", 80); got != compute.DoesNotReply {
		t.Errorf("an unknown instance answers %d", got)
	}
}

func TestAPortThatNoSecurityGroupOpensDoesNotReply(t *testing.T) {
	a := newAccount(3)
	in := a.running(t, webServer)
	g := a.World.SecurityGroups.Get(a.net.SecurityGroup)
	everywhere := []string{"0.0.0.0/0"}
	cases := []struct {
		name    string
		ingress []world.Permission
		want    int
	}{
		{"no rule", nil, compute.DoesNotReply},
		{"ssh only", []world.Permission{{Protocol: "tcp", FromPort: 22, ToPort: 22, CIDRs: everywhere}}, compute.DoesNotReply},
		{"udp", []world.Permission{{Protocol: "udp", FromPort: 80, ToPort: 80, CIDRs: everywhere}}, compute.DoesNotReply},
		{"in a range", []world.Permission{{Protocol: "tcp", FromPort: 1, ToPort: 1024, CIDRs: everywhere}}, 200},
		{"all traffic", []world.Permission{{Protocol: "-1", FromPort: -1, ToPort: -1, CIDRs: everywhere}}, 200},
		{"all traffic from elsewhere", []world.Permission{{Protocol: "-1", FromPort: -1, ToPort: -1, CIDRs: []string{"10.0.0.0/8"}}}, compute.DoesNotReply},
	}
	for _, c := range cases {
		g.Ingress = c.ingress
		a.room.PermissionsChanged(g.ID)
		if got := a.asked(in.ID, 80); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestAServerStartedByHandDoesNotComeBack(t *testing.T) {
	a := newAccount(4)
	in := a.running(t, "#!/bin/sh\nnohup python3 -m http.server 8080 &\n")
	if got := a.asked(in.ID, 8080); got != 200 {
		t.Fatalf("before the reboot: %d", got)
	}
	if err := a.room.Reboot(in.ID); err != nil {
		t.Fatal(err)
	}
	a.pass(5 * time.Minute)
	if got := a.asked(in.ID, 8080); got != compute.Refuses {
		t.Errorf("after the reboot: %d: user data runs at the first boot only (EC2/user-data)", got)
	}
}
