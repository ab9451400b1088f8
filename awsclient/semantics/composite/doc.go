// Package composite reads and evaluates the rules of composite alarms, such
// as
//
//	(ALARM(cpu) OR ALARM("disk reads")) AND NOT ALARM(deployment)
//
// and has the words in which CloudWatch tells why such an alarm changed
// (CW/Create_Composite_Alarm, CW/cloudwatch-and-eventbridge,
// BC:cloudwatch.PutCompositeAlarm).
//
// Truth has three values. A function of an alarm that is there is true or
// false, whatever its state. What is not known, an alarm that was deleted or
// one in a cycle, is unknown, and spreads only as far as it matters: AND with
// something false is false, OR with something true is true. A composite alarm
// whose rule is unknown keeps its state.
//
// The package does not know alarms: their states come from a function that
// the caller gives.
package composite
