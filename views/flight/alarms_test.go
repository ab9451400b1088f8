package flight_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake"
)

// callsCloudWatch makes a call that the console has no key for.
func (f *flight) callsCloudWatch(operation string, input any) {
	f.t.Helper()
	if _, _, err := f.engine.Call(f.t.Context(), "cloudwatch", operation, fake.Region, input); err != nil {
		f.t.Fatal(err)
	}
}

// anAlarm fires as soon as it is judged: the web group always has something to
// do.
func (f *flight) anAlarm() {
	f.t.Helper()
	f.callsCloudWatch("PutMetricAlarm", &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("web-awake"), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Statistic: types.StatisticAverage,
		Dimensions: []types.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String("web-asg")}}, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(3),
		DatapointsToAlarm: aws.Int32(2), Threshold: aws.Float64(1), ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold,
	})
}

func TestAnAlarmIsExplainedAndHasAHistory(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.anAlarm()
		f.Press("7")
		f.until(20*time.Second, "▲ alarm", "web-awake")
		f.Press("/")
		f.Type("name:web-awake")
		f.Press("enter", "enter")
		f.Wait(4 * time.Second)
		f.Sees("Alarms › web-awake", "[Now]", "because", "fires when    Average of CPUUtilization of web-asg is greater than 1.0 % in 2 of 3 periods of 1 m",
			"3 of the last 3 points breach, 2 needed", "would change", "breaches", "judged, breaches")
		f.Press("tab")
		f.Wait(2 * time.Second)
		f.Sees("[History]", "alarm from no data", "configuration", "█")
		f.Press("tab")
		f.Sees("[Actions 0]", "When it goes to alarm", "nothing")
		f.Press("r")
		f.Sees("group", "metric")
		f.Press("j", "enter")
		f.Wait(2 * time.Second)
		f.Sees("[Graph]", "web-awake 1")
		f.Press("esc", "esc")
		f.Sees("FIRES WHEN")
		f.sound()
	})
}

func TestACompositeAlarmIsATreeOnTheEngine(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.anAlarm()
		f.callsCloudWatch("PutCompositeAlarm", &cloudwatch.PutCompositeAlarmInput{AlarmName: aws.String("all-awake"), AlarmRule: aws.String("ALARM(web-awake) AND NOT INSUFFICIENT_DATA(web-awake)")})
		f.Press("7", "/")
		f.Type("name:all-awake")
		f.Press("enter")
		f.until(20*time.Second, "ALARM(web-awake)")
		f.Press("enter")
		f.Wait(5 * time.Second)
		f.Sees("ALARM(web-awake) AND NOT INSUFFICIENT_DATA(web-awake)", "├─ alarm web-awake", "└─ no data web-awake", "THAT IS")
		f.Selects("web-awake")
		f.Press("enter")
		f.Wait(2 * time.Second)
		f.Sees("fires when", "Average of CPUUtilization")
		f.Press("esc")
		f.Selects("web-awake")
		f.sound()
	})
}
