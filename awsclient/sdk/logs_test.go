package sdk_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
)

// logAnswers is a client whose calls are answered by operation.
func logAnswers(answer func(operation string, input any) (any, error)) *sdk.Client {
	return sdk.InProcess(func(_ context.Context, service, operation, _ string, input any) (any, string, error) {
		if service != "cloudwatchlogs" {
			return nil, "", errors.New("a call of " + service)
		}
		out, err := answer(operation, input)
		return out, "request", err
	}, "us-west-2")
}

func TestLogEventsAreCleanedAndEmptyPagesPassedOver(t *testing.T) {
	pages := 0
	c := logAnswers(func(_ string, input any) (any, error) {
		in := input.(*cloudwatchlogs.FilterLogEventsInput)
		if pages++; pages < 4 {
			return &cloudwatchlogs.FilterLogEventsOutput{NextToken: aws.String(strings.Repeat("n", pages))}, nil
		}
		if aws.ToString(in.NextToken) != "nnn" || aws.ToString(in.LogGroupIdentifier) != "arn:aws:logs:us-west-2:1:log-group:/web" {
			t.Errorf("%+v", in)
		}
		return &cloudwatchlogs.FilterLogEventsOutput{NextToken: aws.String("more"), Events: []types.FilteredLogEvent{{
			EventId: aws.String("1"), LogStreamName: aws.String("s\x1b[2J"), Timestamp: aws.Int64(1_000), IngestionTime: aws.Int64(2_500),
			Message: aws.String("one\n\ttwo\x07 \x1b]0;title\x07three\n"),
		}}}, nil
	})
	page, err := c.LogEvents(t.Context(), awsclient.LogQuery{Group: "arn:aws:logs:us-west-2:1:log-group:/web:*"})
	want := awsclient.LogPage{Next: "more", Events: []awsclient.LogEvent{{
		ID: "1", Group: "/web", Stream: "s", At: time.Unix(1, 0).UTC(), Ingested: time.UnixMilli(2500).UTC(), Message: "one\n\ttwo three",
	}}}
	if err != nil || !reflect.DeepEqual(page, want) {
		t.Errorf("%+v %v", page, err)
	}
}

// AWS leaves out of a row what is missing in it.
func TestRowsOfAQueryHaveTheSameColumns(t *testing.T) {
	field := func(name, value string) types.ResultField { return types.ResultField{Field: &name, Value: &value} }
	c := logAnswers(func(string, any) (any, error) {
		return &cloudwatchlogs.GetQueryResultsOutput{Status: types.QueryStatusComplete, Results: [][]types.ResultField{
			{field("a", "1"), field("@ptr", "p1")}, {field("b", "2\x1b[31m"), field("@ptr", "p2")},
		}, Statistics: &types.QueryStatistics{RecordsScanned: 9, RecordsMatched: 2, BytesScanned: 70}}, nil
	})
	got, err := c.Insights(t.Context(), "q")
	want := awsclient.InsightsResult{Status: "Complete", Columns: []string{"a", "b"}, Rows: [][]string{{"1", ""}, {"", "2"}}, Pointers: []string{"p1", "p2"}, Scanned: 9, Matched: 2, Bytes: 70}
	if err != nil || !reflect.DeepEqual(got, want) || !got.Done() {
		t.Errorf("%+v %v", got, err)
	}
}

func TestRefusedEventsAreCounted(t *testing.T) {
	for name, c := range map[string]struct {
		info *types.RejectedLogEventsInfo
		want int
	}{
		"none":            {nil, 0},
		"two too old":     {&types.RejectedLogEventsInfo{TooOldLogEventEndIndex: aws.Int32(2)}, 2},
		"expired as well": {&types.RejectedLogEventsInfo{TooOldLogEventEndIndex: aws.Int32(1), ExpiredLogEventEndIndex: aws.Int32(3)}, 3},
		"the last of 5":   {&types.RejectedLogEventsInfo{TooNewLogEventStartIndex: aws.Int32(4)}, 1},
	} {
		client := logAnswers(func(string, any) (any, error) {
			return &cloudwatchlogs.PutLogEventsOutput{RejectedLogEventsInfo: c.info}, nil
		})
		if n, err := client.PutLogEvents(t.Context(), "g", "s", make([]awsclient.LogLine, 5)); n != c.want || err != nil {
			t.Errorf("%s: %d %v", name, n, err)
		}
	}
}

// A tail that cannot have a session asks again and again; what it has seen it
// does not give twice, and what comes late it still sees.
func TestATailGivesEveryEventOnce(t *testing.T) {
	event := func(id string, second int64) types.FilteredLogEvent {
		return types.FilteredLogEvent{EventId: &id, Message: &id, Timestamp: aws.Int64(second * 1000)}
	}
	answers := [][]types.FilteredLogEvent{
		{event("a", 100), event("b", 101)}, {event("a", 100), event("late", 99), event("b", 101)}, {}, {event("c", 140)},
	}
	looks, live := 0, 0
	c := logAnswers(func(operation string, input any) (any, error) {
		if operation == "StartLiveTail" {
			live++
			return nil, &smithy.GenericAPIError{Code: "InvalidAction"}
		}
		looks++
		return &cloudwatchlogs.FilterLogEventsOutput{Events: answers[looks-1]}, nil
	})
	var got []string
	for events, err := range c.Tail(t.Context(), awsclient.TailQuery{
		Groups: []string{"arn:aws:logs:us-west-2:1:log-group:g"}, Since: time.Unix(90, 0), Every: time.Microsecond, Live: true,
	}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			got = append(got, e.Message)
		}
		if looks == len(answers) {
			break
		}
	}
	if strings.Join(got, " ") != "a b late c" || live != 1 {
		t.Errorf("%v, %d sessions asked for", got, live)
	}
}

func TestATailEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := logAnswers(func(string, any) (any, error) { return &cloudwatchlogs.FilterLogEventsOutput{}, nil })
	var last error
	for _, err := range c.Tail(ctx, awsclient.TailQuery{Groups: []string{"g"}, Every: time.Microsecond}) {
		cancel()
		last = err
	}
	if awsclient.KindOf(last) != awsclient.Cancelled {
		t.Errorf("%v", last)
	}
}

// Some reads of CloudWatch Logs do not have a name that says so.
func TestLogsCanBeReadWithWritesOff(t *testing.T) {
	c := logAnswers(func(operation string, _ any) (any, error) {
		switch operation {
		case "FilterLogEvents":
			return &cloudwatchlogs.FilterLogEventsOutput{}, nil
		case "StartQuery":
			return &cloudwatchlogs.StartQueryOutput{}, nil
		case "TestMetricFilter":
			return &cloudwatchlogs.TestMetricFilterOutput{}, nil
		}
		return nil, errors.New("a write came through: " + operation)
	}).ReadOnly()
	_, events := c.LogEvents(t.Context(), awsclient.LogQuery{Group: "g"})
	_, query := c.StartInsights(t.Context(), awsclient.InsightsQuery{Groups: []string{"g"}, Text: "fields @message"})
	_, test := c.TestMetricFilter(t.Context(), "x", []string{"x"})
	if err := errors.Join(events, query, test); err != nil {
		t.Error(err)
	}
	if err := c.DeleteLogGroup(t.Context(), "g"); awsclient.KindOf(err) != awsclient.Denied {
		t.Errorf("deleting: %v", err)
	}
}
