package audit

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake/world"
)

const (
	// Period is how long the first event waits for its log file, and for
	// CloudWatch Logs: about five minutes on average, AWS says
	// (CT/how-cloudtrail-works).
	Period = 5 * time.Minute
	// waitingLimit is how many events wait for a bucket that does not take
	// them; then the oldest are lost. Choice: AWS tries for 30 days.
	waitingLimit = 5_000
)

// Recorded takes an event of this region to the trails that want it.
func (r *Room) Recorded(e world.TrailEvent) {
	if r.home.Trails.Len() == 0 {
		return
	}
	for arn, t := range r.home.Trails.All() {
		if r.logs(t, e) && r.covers(t, e) && Wants(t, e) {
			r.queue(arn, t, e)
		}
	}
}

// logs tells whether a trail logs, or logs for the last time: the call that
// stops it is still in it, as the alarm on changes of trails counts on.
func (r *Room) logs(t *world.Trail, e world.TrailEvent) bool {
	return t.Logging || e.Name == "StopLogging" && e.ErrorCode == "" && t.Stopped.Equal(r.k.Now())
}

// covers tells whether an event of this region is in a trail's reach. Events
// of services that are of no region are recorded in one, and belong to trails
// that say so.
func (r *Room) covers(t *world.Trail, e world.TrailEvent) bool {
	if !t.MultiRegion && t.Region != r.w.Region {
		return false
	}
	return t.GlobalServices || !globalService(r.w.Region, e.Source)
}

func globalService(region, source string) bool {
	return region == world.GlobalRegion(world.Partition(region)) && slices.Contains([]string{"iam.amazonaws.com", "sts.amazonaws.com", "signin.amazonaws.com", "cloudfront.amazonaws.com"}, source)
}

func (r *Room) queue(arn string, t *world.Trail, e world.TrailEvent) {
	d := r.w.Deliveries.Get(arn)
	if d == nil {
		d = &world.TrailDelivery{Trail: arn}
		r.w.Deliveries.Put(arn, d)
	}
	d.Files = bounded(append(d.Files, e))
	if t.LogGroup != "" {
		d.Lines = bounded(append(d.Lines, e))
	}
	r.await(d)
}

// await makes the appointment for the next delivery.
func (r *Room) await(d *world.TrailDelivery) {
	if !d.Waiting {
		d.Waiting = true
		r.k.WakeIn(Period, KindDelivery, d.Trail)
	}
}

func bounded(events []world.TrailEvent) []world.TrailEvent {
	if len(events) > waitingLimit+waitingLimit/10 {
		return slices.Clone(events[len(events)-waitingLimit:])
	}
	return events
}

// Wants tells whether a trail's selectors ask for a management event. Without
// selectors all of them are wanted.
func Wants(t *world.Trail, e world.TrailEvent) bool {
	switch {
	case len(t.Advanced) > 0:
		return slices.ContainsFunc(t.Advanced, func(s world.AdvancedSelector) bool {
			return !slices.ContainsFunc(s.Fields, func(f world.FieldSelector) bool { return !holds(f, e) })
		})
	case len(t.Selectors) > 0:
		return slices.ContainsFunc(t.Selectors, func(s world.EventSelector) bool {
			return s.Management && !slices.Contains(s.Excluded, e.Source) &&
				(s.ReadWrite == "All" || e.ReadOnly == (s.ReadWrite == "ReadOnly"))
		})
	}
	return true
}

// holds tells whether a condition on a field holds for a management event.
func holds(f world.FieldSelector, e world.TrailEvent) bool {
	value := ""
	switch f.Field {
	case "eventCategory":
		value = "Management"
	case "readOnly":
		value = strconv.FormatBool(e.ReadOnly)
	case "eventSource":
		value = e.Source
	case "eventName":
		value = e.Name
	case "eventType":
		value = e.Kind
		if value == "" {
			value = apiCall
		}
	case "userIdentity.arn":
		value = e.ARN
	case "sessionCredentialFromConsole":
		value = strconv.FormatBool(e.Console)
	}
	is := func(want string) bool { return value == want }
	begins := func(want string) bool { return strings.HasPrefix(value, want) }
	ends := func(want string) bool { return strings.HasSuffix(value, want) }
	wanted := len(f.Equals)+len(f.StartsWith)+len(f.EndsWith) == 0 ||
		slices.ContainsFunc(f.Equals, is) || slices.ContainsFunc(f.StartsWith, begins) || slices.ContainsFunc(f.EndsWith, ends)
	return wanted && !slices.ContainsFunc(f.NotEquals, is) && !slices.ContainsFunc(f.NotStartsWith, begins) && !slices.ContainsFunc(f.NotEndWith, ends)
}
