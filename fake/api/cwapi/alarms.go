package cwapi

import (
	"context"
	"slices"
	"strings"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/world"
)

// Quotas of alarms (CW/cloudwatch_limits).
const (
	maxActions     = 5   // of one state
	alarmPage      = 100 // largest page
	alarmPageGiven = 50  // page that is given unasked
)

func (s *service) putMetricAlarm(_ context.Context, in *cw.PutMetricAlarmInput) (*cw.PutMetricAlarmOutput, error) {
	if err := onlyKnown(in, "AlarmName", "ActionsEnabled", "AlarmActions", "AlarmDescription", "ComparisonOperator", "DatapointsToAlarm", "Dimensions",
		"EvaluateLowSampleCountPercentile", "EvaluationPeriods", "ExtendedStatistic", "InsufficientDataActions", "MetricName", "Metrics", "Namespace", "OKActions", "Period", "Statistic",
		"Tags", "Threshold", "TreatMissingData", "Unit"); err != nil {
		return nil, err
	}
	a, err := alarmOf(in)
	if err != nil {
		return nil, err
	}
	if err := s.alarms.PutAlarm(a); err != nil {
		return nil, err
	}
	return &cw.PutMetricAlarmOutput{}, nil
}

func alarmOf(in *cw.PutMetricAlarmInput) (world.Alarm, error) {
	name := text(in.AlarmName)
	switch {
	case name == "" || len(name) > maxName:
		return world.Alarm{}, invalid("The parameter AlarmName must be between 1 and %d characters.", maxName)
	case in.Threshold == nil:
		return world.Alarm{}, missing("Threshold")
	case in.EvaluationPeriods == nil:
		return world.Alarm{}, missing("EvaluationPeriods")
	case in.EvaluateLowSampleCountPercentile != nil && !slices.Contains([]string{"evaluate", alarm.Ignore}, *in.EvaluateLowSampleCountPercentile):
		return world.Alarm{}, invalid("Option %s for parameter EvaluateLowSampleCountPercentile is not supported.", *in.EvaluateLowSampleCountPercentile)
	case in.EvaluateLowSampleCountPercentile != nil && !strings.HasPrefix(text(in.ExtendedStatistic), "p"):
		return world.Alarm{}, invalid("The parameter EvaluateLowSampleCountPercentile can be specified only with a percentile.")
	case in.DatapointsToAlarm != nil && *in.DatapointsToAlarm < 1:
		return world.Alarm{}, invalid("DatapointsToAlarm must be between 1 and EvaluationPeriods")
	}
	metric, queries, err := alarmWatches(in)
	if err != nil {
		return world.Alarm{}, err
	}
	for _, actions := range [][]string{in.AlarmActions, in.OKActions, in.InsufficientDataActions} {
		if err := checkActions(actions); err != nil {
			return world.Alarm{}, err
		}
	}
	a := world.Alarm{
		Name: name, Description: text(in.AlarmDescription),
		Metric: metric, Queries: queries,
		Threshold: *in.Threshold, Comparison: string(in.ComparisonOperator), Periods: int(*in.EvaluationPeriods), MissingData: text(in.TreatMissingData),
		LowSamples:     text(in.EvaluateLowSampleCountPercentile),
		ActionsEnabled: in.ActionsEnabled == nil || *in.ActionsEnabled,
		AlarmActions:   slices.Clone(in.AlarmActions), OKActions: slices.Clone(in.OKActions), NoData: slices.Clone(in.InsufficientDataActions),
	}
	if in.DatapointsToAlarm != nil {
		a.Datapoints = int(*in.DatapointsToAlarm)
	}
	a.Tags, err = readTags(in.Tags)
	return a, err
}

// alarmWatches is what an alarm watches: a metric, or queries.
func alarmWatches(in *cw.PutMetricAlarmInput) (world.MetricRef, []world.MetricQuery, error) {
	if len(in.Metrics) > 0 {
		if in.Namespace != nil || in.MetricName != nil || in.Statistic != "" || in.ExtendedStatistic != nil || in.Period != nil || len(in.Dimensions) > 0 || in.Unit != "" {
			return world.MetricRef{}, nil, invalid("The parameter Metrics cannot be specified together with Namespace, MetricName, Dimensions, Period, Unit, Statistic or ExtendedStatistic.")
		}
		queries, length, err := alarmQueries(in.Metrics)
		return world.MetricRef{Period: length}, queries, err
	}
	if text(in.Namespace) == "" || text(in.MetricName) == "" {
		return world.MetricRef{}, nil, invalid("An alarm must have a Namespace and a MetricName.")
	}
	statistic, err := alarmStatistic(string(in.Statistic), text(in.ExtendedStatistic))
	if err != nil {
		return world.MetricRef{}, nil, err
	}
	length, err := period(in.Period)
	if err != nil {
		return world.MetricRef{}, nil, err
	}
	dims, err := dimensions(in.Dimensions)
	return world.MetricRef{
		Namespace: *in.Namespace, Name: *in.MetricName, Statistic: statistic, Unit: string(in.Unit), Dimensions: dims, Period: length,
	}, nil, err
}

// alarmStatistic is the one statistic that an alarm has.
func alarmStatistic(plain, extended string) (string, error) {
	if (plain == "") == (extended == "") {
		return "", invalid("Exactly one of Statistic and ExtendedStatistic must be specified.")
	}
	parsed, err := stat.Parse(plain + extended)
	if err != nil {
		return "", refused(err)
	}
	if parsed.IsExtended() != (extended != "") {
		return "", badValue("The value '%s' for parameter Statistic is not supported.", plain+extended)
	}
	return plain + extended, nil
}

func checkActions(actions []string) error {
	if len(actions) > maxActions {
		return badValue("An alarm can have at most %d actions for a state.", maxActions)
	}
	for _, a := range actions {
		if !strings.HasPrefix(a, "arn:") {
			return invalid("Invalid alarm action: %s", a)
		}
	}
	return nil
}

// describeAlarmsForMetric: a period, statistic or unit that is not given
// matches any.
func (s *service) describeAlarmsForMetric(_ context.Context, in *cw.DescribeAlarmsForMetricInput) (*cw.DescribeAlarmsForMetricOutput, error) {
	if text(in.Namespace) == "" || text(in.MetricName) == "" {
		return nil, missing("MetricName")
	}
	dims, err := dimensions(in.Dimensions)
	if err != nil {
		return nil, err
	}
	out := &cw.DescribeAlarmsForMetricOutput{MetricAlarms: []types.MetricAlarm{}}
	for _, either := range s.alarmsLike(&cw.DescribeAlarmsInput{}) {
		a := either.metric
		m := a.Metric
		statistic := string(in.Statistic) + text(in.ExtendedStatistic)
		switch {
		case m.Namespace != *in.Namespace || m.Name != *in.MetricName || !sameDimensions(m.Dimensions, dims):
		case in.Period != nil && int(*in.Period) != int(m.Period.Seconds()):
		case statistic != "" && statistic != m.Statistic:
		case in.Unit != "" && string(in.Unit) != m.Unit:
		default:
			out.MetricAlarms = append(out.MetricAlarms, alarmView(a))
		}
	}
	return out, nil
}

func sameDimensions(a, b []world.Attribute) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(d world.Attribute) bool { return !slices.Contains(b, d) })
}

func (s *service) deleteAlarms(_ context.Context, in *cw.DeleteAlarmsInput) (*cw.DeleteAlarmsOutput, error) {
	if len(in.AlarmNames) == 0 {
		return nil, missing("AlarmNames")
	}
	if len(in.AlarmNames) > alarmPage {
		return nil, badValue("The collection AlarmNames must not have a size greater than %d.", alarmPage)
	}
	if err := s.alarms.DeleteAlarms(slices.Clone(in.AlarmNames)); err != nil {
		return nil, err
	}
	return &cw.DeleteAlarmsOutput{}, nil
}

func (s *service) setAlarmState(_ context.Context, in *cw.SetAlarmStateInput) (*cw.SetAlarmStateOutput, error) {
	switch {
	case text(in.AlarmName) == "":
		return nil, missing("AlarmName")
	case in.StateReason == nil:
		return nil, missing("StateReason")
	case !slices.Contains(types.StateValue("").Values(), in.StateValue):
		return nil, invalid("1 validation error detected: Value '%s' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]", in.StateValue)
	}
	if err := s.alarms.SetAlarmState(*in.AlarmName, string(in.StateValue), *in.StateReason, text(in.StateReasonData)); err != nil {
		return nil, err
	}
	return &cw.SetAlarmStateOutput{}, nil
}

func (s *service) enableAlarmActions(_ context.Context, in *cw.EnableAlarmActionsInput) (*cw.EnableAlarmActionsOutput, error) {
	return &cw.EnableAlarmActionsOutput{}, s.switchActions(in.AlarmNames, true)
}

func (s *service) disableAlarmActions(_ context.Context, in *cw.DisableAlarmActionsInput) (*cw.DisableAlarmActionsOutput, error) {
	return &cw.DisableAlarmActionsOutput{}, s.switchActions(in.AlarmNames, false)
}

// switchActions: AWS passes over names of no alarm.
func (s *service) switchActions(names []string, on bool) error {
	if len(names) == 0 {
		return missing("AlarmNames")
	}
	if len(names) > alarmPage {
		return badValue("The collection AlarmNames must not have a size greater than %d.", alarmPage)
	}
	for _, name := range names {
		s.alarms.EnableActions(name, on)
	}
	return nil
}

func alarmView(a *world.Alarm) types.MetricAlarm {
	out := types.MetricAlarm{
		AlarmName: some(a.Name), AlarmArn: some(a.ARN), AlarmDescription: ptr(a.Description), ActionsEnabled: some(a.ActionsEnabled),
		AlarmActions: append([]string{}, a.AlarmActions...), OKActions: append([]string{}, a.OKActions...), InsufficientDataActions: append([]string{}, a.NoData...),
		AlarmConfigurationUpdatedTimestamp: some(a.ConfigUpdate), StateUpdatedTimestamp: some(a.Updated), StateTransitionedTimestamp: some(a.StateSince),
		StateValue: types.StateValue(a.State), StateReason: some(a.Reason), StateReasonData: ptr(a.ReasonData),
		EvaluationPeriods: some(int32(a.Periods)), DatapointsToAlarm: ptr(int32(a.Datapoints)), Threshold: some(a.Threshold),
		ComparisonOperator: types.ComparisonOperator(a.Comparison), TreatMissingData: ptr(a.MissingData),
		EvaluateLowSampleCountPercentile: ptr(a.LowSamples),
	}
	if len(a.Queries) > 0 {
		out.Metrics = queryViews(a.Queries)
		return out
	}
	out.Namespace, out.MetricName, out.Dimensions = some(a.Metric.Namespace), some(a.Metric.Name), dimensionViews(a.Metric.Dimensions)
	out.Period, out.Unit = some(int32(a.Metric.Period.Seconds())), types.StandardUnit(a.Metric.Unit)
	if parsed, err := stat.Parse(a.Metric.Statistic); err == nil && parsed.IsExtended() {
		out.ExtendedStatistic = some(a.Metric.Statistic)
	} else {
		out.Statistic = types.Statistic(a.Metric.Statistic)
	}
	return out
}
