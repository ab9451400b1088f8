package views

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/ui"
)

const groupGraph = "metrics" // heading of the help sheet

// metricsPage is a list of one of the three steps, with the keys that all of
// them have.
type metricsPage[T any] struct {
	*listPane[T]
	more func() []ui.Key
}

func (p *metricsPage[T]) Keys() []ui.Key { return append(p.more(), p.listPane.Keys()...) }

// page is a list of namespaces or sets.
func (m *metricParts) page(c *Console, list any) Pane {
	more := func() []ui.Key { return m.finding(c) }
	switch list := list.(type) {
	case *listPane[*spaceRow]:
		return &metricsPage[*spaceRow]{list, more}
	case *listPane[*setRow]:
		return &metricsPage[*setRow]{list, more}
	}
	return nil
}

// metricPage is a list of metrics, of which one or several are drawn.
func (m *metricParts) metricPage(c *Console, list *listPane[*metricRow]) Pane {
	graph := ui.Key{Keys: []string{"enter"}, Label: "graph", Help: "draw this metric, or the marked ones together", Group: groupGraph, Off: c.offSelection,
		Do: func() tea.Cmd { return m.draw(c, list) }}
	return &metricsPage[*metricRow]{list, func() []ui.Key { return append([]ui.Key{graph}, m.finding(c)...) }}
}

// draw opens the graph of the marked metrics, or of the one under the cursor.
func (m *metricParts) draw(c *Console, list *listPane[*metricRow]) tea.Cmd {
	if list.table.Marks() < 2 {
		return c.enter()
	}
	var metrics []awsclient.Metric
	for _, r := range list.table.Marked() {
		metrics = append(metrics, r.Metric)
	}
	c.Push(newMetricGraph(c, m, metrics[:min(len(metrics), linesAtMost)]))
	if len(metrics) > linesAtMost {
		return c.Say(strconv.Itoa(len(metrics)) + " metrics are marked: the first " + strconv.Itoa(linesAtMost) + " are drawn")
	}
	return nil
}

// finding are the keys that find metrics in other ways than by the steps.
func (m *metricParts) finding(c *Console) []ui.Key {
	return []ui.Key{
		{Keys: []string{"A"}, Label: "search", Help: "ask CloudWatch by namespace, name, dimensions, or for recently active metrics only", Group: groupGraph, Hint: 2,
			Do: run(func() { m.askSearch(c) })},
		m.favouritesKey(c),
	}
}
