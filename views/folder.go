package views

import (
	"strconv"

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
func (f *folder) choose(tab int)                       { f.active = tab; f.c.look() }
func (f *folder) Keys() []ui.Key                       { return append(f.inner().Keys(), tabKeys(f.turn)...) }
func (f *folder) tabs() ui.Tabs {
	t := ui.Tabs{Active: f.active}
	for _, p := range f.pages {
		t.Items = append(t.Items, ui.Tab{Name: p.name})
	}
	return t
}

// everywhere tells whether the tab in sight shows all regions.
func (f *folder) everywhere() bool {
	all, ok := f.inner().(interface{ everywhere() bool })
	return ok && all.everywhere()
}

// countNotes puts the number of what tabs have behind their names, that of all
// regions where the tab shows them; nil counts nothing.
func (f *folder) countNotes(t ui.Tabs, counts ...func(*watch.Snapshot) int) ui.Tabs {
	for i, count := range counts {
		if count == nil {
			continue
		}
		n := count(f.c.snap)
		if all, ok := f.pages[i].pane.(interface{ everywhere() bool }); ok && all.everywhere() {
			n = f.c.countIn(count)
		}
		if n >= 0 {
			t.Items[i].Note = strconv.Itoa(n)
		}
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
