package world

import (
	"cmp"
	"slices"
	"time"
)

// LogGroup is a log group of CloudWatch Logs with all that is in it.
type LogGroup struct {
	Name, ARN     string // the ARN without the ":*" that some answers end it with
	Class         string // "STANDARD", "INFREQUENT_ACCESS"
	Key           string // KMS key's ARN
	Created       time.Time
	Retention     int // days; 0: events never expire
	Tags          []Tag
	Streams       Table[LogStream] // by name
	MetricFilters []LogFilter      // by name
	Intake        []LogIntake      // what was written, by the minute, oldest first
	Bytes         int              // of the events that are kept
	FilterAt      time.Time        // the metric filters' next look; zero: none is due
	FilteredTo    time.Time        // shipped lines before then have been through the filters
}

// LogStream is a log stream. Its events are what was written, in the order of
// their times; lines that a server ships are not among them, but are worked
// out of its Shipper when somebody reads.
type LogStream struct {
	Name                                 string
	Created                              time.Time
	FirstEvent, LastEvent, LastIngestion time.Time // of the events that were written
	Events                               []LogEvent
	Shipper                              *LogShipper // nil for streams that nobody ships to
}

// LogEvent is an event that was written.
type LogEvent struct {
	At, Ingested time.Time // to the millisecond
	Seq          uint64    // counts the events of all streams
	Message      string
}

// LogShipper is an agent on a server that ships one of its files.
type LogShipper struct {
	Instance, Host, File string
	Pages                []Page   // of the instance's server
	Runs                 []LogRun // oldest first
}

// LogRun is a stretch of time in which the agent ran.
type LogRun struct {
	Booted, From, To time.Time // of the system; of the agent; To is zero while it goes on
}

// LogFilter is a metric filter.
type LogFilter struct {
	Name, Pattern           string
	Created                 time.Time
	Namespace, Metric, Unit string // Unit is "" for None
	Value                   string
	Default                 *float64
	Dimensions              []Attribute // name and reference
	Pending                 []LogMinute // minutes with events whose default value is still open, oldest first
}

// LogMinute is a minute with events, and whether a filter matched any.
type LogMinute struct {
	Minute  int64 // since 1970
	Matched bool
}

// LogIntake is what came into a log group in a minute.
type LogIntake struct {
	Minute        int64 // since 1970
	Events, Bytes int
}

// LogQuery is a query of Logs Insights, with its result once it is complete.
type LogQuery struct {
	ID, Text, Status       string // "Scheduled", "Running", "Complete", "Cancelled"
	Groups                 []string
	From, To               time.Time // both included
	Limit                  int       // rows, for a query that names none
	Created, Begins, Ends  time.Time
	Rows                   [][]Attribute
	Scanned, Matched, Size int // events, events, bytes
}

// Note remembers that there was an event in a minute.
func (f *LogFilter) Note(minute int64, matched bool) {
	i, found := slices.BinarySearchFunc(f.Pending, minute, func(m LogMinute, at int64) int { return cmp.Compare(m.Minute, at) })
	if !found {
		f.Pending = slices.Insert(f.Pending, i, LogMinute{Minute: minute})
	}
	f.Pending[i].Matched = f.Pending[i].Matched || matched
}
