package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/metricmath"
	"fleetglass/themes"
	"fleetglass/ui"
)

// formula is an expression that was typed in, with the id that later ones may
// name it by.
type formula struct{ id, text string }

// lineID is the id of the n-th metric of a graph in expressions.
func lineID(n int) string { return "m" + strconv.Itoa(n+1) }

// readFormulas reads expressions for metricmath.
func readFormulas(formulas []formula) ([]metricmath.Query, error) {
	queries := make([]metricmath.Query, len(formulas))
	for i, f := range formulas {
		e, err := metricmath.Parse(f.text)
		if err != nil {
			return nil, err
		}
		queries[i] = metricmath.Query{ID: f.id, Expression: e}
	}
	return queries, nil
}

// computed are the results of expressions over a graph's metrics, by id.
func computed(metrics []metricmath.Series, formulas []formula, from, to time.Time) (map[string]metricmath.Value, error) {
	queries, err := readFormulas(formulas)
	if err != nil {
		return nil, err
	}
	return metricmath.EvalAll(metricmath.Env{Metrics: metrics, Start: from, End: to}, queries)
}

// mathSeries is a metric's points as expressions take them.
func mathSeries(id string, q awsclient.MetricQuery, points []awsclient.Point) metricmath.Series {
	s := metricmath.Series{ID: id, Label: q.Name, Period: q.Period, Points: make([]metricmath.Point, len(points))}
	for i, p := range points {
		s.Points[i] = metricmath.Point{At: p.At, Value: p.Value}
	}
	return s
}

// mistake is what is wrong with an expression, and where: the character
// counted from 0, -1 when no place is to blame.
func mistake(err error) (at int, why string) {
	text := err.Error()
	if _, rest, found := strings.Cut(text, ": "); found {
		text = rest // without AWS's code
	}
	var place int
	if n, scanErr := fmt.Sscanf(text, "Error in expression at character %d: ", &place); n == 1 && scanErr == nil {
		_, why, _ = strings.Cut(text, ": ")
		return place - 1, why
	}
	if rest, named := strings.CutPrefix(text, "Error in expression "); named {
		_, text, _ = strings.Cut(rest, ": ")
	}
	return -1, text
}

// pointedOut is an expression with a sign under the place that is wrong.
func pointedOut(text string, err error) []ui.Line {
	at, why := mistake(err)
	if at < 0 || at > len(text) {
		return []ui.Line{ui.In(themes.Bad, why)}
	}
	return []ui.Line{ui.In(themes.Code, text), ui.In(themes.Bad, strings.Repeat(" ", ui.Width(text[:at]))+"^ "+why)}
}

// askFormula asks for an expression over a graph's metrics. wrong is why one
// cannot be taken, nil when it can; add takes it.
func askFormula(c *Console, ids string, wrong func(text string) error, add func(text string)) {
	const name = "expression"
	f := ui.NewForm("Draw an expression", ui.Field{Name: name, Label: "expression", Needed: true, Help: ids + "; such as 100 * m1 / (m1 + m2), RATE(m1), FILL(m1, 0)",
		Validate: func(text string, _ ui.Values) string {
			if err := wrong(text); text != "" && err != nil {
				_, why := mistake(err)
				return why
			}
			return ""
		}})
	f.Submit = "draw it"
	f.Preview = func(v ui.Values) []ui.Line {
		if err := wrong(v[name]); v[name] != "" && err != nil {
			return pointedOut(v[name], err)
		}
		return []ui.Line{ui.In(themes.Dim, "computed here, of the points that are drawn")}
	}
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) { add(v[name]); return nil, nil }
	c.dialogs.Open(f)
}
