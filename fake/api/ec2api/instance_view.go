package ec2api

import (
	"fmt"
	"slices"
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

// instanceView is an instance as DescribeInstances shows it.
func (s *service) instanceView(in *world.Instance) types.Instance {
	return (&viewer{service: s}).instance(in)
}

// viewer makes views of many instances. An instance's view points to some
// hundred values; one by one they would be most of the work of a long list, and
// of the garbage collector's after it.
type viewer struct {
	*service
	texts api.Copies[string]
	times api.Copies[time.Time]
}

// instanceParts are the parts of a view that all instances have.
type instanceParts struct {
	placement  types.Placement
	monitoring types.Monitoring
	metadata   types.InstanceMetadataOptionsResponse
	state      types.InstanceState
	index, hop int32
	optimized  bool
	enhanced   bool
}

// instance is the view. A terminated instance has lost its place in the
// network.
func (w *viewer) instance(in *world.Instance) types.Instance {
	p := w.parts(in)
	v := types.Instance{
		InstanceId: w.text(in.ID), ImageId: w.given(in.Image), InstanceType: types.InstanceType(in.Type), KeyName: w.given(in.KeyName),
		State: &p.state, StateReason: stateReason(in), StateTransitionReason: w.text(transitionReason(in)),
		LaunchTime: w.times.Of(in.Launched), AmiLaunchIndex: &p.index, ClientToken: w.text(in.ClientToken),
		Architecture: types.ArchitectureValues(w.architecture(in)), PlatformDetails: w.text("Linux/UNIX"),
		Placement:       &p.placement,
		Monitoring:      &p.monitoring,
		EbsOptimized:    &p.optimized,
		EnaSupport:      &p.enhanced,
		Hypervisor:      types.HypervisorTypeXen,
		RootDeviceType:  types.DeviceTypeEbs,
		RootDeviceName:  w.text(w.rootDevice(in)),
		MetadataOptions: &p.metadata,
		CpuOptions:      cpuOptions(in),
		Tags:            w.tags(in.Tags),
		UsageOperation:  w.text("RunInstances"), UsageOperationUpdateTime: w.times.Of(in.Created),
		VirtualizationType: types.VirtualizationTypeHvm,
		PrivateDnsName:     w.text(compute.PrivateDNS(in.PrivateIP, w.w.Region)),
		PublicDnsName:      w.text(compute.PublicDNS(in.PublicIP, w.w.Region)),
		PrivateIpAddress:   w.given(in.PrivateIP), PublicIpAddress: w.given(in.PublicIP),
		SecurityGroups: []types.GroupIdentifier{}, NetworkInterfaces: []types.InstanceNetworkInterface{}, BlockDeviceMappings: []types.InstanceBlockDeviceMapping{},
	}
	if in.Market == "spot" {
		v.InstanceLifecycle = types.InstanceLifecycleTypeSpot
		v.SpotInstanceRequestId = w.given(in.SpotRequest)
	}
	if in.InstanceProfile != "" {
		v.IamInstanceProfile = &types.IamInstanceProfile{Arn: w.text(w.profileARN(in.InstanceProfile))}
	}
	if attached(in) {
		w.addNetwork(&v, in)
	}
	return v
}

func (w *viewer) parts(in *world.Instance) *instanceParts {
	p := &instanceParts{
		placement: types.Placement{
			AvailabilityZone: w.text(in.Zone), AvailabilityZoneId: w.given(w.zoneID(in.Zone)), GroupName: w.text(""), Tenancy: types.TenancyDefault,
		},
		monitoring: types.Monitoring{State: monitoringState(in)},
		metadata: types.InstanceMetadataOptionsResponse{
			State: types.InstanceMetadataOptionsStateApplied, HttpEndpoint: types.InstanceMetadataEndpointStateEnabled, HttpTokens: httpTokens(in),
			HttpProtocolIpv6: types.InstanceMetadataProtocolStateDisabled, InstanceMetadataTags: types.InstanceMetadataTagsStateDisabled,
		},
		state: *instanceState(in.State),
		index: int32(in.LaunchIndex), hop: 1,
		optimized: in.EBSOptimized, enhanced: true,
	}
	p.metadata.HttpPutResponseHopLimit = &p.hop
	return p
}

// text is a pointer to a text.
func (w *viewer) text(v string) *string { return w.texts.Of(v) }

// given is a pointer to a text, or nil for none.
func (w *viewer) given(v string) *string {
	if v == "" {
		return nil
	}
	return w.texts.Of(v)
}

func (w *viewer) addNetwork(v *types.Instance, in *world.Instance) {
	v.SubnetId, v.VpcId, v.SourceDestCheck = w.given(in.Subnet), w.given(in.VPC), aws.Bool(true)
	v.SecurityGroups = w.groups(in.SecurityGroups)
	if in.Interface != "" {
		v.NetworkInterfaces = []types.InstanceNetworkInterface{w.networkInterface(v, in)}
	}
	if in.Volume != "" {
		v.BlockDeviceMappings = []types.InstanceBlockDeviceMapping{{DeviceName: v.RootDeviceName, Ebs: &types.EbsInstanceBlockDevice{
			VolumeId: w.text(in.Volume), Status: types.AttachmentStatusAttached, AttachTime: w.times.Of(in.Created), DeleteOnTermination: aws.Bool(true)}}}
	}
}

// networkInterface shares what it has in common with its instance's view v.
func (w *viewer) networkInterface(v *types.Instance, in *world.Instance) types.InstanceNetworkInterface {
	n := types.InstanceNetworkInterface{
		NetworkInterfaceId: w.text(in.Interface), OwnerId: w.text(w.w.Account), Status: types.NetworkInterfaceStatusInUse,
		InterfaceType: w.text("interface"), MacAddress: w.text(macAddress(in.Interface)), Description: w.text(""),
		SubnetId: v.SubnetId, VpcId: v.VpcId, SourceDestCheck: v.SourceDestCheck, Groups: slices.Clone(v.SecurityGroups),
		PrivateIpAddress: v.PrivateIpAddress, PrivateDnsName: w.given(*v.PrivateDnsName),
		Attachment: &types.InstanceNetworkInterfaceAttachment{AttachmentId: w.text(attachmentID(in.Interface)), AttachTime: w.times.Of(in.Created),
			DeleteOnTermination: aws.Bool(true), DeviceIndex: aws.Int32(0), NetworkCardIndex: aws.Int32(0), Status: types.AttachmentStatusAttached},
	}
	address := types.InstancePrivateIpAddress{Primary: aws.Bool(true), PrivateIpAddress: n.PrivateIpAddress, PrivateDnsName: n.PrivateDnsName}
	if in.PublicIP != "" {
		n.Association = &types.InstanceNetworkInterfaceAssociation{IpOwnerId: w.text("amazon"), PublicIp: v.PublicIpAddress, PublicDnsName: v.PublicDnsName}
		association := *n.Association
		address.Association = &association
	}
	n.PrivateIpAddresses = []types.InstancePrivateIpAddress{address}
	return n
}

func (w *viewer) groups(ids []string) []types.GroupIdentifier {
	list := make([]types.GroupIdentifier, len(ids))
	for i, id := range ids {
		list[i] = types.GroupIdentifier{GroupId: w.text(id), GroupName: w.text(w.groupName(id))}
	}
	return list
}

// tags shows tags, sorted by key.
func (w *viewer) tags(tags []world.Tag) []types.Tag {
	list := make([]types.Tag, len(tags))
	for i, t := range tags {
		list[i] = types.Tag{Key: w.text(t.Key), Value: w.text(t.Value)}
	}
	slices.SortFunc(list, func(a, b types.Tag) int { return strings.Compare(*a.Key, *b.Key) })
	return list
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
	return s.w.GlobalARN("iam", "instance-profile/"+profile)
}

// zoneID is a zone's id, "" for a zone that is not of this region.
func (s *service) zoneID(zone string) string { return s.zoneIDs[zone] }

func (s *service) groupIdentifiers(ids []string) []types.GroupIdentifier {
	w := viewer{service: s}
	w.texts.Reserve(2 * len(ids))
	return w.groups(ids)
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
	var w viewer
	w.texts.Reserve(2 * len(tags))
	return w.tags(tags)
}
