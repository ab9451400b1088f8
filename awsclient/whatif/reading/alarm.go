package reading

import (
	"context"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/whatif"
)

// minutesKept is for how long CloudWatch keeps points of a minute
// (CW/cloudwatch_concepts).
const minutesKept = 15 * 24 * time.Hour

// Alarm reads an alarm and what it looked at in the time before now.
func Alarm(ctx context.Context, c awsclient.Client, name string, back time.Duration, now time.Time) (whatif.AlarmAsked, error) {
	alarms, err := c.Alarms(ctx)
	if err != nil {
		return whatif.AlarmAsked{}, err
	}
	var names []string
	for i := range alarms {
		names = append(names, alarms[i].Name)
	}
	at := slices.Index(names, name)
	if at < 0 {
		return whatif.AlarmAsked{}, &NotThere{Kind: "alarm", Name: name, Names: names}
	}
	asked, err := AlarmPast(ctx, c, alarms[at], back, now)
	if err != nil {
		return asked, err
	}
	history, err := c.AlarmHistory(ctx, name, 0)
	if err != nil {
		return asked, err
	}
	asked.State = stateBefore(history, alarms[at].State, asked.From)
	return asked, nil
}

// AlarmPast reads what an alarm, which need not exist, would have looked at.
func AlarmPast(ctx context.Context, c awsclient.Client, a awsclient.Alarm, back time.Duration, now time.Time) (whatif.AlarmAsked, error) {
	asked := whatif.AlarmAsked{Alarm: a, State: alarm.InsufficientData, From: now.Add(-back), To: now, Length: a.Metric.Period}
	if err := whatif.Replayable(&a); err != nil {
		return asked, err
	}
	metric, samples := a.Metric, a.Metric
	parts := 1
	// What adds up is read by the minute, so that periods can slide.
	if metric.Period > time.Minute && back+lead(a) <= minutesKept && slices.Contains([]string{"Average", "Sum", "Minimum", "Maximum", "SampleCount"}, metric.Statistic) {
		metric.Period, asked.Length = time.Minute, time.Minute
		if metric.Statistic == "Average" {
			metric.Statistic, samples.Statistic, samples.Period, parts = "Sum", "SampleCount", time.Minute, 2
		}
	}
	series, err := c.Series(ctx, []awsclient.MetricQuery{metric, samples}[:parts], asked.From.Add(-lead(a)), now)
	if err != nil {
		return asked, err
	}
	asked.Points = series[0].Points
	if parts == 2 {
		asked.Samples = series[1].Points
	}
	return asked, nil
}

// lead is how far before the first moment an alarm looks.
func lead(a awsclient.Alarm) time.Duration { return time.Duration(a.Periods+3) * a.Metric.Period }

// stateBefore is the state that an alarm had at a moment, by its history,
// newest first.
func stateBefore(history []awsclient.AlarmEvent, now string, at time.Time) string {
	state := now
	for _, e := range history {
		if e.At.Before(at) {
			break
		}
		if e.Type == "StateUpdate" {
			_, change, _ := strings.Cut(e.Summary, "updated from ")
			state, _, _ = strings.Cut(change, " to ")
		} else if strings.HasSuffix(e.Summary, "created") {
			return alarm.InsufficientData
		}
	}
	return state
}
