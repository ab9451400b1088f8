package contract

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
)

// metricChecks are about finding metrics, about alarms on metric math and on
// other alarms, and about what alarms went through.
func metricChecks() []check {
	return []check{
		{"metrics are listed", metricsListed},
		{"metrics are found by name and dimension", metricsFound},
		{"an alarm on metric math", mathAlarm},
		{"a composite alarm", compositeAlarm},
		{"an alarm's history", alarmHistory},
	}
}

func (p *probe) cloudwatch() *cloudwatch.Client {
	return cloudwatch.NewFromConfig(p.Config("cloudwatch"))
}

// metrics are those of a filter, once there are some.
func (p *probe) metrics(filter awsclient.MetricSearch) []awsclient.Metric {
	var rows []awsclient.Metric
	p.until("metrics are listed", func() bool {
		var err error
		rows, err = p.Client.Metrics(p.ctx, filter)
		p.must(err)
		return len(rows) > 0
	})
	return rows
}

func metricsListed(p *probe) {
	rows := p.metrics(awsclient.MetricSearch{})
	find(p, "the processor of a server", rows, func(m awsclient.Metric) bool {
		return m.Namespace == "AWS/EC2" && m.Name == "CPUUtilization" && slices.Equal(m.Dimensions, []awsclient.Dimension{{Name: "InstanceId", Value: p.servers[0]}})
	})
	if !slices.IsSortedFunc(rows, func(a, b awsclient.Metric) int { return strings.Compare(a.Key(), b.Key()) }) {
		p.errorf("not in order")
	}
}

func metricsFound(p *probe) {
	processor := awsclient.MetricSearch{Namespace: "AWS/EC2", Name: "CPUUtilization"}
	for _, m := range p.metrics(processor) {
		p.same("namespace and name", m.Namespace+" "+m.Name, "AWS/EC2 CPUUtilization")
	}
	processor.Dimensions = []awsclient.Dimension{{Name: "InstanceId"}}
	for _, m := range p.metrics(processor) {
		if !slices.ContainsFunc(m.Dimensions, func(d awsclient.Dimension) bool { return d.Name == "InstanceId" }) {
			p.errorf("asked by InstanceId, found %v", m.Dimensions)
		}
	}
	processor.Dimensions[0].Value, processor.RecentlyActive = p.servers[0], true
	p.same("of one server", p.metrics(processor), []awsclient.Metric{{Namespace: "AWS/EC2", Name: "CPUUtilization", Dimensions: processor.Dimensions}})
	processor.Dimensions[0].Value = "i-00000000000000000"
	none, err := p.Client.Metrics(p.ctx, processor)
	p.must(err)
	p.same("of no server", len(none), 0)
}

// alarmNamed is an alarm that a check has made.
func (p *probe) alarmNamed(name string) awsclient.Alarm {
	rows, err := p.Client.Alarms(p.ctx)
	p.must(err)
	return find(p, "the alarm", rows, func(a awsclient.Alarm) bool { return a.Name == name })
}

func (p *probe) endAlarm(name string) {
	_, err := p.cloudwatch().DeleteAlarms(p.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{name}})
	p.must(err)
}

func mathAlarm(p *probe) {
	const name = "contract-math"
	_, err := p.cloudwatch().PutMetricAlarm(p.ctx, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(name), EvaluationPeriods: aws.Int32(2), Threshold: aws.Float64(50), ComparisonOperator: cwtypes.ComparisonOperatorLessThanThreshold,
		Metrics: []cwtypes.MetricDataQuery{
			{Id: aws.String("free"), Expression: aws.String("100 - busy"), Label: aws.String("free processor"), ReturnData: aws.Bool(true)},
			{Id: aws.String("busy"), ReturnData: aws.Bool(false), MetricStat: &cwtypes.MetricStat{
				Stat: aws.String("Average"), Period: aws.Int32(300), Metric: &cwtypes.Metric{Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"),
					Dimensions: []cwtypes.Dimension{{Name: aws.String("InstanceId"), Value: aws.String(p.servers[0])}}},
			}},
		},
	})
	p.must(err)
	defer p.endAlarm(name)
	a := p.alarmNamed(name)
	p.same("what it watches", a.Metric, awsclient.MetricQuery{Name: "100 - busy", Period: 5 * time.Minute})
	busy := awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: 5 * time.Minute,
		Dimensions: []awsclient.Dimension{{Name: "InstanceId", Value: p.servers[0]}}}
	p.same("queries", a.Queries, []awsclient.AlarmQuery{
		{ID: "free", Expression: "100 - busy", Label: "free processor", Watched: true}, {ID: "busy", Metric: busy},
	})
}

func compositeAlarm(p *probe) {
	const name = "contract-either"
	rule := "ALARM(" + alarmName + ") OR OK(" + alarmName + ")"
	_, err := p.cloudwatch().PutCompositeAlarm(p.ctx, &cloudwatch.PutCompositeAlarmInput{
		AlarmName: aws.String(name), AlarmRule: aws.String(rule), AlarmDescription: aws.String("either"), ActionsEnabled: aws.Bool(false),
		ActionsSuppressor: aws.String(alarmName), ActionsSuppressorWaitPeriod: aws.Int32(60), ActionsSuppressorExtensionPeriod: aws.Int32(120),
	})
	p.must(err)
	defer p.endAlarm(name)
	a := p.alarmNamed(name)
	p.same("composite", a.Composite(), true)
	p.same("rule and description", []string{a.Rule, a.Description}, []string{rule, "either"})
	p.same("suppressor", []any{a.Suppressor, a.Wait, a.Extension}, []any{alarmName, time.Minute, 2 * time.Minute})
	p.same("actions", a.ActionsEnabled, false)
	if busy := p.alarmNamed(alarmName); busy.Composite() {
		p.errorf("a metric alarm passes for a composite one")
	}
}

func alarmHistory(p *probe) {
	p.must(p.alarmSeen)
	_, err := p.cloudwatch().SetAlarmState(p.ctx, &cloudwatch.SetAlarmStateInput{AlarmName: aws.String(alarmName), StateValue: cwtypes.StateValueAlarm, StateReason: aws.String("to see")})
	p.must(err)
	rows, err := p.Client.AlarmHistory(p.ctx, alarmName, 0)
	p.must(err)
	update := find(p, "the change of state", rows, func(e awsclient.AlarmEvent) bool {
		return e.Type == "StateUpdate" && strings.HasSuffix(e.Summary, "to ALARM")
	})
	p.same("alarm", update.Alarm, alarmName)
	if update.At.IsZero() || !strings.Contains(update.Data, "to see") {
		p.errorf("left out: %+v", update)
	}
	if !slices.IsSortedFunc(rows, func(a, b awsclient.AlarmEvent) int { return b.At.Compare(a.At) }) {
		p.errorf("not newest first")
	}
	one, err := p.Client.AlarmHistory(p.ctx, alarmName, 1)
	p.must(err)
	p.same("the newest alone", one, rows[:1])
	all, err := p.Client.AlarmHistory(p.ctx, "", 0)
	p.must(err)
	if len(all) < len(rows) {
		p.errorf("of all alarms %d lines, of one %d", len(all), len(rows))
	}
}
