package whatif

import (
	"fmt"
	"sort"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
)

// AlarmAsked asks what an alarm on one metric would have done.
type AlarmAsked struct {
	Alarm awsclient.Alarm
	State string // in which it was at From
	From  time.Time
	To    time.Time
	// Points are those of the metric's statistic, each of them Length long,
	// oldest first. Where that is shorter than the alarm's period, those of
	// an average are sums, and Samples has the number of values in each.
	Points  []awsclient.Point
	Samples []awsclient.Point
	Length  time.Duration
}

// CannotReplay says why an alarm cannot be replayed.
type CannotReplay struct{ Why string }

func (e *CannotReplay) Error() string { return e.Why }

// Replayable refuses alarms that look at something else than one metric.
func Replayable(a *awsclient.Alarm) error {
	switch {
	case a.Composite():
		return &CannotReplay{a.Name + " watches other alarms; ask about one of those"}
	case len(a.Queries) > 0:
		return &CannotReplay{a.Name + " is on metric math; only alarms on one metric are replayed"}
	case alarm.OperatorText(a.Comparison) == "":
		return &CannotReplay{a.Name + " compares with a band of anomaly detection, which is not known here"}
	}
	r := alarmRule(a)
	if err := r.Validate(); err != nil {
		return &CannotReplay{err.Error()}
	}
	return nil
}

func alarmRule(a *awsclient.Alarm) alarm.Rule {
	return alarm.Rule{
		Comparison: a.Comparison, Threshold: a.Threshold, Periods: a.Periods, Datapoints: a.DatapointsToAlarm,
		Period: a.Metric.Period, Statistic: a.Metric.Statistic, Unit: a.Unit, MissingData: a.MissingData,
	}
}

// AlarmReplay is every change of state that an alarm would have made.
type AlarmReplay struct {
	Alarm       string            `json:"alarm"`
	Condition   string            `json:"condition"`
	From        time.Time         `json:"from"`
	To          time.Time         `json:"to"`
	State       string            `json:"state"` // at first
	Transitions []AlarmTransition `json:"transitions"`
	Fired       int               `json:"fired"`   // how often it went into ALARM
	InAlarm     time.Duration     `json:"inAlarm"` // how long it was there, in nanoseconds
	Missing     int               `json:"missing"` // evaluations that looked at a period without data
	Flaps       int               `json:"flaps"`   // how often it came back into ALARM soon after it had left it
	// Changes are, where it flaps, the smallest change of each setting that
	// would have avoided it and still have fired, the smallest of all first.
	Changes []AlarmChange `json:"changes,omitempty"`
	Notes   []string      `json:"notes,omitempty"`
}

// AlarmTransition is one change of state.
type AlarmTransition struct {
	At      time.Time    `json:"at"`
	From    string       `json:"from"`
	To      string       `json:"to"`
	Reason  string       `json:"reason"`            // in AWS's words
	Why     string       `json:"why"`               // the step of the algorithm that decided
	Missing string       `json:"missing,omitempty"` // what periods without data did, "" when there were none
	Points  []AlarmPoint `json:"points"`
}

// AlarmPoint is a period that was looked at; Value is nil without data.
type AlarmPoint struct {
	At       time.Time `json:"at"`
	Value    *float64  `json:"value"`
	Breaches bool      `json:"breaches"`
}

// AlarmChange is a setting that would have avoided flapping.
type AlarmChange struct {
	Setting string  `json:"setting"` // "evaluation periods", "datapoints to alarm", "threshold"
	From    float64 `json:"from"`
	To      float64 `json:"to"`
	Fired   int     `json:"fired"` // how often it would have fired then
}

// flapTime is how soon after it has left ALARM an alarm that comes back is
// called flapping (choice).
const flapTime = time.Hour

// ReplayAlarm judges the alarm at every moment at which CloudWatch would have.
func ReplayAlarm(asked AlarmAsked) *AlarmReplay {
	a := &asked.Alarm
	p := newAlarmPast(asked)
	rule := alarmRule(a)
	out := &AlarmReplay{Alarm: a.Name, Condition: conditionWords(a), From: asked.From, To: asked.To, State: asked.State}
	state, since := asked.State, asked.From
	p.each(rule, func(at time.Time, points []alarm.Point) {
		result := alarm.Evaluate(rule, points, state, at)
		missing := withoutData(points)
		if missing > 0 {
			out.Missing++
		}
		if result.State == state {
			return
		}
		if state == alarm.Alarm {
			out.InAlarm += at.Sub(since)
		} else if result.State == alarm.Alarm {
			out.Fired++
		}
		out.Transitions = append(out.Transitions, AlarmTransition{At: at, From: state, To: result.State, Reason: result.Reason, Why: result.Why,
			Missing: missingDid(rule, points, state, missing), Points: lookedAt(rule, points)})
		state, since = result.State, at
	})
	if state == alarm.Alarm {
		out.InAlarm += asked.To.Sub(since)
	}
	out.Flaps, _ = p.flaps(rule)
	if out.Flaps > 0 {
		out.Changes = p.calmer(rule)
	}
	out.Notes = asked.notes()
	return out
}

func (asked *AlarmAsked) notes() []string {
	notes := []string{"data that came late is taken as if it had been there in time"}
	if asked.Length == asked.Alarm.Metric.Period && asked.Length > time.Minute {
		notes = append(notes, "judged once a period, on the clock; CloudWatch slides the periods by the minute")
	}
	if asked.Alarm.LowSamples == alarm.Ignore {
		notes = append(notes, "percentiles of few samples are judged like any other; the alarm keeps its state then")
	}
	return notes
}

// alarmPast is what the metric was.
type alarmPast struct {
	AlarmAsked
	samples map[int64]float64
}

func newAlarmPast(asked AlarmAsked) *alarmPast {
	p := &alarmPast{AlarmAsked: asked, samples: make(map[int64]float64, len(asked.Samples))}
	for _, s := range asked.Samples {
		p.samples[s.At.Unix()] = s.Value
	}
	return p
}

// each looks at every moment of evaluation after From, up to To.
func (p *alarmPast) each(rule alarm.Rule, look func(at time.Time, points []alarm.Point)) {
	step := alarm.EvaluationStep(rule.Period)
	if p.Length == rule.Period { // points that keep to the clock cannot slide
		step = max(step, rule.Period)
	}
	var starts []time.Time
	points := make([]alarm.Point, 0, rule.EvaluationRange())
	for at := p.From.UTC().Truncate(step).Add(step); !at.After(p.To); at = at.Add(step) {
		starts, points = rule.AppendWindow(starts[:0], at), points[:0]
		for _, start := range starts {
			points = append(points, p.within(start, rule.Period))
		}
		look(at, points)
	}
}

// within is the statistic of one period.
func (p *alarmPast) within(start time.Time, period time.Duration) alarm.Point {
	out := alarm.Point{At: start, Missing: true}
	end, samples := start.Add(period), 0.0
	from := sort.Search(len(p.Points), func(i int) bool { return !p.Points[i].At.Before(start) })
	for _, q := range p.Points[from:] {
		if !q.At.Before(end) {
			break
		}
		switch {
		case out.Missing:
			out.Value = q.Value
		case p.Alarm.Metric.Statistic == "Minimum":
			out.Value = min(out.Value, q.Value)
		case p.Alarm.Metric.Statistic == "Maximum":
			out.Value = max(out.Value, q.Value)
		default:
			out.Value += q.Value
		}
		out.Missing = false
		samples += p.samples[q.At.Unix()]
	}
	if p.Alarm.Metric.Statistic == "Average" && p.Length < period && !out.Missing {
		if out.Missing = samples == 0; !out.Missing {
			out.Value /= samples
		}
	}
	return out
}

// flaps counts how often an alarm came back into ALARM soon, and how often it
// went there at all.
func (p *alarmPast) flaps(rule alarm.Rule) (flaps, fired int) {
	state := p.State
	var left time.Time
	p.each(rule, func(at time.Time, points []alarm.Point) {
		then := alarm.State(rule, points, state)
		switch {
		case then == state:
		case then == alarm.Alarm:
			fired++
			if !left.IsZero() && at.Sub(left) <= flapTime {
				flaps++
			}
		case state == alarm.Alarm:
			left = at
		}
		state = then
	})
	return flaps, fired
}

func withoutData(points []alarm.Point) (n int) {
	for _, p := range points {
		if p.Missing {
			n++
		}
	}
	return n
}

// missingDid tells what periods without data did, by what the alarm would
// have said with another treatment of them.
func missingDid(rule alarm.Rule, points []alarm.Point, state string, missing int) string {
	if missing == 0 {
		return ""
	}
	treatment := rule.MissingData
	if treatment == "" {
		treatment = alarm.Missing
	}
	text := fmt.Sprintf("%d of %d periods had no data (%s)", missing, len(points), treatment)
	then := alarm.State(rule, points, state)
	for _, other := range []string{alarm.Missing, alarm.Ignore, alarm.NotBreaching, alarm.Breaching} {
		rule.MissingData = other
		if said := alarm.State(rule, points, state); said != then {
			return text + fmt.Sprintf("; with %s it would be %s", other, said)
		}
	}
	return text + "; no treatment of them would make a difference"
}

func lookedAt(rule alarm.Rule, points []alarm.Point) []AlarmPoint {
	out := make([]AlarmPoint, len(points))
	for i, p := range points {
		out[i] = AlarmPoint{At: p.At}
		if !p.Missing {
			value := p.Value
			out[i].Value, out[i].Breaches = &value, rule.Breaches(value)
		}
	}
	return out
}
