package themes

// Role says what a piece of text means. Views name roles; a theme decides what
// each looks like.
type Role uint8

// The roles. Text is the zero value, so that text without a role is ordinary.
const (
	Text      Role = iota // ordinary words and numbers
	Dim                   // secondary words: labels, units, stale values
	Faint                 // hints that may be missed: separators, "no data"
	Accent                // the one accent colour: what is active or chosen
	Good                  // healthy, allowed, succeeded
	Warn                  // needs a look soon
	Bad                   // broken, denied, failed
	Info                  // neutral news
	Title                 // headings
	Border                // lines around and between things; never text
	Header                // the top line and column titles: quiet
	Key                   // keys in hints and help
	Mark                  // marked rows
	Changed               // what differs from the last refresh
	Link                  // what enter follows
	Selected              // the row or item under the cursor
	Active                // the active pane or tab
	Code                  // user data, commands, raw records
	Name                  // keys of JSON and of detail rows
	Literal               // strings of JSON
	Number                // numbers of JSON
	Match                 // what a search found
	Input                 // text being typed
	Cursor                // the cell of the text cursor
	Banner                // a line that must be seen: held, past, read-only
	Series1               // first line of a graph
	Series2               // second
	Series3               // third
	Series4               // fourth
	Series5               // fifth
	Series6               // sixth
	roleCount             // how many there are
)

// String is the role's name in a user's file.
func (r Role) String() string {
	names := [...]string{
		Text: "text", Dim: "dim", Faint: "faint", Accent: "accent", Good: "good", Warn: "warn", Bad: "bad", Info: "info",
		Title: "title", Border: "border", Header: "header", Key: "key", Mark: "mark", Changed: "changed", Link: "link",
		Selected: "selected", Active: "active", Code: "code", Name: "name", Literal: "literal", Number: "number", Match: "match",
		Input: "input", Cursor: "cursor", Banner: "banner",
		Series1: "series1", Series2: "series2", Series3: "series3", Series4: "series4", Series5: "series5", Series6: "series6",
	}
	return names[r]
}

// Series is the role of the n-th line of a graph, counted from 0; after the
// last the first comes again.
func Series(n int) Role {
	const lines = int(roleCount - Series1)
	return Series1 + Role(((n%lines)+lines)%lines)
}

// Roles are all roles, in order.
func Roles() []Role {
	all := make([]Role, roleCount)
	for i := range all {
		all[i] = Role(i)
	}
	return all
}

// decoration tells whether a role is never used for words, so that the rule
// of legible contrast does not bind it.
func (r Role) decoration() bool { return r == Border }

// State is what is known about the row that a text stands on.
type State uint8

// The states of a row.
const (
	Normal     State = iota
	OnSelected       // under the cursor
	OnMarked         // marked, not under the cursor
	stateCount
)
