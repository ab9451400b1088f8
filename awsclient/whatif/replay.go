package whatif

import (
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/semantics/scaling"
	"fleetglass/awsclient/semantics/stat"
)

// Replayed is what policies would have made of a group while a metric went as
// it was recorded.
type Replayed struct {
	Group    string    `json:"group"`
	Policies []string  `json:"policies"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Start    int       `json:"start"` // capacity it begins with
	End      int       `json:"end"`
	Lowest   int       `json:"lowest"`
	Highest  int       `json:"highest"`
	Changes  []Changed `json:"changes"`
	Levels   []Level   `json:"capacity"` // over time: one for each time that it changed
	Cost     Cost      `json:"cost"`
	Notes    []string  `json:"notes"`
}

// Changed is a change of the desired capacity.
type Changed struct {
	At     time.Time `json:"at"`
	Policy string    `json:"policy"`
	Alarm  string    `json:"alarm"`
	Metric float64   `json:"metric"`
	From   int       `json:"from"`
	To     int       `json:"to"`
	Why    string    `json:"why"`
}

// Level is the capacity from a time on.
type Level struct {
	At        time.Time `json:"at"`
	Desired   int       `json:"desired"`
	InService int       `json:"inService"`
}

// Cost is what instances would have cost, On-Demand at list price.
type Cost struct {
	Hours   float64 `json:"instanceHours"`
	Price   float64 `json:"pricePerHour,omitempty"` // of one instance; 0 when it is not known, and then there are no sums
	Dollars float64 `json:"dollars,omitempty"`
	Steady  float64 `json:"steadyDollars,omitempty"`  // had the capacity stayed as it began
	Maximum float64 `json:"maximumDollars,omitempty"` // had it stood at the maximum
}

// ReplayAsked is a question about a stretch of time.
type ReplayAsked struct {
	Policies []string // names or ARNs
	Samples  []Sample // by time
}

// Replay goes through a recording minute by minute, as CloudWatch evaluates
// alarms. All alarms of the policies see the same recording. The error is a
// *CannotScale.
func Replay(g *Group, asked ReplayAsked) (*Replayed, error) {
	if len(asked.Samples) == 0 {
		return nil, cannotScale("the recording has no values: CloudWatch has none of this metric in this time")
	}
	r := &replay{group: g, desired: g.Limits.Desired}
	for _, name := range asked.Policies {
		if err := r.add(name, asked.Samples); err != nil {
			return nil, err
		}
	}
	from, to := asked.Samples[0].At, asked.Samples[len(asked.Samples)-1].At.Add(r.longest)
	r.begin(from)
	for at := from.Truncate(time.Minute).Add(time.Minute); !at.After(to); at = at.Add(time.Minute) {
		r.minute(at)
	}
	return r.result(from, to), nil
}

// watched is an alarm of a policy, and its state in the replay.
type watched struct {
	policy *awsclient.Policy
	alarm  *awsclient.Alarm
	rule   alarm.Rule
	seen   recording
	state  string
	acted  time.Time
}

// replay is a Replay under way.
type replay struct {
	group   *Group
	watched []*watched
	longest time.Duration // the longest period

	desired   int
	members   []machine
	settled   time.Time // the last change of the members
	coolUntil time.Time

	changes []Changed
	levels  []Level
}

// machine is an instance in the replay. Times that have not come are zero.
type machine struct{ launched, serves, leaves, gone time.Time }

// add takes a policy's alarms into the replay.
func (r *replay) add(name string, samples []Sample) error {
	p, err := r.group.find(name)
	if err != nil {
		return err
	}
	alarms := r.group.alarmsOf(p)
	if len(alarms) == 0 {
		return cannotScale("no alarm runs %s: a recording does not make it act", p.Name)
	}
	for _, a := range alarms {
		s, err := stat.Parse(a.Metric.Statistic)
		if err != nil || a.Metric.Period <= 0 {
			return cannotScale("alarm %s is on metric math, which a recording of one metric cannot tell", a.Name)
		}
		r.watched = append(r.watched, &watched{policy: p, alarm: a, rule: ruleOf(a), seen: recording{samples, s}, state: alarm.OK})
		r.longest = max(r.longest, a.Metric.Period)
	}
	return nil
}

// begin furnishes the group: as many as are desired, all of them warm.
func (r *replay) begin(at time.Time) {
	for range r.desired {
		r.members = append(r.members, machine{launched: at})
	}
	r.note(at)
}

// minute is one evaluation of all alarms.
func (r *replay) minute(at time.Time) {
	r.pass(at)
	var fired, tracking []scaling.Proposal
	decisions := map[string]Changed{}
	content := map[string]int{}
	for _, w := range r.watched {
		c, fires := r.look(w, at)
		if _, known := content[w.policy.Name]; !known {
			content[w.policy.Name] = r.desired
		}
		if !fires || c.To == r.desired {
			continue
		}
		decisions[w.policy.Name], content[w.policy.Name] = c, c.To
		fired = append(fired, scaling.Proposal{Policy: w.policy.Name, Capacity: c.To, TargetTracking: w.policy.Type == targetTracking})
	}
	for _, w := range r.watched {
		if w.policy.Type == targetTracking && !slices.ContainsFunc(tracking, func(p scaling.Proposal) bool { return p.Policy == w.policy.Name }) {
			tracking = append(tracking, scaling.Proposal{
				Policy: w.policy.Name, Capacity: content[w.policy.Name], TargetTracking: true, DisableScaleIn: w.policy.Target.DisableScaleIn})
		}
	}
	if best, ok := scaling.Settle(r.desired, fired, tracking); ok {
		r.apply(decisions[best.Policy], at)
	}
}

// look evaluates an alarm and lets its policy decide; false when it does not
// fire now.
func (r *replay) look(w *watched, at time.Time) (Changed, bool) {
	var points []alarm.Point
	serving := r.serving(at)
	for _, start := range w.rule.Window(at) {
		v, ok := w.seen.within(start, w.rule.Period, serving)
		points = append(points, alarm.Point{At: start, Value: v, Missing: !ok})
	}
	state := alarm.State(w.rule, points, w.state)
	changed := state != w.state
	w.state = state
	newest := points[len(points)-1]
	if state != alarm.Alarm || !alarm.ActionDue(changed, true, at.Sub(w.acted)) || !w.policy.Enabled || newest.Missing {
		return Changed{}, false
	}
	w.acted = at
	if w.policy.Type == simpleScaling && r.cooling(at) {
		return Changed{}, false
	}
	d := decide(w.policy, w.rule.Threshold, newest.Value, goesUp(w.rule), !newest.At.Before(r.settled), r.standing(w.policy, at))
	return Changed{At: at, Policy: w.policy.Name, Alarm: w.alarm.Name, Metric: newest.Value, From: r.desired, To: d.To, Why: d.Why}, true
}

// apply sets the desired capacity. What launches and leaves takes the time
// that it takes in the group's own activities.
func (r *replay) apply(c Changed, at time.Time) {
	r.changes = append(r.changes, c)
	last := at
	for range c.To - c.From {
		last = at.Add(r.group.typical("Launching"))
		r.members = append(r.members, machine{launched: at, serves: last})
	}
	for range c.From - c.To {
		last = at.Add(r.group.typical("Terminating"))
		r.dismiss(at, last)
	}
	r.desired = c.To
	if p := r.group.policy(c.Policy); p.Type == simpleScaling {
		d, _ := r.group.cooldown(p)
		r.coolUntil = last.Add(d)
	}
	r.note(at)
}

// dismiss sends the member that has been there longest on its way.
func (r *replay) dismiss(at, gone time.Time) {
	for i := range r.members {
		if m := &r.members[i]; m.leaves.IsZero() {
			m.leaves, m.gone = at, gone
			r.settled = at
			return
		}
	}
}

// pass notes who has arrived or gone by a time.
func (r *replay) pass(at time.Time) {
	for _, m := range r.members {
		for _, t := range []time.Time{m.serves, m.gone} {
			if !t.IsZero() && !t.After(at) && t.After(r.settled) {
				r.settled = t
			}
		}
	}
	r.note(at)
}

// typical is how long launches, or terminations, of the group have taken.
func (g *Group) typical(verb string) time.Duration {
	sum, n := time.Duration(0), 0
	for i := range g.Activities {
		if a := &g.Activities[i]; a.StatusCode == "Successful" && strings.HasPrefix(a.Description, verb) {
			sum, n = sum+a.End.Sub(a.Start), n+1
		}
	}
	if n == 0 {
		return assumedActivity
	}
	return (sum / time.Duration(n)).Round(time.Second)
}

// assumedActivity is how long a launch or a termination takes in a group that
// has done none yet (choice: AWS does not publish it, and images differ).
const assumedActivity = time.Minute

// standing is the group as a policy finds it.
func (r *replay) standing(p *awsclient.Policy, at time.Time) scaling.Standing {
	warmup, _ := r.group.warmup(p)
	s := scaling.Standing{Desired: r.desired, Bounds: scaling.Bounds{Min: r.group.Limits.Min, Max: r.group.Limits.Max}}
	for _, m := range r.members {
		switch {
		case !m.leaves.IsZero():
			if m.gone.After(at) {
				s.Leaving++
			}
		case !m.serves.IsZero() && at.Before(m.serves.Add(warmup)):
			s.Warming++
		default:
			s.Warm++
		}
	}
	return s
}

// serving is how many members are in service.
func (r *replay) serving(at time.Time) int {
	n := 0
	for _, m := range r.members {
		if m.leaves.IsZero() && !m.serves.After(at) {
			n++
		}
	}
	return n
}

// cooling tells whether a simple policy has to wait: for an activity, or for
// the cooldown after it.
func (r *replay) cooling(at time.Time) bool {
	return at.Before(r.coolUntil) || slices.ContainsFunc(r.members, func(m machine) bool {
		return m.serves.After(at) && m.leaves.IsZero() || m.gone.After(at)
	})
}

// note writes the capacity down when it is another.
func (r *replay) note(at time.Time) {
	l := Level{at, r.desired, r.serving(at)}
	if n := len(r.levels); n > 0 {
		if last := r.levels[n-1]; last.Desired == l.Desired && last.InService == l.InService {
			return
		}
	}
	r.levels = append(r.levels, l)
}

// Metric is what drives a policy. The error is a *CannotScale.
func (g *Group) Metric(policy string) (awsclient.MetricQuery, error) {
	p, err := g.find(policy)
	if err != nil {
		return awsclient.MetricQuery{}, err
	}
	alarms := g.alarmsOf(p)
	switch {
	case len(alarms) == 0:
		return awsclient.MetricQuery{}, cannotScale("no alarm runs %s: there is no metric to replay", p.Name)
	case len(alarms[0].Queries) > 0:
		return awsclient.MetricQuery{}, cannotScale("alarm %s is on metric math, which a recording of one metric cannot tell", alarms[0].Name)
	}
	return alarms[0].Metric, nil
}
