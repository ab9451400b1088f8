package ec2api

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

func instanceState(state world.InstanceState) *types.InstanceState {
	return &types.InstanceState{Code: aws.Int32(codeOf(state)), Name: types.InstanceStateName(state)}
}

// instanceView is an instance as DescribeInstances shows it. A terminated
// instance has lost its place in the network.
func (s *service) instanceView(in *world.Instance) types.Instance {
	v := types.Instance{
		InstanceId: aws.String(in.ID), ImageId: api.NonZero(in.Image), InstanceType: types.InstanceType(in.Type), KeyName: api.NonZero(in.KeyName),
		State: instanceState(in.State), StateReason: stateReason(in), StateTransitionReason: aws.String(transitionReason(in)),
		LaunchTime: aws.Time(in.Launched), AmiLaunchIndex: aws.Int32(int32(in.LaunchIndex)), ClientToken: aws.String(in.ClientToken),
		Architecture: types.ArchitectureValues(s.architecture(in)), PlatformDetails: aws.String("Linux/UNIX"),
		Placement:       &types.Placement{AvailabilityZone: aws.String(in.Zone), AvailabilityZoneId: api.NonZero(s.zoneID(in.Zone)), GroupName: aws.String(""), Tenancy: types.TenancyDefault},
		Monitoring:      &types.Monitoring{State: monitoringState(in)},
		EbsOptimized:    aws.Bool(in.EBSOptimized),
		EnaSupport:      aws.Bool(true),
		Hypervisor:      types.HypervisorTypeXen,
		RootDeviceType:  types.DeviceTypeEbs,
		RootDeviceName:  aws.String(s.rootDevice(in)),
		MetadataOptions: metadataOptions(in),
		CpuOptions:      cpuOptions(in),
		Tags:            tagViews(in.Tags),
		UsageOperation:  aws.String("RunInstances"), UsageOperationUpdateTime: aws.Time(in.Created),
		VirtualizationType: types.VirtualizationTypeHvm,
		PrivateDnsName:     aws.String(compute.PrivateDNS(in.PrivateIP, s.w.Region)),
		PublicDnsName:      aws.String(compute.PublicDNS(in.PublicIP, s.w.Region)),
		PrivateIpAddress:   api.NonZero(in.PrivateIP), PublicIpAddress: api.NonZero(in.PublicIP),
		SecurityGroups: []types.GroupIdentifier{}, NetworkInterfaces: []types.InstanceNetworkInterface{}, BlockDeviceMappings: []types.InstanceBlockDeviceMapping{},
	}
	if in.Market == "spot" {
		v.InstanceLifecycle = types.InstanceLifecycleTypeSpot
		v.SpotInstanceRequestId = api.NonZero(in.SpotRequest)
	}
	if in.InstanceProfile != "" {
		v.IamInstanceProfile = &types.IamInstanceProfile{Arn: aws.String(s.profileARN(in.InstanceProfile))}
	}
	if attached(in) {
		s.addNetwork(&v, in)
	}
	return v
}

func (s *service) addNetwork(v *types.Instance, in *world.Instance) {
	v.SubnetId, v.VpcId, v.SourceDestCheck = api.NonZero(in.Subnet), api.NonZero(in.VPC), aws.Bool(true)
	v.SecurityGroups = s.groupIdentifiers(in.SecurityGroups)
	if in.Interface != "" {
		v.NetworkInterfaces = []types.InstanceNetworkInterface{s.instanceInterfaceView(in)}
	}
	if in.Volume != "" {
		v.BlockDeviceMappings = []types.InstanceBlockDeviceMapping{{DeviceName: aws.String(s.rootDevice(in)), Ebs: &types.EbsInstanceBlockDevice{
			VolumeId: aws.String(in.Volume), Status: types.AttachmentStatusAttached, AttachTime: aws.Time(in.Created), DeleteOnTermination: aws.Bool(true)}}}
	}
}

func (s *service) instanceInterfaceView(in *world.Instance) types.InstanceNetworkInterface {
	v := types.InstanceNetworkInterface{
		NetworkInterfaceId: aws.String(in.Interface), OwnerId: aws.String(s.w.Account), Status: types.NetworkInterfaceStatusInUse,
		InterfaceType: aws.String("interface"), MacAddress: aws.String(macAddress(in.Interface)), Description: aws.String(""),
		SubnetId: api.NonZero(in.Subnet), VpcId: api.NonZero(in.VPC), SourceDestCheck: aws.Bool(true), Groups: s.groupIdentifiers(in.SecurityGroups),
		PrivateIpAddress: api.NonZero(in.PrivateIP), PrivateDnsName: api.NonZero(compute.PrivateDNS(in.PrivateIP, s.w.Region)),
		Attachment: &types.InstanceNetworkInterfaceAttachment{AttachmentId: aws.String(attachmentID(in.Interface)), AttachTime: aws.Time(in.Created),
			DeleteOnTermination: aws.Bool(true), DeviceIndex: aws.Int32(0), NetworkCardIndex: aws.Int32(0), Status: types.AttachmentStatusAttached},
	}
	address := types.InstancePrivateIpAddress{Primary: aws.Bool(true), PrivateIpAddress: v.PrivateIpAddress, PrivateDnsName: v.PrivateDnsName}
	if in.PublicIP != "" {
		v.Association = &types.InstanceNetworkInterfaceAssociation{IpOwnerId: aws.String("amazon"), PublicIp: aws.String(in.PublicIP), PublicDnsName: aws.String(compute.PublicDNS(in.PublicIP, s.w.Region))}
		association := *v.Association
		address.Association = &association
	}
	v.PrivateIpAddresses = []types.InstancePrivateIpAddress{address}
	return v
}

// macAddress and attachmentID are made of the interface's own id, which is
// random already.
func macAddress(eni string) string {
	d := strings.TrimPrefix(eni, "eni-") + "0000000000"
	return "02:" + d[0:2] + ":" + d[2:4] + ":" + d[4:6] + ":" + d[6:8] + ":" + d[8:10]
}

func attachmentID(eni string) string { return "eni-attach-" + strings.TrimPrefix(eni, "eni-") }

func stateReason(in *world.Instance) *types.StateReason {
	if in.StateCode == "" {
		return nil
	}
	return &types.StateReason{Code: aws.String(in.StateCode), Message: aws.String(in.StateReason)}
}

// transitionReason is AWS's older form of the same, with the time.
func transitionReason(in *world.Instance) string {
	if in.StateCode != compute.CodeUserShutdown {
		return in.StateReason
	}
	return fmt.Sprintf("User initiated (%s GMT)", in.ShutdownAt.UTC().Format(time.DateTime))
}

func monitoringState(in *world.Instance) types.MonitoringState {
	if in.Monitoring {
		return types.MonitoringStateEnabled
	}
	return types.MonitoringStateDisabled
}

func httpTokens(in *world.Instance) types.HttpTokensState {
	if in.HTTPTokens == "" {
		return types.HttpTokensStateOptional
	}
	return types.HttpTokensState(in.HTTPTokens)
}

func metadataOptions(in *world.Instance) *types.InstanceMetadataOptionsResponse {
	return &types.InstanceMetadataOptionsResponse{
		State: types.InstanceMetadataOptionsStateApplied, HttpEndpoint: types.InstanceMetadataEndpointStateEnabled, HttpTokens: httpTokens(in),
		HttpPutResponseHopLimit: aws.Int32(1), HttpProtocolIpv6: types.InstanceMetadataProtocolStateDisabled, InstanceMetadataTags: types.InstanceMetadataTagsStateDisabled,
	}
}

// cpuOptions shows two threads a core, but for one-vCPU and Arm types.
func cpuOptions(in *world.Instance) *types.CpuOptions {
	t, ok := compute.TypeInfo(in.Type)
	if !ok {
		return nil
	}
	threads := threadsPerCore(t)
	return &types.CpuOptions{CoreCount: aws.Int32(int32(t.VCPU) / threads), ThreadsPerCore: aws.Int32(threads)}
}

func threadsPerCore(t compute.Type) int32 {
	if t.Architecture == "arm64" || t.VCPU%2 != 0 || strings.HasPrefix(t.Name, "t2.") {
		return 1
	}
	return 2
}

func (s *service) architecture(in *world.Instance) string {
	if image := s.w.Images.Get(in.Image); image != nil {
		return image.Architecture
	}
	t, _ := compute.TypeInfo(in.Type)
	return t.Architecture
}

func (s *service) rootDevice(in *world.Instance) string {
	if image := s.w.Images.Get(in.Image); image != nil && image.RootDevice != "" {
		return image.RootDevice
	}
	return "/dev/xvda"
}

// profileARN is an instance profile's ARN, from its ARN or name.
func (s *service) profileARN(profile string) string {
	if profile == "" || strings.HasPrefix(profile, "arn:") {
		return profile
	}
	return "arn:aws:iam::" + s.w.Account + ":instance-profile/" + profile
}

// zoneID is a zone's id, "" for a zone that is not of this region.
func (s *service) zoneID(zone string) string { return s.zoneIDs[zone] }

func (s *service) groupIdentifiers(ids []string) []types.GroupIdentifier {
	list := make([]types.GroupIdentifier, len(ids))
	for i, id := range ids {
		list[i] = types.GroupIdentifier{GroupId: aws.String(id), GroupName: aws.String(s.groupName(id))}
	}
	return list
}

func (s *service) groupNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = s.groupName(id)
	}
	return names
}

func (s *service) groupName(id string) string {
	if g := s.w.SecurityGroups.Get(id); g != nil {
		return g.Name
	}
	return ""
}

// tagViews shows tags, sorted by key.
func tagViews(tags []world.Tag) []types.Tag {
	list := make([]types.Tag, len(tags))
	for i, t := range tags {
		list[i] = types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value)}
	}
	sort.Slice(list, func(i, j int) bool { return *list[i].Key < *list[j].Key })
	return list
}
