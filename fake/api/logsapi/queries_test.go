package logsapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// A query is scheduled, runs and completes, in the account's time.
func TestAQueryRunsInVirtualTime(t *testing.T) {
	a := newAccount(t)
	a.put(`{"status":200,"ms":12}`, `{"status":500,"ms":80}`, `{"status":500,"ms":90}`)
	start := func(text string) *string {
		return ask[cwl.StartQueryOutput](a, &cwl.StartQueryInput{LogGroupNames: []string{group}, QueryString: &text,
			StartTime: aws.Int64(a.Now().Add(-time.Minute).Unix()), EndTime: aws.Int64(a.Now().Unix())}).QueryId
	}
	results := func(id *string) *cwl.GetQueryResultsOutput {
		return ask[cwl.GetQueryResultsOutput](a, &cwl.GetQueryResultsInput{QueryId: id})
	}
	id := start("filter status = 500 | stats count(*) as n, avg(ms) as mean by status")
	if out := results(id); out.Status != types.QueryStatusScheduled || len(out.Results) != 0 {
		t.Errorf("at once: %s", out.Status)
	}
	a.pass(time.Second)
	if out := results(id); out.Status != types.QueryStatusRunning {
		t.Errorf("after a second: %s", out.Status)
	}
	a.pass(2 * time.Second)
	out := results(id)
	if out.Status != types.QueryStatusComplete || len(out.Results) != 1 || *out.Results[0][1].Value != "2" || *out.Results[0][2].Value != "85" {
		t.Errorf("%s %+v", out.Status, out.Results)
	}
	if s := out.Statistics; s.RecordsScanned != 3 || s.RecordsMatched != 2 || s.BytesScanned < 60 {
		t.Errorf("%+v", s)
	}
	plain := start("fields @message | sort ms desc | limit 1")
	stopped := start("fields @message")
	ask[cwl.StopQueryOutput](a, &cwl.StopQueryInput{QueryId: stopped})
	a.pass(time.Minute)
	if out := results(stopped); out.Status != types.QueryStatusCancelled {
		t.Errorf("stopped: %s", out.Status)
	}
	if said := a.refusal(&cwl.StopQueryInput{QueryId: stopped}); said == "<nil>" {
		t.Error("stopped twice")
	}
	row := results(plain).Results[0]
	if len(row) != 2 || *row[1].Field != "@ptr" {
		t.Fatalf("%+v", row)
	}
	record := ask[cwl.GetLogRecordOutput](a, &cwl.GetLogRecordInput{LogRecordPointer: row[1].Value}).LogRecord
	if record["ms"] != "90" || record["@logStream"] != stream || record["@log"] != "123456789012:"+group {
		t.Errorf("%v", record)
	}
	if n := len(ask[cwl.DescribeQueriesOutput](a, &cwl.DescribeQueriesInput{Status: types.QueryStatusComplete}).Queries); n != 2 {
		t.Errorf("%d complete queries", n)
	}
	fields := ask[cwl.GetLogGroupFieldsOutput](a, &cwl.GetLogGroupFieldsInput{LogGroupName: aws.String(group)}).LogGroupFields
	if len(fields) != 7 || fields[6].Percent != 100 {
		t.Errorf("%+v", fields)
	}
}

func (a *account) metric(name, statistic string) []telemetry.Point {
	ref := world.MetricRef{Namespace: "App", Name: name, Statistic: statistic, Period: time.Minute}
	return a.m.Points(ref, a.Now().Add(-time.Hour), a.Now())
}

// CWL21: the default value stands for minutes with events and no match, and
// nothing for minutes without events.
func TestMetricFiltersRunAtIngestion(t *testing.T) {
	a := newAccount(t)
	a.put("ERROR before the filter")
	a.pass(time.Minute)
	ask[cwl.PutMetricFilterOutput](a, &cwl.PutMetricFilterInput{
		LogGroupName: aws.String(group), FilterName: aws.String("errors"), FilterPattern: aws.String("ERROR"),
		MetricTransformations: []types.MetricTransformation{{
			MetricNamespace: aws.String("App"), MetricName: aws.String("Errors"), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
	ask[cwl.PutMetricFilterOutput](a, &cwl.PutMetricFilterInput{
		LogGroupName: aws.String(group), FilterName: aws.String("latency"), FilterPattern: aws.String("[level, path, ms]"),
		MetricTransformations: []types.MetricTransformation{{
			MetricNamespace: aws.String("App"), MetricName: aws.String("Latency"), MetricValue: aws.String("$ms"), Unit: types.StandardUnitMilliseconds,
			Dimensions: map[string]string{"Path": "$path"},
		}},
	})
	a.pass(30 * time.Second)
	a.put("ERROR /a 10", "INFO /a 20")
	a.put("ERROR /b 30")
	a.pass(time.Minute)
	a.put("INFO /a 40")
	a.pass(3 * time.Minute)
	points := a.metric("Errors", "Sum")
	if len(points) != 2 || points[0].Value != 2 || points[1].Value != 0 {
		t.Errorf("errors: %+v", points)
	}
	ref := world.MetricRef{Namespace: "App", Name: "Latency", Statistic: "Maximum", Period: time.Hour, Dimensions: []world.Attribute{{Key: "Path", Value: "/a"}}}
	if points := a.m.Points(ref, a.Now().Add(-time.Hour), a.Now()); len(points) == 0 || points[len(points)-1].Value != 40 {
		t.Errorf("latency: %+v", points)
	}
	filters := ask[cwl.DescribeMetricFiltersOutput](a, &cwl.DescribeMetricFiltersInput{LogGroupName: aws.String(group)}).MetricFilters
	if len(filters) != 2 || *filters[0].FilterName != "errors" || *filters[0].MetricTransformations[0].DefaultValue != 0 {
		t.Errorf("%+v", filters)
	}
	ask[cwl.DeleteMetricFilterOutput](a, &cwl.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String("errors")})
	a.put("ERROR after the filter")
	a.pass(2 * time.Minute)
	if points := a.metric("Errors", "Sum"); len(points) != 2 {
		t.Errorf("after deleting: %+v", points)
	}
}

func TestTestMetricFilter(t *testing.T) {
	a := newAccount(t)
	out := ask[cwl.TestMetricFilterOutput](a, &cwl.TestMetricFilterInput{
		FilterPattern: aws.String("[ip, status=4*]"), LogEventMessages: []string{"10.0.0.1 200", "10.0.0.2 404"},
	})
	if len(out.Matches) != 1 || out.Matches[0].EventNumber != 2 || out.Matches[0].ExtractedValues["$status"] != "404" {
		t.Errorf("%+v", out.Matches)
	}
}

// AWS/Logs counts what comes in, by the minute.
func TestIncomingEventsAreCounted(t *testing.T) {
	a := newAccount(t)
	a.put("12345", "67890")
	a.pass(2 * time.Minute)
	for metric, want := range map[string]float64{"IncomingLogEvents": 2, "IncomingBytes": 62} {
		ref := world.MetricRef{Namespace: "AWS/Logs", Name: metric, Statistic: "Sum", Period: time.Minute, Dimensions: []world.Attribute{{Key: "LogGroupName", Value: group}}}
		points := a.m.Points(ref, a.Now().Add(-time.Hour), a.Now())
		if len(points) != 1 || points[0].Value != want {
			t.Errorf("%s: %+v", metric, points)
		}
	}
}
