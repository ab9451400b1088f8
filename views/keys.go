package views

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"fleetglass/ui"
)

// The headings of the help sheet, in order.
const (
	groupMove     = "move"
	groupOpen     = "open"
	groupRows     = "rows"
	groupResource = "this resource"
	groupScreen   = "screen"
	groupEngine   = "engine"
)

// press hands a key to the dialog on top, to the filter being typed, or to
// the page and the console, in this order.
func (c *Console) press(msg tea.KeyPressMsg) tea.Cmd {
	c.news = note{}
	if msg.String() == "ctrl+c" {
		return c.quit()
	}
	if cmd, handled := c.dialogs.Update(msg); handled {
		return cmd
	}
	if c.typing != nil {
		return c.typeFilter(msg)
	}
	cmd, _, off := ui.Dispatch(msg, c.keySets()...)
	if off != "" {
		return tea.Batch(cmd, c.Say(off))
	}
	return cmd
}

// paste gives pasted text to whoever takes text.
func (c *Console) paste(msg tea.PasteMsg) tea.Cmd {
	if cmd, handled := c.dialogs.Update(msg); handled {
		return cmd
	}
	if c.typing != nil {
		return c.typeFilter(msg)
	}
	return nil
}

// keySets are the keys that work now, the page's before the console's. The
// footer and the help are made of the same.
func (c *Console) keySets() [][]ui.Key {
	sets := [][]ui.Key{c.top().Keys(), c.openKeys(), c.resourceKeys(), c.rowKeys(), c.screenKeys()}
	if c.opts.Engine != nil {
		sets = append(sets, c.engineKeys())
	}
	return append(sets, c.paneKeys())
}

// AllKeys are the keys of a list on an engine: those that a table of keys in a
// document is made of.
func AllKeys() []ui.Key {
	c := New(Options{})
	for i, p := range c.places {
		if p.entry.Kind != nil && p.entry.New == nil { // a plain list, without keys of a pane's own
			c.goTo(i)
		}
	}
	return slices.Concat(c.paneKeys(), c.top().Keys(), c.openKeys(), tabKeys(nil), c.resourceKeys(), c.rowKeys(), c.screenKeys(), c.engineKeys())
}

// run is a key's Do for something that needs no command.
func run(f func()) func() tea.Cmd {
	return func() tea.Cmd { f(); return nil }
}

func (c *Console) openKeys() []ui.Key {
	return []ui.Key{
		{Keys: []string{"enter"}, Label: "open", Group: groupOpen, Hint: 1, Do: c.enter, Off: c.offEnter},
		{Keys: []string{"esc"}, Label: "back", Help: "clear the filter, then go back", Group: groupOpen, Hint: c.escHint(), Do: run(c.escape)},
		{Keys: []string{"d"}, Label: "describe", Help: "the whole resource on one page", Group: groupOpen, Do: c.describe, Off: c.offSelection},
	}
}

// escHint shows esc in the footer only where it leads somewhere.
func (c *Console) escHint() int {
	if len(c.places[c.at].pages) > 1 {
		return 3
	}
	return 0
}

func (c *Console) resourceKeys() []ui.Key {
	one := func(key, label, help string, do func(Ref, AnyKind) tea.Cmd) ui.Key {
		return ui.Key{Keys: []string{key}, Label: label, Help: help, Group: groupResource, Off: c.offSelection, Do: func() tea.Cmd {
			ref, kind, _ := c.selected()
			return do(ref, kind)
		}}
	}
	act := ui.Key{Keys: []string{"a"}, Label: "act", Help: "what can be done with this row, or the marked ones", Group: groupResource, Hint: 6,
		Off: c.offActions, Do: c.showActions}
	return []ui.Key{
		act,
		one("r", "related", "what this is tied to, with counts", c.showRelated),
		one("w", "why", "what led to this, and what it led to: its timeline with its neighbours'", c.showWhy),
		one("x", "explain", "what this is, what you see of it here, and what to try next", c.showExplain),
		one("t", "trail", "the API calls that named this resource, from CloudTrail", c.showTrail),
		one("J", "JSON", "the whole record as JSON", c.showJSON),
		one("c", "command", "the aws command that shows the same", c.showCommand),
		one("y", "copy id", "copy the id to the clipboard", c.copyID),
		one("Y", "copy ARN", "copy the ARN to the clipboard", c.copyARN),
	}
}

func (c *Console) rowKeys() []ui.Key {
	return []ui.Key{
		{Keys: []string{"/"}, Label: "filter", Help: `filter rows: text, field:value, ! negates; esc clears`, Group: groupRows, Hint: c.filterHint(), Do: run(c.startTyping), Off: c.offFilter},
	}
}

func (c *Console) filterHint() int {
	if _, ok := c.page().(Filterer); ok {
		return 4
	}
	return 0
}

func (c *Console) screenKeys() []ui.Key {
	keys := []ui.Key{
		{Keys: []string{":"}, Label: "go to", Help: "find any pane, resource, action, region or theme by name", Group: groupScreen, Hint: 5, Do: c.openPalette},
		{Keys: []string{"L"}, Label: "labs", Help: "exercises whose steps are checked against this account", Group: groupScreen, Do: c.openLabs},
		{Keys: []string{"z"}, Label: "hold", Help: "hold the screen and stop polling, or go on", Group: groupScreen, Do: run(c.toggleHold)},
		{Keys: []string{"<"}, Label: "step back", Help: "what the screen showed before; the past goes back as far as memory allows", Group: groupScreen, Do: c.stepBack},
		{Keys: []string{">"}, Label: "step forward", Help: "what it showed after that, in the end the present", Group: groupScreen, Do: c.stepForward, Off: c.offForward},
		{Keys: []string{"ctrl+r"}, Label: "refresh now", Group: groupScreen, Do: c.refreshNow},
		{Keys: []string{"!"}, Label: "errors", Help: "errors, in full, and what to do", Group: groupScreen, Do: run(c.showErrors)},
		{Keys: []string{"@"}, Label: "ledger", Help: "API calls made, and every change made", Group: groupScreen, Do: run(c.showLedger)},
		{Keys: []string{"R"}, Label: "region", Group: groupScreen, Do: c.askRegion, Off: c.offRegion},
		{Keys: []string{"P"}, Label: "profile", Help: "another account of the AWS configuration", Group: groupScreen, Do: c.askProfile, Off: c.offProfile},
		{Keys: []string{"ctrl+g"}, Label: "free the mouse", Help: "let the terminal select text with the mouse, or take it back", Group: groupScreen, Do: c.freeMouse},
		{Keys: []string{"T"}, Label: "theme", Group: groupScreen, Do: run(c.askTheme)},
		{Keys: []string{"?"}, Label: "keys", Help: "this sheet", Group: groupScreen, Hint: 9, Do: run(c.showHelp)},
		{Keys: []string{"q"}, Label: "quit", Group: groupScreen, Do: c.quit},
	}
	if c.several() {
		next := ui.Key{Keys: []string{")"}, Label: "next region", Help: "the next of the watched regions, on panes that show one", Group: groupScreen, Hint: c.turnHint(), Do: run(c.turnRegion), Off: c.offTurnRegion}
		keys = append(keys, next)
	}
	return keys
}

// turnHint shows the key in the footer where it does something.
func (c *Console) turnHint() int {
	if c.offTurnRegion() == "" {
		return 7
	}
	return 0
}

func (c *Console) paneKeys() []ui.Key {
	var keys []ui.Key
	for i, p := range c.places {
		keys = append(keys, ui.Key{Keys: []string{p.entry.Digit}, Label: p.entry.Title, Group: "panes", Do: run(func() { c.goTo(i) })})
	}
	return keys
}

// page is the page in sight; of a page with tabs, the tab.
func (c *Console) page() Pane {
	top := c.top()
	for {
		outer, ok := top.(interface{ inner() Pane })
		if !ok {
			return top
		}
		top = outer.inner()
	}
}

// selected is the resource under the cursor and its kind.
func (c *Console) selected() (Ref, AnyKind, bool) {
	s, ok := c.top().(Selector)
	if !ok {
		return Ref{}, nil, false
	}
	ref, ok := s.Selection()
	ref = plain(ref)
	kind := c.kinds[ref.Kind]
	return ref, kind, ok && kind != nil
}

// offSubjects is why nothing can be done with what is marked: rows of several
// regions, while a call goes to one.
func (c *Console) offSubjects() string {
	s, ok := c.top().(Selector)
	if !ok {
		return ""
	}
	for _, m := range s.Marked() {
		if c.placed(m).region != c.here.region {
			return "not all marked rows are in " + c.here.region + ", where the cursor is"
		}
	}
	return ""
}

// subjects are the resources that an action is for: those marked, or the one
// under the cursor.
func (c *Console) subjects() (kind AnyKind, ids []string) {
	ref, kind, ok := c.selected()
	if !ok || c.offSubjects() != "" {
		return nil, nil
	}
	ids = []string{ref.ID}
	if s, ok := c.top().(Selector); ok {
		if marked := s.Marked(); len(marked) > 0 && marked[0].Kind == ref.Kind {
			ids = nil
			for _, m := range marked {
				ids = append(ids, plain(m).ID)
			}
		}
	}
	return kind, ids
}

func (c *Console) offSelection() string {
	if _, _, ok := c.selected(); !ok {
		return "nothing is selected"
	}
	return ""
}

func (c *Console) enter() tea.Cmd {
	ref, _, _ := c.selected()
	return c.Open(ref)
}

func (c *Console) offEnter() string {
	ref, _, ok := c.selected()
	if !ok {
		return "nothing is selected"
	}
	if d, ok := c.top().(interface{ shows(Ref) bool }); ok && d.shows(ref) {
		return "this is " + ref.ID + " already"
	}
	return ""
}

func (c *Console) escape() {
	if f, ok := c.page().(Filterer); ok && f.Filter() != "" {
		f.SetFilter("") //nolint:errcheck // the empty filter is always right
		return
	}
	c.Back()
}

// describe shows the page that tells all of the selected resource.
func (c *Console) describe() tea.Cmd {
	if t, ok := c.top().(tabbed); ok {
		if ref, _, _ := c.selected(); t.shows(ref) {
			t.describe()
			return nil
		}
	}
	cmd := c.enter()
	if t, ok := c.top().(tabbed); ok {
		t.describe()
	}
	return cmd
}

func (c *Console) toggleHold() {
	c.held = !c.held
	c.opts.Watcher.Hold(c.held)
}

func (c *Console) refreshNow() tea.Cmd {
	c.toPresent()
	c.opts.Watcher.Refresh()
	return c.Say("fetching everything on this page anew")
}

func (c *Console) showHelp() {
	sets := c.keySets()
	panes := sets[len(sets)-1]
	keys := slices.Concat(sets[:len(sets)-1]...)
	if n := len(panes); n > 0 {
		keys = append(keys, ui.Key{Keys: []string{panes[0].Keys[0] + "-" + panes[n-1].Keys[0]}, Label: "panes", Help: "the " + strconv.Itoa(n) + " panes of the bar", Group: groupScreen})
	}
	c.dialogs.Open(ui.NewHelpSheet("Keys on "+c.top().Title(), keys))
}

func (c *Console) quit() tea.Cmd {
	if len(c.running) == 0 || c.dialogs.Top() != nil {
		return tea.Quit
	}
	c.dialogs.Open(&ui.Confirm{
		Heading: "Quit?", Yes: "quit", Do: func() tea.Cmd { return tea.Quit },
		Lines: []ui.Line{ui.Say(ui.Count(len(c.running), "row") + " still waiting for AWS to answer a change. It may go through or not.")},
	})
	return nil
}
