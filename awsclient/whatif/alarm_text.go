package whatif

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
)

// conditionWords are an alarm's condition: "Average of AWS/EC2 CPUUtilization
// greater than 70 in 2 of 3 periods of 5m".
func conditionWords(a *awsclient.Alarm) string {
	needed := a.DatapointsToAlarm
	if needed == 0 {
		needed = a.Periods
	}
	return fmt.Sprintf("%s of %s %s %s %s in %d of %d periods of %s", a.Metric.Statistic, a.Metric.Namespace, a.Metric.Name,
		alarm.OperatorText(a.Comparison), plain(a.Threshold), needed, a.Periods, words(a.Metric.Period))
}

func plain(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// Text is the answer for people.
func (r *AlarmReplay) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.Alarm, r.Condition)
	fmt.Fprintf(&b, "from %s to %s (UTC), at first %s\n\n", minute(r.From), minute(r.To), r.State)
	for _, t := range r.Transitions {
		t.write(&b)
	}
	if len(r.Transitions) == 0 {
		b.WriteString("no transitions\n")
	}
	fmt.Fprintf(&b, "\n%d transitions; %d times into ALARM, %s in all; %d evaluations met periods without data\n", len(r.Transitions), r.Fired, words(r.InAlarm), r.Missing)
	r.writeChanges(&b)
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	return b.String()
}

func (t *AlarmTransition) write(b *strings.Builder) {
	fmt.Fprintf(b, "%s  %s -> %s  %s\n", t.At.UTC().Format(time.DateTime), t.From, t.To, t.Why)
	b.WriteString("    ")
	for _, p := range t.Points {
		value := "-"
		if p.Value != nil {
			value = plain(*p.Value)
		}
		if p.Breaches {
			value += "*"
		}
		fmt.Fprintf(b, " %s=%s", p.At.UTC().Format("15:04"), value)
	}
	b.WriteString("\n")
	if t.Missing != "" {
		fmt.Fprintf(b, "     %s\n", t.Missing)
	}
}

func (r *AlarmReplay) writeChanges(b *strings.Builder) {
	if r.Flaps == 0 {
		b.WriteString("it does not flap\n")
		return
	}
	fmt.Fprintf(b, "it flaps: %d times back in ALARM within %s of leaving it\n", r.Flaps, words(flapTime))
	if len(r.Changes) == 0 {
		b.WriteString("no change of one setting avoids that and still fires\n")
	}
	for i, c := range r.Changes {
		lead := "or"
		if i == 0 {
			lead = "smallest change:"
		}
		fmt.Fprintf(b, "%s %s %s -> %s; it then fires %d times\n", lead, c.Setting, plain(c.From), plain(c.To), c.Fired)
	}
}
