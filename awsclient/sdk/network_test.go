package sdk

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

func TestNetworkACLsAreMapped(t *testing.T) {
	got := networkACL(types.NetworkAcl{
		NetworkAclId: aws.String("acl-1"), VpcId: aws.String("vpc-1"), IsDefault: aws.Bool(true),
		Tags:         []types.Tag{{Key: aws.String("Name"), Value: aws.String("front\x1b[31m")}},
		Associations: []types.NetworkAclAssociation{{SubnetId: aws.String("subnet-2")}, {SubnetId: aws.String("subnet-1")}},
		Entries: []types.NetworkAclEntry{
			{RuleNumber: aws.Int32(32767), RuleAction: "deny", Protocol: aws.String("-1"), CidrBlock: aws.String("0.0.0.0/0"), Egress: aws.Bool(false)},
			{RuleNumber: aws.Int32(100), RuleAction: "allow", Protocol: aws.String("6"), CidrBlock: aws.String("10.0.0.0/8"), PortRange: &types.PortRange{From: aws.Int32(80), To: aws.Int32(90)}},
			{RuleNumber: aws.Int32(101), RuleAction: "allow", Protocol: aws.String("-1"), Ipv6CidrBlock: aws.String("::/0")},
			{RuleNumber: aws.Int32(100), RuleAction: "allow", Protocol: aws.String("-1"), CidrBlock: aws.String("0.0.0.0/0"), Egress: aws.Bool(true)},
		},
	})
	want := awsclient.NetworkACL{
		ID: "acl-1", VPC: "vpc-1", Name: got.Name, Default: true, Subnets: []string{"subnet-1", "subnet-2"},
		Ingress: []awsclient.ACLEntry{{Number: 100, Allow: true, Protocol: "6", CIDR: "10.0.0.0/8", FromPort: 80, ToPort: 90}, {Number: 32767, Protocol: "-1", CIDR: "0.0.0.0/0", FromPort: -1, ToPort: -1}},
		Egress:  []awsclient.ACLEntry{{Number: 100, Allow: true, Protocol: "-1", CIDR: "0.0.0.0/0", FromPort: -1, ToPort: -1}},
	}
	if !reflect.DeepEqual(got, want) || got.Name == "front\x1b[31m" {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestRouteTablesAreMapped(t *testing.T) {
	got := routeTable(types.RouteTable{
		RouteTableId: aws.String("rtb-1"), VpcId: aws.String("vpc-1"),
		Associations: []types.RouteTableAssociation{{Main: aws.Bool(true)}, {SubnetId: aws.String("subnet-1"), Main: aws.Bool(false)}},
		Routes: []types.Route{
			{DestinationCidrBlock: aws.String("10.0.0.0/16"), GatewayId: aws.String("local"), State: "active"},
			{DestinationPrefixListId: aws.String("pl-1"), TransitGatewayId: aws.String("tgw-1"), State: "blackhole"},
		},
	})
	want := awsclient.RouteTable{ID: "rtb-1", VPC: "vpc-1", Main: true, Subnets: []string{"subnet-1"},
		Routes: []awsclient.Route{{Destination: "10.0.0.0/16", Target: "local", State: "active"}, {Destination: "pl-1", Target: "tgw-1", State: "blackhole"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestSourcesOfARuleGoWhereTheyBelong(t *testing.T) {
	p := ipPermission(awsclient.Permission{Protocol: "tcp", FromPort: 80, ToPort: 81, Description: "web", Sources: []string{"10.0.0.0/8", "::/0", "sg-1", "pl-1"}})
	if *p.FromPort != 80 || *p.ToPort != 81 || *p.IpRanges[0].CidrIp != "10.0.0.0/8" || *p.IpRanges[0].Description != "web" ||
		*p.Ipv6Ranges[0].CidrIpv6 != "::/0" || *p.UserIdGroupPairs[0].GroupId != "sg-1" || *p.PrefixListIds[0].PrefixListId != "pl-1" {
		t.Errorf("%+v", p)
	}
	if all := ipPermission(awsclient.Permission{Protocol: "-1", FromPort: -1, ToPort: -1}); all.FromPort != nil || all.ToPort != nil {
		t.Error("all traffic has no ports")
	}
}
