package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Source is whose history an event is from.
type Source string

// The sources, in the words of the screen.
const (
	FromScaling   Source = "scaling"  // activities of Auto Scaling groups
	FromFleet     Source = "fleet"    // histories of Spot Fleets
	FromSpot      Source = "spot"     // status of Spot requests
	FromAlarms    Source = "alarm"    // alarms' histories
	FromHealth    Source = "health"   // targets' health, as it was seen
	FromInstances Source = "instance" // instances' own state
	FromTrail     Source = "trail"    // CloudTrail
)

// Sources are all of them, in the order in which they are offered.
func Sources() []Source {
	return []Source{FromScaling, FromHealth, FromAlarms, FromInstances, FromSpot, FromFleet, FromTrail}
}

// Severity is how much an event matters to who asks what went wrong.
type Severity uint8

// The severities, least first.
const (
	Quiet   Severity = iota // reads, and what AWS's services do on the way
	Calm                    // things change as they should
	Notable                 // worth a look: removals, interruptions, strangers
	Grave                   // something failed or was refused
)

// String is the severity in a word.
func (s Severity) String() string {
	return [...]string{"quiet", "calm", "notable", "grave"}[s]
}

// MarshalText gives the word to JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Ref names a resource: a kind in the words of the screen, and an id (an ARN
// for target groups and balancers, a name for groups and alarms).
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// The kinds of resources that events are about.
const (
	Instance    = "instance"
	Group       = "group"
	Policy      = "policy" // ARN
	Alarm       = "alarm"
	TargetGroup = "target group"
	Target      = "target" // target group's ARN, instance and port, with a space between
	Balancer    = "balancer"
	Classic     = "Classic balancer"
	Fleet       = "Spot fleet"
	Request     = "Spot request"
	Template    = "launch template"
	User        = "user"
	Call        = "event" // a trail event, by its id
)

// Event is one thing that happened.
type Event struct {
	// ID is the same for the same thing, whichever list tells of it.
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Source   Source    `json:"source"`
	Severity Severity  `json:"severity"`
	Subject  Ref       `json:"subject"` // what it happened to
	Also     []Ref     `json:"also,omitempty"`
	Words    string    `json:"words"`         // what happened: "Launching i-0abc"
	Why      string    `json:"why,omitempty"` // as the event itself tells: "failed the ELB health check"
	Zone     string    `json:"zone,omitempty"`
	Actor    string    `json:"actor,omitempty"`  // who called
	Origin   string    `json:"origin,omitempty"` // from where
	// Standing marks a state that was found, not a change that was seen: it has
	// been so for an unknown time before At.
	Standing bool `json:"standing,omitempty"`

	deed    deed
	trigger trigger
	asked   time.Time // when the trigger came, zero when that is not told
	alarm   string    // that ran the policy
	policy  string    // its name, or the ARN that an alarm's action names
	call    string    // of a trail event: "StopInstances"
	service bool      // AWS's own doing
	run     time.Time // of an alarm's action: the change of state that it is for
	code    string    // of a Spot request's status, or a call's error
	was     string    // a target's state before, "" when that is not known
}

// deed is what an event does to its subject, as far as ties need it.
type deed uint8

const (
	other deed = iota
	launches
	terminates
	fires  // an alarm goes into ALARM
	clears // an alarm leaves it
	acts   // an alarm's action
	fails  // a target becomes unhealthy
	heals
	ends // a Spot request ends, or is about to
	calls
)

// Names tells whether an event is about a resource.
func (e *Event) Names(r Ref) bool { return e.Subject == r || slices.Contains(e.Also, r) }

// Sentence is what happened, to whom, why and by whom, for who sees no columns.
func (e *Event) Sentence() string {
	words := e.Words
	switch e.Source {
	case FromAlarms:
		words = e.Subject.ID + " " + words
		if e.deed != acts {
			words = e.Subject.ID + " is " + e.Words
		}
	case FromSpot:
		words = strings.TrimSpace(e.also(Instance)+" "+e.Subject.ID) + " is " + words
	case FromHealth:
		if name := cmp.Or(targetGroupName(e.of(TargetGroup)), e.also(Classic)); name != "" {
			words += " in " + name
		}
	case FromInstances:
		if !strings.HasPrefix(words, e.Subject.ID) {
			words = e.Subject.ID + " " + words
		}
	case FromTrail:
		if e.Actor != "" && !e.service {
			words += " by " + e.Actor + fromWhere(e.Origin)
		}
	}
	return withReason(words, e.Why)
}

// Text is what happened and why, in one line.
func (e *Event) Text() string {
	if e.Why == "" {
		return e.Words
	}
	return e.Words + ": " + e.Why
}

// instance is the instance that an event is about, "" when it is about none.
func (e *Event) instance() string {
	if e.Subject.Kind == Instance {
		return e.Subject.ID
	}
	return e.also(Instance)
}

// also is the first resource of a kind that an event is about as well.
func (e *Event) also(kind string) string {
	for _, r := range e.Also {
		if r.Kind == kind {
			return r.ID
		}
	}
	return ""
}

// of is the resource of a kind that an event is about, "" when there is none.
func (e *Event) of(kind string) string {
	if e.Subject.Kind == kind {
		return e.Subject.ID
	}
	return e.also(kind)
}
