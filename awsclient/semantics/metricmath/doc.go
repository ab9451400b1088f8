// Package metricmath reads and computes the math expressions of GetMetricData
// and of alarms: arithmetic, comparisons, logic and functions over numbers,
// time series and arrays of time series, with gaps where CloudWatch has them
// (CW/using-metric-math).
//
// Two series meet at their timestamps. Where only one has a value the other
// counts as 0, where none has there is none. A value that would not be a
// number, such as one divided by zero, is dropped.
//
// The package fetches nothing. SEARCH, INSIGHT_RULE_METRIC, SERVICE_QUOTA,
// anomaly bands and Metrics Insights queries need data or models that it does
// not have, and are refused by name.
package metricmath
