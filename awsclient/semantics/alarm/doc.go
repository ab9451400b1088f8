// Package alarm evaluates metric alarms: given the periods of the evaluation
// range it tells the new state, the reason in AWS's words, the reason's data
// as JSON, and, for people, the step of the algorithm that decided
// (CW/AlarmThatSendsEmail).
//
// It does not fetch or aggregate data, keep history, or run actions; it only
// tells when an action is due. Composite alarms, metric math and anomaly
// bands are not known.
package alarm
