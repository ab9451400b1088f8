package ec2api

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) describeImages(_ context.Context, in *ec2.DescribeImagesInput) (*ec2.DescribeImagesOutput, error) {
	for _, id := range in.ImageIds {
		if len(id) < 4 || id[:4] != "ami-" {
			return nil, awserr.New("InvalidAMIID.Malformed", "Invalid id: \"%s\" (expecting \"ami-...\")", id)
		}
	}
	for _, id := range in.ImageIds {
		s.room.Image(id)
	}
	all, absent := rows(&s.w.Images, in.ImageIds)
	if len(absent) > 0 {
		return nil, awserr.New("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", absent[0])
	}
	all = slices.DeleteFunc(all, func(v *world.Image) bool { return !s.ownedByAny(v, in.Owners) })
	views, next, err := show(all, list[*world.Image]{
		filters: in.Filters,
		lens:    s.imageLens(),
		tags:    func(v *world.Image) []world.Tag { return v.Tags },
		id:      func(v *world.Image) string { return v.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{1, 1000}, dryRun: in.DryRun,
	}, s.imageView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeImagesOutput{NextToken: next, Images: views}, nil
}

// ownedByAny tells whether an image belongs to any of these owners: "self",
// an account, or an alias such as "amazon".
func (s *service) ownedByAny(v *world.Image, owners []string) bool {
	return len(owners) == 0 || slices.ContainsFunc(owners, func(o string) bool {
		return o == v.Owner || o == v.OwnerAlias || o == "self" && v.Owner == s.w.Account
	})
}

func (s *service) imageLens() lens[*world.Image] {
	return lens[*world.Image]{
		"image-id":                         func(v *world.Image) []string { return one(v.ID) },
		"name":                             func(v *world.Image) []string { return one(v.Name) },
		"description":                      func(v *world.Image) []string { return one(v.Description) },
		"architecture":                     func(v *world.Image) []string { return one(v.Architecture) },
		"owner-id":                         func(v *world.Image) []string { return one(v.Owner) },
		"owner-alias":                      func(v *world.Image) []string { return onlyIf(true, v.OwnerAlias) },
		"is-public":                        func(v *world.Image) []string { return yes(v.Public) },
		"creation-date":                    func(v *world.Image) []string { return one(filterTime(v.Created)) },
		"state":                            func(*world.Image) []string { return one("available") },
		"image-type":                       func(*world.Image) []string { return one("machine") },
		"virtualization-type":              func(*world.Image) []string { return one("hvm") },
		"hypervisor":                       func(*world.Image) []string { return one("xen") },
		"root-device-type":                 func(*world.Image) []string { return one("ebs") },
		"root-device-name":                 func(v *world.Image) []string { return one(v.RootDevice) },
		"ena-support":                      func(*world.Image) []string { return one("true") },
		"block-device-mapping.volume-type": func(*world.Image) []string { return one("gp3") },
	}
}

func (s *service) imageView(v *world.Image) types.Image {
	image := types.Image{
		ImageId: aws.String(v.ID), Name: aws.String(v.Name), Description: api.NonZero(v.Description), OwnerId: aws.String(v.Owner), ImageOwnerAlias: api.NonZero(v.OwnerAlias),
		Architecture: types.ArchitectureValues(v.Architecture), CreationDate: aws.String(filterTime(v.Created)), Public: aws.Bool(v.Public),
		ImageLocation: aws.String(v.Owner + "/" + v.Name), ImageType: types.ImageTypeValuesMachine, State: types.ImageStateAvailable,
		PlatformDetails: aws.String("Linux/UNIX"), UsageOperation: aws.String("RunInstances"), Hypervisor: types.HypervisorTypeXen,
		VirtualizationType: types.VirtualizationTypeHvm, EnaSupport: aws.Bool(true), RootDeviceType: types.DeviceTypeEbs, RootDeviceName: api.NonZero(v.RootDevice),
		BlockDeviceMappings: []types.BlockDeviceMapping{}, Tags: tagViews(v.Tags),
	}
	if v.OwnerAlias != "" {
		image.ImageLocation = aws.String(v.OwnerAlias + "/" + v.Name)
	}
	if v.RootSize > 0 {
		image.BlockDeviceMappings = []types.BlockDeviceMapping{{DeviceName: api.NonZero(v.RootDevice), Ebs: &types.EbsBlockDevice{
			VolumeSize: aws.Int32(int32(v.RootSize)), VolumeType: types.VolumeTypeGp3, DeleteOnTermination: aws.Bool(true), Encrypted: aws.Bool(false)}}}
	}
	return image
}
