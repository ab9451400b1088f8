// Package metricfilter turns log events into the values of a metric, as the
// metric filters of CloudWatch Logs do, and refuses the filters that
// PutMetricFilter would refuse (CWL/FilterAndPatternSyntax, BC:logs).
//
// A filter looks only at events that come after it was made; to keep that is
// for the caller, who also knows the log group, the filters that it has already
// and what CloudWatch does with the values. The patterns themselves are read by
// the package logpattern.
package metricfilter
