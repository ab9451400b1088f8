package sdk

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// LaunchSettings resolves what a group would launch from: a launch
// configuration, or one version of a launch template.
func (c *Client) LaunchSettings(ctx context.Context, ref awsclient.LaunchRef) (awsclient.LaunchSettings, error) {
	if ref.Configuration != "" {
		return c.launchConfiguration(ctx, ref)
	}
	return c.launchTemplate(ctx, ref)
}

func (c *Client) launchConfiguration(ctx context.Context, ref awsclient.LaunchRef) (awsclient.LaunchSettings, error) {
	out, err := call(ctx, c, c.read.asg.DescribeLaunchConfigurations, &autoscaling.DescribeLaunchConfigurationsInput{
		LaunchConfigurationNames: []string{ref.Configuration},
	})
	if err != nil {
		return awsclient.LaunchSettings{}, err
	}
	if len(out.LaunchConfigurations) == 0 {
		// AWS answers with an empty list, not with an error.
		return awsclient.LaunchSettings{}, gone(autoscaling.ServiceID, "DescribeLaunchConfigurations", "launch configuration "+ref.Configuration)
	}
	l := out.LaunchConfigurations[0]
	return awsclient.LaunchSettings{
		Ref: ref, Kind: "launch configuration", Created: moment(l.CreatedTime),
		Image: text(l.ImageId), Type: text(l.InstanceType), KeyName: text(l.KeyName), SecurityGroupIDs: words(l.SecurityGroups),
		InstanceProfile: text(l.IamInstanceProfile), Spot: l.SpotPrice != nil, SpotPrice: text(l.SpotPrice), UserData: decoded(l.UserData),
		Monitoring: l.InstanceMonitoring == nil || l.InstanceMonitoring.Enabled == nil || *l.InstanceMonitoring.Enabled, // on unless switched off
	}, nil
}

func (c *Client) launchTemplate(ctx context.Context, ref awsclient.LaunchRef) (awsclient.LaunchSettings, error) {
	in := &ec2.DescribeLaunchTemplateVersionsInput{Versions: []string{cmp.Or(ref.Version, "$Default")}}
	list := &ec2.DescribeLaunchTemplatesInput{}
	if ref.TemplateID != "" { // one of the two, never both
		in.LaunchTemplateId, list.LaunchTemplateIds = &ref.TemplateID, []string{ref.TemplateID}
	} else {
		in.LaunchTemplateName, list.LaunchTemplateNames = &ref.TemplateName, []string{ref.TemplateName}
	}
	versions, err := call(ctx, c, c.read.ec2.DescribeLaunchTemplateVersions, in)
	if err != nil {
		return awsclient.LaunchSettings{}, err
	}
	if len(versions.LaunchTemplateVersions) == 0 {
		what := fmt.Sprintf("launch template %s version %s", cmp.Or(ref.TemplateName, ref.TemplateID), in.Versions[0])
		return awsclient.LaunchSettings{}, gone(ec2.ServiceID, "DescribeLaunchTemplateVersions", what)
	}
	templates, err := call(ctx, c, c.read.ec2.DescribeLaunchTemplates, list)
	if err != nil {
		return awsclient.LaunchSettings{}, err
	}
	settings := templateSettings(versions.LaunchTemplateVersions[0], ref)
	for _, t := range templates.LaunchTemplates {
		settings.DefaultVersion, settings.LatestVersion = number(t.DefaultVersionNumber), number(t.LatestVersionNumber)
	}
	return settings, nil
}

// templateSettings reads one version. Much of it may be said in two places.
func templateSettings(v types.LaunchTemplateVersion, ref awsclient.LaunchRef) awsclient.LaunchSettings {
	s := awsclient.LaunchSettings{
		Ref: ref, Kind: "launch template", Created: moment(v.CreateTime), CreatedBy: text(v.CreatedBy),
		VersionNumber: number(v.VersionNumber), Description: text(v.VersionDescription),
	}
	s.Ref.Version = cmp.Or(ref.Version, strconv.Itoa(s.VersionNumber))
	d := v.LaunchTemplateData
	if d == nil {
		return s
	}
	s.Image, s.Type, s.KeyName, s.UserData = text(d.ImageId), word(d.InstanceType), text(d.KeyName), decoded(d.UserData)
	s.Monitoring = d.Monitoring != nil && yes(d.Monitoring.Enabled)
	s.SecurityGroupIDs = words(append(d.SecurityGroupIds[:len(d.SecurityGroupIds):len(d.SecurityGroupIds)], d.SecurityGroups...))
	if len(s.SecurityGroupIDs) == 0 && len(d.NetworkInterfaces) > 0 {
		s.SecurityGroupIDs = words(d.NetworkInterfaces[0].Groups)
	}
	if p := d.IamInstanceProfile; p != nil {
		s.InstanceProfile = cmp.Or(text(p.Arn), text(p.Name))
	}
	if m := d.InstanceMarketOptions; m != nil {
		s.Spot = m.MarketType == types.MarketTypeSpot
		if m.SpotOptions != nil {
			s.SpotPrice = text(m.SpotOptions.MaxPrice)
		}
	}
	for _, spec := range d.TagSpecifications {
		if spec.ResourceType == types.ResourceTypeInstance {
			s.Tags = ec2Tags(spec.Tags)
		}
	}
	return s
}

// gone is the error for what AWS leaves out of a list without a word.
func gone(service, operation, what string) error {
	return &awsclient.Error{Kind: awsclient.NotFound, Service: service, Operation: operation, Message: Clean(what) + " does not exist"}
}
