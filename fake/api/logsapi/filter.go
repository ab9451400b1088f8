package logsapi

import (
	"context"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// Limits of a page of events (BC:logs.FilterLogEvents, GetLogEvents).
const (
	mostEvents  = 10_000
	mostBytes   = 1 << 20
	mostStreams = 100
	// mostSearched is how many events a page of FilterLogEvents looks at. What
	// it has not found by then is for the next page, so that a page may be
	// empty. Choice: AWS does not publish how far it looks.
	mostSearched = 20_000
)

func (s *service) filterLogEvents(_ context.Context, in *cwl.FilterLogEventsInput) (*cwl.FilterLogEventsOutput, error) {
	if err := onlyKnown(in, "EndTime", "FilterPattern", "Interleaved", "Limit", "LogGroupIdentifier", "LogGroupName", "LogStreamNamePrefix", "LogStreamNames", "NextToken", "StartFromHead", "StartTime", "Unmask"); err != nil {
		return nil, err
	}
	if err := checkFilter(in); err != nil {
		return nil, err
	}
	g, err := s.groupOf(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	if err := searchable(g, "FilterLogEvents"); err != nil {
		return nil, err
	}
	pattern, err := logpattern.Parse(text(in.FilterPattern))
	if err != nil {
		return nil, awserr.From(err)
	}
	streams, err := chosen(g, in)
	if err != nil {
		return nil, err
	}
	from, to := at(in.StartTime, time.Time{}), s.room.Endless()
	if in.EndTime != nil {
		to = at(in.EndTime, to).Add(time.Millisecond) // it is included
	}
	after, back, err := resume(in)
	switch {
	case err != nil:
		return nil, err
	case after.At.IsZero():
	case back:
		to = earlier(to, after.At.Add(time.Millisecond))
	default:
		from = later(from, after.At)
	}
	f := &finder{pattern: pattern, most: mostEvents}
	if in.Limit != nil {
		f.most = int(*in.Limit)
	}
	for e := range s.room.Scan(g, streams, from, to, back) {
		if in.NextToken != nil && seen(e, after, back) {
			continue
		}
		if f.full() {
			f.more = true
			break
		}
		f.see(e)
	}
	out := &cwl.FilterLogEventsOutput{Events: f.found, SearchedLogStreams: []types.SearchedLogStream{}}
	if f.more {
		out.NextToken = some(position(f.last, back, in))
	}
	return out, nil
}

// seen tells whether an event is the last that was looked at, or one before it.
func seen(e, last logs.Record, back bool) bool {
	order := logs.Order(e, last)
	return order == 0 || (order < 0) != back
}

// newestFirstFrom is the earliest beginning of a search that shows the newest
// events first (BC:logs.FilterLogEvents).
func newestFirstFrom() time.Time { return time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC) }

func checkFilter(in *cwl.FilterLogEventsInput) error {
	var v violations
	v.between(in.Limit, "limit", 1, mostEvents)
	v.moment(in.StartTime, "startTime")
	v.moment(in.EndTime, "endTime")
	v.name(in.LogStreamNamePrefix, "logStreamNamePrefix", streamCharacters, true)
	if n := len(in.LogStreamNames); n > mostStreams {
		v.add(fmt.Sprintf("'[%d names]'", n), "logStreamNames", "have length less than or equal to %d", mostStreams)
	}
	if err := v.err(); err != nil {
		return err
	}
	switch {
	case in.LogStreamNamePrefix != nil && len(in.LogStreamNames) > 0:
		return refused("Either logStreamNamePrefix or logStreamNames may be specified, not both.")
	case in.StartFromHead != nil && !*in.StartFromHead && at(in.StartTime, time.Time{}).Before(newestFirstFrom()):
		return refused("startFromHead can be false only with a startTime on or after Jan 1, 2024 00:00:00 UTC.")
	case in.StartTime != nil && in.EndTime != nil && *in.StartTime > *in.EndTime:
		return refused("startTime must not be later than endTime.")
	}
	return nil
}

// chosen is the streams that a request wants to be searched.
func chosen(g *world.LogGroup, in *cwl.FilterLogEventsInput) ([]*world.LogStream, error) {
	for _, name := range in.LogStreamNames {
		if !g.Streams.Has(name) {
			return nil, awserr.New("ResourceNotFoundException", "The specified log stream does not exist.")
		}
	}
	if len(in.LogStreamNames) > 0 {
		return logs.Streams(g, func(name string) bool { return slices.Contains(in.LogStreamNames, name) }), nil
	}
	return logs.Streams(g, func(name string) bool { return strings.HasPrefix(name, text(in.LogStreamNamePrefix)) }), nil
}

// finder fills one page.
type finder struct {
	pattern               logpattern.Pattern
	most, searched, bytes int
	found                 []types.FilteredLogEvent
	last                  logs.Record // that it has looked at
	more                  bool
}

func (f *finder) full() bool {
	return len(f.found) >= f.most || f.bytes >= mostBytes || f.searched >= mostSearched
}

func (f *finder) see(e logs.Record) {
	f.searched++
	f.last = e
	if !f.pattern.Match(e.Message).Matched {
		return
	}
	f.bytes += len(e.Message) + logs.EventOverhead
	f.found = append(f.found, types.FilteredLogEvent{
		EventId: some(e.ID()), LogStreamName: some(e.Stream), Message: some(e.Message), Timestamp: stamp(e.At), IngestionTime: stamp(e.Ingested),
	})
}

// A token of FilterLogEvents names the last event that was looked at, the
// direction, and the question: it is refused with another question.

const ahead, behind = "ahead", "behind"

func position(e logs.Record, back bool, in *cwl.FilterLogEventsInput) string {
	direction := ahead
	if back {
		direction = behind
	}
	plain := fmt.Sprintf("%d %d %s %s %s", e.At.UnixMilli(), e.Seq, direction, question(in), e.Stream)
	return base64.URLEncoding.EncodeToString([]byte(plain))
}

// resume is where a request goes on, and whether it goes back in time from
// there. Without a token it begins at an end.
func resume(in *cwl.FilterLogEventsInput) (last logs.Record, back bool, err error) {
	if in.NextToken == nil {
		return logs.Record{}, in.StartFromHead != nil && !*in.StartFromHead, nil
	}
	plain, bad := base64.URLEncoding.DecodeString(*in.NextToken)
	parts := strings.SplitN(string(plain), " ", 5)
	if bad != nil || len(parts) != 5 || parts[3] != question(in) {
		return logs.Record{}, false, badToken()
	}
	ms, badTime := strconv.ParseInt(parts[0], 10, 64)
	seq, badSeq := strconv.ParseUint(parts[1], 10, 64)
	if badTime != nil || badSeq != nil {
		return logs.Record{}, false, badToken()
	}
	return logs.Record{At: time.UnixMilli(ms).UTC(), Seq: seq, Stream: parts[4]}, parts[2] == behind, nil
}

// question is a fingerprint of what a request asks, but for the page.
func question(in *cwl.FilterLogEventsInput) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %q %q", text(in.LogGroupName), text(in.LogGroupIdentifier), text(in.FilterPattern), text(in.LogStreamNamePrefix), in.LogStreamNames)
	for _, t := range []*int64{in.StartTime, in.EndTime} {
		if t != nil {
			fmt.Fprintf(h, " %d", *t)
		}
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
