package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// ruleSpot is a listener that rules are made on, or a rule of it to change.
type ruleSpot struct {
	listener *awsclient.Listener
	rule     *awsclient.Rule // nil for a new one
	*scene
}

func (s ruleSpot) rules() []*awsclient.Rule { return rulesOf(s.snap, s.listener.ARN) }

// rulePokes are the lists that change when a rule does: a target group that
// gets its first rule begins to be checked.
func rulePokes() []watch.Kind {
	return []watch.Kind{watch.Rules, watch.Listeners, watch.TargetGroups, watch.Targets}
}

// balancerActions make rules on one of a balancer's listeners.
func balancerActions(_ *watch.Snapshot, rows []*balancerRow) []Action {
	if len(rows) != 1 || rows[0].classic != nil {
		return nil // Classic balancers have no rules
	}
	var spots []ruleSpot
	for _, l := range rows[0].listeners() {
		spots = append(spots, ruleSpot{listener: l, scene: rows[0].scene})
	}
	return createActions(rows[0].Name, spots)
}

// listenerActions make rules on a listener.
func listenerActions(_ *watch.Snapshot, rows []*listenerRow) []Action {
	if len(rows) != 1 {
		return nil
	}
	return createActions(listenerWords(rows[0].Listener), []ruleSpot{{listener: rows[0].Listener, scene: rows[0].scene}})
}

// ruleActions change one rule, or delete several.
func ruleActions(_ *watch.Snapshot, rows []*ruleRow) []Action {
	if len(rows) != 1 {
		return []Action{deleteRulesAction(rows)}
	}
	r := rows[0]
	create := createActions(listenerWords(r.listener), []ruleSpot{{listener: r.listener, scene: r.scene}})
	if r.Default {
		return append(create, deleteRulesAction(rows)) // which says why nothing of it can be changed
	}
	spot := ruleSpot{r.listener, r.Rule, r.scene}
	actions := []Action{conditionsAction(spot)}
	for _, v := range ruleVerbs() {
		actions = append(actions, v.changes(spot))
	}
	actions = append(actions, moveAction(spot, -1), moveAction(spot, 1), priorityAction(spot), deleteRulesAction(rows))
	return append(actions, create...)
}

// offRules is why no rule can be made or changed on a listener.
func offRules(l *awsclient.Listener) string {
	if l.Protocol != "HTTP" && l.Protocol != "HTTPS" {
		return "a " + l.Protocol + " listener has its default action only"
	}
	return ""
}

// offRule is why a rule cannot be changed.
func offRule(s ruleSpot) string {
	if s.rule.Default {
		return "the default rule is changed with its listener, and stays as long as that"
	}
	return offRules(s.listener)
}

// ruleVerb is one of the three things that a rule can do with a request.
type ruleVerb struct {
	name   string // "forward"
	create string // "forwards": a rule that does it
	change string // "forward elsewhere": what a rule may be made to do
	help   string
	off    func(ruleSpot) string
	fields func(ruleSpot) []ui.Field
	action func(ruleSpot, ui.Values) (awsclient.RuleAction, error)
}

func ruleVerbs() []ruleVerb {
	return []ruleVerb{
		{"forward", "forwards", "forward to other target groups", "requests go to one target group, or are shared by weight", offForward, forwardFields, forwardFrom},
		{"redirect", "redirects", "redirect", "the balancer answers with another address", func(ruleSpot) string { return "" }, redirectFields, redirectFrom},
		{"answer", "answers itself", "answer itself", "the balancer answers without asking any target", func(ruleSpot) string { return "" }, fixedFields, fixedFrom},
	}
}

// createActions make a rule on one of the spots.
func createActions(on string, spots []ruleSpot) []Action {
	spots = slices.DeleteFunc(slices.Clone(spots), func(s ruleSpot) bool { return offRules(s.listener) != "" })
	var actions []Action
	for _, v := range ruleVerbs() {
		a := Action{Name: "create rule that " + v.create, Label: "Create a rule on " + on + " that " + v.create, Help: v.help, Busy: "creating a rule"}
		switch {
		case len(spots) == 0:
			a.Off = "there is no HTTP or HTTPS listener"
		case v.off(spots[0]) != "":
			a.Off = v.off(spots[0])
		default:
			a.Refs = []Ref{{KindListener, spots[0].listener.ARN}}
			a.Fields = createFields(v, spots)
			a.Plan = func(values ui.Values) (Change, error) { return v.plan(chosenSpot(spots, values), values) }
		}
		actions = append(actions, a)
	}
	return actions
}

// createFields are the listener when there are several, the priority, what is
// done, and the conditions.
func createFields(v ruleVerb, spots []ruleSpot) []ui.Field {
	var fields []ui.Field
	if len(spots) > 1 {
		var names []string
		for _, s := range spots {
			names = append(names, listenerWords(s.listener))
		}
		fields = append(fields, ui.Field{Name: "listener", Label: "listener", Kind: ui.ChoiceField, Choices: names, Value: names[len(names)-1]})
	}
	first := chosenSpot(spots, ui.Values{"listener": listenerWords(spots[len(spots)-1].listener)})
	fields = append(fields, priorityField(strconv.Itoa(nextPriority(first.rules())), func(v ui.Values) ruleSpot { return chosenSpot(spots, v) }))
	fields = append(fields, conditionFields(nil)...)
	return append(fields, v.fields(first)...)
}

func chosenSpot(spots []ruleSpot, v ui.Values) ruleSpot {
	for _, s := range spots {
		if listenerWords(s.listener) == v["listener"] {
			return s
		}
	}
	return spots[0]
}

func priorityField(value string, spot func(ui.Values) ruleSpot) ui.Field {
	return ui.Field{Name: "priority", Label: "priority", Kind: ui.NumberField, Needed: true, Value: value, Help: "rules are tried from the lowest number up",
		Validate: func(_ string, v ui.Values) string { return refusalWords(priorityWrong(spot(v), v.Int("priority"))) }}
}

// priorityWrong is why a rule cannot have a priority, in AWS's words.
func priorityWrong(s ruleSpot, priority int) error {
	if err := routing.Today().ValidatePriority(priority); err != nil {
		return err
	}
	for _, r := range s.rules() {
		if !r.Default && r.Priority == priority && (s.rule == nil || r.ARN != s.rule.ARN) {
			return refusal.New("PriorityInUse", "Priority '%d' is currently in use", priority)
		}
	}
	return nil
}

// nextPriority is a free priority after all others: the next multiple of ten,
// which leaves room between rules; the first free one when there is none.
func nextPriority(rules []*awsclient.Rule) int {
	const step = 10
	used := map[int]bool{}
	highest := 0
	for _, r := range rules {
		used[r.Priority], highest = true, max(highest, r.Priority)
	}
	next := (highest/step + 1) * step
	if next <= routing.Today().MaxPriority {
		return next
	}
	for next = 1; used[next]; {
		next++
	}
	return next
}

// plan makes a new rule.
func (v ruleVerb) plan(s ruleSpot, values ui.Values) (Change, error) {
	priority := values.Int("priority")
	if err := priorityWrong(s, priority); err != nil {
		return Change{}, err
	}
	conditions, err := conditionsFrom(values, nil)
	if err != nil {
		return Change{}, err
	}
	action, err := v.checked(s, values)
	if err != nil {
		return Change{}, err
	}
	actions := []awsclient.RuleAction{action}
	made := &awsclient.Rule{Listener: s.listener.ARN, Priority: priority, Conditions: conditions, Actions: actions}
	return Change{
		Preview: createPreview(s, made),
		CLI: Command("aws", "elbv2", "create-rule", "--listener-arn", s.listener.ARN, "--priority", strconv.Itoa(priority),
			"--conditions", conditionsJSON(conditions), "--actions", actionsJSON(actions)),
		Run: func(ctx context.Context, c awsclient.Client) error {
			_, err := c.CreateRule(ctx, s.listener.ARN, priority, conditions, actions)
			return err
		},
		Done: "rule " + strconv.Itoa(priority) + " is on " + listenerWords(s.listener), Pokes: rulePokes(),
	}, nil
}

// checked is the action, if AWS would take it.
func (v ruleVerb) checked(s ruleSpot, values ui.Values) (awsclient.RuleAction, error) {
	action, err := v.action(s, values)
	if err != nil {
		return action, err
	}
	if err := routing.Today().ValidateAction(routingAction(action)); err != nil {
		return action, err
	}
	if action.Redirect != nil {
		return action, routing.ValidateRedirectFrom(s.listener.Protocol, routing.Redirect(*action.Redirect))
	}
	return action, nil
}

func createPreview(s ruleSpot, made *awsclient.Rule) []ui.Line {
	before := s.rules()
	after := ordered(append(slices.Clone(before), made))
	at := slices.Index(after, made)
	place := "tried first"
	if at > 0 {
		place = "tried after " + ruleName(after[at-1])
	}
	lines := []ui.Line{
		{{Text: "new rule " + strconv.Itoa(made.Priority), Role: themes.Changed}, {Text: " on " + listenerWords(s.listener) + ", " + place}},
		append(ui.In(themes.Dim, "when "), conditionsLine(made)...),
		{{Text: "then ", Role: themes.Dim}, {Text: actionsWords(s.ties, s.glyphs, made.Actions)}},
	}
	if by := shadowedBy(made, after); by != nil {
		lines = append(lines, ui.In(themes.Warn, s.glyphs.Trouble+" "+neverIssue(by).Text))
	}
	return append(lines, reachNews(s, before, after)...)
}

// ordered are rules in the order in which they are tried.
func ordered(rules []*awsclient.Rule) []*awsclient.Rule {
	slices.SortStableFunc(rules, func(a, b *awsclient.Rule) int {
		return compareRules(&ruleRow{Rule: a, listener: &awsclient.Listener{}}, &ruleRow{Rule: b, listener: &awsclient.Listener{}})
	})
	return rules
}

// reachNews tells which rules a change would put out of reach, and which it
// would bring back into it.
func reachNews(s ruleSpot, before, after []*awsclient.Rule) []ui.Line {
	was := map[string]bool{}
	for _, r := range before {
		was[r.ARN] = shadowedBy(r, before) != nil
	}
	var lines []ui.Line
	for _, r := range after {
		is := shadowedBy(r, after)
		never, known := was[r.ARN]
		switch {
		case known && is != nil && !never:
			lines = append(lines, ui.In(themes.Warn, s.glyphs.Trouble+" "+ruleName(r)+" will never match: "+ruleName(is)+" takes all that it would"))
		case known && is == nil && never:
			lines = append(lines, ui.In(themes.Good, ruleName(r)+" can match again"))
		}
	}
	return lines
}

// conditionsAction changes when a rule matches.
func conditionsAction(s ruleSpot) Action {
	a := Action{
		Name: "change conditions", Label: "Change the conditions of " + ruleName(s.rule), Help: "which requests it matches; what it does stays",
		Off: offRule(s), Refs: []Ref{{KindRule, s.rule.ARN}}, Busy: "changing",
	}
	if a.Off != "" {
		return a
	}
	shown, kept := formConditions(s.rule.Conditions)
	a.Fields = conditionFields(shown)
	a.Plan = func(v ui.Values) (Change, error) {
		conditions, err := conditionsFrom(v, kept)
		if err != nil {
			return Change{}, err
		}
		changed := *s.rule
		changed.Conditions = conditions
		if conditionsLine(&changed).Text() == conditionsLine(s.rule).Text() {
			return Change{}, errors.New("nothing changes")
		}
		preview := []ui.Line{Becomes("when", conditionsLine(s.rule).Text(), conditionsLine(&changed).Text())}
		return Change{
			Preview: append(preview, changeNews(s, &changed)...),
			CLI:     Command("aws", "elbv2", "modify-rule", "--rule-arn", s.rule.ARN, "--conditions", conditionsJSON(conditions)),
			Run: func(ctx context.Context, c awsclient.Client) error {
				return c.ModifyRule(ctx, s.rule.ARN, conditions, nil)
			},
			Done: ruleName(s.rule) + " matches " + conditionsLine(&changed).Text(), Pokes: rulePokes(),
		}, nil
	}
	return a
}

// changeNews is what a changed rule means for the others, and for itself.
func changeNews(s ruleSpot, changed *awsclient.Rule) []ui.Line {
	before := s.rules()
	after := slices.Clone(before)
	for i, r := range after {
		if r.ARN == changed.ARN {
			after[i] = changed
		}
	}
	return reachNews(s, before, ordered(after))
}

// changes is the action that makes a rule do what the verb says.
func (v ruleVerb) changes(s ruleSpot) Action {
	a := Action{
		Name: v.name, Label: "Let " + ruleName(s.rule) + " " + v.change, Help: v.help + "; its conditions stay",
		Off: offRule(s), Refs: []Ref{{KindRule, s.rule.ARN}}, Busy: "changing",
	}
	switch {
	case a.Off != "":
	case len(s.rule.Actions) > 1:
		a.Off = "it authenticates first: fleetglass does not change such rules"
	default:
		a.Off = v.off(s)
	}
	if a.Off != "" {
		return a
	}
	a.Fields = v.fields(s)
	a.Plan = func(values ui.Values) (Change, error) { return v.changePlan(s, values) }
	return a
}

func (v ruleVerb) changePlan(s ruleSpot, values ui.Values) (Change, error) {
	action, err := v.checked(s, values)
	if err != nil {
		return Change{}, err
	}
	actions := []awsclient.RuleAction{action}
	from, to := actionsWords(s.ties, s.glyphs, s.rule.Actions), actionsWords(s.ties, s.glyphs, actions)
	json := actionsJSON(actions)
	if json == actionsJSON(s.rule.Actions) {
		return Change{}, errors.New("nothing changes")
	}
	preview := []ui.Line{Becomes("then", from, to)}
	if len(mentions(actions)) > 0 && len(receives(actions)) == 0 {
		preview = append(preview, ui.In(themes.Warn, s.glyphs.Trouble+" all weights are 0: requests that match are answered with 503"))
	}
	return Change{
		Preview: preview,
		CLI:     Command("aws", "elbv2", "modify-rule", "--rule-arn", s.rule.ARN, "--actions", json),
		Run: func(ctx context.Context, c awsclient.Client) error {
			return c.ModifyRule(ctx, s.rule.ARN, nil, actions)
		},
		Done: ruleName(s.rule) + ": " + to, Pokes: rulePokes(),
	}, nil
}

// moveAction swaps a rule with the one tried before it (by -1) or after it.
func moveAction(s ruleSpot, by int) Action {
	way, words := "up", "before"
	if by > 0 {
		way, words = "down", "after"
	}
	a := Action{Name: "move " + way, Label: "Move " + ruleName(s.rule) + " " + way, Off: offRule(s), Refs: []Ref{{KindRule, s.rule.ARN}}, Busy: "moving"}
	rules := slices.DeleteFunc(s.rules(), func(r *awsclient.Rule) bool { return r.Default })
	at := slices.IndexFunc(rules, func(r *awsclient.Rule) bool { return r.ARN == s.rule.ARN })
	switch {
	case a.Off != "":
	case at < 0:
		a.Off = "it is not listed any more"
	case at+by < 0:
		a.Off = "it is tried first already"
	case at+by >= len(rules):
		a.Off = "only the default rule is tried after it"
	}
	if a.Off != "" {
		return a
	}
	other := rules[at+by]
	a.Help = "to be tried " + words + " " + ruleName(other) + ": the two exchange their priorities"
	a.Plan = func(ui.Values) (Change, error) {
		return priorityChange(s, []*awsclient.Rule{s.rule, other}, []int{other.Priority, s.rule.Priority}), nil
	}
	return a
}

// priorityAction gives a rule another priority.
func priorityAction(s ruleSpot) Action {
	return Action{
		Name: "set priority", Label: "Set the priority of " + ruleName(s.rule), Help: "any number that is free, from 1 to 50000",
		Off: offRule(s), Refs: []Ref{{KindRule, s.rule.ARN}}, Busy: "moving",
		Fields: []ui.Field{priorityField(strconv.Itoa(s.rule.Priority), func(ui.Values) ruleSpot { return s })},
		Plan: func(v ui.Values) (Change, error) {
			n := v.Int("priority")
			if err := priorityWrong(s, n); err != nil {
				return Change{}, err
			}
			if n == s.rule.Priority {
				return Change{}, fmt.Errorf("it has the priority %d already", n)
			}
			return priorityChange(s, []*awsclient.Rule{s.rule}, []int{n}), nil
		},
	}
}

// priorityChange gives each rule its new priority, all in one call.
func priorityChange(s ruleSpot, rules []*awsclient.Rule, to []int) Change {
	words := []string{"aws", "elbv2", "set-rule-priorities", "--rule-priorities"}
	priorities := map[string]int{}
	var preview []ui.Line
	after := slices.Clone(s.rules())
	for i, r := range rules {
		priorities[r.ARN] = to[i]
		words = append(words, "RuleArn="+r.ARN+",Priority="+strconv.Itoa(to[i]))
		preview = append(preview, append(Becomes("priority", strconv.Itoa(r.Priority), strconv.Itoa(to[i])), append(ui.Say("  "), conditionsLine(r)...)...))
		moved := *r
		moved.Priority = to[i]
		for j := range after {
			if after[j].ARN == r.ARN {
				after[j] = &moved
			}
		}
	}
	return Change{
		Preview: append(preview, reachNews(s, s.rules(), ordered(after))...),
		CLI:     Command(words...),
		Run:     func(ctx context.Context, c awsclient.Client) error { return c.SetRulePriorities(ctx, priorities) },
		Done:    "rule " + strconv.Itoa(rules[0].Priority) + " is now rule " + strconv.Itoa(to[0]), Pokes: rulePokes(),
	}
}

// deleteRulesAction deletes rules; the priority of one, or how many they are,
// has to be typed.
func deleteRulesAction(rows []*ruleRow) Action {
	a := Action{Name: "delete", Label: "Delete " + ruleNames(rows), Help: "what it matched goes on to the rules after it, at last to the default rule", Busy: "deleting", Type: ruleNames(rows)}
	if len(rows) == 1 {
		a.Type = strconv.Itoa(rows[0].Priority)
	}
	for _, r := range rows {
		a.Refs = append(a.Refs, Ref{KindRule, r.ARN})
		if off := offRule(ruleSpot{r.listener, r.Rule, r.scene}); off != "" {
			a.Off = off
			return a
		}
	}
	a.Plan = func(ui.Values) (Change, error) { return deletePlan(rows), nil }
	return a
}

func ruleNames(rows []*ruleRow) string {
	if len(rows) == 1 {
		return ruleName(rows[0].Rule)
	}
	return ui.Count(len(rows), "rule")
}

func deletePlan(rows []*ruleRow) Change {
	var arns, commands []string
	var preview []ui.Line
	for _, r := range rows {
		arns = append(arns, r.ARN)
		commands = append(commands, Command("aws", "elbv2", "delete-rule", "--rule-arn", r.ARN))
		line := ui.Line{{Text: "deletes " + ruleName(r.Rule), Role: themes.Changed}, {Text: " of " + listenerWords(r.listener) + "  ", Role: themes.Dim}}
		line = append(append(line, conditionsLine(r.Rule)...), ui.Span{Text: "  " + actionsWords(r.ties, r.glyphs, r.Actions)})
		preview = append(preview, line)
	}
	if len(rows) > 0 {
		s := ruleSpot{rows[0].listener, rows[0].Rule, rows[0].scene}
		after := slices.DeleteFunc(slices.Clone(s.rules()), func(r *awsclient.Rule) bool { return slices.Contains(arns, r.ARN) })
		preview = append(preview, reachNews(s, s.rules(), after)...)
	}
	return Change{
		Preview: preview, CLIs: commands,
		Run: func(ctx context.Context, c awsclient.Client) error {
			return eachID(arns, func(arn string) error { return c.DeleteRule(ctx, arn) })
		},
		Done: ruleNames(rows) + " deleted", Pokes: rulePokes(),
	}
}
