package trailapi

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/world"
)

// status is a trail's status. Half of its members are from CloudTrail's first
// years: times as texts, and "true" for an attempt that succeeded.
func status(t *world.Trail, d world.TrailDelivery) *cloudtrail.GetTrailStatusOutput {
	return &cloudtrail.GetTrailStatusOutput{
		IsLogging:                         aws.Bool(t.Logging),
		StartLoggingTime:                  moment(t.Started),
		StopLoggingTime:                   moment(t.Stopped),
		TimeLoggingStarted:                aws.String(audit.Stamp(t.Started)),
		TimeLoggingStopped:                aws.String(audit.Stamp(t.Stopped)),
		LatestDeliveryTime:                moment(d.Delivered),
		LatestDeliveryError:               api.NonZero(d.Error),
		LatestDeliveryAttemptTime:         aws.String(audit.Stamp(d.Attempted)),
		LatestDeliveryAttemptSucceeded:    aws.String(succeeded(d.Attempted, d.Error)),
		LatestCloudWatchLogsDeliveryTime:  moment(d.Logged),
		LatestCloudWatchLogsDeliveryError: api.NonZero(d.LogError),
		LatestNotificationTime:            moment(d.Notified),
		LatestNotificationError:           api.NonZero(d.NotifyError),
		LatestNotificationAttemptTime:     aws.String(audit.Stamp(d.Notified)),
		LatestNotificationAttemptSucceeded: aws.String(succeeded(
			d.Notified, d.NotifyError)),
	}
}

// succeeded is the time of the last attempt if it went well, as AWS writes it.
func succeeded(attempted time.Time, failure string) string {
	if failure != "" {
		return ""
	}
	return audit.Stamp(attempted)
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
