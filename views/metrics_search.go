package views

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// askSearch asks for what CloudWatch itself can filter metrics by, and opens
// what it finds.
func (m *metricParts) askSearch(c *Console) {
	f := ui.NewForm("Search metrics",
		ui.Field{Name: "namespace", Label: "namespace", Help: "exact, such as AWS/EC2; empty for all"},
		ui.Field{Name: "name", Label: "metric", Help: "exact, such as CPUUtilization; empty for all"},
		ui.Field{Name: "dimensions", Label: "dimensions", Help: "Name or Name=value, several with commas; a metric must have all of them", Validate: func(text string, _ ui.Values) string {
			if _, err := readDimensions(text); err != nil {
				return err.Error()
			}
			return ""
		}},
		ui.Field{Name: "active", Label: "recently active", Kind: ui.ToggleField, Help: "only those with data in the last three hours"})
	f.Submit = "search"
	f.Preview = func(v ui.Values) []ui.Line { return []ui.Line{ui.In(themes.Code, searchCommand(searchOf(v)))} }
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) { m.open(c, searchOf(v)); return nil, nil }
	c.dialogs.Open(f)
}

// searchOf reads the form; what is wrong with it was said while typing.
func searchOf(v ui.Values) awsclient.MetricSearch {
	dimensions, err := readDimensions(v["dimensions"])
	if err != nil {
		dimensions = nil
	}
	return awsclient.MetricSearch{Namespace: strings.TrimSpace(v["namespace"]), Name: strings.TrimSpace(v["name"]), Dimensions: dimensions, RecentlyActive: v.Bool("active")}
}

// readDimensions reads "Name=value, Name".
func readDimensions(text string) ([]awsclient.Dimension, error) {
	const most = 10 // filters of one ListMetrics
	var all []awsclient.Dimension
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if strings.TrimSpace(name) == "" {
			return nil, errors.New("a dimension needs a name before the =")
		}
		all = append(all, awsclient.Dimension{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	if len(all) > most {
		return nil, errors.New("CloudWatch takes ten dimensions at most")
	}
	return all, nil
}

func searchCommand(s awsclient.MetricSearch) string {
	words := []string{"aws", "cloudwatch", "list-metrics"}
	if s.Namespace != "" {
		words = append(words, "--namespace", s.Namespace)
	}
	if s.Name != "" {
		words = append(words, "--metric-name", s.Name)
	}
	if len(s.Dimensions) > 0 {
		words = append(words, "--dimensions")
	}
	for _, d := range s.Dimensions {
		if d.Value == "" {
			words = append(words, "Name="+d.Name)
		} else {
			words = append(words, "Name="+d.Name+",Value="+d.Value)
		}
	}
	if s.RecentlyActive {
		words = append(words, "--recently-active", "PT3H")
	}
	return Command(words...)
}

// searchWords name a search in the breadcrumbs.
func searchWords(s awsclient.MetricSearch) string {
	words := []string{"search"}
	for _, w := range []string{s.Namespace, s.Name} {
		if w != "" {
			words = append(words, w)
		}
	}
	for _, d := range s.Dimensions {
		words = append(words, strings.TrimSuffix(d.Name+"="+d.Value, "="))
	}
	if s.RecentlyActive {
		words = append(words, "recently active")
	}
	return strings.Join(words, " ")
}

// open shows what a search finds.
func (m *metricParts) open(c *Console, search awsclient.MetricSearch) {
	want := watch.MetricsLike(search)
	var from identity
	var rows []*metricRow
	found := func(s *watch.Snapshot) watch.Feed[*metricRow] {
		m.book.at(s)
		feed := s.Metrics[want.Key]
		if is := identify(feed.Rows); rows == nil || is != from {
			from, rows = is, make([]*metricRow, len(feed.Rows))
			for i := range feed.Rows {
				rows[i] = m.book.row(feed.Rows[i])
			}
		}
		return carried(feed, rows)
	}
	p := newListPane(c, m.metrics, found, append(wantMetrics(), want))
	p.title = searchWords(search)
	c.Push(m.metricPage(c, p))
}
