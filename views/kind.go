package views

import (
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// Kind is everything the console knows of one kind of resource. T is the row: a
// pointer to a struct that joins awsclient values. Pointers have one shape, so
// all that is generic over rows is compiled once instead of once a kind; with
// rows by value it was a twentieth of the program. Only Name, Title, Rows, ID
// and Columns are needed; what is nil is not offered.
//
// Kinds are made anew for each console (see All) and always used by pointer,
// because a Kind remembers the rows of the last snapshot.
type Kind[T any] struct {
	Name    string   // singular, a Ref's Kind: "instance"
	Title   string   // plural, as in the bar: "Instances"
	Aliases []string // for the palette: "ec2", "i"

	// Rows joins the list out of a snapshot. It is called at most once a
	// snapshot, and must not depend on anything else.
	Rows func(*watch.Snapshot) watch.Feed[T]
	// Wants is what Rows needs polled.
	Wants func() []watch.Want
	// RowWants is what one row needs while it is in sight (a sparkline's
	// series); it is asked for visible rows only.
	RowWants func(T) []watch.Want

	ID    func(T) string
	Label func(T) string // what people call it; nil: ID
	ARN   func(T) string // "" when there is none
	// Trail is the name under which CloudTrail files events; nil: ID.
	Trail func(T) string

	// Columns are the list's columns. Make cells cheap: they are drawn for
	// visible rows on every change.
	Columns func() []ui.Column[T]
	// Issue says in a phrase what is wrong; healthy rows return the zero Issue.
	Issue func(T) Issue

	// Over tells of rows that are only history (terminated instances): they go
	// to the end of the list.
	Over func(T) bool

	// Detail is the whole resource on one page (d, and a tab of its own). Rows
	// that lead elsewhere are made with Console.LinkTo.
	Detail func(*Console, T) *ui.Document
	// DetailWants is what the detail and its tabs' counts need.
	DetailWants func(T) []watch.Want
	// Tabs follow the detail page, or come before it when First.
	Tabs []Tab[T]

	// Links lead to what the resource is tied to.
	Links func(*watch.Snapshot, T) []Link
	// Actions are what can be done with the rows: one, or those marked.
	Actions func(*watch.Snapshot, []T) []Action
	// Makes are what can be made anew where the kind is listed, also when the
	// list is empty.
	Makes func(*watch.Snapshot) []Action
	// JSON is the value that J shows; nil: the row itself.
	JSON func(T) any
	// CLI is the aws command that shows the same; region is added by the
	// console.
	CLI func(T) string

	memo rowsMemo[T]
}

// Issue is what is wrong with a row.
type Issue struct {
	Text string // "1 target: HTTP 503"; "" means nothing to say
	// Grave issues are trouble: they are counted in the bar and float to the
	// top. Others (starting, draining) are only told.
	Grave bool
}

// Link is one line of the related menu: the resources of one kind that this
// one is tied to. One leads to its detail, several to a list.
type Link struct {
	Label string // "target groups"
	Kind  string
	IDs   []string
}

// Tab is one page of a resource's detail.
type Tab[T any] struct {
	Name  string
	First bool // stands before the describe page
	// Count is the number behind the name; nil or negative: none.
	Count func(*watch.Snapshot, T) int
	// Open makes the page for the resource with this id. DocPage and ListPage
	// make the usual ones; a Board is the ground for pages of one's own.
	Open func(c *Console, id string) Pane
}

// AnyKind is a Kind with its row type forgotten, as the console and the
// palette use it. Only *Kind[T] implements it.
type AnyKind interface {
	kindName() string
	kindTitle() string
	kindAliases() []string
	// list makes the list; keep narrows it to some ids (nil: all), and title
	// replaces the kind's own when not "".
	list(c *Console, title string, keep func(id string) bool) Pane
	detail(c *Console, id string) Pane
	entries(*watch.Snapshot) []named
	label(s *watch.Snapshot, id string) string
	has(s *watch.Snapshot, id string) bool
	trouble(*watch.Snapshot) int
	source(*watch.Snapshot) Source
	wants() []watch.Want
	links(s *watch.Snapshot, id string) []Link
	actions(s *watch.Snapshot, ids []string) []Action
	makes(s *watch.Snapshot) []Action
	issueOf(s *watch.Snapshot, id string) Issue
	json(s *watch.Snapshot, id string) (any, bool)
	cli(s *watch.Snapshot, id string) string
	arn(s *watch.Snapshot, id string) string
	trail(s *watch.Snapshot, id string) string
}

// named is one resource as the palette lists it.
type named struct{ id, label string }
