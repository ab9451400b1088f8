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
type detailPane struct {
	c    *Console
	of   subject
	ref  Ref
	name string

	known  bool
	gone   bool
	pages  []tabPage
	active int
}

// subject is the resource that a detail page is about, as it was seen last.
type subject interface {
	// look looks for it in a snapshot, and tells what people call it.
	look(*watch.Snapshot) (label string, ok bool)
	source(*watch.Snapshot) Source
	wants() []watch.Want
	issue() Issue
}

// tabPage is a tab; its pane is made when it is first looked at.
type tabPage struct {
	name  string
	first bool
	count func(*watch.Snapshot) int // nil: no number
	open  func(c *Console, id string) Pane
	pane  Pane
}

func newDetailPane[T any](c *Console, k *Kind[T], id string) *detailPane {
	of := &subjectOf[T]{kind: k, id: id}
	p := &detailPane{c: c, of: of, ref: Ref{k.Name, id}, name: arnName(id)}
	if k.Detail != nil {
		p.pages = append(p.pages, tabPage{name: "Details", open: func(c *Console, id string) Pane { return DocPage(c, k, id, k.Detail) }})
	}
	for _, t := range k.Tabs {
		p.add(of.tab(t))
	}
	return p
}

func (p *detailPane) add(t tabPage) {
	at := len(p.pages)
	if t.first {
		at = p.firsts()
	}
	p.pages = slices.Insert(p.pages, at, t)
}

// firsts counts the tabs before the describe page.
func (p *detailPane) firsts() int {
	n := 0
	for n < len(p.pages) && p.pages[n].first {
		n++
	}
	return n
}

func (p *detailPane) Title() string { return p.name }

// page is the tab in sight.
func (p *detailPane) page() Pane {
	at := &p.pages[p.active]
	if at.pane == nil {
		at.pane = at.open(p.c, p.ref.ID)
		at.pane.See(p.c.snap)
	}
	return at.pane
}

func (p *detailPane) Keys() []ui.Key {
	if len(p.pages) < 2 {
		return p.page().Keys()
	}
	return append(p.page().Keys(), tabKeys(p.turn)...)
}

func (p *detailPane) Wants() []watch.Want {
	return slices.Concat(p.page().Wants(), p.of.wants())
}

func (p *detailPane) See(s *watch.Snapshot) {
	label, ok := p.of.look(s)
	if ok {
		p.known, p.name = true, label
	}
	p.gone = p.known && !ok
	p.page().See(s)
}

func (p *detailPane) Draw(rect ui.Rect, painter *ui.Painter) string {
	if !p.known {
		return painter.Lines([]ui.Line{nil, ui.In(themes.Dim, "  "+p.absent())}, rect)
	}
	return p.page().Draw(rect, painter)
}

// absent is why there is nothing to show of the resource yet.
func (p *detailPane) absent() string {
	if p.of.source(p.c.snap).Loaded {
		return "there is no " + p.ref.Kind + " " + p.ref.ID + " in " + p.c.region()
	}
	return "loading..."
}

func (p *detailPane) Trouble() int { return p.page().Trouble() }

func (p *detailPane) tabs() ui.Tabs {
	t := ui.Tabs{Active: p.active}
	if !p.known || len(p.pages) < 2 {
		return t
	}
	for i := range p.pages {
		tab := &p.pages[i]
		item := ui.Tab{Name: tab.name}
		if tab.count != nil {
			if n := tab.count(p.c.snap); n >= 0 {
				item.Note = strconv.Itoa(n)
			}
		}
		t.Items = append(t.Items, item)
	}
	return t
}

func (p *detailPane) turn(by int) { p.choose((p.active + by + len(p.pages)) % len(p.pages)) }

func (p *detailPane) choose(tab int) {
	p.active = tab
	p.page().See(p.c.snap)
}

func (p *detailPane) shows(ref Ref) bool { return ref == p.ref }

func (p *detailPane) describe() { p.choose(p.firsts()) }

// facts are beside the breadcrumbs: what is wrong, or that it is gone.
func (p *detailPane) facts() ui.Line {
	if p.gone {
		return ui.In(themes.Warn, "no longer listed; this is how it was last seen")
	}
	if !p.known {
		return nil
	}
	if busy := p.c.busyWith(p.ref); busy != "" {
		return ui.In(themes.Accent, busy+"...")
	}
	issue := p.of.issue()
	if issue.Grave {
		return ui.In(themes.Bad, p.c.glyphs.Trouble+" "+issue.Text)
	}
	return ui.In(themes.Dim, issue.Text)
}

// Selection is what the tab has under its cursor, or else the resource.
func (p *detailPane) Selection() (Ref, bool) {
	if s, ok := p.page().(Selector); ok {
		if ref, ok := s.Selection(); ok {
			return ref, true
		}
	}
	return p.ref, p.known
}

func (p *detailPane) Marked() []Ref {
	if s, ok := p.page().(Selector); ok {
		return s.Marked()
	}
	return nil
}

func (p *detailPane) Source() Source {
	if s, ok := p.page().(Sourced); ok {
		return s.Source()
	}
	return p.of.source(p.c.snap)
}

// inner is the page that filter, wheel and mouse are meant for.
func (p *detailPane) inner() Pane { return p.page() }

// subjectOf is a subject with the type of its row.
type subjectOf[T any] struct {
	kind *Kind[T]
	id   string
	last T // as seen last
	seen bool
}

func (o *subjectOf[T]) look(s *watch.Snapshot) (label string, ok bool) {
	row := o.kind.find(s, o.id)
	if row == nil {
		return "", false
	}
	o.last, o.seen = *row, true
	return o.kind.labelOf(*row), true
}

func (o *subjectOf[T]) source(s *watch.Snapshot) Source { return o.kind.source(s) }

func (o *subjectOf[T]) wants() []watch.Want {
	wants := o.kind.wants()
	if o.seen && o.kind.DetailWants != nil {
		wants = slices.Concat(wants, o.kind.DetailWants(o.last))
	}
	return wants
}

func (o *subjectOf[T]) issue() Issue { return o.kind.issue(o.last) }

func (o *subjectOf[T]) tab(t Tab[T]) tabPage {
	page := tabPage{name: t.Name, first: t.First, open: t.Open}
	if t.Count != nil {
		page.count = func(s *watch.Snapshot) int { return t.Count(s, o.last) }
	}
	return page
}

// docPage is a document about one row, made anew with each snapshot.
type docPage struct {
	title    string
	document func(*watch.Snapshot) *ui.Document // nil when the row is gone
	view     ui.DocumentView
	seen     *watch.Snapshot
}

// DocPage makes a page that shows a document about the resource with an id.
func DocPage[T any](c *Console, k *Kind[T], id string, make func(*Console, T) *ui.Document) Pane {
	return newDocPage(c, k, id, make)
}

func newDocPage[T any](c *Console, k *Kind[T], id string, make func(*Console, T) *ui.Document) *docPage {
	return &docPage{title: id, document: func(s *watch.Snapshot) *ui.Document {
		if row := k.find(s, id); row != nil {
			return make(c, *row)
		}
		return nil
	}}
}

func (p *docPage) Title() string       { return p.title }
func (p *docPage) Keys() []ui.Key      { return p.view.Keys() }
func (p *docPage) Wants() []watch.Want { return nil }
func (p *docPage) Trouble() int        { return 0 }

func (p *docPage) See(s *watch.Snapshot) {
	if p.seen == s {
		return
	}
	p.seen = s
	if d := p.document(s); d != nil {
		p.view.SetDocument(d)
	}
}

func (p *docPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	return p.view.Draw(rect, painter)
}
func (p *docPage) Click(x, y int) { p.view.Click(x, y) }

// LinkTo adds a row to a document that leads to a resource. A kind that the
// console does not have makes an ordinary row.
func (c *Console) LinkTo(d *ui.Document, key string, value ui.Line, ref Ref) {
	if _, ok := c.kinds[ref.Kind]; !ok || ref.ID == "" {
		d.Row(key, value)
		return
	}
	d.Link(key, value, ref.Kind+"/"+ref.ID, func() tea.Cmd { return c.Open(ref) })
}
