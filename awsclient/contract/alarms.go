package contract

import (
	"time"

	"fleetglass/awsclient"
)

// alarmChecks are about making, changing and ending alarms.
func alarmChecks() []check {
	return []check{
		{"an alarm on a metric is put, changed and deleted", alarmLife},
		{"an alarm on metric math is put", mathAlarmPut},
		{"a composite alarm is put and deleted", compositeAlarmPut},
		{"an alarm's state is set", alarmStateSet},
		{"an alarm's actions are disabled and enabled", alarmActionsTurned},
	}
}

// contractAlarm is an alarm on the processor of a server.
func (p *probe) contractAlarm(name string) awsclient.Alarm {
	return awsclient.Alarm{
		Name: name, Description: "busy", Threshold: 70.5, Comparison: "GreaterThanThreshold", Periods: 3, DatapointsToAlarm: 2,
		MissingData: "notBreaching", Unit: "Percent", ActionsEnabled: true,
		Metric: awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: 5 * time.Minute,
			Dimensions: []awsclient.Dimension{{Name: "InstanceId", Value: p.servers[0]}}},
	}
}

// settings is an alarm without what CloudWatch tells of it.
func settings(a awsclient.Alarm) awsclient.Alarm {
	a.ARN, a.Region, a.State, a.Reason, a.ReasonData, a.Updated = "", "", "", "", "", time.Time{}
	return a
}

func alarmLife(p *probe) {
	const name = "contract-put"
	want := p.contractAlarm(name)
	p.must(p.Client.PutAlarm(p.ctx, want))
	p.same("made", settings(p.alarmNamed(name)), want)

	want.Metric.Statistic, want.LowSamples, want.Unit, want.Description = "p99", "ignore", "", ""
	want.Threshold, want.ActionsEnabled = 0, false
	p.must(p.Client.PutAlarm(p.ctx, want))
	p.same("replaced", settings(p.alarmNamed(name)), want)

	wrong := want
	wrong.DatapointsToAlarm = 4
	p.fails("more datapoints than periods", p.Client.PutAlarm(p.ctx, wrong), awsclient.Invalid)
	wrong = want
	wrong.Periods, wrong.DatapointsToAlarm = 289, 0
	p.fails("more than a day", p.Client.PutAlarm(p.ctx, wrong), awsclient.Invalid)
	p.same("after the refusals", settings(p.alarmNamed(name)), want)

	p.must(p.Client.DeleteAlarms(p.ctx, []string{name}))
	p.same("it is gone", p.hasAlarm(name), false)
}

func (p *probe) hasAlarm(name string) bool {
	rows, err := p.Client.Alarms(p.ctx)
	p.must(err)
	for i := range rows {
		if rows[i].Name == name {
			return true
		}
	}
	return false
}

func mathAlarmPut(p *probe) {
	const name = "contract-math-put"
	want := p.contractAlarm(name)
	want.Queries = []awsclient.AlarmQuery{
		{ID: "free", Expression: "100 - busy", Label: "free", Watched: true},
		{ID: "busy", Metric: want.Metric, Unit: "Percent"},
	}
	want.Metric, want.Unit = awsclient.MetricQuery{Name: "100 - busy", Period: 5 * time.Minute}, ""
	p.must(p.Client.PutAlarm(p.ctx, want))
	p.same("made", settings(p.alarmNamed(name)), want)
	p.must(p.Client.DeleteAlarms(p.ctx, []string{name}))
}

func compositeAlarmPut(p *probe) {
	const under, name = "contract-under", "contract-over"
	p.must(p.Client.PutAlarm(p.ctx, p.contractAlarm(under)))
	want := awsclient.Alarm{Name: name, Rule: "ALARM(" + under + ")", Description: "over", Suppressor: alarmName, Wait: time.Minute, Extension: 2 * time.Minute, ActionsEnabled: true}
	p.must(p.Client.PutCompositeAlarm(p.ctx, want))
	got := settings(p.alarmNamed(name))
	got.SuppressedBy = ""
	p.same("made", got, want)
	wrong := want
	wrong.Rule = "ALARM(" + under
	p.fails("half a rule", p.Client.PutCompositeAlarm(p.ctx, wrong), awsclient.Invalid)
	p.must(p.Client.DeleteAlarms(p.ctx, []string{name}))
	p.must(p.Client.DeleteAlarms(p.ctx, []string{under}))
	p.same("gone", []bool{p.hasAlarm(name), p.hasAlarm(under)}, []bool{false, false})
}

func alarmStateSet(p *probe) {
	const name = "contract-set"
	p.must(p.Client.PutAlarm(p.ctx, p.contractAlarm(name)))
	p.must(p.Client.SetAlarmState(p.ctx, name, "ALARM", "to see"))
	a := p.alarmNamed(name)
	p.same("state and reason", []string{a.State, a.Reason}, []string{"ALARM", "to see"})
	p.fails("a state that is none", p.Client.SetAlarmState(p.ctx, name, "LOUD", "to see"), awsclient.Invalid)
	p.must(p.Client.DeleteAlarms(p.ctx, []string{name}))
	p.fails("an alarm that is not there", p.Client.SetAlarmState(p.ctx, name, "OK", "to see"), awsclient.NotFound)
}

func alarmActionsTurned(p *probe) {
	const name = "contract-turned"
	p.must(p.Client.PutAlarm(p.ctx, p.contractAlarm(name)))
	p.must(p.Client.DisableAlarmActions(p.ctx, []string{name}))
	p.same("disabled", p.alarmNamed(name).ActionsEnabled, false)
	p.must(p.Client.EnableAlarmActions(p.ctx, []string{name}))
	p.same("enabled", p.alarmNamed(name).ActionsEnabled, true)
	p.must(p.Client.DeleteAlarms(p.ctx, []string{name}))
}
