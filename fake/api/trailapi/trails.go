package trailapi

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// organization is the refusal of trails of organizations: the account is in
// none.
func organization(asked *bool) error {
	if aws.ToBool(asked) {
		return awserr.New("OrganizationsNotInUseException", "Your account is not a member of an organization.")
	}
	return nil
}

func (s service) createTrail(_ context.Context, in *cloudtrail.CreateTrailInput) (*cloudtrail.CreateTrailOutput, error) {
	if err := organization(in.IsOrganizationTrail); err != nil {
		return nil, err
	}
	tags, err := tagsOf(nil, in.TagsList)
	if err != nil {
		return nil, err
	}
	topic, err := s.topicARN(given(in.SnsTopicName))
	if err != nil {
		return nil, err
	}
	t, err := s.a.Create(world.Trail{
		Name: given(in.Name), Bucket: given(in.S3BucketName), Prefix: given(in.S3KeyPrefix), Topic: topic, Key: given(in.KmsKeyId),
		LogGroup: given(in.CloudWatchLogsLogGroupArn), LogRole: given(in.CloudWatchLogsRoleArn),
		GlobalServices: in.IncludeGlobalServiceEvents == nil || *in.IncludeGlobalServiceEvents,
		MultiRegion:    aws.ToBool(in.IsMultiRegionTrail), Validation: aws.ToBool(in.EnableLogFileValidation), Tags: tags,
	})
	if err != nil {
		return nil, err
	}
	v := view(t)
	return &cloudtrail.CreateTrailOutput{
		Name: v.Name, TrailARN: v.TrailARN, S3BucketName: v.S3BucketName, S3KeyPrefix: v.S3KeyPrefix, KmsKeyId: v.KmsKeyId,
		SnsTopicARN: v.SnsTopicARN,
		//lint:ignore SA1019 AWS still answers with the topic's name beside its ARN
		SnsTopicName:              v.SnsTopicName,
		CloudWatchLogsLogGroupArn: v.CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn: v.CloudWatchLogsRoleArn,
		IncludeGlobalServiceEvents: v.IncludeGlobalServiceEvents, IsMultiRegionTrail: v.IsMultiRegionTrail, IsOrganizationTrail: v.IsOrganizationTrail,
		LogFileValidationEnabled: v.LogFileValidationEnabled,
	}, nil
}

// topicARN is the ARN of a topic that is named by name or ARN.
func (s service) topicARN(topic string) (string, error) {
	switch {
	case topic == "" || strings.HasPrefix(topic, s.w.ARNPrefix("sns")):
		return topic, nil
	case len(topic) > 256 || strings.ContainsAny(topic, ": /"):
		return "", awserr.New("InvalidSnsTopicNameException", "SNS Topic name or ARN is invalid: %s", topic)
	}
	return s.w.ARN("sns", topic), nil
}

// set takes a member that was given, be it empty.
func set[T any](member *T, value *T) {
	if value != nil {
		*member = *value
	}
}

func (s service) updateTrail(_ context.Context, in *cloudtrail.UpdateTrailInput) (*cloudtrail.UpdateTrailOutput, error) {
	t, err := s.a.Own(given(in.Name))
	if err != nil {
		return nil, err
	}
	if err := organization(in.IsOrganizationTrail); err != nil {
		return nil, err
	}
	changed := *t
	if in.SnsTopicName != nil {
		if changed.Topic, err = s.topicARN(*in.SnsTopicName); err != nil {
			return nil, err
		}
	}
	set(&changed.Bucket, in.S3BucketName)
	set(&changed.Prefix, in.S3KeyPrefix)
	set(&changed.Key, in.KmsKeyId)
	set(&changed.LogGroup, in.CloudWatchLogsLogGroupArn)
	set(&changed.LogRole, in.CloudWatchLogsRoleArn)
	set(&changed.GlobalServices, in.IncludeGlobalServiceEvents)
	set(&changed.MultiRegion, in.IsMultiRegionTrail)
	set(&changed.Validation, in.EnableLogFileValidation)
	if err := s.a.Change(changed); err != nil {
		return nil, err
	}
	v := view(t)
	return &cloudtrail.UpdateTrailOutput{
		Name: v.Name, TrailARN: v.TrailARN, S3BucketName: v.S3BucketName, S3KeyPrefix: v.S3KeyPrefix, KmsKeyId: v.KmsKeyId,
		SnsTopicARN: v.SnsTopicARN,
		//lint:ignore SA1019 AWS still answers with the topic's name beside its ARN
		SnsTopicName:              v.SnsTopicName,
		CloudWatchLogsLogGroupArn: v.CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn: v.CloudWatchLogsRoleArn,
		IncludeGlobalServiceEvents: v.IncludeGlobalServiceEvents, IsMultiRegionTrail: v.IsMultiRegionTrail, IsOrganizationTrail: v.IsOrganizationTrail,
		LogFileValidationEnabled: v.LogFileValidationEnabled,
	}, nil
}

func (s service) deleteTrail(_ context.Context, in *cloudtrail.DeleteTrailInput) (*cloudtrail.DeleteTrailOutput, error) {
	t, err := s.a.Own(given(in.Name))
	if err != nil {
		return nil, err
	}
	s.a.Delete(t)
	return &cloudtrail.DeleteTrailOutput{}, nil
}

// describeTrails lists trails: names and ARNs
// that are not there are left out.
func (s service) describeTrails(_ context.Context, in *cloudtrail.DescribeTrailsInput) (*cloudtrail.DescribeTrailsOutput, error) {
	shadows := in.IncludeShadowTrails == nil || *in.IncludeShadowTrails
	out := &cloudtrail.DescribeTrailsOutput{TrailList: []types.Trail{}}
	if len(in.TrailNameList) == 0 {
		for _, t := range s.a.Trails(shadows) {
			out.TrailList = append(out.TrailList, view(t))
		}
		return out, nil
	}
	for _, name := range in.TrailNameList {
		t, err := s.a.Find(name)
		if err == nil {
			out.TrailList = append(out.TrailList, view(t))
		} else if !unknownTrail(err) {
			return nil, err
		}
	}
	return out, nil
}

func unknownTrail(err error) bool {
	var e *awserr.Error
	return errors.As(err, &e) && e.Code == "TrailNotFoundException"
}

func (s service) getTrail(_ context.Context, in *cloudtrail.GetTrailInput) (*cloudtrail.GetTrailOutput, error) {
	t, err := s.a.Find(given(in.Name))
	if err != nil {
		return nil, err
	}
	v := view(t)
	return &cloudtrail.GetTrailOutput{Trail: &v}, nil
}

// trailPage is how many trails one answer of ListTrails has. Choice: AWS does
// not publish it.
const trailPage = 100

func (s service) listTrails(_ context.Context, in *cloudtrail.ListTrailsInput) (*cloudtrail.ListTrailsOutput, error) {
	page, next, err := api.Page(s.a.All(), func(t *world.Trail) string { return t.ARN }, nil, trailPage, trailPage, in.NextToken)
	if err != nil {
		return nil, awserr.New("InvalidNextTokenException", "Invalid token.")
	}
	out := &cloudtrail.ListTrailsOutput{Trails: []types.TrailInfo{}, NextToken: next}
	for _, t := range page {
		out.Trails = append(out.Trails, types.TrailInfo{Name: aws.String(t.Name), TrailARN: aws.String(t.ARN), HomeRegion: aws.String(t.Region)})
	}
	return out, nil
}

func (s service) startLogging(_ context.Context, in *cloudtrail.StartLoggingInput) (*cloudtrail.StartLoggingOutput, error) {
	t, err := s.a.Own(given(in.Name))
	if err != nil {
		return nil, err
	}
	s.a.Start(t)
	return &cloudtrail.StartLoggingOutput{}, nil
}

func (s service) stopLogging(_ context.Context, in *cloudtrail.StopLoggingInput) (*cloudtrail.StopLoggingOutput, error) {
	t, err := s.a.Own(given(in.Name))
	if err != nil {
		return nil, err
	}
	s.a.Stop(t)
	return &cloudtrail.StopLoggingOutput{}, nil
}

func view(t *world.Trail) types.Trail {
	v := types.Trail{
		Name: aws.String(t.Name), TrailARN: aws.String(t.ARN), HomeRegion: aws.String(t.Region), S3BucketName: aws.String(t.Bucket), S3KeyPrefix: api.NonZero(t.Prefix),
		KmsKeyId: api.NonZero(t.Key), CloudWatchLogsLogGroupArn: api.NonZero(t.LogGroup), CloudWatchLogsRoleArn: api.NonZero(t.LogRole),
		IncludeGlobalServiceEvents: aws.Bool(t.GlobalServices), IsMultiRegionTrail: aws.Bool(t.MultiRegion), IsOrganizationTrail: aws.Bool(false),
		LogFileValidationEnabled: aws.Bool(t.Validation), HasCustomEventSelectors: aws.Bool(len(t.Selectors)+len(t.Advanced) > 0), HasInsightSelectors: aws.Bool(false),
	}
	if t.Topic != "" {
		parts := strings.Split(t.Topic, ":")
		//lint:ignore SA1019 AWS still answers with the topic's name beside its ARN
		v.SnsTopicARN, v.SnsTopicName = aws.String(t.Topic), aws.String(parts[len(parts)-1])
	}
	return v
}

func (s service) getTrailStatus(_ context.Context, in *cloudtrail.GetTrailStatusInput) (*cloudtrail.GetTrailStatusOutput, error) {
	t, err := s.a.Find(given(in.Name))
	if err != nil {
		return nil, err
	}
	return status(t, s.a.Delivery(t.ARN)), nil
}
