package logsapi

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// Limits of live tail sessions (BC:logs.StartLiveTail).
const (
	liveGroups  = 10
	liveUpdate  = 500 // events in an update; of more, a sample
	streamNames = 10
	patternSize = 1024
)

// LiveTail is a session. AWS sends an update every second; here whoever holds
// the session asks for them, because this package has no clock. Like a
// handler it must be asked under the engine's lock.
type LiveTail struct {
	s       *service
	groups  []string
	wanted  func(stream string) bool
	pattern logpattern.Pattern
	seen    logs.Mark
}

func (s *service) startLiveTail(_ context.Context, in *cwl.StartLiveTailInput) (*LiveTail, error) {
	if err := checkLive(in); err != nil {
		return nil, err
	}
	t := &LiveTail{s: s, seen: s.room.Mark(), wanted: func(stream string) bool {
		return len(in.LogStreamNames)+len(in.LogStreamNamePrefixes) == 0 || slices.Contains(in.LogStreamNames, stream) ||
			slices.ContainsFunc(in.LogStreamNamePrefixes, func(prefix string) bool { return strings.HasPrefix(stream, prefix) })
	}}
	for _, arn := range in.LogGroupIdentifiers {
		g, err := s.room.Group(s.room.NameOf(arn))
		if err != nil {
			return nil, err
		}
		if err := searchable(g, "StartLiveTail"); err != nil {
			return nil, err
		}
		t.groups = append(t.groups, g.Name)
	}
	pattern, err := logpattern.Parse(text(in.LogEventFilterPattern))
	if err != nil {
		return nil, awserr.From(err)
	}
	t.pattern = pattern
	return t, nil
}

func checkLive(in *cwl.StartLiveTailInput) error {
	var v violations
	switch n := len(in.LogGroupIdentifiers); {
	case in.LogGroupIdentifiers == nil:
		v.add("null", "logGroupIdentifiers", "not be null")
	case n == 0:
		v.add("'[]'", "logGroupIdentifiers", "have length greater than or equal to 1")
	case n > liveGroups:
		v.add(fmt.Sprintf("'[%d identifiers]'", n), "logGroupIdentifiers", "have length less than or equal to %d", liveGroups)
	}
	for _, names := range []struct {
		member string
		values []string
	}{{"logStreamNames", in.LogStreamNames}, {"logStreamNamePrefixes", in.LogStreamNamePrefixes}} {
		if n := len(names.values); n > streamNames {
			v.add(fmt.Sprintf("'[%d names]'", n), names.member, "have length less than or equal to %d", streamNames)
		}
	}
	if n := len(text(in.LogEventFilterPattern)); n > patternSize {
		v.add(fmt.Sprintf("'[%d characters]'", n), "logEventFilterPattern", "have length less than or equal to %d", patternSize)
	}
	if err := v.err(); err != nil {
		return err
	}
	// Choice: AWS does not publish what it says to these.
	switch narrowed := len(in.LogStreamNames)+len(in.LogStreamNamePrefixes) > 0; {
	case slices.ContainsFunc(in.LogGroupIdentifiers, func(arn string) bool { return !strings.HasPrefix(arn, "arn:") || strings.HasSuffix(arn, "*") }):
		return refused("Log groups must be specified by their ARNs, which must not end with an asterisk.")
	case len(in.LogStreamNames) > 0 && len(in.LogStreamNamePrefixes) > 0:
		return refused("Either logStreamNames or logStreamNamePrefixes may be specified, not both.")
	case narrowed && len(in.LogGroupIdentifiers) > 1:
		return refused("Log streams can be specified only for a single log group.")
	}
	return nil
}

// Update is what has come since the last one. Events of a group that was
// deleted meanwhile come no more.
func (t *LiveTail) Update() types.LiveTailSessionUpdate {
	from := t.seen
	t.seen = t.s.room.Mark()
	found := []types.LiveTailSessionLogEvent{}
	for _, name := range t.groups {
		if g := t.s.w.LogGroups.Get(name); g != nil {
			found = append(found, t.matching(g, t.s.room.Since(from, g, logs.Streams(g, t.wanted)))...)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return *found[i].Timestamp < *found[j].Timestamp })
	sampled := len(found) > liveUpdate
	return types.LiveTailSessionUpdate{SessionMetadata: &types.LiveTailSessionMetadata{Sampled: sampled}, SessionResults: sample(found, liveUpdate)}
}

// matching are the events that the session's pattern lets through.
func (t *LiveTail) matching(g *world.LogGroup, came []logs.Record) []types.LiveTailSessionLogEvent {
	var found []types.LiveTailSessionLogEvent
	for _, e := range came {
		if t.pattern.Match(e.Message).Matched {
			found = append(found, types.LiveTailSessionLogEvent{
				LogGroupIdentifier: some(t.s.w.Account + ":" + g.Name), LogStreamName: some(e.Stream),
				Message: some(e.Message), Timestamp: stamp(e.At), IngestionTime: stamp(e.Ingested),
			})
		}
	}
	return found
}

// sample is a list, evenly thinned out to at most so many.
func sample[T any](list []T, most int) []T {
	if len(list) <= most {
		return list
	}
	kept := make([]T, most)
	for i := range kept {
		kept[i] = list[i*len(list)/most]
	}
	return kept
}
