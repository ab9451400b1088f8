package cwapi_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// Alarms of every sort, held actions, history and put data have the same
// future after they were saved and loaded.
func TestSavedAlarmsHaveTheSameFuture(t *testing.T) {
	a := withChildren(t, "cpu", "deployment")
	in := compositeInput("site", "ALARM(cpu) OR ALARM(failures)")
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm",
		mathAlarm(expression("rate", "100*failed/orders"), shopMetric("orders", "Orders", false), shopMetric("failed", "Failed", false)))
	in.ActionsSuppressor, in.ActionsSuppressorWaitPeriod, in.ActionsSuppressorExtensionPeriod = aws.String("deployment"), aws.Int32(300), aws.Int32(60)
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", in)
	short := a.alarmInput("short")
	short.Namespace, short.Period = aws.String("Shop"), aws.Int32(10)
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", short)
	a.sell(10, 9)
	a.pass(time.Minute)
	a.sell(10, 9)
	a.setState("cpu", "ALARM")
	a.pass(30 * time.Second)

	saved, err := json.Marshal(a.World)
	if err != nil {
		t.Fatal(err)
	}
	var loaded world.World
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	other := sim.New(&loaded)
	c := compute.New(other)
	b := balancing.New(other, c)
	scaling.New(other, c, b, telemetry.New(other, c, b))
	a.pass(20 * time.Minute)
	other.Advance(a.Now())
	one, _ := json.Marshal(a.World)
	two, _ := json.Marshal(other.World)
	if string(one) != string(two) {
		t.Error("the loaded world has another future")
	}
	if n := len(loaded.AlarmHistory); n < 8 {
		t.Errorf("only %d entries of history", n)
	}
}
