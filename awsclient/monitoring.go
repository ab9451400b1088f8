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

// Alarm is one metric alarm.
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
	Threshold         float64
	Comparison        string // "GreaterThanThreshold", ...
	Periods           int    // evaluation periods, N
	DatapointsToAlarm int    // M
	MissingData       string // "missing", "ignore", "breaching", "notBreaching"
	ActionsEnabled    bool
	AlarmActions      []string
	OKActions         []string
	NoDataActions     []string
}
