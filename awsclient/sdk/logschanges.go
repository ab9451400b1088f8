package sdk

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient"
)

// CreateLogGroup makes a log group that keeps its events for ever.
func (c *Client) CreateLogGroup(ctx context.Context, name string) error {
	_, err := call(ctx, c, c.write.logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &name})
	return err
}

// DeleteLogGroup deletes a log group with all its events.
func (c *Client) DeleteLogGroup(ctx context.Context, name string) error {
	_, err := call(ctx, c, c.write.logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &name})
	return err
}

// CreateLogStream makes a stream in a log group.
func (c *Client) CreateLogStream(ctx context.Context, group, stream string) error {
	_, err := call(ctx, c, c.write.logs.CreateLogStream, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: &group, LogStreamName: &stream})
	return err
}

// PutRetention sets for how many days a group keeps events, 0 for ever.
func (c *Client) PutRetention(ctx context.Context, group string, days int) error {
	if days == 0 {
		_, err := call(ctx, c, c.write.logs.DeleteRetentionPolicy, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: &group})
		return err
	}
	_, err := call(ctx, c, c.write.logs.PutRetentionPolicy, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: &group, RetentionInDays: aws.Int32(int32(days))})
	return err
}

// PutMetricFilter adds a metric filter, or replaces the one of its name.
func (c *Client) PutMetricFilter(ctx context.Context, f awsclient.MetricFilter) error {
	t := types.MetricTransformation{
		MetricNamespace: &f.Namespace, MetricName: &f.Metric, MetricValue: &f.Value, DefaultValue: f.Default, Unit: types.StandardUnit(f.Unit),
	}
	for _, d := range f.Dimensions {
		if t.Dimensions == nil {
			t.Dimensions = map[string]string{}
		}
		t.Dimensions[d.Name] = d.Value
	}
	_, err := call(ctx, c, c.write.logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: &f.Group, FilterName: &f.Name, FilterPattern: &f.Pattern, MetricTransformations: []types.MetricTransformation{t},
	})
	return err
}

// DeleteMetricFilter deletes a metric filter; its metric stays.
func (c *Client) DeleteMetricFilter(ctx context.Context, group, name string) error {
	_, err := call(ctx, c, c.write.logs.DeleteMetricFilter, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: &group, FilterName: &name})
	return err
}

// PutLogEvents writes events and tells how many were refused.
func (c *Client) PutLogEvents(ctx context.Context, group, stream string, events []awsclient.LogLine) (rejected int, err error) {
	out, err := call(ctx, c, c.write.logs.PutLogEvents, &cloudwatchlogs.PutLogEventsInput{
		LogGroupName: &group, LogStreamName: &stream,
		LogEvents: mapped(events, func(e awsclient.LogLine) types.InputLogEvent {
			return types.InputLogEvent{Timestamp: aws.Int64(e.At.UnixMilli()), Message: aws.String(e.Message)}
		}),
	})
	if err != nil || out.RejectedLogEventsInfo == nil {
		return 0, err
	}
	info := out.RejectedLogEventsInfo
	rejected = max(number(info.TooOldLogEventEndIndex), number(info.ExpiredLogEventEndIndex))
	if info.TooNewLogEventStartIndex != nil {
		rejected += len(events) - number(info.TooNewLogEventStartIndex)
	}
	return rejected, nil
}
