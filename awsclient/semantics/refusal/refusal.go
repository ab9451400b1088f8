// Package refusal is the error with which the rules of AWS refuse bad input:
// a code and a message, as a service would answer them.
//
// It knows no HTTP status, no service and no SDK type; whoever answers a call
// adds those. Use errors.As to find a *Refusal.
package refusal

import "fmt"

// ValidationError is the code that both Elastic Load Balancing and Auto
// Scaling use for input that is wrong in itself.
const ValidationError = "ValidationError"

// Refusal is a refused input.
type Refusal struct {
	Code    string // "ValidationError", "InvalidLoadBalancerAction"
	Message string
}

// New is a refusal with a formatted message.
func New(code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid is a refusal with the code ValidationError.
func Invalid(format string, args ...any) *Refusal {
	return New(ValidationError, format, args...)
}

// Error is the code and the message.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }
