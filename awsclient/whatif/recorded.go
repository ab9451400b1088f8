package whatif

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/stat"
)

// Sample is one recorded value of a metric.
type Sample struct {
	At    time.Time
	Value float64
	// Instances is over how many instances the load was shared then; 0 when
	// the value is to be taken as it was recorded.
	Instances float64
}

// ParseSamples reads a recording: a line each, "2026-03-10T20:30:00Z,72.5" or
// only "72.5". Values without times are a minute apart, the last one a minute
// before end. Empty lines, and those that begin with #, are passed over.
func ParseSamples(text string, end time.Time) ([]Sample, error) {
	var samples []Sample
	timed := 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, err := parseSample(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if !s.At.IsZero() {
			timed++
		}
		samples = append(samples, s)
	}
	switch {
	case len(samples) == 0:
		return nil, fmt.Errorf("there are no values")
	case timed != 0 && timed != len(samples):
		return nil, fmt.Errorf("some lines have a time and some have none")
	case timed == 0:
		for i := range samples {
			samples[i].At = end.Truncate(time.Minute).Add(-time.Duration(len(samples)-i) * time.Minute)
		}
	}
	slices.SortStableFunc(samples, func(a, b Sample) int { return a.At.Compare(b.At) })
	if span := samples[len(samples)-1].At.Sub(samples[0].At); span > longestReplay {
		return nil, fmt.Errorf("it covers %s; a replay goes over %s at most", words(span), words(longestReplay))
	}
	return samples, nil
}

// longestReplay bounds a replay, which goes minute by minute.
const longestReplay = 90 * 24 * time.Hour

func parseSample(line string) (s Sample, err error) {
	at, value, timed := strings.Cut(line, ",")
	if timed {
		if s.At, err = time.Parse(time.RFC3339, strings.TrimSpace(at)); err != nil {
			return s, fmt.Errorf("%q is not a time such as 2026-03-10T20:30:00Z", strings.TrimSpace(at))
		}
	} else {
		value = at
	}
	s.Value, err = strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || s.Value != s.Value {
		return s, fmt.Errorf("%q is not a number", strings.TrimSpace(value))
	}
	return s, nil
}

// recording answers what an alarm would have seen.
type recording struct {
	samples []Sample // by time
	stat    stat.Statistic
}

// within is the statistic of a period, as so many instances would have shared
// the load; false when nothing was recorded.
func (r recording) within(start time.Time, period time.Duration, instances int) (float64, bool) {
	from, _ := slices.BinarySearchFunc(r.samples, start, func(s Sample, t time.Time) int { return s.At.Compare(t) })
	var values []float64
	for _, s := range r.samples[from:] {
		if !s.At.Before(start.Add(period)) {
			break
		}
		v := s.Value
		if s.Instances > 0 {
			v *= s.Instances / float64(max(1, instances))
		}
		values = append(values, v)
	}
	return r.stat.Of(values)
}
