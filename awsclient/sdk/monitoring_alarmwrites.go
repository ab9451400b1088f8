package sdk

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
)

// PutAlarm makes or replaces an alarm on a metric or on metric math.
func (c *Client) PutAlarm(ctx context.Context, a awsclient.Alarm) error {
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmName: &a.Name, AlarmDescription: some(a.Description), ActionsEnabled: &a.ActionsEnabled,
		AlarmActions: a.AlarmActions, OKActions: a.OKActions, InsufficientDataActions: a.NoDataActions,
		ComparisonOperator: types.ComparisonOperator(a.Comparison), Threshold: &a.Threshold, EvaluationPeriods: asNumber(&a.Periods),
		TreatMissingData: some(a.MissingData), EvaluateLowSampleCountPercentile: some(a.LowSamples),
	}
	if a.DatapointsToAlarm > 0 {
		in.DatapointsToAlarm = asNumber(&a.DatapointsToAlarm)
	}
	if len(a.Queries) > 0 {
		in.Metrics = mapped(a.Queries, asQuery)
	} else {
		in.Namespace, in.MetricName, in.Dimensions = &a.Metric.Namespace, &a.Metric.Name, asDimensions(a.Metric.Dimensions)
		in.Period, in.Unit = asSeconds(&a.Metric.Period), types.StandardUnit(a.Unit)
		in.Statistic, in.ExtendedStatistic = asStatistic(a.Metric.Statistic)
	}
	_, err := call(ctx, c, c.write.cw.PutMetricAlarm, in)
	return err
}

// asStatistic is a statistic in the parameter that takes it: percentiles and
// trimmed means have their own.
func asStatistic(name string) (types.Statistic, *string) {
	for _, plain := range types.Statistic("").Values() {
		if string(plain) == name {
			return plain, nil
		}
	}
	return "", some(name)
}

func asDimensions(dimensions []awsclient.Dimension) []types.Dimension {
	return mapped(dimensions, func(d awsclient.Dimension) types.Dimension {
		return types.Dimension{Name: aws.String(d.Name), Value: aws.String(d.Value)}
	})
}

func asQuery(q awsclient.AlarmQuery) types.MetricDataQuery {
	out := types.MetricDataQuery{Id: &q.ID, Expression: some(q.Expression), Label: some(q.Label), ReturnData: &q.Watched}
	if q.Expression == "" {
		out.MetricStat = &types.MetricStat{
			Metric: &types.Metric{Namespace: &q.Metric.Namespace, MetricName: &q.Metric.Name, Dimensions: asDimensions(q.Metric.Dimensions)},
			Period: asSeconds(&q.Metric.Period), Stat: &q.Metric.Statistic, Unit: types.StandardUnit(q.Unit),
		}
	} else if q.Period > 0 {
		out.Period = asSeconds(&q.Period)
	}
	return out
}

// PutCompositeAlarm makes or replaces an alarm over other alarms.
func (c *Client) PutCompositeAlarm(ctx context.Context, a awsclient.Alarm) error {
	in := &cloudwatch.PutCompositeAlarmInput{
		AlarmName: &a.Name, AlarmRule: &a.Rule, AlarmDescription: some(a.Description), ActionsEnabled: &a.ActionsEnabled,
		AlarmActions: a.AlarmActions, OKActions: a.OKActions, InsufficientDataActions: a.NoDataActions,
	}
	if a.Suppressor != "" {
		in.ActionsSuppressor = &a.Suppressor
		in.ActionsSuppressorWaitPeriod, in.ActionsSuppressorExtensionPeriod = asSeconds(&a.Wait), asSeconds(&a.Extension)
	}
	_, err := call(ctx, c, c.write.cw.PutCompositeAlarm, in)
	return err
}

// DeleteAlarms deletes alarms, metric or composite.
func (c *Client) DeleteAlarms(ctx context.Context, names []string) error {
	_, err := call(ctx, c, c.write.cw.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: names})
	return err
}

// SetAlarmState puts an alarm into a state until it is evaluated again.
func (c *Client) SetAlarmState(ctx context.Context, name, state, reason string) error {
	_, err := call(ctx, c, c.write.cw.SetAlarmState, &cloudwatch.SetAlarmStateInput{
		AlarmName: &name, StateValue: types.StateValue(state), StateReason: &reason,
	})
	return err
}

// EnableAlarmActions lets alarms act.
func (c *Client) EnableAlarmActions(ctx context.Context, names []string) error {
	_, err := call(ctx, c, c.write.cw.EnableAlarmActions, &cloudwatch.EnableAlarmActionsInput{AlarmNames: names})
	return err
}

// DisableAlarmActions keeps alarms from acting.
func (c *Client) DisableAlarmActions(ctx context.Context, names []string) error {
	_, err := call(ctx, c, c.write.cw.DisableAlarmActions, &cloudwatch.DisableAlarmActionsInput{AlarmNames: names})
	return err
}
