package cwapi

import (
	"context"
	"slices"
	"strconv"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// historyPage is the largest page of history, and the one that is given
// unasked.
const historyPage = 100

func (s *service) describeAlarmHistory(_ context.Context, in *cw.DescribeAlarmHistoryInput) (*cw.DescribeAlarmHistoryOutput, error) {
	if err := onlyKnown(in, "AlarmName", "AlarmTypes", "EndDate", "HistoryItemType", "MaxRecords", "NextToken", "ScanBy", "StartDate"); err != nil {
		return nil, err
	}
	switch {
	case in.AlarmName != nil && (*in.AlarmName == "" || len(*in.AlarmName) > maxName):
		return nil, badValue("The parameter AlarmName must be between 1 and %d characters.", maxName)
	case in.MaxRecords != nil && (*in.MaxRecords < 1 || *in.MaxRecords > historyPage):
		return nil, badValue("The parameter MaxRecords must be between 1 and %d.", historyPage)
	case in.HistoryItemType != "" && !slices.Contains(in.HistoryItemType.Values(), in.HistoryItemType):
		return nil, badValue("The value %s for parameter HistoryItemType is not supported.", in.HistoryItemType)
	case in.ScanBy != "" && !slices.Contains(in.ScanBy.Values(), in.ScanBy):
		return nil, badValue("The value %s for parameter ScanBy is not supported.", in.ScanBy)
	case in.StartDate != nil && in.EndDate != nil && in.EndDate.Before(*in.StartDate):
		return nil, badValue("The parameter StartDate must be less than the parameter EndDate.")
	}
	found := s.historyLike(in)
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(found)
	}
	part, next, err := api.Page(found, func(e world.AlarmEvent) string { return strconv.FormatUint(e.Seq, 10) }, in.MaxRecords, historyPage, historyPage, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &cw.DescribeAlarmHistoryOutput{AlarmHistoryItems: []types.AlarmHistoryItem{}, NextToken: next}
	for _, e := range part {
		out.AlarmHistoryItems = append(out.AlarmHistoryItems, types.AlarmHistoryItem{
			AlarmName: some(e.Alarm), AlarmType: alarmType(e.Composite), Timestamp: some(e.At), HistoryItemType: types.HistoryItemType(e.Type),
			HistorySummary: some(e.Summary), HistoryData: some(scaling.HistoryData(e)),
		})
	}
	return out, nil
}

// historyLike is the history that a request asks for, oldest first. Without
// types, it is that of metric alarms. Both dates are within it.
func (s *service) historyLike(in *cw.DescribeAlarmHistoryInput) []world.AlarmEvent {
	kinds := in.AlarmTypes
	if len(kinds) == 0 {
		kinds = []types.AlarmType{types.AlarmTypeMetricAlarm}
	}
	oldest := s.k.Now().Add(-scaling.AlarmHistoryKept)
	var found []world.AlarmEvent
	for _, e := range s.w.AlarmHistory {
		switch {
		case e.At.Before(oldest):
		case in.AlarmName != nil && *in.AlarmName != e.Alarm:
		case !slices.Contains(kinds, alarmType(e.Composite)):
		case in.HistoryItemType != "" && string(in.HistoryItemType) != e.Type:
		case in.StartDate != nil && e.At.Before(*in.StartDate):
		case in.EndDate != nil && e.At.After(*in.EndDate):
		default:
			found = append(found, e)
		}
	}
	return found
}

func alarmType(composite bool) types.AlarmType {
	if composite {
		return types.AlarmTypeCompositeAlarm
	}
	return types.AlarmTypeMetricAlarm
}
