package views

import (
	"cmp"
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
func (c *Console) showActions() tea.Cmd {
	if why := c.offSubjects(); why != "" {
		return c.Say(why)
	}
	actions, heading := c.possible()
	if len(actions) == 0 {
		kind, _ := c.subjects()
		return c.Say("nothing can be done with a " + kind.kindName() + " from here")
	}
	return c.showMenu(heading, actions)
}

// possible are the actions for the selection, and then what can be made anew
// where it is listed.
func (c *Console) possible() (actions []Action, heading string) {
	heading = "Actions"
	if kind, ids := c.subjects(); kind != nil {
		actions = kind.actions(c.snap, ids)
		heading = "Actions on " + kind.label(c.snap, ids[0])
		if len(ids) > 1 {
			heading = "Actions on " + ui.Count(len(ids), kind.kindName())
		}
	}
	return append(actions, c.makes()...), heading
}

// makes are what can be made anew on the page in sight, selection or not.
func (c *Console) makes() []Action {
	if m, ok := c.page().(interface{ makes() []Action }); ok {
		return m.makes()
	}
	return nil
}

// makes are what can be made anew in a list of a whole kind.
func (p *list) makes() []Action {
	kind := p.c.kinds[p.name]
	if p.part || kind == nil {
		return nil
	}
	return kind.makes(p.c.snap)
}

// offActions is why there is no menu of actions.
func (c *Console) offActions() string {
	if len(c.makes()) > 0 {
		return ""
	}
	return c.offSelection()
}

// withMenus are actions with those behind their menus in their places.
func withMenus(actions []Action) []Action {
	var all []Action
	for _, a := range actions {
		if len(a.Menu) > 0 {
			all = append(all, a.Menu...)
		} else {
			all = append(all, a)
		}
	}
	return all
}

func (c *Console) showMenu(heading string, actions []Action) tea.Cmd {
	var items []ui.Item
	for _, a := range actions {
		item := ui.Item{Title: a.Label, Names: []string{a.Name}, Detail: a.Detail, Off: c.offAction(a), Do: c.begins(a)}
		if len(a.Menu) > 0 && item.Off == "" {
			item.Detail = "more >"
		}
		items = append(items, item)
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
	if c.inPast() {
		return "this is the past"
	}
	return a.Off
}

// begins is Begin for a menu: in the region where the menu was opened.
func (c *Console) begins(a Action) func() tea.Cmd {
	a.side = c.here
	return func() tea.Cmd { return c.Begin(a) }
}

// Begin starts an action: the menu behind it, its form, or at once its
// confirmation. It stays in the region where it began, whatever is looked at
// meanwhile.
func (c *Console) Begin(a Action) tea.Cmd {
	if a.side == nil {
		a.side = c.here
	}
	if why := c.offAction(a); why != "" {
		return c.Say(why)
	}
	if len(a.Menu) > 0 {
		return c.showMenu(a.Label, a.Menu)
	}
	if a.Prepare != nil {
		return c.prepare(a)
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

// prepare lets an action look up what it offers, and then asks. What is typed
// while it looks is not for the form.
func (c *Console) prepare(a Action) tea.Cmd {
	c.Say("looking up what there is...")
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		ready, err := a.Prepare(ctx, a.side.client)
		return func(c *Console) tea.Cmd {
			c.news = note{}
			ready.side, ready.Prepare = a.side, nil
			switch {
			case err != nil:
				return c.dialogs.OpenUnasked(ui.NewMessage(a.Label, failureLines(err)...), graceTime)
			case ready.Off != "":
				return c.Say(ready.Off)
			case len(ready.Menu) > 0:
				for i := range ready.Menu {
					ready.Menu[i].side = ready.side
				}
				return c.showMenu(ready.Label, ready.Menu)
			}
			return c.dialogs.OpenUnasked(c.form(ready, nil, nil), graceTime)
		}
	})
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
		return append(lines, refusedLines(err)...)
	}
	lines = append(lines, change.Preview...)
	return append(append(lines, nil), change.commandLines(a.side)...)
}

// confirm asks for the last word. It returns nil, and says why, when the
// values make no change.
func (c *Console) confirm(a Action, v ui.Values) (ui.Dialog, tea.Cmd) {
	change, err := a.Plan(v)
	if err != nil {
		return nil, c.Say(err.Error())
	}
	lines := change.Preview
	if a.Help != "" {
		lines = append([]ui.Line{ui.In(themes.Dim, a.Help), nil}, lines...)
	}
	command := change.commands(a.side)
	if len(change.CLIs) > 1 {
		lines, command = append(append(slices.Clip(lines), nil), change.commandLines(a.side)...), ""
	}
	return &ui.Confirm{
		Heading: a.Label, Lines: lines, Command: command, Name: cmp.Or(change.Confirm, a.Type), Yes: a.Name,
		Do: func() tea.Cmd { return c.carryOut(a, v, change) },
	}, nil
}

// inRegion is an aws command with the region that the console is in.
func (c *Console) inRegion(command string) string { return inRegionOf(c.here, command) }

func inRegionOf(s *side, command string) string {
	if command == "" || s.region == "" || strings.Contains(command, " --region ") {
		return command
	}
	return command + " --region " + s.region
}

// commands are the aws commands of a change, one a line, each with its region.
func (ch Change) commands(s *side) string {
	if len(ch.CLIs) == 0 {
		return inRegionOf(s, ch.CLI)
	}
	lines := make([]string, len(ch.CLIs))
	for i, command := range ch.CLIs {
		lines[i] = inRegionOf(s, command)
	}
	return strings.Join(lines, "\n")
}

// commandLines are the commands, each on a line of its own.
func (ch Change) commandLines(s *side) []ui.Line {
	if len(ch.CLIs) == 0 {
		return []ui.Line{ui.In(themes.Code, inRegionOf(s, ch.CLI))}
	}
	lines := make([]ui.Line, len(ch.CLIs))
	for i, command := range ch.CLIs {
		lines[i] = ui.In(themes.Code, inRegionOf(s, command))
	}
	return lines
}

// carryOut runs a change outside Update and tells how it went.
func (c *Console) carryOut(a Action, v ui.Values, change Change) tea.Cmd {
	client := a.side.client
	c.mark(a.side, a.Refs, a.Busy)
	if len(change.Steps) > 0 {
		return c.takeSteps(a, v, change, nil)
	}
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		err := change.Run(ctx, client)
		return func(c *Console) tea.Cmd { return c.carriedOut(a, v, change, err) }
	})
}

func (c *Console) carriedOut(a Action, v ui.Values, change Change, err error) tea.Cmd {
	c.mark(a.side, a.Refs, "")
	c.journal = append(c.journalOf(a, change, err), c.journal...)
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
func (c *Console) mark(s *side, refs []Ref, busy string) {
	c.busyCount++
	for _, r := range refs {
		at := placedRef{s.region, r}
		if busy == "" {
			delete(c.running, at)
		} else {
			c.running[at] = busy
		}
	}
	c.refresh()
}

// busyWith is what is being done to a resource, "" when nothing is.
func (c *Console) busyWith(r Ref) string { return c.running[c.placed(r)] }

// Becomes is a line of a preview: what a number or word is and what it will
// be; of what is new, only that.
func Becomes(name, from, to string) ui.Line {
	if from == "" {
		return ui.Line{{Text: name + "  ", Role: themes.Name}, {Text: to, Role: themes.Changed}}
	}
	if from == to {
		return ui.Line{{Text: name + "  ", Role: themes.Name}, {Text: from, Role: themes.Dim}, {Text: " stays", Role: themes.Faint}}
	}
	return ui.Line{{Text: name + "  ", Role: themes.Name}, {Text: from, Role: themes.Dim}, {Text: " → ", Role: themes.Faint}, {Text: to, Role: themes.Changed}}
}

// failureWords is a failed call in one line.
func failureWords(err error) string {
	var e *awsclient.Error
	if errors.As(err, &e) {
		return errorWords(e) + before(err)
	}
	return err.Error() + before(err)
}

// failureLines is a failed call in full: which call, AWS's code and words, the
// request id, and what to do.
func failureLines(err error) []ui.Line {
	var e *awsclient.Error
	if !errors.As(err, &e) {
		return []ui.Line{ui.In(themes.Bad, err.Error())}
	}
	lines := []ui.Line{{{Text: e.Kind.String(), Role: themes.Bad}, {Text: "  " + e.Service + " " + e.Operation, Role: themes.Dim}}}
	for _, what := range stepped(err) {
		lines = append(lines, ui.In(themes.Dim, "done before it: "+what))
	}
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
