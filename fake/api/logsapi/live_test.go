package logsapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/fake/api/logsapi"
)

const groupARN = "arn:aws:logs:us-west-2:123456789012:log-group:" + group

func (a *account) write(in string, at time.Time, messages ...string) {
	a.t.Helper()
	var events []types.InputLogEvent
	for _, m := range messages {
		events = append(events, types.InputLogEvent{Message: aws.String(m), Timestamp: aws.Int64(at.UnixMilli())})
	}
	ask[cwl.PutLogEventsOutput](a, &cwl.PutLogEventsInput{LogGroupName: aws.String(group), LogStreamName: aws.String(in), LogEvents: events})
}

func messagesOf(u types.LiveTailSessionUpdate) string {
	var all []string
	for _, e := range u.SessionResults {
		all = append(all, aws.ToString(e.LogStreamName)+": "+aws.ToString(e.Message))
	}
	return strings.Join(all, ", ")
}

// BC:logs.StartLiveTail: an update has what was ingested since the last one.
func TestALiveTailHasWhatCameSince(t *testing.T) {
	a := newAccount(t)
	ask[cwl.CreateLogStreamOutput](a, &cwl.CreateLogStreamInput{LogGroupName: aws.String(group), LogStreamName: aws.String("other")})
	a.write(stream, a.Now(), "before")
	all := ask[logsapi.LiveTail](a, &cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}})
	errors := ask[logsapi.LiveTail](a, &cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogEventFilterPattern: aws.String("ERROR")})
	others := ask[logsapi.LiveTail](a, &cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogStreamNamePrefixes: []string{"oth"}})
	named := ask[logsapi.LiveTail](a, &cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogStreamNames: []string{stream}})
	if got := messagesOf(all.Update()); got != "" {
		t.Errorf("it begins with %q", got)
	}
	a.write(stream, a.Now(), "one")
	a.pass(time.Second)
	a.write(stream, a.Now(), "ERROR two")
	a.write("other", a.Now().Add(-time.Hour), "an hour late")
	for what, c := range map[string]struct {
		tail *logsapi.LiveTail
		want string
	}{
		"everything": {all, "other: an hour late, " + stream + ": one, " + stream + ": ERROR two"},
		"a pattern":  {errors, stream + ": ERROR two"},
		"a prefix":   {others, "other: an hour late"},
		"a stream":   {named, stream + ": one, " + stream + ": ERROR two"},
	} {
		if got := messagesOf(c.tail.Update()); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
		if got := messagesOf(c.tail.Update()); got != "" {
			t.Errorf("%s: again %q", what, got)
		}
	}
	ask[cwl.DeleteLogGroupOutput](a, &cwl.DeleteLogGroupInput{LogGroupName: aws.String(group)})
	if got := all.Update(); got.SessionResults == nil || len(got.SessionResults) > 0 {
		t.Errorf("of a deleted group: %v", got.SessionResults)
	}
}

func TestALiveTailTellsWhereAnEventIsFrom(t *testing.T) {
	a := newAccount(t)
	tail := ask[logsapi.LiveTail](a, &cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}})
	at := a.Now().Add(-time.Minute)
	a.write(stream, at, "one")
	got := tail.Update().SessionResults[0]
	if *got.LogGroupIdentifier != "123456789012:"+group || *got.Timestamp != at.UnixMilli() || *got.IngestionTime != a.Now().UnixMilli() {
		t.Errorf("%s at %d, came %d", *got.LogGroupIdentifier, *got.Timestamp, *got.IngestionTime)
	}
}

func TestALiveTailSamplesAboveFiveHundredEvents(t *testing.T) {
	for _, c := range []struct {
		came, shown int
		sampled     bool
	}{{500, 500, false}, {501, 500, true}, {2000, 500, true}} {
		a := newAccount(t)
		tail := ask[logsapi.LiveTail](a, &cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}})
		var lines []string
		for i := range c.came {
			lines = append(lines, fmt.Sprintf("line %04d", i))
		}
		a.write(stream, a.Now(), lines...)
		u := tail.Update()
		ordered := slices.IsSortedFunc(u.SessionResults, func(a, b types.LiveTailSessionLogEvent) int { return strings.Compare(*a.Message, *b.Message) })
		if len(u.SessionResults) != c.shown || u.SessionMetadata.Sampled != c.sampled || !ordered {
			t.Errorf("of %d events %d are shown, sampled %v, in order %v", c.came, len(u.SessionResults), u.SessionMetadata.Sampled, ordered)
		}
	}
}

func TestLiveTailRefusals(t *testing.T) {
	a := newAccount(t)
	ask[cwl.CreateLogGroupOutput](a, &cwl.CreateLogGroupInput{LogGroupName: aws.String("rare"), LogGroupClass: types.LogGroupClassInfrequentAccess})
	eleven := make([]string, 11)
	for what, c := range map[string]struct {
		in   cwl.StartLiveTailInput
		want string
	}{
		"no groups":       {cwl.StartLiveTailInput{}, "InvalidParameterException: 1 validation error detected: Value null at 'logGroupIdentifiers' failed to satisfy constraint: Member must not be null"},
		"an empty list":   {cwl.StartLiveTailInput{LogGroupIdentifiers: []string{}}, "InvalidParameterException: 1 validation error detected: Value '[]' at 'logGroupIdentifiers' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		"too many groups": {cwl.StartLiveTailInput{LogGroupIdentifiers: eleven}, "InvalidParameterException: 1 validation error detected: Value '[11 identifiers]' at 'logGroupIdentifiers' failed to satisfy constraint: Member must have length less than or equal to 10"},
		"too many streams": {
			cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogStreamNames: eleven},
			"InvalidParameterException: 1 validation error detected: Value '[11 names]' at 'logStreamNames' failed to satisfy constraint: Member must have length less than or equal to 10",
		},
		"a long pattern": {
			cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogEventFilterPattern: aws.String(strings.Repeat("x", 1025))},
			"InvalidParameterException: 1 validation error detected: Value '[1025 characters]' at 'logEventFilterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024",
		},
		"a name":      {cwl.StartLiveTailInput{LogGroupIdentifiers: []string{group}}, "InvalidParameterException: Log groups must be specified by their ARNs, which must not end with an asterisk."},
		"an asterisk": {cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN + ":*"}}, "InvalidParameterException: Log groups must be specified by their ARNs, which must not end with an asterisk."},
		"names and prefixes": {
			cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogStreamNames: []string{"a"}, LogStreamNamePrefixes: []string{"b"}},
			"InvalidParameterException: Either logStreamNames or logStreamNamePrefixes may be specified, not both.",
		},
		"streams of two groups": {
			cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN, groupARN}, LogStreamNames: []string{"a"}},
			"InvalidParameterException: Log streams can be specified only for a single log group.",
		},
		"a group that is not there": {cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN + "s"}}, "ResourceNotFoundException: The specified log group does not exist."},
		"a group of a cheaper class": {
			cwl.StartLiveTailInput{LogGroupIdentifiers: []string{"arn:aws:logs:us-west-2:123456789012:log-group:rare"}},
			"InvalidOperationException: StartLiveTail is not supported for log groups in the INFREQUENT_ACCESS log class.",
		},
	} {
		if got := a.refusal(&c.in); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", what, got, c.want)
		}
	}
	if got := a.refusal(&cwl.StartLiveTailInput{LogGroupIdentifiers: []string{groupARN}, LogEventFilterPattern: aws.String("{ $.a =")}); !strings.HasPrefix(got, "InvalidParameterException: ") {
		t.Errorf("a bad pattern: %s", got)
	}
}
