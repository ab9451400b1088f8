package views

import (
	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// classicMap is the way of a request through a Classic balancer: listeners,
// then the same instances for all of them; below, in which zones those are and
// what is wrong with them.
type classicMap struct {
	Board
	c     *Console
	kind  *Kind[*balancerRow]
	id    string
	row   *balancerRow
	ok    bool
	drawn *watch.Snapshot
	size  ui.Rect
}

func newClassicMap(c *Console, k *Kind[*balancerRow], id string) Pane {
	return &classicMap{c: c, kind: k, id: id, size: ui.Rect{W: 80, H: 24}}
}

func (m *classicMap) Title() string       { return m.id }
func (m *classicMap) Wants() []watch.Want { return nil } // the balancer's DetailWants have it all

func (m *classicMap) Trouble() int {
	if m.ok && classicIssue(m.row).Grave {
		return 1
	}
	return 0
}

func (m *classicMap) See(s *watch.Snapshot) {
	m.row, m.ok = m.kind.row(s, m.id)
	m.lay()
}

func (m *classicMap) lay() {
	if m.ok {
		m.drawn = m.row.snap
		m.Set(m.lines())
	}
}

func (m *classicMap) Draw(rect ui.Rect, p *ui.Painter) string {
	if !m.ok {
		return p.Lines([]ui.Line{nil, ui.In(themes.Dim, "  loading...")}, rect)
	}
	if rect != m.size || m.drawn != m.row.snap {
		m.size = rect
		m.lay()
	}
	return m.Board.Draw(rect, p)
}

func (m *classicMap) lines() []BoardLine {
	var lines []BoardLine
	for _, l := range mapHead(m.row, m.size) {
		lines = append(lines, BoardLine{Line: l})
	}
	for _, section := range [][]BoardLine{m.ways(), m.zones(), m.instances()} {
		if len(section) > 0 && len(lines) > 0 && lines[len(lines)-1].Line != nil {
			lines = append(lines, BoardLine{})
		}
		lines = append(lines, section...)
	}
	return lines
}

// ways are the listeners. All of them lead to the same instances.
func (m *classicMap) ways() []BoardLine {
	b, g := m.row.classic, layGrid(m.size.W, []gridColumn{
		{min: 1, max: 1},
		{title: "LISTENER", min: 11, max: 14, share: 1},
		{min: 5, max: 5},
		{title: "TO INSTANCES", min: 12, max: 14, share: 1},
		{title: "SERVING", min: 8, max: 40, share: 2},
		{min: 7, max: 7},
		{title: "", min: 14, max: 60, share: 2, drop: 1},
	})
	if len(b.Listeners) == 0 {
		return []BoardLine{{Line: ui.In(themes.Faint, "   no listeners: nobody is served")}}
	}
	lines := []BoardLine{{Line: g.titles()}}
	targets := m.row.targets()
	for i := range b.Listeners {
		l := &b.Listeners[i]
		cells := []ui.Line{nil, ui.In(themes.Title, frontWords(l)), ui.In(themes.Faint, "────►"), ui.Say(backWords(l)),
			dots(m.row.glyphs, targets, g.width(4)), healthyOf(targets), ui.In(themes.Dim, (&classicListenerRow{l, b, m.row.scene}).sessions())}
		lines = append(lines, BoardLine{Ref: Ref{KindClassicListener, placedClassic{l, b}.id()}, Line: g.line(cells)})
	}
	return lines
}

// zones are the instances by zone, and what is odd about a zone.
func (m *classicMap) zones() []BoardLine {
	by := map[string][]awsclient.Target{}
	for _, z := range m.row.classic.Zones {
		by[z] = nil
	}
	targets := m.row.targets()
	for i := range targets {
		zone := targetZone(m.row.ties, &targets[i])
		by[zone] = append(by[zone], targets[i])
	}
	name := 0
	for zone := range by {
		name = max(name, ui.Width(zoneTitle(zone)))
	}
	lines := []BoardLine{{Line: ui.In(themes.Header, "   ZONES")}}
	for _, zone := range sortedKeys(by) {
		line := ui.Line{{Text: "   " + ui.Pad(zoneTitle(zone), name) + "  "}}
		sign := dots(m.row.glyphs, by[zone], mostZoneCell)
		if len(by[zone]) == 0 {
			sign = ui.In(themes.Faint, m.row.glyphs.Quiet)
		}
		line = append(line, FitLine(sign, 8, false)...)
		lines = append(lines, BoardLine{Line: append(line, m.zoneNote(zone, by[zone])...)})
	}
	if words := m.shareWords(by); words != "" {
		lines = append(lines, BoardLine{Line: ui.In(themes.Dim, "   "+words)})
	}
	return lines
}

func (m *classicMap) zoneNote(zone string, here []awsclient.Target) ui.Line {
	switch enabled := inZones(m.row.classic.Zones, zone); {
	case zone == "":
		return nil
	case !enabled:
		return ui.In(themes.Warn, "  the balancer is not in this zone")
	case m.row.snap.ClassicHealth[m.id].Loaded() && servingIn(here) == 0:
		return ui.In(themes.Warn, "  nobody serves here")
	}
	return nil
}

func inZones(zones []string, zone string) bool {
	for _, z := range zones {
		if z == zone {
			return true
		}
	}
	return false
}

func servingIn(targets []awsclient.Target) int {
	n := 0
	for _, t := range targets {
		if t.State == "healthy" {
			n++
		}
	}
	return n
}

// shareWords tells of uneven work: without cross-zone balancing each zone that
// can serve gets the same, however many instances it has.
func (m *classicMap) shareWords(by map[string][]awsclient.Target) string {
	feed := m.row.snap.ClassicAttributes[m.id]
	if len(feed.Rows) == 0 {
		return ""
	}
	low, high := 0, 0
	for _, zone := range sortedKeys(by) {
		n := servingIn(by[zone])
		if n == 0 {
			continue
		}
		if low == 0 || n < low {
			low = n
		}
		high = max(high, n)
	}
	switch {
	case feed.Rows[0].CrossZone:
		return "cross-zone is on: every instance in service gets the same share"
	case low != high:
		return "cross-zone is off: zones get the same share, so an instance may get " + ui.Number(float64(high)/float64(low)) + " times what another gets"
	}
	return "cross-zone is off: every zone gets the same share"
}

// instances are the registered instances, those in trouble first.
func (m *classicMap) instances() []BoardLine {
	feed := m.row.snap.ClassicHealth[m.id]
	lines := []BoardLine{{Line: ui.In(themes.Header, "   INSTANCES")}}
	if len(feed.Rows) == 0 || feed.Err != nil {
		lines = append(lines, unready(sourceOf(feed, m.row.snap.Wall), "none are registered: every request gets 503", m.size.W)...)
	}
	var grave, calm []BoardLine
	for i := range feed.Rows {
		r := &classicInstanceRow{&feed.Rows[i], m.row.scene}
		issue := classicInstanceIssue(r)
		sign := ui.Span{Text: " "}
		if issue.Grave {
			sign = ui.Span{Text: m.row.glyphs.Trouble, Role: themes.Bad}
		}
		line := ui.Line{{Text: " "}, sign, {Text: " " + ui.Pad(r.ClassicHealth.ID, 19) + "  "}}
		line = append(line, FitLine(classicStateCell(r), 14, false)...)
		line = append(line, ui.Span{Text: "  " + ui.Pad(shortZone(r.zone()), 3) + " "})
		if m.size.W >= wideEnough {
			line = append(line, ui.Span{Text: " " + ui.Pad(r.instanceName(), 16) + " ", Role: themes.Dim})
		}
		told := BoardLine{Ref: Ref{KindClassicInstance, r.Balancer + "|" + r.ClassicHealth.ID}}
		words := issue
		if m.size.W < wideEnough && r.Description != "" {
			words.Text = classicWords(r.Description)
		}
		told.Line = append(line, issueLine(words)...)
		if issue.Grave {
			grave = append(grave, told)
		} else {
			calm = append(calm, told)
		}
	}
	return append(append(lines, grave...), calm...)
}
