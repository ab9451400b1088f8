package views

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The way of an action: menu → form (when it has fields) → confirmation →
// call → footer and journal. Nothing that changes AWS is on a bare key.

// showActions is the menu of what can be done with the selection.
func (c *Console) showActions(Ref, AnyKind) tea.Cmd {
	kind, ids := c.subjects()
	actions := kind.actions(c.snap, ids)
	if len(actions) == 0 {
		return c.Say("nothing can be done with a " + kind.kindName() + " from here")
	}
	heading := "Actions on " + kind.label(c.snap, ids[0])
	if len(ids) > 1 {
		heading = "Actions on " + ui.Count(len(ids), kind.kindName())
	}
	var items []ui.Item
	for _, a := range actions {
		items = append(items, ui.Item{Title: a.Label, Names: []string{a.Name}, Off: c.offAction(a), Do: func() tea.Cmd { return c.Begin(a) }})
	}
	var intro []ui.Line
	if !c.opts.Writes {
		intro = append(intro, ui.In(themes.Warn, writesOff))
	}
	c.dialogs.Open(ui.NewMenu(heading, items, intro...))
	return nil
}

const writesOff = "Changes are off: start fleetglass with --allow-writes."

// offAction is why an action cannot be begun now.
func (c *Console) offAction(a Action) string {
	if !c.opts.Writes {
		return "changes are off"
	}
	return a.Off
}

// Begin starts an action: its form, or at once its confirmation.
func (c *Console) Begin(a Action) tea.Cmd {
	if why := c.offAction(a); why != "" {
		return c.Say(why)
	}
	if len(a.Fields) == 0 {
		d, cmd := c.confirm(a, ui.Values{})
		if d != nil {
			c.dialogs.Open(d)
		}
		return cmd
	}
	c.dialogs.Open(c.form(a, nil, nil))
	return nil
}

// form asks for an action's values. values are those of an earlier try, which
// failed with err.
func (c *Console) form(a Action, values ui.Values, err error) *ui.Form {
	fields := slices.Clone(a.Fields)
	for i := range fields {
		if v, ok := values[fields[i].Name]; ok {
			fields[i].Value = v
		}
	}
	f := ui.NewForm(a.Label, fields...)
	f.Submit = "review"
	f.Preview = func(v ui.Values) []ui.Line { return c.preview(a, v, f.Wrong() != "", err) }
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) {
		d, cmd := c.confirm(a, v)
		if d == nil {
			return f, cmd
		}
		return d, cmd
	}
	return f
}

// preview is what a form's values would do, after what went wrong before. Of
// values that cannot be read it says nothing: half a number is no plan.
func (c *Console) preview(a Action, v ui.Values, wrong bool, failed error) []ui.Line {
	var lines []ui.Line
	if failed != nil {
		lines = append(lines, ui.In(themes.Bad, failureWords(failed)), nil)
	}
	if wrong {
		return append(lines, ui.In(themes.Dim, "nothing yet"))
	}
	change, err := a.Plan(v)
	if err != nil {
		return append(lines, ui.In(themes.Warn, err.Error()))
	}
	lines = append(lines, change.Preview...)
	return append(lines, nil, ui.In(themes.Code, c.inRegion(change.CLI)))
}

// confirm asks for the last word. It returns nil, and says why, when the
// values make no change.
func (c *Console) confirm(a Action, v ui.Values) (ui.Dialog, tea.Cmd) {
	change, err := a.Plan(v)
	if err != nil {
		return nil, c.Say(err.Error())
	}
	client := c.opts.Client // of the region that the change was planned in
	lines := change.Preview
	if a.Help != "" {
		lines = append([]ui.Line{ui.In(themes.Dim, a.Help), nil}, lines...)
	}
	return &ui.Confirm{
		Heading: a.Label, Lines: lines, Command: c.inRegion(change.CLI), Name: a.Type, Yes: a.Name,
		Do: func() tea.Cmd { return c.carryOut(a, v, change, client) },
	}, nil
}

// inRegion is an aws command with the region that the console is in.
func (c *Console) inRegion(command string) string {
	if command == "" || strings.Contains(command, " --region ") {
		return command
	}
	return command + " --region " + c.region()
}

// carryOut runs a change outside Update and tells how it went.
func (c *Console) carryOut(a Action, v ui.Values, change Change, client awsclient.Client) tea.Cmd {
	c.mark(a.Refs, a.Busy)
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		err := change.Run(ctx, client)
		return func(c *Console) tea.Cmd { return c.carriedOut(a, v, change, err) }
	})
}

func (c *Console) carriedOut(a Action, v ui.Values, change Change, err error) tea.Cmd {
	c.mark(a.Refs, "")
	c.journal = append([]journalLine{{at: c.snap.Now, wall: c.snap.Wall, action: a.Label, command: c.inRegion(change.CLI), err: err}}, c.journal...)
	c.opts.Watcher.Poke(change.Pokes...)
	if err == nil {
		return c.Say(change.Done)
	}
	c.news = note{failureWords(err), themes.Bad}
	if len(a.Fields) > 0 {
		return c.dialogs.OpenUnasked(c.form(a, v, err), graceTime)
	}
	return c.dialogs.OpenUnasked(ui.NewMessage(a.Label+" failed", failureLines(err)...), graceTime)
}

// graceTime is how long a dialog that opens by itself ignores keys that were
// meant for what was there before.
const graceTime = 500 * time.Millisecond

// mark says on rows what is being done to them; "" takes it away.
func (c *Console) mark(refs []Ref, busy string) {
	c.busyCount++
	for _, r := range refs {
		if busy == "" {
			delete(c.running, r)
		} else {
			c.running[r] = busy
		}
	}
	c.refresh()
}

// busyWith is what is being done to a resource, "" when nothing is.
func (c *Console) busyWith(r Ref) string { return c.running[r] }

// Becomes is a line of a preview: what a number or word is and what it will
// be.
func Becomes(name, from, to string) ui.Line {
	if from == to {
		return ui.Line{{Text: name + "  ", Role: themes.Name}, {Text: from, Role: themes.Dim}, {Text: " stays", Role: themes.Faint}}
	}
	return ui.Line{{Text: name + "  ", Role: themes.Name}, {Text: from, Role: themes.Dim}, {Text: " → ", Role: themes.Faint}, {Text: to, Role: themes.Changed}}
}

// failureWords is a failed call in one line.
func failureWords(err error) string {
	var e *awsclient.Error
	if errors.As(err, &e) {
		return errorWords(e)
	}
	return err.Error()
}

// failureLines is a failed call in full: which call, AWS's code and words, the
// request id, and what to do.
func failureLines(err error) []ui.Line {
	var e *awsclient.Error
	if !errors.As(err, &e) {
		return []ui.Line{ui.In(themes.Bad, err.Error())}
	}
	lines := []ui.Line{{{Text: e.Kind.String(), Role: themes.Bad}, {Text: "  " + e.Service + " " + e.Operation, Role: themes.Dim}}}
	text := e.Message
	if e.Code != "" {
		text = e.Code + ": " + text
	}
	lines = append(lines, ui.Say(text))
	if e.RequestID != "" {
		lines = append(lines, ui.In(themes.Faint, "request "+e.RequestID))
	}
	return append(lines, ui.In(themes.Dim, Remedy(e)))
}

// errorWords is an error in one line: its kind, AWS's code and AWS's words.
func errorWords(e *awsclient.Error) string {
	text := e.Kind.String()
	if e.Operation != "" {
		text += " (" + e.Operation + ")"
	}
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}
