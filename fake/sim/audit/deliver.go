package audit

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// fileLimit is how many events are in one log file; more go into several.
// Choice: AWS closes files by size.
const fileLimit = 2_000

// largestLine is what CloudTrail sends to CloudWatch Logs at most
// (CT/cloudwatch-limits: 256 KB).
const largestLine = 256 << 10

// deliver hands over what waits for a trail. What cannot be delivered waits
// for the next time.
func (r *Room) deliver(arn string) {
	d := r.w.Deliveries.Get(arn)
	if d == nil {
		return
	}
	d.Waiting = false
	t := r.home.Trails.Get(arn)
	if t == nil {
		r.w.Deliveries.Delete(arn)
		return
	}
	r.deliverFiles(t, d)
	r.deliverLines(t, d)
	if len(d.Files)+len(d.Lines) > 0 {
		r.await(d)
	}
}

func (r *Room) deliverFiles(t *world.Trail, d *world.TrailDelivery) {
	var keys []string
	for len(d.Files) > 0 {
		d.Attempted = r.k.Now()
		part := d.Files[:min(len(d.Files), fileLimit)]
		key, err := r.deliverFile(t, part)
		if d.Error = code(err); err != nil {
			break
		}
		keys = append(keys, key)
		d.Files, d.Delivered = d.Files[len(part):], r.k.Now()
	}
	if len(d.Files) == 0 {
		d.Files = nil
	}
	if len(keys) > 0 && t.Topic != "" {
		r.notify(t, d, keys)
	}
}

// deliverFile puts one log file into the trail's bucket, if the bucket's
// policy lets CloudTrail do it now.
func (r *Room) deliverFile(t *world.Trail, events []world.TrailEvent) (key string, err error) {
	if r.store.Bucket(t.Bucket) == nil {
		return "", awserr.New("NoSuchBucket", "The specified bucket does not exist")
	}
	if r.judge(t) != nil {
		return "", awserr.New("AccessDenied", "Access Denied")
	}
	body, err := r.file(events)
	if err != nil {
		return "", err
	}
	key = r.key(t, events[0])
	return key, r.store.Put(t.Bucket, key, body, "application/json", "gzip")
}

// file is a log file: gzip of {"Records":[...]}.
func (r *Room) file(events []world.TrailEvent) ([]byte, error) {
	r.text = append(r.text[:0], `{"Records":[`...)
	for i, e := range events {
		if i > 0 {
			r.text = append(r.text, ',')
		}
		r.text = append(r.text, r.Record(e)...)
	}
	r.text = append(r.text, "]}"...)
	var body bytes.Buffer
	if r.zip == nil {
		r.zip = gzip.NewWriter(&body)
	}
	r.zip.Reset(&body)
	_, err := r.zip.Write(r.text)
	err = errors.Join(err, r.zip.Close())
	return slices.Clone(body.Bytes()), err // no more than it needs: it is kept for long
}

// Record is the record of an event of this region.
func (r *Room) Record(e world.TrailEvent) string { return Record(e, r.w.Region, r.w.Account) }

// key is a log file's name (CT/cloudtrail-log-file-examples). Its last part is
// made of the first event's id.
func (r *Room) key(t *world.Trail, first world.TrailEvent) string {
	now := r.k.Now().UTC()
	folder := "AWSLogs/" + r.w.Account + "/CloudTrail/" + r.w.Region + now.Format("/2006/01/02/")
	if t.Prefix != "" {
		folder = t.Prefix + "/" + folder
	}
	return folder + r.w.Account + "_CloudTrail_" + r.w.Region + "_" + now.Format("20060102T1504Z") + "_" + unique(t.ARN+first.ID) + ".json.gz"
}

// unique is 16 letters and digits that stand for a text.
func unique(text string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	h := fnv.New128a()
	_, _ = h.Write([]byte(text))
	sum := h.Sum(nil)
	for i, b := range sum {
		sum[i] = letters[int(b)%len(letters)]
	}
	return string(sum)
}

// deliverLines sends events to CloudWatch Logs. Their time there is that of
// the delivery.
func (r *Room) deliverLines(t *world.Trail, d *world.TrailDelivery) {
	if t.LogGroup == "" {
		d.Lines = nil
		return
	}
	if len(d.Lines) == 0 {
		return
	}
	stream := r.w.Account + "_CloudTrail_" + r.w.Region
	err := r.checkLogs(t)
	if err == nil {
		err = r.outside.WriteLog(t.LogGroup, stream, r.lines(d.Lines))
	}
	if d.LogError = code(err); err == nil {
		d.Lines, d.Logged = nil, r.k.Now()
	}
}

// checkLogs refuses a delivery to a group that is gone, or with a role that
// does not allow it any more.
func (r *Room) checkLogs(t *world.Trail) error {
	switch {
	case !r.outside.HasLogGroup(t.LogGroup):
		return awserr.New("ResourceNotFoundException", "The specified log group does not exist.")
	case !r.mayLog(t.LogGroup, t.LogRole):
		return awserr.New("AccessDenied", "Access denied. Check the permissions for your role.")
	}
	return nil
}

func (r *Room) lines(events []world.TrailEvent) []Line {
	list := make([]Line, 0, len(events))
	for _, e := range events {
		if text := r.Record(e); len(text) <= largestLine {
			list = append(list, Line{At: r.k.Now(), Text: text})
		}
	}
	return list
}

// notify tells the trail's topic about new log files
// (CT/configure-sns-notifications-for-cloudtrail).
func (r *Room) notify(t *world.Trail, d *world.TrailDelivery, keys []string) {
	message, err := json.Marshal(map[string]any{"s3Bucket": t.Bucket, "s3ObjectKey": keys})
	if err == nil {
		err = r.outside.Publish(t.Topic, "", string(message))
	}
	if d.NotifyError = code(err); err == nil {
		d.Notified = r.k.Now()
	}
}

// code is the error of a delivery as a trail's status tells it, "" for none.
func code(err error) string {
	var refused *awserr.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return refused.Code
	}
	return err.Error()
}

// Stamp is a time as the older members of a trail's status write it, "" for
// none.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// arnRegion is the region in an ARN.
func arnRegion(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[3]
}
