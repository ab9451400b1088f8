// Package cwapi answers for Amazon CloudWatch: it reads AWS's own metrics and
// those that users put, computes metric math, and makes, describes and changes
// metric and composite alarms.
//
// Statistics, retention and the metrics themselves are the telemetry room's;
// alarms are evaluated by whoever implements Alarms. Anomaly detection,
// Metrics Insights, metric streams and dashboards are not simulated, and
// refused by name.
package cwapi

import (
	"fleetglass/fake/api"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// Alarms makes, deletes and sets alarms: the scaling room, whose policies the
// alarms drive.
type Alarms interface {
	PutAlarm(world.Alarm) error
	PutCompositeAlarm(world.CompositeAlarm) error
	DeleteAlarms(names []string) error
	SetAlarmState(name, state, reason, data string) error
	EnableActions(name string, on bool)
}

// service answers for one world.
type service struct {
	k      *sim.Kernel
	w      *world.World
	room   *telemetry.Room
	alarms Alarms
}

// Register adds the cloudwatch operations to the table.
func Register(m *api.Mux, k *sim.Kernel, room *telemetry.Room, alarms Alarms) {
	s := &service{k: k, w: k.World, room: room, alarms: alarms}
	api.Handle(m, s.putMetricData)
	api.Handle(m, s.getMetricData)
	api.Handle(m, s.getMetricStatistics)
	api.Handle(m, s.listMetrics)
	api.Handle(m, s.putMetricAlarm)
	api.Handle(m, s.putCompositeAlarm)
	api.Handle(m, s.describeAlarms)
	api.Handle(m, s.describeAlarmsForMetric)
	api.Handle(m, s.deleteAlarms)
	api.Handle(m, s.setAlarmState)
	api.Handle(m, s.enableAlarmActions)
	api.Handle(m, s.disableAlarmActions)
	api.Handle(m, s.describeAlarmHistory)
	api.Handle(m, s.tagResource)
	api.Handle(m, s.untagResource)
	api.Handle(m, s.listTagsForResource)
}
