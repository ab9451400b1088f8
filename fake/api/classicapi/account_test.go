package classicapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/classicapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// account is a new account with its default network.
type account struct {
	*sim.Kernel
	t       *testing.T
	mux     *api.Mux
	compute *compute.Room
	net     compute.Network
}

func newAccount(t *testing.T) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, mux: api.NewMux(), Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	a.compute = compute.New(a.Kernel)
	classicapi.Register(a.mux, a.Kernel, classic.New(a.Kernel, a.compute, balancing.New(a.Kernel, a.compute)))
	a.net = compute.DefaultNetwork(a.Kernel)
	sg := a.World.SecurityGroups.Get(a.net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}})
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func (a *account) zone(n int) string { return a.World.Subnets.Get(a.net.Subnets[n]).Zone }

// ask makes a call that must go well; O is the output's type.
func ask[O any](a *account, input any) *O {
	a.t.Helper()
	service, operation := api.NameOf(input)
	out, err := a.mux.Call(context.Background(), service, operation, input)
	if err != nil {
		a.t.Fatalf("%s: %v", operation, err)
	}
	return out.(*O)
}

// refusal is a call's refusal as "Code: message", or "accepted".
func (a *account) refusal(input any) string {
	service, operation := api.NameOf(input)
	_, err := a.mux.Call(context.Background(), service, operation, input)
	var e *awserr.Error
	switch {
	case err == nil:
		return "accepted"
	case errors.As(err, &e):
		return e.Code + ": " + e.Message
	}
	return fmt.Sprint(err)
}

func listener(protocol string, port, inside int32) types.Listener {
	return types.Listener{Protocol: &protocol, LoadBalancerPort: port, InstancePort: &inside}
}

func secure(protocol string, port int32, certificate string) types.Listener {
	l := listener(protocol, port, 80)
	l.SSLCertificateId = &certificate
	return l
}

// create is a request for a balancer in the first two zones.
func (a *account) create(name string) *elb.CreateLoadBalancerInput {
	return &elb.CreateLoadBalancerInput{
		LoadBalancerName: &name, Listeners: []types.Listener{listener("HTTP", 80, 80)}, AvailabilityZones: []string{a.zone(0), a.zone(1)},
	}
}

// web makes the balancer "web".
func (a *account) web() *string {
	a.t.Helper()
	ask[elb.CreateLoadBalancerOutput](a, a.create("web"))
	return aws.String("web")
}

func (a *account) described(name *string) types.LoadBalancerDescription {
	a.t.Helper()
	return ask[elb.DescribeLoadBalancersOutput](a, &elb.DescribeLoadBalancersInput{LoadBalancerNames: []string{*name}}).LoadBalancerDescriptions[0]
}

func (a *account) server() string {
	a.t.Helper()
	launched, err := a.compute.Launch(compute.Order{Count: 1, Subnet: a.net.Subnets[0], Settings: world.LaunchSettings{
		Image: a.net.Images.AmazonLinux2023, Type: "t3.micro", UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n",
	}})
	if err != nil {
		a.t.Fatal(err)
	}
	a.pass(2 * time.Minute)
	return launched[0].ID
}

func of(ids ...string) []types.Instance {
	var list []types.Instance
	for _, id := range ids {
		list = append(list, types.Instance{InstanceId: &id})
	}
	return list
}
