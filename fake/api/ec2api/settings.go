package ec2api

import (
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// overlay puts what a launch template's data, or a RunInstances request in
// the same form, says over settings. Members that are not set leave the
// settings as they were.
func (s *service) overlay(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	if err := onlyKnown(d, "BlockDeviceMappings", "DisableApiTermination", "EbsOptimized", "IamInstanceProfile", "ImageId",
		"InstanceMarketOptions", "InstanceType", "KeyName", "MetadataOptions", "Monitoring", "NetworkInterfaces", "Placement",
		"SecurityGroupIds", "SecurityGroups", "TagSpecifications", "UserData"); err != nil {
		return err
	}
	set(&on.Image, aws.ToString(d.ImageId))
	set(&on.Type, string(d.InstanceType))
	set(&on.KeyName, aws.ToString(d.KeyName))
	if d.DisableApiTermination != nil {
		on.TerminationProtection = *d.DisableApiTermination
	}
	if d.EbsOptimized != nil {
		on.EBSOptimized = *d.EbsOptimized
	}
	if d.Monitoring != nil {
		on.Monitoring = aws.ToBool(d.Monitoring.Enabled)
	}
	if p := d.IamInstanceProfile; p != nil {
		set(&on.InstanceProfile, aws.ToString(p.Name))
		set(&on.InstanceProfile, aws.ToString(p.Arn))
	}
	if d.MetadataOptions != nil {
		set(&on.HTTPTokens, string(d.MetadataOptions.HttpTokens))
	}
	steps := []func(*types.RequestLaunchTemplateData, *world.LaunchSettings) error{
		overlayUserData, overlayDisk, overlayMarket, overlayPlacement, s.overlayGroups, s.overlayInterface, overlayTags,
	}
	for _, step := range steps {
		if err := step(d, on); err != nil {
			return err
		}
	}
	return nil
}

func set(field *string, v string) {
	if v != "" {
		*field = v
	}
}

func overlayUserData(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	if d.UserData == nil {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(*d.UserData)
	if err != nil {
		return awserr.New("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.")
	}
	on.UserData = string(raw)
	return nil
}

// overlayDisk reads the size of the root volume, which is all that the engine
// knows of disks.
func overlayDisk(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	for i, m := range d.BlockDeviceMappings {
		if i > 0 {
			return awserr.New("UnsupportedOperation", "Only the root volume is simulated by this engine.")
		}
		if m.Ebs != nil && m.Ebs.VolumeSize != nil {
			on.RootSize = int(*m.Ebs.VolumeSize)
		}
	}
	return nil
}

func overlayMarket(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	m := d.InstanceMarketOptions
	if m == nil {
		return nil
	}
	if m.MarketType != types.MarketTypeSpot {
		return invalid("Invalid value '%s' for InstanceMarketOptions.MarketType.", m.MarketType)
	}
	on.Market = "spot"
	if m.SpotOptions == nil {
		return nil
	}
	set(&on.SpotPrice, aws.ToString(m.SpotOptions.MaxPrice))
	set(&on.SpotType, string(m.SpotOptions.SpotInstanceType))
	set(&on.SpotInterruption, string(m.SpotOptions.InstanceInterruptionBehavior))
	if m.SpotOptions.ValidUntil != nil {
		on.SpotValidUntil = m.SpotOptions.ValidUntil.UTC()
	}
	return onlyKnown(m.SpotOptions, "MaxPrice", "SpotInstanceType", "InstanceInterruptionBehavior", "ValidUntil")
}

func overlayPlacement(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	if d.Placement == nil {
		return nil
	}
	if t := d.Placement.Tenancy; t != "" && t != types.TenancyDefault {
		return awserr.New("UnsupportedOperation", "Tenancy %s is not simulated by this engine.", t)
	}
	set(&on.Zone, aws.ToString(d.Placement.AvailabilityZone))
	return onlyKnown(d.Placement, "AvailabilityZone", "Tenancy")
}

func (s *service) overlayGroups(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	ids := append([]string(nil), d.SecurityGroupIds...)
	for _, name := range d.SecurityGroups {
		g, err := s.groupNamed(name)
		if err != nil {
			return err
		}
		ids = append(ids, g.ID)
	}
	if len(ids) > 0 {
		on.SecurityGroups = ids
	}
	return nil
}

func (s *service) overlayInterface(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	if len(d.NetworkInterfaces) == 0 {
		return nil
	}
	n := d.NetworkInterfaces[0]
	if len(d.NetworkInterfaces) > 1 || aws.ToInt32(n.DeviceIndex) != 0 || n.NetworkInterfaceId != nil {
		return awserr.New("UnsupportedOperation", "Only one new network interface, with device index 0, is simulated by this engine.")
	}
	if len(d.SecurityGroupIds)+len(d.SecurityGroups) > 0 {
		return awserr.New("InvalidParameterCombination", "Network interfaces and an instance-level security groups may not be specified on the same request")
	}
	set(&on.Subnet, aws.ToString(n.SubnetId))
	if len(n.Groups) > 0 {
		on.SecurityGroups = append([]string(nil), n.Groups...)
	}
	if n.AssociatePublicIpAddress != nil {
		on.PublicIP = aws.Bool(*n.AssociatePublicIpAddress)
	}
	return onlyKnown(&n, "AssociatePublicIpAddress", "DeleteOnTermination", "Description", "DeviceIndex", "Groups", "InterfaceType", "NetworkCardIndex", "SubnetId")
}

func overlayTags(d *types.RequestLaunchTemplateData, on *world.LaunchSettings) error {
	for _, spec := range d.TagSpecifications {
		tags, err := readTags(spec.Tags)
		if err != nil {
			return err
		}
		switch spec.ResourceType {
		case types.ResourceTypeInstance:
			on.Tags = tags
		case types.ResourceTypeVolume:
			on.VolumeTags = tags
		case types.ResourceTypeNetworkInterface:
			on.InterfaceTags = tags
		case types.ResourceTypeSpotInstancesRequest:
			on.SpotTags = tags
		default:
			return invalid("'%s' is not a valid taggable resource type for this operation.", spec.ResourceType)
		}
	}
	return nil
}

// settingsView shows settings as a launch template's data.
func settingsView(v world.LaunchSettings) *types.ResponseLaunchTemplateData {
	d := &types.ResponseLaunchTemplateData{ImageId: api.NonZero(v.Image), InstanceType: types.InstanceType(v.Type), KeyName: api.NonZero(v.KeyName)}
	if v.UserData != "" {
		d.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(v.UserData)))
	}
	if v.Monitoring {
		d.Monitoring = &types.LaunchTemplatesMonitoring{Enabled: aws.Bool(true)}
	}
	if v.TerminationProtection {
		d.DisableApiTermination = aws.Bool(true)
	}
	if v.EBSOptimized {
		d.EbsOptimized = aws.Bool(true)
	}
	if v.InstanceProfile != "" {
		d.IamInstanceProfile = profileView(v.InstanceProfile)
	}
	if v.HTTPTokens != "" {
		d.MetadataOptions = &types.LaunchTemplateInstanceMetadataOptions{HttpTokens: types.LaunchTemplateHttpTokensState(v.HTTPTokens)}
	}
	if v.Zone != "" {
		d.Placement = &types.LaunchTemplatePlacement{AvailabilityZone: aws.String(v.Zone)}
	}
	if v.Market == "spot" {
		d.InstanceMarketOptions = &types.LaunchTemplateInstanceMarketOptions{MarketType: types.MarketTypeSpot, SpotOptions: spotOptionsView(v)}
	}
	if v.RootSize > 0 {
		d.BlockDeviceMappings = []types.LaunchTemplateBlockDeviceMapping{{Ebs: &types.LaunchTemplateEbsBlockDevice{VolumeSize: aws.Int32(int32(v.RootSize))}}}
	}
	addInterfaceView(d, v)
	d.TagSpecifications = tagSpecificationViews(v)
	return d
}

// addInterfaceView shows the security groups where they were given: with the
// network interface when there is one.
func addInterfaceView(d *types.ResponseLaunchTemplateData, v world.LaunchSettings) {
	groups := append([]string(nil), v.SecurityGroups...)
	if v.PublicIP == nil && v.Subnet == "" {
		d.SecurityGroupIds = groups
		return
	}
	n := types.LaunchTemplateInstanceNetworkInterfaceSpecification{DeviceIndex: aws.Int32(0), SubnetId: api.NonZero(v.Subnet), Groups: groups}
	if v.PublicIP != nil {
		n.AssociatePublicIpAddress = aws.Bool(*v.PublicIP)
	}
	d.NetworkInterfaces = []types.LaunchTemplateInstanceNetworkInterfaceSpecification{n}
}

func profileView(profile string) *types.LaunchTemplateIamInstanceProfileSpecification {
	if len(profile) > 4 && profile[:4] == "arn:" {
		return &types.LaunchTemplateIamInstanceProfileSpecification{Arn: aws.String(profile)}
	}
	return &types.LaunchTemplateIamInstanceProfileSpecification{Name: aws.String(profile)}
}

func tagSpecificationViews(v world.LaunchSettings) []types.LaunchTemplateTagSpecification {
	var specs []types.LaunchTemplateTagSpecification
	add := func(kind types.ResourceType, tags []world.Tag) {
		if len(tags) > 0 {
			specs = append(specs, types.LaunchTemplateTagSpecification{ResourceType: kind, Tags: tagViews(tags)})
		}
	}
	add(types.ResourceTypeInstance, v.Tags)
	add(types.ResourceTypeVolume, v.VolumeTags)
	add(types.ResourceTypeNetworkInterface, v.InterfaceTags)
	add(types.ResourceTypeSpotInstancesRequest, v.SpotTags)
	return specs
}
