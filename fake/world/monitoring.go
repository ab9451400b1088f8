package world

import "time"

// MetricRef names a metric.
type MetricRef struct {
	Namespace, Name, Statistic, Unit string
	Dimensions                       []Attribute
	Period                           time.Duration
}

// Alarm is a metric alarm.
type Alarm struct {
	Name, ARN, Description            string
	Metric                            MetricRef     // of an alarm on queries only the period
	Queries                           []MetricQuery // of an alarm on metric math; one of them is returned
	Threshold                         float64
	Comparison                        string
	Periods, Datapoints               int // N and M; Datapoints 0 when unset
	MissingData                       string
	LowSamples                        string // "evaluate", "ignore"; "" when unset
	ActionsEnabled                    bool
	AlarmActions, OKActions, NoData   []string // ARNs
	State, Reason, ReasonData         string
	Before                            string // the state before, "" for none
	StateSince, Updated, ConfigUpdate time.Time
	LastAction                        time.Time
	Tags                              []Tag
}

// Workload is what loads a set of instances: requests that come to a
// balancer, or jobs that a worker group takes. Its demand is a function of
// time alone, so that metrics can be computed when they are read.
type Workload struct {
	ID       string
	Balancer string // ARN: requests enter at this balancer and follow its rules (of a Classic one: name or ARN); or
	Group    string // name: jobs are shared by the group's instances in service
	// Base is the mean demand in requests (or jobs) a second; Swing, 0 to 1,
	// how far the daily wave goes up and down; PeakHour its top, UTC.
	Base, Swing, PeakHour float64
	// Ripple is a second, short wave's share of Base, and RippleEvery its
	// length; Noise the share of Base that varies minute by minute.
	Ripple      float64
	RippleEvery time.Duration
	Noise       float64
	Surges      []Surge
	// Mix is how requests are made: each a host and path, with its share.
	Mix []RequestMix
	// Cost is the CPU seconds that one request takes on one vCPU.
	Cost float64
	// To and Counted are of requests that really came, through a data plane:
	// where they went, and how many there were in which minute, oldest first.
	// Such a workload has no formula, and the rules are not asked again.
	To      string          `json:",omitempty"`
	Counted []CountedMinute `json:",omitempty"`
}

// CountedMinute is the requests that came in one minute, by what became of
// them.
type CountedMinute struct {
	Minute              int64 // since 1970
	Good, Bad4, Bad5    int   // answered by a target, by the class of the answer; Good is all below 400
	Refused, Unanswered int   // by the target that was chosen
	Lost                int   // no target was there to be chosen
}

// Surge multiplies a workload's demand for a while.
type Surge struct {
	From, To time.Time
	Factor   float64
}

// RequestMix is one sort of request with its share of the whole.
type RequestMix struct {
	Scheme, Host, Method, Path string
	Port                       int
	Share                      float64
}

// Metrics is what must be remembered to compute metrics when they are read.
// The rooms that write it document it.
type Metrics struct {
	// Serving is, by pool (a target group's ARN, "group/NAME" for the workers
	// of a group, or "classic/NAME/ZONE/PORT" for a Classic balancer), the step
	// history of how many targets it has; Capacity, by group name, that of the
	// group's numbers; Load, by "pool|instance id or address|port", that of one
	// target's state.
	Serving  Table[StepHistory]
	Capacity Table[StepHistory]
	Load     Table[StepHistory]
	// Shares is, by "workload id|destination", the share of a workload's
	// requests that went there; Meters, by instance id, what metrics need to
	// know of an instance, long after EC2 has forgotten it.
	Shares Table[StepHistory]
	Meters Table[Meter]
	// Fleets is, by Spot Fleet request, the step histories of its capacity.
	Fleets Table[FleetMeter]
	// Custom is what users put, by the metric's name.
	Custom Table[CustomMetric]
	// Late is the last time that datapoints came late.
	Late Lateness
}

// Lateness is a time in which CloudWatch has no new datapoints: those of From
// and later are there from Until on.
type Lateness struct{ From, Until time.Time }

// Meter is an instance as its metrics see it. The values of a step are
// written and documented by the telemetry room.
type Meter struct {
	Group, Type, Zone string
	Detailed          bool // one-minute metrics
	History           StepHistory
}

// StepHistory is a piecewise constant function of time, oldest step first.
type StepHistory struct{ Steps []HistoryStep }

// HistoryStep holds from At until the next step.
type HistoryStep struct {
	At     time.Time
	Values []float64
}

// Fault is a fault on calls: throttled or denied for a while.
type Fault struct {
	Kind               string // "throttle", "deny"
	Service, Operation string // "" means any
	Principal          string // whose calls: a user, a role or an access key; "" means everybody's
	Until              time.Time
}

// Trouble is a cause of faults that goes on by itself: from time to time
// something breaks, at random.
type Trouble struct {
	ID    string
	Group string        // the Auto Scaling group whose instances it strikes
	Every time.Duration // mean time between two strikes
	Code  int           // what a struck server answers: an HTTP code, or -1 for nothing
}
