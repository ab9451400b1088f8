package ec2api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func TestTheDefaultNetwork(t *testing.T) {
	a := newAccount()
	a.run(t, 1, func(in *ec2.RunInstancesInput) { in.SubnetId = aws.String(a.net.Subnets[0]) })
	var lines []string
	for _, v := range ask[ec2.DescribeVpcsOutput](t, a, &ec2.DescribeVpcsInput{Filters: filter("isDefault", "true")}).Vpcs {
		lines = append(lines, *v.CidrBlock)
	}
	for _, s := range ask[ec2.DescribeSubnetsOutput](t, a, &ec2.DescribeSubnetsInput{Filters: filter("vpc-id", a.net.VPC)}).Subnets {
		lines = append(lines, fmt.Sprintf("%s %s %s %d", *s.AvailabilityZone, *s.AvailabilityZoneId, *s.CidrBlock, *s.AvailableIpAddressCount))
	}
	for _, g := range ask[ec2.DescribeSecurityGroupsOutput](t, a, &ec2.DescribeSecurityGroupsInput{}).SecurityGroups {
		lines = append(lines, *g.GroupName+" "+permissions(g.IpPermissions)+" | "+permissions(g.IpPermissionsEgress))
	}
	for _, z := range ask[ec2.DescribeAvailabilityZonesOutput](t, a, &ec2.DescribeAvailabilityZonesInput{ZoneNames: []string{"us-west-2b"}}).AvailabilityZones {
		lines = append(lines, *z.ZoneName+" "+*z.ZoneId+" "+string(z.State))
	}
	for _, r := range ask[ec2.DescribeRegionsOutput](t, a, &ec2.DescribeRegionsInput{Filters: filter("region-name", "us-west-*")}).Regions {
		lines = append(lines, *r.Endpoint)
	}
	for _, v := range ask[ec2.DescribeAccountAttributesOutput](t, a, &ec2.DescribeAccountAttributesInput{AttributeNames: []types.AccountAttributeName{"supported-platforms"}}).AccountAttributes {
		lines = append(lines, *v.AttributeName+" "+*v.AttributeValues[0].AttributeValue)
	}
	want := []string{
		"172.31.0.0/16",
		"us-west-2a usw2-az1 172.31.0.0/20 4090", "us-west-2b usw2-az2 172.31.16.0/20 4091", "us-west-2c usw2-az3 172.31.32.0/20 4091", "us-west-2d usw2-az4 172.31.48.0/20 4091",
		"default -1 from " + a.net.SecurityGroup + " | -1 from 0.0.0.0/0",
		"us-west-2b usw2-az2 available",
		"ec2.us-west-1.amazonaws.com", "ec2.us-west-2.amazonaws.com",
		"supported-platforms VPC",
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// permissions is a short text of rules: "tcp 80-80 from 0.0.0.0/0 10.0.0.0/8".
func permissions(list []types.IpPermission) string {
	var texts []string
	for _, p := range list {
		s := *p.IpProtocol
		if p.FromPort != nil {
			s += fmt.Sprintf(" %d-%d", *p.FromPort, *p.ToPort)
		}
		s += " from"
		for _, r := range p.IpRanges {
			s += " " + *r.CidrIp
		}
		for _, r := range p.Ipv6Ranges {
			s += " " + *r.CidrIpv6
		}
		for _, g := range p.UserIdGroupPairs {
			s += " " + *g.GroupId
		}
		texts = append(texts, s)
	}
	return strings.Join(texts, "; ")
}

func tcp(port int32, cidrs ...string) types.IpPermission {
	p := types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(port), ToPort: aws.Int32(port)}
	for _, c := range cidrs {
		p.IpRanges = append(p.IpRanges, types.IpRange{CidrIp: aws.String(c)})
	}
	return p
}

func TestSecurityGroupRules(t *testing.T) {
	a := newAccount()
	id := ask[ec2.CreateSecurityGroupOutput](t, a, &ec2.CreateSecurityGroupInput{GroupName: aws.String("web"), Description: aws.String("web servers")}).GroupId
	show := func() string {
		g := ask[ec2.DescribeSecurityGroupsOutput](t, a, &ec2.DescribeSecurityGroupsInput{GroupIds: []string{*id}}).SecurityGroups[0]
		return permissions(g.IpPermissions) + " | " + permissions(g.IpPermissionsEgress)
	}
	steps := []struct {
		name  string
		input any
		want  string
	}{
		{"new", &ec2.DescribeSecurityGroupsInput{}, " | -1 from 0.0.0.0/0"},
		{"two sources", &ec2.AuthorizeSecurityGroupIngressInput{GroupId: id, IpPermissions: []types.IpPermission{tcp(80, "0.0.0.0/0", "10.0.0.0/8")}}, "tcp 80-80 from 0.0.0.0/0 10.0.0.0/8 | -1 from 0.0.0.0/0"},
		{"the short form, by name", &ec2.AuthorizeSecurityGroupIngressInput{GroupName: aws.String("web"), IpProtocol: aws.String("6"), FromPort: aws.Int32(22), ToPort: aws.Int32(22), CidrIp: aws.String("10.0.0.0/8")}, "tcp 80-80 from 0.0.0.0/0 10.0.0.0/8; tcp 22-22 from 10.0.0.0/8 | -1 from 0.0.0.0/0"},
		{"one taken back", &ec2.RevokeSecurityGroupIngressInput{GroupId: id, IpPermissions: []types.IpPermission{tcp(80, "10.0.0.0/8")}}, "tcp 80-80 from 0.0.0.0/0; tcp 22-22 from 10.0.0.0/8 | -1 from 0.0.0.0/0"},
		{"from a group", &ec2.AuthorizeSecurityGroupIngressInput{GroupId: id, IpPermissions: []types.IpPermission{{IpProtocol: aws.String("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: aws.String(a.net.SecurityGroup)}}}}}, "tcp 80-80 from 0.0.0.0/0; tcp 22-22 from 10.0.0.0/8; -1 from " + a.net.SecurityGroup + " | -1 from 0.0.0.0/0"},
		{"outwards", &ec2.RevokeSecurityGroupEgressInput{GroupId: id, IpPermissions: []types.IpPermission{{IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}}}}, "tcp 80-80 from 0.0.0.0/0; tcp 22-22 from 10.0.0.0/8; -1 from " + a.net.SecurityGroup + " | "},
		{"outwards again", &ec2.AuthorizeSecurityGroupEgressInput{GroupId: id, IpPermissions: []types.IpPermission{{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(443), ToPort: aws.Int32(443), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: aws.String("::/0")}}}}}, "tcp 80-80 from 0.0.0.0/0; tcp 22-22 from 10.0.0.0/8; -1 from " + a.net.SecurityGroup + " | tcp 443-443 from ::/0"},
	}
	for _, s := range steps {
		if _, err := a.try(s.input); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if got := show(); got != s.want {
			t.Fatalf("%s:\n got %s\nwant %s", s.name, got, s.want)
		}
	}
	rules := ask[ec2.DescribeSecurityGroupRulesOutput](t, a, &ec2.DescribeSecurityGroupRulesInput{Filters: filter("group-id", *id)}).SecurityGroupRules
	if len(rules) != 4 || *rules[0].CidrIpv4 != "0.0.0.0/0" || *rules[2].ReferencedGroupInfo.GroupId != a.net.SecurityGroup || !*rules[3].IsEgress {
		t.Errorf("%d rules", len(rules))
	}
	ask[ec2.RevokeSecurityGroupIngressOutput](t, a, &ec2.RevokeSecurityGroupIngressInput{GroupId: id, SecurityGroupRuleIds: []string{*rules[0].SecurityGroupRuleId}})
	if got := show(); strings.Contains(got, "80-80") {
		t.Errorf("taken back by id: %s", got)
	}
}

func TestSecurityGroupRefusals(t *testing.T) {
	a := newAccount()
	web := ask[ec2.CreateSecurityGroupOutput](t, a, &ec2.CreateSecurityGroupInput{GroupName: aws.String("web"), Description: aws.String("d")}).GroupId
	ask[ec2.AuthorizeSecurityGroupIngressOutput](t, a, &ec2.AuthorizeSecurityGroupIngressInput{GroupId: web, IpPermissions: []types.IpPermission{tcp(80, "0.0.0.0/0")}})
	a.run(t, 1, func(in *ec2.RunInstancesInput) { in.SecurityGroups = []string{"web"} })
	allow := func(p types.IpPermission) *ec2.AuthorizeSecurityGroupIngressInput {
		return &ec2.AuthorizeSecurityGroupIngressInput{GroupId: web, IpPermissions: []types.IpPermission{p}}
	}
	create := func(name, description, vpc string) *ec2.CreateSecurityGroupInput {
		in := &ec2.CreateSecurityGroupInput{GroupName: aws.String(name), Description: aws.String(description)}
		if vpc != "" {
			in.VpcId = aws.String(vpc)
		}
		return in
	}
	a.refuses(t, []refusal{
		{"unknown", "InvalidGroup.NotFound: The security group 'sg-1' does not exist", &ec2.DescribeSecurityGroupsInput{GroupIds: []string{"sg-1"}}},
		{"unknown name", "InvalidGroup.NotFound: The security group 'db' does not exist in default VPC '" + a.net.VPC + "'", &ec2.DescribeSecurityGroupsInput{GroupNames: []string{"db"}}},
		{"malformed", `InvalidGroupId.Malformed: Invalid id: "web" (expecting "sg-...")`, &ec2.DeleteSecurityGroupInput{GroupId: aws.String("web")}},
		{"double rule", `InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists`, allow(tcp(80, "0.0.0.0/0"))},
		{"bad block", "InvalidParameterValue: CIDR block 10.0.0/8 is malformed", allow(tcp(80, "10.0.0/8"))},
		{"ports turned round", "InvalidParameterValue: Invalid TCP/UDP port range (90:80)", allow(types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(90), ToPort: aws.Int32(80)})},
		{"no such rule", "InvalidPermission.NotFound: The specified rule does not exist in this security group.", &ec2.RevokeSecurityGroupIngressInput{GroupId: web, IpPermissions: []types.IpPermission{tcp(81, "0.0.0.0/0")}}},
		{"double name", "InvalidGroup.Duplicate: The security group 'web' already exists for VPC '" + a.net.VPC + "'", create("web", "d", "")},
		{"no description", "MissingParameter: The request must contain the parameter GroupDescription", create("db", "", "")},
		{"reserved name", "InvalidParameterValue: Cannot use reserved security group name: default", create("default", "d", "")},
		{"unknown VPC", "InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist", create("db", "d", "vpc-1")},
		{"in use", "DependencyViolation: resource " + *web + " has a dependent object", &ec2.DeleteSecurityGroupInput{GroupId: web}},
		{"default", `CannotDelete: the specified group: "` + a.net.SecurityGroup + `" name: "default" cannot be deleted by a user`, &ec2.DeleteSecurityGroupInput{GroupId: aws.String(a.net.SecurityGroup)}},
		{"unknown subnet", "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist", &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-1"}}},
		{"unknown region", "InvalidParameterValue: Invalid region provided: mars-1.", &ec2.DescribeRegionsInput{RegionNames: []string{"mars-1"}}},
	})
	for id := range a.World.Instances.All() {
		ask[ec2.TerminateInstancesOutput](t, a, &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
	}
	a.pass(2 * time.Minute)
	ask[ec2.DeleteSecurityGroupOutput](t, a, &ec2.DeleteSecurityGroupInput{GroupId: web})
}

func TestVolumesAndInterfacesLiveWithTheirInstance(t *testing.T) {
	a := newAccount()
	i := a.run(t, 1, func(in *ec2.RunInstancesInput) {
		in.BlockDeviceMappings = []types.BlockDeviceMapping{{DeviceName: aws.String("/dev/xvda"), Ebs: &types.EbsBlockDevice{VolumeSize: aws.Int32(20)}}}
	})[0]
	of := filter("attachment.instance-id", *i.InstanceId)
	v := ask[ec2.DescribeVolumesOutput](t, a, &ec2.DescribeVolumesInput{Filters: of}).Volumes
	n := ask[ec2.DescribeNetworkInterfacesOutput](t, a, &ec2.DescribeNetworkInterfacesInput{Filters: of}).NetworkInterfaces
	if len(v) != 1 || *v[0].Size != 20 || *v[0].VolumeId != *i.BlockDeviceMappings[0].Ebs.VolumeId {
		t.Errorf("volumes %v", v)
	}
	if len(n) != 1 || *n[0].PrivateIpAddress != *i.PrivateIpAddress || *n[0].NetworkInterfaceId != *i.NetworkInterfaces[0].NetworkInterfaceId {
		t.Errorf("interfaces %v", n)
	}
	ask[ec2.TerminateInstancesOutput](t, a, &ec2.TerminateInstancesInput{InstanceIds: []string{*i.InstanceId}})
	a.pass(2 * time.Minute)
	a.refuses(t, []refusal{
		{"volume", "InvalidVolume.NotFound: The volume '" + *v[0].VolumeId + "' does not exist", &ec2.DescribeVolumesInput{VolumeIds: []string{*v[0].VolumeId}}},
		{"interface", "InvalidNetworkInterfaceID.NotFound: The networkInterface ID '" + *n[0].NetworkInterfaceId + "' does not exist", &ec2.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{*n[0].NetworkInterfaceId}}},
	})
}
