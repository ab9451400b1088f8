package labs

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
)

// Trails are all trails that this region sees.
func (w *World) Trails() []awsclient.Trail {
	rows, _ := w.once("trails", func() (any, error) { return w.client.Trails(w.ctx) }).([]awsclient.Trail)
	return rows
}

// TrailStatus is how a trail's delivery goes.
func (w *World) TrailStatus(arn string) awsclient.TrailStatus {
	s, _ := w.once("trail status "+arn, func() (any, error) { return w.client.TrailStatus(w.ctx, arn) }).(awsclient.TrailStatus)
	return s
}

// Buckets are all buckets of the account.
func (w *World) Buckets() []awsclient.Bucket {
	rows, _ := w.once("buckets", func() (any, error) { return w.client.Buckets(w.ctx) }).([]awsclient.Bucket)
	return rows
}

// BucketPolicy is the policy of a bucket, "" for none.
func (w *World) BucketPolicy(bucket string) string {
	text, _ := w.once("bucket policy "+bucket, func() (any, error) { return w.client.BucketPolicy(w.ctx, bucket) }).(string)
	return text
}

// LogGroups are the log groups, by name.
func (w *World) LogGroups() []awsclient.LogGroup {
	rows, _ := w.once("log groups", func() (any, error) { return w.client.LogGroups(w.ctx, "") }).([]awsclient.LogGroup)
	return rows
}

// hasLogGroup tells whether there is a log group of this name: calls about one
// that is gone fail.
func (w *World) hasLogGroup(name string) bool {
	return slices.ContainsFunc(w.LogGroups(), func(g awsclient.LogGroup) bool { return g.Name == name })
}

// hasBucket tells whether the account has a bucket of this name.
func (w *World) hasBucket(name string) bool {
	return slices.ContainsFunc(w.Buckets(), func(b awsclient.Bucket) bool { return b.Name == name })
}

// LogStreams are the streams of a log group, those with the newest events first.
func (w *World) LogStreams(group string) []awsclient.LogStream {
	rows, _ := w.once("log streams "+group, func() (any, error) { return w.client.LogStreams(w.ctx, group, "", streamsLooked) }).([]awsclient.LogStream)
	return rows
}

// MetricFilters are those of a log group.
func (w *World) MetricFilters(group string) []awsclient.MetricFilter {
	rows, _ := w.once("metric filters "+group, func() (any, error) { return w.client.MetricFilters(w.ctx, group) }).([]awsclient.MetricFilter)
	return rows
}

// AlarmHistory is the history of an alarm, newest first.
func (w *World) AlarmHistory(alarm string) []awsclient.AlarmEvent {
	rows, _ := w.once("alarm history "+alarm, func() (any, error) { return w.client.AlarmHistory(w.ctx, alarm, historyLooked) }).([]awsclient.AlarmEvent)
	return rows
}

// Roles are all IAM roles.
func (w *World) Roles() []awsclient.Role {
	rows, _ := w.once("roles", func() (any, error) { return w.client.Roles(w.ctx) }).([]awsclient.Role)
	return rows
}

// How much is looked at. Choices.
const (
	streamsLooked = 20
	historyLooked = 100
	recordPages   = 10
	recentEvents  = 200
)

// callRecord is what is read of CloudTrail's record of a call.
type callRecord struct {
	ID, Name, Source, ErrorCode, ErrorMessage, From string
	At                                              time.Time
	User, ARN                                       string // who called
	Text                                            string // the whole record
}

// who is the caller's name, or what he is when he has none.
func (r callRecord) who() string { return cmp.Or(r.User, r.ARN, "somebody") }

// says is the record in words, for evidence.
func (r callRecord) says() string {
	says := r.who() + " called " + r.Name + " from " + r.From + " at " + r.At.UTC().Format(time.DateTime)
	if r.ErrorCode != "" {
		says += ": " + r.ErrorCode
	}
	return says
}

// readRecord reads a record; false when the text is none.
func readRecord(text string) (callRecord, bool) {
	var in struct {
		EventID, EventName, EventSource, ErrorCode, ErrorMessage, SourceIPAddress string
		EventTime                                                                 time.Time
		UserIdentity                                                              struct {
			Type, UserName, ARN string
			SessionContext      struct{ SessionIssuer struct{ UserName string } }
		}
	}
	if json.Unmarshal([]byte(text), &in) != nil || in.EventName == "" {
		return callRecord{}, false
	}
	user := cmp.Or(in.UserIdentity.UserName, in.UserIdentity.SessionContext.SessionIssuer.UserName)
	if user == "" && in.UserIdentity.Type == "Root" {
		user = "root"
	}
	return callRecord{
		ID: in.EventID, Name: in.EventName, Source: in.EventSource, ErrorCode: in.ErrorCode, ErrorMessage: in.ErrorMessage, From: in.SourceIPAddress,
		At: in.EventTime, User: user, ARN: in.UserIdentity.ARN, Text: text,
	}, true
}

// Records are those in a log group of calls since a moment that a pattern
// matches, in their order.
func (w *World) Records(group, pattern string, since time.Time) []callRecord {
	events, _ := w.Ask("records "+group+pattern+since.String(), func(ctx context.Context, c awsclient.Client) (any, error) {
		q := awsclient.LogQuery{Group: group, Pattern: pattern}
		q.Start = since
		var all []awsclient.LogEvent
		for range recordPages {
			page, err := c.LogEvents(ctx, q)
			if err != nil {
				return nil, err
			}
			all = append(all, page.Events...)
			if q.Token = page.Next; q.Token == "" {
				break
			}
		}
		return all, nil
	}).([]awsclient.LogEvent)
	var found []callRecord
	for _, e := range events {
		r, ok := readRecord(e.Message)
		if !ok {
			continue
		}
		if r.At.IsZero() {
			r.At = e.At
		}
		found = append(found, r)
	}
	return found
}

// called are the calls of this region since a moment that a pattern matches,
// newest first; they are known before a trail has delivered them.
func (w *World) called(pattern string, since time.Time) []awsclient.Event {
	p, err := logpattern.Parse(pattern)
	if err != nil {
		return nil
	}
	var found []awsclient.Event
	for _, e := range w.Events(awsclient.EventQuery{Start: since, Limit: recentEvents}) {
		if mayMatch(pattern, e) && p.Match(e.Record).Matched {
			found = append(found, e)
		}
	}
	return found
}

// mayMatch spares most records the reading: a pattern on names matches none
// that it does not name, and a pattern on error codes none that went well.
func mayMatch(pattern string, e awsclient.Event) bool {
	if strings.Contains(pattern, "$.eventName") {
		return strings.Contains(pattern, e.Name)
	}
	return e.ErrorCode != "" || !strings.Contains(pattern, "$.errorCode")
}

// ownTrail is the student's trail: the one of this region that was made last,
// as far as CloudTrail tells, or else any.
func (w *World) ownTrail() (awsclient.Trail, bool) {
	var home []awsclient.Trail
	for _, t := range w.Trails() {
		if t.HomeRegion == w.Region() {
			home = append(home, t)
		}
	}
	for _, e := range w.Called("CreateTrail") {
		for _, t := range home {
			if slices.ContainsFunc(e.Resources, func(r awsclient.EventResource) bool { return r.Name == t.Name || r.Name == t.ARN }) {
				return t, true
			}
		}
	}
	if len(home) == 0 {
		return awsclient.Trail{}, false
	}
	return home[0], true
}

// trailBucket is the bucket of the student's trail, or before there is one the
// newest bucket.
func (w *World) trailBucket() string {
	if t, ok := w.ownTrail(); ok {
		return t.Bucket
	}
	var newest awsclient.Bucket
	for _, b := range w.Buckets() {
		if newest.Name == "" || b.Created.After(newest.Created) {
			newest = b
		}
	}
	return newest.Name
}

// logGroupOf is the name of the log group that a trail delivers to, "" for none.
func logGroupOf(t awsclient.Trail) string {
	_, name, _ := strings.Cut(t.LogGroup, ":log-group:")
	return strings.TrimSuffix(name, ":*")
}
