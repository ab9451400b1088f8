package ec2api

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// createImage makes an image of an instance. What comes back after a restart
// of the instance comes up on instances of the image, too. The image is there
// at once (choice: AWS takes minutes).
func (s *service) createImage(_ context.Context, in *ec2.CreateImageInput) (*ec2.CreateImageOutput, error) {
	if err := onlyKnown(in, "InstanceId", "Name", "Description", "DryRun", "NoReboot", "TagSpecifications"); err != nil {
		return nil, err
	}
	i, err := s.oneInstance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if i.State != world.Running && i.State != world.Stopped {
		return nil, awserr.New("IncorrectInstanceState", "Instance '%s' is not in a state from which it can be imaged: it is %s.", i.ID, i.State)
	}
	if err := s.checkImageName(in.Name); err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeImage)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	image := world.Image{Architecture: s.architecture(i), Platform: "Linux/UNIX", RootDevice: s.rootDevice(i), RootSize: i.RootSize, Server: compute.Restarted(i.Server), Tags: tags}
	if !aws.ToBool(in.NoReboot) && i.State == world.Running {
		if err := s.room.Reboot(i.ID); err != nil {
			return nil, err
		}
	}
	return &ec2.CreateImageOutput{ImageId: s.putImage(image, in.Name, in.Description)}, nil
}

// checkImageName refuses a name that is none, or that another image of the
// account has.
func (s *service) checkImageName(name *string) error {
	n := aws.ToString(name)
	switch {
	case n == "":
		return missing("name")
	case len(n) < 3 || len(n) > 128 || strings.Trim(n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[] ./-'@_") != "":
		return awserr.New("InvalidAMIName.Malformed", "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'")
	}
	for id, o := range s.w.Images.All() {
		if o.Name == n && o.Owner == s.w.Account {
			return awserr.New("InvalidAMIName.Duplicate", "AMI name %s is already in use by AMI %s", n, id)
		}
	}
	return nil
}

func (s *service) putImage(image world.Image, name, description *string) *string {
	image.ID, image.Name, image.Description = s.k.ID("ami-", 17), aws.ToString(name), aws.ToString(description)
	image.Owner, image.Created = s.w.Account, s.w.Now
	s.w.Images.Put(image.ID, &image)
	return aws.String(image.ID)
}

// image is the image that a request names, or AWS's refusal.
func (s *service) image(id *string) (*world.Image, error) {
	v := aws.ToString(id)
	switch {
	case v == "":
		return nil, missing("ImageId")
	case !strings.HasPrefix(v, "ami-"):
		return nil, awserr.New("InvalidAMIID.Malformed", "Invalid id: \"%s\" (expecting \"ami-...\")", v)
	case s.room.Image(v) == nil:
		return nil, awserr.New("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", v)
	}
	return s.w.Images.Get(v), nil
}

// copyImage copies within the region: the engine's other regions are worlds
// of their own.
func (s *service) copyImage(_ context.Context, in *ec2.CopyImageInput) (*ec2.CopyImageOutput, error) {
	if err := onlyKnown(in, "Name", "SourceImageId", "SourceRegion", "CopyImageTags", "Description", "DryRun", "TagSpecifications"); err != nil {
		return nil, err
	}
	if region := aws.ToString(in.SourceRegion); region != s.w.Region {
		return nil, awserr.New("UnsupportedOperation", "Copying images from other regions is not simulated by this engine.")
	}
	from, err := s.image(in.SourceImageId)
	if err != nil {
		return nil, err
	}
	if err := s.checkImageName(in.Name); err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeImage)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	copied := *from
	copied.OwnerAlias, copied.Public, copied.Tags = "", false, tags
	if aws.ToBool(in.CopyImageTags) {
		copied.Tags = world.MergeTags(from.Tags, tags)
	}
	return &ec2.CopyImageOutput{ImageId: s.putImage(copied, in.Name, in.Description)}, nil
}

// deregisterImage takes an image of the account's own away; instances of it
// live on.
func (s *service) deregisterImage(_ context.Context, in *ec2.DeregisterImageInput) (*ec2.DeregisterImageOutput, error) {
	if err := onlyKnown(in, "ImageId", "DryRun"); err != nil {
		return nil, err
	}
	v, err := s.image(in.ImageId)
	if err != nil {
		return nil, err
	}
	if v.Owner != s.w.Account {
		return nil, awserr.New("AuthFailure", "Not authorized for image:%s", v.ID)
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	s.w.Images.Delete(v.ID)
	return &ec2.DeregisterImageOutput{Return: aws.Bool(true)}, nil
}
