package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
)

// place is one pane of the bar with the pages opened from it: the last one is
// in sight, esc goes back. Pages keep their selection while others lie above.
type place struct {
	entry Entry
	pages []page
}

// page is a pane and the region that it was opened in. With one region it makes
// no difference.
type page struct {
	Pane
	side *side
}

// about is the region that the page is about now; nil while it shows all. That
// may change with its tab.
func (p page) about() *side {
	if all, ok := p.Pane.(interface{ everywhere() bool }); ok && all.everywhere() {
		return nil
	}
	return p.side
}

// root is the pane itself, made when first wanted.
func (p *place) root(c *Console) page {
	if len(p.pages) == 0 {
		c.within(c.lead(), func() {
			p.pages = []page{c.pageOf(p.entry.open(c))}
			p.pages[0].See(c.shown(p.pages[0]))
		})
	}
	return p.pages[0]
}

// pageOf is a pane as a page of the region stood in.
func (c *Console) pageOf(p Pane) page { return page{p, c.here} }

func (e Entry) open(c *Console) Pane {
	if e.New != nil {
		return e.New(c)
	}
	return e.Kind.list(c, "", nil)
}

// sight is the page in sight.
func (c *Console) sight() page {
	p := c.places[c.at]
	p.root(c)
	return p.pages[len(p.pages)-1]
}

// top is the pane in sight.
func (c *Console) top() Pane { return c.sight().Pane }

// look shows the page in sight what there is, standing where it is about.
func (c *Console) look() {
	p := c.sight()
	c.stand(c.sideInSight())
	p.See(c.shown(p))
	c.settle()
}

// goTo shows a pane as it was left; when it is in sight already, its first
// page.
func (c *Console) goTo(i int) {
	c.endTyping()
	if c.at == i && len(c.places[i].pages) > 1 {
		c.places[i].pages = c.places[i].pages[:1]
	}
	c.at = i
	c.look()
}

// Push opens a page above the one in sight.
func (c *Console) Push(p Pane) {
	c.endTyping()
	c.top()
	here := c.places[c.at]
	above := c.pageOf(p)
	p.See(c.shown(above))
	here.pages = append(here.pages, above)
}

// Back closes the page in sight; the first page of a pane stays.
func (c *Console) Back() {
	here := c.places[c.at]
	if len(here.pages) > 1 {
		here.pages = here.pages[:len(here.pages)-1]
		c.look()
	}
}

// Open shows the detail of a resource. It does nothing for a kind that the
// console does not have.
func (c *Console) Open(ref Ref) tea.Cmd {
	k, ok := c.kinds[ref.Kind]
	if !ok {
		return c.Say("fleetglass has no page for a " + ref.Kind + " yet")
	}
	c.Push(k.detail(c, ref.ID))
	return nil
}

// OpenAll shows a list of some resources of a kind.
func (c *Console) OpenAll(kind, title string, ids []string) tea.Cmd {
	k, ok := c.kinds[kind]
	if !ok || len(ids) == 0 {
		return nil
	}
	if len(ids) == 1 {
		return c.Open(Ref{kind, ids[0]})
	}
	in := map[string]bool{}
	for _, id := range ids {
		in[id] = true
	}
	c.Push(k.list(c, title, func(id string) bool { return in[id] }))
	return nil
}

// crumbs are the titles of the pages from the pane to the one in sight.
func (c *Console) crumbs() []string {
	var titles []string
	for _, p := range c.places[c.at].pages {
		titles = append(titles, p.Title())
	}
	return titles
}

// wantsID tells one set of wants from another.
func wantsID(wants []watch.Want) string {
	var b strings.Builder
	for _, w := range wants {
		b.WriteString(w.Region)
		b.WriteString(w.ID())
		b.WriteByte('\n')
	}
	return b.String()
}

// Issue is what is wrong with a resource, as its kind puts it.
func (c *Console) Issue(ref Ref) Issue {
	if k, ok := c.kinds[ref.Kind]; ok {
		return k.issueOf(c.snap, ref.ID)
	}
	return Issue{}
}
