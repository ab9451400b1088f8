package asgapi

import (
	"context"
	"encoding/base64"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

const configurationField = "launchConfigurationName"

func (s *service) createLaunchConfiguration(_ context.Context, in *asg.CreateLaunchConfigurationInput) (*asg.CreateLaunchConfigurationOutput, error) {
	configuration, err := name(configurationField, in.LaunchConfigurationName)
	if err != nil {
		return nil, err
	}
	settings, err := s.settingsOf(in)
	if err != nil {
		return nil, err
	}
	if err := s.room.CreateLaunchConfiguration(configuration, settings); err != nil {
		return nil, err
	}
	return &asg.CreateLaunchConfigurationOutput{}, nil
}

// settingsOf is what a launch configuration holds: the settings of an
// instance, if one is given, with the parameters on top.
func (s *service) settingsOf(in *asg.CreateLaunchConfigurationInput) (world.LaunchSettings, error) {
	settings := world.LaunchSettings{Monitoring: true} // detailed unless switched off
	if err := onlyKnown(in, "LaunchConfigurationName", "InstanceId", "ImageId", "InstanceType", "KeyName", "SecurityGroups", "UserData",
		"IamInstanceProfile", "SpotPrice", "InstanceMonitoring", "AssociatePublicIpAddress", "EbsOptimized", "MetadataOptions"); err != nil {
		return settings, err
	}
	if in.InstanceId != nil {
		model := s.w.Instances.Get(*in.InstanceId)
		if model == nil {
			return settings, invalid("Invalid Instance ID(s): [%s] specified", *in.InstanceId)
		}
		settings = world.LaunchSettings{
			Image: model.Image, Type: model.Type, KeyName: model.KeyName, SecurityGroups: slices.Clone(model.SecurityGroups),
			UserData: model.UserData, InstanceProfile: model.InstanceProfile, Monitoring: model.Monitoring,
		}
	}
	for _, f := range []struct {
		field *string
		value *string
	}{
		{&settings.Image, in.ImageId}, {&settings.Type, in.InstanceType}, {&settings.KeyName, in.KeyName},
		{&settings.InstanceProfile, in.IamInstanceProfile}, {&settings.SpotPrice, in.SpotPrice},
	} {
		if f.value != nil {
			*f.field = *f.value
		}
	}
	if settings.Image == "" || settings.Type == "" {
		return settings, invalid("Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType parameters.")
	}
	if len(in.SecurityGroups) > 0 {
		settings.SecurityGroups = slices.Clone(in.SecurityGroups)
	}
	if in.InstanceMonitoring != nil && in.InstanceMonitoring.Enabled != nil {
		settings.Monitoring = *in.InstanceMonitoring.Enabled
	}
	settings.PublicIP, settings.EBSOptimized = copied(in.AssociatePublicIpAddress), aws.ToBool(in.EbsOptimized)
	if in.MetadataOptions != nil {
		settings.HTTPTokens = string(in.MetadataOptions.HttpTokens)
	}
	return settings, addUserData(&settings, in.UserData)
}

func addUserData(settings *world.LaunchSettings, encoded *string) error {
	if aws.ToString(encoded) == "" {
		return nil
	}
	if err := lifecycle.ValidateUserData(*encoded); err != nil {
		return awserr.From(err)
	}
	data, err := base64.StdEncoding.DecodeString(*encoded)
	if err != nil {
		return invalid("Invalid BASE64 encoding of user data.")
	}
	settings.UserData = string(data)
	return nil
}

func (s *service) deleteLaunchConfiguration(_ context.Context, in *asg.DeleteLaunchConfigurationInput) (*asg.DeleteLaunchConfigurationOutput, error) {
	configuration, err := required(configurationField, in.LaunchConfigurationName)
	if err != nil {
		return nil, err
	}
	if err := s.room.DeleteLaunchConfiguration(configuration); err != nil {
		return nil, err
	}
	return &asg.DeleteLaunchConfigurationOutput{}, nil
}

func (s *service) describeLaunchConfigurations(_ context.Context, in *asg.DescribeLaunchConfigurationsInput) (*asg.DescribeLaunchConfigurationsOutput, error) {
	var found []types.LaunchConfiguration
	for _, lc := range s.w.LaunchConfigurations.All() {
		if len(in.LaunchConfigurationNames) == 0 || slices.Contains(in.LaunchConfigurationNames, lc.Name) {
			found = append(found, viewConfiguration(lc))
		}
	}
	found, next, err := page(found, func(lc types.LaunchConfiguration) string { return *lc.LaunchConfigurationName }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	return &asg.DescribeLaunchConfigurationsOutput{LaunchConfigurations: found, NextToken: next}, nil
}

func viewConfiguration(lc *world.LaunchConfiguration) types.LaunchConfiguration {
	set := lc.Settings
	v := types.LaunchConfiguration{
		LaunchConfigurationName: aws.String(lc.Name), LaunchConfigurationARN: aws.String(lc.ARN), CreatedTime: instant(lc.Created),
		ImageId: aws.String(set.Image), InstanceType: aws.String(set.Type), KeyName: aws.String(set.KeyName),
		SecurityGroups: slices.Clone(set.SecurityGroups), IamInstanceProfile: api.NonZero(set.InstanceProfile), SpotPrice: api.NonZero(set.SpotPrice),
		UserData:           aws.String(base64.StdEncoding.EncodeToString([]byte(set.UserData))),
		InstanceMonitoring: &types.InstanceMonitoring{Enabled: aws.Bool(set.Monitoring)},
		EbsOptimized:       aws.Bool(set.EBSOptimized), AssociatePublicIpAddress: copied(set.PublicIP),
	}
	if set.HTTPTokens != "" {
		v.MetadataOptions = &types.InstanceMetadataOptions{HttpTokens: types.InstanceMetadataHttpTokensState(set.HTTPTokens)}
	}
	return v
}
