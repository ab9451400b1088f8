package views

import (
	"math"
	"strconv"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// alarmRow is an alarm with what ties it to the rest.
type alarmRow struct {
	*awsclient.Alarm
	*scene
}

// alarmEntries are the lines of All: the pane, and what happened to alarms.
func alarmEntries(ties *Ties, glyphs *themes.Glyphs) []Entry {
	changes := alarmChanges(glyphs)
	return []Entry{
		{Digit: "7", Title: "Alarms", Kind: alarms(ties, glyphs, changes)},
		{Title: "Alarm history", Kind: changes},
	}
}

// alarms is the kind of CloudWatch's alarms, on metrics and composite.
func alarms(ties *Ties, glyphs *themes.Glyphs, changes *Kind[*changeRow]) *Kind[*alarmRow] {
	k := &Kind[*alarmRow]{
		Name:    KindAlarm,
		Title:   "Alarms",
		Aliases: []string{"alarm", "cw"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.Alarm] { return s.Alarms },
			func(a *awsclient.Alarm, sc *scene) *alarmRow { return &alarmRow{a, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.Alarms) },
		RowWants:    func(a *alarmRow) []watch.Want { return alarmWants(a.Alarm) },
		ID:          func(a *alarmRow) string { return a.Name },
		ARN:         func(a *alarmRow) string { return a.ARN },
		Columns:     alarmColumns,
		Issue:       alarmIssue,
		Detail:      alarmDetail,
		DetailWants: func(a *alarmRow) []watch.Want { return append(alarmWants(a.Alarm), wantAll(watch.Policies)...) },
		Links:       alarmLinks,
		Actions:     alarmRowActions,
		Makes: func(s *watch.Snapshot) []Action {
			return []Action{createAlarmAction(s, glyphs), createCompositeAction(s, glyphs)}
		},
		JSON: func(a *alarmRow) any { return *a.Alarm },
		CLI: func(a *alarmRow) string {
			words := []string{"aws", "cloudwatch", "describe-alarms", "--alarm-names", a.Name}
			if a.Composite() {
				words = append(words, "--alarm-types", "CompositeAlarm")
			}
			return Command(words...)
		},
	}
	k.Tabs = []Tab[*alarmRow]{
		{Name: "Now", First: true, Open: func(c *Console, id string) Pane { return newAlarmNow(c, k, id) }},
		{Name: "History", First: true, Open: func(c *Console, id string) Pane { return newAlarmHistory(c, changes, id) }},
		{Name: "Actions", First: true, Count: func(_ *watch.Snapshot, a *alarmRow) int { return actionCount(a.Alarm) },
			Open: func(c *Console, id string) Pane { return DocPage(c, k, id, alarmActions) }},
	}
	return k
}

func alarmColumns() []ui.Column[*alarmRow] {
	return []ui.Column[*alarmRow]{
		{Title: "ALARM", Field: "name", Min: 16, Max: 48, Cell: func(a *alarmRow) ui.Cell { return ui.Say(a.Name) }},
		{Title: "STATE", Field: "state", Width: 9, Cell: func(a *alarmRow) ui.Cell { return alarmStateCell(a.Alarm, a.glyphs) }, Value: func(a *alarmRow) string { return a.State }},
		{Title: "SINCE", Field: "since", Width: 5, Right: true, Volatile: true, Cell: func(a *alarmRow) ui.Cell { return ui.In(themes.Dim, ui.Age(a.snap.Now, a.Updated)) },
			Compare: func(x, y *alarmRow) int { return y.Updated.Compare(x.Updated) }},
		{Title: "NOW", Field: "now", Width: 7, Right: true, Volatile: true, Priority: 2, Cell: alarmValue, Compare: func(x, y *alarmRow) int { return compareValues(x.value(), y.value()) }},
		{Title: "FIRES WHEN", Field: "condition", Min: 20, Max: 56, Priority: 1, Cell: func(a *alarmRow) ui.Cell { return ui.Say(AlarmWords(a.Alarm)) }},
		{Title: "OF", Field: "of", Min: 10, Max: 40, Priority: 4, Cell: func(a *alarmRow) ui.Cell { return ui.In(themes.Dim, alarmAbout(a.Alarm)) }},
		{Title: "ACTIONS", Field: "actions", Width: 7, Right: true, Priority: 3, Cell: func(a *alarmRow) ui.Cell { return ui.In(themes.Dim, actionsWord(a.Alarm)) }},
	}
}

// alarmAbout is what an alarm looks at: the values of its metric's dimensions.
func alarmAbout(a *awsclient.Alarm) string {
	if a.Composite() {
		return "other alarms"
	}
	return dimensionValues(a.Metric.Dimensions)
}

// value is the newest point of what the alarm looks at, NaN when there is
// none.
func (a *alarmRow) value() float64 {
	points, err := alarmPoints(a.snap, a.Alarm)
	if err != nil {
		return math.NaN()
	}
	return lastValue(points)
}

// compareValues puts what is not known before all that is.
func compareValues(a, b float64) int {
	switch {
	case a == b || math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a) || a < b:
		return -1
	}
	return 1
}

func alarmValue(a *alarmRow) ui.Cell {
	v := a.value()
	if math.IsNaN(v) {
		for _, w := range alarmWants(a.Alarm) {
			if line := seriesTrouble(a.snap, w); line != nil {
				return line
			}
		}
		return nil
	}
	return ui.Say(alarmMeasure(a.Alarm).number(v))
}

// alarmMeasure is what an alarm's value is measured in.
func alarmMeasure(a *awsclient.Alarm) measure {
	return measureOf(metricOf(a.Metric), a.Metric.Statistic)
}

func alarmStateCell(a *awsclient.Alarm, g *themes.Glyphs) ui.Cell {
	switch a.State {
	case "ALARM":
		role := themes.Dim
		if alarming(a) {
			role = themes.Bad
		}
		return ui.Cell{{Text: g.Trouble + " ", Role: role}, {Text: "alarm", Role: role}}
	case "OK":
		return ui.Cell{{Text: g.Healthy + " ", Role: themes.Good}, {Text: "ok"}}
	default:
		return ui.Cell{{Text: g.Quiet + " ", Role: themes.Dim}, {Text: "no data", Role: themes.Dim}}
	}
}

// stateWord is a state in the words of the screen.
func stateWord(state string) string {
	switch state {
	case "ALARM":
		return "alarm"
	case "OK":
		return "ok"
	}
	return "no data"
}

func alarmIssue(a *alarmRow) Issue {
	if a.State != "ALARM" {
		return Issue{}
	}
	return Issue{alarmReason(a.Alarm), alarming(a.Alarm)}
}

// alarmReason is AWS's reason without what the state tells already, and with
// alarms by name.
func alarmReason(a *awsclient.Alarm) string { return timeline.AlarmReason(a.Reason) }

// alarming tells whether an alarm that fires means trouble. The low alarm of a
// target tracking policy does not.
func alarming(a *awsclient.Alarm) bool { return a.State == "ALARM" && !timeline.SpareCapacity(a.Name) }

func alarmDetail(c *Console, a *alarmRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Alarm")
	d.Pair("name", a.Name)
	d.Pair("description", a.Description)
	d.Row("state", alarmStateCell(a.Alarm, a.glyphs))
	d.Pair("since", momentWithAge(a.Updated, c.snap.Now))
	d.Pair("reason", a.Reason)
	d.Pair("actions", actionsWord(a.Alarm))
	d.Pair("arn", a.ARN)
	if a.Composite() {
		d.Heading("Rule")
		d.Code(a.Rule)
		if a.Suppressor != "" {
			d.Heading("Actions wait for")
			c.LinkTo(d, "alarm", ui.Say(arnName(a.Suppressor)), Ref{KindAlarm, arnName(a.Suppressor)})
			d.Pair("at most", ui.Exact(a.Wait))
			d.Pair("and after it", ui.Exact(a.Extension))
		}
		return d
	}
	d.Heading("Condition")
	d.Pair("fires when", AlarmWords(a.Alarm))
	d.Pair("missing data", missingWords(a.MissingData))
	alarmMetrics(c, d, a.Alarm)
	return d
}

// alarmMetrics tells what an alarm compares: a metric, or an expression and
// what it is made of.
func alarmMetrics(c *Console, d *ui.Document, a *awsclient.Alarm) {
	for _, q := range a.Queries {
		if q.Expression != "" {
			d.Pair(q.ID, q.Expression)
		}
	}
	for i, q := range alarmQueries(a) {
		name := "metric"
		if len(a.Queries) > 1 {
			name = metricQueries(a)[i].ID
		}
		c.LinkTo(d, name, ui.Say(q.Namespace+" "+q.Name), Ref{KindMetric, metricOf(q).Key()})
		d.Pair("statistic", q.Statistic+" of "+ui.Exact(q.Period))
		for _, dim := range q.Dimensions {
			d.Pair(dim.Name, dim.Value)
		}
	}
}

// missingWords say what an alarm makes of periods without data.
func missingWords(treatment string) string {
	switch treatment {
	case "breaching":
		return "counts as breaching"
	case "notBreaching":
		return "counts as not breaching"
	case "ignore":
		return "is ignored: the state is kept"
	}
	return "is looked past, and without any the state is no data"
}

// alarmLinks lead to what the alarm's metric is about, and to the metric.
func alarmLinks(s *watch.Snapshot, a *alarmRow) []Link {
	if a.Composite() {
		return []Link{{Label: "alarms of its rule", Kind: KindAlarm, IDs: ruleAlarms(a.Alarm)}}
	}
	var links []Link
	var keys []string
	for _, q := range alarmQueries(a.Alarm) {
		links = append(links, dimensionLinks(s, q.Dimensions)...)
		keys = append(keys, metricOf(q).Key())
	}
	links = append(links, Link{Label: "metric", Kind: KindMetric, IDs: keys})
	if policies := policiesOf(a.Alarm); len(policies) > 0 {
		links = append(links, Link{Label: "policies", Kind: KindPolicy, IDs: policies})
	}
	return append(links, Link{Label: "composite alarms", Kind: KindAlarm, IDs: parentsOf(s, a.Name)})
}

// balancersNamed are the ARNs of the balancers that CloudWatch names so.
func balancersNamed(s *watch.Snapshot, dimension string) []string {
	var arns []string
	for i := range s.Balancers.Rows {
		if BalancerDimension(s.Balancers.Rows[i].ARN) == dimension {
			arns = append(arns, s.Balancers.Rows[i].ARN)
		}
	}
	return arns
}

// actionsWord is how many things an alarm does, or that it does none of them.
func actionsWord(a *awsclient.Alarm) string {
	switch n := actionCount(a); {
	case n == 0:
		return "none"
	case !a.ActionsEnabled:
		return "off"
	default:
		return strconv.Itoa(n)
	}
}

func actionCount(a *awsclient.Alarm) int {
	return len(a.AlarmActions) + len(a.OKActions) + len(a.NoDataActions)
}
