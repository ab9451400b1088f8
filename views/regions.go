package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// side is one of the regions that are watched: its client, its snapshot and
// kinds of its own. Names and ids are unique in their region only, and kinds
// and ties remember what they have seen, so nothing of two regions may meet in
// one of them. Only a list of all regions puts their rows side by side.
type side struct {
	region  string
	client  awsclient.Client
	snap    *watch.Snapshot
	ties    *Ties
	entries []Entry
	kinds   map[string]AnyKind
}

func newSide(client awsclient.Client, glyphs *themes.Glyphs) *side {
	s := &side{client: client, snap: &watch.Snapshot{}, ties: &Ties{}, kinds: map[string]AnyKind{}}
	if client != nil {
		s.region = client.Region()
	}
	s.entries = All(s.ties, glyphs)
	for _, e := range s.entries {
		if e.Kind != nil {
			s.kinds[e.Kind.kindName()] = e.Kind
		}
	}
	return s
}

// several tells whether more than one region is watched.
func (c *Console) several() bool { return len(c.sides) > 1 }

// stand makes a region the one that snapshot, ties, kinds and client are of.
// The console stands in the region of the page in sight or, on a list of all
// regions, in that of the row under the cursor: keys, links, actions and
// commands are about that region and need not know that there are others.
func (c *Console) stand(s *side) {
	c.here, c.snap, c.ties, c.kinds, c.entries, c.opts.Client = s, s.snap, s.ties, s.kinds, s.entries, s.client
}

// within does something while standing in a region. A region that was left
// meanwhile is not gone back to.
func (c *Console) within(s *side, do func()) {
	before := c.here
	c.stand(s)
	do()
	if !slices.Contains(c.sides, before) {
		before = c.lead()
	}
	c.stand(before)
}

// lead is the region that pages show which show one region only.
func (c *Console) lead() *side { return c.sides[c.leading] }

// settle stands where the page in sight says. While a dialog is open it stays
// where it is: what the dialog is about must not move under it.
func (c *Console) settle() {
	if !c.dialogs.Empty() {
		return
	}
	c.stand(c.sideInSight())
}

func (c *Console) sideInSight() *side {
	p := c.sight()
	if s := p.about(); s != nil {
		return s
	}
	if s, ok := p.Pane.(Selector); ok {
		if ref, ok := s.Selection(); ok {
			if at := c.sideOf(regionOf(ref)); at != nil {
				return at
			}
		}
	}
	return c.lead()
}

// sideOf is the side of a region, nil when it is not watched.
func (c *Console) sideOf(region string) *side {
	for _, s := range c.sides {
		if s.region == region {
			return s
		}
	}
	return nil
}

// take hands each region its part of a snapshot.
func (c *Console) take(whole *watch.Snapshot) {
	c.whole = whole
	for _, s := range c.sides {
		if !c.several() {
			s.snap, s.region = whole, cmp.Or(whole.Region, s.region)
		} else if part := whole.In(s.region); part != nil {
			s.snap = part
		}
	}
	c.stand(c.here)
}

// shown is the snapshot that a page is to see.
func (c *Console) shown(p page) *watch.Snapshot {
	if s := p.about(); s != nil {
		return s.snap
	}
	return c.whole
}

// Rows of a list of all regions have ids that begin with their region. The
// separator cannot be in an id: text from AWS is clean of control characters.
const regionMark = "\x1f"

func placedID(region, id string) string { return region + regionMark + id }

// regionOf is the region that an id begins with, "" when it does not.
func regionOf(r Ref) string {
	region, _, ok := strings.Cut(r.ID, regionMark)
	if !ok {
		return ""
	}
	return region
}

// plain is a resource as its own region knows it.
func plain(r Ref) Ref {
	if _, id, ok := strings.Cut(r.ID, regionMark); ok {
		r.ID = id
	}
	return r
}

// placedRef is a resource of one region.
type placedRef struct {
	region string
	Ref
}

// placed is a resource of a list of all regions, or of the region stood in.
func (c *Console) placed(r Ref) placedRef {
	if region := regionOf(r); region != "" {
		return placedRef{region, plain(r)}
	}
	return placedRef{c.here.region, r}
}

// tagged are wants for the region of the page in sight; a list of all regions
// says itself what is wanted where.
func (c *Console) tagged(wants []watch.Want) []watch.Want {
	about := c.sight().about()
	if !c.several() || about == nil {
		return wants
	}
	there := slices.Clone(wants)
	for i := range there {
		if there[i].Region == "" {
			there[i].Region = about.region
		}
	}
	return there
}

// regionNames are the regions that are watched, the leading one first.
func (c *Console) regionNames() []string {
	names := []string{c.lead().region}
	for _, s := range c.sides {
		if s != c.lead() {
			names = append(names, s.region)
		}
	}
	return names
}

// regionWords are the regions of the page in sight for the header: which one
// of how many, or all of them.
func (c *Console) regionWords() string {
	if !c.several() {
		return c.region()
	}
	if s := c.sight().about(); s != nil {
		return s.region + " (1 of " + strconv.Itoa(len(c.sides)) + ")"
	}
	names := c.regionNames()
	if len(names) > 2 {
		return names[0] + " + " + strconv.Itoa(len(names)-1) + " more"
	}
	return strings.Join(names, " + ")
}

// regionsInSight are the regions that the page in sight shows.
func (c *Console) regionsInSight() []string {
	if c.several() && c.sight().about() == nil {
		return c.regionNames()
	}
	return []string{c.region()}
}

// troubleIn counts the rows of a kind that are in trouble, in all regions.
func (c *Console) troubleIn(kind string) int {
	n := 0
	for _, s := range c.sides {
		n += s.kinds[kind].trouble(s.snap)
	}
	return n
}

// failures are the causes for which lists could not be fetched the last time,
// in all regions; with several of them, each list says where.
func (c *Console) failures() []feedError {
	if !c.several() {
		return feedErrors(c.snap)
	}
	var all errorList
	for _, s := range c.sides {
		for _, e := range feedErrors(s.snap) {
			for _, name := range e.names {
				all.add(name+" of "+s.region, e.err, e.tries)
			}
		}
	}
	return all
}

// turnRegion lets pages of one region show the next of those that are watched.
// The pane in sight stays on its tab.
func (c *Console) turnRegion() {
	before, _ := c.top().(tabbed)
	c.leading = (c.leading + 1) % len(c.sides)
	c.bringPanes()
	if after, ok := c.top().(tabbed); ok && before != nil {
		after.choose(before.tabs().Active)
	}
}

func (c *Console) offTurnRegion() string {
	if c.sight().about() == nil {
		return "this list shows all regions that are watched"
	}
	if len(c.places[c.at].pages) > 1 {
		return "this page is about one resource: esc goes back first"
	}
	return ""
}

// bringPanes gives the bar the leading region's panes. Those that show all
// regions whatever the tab stay as they are, the others start anew.
func (c *Console) bringPanes() {
	i := 0
	for _, e := range c.lead().entries {
		if e.Digit == "" {
			continue
		}
		if i == len(c.places) {
			c.places = append(c.places, &place{})
		}
		p := c.places[i]
		p.entry = e
		if len(p.pages) > 0 {
			if _, turns := p.pages[0].Pane.(tabbed); turns || p.pages[0].about() != nil {
				p.pages = nil
			}
		}
		i++
	}
}

// regional is how one region stands in a list of all of them.
type regional struct {
	region string
	rows   int
	Source
}

// overRegions is a page that shows all regions; nil from one that does not.
type overRegions interface{ regions() []regional }

// partial are the regions of the page in sight, when it shows several.
func (c *Console) partial() []regional {
	if p, ok := c.page().(overRegions); ok {
		return p.regions()
	}
	return nil
}

// partialFailure says in one line which regions failed and what is shown all
// the same: "eu-west-1: denied (...); 34 rows of us-west-2 shown". nil when
// all is well, or when nothing can be shown.
func partialFailure(parts []regional, room int) ui.Line {
	var failed, short, rest []string
	for _, p := range parts {
		switch {
		case p.Err != nil:
			failed, short = append(failed, p.region+": "+errorWords(p.Err)), append(short, p.region+": "+errorBriefly(p.Err))
		case p.Stale:
			failed, short = append(failed, p.region+": stale"), append(short, p.region+": stale")
		}
		if p.Loaded && p.Err == nil {
			rest = append(rest, ui.Count(p.rows, "row")+" of "+p.region)
		} else if p.rows > 0 {
			rest = append(rest, ui.Count(p.rows, "old row")+" of "+p.region)
		}
	}
	if len(failed) == 0 || len(rest) == 0 {
		return nil
	}
	tail := "; " + strings.Join(rest, ", ") + " shown"
	for _, text := range []string{strings.Join(failed, "; ") + tail, strings.Join(short, "; ") + tail + "  " + longRemedy, strings.Join(short, "; ") + tail} {
		if ui.Width(text) <= room {
			return ui.In(themes.Banner, text)
		}
	}
	return ui.In(themes.Banner, ui.Cut(strings.Join(short, "; "), max(room-ui.Width(tail), 20))+tail)
}

// errorBriefly is an error in a few words: its kind, the call and AWS's code.
func errorBriefly(e *awsclient.Error) string {
	brief := *e
	brief.Message = ""
	return errorWords(&brief)
}

// loadingIn names the regions whose rows are not there yet.
func loadingIn(parts []regional) ui.Line {
	var names []string
	for _, p := range parts {
		if !p.Loaded && p.Err == nil {
			names = append(names, p.region)
		}
	}
	if len(names) == 0 || len(names) == len(parts) {
		return nil // the page says that it loads
	}
	return ui.In(themes.Dim, strings.Join(names, ", ")+" loading")
}
