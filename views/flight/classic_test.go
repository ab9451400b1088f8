package flight_test

import (
	"strings"
	"time"

	"testing"

	"fleetglass/awsclient"
	"fleetglass/fake"
)

// Somebody makes a Classic balancer with two instances behind it: it appears
// beside the others, they come into service, and one that is killed is told in
// AWS's words.
func TestAClassicBalancerServesAndLosesAnInstance(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		ids := f.makeClassic("old-clb")
		f.Press("2")
		f.untilLine(4*time.Second, "old-clb", "classic")
		f.untilLine(30*time.Second, "old-clb", "2/2")
		f.open("old-clb")
		f.Sees("TO INSTANCES", "HTTP :80", ids[0], ids[1])
		f.tab("Health check")
		f.Sees("HTTP:80/", "status 200")
		f.tab("Layers")
		f.Sees("layer 7: old-clb", "could not exist on a Classic balancer")
		f.tab("Cost")
		f.Sees("$0.0250", "each GB", "730 hours")
		if err := f.engine.Inject(fake.Fault{Kind: fake.KillInstance, Subject: ids[0]}); err != nil {
			f.t.Fatal(err)
		}
		f.tab("Instances")
		f.untilLine(30*time.Second, ids[0], "OutOfService")
		f.Press("1")
		f.untilLine(4*time.Second, "old-clb", "1/2", "1 instance: ")
	})
}

// makeClassic makes a Classic balancer in front of two of the demo's servers,
// behind the console's back.
func (f *flight) makeClassic(name string) []string {
	f.t.Helper()
	ctx := f.t.Context()
	instances, err := f.client.Instances(ctx)
	must(f, err)
	balancers, err := f.client.LoadBalancers(ctx)
	must(f, err)
	var groups []string // the servers let in what these let out
	for _, b := range balancers {
		if b.Name == "web-alb" {
			groups = b.SecurityGroups
		}
	}
	var ids, zones []string
	for _, in := range instances {
		if in.State == "running" && strings.HasPrefix(in.Group, "web") && len(ids) < 2 {
			ids, zones = append(ids, in.ID), append(zones, in.Subnet)
		}
	}
	if len(ids) < 2 {
		f.t.Fatalf("the demo has %d web servers", len(ids))
	}
	_, err = f.client.CreateClassicBalancer(ctx, awsclient.NewClassicBalancer{Name: name, Subnets: zones, SecurityGroups: groups,
		Listeners: []awsclient.ClassicListener{{Protocol: "HTTP", Port: 80, InstanceProtocol: "HTTP", InstancePort: 80}}})
	must(f, err)
	must(f, f.client.SetClassicCheck(ctx, name, awsclient.ClassicCheck{Target: "HTTP:80/", Interval: 10 * time.Second, Timeout: 5 * time.Second, Healthy: 2, Unhealthy: 2}))
	must(f, f.client.RegisterClassic(ctx, name, ids))
	return ids
}

func must(f *flight, err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}
