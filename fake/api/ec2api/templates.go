package ec2api

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// oneOf refuses a request that names a launch template by neither or both of
// id and name.
func oneOf(id, name *string) error {
	switch {
	case aws.ToString(id) == "" && aws.ToString(name) == "":
		return awserr.New("MissingParameter", "Either a launch template ID or a launch template name must be specified.")
	case aws.ToString(id) != "" && aws.ToString(name) != "":
		return awserr.New("InvalidParameterCombination", "Only one of launch template ID or launch template name may be specified.")
	}
	return nil
}

func (s *service) template(id, name *string) (*world.LaunchTemplate, error) {
	if err := oneOf(id, name); err != nil {
		return nil, err
	}
	if v := aws.ToString(id); v != "" && !strings.HasPrefix(v, "lt-") {
		return nil, awserr.New("InvalidLaunchTemplateId.Malformed", "Invalid id: \"%s\" (expecting \"lt-...\")", v)
	}
	return s.room.Template(aws.ToString(id), aws.ToString(name))
}

// callerARN is who makes the call.
func (s *service) callerARN(ctx context.Context) string {
	return cmp.Or(api.CallerFrom(ctx).ARN, s.w.GlobalARN("iam", "root"))
}

func (s *service) createLaunchTemplate(ctx context.Context, in *ec2.CreateLaunchTemplateInput) (*ec2.CreateLaunchTemplateOutput, error) {
	if err := s.checkTemplateName(aws.ToString(in.LaunchTemplateName)); err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeLaunchTemplate)
	if err != nil {
		return nil, err
	}
	first, err := s.newVersion(ctx, in.LaunchTemplateData, world.LaunchSettings{}, in.VersionDescription)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	first.Number = 1
	t := &world.LaunchTemplate{
		ID: s.k.ID("lt-", 17), Name: *in.LaunchTemplateName, CreatedBy: first.CreatedBy, Created: s.w.Now,
		Default: 1, Numbered: 1, Versions: []world.LaunchTemplateVersion{first}, Tags: tags,
	}
	s.w.LaunchTemplates.Put(t.ID, t)
	return &ec2.CreateLaunchTemplateOutput{LaunchTemplate: templateView(t)}, nil
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func (s *service) checkTemplateName(name string) error {
	if name == "" {
		return missing("LaunchTemplateName")
	}
	if len(name) < 3 || len(name) > 128 || strings.Trim(name, letters+"0123456789()./_-") != "" {
		return awserr.New("InvalidLaunchTemplateName.MalformedException",
			"A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( ) . / _")
	}
	if _, err := s.room.Template("", name); err == nil {
		return awserr.New("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.")
	}
	return nil
}

// newVersion is a version with this data over that of its source, not yet
// numbered.
func (s *service) newVersion(ctx context.Context, data *types.RequestLaunchTemplateData, source world.LaunchSettings, description *string) (world.LaunchTemplateVersion, error) {
	if data == nil {
		return world.LaunchTemplateVersion{}, missing("LaunchTemplateData")
	}
	if len(aws.ToString(description)) > 255 {
		return world.LaunchTemplateVersion{}, invalid("The launch template version description must not exceed 255 characters.")
	}
	if err := s.overlay(data, &source); err != nil {
		return world.LaunchTemplateVersion{}, err
	}
	return world.LaunchTemplateVersion{Description: aws.ToString(description), CreatedBy: s.callerARN(ctx), Created: s.w.Now, Settings: source}, nil
}

func (s *service) createLaunchTemplateVersion(ctx context.Context, in *ec2.CreateLaunchTemplateVersionInput) (*ec2.CreateLaunchTemplateVersionOutput, error) {
	t, err := s.template(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	source := world.LaunchSettings{}
	if in.SourceVersion != nil {
		from, err := compute.TemplateVersion(t, *in.SourceVersion)
		if err != nil {
			return nil, err
		}
		source = from.Settings
	}
	v, err := s.newVersion(ctx, in.LaunchTemplateData, source, in.VersionDescription)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	t.Numbered = max(t.Numbered, t.Versions[len(t.Versions)-1].Number) + 1
	v.Number = t.Numbered
	t.Versions = append(slices.Clone(t.Versions), v)
	view := versionView(t, &v)
	return &ec2.CreateLaunchTemplateVersionOutput{LaunchTemplateVersion: &view}, nil
}

func (s *service) modifyLaunchTemplate(_ context.Context, in *ec2.ModifyLaunchTemplateInput) (*ec2.ModifyLaunchTemplateOutput, error) {
	t, err := s.template(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.DefaultVersion) == "" {
		return nil, missing("SetDefaultVersion")
	}
	v, err := compute.TemplateVersion(t, *in.DefaultVersion)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	t.Default = v.Number
	return &ec2.ModifyLaunchTemplateOutput{LaunchTemplate: templateView(t)}, nil
}

func (s *service) deleteLaunchTemplate(_ context.Context, in *ec2.DeleteLaunchTemplateInput) (*ec2.DeleteLaunchTemplateOutput, error) {
	t, err := s.template(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	view := templateView(t)
	s.w.LaunchTemplates.Delete(t.ID)
	return &ec2.DeleteLaunchTemplateOutput{LaunchTemplate: view}, nil
}

// deleteLaunchTemplateVersions deletes what can be deleted and tells of the
// rest: the default version stays.
func (s *service) deleteLaunchTemplateVersions(_ context.Context, in *ec2.DeleteLaunchTemplateVersionsInput) (*ec2.DeleteLaunchTemplateVersionsOutput, error) {
	t, err := s.template(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	if len(in.Versions) == 0 {
		return nil, missing("Versions")
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	out := &ec2.DeleteLaunchTemplateVersionsOutput{
		SuccessfullyDeletedLaunchTemplateVersions:   []types.DeleteLaunchTemplateVersionsResponseSuccessItem{},
		UnsuccessfullyDeletedLaunchTemplateVersions: []types.DeleteLaunchTemplateVersionsResponseErrorItem{},
	}
	for _, version := range in.Versions {
		deleteVersion(t, version, out)
	}
	return out, nil
}

func deleteVersion(t *world.LaunchTemplate, version string, out *ec2.DeleteLaunchTemplateVersionsOutput) {
	n, _ := strconv.Atoi(version)
	number := aws.Int64(int64(n))
	fail := func(code types.LaunchTemplateErrorCode, message string) {
		out.UnsuccessfullyDeletedLaunchTemplateVersions = append(out.UnsuccessfullyDeletedLaunchTemplateVersions, types.DeleteLaunchTemplateVersionsResponseErrorItem{
			LaunchTemplateId: aws.String(t.ID), LaunchTemplateName: aws.String(t.Name), VersionNumber: number,
			ResponseError: &types.ResponseError{Code: code, Message: aws.String(message)}})
	}
	i := slices.IndexFunc(t.Versions, func(v world.LaunchTemplateVersion) bool { return v.Number == n })
	switch {
	case i < 0:
		fail(types.LaunchTemplateErrorCodeLaunchTemplateVersionDoesNotExist, "Could not find the specified version "+version+" for the launch template with ID "+t.ID+".")
	case n == t.Default:
		fail(types.LaunchTemplateErrorCodeUnexpectedError, "The default version of a launch template cannot be deleted.")
	default:
		t.Numbered = max(t.Numbered, t.Versions[len(t.Versions)-1].Number)
		t.Versions = slices.Delete(slices.Clone(t.Versions), i, i+1)
		out.SuccessfullyDeletedLaunchTemplateVersions = append(out.SuccessfullyDeletedLaunchTemplateVersions, types.DeleteLaunchTemplateVersionsResponseSuccessItem{
			LaunchTemplateId: aws.String(t.ID), LaunchTemplateName: aws.String(t.Name), VersionNumber: number})
	}
}

func (s *service) describeLaunchTemplates(_ context.Context, in *ec2.DescribeLaunchTemplatesInput) (*ec2.DescribeLaunchTemplatesOutput, error) {
	ids := slices.Clone(in.LaunchTemplateIds)
	for _, id := range ids {
		if _, err := s.template(aws.String(id), nil); err != nil {
			return nil, err
		}
	}
	for _, name := range in.LaunchTemplateNames {
		t, err := s.template(nil, aws.String(name))
		if err != nil {
			return nil, err
		}
		ids = append(ids, t.ID)
	}
	all, _ := rows(&s.w.LaunchTemplates, ids)
	views, next, err := show(all, list[*world.LaunchTemplate]{
		filters: in.Filters,
		lens: lens[*world.LaunchTemplate]{
			"launch-template-name": func(t *world.LaunchTemplate) []string { return one(t.Name) },
			"create-time":          func(t *world.LaunchTemplate) []string { return one(filterTime(t.Created)) },
		},
		tags: func(t *world.LaunchTemplate) []world.Tag { return t.Tags },
		id:   func(t *world.LaunchTemplate) string { return t.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{1, 200}, dryRun: in.DryRun,
	}, func(t *world.LaunchTemplate) types.LaunchTemplate { return *templateView(t) })
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeLaunchTemplatesOutput{NextToken: next, LaunchTemplates: views}, nil
}

func templateView(t *world.LaunchTemplate) *types.LaunchTemplate {
	return &types.LaunchTemplate{
		LaunchTemplateId: aws.String(t.ID), LaunchTemplateName: aws.String(t.Name), CreateTime: aws.Time(t.Created), CreatedBy: aws.String(t.CreatedBy),
		DefaultVersionNumber: aws.Int64(int64(t.Default)), LatestVersionNumber: aws.Int64(int64(t.Versions[len(t.Versions)-1].Number)), Tags: tagViews(t.Tags),
	}
}

func versionView(t *world.LaunchTemplate, v *world.LaunchTemplateVersion) types.LaunchTemplateVersion {
	return types.LaunchTemplateVersion{
		LaunchTemplateId: aws.String(t.ID), LaunchTemplateName: aws.String(t.Name), VersionNumber: aws.Int64(int64(v.Number)),
		VersionDescription: api.NonZero(v.Description), DefaultVersion: aws.Bool(v.Number == t.Default), CreateTime: aws.Time(v.Created),
		CreatedBy: aws.String(v.CreatedBy), LaunchTemplateData: settingsView(v.Settings),
	}
}
