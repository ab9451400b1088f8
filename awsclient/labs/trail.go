package labs

import (
	"cmp"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
)

// refusedTrails are the attempts at a trail that AWS refused since the attempt
// at the lab began, newest first.
func (w *World) refusedTrails() []awsclient.Event {
	var refused []awsclient.Event
	for _, e := range w.Events(awsclient.EventQuery{Attribute: "EventName", Value: "CreateTrail"}) {
		if e.ErrorCode != "" && !e.Time.Before(w.Began()) {
			refused = append(refused, e)
		}
	}
	return refused
}

// forItsBucket tells whether a trail was refused for the policy of its bucket.
func forItsBucket(e awsclient.Event) bool {
	return strings.HasPrefix(e.ErrorCode, "InsufficientS3BucketPolicy")
}

// checkRefused: CreateTrail was refused for the policy of the bucket.
func checkRefused(w *World, f *Findings) {
	refused := w.refusedTrails()
	for _, e := range refused {
		if forItsBucket(e) {
			f.Seen("refusal", e.ID, cmp.Or(e.ErrorCode+": "+e.ErrorMessage, e.ErrorCode))
			return
		}
	}
	switch t, ok := w.ownTrail(); {
	case len(refused) > 0:
		f.Lack("CreateTrail was refused with %s, not for the policy of its bucket", refused[0].ErrorCode)
	case ok:
		f.Lack("%s was made at once: try it with a bucket whose policy lacks the ACL check", t.Name)
	case len(w.Buckets()) == 0:
		f.Lack("there is no bucket yet")
	default:
		f.Lack("nobody has tried to make a trail yet")
	}
}

// rightRefusal is the code of the refusal.
func rightRefusal(w *World) []string {
	for _, e := range w.refusedTrails() {
		if forItsBucket(e) {
			return []string{e.ErrorCode, strings.TrimSuffix(e.ErrorCode, "Exception")}
		}
	}
	return nil
}

// checkTrail: a trail of all regions logs, and its first file is there.
func checkTrail(w *World, f *Findings) {
	t, ok := w.ownTrail()
	if !ok {
		f.Lack("there is no trail whose home is %s", w.Region())
		w.judgeBucket(w.trailBucket(), bucketpolicy.Want{Bucket: w.trailBucket(), Account: w.Account()}, f)
		return
	}
	w.judgeBucket(t.Bucket, t.PolicyWant(), f)
	f.Want(t.AllRegions, "%s is a trail of %s only: what happens in IAM is recorded in us-east-1, so let it be for all regions", t.Name, w.Region())
	switch s := w.TrailStatus(t.ARN); {
	case !s.Logging:
		f.Lack("%s does not log: start it", t.Name)
	case s.DeliveryError != "":
		f.Lack("%s cannot deliver to %s: %s", t.Name, t.Bucket, s.DeliveryError)
	case s.Delivered.IsZero():
		f.Lack("%s logs since %s; its first file comes some minutes after the first call", t.Name, s.Started.UTC().Format("15:04:05"))
	}
	f.Resource("trail", t.Name, "all regions, into "+t.Bucket)
}

// judgeBucket says what the policy of a bucket lacks for a trail.
func (w *World) judgeBucket(bucket string, want bucketpolicy.Want, f *Findings) {
	if bucket == "" || !f.Want(w.hasBucket(bucket), "the bucket %s is gone", bucket) {
		return
	}
	j, err := bucketpolicy.Judge(w.BucketPolicy(bucket), want)
	if err != nil || j.Delivers {
		return
	}
	for _, found := range j.Findings {
		if found.Level == bucketpolicy.Missing || found.Level == bucketpolicy.Wrong {
			f.Lack("the policy of %s: %s", bucket, strings.TrimSuffix(found.What, "."))
		}
	}
}

// rightStart is when the trail began to log.
func rightStart(w *World) []string {
	t, ok := w.ownTrail()
	if !ok {
		return nil
	}
	s := w.TrailStatus(t.ARN)
	if s.Started.IsZero() {
		return nil
	}
	return []string{s.Started.UTC().Format("15:04")}
}

// delivering is the student's trail and the log group it delivers to; what is
// missing is said.
func (w *World) delivering(f *Findings) (t awsclient.Trail, group string, ok bool) {
	t, ok = w.ownTrail()
	if !f.Want(ok, "there is no trail whose home is %s", w.Region()) {
		return t, "", false
	}
	group = logGroupOf(t)
	if !f.Want(group != "", "%s delivers to no log group", t.Name) {
		return t, "", false
	}
	return t, group, f.Want(w.hasLogGroup(group), "%s delivers to the log group %s, which is gone", t.Name, group)
}

// checkDelivery: the trail's events come to a log group.
func checkDelivery(w *World, f *Findings) {
	t, group, ok := w.delivering(f)
	if !ok {
		return
	}
	s := w.TrailStatus(t.ARN)
	f.Want(s.Logging, "%s does not log: start it", t.Name)
	f.Want(s.LogError == "", "%s cannot write to %s: %s. Look at its role's policy", t.Name, group, s.LogError)
	streams := w.LogStreams(group)
	f.Want(s.LogError != "" || len(streams) > 0, "no event has come to %s yet: that takes about five minutes", group)
	f.Seen("log-group", group, "written by "+t.LogRole)
	for _, stream := range streams {
		f.Seen("stream", stream.Name, "in "+group)
		break
	}
}

// rightStream are the names of the streams that the trail writes.
func rightStream(w *World) []string {
	t, _ := w.ownTrail()
	if !w.hasLogGroup(logGroupOf(t)) {
		return nil
	}
	var names []string
	for _, s := range w.LogStreams(logGroupOf(t)) {
		if strings.Contains(s.Name, "CloudTrail") {
			names = append(names, s.Name)
		}
	}
	return names
}
