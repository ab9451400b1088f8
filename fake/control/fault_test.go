package control_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/control"
)

// something is the subjects that the faults below break.
type something struct{ instance, spot, spotType, spotZone, balancer, targets string }

// furnished is the demo's account and what is in it.
func furnished(t *testing.T) (*control.Account, string, something) {
	t.Helper()
	account, url := serve(t, "")
	var s something
	out := call[*ec2.DescribeInstancesOutput](t, account, "DescribeInstances", &ec2.DescribeInstancesInput{})
	for _, r := range out.Reservations {
		for _, i := range r.Instances {
			switch {
			case i.State.Name != types.InstanceStateNameRunning:
			case i.InstanceLifecycle == types.InstanceLifecycleTypeSpot:
				s.spot, s.spotType, s.spotZone = *i.InstanceId, string(i.InstanceType), *i.Placement.AvailabilityZone
			default:
				s.instance = *i.InstanceId
			}
		}
	}
	s.balancer, s.targets = "web-alb", "web-tg"
	return account, url, s
}

// Every kind of fault breaks what it says, in every form that its fields have.
func TestEveryKindOfFault(t *testing.T) {
	for _, c := range []struct{ kind, fields string }{
		{"terminate-instance", `"instance": "INSTANCE"`},
		{"impair-instance", `"instance": "INSTANCE", "for": "5m"`},
		{"fail-health", `"instance": "INSTANCE", "code": 503, "for": "5m"`},
		{"fail-health", `"target_group": "TARGETS", "code": 500, "for": "5m"`},
		{"zone-outage", `"zone": "us-west-2a", "for": "5m"`},
		{"spot-price", `"type": "TYPE", "zone": "ZONE", "price": 0.5, "for": "5m"`},
		{"spot-capacity", `"type": "TYPE", "zone": "ZONE", "available": 0`},
		{"spot-reclaim", `"instance": "SPOT"`},
		{"spot-reclaim", `"type": "TYPE", "zone": "ZONE"`},
		{"rebalance", `"instance": "SPOT"`},
		{"traffic", `"balancer": "BALANCER", "factor": 3, "for": "5m"`},
		{"traffic", `"balancer": "BALANCER", "factor": 0.25, "for": "5m"`},
		{"throttle", `"service": "ec2", "operation": "RunInstances", "for": "5m"`},
		{"throttle", `"service": "autoscaling"`},
		{"deny", `"principal": "admin", "action": "ec2:Stop*", "for": "5m"`},
		{"expire-credentials", `"for": "5m"`},
		{"delay-metrics", `"for": "5m"`},
		{"console-login", `"user": "root", "success": true`},
	} {
		t.Run(c.kind, func(t *testing.T) {
			_, url, s := furnished(t)
			fields := strings.NewReplacer("INSTANCE", s.instance, "SPOT", s.spot, "TYPE", s.spotType, "ZONE", s.spotZone, "BALANCER", s.balancer, "TARGETS", s.targets).Replace(c.fields)
			if status, text := ask(t, "POST", url+"fault", `{"kind": "`+c.kind+`", `+fields+`}`); status != http.StatusOK {
				t.Errorf("%s: %d %s", fields, status, text)
			}
			if status, text := ask(t, "POST", url+"fault", `{"kind": "`+c.kind+`", `+fields+`, "colour": "red"}`); status != http.StatusBadRequest || !strings.Contains(text, `no field \"colour\"`) {
				t.Errorf("a strange field: %d %s", status, text)
			}
		})
	}
}

// Faults on calls are answered as AWS answers, and end when they say.
func TestFaultsOnCalls(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`{"kind": "throttle", "service": "ec2", "operation": "DescribeVpcs", "for": "5m"}`, "RequestLimitExceeded"},
		{`{"kind": "deny", "principal": "admin", "action": "ec2:Describe*", "for": "5m"}`, "UnauthorizedOperation"},
		{`{"kind": "expire-credentials", "for": "5m"}`, "RequestExpired"},
	} {
		account, url := serve(t, "empty")
		inject(t, url, c.body)
		look := func() error {
			in := &ec2.DescribeVpcsInput{}
			service, operation := api.NameOf(in)
			_, _, err := account.Call(t.Context(), service, operation, "", in)
			return err
		}
		if err := look(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.body, err)
		}
		if status, text := ask(t, "POST", url+"clock?advance=6m", ""); status != http.StatusOK {
			t.Fatal(text)
		}
		if err := look(); err != nil {
			t.Errorf("%s: it lasts: %v", c.body, err)
		}
	}
}

// NAT gateways are a transition too.
func TestSettleWaitsForNATGateways(t *testing.T) {
	account, _ := serve(t, "empty")
	account.Settle(true)
	subnets := call[*ec2.DescribeSubnetsOutput](t, account, "DescribeSubnets", &ec2.DescribeSubnetsInput{})
	made := call[*ec2.CreateNatGatewayOutput](t, account, "CreateNatGateway", &ec2.CreateNatGatewayInput{
		SubnetId: subnets.Subnets[0].SubnetId, ConnectivityType: types.ConnectivityTypePrivate,
	})
	if made.NatGateway.State != types.NatGatewayStatePending {
		t.Errorf("in the reply it is %s", made.NatGateway.State)
	}
	now := call[*ec2.DescribeNatGatewaysOutput](t, account, "DescribeNatGateways", &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{*made.NatGateway.NatGatewayId}})
	if got := now.NatGateways[0].State; got != types.NatGatewayStateAvailable {
		t.Errorf("at the next call it is %s", got)
	}
}
