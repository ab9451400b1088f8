package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// whySubject is what the page of a resource is about; not ok for kinds of
// which no history tells.
func (c *Console) whySubject(ref Ref) (timeline.Ref, bool) {
	is := func(kind, id string) (timeline.Ref, bool) { return timeline.Ref{Kind: kind, ID: id}, id != "" }
	switch ref.Kind {
	case KindInstance, KindGroup, KindTargetGroup, KindTarget, KindAlarm, KindSpotFleet, KindSpotRequest, KindUser, KindEvent:
		return is(ref.Kind, ref.ID)
	case KindBalancer:
		if strings.HasPrefix(ref.ID, "arn:") {
			return is(timeline.Balancer, ref.ID)
		}
		return is(timeline.Classic, ref.ID)
	case KindClassicInstance:
		_, id, _ := strings.Cut(ref.ID, "|")
		return is(timeline.Instance, id)
	case KindAlarmChange:
		name, _, _ := strings.Cut(ref.ID, " ")
		return is(timeline.Alarm, name)
	case KindListener, KindRule:
		return is(timeline.Balancer, balancerOf(ref.ID))
	case KindActivity:
		return c.whyOfActivity(ref.ID)
	}
	// What hangs on a resource is told with it: a policy with its group.
	if kind := c.kinds[ref.Kind]; kind != nil {
		for _, link := range kind.links(c.snap, ref.ID) {
			if (link.Kind == KindGroup || link.Kind == KindSpotFleet) && len(link.IDs) == 1 {
				return is(link.Kind, link.IDs[0])
			}
		}
	}
	return timeline.Ref{}, false
}

// balancerOf is the ARN of the balancer that a listener or rule is of:
// "...:listener/app/web/50dc.../f2f7..." is of "...:loadbalancer/app/web/50dc...".
func balancerOf(arn string) string {
	head, rest, ok := strings.Cut(arn, ":listener")
	if !ok {
		return ""
	}
	parts := strings.Split(rest, "/")
	if len(parts) < 4 {
		return ""
	}
	return head + ":loadbalancer/" + strings.Join(parts[1:4], "/")
}

// whyOfActivity is the instance that an activity is about, or else its group.
func (c *Console) whyOfActivity(id string) (timeline.Ref, bool) {
	for _, group := range sortedKeys(c.snap.Activities) {
		for i, a := range c.snap.Activities[group].Rows {
			if a.ID != id {
				continue
			}
			e := timeline.Activities(c.snap.Activities[group].Rows[i : i+1]).Event(0)
			for _, r := range e.Also {
				if r.Kind == timeline.Instance {
					return r, true
				}
			}
			return e.Subject, true
		}
	}
	return timeline.Ref{}, false
}

// WhyWants is what the page of a subject needs polled: the region's lists, the
// histories of its neighbours as far as they are known, and the trail's events
// that name it.
func WhyWants(s *watch.Snapshot, f *timeline.Facts, subject timeline.Ref) []watch.Want {
	wants := wantAll(watch.Groups, watch.Instances, watch.TargetGroups, watch.Balancers, watch.ClassicBalancers, watch.Alarms, watch.Policies, watch.SpotFleets, watch.SpotRequests)
	wants = append(wants, watch.Of(watch.AlarmHistory, ""), trailAsk{}.want())
	wants = append(wants, subjectTrail(subject)...)
	templates := 0
	for _, r := range timeline.Neighbours(f, subject) {
		switch r.Kind {
		case timeline.Group:
			wants = append(wants, watch.Of(watch.Activities, r.ID))
		case timeline.TargetGroup:
			wants = append(wants, watch.Of(watch.Targets, r.ID))
		case timeline.Classic:
			wants = append(wants, watch.Of(watch.ClassicHealth, r.ID))
		case timeline.Fleet:
			wants = append(wants, watch.Of(watch.FleetHistory, r.ID))
		case timeline.Template:
			if templates++; templates <= templatesAsked && !strings.HasPrefix(r.ID, "lt-") {
				wants = append(wants, trailAsk{which: r.ID, reads: true}.want())
			}
		}
	}
	if len(s.SpotFleets.Rows) > 0 && (subject.Kind == timeline.Instance || subject.Kind == timeline.Request) {
		for i := range s.SpotFleets.Rows { // which of them had the instance, only their histories tell
			wants = append(wants, watch.Of(watch.FleetHistory, s.SpotFleets.Rows[i].ID))
		}
	}
	if subject.Kind == timeline.Alarm && timeline.Counted(f, subject.ID) {
		wants = append(wants, filterWants(s)...)
	}
	return wants
}

// templatesAsked is for how many launch templates CloudTrail is asked: it
// allows two calls a second (choice).
const templatesAsked = 2

// filterWants are the metric filters of the region.
func filterWants(s *watch.Snapshot) []watch.Want {
	wants := wantAll(watch.LogGroups)
	for i := range s.LogGroups.Rows {
		if g := &s.LogGroups.Rows[i]; g.Filters > 0 {
			wants = append(wants, watch.Of(watch.MetricFilters, g.Name))
		}
	}
	return wants
}

// subjectTrail asks CloudTrail for what was done to a subject, or by it.
func subjectTrail(subject timeline.Ref) []watch.Want {
	name := subject.ID
	switch subject.Kind {
	case timeline.User:
		return []watch.Want{trailAsk{who: name, reads: true}.want()}
	case timeline.Call:
		return nil
	case timeline.Target:
		_, rest, _ := strings.Cut(name, "|")
		name, _, _ = strings.Cut(rest, "|")
	}
	return []watch.Want{trailAsk{which: name, reads: true}.want()}
}

// whyPage says why: in short, as chains of cause and effect, and what else
// happened around it.
type whyPage struct {
	Board
	c       *Console
	subject timeline.Ref
	span    int // among whySpans
	snap    *watch.Snapshot
	wants   []watch.Want

	page     *timeline.Page
	pageOf   *watch.Snapshot // that the page was made of
	pageSpan int
	drawn    *timeline.Page // that the lines were made of
	width    int
}

// whySpan is how far back the page looks.
type whySpan struct {
	name string
	back time.Duration
}

func whySpans() []whySpan {
	return []whySpan{{"15 m", 15 * time.Minute}, {"1 h", time.Hour}, {"3 h", 3 * time.Hour}, {"12 h", 12 * time.Hour}, {"2 d", 48 * time.Hour}, {"90 d", 90 * day}}
}

// usualWhy is the span that the page begins with.
const usualWhy = 1

func newWhyPage(c *Console, subject timeline.Ref) *whyPage {
	return &whyPage{c: c, subject: subject, span: usualWhy}
}

func (p *whyPage) Title() string { return "why " + p.name() }

// name is what people call the subject.
func (p *whyPage) name() string {
	kind, id := p.subject.Kind, p.subject.ID
	if kind == timeline.Classic {
		return id
	}
	if k := p.c.kinds[kind]; k != nil {
		return k.label(p.c.snap, id)
	}
	return arnName(id)
}

func (p *whyPage) Trouble() int        { return 0 }
func (p *whyPage) Wants() []watch.Want { return p.wants }
func (p *whyPage) shows(r Ref) bool    { return r == p.ref() }
func (p *whyPage) See(s *watch.Snapshot) {
	if s == p.snap {
		return
	}
	p.snap = s
	p.wants = WhyWants(s, p.c.history().facts(s), p.subject)
}

func (p *whyPage) ref() Ref {
	if p.subject.Kind == timeline.Classic {
		return Ref{KindBalancer, p.subject.ID}
	}
	return Ref{p.subject.Kind, p.subject.ID}
}

// Source is as fresh as the lists of the region.
func (p *whyPage) Source() Source {
	s := p.snap
	src := sourceOf(s.Groups, s.Wall).Join(sourceOf(s.Instances, s.Wall))
	src.Loaded = s.Groups.Loaded() || s.Instances.Loaded()
	src.Err = nil // the page tells what is missing
	return src
}

func (p *whyPage) Keys() []ui.Key {
	turn := func(by int) func() tea.Cmd {
		return run(func() { p.span = max(0, min(p.span+by, len(whySpans())-1)) })
	}
	end := func(at int, why string) func() string {
		return func() string {
			if p.span == at {
				return why
			}
			return ""
		}
	}
	own := []ui.Key{
		{Keys: []string{"b"}, Label: "longer", Help: "look further back: 15 m, 1 h, 3 h, 12 h, 2 d, 90 d, as far as it is loaded", Group: groupTimeline, Hint: 2, Do: turn(1), Off: end(len(whySpans())-1, "AWS keeps 90 days")},
		{Keys: []string{"B"}, Label: "shorter", Help: "look less far back", Group: groupTimeline, Hint: 2, Do: turn(-1), Off: end(0, "this is the shortest range")},
	}
	return append(own, p.Board.Keys()...)
}

// Selection is what the line tells of, or else the subject itself.
func (p *whyPage) Selection() (Ref, bool) {
	if ref, ok := p.Board.Selection(); ok {
		return ref, true
	}
	return p.ref(), true
}

// told is the page of the present snapshot.
func (p *whyPage) told() *timeline.Page {
	if p.page == nil || p.pageOf != p.snap || p.pageSpan != p.span {
		p.pageOf, p.pageSpan = p.snap, p.span
		p.page = timeline.Why(p.c.history().facts(p.snap), p.subject, p.snap.Now.Add(-whySpans()[p.span].back))
	}
	return p.page
}

func (p *whyPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	if page := p.told(); page != p.drawn || p.width != rect.W {
		fresh := p.drawn == nil
		p.drawn, p.width = page, rect.W
		p.Set(p.lines(page, rect.W))
		if fresh {
			p.Rewind()
		}
	}
	return p.Board.Draw(rect, painter)
}

// missing are the histories that could not be read, in words.
func (p *whyPage) missing() []string {
	var words []string
	add := func(what string, err *awsclient.Error) {
		if err != nil {
			words = append(words, what+": "+errorWords(err))
		}
	}
	s := p.snap
	add("groups", s.Groups.Err)
	add("instances", s.Instances.Err)
	add("alarms' history", s.AlarmHistory[""].Err)
	add("the trail", s.Events[trailAsk{}.want().Key].Err)
	if bad := failing(s.Activities); len(bad) > 0 {
		add("activities of "+bad[0], s.Activities[bad[0]].Err)
	}
	if bad := failing(s.Targets); len(bad) > 0 {
		add("targets", s.Targets[bad[0]].Err)
	}
	return words
}
