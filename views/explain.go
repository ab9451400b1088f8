package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
	"fleetglass/views/explain"
)

// explainTerm is the card of a resource: that of its kind, or a closer one
// where its own facts name it. "" when no card tells of the kind.
func explainTerm(s *watch.Snapshot, ref Ref) string {
	switch ref.Kind {
	case KindBalancer:
		return balancerTerm(s, ref.ID)
	case KindPolicy:
		return policyTerm(s, ref.ID)
	case KindInstance, KindTarget, KindTargetGroup, KindListener, KindRule, KindActivity, KindAlarm, KindEvent,
		KindMetric, KindNamespace, KindLogGroup, KindMetricFilter, KindTrail, KindUser:
		return ref.Kind // the card has the kind's name
	}
	for _, other := range []struct{ kind, term string }{
		{KindGroup, "auto scaling group"}, {KindSchedule, "scheduled action"}, {KindHook, "lifecycle hook"}, {KindRefresh, "instance refresh"},
		{KindClassicListener, "classic load balancer"}, {KindClassicInstance, "classic load balancer"},
		{KindSpotRequest, "spot instance"}, {KindSpotFleet, "spot fleet"}, {KindSpotPool, "spot pool"}, {KindFleetEvent, "spot fleet"},
		{KindAlarmChange, "alarm"}, {KindDimensionSet, "dimension"}, {KindLogStream, "log group"}, {KindHappening, "activity"},
	} {
		if other.kind == ref.Kind {
			return other.term
		}
	}
	return ""
}

func balancerTerm(s *watch.Snapshot, id string) string {
	for i := range s.Balancers.Rows {
		if b := &s.Balancers.Rows[i]; b.ARN == id {
			if _, ok := explain.Find(b.Type + " load balancer"); ok {
				return b.Type + " load balancer"
			}
			return "load balancer"
		}
	}
	if strings.HasPrefix(id, "arn:") {
		return "load balancer"
	}
	return "classic load balancer"
}

func policyTerm(s *watch.Snapshot, arn string) string {
	for i := range s.Policies.Rows {
		if p := &s.Policies.Rows[i]; p.ARN == arn {
			switch p.Type {
			case "SimpleScaling":
				return "simple scaling"
			case "StepScaling":
				return "step scaling"
			case "TargetTrackingScaling":
				return "target tracking"
			}
		}
	}
	return "scaling policy"
}

// showExplain opens the card of a resource, with what it means here.
func (c *Console) showExplain(ref Ref, _ AnyKind) tea.Cmd {
	if p, ok := c.top().(*explainPage); ok && p.about == ref {
		return c.Say("this is its card; j and k choose one beside it, esc goes back")
	}
	term := explainTerm(c.snap, ref)
	if term == "" {
		return c.Say("there is no card for a " + ref.Kind + " yet")
	}
	c.openCard(term, ref)
	return nil
}

func (c *Console) openCard(term string, about Ref) {
	if card, ok := explain.Find(term); ok {
		p := &explainPage{c: c, about: about}
		p.docPage = docPage{title: "explain " + card.Term, document: func(s *watch.Snapshot) *ui.Document { return p.document(s, card) }}
		c.Push(p)
	}
}

// cardItems are the cards as the palette lists them.
func (c *Console) cardItems() []ui.Item {
	var items []ui.Item
	for _, card := range explain.Cards() {
		items = append(items, ui.Item{Title: "Explain " + card.Term, Names: card.Aliases, Group: "card", Do: run(func() { c.openCard(card.Term, Ref{}) })})
	}
	return items
}

// explainPage is one card beside the facts of the resource that it was asked
// about; about is the zero Ref when it was asked for by name.
type explainPage struct {
	docPage
	c     *Console
	about Ref
}

// Wants keeps the facts up to date.
func (p *explainPage) Wants() []watch.Want {
	if k := p.c.kinds[p.about.Kind]; k != nil {
		return k.wants()
	}
	return nil
}

// Selection is the resource, so that its keys work beside its card.
func (p *explainPage) Selection() (Ref, bool) { return p.about, p.about.ID != "" }
func (p *explainPage) Marked() []Ref          { return nil }
func (p *explainPage) shows(r Ref) bool       { return r == p.about }

func (p *explainPage) document(s *watch.Snapshot, card explain.Card) *ui.Document {
	d := &ui.Document{}
	d.Heading(strings.ToUpper(card.Term[:1]) + card.Term[1:])
	d.Paragraph(card.Text)
	if here := p.here(s, card.Term); len(here) > 0 {
		d.Heading("What you see here")
		d.List(here...)
	}
	d.Row("next", ui.In(themes.Accent, card.Try))
	for i, term := range card.See {
		key := ""
		if i == 0 {
			key = "see also"
		}
		d.Link(key, ui.Say(term), term, run(func() { p.c.openCard(term, p.about) }))
	}
	return d
}

// here are the facts of the resource that the card is about, its name first.
func (p *explainPage) here(s *watch.Snapshot, term string) []ui.Line {
	kind := p.c.kinds[p.about.Kind]
	if kind == nil || !kind.has(s, p.about.ID) {
		return nil
	}
	lead := kind.label(s, p.about.ID) + ": "
	var lines []ui.Line
	for _, f := range explainFacts(s, p.about) {
		if f.on == "" || f.on == term {
			lines = append(lines, ui.Say(lead+f.text))
			lead = ""
		}
	}
	if issue := kind.issueOf(s, p.about.ID); issue.Text != "" {
		lines = append(lines, ui.In(themes.Warn, lead+issue.Text))
	}
	return lines
}
