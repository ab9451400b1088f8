package logsapi

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// sequenceToken is on every stream and means nothing any more: AWS still tells
// one, and takes any.
const sequenceToken = "49039859607353424282474000347225137480563110180223284706"

func (s *service) createLogStream(_ context.Context, in *cwl.CreateLogStreamInput) (*cwl.CreateLogStreamOutput, error) {
	var v violations
	v.group(in.LogGroupName)
	v.stream(in.LogStreamName)
	if err := v.err(); err != nil {
		return nil, err
	}
	g, err := s.room.Group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if g.Streams.Has(*in.LogStreamName) {
		return nil, awserr.New("ResourceAlreadyExistsException", "The specified log stream already exists")
	}
	s.room.AddStream(g, *in.LogStreamName)
	return &cwl.CreateLogStreamOutput{}, nil
}

func (s *service) deleteLogStream(_ context.Context, in *cwl.DeleteLogStreamInput) (*cwl.DeleteLogStreamOutput, error) {
	g, stream, err := s.stream(in.LogGroupName, in.LogStreamName)
	if err != nil {
		return nil, err
	}
	s.room.DeleteStream(g, stream)
	return &cwl.DeleteLogStreamOutput{}, nil
}

// stream is the stream that a request names.
func (s *service) stream(group, stream *string) (*world.LogGroup, *world.LogStream, error) {
	var v violations
	v.group(group)
	v.stream(stream)
	if err := v.err(); err != nil {
		return nil, nil, err
	}
	return s.room.Stream(*group, *stream)
}

// dated is a stream with the times that order and describe it.
type dated struct {
	*world.LogStream
	first, last, taken time.Time
}

func (s *service) describeLogStreams(_ context.Context, in *cwl.DescribeLogStreamsInput) (*cwl.DescribeLogStreamsOutput, error) {
	var v violations
	v.between(in.Limit, "limit", 1, mostListed)
	v.name(in.LogStreamNamePrefix, "logStreamNamePrefix", streamCharacters, true)
	if in.OrderBy != "" && !slices.Contains(in.OrderBy.Values(), in.OrderBy) {
		v.add("'"+string(in.OrderBy)+"'", "orderBy", "satisfy enum value set: [LogStreamName, LastEventTime]")
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	byTime := in.OrderBy == types.OrderByLastEventTime
	if byTime && in.LogStreamNamePrefix != nil {
		return nil, refused("Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	g, err := s.groupOf(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	var chosen []dated
	for _, stream := range logs.Streams(g, func(name string) bool { return strings.HasPrefix(name, text(in.LogStreamNamePrefix)) }) {
		d := dated{LogStream: stream}
		if byTime {
			d.first, d.last, d.taken = s.room.Times(g, stream)
		}
		chosen = append(chosen, d)
	}
	if byTime {
		slices.SortStableFunc(chosen, func(a, b dated) int { return cmp.Or(a.last.Compare(b.last), cmp.Compare(a.Name, b.Name)) })
	}
	if in.Descending != nil && *in.Descending {
		slices.Reverse(chosen)
	}
	rows, next, err := page(chosen, func(d dated) string { return d.Name }, in.Limit, mostListed, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &cwl.DescribeLogStreamsOutput{LogStreams: []types.LogStream{}, NextToken: next}
	for _, d := range rows {
		if !byTime {
			d.first, d.last, d.taken = s.room.Times(g, d.LogStream)
		}
		out.LogStreams = append(out.LogStreams, streamView(g, d))
	}
	return out, nil
}

// streamView is a stream as it is described. Its size is always 0: AWS has not
// told it since 2019 (BC:logs.LogStream).
func streamView(g *world.LogGroup, d dated) types.LogStream {
	return types.LogStream{
		LogStreamName: some(d.Name), Arn: some(logs.StreamARN(g, d.LogStream)), CreationTime: stamp(d.Created),
		FirstEventTimestamp: stamp(d.first), LastEventTimestamp: stamp(d.last), LastIngestionTime: stamp(d.taken),
		//lint:ignore SA1019 AWS still sends the field
		StoredBytes:         some(int64(0)),
		UploadSequenceToken: some(sequenceToken),
	}
}
