package sdk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient"
)

// liveUpdates is a session that gives its updates and then an error.
type liveUpdates struct {
	updates []types.LiveTailSessionUpdate
	end     error
}

func (l *liveUpdates) Next() (types.LiveTailSessionUpdate, error) {
	if len(l.updates) == 0 {
		return types.LiveTailSessionUpdate{}, l.end
	}
	next := l.updates[0]
	l.updates = l.updates[1:]
	return next, nil
}

func liveUpdate(second int64, message string) types.LiveTailSessionUpdate {
	return types.LiveTailSessionUpdate{SessionResults: []types.LiveTailSessionLogEvent{{
		LogGroupIdentifier: aws.String("123456789012:/web"), LogStreamName: aws.String("s"), Message: &message,
		Timestamp: aws.Int64(second * 1000), IngestionTime: aws.Int64(second*1000 + 500),
	}}}
}

func liveQuery() awsclient.TailQuery {
	return awsclient.TailQuery{Groups: []string{"arn:aws:logs:us-west-2:123456789012:log-group:/web:*"}, Streams: []string{"s"}, Pattern: "x", Since: time.Unix(90, 0), Every: time.Microsecond, Live: true}
}

// When a session's time is up, events are asked for again and again, from the
// last one on.
func TestALiveTailGoesOnAfterItsSession(t *testing.T) {
	var asked cloudwatchlogs.StartLiveTailInput
	var from int64
	c := logAnswers(func(operation string, input any) (any, error) {
		if operation == "StartLiveTail" {
			asked = *input.(*cloudwatchlogs.StartLiveTailInput)
			return &liveUpdates{[]types.LiveTailSessionUpdate{liveUpdate(100, "one"), {}, liveUpdate(101, "two\x1b[2J")}, &types.SessionTimeoutException{}}, nil
		}
		if in := input.(*cloudwatchlogs.FilterLogEventsInput); from == 0 {
			from = *in.StartTime
		}
		return &cloudwatchlogs.FilterLogEventsOutput{Events: []types.FilteredLogEvent{{EventId: aws.String("3"), Message: aws.String("three"), Timestamp: aws.Int64(102_000)}}}, nil
	})
	var got []awsclient.LogEvent
	for events, err := range c.Tail(t.Context(), liveQuery()) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, events...); len(got) == 3 {
			break
		}
	}
	if got[0].Message+got[1].Message+got[2].Message != "onetwothree" || got[0].Group != "/web" || got[0].Stream != "s" || got[0].ID != "" ||
		!got[0].At.Equal(time.Unix(100, 0)) || !got[0].Ingested.Equal(time.UnixMilli(100_500)) {
		t.Errorf("%+v", got)
	}
	if from != 101_001 {
		t.Errorf("it goes on from %d", from)
	}
	if strings.Join(asked.LogGroupIdentifiers, " ") != "arn:aws:logs:us-west-2:123456789012:log-group:/web" || asked.LogStreamNames[0] != "s" || *asked.LogEventFilterPattern != "x" {
		t.Errorf("asked %+v", asked)
	}
}

func TestALiveTailTellsWhyItsSessionEnded(t *testing.T) {
	c := logAnswers(func(string, any) (any, error) { return &liveUpdates{end: errors.New("the line is cut")}, nil })
	var last error
	for _, err := range c.Tail(t.Context(), liveQuery()) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), "the line is cut") {
		t.Errorf("%v", last)
	}
}
