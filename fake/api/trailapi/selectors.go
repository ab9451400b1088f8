package trailapi

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The limits of selectors (CT/WhatIsCloudTrail-Limits).
const (
	maxSelectors     = 5
	maxDataResources = 250
	maxConditions    = 500
)

func badSelectors(format string, args ...any) error {
	return awserr.New("InvalidEventSelectorsException", format, args...)
}

func (s service) putEventSelectors(_ context.Context, in *cloudtrail.PutEventSelectorsInput) (*cloudtrail.PutEventSelectorsOutput, error) {
	t, err := s.a.Own(given(in.TrailName))
	if err != nil {
		return nil, err
	}
	if (len(in.EventSelectors) == 0) == (len(in.AdvancedEventSelectors) == 0) {
		return nil, badSelectors("You must provide either event selectors or advanced event selectors, but not both.")
	}
	basic, err := basicSelectors(in.EventSelectors)
	if err != nil {
		return nil, err
	}
	advanced, err := advancedSelectors(in.AdvancedEventSelectors)
	if err != nil {
		return nil, err
	}
	t.Selectors, t.Advanced = basic, advanced
	return &cloudtrail.PutEventSelectorsOutput{TrailARN: aws.String(t.ARN), EventSelectors: basicView(basic), AdvancedEventSelectors: advancedView(advanced)}, nil
}

func (s service) getEventSelectors(_ context.Context, in *cloudtrail.GetEventSelectorsInput) (*cloudtrail.GetEventSelectorsOutput, error) {
	t, err := s.a.Find(given(in.TrailName))
	if err != nil {
		return nil, err
	}
	basic := t.Selectors
	if len(basic)+len(t.Advanced) == 0 {
		basic = []world.EventSelector{{ReadWrite: string(types.ReadWriteTypeAll), Management: true}}
	}
	return &cloudtrail.GetEventSelectorsOutput{TrailARN: aws.String(t.ARN), EventSelectors: basicView(basic), AdvancedEventSelectors: advancedView(t.Advanced)}, nil
}

func basicSelectors(list []types.EventSelector) ([]world.EventSelector, error) {
	if len(list) > maxSelectors {
		return nil, badSelectors("A trail can have at most %d event selectors.", maxSelectors)
	}
	var all []world.EventSelector
	values := 0
	for _, in := range list {
		one := world.EventSelector{
			ReadWrite:  string(in.ReadWriteType),
			Management: in.IncludeManagementEvents == nil || *in.IncludeManagementEvents,
			Excluded:   slices.Clone(in.ExcludeManagementEventSources),
		}
		if one.ReadWrite == "" {
			one.ReadWrite = string(types.ReadWriteTypeAll)
		}
		if !slices.Contains(types.ReadWriteTypeAll.Values(), types.ReadWriteType(one.ReadWrite)) {
			return nil, badSelectors("%s is not a valid value for ReadWriteType. Valid values: ReadOnly, WriteOnly, All.", one.ReadWrite)
		}
		for _, source := range one.Excluded {
			if source != "kms.amazonaws.com" && source != "rdsdata.amazonaws.com" {
				return nil, badSelectors("The value %s for ExcludeManagementEventSources is not supported.", source)
			}
		}
		for _, d := range in.DataResources {
			if !slices.Contains([]string{"AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"}, given(d.Type)) {
				return nil, badSelectors("%s is not a valid resource type for data events.", given(d.Type))
			}
			values += len(d.Values)
			one.Data = append(one.Data, world.DataResource{Type: given(d.Type), Values: slices.Clone(d.Values)})
		}
		if !one.Management && len(one.Data) == 0 {
			return nil, badSelectors("An event selector must include management events, data events, or both.")
		}
		all = append(all, one)
	}
	if values > maxDataResources {
		return nil, badSelectors("A trail can have at most %d data resources across all event selectors.", maxDataResources)
	}
	return all, nil
}

func basicView(list []world.EventSelector) []types.EventSelector {
	var out []types.EventSelector
	for _, s := range list {
		one := types.EventSelector{
			ReadWriteType: types.ReadWriteType(s.ReadWrite), IncludeManagementEvents: aws.Bool(s.Management),
			ExcludeManagementEventSources: append([]string{}, s.Excluded...), DataResources: []types.DataResource{},
		}
		for _, d := range s.Data {
			one.DataResources = append(one.DataResources, types.DataResource{Type: aws.String(d.Type), Values: slices.Clone(d.Values)})
		}
		out = append(out, one)
	}
	return out
}

// fields are what an advanced selector may look at
// (BC:cloudtrail.AdvancedFieldSelector).
func fields() []string {
	return []string{"eventCategory", "readOnly", "eventSource", "eventName", "eventType", "userIdentity.arn", "sessionCredentialFromConsole",
		"resources.type", "resources.ARN", "errorCode", "vpcEndpointId"}
}

func advancedSelectors(list []types.AdvancedEventSelector) ([]world.AdvancedSelector, error) {
	var all []world.AdvancedSelector
	conditions := 0
	for _, in := range list {
		one := world.AdvancedSelector{Name: given(in.Name)}
		if len(one.Name) > 1000 {
			return nil, badSelectors("The name of an advanced event selector can have at most 1000 characters.")
		}
		category := false
		for _, f := range in.FieldSelectors {
			field, err := fieldSelector(f)
			if err != nil {
				return nil, err
			}
			category = category || field.Field == "eventCategory"
			conditions += len(f.Equals) + len(f.StartsWith) + len(f.EndsWith) + len(f.NotEquals) + len(f.NotStartsWith) + len(f.NotEndsWith)
			one.Fields = append(one.Fields, field)
		}
		if !category {
			return nil, badSelectors("Advanced event selectors must include a field selector for eventCategory.")
		}
		all = append(all, one)
	}
	if conditions > maxConditions {
		return nil, badSelectors("A trail can have at most %d values for all conditions of its advanced event selectors.", maxConditions)
	}
	return all, nil
}

func fieldSelector(f types.AdvancedFieldSelector) (world.FieldSelector, error) {
	out := world.FieldSelector{
		Field: given(f.Field), Equals: slices.Clone(f.Equals), StartsWith: slices.Clone(f.StartsWith), EndsWith: slices.Clone(f.EndsWith),
		NotEquals: slices.Clone(f.NotEquals), NotStartsWith: slices.Clone(f.NotStartsWith), NotEndWith: slices.Clone(f.NotEndsWith),
	}
	equalsOnly := len(out.StartsWith)+len(out.EndsWith)+len(out.NotEquals)+len(out.NotStartsWith)+len(out.NotEndWith) == 0
	switch {
	case !slices.Contains(fields(), out.Field):
		return out, badSelectors("%s is not a valid field for an advanced event selector.", out.Field)
	case equalsOnly && len(out.Equals) == 0:
		return out, badSelectors("The field selector for %s has no condition.", out.Field)
	case out.Field == "eventCategory" && (!equalsOnly || len(out.Equals) != 1 || !slices.Contains([]string{"Management", "Data"}, out.Equals[0])):
		return out, badSelectors("The field eventCategory must equal one of Management and Data.")
	case out.Field == "readOnly" && (!equalsOnly || len(out.Equals) != 1 || out.Equals[0] != "true" && out.Equals[0] != "false"):
		return out, badSelectors("The field readOnly must equal true or false.")
	}
	return out, nil
}

func advancedView(list []world.AdvancedSelector) []types.AdvancedEventSelector {
	var out []types.AdvancedEventSelector
	for _, s := range list {
		one := types.AdvancedEventSelector{Name: aws.String(s.Name)}
		for _, f := range s.Fields {
			one.FieldSelectors = append(one.FieldSelectors, types.AdvancedFieldSelector{
				Field: aws.String(f.Field), Equals: slices.Clone(f.Equals), StartsWith: slices.Clone(f.StartsWith), EndsWith: slices.Clone(f.EndsWith),
				NotEquals: slices.Clone(f.NotEquals), NotStartsWith: slices.Clone(f.NotStartsWith), NotEndsWith: slices.Clone(f.NotEndWith),
			})
		}
		out = append(out, one)
	}
	return out
}
