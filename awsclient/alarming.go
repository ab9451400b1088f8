package awsclient

import "context"

// Alarming is the part of Client that changes CloudWatch's alarms. An alarm
// that is put in the place of another has all of its settings replaced; its
// state, reason, ARN and times are CloudWatch's own and are not sent.
type Alarming interface {
	// PutAlarm makes or replaces an alarm on a metric, or on metric math when
	// the alarm has Queries. A DatapointsToAlarm of 0 and a MissingData of ""
	// leave AWS's defaults: all of the periods, and "missing".
	PutAlarm(ctx context.Context, alarm Alarm) error
	// PutCompositeAlarm makes or replaces an alarm that has a Rule.
	PutCompositeAlarm(ctx context.Context, alarm Alarm) error
	// DeleteAlarms deletes up to a hundred alarms at once. CloudWatch deletes
	// one composite alarm a call, and none that another alarm's rule names.
	DeleteAlarms(ctx context.Context, names []string) error
	// SetAlarmState puts an alarm into a state ("OK", "ALARM",
	// "INSUFFICIENT_DATA") and runs its actions. The next evaluation of a
	// metric alarm sets it right again.
	SetAlarmState(ctx context.Context, name, state, reason string) error
	// EnableAlarmActions lets alarms act; DisableAlarmActions keeps them from it
	// while their states still change.
	EnableAlarmActions(ctx context.Context, names []string) error
	DisableAlarmActions(ctx context.Context, names []string) error
}
