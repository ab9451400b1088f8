package world

import "time"

// CustomMetric is a metric that was put by somebody, not by AWS's own
// services. Its name is its namespace, name and exact set of dimensions.
type CustomMetric struct {
	Namespace, Name string
	Dimensions      []Attribute // by key
	Latest          time.Time   // time of the newest sample
	Streams         []MetricStream
}

// MetricStream is the samples of a metric in one unit, coarser as they grow
// older. The telemetry room rolls them up and drops the oldest.
type MetricStream struct {
	Unit                                 string
	Seconds, Minutes, FiveMinutes, Hours []MetricSlot // oldest first
}

// MetricSlot is the samples of one second, minute, five minutes or hour.
type MetricSlot struct {
	At                    int64 // start, in seconds since 1970
	Count, Sum, Low, High float64
	// Values is the distribution, by value; nil when every sample is Low, or
	// when the slot is Opaque: it has samples of which only sums are known.
	Values []MetricValue
	Opaque bool
}

// MetricValue is a value and how often it was seen.
type MetricValue struct{ Value, Count float64 }

// MetricQuery is a metric or an expression over others, as requests for data
// and alarms on metric math have them.
type MetricQuery struct {
	ID, Label  string
	Expression string        // of metric math; "" for a metric
	Metric     MetricRef     // unless there is an expression
	Period     time.Duration // of an expression; 0 when unset
	Returned   bool          // not only there for others
}
