package audit

import (
	"fleetglass/awsclient/semantics/naming"
	"fleetglass/fake/awserr"
)

// CheckName refuses a name that a trail may not have.
func CheckName(name string) error { return awserr.From(naming.Trail(name)) }
