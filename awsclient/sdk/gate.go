package sdk

import (
	"context"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

// readsOnly refuses every operation that is not a read, before anything else
// happens to it. The gate goes by the operation's name and stands in front of
// all clients, so a new method of Client cannot forget it.
func readsOnly(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ReadOnlyGate",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
			middleware.InitializeOutput, middleware.Metadata, error,
		) {
			if !reads(middleware.GetOperationName(ctx)) {
				return middleware.InitializeOutput{}, middleware.Metadata{}, &writesOff{}
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.Before)
}

// reads tells whether an operation only reads, by AWS's way of naming them.
func reads(operation string) bool {
	for _, verb := range []string{"Describe", "Get", "List", "Lookup"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	// CloudWatch Logs names some reads otherwise.
	return isOneOf(operation, "FilterLogEvents", "TestMetricFilter", "StartQuery", "StopQuery", "StartLiveTail")
}

// writesOff is the refusal of a write. It never reached AWS.
type writesOff struct{}

var _ smithy.APIError = (*writesOff)(nil)

func (*writesOff) Error() string                 { return writesOffMessage }
func (*writesOff) ErrorCode() string             { return "" }
func (*writesOff) ErrorMessage() string          { return writesOffMessage }
func (*writesOff) ErrorFault() smithy.ErrorFault { return smithy.FaultClient }

const writesOffMessage = "read-only: start with --allow-writes to change anything"
