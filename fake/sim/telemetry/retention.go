package telemetry

import (
	"slices"
	"time"

	"fleetglass/fake/world"
)

// KindRetention is the hourly look at how old the data is that was put;
// subject "".
const KindRetention world.Kind = "retention"

// How long data is kept in which detail (CW/cloudwatch_concepts).
const (
	retentionEvery   = time.Hour
	day              = 24 * time.Hour
	secondsKept      = 3 * time.Hour
	minutesKept      = 15 * day
	fiveMinutesKept  = 63 * day
	hoursKept        = 455 * day
	fiveMinutes      = 5 * time.Minute
	mostOverdueShare = 8 // data is rolled up once an eighth of a list is due
)

// lookAtRetention rolls up and drops what is too old to be kept as it is. It
// goes on for as long as there is such data.
//
// Reading does not depend on it: the periods that may be asked for make no
// difference between data that is due to be rolled up and data that has been.
func (r *Room) lookAtRetention(string) {
	metrics := &r.k.World.Metrics.Custom
	for key, m := range metrics.All() {
		for i := range m.Streams {
			rollUp(&m.Streams[i], r.k.Now())
		}
		m.Streams = slices.DeleteFunc(m.Streams, isEmpty)
		if len(m.Streams) == 0 {
			metrics.Delete(key)
		}
	}
	if metrics.Len() > 0 {
		r.k.WakeIn(retentionEvery, KindRetention, "")
	}
}

func isEmpty(s world.MetricStream) bool {
	return len(s.Seconds)+len(s.Minutes)+len(s.FiveMinutes)+len(s.Hours) == 0
}

func rollUp(s *world.MetricStream, now time.Time) {
	s.Seconds, s.Minutes = age(s.Seconds, s.Minutes, now.Add(-secondsKept), time.Minute, fineValues)
	s.Minutes, s.FiveMinutes = age(s.Minutes, s.FiveMinutes, now.Add(-minutesKept), fiveMinutes, coarseValues)
	s.FiveMinutes, s.Hours = age(s.FiveMinutes, s.Hours, now.Add(-fiveMinutesKept), time.Hour, coarseValues)
	if n := due(s.Hours, floor(now.Add(-hoursKept).Unix(), time.Hour)); n > 0 {
		s.Hours = slices.Delete(s.Hours, 0, n)
	}
}

// age moves what is older than a time from one list to the next, which is of
// whole periods.
func age(from, to []world.MetricSlot, before time.Time, period time.Duration, most int) (rest, rolled []world.MetricSlot) {
	n := due(from, floor(before.Unix(), period))
	for _, s := range from[:n] {
		s.At = floor(s.At, period)
		to = insert(to, s, most)
	}
	return slices.Delete(from, 0, n), to
}

// due is how many slots are before a time, or 0 while they are so few that
// moving the others would cost more than it gains.
func due(list []world.MetricSlot, before int64) int {
	n, _ := firstFrom(list, before)
	if n*mostOverdueShare < len(list) {
		return 0
	}
	return n
}
