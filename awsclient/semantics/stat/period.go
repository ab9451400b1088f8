package stat

import "time"

const day = 24 * time.Hour

// ValidPeriod reports whether a period can be asked for: 1, 5, 10, 20 or 30
// seconds, or whole minutes.
func ValidPeriod(d time.Duration) bool {
	switch d {
	case time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second:
		return true
	}
	return d > 0 && d%time.Minute == 0
}

// PeriodForAge is what a period must be a multiple of when the oldest data
// asked for has an age; other periods find no data. Fine data is not kept
// long: a minute's for 15 days, five minutes' for 63, an hour's for 455.
func PeriodForAge(age time.Duration) time.Duration {
	switch {
	case age > 63*day:
		return time.Hour
	case age > 15*day:
		return 5 * time.Minute
	case age > 3*time.Hour:
		return time.Minute
	}
	return time.Second
}

// RoundStart is where a query really begins: the older the start, the coarser
// it is rounded down. Short periods keep to their own division.
func RoundStart(start, now time.Time, period time.Duration) time.Time {
	age := now.Sub(start)
	switch {
	case age > 63*day:
		return start.Truncate(time.Hour)
	case age > 15*day:
		return start.Truncate(5 * time.Minute)
	case period > 0 && period < time.Minute:
		return start.Truncate(period)
	}
	return start.Truncate(time.Minute)
}

// Sample is one raw point of a metric.
type Sample struct {
	At    time.Time
	Value float64
}

// Datapoint is a statistic of one period, stamped with the period's start.
type Datapoint struct {
	At    time.Time
	Value float64
	Count int // raw points in it
}

// Series computes a statistic for every period from start (inclusive) to end
// (exclusive), oldest first. Periods without samples have no point. start
// should have been rounded; samples may come in any order.
func Series(samples []Sample, start, end time.Time, period time.Duration, s Statistic) []Datapoint {
	if period <= 0 || !start.Before(end) {
		return nil
	}
	byPeriod := map[int][]float64{}
	last := -1
	for _, p := range samples {
		if p.At.Before(start) || !p.At.Before(end) {
			continue
		}
		i := int(p.At.Sub(start) / period)
		byPeriod[i] = append(byPeriod[i], p.Value)
		last = max(last, i)
	}
	var points []Datapoint
	for i := 0; i <= last; i++ {
		if v, ok := s.Of(byPeriod[i]); ok {
			points = append(points, Datapoint{start.Add(time.Duration(i) * period), v, len(byPeriod[i])})
		}
	}
	return points
}
