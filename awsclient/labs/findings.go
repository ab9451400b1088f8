package labs

import (
	"fmt"
	"time"
)

// Findings are what a check found. Nothing missing means that the step's work
// is done.
type Findings struct {
	Missing  []string // in words, a sentence without its full stop each
	Evidence []Evidence
}

// The kinds of evidence. A resource was made or changed by a call, which
// CloudTrail remembers; an activity is in its group's history; a seen thing is
// known to nobody later.
const (
	EvidenceResource = "resource"
	EvidenceActivity = "activity"
	EvidenceSeen     = "seen"
)

// Evidence is one thing that a check rests on.
type Evidence struct {
	Key  string    `json:"key"`  // names it within its step, "balancer"
	Kind string    `json:"kind"` // EvidenceResource, ...
	ID   string    `json:"id"`
	In   string    `json:"in,omitempty"` // an activity's group
	At   time.Time `json:"at,omitzero"`  // when it happened, where that is known
	Says string    `json:"says"`         // in words; of an activity its cause
}

// Lack says what is missing.
func (f *Findings) Lack(format string, args ...any) {
	f.Missing = append(f.Missing, fmt.Sprintf(format, args...))
}

// Want is Lack unless something holds; it answers whether it does.
func (f *Findings) Want(holds bool, format string, args ...any) bool {
	if !holds {
		f.Lack(format, args...)
	}
	return holds
}

// Resource keeps a resource as evidence, by the id or name that calls give it.
func (f *Findings) Resource(key, id, says string) {
	f.Evidence = append(f.Evidence, Evidence{Key: key, Kind: EvidenceResource, ID: id, Says: says})
}

// Seen keeps something that will not be known later, such as a state.
func (f *Findings) Seen(key, id, says string) {
	f.Evidence = append(f.Evidence, Evidence{Key: key, Kind: EvidenceSeen, ID: id, Says: says})
}

// Activity keeps a scaling activity.
func (f *Findings) Activity(key string, a Activity) {
	f.Evidence = append(f.Evidence, Evidence{Key: key, Kind: EvidenceActivity, ID: a.ID, In: a.Group, At: a.Start, Says: a.Cause})
}

// find is the evidence with a key.
func find(list []Evidence, key string) (Evidence, bool) {
	for _, e := range list {
		if e.Key == key {
			return e, true
		}
	}
	return Evidence{}, false
}
