package flight_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient"
)

func (f *flight) groupOfTargets(name string) awsclient.TargetGroup {
	f.t.Helper()
	rows, err := f.client.TargetGroups(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(g awsclient.TargetGroup) bool { return g.Name == name })
	if i < 0 {
		f.t.Fatalf("there is no target group %s", name)
	}
	return rows[i]
}

func (f *flight) balancerNamed(name string) bool {
	f.t.Helper()
	rows, err := f.client.LoadBalancers(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return slices.ContainsFunc(rows, func(b awsclient.LoadBalancer) bool { return b.Name == name })
}

func TestATargetGroupsHealthCheckIsChanged(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("2")
		f.open("web-alb")
		f.tab("Target groups")
		f.row("ws0-tg")
		f.act("Change the health check of ws0-tg")
		f.fill("path", "alive")
		f.Press("enter")
		f.Sees("a path begins with /")
		f.fill("path", "/alive")
		f.fill("interval", "5")
		f.fill("timeout", "5")
		f.Press("enter", "enter")
		f.reads("interval must be greater than the timeout")
		f.fill("timeout", "3")
		f.fill("unhealthy after", "11")
		f.Press("enter")
		f.Sees("from 2 to 10")
		f.fill("unhealthy after", "4")
		f.Press("enter")
		f.yes("aws elbv2 modify-target-group --target-group-arn")
		if k := f.groupOfTargets("ws0-tg").Check; k.Path != "/alive" || k.Interval != 5*time.Second || k.Timeout != 3*time.Second || k.Unhealthy != 4 {
			f.t.Errorf("it is %+v", k)
		}
		f.act("Delete ws0-tg")
		f.reads("is currently in use by a listener or a rule")
	})
}

func TestABalancerIsDeletedOnlyByItsName(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("2")
		f.row("web-alb")
		f.act("Delete web-alb")
		f.Press("y", "enter")
		f.Wait(time.Second)
		if !f.balancerNamed("web-alb") {
			f.t.Fatal("one stray key deleted it")
		}
		f.Press("esc", "esc")
		f.row("web-alb")
		f.act("Delete web-alb")
		f.confirm("aws elbv2 delete-load-balancer --load-balancer-arn", "web-alb")
		if f.balancerNamed("web-alb") {
			f.t.Error("it is still there")
		}
	})
}

func TestNothingOfABalancerChangesWhileReadOnly(t *testing.T) {
	how := wide()
	how.readOnly = true
	fly(t, how, func(f *flight) {
		f.Press("2")
		f.row("web-alb")
		f.Press("a")
		f.Sees("--allow-writes")
	})
}

func (f *flight) classicNamed(name string) (awsclient.ClassicBalancer, bool) {
	f.t.Helper()
	rows, err := f.client.ClassicBalancers(f.t.Context())
	must(f, err)
	i := slices.IndexFunc(rows, func(b awsclient.ClassicBalancer) bool { return b.Name == name })
	if i < 0 {
		return awsclient.ClassicBalancer{}, false
	}
	return rows[i], true
}

func TestAClassicBalancerIsChangedAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.makeClassic("old-clb")
		f.Press("2")
		f.untilLine(4*time.Second, "old-clb", "classic")
		f.row("old-clb")
		f.act("Change the health check of old-clb")
		f.fill("target", "HTTP:80")
		f.Press("enter")
		f.Sees("HTTP:port/path")
		f.fill("target", "TCP:80")
		f.fill("interval", "20")
		f.Press("enter")
		f.yes("aws elb configure-health-check --load-balancer-name old-clb")
		if b, _ := f.classicNamed("old-clb"); b.Check.Target != "TCP:80" || b.Check.Interval != 20*time.Second {
			f.t.Errorf("it is %+v", b.Check)
		}
		f.act("Add a listener to old-clb")
		f.fill("port", "80")
		f.Press("enter", "enter")
		f.reads("DuplicateListener")
		f.fill("port", "8080")
		f.Press("enter")
		f.yes("aws elb create-load-balancer-listeners --load-balancer-name old-clb")
		if b, _ := f.classicNamed("old-clb"); len(b.Listeners) != 2 {
			f.t.Errorf("its listeners are %+v", b.Listeners)
		}
		f.act("Delete old-clb")
		f.confirm("aws elb delete-load-balancer --load-balancer-name old-clb", "old-clb")
		if _, there := f.classicNamed("old-clb"); there {
			f.t.Error("it is still there")
		}
	})
}
