// Package recipes has the eleven alarms on CloudTrail's events that AWS's guide
// teaches (CT18/cloudwatch-alarms-for-cloudtrail): which calls each counts, the
// metric that it makes of them, and from how many on it alarms.
//
// It is a table. Patterns are read by the package logpattern; which trail and
// log group they are put on, and who is told, is for the caller.
package recipes
