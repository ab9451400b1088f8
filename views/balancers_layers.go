package views

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// layersTab is layer 4 and layer 7 side by side, told with the facts of one
// balancer: what it sees, and which of its listeners, rules and checks could
// exist on the other layer.
func layersTab(k *Kind[*balancerRow]) Tab[*balancerRow] {
	return Tab[*balancerRow]{Name: "Layers", Open: func(_ *Console, id string) Pane { return &layersPage{kind: k, id: id} }}
}

// layersPage is the page of the tab.
type layersPage struct {
	kind   *Kind[*balancerRow]
	id     string
	row    *balancerRow
	ok     bool
	scroll ui.Scroll
}

func (p *layersPage) Title() string         { return p.id }
func (p *layersPage) Keys() []ui.Key        { return p.scroll.Keys() }
func (p *layersPage) Scroll(lines int)      { p.scroll.By(lines) }
func (p *layersPage) Wants() []watch.Want   { return nil } // the balancer's DetailWants have it all
func (p *layersPage) Trouble() int          { return 0 }
func (p *layersPage) See(s *watch.Snapshot) { p.row, p.ok = p.kind.row(s, p.id) }

func (p *layersPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	var lines []ui.Line
	if p.ok {
		lines = layerLines(p.row, rect.W)
	}
	from := p.scroll.Fit(rect.H, len(lines))
	return painter.Lines(lines[from:], rect)
}

// layerTopic is one thing in which the layers differ.
type layerTopic struct {
	name        string
	four, seven []said
}

// said is a sentence of a topic.
type said struct {
	text string
	role themes.Role
}

// general is what holds for the layer; own is a fact of this balancer; not is
// what could not exist on the layer.
func general(text string) said { return said{text, themes.Dim} }
func own(text string) said     { return said{text, themes.Text} }
func not(text string) said     { return said{text, themes.Warn} }

// Widths of the page: columns wider than mostLayer are hard to read.
const (
	topicWidth = 12
	mostLayer  = 76
)

// layerLines are the topics in three columns.
func layerLines(r *balancerRow, width int) []ui.Line {
	column := max(8, min((width-topicWidth-6)/2, mostLayer))
	lines := []ui.Line{layerRow("", ui.In(themes.Title, layerTitle(r, 4)), ui.In(themes.Title, layerTitle(r, 7)), column)}
	for _, t := range layerTopics(r) {
		four, seven := wrapSaid(t.four, column), wrapSaid(t.seven, column)
		for i := range max(len(four), len(seven)) {
			name := ""
			if i == 0 {
				name = t.name
			}
			lines = append(lines, layerRow(name, lineAt(four, i), lineAt(seven, i), column))
		}
	}
	return lines
}

func layerRow(name string, four, seven ui.Line, column int) ui.Line {
	line := ui.Line{{Text: " " + ui.Pad(name, topicWidth) + " ", Role: themes.Name}}
	line = append(line, FitLine(four, column, false)...)
	line = append(line, ui.Span{Text: "  "})
	return append(line, FitLine(seven, column, false)...)
}

func lineAt(lines []ui.Line, i int) ui.Line {
	if i < len(lines) {
		return lines[i]
	}
	return nil
}

func wrapSaid(all []said, width int) []ui.Line {
	var lines []ui.Line
	for _, s := range all {
		for _, text := range ui.Wrap(s.text, width) {
			lines = append(lines, ui.In(s.role, text))
		}
	}
	return lines
}

// layerTitle names a column, and says whether the balancer is there.
func layerTitle(r *balancerRow, layer int) string {
	title := "layer " + strconv.Itoa(layer)
	if slices.Contains(layersOf(r), layer) {
		return title + ": " + r.Name
	}
	return title
}

// layersOf are the layers on which a balancer works: a Classic one has
// listeners of both.
func layersOf(r *balancerRow) []int {
	switch {
	case r.classic != nil:
		var layers []int
		for _, l := range r.classic.Listeners {
			layers = append(layers, layerOf(l.Protocol))
		}
		slices.Sort(layers)
		return slices.Compact(layers)
	case r.Type == "application":
		return []int{7}
	}
	return []int{4}
}

func layerTopics(r *balancerRow) []layerTopic {
	topics := []layerTopic{seesTopic(r), listenerTopic(r)}
	topics = append(topics, ruleTopics(r)...)
	topics = append(topics, checkTopic(r), failTopic(r),
		layerTopic{"client", []said{general(fourClient(r))}, []said{general("Targets see the balancer's address; the client's is in X-Forwarded-For.")}},
		layerTopic{"sticky", []said{general(fourSticky(r))}, append([]said{general("A cookie keeps a client's requests with one target.")}, stickyFacts(r)...)},
		layerTopic{"TLS", []said{general("TCP passes it on unread; a TLS (SSL) listener ends it here.")}, []said{general("An HTTPS listener ends it here: a request must be read to be sent on.")}})
	return topics
}

// seesTopic is what the balancer can look at, and how much of it there is.
func seesTopic(r *balancerRow) layerTopic {
	t := layerTopic{"sees", []said{general("Connections: addresses, ports, bytes. What is said in them it does not read.")},
		[]said{general("Requests: method, host, path, headers, query, source.")}}
	fact := own(lastMinute(r))
	if fact.text == "" {
		return t
	}
	if slices.Contains(layersOf(r), 7) {
		t.seven = append(t.seven, fact)
	} else {
		t.four = append(t.four, fact)
	}
	return t
}

// lastMinute is the work of the newest minute, "" when it is not known.
func lastMinute(r *balancerRow) string {
	v := lastValue(r.load().requests)
	switch {
	case math.IsNaN(v):
		return ""
	case r.Type == "network":
		return "New flows in the last minute: " + ui.Number(v) + "."
	case slices.Equal(layersOf(r), []int{4, 7}):
		return "Requests and connections in the last minute: " + ui.Number(v) + "."
	case slices.Equal(layersOf(r), []int{4}):
		return "New connections in the last minute: " + ui.Number(v) + "."
	}
	return "Requests in the last minute: " + ui.Number(v) + "."
}

// listenerTopic is where each listener is, and what it would be on the other
// layer.
func listenerTopic(r *balancerRow) layerTopic {
	t := layerTopic{name: "listeners"}
	if r.classic != nil {
		for i := range r.classic.Listeners {
			l := &r.classic.Listeners[i]
			if layerOf(l.Protocol) == 7 {
				t.seven = append(t.seven, own(frontWords(l)+" to "+backWords(l)))
			} else {
				t.four = append(t.four, own(frontWords(l)+" to "+backWords(l)))
			}
		}
		t.four = orSaid(t.four, "None of TCP or SSL.")
		t.seven = orSaid(t.seven, "None of HTTP or HTTPS.")
		return t
	}
	for _, l := range r.listeners() {
		here, there := own(listenerWords(l)), otherListener(l)
		if r.Type == "application" {
			t.seven, t.four = append(t.seven, here), append(t.four, there)
		} else {
			t.four, t.seven = append(t.four, here), append(t.seven, there)
		}
	}
	if t.four == nil {
		t.four = []said{general("TCP, UDP, TLS")}
		t.seven = []said{general("HTTP, HTTPS")}
	}
	return t
}

func orSaid(given []said, none string) []said {
	if given == nil {
		return []said{general(none)}
	}
	return given
}

// otherListener is what a listener would be on the other layer.
func otherListener(l *awsclient.Listener) said {
	port := " :" + strconv.Itoa(l.Port)
	switch l.Protocol {
	case "HTTP":
		return own("could be TCP" + port)
	case "HTTPS":
		return own("could be TLS" + port + ", or TCP" + port + " if the targets end TLS")
	case "TCP":
		return own("HTTP" + port + ", only if it carries HTTP")
	case "TLS":
		return own("HTTPS" + port + ", only if it carries HTTP")
	}
	return not(l.Protocol + port + " could not exist: it is not HTTP")
}

// ruleTopics are how the balancer chooses, and what it answers by itself.
func ruleTopics(r *balancerRow) []layerTopic {
	chooses := layerTopic{"chooses", []said{general(fourChooses(r))}, []said{general("For each request: the first rule that matches, then one of its targets.")}}
	if r.Type != "application" {
		if r.classic != nil {
			chooses.seven = []said{general("For each request: the instance with the fewest open requests."), not("Rules by path or host could not exist on a Classic balancer.")}
		}
		return []layerTopic{chooses}
	}
	by, answers := ruleFacts(r)
	if len(by) > 0 {
		chooses.seven = append(chooses.seven, own("Rules by "+strings.Join(by, ", ")+"."))
		chooses.four = append(chooses.four, not("None of these rules could exist: it reads no "+strings.Join(fieldsOf(by), ", ")+"."))
	}
	topics := []layerTopic{chooses}
	if answers != "" {
		topics = append(topics, layerTopic{"answers", []said{not("It answers nothing by itself: the targets would have to.")}, []said{own("By itself: " + answers + ".")}})
	}
	return topics
}

// ruleFacts counts what the rules look at ("path 4"), and what they answer
// without a target.
func ruleFacts(r *balancerRow) (by []string, answers string) {
	fields, made := map[string]int{}, map[string]int{}
	for _, rule := range r.rules() {
		for _, c := range rule.rule.Conditions {
			fields[strings.Fields(conditionField(c))[0]]++
		}
		for _, a := range rule.rule.Actions {
			switch {
			case a.Redirect != nil:
				made["redirect"]++
			case a.Fixed != nil:
				made["fixed response"]++
			case a.Type != routing.Forward:
				made["sign-in"]++
			}
		}
	}
	for _, field := range sortedKeys(fields) {
		by = append(by, field+" "+strconv.Itoa(fields[field]))
	}
	var told []string
	for _, what := range sortedKeys(made) {
		told = append(told, ui.Count(made[what], what))
	}
	return by, strings.Join(told, ", ")
}

// fieldsOf are the fields of "path 4", "host 1".
func fieldsOf(by []string) []string {
	fields := make([]string, len(by))
	for i, b := range by {
		fields[i], _, _ = strings.Cut(b, " ")
	}
	return fields
}

func fourChooses(r *balancerRow) string {
	if r.classic != nil {
		return "For each connection: the next instance in turn."
	}
	return "For each connection: the listener's target group, and a target by addresses and ports. All of a connection goes to that one."
}

func fourClient(r *balancerRow) string {
	if r.classic != nil {
		return "Instances see the balancer's address; the proxy protocol, where it is switched on, tells the client's."
	}
	return "Instances see the client's own address; security groups have to let it in."
}

func fourSticky(r *balancerRow) string {
	if r.classic != nil {
		return "A connection stays; the next one may go elsewhere."
	}
	return "The client's address keeps it with one target, where a target group says so."
}

func stickyFacts(r *balancerRow) []said {
	if r.classic == nil {
		return nil
	}
	var facts []said
	for i := range r.classic.Listeners {
		row := &classicListenerRow{&r.classic.Listeners[i], r.classic, r.scene}
		if words := row.sessions(); len(row.Policies) > 0 && layerOf(row.Protocol) == 7 {
			facts = append(facts, own(frontWords(row.ClassicListener)+" is "+words+"."))
		}
	}
	return facts
}
