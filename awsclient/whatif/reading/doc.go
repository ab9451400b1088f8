// Package reading reads from an account what the answers of package whatif
// need: for a balancer its rules and targets, for a group its policies,
// alarms, instances and activities, for pools their prices.
//
// It calls a client and decides nothing. It changes nothing and keeps
// nothing; what is read in several calls may be of slightly different times.
package reading

import (
	"slices"
	"strings"

	"fleetglass/awsclient"
)

// NotThere says that a resource that was asked for does not exist.
type NotThere struct {
	Kind, Name string   // "load balancer", what was asked for
	Names      []string // those that there are
	Why        string   // set when it exists and is of no use here
}

func (e *NotThere) Error() string {
	if e.Why != "" {
		return e.Why
	}
	return "there is no " + e.Kind + " " + e.Name + "; there are " + strings.Join(e.Names, ", ")
}

// gone tells whether AWS says that something is no longer there.
func gone(err error) bool { return awsclient.KindOf(err) == awsclient.NotFound }

// distinct are the texts that are not empty, each once, in order.
func distinct(texts []string) []string {
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(t string) bool { return t == "" })
}
