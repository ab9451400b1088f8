package views

import (
	"slices"
	"sort"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// metricRow is a metric in a list.
type metricRow struct {
	awsclient.Metric
	key  string
	book *metricBook
}

// about is what the metric is of: the values of its dimensions.
func (r *metricRow) about() string { return dimensionValues(r.Dimensions) }

func dimensionValues(dimensions []awsclient.Dimension) string {
	values := make([]string, len(dimensions))
	for i, d := range dimensions {
		values[i] = d.Value
	}
	return strings.Join(values, " ")
}

// setRow is the metrics of a namespace that have the same dimensions.
type setRow struct {
	namespace string
	by        []string // names of the dimensions
	names     []string // of the metrics, each once
	metrics   []*metricRow
	firing    int // metrics with an alarm that fires
}

func (r *setRow) id() string { return setID(r.namespace, r.by) }

func setID(namespace string, by []string) string { return namespace + "|" + strings.Join(by, ",") }

// words are the dimensions, as a person says them.
func (r *setRow) words() string {
	if len(r.by) == 0 {
		return "no dimensions"
	}
	return "by " + strings.Join(r.by, ", ")
}

func (r *setRow) facts() any {
	return map[string]any{"Namespace": r.namespace, "Dimensions": r.by, "MetricNames": r.names, "Metrics": len(r.metrics)}
}

// spaceRow is a namespace.
type spaceRow struct {
	name    string
	by      []string // its sets of dimensions
	metrics []*metricRow
	firing  int // metrics with an alarm that fires
}

func (r *spaceRow) facts() any {
	return map[string]any{"Namespace": r.name, "DimensionSets": r.by, "Metrics": len(r.metrics)}
}

// metricBook is the list of metrics in its three steps. It is made anew only
// when the list, or an alarm, is another one.
type metricBook struct {
	ties                 *Ties
	fromList, fromAlarms identity
	made                 bool

	metrics   []*metricRow
	sets      []*setRow
	spaces    []*spaceRow
	setsOf    map[string][]*setRow    // by namespace
	metricsOf map[string][]*metricRow // by a set's id
	watching  map[string][]*awsclient.Alarm
}

// at brings the book up to date and gives the feed that it is made of.
func (b *metricBook) at(s *watch.Snapshot) watch.Feed[awsclient.Metric] {
	feed := s.Metrics[awsclient.MetricSearch{}.Key()]
	list, alarms := identify(feed.Rows), identify(s.Alarms.Rows)
	if b.made && list == b.fromList && alarms == b.fromAlarms {
		return feed
	}
	b.made, b.fromList, b.fromAlarms = true, list, alarms
	b.watch(s.Alarms.Rows)
	b.collect(feed.Rows)
	b.sort()
	return feed
}

// watch notes which alarms look at which metric.
func (b *metricBook) watch(alarms []awsclient.Alarm) {
	b.watching = map[string][]*awsclient.Alarm{}
	for i := range alarms {
		a := &alarms[i]
		for _, q := range alarmQueries(a) {
			key := metricOf(q).Key()
			if !slices.Contains(b.watching[key], a) {
				b.watching[key] = append(b.watching[key], a)
			}
		}
	}
}

// metricOf is the metric of a query, its dimensions in order.
func metricOf(q awsclient.MetricQuery) awsclient.Metric {
	dimensions := slices.Clone(q.Dimensions)
	sort.Slice(dimensions, func(i, j int) bool { return dimensions[i].Name < dimensions[j].Name })
	return awsclient.Metric{Namespace: q.Namespace, Name: q.Name, Dimensions: dimensions}
}

// row is a metric as lists show it.
func (b *metricBook) row(m awsclient.Metric) *metricRow {
	m = metricOf(awsclient.MetricQuery{Namespace: m.Namespace, Name: m.Name, Dimensions: m.Dimensions})
	return &metricRow{m, m.Key(), b}
}

// collect gathers the metrics that are listed, and those that only an alarm
// knows: CloudWatch forgets a metric that has been silent for two weeks, and
// that is when its alarm wants looking at.
func (b *metricBook) collect(listed []awsclient.Metric) {
	b.metrics = make([]*metricRow, 0, len(listed))
	seen := make(map[string]bool, len(listed))
	add := func(r *metricRow) {
		if !seen[r.key] {
			seen[r.key] = true
			b.metrics = append(b.metrics, r)
		}
	}
	for _, m := range listed {
		add(b.row(m))
	}
	for _, key := range sortedKeys(b.watching) {
		for _, q := range alarmQueries(b.watching[key][0]) {
			if m := metricOf(q); m.Key() == key && m.Namespace != "" {
				add(b.row(m))
			}
		}
	}
	sort.SliceStable(b.metrics, func(i, j int) bool { return b.metrics[i].key < b.metrics[j].key })
}

// sort puts the metrics into their sets and namespaces.
func (b *metricBook) sort() {
	b.metricsOf, b.setsOf, b.sets, b.spaces = map[string][]*metricRow{}, map[string][]*setRow{}, nil, nil
	spaces := map[string]*spaceRow{}
	sets := map[string]*setRow{}
	for _, r := range b.metrics {
		by := make([]string, len(r.Dimensions))
		for i, d := range r.Dimensions {
			by[i] = d.Name
		}
		id := setID(r.Namespace, by)
		if sets[id] == nil {
			sets[id] = &setRow{namespace: r.Namespace, by: by}
		}
		if spaces[r.Namespace] == nil {
			spaces[r.Namespace] = &spaceRow{name: r.Namespace}
		}
		set, space := sets[id], spaces[r.Namespace]
		set.metrics, space.metrics = append(set.metrics, r), append(space.metrics, r)
		if b.firing(r.key).Grave {
			set.firing++
			space.firing++
		}
		if n := len(set.names); n == 0 || set.names[n-1] != r.Name {
			set.names = append(set.names, r.Name)
		}
	}
	for _, id := range sortedKeys(sets) {
		set := sets[id]
		b.sets, b.metricsOf[id] = append(b.sets, set), set.metrics
		b.setsOf[set.namespace] = append(b.setsOf[set.namespace], set)
		if space := spaces[set.namespace]; len(set.by) > 0 {
			space.by = append(space.by, strings.Join(set.by, "+"))
		}
	}
	for _, name := range sortedKeys(spaces) {
		b.spaces = append(b.spaces, spaces[name])
	}
}

// firing is what is wrong with a metric: an alarm on it.
func (b *metricBook) firing(key string) Issue {
	if len(b.watching) == 0 {
		return Issue{}
	}
	for _, a := range b.watching[key] {
		if alarming(a) {
			return Issue{a.Name + " is in alarm", true}
		}
	}
	return Issue{}
}

// someFiring tells of alarms on some of many metrics. The metrics are in
// trouble, what holds them is not: it is only told.
func someFiring(n int) Issue {
	if n == 0 {
		return Issue{}
	}
	return Issue{Text: ui.Count(n, "metric") + " in alarm"}
}
