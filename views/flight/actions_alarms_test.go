package flight_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// alarmOf is the alarm as AWS has it, and whether it is there.
func (f *flight) alarmOf(name string) (awsclient.Alarm, bool) {
	f.t.Helper()
	alarms, err := f.client.Alarms(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	i := slices.IndexFunc(alarms, func(a awsclient.Alarm) bool { return a.Name == name })
	if i < 0 {
		return awsclient.Alarm{}, false
	}
	return alarms[i], true
}

func TestAnAlarmIsChangedSetTurnedAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.anAlarm()
		f.Press("7")
		f.until(20*time.Second, "web-awake")
		f.filter("name:web-awake")
		f.act("Change web-awake")
		f.Wait(2 * time.Second)
		f.Sees("it would have been", "transition", "in the last 6 h")
		f.fill("that must breach", "4")
		f.says("DatapointsToAlarm must be between 1 and EvaluationPeriods")
		f.Press("enter")
		f.Sees("Change web-awake") // nothing goes on with what AWS refuses
		f.fill("that must breach", "1")
		f.fill("periods", "1441")
		f.says("Metrics cannot be checked across more than a day")
		f.fill("periods", "2")
		f.fill("threshold", "99.5")
		f.chooseIn("missing data", "notBreaching")
		f.Sees("0 transitions in the last 6 h")
		f.Press("enter", "enter") // enter alone confirms nothing
		f.agree("aws cloudwatch put-metric-alarm --alarm-name web-awake --namespace AWS/EC2 --metric-name CPUUtilization --dimensions Name=AutoScalingGroupName,Value=web-asg " +
			"--statistic Average --period 60 --evaluation-periods 2 --datapoints-to-alarm 1 --threshold 99.5 --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching")
		f.Wait(time.Second)
		if a, _ := f.alarmOf("web-awake"); a.Threshold != 99.5 || a.Periods != 2 || a.DatapointsToAlarm != 1 || a.MissingData != "notBreaching" {
			f.t.Fatalf("it is %+v", a)
		}

		f.act("Set the state of web-awake")
		f.chooseIn("state", "alarm")
		f.Press("enter")
		f.agree("aws cloudwatch set-alarm-state --alarm-name web-awake --state-value ALARM --state-reason testing")

		f.act("Disable the actions of web-awake")
		f.agree("aws cloudwatch disable-alarm-actions --alarm-names web-awake")
		if a, _ := f.alarmOf("web-awake"); a.ActionsEnabled {
			f.t.Error("its actions are on")
		}
		f.Wait(2 * time.Second)
		f.act("Enable the actions of web-awake")
		f.agree("aws cloudwatch enable-alarm-actions --alarm-names web-awake")
		if a, _ := f.alarmOf("web-awake"); !a.ActionsEnabled {
			f.t.Error("its actions are off")
		}

		f.act("Delete web-awake")
		f.confirm("aws cloudwatch delete-alarms --alarm-names web-awake", "web-awake")
		if _, there := f.alarmOf("web-awake"); there {
			f.t.Errorf("it is still there\n%s", f.Text())
		}
	})
}

func TestAnAlarmIsMade(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("7")
		f.Wait(2 * time.Second)
		f.act("Create an alarm on a metric")
		f.Wait(2 * time.Second)
		f.choose("AWS/EC2 ")
		f.choose("CPUUtilization web-asg")
		f.Wait(3 * time.Second)
		f.Sees("nothing yet")
		f.fill("name", "made-here")
		f.fill("threshold", "many")
		f.says("a number")
		f.fill("threshold", "1")
		f.Sees("it would have been", "in the last 6 h")
		f.Press("enter")
		f.agree("aws cloudwatch put-metric-alarm --alarm-name made-here --namespace AWS/EC2 --metric-name CPUUtilization")
		a, there := f.alarmOf("made-here")
		if !there || a.Metric.Period != 5*time.Minute || a.Periods != 3 || a.DatapointsToAlarm != 2 {
			f.t.Fatalf("it is %+v, %t", a, there)
		}

		f.act("Create an alarm over other alarms")
		f.Wait(2 * time.Second)
		f.fill("name", "over-it")
		f.fill("rule", "ALARM(made-here")
		f.Press("enter")
		f.Sees("Create an alarm over other alarms")
		f.fill("rule", "ALARM(made-here)")
		f.Press("enter")
		f.agree("aws cloudwatch put-composite-alarm --alarm-name over-it --alarm-rule")
		if a, there := f.alarmOf("over-it"); !there || a.Rule != "ALARM(made-here)" {
			f.t.Fatalf("it is %+v, %t", a, there)
		}
	})
}

func TestMarkedAlarmsAreTurnedAndDeletedTogether(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("7")
		f.until(20*time.Second, "worker-busy", "worker-idle")
		f.filter("name:worker-")
		f.Press("space", "j", "space")
		f.act("Disable the actions of 2 alarms")
		f.agree("aws cloudwatch disable-alarm-actions --alarm-names worker-")
		for _, name := range []string{"worker-busy", "worker-idle"} {
			if a, _ := f.alarmOf(name); a.ActionsEnabled {
				f.t.Errorf("the actions of %s are on", name)
			}
		}
		f.Wait(2 * time.Second)
		f.act("Delete 2 alarms")
		f.confirm("aws cloudwatch delete-alarms --alarm-names worker-", "2 alarms")
		for _, name := range []string{"worker-busy", "worker-idle"} {
			if _, there := f.alarmOf(name); there {
				f.t.Errorf("%s is still there\n%s", name, f.Text())
			}
		}
	})
}

func TestAReadOnlyConsoleChangesNoAlarm(t *testing.T) {
	how := wide()
	how.readOnly = true
	fly(t, how, func(f *flight) {
		f.Press("7")
		f.until(20*time.Second, "worker-busy")
		f.Press("a")
		f.Sees("Changes are off", "changes are off")
	})
}
