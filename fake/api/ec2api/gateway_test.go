package ec2api_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func TestInternetGateways(t *testing.T) {
	a := newAccount()
	v := a.vpc(t, "10.0.0.0/16")
	g := ask[ec2.CreateInternetGatewayOutput](t, a, &ec2.CreateInternetGatewayInput{TagSpecifications: tagged(types.ResourceTypeInternetGateway, "door")}).InternetGateway.InternetGatewayId
	ask[ec2.AttachInternetGatewayOutput](t, a, &ec2.AttachInternetGatewayInput{VpcId: &v, InternetGatewayId: g})
	home := ask[ec2.DescribeInternetGatewaysOutput](t, a, &ec2.DescribeInternetGatewaysInput{Filters: filter("attachment.vpc-id", a.net.VPC)}).InternetGateways[0].InternetGatewayId
	a.run(t, 1)
	spare := ask[ec2.CreateInternetGatewayOutput](t, a, &ec2.CreateInternetGatewayInput{}).InternetGateway.InternetGatewayId
	a.refuses(t, []refusal{
		{"attached twice", "Resource.AlreadyAssociated: resource " + *g + " is already attached to network " + v, &ec2.AttachInternetGatewayInput{VpcId: &v, InternetGatewayId: g}},
		{"a second one", "InvalidParameterValue: Network " + v + " already has an internet gateway attached", &ec2.AttachInternetGatewayInput{VpcId: &v, InternetGatewayId: spare}},
		{"not attached there", "Gateway.NotAttached: resource " + *g + " is not attached to network " + a.net.VPC, &ec2.DetachInternetGatewayInput{VpcId: &a.net.VPC, InternetGatewayId: g}},
		{"addresses", "DependencyViolation: Network " + a.net.VPC + " has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.", &ec2.DetachInternetGatewayInput{VpcId: &a.net.VPC, InternetGatewayId: home}},
		{"still attached", "DependencyViolation: The internetGateway '" + *g + "' has dependencies and cannot be deleted.", &ec2.DeleteInternetGatewayInput{InternetGatewayId: g}},
		{"unknown", "InvalidInternetGatewayID.NotFound: The internetGateway ID 'igw-1' does not exist", &ec2.DeleteInternetGatewayInput{InternetGatewayId: str("igw-1")}},
		{"none", "MissingParameter: The request must contain the parameter internetGatewayId", &ec2.AttachInternetGatewayInput{VpcId: &v}},
		{"dry", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", &ec2.CreateInternetGatewayInput{DryRun: aws.Bool(true)}},
	})
	table := a.tables(t, filter("vpc-id", v)...)[0].RouteTableId
	ask[ec2.CreateRouteOutput](t, a, &ec2.CreateRouteInput{RouteTableId: table, DestinationCidrBlock: str("0.0.0.0/0"), GatewayId: g})
	ask[ec2.DetachInternetGatewayOutput](t, a, &ec2.DetachInternetGatewayInput{VpcId: &v, InternetGatewayId: g})
	ask[ec2.DeleteInternetGatewayOutput](t, a, &ec2.DeleteInternetGatewayInput{InternetGatewayId: g})
	if got := a.tables(t, filter("route.state", "blackhole")...); len(got) != 1 || *got[0].RouteTableId != *table {
		t.Errorf("a route to a gateway that is gone: %+v", got)
	}
}

func TestCustomerGateways(t *testing.T) {
	a := newAccount()
	office := func(ip string) *ec2.CreateCustomerGatewayInput {
		return &ec2.CreateCustomerGatewayInput{Type: "ipsec.1", IpAddress: &ip, BgpAsn: aws.Int32(65001)}
	}
	g := ask[ec2.CreateCustomerGatewayOutput](t, a, office("198.51.100.7")).CustomerGateway
	again := ask[ec2.CreateCustomerGatewayOutput](t, a, office("198.51.100.7")).CustomerGateway
	if *g.CustomerGatewayId != *again.CustomerGatewayId || *g.BgpAsn != "65001" || *g.State != "available" {
		t.Errorf("the same again is the same: %+v", again)
	}
	ask[ec2.DeleteCustomerGatewayOutput](t, a, &ec2.DeleteCustomerGatewayInput{CustomerGatewayId: g.CustomerGatewayId})
	seen := func() []types.CustomerGateway {
		return ask[ec2.DescribeCustomerGatewaysOutput](t, a, &ec2.DescribeCustomerGatewaysInput{Filters: filter("state", "deleted")}).CustomerGateways
	}
	if len(seen()) != 1 {
		t.Error("a deleted gateway is still described")
	}
	a.pass(2 * time.Hour)
	if len(seen()) != 0 {
		t.Error("not for good")
	}
	a.refuses(t, []refusal{
		{"no type", "MissingParameter: The request must contain the parameter type", &ec2.CreateCustomerGatewayInput{IpAddress: str("198.51.100.7")}},
		{"no address", "MissingParameter: The request must contain the parameter ipAddress", &ec2.CreateCustomerGatewayInput{Type: "ipsec.1"}},
		{"bad address", "InvalidParameterValue: Value (here) for parameter ipAddress is invalid. Invalid IPv4 address.", office("here")},
		{"unknown", "InvalidCustomerGatewayID.NotFound: The customerGateway ID 'cgw-1' does not exist", &ec2.DeleteCustomerGatewayInput{CustomerGatewayId: str("cgw-1")}},
	})
}

func TestNATGatewaysAndAddresses(t *testing.T) {
	a := newAccount()
	sub := a.net.Subnets[0]
	address := ask[ec2.AllocateAddressOutput](t, a, &ec2.AllocateAddressInput{Domain: "vpc"})
	n := ask[ec2.CreateNatGatewayOutput](t, a, &ec2.CreateNatGatewayInput{SubnetId: &sub, AllocationId: address.AllocationId}).NatGateway
	if n.State != "pending" || *n.NatGatewayAddresses[0].PublicIp != *address.PublicIp || *n.NatGatewayAddresses[0].PrivateIp != "172.31.0.4" {
		t.Errorf("%+v", n)
	}
	a.pass(2 * time.Minute)
	got := ask[ec2.DescribeNatGatewaysOutput](t, a, &ec2.DescribeNatGatewaysInput{Filter: filter("state", "available")}).NatGateways
	if len(got) != 1 {
		t.Fatalf("%d NAT gateways are there", len(got))
	}
	i := a.run(t, 1, func(in *ec2.RunInstancesInput) { in.SubnetId = &sub })[0]
	if *i.PrivateIpAddress != "172.31.0.5" {
		t.Errorf("the gateway's address is taken: %s", *i.PrivateIpAddress)
	}
	a.pass(time.Minute)
	bound := ask[ec2.AllocateAddressOutput](t, a, &ec2.AllocateAddressInput{})
	association := ask[ec2.AssociateAddressOutput](t, a, &ec2.AssociateAddressInput{AllocationId: bound.AllocationId, InstanceId: i.InstanceId}).AssociationId
	if now := a.describe(t, &ec2.DescribeInstancesInput{InstanceIds: []string{*i.InstanceId}})[0]; *now.PublicIpAddress != *bound.PublicIp {
		t.Errorf("the instance has %s", *now.PublicIpAddress)
	}
	ask[ec2.StopInstancesOutput](t, a, &ec2.StopInstancesInput{InstanceIds: []string{*i.InstanceId}})
	a.pass(2 * time.Minute)
	ask[ec2.StartInstancesOutput](t, a, &ec2.StartInstancesInput{InstanceIds: []string{*i.InstanceId}})
	if seen := ask[ec2.DescribeAddressesOutput](t, a, &ec2.DescribeAddressesInput{Filters: filter("instance-id", *i.InstanceId)}).Addresses; len(seen) != 1 || *seen[0].PublicIp != *bound.PublicIp {
		t.Errorf("an Elastic IP address stays through a stop: %+v", seen)
	}
	a.refuses(t, []refusal{
		{"in use", "InvalidIPAddress.InUse: Address " + *bound.PublicIp + " is in use.", &ec2.ReleaseAddressInput{AllocationId: bound.AllocationId}},
		{"a NAT gateway's", "Resource.AlreadyAssociated: Elastic IP address [" + *address.AllocationId + "] is already associated", &ec2.CreateNatGatewayInput{SubnetId: &sub, AllocationId: address.AllocationId}},
		{"no address", "MissingParameter: The request must contain the parameter AllocationId", &ec2.CreateNatGatewayInput{SubnetId: &sub}},
		{"unknown address", "InvalidAllocationID.NotFound: The allocation ID 'eipalloc-1' does not exist", &ec2.ReleaseAddressInput{AllocationId: str("eipalloc-1")}},
		{"unknown gateway", "NatGatewayNotFound: The Nat Gateway nat-1 was not found", &ec2.DeleteNatGatewayInput{NatGatewayId: str("nat-1")}},
		{"unknown association", "InvalidAssociationID.NotFound: The association ID 'eipassoc-1' does not exist", &ec2.DisassociateAddressInput{AssociationId: str("eipassoc-1")}},
	})
	ask[ec2.DisassociateAddressOutput](t, a, &ec2.DisassociateAddressInput{AssociationId: association})
	ask[ec2.ReleaseAddressOutput](t, a, &ec2.ReleaseAddressInput{AllocationId: bound.AllocationId})
	ask[ec2.DeleteNatGatewayOutput](t, a, &ec2.DeleteNatGatewayInput{NatGatewayId: n.NatGatewayId})
	for range 4 {
		ask[ec2.AllocateAddressOutput](t, a, &ec2.AllocateAddressInput{})
	}
	a.refuses(t, []refusal{{"one too many", "AddressLimitExceeded: The maximum number of addresses has been reached.", &ec2.AllocateAddressInput{}}})
}

func TestRouteTables(t *testing.T) {
	a := newAccount()
	v := a.vpc(t, "10.0.0.0/16")
	s := a.subnet(t, v, "10.0.1.0/24")
	table := ask[ec2.CreateRouteTableOutput](t, a, &ec2.CreateRouteTableInput{VpcId: &v}).RouteTable.RouteTableId
	association := ask[ec2.AssociateRouteTableOutput](t, a, &ec2.AssociateRouteTableInput{RouteTableId: table, SubnetId: &s}).AssociationId
	home := ask[ec2.DescribeInternetGatewaysOutput](t, a, &ec2.DescribeInternetGatewaysInput{}).InternetGateways[0].InternetGatewayId
	main := a.tables(t, append(filter("vpc-id", v), filter("association.main", "true")...)...)[0]
	route := func(to string, gateway *string) *ec2.CreateRouteInput {
		return &ec2.CreateRouteInput{RouteTableId: table, DestinationCidrBlock: &to, GatewayId: gateway}
	}
	a.refuses(t, []refusal{
		{"in use", "DependencyViolation: The routeTable '" + *table + "' has dependencies and cannot be deleted.", &ec2.DeleteRouteTableInput{RouteTableId: table}},
		{"associated twice", "Resource.AlreadyAssociated: the specified association for route table " + *table + " conflicts with an existing association", &ec2.AssociateRouteTableInput{RouteTableId: table, SubnetId: &s}},
		{"subnet elsewhere", "InvalidParameterValue: route table " + *table + " and subnet " + a.net.Subnets[0] + " belong to different networks", &ec2.AssociateRouteTableInput{RouteTableId: table, SubnetId: &a.net.Subnets[0]}},
		{"gateway elsewhere", "InvalidParameterValue: route table " + *table + " and network gateway " + *home + " belong to different networks", route("0.0.0.0/0", home)},
		{"unknown gateway", "InvalidInternetGatewayID.NotFound: The internetGateway ID 'igw-1' does not exist", route("0.0.0.0/0", str("igw-1"))},
		{"no target", "MissingParameter: The request must contain the parameter gatewayId", route("0.0.0.0/0", nil)},
		{"no block", "InvalidParameterValue: Value (everywhere) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.", route("everywhere", home)},
		{"no route", "InvalidRoute.NotFound: no route with destination-cidr-block 10.9.0.0/16 in route table " + *table, &ec2.DeleteRouteInput{RouteTableId: table, DestinationCidrBlock: str("10.9.0.0/16")}},
		{"the local route", "InvalidParameterValue: cannot remove local route 10.0.0.0/16 in route table " + *table, &ec2.DeleteRouteInput{RouteTableId: table, DestinationCidrBlock: str("10.0.0.0/16")}},
		{"the main table", "InvalidParameterValue: cannot disassociate the main route table association " + *main.Associations[0].RouteTableAssociationId, &ec2.DisassociateRouteTableInput{AssociationId: main.Associations[0].RouteTableAssociationId}},
		{"unknown table", "InvalidRouteTableID.NotFound: The routeTable ID 'rtb-1' does not exist", &ec2.DeleteRouteTableInput{RouteTableId: str("rtb-1")}},
		{"unknown association", "InvalidAssociationID.NotFound: The association ID 'rtbassoc-1' does not exist", &ec2.DisassociateRouteTableInput{AssociationId: str("rtbassoc-1")}},
	})
	g := ask[ec2.CreateInternetGatewayOutput](t, a, &ec2.CreateInternetGatewayInput{}).InternetGateway.InternetGatewayId
	ask[ec2.AttachInternetGatewayOutput](t, a, &ec2.AttachInternetGatewayInput{VpcId: &v, InternetGatewayId: g})
	ask[ec2.CreateRouteOutput](t, a, route("0.0.0.0/0", g))
	ask[ec2.ReplaceRouteOutput](t, a, &ec2.ReplaceRouteInput{RouteTableId: table, DestinationCidrBlock: str("0.0.0.0/0"), GatewayId: g})
	a.refuses(t, []refusal{{"local to be replaced", "InvalidParameterValue: cannot replace local route 10.0.0.0/16 in route table " + *table, &ec2.ReplaceRouteInput{RouteTableId: table, DestinationCidrBlock: str("10.0.0.0/16"), GatewayId: g}}})
	made := a.tables(t, filter("association.subnet-id", s)...)[0]
	if len(made.Routes) != 2 || *made.Routes[0].GatewayId != "local" || *made.Routes[1].GatewayId != *g || made.Routes[1].Origin != "CreateRoute" || made.Routes[1].State != "active" {
		t.Errorf("%+v", made.Routes)
	}
	ask[ec2.DeleteRouteOutput](t, a, &ec2.DeleteRouteInput{RouteTableId: table, DestinationCidrBlock: str("0.0.0.0/0")})
	moved := ask[ec2.ReplaceRouteTableAssociationOutput](t, a, &ec2.ReplaceRouteTableAssociationInput{AssociationId: association, RouteTableId: main.RouteTableId}).NewAssociationId
	ask[ec2.DisassociateRouteTableOutput](t, a, &ec2.DisassociateRouteTableInput{AssociationId: moved})
	ask[ec2.ReplaceRouteTableAssociationOutput](t, a, &ec2.ReplaceRouteTableAssociationInput{AssociationId: main.Associations[0].RouteTableAssociationId, RouteTableId: table})
	if now := a.tables(t, append(filter("vpc-id", v), filter("association.main", "true")...)...)[0]; *now.RouteTableId != *table {
		t.Error("the other table is the main one now")
	}
	ask[ec2.DeleteRouteTableOutput](t, a, &ec2.DeleteRouteTableInput{RouteTableId: main.RouteTableId})
}

// Everything with an id can have tags.
func TestTagsOfTheNetwork(t *testing.T) {
	a := newAccount()
	acl, table := a.acls(t)[0].NetworkAclId, a.tables(t)[0].RouteTableId
	g := ask[ec2.DescribeInternetGatewaysOutput](t, a, &ec2.DescribeInternetGatewaysInput{}).InternetGateways[0].InternetGatewayId
	ask[ec2.CreateTagsOutput](t, a, &ec2.CreateTagsInput{Resources: []string{*acl, *table, *g}, Tags: []types.Tag{{Key: str("Team"), Value: str("web")}}})
	if len(a.acls(t, filter("tag:Team", "web")...)) != 1 || len(a.tables(t, filter("tag:Team", "w*")...)) != 1 {
		t.Error("found by tag")
	}
	if n := len(ask[ec2.DescribeTagsOutput](t, a, &ec2.DescribeTagsInput{Filters: filter("key", "Team")}).Tags); n != 3 {
		t.Errorf("%d tags, want 3", n)
	}
}

func TestImagesOfTheAccountsOwn(t *testing.T) {
	a := newAccount()
	i := a.run(t, 1, func(in *ec2.RunInstancesInput) {
		in.UserData = aws.String("IyEvYmluL2Jhc2gKZG5mIGluc3RhbGwgLXkgaHR0cGQKc3lzdGVtY3RsIGVuYWJsZSAtLW5vdyBodHRwZAo=")
	})[0]
	a.pass(3 * time.Minute)
	made := ask[ec2.CreateImageOutput](t, a, &ec2.CreateImageInput{InstanceId: i.InstanceId, Name: str("web-1"), NoReboot: aws.Bool(true)}).ImageId
	mine := ask[ec2.DescribeImagesOutput](t, a, &ec2.DescribeImagesInput{Owners: []string{"self"}}).Images
	if len(mine) != 1 || *mine[0].ImageId != *made || *mine[0].Public || a.World.Images.Get(*made).Server.Ports[0] != 80 {
		t.Errorf("%+v", mine)
	}
	copied := ask[ec2.CopyImageOutput](t, a, &ec2.CopyImageInput{Name: str("web-2"), SourceImageId: made, SourceRegion: str("us-west-2")}).ImageId
	child := a.run(t, 1, func(in *ec2.RunInstancesInput) { in.ImageId = copied })[0]
	if got := a.World.Instances.Get(*child.InstanceId).Server.Ports; len(got) != 1 || got[0] != 80 {
		t.Errorf("an instance of it listens on %v", got)
	}
	ask[ec2.DeregisterImageOutput](t, a, &ec2.DeregisterImageInput{ImageId: copied})
	a.refuses(t, []refusal{
		{"gone", "InvalidAMIID.NotFound: The image id '[" + *copied + "]' does not exist", &ec2.DeregisterImageInput{ImageId: copied}},
		{"not mine", "AuthFailure: Not authorized for image:" + a.net.Images.AmazonLinux2, &ec2.DeregisterImageInput{ImageId: &a.net.Images.AmazonLinux2}},
		{"name taken", "InvalidAMIName.Duplicate: AMI name web-1 is already in use by AMI " + *made, &ec2.CreateImageInput{InstanceId: i.InstanceId, Name: str("web-1")}},
		{"no name", "MissingParameter: The request must contain the parameter name", &ec2.CreateImageInput{InstanceId: i.InstanceId}},
		{"from elsewhere", "UnsupportedOperation: Copying images from other regions is not simulated by this engine.", &ec2.CopyImageInput{Name: str("x12"), SourceImageId: made, SourceRegion: str("eu-west-1")}},
	})
}

func TestInstanceTypeOfferings(t *testing.T) {
	a := newAccount()
	in := &ec2.DescribeInstanceTypeOfferingsInput{LocationType: "availability-zone", Filters: filter("instance-type", "g4dn.xlarge")}
	got := ask[ec2.DescribeInstanceTypeOfferingsOutput](t, a, in).InstanceTypeOfferings
	if len(got) != 4 || *got[3].Location != "us-west-2d" || got[0].LocationType != "availability-zone" {
		t.Errorf("%+v", got)
	}
	one := ask[ec2.DescribeInstanceTypesOutput](t, a, &ec2.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{"g4dn.xlarge"}}).InstanceTypes[0]
	if *one.NetworkInfo.NetworkPerformance != "Up to 25 Gigabit" || !*one.InstanceStorageSupported || one.Hypervisor != "nitro" {
		t.Errorf("%+v", one)
	}
	a.refuses(t, []refusal{{"nowhere", "InvalidParameterValue: Value (moon) for parameter locationType is invalid.", &ec2.DescribeInstanceTypeOfferingsInput{LocationType: "moon"}}})
}
