package sdk

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// offered are the names of Amazon's images that are offered: those of Amazon
// Linux as its pages name them. All public images would be some ten thousand.
func offered() []string {
	return []string{"al2023-ami-2023.*-kernel-6.*", "amzn2-ami-hvm-2.0.*-gp2"}
}

// Images are the account's own, the newest of each of Amazon's that are
// offered, and those named. Images that were deregistered are left out without
// a word: a filter, unlike a list of ids, asks for them without an error.
func (c *Client) Images(ctx context.Context, named []string) ([]awsclient.Image, error) {
	all, err := c.images(ctx, []string{"self"}, "state", "available")
	if err != nil {
		return nil, err
	}
	amazon, err := c.images(ctx, []string{"amazon"}, "name", offered()...)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Own = true
	}
	all = append(all, newestOfEach(amazon)...)
	if len(named) > 0 {
		used, err := c.images(ctx, nil, "image-id", named...)
		if err != nil {
			return nil, err
		}
		for _, i := range used {
			if !slices.ContainsFunc(all, func(o awsclient.Image) bool { return o.ID == i.ID }) {
				all = append(all, i)
			}
		}
	}
	return all, nil
}

// images are those of owners that a filter finds, newest first.
func (c *Client) images(ctx context.Context, owners []string, filter string, values ...string) ([]awsclient.Image, error) {
	out, err := call(ctx, c, c.read.ec2.DescribeImages, &ec2.DescribeImagesInput{Owners: owners, Filters: []types.Filter{{Name: &filter, Values: values}}})
	if err != nil {
		return nil, err
	}
	rows := mapped(out.Images, func(i types.Image) awsclient.Image {
		return awsclient.Image{ID: text(i.ImageId), Name: text(i.Name), Architecture: word(i.Architecture), Created: text(i.CreationDate)}
	})
	ordered(rows, func(a, b *awsclient.Image) int {
		return cmp.Or(cmp.Compare(b.Created, a.Created), cmp.Compare(a.Name, b.Name))
	})
	return rows, nil
}

// newestOfEach keeps of images that are sorted by age the first of every
// system and architecture.
func newestOfEach(images []awsclient.Image) []awsclient.Image {
	seen := map[string]bool{}
	return slices.DeleteFunc(images, func(i awsclient.Image) bool {
		system, _, _ := strings.Cut(i.Name, "-")
		key := system + " " + i.Architecture
		was := seen[key]
		seen[key] = true
		return was
	})
}

// KeyPairs are the names of the region's key pairs, sorted.
func (c *Client) KeyPairs(ctx context.Context) ([]string, error) {
	out, err := call(ctx, c, c.read.ec2.DescribeKeyPairs, &ec2.DescribeKeyPairsInput{})
	if err != nil {
		return nil, err
	}
	names := mapped(out.KeyPairs, func(k types.KeyPairInfo) string { return text(k.KeyName) })
	slices.Sort(names)
	return names, nil
}

// templatePage is the largest page of launch templates.
const templatePage = 200

// LaunchTemplates are the region's launch templates, by name.
func (c *Client) LaunchTemplates(ctx context.Context) ([]awsclient.LaunchTemplate, error) {
	in := &ec2.DescribeLaunchTemplatesInput{MaxResults: aws.Int32(templatePage)}
	rows, err := gather(ctx, c, ec2.NewDescribeLaunchTemplatesPaginator(c.read.ec2, in), func(out *ec2.DescribeLaunchTemplatesOutput) []awsclient.LaunchTemplate {
		return mapped(out.LaunchTemplates, func(t types.LaunchTemplate) awsclient.LaunchTemplate {
			return awsclient.LaunchTemplate{ID: text(t.LaunchTemplateId), Name: text(t.LaunchTemplateName), Default: number(t.DefaultVersionNumber), Latest: number(t.LatestVersionNumber)}
		})
	})
	return sorted(rows, func(t awsclient.LaunchTemplate) string { return t.Name }), err
}

// LaunchConfigurations are the names of the region's launch configurations,
// sorted.
func (c *Client) LaunchConfigurations(ctx context.Context) ([]string, error) {
	in := &autoscaling.DescribeLaunchConfigurationsInput{MaxRecords: aws.Int32(asgPage)}
	names, err := gather(ctx, c, autoscaling.NewDescribeLaunchConfigurationsPaginator(c.read.asg, in), func(out *autoscaling.DescribeLaunchConfigurationsOutput) []string {
		return mapped(out.LaunchConfigurations, func(l astypes.LaunchConfiguration) string { return text(l.LaunchConfigurationName) })
	})
	slices.Sort(names)
	return names, err
}

// RunInstances launches instances and gives their ids.
func (c *Client) RunInstances(ctx context.Context, o awsclient.LaunchOrder) ([]string, error) {
	s := o.Settings
	in := &ec2.RunInstancesInput{
		MinCount: aws.Int32(int32(o.Count)), MaxCount: aws.Int32(int32(o.Count)), ImageId: given(s.Image), InstanceType: types.InstanceType(s.Type),
		KeyName: given(s.KeyName), SecurityGroupIds: s.SecurityGroupIDs, SubnetId: given(o.Subnet), UserData: encoded(s.UserData),
		IamInstanceProfile: runProfile(s.InstanceProfile), TagSpecifications: tagsOn(types.ResourceTypeInstance, s.Tags),
	}
	if !o.Template.Empty() {
		in.LaunchTemplate = &types.LaunchTemplateSpecification{LaunchTemplateId: given(o.Template.TemplateID), Version: given(o.Template.Version)}
		if o.Template.TemplateID == "" {
			in.LaunchTemplate.LaunchTemplateName = given(o.Template.TemplateName)
		}
	}
	if s.Monitoring {
		in.Monitoring = &types.RunInstancesMonitoringEnabled{Enabled: aws.Bool(true)}
	}
	if s.Spot {
		in.InstanceMarketOptions = &types.InstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot}
		if price := cmp.Or(o.MaxPrice, s.SpotPrice); price != "" {
			in.InstanceMarketOptions.SpotOptions = &types.SpotMarketOptions{MaxPrice: &price}
		}
	}
	out, err := call(ctx, c, c.write.ec2.RunInstances, in)
	if err != nil {
		return nil, err
	}
	return mapped(out.Instances, func(i types.Instance) string { return text(i.InstanceId) }), nil
}

// encoded is text as AWS takes user data; nil for none.
func encoded(s string) *string { return given(base64.StdEncoding.EncodeToString([]byte(s))) }

// runProfile names an instance profile by what is known of it; nil for none.
func runProfile(profile string) *types.IamInstanceProfileSpecification {
	switch {
	case profile == "":
		return nil
	case strings.HasPrefix(profile, "arn:"):
		return &types.IamInstanceProfileSpecification{Arn: &profile}
	}
	return &types.IamInstanceProfileSpecification{Name: &profile}
}

func tagsOn(kind types.ResourceType, tags []awsclient.Tag) []types.TagSpecification {
	if len(tags) == 0 {
		return nil
	}
	return []types.TagSpecification{{ResourceType: kind, Tags: mapped(tags, sdkEC2Tag)}}
}

// SetUserData replaces the user data of a stopped instance. The SDK encodes it:
// this one, unlike that of a launch, is a blob.
func (c *Client) SetUserData(ctx context.Context, id, text string) error {
	_, err := call(ctx, c, c.write.ec2.ModifyInstanceAttribute, &ec2.ModifyInstanceAttributeInput{InstanceId: &id, UserData: &types.SecureBlobAttributeValue{Value: []byte(text)}})
	return err
}

// Tag sets tags of EC2's resources.
func (c *Client) Tag(ctx context.Context, ids []string, tags []awsclient.Tag) error {
	_, err := call(ctx, c, c.write.ec2.CreateTags, &ec2.CreateTagsInput{Resources: ids, Tags: mapped(tags, sdkEC2Tag)})
	return err
}

// Untag takes tags of EC2's resources away.
func (c *Client) Untag(ctx context.Context, ids, keys []string) error {
	_, err := call(ctx, c, c.write.ec2.DeleteTags, &ec2.DeleteTagsInput{Resources: ids, Tags: mapped(keys, func(key string) types.Tag { return types.Tag{Key: aws.String(key)} })})
	return err
}

// CreateLaunchConfiguration makes a launch configuration.
func (c *Client) CreateLaunchConfiguration(ctx context.Context, name string, s awsclient.LaunchSettings) error {
	_, err := call(ctx, c, c.write.asg.CreateLaunchConfiguration, &autoscaling.CreateLaunchConfigurationInput{
		LaunchConfigurationName: &name, ImageId: given(s.Image), InstanceType: given(s.Type), KeyName: given(s.KeyName), SecurityGroups: s.SecurityGroupIDs,
		IamInstanceProfile: given(s.InstanceProfile), SpotPrice: given(s.SpotPrice), UserData: encoded(s.UserData),
		InstanceMonitoring: &astypes.InstanceMonitoring{Enabled: &s.Monitoring},
	})
	return err
}

// DeleteLaunchConfiguration deletes a launch configuration that no group uses.
func (c *Client) DeleteLaunchConfiguration(ctx context.Context, name string) error {
	_, err := call(ctx, c, c.write.asg.DeleteLaunchConfiguration, &autoscaling.DeleteLaunchConfigurationInput{LaunchConfigurationName: &name})
	return err
}

// CreateLaunchTemplate makes a launch template with its first version.
func (c *Client) CreateLaunchTemplate(ctx context.Context, name string, s awsclient.LaunchSettings) (string, error) {
	out, err := call(ctx, c, c.write.ec2.CreateLaunchTemplate, &ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: &name, VersionDescription: given(s.Description), LaunchTemplateData: templateData(s),
	})
	if err != nil || out.LaunchTemplate == nil {
		return "", err
	}
	return text(out.LaunchTemplate.LaunchTemplateId), nil
}

func templateData(s awsclient.LaunchSettings) *types.RequestLaunchTemplateData {
	d := &types.RequestLaunchTemplateData{
		ImageId: given(s.Image), InstanceType: types.InstanceType(s.Type), KeyName: given(s.KeyName), SecurityGroupIds: s.SecurityGroupIDs, UserData: encoded(s.UserData),
	}
	if p := runProfile(s.InstanceProfile); p != nil {
		d.IamInstanceProfile = &types.LaunchTemplateIamInstanceProfileSpecificationRequest{Arn: p.Arn, Name: p.Name}
	}
	if s.Monitoring {
		d.Monitoring = &types.LaunchTemplatesMonitoringRequest{Enabled: aws.Bool(true)}
	}
	if s.Spot {
		d.InstanceMarketOptions = &types.LaunchTemplateInstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot}
		if s.SpotPrice != "" {
			d.InstanceMarketOptions.SpotOptions = &types.LaunchTemplateSpotMarketOptionsRequest{MaxPrice: &s.SpotPrice}
		}
	}
	if len(s.Tags) > 0 {
		d.TagSpecifications = []types.LaunchTemplateTagSpecificationRequest{{ResourceType: types.ResourceTypeInstance, Tags: mapped(s.Tags, sdkEC2Tag)}}
	}
	return d
}

// CreateTemplateVersion makes a version of a launch template.
func (c *Client) CreateTemplateVersion(ctx context.Context, id, source string, s awsclient.LaunchSettings) (int, error) {
	out, err := call(ctx, c, c.write.ec2.CreateLaunchTemplateVersion, &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateId: &id, SourceVersion: given(source), VersionDescription: given(s.Description), LaunchTemplateData: templateData(s),
	})
	if err != nil || out.LaunchTemplateVersion == nil {
		return 0, err
	}
	return number(out.LaunchTemplateVersion.VersionNumber), nil
}

// SetDefaultTemplateVersion chooses the version that $Default stands for.
func (c *Client) SetDefaultTemplateVersion(ctx context.Context, id string, version int) error {
	_, err := call(ctx, c, c.write.ec2.ModifyLaunchTemplate, &ec2.ModifyLaunchTemplateInput{LaunchTemplateId: &id, DefaultVersion: aws.String(strconv.Itoa(version))})
	return err
}

// DeleteLaunchTemplate deletes a launch template with all its versions.
func (c *Client) DeleteLaunchTemplate(ctx context.Context, id string) error {
	_, err := call(ctx, c, c.write.ec2.DeleteLaunchTemplate, &ec2.DeleteLaunchTemplateInput{LaunchTemplateId: &id})
	return err
}
