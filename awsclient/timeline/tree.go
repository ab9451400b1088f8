package timeline

import (
	"slices"
	"time"
)

// Node is an event in a chain: below it what it led to.
type Node struct {
	*Event
	// How is how the tie to the node above is known, in a sentence; "" at the
	// head of a chain.
	How string `json:"how,omitempty"`
	// More counts the events like this one that are told with it, the last of
	// them at Last.
	More    int       `json:"more,omitempty"`
	Last    time.Time `json:"last,omitzero"`
	Others  []Ref     `json:"others,omitempty"` // what they are about
	Effects []*Node   `json:"effects,omitempty"`

	others []string // ids of those that are told with it
}

// newest is the last moment of a chain.
func (n *Node) newest() time.Time {
	at := n.At
	if n.Last.After(at) {
		at = n.Last
	}
	for _, e := range n.Effects {
		if t := e.newest(); t.After(at) {
			at = t
		}
	}
	return at
}

// worst is the greatest severity in a chain.
func (n *Node) worst() Severity {
	worst := n.Severity
	for _, e := range n.Effects {
		worst = max(worst, e.worst())
	}
	return worst
}

// size counts a chain's nodes.
func (n *Node) size() int {
	size := 1
	for _, e := range n.Effects {
		size += e.size()
	}
	return size
}

// grower makes trees of tied events.
type grower struct {
	*weaver
	effects map[*Event][]*Event
	wanted  map[*Event]bool // the story, all that led to it, and all that it led to
	told    map[*Event]bool // the story
}

// chains are the trees that have an event of the story in them, each from the
// first cause that is known. What services did on the way is left out, unless
// it is asked for itself.
func (w *weaver) chains(story func(*Event) bool) []*Node {
	g := grower{w, map[*Event][]*Event{}, map[*Event]bool{}, map[*Event]bool{}}
	for _, e := range w.events {
		if c := w.ties[e].cause; c != nil {
			g.effects[c] = append(g.effects[c], e)
		}
	}
	for _, e := range w.events {
		if story(e) {
			g.told[e] = true
			g.want(e)
		}
	}
	var heads []*Event
	for _, e := range w.events {
		if g.wanted[e] && w.ties[e].cause == nil {
			heads = append(heads, e)
		}
	}
	return g.grow(heads)
}

// want marks an event with its causes and effects.
func (g *grower) want(e *Event) {
	g.wanted[e] = true
	for c := g.ties[e].cause; c != nil && !g.wanted[c]; c = g.ties[c].cause {
		g.wanted[c] = true
	}
	for _, effect := range g.effects[e] {
		if !g.wanted[effect] {
			g.want(effect)
		}
	}
}

// likeness is what makes events one line: the same kind of thing for the same
// reason.
type likeness struct {
	source    Source
	deed      deed
	trigger   trigger
	call, why string
	actor     string
	who       Ref
	code      string
	standing  bool
	told      bool // it is of the story itself, not only a cause or an effect
}

func likenessOf(e *Event) likeness {
	l := likeness{source: e.Source, deed: e.deed, trigger: e.trigger, call: e.call, why: e.Why, actor: e.Actor, who: e.Subject, code: e.code, standing: e.Standing}
	switch e.Source {
	case FromHealth:
		l.who = Ref{TargetGroup, e.of(TargetGroup)}
	case FromInstances, FromSpot:
		l.who = Ref{}
	case FromFleet:
		if e.deed == launches {
			l.why = ""
		}
	case FromTrail:
		l.who = Ref{}
		if e.code == "" {
			l.who.ID = e.Words
		} else { // whoever is refused, is refused many things
			l.call, l.code, l.why = "", "", verdict(e)
		}
	}
	if l.source == FromAlarms {
		l.why = "" // the datapoints in it are never the same
	}
	return l
}

// grow makes nodes of events, like ones together, and of what they led to.
func (g *grower) grow(events []*Event) []*Node {
	var nodes []*Node
	at := map[likeness]int{}
	var effects [][]*Event
	for _, e := range events {
		if !g.wanted[e] || e.Severity == Quiet && len(g.effects[e]) == 0 && (e.Source == FromTrail || e.Source == FromHealth) && g.ties[e].cause != nil {
			continue
		}
		l := likenessOf(e)
		l.told = g.told[e]
		i, there := at[l]
		if !there {
			i = len(nodes)
			at[l] = i
			nodes = append(nodes, &Node{Event: e, How: g.ties[e].how})
			effects = append(effects, nil)
		} else {
			n := nodes[i]
			n.More, n.Last = n.More+1, e.At
			n.Others, n.others = append(n.Others, e.about()), append(n.others, e.ID)
		}
		effects[i] = append(effects[i], g.effects[e]...)
	}
	for i, n := range nodes {
		if len(effects[i]) > 0 {
			n.Effects = g.grow(g.inOrder(effects[i]))
		}
	}
	return nodes
}

// inOrder puts effects of several causes in the order of all events.
func (g *grower) inOrder(events []*Event) []*Event {
	slices.SortStableFunc(events, func(a, b *Event) int { return a.At.Compare(b.At) })
	return events
}

// about is what an event is about, for who counts: the instance, if any.
func (e *Event) about() Ref {
	if id := e.instance(); id != "" {
		return Ref{Instance, id}
	}
	return e.Subject
}
