package placement

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Termination policies, in AWS's words.
const (
	Default                   = "Default"
	OldestInstance            = "OldestInstance"
	NewestInstance            = "NewestInstance"
	OldestLaunchConfiguration = "OldestLaunchConfiguration"
	OldestLaunchTemplate      = "OldestLaunchTemplate"
	ClosestToNextInstanceHour = "ClosestToNextInstanceHour"
	AllocationStrategy        = "AllocationStrategy"
)

// Policies are all of them, in the order in which AWS lists them.
func Policies() []string {
	return []string{
		OldestInstance, NewestInstance, OldestLaunchConfiguration,
		ClosestToNextInstanceHour, Default, OldestLaunchTemplate, AllocationStrategy,
	}
}

// ValidatePolicies refuses a list that AWS would refuse: unknown names,
// Default anywhere but last, a function anywhere but first. The texts are
// choices.
func ValidatePolicies(policies []string) error {
	for i, p := range policies {
		switch {
		case isFunction(p) && i != 0:
			return refusal.Invalid("The Lambda function must be the first termination policy in the list")
		case isFunction(p):
		case !slices.Contains(Policies(), p):
			return refusal.Invalid("%s is not a valid termination policy", p)
		case p == Default && i != len(policies)-1:
			return refusal.Invalid("The Default termination policy must be the last in the list")
		}
	}
	return nil
}

func isFunction(policy string) bool {
	return strings.HasPrefix(policy, "arn:") && strings.Contains(policy, ":lambda:")
}
