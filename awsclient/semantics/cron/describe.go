package cron

import (
	"fmt"
	"strings"
	"time"
)

// maxTimes is how many times of day a description lists one by one.
const maxTimes = 4

// Describe is the schedule in words: "weekdays at 18:00". It does not name
// the time zone, which is not the schedule's.
func (s Schedule) Describe() string {
	if s.minute == 0 {
		return "never"
	}
	days, times := s.describeDays(), s.describeTimes()
	if days == "every day" && !strings.HasPrefix(times, "at ") {
		return times
	}
	return days + " " + times
}

func (s Schedule) describeTimes() string {
	minutes, hours := s.minute.values(), s.hour.values()
	everyHour := len(hours) == 24
	switch {
	case everyHour && len(minutes) == 60:
		return "every minute"
	case everyHour && evenly(minutes, 60) > 1:
		return fmt.Sprintf("every %d minutes", evenly(minutes, 60))
	case len(minutes)*len(hours) <= maxTimes:
		return "at " + and(clockTimes(hours, minutes))
	case everyHour:
		return "every hour at " + minuteList(minutes)
	case len(minutes) == 60:
		return "every minute of the hours " + ranges(hours, twoDigits)
	case evenly(minutes, 60) > 1:
		return fmt.Sprintf("every %d minutes of the hours %s", evenly(minutes, 60), ranges(hours, twoDigits))
	}
	return minuteList(minutes) + " of the hours " + ranges(hours, twoDigits)
}

func minuteList(minutes []int) string {
	if len(minutes) == 1 {
		return fmt.Sprintf("minute %d", minutes[0])
	}
	return "minutes " + ranges(minutes, decimal)
}

func clockTimes(hours, minutes []int) []string {
	var times []string
	for _, h := range hours {
		for _, m := range minutes {
			times = append(times, fmt.Sprintf("%02d:%02d", h, m))
		}
	}
	return times
}

// evenly is the step of values that start at 0 and divide the whole, or 0.
func evenly(values []int, whole int) int {
	if len(values) < 2 || values[0] != 0 || whole%len(values) != 0 {
		return 0
	}
	step := whole / len(values)
	for i, v := range values {
		if v != i*step {
			return 0
		}
	}
	return step
}

func (s Schedule) describeDays() string {
	months := s.mon.values()
	allMonths := len(months) == 12
	allDOM, allDOW := len(s.dom.values()) == 31, len(s.dow.values()) == 7
	var days string
	switch {
	case allDOM && allDOW || !s.anyDOM && !s.anyDOW && (allDOM || allDOW):
		days = "every day"
	case allDOM:
		days = weekdays(s.dow)
	case allDOW:
		days = monthDays(s.dom)
	case s.anyDOM || s.anyDOW:
		days = monthDays(s.dom) + " if on " + weekdays(s.dow)
	default:
		days = monthDays(s.dom) + " or " + weekdays(s.dow)
	}
	if allMonths {
		return days
	}
	return days + " in " + and(names(months, func(v int) string { return time.Month(v).String() }))
}

func monthDays(dom set) string {
	days := dom.values()
	if len(days) == 1 {
		return fmt.Sprintf("on day %d of the month", days[0])
	}
	return "on days " + ranges(days, decimal) + " of the month"
}

func weekdays(dow set) string {
	const weekend, working set = 1<<0 | 1<<6, 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5
	switch dow {
	case working:
		return "weekdays"
	case weekend:
		return "weekends"
	}
	return and(names(mondayFirst(dow.values()), func(v int) string { return time.Weekday(v).String() + "s" }))
}

func mondayFirst(days []int) []int {
	if len(days) > 1 && days[0] == 0 {
		return append(days[1:], 0)
	}
	return days
}

func names(values []int, name func(int) string) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = name(v)
	}
	return list
}

// ranges joins runs of three and more: "0-5, 10".
func ranges(values []int, show func(int) string) string {
	var parts []string
	for i := 0; i < len(values); {
		j := i
		for j+1 < len(values) && values[j+1] == values[j]+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, show(values[i])+"-"+show(values[j]))
			i = j + 1
			continue
		}
		parts = append(parts, show(values[i]))
		i++
	}
	return strings.Join(parts, ", ")
}

func twoDigits(v int) string { return fmt.Sprintf("%02d", v) }
func decimal(v int) string   { return fmt.Sprint(v) }

func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
