// Package stat is CloudWatch's statistics over raw points, and its rules on
// periods (CW/Statistics-definitions, CW/cloudwatch_concepts).
//
// It does not know metrics, units or statistic sets, only numbers and times.
// AWS does not publish how percentiles between two points are found; here
// they are the nearest rank (choice).
package stat
