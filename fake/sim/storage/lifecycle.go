package storage

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fleetglass/fake/world"
)

// KindLifecycle is the look at what buckets' lifecycle rules say, every
// midnight; subject "".
const KindLifecycle world.Kind = "s3-lifecycle"

const day = 24 * time.Hour

// lifecycle is what the room reads of a bucket's lifecycle configuration: when
// objects expire.
type lifecycle struct{ Rules []lifecycleRule }

type lifecycleRule struct {
	Status     string
	Prefix     *string // of older rules, which have no filter
	Filter     *lifecycleFilter
	Expiration *expiration
}

type lifecycleFilter struct {
	lifecycleConditions
	And *lifecycleConditions
}

// lifecycleConditions all hold for an object that a rule is about. Objects
// have no tags here, so a rule that asks for one is about none.
type lifecycleConditions struct {
	Prefix                *string
	Tag                   json.RawMessage
	Tags                  []json.RawMessage
	ObjectSizeGreaterThan *int64
	ObjectSizeLessThan    *int64
}

type expiration struct {
	Days *int
	Date *time.Time
}

// LifecycleChanged says that a bucket's lifecycle configuration is another.
func (r *Room) LifecycleChanged() {
	waits := slices.ContainsFunc(r.w.Queue, func(a world.Appointment) bool { return a.Kind == KindLifecycle })
	if !waits {
		r.k.WakeAt(midnightAfter(r.Now()), KindLifecycle, "")
	}
}

// midnightAfter is the next midnight of UTC after a time.
func midnightAfter(t time.Time) time.Time { return t.UTC().Truncate(day).Add(day) }

// expire deletes what has expired, and looks again at the next midnight for as
// long as some bucket has rules. Choice: at midnight at once; S3 takes its
// time, though it bills nothing from then on.
func (r *Room) expire(string) {
	again := false
	for _, b := range r.w.Buckets.All() {
		var rules lifecycle
		if b.Lifecycle == "" || json.Unmarshal([]byte(b.Lifecycle), &rules) != nil {
			continue
		}
		again = true
		b.Objects = slices.DeleteFunc(b.Objects, func(o world.Object) bool {
			gone := slices.ContainsFunc(rules.Rules, func(rule lifecycleRule) bool { return rule.expires(o, r.Now()) })
			if gone {
				r.w.StoredBytes -= len(o.Body)
			}
			return gone
		})
	}
	if again {
		r.k.WakeAt(midnightAfter(r.Now()), KindLifecycle, "")
	}
}

// expires tells whether an object's life has ended. Its days are counted from
// when it was written and rounded up to the next midnight
// (S3/intro-lifecycle-rules).
func (rule lifecycleRule) expires(o world.Object, now time.Time) bool {
	if rule.Status != "Enabled" || rule.Expiration == nil || !rule.about(o) {
		return false
	}
	switch e := rule.Expiration; {
	case e.Days != nil:
		end := o.Modified.Add(time.Duration(*e.Days) * day)
		if whole := end.Truncate(day); !whole.Equal(end) {
			end = whole.Add(day)
		}
		return !now.Before(end)
	case e.Date != nil:
		return !now.Before(*e.Date)
	}
	return false // of markers of deletion only, which are not kept
}

func (rule lifecycleRule) about(o world.Object) bool {
	if rule.Filter == nil {
		return rule.Prefix == nil || strings.HasPrefix(o.Key, *rule.Prefix)
	}
	return rule.Filter.hold(o) && (rule.Filter.And == nil || rule.Filter.And.hold(o))
}

func (c lifecycleConditions) hold(o world.Object) bool {
	size := int64(len(o.Body))
	return (c.Prefix == nil || strings.HasPrefix(o.Key, *c.Prefix)) &&
		(c.Tag == nil || string(c.Tag) == "null") && len(c.Tags) == 0 &&
		(c.ObjectSizeGreaterThan == nil || size > *c.ObjectSizeGreaterThan) &&
		(c.ObjectSizeLessThan == nil || size < *c.ObjectSizeLessThan)
}
