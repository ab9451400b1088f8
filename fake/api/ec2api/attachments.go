package ec2api

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// attachments is the instances whose attachment of some sort (its id given by
// id) is asked for, and the ids that name none. Root volumes and network
// interfaces live and die with their instance.
func (s *service) attachments(ids []string, id func(*world.Instance) string) (found []*world.Instance, absent []string) {
	seen := map[string]bool{}
	for _, in := range s.w.Instances.All() {
		v := id(in)
		if attached(in) && v != "" && (len(ids) == 0 || slices.Contains(ids, v)) {
			found, seen[v] = append(found, in), true
		}
	}
	for _, want := range ids {
		if !seen[want] {
			absent = append(absent, want)
		}
	}
	return found, absent
}

func (s *service) describeVolumes(_ context.Context, in *ec2.DescribeVolumesInput) (*ec2.DescribeVolumesOutput, error) {
	id := func(i *world.Instance) string { return i.Volume }
	all, absent := s.attachments(in.VolumeIds, id)
	if len(absent) > 0 {
		return nil, unknown("InvalidVolume.NotFound", "volume", absent)
	}
	views, next, err := show(all, list[*world.Instance]{
		filters: in.Filters,
		lens: lens[*world.Instance]{
			"volume-id":                        func(i *world.Instance) []string { return one(i.Volume) },
			"attachment.instance-id":           func(i *world.Instance) []string { return one(i.ID) },
			"attachment.device":                func(i *world.Instance) []string { return one(s.rootDevice(i)) },
			"attachment.status":                func(*world.Instance) []string { return one("attached") },
			"attachment.delete-on-termination": func(*world.Instance) []string { return one("true") },
			"availability-zone":                func(i *world.Instance) []string { return one(i.Zone) },
			"size":                             func(i *world.Instance) []string { return one(strconv.Itoa(i.RootSize)) },
			"status":                           func(*world.Instance) []string { return one("in-use") },
			"volume-type":                      func(*world.Instance) []string { return one("gp3") },
			"encrypted":                        func(*world.Instance) []string { return one("false") },
		},
		tags: func(i *world.Instance) []world.Tag { return i.VolumeTags },
		id:   id, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.volumeView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeVolumesOutput{NextToken: next, Volumes: views}, nil
}

func (s *service) volumeView(i *world.Instance) types.Volume {
	return types.Volume{
		VolumeId: aws.String(i.Volume), VolumeType: types.VolumeTypeGp3, Size: aws.Int32(int32(i.RootSize)), State: types.VolumeStateInUse,
		AvailabilityZone: aws.String(i.Zone), CreateTime: aws.Time(i.Created), Encrypted: aws.Bool(false), MultiAttachEnabled: aws.Bool(false),
		Iops: aws.Int32(3000), Throughput: aws.Int32(125), Tags: tagViews(i.VolumeTags), // every gp3 volume has at least these
		Attachments: []types.VolumeAttachment{{VolumeId: aws.String(i.Volume), InstanceId: aws.String(i.ID), Device: aws.String(s.rootDevice(i)),
			AttachTime: aws.Time(i.Created), DeleteOnTermination: aws.Bool(true), State: types.VolumeAttachmentStateAttached}},
	}
}

func (s *service) describeNetworkInterfaces(_ context.Context, in *ec2.DescribeNetworkInterfacesInput) (*ec2.DescribeNetworkInterfacesOutput, error) {
	id := func(i *world.Instance) string { return i.Interface }
	all, absent := s.attachments(in.NetworkInterfaceIds, id)
	if len(absent) > 0 {
		return nil, unknown("InvalidNetworkInterfaceID.NotFound", "networkInterface ID", absent)
	}
	private := func(i *world.Instance) []string { return one(i.PrivateIP) }
	views, next, err := show(all, list[*world.Instance]{
		filters: in.Filters,
		lens: lens[*world.Instance]{
			"network-interface-id":         func(i *world.Instance) []string { return one(i.Interface) },
			"attachment.instance-id":       func(i *world.Instance) []string { return one(i.ID) },
			"attachment.attachment-id":     func(i *world.Instance) []string { return one(attachmentID(i.Interface)) },
			"availability-zone":            func(i *world.Instance) []string { return one(i.Zone) },
			"subnet-id":                    func(i *world.Instance) []string { return one(i.Subnet) },
			"vpc-id":                       func(i *world.Instance) []string { return one(i.VPC) },
			"group-id":                     func(i *world.Instance) []string { return i.SecurityGroups },
			"group-name":                   func(i *world.Instance) []string { return s.groupNames(i.SecurityGroups) },
			"private-ip-address":           private,
			"addresses.private-ip-address": private,
			"association.public-ip":        func(i *world.Instance) []string { return onlyIf(true, i.PublicIP) },
			"status":                       func(*world.Instance) []string { return one("in-use") },
		},
		tags: func(i *world.Instance) []world.Tag { return i.InterfaceTags },
		id:   id, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.interfaceView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeNetworkInterfacesOutput{NextToken: next, NetworkInterfaces: views}, nil
}

func (s *service) interfaceView(i *world.Instance) types.NetworkInterface {
	v := types.NetworkInterface{
		NetworkInterfaceId: aws.String(i.Interface), OwnerId: aws.String(s.w.Account), Status: types.NetworkInterfaceStatusInUse,
		InterfaceType: types.NetworkInterfaceTypeInterface, MacAddress: aws.String(macAddress(i.Interface)), Description: aws.String(""),
		AvailabilityZone: aws.String(i.Zone), SubnetId: api.NonZero(i.Subnet), VpcId: api.NonZero(i.VPC), Groups: s.groupIdentifiers(i.SecurityGroups),
		PrivateIpAddress: api.NonZero(i.PrivateIP), PrivateDnsName: api.NonZero(compute.PrivateDNS(i.PrivateIP, s.w.Region)),
		RequesterManaged: aws.Bool(false), SourceDestCheck: aws.Bool(true), TagSet: tagViews(i.InterfaceTags),
		Attachment: &types.NetworkInterfaceAttachment{AttachmentId: aws.String(attachmentID(i.Interface)), InstanceId: aws.String(i.ID), InstanceOwnerId: aws.String(s.w.Account),
			AttachTime: aws.Time(i.Created), DeleteOnTermination: aws.Bool(true), DeviceIndex: aws.Int32(0), NetworkCardIndex: aws.Int32(0), Status: types.AttachmentStatusAttached},
	}
	address := types.NetworkInterfacePrivateIpAddress{Primary: aws.Bool(true), PrivateIpAddress: v.PrivateIpAddress, PrivateDnsName: v.PrivateDnsName}
	if i.PublicIP != "" {
		v.Association = &types.NetworkInterfaceAssociation{IpOwnerId: aws.String("amazon"), PublicIp: aws.String(i.PublicIP), PublicDnsName: aws.String(compute.PublicDNS(i.PublicIP, s.w.Region))}
		association := *v.Association
		address.Association = &association
	}
	v.PrivateIpAddresses = []types.NetworkInterfacePrivateIpAddress{address}
	return v
}
