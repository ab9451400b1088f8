package logsapi

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient/semantics/retention"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// mostListed is the largest page of groups, streams and metric filters.
const mostListed = 50

func (s *service) createLogGroup(_ context.Context, in *cwl.CreateLogGroupInput) (*cwl.CreateLogGroupOutput, error) {
	if err := onlyKnown(in, "LogGroupName", "KmsKeyId", "LogGroupClass", "Tags"); err != nil {
		return nil, err
	}
	var v violations
	v.group(in.LogGroupName)
	class := cmp.Or(string(in.LogGroupClass), logs.Standard)
	if class != logs.Standard && class != logs.InfrequentAccess {
		v.add("'"+class+"'", "logGroupClass", "satisfy enum value set: [%s, %s]", logs.Standard, logs.InfrequentAccess)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	if strings.HasPrefix(*in.LogGroupName, "aws/") {
		return nil, refused("Log groups starting with AWS/ are reserved for AWS.")
	}
	tags, err := readTags(in.Tags)
	if err != nil {
		return nil, err
	}
	if s.room.HasGroup(*in.LogGroupName) {
		return nil, awserr.New("ResourceAlreadyExistsException", "The specified log group already exists")
	}
	s.room.Create(world.LogGroup{Name: *in.LogGroupName, Class: class, Key: text(in.KmsKeyId), Tags: tags})
	return &cwl.CreateLogGroupOutput{}, nil
}

func (s *service) deleteLogGroup(_ context.Context, in *cwl.DeleteLogGroupInput) (*cwl.DeleteLogGroupOutput, error) {
	g, err := s.named(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	s.room.Delete(g)
	return &cwl.DeleteLogGroupOutput{}, nil
}

// named is the group of a request that takes nothing but a name.
func (s *service) named(name *string) (*world.LogGroup, error) {
	var v violations
	v.group(name)
	if err := v.err(); err != nil {
		return nil, err
	}
	return s.room.Group(*name)
}

func (s *service) describeLogGroups(_ context.Context, in *cwl.DescribeLogGroupsInput) (*cwl.DescribeLogGroupsOutput, error) {
	if err := onlyKnown(in, "Limit", "LogGroupClass", "LogGroupIdentifiers", "LogGroupNamePattern", "LogGroupNamePrefix", "NextToken"); err != nil {
		return nil, err
	}
	var v violations
	v.between(in.Limit, "limit", 1, mostListed)
	v.name(in.LogGroupNamePrefix, "logGroupNamePrefix", groupCharacters, true)
	v.name(in.LogGroupNamePattern, "logGroupNamePattern", `[\.\-_/#A-Za-z0-9]*`, true)
	if err := v.err(); err != nil {
		return nil, err
	}
	if in.LogGroupNamePattern != nil && in.LogGroupNamePrefix != nil {
		return nil, refused("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
	}
	var chosen []*world.LogGroup
	for name, g := range s.w.LogGroups.All() {
		if strings.HasPrefix(name, text(in.LogGroupNamePrefix)) && strings.Contains(name, text(in.LogGroupNamePattern)) &&
			(in.LogGroupClass == "" || g.Class == string(in.LogGroupClass)) && s.among(g, in.LogGroupIdentifiers) {
			chosen = append(chosen, g)
		}
	}
	slices.SortFunc(chosen, func(a, b *world.LogGroup) int { return cmp.Compare(a.Name, b.Name) })
	rows, next, err := page(chosen, func(g *world.LogGroup) string { return g.Name }, in.Limit, mostListed, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &cwl.DescribeLogGroupsOutput{LogGroups: []types.LogGroup{}, NextToken: next}
	for _, g := range rows {
		out.LogGroups = append(out.LogGroups, s.groupView(g))
	}
	return out, nil
}

// among tells whether a group is one of those named, if any are.
func (s *service) among(g *world.LogGroup, identifiers []string) bool {
	return len(identifiers) == 0 || slices.ContainsFunc(identifiers, func(id string) bool { return s.room.NameOf(id) == g.Name })
}

// groupView is a group as it is described: with its ARN in both forms.
func (s *service) groupView(g *world.LogGroup) types.LogGroup {
	return types.LogGroup{
		LogGroupName: some(g.Name), Arn: some(g.ARN + ":*"), LogGroupArn: some(g.ARN), LogGroupClass: types.LogGroupClass(g.Class),
		CreationTime: stamp(g.Created), KmsKeyId: api.NonZero(g.Key), RetentionInDays: api.NonZero(int32(g.Retention)),
		MetricFilterCount: some(int32(len(g.MetricFilters))), StoredBytes: some(int64(s.room.StoredBytes(g))),
	}
}

func (s *service) putRetentionPolicy(_ context.Context, in *cwl.PutRetentionPolicyInput) (*cwl.PutRetentionPolicyOutput, error) {
	var v violations
	v.group(in.LogGroupName)
	switch days := in.RetentionInDays; {
	case days == nil:
		v.add("null", "retentionInDays", "not be null")
	case !slices.Contains(retention.Days(), int(*days)):
		allowed := strings.ReplaceAll(strings.Trim(fmt.Sprint(retention.Days()), "[]"), " ", ", ")
		v.add(fmt.Sprintf("'%d'", *days), "retentionInDays", "satisfy enum value set: [%s]", allowed)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	g, err := s.room.Group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	s.room.SetRetention(g, int(*in.RetentionInDays))
	return &cwl.PutRetentionPolicyOutput{}, nil
}

func (s *service) deleteRetentionPolicy(_ context.Context, in *cwl.DeleteRetentionPolicyInput) (*cwl.DeleteRetentionPolicyOutput, error) {
	g, err := s.named(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	s.room.SetRetention(g, 0)
	return &cwl.DeleteRetentionPolicyOutput{}, nil
}
