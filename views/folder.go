package views

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// folder is several pages as tabs of one, for what is not a resource.
type folder struct {
	c      *Console
	title  string
	pages  []folderPage
	active int
}

type folderPage struct {
	name string
	pane Pane
}

func (f *folder) Title() string                        { return f.title }
func (f *folder) Wants() []watch.Want                  { return f.inner().Wants() }
func (f *folder) See(s *watch.Snapshot)                { f.inner().See(s) }
func (f *folder) Draw(r ui.Rect, p *ui.Painter) string { return f.inner().Draw(r, p) }
func (f *folder) Trouble() int                         { return f.inner().Trouble() }
func (f *folder) inner() Pane                          { return f.pages[f.active].pane }
func (f *folder) turn(by int)                          { f.choose((f.active + by + len(f.pages)) % len(f.pages)) }
func (f *folder) shows(Ref) bool                       { return false }
func (f *folder) describe()                            {}
func (f *folder) choose(tab int)                       { f.active = tab; f.inner().See(f.c.snap) }
func (f *folder) Keys() []ui.Key                       { return append(f.inner().Keys(), tabKeys(f.turn)...) }
func (f *folder) tabs() ui.Tabs {
	t := ui.Tabs{Active: f.active}
	for _, p := range f.pages {
		t.Items = append(t.Items, ui.Tab{Name: p.name})
	}
	return t
}

// tabKeys turn the tabs of a page.
func tabKeys(turn func(int)) []ui.Key {
	by := func(n int) func() tea.Cmd { return run(func() { turn(n) }) }
	return []ui.Key{
		{Keys: []string{"tab", "]"}, Label: "next tab", Group: groupOpen, Hint: 2, Do: by(1)},
		{Keys: []string{"shift+tab", "["}, Label: "previous tab", Group: groupOpen, Do: by(-1)},
	}
}
