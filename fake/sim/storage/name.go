package storage

import "fleetglass/awsclient/semantics/naming"

// ValidName tells whether a bucket may have a name.
func ValidName(name string) bool { return naming.Bucket(name) == nil }
