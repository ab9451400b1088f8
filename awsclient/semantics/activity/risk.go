package activity

import "time"

// RiskLaunch: capacity rebalancing brings an instance before another is
// interrupted (choice).
func RiskLaunch(t time.Time) string {
	return at(t, "an instance was launched in response to an EC2 instance rebalance recommendation")
}

// RiskTerminate: capacity rebalancing takes an instance whose successor is
// ready (choice). A Selected follows.
func RiskTerminate(t time.Time) string {
	return takenOut(t, "an EC2 instance rebalance recommendation")
}
