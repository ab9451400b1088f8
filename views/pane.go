package views

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// Pane is one page of the console: a list, a detail, or a drawing of its own.
// A pane is told of every snapshot while it is on the page stack, and draws
// from what it was told last.
type Pane interface {
	// Title names the page in the breadcrumbs.
	Title() string
	// Keys are the keys that only this page has; dispatch, footer and help
	// read them. The console adds those that work everywhere.
	Keys() []ui.Key
	// Wants is what the page needs polled while it is in sight.
	Wants() []watch.Want
	// See hands over a snapshot. It is never nil.
	See(*watch.Snapshot)
	// Draw fills the rectangle: exactly H lines of exactly W cells.
	Draw(ui.Rect, *ui.Painter) string
	// Trouble counts what is wrong, for the red number in the pane bar.
	Trouble() int
}

// Selector is a Pane with a cursor on resources. The console's own keys
// (actions, related, JSON, copy, trail) work on what it returns.
type Selector interface {
	// Selection is the resource under the cursor; ok is false when there is
	// none.
	Selection() (ref Ref, ok bool)
	// Marked are the marked resources, nil when nothing is marked.
	Marked() []Ref
}

// Clicker is a Pane that understands the mouse. The position is relative to
// the rectangle that Draw got. The console opens a row that is clicked again.
type Clicker interface {
	Click(x, y int)
}

// Scroller is a Pane that moves by a number of lines, as the wheel asks.
type Scroller interface {
	Scroll(lines int)
}

// Filterer is a Pane whose rows can be filtered with "/".
type Filterer interface {
	// SetFilter narrows the rows; an error says what is wrong with the text
	// and leaves the old filter in place.
	SetFilter(text string) error
	Filter() string
	// Status counts rows: "12 of 340".
	Status() string
}

// Runner is a Pane that runs something of its own outside Update, such as a
// tail, while it is in sight and the screen is not held.
type Runner interface {
	// Run is called after every message while the page is in sight. It starts
	// what is due and does not run yet; nil when there is nothing to start.
	Run() tea.Cmd
	// Stop ends what runs: the page is out of sight. It must not wait.
	Stop()
}

// Sourced is a Pane that can say how old its data is and what went wrong
// with the last try. The frame greys the page and explains.
type Sourced interface {
	Source() Source
}

// Ref names one resource of any kind.
type Ref struct {
	Kind string // a Kind's Name, such as KindInstance
	ID   string
}

// The kinds' names. A Link or a Ref may name a kind that this console does not
// have; it is then not offered.
const (
	KindInstance    = "instance"
	KindBalancer    = "balancer"
	KindListener    = "listener"
	KindRule        = "rule"
	KindTargetGroup = "target group"
	KindTarget      = "target"
	KindGroup       = "group"
	KindPolicy      = "policy"
	KindActivity    = "activity"
	KindSchedule    = "scheduled action"
	KindHook        = "hook"
	KindAlarm       = "alarm"
	KindEvent       = "event"
	KindSpotRequest = "Spot request"
	KindSpotFleet   = "Spot fleet"
	KindSpotPool    = "Spot pool"
	KindFleetEvent  = "fleet event"
)

// Entry is one line of All: a pane on a digit, or a kind without one that is
// reached through the palette, links and other panes.
type Entry struct {
	Digit string // "1"; "" when it has no place in the bar
	Title string
	Kind  AnyKind // nil when the pane is not a list of one kind
	// New makes the pane; nil means the kind's own list.
	New func(*Console) Pane
}
