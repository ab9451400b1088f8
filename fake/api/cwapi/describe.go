package cwapi

import (
	"context"
	"slices"
	"sort"
	"strings"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// eitherAlarm is a metric alarm or a composite one.
type eitherAlarm struct {
	name, state string
	actions     []string
	metric      *world.Alarm
	composite   *world.CompositeAlarm
}

func (s *service) describeAlarms(_ context.Context, in *cw.DescribeAlarmsInput) (*cw.DescribeAlarmsOutput, error) {
	if err := onlyKnown(in, "ActionPrefix", "AlarmNamePrefix", "AlarmNames", "AlarmTypes", "ChildrenOfAlarmName", "MaxRecords", "NextToken",
		"ParentsOfAlarmName", "StateValue"); err != nil {
		return nil, err
	}
	if err := checkDescribe(in); err != nil {
		return nil, err
	}
	part, next, err := api.Page(s.alarmsLike(in), func(a eitherAlarm) string { return a.name }, in.MaxRecords, alarmPageGiven, alarmPage, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &cw.DescribeAlarmsOutput{MetricAlarms: []types.MetricAlarm{}, CompositeAlarms: []types.CompositeAlarm{}, NextToken: next}
	for _, a := range part {
		if a.metric != nil {
			out.MetricAlarms = append(out.MetricAlarms, metricShown(in, a.metric))
		} else {
			out.CompositeAlarms = append(out.CompositeAlarms, compositeShown(in, a.composite))
		}
	}
	return out, nil
}

func checkDescribe(in *cw.DescribeAlarmsInput) error {
	family := in.ChildrenOfAlarmName != nil || in.ParentsOfAlarmName != nil
	others := in.AlarmNamePrefix != nil || len(in.AlarmNames) > 0 || in.StateValue != "" || in.ActionPrefix != nil || len(in.AlarmTypes) > 0
	switch {
	case in.AlarmNamePrefix != nil && len(in.AlarmNames) > 0:
		return conflict("The parameters AlarmNames and AlarmNamePrefix cannot be specified together.")
	case in.ChildrenOfAlarmName != nil && in.ParentsOfAlarmName != nil || family && others:
		return conflict("The parameters ChildrenOfAlarmName and ParentsOfAlarmName can be specified only with MaxRecords and NextToken.")
	case in.MaxRecords != nil && (*in.MaxRecords < 1 || *in.MaxRecords > alarmPage):
		return badValue("The parameter MaxRecords must be between 1 and %d.", alarmPage)
	}
	return nil
}

// alarmsLike is the alarms asked for, by name. Without types, they are metric
// alarms.
func (s *service) alarmsLike(in *cw.DescribeAlarmsInput) []eitherAlarm {
	kinds := in.AlarmTypes
	if len(kinds) == 0 {
		kinds = []types.AlarmType{types.AlarmTypeMetricAlarm}
	}
	if in.ChildrenOfAlarmName != nil || in.ParentsOfAlarmName != nil {
		kinds = types.AlarmType("").Values()
	}
	var found []eitherAlarm
	for _, a := range s.allAlarms() {
		switch {
		case !slices.Contains(kinds, alarmType(a.composite != nil)):
		case len(in.AlarmNames) > 0 && !slices.Contains(in.AlarmNames, a.name):
		case !strings.HasPrefix(a.name, text(in.AlarmNamePrefix)):
		case in.StateValue != "" && string(in.StateValue) != a.state:
		case in.ActionPrefix != nil && !slices.ContainsFunc(a.actions, func(action string) bool { return strings.HasPrefix(action, *in.ActionPrefix) }):
		case in.ChildrenOfAlarmName != nil && !s.watches(*in.ChildrenOfAlarmName, a.name):
		case in.ParentsOfAlarmName != nil && !s.watches(a.name, *in.ParentsOfAlarmName):
		default:
			found = append(found, a)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].name < found[j].name })
	return found
}

func (s *service) allAlarms() []eitherAlarm {
	var all []eitherAlarm
	for name, a := range s.w.Alarms.All() {
		all = append(all, eitherAlarm{name: name, state: a.State, actions: slices.Concat(a.AlarmActions, a.OKActions, a.NoData), metric: a})
	}
	for name, c := range s.w.CompositeAlarms.All() {
		all = append(all, eitherAlarm{name: name, state: c.State, actions: slices.Concat(c.AlarmActions, c.OKActions, c.NoData), composite: c})
	}
	return all
}

// watches tells whether an alarm is a composite one whose rule names another.
func (s *service) watches(parent, child string) bool {
	c := s.w.CompositeAlarms.Get(parent)
	return c != nil && slices.Contains(scaling.AlarmsInRule(c), child)
}

// metricShown is an alarm as a request wants to see it: of children, name and
// state are told (BC:cloudwatch.DescribeAlarms).
func metricShown(in *cw.DescribeAlarmsInput, a *world.Alarm) types.MetricAlarm {
	view := alarmView(a)
	if in.ChildrenOfAlarmName != nil {
		return types.MetricAlarm{AlarmName: view.AlarmName, AlarmArn: view.AlarmArn, StateValue: view.StateValue, StateUpdatedTimestamp: view.StateUpdatedTimestamp}
	}
	return view
}

// compositeShown is metricShown for composite alarms; of parents, only the
// name is told.
func compositeShown(in *cw.DescribeAlarmsInput, c *world.CompositeAlarm) types.CompositeAlarm {
	view := compositeView(c)
	switch {
	case in.ChildrenOfAlarmName != nil:
		return types.CompositeAlarm{AlarmName: view.AlarmName, AlarmArn: view.AlarmArn, StateValue: view.StateValue, StateUpdatedTimestamp: view.StateUpdatedTimestamp}
	case in.ParentsOfAlarmName != nil:
		return types.CompositeAlarm{AlarmName: view.AlarmName, AlarmArn: view.AlarmArn}
	}
	return view
}
