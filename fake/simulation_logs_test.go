package fake

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// logOperations are what people do with logs, and undo.
func (s *simulation) logOperations() []func() (string, error) {
	return []func() (string, error){s.writeLog, s.logGroupLife, s.countInLog, s.searchLog}
}

func (s *simulation) aLogGroup() string {
	if g := anyOf(s, &s.world().LogGroups); g != nil {
		return g.Name
	}
	return "/none"
}

func (s *simulation) writeLog() (string, error) {
	group := s.aLogGroup()
	if _, err := do[cloudwatchlogs.CreateLogStreamOutput](s, "", &cloudwatchlogs.CreateLogStreamInput{LogGroupName: &group, LogStreamName: aws.String("main")}); err != nil {
		return "write to " + group, nil // it is there already, or the group is not
	}
	return do[cloudwatchlogs.PutLogEventsOutput](s, "write to "+group, &cloudwatchlogs.PutLogEventsInput{
		LogGroupName: &group, LogStreamName: aws.String("main"),
		LogEvents: []types.InputLogEvent{{Timestamp: aws.Int64(s.e.Now().UnixMilli()), Message: aws.String("ERROR somewhere")}},
	})
}

// logGroupLife makes, shortens or deletes a group, also one that servers ship
// to.
func (s *simulation) logGroupLife() (string, error) {
	switch s.random.IntN(3) {
	case 0:
		name := fmt.Sprintf("/sim/%d", s.random.IntN(3))
		return do[cloudwatchlogs.CreateLogGroupOutput](s, "make "+name, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &name})
	case 1:
		name := s.aLogGroup()
		return do[cloudwatchlogs.PutRetentionPolicyOutput](s, "shorten "+name, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: &name, RetentionInDays: aws.Int32(1)})
	}
	name := s.aLogGroup()
	return do[cloudwatchlogs.DeleteLogGroupOutput](s, "delete "+name, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &name})
}

func (s *simulation) countInLog() (string, error) {
	group := s.aLogGroup()
	if s.coin() {
		return do[cloudwatchlogs.DeleteMetricFilterOutput](s, "count no more in "+group, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: &group, FilterName: aws.String("errors")})
	}
	return do[cloudwatchlogs.PutMetricFilterOutput](s, "count in "+group, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: &group, FilterName: aws.String("errors"), FilterPattern: aws.String("?ERROR ?\" 503 \""),
		MetricTransformations: []types.MetricTransformation{{
			MetricNamespace: aws.String("Sim"), MetricName: aws.String("Errors"), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
}

func (s *simulation) searchLog() (string, error) {
	group := s.aLogGroup()
	if s.coin() {
		return do[cloudwatchlogs.FilterLogEventsOutput](s, "search "+group, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: &group, FilterPattern: aws.String("503"), StartTime: aws.Int64(s.e.Now().Add(-time.Hour).UnixMilli()),
		})
	}
	return do[cloudwatchlogs.StartQueryOutput](s, "query "+group, &cloudwatchlogs.StartQueryInput{
		LogGroupName: &group, QueryString: aws.String("stats count(*) by bin(5m)"),
		StartTime: aws.Int64(s.e.Now().Add(-time.Hour).Unix()), EndTime: aws.Int64(s.e.Now().Unix()),
	})
}
