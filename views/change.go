package views

import (
	"context"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// Action is something that changes AWS: it is offered in the actions menu,
// asks with a form when it has fields, shows what will change and the aws
// command that does the same, asks for a confirmation, and only then runs.
type Action struct {
	Name  string // "terminate": also its name in the palette
	Label string // "Terminate 2 instances"
	Help  string // one line: what it does and what follows
	// Detail is how it stands now, behind its label in the menu.
	Detail string
	// Off says why it cannot be done now; "" means it can. (That writes are
	// off is the console's to say.)
	Off string
	// Type is the text that has to be typed to confirm a destructive action,
	// most often the resource's name; "" asks only for enter.
	Type string
	// Refs are the rows that say Busy while it runs.
	Refs []Ref
	Busy string // "terminating"
	// Menu are the actions behind this one, for those that are many; it does
	// nothing itself.
	Menu []Action
	// Prepare looks up what the form offers and nobody watches (images, key
	// pairs), and gives the action with its fields, or its menu. It is called in a
	// goroutine, as Run is.
	Prepare func(context.Context, awsclient.Client) (Action, error)
	// Fields make the form; none means that nothing has to be asked.
	Fields []ui.Field
	// Plan turns the form's values into the change. It is called on every
	// edit, for the preview; an error is shown under the form and forbids
	// going on.
	Plan func(ui.Values) (Change, error)

	side *side // the region in which it was begun
}

// Change is what an action is about to do.
type Change struct {
	// Preview says what changes: "desired 4 → 6". Build lines with Becomes.
	Preview []ui.Line
	// CLI is the equivalent aws command; region is added by the console.
	CLI string
	// CLIs are the commands where it takes several, in their order.
	CLIs []string
	// Confirm is what has to be typed, for an action that does not know it before
	// its form is filled in; "" leaves that to the action's Type.
	Confirm string
	// Run does it. It is called in a goroutine, with a context that ends
	// with the console.
	Run func(context.Context, awsclient.Client) error
	// Steps do it where it takes several calls, in place of Run.
	Steps []Step
	// Done is said when it worked: "2 instances are shutting down".
	Done string
	// Pokes are the kinds to fetch again soon.
	Pokes []watch.Kind
}

// awsWords are a sentence in which AWS refuses something, said before AWS is
// asked.
type awsWords string

func (r awsWords) Error() string { return string(r) }
