package sdk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
)

// cwPage is the largest page of CloudWatch's alarms and of their history.
const cwPage = 100

// bothTypes must be asked for: CloudWatch leaves composite alarms out
// otherwise.
func bothTypes() []types.AlarmType {
	return []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm}
}

// Alarms are all alarms, by name.
func (c *Client) Alarms(ctx context.Context) ([]awsclient.Alarm, error) {
	in := &cloudwatch.DescribeAlarmsInput{MaxRecords: aws.Int32(cwPage), AlarmTypes: bothTypes()}
	rows, err := gather(ctx, c, cloudwatch.NewDescribeAlarmsPaginator(c.read.cw, in), func(out *cloudwatch.DescribeAlarmsOutput) []awsclient.Alarm {
		return slices.Concat(mapped(out.MetricAlarms, c.alarm), mapped(out.CompositeAlarms, c.compositeAlarm))
	})
	return sorted(rows, func(a awsclient.Alarm) string { return a.Name }), err
}

func (c *Client) alarm(a types.MetricAlarm) awsclient.Alarm {
	return awsclient.Alarm{
		Name: text(a.AlarmName), ARN: text(a.AlarmArn), Region: c.Region(), Description: text(a.AlarmDescription),
		State: word(a.StateValue), Reason: text(a.StateReason), ReasonData: record(a.StateReasonData),
		Updated: moment(cmp.Or(a.StateUpdatedTimestamp, a.StateTransitionedTimestamp)),
		Metric:  alarmMetric(a), Queries: mapped(a.Metrics, alarmQuery), Threshold: aws.ToFloat64(a.Threshold), Comparison: word(a.ComparisonOperator),
		Periods: number(a.EvaluationPeriods), DatapointsToAlarm: cmp.Or(number(a.DatapointsToAlarm), number(a.EvaluationPeriods)),
		MissingData: cmp.Or(text(a.TreatMissingData), "missing"), // AWS's default
		Unit:        word(a.Unit), LowSamples: text(a.EvaluateLowSampleCountPercentile),
		ActionsEnabled: yes(a.ActionsEnabled),
		AlarmActions:   words(a.AlarmActions), OKActions: words(a.OKActions), NoDataActions: words(a.InsufficientDataActions),
	}
}

func (c *Client) compositeAlarm(a types.CompositeAlarm) awsclient.Alarm {
	return awsclient.Alarm{
		Name: text(a.AlarmName), ARN: text(a.AlarmArn), Region: c.Region(), Description: text(a.AlarmDescription),
		State: word(a.StateValue), Reason: text(a.StateReason), ReasonData: record(a.StateReasonData),
		Updated:        moment(cmp.Or(a.StateUpdatedTimestamp, a.StateTransitionedTimestamp)),
		ActionsEnabled: yes(a.ActionsEnabled),
		AlarmActions:   words(a.AlarmActions), OKActions: words(a.OKActions), NoDataActions: words(a.InsufficientDataActions),
		Rule: text(a.AlarmRule), Suppressor: text(a.ActionsSuppressor), SuppressedBy: word(a.ActionsSuppressedBy),
		Wait: seconds(a.ActionsSuppressorWaitPeriod), Extension: seconds(a.ActionsSuppressorExtensionPeriod),
	}
}

// alarmMetric is the metric that an alarm looks at; of one on metric math, the
// expression stands for the name.
func alarmMetric(a types.MetricAlarm) awsclient.MetricQuery {
	for _, q := range a.Metrics {
		if !watched(q) {
			continue
		}
		if m := q.MetricStat; m != nil && m.Metric != nil {
			return metricQuery(m.Metric.Namespace, m.Metric.MetricName, m.Metric.Dimensions, text(m.Stat), m.Period)
		}
		return awsclient.MetricQuery{Name: text(q.Expression), Period: cmp.Or(seconds(q.Period), longestPeriod(a.Metrics))}
	}
	return metricQuery(a.Namespace, a.MetricName, a.Dimensions, cmp.Or(word(a.Statistic), text(a.ExtendedStatistic)), a.Period)
}

// watched tells whether an alarm looks at a query's result; it does unless
// the query says that it does not.
func watched(q types.MetricDataQuery) bool { return q.ReturnData == nil || *q.ReturnData }

// longestPeriod is that of an expression over metrics.
func longestPeriod(queries []types.MetricDataQuery) time.Duration {
	var longest time.Duration
	for _, q := range queries {
		if q.MetricStat != nil {
			longest = max(longest, seconds(q.MetricStat.Period))
		}
	}
	return longest
}

func alarmQuery(q types.MetricDataQuery) awsclient.AlarmQuery {
	a := awsclient.AlarmQuery{ID: text(q.Id), Expression: text(q.Expression), Label: text(q.Label), Period: seconds(q.Period), Watched: watched(q)}
	if m := q.MetricStat; m != nil && m.Metric != nil {
		a.Metric = metricQuery(m.Metric.Namespace, m.Metric.MetricName, m.Metric.Dimensions, text(m.Stat), m.Period)
		a.Unit, a.Period = word(m.Unit), 0
	}
	return a
}

// AlarmHistory is what happened to an alarm, or to all of them, newest first.
func (c *Client) AlarmHistory(ctx context.Context, alarm string, limit int) ([]awsclient.AlarmEvent, error) {
	in := &cloudwatch.DescribeAlarmHistoryInput{AlarmTypes: bothTypes(), ScanBy: types.ScanByTimestampDescending, MaxRecords: aws.Int32(cwPage)}
	if alarm != "" {
		in.AlarmName = aws.String(alarm)
	}
	if limit > 0 && limit < cwPage {
		in.MaxRecords = aws.Int32(int32(limit))
	}
	var rows []awsclient.AlarmEvent
	err := pages(ctx, c, cloudwatch.NewDescribeAlarmHistoryPaginator(c.read.cw, in), func(out *cloudwatch.DescribeAlarmHistoryOutput) bool {
		rows = append(rows, mapped(out.AlarmHistoryItems, alarmEvent)...)
		return limit == 0 || len(rows) < limit
	})
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		rows = rows[:min(limit, len(rows))]
	}
	return rows, nil
}

func alarmEvent(i types.AlarmHistoryItem) awsclient.AlarmEvent {
	return awsclient.AlarmEvent{
		Alarm: text(i.AlarmName), Composite: i.AlarmType == types.AlarmTypeCompositeAlarm, At: moment(i.Timestamp),
		Type: word(i.HistoryItemType), Summary: text(i.HistorySummary), Data: record(i.HistoryData),
	}
}
