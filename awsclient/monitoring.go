package awsclient

import (
	"strconv"
	"strings"
	"time"
)

// MetricQuery asks for one metric.
type MetricQuery struct {
	Namespace  string // "AWS/EC2"
	Name       string // "CPUUtilization"
	Dimensions []Dimension
	Statistic  string // "Average", "Sum", "p99", ...
	Period     time.Duration
}

// Dimension is a name and a value that narrow a metric.
type Dimension struct{ Name, Value string }

// Key identifies the query: equal queries have equal keys.
func (q MetricQuery) Key() string {
	var b strings.Builder
	b.WriteString(q.Namespace + "|" + q.Name + "|" + q.Statistic + "|" + strconv.Itoa(int(q.Period/time.Second)))
	for _, d := range q.Dimensions {
		b.WriteString("|" + d.Name + "=" + d.Value)
	}
	return b.String()
}

// Series is the answer to one query, oldest point first. A period without
// data has no point: gaps are real and are drawn as gaps.
type Series struct {
	Query  MetricQuery
	Points []Point
}

// Point is one datapoint, stamped with the start of its period.
type Point struct {
	At    time.Time
	Value float64
}

// Metric is a metric that CloudWatch has heard of lately.
type Metric struct {
	Namespace  string
	Name       string
	Dimensions []Dimension
}

// Key identifies the metric: a namespace, a name and an exact set of
// dimensions.
func (m Metric) Key() string {
	var b strings.Builder
	b.WriteString(m.Namespace + "|" + m.Name)
	for _, d := range m.Dimensions {
		b.WriteString("|" + d.Name + "=" + d.Value)
	}
	return b.String()
}

// MetricSearch narrows a list of metrics as CloudWatch itself can. The zero
// value asks for all.
type MetricSearch struct {
	Namespace  string      // exact; "" for any
	Name       string      // exact; "" for any
	Dimensions []Dimension // a metric must have all of them; "" as a Value stands for any
	// RecentlyActive leaves out metrics that had no data for three hours.
	RecentlyActive bool
}

// Key identifies the search: equal searches have equal keys.
func (f MetricSearch) Key() string {
	key := Metric{f.Namespace, f.Name, f.Dimensions}.Key()
	if f.RecentlyActive {
		key += "|active"
	}
	return key
}

// AlarmEvent is one line of an alarm's history.
type AlarmEvent struct {
	Alarm     string // its name
	Composite bool
	At        time.Time
	Type      string // "StateUpdate", "ConfigurationUpdate", "Action"
	Summary   string // "Alarm updated from OK to ALARM"
	Data      string // JSON
}

// AlarmQuery is one query of an alarm on metric math: a metric, or an
// expression over the others.
type AlarmQuery struct {
	ID         string
	Metric     MetricQuery // of a metric
	Expression string      // of an expression, "" for a metric
	Label      string
	Unit       string        // of a metric's data, "" for any
	Period     time.Duration // of an expression that has its own, else 0
	Watched    bool          // its result is what the alarm compares; one query's is
}

// Alarm is one alarm: on a metric, on metric math, or a composite one, which
// has a Rule over other alarms in place of a metric and its condition.
type Alarm struct {
	Name              string
	ARN               string
	Region            string
	Description       string
	State             string // "OK", "ALARM", "INSUFFICIENT_DATA"
	Reason            string
	ReasonData        string
	Updated           time.Time // when the state was last set
	Metric            MetricQuery
	Unit              string // of the metric's data, "" for any
	Threshold         float64
	Comparison        string // "GreaterThanThreshold", ...
	Periods           int    // evaluation periods, N
	DatapointsToAlarm int    // M
	MissingData       string // "missing", "ignore", "breaching", "notBreaching"
	LowSamples        string // of a percentile: "evaluate", "ignore", or "" when unset
	ActionsEnabled    bool
	AlarmActions      []string
	OKActions         []string
	NoDataActions     []string

	// Queries are those of an alarm on metric math, whose Metric then only
	// names what it watches; nil for other alarms.
	Queries []AlarmQuery

	Rule string // of a composite alarm, such as `ALARM(cpu) AND NOT ALARM(deployment)`
	// Suppressor is the alarm that holds a composite alarm's actions back, "" for none.
	Suppressor   string
	Wait         time.Duration // how long actions wait for the suppressor to go into ALARM
	Extension    time.Duration // how long they wait after it has left ALARM
	SuppressedBy string        // what holds the actions back now: "Alarm", "WaitPeriod", "ExtensionPeriod"; "" when nothing does
}

// Composite tells whether the alarm watches other alarms.
func (a *Alarm) Composite() bool { return a.Rule != "" }
