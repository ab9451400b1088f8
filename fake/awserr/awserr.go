// Package awserr is the engine's refusals, in AWS's words: a code, a message
// and an HTTP status. It knows no service; whoever refuses names the code.
package awserr

import (
	"errors"
	"fmt"

	"github.com/aws/smithy-go"

	"fleetglass/awsclient/semantics/refusal"
)

// Error is a refused call. It is a smithy.APIError, so the SDK's clients
// treat it as an answer of the service.
type Error struct {
	Code    string // "InvalidInstanceID.NotFound"
	Message string
	Status  int // HTTP status
}

// New is a refusal with status 400, which AWS uses for nearly all of them.
func New(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Status: 400}
}

// From is a refusal of AWS's rules as one of the engine; any other error, and
// nil, stays what it is.
func From(err error) error {
	var bad *refusal.Refusal
	if errors.As(err, &bad) {
		return New(bad.Code, "%s", bad.Message)
	}
	return err
}

// WithStatus is the same refusal with another HTTP status.
func (e *Error) WithStatus(status int) *Error {
	c := *e
	c.Status = status
	return &c
}

// Error is the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// ErrorCode is AWS's code.
func (e *Error) ErrorCode() string { return e.Code }

// ErrorMessage is AWS's message.
func (e *Error) ErrorMessage() string { return e.Message }

// ErrorFault tells whose fault it is: the server's from status 500 on.
func (e *Error) ErrorFault() smithy.ErrorFault {
	if e.Status >= 500 {
		return smithy.FaultServer
	}
	return smithy.FaultClient
}

// QualifiedCode is the code as EC2 writes it to the trail, with whose fault it
// was: "Client.InvalidInstanceID.NotFound".
func (e *Error) QualifiedCode() string {
	if e.ErrorFault() == smithy.FaultServer {
		return "Server." + e.Code
	}
	return "Client." + e.Code
}

// HTTPStatusCode is the HTTP status that the answer has.
func (e *Error) HTTPStatusCode() int { return e.Status }
