package fake

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// made calls the engine and wants an answer.
func made[O any](t *testing.T, e *Engine, service, operation string, input any) O {
	t.Helper()
	out, _, err := e.Call(context.Background(), service, operation, Region, input)
	if err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
	return out.(O)
}

// Programs that provision send a request again when its answer was lost: with
// the same client token it makes nothing new.
func TestARequestSentAgainMakesNothingNew(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	var vpc, subnet string
	for id := range e.home().world.VPCs.All() {
		vpc = id
	}
	for id := range e.home().world.Subnets.All() {
		subnet = id
	}
	for _, c := range []struct {
		what string
		make func(token string) string
	}{
		{"route table", func(token string) string {
			return *made[*ec2.CreateRouteTableOutput](t, e, "ec2", "CreateRouteTable", &ec2.CreateRouteTableInput{VpcId: &vpc, ClientToken: &token}).RouteTable.RouteTableId
		}},
		{"network ACL", func(token string) string {
			return *made[*ec2.CreateNetworkAclOutput](t, e, "ec2", "CreateNetworkAcl", &ec2.CreateNetworkAclInput{VpcId: &vpc, ClientToken: &token}).NetworkAcl.NetworkAclId
		}},
		{"NAT gateway", func(token string) string {
			in := &ec2.CreateNatGatewayInput{SubnetId: &subnet, ConnectivityType: "private", ClientToken: &token}
			return *made[*ec2.CreateNatGatewayOutput](t, e, "ec2", "CreateNatGateway", in).NatGateway.NatGatewayId
		}},
	} {
		first, again, other := c.make("one"), c.make("one"), c.make("two")
		if first != again || first == other {
			t.Errorf("%s: %s, sent again %s, another %s", c.what, first, again, other)
		}
	}
}

func TestListenerAttributesAreKept(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "demo"})
	balancers := made[*elb.DescribeLoadBalancersOutput](t, e, "elasticloadbalancingv2", "DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{Names: []string{"web-alb"}})
	listeners := made[*elb.DescribeListenersOutput](t, e, "elasticloadbalancingv2", "DescribeListeners", &elb.DescribeListenersInput{LoadBalancerArn: balancers.LoadBalancers[0].LoadBalancerArn})
	arn := listeners.Listeners[0].ListenerArn
	const key = "routing.http.response.x_frame_options.header_value"
	made[*elb.ModifyListenerAttributesOutput](t, e, "elasticloadbalancingv2", "ModifyListenerAttributes", &elb.ModifyListenerAttributesInput{
		ListenerArn: arn, Attributes: []elbtypes.ListenerAttribute{{Key: aws.String(key), Value: aws.String("DENY")}}})
	for _, a := range made[*elb.DescribeListenerAttributesOutput](t, e, "elasticloadbalancingv2", "DescribeListenerAttributes", &elb.DescribeListenerAttributesInput{ListenerArn: arn}).Attributes {
		if *a.Key == key && *a.Value != "DENY" {
			t.Errorf("%s is %q", key, *a.Value)
		}
	}
	reserved := made[*elb.DescribeCapacityReservationOutput](t, e, "elasticloadbalancingv2", "DescribeCapacityReservation", &elb.DescribeCapacityReservationInput{LoadBalancerArn: balancers.LoadBalancers[0].LoadBalancerArn})
	if len(reserved.CapacityReservationState) != 0 || reserved.MinimumLoadBalancerCapacity != nil {
		t.Errorf("something is reserved: %+v", reserved)
	}
}
