// Package retention knows for how long CloudWatch Logs can keep events.
package retention

// Days are the days for which a log group may keep its events, ascending
// (BC:logs.RetentionInDays). A group without a retention keeps them for ever.
func Days() []int {
	return []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
}
