package logsapi

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient/semantics/insights"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// getLogEvents reads one stream. Every answer has two tokens: for what comes
// after its last event, and for what was before its first. At the end of the
// stream the token that was given comes back.
func (s *service) getLogEvents(_ context.Context, in *cwl.GetLogEventsInput) (*cwl.GetLogEventsOutput, error) {
	var v violations
	v.stream(in.LogStreamName)
	v.between(in.Limit, "limit", 1, mostEvents)
	v.moment(in.StartTime, "startTime")
	v.moment(in.EndTime, "endTime")
	if err := v.err(); err != nil {
		return nil, err
	}
	g, err := s.groupOf(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	if err := searchable(g, "GetLogEvents"); err != nil {
		return nil, err
	}
	g, stream, err := s.room.Stream(g.Name, *in.LogStreamName)
	if err != nil {
		return nil, err
	}
	p := place{from: at(in.StartTime, time.Time{}), to: at(in.EndTime, s.room.Endless()), back: in.StartFromHead == nil || !*in.StartFromHead}
	if err := p.read(in.NextToken); err != nil {
		return nil, err
	}
	most := mostEvents
	if in.Limit != nil {
		most = int(*in.Limit)
	}
	found := s.take(g, stream, p, most)
	out := &cwl.GetLogEventsOutput{Events: []types.OutputLogEvent{}}
	for _, e := range found {
		out.Events = append(out.Events, types.OutputLogEvent{Message: some(e.Message), Timestamp: stamp(e.At), IngestionTime: stamp(e.Ingested)})
	}
	first, last := p.edge(), p.edge()
	if len(found) > 0 {
		first, last = found[0], found[len(found)-1]
	}
	out.NextForwardToken, out.NextBackwardToken = some("f/"+last.ID()), some("b/"+first.ID())
	if len(found) == 0 && in.NextToken != nil {
		tail := strings.TrimPrefix(strings.TrimPrefix(*in.NextToken, "f/"), "b/")
		out.NextForwardToken, out.NextBackwardToken = some("f/"+tail), some("b/"+tail)
	}
	return out, nil
}

// take is a page of a stream, oldest first.
func (s *service) take(g *world.LogGroup, stream *world.LogStream, p place, most int) []logs.Record {
	var found []logs.Record
	bytes := 0
	for e := range s.room.Scan(g, []*world.LogStream{stream}, p.from, p.to, p.back) {
		if p.past(e) {
			continue
		}
		if bytes += len(e.Message) + logs.EventOverhead; len(found) == most || bytes > mostBytes {
			break
		}
		found = append(found, e)
	}
	if p.back {
		slices.Reverse(found)
	}
	return found
}

// place is where in a stream a reader is.
type place struct {
	from, to time.Time
	back     bool
	at       time.Time // of the event that the token names; zero without a token
	seq      uint64
}

// read takes a token: "f/" or "b/" and the id of an event.
func (p *place) read(token *string) error {
	if token == nil {
		return nil
	}
	id, ahead := strings.CutPrefix(*token, "f/")
	if !ahead {
		var behind bool
		if id, behind = strings.CutPrefix(*token, "b/"); !behind {
			return badToken()
		}
	}
	if len(id) != 56 {
		return badToken()
	}
	ms, badTime := strconv.ParseInt(id[1:14], 10, 64)
	seq, badSeq := strconv.ParseUint(id[34:], 10, 64)
	if badTime != nil || badSeq != nil {
		return badToken()
	}
	p.at, p.seq, p.back = time.UnixMilli(ms).UTC(), seq, !ahead
	if ahead && p.at.After(p.from) {
		p.from = p.at
	}
	if end := p.at.Add(time.Millisecond); !ahead && end.Before(p.to) {
		p.to = end
	}
	return nil
}

// past tells whether an event lies on the side of the token that was read
// already.
func (p place) past(e logs.Record) bool {
	if p.at.IsZero() || !e.At.Equal(p.at) {
		return false
	}
	return p.back && e.Seq >= p.seq || !p.back && e.Seq <= p.seq
}

// edge is a place at the end of a range in which nothing was found.
func (p place) edge() logs.Record {
	if p.back && !p.to.IsZero() {
		return logs.Record{At: p.to}
	}
	return logs.Record{At: later(p.from, time.Unix(0, 0))}
}

func (s *service) getLogRecord(_ context.Context, in *cwl.GetLogRecordInput) (*cwl.GetLogRecordOutput, error) {
	if in.LogRecordPointer == nil {
		var v violations
		v.add("null", "logRecordPointer", "not be null")
		return nil, v.err()
	}
	g, e, found := s.room.Pointed(*in.LogRecordPointer)
	if !found {
		return nil, awserr.New("ResourceNotFoundException", "The specified log record does not exist.")
	}
	record := map[string]string{
		"@message": e.Message, "@logStream": e.Stream, "@log": s.w.Account + ":" + g.Name,
		"@timestamp": strconv.FormatInt(e.At.UnixMilli(), 10), "@ingestionTime": strconv.FormatInt(e.Ingested.UnixMilli(), 10),
	}
	for _, f := range insights.Discovered(e.Message) {
		record[f.Name] = f.Value
	}
	return &cwl.GetLogRecordOutput{LogRecord: record}, nil
}

const (
	fieldsSpan  = 15 * time.Minute // that GetLogGroupFields looks at (BC:logs)
	fieldsLimit = 100              // fields that it tells
	fieldsLook  = 1000             // events; choice: AWS does not publish it
)

func (s *service) getLogGroupFields(_ context.Context, in *cwl.GetLogGroupFieldsInput) (*cwl.GetLogGroupFieldsOutput, error) {
	g, err := s.groupOf(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	from, to := s.k.Now().Add(-fieldsSpan), s.room.Endless()
	if in.Time != nil { // in seconds, the middle of the time
		middle := time.Unix(*in.Time, 0).UTC()
		from, to = middle.Add(-fieldsSpan/2), middle.Add(fieldsSpan/2)
	}
	counts, events := map[string]int{}, 0
	for e := range s.room.Scan(g, logs.Streams(g, logs.Everything), from, to, true) {
		if events++; events > fieldsLook {
			events--
			break
		}
		for _, name := range []string{"@ingestionTime", "@log", "@logStream", "@message", "@timestamp"} {
			counts[name]++
		}
		for _, f := range insights.Discovered(e.Message) {
			counts[f.Name]++
		}
	}
	out := &cwl.GetLogGroupFieldsOutput{LogGroupFields: []types.LogGroupField{}}
	for _, name := range slices.Sorted(keysOf(counts)) {
		if len(out.LogGroupFields) < fieldsLimit {
			out.LogGroupFields = append(out.LogGroupFields, types.LogGroupField{Name: some(name), Percent: int32(100 * counts[name] / events)})
		}
	}
	return out, nil
}
