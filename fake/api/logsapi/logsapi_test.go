package logsapi_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/logsapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// account is an empty account with one log group and a stream in it.
type account struct {
	*sim.Kernel
	t    *testing.T
	mux  *api.Mux
	room *logs.Room
	m    *telemetry.Room
}

const group, stream = "/app/web", "i-0a1b2c3d4e5f60718"

func newAccount(t *testing.T) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, mux: api.NewMux(), Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	c := compute.New(a.Kernel)
	b := balancing.New(a.Kernel, c)
	a.room = logs.New(a.Kernel, b)
	a.m = telemetry.New(a.Kernel, c, b)
	a.room.Connect(a.m)
	logsapi.Register(a.mux, a.Kernel, a.room)
	ask[cwl.CreateLogGroupOutput](a, &cwl.CreateLogGroupInput{LogGroupName: aws.String(group)})
	ask[cwl.CreateLogStreamOutput](a, &cwl.CreateLogStreamInput{LogGroupName: aws.String(group), LogStreamName: aws.String(stream)})
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func (a *account) call(input any) (any, error) {
	service, operation := api.NameOf(input)
	return a.mux.Call(context.Background(), service, operation, input)
}

func ask[O any](a *account, input any) *O {
	a.t.Helper()
	out, err := a.call(input)
	if err != nil {
		a.t.Fatalf("%T: %v", input, err)
	}
	return out.(*O)
}

// refusal is the code and message with which a call is refused.
func (a *account) refusal(input any) string {
	_, err := a.call(input)
	var bad *awserr.Error
	if !errors.As(err, &bad) {
		return fmt.Sprint(err)
	}
	return bad.Error()
}

// put writes messages, a second apart, the last of them now.
func (a *account) put(messages ...string) *cwl.PutLogEventsOutput {
	a.t.Helper()
	in := &cwl.PutLogEventsInput{LogGroupName: aws.String(group), LogStreamName: aws.String(stream)}
	for i, m := range messages {
		in.LogEvents = append(in.LogEvents, line(a.Now().Add(time.Duration(i-len(messages)+1)*time.Second), m))
	}
	return ask[cwl.PutLogEventsOutput](a, in)
}

func line(at time.Time, message string) types.InputLogEvent {
	return types.InputLogEvent{Timestamp: aws.Int64(at.UnixMilli()), Message: &message}
}

func messages[E any](events []E, of func(E) *string) string {
	var list []string
	for _, e := range events {
		list = append(list, *of(e))
	}
	return strings.Join(list, " ")
}

func filtered(out *cwl.FilterLogEventsOutput) string {
	return messages(out.Events, func(e types.FilteredLogEvent) *string { return e.Message })
}

func got(out *cwl.GetLogEventsOutput) string {
	return messages(out.Events, func(e types.OutputLogEvent) *string { return e.Message })
}

// Refusals with AWS's codes and, where known, its texts (BC:logs).
func TestRefusals(t *testing.T) {
	a := newAccount(t)
	a.put("hello")
	g, s, no := aws.String(group), aws.String(stream), aws.String("/no/such")
	now := a.Now()
	batch := func(events ...types.InputLogEvent) *cwl.PutLogEventsInput {
		return &cwl.PutLogEventsInput{LogGroupName: g, LogStreamName: s, LogEvents: events}
	}
	metric := []types.MetricTransformation{{MetricName: aws.String("Errors"), MetricNamespace: aws.String("App"), MetricValue: aws.String("1")}}
	const noGroup = "ResourceNotFoundException: The specified log group does not exist."
	const noStream = "ResourceNotFoundException: The specified log stream does not exist."
	const badToken = "InvalidParameterException: The specified nextToken is invalid."
	for _, c := range []struct {
		name  string
		input any
		want  string
	}{
		{"a group twice", &cwl.CreateLogGroupInput{LogGroupName: g}, "ResourceAlreadyExistsException: The specified log group already exists"},
		{"a group without a name", &cwl.CreateLogGroupInput{}, "InvalidParameterException: 1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null"},
		{"a bad name", &cwl.CreateLogGroupInput{LogGroupName: aws.String("a b")}, `InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`},
		{"a long name", &cwl.CreateLogGroupInput{LogGroupName: aws.String(strings.Repeat("a", 513))}, "InvalidParameterException: 1 validation error detected: Value 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' at 'logGroupName' failed to satisfy constraint: Member must have length less than or equal to 512"},
		{"an unknown class", &cwl.CreateLogGroupInput{LogGroupName: aws.String("x"), LogGroupClass: "COLD"}, "InvalidParameterException: 1 validation error detected: Value 'COLD' at 'logGroupClass' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS]"},
		{"a reserved tag", &cwl.CreateLogGroupInput{LogGroupName: aws.String("x"), Tags: map[string]string{"aws:x": "y"}}, "InvalidParameterException: The key aws:x of a tag is reserved: it begins with aws:."},
		{"deletion protection", &cwl.CreateLogGroupInput{LogGroupName: aws.String("x"), DeletionProtectionEnabled: aws.Bool(true)}, "InvalidParameterException: The parameter deletionProtectionEnabled is not available in this engine."},
		{"deleting no group", &cwl.DeleteLogGroupInput{LogGroupName: no}, noGroup},
		{"prefix and pattern", &cwl.DescribeLogGroupsInput{LogGroupNamePrefix: g, LogGroupNamePattern: g}, "InvalidParameterException: LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."},
		{"too many groups", &cwl.DescribeLogGroupsInput{Limit: aws.Int32(51)}, "InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50"},
		{"a bad token", &cwl.DescribeLogGroupsInput{NextToken: aws.String("?")}, badToken},
		{"two days", &cwl.PutRetentionPolicyInput{LogGroupName: g, RetentionInDays: aws.Int32(2)}, "InvalidParameterException: 1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]"},
		{"no days", &cwl.PutRetentionPolicyInput{LogGroupName: g}, "InvalidParameterException: 1 validation error detected: Value null at 'retentionInDays' failed to satisfy constraint: Member must not be null"},
		{"retention of no group", &cwl.PutRetentionPolicyInput{LogGroupName: no, RetentionInDays: aws.Int32(1)}, noGroup},
		{"no retention of no group", &cwl.DeleteRetentionPolicyInput{LogGroupName: no}, noGroup},
		{"a stream twice", &cwl.CreateLogStreamInput{LogGroupName: g, LogStreamName: s}, "ResourceAlreadyExistsException: The specified log stream already exists"},
		{"a stream with a colon", &cwl.CreateLogStreamInput{LogGroupName: g, LogStreamName: aws.String("a:b")}, "InvalidParameterException: 1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"},
		{"a stream of no group", &cwl.CreateLogStreamInput{LogGroupName: no, LogStreamName: s}, noGroup},
		{"deleting no stream", &cwl.DeleteLogStreamInput{LogGroupName: g, LogStreamName: no}, noStream},
		{"streams by time and prefix", &cwl.DescribeLogStreamsInput{LogGroupName: g, OrderBy: types.OrderByLastEventTime, LogStreamNamePrefix: s}, "InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix."},
		{"streams by size", &cwl.DescribeLogStreamsInput{LogGroupName: g, OrderBy: "Size"}, "InvalidParameterException: 1 validation error detected: Value 'Size' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]"},
		{"streams of nothing", &cwl.DescribeLogStreamsInput{}, "InvalidParameterException: LogGroup name or LogGroup identifier must be provided."},
		{"streams of two", &cwl.DescribeLogStreamsInput{LogGroupName: g, LogGroupIdentifier: g}, "InvalidParameterException: LogGroup name and LogGroup identifier are mutually exclusive parameters."},
		{"no events", batch(), "InvalidParameterException: 1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"an empty event", batch(line(now, "")), "InvalidParameterException: 1 validation error detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"an event without a time", batch(types.InputLogEvent{Message: s}), "InvalidParameterException: 1 validation error detected: Value null at 'logEvents.1.member.timestamp' failed to satisfy constraint: Member must not be null"},
		{"out of order", batch(line(now, "b"), line(now.Add(-time.Second), "a")), "InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order."},
		{"more than a day", batch(line(now.Add(-25*time.Hour), "a"), line(now, "b")), "InvalidParameterException: The batch of log events in a single PutLogEvents request cannot span more than 24 hours."},
		{"too large", batch(line(now, strings.Repeat("x", 1<<20))), "InvalidParameterException: Upload too large: 1048602 bytes exceeds limit of 1048576"},
		{"too many", batch(slices.Repeat([]types.InputLogEvent{line(now, "x")}, 10_001)...), "InvalidParameterException: 1 validation error detected: Value '[10001 events]' at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000"},
		{"events to no stream", &cwl.PutLogEventsInput{LogGroupName: g, LogStreamName: no, LogEvents: batch(line(now, "x")).LogEvents}, noStream},
		{"events of no stream", &cwl.GetLogEventsInput{LogGroupName: g, LogStreamName: no}, noStream},
		{"a bad place", &cwl.GetLogEventsInput{LogGroupName: g, LogStreamName: s, NextToken: aws.String("f/1")}, badToken},
		{"a bad pattern", &cwl.FilterLogEventsInput{LogGroupName: g, FilterPattern: aws.String("{ $.a = ")}, "InvalidParameterException: Invalid metric filter pattern."},
		{"a bad page", &cwl.FilterLogEventsInput{LogGroupName: g, NextToken: aws.String("?")}, badToken},
		{"too many events", &cwl.FilterLogEventsInput{LogGroupName: g, Limit: aws.Int32(10_001)}, "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000"},
		{"names and prefix", &cwl.FilterLogEventsInput{LogGroupName: g, LogStreamNames: []string{stream}, LogStreamNamePrefix: s}, "InvalidParameterException: Either logStreamNamePrefix or logStreamNames may be specified, not both."},
		{"a stream that is not there", &cwl.FilterLogEventsInput{LogGroupName: g, LogStreamNames: []string{"x"}}, noStream},
		{"time that goes back", &cwl.FilterLogEventsInput{LogGroupName: g, StartTime: aws.Int64(2), EndTime: aws.Int64(1)}, "InvalidParameterException: startTime must not be later than endTime."},
		{"newest first from ever", &cwl.FilterLogEventsInput{LogGroupName: g, StartFromHead: aws.Bool(false)}, "InvalidParameterException: startFromHead can be false only with a startTime on or after Jan 1, 2024 00:00:00 UTC."},
		{"events of no group", &cwl.FilterLogEventsInput{LogGroupName: no}, noGroup},
		{"a filter of no group", &cwl.PutMetricFilterInput{LogGroupName: no, FilterName: s, FilterPattern: aws.String(""), MetricTransformations: metric}, noGroup},
		{"a filter without a metric", &cwl.PutMetricFilterInput{LogGroupName: g, FilterName: s, FilterPattern: aws.String("")}, "InvalidParameterException: 1 validation error detected: Value '[]' at 'metricTransformations' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"a filter with a bad pattern", &cwl.PutMetricFilterInput{LogGroupName: g, FilterName: s, FilterPattern: aws.String("[a"), MetricTransformations: metric}, "InvalidParameterException: Invalid metric filter pattern."},
		{"deleting no filter", &cwl.DeleteMetricFilterInput{LogGroupName: g, FilterName: s}, "ResourceNotFoundException: The specified metric filter does not exist."},
		{"half a metric", &cwl.DescribeMetricFiltersInput{MetricName: s}, "InvalidParameterException: metricName and metricNamespace must be specified together."},
		{"a test without messages", &cwl.TestMetricFilterInput{FilterPattern: aws.String("x")}, "InvalidParameterException: 1 validation error detected: Value '[]' at 'logEventMessages' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"a test without a pattern", &cwl.TestMetricFilterInput{}, "InvalidParameterException: 1 validation error detected: Value null at 'filterPattern' failed to satisfy constraint: Member must not be null"},
		{"a subscription", &cwl.PutSubscriptionFilterInput{LogGroupName: g}, "InvalidParameterException: Subscription filters are not available in this engine."},
		{"deleting no subscription", &cwl.DeleteSubscriptionFilterInput{LogGroupName: g}, "ResourceNotFoundException: The specified subscription filter does not exist."},
		{"a query without a range", &cwl.StartQueryInput{LogGroupName: g, QueryString: aws.String("fields @message")}, "InvalidParameterException: 2 validation errors detected: Value null at 'startTime' failed to satisfy constraint: Member must not be null; Value null at 'endTime' failed to satisfy constraint: Member must not be null"},
		{"a malformed query", &cwl.StartQueryInput{LogGroupName: g, QueryString: aws.String("dance"), StartTime: aws.Int64(0), EndTime: aws.Int64(1)}, "MalformedQueryException: The query is not valid at character 1: there is no command dance (there are fields, display, filter, stats, sort, limit and parse)."},
		{"a query that goes back", &cwl.StartQueryInput{LogGroupName: g, QueryString: s, StartTime: aws.Int64(2), EndTime: aws.Int64(1)}, "InvalidParameterException: End time should not be before start time."},
		{"a query of no group", &cwl.StartQueryInput{LogGroupName: no, QueryString: s, StartTime: aws.Int64(0), EndTime: aws.Int64(1)}, noGroup},
		{"a query of nothing", &cwl.StartQueryInput{QueryString: s, StartTime: aws.Int64(0), EndTime: aws.Int64(1)}, "InvalidParameterException: Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified."},
		{"results of no query", &cwl.GetQueryResultsInput{QueryId: s}, "ResourceNotFoundException: The specified query does not exist."},
		{"stopping no query", &cwl.StopQueryInput{QueryId: s}, "ResourceNotFoundException: The specified query does not exist."},
		{"a record that is not there", &cwl.GetLogRecordInput{LogRecordPointer: s}, "ResourceNotFoundException: The specified log record does not exist."},
		{"tags of an ARN with a star", &cwl.TagResourceInput{ResourceArn: aws.String("arn:aws:logs:us-west-2:123456789012:log-group:/app/web:*"), Tags: map[string]string{"a": "b"}}, "InvalidParameterException: The specified resource ARN is not valid: arn:aws:logs:us-west-2:123456789012:log-group:/app/web:*"},
		{"tags of nothing", &cwl.ListTagsForResourceInput{ResourceArn: aws.String("arn:aws:logs:us-west-2:123456789012:log-group:x")}, "ResourceNotFoundException: The specified resource does not exist."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if said := a.refusal(c.input); said != c.want {
				t.Errorf("%s\nwant %s", said, c.want)
			}
		})
	}
}

func TestGroupsAreListedByNamePageByPage(t *testing.T) {
	a := newAccount(t)
	for i := range 7 {
		ask[cwl.CreateLogGroupOutput](a, &cwl.CreateLogGroupInput{LogGroupName: aws.String(fmt.Sprintf("/other/%d", i)), Tags: map[string]string{"n": "1"}})
	}
	names := func(in *cwl.DescribeLogGroupsInput) (names []string) {
		for {
			out := ask[cwl.DescribeLogGroupsOutput](a, in)
			for _, g := range out.LogGroups {
				names = append(names, *g.LogGroupName)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return names
			}
		}
	}
	if all := names(&cwl.DescribeLogGroupsInput{Limit: aws.Int32(3)}); len(all) != 8 || !slices.IsSorted(all) {
		t.Errorf("%v", all)
	}
	if some := names(&cwl.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/app")}); !slices.Equal(some, []string{group}) {
		t.Errorf("prefix: %v", some)
	}
	if some := names(&cwl.DescribeLogGroupsInput{LogGroupNamePattern: aws.String("er/3")}); !slices.Equal(some, []string{"/other/3"}) {
		t.Errorf("pattern: %v", some)
	}
	g := ask[cwl.DescribeLogGroupsOutput](a, &cwl.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/app")}).LogGroups[0]
	const arn = "arn:aws:logs:us-west-2:123456789012:log-group:/app/web"
	if *g.Arn != arn+":*" || *g.LogGroupArn != arn || g.RetentionInDays != nil || g.LogGroupClass != "STANDARD" {
		t.Errorf("%+v", g)
	}
}

// BC:logs.PutRetentionPolicy; expired events are gone.
func TestRetention(t *testing.T) {
	a := newAccount(t)
	a.put("old")
	a.pass(30 * time.Hour)
	a.put("new")
	g := aws.String(group)
	ask[cwl.PutRetentionPolicyOutput](a, &cwl.PutRetentionPolicyInput{LogGroupName: g, RetentionInDays: aws.Int32(1)})
	if left := filtered(ask[cwl.FilterLogEventsOutput](a, &cwl.FilterLogEventsInput{LogGroupName: g})); left != "new" {
		t.Errorf("left: %s", left)
	}
	out := ask[cwl.PutLogEventsOutput](a, &cwl.PutLogEventsInput{LogGroupName: g, LogStreamName: aws.String(stream), LogEvents: []types.InputLogEvent{
		line(a.Now().Add(-25*time.Hour), "expired"), line(a.Now().Add(-2*time.Hour), "good"),
	}})
	if i := out.RejectedLogEventsInfo; i == nil || aws.ToInt32(i.ExpiredLogEventEndIndex) != 1 || i.TooOldLogEventEndIndex != nil {
		t.Errorf("rejected: %+v", i)
	}
	ask[cwl.DeleteRetentionPolicyOutput](a, &cwl.DeleteRetentionPolicyInput{LogGroupName: g})
	if days := ask[cwl.DescribeLogGroupsOutput](a, &cwl.DescribeLogGroupsInput{}).LogGroups[0].RetentionInDays; days != nil {
		t.Errorf("%d days", *days)
	}
}

// BC:logs.PutLogEvents: older than 14 days or more than two hours ahead.
func TestEventsAreRejectedOneByOne(t *testing.T) {
	a := newAccount(t)
	now := a.Now()
	put := func(events ...types.InputLogEvent) *types.RejectedLogEventsInfo {
		return ask[cwl.PutLogEventsOutput](a, &cwl.PutLogEventsInput{LogGroupName: aws.String(group), LogStreamName: aws.String(stream), LogEvents: events}).RejectedLogEventsInfo
	}
	if i := put(line(now.Add(-14*24*time.Hour-time.Minute), "a"), line(now.Add(-14*24*time.Hour), "b")); i == nil || aws.ToInt32(i.TooOldLogEventEndIndex) != 1 {
		t.Errorf("too old: %+v", i)
	}
	if i := put(line(now, "c"), line(now.Add(2*time.Hour), "d"), line(now.Add(3*time.Hour), "e")); i == nil || aws.ToInt32(i.TooNewLogEventStartIndex) != 2 {
		t.Errorf("too new: %+v", i)
	}
	if i := put(line(now, "f")); i != nil {
		t.Errorf("all good: %+v", i)
	}
	if all := filtered(ask[cwl.FilterLogEventsOutput](a, &cwl.FilterLogEventsInput{LogGroupName: aws.String(group)})); all != "b c f d" {
		t.Errorf("kept: %s", all)
	}
}

// BC:logs.GetLogEvents: at the end of the stream the token comes back.
func TestGetLogEventsGoesBothWays(t *testing.T) {
	a := newAccount(t)
	a.put("1", "2", "3", "4", "5")
	read := func(head bool, token *string) *cwl.GetLogEventsOutput {
		return ask[cwl.GetLogEventsOutput](a, &cwl.GetLogEventsInput{
			LogGroupName: aws.String(group), LogStreamName: aws.String(stream), Limit: aws.Int32(2), StartFromHead: aws.Bool(head), NextToken: token,
		})
	}
	tail := read(false, nil)
	before := read(false, tail.NextBackwardToken)
	first := read(false, before.NextBackwardToken)
	if got(tail) != "4 5" || got(before) != "2 3" || got(first) != "1" {
		t.Errorf("back: %q %q %q", got(tail), got(before), got(first))
	}
	end := read(true, tail.NextForwardToken)
	if len(end.Events) != 0 || *end.NextForwardToken != *tail.NextForwardToken {
		t.Errorf("at the end: %q, token %s, was %s", got(end), *end.NextForwardToken, *tail.NextForwardToken)
	}
	start := read(false, first.NextBackwardToken)
	if len(start.Events) != 0 || *start.NextBackwardToken != *first.NextBackwardToken {
		t.Errorf("at the start: %q", got(start))
	}
	a.pass(time.Second)
	a.put("6")
	if more := read(true, end.NextForwardToken); got(more) != "6" {
		t.Errorf("later: %q", got(more))
	}
	if on := read(true, read(true, nil).NextForwardToken); got(on) != "3 4" {
		t.Errorf("on from the head: %q", got(on))
	}
}

func TestFilterLogEvents(t *testing.T) {
	a := newAccount(t)
	other := "i-2"
	ask[cwl.CreateLogStreamOutput](a, &cwl.CreateLogStreamInput{LogGroupName: aws.String(group), LogStreamName: &other})
	a.put("GET 200", "GET 500", "PUT 200")
	ask[cwl.PutLogEventsOutput](a, &cwl.PutLogEventsInput{LogGroupName: aws.String(group), LogStreamName: &other, LogEvents: []types.InputLogEvent{
		line(a.Now().Add(-1500*time.Millisecond), "GET 201"),
	}})
	for _, c := range []struct {
		name string
		in   cwl.FilterLogEventsInput
		want string
	}{
		{"all streams, by time", cwl.FilterLogEventsInput{}, "GET 200 GET 201 GET 500 PUT 200"},
		{"terms", cwl.FilterLogEventsInput{FilterPattern: aws.String("GET -500")}, "GET 200 GET 201"},
		{"columns", cwl.FilterLogEventsInput{FilterPattern: aws.String("[m, s>=500]")}, "GET 500"},
		{"one stream", cwl.FilterLogEventsInput{LogStreamNames: []string{other}}, "GET 201"},
		{"a prefix", cwl.FilterLogEventsInput{LogStreamNamePrefix: aws.String("i-0a")}, "GET 200 GET 500 PUT 200"},
		{"the end is included", cwl.FilterLogEventsInput{EndTime: aws.Int64(a.Now().Add(-time.Second).UnixMilli())}, "GET 200 GET 201 GET 500"},
		{"the start is included", cwl.FilterLogEventsInput{StartTime: aws.Int64(a.Now().UnixMilli())}, "PUT 200"},
		{"the newest first", cwl.FilterLogEventsInput{StartTime: aws.Int64(a.Now().Add(-time.Hour).UnixMilli()), StartFromHead: aws.Bool(false)}, "PUT 200 GET 500 GET 201 GET 200"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := c.in
			in.LogGroupIdentifier = aws.String("arn:aws:logs:us-west-2:123456789012:log-group:/app/web:*")
			if all := filtered(ask[cwl.FilterLogEventsOutput](a, &in)); all != c.want {
				t.Errorf("%q, want %q", all, c.want)
			}
			in = c.in
			in.LogGroupName, in.Limit = aws.String(group), aws.Int32(1)
			var paged []string
			for {
				out := ask[cwl.FilterLogEventsOutput](a, &in)
				if len(out.Events) > 0 {
					paged = append(paged, filtered(out))
				}
				if in.NextToken = out.NextToken; in.NextToken == nil {
					break
				}
			}
			if all := strings.Join(paged, " "); all != c.want {
				t.Errorf("one by one: %q, want %q", all, c.want)
			}
		})
	}
}

// A page ends when enough was looked at, found or not.
func TestAPageOfASearchMayBeEmpty(t *testing.T) {
	a := newAccount(t)
	for range 3 {
		var events []types.InputLogEvent
		for range 9_000 {
			events = append(events, line(a.Now(), "dull"))
		}
		ask[cwl.PutLogEventsOutput](a, &cwl.PutLogEventsInput{LogGroupName: aws.String(group), LogStreamName: aws.String(stream), LogEvents: events})
	}
	a.pass(time.Second)
	a.put("gold")
	in := &cwl.FilterLogEventsInput{LogGroupName: aws.String(group), FilterPattern: aws.String("gold")}
	first := ask[cwl.FilterLogEventsOutput](a, in)
	if len(first.Events) != 0 || first.NextToken == nil {
		t.Fatalf("the first page: %d events, token %v", len(first.Events), first.NextToken)
	}
	in.NextToken = first.NextToken
	if second := ask[cwl.FilterLogEventsOutput](a, in); filtered(second) != "gold" {
		t.Errorf("the second page: %q", filtered(second))
	}
}

func TestStreamsAreListedByNameOrByTime(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"b", "a"} {
		ask[cwl.CreateLogStreamOutput](a, &cwl.CreateLogStreamInput{LogGroupName: aws.String(group), LogStreamName: aws.String(name)})
	}
	a.put("x")
	names := func(in cwl.DescribeLogStreamsInput) string {
		in.LogGroupName = aws.String(group)
		return messages(ask[cwl.DescribeLogStreamsOutput](a, &in).LogStreams, func(s types.LogStream) *string { return s.LogStreamName })
	}
	if got := names(cwl.DescribeLogStreamsInput{}); got != "a b "+stream {
		t.Errorf("by name: %s", got)
	}
	if got := names(cwl.DescribeLogStreamsInput{OrderBy: types.OrderByLastEventTime, Descending: aws.Bool(true)}); !strings.HasPrefix(got, stream) {
		t.Errorf("by time: %s", got)
	}
	s := ask[cwl.DescribeLogStreamsOutput](a, &cwl.DescribeLogStreamsInput{LogGroupName: aws.String(group), LogStreamNamePrefix: aws.String("i-")}).LogStreams[0]
	//lint:ignore SA1019 the size is still sent, as 0
	if now := a.Now().UnixMilli(); *s.FirstEventTimestamp != now || *s.LastEventTimestamp != now || *s.LastIngestionTime != now || *s.StoredBytes != 0 || s.UploadSequenceToken == nil {
		t.Errorf("%+v", s)
	}
	ask[cwl.DeleteLogStreamOutput](a, &cwl.DeleteLogStreamInput{LogGroupName: aws.String(group), LogStreamName: aws.String("a")})
	if got := names(cwl.DescribeLogStreamsInput{}); got != "b "+stream {
		t.Errorf("after deleting: %s", got)
	}
}

func TestTagsByARNAndByName(t *testing.T) {
	a := newAccount(t)
	arn := aws.String("arn:aws:logs:us-west-2:123456789012:log-group:/app/web")
	ask[cwl.TagResourceOutput](a, &cwl.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"App": "web", "Env": "test"}})
	ask[cwl.TagLogGroupOutput](a, &cwl.TagLogGroupInput{LogGroupName: aws.String(group), Tags: map[string]string{"Env": "prod"}})
	ask[cwl.UntagResourceOutput](a, &cwl.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"App"}})
	if tags := ask[cwl.ListTagsForResourceOutput](a, &cwl.ListTagsForResourceInput{ResourceArn: arn}).Tags; len(tags) != 1 || tags["Env"] != "prod" {
		t.Errorf("%v", tags)
	}
	ask[cwl.UntagLogGroupOutput](a, &cwl.UntagLogGroupInput{LogGroupName: aws.String(group), Tags: []string{"Env"}})
	if tags := ask[cwl.ListTagsLogGroupOutput](a, &cwl.ListTagsLogGroupInput{LogGroupName: aws.String(group)}).Tags; len(tags) != 0 {
		t.Errorf("%v", tags)
	}
}
