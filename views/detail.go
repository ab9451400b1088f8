package views

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// tabbed is a page of several, as the frame shows and turns them.
type tabbed interface {
	tabs() ui.Tabs
	turn(by int)
	choose(tab int)
	// describe shows the page that tells all, for d.
	describe()
	// shows tells whether this page is about a resource.
	shows(Ref) bool
}

// detailPane is one resource: its describe page and its kind's tabs. When the
// resource goes away the page stays as it was, and says so.
type detailPane[T any] struct {
	c    *Console
	kind *Kind[T]
	id   string
	name string

	last   T // the row as seen last
	known  bool
	gone   bool
	pages  []tabPage[T]
	active int
}

// tabPage is a tab; its pane is made when it is first looked at.
type tabPage[T any] struct {
	tab  Tab[T]
	pane Pane
}

func newDetailPane[T any](c *Console, k *Kind[T], id string) *detailPane[T] {
	p := &detailPane[T]{c: c, kind: k, id: id, name: arnName(id)}
	if k.Detail != nil {
		all := Tab[T]{Name: "Details", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, k.Detail) }}
		p.pages = append(p.pages, tabPage[T]{tab: all})
	}
	for _, t := range k.Tabs {
		if t.First {
			p.pages = slices.Insert(p.pages, p.firsts(), tabPage[T]{tab: t})
		} else {
			p.pages = append(p.pages, tabPage[T]{tab: t})
		}
	}
	return p
}

// firsts counts the tabs before the describe page.
func (p *detailPane[T]) firsts() int {
	n := 0
	for n < len(p.pages) && p.pages[n].tab.First {
		n++
	}
	return n
}

func (p *detailPane[T]) Title() string { return p.name }

// page is the tab in sight.
func (p *detailPane[T]) page() Pane {
	at := &p.pages[p.active]
	if at.pane == nil {
		at.pane = at.tab.Open(p.c, p.id)
		at.pane.See(p.c.snap)
	}
	return at.pane
}

func (p *detailPane[T]) Keys() []ui.Key {
	if len(p.pages) < 2 {
		return p.page().Keys()
	}
	return append(p.page().Keys(), tabKeys(p.turn)...)
}

func (p *detailPane[T]) Wants() []watch.Want {
	wants := slices.Concat(p.page().Wants(), p.kind.wants())
	if p.known && p.kind.DetailWants != nil {
		wants = append(wants, p.kind.DetailWants(p.last)...)
	}
	return wants
}

func (p *detailPane[T]) See(s *watch.Snapshot) {
	row, ok := p.kind.row(s, p.id)
	if ok {
		p.last, p.known, p.name = row, true, p.kind.labelOf(row)
	}
	p.gone = p.known && !ok
	p.page().See(s)
}

func (p *detailPane[T]) Draw(rect ui.Rect, painter *ui.Painter) string {
	if !p.known {
		return painter.Lines([]ui.Line{nil, ui.In(themes.Dim, "  "+p.absent())}, rect)
	}
	return p.page().Draw(rect, painter)
}

// absent is why there is nothing to show of the resource yet.
func (p *detailPane[T]) absent() string {
	if p.kind.source(p.c.snap).Loaded {
		return "there is no " + p.kind.Name + " " + p.id + " in " + p.c.region()
	}
	return "loading..."
}

func (p *detailPane[T]) Trouble() int { return p.page().Trouble() }

func (p *detailPane[T]) tabs() ui.Tabs {
	t := ui.Tabs{Active: p.active}
	if !p.known || len(p.pages) < 2 {
		return t
	}
	for i := range p.pages {
		tab := &p.pages[i].tab
		item := ui.Tab{Name: tab.Name}
		if tab.Count != nil {
			if n := tab.Count(p.c.snap, p.last); n >= 0 {
				item.Note = strconv.Itoa(n)
			}
		}
		t.Items = append(t.Items, item)
	}
	return t
}

func (p *detailPane[T]) turn(by int) { p.choose((p.active + by + len(p.pages)) % len(p.pages)) }

func (p *detailPane[T]) choose(tab int) {
	p.active = tab
	p.page().See(p.c.snap)
}

func (p *detailPane[T]) shows(ref Ref) bool { return ref == Ref{p.kind.Name, p.id} }

func (p *detailPane[T]) describe() { p.choose(p.firsts()) }

// facts are beside the breadcrumbs: what is wrong, or that it is gone.
func (p *detailPane[T]) facts() ui.Line {
	if p.gone {
		return ui.In(themes.Warn, "no longer listed; this is how it was last seen")
	}
	if !p.known {
		return nil
	}
	if busy := p.c.busyWith(Ref{p.kind.Name, p.id}); busy != "" {
		return ui.In(themes.Accent, busy+"...")
	}
	issue := p.kind.issue(p.last)
	if issue.Grave {
		return ui.In(themes.Bad, p.c.glyphs.Trouble+" "+issue.Text)
	}
	return ui.In(themes.Dim, issue.Text)
}

// Selection is what the tab has under its cursor, or else the resource.
func (p *detailPane[T]) Selection() (Ref, bool) {
	if s, ok := p.page().(Selector); ok {
		if ref, ok := s.Selection(); ok {
			return ref, true
		}
	}
	return Ref{p.kind.Name, p.id}, p.known
}

func (p *detailPane[T]) Marked() []Ref {
	if s, ok := p.page().(Selector); ok {
		return s.Marked()
	}
	return nil
}

func (p *detailPane[T]) Source() Source {
	if s, ok := p.page().(Sourced); ok {
		return s.Source()
	}
	return p.kind.source(p.c.snap)
}

// inner is the page that filter, wheel and mouse are meant for.
func (p *detailPane[T]) inner() Pane { return p.page() }

// docPage is a document about one row, made anew with each snapshot.
type docPage[T any] struct {
	c    *Console
	kind *Kind[T]
	id   string
	make func(*Console, T) *ui.Document
	view ui.DocumentView
	seen *watch.Snapshot
}

// DocPage makes a page that shows a document about the resource with an id.
func DocPage[T any](c *Console, k *Kind[T], id string, make func(*Console, T) *ui.Document) Pane {
	return &docPage[T]{c: c, kind: k, id: id, make: make}
}

func (p *docPage[T]) Title() string       { return p.id }
func (p *docPage[T]) Keys() []ui.Key      { return p.view.Keys() }
func (p *docPage[T]) Wants() []watch.Want { return nil }
func (p *docPage[T]) Trouble() int        { return 0 }

func (p *docPage[T]) See(s *watch.Snapshot) {
	if p.seen == s {
		return
	}
	p.seen = s
	if row, ok := p.kind.row(s, p.id); ok {
		p.view.SetDocument(p.make(p.c, row))
	}
}

func (p *docPage[T]) Draw(rect ui.Rect, painter *ui.Painter) string {
	return p.view.Draw(rect, painter)
}
func (p *docPage[T]) Click(x, y int) { p.view.Click(x, y) }

// LinkTo adds a row to a document that leads to a resource. A kind that the
// console does not have makes an ordinary row.
func (c *Console) LinkTo(d *ui.Document, key string, value ui.Line, ref Ref) {
	if _, ok := c.kinds[ref.Kind]; !ok || ref.ID == "" {
		d.Row(key, value)
		return
	}
	d.Link(key, value, ref.Kind+"/"+ref.ID, func() tea.Cmd { return c.Open(ref) })
}
