package alarm

import (
	"fmt"
	"slices"
	"time"
)

// Point is one period of the evaluation range.
type Point struct {
	At          time.Time // start of the period
	Value       float64   // the statistic
	SampleCount float64
	Missing     bool // no data: Value means nothing
}

// Result is the outcome of an evaluation.
type Result struct {
	State      string
	Keep       bool   // the rule says to keep the state; Reason and ReasonData are empty
	Reason     string // in AWS's words
	ReasonData string // JSON
	Why        string // the step of the algorithm that decided, in plain words
}

// Evaluate tells the state of an alarm from the points of its evaluation
// range, oldest first. current is the state until now; now is told in the
// reason's data.
func Evaluate(r Rule, points []Point, current string, now time.Time) Result {
	e := newEvaluation(r, points, now)
	v := e.decide()
	if v.state == keep {
		return Result{State: current, Keep: true, Why: v.why()}
	}
	return Result{State: v.state, Reason: e.reason(v.state), ReasonData: e.data(), Why: v.why()}
}

// State is the state that Evaluate tells, at a small part of the price: most
// evaluations change nothing, and then nobody reads the words.
func State(r Rule, points []Point, current string) string {
	e := newEvaluation(r, points, time.Time{})
	v := e.decide()
	if v.state == keep {
		return current
	}
	return v.state
}

// keep is the answer that the state stays what it is.
const keep = ""

// verdict is a state, and why: a format and its numbers, put into words only
// for those who ask.
type verdict struct {
	state, format string
	numbers       [3]int
	count         int // of the numbers that the format has
}

func because(state, format string, numbers ...int) verdict {
	v := verdict{state: state, format: format}
	v.count = copy(v.numbers[:], numbers)
	return v
}

func (v verdict) why() string {
	var numbers []any
	for _, n := range v.numbers[:v.count] {
		numbers = append(numbers, n)
	}
	return fmt.Sprintf(v.format, numbers...)
}

type evaluation struct {
	rule   Rule
	points []Point // the evaluation range
	real   []Point // those with data
	now    time.Time
}

func newEvaluation(r Rule, points []Point, now time.Time) evaluation {
	if n := r.EvaluationRange(); len(points) > n {
		points = points[len(points)-n:]
	}
	e := evaluation{rule: r, points: points, now: now, real: points}
	if slices.ContainsFunc(points, missing) {
		e.real = slices.DeleteFunc(slices.Clone(points), missing)
	}
	return e
}

func missing(p Point) bool { return p.Missing }

// decide is the reference algorithm. It reproduces every row of the tables in
// the documentation.
func (e *evaluation) decide() verdict {
	n, m := e.rule.Periods, e.rule.needed()
	if len(e.real) >= n {
		b := e.breaching(e.used())
		return because(alarmIf(b >= m), "%d of the last %d points breach, %d needed", b, n, m)
	}
	b, fill := e.breaching(e.real), e.fill()
	switch e.rule.MissingData {
	case Breaching:
		return because(alarmIf(b+fill >= m), "%d breach and %d missing count as breaching, %d needed", b, fill, m)
	case NotBreaching:
		return because(alarmIf(b >= m), "%d breach and %d missing count as not breaching, %d needed", b, fill, m)
	}
	return e.decideUnfilled(b)
}

// decideUnfilled is for missing data that is treated as missing or ignored.
func (e *evaluation) decideUnfilled(b int) verdict {
	m, ignore := e.rule.needed(), e.rule.MissingData == Ignore
	switch {
	case len(e.real) == 0 && ignore:
		return because(keep, "no data: ignored, the state is kept")
	case len(e.real) == 0:
		return because(InsufficientData, "no data in the evaluation range")
	case b >= m:
		return because(Alarm, "%d points breach, %d needed, whatever is missing", b, m)
	case b < len(e.real):
		return because(OK, "some points do not breach and too few do")
	case ignore:
		return because(keep, "too few points, all breaching: ignored, the state is kept")
	}
	// The premature rule: missing data alone must not hold an alarm back once
	// a breaching point is as old as the points needed.
	if age := e.oldestBreachingAge(); age >= m {
		return because(Alarm, "every point breaches and the oldest is %d periods old, %d needed", age, m)
	}
	return because(keep, "every point breaches, but it is too early to tell")
}

func alarmIf(breach bool) string {
	if breach {
		return Alarm
	}
	return OK
}

// used are the points that are compared: the newest N with data.
func (e *evaluation) used() []Point {
	return e.real[max(0, len(e.real)-e.rule.Periods):]
}

// fill is how many points are wanting to N.
func (e *evaluation) fill() int { return max(0, e.rule.Periods-len(e.real)) }

func (e *evaluation) breaching(points []Point) int {
	n := 0
	for _, p := range points {
		if e.rule.Breaches(p.Value) {
			n++
		}
	}
	return n
}

// oldestBreachingAge counts periods from the newest, which is 1.
func (e *evaluation) oldestBreachingAge() int {
	for i, p := range e.points {
		if !p.Missing && e.rule.Breaches(p.Value) {
			return len(e.points) - i
		}
	}
	return 0
}
