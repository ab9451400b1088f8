package ec2api

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// numbered is a version with its template.
type numbered struct {
	t *world.LaunchTemplate
	v *world.LaunchTemplateVersion
}

func (s *service) describeLaunchTemplateVersions(_ context.Context, in *ec2.DescribeLaunchTemplateVersionsInput) (*ec2.DescribeLaunchTemplateVersionsOutput, error) {
	all, err := s.versions(in)
	if err != nil {
		return nil, err
	}
	setting := func(f func(world.LaunchSettings) string) func(*numbered) []string {
		return func(n *numbered) []string { return onlyIf(true, f(n.v.Settings)) }
	}
	name := func(n *numbered) string { return n.t.ID + ":" + strconv.Itoa(n.v.Number) }
	views, next, err := show(all, list[*numbered]{
		filters: in.Filters,
		lens: lens[*numbered]{
			"is-default-version":   func(n *numbered) []string { return yes(n.v.Number == n.t.Default) },
			"create-time":          func(n *numbered) []string { return one(filterTime(n.v.Created)) },
			"image-id":             setting(func(v world.LaunchSettings) string { return v.Image }),
			"instance-type":        setting(func(v world.LaunchSettings) string { return v.Type }),
			"iam-instance-profile": setting(func(v world.LaunchSettings) string { return v.InstanceProfile }),
			"ebs-optimized":        func(n *numbered) []string { return yes(n.v.Settings.EBSOptimized) },
			"http-tokens":          setting(func(v world.LaunchSettings) string { return v.HTTPTokens }),
		},
		id: name, size: in.MaxResults, token: in.NextToken, bounds: bounds{1, 200}, dryRun: in.DryRun,
	}, func(n *numbered) types.LaunchTemplateVersion { return versionView(n.t, n.v) })
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeLaunchTemplateVersionsOutput{NextToken: next, LaunchTemplateVersions: views}, nil
}

// versions is the versions that a request names, newest first: those of one
// template, or of all templates when only "$Latest" or "$Default" is asked
// for.
func (s *service) versions(in *ec2.DescribeLaunchTemplateVersionsInput) ([]*numbered, error) {
	if aws.ToString(in.LaunchTemplateId) == "" && aws.ToString(in.LaunchTemplateName) == "" {
		return s.versionsOfAll(in.Versions)
	}
	t, err := s.template(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	if len(in.Versions) > 0 {
		return namedVersions(t, in.Versions)
	}
	low, err := versionBound(in.MinVersion, 1)
	if err != nil {
		return nil, err
	}
	high, err := versionBound(in.MaxVersion, t.Versions[len(t.Versions)-1].Number)
	if err != nil {
		return nil, err
	}
	var found []*numbered
	for i := range t.Versions {
		if v := &t.Versions[i]; v.Number >= low && v.Number <= high {
			found = append(found, &numbered{t, v})
		}
	}
	slices.Reverse(found)
	return found, nil
}

func versionBound(v *string, otherwise int) (int, error) {
	if v == nil {
		return otherwise, nil
	}
	n, err := strconv.Atoi(*v)
	if err != nil || n < 1 {
		return 0, invalid("Invalid launch template version: %s", *v)
	}
	return n, nil
}

func namedVersions(t *world.LaunchTemplate, names []string) ([]*numbered, error) {
	var found []*numbered
	for _, name := range names {
		v, err := compute.TemplateVersion(t, name)
		if err != nil {
			return nil, err
		}
		found = append(found, &numbered{t, v})
	}
	slices.SortStableFunc(found, func(a, b *numbered) int { return b.v.Number - a.v.Number })
	return slices.CompactFunc(found, func(a, b *numbered) bool { return a.v == b.v }), nil
}

func (s *service) versionsOfAll(names []string) ([]*numbered, error) {
	if len(names) == 0 {
		return nil, awserr.New("MissingParameter", "Either a launch template ID or a launch template name must be specified.")
	}
	for _, name := range names {
		if name != "$Latest" && name != "$Default" {
			return nil, awserr.New("InvalidParameterCombination", "A launch template ID or name must be specified with a version number.")
		}
	}
	var found []*numbered
	for _, t := range s.w.LaunchTemplates.All() {
		list, err := namedVersions(t, names)
		if err != nil {
			return nil, err
		}
		found = append(found, list...)
	}
	return found, nil
}
