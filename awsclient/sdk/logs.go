package sdk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient"
)

const (
	// logsPage is the largest page of log groups, streams and metric filters.
	logsPage = 50
	// eventsPage is the largest page of log events.
	eventsPage = 10_000
	// emptyPages is how many pages in a row may bring nothing before the caller
	// gets its turn: AWS answers with empty pages while it searches.
	emptyPages = 20
)

// LogGroups are the log groups whose names begin so.
func (c *Client) LogGroups(ctx context.Context, prefix string) ([]awsclient.LogGroup, error) {
	in := &cloudwatchlogs.DescribeLogGroupsInput{Limit: aws.Int32(logsPage), LogGroupNamePrefix: maybeText(prefix)}
	rows, err := gather(ctx, c, cloudwatchlogs.NewDescribeLogGroupsPaginator(c.read.logs, in), func(out *cloudwatchlogs.DescribeLogGroupsOutput) []awsclient.LogGroup {
		return mapped(out.LogGroups, c.logGroup)
	})
	return sorted(rows, func(g awsclient.LogGroup) string { return g.Name }), err
}

func (c *Client) logGroup(g types.LogGroup) awsclient.LogGroup {
	return awsclient.LogGroup{
		Name: text(g.LogGroupName), ARN: cmp.Or(text(g.LogGroupArn), strings.TrimSuffix(text(g.Arn), ":*")), Region: c.Region(),
		Class: word(g.LogGroupClass), Created: instant(g.CreationTime), Retention: number(g.RetentionInDays),
		StoredBytes: number(g.StoredBytes), Filters: number(g.MetricFilterCount), Key: text(g.KmsKeyId),
	}
}

// LogStreams are a group's streams, at most limit of them.
func (c *Client) LogStreams(ctx context.Context, group, prefix string, limit int) ([]awsclient.LogStream, error) {
	in := &cloudwatchlogs.DescribeLogStreamsInput{Limit: aws.Int32(logsPage)}
	in.LogGroupName, in.LogGroupIdentifier = groupNamed(group)
	if prefix != "" {
		in.LogStreamNamePrefix = &prefix
	} else {
		in.OrderBy, in.Descending = types.OrderByLastEventTime, aws.Bool(true)
	}
	var rows []awsclient.LogStream
	err := pages(ctx, c, cloudwatchlogs.NewDescribeLogStreamsPaginator(c.read.logs, in), func(out *cloudwatchlogs.DescribeLogStreamsOutput) bool {
		for _, s := range out.LogStreams {
			rows = append(rows, awsclient.LogStream{
				Group: groupName(group), Name: text(s.LogStreamName), Created: instant(s.CreationTime),
				FirstEvent: instant(s.FirstEventTimestamp), LastEvent: instant(s.LastEventTimestamp), LastIngestion: instant(s.LastIngestionTime),
			})
		}
		return limit <= 0 || len(rows) < limit
	})
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
	}
	return rows, err
}

// LogEvents are events of a group that a pattern matches. It asks on until
// there are enough, the end is reached, or many pages brought nothing.
func (c *Client) LogEvents(ctx context.Context, q awsclient.LogQuery) (awsclient.LogPage, error) {
	in := &cloudwatchlogs.FilterLogEventsInput{
		LogStreamNames: q.Streams, LogStreamNamePrefix: maybeText(q.Prefix), FilterPattern: maybeText(q.Pattern),
		StartTime: stamp(q.Start), EndTime: stamp(q.End), NextToken: maybeText(q.Token),
	}
	in.LogGroupName, in.LogGroupIdentifier = groupNamed(q.Group)
	if q.Newest {
		in.StartFromHead = aws.Bool(false)
	}
	var page awsclient.LogPage
	for range emptyPages {
		in.Limit = aws.Int32(int32(min(eventsPage, cmp.Or(max(0, q.Limit), eventsPage)-len(page.Events))))
		out, err := call(ctx, c, c.read.logs.FilterLogEvents, in)
		if err != nil {
			return awsclient.LogPage{}, err
		}
		for _, e := range out.Events {
			page.Events = append(page.Events, awsclient.LogEvent{
				ID: text(e.EventId), Group: groupName(q.Group), Stream: text(e.LogStreamName),
				At: instant(e.Timestamp), Ingested: instant(e.IngestionTime), Message: message(e.Message),
			})
		}
		in.NextToken, page.Next = out.NextToken, aws.ToString(out.NextToken)
		if page.Next == "" || len(page.Events) > 0 && (q.Limit <= 0 || len(page.Events) >= q.Limit) {
			break
		}
	}
	return page, nil
}

// StreamEvents are the events of one stream.
func (c *Client) StreamEvents(ctx context.Context, q awsclient.StreamQuery) (awsclient.StreamPage, error) {
	in := &cloudwatchlogs.GetLogEventsInput{
		LogStreamName: &q.Stream, StartTime: stamp(q.Start), EndTime: stamp(q.End), NextToken: maybeText(q.Token), StartFromHead: aws.Bool(q.Oldest),
	}
	in.LogGroupName, in.LogGroupIdentifier = groupNamed(q.Group)
	if strings.HasPrefix(q.Token, "f/") {
		in.StartFromHead = aws.Bool(true) // AWS wants it with a forward token
	}
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, eventsPage)))
	}
	out, err := call(ctx, c, c.read.logs.GetLogEvents, in)
	if err != nil {
		return awsclient.StreamPage{}, err
	}
	return awsclient.StreamPage{
		Forward: aws.ToString(out.NextForwardToken), Back: aws.ToString(out.NextBackwardToken),
		Events: mapped(out.Events, func(e types.OutputLogEvent) awsclient.LogEvent {
			return awsclient.LogEvent{Group: groupName(q.Group), Stream: Clean(q.Stream), At: instant(e.Timestamp), Ingested: instant(e.IngestionTime), Message: message(e.Message)}
		}),
	}, nil
}

// MetricFilters are the filters of a group, or of all groups.
func (c *Client) MetricFilters(ctx context.Context, group string) ([]awsclient.MetricFilter, error) {
	in := &cloudwatchlogs.DescribeMetricFiltersInput{Limit: aws.Int32(logsPage), LogGroupName: maybeText(groupName(group))}
	rows, err := gather(ctx, c, cloudwatchlogs.NewDescribeMetricFiltersPaginator(c.read.logs, in), func(out *cloudwatchlogs.DescribeMetricFiltersOutput) []awsclient.MetricFilter {
		return mapped(out.MetricFilters, metricFilter)
	})
	return sorted(rows, func(f awsclient.MetricFilter) string { return f.Group + "\x00" + f.Name }), err
}

// metricFilter maps a filter; AWS allows one transformation.
func metricFilter(f types.MetricFilter) awsclient.MetricFilter {
	m := awsclient.MetricFilter{Group: text(f.LogGroupName), Name: text(f.FilterName), Pattern: text(f.FilterPattern), Created: instant(f.CreationTime)}
	if len(f.MetricTransformations) == 0 {
		return m
	}
	t := f.MetricTransformations[0]
	m.Namespace, m.Metric, m.Value, m.Unit = text(t.MetricNamespace), text(t.MetricName), text(t.MetricValue), word(t.Unit)
	if t.DefaultValue != nil {
		m.Default = aws.Float64(*t.DefaultValue)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Dimensions)) {
		m.Dimensions = append(m.Dimensions, awsclient.Dimension{Name: Clean(name), Value: Clean(t.Dimensions[name])})
	}
	return m
}

// TestMetricFilter tells which messages a pattern matches.
func (c *Client) TestMetricFilter(ctx context.Context, pattern string, messages []string) ([]awsclient.FilterMatch, error) {
	out, err := call(ctx, c, c.read.logs.TestMetricFilter, &cloudwatchlogs.TestMetricFilterInput{FilterPattern: &pattern, LogEventMessages: messages})
	if err != nil {
		return nil, err
	}
	return mapped(out.Matches, func(m types.MetricFilterMatchRecord) awsclient.FilterMatch {
		match := awsclient.FilterMatch{Number: int(m.EventNumber), Message: message(m.EventMessage)}
		for _, name := range slices.Sorted(maps.Keys(m.ExtractedValues)) {
			match.Extracted = append(match.Extracted, awsclient.KeyValue{Key: Clean(name), Value: CleanText(m.ExtractedValues[name])})
		}
		return match
	}), nil
}

// groupNamed is a group as requests name it: by its name or by its ARN.
func groupNamed(group string) (name, identifier *string) {
	if strings.HasPrefix(group, "arn:") {
		return nil, aws.String(strings.TrimSuffix(group, ":*"))
	}
	return &group, nil
}

// groupName is the name in a group's ARN; a name stays what it is.
func groupName(group string) string {
	_, name, cut := strings.Cut(group, ":log-group:")
	if !cut {
		name = group
	}
	return Clean(strings.TrimSuffix(name, ":*"))
}

// message is the text of an event: several lines are its own.
func message(s *string) string {
	if s == nil {
		return ""
	}
	return strings.TrimRight(CleanText(*s), "\n")
}

// instant is a time in milliseconds since 1970, the zero time for nil.
func instant(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms).UTC()
}

// stamp is the opposite of instant.
func stamp(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	return aws.Int64(t.UnixMilli())
}

func maybeText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
