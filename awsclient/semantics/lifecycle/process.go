package lifecycle

import (
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Processes of a group that can be suspended, in AWS's words.
const (
	Launch            = "Launch"
	Terminate         = "Terminate"
	AddToLoadBalancer = "AddToLoadBalancer"
	AlarmNotification = "AlarmNotification"
	AZRebalance       = "AZRebalance"
	HealthCheck       = "HealthCheck"
	InstanceRefresh   = "InstanceRefresh"
	ReplaceUnhealthy  = "ReplaceUnhealthy"
	ScheduledActions  = "ScheduledActions"
)

// Process is one of them, with what it does and what its suspension means.
type Process struct{ Name, Does, Suspended string }

// Processes are all of them, in the order in which they are told to people.
func Processes() []Process {
	return []Process{
		{Launch, "launches instances",
			"no scaling out and no rebalancing; unhealthy instances are still terminated, and not replaced"},
		{Terminate, "terminates instances",
			"no scaling in and no replacing; rebalancing may grow the group up to 10% over its maximum"},
		{AddToLoadBalancer, "registers new instances with load balancers and target groups",
			"new instances get no traffic, and those missed are not registered on resuming"},
		{AlarmNotification, "runs scaling policies when alarms fire",
			"policies do not run; on resuming, those whose alarm is firing are considered"},
		{AZRebalance, "keeps zones balanced",
			"zones may drift apart; launches still go to the zone with the fewest"},
		{HealthCheck, "marks instances unhealthy",
			"EC2 and load balancer checks count for nothing; health that is set by hand still does"},
		{InstanceRefresh, "replaces instances in an instance refresh",
			"a running refresh pauses"},
		{ReplaceUnhealthy, "terminates unhealthy instances and replaces them",
			"instances are marked unhealthy and stay"},
		{ScheduledActions, "runs scheduled actions",
			"times that pass are skipped, also on resuming"},
	}
}

// ValidateProcesses refuses names that are no process. The text is a choice.
func ValidateProcesses(names []string) error {
	for _, name := range names {
		if !isProcess(name) {
			return refusal.Invalid("%s is not a valid scaling process. Valid values: [%s]", name, strings.Join(processNames(), ", "))
		}
	}
	return nil
}

func isProcess(name string) bool {
	for _, p := range Processes() {
		if p.Name == name {
			return true
		}
	}
	return false
}

func processNames() []string {
	var names []string
	for _, p := range Processes() {
		names = append(names, p.Name)
	}
	return names
}
