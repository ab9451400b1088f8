package awsclient

import (
	"errors"
	"fmt"
)

// ErrorKind sorts failures by what a person can do about them.
type ErrorKind int

// The kinds of failure, from the caller's point of view.
const (
	// Failed is any failure that fits no other kind: AWS's own trouble, most
	// often.
	Failed ErrorKind = iota
	// Throttled: too many calls; it passes by itself.
	Throttled
	// Denied: the identity lacks a permission, or writes are off.
	Denied
	// NotFound: what was named is not there.
	NotFound
	// Expired: the credentials are too old; signing in again mends it.
	Expired
	// NoCredentials: no credentials were found at all.
	NoCredentials
	// NoRegion: no region is configured.
	NoRegion
	// Offline: the endpoint could not be reached.
	Offline
	// Conflict: the resource is in the wrong state, in use, or exists already.
	Conflict
	// Invalid: AWS refused the request's parameters.
	Invalid
	// Unsupported: the endpoint does not have this operation or protocol, as
	// partial AWS-compatible servers answer.
	Unsupported
	// Cancelled: the caller gave up; nobody needs to be told.
	Cancelled
)

// String is the kind in one plain word or two, as the console prints it.
func (k ErrorKind) String() string {
	switch k {
	case Throttled:
		return "throttled"
	case Denied:
		return "denied"
	case NotFound:
		return "not found"
	case Expired:
		return "credentials expired"
	case NoCredentials:
		return "no credentials"
	case NoRegion:
		return "no region"
	case Offline:
		return "offline"
	case Conflict:
		return "conflict"
	case Invalid:
		return "invalid"
	case Unsupported:
		return "unsupported"
	case Cancelled:
		return "cancelled"
	default:
		return "failed"
	}
}

// Error is a failed call.
type Error struct {
	Kind      ErrorKind
	Service   string // as the SDK names it: "EC2", "Auto Scaling"
	Operation string // "DescribeInstances"
	Code      string // AWS's error code, "" when the call never reached AWS
	Message   string // AWS's words, cleaned; or ours when AWS said nothing
	RequestID string // "" when there was no answer
	Err       error  // the SDK's error, for errors.Is and errors.As
}

// Error says which call failed and what AWS said.
func (e *Error) Error() string {
	what := e.Message
	if e.Code != "" {
		what = e.Code + ": " + what
	}
	if e.Operation == "" {
		return what
	}
	return fmt.Sprintf("%s %s: %s", e.Service, e.Operation, what)
}

// Unwrap is the SDK's own error.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the first *Error in err's chain, Failed when there is
// none.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Failed
}
