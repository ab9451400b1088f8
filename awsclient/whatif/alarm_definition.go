package whatif

import (
	"encoding/json"
	"fmt"
	"time"

	"fleetglass/awsclient"
)

// alarmDefinition is the input of PutMetricAlarm as the aws command takes it
// in JSON, as far as alarms on one metric need it. What describe-alarms
// prints of one alarm has the same names.
type alarmDefinition struct {
	AlarmName, Namespace, MetricName, Statistic, ExtendedStatistic, Unit string
	ComparisonOperator, TreatMissingData                                 string
	EvaluateLowSampleCountPercentile                                     string
	Dimensions                                                           []awsclient.Dimension
	Period, EvaluationPeriods, DatapointsToAlarm                         int
	Threshold                                                            *float64
	Metrics                                                              []json.RawMessage
}

// ParseAlarm reads an alarm's definition: the JSON that
// `aws cloudwatch put-metric-alarm --cli-input-json` takes.
func ParseAlarm(text []byte) (awsclient.Alarm, error) {
	var d alarmDefinition
	if err := json.Unmarshal(text, &d); err != nil {
		return awsclient.Alarm{}, fmt.Errorf("the definition is not JSON as put-metric-alarm takes it: %w", err)
	}
	a := awsclient.Alarm{
		Name: d.AlarmName, Unit: d.Unit, Comparison: d.ComparisonOperator, Periods: d.EvaluationPeriods, DatapointsToAlarm: d.DatapointsToAlarm,
		MissingData: d.TreatMissingData, LowSamples: d.EvaluateLowSampleCountPercentile,
		Metric: awsclient.MetricQuery{Namespace: d.Namespace, Name: d.MetricName, Dimensions: d.Dimensions, Statistic: d.Statistic + d.ExtendedStatistic, Period: time.Duration(d.Period) * time.Second},
	}
	if a.Name == "" {
		a.Name = "the definition"
	}
	switch {
	case len(d.Metrics) > 0:
		return a, &CannotReplay{"the definition is on metric math; only alarms on one metric are replayed"}
	case d.Namespace == "" || d.MetricName == "":
		return a, &CannotReplay{"the definition names no metric: Namespace and MetricName are needed"}
	case (d.Statistic == "") == (d.ExtendedStatistic == ""):
		return a, &CannotReplay{"the definition needs either Statistic or ExtendedStatistic"}
	case d.Threshold == nil:
		return a, &CannotReplay{"the definition has no Threshold"}
	}
	a.Threshold = *d.Threshold
	return a, Replayable(&a)
}
