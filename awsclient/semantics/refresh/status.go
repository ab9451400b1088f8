package refresh

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Statuses of a refresh, in AWS's words.
const (
	Pending            = "Pending"
	InProgress         = "InProgress"
	Baking             = "Baking"
	Successful         = "Successful"
	Failed             = "Failed"
	Cancelling         = "Cancelling"
	Cancelled          = "Cancelled"
	RollbackInProgress = "RollbackInProgress"
	RollbackSuccessful = "RollbackSuccessful"
	RollbackFailed     = "RollbackFailed"
)

// NextStatuses are the statuses that may follow. A status with none is final.
// Which edges there are is not published as a whole (choice where AWS only
// names the statuses).
func NextStatuses(status string) []string {
	switch status {
	case "":
		return []string{Pending}
	case Pending:
		return []string{InProgress, Successful, Failed, Cancelling, Cancelled}
	case InProgress:
		return []string{Baking, Successful, Failed, Cancelling, RollbackInProgress}
	case Baking:
		return []string{Successful, Failed, Cancelling, RollbackInProgress}
	case Cancelling:
		return []string{Cancelled}
	case RollbackInProgress:
		return []string{RollbackSuccessful, RollbackFailed, Cancelling}
	}
	return nil
}

// MayFollow reports whether one status may follow another.
func MayFollow(from, to string) bool { return slices.Contains(NextStatuses(from), to) }

// Live reports whether a refresh has not ended.
func Live(status string) bool { return status != "" && NextStatuses(status) != nil }

// AfterFailure is the status after a failure: with automatic rollback the
// group goes back first.
func (p Preferences) AfterFailure() string {
	if p.AutoRollback {
		return RollbackInProgress
	}
	return Failed
}

// Overdue says why a refresh has to fail, "" when it has not. began is its
// start, moved the last time that an instance became ready; time spent at
// checkpoints or while the process is suspended does not count as stuck, so
// the caller moves it then, too.
func Overdue(began, moved, now time.Time) string {
	switch {
	case now.Sub(began) >= MaxDuration:
		return "it has run for 14 days"
	case now.Sub(moved) >= StuckAfter:
		return "it has waited an hour without getting further"
	}
	return ""
}

// ValidateStart refuses a second refresh; live are the statuses of the
// group's other refreshes. The code is AWS's, the texts are choices.
func ValidateStart(live []string, p Preferences, d Desired, named bool) error {
	if slices.ContainsFunc(live, Live) {
		return refusal.New("InstanceRefreshInProgress", "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.")
	}
	if p.SkipMatching && d.Configuration != "" {
		return refusal.Invalid("SkipMatching is not supported with a launch configuration; a launch template is needed")
	}
	if p.AutoRollback {
		if why := noRollback(d, named); why != "" {
			return refusal.Invalid("AutoRollback cannot be used: %s", why)
		}
	}
	return p.Validate()
}

// ValidateCancel refuses to cancel what does not run.
func ValidateCancel(status string) error {
	if !Live(status) || status == Cancelling {
		return refusal.New("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found for the Auto Scaling group.")
	}
	return nil
}

// ValidateRollback refuses a rollback that cannot be. named is whether the
// refresh had a desired configuration; version is in it as it was given.
func ValidateRollback(status string, d Desired, named bool) error {
	if status != InProgress && status != Baking {
		return refusal.New("ActiveInstanceRefreshNotFound", "No in progress Instance Refresh found for the Auto Scaling group.")
	}
	if why := noRollback(d, named); why != "" {
		return refusal.New("IrreversibleInstanceRefresh", "The Instance Refresh cannot be rolled back: %s", why)
	}
	return nil
}

// noRollback says why a group cannot go back, "" when it can. A template
// whose image is a parameter cannot either; that is not seen here.
func noRollback(d Desired, named bool) string {
	switch {
	case !named:
		return "it has no desired configuration"
	case strings.HasPrefix(d.Version, "$"):
		return fmt.Sprintf("the launch template's version is %s", d.Version)
	}
	return ""
}
