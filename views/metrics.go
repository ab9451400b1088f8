package views

import (
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// Metrics are found in three steps: a namespace, a set of dimensions in it,
// and a metric under these. Each step is a kind.
const (
	KindNamespace    = "namespace"
	KindDimensionSet = "dimension set"
	KindMetric       = "metric"
)

// metricParts are the kinds of the three steps and what they share.
type metricParts struct {
	book       *metricBook
	namespaces *Kind[*spaceRow]
	sets       *Kind[*setRow]
	metrics    *Kind[*metricRow]
}

func newMetricParts(ties *Ties) *metricParts {
	m := &metricParts{book: &metricBook{ties: ties}}
	m.namespaces, m.sets, m.metrics = namespaces(m), dimensionSets(m), metricKind(m)
	return m
}

// entries are the lines of All: the pane, and the kinds that hang on it.
func (m *metricParts) entries() []Entry {
	return []Entry{
		{Digit: "6", Title: "Metrics", Kind: m.namespaces, New: func(c *Console) Pane {
			return m.page(c, newListPane(c, m.namespaces, m.namespaces.feed, m.namespaces.wants()))
		}},
		{Title: "Dimension sets", Kind: m.sets},
		{Title: "Metrics of a set", Kind: fewNames{m.metrics}},
	}
}

// wantMetrics is the whole list, which all three steps are made of.
func wantMetrics() []watch.Want {
	return append(wantAll(watch.Alarms), watch.MetricsLike(awsclient.MetricSearch{}))
}

// fewNames keeps the palette from being flooded: an account has a dozen
// metrics an instance.
type fewNames struct{ *Kind[*metricRow] }

// namesAtMost is up to how many metrics the palette finds by name.
const namesAtMost = 1000

func (k fewNames) entries(s *watch.Snapshot) []named {
	if len(k.feed(s).Rows) > namesAtMost {
		return nil
	}
	return k.Kind.entries(s)
}

// namespaces is the kind of a service's, or a program's, corner of CloudWatch.
func namespaces(m *metricParts) *Kind[*spaceRow] {
	k := &Kind[*spaceRow]{
		Name: KindNamespace, Title: "Metrics", Aliases: []string{"metric", "namespace"},
		Rows:    func(s *watch.Snapshot) watch.Feed[*spaceRow] { return carried(m.book.at(s), m.book.spaces) },
		Wants:   wantMetrics,
		ID:      func(r *spaceRow) string { return r.name },
		Columns: spaceColumns,
		Issue:   func(r *spaceRow) Issue { return someFiring(r.firing) },
		JSON:    func(r *spaceRow) any { return r.facts() },
		CLI:     func(r *spaceRow) string { return Command("aws", "cloudwatch", "list-metrics", "--namespace", r.name) },
	}
	k.Tabs = []Tab[*spaceRow]{{Name: "Dimensions", Open: func(c *Console, id string) Pane {
		p := newListPane(c, m.sets, func(s *watch.Snapshot) watch.Feed[*setRow] { return carried(m.book.at(s), m.book.setsOf[id]) }, wantMetrics())
		p.part = true
		return m.page(c, p)
	}}}
	return k
}

func spaceColumns() []ui.Column[*spaceRow] {
	return []ui.Column[*spaceRow]{
		{Title: "NAMESPACE", Field: "namespace", Min: 16, Max: 48, Cell: func(r *spaceRow) ui.Cell { return ui.Say(r.name) }},
		{Title: "METRICS", Field: "metrics", Width: 7, Right: true, Cell: func(r *spaceRow) ui.Cell { return ui.Say(strconv.Itoa(len(r.metrics))) },
			Compare: func(a, b *spaceRow) int { return len(a.metrics) - len(b.metrics) }},
		{Title: "BY", Field: "by", Flex: 2, Max: 100, Priority: 1, Cell: func(r *spaceRow) ui.Cell { return ui.In(themes.Dim, strings.Join(r.by, ", ")) }},
	}
}

// dimensionSets is the kind of metrics that have the same dimensions.
func dimensionSets(m *metricParts) *Kind[*setRow] {
	k := &Kind[*setRow]{
		Name: KindDimensionSet, Title: "Dimensions",
		Rows:    func(s *watch.Snapshot) watch.Feed[*setRow] { return carried(m.book.at(s), m.book.sets) },
		Wants:   wantMetrics,
		ID:      (*setRow).id,
		Label:   (*setRow).words,
		Columns: setColumns,
		Issue:   func(r *setRow) Issue { return someFiring(r.firing) },
		JSON:    func(r *setRow) any { return r.facts() },
		CLI:     setCommand,
	}
	k.Tabs = []Tab[*setRow]{{Name: "Metrics", Open: func(c *Console, id string) Pane {
		p := newListPane(c, m.metrics, func(s *watch.Snapshot) watch.Feed[*metricRow] { return carried(m.book.at(s), m.book.metricsOf[id]) }, wantMetrics())
		p.part = true
		return m.metricPage(c, p)
	}}}
	return k
}

func setColumns() []ui.Column[*setRow] {
	return []ui.Column[*setRow]{
		{Title: "DIMENSIONS", Field: "dimensions", Min: 20, Max: 64, Cell: func(r *setRow) ui.Cell { return ui.Say(r.words()) }},
		{Title: "METRICS", Field: "metrics", Width: 7, Right: true, Cell: func(r *setRow) ui.Cell { return ui.Say(strconv.Itoa(len(r.metrics))) },
			Compare: func(a, b *setRow) int { return len(a.metrics) - len(b.metrics) }},
		{Title: "NAMES", Field: "names", Flex: 2, Max: 120, Priority: 1, Cell: func(r *setRow) ui.Cell { return ui.In(themes.Dim, strings.Join(r.names, ", ")) }},
	}
}

func setCommand(r *setRow) string {
	words := []string{"aws", "cloudwatch", "list-metrics", "--namespace", r.namespace}
	if len(r.by) > 0 {
		words = append(words, "--dimensions")
	}
	for _, name := range r.by {
		words = append(words, "Name="+name)
	}
	return Command(words...)
}

// metricKind is the kind of a single metric; its first page is its graph.
func metricKind(m *metricParts) *Kind[*metricRow] {
	k := &Kind[*metricRow]{
		Name: KindMetric, Title: "Metrics",
		Rows:    func(s *watch.Snapshot) watch.Feed[*metricRow] { return carried(m.book.at(s), m.book.metrics) },
		Wants:   wantMetrics,
		ID:      func(r *metricRow) string { return r.key },
		Label:   func(r *metricRow) string { return r.Name + " " + r.about() },
		Columns: metricColumns,
		Issue:   func(r *metricRow) Issue { return m.book.firing(r.key) },
		Detail:  func(c *Console, r *metricRow) *ui.Document { return metricDetail(c, m.book, r) },
		Links:   func(s *watch.Snapshot, r *metricRow) []Link { return metricLinks(s, m.book, r) },
		JSON:    func(r *metricRow) any { return r.Metric },
		CLI:     metricCommand,
		// CloudTrail knows no metrics: what AWS files events under is what the
		// metric is about.
		Trail: func(r *metricRow) string { return r.about() },
	}
	k.Tabs = []Tab[*metricRow]{{Name: "Graph", First: true, Open: func(c *Console, id string) Pane {
		g := newMetricGraph(c, m, nil)
		g.id = id
		return g
	}}}
	return k
}

func metricColumns() []ui.Column[*metricRow] {
	return []ui.Column[*metricRow]{
		{Title: "METRIC", Field: "name", Min: 16, Max: 48, Cell: func(r *metricRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "OF", Field: "of", Min: 10, Max: 80, Cell: func(r *metricRow) ui.Cell { return ui.Say(r.about()) }},
		{Title: "MEASURED IN", Field: "unit", Width: 11, Priority: 2, Cell: func(r *metricRow) ui.Cell { return ui.In(themes.Dim, measureOf(r.Metric, "").name) }},
		{Title: "ALARMS", Field: "alarms", Width: 6, Right: true, Priority: 1, Cell: func(r *metricRow) ui.Cell {
			if n := len(r.book.watching[r.key]); n > 0 {
				return ui.Say(strconv.Itoa(n))
			}
			return nil
		}},
	}
}

func metricCommand(r *metricRow) string {
	words := []string{"aws", "cloudwatch", "list-metrics", "--namespace", r.Namespace, "--metric-name", r.Name}
	if len(r.Dimensions) > 0 {
		words = append(words, "--dimensions")
	}
	for _, d := range r.Dimensions {
		words = append(words, "Name="+d.Name+",Value="+d.Value)
	}
	return Command(words...)
}

func metricDetail(c *Console, book *metricBook, r *metricRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Metric")
	d.Pair("namespace", r.Namespace)
	d.Pair("name", r.Name)
	d.Pair("measured in", measureOf(r.Metric, "").name)
	if len(r.Dimensions) > 0 {
		d.Heading("Dimensions")
	}
	for _, dim := range r.Dimensions {
		ref := Ref{}
		if links := dimensionLinks(c.snap, []awsclient.Dimension{dim}); len(links) > 0 && len(links[0].IDs) > 0 {
			ref = Ref{links[0].Kind, links[0].IDs[0]}
		}
		c.LinkTo(d, dim.Name, ui.Say(dim.Value), ref)
	}
	if watching := book.watching[r.key]; len(watching) > 0 {
		d.Heading("Alarms on it")
		for _, a := range watching {
			c.LinkTo(d, a.Name, append(alarmStateCell(a, c.glyphs), ui.Span{Text: "  " + AlarmWords(a), Role: themes.Dim}), Ref{KindAlarm, a.Name})
		}
	}
	d.Heading("How long CloudWatch keeps it")
	d.Pair("under 1 m", "3 hours")
	d.Pair("1 m", "15 days")
	d.Pair("5 m", "63 days")
	d.Pair("1 h", "455 days")
	return d
}

func metricLinks(s *watch.Snapshot, book *metricBook, r *metricRow) []Link {
	links := dimensionLinks(s, r.Dimensions)
	var names []string
	for _, a := range book.watching[r.key] {
		names = append(names, a.Name)
	}
	return append(links, Link{Label: "alarms", Kind: KindAlarm, IDs: names})
}

// dimensionLinks lead to the resources that dimensions name.
func dimensionLinks(s *watch.Snapshot, dimensions []awsclient.Dimension) []Link {
	var links []Link
	for _, d := range dimensions {
		switch d.Name {
		case "InstanceId":
			links = append(links, Link{Label: "instance", Kind: KindInstance, IDs: []string{d.Value}})
		case "AutoScalingGroupName":
			links = append(links, Link{Label: "group", Kind: KindGroup, IDs: []string{d.Value}})
		case "LoadBalancer":
			links = append(links, Link{Label: "balancer", Kind: KindBalancer, IDs: balancersNamed(s, d.Value)})
		case "TargetGroup":
			links = append(links, Link{Label: "target group", Kind: KindTargetGroup, IDs: targetGroupsNamed(s, d.Value)})
		}
	}
	return links
}

// targetGroupsNamed are the ARNs of the target groups that CloudWatch names so.
func targetGroupsNamed(s *watch.Snapshot, dimension string) []string {
	var arns []string
	for i := range s.TargetGroups.Rows {
		if targetGroupDimension(s.TargetGroups.Rows[i].ARN) == dimension {
			arns = append(arns, s.TargetGroups.Rows[i].ARN)
		}
	}
	return arns
}
