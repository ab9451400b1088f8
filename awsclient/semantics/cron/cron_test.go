package cron_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that zones are known on every machine

	"fleetglass/awsclient/semantics/cron"
)

func parse(t *testing.T, text string) cron.Schedule {
	t.Helper()
	s, err := cron.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

const layout = "Mon 2006-01-02 15:04"

// AS/ec2-auto-scaling-scheduled-scaling.
func TestNextN(t *testing.T) {
	for _, c := range []struct{ schedule, after, want string }{
		{"0 18 * * *", "Sun 2026-03-01 12:00", "Sun 2026-03-01 18:00, Mon 2026-03-02 18:00"},
		{"0 18 * * *", "Sun 2026-03-01 18:00", "Mon 2026-03-02 18:00, Tue 2026-03-03 18:00"}, // strictly after
		{"30 0 1 1,6,12 *", "Sun 2026-03-01 12:00", "Mon 2026-06-01 00:30, Tue 2026-12-01 00:30, Fri 2027-01-01 00:30"},
		{"0 9 * * MON-FRI", "Fri 2026-03-06 10:00", "Mon 2026-03-09 09:00, Tue 2026-03-10 09:00"},
		{"*/15 8-9 * * *", "Sun 2026-03-01 09:31", "Sun 2026-03-01 09:45, Mon 2026-03-02 08:00"},
		{"0 0 13 * FRI", "Sun 2026-03-01 00:00", "Fri 2026-03-06 00:00, Fri 2026-03-13 00:00, Fri 2026-03-20 00:00"}, // either day
		{"0 0 */10 * FRI", "Sun 2026-03-01 12:00", "Fri 2026-05-01 00:00"},                                           // * with a step is not restricted
		{"0 0 * * 7", "Sun 2026-03-01 12:00", "Sun 2026-03-08 00:00"},                                                // 7 is Sunday
		{"0 0 * * fri-sun", "Sat 2026-03-07 12:00", "Sun 2026-03-08 00:00, Fri 2026-03-13 00:00"},
		{"0 0 29 2 *", "Sun 2026-03-01 00:00", "Tue 2028-02-29 00:00"},
		{"0 0 30 2 *", "Sun 2026-03-01 00:00", ""},
		{"5/20 0 1 JAN *", "Sun 2026-03-01 00:00", "Fri 2027-01-01 00:05, Fri 2027-01-01 00:25, Fri 2027-01-01 00:45"},
	} {
		after, err := time.Parse(layout, c.after)
		if err != nil {
			t.Fatal(err)
		}
		wants := strings.Split(c.want, ", ")
		var got []string
		for _, at := range parse(t, c.schedule).NextN(after, nil, len(wants)) {
			got = append(got, at.Format(layout))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s after %s:\n%s, want\n%s", c.schedule, c.after, strings.Join(got, ", "), c.want)
		}
	}
}

// In Berlin in 2026, clocks go forward on 29 March at 02:00 and back on 25
// October at 03:00.
func TestNextFollowsDaylightSaving(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct{ name, schedule, after, want string }{
		{"winter", "0 9 * * *", "2026-03-27T12:00:00Z", "2026-03-28T08:00:00Z"},
		{"summer", "0 9 * * *", "2026-03-29T00:00:00Z", "2026-03-29T07:00:00Z"},
		{"a time that is left out comes at the change", "30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"},
		{"and next day at its own", "30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
		{"a time that comes twice runs the first time", "30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"},
		{"and not the second", "30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
	} {
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := parse(t, c.schedule).Next(after, berlin).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Next never stands still and never goes back, over a year with both changes.
func TestNextMovesOn(t *testing.T) {
	loc := zone(t, "America/New_York")
	s := parse(t, "*/20 * * * *")
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for end := at.AddDate(1, 0, 0); at.Before(end); {
		next := s.Next(at, loc)
		if gap := next.Sub(at); gap <= 0 || gap > 80*time.Minute { // the hour that repeats is run once
			t.Fatalf("from %v to %v", at, next)
		}
		at = next
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "It must have five fields, and has 0."},
		{"0 18 * *", "It must have five fields, and has 4."},
		{"0 0 18 * * *", "and has 6."},
		{"60 * * * *", `The minute does not know "60".`},
		{"* 24 * * *", "The hour does not know"},
		{"* * 0 * *", "The day of month does not know"},
		{"* * * 13 *", "The month does not know"},
		{"* * * * 8", "The day of week does not know"},
		{"* * * * MONDAY", "The day of week does not know"},
		{"5-1 * * * *", "runs backwards: 5-1"},
		{"*/0 * * * *", "has a step"},
		{"*/+5 * * * *", "has a step"},
		{"*/ * * * *", "has a step"},
		{"1, * * * *", `does not know ""`},
		{"+1 * * * *", "does not know"},
		{"1--2 * * * *", "does not know"},
		{"? * * * *", "does not know"},
	} {
		_, err := cron.Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
			continue
		}
		if want := "ValidationError: Given recurrence string: " + c.text + " is invalid."; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v does not begin with %q", c.text, err, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for schedule, want := range map[string]string{
		"* * * * *":          "every minute",
		"*/5 * * * *":        "every 5 minutes",
		"0 18 * * 1-5":       "weekdays at 18:00",
		"0 18 * * *":         "every day at 18:00",
		"0 8,20 * * SAT,SUN": "weekends at 08:00 and 20:00",
		"30 6 * * 0,1,3":     "Mondays, Wednesdays and Sundays at 06:30",
		"30 0 1 1,6,12 *":    "on day 1 of the month in January, June and December at 00:30",
		"0 0 13 * FRI":       "on day 13 of the month or Fridays at 00:00",
		"0 0 1-7,15 * *":     "on days 1-7, 15 of the month at 00:00",
		"15 * * * *":         "every hour at minute 15",
		"*/10 9-17 * * MON":  "Mondays every 10 minutes of the hours 09-17",
		"5,25 * * * 1-5":     "weekdays every hour at minutes 5, 25",
		"1,2 0-11 * * *":     "minutes 1, 2 of the hours 00-11",
		"* 3 * * *":          "every minute of the hours 03",
		"0 12 */2 * MON":     "on days 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31 of the month if on Mondays at 12:00",
	} {
		if got := parse(t, schedule).Describe(); got != want {
			t.Errorf("%s: %q, want %q", schedule, got, want)
		}
	}
}

func TestZeroScheduleNeverRuns(t *testing.T) {
	var s cron.Schedule
	if at := s.Next(time.Unix(0, 0), nil); !at.IsZero() || s.Describe() != "never" {
		t.Errorf("%v, %q", at, s.Describe())
	}
}

func FuzzParse(f *testing.F) {
	f.Add("0 18 * * MON-FRI")
	f.Add("*/5 1,2,3 1-31/2 JAN 0-7")
	after := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := cron.Parse(text)
		if err != nil {
			return
		}
		if s.Describe() == "" || s.Describe() == "never" {
			t.Errorf("%q: described as %q", text, s.Describe())
		}
		if at := s.Next(after, nil); !at.IsZero() && !at.After(after) {
			t.Errorf("%q: next is %v", text, at)
		}
	})
}
