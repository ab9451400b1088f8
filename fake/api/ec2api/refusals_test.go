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

func TestRefusalsOfLaunches(t *testing.T) {
	a := newAccount()
	launch := func(change func(*ec2.RunInstancesInput)) *ec2.RunInstancesInput {
		in := &ec2.RunInstancesInput{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "t3.micro", MinCount: aws.Int32(1), MaxCount: aws.Int32(1)}
		change(in)
		return in
	}
	template := func(data types.RequestLaunchTemplateData) *ec2.CreateLaunchTemplateInput {
		return &ec2.CreateLaunchTemplateInput{LaunchTemplateName: str("web"), LaunchTemplateData: &data}
	}
	described := template(types.RequestLaunchTemplateData{InstanceType: "t3.micro"})
	described.VersionDescription = str(strings.Repeat("x", 256))
	type in = ec2.RunInstancesInput
	a.refuses(t, []refusal{
		{"none", "InvalidParameterValue: Minimum instance count must be greater than zero", launch(func(i *in) { i.MinCount = aws.Int32(0) })},
		{"more than the most", "InvalidParameterValue: Maximum instance count must not be smaller than minimum instance count", launch(func(i *in) { i.MinCount = aws.Int32(2) })},
		{"another market", "InvalidParameterValue: Invalid value 'futures' for InstanceMarketOptions.MarketType.", launch(func(i *in) { i.InstanceMarketOptions = &types.InstanceMarketOptionsRequest{MarketType: "futures"} })},
		{"two interfaces", "UnsupportedOperation: Only one new network interface, with device index 0, is simulated by this engine.", launch(func(i *in) {
			i.NetworkInterfaces = []types.InstanceNetworkInterfaceSpecification{{DeviceIndex: aws.Int32(0)}, {DeviceIndex: aws.Int32(1)}}
		})},
		{"an interface and groups", "InvalidParameterCombination: Network interfaces and an instance-level security groups may not be specified on the same request", launch(func(i *in) {
			i.NetworkInterfaces, i.SecurityGroupIds = []types.InstanceNetworkInterfaceSpecification{{DeviceIndex: aws.Int32(0)}}, []string{a.net.SecurityGroup}
		})},
		{"another volume", "UnsupportedOperation: Only the root volume is simulated by this engine.", launch(func(i *in) {
			disk := types.BlockDeviceMapping{DeviceName: str("/dev/sdf"), Ebs: &types.EbsBlockDevice{VolumeSize: aws.Int32(8)}}
			i.BlockDeviceMappings = []types.BlockDeviceMapping{disk, disk}
		})},
		{"a zone that is not the subnet's", "InvalidParameterValue: Value (us-west-2b) for parameter availabilityZone is invalid. The requested Availability Zone does not match the subnet's.", launch(func(i *in) {
			i.SubnetId, i.Placement = &a.net.Subnets[0], &types.Placement{AvailabilityZone: str("us-west-2b")}
		})},
		{"a template's long description", "InvalidParameterValue: The launch template version description must not exceed 255 characters.", described},
		{"no template", "MissingParameter: Either a launch template ID or a launch template name must be specified.", &ec2.DeleteLaunchTemplateInput{}},
		{"no id of a template", `InvalidLaunchTemplateId.Malformed: Invalid id: "x" (expecting "lt-...")`, &ec2.DeleteLaunchTemplateInput{LaunchTemplateId: str("x")}},
	})
}

func TestRefusalsOfTagsKeysAndGroups(t *testing.T) {
	a := newAccount()
	id := *a.run(t, 1)[0].InstanceId
	tag := func(pairs ...string) *ec2.CreateTagsInput {
		in := &ec2.CreateTagsInput{Resources: []string{id}}
		for i := 0; i < len(pairs); i += 2 {
			in.Tags = append(in.Tags, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
		}
		return in
	}
	var many []string
	for i := range 51 {
		many = append(many, fmt.Sprint("key", i), "v")
	}
	long := strings.Repeat("x", 256)
	group := func(name string) *ec2.CreateSecurityGroupInput {
		return &ec2.CreateSecurityGroupInput{GroupName: &name, Description: str("d"), VpcId: &a.net.VPC}
	}
	open := func(from, to int32) *ec2.AuthorizeSecurityGroupIngressInput {
		return &ec2.AuthorizeSecurityGroupIngressInput{GroupId: &a.net.SecurityGroup, IpPermissions: []types.IpPermission{{
			IpProtocol: str("tcp"), FromPort: &from, ToPort: &to, IpRanges: []types.IpRange{{CidrIp: str("10.0.0.0/8")}},
		}}}
	}
	half := open(80, 80)
	half.IpPermissions[0].ToPort = nil
	a.refuses(t, []refusal{
		{"a tag twice", "InvalidParameterValue: Duplicate tag key 'k' specified.", tag("k", "1", "k", "2")},
		{"a tag without a key", "InvalidParameterValue: Tag key must be between 1 and 128 characters in length.", tag("", "v")},
		{"a long value", "InvalidParameterValue: Tag value exceeds the maximum length of 256 characters", tag("k", long+"x")},
		{"51 tags", "TagLimitExceeded: More than 50 tags specified", tag(many...)},
		{"a key's long name", "InvalidParameterValue: Value (" + long + ") for parameter keyName is invalid. Character count must not exceed 255.", &ec2.CreateKeyPairInput{KeyName: &long}},
		{"a key of another type", "InvalidParameterValue: Invalid value 'dsa' for KeyType.", &ec2.CreateKeyPairInput{KeyName: str("k"), KeyType: "dsa"}},
		{"a key for PuTTY", "UnsupportedOperation: The key format ppk is not simulated by this engine.", &ec2.CreateKeyPairInput{KeyName: str("k"), KeyFormat: "ppk"}},
		{"a group's long name", "InvalidParameterValue: Value (" + long + ") for parameter GroupName is invalid. Character count must not exceed 255.", group(long)},
		{"a group named as an id", "InvalidParameterValue: Invalid value 'sg-web' for groupName. Group names may not be in the format sg-*.", group("sg-web")},
		{"no group", "MissingParameter: The request must contain the parameter groupName or groupId", &ec2.DeleteSecurityGroupInput{}},
		{"ports beyond", "InvalidParameterValue: Invalid value '80-65536' for portRange. Ports must be between 0 and 65535.", open(80, 65536)},
		{"half a range", "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.", half},
	})
}

func TestRefusalsOfInstancesAndSpot(t *testing.T) {
	a := newAccount()
	id := *a.run(t, 1)[0].InstanceId
	a.pass(time.Minute)
	spot := func(change func(*ec2.RequestSpotInstancesInput)) *ec2.RequestSpotInstancesInput {
		in := &ec2.RequestSpotInstancesInput{LaunchSpecification: &types.RequestSpotLaunchSpecification{ImageId: aws.String(a.net.Images.AmazonLinux2023), InstanceType: "t3.micro"}}
		change(in)
		return in
	}
	type in = ec2.RequestSpotInstancesInput
	a.refuses(t, []refusal{
		{"an image's short name", "InvalidAMIName.Malformed: AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'", &ec2.CreateImageInput{InstanceId: &id, Name: str("a")}},
		{"nothing to change", "InvalidParameterCombination: No attributes specified.", &ec2.ModifyInstanceAttributeInput{InstanceId: &id}},
		{"another domain", "InvalidParameterValue: Invalid value 'moon' for domain", &ec2.AllocateAddressInput{Domain: "moon"}},
		{"an address that is not there", "InvalidAddress.NotFound: Address '203.0.113.9' not found.", &ec2.AssociateAddressInput{InstanceId: &id, PublicIp: str("203.0.113.9")}},
		{"a customer gateway of another type", "InvalidParameterValue: Value (ipsec.2) for parameter type is invalid. Unknown type.", &ec2.CreateCustomerGatewayInput{Type: "ipsec.2", BgpAsn: aws.Int32(65000), IpAddress: str("203.0.113.9")}},
		{"a network that has no number", "InvalidParameterValue: Value (0) for parameter bgpAsn is invalid. Invalid BGP ASN.", &ec2.CreateCustomerGatewayInput{Type: "ipsec.1", BgpAsn: aws.Int32(0), IpAddress: str("203.0.113.9")}},
		{"a Spot request of another type", "InvalidParameterValue: Invalid value 'once' for Spot instance type. Valid values: one-time, persistent", spot(func(i *in) { i.Type = "once" })},
		{"a Spot request that pauses", "InvalidParameterValue: Value (pause) for parameter instanceInterruptionBehavior is invalid. Valid values: hibernate, stop, terminate", spot(func(i *in) { i.InstanceInterruptionBehavior = "pause" })},
		{"a score for none", "InvalidParameterValue: The target capacity must be from 1 to 2000000000.", &ec2.GetSpotPlacementScoresInput{TargetCapacity: aws.Int32(0), InstanceTypes: []string{"t3.micro"}}},
		{"a score in vCPUs", "UnsupportedOperation: Only a target capacity in units is simulated by this engine.", &ec2.GetSpotPlacementScoresInput{TargetCapacity: aws.Int32(1), TargetCapacityUnitType: "vcpu", InstanceTypes: []string{"t3.micro"}}},
	})
}
