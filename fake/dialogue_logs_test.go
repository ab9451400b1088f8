package fake

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	cwltypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// logVerbs are the commands of dialogues about logs. Words of a message or a
// pattern are joined by underscores.
func logVerbs() map[string]verb {
	return map[string]verb{
		"log-group": (*player).logGroup, "log": (*player).log, "retain": (*player).retain, "metric-filter": (*player).metricFilter,
		"metric-alarm": (*player).metricAlarm, "find": (*player).find, "streams": (*player).streams, "insights": (*player).insights, "sum": (*player).sum,
		"shipping-template": (*player).shippingTemplate,
	}
}

// agent is what makes a server ship its access log and its system's log.
const agent = httpd + `dnf install -y amazon-cloudwatch-agent
cat > /opt/agent.json <<'JSON'
{"logs": {"logs_collected": {"files": {"collect_list": [
  {"file_path": "/var/log/httpd/access_log", "log_group_name": "/web/access"},
  {"file_path": "/var/log/messages", "log_group_name": "/web/system"}
]}}}}
JSON
amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/agent.json
`

// shippingTemplate is template with the agent in its user data.
func (p *player) shippingTemplate(c command) (string, error) {
	if _, err := p.template(c); err != nil {
		return "", err
	}
	if _, err := ask[ec2.CreateLaunchTemplateVersionOutput](p, &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateName: aws.String(c.word(0)), SourceVersion: aws.String("1"),
		LaunchTemplateData: &ec2types.RequestLaunchTemplateData{UserData: aws.String(base64.StdEncoding.EncodeToString([]byte(agent)))},
	}); err != nil {
		return "", err
	}
	return quiet[ec2.ModifyLaunchTemplateOutput](p, &ec2.ModifyLaunchTemplateInput{LaunchTemplateName: aws.String(c.word(0)), DefaultVersion: aws.String("2")})
}

func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// logGroup makes a log group with a stream "main".
func (p *player) logGroup(c command) (string, error) {
	if _, err := ask[cloudwatchlogs.CreateLogGroupOutput](p, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(c.word(0))}); err != nil {
		return "", err
	}
	return quiet[cloudwatchlogs.CreateLogStreamOutput](p, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String(c.word(0)), LogStreamName: aws.String("main")})
}

// log ships messages to a group's stream "main", all of them from now or
// from ago.
func (p *player) log(c command) (string, error) {
	at := p.e.Now().Add(-c.duration(c.text("ago", "0s")))
	in := &cloudwatchlogs.PutLogEventsInput{LogGroupName: aws.String(c.word(0)), LogStreamName: aws.String("main")}
	for _, m := range c.words[1:] {
		in.LogEvents = append(in.LogEvents, cwltypes.InputLogEvent{Timestamp: aws.Int64(at.UnixMilli()), Message: aws.String(spaced(m))})
	}
	out, err := ask[cloudwatchlogs.PutLogEventsOutput](p, in)
	if err != nil || out.RejectedLogEventsInfo == nil {
		return "", err
	}
	i := out.RejectedLogEventsInfo
	return fmt.Sprintf("rejected: too old until %d, expired until %d", aws.ToInt32(i.TooOldLogEventEndIndex), aws.ToInt32(i.ExpiredLogEventEndIndex)), nil
}

func (p *player) retain(c command) (string, error) {
	return quiet[cloudwatchlogs.PutRetentionPolicyOutput](p, &cloudwatchlogs.PutRetentionPolicyInput{
		LogGroupName: aws.String(c.word(0)), RetentionInDays: aws.Int32(c.number("days", 1)),
	})
}

// metricFilter counts what matches in App/NAME; "default=0" for minutes
// without a match.
func (p *player) metricFilter(c command) (string, error) {
	t := cwltypes.MetricTransformation{MetricNamespace: aws.String("App"), MetricName: aws.String(c.word(1)), MetricValue: aws.String(c.text("value", "1"))}
	if c.options["default"] != "" {
		t.DefaultValue = aws.Float64(c.decimal("default", 0))
	}
	return quiet[cloudwatchlogs.PutMetricFilterOutput](p, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(c.word(0)), FilterName: aws.String(c.word(1)), FilterPattern: aws.String(spaced(c.text("pattern", c.word(2)))),
		MetricTransformations: []cwltypes.MetricTransformation{t},
	})
}

// metricAlarm watches the sum of a metric of App, minute by minute.
func (p *player) metricAlarm(c command) (string, error) {
	return quiet[cloudwatch.PutMetricAlarmOutput](p, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(c.word(0)), Namespace: aws.String("App"), MetricName: aws.String(c.word(1)), Statistic: cwtypes.StatisticSum,
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(c.number("minutes", 1)), Threshold: aws.Float64(c.decimal("over", 0)),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold, TreatMissingData: aws.String(c.text("missing", "notBreaching")),
	})
}

// find searches a group with a pattern: the first events, or how many there
// are.
func (p *player) find(c command) (string, error) {
	in := &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(c.word(0)), FilterPattern: aws.String(spaced(c.word(1))),
		StartTime: aws.Int64(p.e.Now().Add(-c.duration(c.text("past", "24h"))).UnixMilli()),
	}
	var lines []string
	for {
		out, err := ask[cloudwatchlogs.FilterLogEventsOutput](p, in)
		if err != nil {
			return "", err
		}
		for _, e := range out.Events {
			lines = append(lines, fmt.Sprintf("%s %-5s %s", time.UnixMilli(*e.Timestamp).UTC().Format(time.TimeOnly), p.short(*e.LogStreamName), *e.Message))
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	switch most := int(c.number("first", 100)); {
	case c.options["count"] != "":
		return fmt.Sprint(len(lines)), nil
	case len(lines) == 0:
		return "nothing", nil
	default:
		return strings.Join(lines[:min(most, len(lines))], "\n"), nil
	}
}

func (p *player) streams(c command) (string, error) {
	out, err := ask[cloudwatchlogs.DescribeLogStreamsOutput](p, &cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: aws.String(c.word(0))})
	if err != nil {
		return "", err
	}
	var lines []string
	for _, s := range out.LogStreams {
		lines = append(lines, fmt.Sprintf("%-5s last event %s", p.short(*s.LogStreamName), time.UnixMilli(aws.ToInt64(s.LastEventTimestamp)).UTC().Format(time.TimeOnly)))
	}
	return strings.Join(lines, "\n"), nil
}

// insights runs a query over the last hour and waits for it.
func (p *player) insights(c command) (string, error) {
	started, err := ask[cloudwatchlogs.StartQueryOutput](p, &cloudwatchlogs.StartQueryInput{
		LogGroupName: aws.String(c.word(0)), QueryString: aws.String(spaced(c.word(1))),
		StartTime: aws.Int64(p.e.Now().Add(-time.Hour).Unix()), EndTime: aws.Int64(p.e.Now().Unix()),
	})
	if err != nil {
		return "", err
	}
	p.e.Advance(5 * time.Second)
	out, err := ask[cloudwatchlogs.GetQueryResultsOutput](p, &cloudwatchlogs.GetQueryResultsInput{QueryId: started.QueryId})
	if err != nil {
		return "", err
	}
	lines := []string{string(out.Status)}
	for _, row := range out.Results {
		var cells []string
		for _, f := range row {
			if *f.Field != "@ptr" {
				cells = append(cells, *f.Field+" "+*f.Value)
			}
		}
		lines = append(lines, strings.Join(cells, ", "))
	}
	return strings.Join(lines, "\n"), nil
}

// sum tells a metric of App, minute by minute.
func (p *player) sum(c command) (string, error) {
	out, err := ask[cloudwatch.GetMetricStatisticsOutput](p, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("App"), MetricName: aws.String(c.word(0)), Period: aws.Int32(60), Statistics: []cwtypes.Statistic{cwtypes.StatisticSum},
		StartTime: aws.Time(p.e.Now().Add(-c.duration(c.text("past", "10m")))), EndTime: aws.Time(p.e.Now()),
	})
	if err != nil {
		return "", err
	}
	var lines []string
	for at := p.e.Now().Add(-time.Hour).Truncate(time.Minute); at.Before(p.e.Now()); at = at.Add(time.Minute) {
		for _, d := range out.Datapoints {
			if d.Timestamp.Equal(at) {
				lines = append(lines, fmt.Sprintf("%s %v", at.Format("15:04"), *d.Sum))
			}
		}
	}
	return strings.Join(lines, "\n"), nil
}
