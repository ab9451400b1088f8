package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/recipes"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// watchpost is a trail that delivers to a log group of this region, with what
// is set on that group: where the recipes are put.
type watchpost struct {
	trail   awsclient.Trail
	group   string
	logs    bool // the trail is started
	filters []awsclient.MetricFilter
}

// recipeStock is where recipes can be put, and what there is of them.
type recipeStock struct {
	region string
	posts  []watchpost
	alarms []awsclient.Alarm
	topics []awsclient.Topic
	glyphs *themes.Glyphs
}

// lookUpRecipes asks for the trails, what is set on their log groups, the
// alarms and the topics.
func lookUpRecipes(ctx context.Context, c awsclient.Client, glyphs *themes.Glyphs) (*recipeStock, error) {
	s := &recipeStock{region: c.Region(), glyphs: glyphs}
	trails, err := c.Trails(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range trails {
		// The alarms are in the region of the log group, which is the trail's own.
		if parts := strings.Split(t.LogGroup, ":"); len(parts) < 6 || parts[3] != s.region || strings.Count(t.ARN, ":") < 5 {
			continue
		}
		post := watchpost{trail: t, group: logGroupName(t.LogGroup)}
		if post.filters, err = c.MetricFilters(ctx, post.group); err != nil {
			return nil, err
		}
		status, err := c.TrailStatus(ctx, t.ARN)
		post.logs = err != nil || status.Logging // what is not known is no reason to warn
		s.posts = append(s.posts, post)
	}
	if s.alarms, err = c.Alarms(ctx); err != nil {
		return nil, err
	}
	if s.topics, err = c.Topics(ctx); err != nil && awsclient.KindOf(err) != awsclient.Denied {
		return nil, err
	}
	return s, nil
}

func (s *recipeStock) post(trailARN string) *watchpost {
	for i := range s.posts {
		if s.posts[i].trail.ARN == trailARN {
			return &s.posts[i]
		}
	}
	return nil
}

// filter is the metric filter of a recipe on a log group: one of its name, or
// one whose pattern means the same; nil when there is none.
func (p *watchpost) filter(r recipes.Recipe) *awsclient.MetricFilter {
	same := canonical(r.Pattern)
	for i := range p.filters {
		if f := &p.filters[i]; f.Name == r.Name || canonical(f.Pattern) == same {
			return f
		}
	}
	return nil
}

// canonical is a pattern in one way of writing it.
func canonical(pattern string) string {
	p, err := logpattern.Parse(pattern)
	if err != nil {
		return pattern
	}
	return p.String()
}

// metric is what the recipe's filter counts, or will.
func (p *watchpost) metric(r recipes.Recipe) (namespace, name string) {
	if f := p.filter(r); f != nil {
		return f.Namespace, f.Metric
	}
	return recipes.Namespace, r.Metric
}

// alarm is the alarm on a recipe's metric, nil when there is none.
func (s *recipeStock) alarm(p *watchpost, r recipes.Recipe) *awsclient.Alarm {
	namespace, name := p.metric(r)
	for i := range s.alarms {
		if a := &s.alarms[i]; a.Metric.Namespace == namespace && a.Metric.Name == name {
			return a
		}
	}
	return nil
}

// state is how far a recipe is set on a trail's log group.
func (s *recipeStock) state(p *watchpost, r recipes.Recipe) string {
	filter, alarm := p.filter(r), s.alarm(p, r)
	switch {
	case filter == nil:
		return "not set"
	case alarm == nil:
		return "filter only"
	}
	return "complete: " + alarm.State
}

// recipesName is the name of the action that leads to the recipes.
const recipesName = "recipes"

// recipesItem leads to the recipes from the palette, wherever one is.
func (c *Console) recipesItem() ui.Item {
	a := recipesAction(c.glyphs, "")
	item := ui.Item{Title: a.Label, Names: []string{a.Name}, Group: "action", Off: c.offAction(a), Do: c.begins(a)}
	for _, r := range recipes.All() {
		item.Names = append(item.Names, r.Name)
	}
	return item
}

// recipesAction is the menu of the eleven, with how each stands here. trailARN
// is the trail that is meant, "" for the first that delivers to a log group.
func recipesAction(glyphs *themes.Glyphs, trailARN string) Action {
	a := Action{Name: recipesName, Label: "CloudTrail alarms: the eleven recipes", Help: "alarms on calls that a trail records"}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		s, err := lookUpRecipes(ctx, c, glyphs)
		if err != nil {
			return Action{}, err
		}
		a := a
		if len(s.posts) == 0 {
			a.Off = "no trail delivers to a log group of " + s.region + ": create one, or change one so that it does"
			return a, nil
		}
		post := s.post(trailARN)
		switch {
		case post == nil && trailARN != "":
			a.Off = "this trail does not deliver to a log group of " + s.region + ": change it so that it does"
			return a, nil
		case post == nil:
			post = &s.posts[0]
		}
		a.Label = "The eleven recipes on " + post.trail.Name
		for _, r := range recipes.All() {
			a.Menu = append(a.Menu, s.recipeAction(post.trail.ARN, r))
		}
		return a, nil
	}
	return a
}

// recipeAction sets one recipe: metric filter, alarm and who is told.
func (s *recipeStock) recipeAction(trailARN string, r recipes.Recipe) Action {
	post := s.post(trailARN)
	a := Action{Name: r.Name, Label: r.Name, Detail: s.state(post, r), Refs: []Ref{{KindTrail, trailARN}}, Busy: "setting " + r.Name,
		Help: r.Title() + ". Calls reach the log group some five minutes late, and the alarm soon after"}
	if s.alarm(post, r) != nil && post.filter(r) != nil {
		a.Off = a.Detail
	}
	var trails, topics []string
	for i := range s.posts {
		trails = append(trails, s.posts[i].trail.ARN)
	}
	for _, t := range s.topics {
		topics = append(topics, t.ARN)
	}
	told := func(v ui.Values) bool { return v["topic"] != none }
	a.Fields = slices.Concat([]ui.Field{
		choiceField("trail", "trail", trailARN, trails, arnName, "whose log group is looked at"),
		needed(numberField("threshold", "alarm from", fmt.Sprint(r.Threshold), 1, 1000000, "calls in five minutes")),
		choiceField("topic", "tell", none, append([]string{none, newOne}, topics...), topicWords, "an SNS topic, when it goes into ALARM"),
	},
		asked(func(v ui.Values) bool { return v["topic"] == newOne }, needed(textField("topicname", "its name", "cloudtrail-alarms", "letters, digits, - and _", topicWrong))),
		asked(told, textField("mail", "mail address", "", "is subscribed to the topic, and must confirm it in its first mail; empty: nobody is", mailWrong)))
	a.Plan = func(v ui.Values) (Change, error) { return s.plan(r, v) }
	return a
}

func topicWords(arn string) string {
	if arn == newOne || arn == none {
		return arn
	}
	return arn[strings.LastIndex(arn, ":")+1:]
}

// topicWrong is the rule of names of topics (BC:sns.CreateTopic).
func topicWrong(name string) string {
	if len(name) > 256 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		return "letters, digits, - and _, at most 256"
	}
	return ""
}

func mailWrong(address string) string {
	name, host, found := strings.Cut(address, "@")
	if !found || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(address, " ,;") {
		return "Invalid parameter: Email address"
	}
	return ""
}

// recipeAlarm is the alarm of a recipe.
func recipeAlarm(r recipes.Recipe, namespace, metric string, threshold int) awsclient.Alarm {
	return awsclient.Alarm{
		Name: r.Name, Description: r.Title(), Threshold: float64(threshold), Comparison: recipes.Comparison,
		Metric:  awsclient.MetricQuery{Namespace: namespace, Name: metric, Statistic: recipes.Statistic, Period: recipes.Seconds * time.Second},
		Periods: recipes.Periods, DatapointsToAlarm: recipes.Periods, MissingData: "missing", ActionsEnabled: true,
	}
}

func (s *recipeStock) plan(r recipes.Recipe, v ui.Values) (Change, error) {
	post := s.post(v["trail"])
	if post == nil {
		return Change{}, errors.New("choose a trail")
	}
	if filter, alarm := post.filter(r), s.alarm(post, r); filter != nil && alarm != nil {
		return Change{}, fmt.Errorf("it is complete on %s: the alarm %s is %s", post.group, alarm.Name, alarm.State)
	}
	namespace, metric := post.metric(r)
	alarm := recipeAlarm(r, namespace, metric, v.Int("threshold"))
	for i := range s.alarms {
		if s.alarms[i].Name == alarm.Name {
			return Change{}, fmt.Errorf("there is an alarm %s on another metric: it would be overwritten", alarm.Name)
		}
	}
	change := Change{Done: r.Name + " is set", Pokes: []watch.Kind{watch.MetricFilters, watch.Alarms, watch.LogGroups}}
	topic := s.topicARN(v["topic"], strings.TrimSpace(v["topicname"]))
	s.tell(&change, &alarm, v, topic)
	s.count(&change, post, r)
	s.raise(&change, &alarm, topic)
	change.Preview = append(change.Preview, s.warnings(post, r)...)
	return change, nil
}

// topicARN is the topic that is told, "" for none. That of a new one is made of
// the trail's account, for the commands.
func (s *recipeStock) topicARN(choice, name string) string {
	switch choice {
	case none:
		return ""
	case newOne:
		parts := strings.Split(s.posts[0].trail.ARN, ":")
		return strings.Join([]string{"arn", parts[1], "sns", s.region, parts[4], name}, ":")
	}
	return choice
}

// tell makes the topic, if it is new, and subscribes to it.
func (s *recipeStock) tell(change *Change, alarm *awsclient.Alarm, v ui.Values, topic string) {
	name, mail := topicWords(topic), strings.TrimSpace(v["mail"])
	switch v["topic"] {
	case none:
		change.Preview = append(change.Preview, ui.In(themes.Dim, "nobody is told"))
		return
	case newOne:
		change.Preview = append(change.Preview, Becomes("topic", "", name))
		change.CLIs = append(change.CLIs, aws("sns", "create-topic").opt("--name", name).String())
		change.Steps = append(change.Steps, func(ctx context.Context, c awsclient.Client) (string, error) {
			arn, err := c.CreateTopic(ctx, name)
			alarm.AlarmActions = []string{arn}
			return "the topic " + name + " is made", err
		})
	default:
		alarm.AlarmActions = []string{topic}
		change.Preview = append(change.Preview, ui.Say("tells the topic "+name))
	}
	if mail == "" {
		return
	}
	change.Preview = append(change.Preview, Becomes("subscription", "", mail+", once it is confirmed"))
	change.CLIs = append(change.CLIs, aws("sns", "subscribe").opt("--topic-arn", topic).opt("--protocol", "email").opt("--notification-endpoint", mail).String())
	change.Steps = append(change.Steps, func(ctx context.Context, c awsclient.Client) (string, error) {
		return mail + " is asked to confirm the subscription", c.Subscribe(ctx, alarm.AlarmActions[0], "email", mail)
	})
}

// count puts the metric filter, unless one counts the same already.
func (s *recipeStock) count(change *Change, post *watchpost, r recipes.Recipe) {
	f := awsclient.MetricFilter{Group: post.group, Name: r.Name, Pattern: r.Pattern, Namespace: recipes.Namespace, Metric: r.Metric, Value: recipes.Value}
	old := post.filter(r)
	switch {
	case old != nil && canonical(old.Pattern) == canonical(r.Pattern):
		change.Preview = append(change.Preview, ui.Say("the filter "+old.Name+" counts them already: "+metricMade(*old)))
		return
	case old != nil:
		f.Namespace, f.Metric, f.Value, f.Default, f.Unit, f.Dimensions = old.Namespace, old.Metric, old.Value, old.Default, old.Unit, old.Dimensions
		change.Preview = append(change.Preview, filterChanges(*old, f)...)
	default:
		change.Preview = append(change.Preview, Becomes("metric filter", "", r.Name+" on "+post.group), ui.In(themes.Code, r.Pattern), Becomes("makes", "", metricMade(f)))
	}
	change.CLIs = append(change.CLIs, filterCommand(f))
	change.Steps = append(change.Steps, func(ctx context.Context, c awsclient.Client) (string, error) {
		return "the metric filter " + f.Name + " is put on " + f.Group, c.PutMetricFilter(ctx, f)
	})
}

// raise puts the alarm, which by then knows its topic.
func (s *recipeStock) raise(change *Change, alarm *awsclient.Alarm, topic string) {
	when := fmt.Sprintf("%s of five minutes at %g or more", recipes.Statistic, alarm.Threshold)
	change.Preview = append(change.Preview, Becomes("alarm", "", alarm.Name), ui.In(themes.Dim, when+"; without such calls it has too little data"))
	change.CLIs = append(change.CLIs, recipeCommand(*alarm, topic))
	change.Steps = append(change.Steps, func(ctx context.Context, c awsclient.Client) (string, error) {
		return "the alarm " + alarm.Name + " is put on " + alarm.Metric.Name, c.(interface {
			PutAlarm(context.Context, awsclient.Alarm) error
		}).PutAlarm(ctx, *alarm)
	})
}

// recipeCommand is the command that puts a recipe's alarm.
func recipeCommand(a awsclient.Alarm, topic string) string {
	return aws("cloudwatch", "put-metric-alarm").opt("--alarm-name", a.Name).opt("--alarm-description", a.Description).
		opt("--namespace", a.Metric.Namespace).opt("--metric-name", a.Metric.Name).opt("--statistic", a.Metric.Statistic).secs("--period", &a.Metric.Period).
		num("--evaluation-periods", &a.Periods).num("--datapoints-to-alarm", &a.DatapointsToAlarm).opt("--threshold", number(a.Threshold)).
		opt("--comparison-operator", a.Comparison).opt("--treat-missing-data", a.MissingData).opt("--alarm-actions", topic).String()
}

// warnings are why the alarm would see nothing.
func (s *recipeStock) warnings(post *watchpost, r recipes.Recipe) []ui.Line {
	var lines []ui.Line
	if !post.logs {
		lines = append(lines, ui.In(themes.Warn, "the trail "+post.trail.Name+" does not log: nothing will be counted"))
	}
	if r.Global && !post.trail.AllRegions && !(s.region == "us-east-1" && post.trail.GlobalServices) {
		lines = append(lines, ui.In(themes.Warn, "these calls are recorded in us-east-1, and the trail looks at "+s.region+" only"))
	}
	return lines
}
