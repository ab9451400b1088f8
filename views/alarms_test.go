package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

const (
	policyARN = "arn:aws:autoscaling:us-west-2:123456789012:scalingPolicy:1111:autoScalingGroupName/web-asg:policyName/out"
	topicARN  = "arn:aws:sns:us-west-2:123456789012:ops"
)

// alarmsToRead are the alarms of the test account with something to do, one on
// metric math, and two composite ones, the second over the first.
func alarmsToRead() []awsclient.Alarm {
	all := alarmsOfAccount()
	all[0].AlarmActions = []string{policyARN, topicARN}
	all[0].DatapointsToAlarm, all[0].Periods = 2, 3
	math := all[1]
	math.Name, math.Metric = "web-errors", awsclient.MetricQuery{Name: "100 * bad / all", Period: time.Minute}
	count := func(name string) awsclient.MetricQuery {
		return awsclient.MetricQuery{Namespace: "AWS/ApplicationELB", Name: name, Statistic: "Sum", Period: time.Minute, Dimensions: dims("LoadBalancer", "app/web-alb/50dc6c495c0c9188")}
	}
	math.Queries = []awsclient.AlarmQuery{{ID: "share", Expression: "100 * bad / all", Watched: true},
		{ID: "bad", Metric: count("HTTPCode_Target_5XX_Count")}, {ID: "all", Metric: count("RequestCount")}}
	math.Threshold, math.Updated = 500, moment().Add(-3*time.Hour)
	composite := func(name, rule, state, reason string) awsclient.Alarm {
		return awsclient.Alarm{Name: name, ARN: strings.Replace(all[0].ARN, "web-cpu-high", name, 1), Region: "us-west-2", State: state, Updated: moment().Add(-5 * time.Minute), Rule: rule, Reason: reason, ActionsEnabled: true}
	}
	web := composite("web-trouble", "ALARM(web-cpu-high) OR ALARM(web-errors)", "ALARM", all[0].ARN+" transitioned to ALARM at Tuesday 03 March, 2026 13:57:31 UTC")
	page := composite("wake-somebody", `ALARM(web-trouble) AND NOT ALARM("deployment") AND NOT INSUFFICIENT_DATA(batch-idle)`, "OK", "")
	page.AlarmActions, page.Suppressor, page.Wait, page.Extension = []string{topicARN}, all[2].ARN, time.Minute, 2*time.Minute
	return append(all, page, math, web)
}

func change(name, from, to string, ago time.Duration) awsclient.AlarmEvent {
	data := fmt.Sprintf(`{"version":"1.0","oldState":{"stateValue":%q},"newState":{"stateValue":%q,"stateReason":"Threshold Crossed: 2 datapoints were greater than the threshold (60.0)."}}`, from, to)
	return awsclient.AlarmEvent{Alarm: name, At: moment().Add(-ago), Type: "StateUpdate", Summary: "Alarm updated from " + from + " to " + to, Data: data}
}

func accountWithAlarms(wants ...watch.Want) *watch.Snapshot {
	s := accountWithMetrics(wants...)
	s.Alarms = ok(alarmsToRead()...)
	for _, w := range wants {
		if w.Query.Name == "CPUUtilization" && w.Query.Dimensions[0].Value == "web-asg" {
			rows := s.Series[w.Key].Rows[0].Points
			for i, v := range []float64{48.5, 61.2, 64, 58.3, 62.1, 63} {
				rows[len(rows)-6+i].Value = v
			}
		}
	}
	s.AlarmHistory = map[string]watch.Feed[awsclient.AlarmEvent]{"web-cpu-high": ok(
		awsclient.AlarmEvent{Alarm: "web-cpu-high", At: moment().Add(-6 * time.Minute), Type: "Action", Summary: "Successfully executed action " + topicARN, Data: "{}"},
		change("web-cpu-high", "OK", "ALARM", 6*time.Minute), change("web-cpu-high", "ALARM", "OK", 70*time.Minute), change("web-cpu-high", "OK", "ALARM", 95*time.Minute),
		change("web-cpu-high", "INSUFFICIENT_DATA", "OK", 170*time.Minute),
		awsclient.AlarmEvent{Alarm: "web-cpu-high", At: moment().Add(-172 * time.Minute), Type: "ConfigurationUpdate", Summary: `Alarm "web-cpu-high" created`, Data: "{}"})}
	return s
}

// alarmDesk is a desk on the list of alarms, with what it wants.
func alarmDesk(t testing.TB, w, h int) *desk {
	d := newDesk(t, w, h)
	d.see(accountWithAlarms())
	d.press("7").screen()
	return d.answered()
}

func (d *desk) answered() *desk {
	d.see(accountWithAlarms(d.c.top().Wants()...))
	return d
}

// on puts the cursor on an alarm and opens it.
func (d *desk) on(name string) *desk {
	d.t.Helper()
	d.press("/").typed("name:"+name).press("enter", "enter").answered()
	return d
}

func TestAlarmsInTroubleComeFirstWithTheirValue(t *testing.T) {
	d := alarmDesk(t, 200, 60).hasSelected("web-cpu-high").sees("7 Alarms ▲2", "FIRES WHEN", "CPUUtilization > 60, 2 of 3 × 1 m", "3 datapoints [62.1, 64.0, 61.2] were greater", "ALARM(web-cpu-high) OR ALARM(web-errors)")
	if line := d.line("web-cpu-low"); !strings.Contains(line, "ok") || !strings.Contains(line, "none") {
		t.Error(line)
	}
	if line := d.line("web-cpu-high"); !strings.Contains(line, " %") {
		t.Errorf("no value: %s", line)
	}
}

func TestAnAlarmSaysWhyItIsInItsStateAndWhatWouldChangeIt(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("web-cpu-high").sees("[Now]", "alarm for 6 m", "because", "Average of CPUUtilization of web-asg is greater than 60 % in 2 of 3 periods of 1 m",
		"judged now", "missing data", "would change", "PERIOD", "not needed")
	if screen := d.screen(); !strings.Contains(screen, "breaches") {
		t.Error(screen)
	}
}

// The wording of judgements, apart from any screen.
func TestTurns(t *testing.T) {
	rule := alarm.Rule{Comparison: alarm.GreaterThan, Threshold: 60, Periods: 3, Datapoints: 2, Period: time.Minute}
	points := func(values ...float64) []awsclient.Point {
		var all []awsclient.Point
		for i, v := range values {
			all = append(all, awsclient.Point{At: moment().Truncate(time.Minute).Add(-time.Duration(len(values)-i) * time.Minute), Value: v})
		}
		return all
	}
	judged := evaluationRange(rule, points(50, 50, 70, 50, 70), moment())
	if got := alarm.State(rule, judged, alarm.OK); got != alarm.Alarm {
		t.Fatalf("state %s", got)
	}
	breaching, calm := sides(rule)
	if !rule.Breaches(breaching) || rule.Breaches(calm) {
		t.Errorf("sides %v and %v", breaching, calm)
	}
	if got, ok := turns(rule, judged, alarm.Alarm, alarm.Point{Value: calm}); !ok || got != (turn{alarm.OK, 1}) {
		t.Errorf("with calm data %v", got)
	}
	if _, ok := turns(rule, judged, alarm.Alarm, alarm.Point{Value: breaching}); ok {
		t.Error("more of the same changes the state")
	}
	if got, ok := turns(rule, judged, alarm.Alarm, alarm.Point{Missing: true}); !ok || got.state == alarm.Alarm {
		t.Errorf("without data %v", got)
	}
	gap := evaluationRange(rule, points(50, 50), moment())
	if n := len(gap); n != 5 || !gap[0].Missing || gap[4].Missing || gap[4].Value != 50 {
		t.Errorf("range %v", gap)
	}
}

func TestAnAlarmWithoutDataSaysSo(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("batch-idle")
	s := accountWithAlarms()
	for _, w := range d.c.top().Wants() {
		if w.Kind == watch.Series {
			s.Series[w.Key] = ok(awsclient.Series{Query: w.Query})
		}
	}
	d.see(s)
	d.sees("no data for 6 m", "no data in the evaluation range", "5 of 5 periods", "no data in the last 1 h", "alarm after 3 periods that breach")
}

func TestAnAlarmOnMathIsComputedHere(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("web-errors").sees("100 * bad / all is greater than 500", "judged now", "PERIOD")
	d.press("shift+tab").sees("[Details]", "share", "100 * bad / all", "RequestCount", "HTTPCode_Target_5XX_Count")
}

func TestHistoryIsAStripAndAList(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("web-cpu-high").press("tab").sees("[History]", "last 3 h", "██", "▄▄", "alarm from ok", "ok from alarm", "→ action", "configuration", "Successfully executed action")
	d.press("b").sees("last 12 h").press("B", "B").sees("last 1 h")
	d.press("j", "enter").sees("What happened", "Alarm updated from OK to ALARM", `"stateValue": "ALARM"`)
	d.press("esc").sees("[History]").press("J").sees("StateUpdate")
}

func TestActionsLeadToWhatTheyActOn(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("web-cpu-high").press("tab", "tab").sees("[Actions 2]", "When it goes to alarm", "runs policy", "out", "tells topic", "ops", "When it goes to ok", "nothing")
	d.press("j", "enter").sees("web-asg", "Now").press("esc").sees("[Actions 2]")
}

func TestACompositeAlarmIsATree(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("wake-somebody").sees("ok for 5 m", "is now        false", "├─ alarm web-trouble", "│  ├─ alarm web-cpu-high", "│  └─ alarm web-errors", "└─ no data batch-idle", "alarm deployment", "there is no such alarm", "no data batch-idle",
		"up to 1 m for batch-idle")
	d.press("j").hasSelected("web-cpu-high").press("enter").sees("Average of CPUUtilization").press("esc").hasSelected("web-cpu-high")
	d.press("esc", "esc").on("web-trouble").sees("is now        true")
}

func TestAnAlarmLeadsToItsMetricAndComesBack(t *testing.T) {
	d := alarmDesk(t, 120, 36).on("web-cpu-low").press("r").sees("group", "metric", "CPUUtilization web-asg")
	d.press("j", "enter").answered().sees("[Graph]", "web-cpu-low 20").press("esc").sees("[Now]")
}

func TestAlarmsThatAreRefusedSaySo(t *testing.T) {
	d := newDesk(t, 120, 36).press("7")
	s := account()
	s.Alarms = failed[awsclient.Alarm](denied("CloudWatch", "DescribeAlarms"))
	d.see(s)
	d.sees("You are not authorized", "cloudwatch:DescribeAlarms").doesNotSee("none in")
}

func TestReasonsAreShownWithoutWhatTheStateTells(t *testing.T) {
	for reason, want := range map[string]string{
		"Threshold Crossed: 1 datapoint [1.0 (26/03/26 09:42:00)] was greater than the threshold (0.0).": "1 datapoint [1.0 (26/03/26 09:42:00)] was greater than the threshold (0.0).",
		"arn:aws:cloudwatch:us-west-2:123456789012:alarm:cpu transitioned to ALARM at Tuesday":           "cpu transitioned to ALARM at Tuesday",
		"Insufficient Data: 1 datapoint was unknown.":                                                    "Insufficient Data: 1 datapoint was unknown.",
	} {
		if got := alarmReason(&awsclient.Alarm{Reason: reason}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAlarmScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("-%dx%d", size.W, size.H)
		golden(t, "alarms"+at, alarmDesk(t, size.W, size.H).screen())
		d := alarmDesk(t, size.W, size.H).on("web-cpu-high")
		golden(t, "alarm-now"+at, d.screen())
		golden(t, "alarm-history"+at, d.press("tab").screen())
		golden(t, "alarm-actions"+at, d.press("tab").screen())
		golden(t, "alarm-details"+at, d.press("tab").screen())
		golden(t, "alarm-tree"+at, alarmDesk(t, size.W, size.H).on("wake-somebody").screen())
	}
}

func TestAlarmPagesFitAnySize(t *testing.T) {
	for _, size := range []ui.Rect{{W: 60, H: 12}, {W: 99, H: 20}, {W: 101, H: 18}, {W: 240, H: 70}} {
		for _, name := range []string{"web-cpu-high", "wake-somebody"} {
			d := alarmDesk(t, size.W, size.H).on(name)
			for range 4 {
				for i, line := range strings.Split(d.press("tab").screen(), "\n") {
					if ui.Width(line) > size.W || i >= size.H {
						t.Errorf("%s at %v: line %d is %d wide", name, size, i, ui.Width(line))
					}
				}
			}
		}
	}
}
