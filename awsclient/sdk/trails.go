package sdk

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/awsclient"
)

// Trails are those of this region and those of all regions, by name.
func (c *Client) Trails(ctx context.Context) ([]awsclient.Trail, error) {
	out, err := call(ctx, c, c.read.trail.DescribeTrails, &cloudtrail.DescribeTrailsInput{})
	if err != nil {
		return nil, err
	}
	return sorted(mapped(out.TrailList, trail), func(t awsclient.Trail) string { return t.Name }), nil
}

func trail(t types.Trail) awsclient.Trail {
	return awsclient.Trail{
		TrailSettings: awsclient.TrailSettings{
			Name: text(t.Name), Bucket: text(t.S3BucketName), Prefix: text(t.S3KeyPrefix), Topic: text(t.SnsTopicARN),
			LogGroup: text(t.CloudWatchLogsLogGroupArn), LogRole: text(t.CloudWatchLogsRoleArn), Key: text(t.KmsKeyId),
			AllRegions: yes(t.IsMultiRegionTrail), GlobalServices: yes(t.IncludeGlobalServiceEvents), Validation: yes(t.LogFileValidationEnabled),
		},
		ARN: text(t.TrailARN), HomeRegion: text(t.HomeRegion), CustomSelectors: yes(t.HasCustomEventSelectors),
	}
}

// TrailStatus is how a trail's delivery goes in this region.
func (c *Client) TrailStatus(ctx context.Context, trailARN string) (awsclient.TrailStatus, error) {
	out, err := call(ctx, c, c.read.trail.GetTrailStatus, &cloudtrail.GetTrailStatusInput{Name: &trailARN})
	if err != nil {
		return awsclient.TrailStatus{}, err
	}
	return awsclient.TrailStatus{
		Logging: yes(out.IsLogging), Started: moment(out.StartLoggingTime), Stopped: moment(out.StopLoggingTime),
		Delivered: moment(out.LatestDeliveryTime), DeliveryError: text(out.LatestDeliveryError),
		Logged: moment(out.LatestCloudWatchLogsDeliveryTime), LogError: text(out.LatestCloudWatchLogsDeliveryError),
		Notified: moment(out.LatestNotificationTime), NotifyError: text(out.LatestNotificationError),
	}, nil
}

// TrailSelectors are which events a trail wants.
func (c *Client) TrailSelectors(ctx context.Context, trailARN string) (awsclient.TrailSelectors, error) {
	out, err := call(ctx, c, c.read.trail.GetEventSelectors, &cloudtrail.GetEventSelectorsInput{TrailName: &trailARN})
	if err != nil {
		return awsclient.TrailSelectors{}, err
	}
	return awsclient.TrailSelectors{Basic: mapped(out.EventSelectors, basicSelector), Advanced: mapped(out.AdvancedEventSelectors, advancedSelector)}, nil
}

func basicSelector(s types.EventSelector) awsclient.EventSelector {
	out := awsclient.EventSelector{ReadWrite: word(s.ReadWriteType), Management: yes(s.IncludeManagementEvents), ExcludedSources: words(s.ExcludeManagementEventSources)}
	for _, d := range s.DataResources {
		for _, value := range d.Values {
			out.Data = append(out.Data, text(d.Type)+" "+Clean(value))
		}
	}
	return out
}

func advancedSelector(s types.AdvancedEventSelector) awsclient.AdvancedSelector {
	out := awsclient.AdvancedSelector{Name: text(s.Name)}
	for _, f := range s.FieldSelectors {
		for _, condition := range []struct {
			how    string
			values []string
		}{{"equals", f.Equals}, {"starts with", f.StartsWith}, {"ends with", f.EndsWith},
			{"not equals", f.NotEquals}, {"not starts with", f.NotStartsWith}, {"not ends with", f.NotEndsWith}} {
			if len(condition.values) > 0 {
				out.Conditions = append(out.Conditions, text(f.Field)+" "+condition.how+" "+Clean(strings.Join(condition.values, " or ")))
			}
		}
	}
	return out
}

// CreateTrail makes a trail, which does not log before StartLogging.
func (c *Client) CreateTrail(ctx context.Context, s awsclient.TrailSettings) (awsclient.Trail, error) {
	out, err := call(ctx, c, c.write.trail.CreateTrail, &cloudtrail.CreateTrailInput{
		Name: &s.Name, S3BucketName: &s.Bucket, S3KeyPrefix: some(s.Prefix), SnsTopicName: some(s.Topic), KmsKeyId: some(s.Key),
		CloudWatchLogsLogGroupArn: some(s.LogGroup), CloudWatchLogsRoleArn: some(s.LogRole),
		IsMultiRegionTrail: &s.AllRegions, IncludeGlobalServiceEvents: &s.GlobalServices, EnableLogFileValidation: &s.Validation,
	})
	if err != nil {
		return awsclient.Trail{}, err
	}
	return trail(types.Trail{
		Name: out.Name, TrailARN: out.TrailARN, HomeRegion: &c.wiring.region, S3BucketName: out.S3BucketName, S3KeyPrefix: out.S3KeyPrefix,
		SnsTopicARN: out.SnsTopicARN, CloudWatchLogsLogGroupArn: out.CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn: out.CloudWatchLogsRoleArn,
		KmsKeyId: out.KmsKeyId, IsMultiRegionTrail: out.IsMultiRegionTrail, IncludeGlobalServiceEvents: out.IncludeGlobalServiceEvents,
		LogFileValidationEnabled: out.LogFileValidationEnabled,
	}), nil
}

// UpdateTrail makes a trail of these settings. What is "" is taken away.
func (c *Client) UpdateTrail(ctx context.Context, s awsclient.TrailSettings) error {
	_, err := call(ctx, c, c.write.trail.UpdateTrail, &cloudtrail.UpdateTrailInput{
		Name: &s.Name, S3BucketName: &s.Bucket, S3KeyPrefix: aws.String(s.Prefix), SnsTopicName: aws.String(s.Topic), KmsKeyId: aws.String(s.Key),
		CloudWatchLogsLogGroupArn: aws.String(s.LogGroup), CloudWatchLogsRoleArn: aws.String(s.LogRole),
		IsMultiRegionTrail: &s.AllRegions, IncludeGlobalServiceEvents: &s.GlobalServices, EnableLogFileValidation: &s.Validation,
	})
	return err
}

// PutTrailSelectors puts basic selectors in the place of all that a trail has.
func (c *Client) PutTrailSelectors(ctx context.Context, trailARN string, selectors []awsclient.EventSelector) error {
	_, err := call(ctx, c, c.write.trail.PutEventSelectors, &cloudtrail.PutEventSelectorsInput{TrailName: &trailARN, EventSelectors: mapped(selectors, selectorInput)})
	return err
}

// selectorInput is a basic selector as AWS takes it: the data resources of one
// type together.
func selectorInput(s awsclient.EventSelector) types.EventSelector {
	out := types.EventSelector{ReadWriteType: types.ReadWriteType(s.ReadWrite), IncludeManagementEvents: &s.Management, ExcludeManagementEventSources: s.ExcludedSources}
	for _, data := range s.Data {
		kind, value, _ := strings.Cut(data, " ")
		if n := len(out.DataResources); n > 0 && *out.DataResources[n-1].Type == kind {
			out.DataResources[n-1].Values = append(out.DataResources[n-1].Values, value)
			continue
		}
		out.DataResources = append(out.DataResources, types.DataResource{Type: &kind, Values: []string{value}})
	}
	return out
}

// DeleteTrail removes a trail, which must be of this region.
func (c *Client) DeleteTrail(ctx context.Context, name string) error {
	_, err := call(ctx, c, c.write.trail.DeleteTrail, &cloudtrail.DeleteTrailInput{Name: &name})
	return err
}

// StartLogging lets a trail log.
func (c *Client) StartLogging(ctx context.Context, name string) error {
	_, err := call(ctx, c, c.write.trail.StartLogging, &cloudtrail.StartLoggingInput{Name: &name})
	return err
}

// StopLogging ends a trail's logging.
func (c *Client) StopLogging(ctx context.Context, name string) error {
	_, err := call(ctx, c, c.write.trail.StopLogging, &cloudtrail.StopLoggingInput{Name: &name})
	return err
}

// some is a text that is left out of a request when it is "".
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
