package awsclient

import "context"

// PolicyExecuting is the part of Client that lets a scaling policy work by
// hand.
type PolicyExecuting interface {
	// ExecutePolicy runs a policy of a group now. A step policy needs a value of
	// its metric and the threshold that it breaches; for others both are nil.
	ExecutePolicy(ctx context.Context, group, policy string, metric, threshold *float64) error
}
