// Package cron reads the recurrence of a scheduled action and tells when it
// runs: five fields, minute hour day-of-month month day-of-week, in UTC or in
// a time zone whose daylight saving time is followed
// (AS/ec2-auto-scaling-scheduled-scaling).
//
// Fields take *, numbers, names (JAN, MON), ranges, lists and steps. If both
// days are restricted, either suffices, as in every crontab (memory). The
// package does not know start and end times, nor that AWS may be late.
package cron
