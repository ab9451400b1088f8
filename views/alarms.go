package views

import (
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// alarmRow is an alarm with what ties it to the rest.
type alarmRow struct {
	*awsclient.Alarm
	*scene
}

// alarms is the kind of CloudWatch's metric alarms.
func alarms(ties *Ties, glyphs *themes.Glyphs) *Kind[alarmRow] {
	k := &Kind[alarmRow]{
		Name:    KindAlarm,
		Title:   "Alarms",
		Aliases: []string{"alarm", "cw"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.Alarm] { return s.Alarms },
			func(a *awsclient.Alarm, sc *scene) alarmRow { return alarmRow{a, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.Alarms) },
		ID:          func(a alarmRow) string { return a.Name },
		ARN:         func(a alarmRow) string { return a.ARN },
		Columns:     alarmColumns,
		Issue:       alarmIssue,
		Detail:      alarmDetail,
		DetailWants: func(a alarmRow) []watch.Want { return []watch.Want{alarmWant(a)} },
		Links:       alarmLinks,
		JSON:        func(a alarmRow) any { return *a.Alarm },
		CLI: func(a alarmRow) string {
			return Command("aws", "cloudwatch", "describe-alarms", "--alarm-names", a.Name)
		},
	}
	k.Tabs = []Tab[alarmRow]{{Name: "Metric", Open: func(c *Console, id string) Pane { return newGraphPage(c, alarmGraphs(k, id)) }}}
	return k
}

func alarmColumns() []ui.Column[alarmRow] {
	return []ui.Column[alarmRow]{
		{Title: "ALARM", Field: "name", Max: 48, Cell: func(a alarmRow) ui.Cell { return ui.Say(a.Name) }},
		{Title: "STATE", Field: "state", Width: 10, Cell: alarmState, Value: func(a alarmRow) string { return a.State }},
		{Title: "SINCE", Field: "since", Width: 5, Right: true, Volatile: true, Cell: func(a alarmRow) ui.Cell { return ui.In(themes.Dim, ui.Age(a.snap.Now, a.Updated)) },
			Compare: func(x, y alarmRow) int { return y.Updated.Compare(x.Updated) }},
		{Title: "CONDITION", Field: "condition", Max: 60, Priority: 2, Cell: func(a alarmRow) ui.Cell { return ui.Say(AlarmWords(a.Alarm)) }},
	}
}

func alarmState(a alarmRow) ui.Cell {
	switch a.State {
	case "ALARM":
		role := themes.Dim
		if alarming(a.Alarm) {
			role = themes.Bad
		}
		return ui.Cell{{Text: a.glyphs.Trouble + " ", Role: role}, {Text: "alarm", Role: role}}
	case "OK":
		return ui.Cell{{Text: a.glyphs.Healthy + " ", Role: themes.Good}, {Text: "ok"}}
	default:
		return ui.Cell{{Text: a.glyphs.Quiet + " ", Role: themes.Dim}, {Text: "no data", Role: themes.Dim}}
	}
}

func alarmIssue(a alarmRow) Issue {
	if a.State != "ALARM" {
		return Issue{}
	}
	return Issue{a.Reason, alarming(a.Alarm)}
}

// alarming tells whether an alarm that fires means trouble. The low alarm of a
// target tracking policy does not: it fires whenever a group has capacity to
// spare, and that is how the policy scales in.
func alarming(a *awsclient.Alarm) bool {
	return a.State == "ALARM" && !(strings.HasPrefix(a.Name, "TargetTracking-") && strings.Contains(a.Name, "-AlarmLow-"))
}

func alarmDetail(c *Console, a alarmRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Alarm")
	d.Pair("name", a.Name)
	d.Pair("description", a.Description)
	d.Row("state", alarmState(a))
	d.Pair("since", momentWithAge(a.Updated, c.snap.Now))
	d.Pair("reason", a.Reason)
	d.Pair("arn", a.ARN)
	d.Heading("Condition")
	d.Pair("metric", a.Metric.Namespace+" "+a.Metric.Name)
	d.Pair("statistic", a.Metric.Statistic+" of "+ui.Exact(a.Metric.Period))
	for _, dim := range a.Metric.Dimensions {
		d.Pair(dim.Name, dim.Value)
	}
	d.Pair("fires when", AlarmWords(a.Alarm))
	d.Pair("missing data", a.MissingData)
	d.Heading("Actions")
	d.Pair("enabled", strconv.FormatBool(a.ActionsEnabled))
	for _, side := range []struct {
		name string
		arns []string
	}{{"on alarm", a.AlarmActions}, {"on ok", a.OKActions}, {"on no data", a.NoDataActions}} {
		for _, arn := range side.arns {
			d.Pair(side.name, arn)
		}
	}
	return d
}

// alarmRange is how far back an alarm's graph goes: enough to see what led to
// it.
const alarmRange = 3 * time.Hour

func alarmWant(a alarmRow) watch.Want { return watch.Graph(a.Metric, alarmRange) }

func alarmGraphs(k *Kind[alarmRow], id string) func(*watch.Snapshot) []graphSpec {
	return func(s *watch.Snapshot) []graphSpec {
		a, ok := k.row(s, id)
		if !ok {
			return nil
		}
		level := ui.Level{Value: a.Threshold, Label: "threshold " + ui.Number(a.Threshold), Role: themes.Bad}
		return []graphSpec{{title: a.Metric.Name + ", " + a.Metric.Statistic, unit: ui.Number, hi: a.Threshold * 1.2,
			lines: []graphLine{{a.Metric.Name, alarmWant(a)}}, levels: []ui.Level{level}}}
	}
}

// alarmLinks lead to what the alarm's metric is about.
func alarmLinks(s *watch.Snapshot, a alarmRow) []Link {
	var links []Link
	for _, d := range a.Metric.Dimensions {
		switch d.Name {
		case "InstanceId":
			links = append(links, Link{Label: "instance", Kind: KindInstance, IDs: []string{d.Value}})
		case "AutoScalingGroupName":
			links = append(links, Link{Label: "group", Kind: KindGroup, IDs: []string{d.Value}})
		case "LoadBalancer":
			links = append(links, Link{Label: "balancer", Kind: KindBalancer, IDs: balancersNamed(s, d.Value)})
		}
	}
	return links
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
