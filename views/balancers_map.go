package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// trafficMap is the way of a request through a balancer: listener, rules in
// the order in which they are tried, target groups with a sign for each
// target; below them, which target groups have which targets in which zone.
//
// A line may stand for a rule and for a target group: the left half is the
// rule's, the right half the target group's, and the cursor is on one of them.
type trafficMap struct {
	Board
	c    *Console
	kind *Kind[*balancerRow]
	id   string
	row  *balancerRow
	ok   bool

	right  bool      // the cursor is on target groups
	halves []mapHalf // by line of the board
	drawn  *watch.Snapshot
	size   ui.Rect
}

// mapHalf is what the right half of a line stands for and where it begins.
type mapHalf struct {
	ref  Ref
	from int
}

func newTrafficMap(c *Console, k *Kind[*balancerRow], id string) Pane {
	return &trafficMap{c: c, kind: k, id: id, size: ui.Rect{W: 80, H: 24}}
}

func (m *trafficMap) Title() string       { return arnName(m.id) }
func (m *trafficMap) Wants() []watch.Want { return nil } // the balancer's DetailWants have it all

func (m *trafficMap) Trouble() int {
	if m.ok && balancerIssue(m.row).Grave {
		return 1
	}
	return 0
}

func (m *trafficMap) See(s *watch.Snapshot) {
	m.row, m.ok = m.kind.row(s, m.id)
	m.lay()
}

// Source is how fresh the listeners and rules are, which the page is made of.
func (m *trafficMap) Source() Source {
	s := m.c.snap
	src := m.kind.source(s)
	if feed, ok := s.Listeners[m.id]; ok {
		src = src.Join(sourceOf(feed, s.Wall))
	}
	src.Err, src.Loaded = nil, true // each part tells its own
	return src
}

// lay makes the lines for the size of the page.
func (m *trafficMap) lay() {
	if !m.ok {
		return
	}
	m.drawn = m.row.snap
	lines, halves := m.lines(m.size)
	m.halves = halves
	m.Set(lines)
}

func (m *trafficMap) Keys() []ui.Key {
	side := func(right bool) func() tea.Cmd { return func() tea.Cmd { m.right = right; return nil } }
	off := func() string {
		if m.half().from == 0 {
			return "this line has one side"
		}
		return ""
	}
	return append(m.Board.Keys(),
		ui.Key{Keys: []string{"l", "right"}, Label: "target group", Help: "from a rule to its target group", Group: "move", Off: off, Do: side(true)},
		ui.Key{Keys: []string{"h", "left"}, Label: "rule", Help: "from a target group back to the rule", Group: "move", Off: off, Do: side(false)})
}

// half is the right half of the selected line; its from is 0 when the line
// has none.
func (m *trafficMap) half() mapHalf {
	if m.at < len(m.halves) && m.at < len(m.Board.lines) && m.Board.lines[m.at].selectable() {
		return m.halves[m.at]
	}
	return mapHalf{}
}

// Selection is the rule or the target group under the cursor.
func (m *trafficMap) Selection() (Ref, bool) {
	if h := m.half(); m.right && h.from > 0 {
		return h.ref, true
	}
	return m.Board.Selection()
}

// Click chooses a line and, where it has two, the half that was clicked.
func (m *trafficMap) Click(x, y int) {
	m.Board.Click(x, y)
	if h := m.half(); h.from > 0 {
		m.right = x >= h.from
	}
}

func (m *trafficMap) Draw(rect ui.Rect, p *ui.Painter) string {
	if !m.ok {
		return p.Lines([]ui.Line{nil, ui.In(themes.Dim, "  loading...")}, rect)
	}
	if rect != m.size || m.drawn != m.row.snap {
		m.size = rect
		m.lay()
	}
	lines := strings.Split(m.Board.Draw(rect, p), "\n")
	h := m.half()
	if y := m.at - m.top; h.from > 0 && h.from < rect.W && y >= 0 && y < len(lines) {
		lines[y] = m.drawHalves(m.Board.lines[m.at].Line, h.from, rect.W, p)
	}
	return strings.Join(lines, "\n")
}

// drawHalves draws the selected line with only the chosen half under the
// cursor.
func (m *trafficMap) drawHalves(line ui.Line, from, width int, p *ui.Painter) string {
	left, right := themes.OnSelected, themes.Normal
	a, b := splitLine(line, from)
	if m.right {
		left, right = right, left
		a = append(a[:len(a)-1:len(a)-1], ui.Span{Text: p.Glyphs.Cursor, Role: themes.Accent}) // in the cell before the group
	} else {
		a = pointedAt(a, p.Glyphs)
	}
	return p.LineIn(a, from, left) + p.LineIn(b, width-from, right)
}

// splitLine cuts a line in two at a cell. Spans are not cut: the map's columns
// begin with a span of their own.
func splitLine(line ui.Line, at int) (left, right ui.Line) {
	used := 0
	for i, s := range line {
		if used >= at {
			return line[:i], line[i:]
		}
		used += ui.Width(ui.Clean(s.Text))
	}
	return line, nil
}

// lines are the whole page and the right halves of its lines.
func (m *trafficMap) lines(size ui.Rect) ([]BoardLine, []mapHalf) {
	var lines []BoardLine
	for _, l := range mapHead(m.row, size) {
		lines = append(lines, BoardLine{Line: l})
	}
	halves := make([]mapHalf, len(lines))
	ways, wayHalves := m.ways(size.W)
	lines, halves = append(lines, ways...), append(halves, wayHalves...)
	lines = append(lines, m.zones(size.W)...)
	return lines, append(halves, make([]mapHalf, len(lines)-len(halves))...)
}

// roomyMap is from how many lines on the map has an empty line below its head.
const roomyMap = 20

// mapHead says what a balancer is and what it has to do.
func mapHead(r *balancerRow, size ui.Rect) []ui.Line {
	facts := known(r.Type, r.Scheme, r.State)
	if len(r.Zones) > 0 {
		facts = append(facts, ui.Count(len(r.Zones), "zone"))
	}
	dot := " " + r.glyphs.Dot + " "
	lines := []ui.Line{ui.In(themes.Dim, " "+strings.Join(append(facts, r.DNSName), dot))}
	if load := r.loadLine(min(40, size.W/3)); load != nil {
		lines = append(lines, load)
	}
	if size.H < roomyMap {
		return lines
	}
	return append(lines, nil)
}

// loadLine is the requests of the last hour, the share that failed and how
// long answers took; nil when nothing is known.
func (r *balancerRow) loadLine(cells int) ui.Line {
	l := r.load()
	what := " requests/s"
	if r.Type == "network" {
		what = " new flows/s"
	}
	switch {
	case len(l.requests) == 0 && l.trouble != nil:
		return append(ui.Line{{Text: what + "  ", Role: themes.Dim}}, l.trouble...)
	case len(l.requests) == 0:
		return nil
	}
	values := l.perSecond(r.snap.Now, cells)
	lo, hi := ui.Scale(values, 1)
	line := ui.Line{{Text: " "}, {Text: ui.Sparkline(values, lo, hi, cells), Role: themes.Series1}, {Text: "  " + l.now()}, {Text: what, Role: themes.Dim}}
	if failed := l.failures(); failed != nil {
		line = append(append(line, ui.Span{Text: "   5xx ", Role: themes.Dim}), failed...)
	}
	if slow := l.slowest(); slow != "" {
		line = append(line, ui.Span{Text: "   p99 ", Role: themes.Dim}, ui.Span{Text: slow})
	}
	return line
}

// ways are the listeners with their rules.
func (m *trafficMap) ways(width int) ([]BoardLine, []mapHalf) {
	feed := m.row.snap.Listeners[m.id]
	if len(feed.Rows) == 0 || feed.Err != nil {
		lines := unready(sourceOf(feed, m.row.snap.Wall), "no listeners: nobody is served", width)
		return lines, make([]mapHalf, len(lines))
	}
	ways := m.gather()
	g := layMap(width, ways)
	lines, halves := []BoardLine{{Line: g.titles()}}, []mapHalf{{}}
	for _, w := range ways {
		line := BoardLine{Line: g.line(m.row.glyphs, w), Ref: w.ref, ID: w.ref.Kind + w.ref.ID + "/" + w.target.ID}
		half := mapHalf{}
		switch {
		case w.continued:
			line.Ref = w.target
		case w.target.ID != "":
			half = mapHalf{w.target, g.groupAt()}
		}
		lines, halves = append(lines, line), append(halves, half)
		if g.note == 0 && (w.note.Grave || w.never) {
			lines, halves = append(lines, BoardLine{Line: g.below(m.row.glyphs, w)}), append(halves, mapHalf{})
		}
	}
	return lines, halves
}

// way is one line of the map before it is laid out: a rule with its first
// target group, or a further target group of the rule above.
type way struct {
	listener   string // on its first rule only
	only       bool   // the listener has no other rule
	last       bool   // the last rule of its listener
	continued  bool   // a further target group of the rule above
	more       bool   // further target groups follow
	priority   string
	when       ui.Line
	does       string // what is done instead of forwarding
	group, to  string
	share      string
	targets    []awsclient.Target
	load, slow string
	note       Issue
	never      bool // the note says that the rule never matches
	ref        Ref  // the rule
	target     Ref  // the target group
}

// toldOf is of which target groups something was told already.
type toldOf struct{ load, trouble map[string]bool }

// gather makes the ways of all listeners.
func (m *trafficMap) gather() []way {
	var ways []way
	told := toldOf{map[string]bool{}, map[string]bool{}}
	for _, l := range m.row.listeners() {
		rules := rulesOf(m.row.snap, l.ARN)
		ref := Ref{}
		if len(rules) == 0 { // not known yet, or not allowed to be: there is the default action
			rules = []*awsclient.Rule{{Listener: l.ARN, Default: true, Actions: l.Actions}}
			ref = Ref{KindListener, l.ARN}
		}
		for i, r := range rules {
			of := m.waysOf(&ruleRow{r, l, m.row.scene}, told)
			for j := range of {
				of[j].only, of[j].last = len(rules) == 1, i == len(rules)-1
				if ref.ID != "" {
					of[j].ref = ref
				}
			}
			if ref.ID != "" {
				of[0].note = m.rulesNote(l, of[0].note)
			}
			if i == 0 {
				of[0].listener = listenerWords(l)
			}
			ways = append(ways, of...)
		}
	}
	return ways
}

// rulesNote says of a listener whose rules are not there why that is.
func (m *trafficMap) rulesNote(l *awsclient.Listener, note Issue) Issue {
	switch feed := m.row.snap.Rules[l.ARN]; {
	case feed.Err != nil:
		return Issue{"rules: " + errorWords(feed.Err), true}
	case !feed.Loaded():
		return Issue{Text: "loading its rules..."}
	}
	return note
}

// waysOf are the lines of one rule: one for each target group.
func (m *trafficMap) waysOf(r *ruleRow, told toldOf) []way {
	first := way{priority: priorityWords(r.Rule), when: conditionsLine(r.Rule), ref: Ref{KindRule, r.ARN}}
	if r.Default {
		first.priority, first.when = "*", ui.In(themes.Dim, "default")
	}
	forward, does := m.split(r)
	if forward == nil {
		first.does, first.note, first.never = does, ruleIssue(r), r.shadow() != nil
		return []way{first}
	}
	var ways []way
	for i, part := range forwardParts(*forward) {
		w := way{continued: true, ref: first.ref}
		if i == 0 {
			w = first
		}
		w.more = i+1 < len(forward.Forwards)
		w.group, w.share, w.target = r.ties.TargetGroupName(part.arn), part.share, Ref{KindTargetGroup, part.arn}
		w.targets = r.snap.Targets[part.arn].Rows
		if g := r.ties.TargetGroup(part.arn); g != nil {
			w.to = protocolPort(g)
		}
		m.tellLoad(&w, part.arn, told.load)
		m.tellTrouble(&w, r, part, told.trouble)
		ways = append(ways, w)
	}
	return ways
}

// split is a rule's forward action, or what it does instead in words.
func (m *trafficMap) split(r *ruleRow) (*awsclient.RuleAction, string) {
	for i := range r.Actions {
		if len(r.Actions[i].Forwards) > 0 {
			return &r.Actions[i], ""
		}
	}
	return nil, actionsWords(r.ties, r.glyphs, r.Actions)
}

// tellTrouble notes that a rule never matches, or else what is wrong with the
// target group, once.
func (m *trafficMap) tellTrouble(w *way, r *ruleRow, part forwardPart, told map[string]bool) {
	if by := r.shadow(); by != nil {
		w.never = !w.continued
		if w.never {
			w.note = neverIssue(by)
		}
		return
	}
	if told[part.arn] {
		return
	}
	told[part.arn] = true
	feed := r.snap.Targets[part.arn]
	w.note = targetsIssue(feed.Rows)
	if feed.Loaded() && len(feed.Rows) == 0 {
		w.note = Issue{"no targets", part.weight > 0}
	}
}

// tellLoad tells the load of a target group once: CloudWatch counts by target
// group, not by rule. Further lines of the same group point up.
func (m *trafficMap) tellLoad(w *way, arn string, told map[string]bool) {
	l := targetGroupLoad(m.row.snap, m.row.LoadBalancer, arn)
	if len(l.requests) == 0 {
		return
	}
	if told[arn] {
		w.load, w.slow = m.row.glyphs.Up, m.row.glyphs.Up
		return
	}
	told[arn] = true
	w.load, w.slow = l.now(), l.slowest()
}
