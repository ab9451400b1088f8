package awsclient

import (
	"context"
	"iter"
	"time"
)

// Logs is the part of Client that reads and changes CloudWatch Logs. A group
// is named by its name or by its ARN.
type Logs interface {
	// LogGroups are the log groups whose names begin so, by name.
	LogGroups(ctx context.Context, prefix string) ([]LogGroup, error)
	// LogStreams are a group's streams, at most limit of them (0: all): by
	// name those whose names begin so or, without a prefix, those with the
	// newest events first.
	LogStreams(ctx context.Context, group, prefix string, limit int) ([]LogStream, error)
	// LogEvents are events of a group that a pattern matches.
	LogEvents(ctx context.Context, query LogQuery) (LogPage, error)
	// StreamEvents are the events of one stream. Each page leads on to the
	// events after it and to those before it.
	StreamEvents(ctx context.Context, query StreamQuery) (StreamPage, error)
	// Tail gives new events as they come, until the caller stops or the
	// context ends. It gives an empty list when a look brought nothing, so
	// that the caller has its turn. An error is the last that it gives.
	Tail(ctx context.Context, query TailQuery) iter.Seq2[[]LogEvent, error]
	// MetricFilters are the filters of a group, or with "" of all groups.
	MetricFilters(ctx context.Context, group string) ([]MetricFilter, error)
	// TestMetricFilter tells which of the messages (50 at most) a pattern
	// matches, and what it takes out of them.
	TestMetricFilter(ctx context.Context, pattern string, messages []string) ([]FilterMatch, error)
	// StartInsights begins a query of Logs Insights and returns its id.
	StartInsights(ctx context.Context, query InsightsQuery) (string, error)
	// Insights is how far a query is, with its rows once it is complete.
	Insights(ctx context.Context, id string) (InsightsResult, error)
	// StopInsights ends a query that runs. It changes nothing else.
	StopInsights(ctx context.Context, id string) error

	CreateLogGroup(ctx context.Context, name string) error
	DeleteLogGroup(ctx context.Context, name string) error
	CreateLogStream(ctx context.Context, group, stream string) error
	// PutRetention sets for how many days a group keeps events; 0 is for ever.
	PutRetention(ctx context.Context, group string, days int) error
	PutMetricFilter(ctx context.Context, filter MetricFilter) error
	DeleteMetricFilter(ctx context.Context, group, name string) error
	// PutLogEvents writes events, in the order of their times, and tells how
	// many AWS refused as too old, too new or expired.
	PutLogEvents(ctx context.Context, group, stream string, events []LogLine) (rejected int, err error)
}

// LogGroup is a log group.
type LogGroup struct {
	Name, ARN   string // the ARN without ":*"
	Region      string
	Class       string // "STANDARD", "INFREQUENT_ACCESS"
	Created     time.Time
	Retention   int // days; 0: events never expire
	StoredBytes int
	Filters     int // metric filters
	Key         string
}

// LogStream is a stream of a log group. Times are zero when it has no events.
type LogStream struct {
	Group, Name           string
	Created               time.Time
	FirstEvent, LastEvent time.Time
	LastIngestion         time.Time
}

// LogQuery asks for the events of a group. The zero Start and End are open.
type LogQuery struct {
	Group      string
	Streams    []string // only these; or
	Prefix     string   // only streams whose names begin so
	Pattern    string   // a filter pattern; "" matches all
	Start, End time.Time
	Newest     bool   // the newest first; then Start must be set
	Limit      int    // 0: as many as one answer has
	Token      string // LogPage.Next: goes on from there
}

// LogPage is a part of the events that were asked for.
type LogPage struct {
	Events []LogEvent
	Next   string // for the events after these; "" at the end
}

// LogEvent is a log event.
type LogEvent struct {
	ID, Group, Stream string
	At, Ingested      time.Time
	Message           string // of one or several lines
}

// LogLine is an event to be written.
type LogLine struct {
	At      time.Time
	Message string
}

// StreamQuery asks for the events of one stream.
type StreamQuery struct {
	Group, Stream string
	Start, End    time.Time // zero: open; End is not included
	Oldest        bool      // begin at the oldest; else at the newest
	Limit         int       // 0: as many as one answer has
	Token         string    // StreamPage.Forward or Back
}

// StreamPage is a part of a stream, oldest first. At the end of the stream
// Forward is the token that was given, and good for asking again later.
type StreamPage struct {
	Events        []LogEvent
	Forward, Back string
}

// TailQuery asks for new events.
type TailQuery struct {
	Groups  []string
	Streams []string // only these
	Pattern string
	// Since is the account's time from which on events are new.
	Since time.Time
	// Every is how long to wait between two looks; 0 is two seconds.
	Every time.Duration
	// Live asks for a live tail session, for which AWS charges by the minute.
	// Groups must then be ARNs. Where there are none, or they are refused,
	// events are asked for again and again.
	Live bool
}

// MetricFilter turns the events of a log group into a metric.
type MetricFilter struct {
	Group, Name, Pattern string
	Created              time.Time
	Namespace, Metric    string
	Value                string   // a number, $field or $.field
	Default              *float64 // for minutes in which nothing matched; nil for none
	Unit                 string   // "" is None
	Dimensions           []Dimension
}

// FilterMatch is an event of a test that matched.
type FilterMatch struct {
	Number    int // of the message, from 1
	Message   string
	Extracted []KeyValue // by name
}

// InsightsQuery asks Logs Insights. Both ends of the range are included, to
// the second.
type InsightsQuery struct {
	Groups     []string
	Text       string
	Start, End time.Time
	Limit      int // rows, for a query that names none; 0: AWS's default
}

// InsightsResult is how far a query is.
type InsightsResult struct {
	Status           string // "Scheduled", "Running", "Complete", "Failed", "Cancelled", "Timeout"
	Columns          []string
	Rows             [][]string // a cell for each column, "" for what is missing
	Pointers         []string   // of each row that is an event, to be asked for whole
	Scanned, Matched int        // events
	Bytes            int
}

// Done tells whether the query has ended, well or badly.
func (r InsightsResult) Done() bool {
	return r.Status != "Scheduled" && r.Status != "Running" && r.Status != "Unknown"
}
