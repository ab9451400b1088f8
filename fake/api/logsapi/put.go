package logsapi

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/fake/sim/logs"
)

// Limits of a batch (BC:logs.PutLogEvents).
const (
	maxBatchEvents = 10_000
	maxBatchBytes  = 1_048_576
	maxBatchSpan   = 24 * time.Hour
	oldestEvent    = 14 * 24 * time.Hour
	newestEvent    = 2 * time.Hour
)

func (s *service) putLogEvents(_ context.Context, in *cwl.PutLogEventsInput) (*cwl.PutLogEventsOutput, error) {
	if err := onlyKnown(in, "LogEvents", "LogGroupName", "LogStreamName", "SequenceToken"); err != nil {
		return nil, err
	}
	if err := checkBatch(in); err != nil {
		return nil, err
	}
	g, stream, err := s.room.Stream(*in.LogGroupName, *in.LogStreamName)
	if err != nil {
		return nil, err
	}
	events := make([]logs.Event, len(in.LogEvents))
	for i, e := range in.LogEvents {
		events[i] = logs.Event{At: time.UnixMilli(*e.Timestamp).UTC(), Message: *e.Message}
	}
	good, rejected := s.sift(events, s.room.Horizon(g))
	s.room.Ingest(g, stream, good)
	return &cwl.PutLogEventsOutput{NextSequenceToken: some(sequenceToken), RejectedLogEventsInfo: rejected}, nil
}

// checkBatch refuses a batch that is wrong as a whole.
func checkBatch(in *cwl.PutLogEventsInput) error {
	var v violations
	v.group(in.LogGroupName)
	v.stream(in.LogStreamName)
	switch n := len(in.LogEvents); {
	case n == 0:
		v.add("'[]'", "logEvents", "have length greater than or equal to 1")
	case n > maxBatchEvents:
		v.add(fmt.Sprintf("'[%d events]'", n), "logEvents", "have length less than or equal to %d", maxBatchEvents)
	}
	size := 0
	for i, e := range in.LogEvents {
		v.event(i+1, e)
		size += len(text(e.Message)) + logs.EventOverhead
	}
	if err := v.err(); err != nil {
		return err
	}
	if size > maxBatchBytes {
		return refused("Upload too large: %d bytes exceeds limit of %d", size, maxBatchBytes)
	}
	for i := 1; i < len(in.LogEvents); i++ {
		if *in.LogEvents[i].Timestamp < *in.LogEvents[i-1].Timestamp {
			return refused("Log events in a single PutLogEvents request must be in chronological order.")
		}
	}
	if *in.LogEvents[len(in.LogEvents)-1].Timestamp-*in.LogEvents[0].Timestamp > maxBatchSpan.Milliseconds() {
		return refused("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
	}
	return nil
}

// event checks one event of a batch, counted from 1.
func (v *violations) event(n int, e types.InputLogEvent) {
	member := fmt.Sprintf("logEvents.%d.member.", n)
	switch {
	case e.Message == nil:
		v.add("null", member+"message", "not be null")
	case *e.Message == "":
		v.add("''", member+"message", "have length greater than or equal to 1")
	case !utf8.ValidString(*e.Message):
		v.add("'...'", member+"message", "be valid UTF-8")
	}
	if e.Timestamp == nil {
		v.add("null", member+"timestamp", "not be null")
		return
	}
	v.moment(e.Timestamp, member+"timestamp")
}

// sift takes out the events that are too old, too new, or that have expired
// already. The events are in the order of their times, so what is rejected is
// told by where it ends or begins.
func (s *service) sift(events []logs.Event, horizon time.Time) ([]logs.Event, *types.RejectedLogEventsInfo) {
	now := s.k.Now()
	var info types.RejectedLogEventsInfo
	var good []logs.Event
	for i, e := range events {
		switch {
		case e.At.Before(now.Add(-oldestEvent)):
			info.TooOldLogEventEndIndex = some(int32(i + 1))
		case e.At.Before(horizon):
			info.ExpiredLogEventEndIndex = some(int32(i + 1))
		case e.At.After(now.Add(newestEvent)):
			if info.TooNewLogEventStartIndex == nil {
				info.TooNewLogEventStartIndex = some(int32(i))
			}
		default:
			good = append(good, e)
		}
	}
	if len(good) == len(events) {
		return good, nil
	}
	return good, &info
}
