package views

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/semantics/composite"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// alarmForm is what the form of an alarm works from.
type alarmForm struct {
	snap   *watch.Snapshot
	glyphs *themes.Glyphs
	now    time.Time
	old    *awsclient.Alarm // nil for one that is to be made
	begin  awsclient.Alarm  // what the form shows at first
	topics []awsclient.Topic
	back   time.Duration // how far the strip goes back
	seen   []awsclient.Series
	points []awsclient.Point // of metric math, which the form leaves as it is
}

// createAlarmAction makes an alarm on a metric, chosen by namespace.
func createAlarmAction(s *watch.Snapshot, glyphs *themes.Glyphs) Action {
	a := Action{Name: "create alarm", Label: "Create an alarm on a metric", Busy: "creating", Help: "choose what it watches; the form shows how it would have behaved"}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		metrics, err := c.Metrics(ctx, awsclient.MetricSearch{})
		if err != nil {
			return Action{}, err
		}
		if len(metrics) == 0 {
			return Action{}, errors.New("there are no metrics yet: CloudWatch lists one some minutes after its first data")
		}
		a.Menu = namespaceMenu(s, glyphs, metrics)
		a.Prepare = nil
		return a, nil
	}
	return a
}

func namespaceMenu(s *watch.Snapshot, glyphs *themes.Glyphs, metrics []awsclient.Metric) []Action {
	var menu []Action
	for _, m := range metrics {
		if n := len(menu); n == 0 || menu[n-1].Label != m.Namespace {
			menu = append(menu, Action{Name: "create alarm", Label: m.Namespace})
		}
		last := &menu[len(menu)-1]
		last.Menu = append(last.Menu, metricAlarmAction(s, glyphs, m))
		last.Detail = ui.Count(len(last.Menu), "metric")
	}
	return menu
}

func metricAlarmAction(s *watch.Snapshot, glyphs *themes.Glyphs, m awsclient.Metric) Action {
	a := Action{Name: "create alarm", Label: strings.TrimSpace(m.Name + " " + dimensionValues(m.Dimensions)), Busy: "creating"}
	begin := awsclient.Alarm{Comparison: alarm.GreaterThan, Periods: 3, DatapointsToAlarm: 2, MissingData: alarm.Missing, ActionsEnabled: true,
		Metric: awsclient.MetricQuery{Namespace: m.Namespace, Name: m.Name, Dimensions: m.Dimensions, Statistic: "Average", Period: 5 * time.Minute}}
	f := &alarmForm{snap: s, glyphs: glyphs, now: s.Now, begin: begin, back: 6 * time.Hour}
	if !strings.HasPrefix(m.Namespace, "AWS/") { // points under a minute are kept for three hours
		f.back = 3 * time.Hour
	}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) { return f.prepared(ctx, c, a) }
	return a
}

// changeAlarmAction changes an alarm's condition and actions.
func changeAlarmAction(s *watch.Snapshot, r *alarmRow) Action {
	a := Action{Name: "change alarm", Label: "Change " + r.Name, Refs: alarmRefs([]*alarmRow{r}), Busy: "changing", Help: "its condition, its actions; the form shows how it would have behaved"}
	f := &alarmForm{snap: s, glyphs: r.glyphs, now: s.Now, old: r.Alarm, begin: *r.Alarm, back: max(6*time.Hour, alarmSpan(r.Alarm))}
	switch {
	case r.Composite():
		a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) { return f.overOthers(ctx, c, a) }
		return a
	case alarm.OperatorText(r.Comparison) == "":
		a.Off = "a band of anomaly detection is not changed here"
		return a
	}
	if len(r.Queries) > 0 {
		f.back = alarmSpan(r.Alarm)
		f.points, _ = alarmPoints(s, r.Alarm)
	}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) { return f.prepared(ctx, c, a) }
	return a
}

// createCompositeAction makes an alarm over other alarms.
func createCompositeAction(s *watch.Snapshot, glyphs *themes.Glyphs) Action {
	a := Action{Name: "create composite alarm", Label: "Create an alarm over other alarms", Busy: "creating", Help: "a rule such as ALARM(cpu) AND NOT ALARM(deployment)"}
	f := &alarmForm{snap: s, glyphs: glyphs, now: s.Now, begin: awsclient.Alarm{ActionsEnabled: true}}
	if len(s.Alarms.Rows) == 0 {
		a.Off = "there are no alarms to watch"
	}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) { return f.overOthers(ctx, c, a) }
	return a
}

// statistics and periods that the form offers.
func alarmStatistics() []string {
	return []string{"Average", "Minimum", "Maximum", "Sum", "SampleCount", "p50", "p90", "p99"}
}

func alarmPeriods(namespace string) []time.Duration {
	periods := []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}
	if !strings.HasPrefix(namespace, "AWS/") { // only custom metrics have a high resolution
		periods = append([]time.Duration{10 * time.Second, 30 * time.Second}, periods...)
	}
	return periods
}

// lookTopics are the topics that can be told; without the right to list them
// there are none to choose.
func lookTopics(ctx context.Context, c awsclient.Client) ([]awsclient.Topic, error) {
	topics, err := c.Topics(ctx)
	if err != nil && awsclient.KindOf(err) != awsclient.Denied {
		return nil, err
	}
	return topics, nil
}

// prepared is the action with its form, once topics and datapoints are there.
func (f *alarmForm) prepared(ctx context.Context, c awsclient.Client, a Action) (Action, error) {
	var err error
	if f.topics, err = lookTopics(ctx, c); err != nil {
		return Action{}, err
	}
	if len(f.begin.Queries) == 0 {
		var queries []awsclient.MetricQuery
		for _, statistic := range f.statistics() {
			for _, period := range f.periods() {
				q := f.begin.Metric
				q.Statistic, q.Period = statistic, period
				queries = append(queries, q)
			}
		}
		if f.seen, err = c.Series(ctx, queries, f.now.Add(-f.back), f.now); err != nil {
			return Action{}, err
		}
	}
	a.Prepare, a.Fields, a.Plan = nil, f.fields(), f.plan
	return a, nil
}

func (f *alarmForm) statistics() []string { return with(alarmStatistics(), f.begin.Metric.Statistic) }

func (f *alarmForm) periods() []time.Duration {
	return with(alarmPeriods(f.begin.Metric.Namespace), f.begin.Metric.Period)
}

func with[T comparable](choices []T, one T) []T {
	if slices.Contains(choices, one) {
		return choices
	}
	return append(choices, one)
}

// alarmNameWrong is the rule of alarms' names (shape AlarmName).
func alarmNameWrong(v string) string { return tooLong(v, 255) }

func floatWrong(v string) string {
	if _, err := strconv.ParseFloat(v, 64); err != nil {
		return "a number"
	}
	return ""
}

func (f *alarmForm) fields() []ui.Field {
	var fields []ui.Field
	if f.old == nil {
		fields = append(fields, needed(textField("name", "name", "", "1 to 255 characters", alarmNameWrong)))
	}
	b := &f.begin
	if len(b.Queries) == 0 {
		var periods []string
		for _, p := range f.periods() {
			periods = append(periods, strconv.Itoa(int(p/time.Second)))
		}
		fields = append(fields, choiceField("statistic", "statistic", b.Metric.Statistic, f.statistics(), nil, "how the data of a period becomes one number"),
			choiceField("period", "period", strconv.Itoa(int(b.Metric.Period/time.Second)), periods, periodWords, "the length of one datapoint"))
	}
	comparisons := []string{alarm.GreaterThan, alarm.GreaterThanOrEqual, alarm.LessThan, alarm.LessThanOrEqual}
	threshold := ""
	if f.old != nil {
		threshold = number(b.Threshold)
	}
	fields = append(fields,
		choiceField("comparison", "fires when", b.Comparison, comparisons, alarm.OperatorText, "which side of the threshold is bad"),
		needed(textField("threshold", "threshold", threshold, "the number that values are compared with", floatWrong)),
		f.ruled(needed(numberField("periods", "periods", strconv.Itoa(b.Periods), 1, 604800, "evaluation periods: how many are compared"))),
		f.ruled(needed(numberField("datapoints", "that must breach", strconv.Itoa(b.DatapointsToAlarm), 1, 604800, "datapoints to alarm: how many of those"))),
		choiceField("missing", "missing data", b.MissingData, []string{alarm.Missing, alarm.Ignore, alarm.Breaching, alarm.NotBreaching}, nil, "what periods without data count as"))
	return append(fields, f.actionFields()...)
}

func periodWords(seconds string) string {
	n, _ := strconv.Atoi(seconds)
	return ui.Exact(time.Duration(n) * time.Second)
}

// ruled adds AWS's rules about the whole condition to a field's own.
func (f *alarmForm) ruled(field ui.Field) ui.Field {
	own := field.Validate
	field.Validate = func(v string, all ui.Values) string {
		if wrong := own(v, all); wrong != "" {
			return wrong
		}
		a := f.wanted(all)
		return refusalWords(alarmRule(&a).Validate())
	}
	return field
}

// actionFields ask for what the alarm does.
func (f *alarmForm) actionFields() []ui.Field {
	var arns []string
	for _, t := range f.topics {
		arns = append(arns, t.ARN)
	}
	for i := range f.snap.Policies.Rows {
		if p := &f.snap.Policies.Rows[i]; p.Type == "StepScaling" || p.Type == "SimpleScaling" {
			arns = append(arns, p.ARN)
		}
	}
	multi := func(name, label string, picked []string) ui.Field {
		return multiField(name, label, picked, slices.Clone(arns), alarmActionWords, "up to 5: topics to tell, scaling policies to run")
	}
	b := &f.begin
	fields := []ui.Field{multi("alarm", "on alarm it", b.AlarmActions), multi("ok", "on ok it", b.OKActions), multi("nodata", "without data it", b.NoDataActions)}
	for i := range fields {
		fields[i].Validate = func(v string, _ ui.Values) string {
			if strings.Count(v, ",") >= 5 {
				return "at most 5 actions"
			}
			return ""
		}
	}
	return append(fields, toggleField("on", "actions on", b.ActionsEnabled, "off: its state changes and nothing follows"),
		textField("description", "description", b.Description, "at most 1024 characters", func(v string) string { return tooLong(v, 1024) }))
}

// does fills in what the action fields say.
func does(a *awsclient.Alarm, v ui.Values) {
	a.AlarmActions, a.OKActions, a.NoDataActions = v.List("alarm"), v.List("ok"), v.List("nodata")
	a.ActionsEnabled, a.Description = v.Bool("on"), strings.TrimSpace(v["description"])
}

// wanted is the alarm that the form asks for.
func (f *alarmForm) wanted(v ui.Values) awsclient.Alarm {
	a := f.begin
	if f.old == nil {
		a.Name = strings.TrimSpace(v["name"])
	}
	if len(a.Queries) == 0 {
		a.Metric.Statistic, a.Metric.Period = v["statistic"], time.Duration(v.Int("period"))*time.Second
	}
	a.Comparison, a.MissingData = v["comparison"], v["missing"]
	a.Threshold, _ = strconv.ParseFloat(strings.TrimSpace(v["threshold"]), 64)
	a.Periods, a.DatapointsToAlarm = v.Int("periods"), v.Int("datapoints")
	does(&a, v)
	return a
}

// taken refuses a new alarm's name that another has: CloudWatch would replace
// that one and say nothing.
func (f *alarmForm) taken(name string) error {
	if f.old == nil && slices.ContainsFunc(f.snap.Alarms.Rows, func(a awsclient.Alarm) bool { return a.Name == name }) {
		return errors.New("there is an alarm " + name + " already, which would be replaced: change that one")
	}
	return nil
}

func (f *alarmForm) plan(v ui.Values) (Change, error) {
	a := f.wanted(v)
	if strings.TrimSpace(v["threshold"]) == "" {
		return Change{}, errors.New("give a threshold")
	}
	if err := alarmRule(&a).Validate(); err != nil {
		return Change{}, awsWords(refusalWords(err))
	}
	if err := f.taken(a.Name); err != nil {
		return Change{}, err
	}
	change := f.put(a, putAlarmCommand(a))
	change.Run = func(ctx context.Context, c awsclient.Client) error { return c.PutAlarm(ctx, a) }
	rule := alarmRule(&a)
	change.Preview = append(change.Preview, behave(rule, f.pointsOf(a.Metric), f.now.Add(-f.back), f.now).lines(f.glyphs)...)
	return change, nil
}

func (f *alarmForm) pointsOf(q awsclient.MetricQuery) []awsclient.Point {
	for i := range f.seen {
		if o := f.seen[i].Query; o.Statistic == q.Statistic && o.Period == q.Period {
			return f.seen[i].Points
		}
	}
	return f.points
}

// put is the change that puts an alarm, with what is different.
func (f *alarmForm) put(a awsclient.Alarm, command string) Change {
	change := Change{CLI: command, Pokes: alarmPokes()}
	condition := func(a *awsclient.Alarm) string {
		if a.Composite() {
			return a.Rule
		}
		return AlarmWords(a)
	}
	if f.old == nil {
		change.Done = "the alarm " + a.Name + " is made"
		change.Preview = []ui.Line{Becomes("alarm", "", a.Name), Becomes("fires when", "", condition(&a))}
		return change
	}
	change.Done = "the alarm " + a.Name + " is changed"
	change.Preview = []ui.Line{Becomes("fires when", condition(f.old), condition(&a))}
	was, is := actionsWord(f.old), actionsWord(&a)
	for _, d := range [][3]string{{"missing data", f.old.MissingData, a.MissingData}, {"actions", was, is}, {"description", f.old.Description, a.Description}} {
		if d[1] != d[2] {
			change.Preview = append(change.Preview, Becomes(d[0], d[1], d[2]))
		}
	}
	return change
}

// overOthers is the form of a composite alarm.
func (f *alarmForm) overOthers(ctx context.Context, c awsclient.Client, a Action) (Action, error) {
	var err error
	if f.topics, err = lookTopics(ctx, c); err != nil {
		return Action{}, err
	}
	a.Prepare, a.Fields = nil, nil
	if f.old == nil {
		a.Fields = append(a.Fields, needed(textField("name", "name", "", "1 to 255 characters", alarmNameWrong)))
	}
	a.Fields = append(a.Fields, needed(textField("rule", "rule", f.begin.Rule, "ALARM(name), OK(name), INSUFFICIENT_DATA(name), AND, OR, NOT, brackets", func(v string) string {
		_, err := composite.Parse(v)
		return refusalWords(err)
	})))
	a.Fields = append(a.Fields, f.actionFields()...)
	a.Plan = f.planComposite
	return a, nil
}

func (f *alarmForm) planComposite(v ui.Values) (Change, error) {
	a := f.begin
	if f.old == nil {
		a.Name = strings.TrimSpace(v["name"])
	}
	a.Rule = strings.TrimSpace(v["rule"])
	does(&a, v)
	if _, err := composite.Parse(a.Rule); err != nil {
		return Change{}, awsWords(refusalWords(err))
	}
	if err := f.taken(a.Name); err != nil {
		return Change{}, err
	}
	change := f.put(a, putCompositeCommand(a))
	change.Run = func(ctx context.Context, c awsclient.Client) error { return c.PutCompositeAlarm(ctx, a) }
	return change, nil
}

// putAlarmCommand is the command that puts a metric alarm.
func putAlarmCommand(a awsclient.Alarm) string {
	words := aws("cloudwatch", "put-metric-alarm").opt("--alarm-name", a.Name).opt("--alarm-description", a.Description)
	if len(a.Queries) > 0 {
		words = words.opt("--metrics", queriesJSON(a.Queries))
	} else {
		statistic := "--statistic"
		if !slices.Contains([]string{"Average", "Minimum", "Maximum", "Sum", "SampleCount"}, a.Metric.Statistic) {
			statistic = "--extended-statistic"
		}
		var dimensions []string
		for _, d := range a.Metric.Dimensions {
			dimensions = append(dimensions, "Name="+d.Name+",Value="+d.Value)
		}
		words = words.opt("--namespace", a.Metric.Namespace).opt("--metric-name", a.Metric.Name).opt("--dimensions", dimensions...).
			opt(statistic, a.Metric.Statistic).secs("--period", &a.Metric.Period).opt("--unit", a.Unit)
	}
	words = words.num("--evaluation-periods", &a.Periods).num("--datapoints-to-alarm", &a.DatapointsToAlarm).opt("--threshold", number(a.Threshold)).
		opt("--comparison-operator", a.Comparison).opt("--treat-missing-data", a.MissingData).opt("--evaluate-low-sample-count-percentile", a.LowSamples)
	return actionWordsOf(words, a).String()
}

func actionWordsOf(words args, a awsclient.Alarm) args {
	return words.opt("--alarm-actions", a.AlarmActions...).opt("--ok-actions", a.OKActions...).opt("--insufficient-data-actions", a.NoDataActions...).
		when(!a.ActionsEnabled, "--no-actions-enabled")
}

func queriesJSON(queries []awsclient.AlarmQuery) string {
	var all []string
	for _, q := range queries {
		o := object{{"Id", q.ID}, {"Expression", q.Expression}, {"Label", q.Label}, {"ReturnData", given(q.Watched)}}
		if q.Expression == "" {
			var dimensions []object
			for _, d := range q.Metric.Dimensions {
				dimensions = append(dimensions, object{{"Name", d.Name}, {"Value", d.Value}})
			}
			o = append(o, member{"MetricStat", object{
				{"Metric", object{{"Namespace", q.Metric.Namespace}, {"MetricName", q.Metric.Name}, {"Dimensions", dimensions}}},
				{"Period", int(q.Metric.Period / time.Second)}, {"Stat", q.Metric.Statistic}, {"Unit", q.Unit},
			}})
		} else if q.Period > 0 {
			o = append(o, member{"Period", int(q.Period / time.Second)})
		}
		all = append(all, o.text())
	}
	return "[" + strings.Join(all, ",") + "]"
}

// putCompositeCommand is the command that puts a composite alarm.
func putCompositeCommand(a awsclient.Alarm) string {
	words := aws("cloudwatch", "put-composite-alarm").opt("--alarm-name", a.Name).opt("--alarm-rule", a.Rule).opt("--alarm-description", a.Description)
	if a.Suppressor != "" {
		words = words.opt("--actions-suppressor", a.Suppressor).secs("--actions-suppressor-wait-period", &a.Wait).secs("--actions-suppressor-extension-period", &a.Extension)
	}
	return actionWordsOf(words, a).String()
}
