package sdk

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"fleetglass/awsclient"
)

const (
	// tailEvery is the wait between two looks when the caller names none. Two
	// groups are then within FilterLogEvents's quota of 5 calls a second.
	tailEvery = 2 * time.Second
	// tailLate is how much later than its time an event may arrive and still
	// be seen: agents gather lines for some seconds.
	tailLate = 30 * time.Second
	// liveGroups is how many groups a live tail session takes.
	liveGroups = 10
)

// Tail gives new events as they come: from a live tail session if that is
// asked for and can be had, else by asking again and again.
func (c *Client) Tail(ctx context.Context, q awsclient.TailQuery) iter.Seq2[[]awsclient.LogEvent, error] {
	return func(yield func([]awsclient.LogEvent, error) bool) {
		if q.Live && liveable(q) {
			over, newest := c.liveTail(ctx, q, yield)
			if over {
				return
			}
			if newest.After(q.Since) {
				q.Since = newest.Add(time.Millisecond) // the resolution of CloudWatch Logs
			}
		}
		c.pollTail(ctx, q, yield)
	}
}

// liveable tells whether a session could be asked for.
func liveable(q awsclient.TailQuery) bool {
	arns := !slices.ContainsFunc(q.Groups, func(g string) bool { return !strings.HasPrefix(g, "arn:") })
	return arns && len(q.Groups) <= liveGroups && (len(q.Streams) == 0 || len(q.Groups) == 1)
}

// liveTail is Tail through a live tail session. It tells whether the tail is
// over, which it is not when no session can be had or its time is up, and the
// time of the newest event.
func (c *Client) liveTail(ctx context.Context, q awsclient.TailQuery, yield func([]awsclient.LogEvent, error) bool) (over bool, newest time.Time) {
	stream, err := c.startLive(ctx, q)
	if err != nil {
		switch awsclient.KindOf(err) {
		case awsclient.Unsupported, awsclient.Denied, awsclient.Offline, awsclient.Failed:
			return false, newest
		}
		yield(nil, err)
		return true, newest
	}
	defer stream.Close()
	for {
		select {
		case <-ctx.Done():
			yield(nil, wrap(ctx.Err()))
			return true, newest
		case event, open := <-stream.Events():
			if !open {
				err := stream.Err()
				if timedOut := new(types.SessionTimeoutException); err == nil || errors.As(err, &timedOut) {
					return false, newest // AWS ends a session after three hours
				}
				yield(nil, wrap(err))
				return true, newest
			}
			update, ok := event.(*types.StartLiveTailResponseStreamMemberSessionUpdate)
			if !ok {
				continue
			}
			events := liveEvents(update.Value)
			for i := range events {
				if events[i].At.After(newest) {
					newest = events[i].At
				}
			}
			if !yield(events, nil) {
				return true, newest
			}
		}
	}
}

// startLive begins a session, over the network or in the process.
func (c *Client) startLive(ctx context.Context, q awsclient.TailQuery) (cloudwatchlogs.StartLiveTailResponseStreamReader, error) {
	out, err := call(ctx, c, c.read.logs.StartLiveTail, &cloudwatchlogs.StartLiveTailInput{
		LogGroupIdentifiers: mapped(q.Groups, func(g string) string { return strings.TrimSuffix(g, ":*") }),
		LogStreamNames:      q.Streams, LogEventFilterPattern: maybeText(q.Pattern),
	})
	if err != nil {
		return nil, err
	}
	if session, ok := out.ResultMetadata.Get(sessionKey{}).(LiveSession); ok {
		return listen(session, cmp.Or(max(0, q.Every), liveEvery)), nil
	}
	if stream := out.GetStream(); stream != nil {
		return stream, nil
	}
	return nil, &awsclient.Error{Kind: awsclient.Unsupported, Service: "CloudWatch Logs", Operation: "StartLiveTail", Message: "there is no stream"}
}

func liveEvents(update types.LiveTailSessionUpdate) []awsclient.LogEvent {
	return mapped(update.SessionResults, func(e types.LiveTailSessionLogEvent) awsclient.LogEvent {
		return awsclient.LogEvent{
			Group: liveGroup(text(e.LogGroupIdentifier)), Stream: text(e.LogStreamName),
			At: instant(e.Timestamp), Ingested: instant(e.IngestionTime), Message: message(e.Message),
		}
	})
}

// liveGroup is the name in "123456789012:name", as sessions name groups.
func liveGroup(identifier string) string {
	if account, name, cut := strings.Cut(identifier, ":"); cut && len(account) == 12 {
		return name
	}
	return groupName(identifier)
}

// pollTail is Tail by asking again and again.
func (c *Client) pollTail(ctx context.Context, q awsclient.TailQuery, yield func([]awsclient.LogEvent, error) bool) {
	every := cmp.Or(max(0, q.Every), tailEvery)
	timer := time.NewTimer(0)
	defer timer.Stop()
	t := tail{newest: q.Since, since: q.Since, seen: map[string]time.Time{}}
	for {
		select {
		case <-ctx.Done():
			yield(nil, wrap(ctx.Err()))
			return
		case <-timer.C:
		}
		fresh, err := t.look(ctx, c, q)
		if err != nil {
			yield(nil, err)
			return
		}
		if !yield(fresh, nil) {
			return
		}
		timer.Reset(every)
	}
}

// tail is what has been seen of the groups.
type tail struct {
	since, newest time.Time
	seen          map[string]time.Time // events by id, with their times
}

// look is the events that have come since the last look, by time.
func (t *tail) look(ctx context.Context, c *Client, q awsclient.TailQuery) ([]awsclient.LogEvent, error) {
	from := t.newest.Add(-tailLate)
	if from.Before(t.since) {
		from = t.since
	}
	var fresh []awsclient.LogEvent
	for _, group := range q.Groups {
		query := awsclient.LogQuery{Group: group, Streams: q.Streams, Pattern: q.Pattern, Start: from}
		for {
			page, err := c.LogEvents(ctx, query)
			if err != nil {
				return nil, err
			}
			for _, e := range page.Events {
				if _, known := t.seen[e.ID]; !known {
					t.seen[e.ID] = e.At
					fresh = append(fresh, e)
				}
			}
			if page.Next == "" {
				break
			}
			query.Token = page.Next
		}
	}
	for _, e := range fresh {
		if e.At.After(t.newest) {
			t.newest = e.At
		}
	}
	for id, at := range t.seen {
		if at.Before(t.newest.Add(-2 * tailLate)) {
			delete(t.seen, id)
		}
	}
	ordered(fresh, func(a, b *awsclient.LogEvent) int { return a.At.Compare(b.At) })
	return fresh, nil
}
