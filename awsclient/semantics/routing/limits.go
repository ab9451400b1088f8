package routing

import "fleetglass/awsclient/semantics/refusal"

// Limits are the quotas on rules at one time in AWS's history. Take Today and
// change fields for another era.
type Limits struct {
	MinPriority, MaxPriority int
	ValuesPerCondition       int // of one condition, but for source-ip
	SourceIPValues           int
	ValuesPerRule            int // over all conditions of a rule
	WildcardsPerRule         int
	ValueLength              int // characters of a host, path, header or query value
	HeaderNameLength         int
	MethodLength             int
	TargetGroupsPerAction    int
	MaxWeight                int
	FixedBodyLength          int
	RedirectLength           int // characters of a redirect's host, path or query
}

// Today is what holds now (ALB/load-balancer-limits, load-balancer-listeners).
func Today() Limits {
	return Limits{
		MinPriority: 1, MaxPriority: 50000,
		ValuesPerCondition: 3, SourceIPValues: 5,
		ValuesPerRule: 5, WildcardsPerRule: 5,
		ValueLength: 128, HeaderNameLength: 40, MethodLength: 40,
		TargetGroupsPerAction: 5, MaxWeight: 999,
		FixedBodyLength: 1024, RedirectLength: 128,
	}
}

// ValidatePriority refuses a priority that no rule may be given. That another
// rule of the listener has it already (PriorityInUse) is for the caller, who
// knows the other rules.
func (l Limits) ValidatePriority(priority int) error {
	if priority < l.MinPriority || priority > l.MaxPriority {
		return refusal.Invalid("Priority '%d' must be between '%d' and '%d'", priority, l.MinPriority, l.MaxPriority)
	}
	return nil
}
