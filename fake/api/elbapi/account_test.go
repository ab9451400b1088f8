package elbapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/elbapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
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
	elbapi.Register(a.mux, a.Kernel, balancing.New(a.Kernel, a.compute))
	a.net = compute.DefaultNetwork(a.Kernel)
	sg := a.World.SecurityGroups.Get(a.net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}})
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

// ask makes a call that must go well; O is the output's type.
func ask[O any](a *account, operation string, input any) *O {
	a.t.Helper()
	out, err := a.mux.Call(context.Background(), "elasticloadbalancingv2", operation, input)
	if err != nil {
		a.t.Fatalf("%s: %v", operation, err)
	}
	return out.(*O)
}

// refusal is a call's refusal as "Code: message", or "accepted".
func (a *account) refusal(operation string, input any) string {
	_, err := a.mux.Call(context.Background(), "elasticloadbalancingv2", operation, input)
	var e *awserr.Error
	switch {
	case err == nil:
		return "accepted"
	case errors.As(err, &e):
		return e.Code + ": " + e.Message
	}
	return fmt.Sprint(err)
}

func (a *account) balancer(name string) types.LoadBalancer {
	a.t.Helper()
	return ask[elb.CreateLoadBalancerOutput](a, "CreateLoadBalancer", &elb.CreateLoadBalancerInput{Name: &name, Subnets: a.net.Subnets[:2]}).LoadBalancers[0]
}

func (a *account) targetGroup(name string) types.TargetGroup {
	a.t.Helper()
	return ask[elb.CreateTargetGroupOutput](a, "CreateTargetGroup", a.targetGroupInput(name)).TargetGroups[0]
}

func (a *account) targetGroupInput(name string) *elb.CreateTargetGroupInput {
	return &elb.CreateTargetGroupInput{Name: &name, Protocol: types.ProtocolEnumHttp, Port: aws.Int32(80), VpcId: &a.net.VPC}
}

func forwardTo(tg types.TargetGroup) []types.Action {
	return []types.Action{{Type: types.ActionTypeEnumForward, TargetGroupArn: tg.TargetGroupArn}}
}

func (a *account) listener(lb types.LoadBalancer, port int32, tg types.TargetGroup) types.Listener {
	a.t.Helper()
	return ask[elb.CreateListenerOutput](a, "CreateListener", &elb.CreateListenerInput{
		LoadBalancerArn: lb.LoadBalancerArn, Port: &port, Protocol: types.ProtocolEnumHttp, DefaultActions: forwardTo(tg),
	}).Listeners[0]
}

func path(values ...string) []types.RuleCondition {
	return []types.RuleCondition{{Field: aws.String("path-pattern"), Values: values}}
}

func (a *account) rule(l types.Listener, priority int32, pattern string, tg types.TargetGroup) types.Rule {
	a.t.Helper()
	return ask[elb.CreateRuleOutput](a, "CreateRule", &elb.CreateRuleInput{
		ListenerArn: l.ListenerArn, Priority: &priority, Conditions: path(pattern), Actions: forwardTo(tg),
	}).Rules[0]
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
