package cron

import "time"

// farthest is how far ahead a run is looked for: the 29th of February on a
// given weekday can be 40 years away, when a century's leap year is left out.
const farthest = 41 * 366

// Next is the first run strictly after a time, in the zone's clock; the zero
// time if there is none ("0 0 30 2 *"). A nil location means UTC.
//
// When clocks go forward, a run in the hour that is left out comes at the
// moment of the change; when they go back, a run in the hour that comes twice
// runs in the first of both (choice: AWS says only that it follows).
func (s Schedule) Next(after time.Time, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	if s.minute == 0 || s.hour == 0 {
		return time.Time{}
	}
	year, month, day := after.In(loc).Date()
	for ahead := range farthest {
		date := time.Date(year, month, day+ahead, 0, 0, 0, 0, time.UTC)
		if !s.runsOn(date) {
			continue
		}
		if at, ok := s.firstOnDay(date, after, loc); ok {
			return at
		}
	}
	return time.Time{}
}

// NextN are the next n runs, fewer if the schedule ends.
func (s Schedule) NextN(after time.Time, loc *time.Location, n int) []time.Time {
	var runs []time.Time
	for len(runs) < n {
		after = s.Next(after, loc)
		if after.IsZero() {
			break
		}
		runs = append(runs, after)
	}
	return runs
}

// runsOn applies the crontab's rule: with both days restricted either
// suffices, else both must hold (one of them then always does).
func (s Schedule) runsOn(date time.Time) bool {
	if !s.mon.has(int(date.Month())) {
		return false
	}
	dom, dow := s.dom.has(date.Day()), s.dow.has(int(date.Weekday()))
	if s.anyDOM || s.anyDOW {
		return dom && dow
	}
	return dom || dow
}

func (s Schedule) firstOnDay(date, after time.Time, loc *time.Location) (time.Time, bool) {
	for hour := range 24 {
		if !s.hour.has(hour) {
			continue
		}
		for minute := range 60 {
			if !s.minute.has(minute) {
				continue
			}
			if at := wallClock(date, hour, minute, loc); at.After(after) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// wallClock is the moment at which a zone's clocks show a time: the first of
// two, or the change of the clocks if they never show it. (time.Date promises
// neither.)
func wallClock(date time.Time, hour, minute int, loc *time.Location) time.Time {
	at := time.Date(date.Year(), date.Month(), date.Day(), hour, minute, 0, 0, loc)
	start, end := at.ZoneBounds()
	if at.Hour() != hour || at.Minute() != minute {
		if at.Hour()*60+at.Minute() < hour*60+minute && !end.IsZero() {
			return end // shown before the gap
		}
		return start
	}
	if start.IsZero() {
		return at
	}
	_, offset := at.Zone()
	_, before := start.Add(-time.Second).Zone()
	if earlier := at.Add(time.Duration(offset-before) * time.Second); before > offset && earlier.Before(start) {
		return earlier.In(loc)
	}
	return at
}
