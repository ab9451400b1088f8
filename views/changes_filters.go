package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// metricFilterActions change metric filters: one, or those marked.
func metricFilterActions(l *logParts, rows []*metricFilterRow) []Action {
	var actions []Action
	if len(rows) == 1 {
		actions = append(actions, changeFilterAction(l, rows[0]))
	}
	actions = append(actions, deleteFiltersAction(rows))
	if len(rows) == 1 {
		actions = append(actions, createFilterAction(l, rows[0].Group, rows[0].snap))
	}
	return actions
}

// createFilterAction makes a metric filter on a log group.
func createFilterAction(l *logParts, group string, snap *watch.Snapshot) Action {
	a := Action{Name: "create metric filter", Label: "Create a metric filter on " + group, Refs: []Ref{{KindLogGroup, group}}, Busy: "creating a filter",
		Help: "it counts lines that come from now on; those that are there it does not"}
	return l.filterForm(a, snap, nil, awsclient.MetricFilter{Group: group, Value: "1"})
}

// changeFilterAction writes a filter anew, under its name.
func changeFilterAction(l *logParts, r *metricFilterRow) Action {
	a := Action{Name: "change metric filter", Label: "Change " + r.Name, Refs: []Ref{{KindMetricFilter, streamID(r.Group, r.Name)}}, Busy: "changing",
		Help: "it works as changed for lines that come from now on"}
	return l.filterForm(a, r.snap, r.MetricFilter, *r.MetricFilter)
}

// filterForm is the form of a metric filter, with lines of its group to test
// the pattern on: those on the screen of the group's tail, else the newest.
func (l *logParts) filterForm(a Action, snap *watch.Snapshot, before *awsclient.MetricFilter, from awsclient.MetricFilter) Action {
	bench := filterBench{messages: l.onScreen(from.Group), where: "on the tail's screen", before: before}
	for i := range snap.MetricFilters[from.Group].Rows {
		bench.others = append(bench.others, &snap.MetricFilters[from.Group].Rows[i])
	}
	now := snap.Now
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		bench := bench
		if len(bench.messages) == 0 {
			// Lines that cannot be read keep nobody from writing a filter.
			bench.messages, bench.unread = newestMessages(ctx, c, from.Group, now)
			bench.where = "that came last"
		}
		ready := a
		ready.Fields = filterFields(from, before == nil)
		ready.Plan = func(v ui.Values) (Change, error) { return bench.plan(filterOf(from, v, before == nil)) }
		return ready, nil
	}
	return a
}

// filterFields are the fields of a filter. What is missing is refused by the
// plan and not by the fields: the pattern is tried out before all is filled in.
func filterFields(f awsclient.MetricFilter, isNew bool) []ui.Field {
	fallback := ""
	if f.Default != nil {
		fallback = number(*f.Default)
	}
	fields := []ui.Field{
		textField("pattern", "pattern", f.Pattern, "terms such as ERROR -Timeout, { $.latency > 100 }, [ip, ..., status=5*, size] or %regular expression%; empty matches all", nil),
		textField("name", "filter name", f.Name, "unique in the log group", nil),
		textField("namespace", "namespace", f.Namespace, "of the metric; not AWS/", nil),
		textField("metric", "metric", f.Metric, "the metric's name", nil),
		textField("value", "value", f.Value, "what a match counts: a number, or a field of the pattern: $.latency, $size", nil),
		textField("default", "without match", fallback, "the value of minutes that have lines and no match; empty: none", numberWrong),
		choiceField("unit", "unit", unitOf(f), metricfilter.Units(), nil, "of the metric"),
		textField("dimensions", "dimensions", dimensionsText(f.Dimensions), "name=$.field, commas between them, at most three: each new value is a metric, and is paid for", func(v string) string {
			_, err := parseDimensions(v)
			return refusalWords(err)
		}),
	}
	if !isNew {
		return slices.Delete(fields, 1, 2)
	}
	return fields
}

func unitOf(f awsclient.MetricFilter) string {
	if f.Unit == "" {
		return metricfilter.None
	}
	return f.Unit
}

func numberWrong(v string) string {
	if _, err := strconv.ParseFloat(v, 64); err != nil {
		return "not a number"
	}
	return ""
}

// parseDimensions reads "Path=$.path, Host=$.host".
func parseDimensions(text string) ([]awsclient.Dimension, error) {
	var list []awsclient.Dimension
	for _, word := range strings.Split(text, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		name, value, found := strings.Cut(word, "=")
		if !found {
			return nil, errors.New("name=$field, commas between them")
		}
		list = append(list, awsclient.Dimension{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	return list, nil
}

// filterOf is the filter of a form with filterFields.
func filterOf(f awsclient.MetricFilter, v ui.Values, isNew bool) awsclient.MetricFilter {
	f.Pattern, f.Namespace, f.Metric, f.Value = v["pattern"], strings.TrimSpace(v["namespace"]), strings.TrimSpace(v["metric"]), strings.TrimSpace(v["value"])
	if isNew {
		f.Name = strings.TrimSpace(v["name"])
	}
	f.Default, f.Unit = nil, v["unit"]
	if n, err := strconv.ParseFloat(strings.TrimSpace(v["default"]), 64); err == nil {
		f.Default = &n
	}
	if f.Unit == metricfilter.None {
		f.Unit = ""
	}
	f.Dimensions, _ = parseDimensions(v["dimensions"]) // the field was validated
	return f
}

// filterBench is where a filter is tried out.
type filterBench struct {
	messages []string
	where    string // those lines are from
	unread   error  // why there are none
	before   *awsclient.MetricFilter
	others   []*awsclient.MetricFilter // of the group, with the one before
}

func (b *filterBench) plan(f awsclient.MetricFilter) (Change, error) {
	tested, err := b.test(f)
	if err != nil {
		return Change{}, err
	}
	if err := b.refusal(f); err != nil {
		return Change{}, &shown{tested, err}
	}
	var preview []ui.Line
	done := " is created"
	if b.before != nil {
		done = " is changed"
		if preview = filterChanges(*b.before, f); len(preview) == 0 {
			return Change{}, &shown{tested, errors.New("nothing changes")}
		}
	} else {
		preview = []ui.Line{Becomes("metric filter", "", f.Name), Becomes("makes", "", metricMade(f))}
	}
	return Change{
		Preview: append(append(preview, nil), tested...), CLI: filterCommand(f), Done: f.Name + done,
		Run:   func(ctx context.Context, c awsclient.Client) error { return c.PutMetricFilter(ctx, f) },
		Pokes: []watch.Kind{watch.MetricFilters, watch.LogGroups},
	}, nil
}

// refusal is why AWS would not take a filter.
func (b *filterBench) refusal(f awsclient.MetricFilter) error {
	var missing []string
	for _, m := range []struct{ name, value string }{{"filter name", f.Name}, {"namespace", f.Namespace}, {"metric", f.Metric}, {"value", f.Value}} {
		if m.value == "" {
			missing = append(missing, m.name)
		}
	}
	if len(missing) > 0 {
		return errors.New("still needed: " + strings.Join(missing, ", "))
	}
	compiled, err := compiledFilter(&f)
	if err != nil {
		return err
	}
	all := []metricfilter.Compiled{compiled}
	for _, o := range b.others {
		if o.Name == f.Name && b.before == nil {
			return fmt.Errorf("there is a filter %s already: change that one", f.Name)
		}
		if other, err := compiledFilter(o); err == nil && o.Name != f.Name {
			all = append(all, other)
		}
	}
	return metricfilter.ValidateGroup(all)
}

// mostShown is how many of the matched lines are shown.
const mostShown = 4

// test tries a filter's pattern on the lines; the error points at what is
// wrong with the pattern.
func (b *filterBench) test(f awsclient.MetricFilter) ([]ui.Line, error) {
	p, err := logpattern.Parse(f.Pattern)
	var mistake *logpattern.Mistake
	switch {
	case errors.As(err, &mistake):
		return nil, &inPlace{text: f.Pattern, column: mistake.Column() - 1, why: errors.New(mistake.Why + ", at character " + strconv.Itoa(mistake.Column()))}
	case err != nil:
		return nil, err
	case b.unread != nil:
		return []ui.Line{ui.In(themes.Warn, "no lines to test on: "+failureWords(b.unread))}, nil
	case len(b.messages) == 0:
		return []ui.Line{ui.In(themes.Dim, "no lines to test on: the group has none of late")}, nil
	}
	matched := 0
	var lines []ui.Line
	for _, message := range b.messages {
		if !p.Match(message).Matched {
			continue
		}
		if matched++; matched <= mostShown {
			lines = append(lines, ui.Say(ui.Cut(ui.Clean(message), 80)))
			lines = append(lines, sampleLine(f, message)...)
		}
	}
	role := themes.Good
	if matched == 0 {
		role = themes.Warn
	}
	head := ui.Line{{Text: strconv.Itoa(matched) + " of " + ui.Count(len(b.messages), "line") + verbFor(matched), Role: role}, {Text: ", of those " + b.where, Role: themes.Dim}}
	return append([]ui.Line{head}, lines...), nil
}

// sampleLine is what a matched line would count, where the filter is complete.
func sampleLine(f awsclient.MetricFilter, message string) []ui.Line {
	f.Name, f.Namespace, f.Metric = "x", "x", "x" // they do not matter here
	compiled, err := compiledFilter(&f)
	if err != nil {
		return nil
	}
	sample, ok := compiled.Sample(message)
	if !ok {
		return []ui.Line{ui.In(themes.Warn, "  counts nothing: the field is not there or no number")}
	}
	words := "  value " + ui.Number(sample.Value)
	for _, d := range sample.Dimensions {
		words += "  " + d.Name + "=" + d.Value
	}
	return []ui.Line{ui.In(themes.Dim, words)}
}

// metricMade is what a filter makes, in words.
func metricMade(f awsclient.MetricFilter) string {
	return f.Namespace + " " + f.Metric + " = " + f.Value
}

// filterChanges are the lines of what changes in a filter.
func filterChanges(from, to awsclient.MetricFilter) []ui.Line {
	fallback := func(f awsclient.MetricFilter) string {
		if f.Default == nil {
			return none
		}
		return number(*f.Default)
	}
	text := func(s string) string {
		if s == "" {
			return none
		}
		return s
	}
	var lines []ui.Line
	for _, m := range []struct{ name, from, to string }{
		{"pattern", text(from.Pattern), text(to.Pattern)}, {"makes", metricMade(from), metricMade(to)}, {"without match", fallback(from), fallback(to)},
		{"unit", unitOf(from), unitOf(to)}, {"dimensions", text(dimensionsText(from.Dimensions)), text(dimensionsText(to.Dimensions))},
	} {
		if m.from != m.to {
			lines = append(lines, Becomes(m.name, m.from, m.to))
		}
	}
	return lines
}

func filterCommand(f awsclient.MetricFilter) string {
	dimensions := object{}
	for _, d := range f.Dimensions {
		dimensions = append(dimensions, member{d.Name, d.Value})
	}
	transformation := object{{"metricName", f.Metric}, {"metricNamespace", f.Namespace}, {"metricValue", f.Value}, {"defaultValue", f.Default}, {"unit", f.Unit}, {"dimensions", dimensions}}
	return append(aws("logs", "put-metric-filter").opt("--log-group-name", f.Group).opt("--filter-name", f.Name), "--filter-pattern", f.Pattern,
		"--metric-transformations", transformation.text()).String()
}

// deleteFiltersAction deletes metric filters.
func deleteFiltersAction(rows []*metricFilterRow) Action {
	name, refs := rows[0].Name, []Ref{}
	if len(rows) > 1 {
		name = ui.Count(len(rows), "metric filter")
	}
	for _, r := range rows {
		refs = append(refs, Ref{KindMetricFilter, streamID(r.Group, r.Name)})
	}
	a := Action{Name: "delete metric filter", Label: "Delete " + name, Help: "the metric stays as it is, and gets no more data", Type: name, Refs: refs, Busy: "deleting"}
	a.Plan = func(ui.Values) (Change, error) {
		change := Change{Done: name + " is deleted", Pokes: []watch.Kind{watch.MetricFilters, watch.LogGroups}}
		for _, r := range rows {
			change.Preview = append(change.Preview, ui.Say(r.Name+" of "+r.Group+" is gone"))
			for _, alarm := range alarmsOnFilter(r.snap, r) {
				change.Preview = append(change.Preview, ui.In(themes.Warn, "the alarm "+alarm+" stays, and has nothing to judge"))
			}
			change.CLIs = append(change.CLIs, aws("logs", "delete-metric-filter").opt("--log-group-name", r.Group).opt("--filter-name", r.Name).String())
		}
		change.Run = func(ctx context.Context, c awsclient.Client) error {
			for _, r := range rows {
				if err := c.DeleteMetricFilter(ctx, r.Group, r.Name); err != nil {
					return err
				}
			}
			return nil
		}
		return change, nil
	}
	return a
}
