package views

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fleetglass/awsclient"
	"fleetglass/ui"
)

// balancingClient remembers the changes that were made.
type balancingClient struct {
	awsclient.Client
	calls []string
}

func (c *balancingClient) note(format string, args ...any) error {
	c.calls = append(c.calls, fmt.Sprintf(format, args...))
	return nil
}

func (c *balancingClient) CreateRule(_ context.Context, listener string, priority int, conditions []awsclient.Condition, actions []awsclient.RuleAction) (awsclient.Rule, error) {
	return awsclient.Rule{}, c.note("create %s %d %s %s", arnName(listener), priority, conditionsJSON(conditions), actionsJSON(actions))
}
func (c *balancingClient) ModifyRule(_ context.Context, arn string, conditions []awsclient.Condition, actions []awsclient.RuleAction) error {
	return c.note("modify %s %s %s", arnName(arn), conditionsJSON(conditions), actionsJSON(actions))
}
func (c *balancingClient) SetRulePriorities(_ context.Context, priorities map[string]int) error {
	text := "priorities"
	for _, arn := range sortedKeys(priorities) {
		text += fmt.Sprintf(" %s=%d", arnName(arn), priorities[arn])
	}
	return c.note("%s", text)
}
func (c *balancingClient) DeleteRule(_ context.Context, arn string) error {
	return c.note("delete %s", arnName(arn))
}
func (c *balancingClient) RegisterTargets(_ context.Context, group string, targets []awsclient.TargetRef) error {
	return c.note("register %s %v", arnName(group), targets)
}
func (c *balancingClient) DeregisterTargets(_ context.Context, group string, targets []awsclient.TargetRef) error {
	return c.note("deregister %s %v", arnName(group), targets)
}

// actionOn finds an action by name on resources of one kind.
func actionOn(t *testing.T, d *desk, name, kind string, ids ...string) Action {
	t.Helper()
	var names []string
	for _, a := range d.c.kinds[kind].actions(d.c.snap, ids) {
		if a.Name == name {
			return a
		}
		names = append(names, a.Name)
	}
	t.Fatalf("no action %q on %s %v, only %q", name, kind, ids, names)
	return Action{}
}

// filled are the values of an action's form after some were changed; wrong is
// what the form says against them.
func filled(a Action, changed ui.Values) (values ui.Values, wrong string) {
	fields := slices.Clone(a.Fields)
	for i := range fields {
		if v, ok := changed[fields[i].Name]; ok {
			fields[i].Value = v
		}
	}
	f := ui.NewForm(a.Label, fields...)
	return f.Values(), f.Wrong()
}

// planned is what an action would do with a form filled so.
func planned(t *testing.T, a Action, changed ui.Values) Change {
	t.Helper()
	if a.Off != "" {
		t.Fatalf("%s is off: %s", a.Name, a.Off)
	}
	values, wrong := filled(a, changed)
	if wrong != "" {
		t.Fatalf("%s: %s", a.Name, wrong)
	}
	change, err := a.Plan(values)
	if err != nil {
		t.Fatalf("%s: %v", a.Name, err)
	}
	return change
}

func previewText(c Change) string {
	var lines []string
	for _, l := range c.Preview {
		lines = append(lines, l.Text())
	}
	return strings.Join(lines, "\n")
}

func TestRuleChanges(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	arn := func(n int) string { return ruleARN(https, n) }
	short := func(n int) string { return arnName(arn(n)) }
	for _, c := range []struct {
		name          string
		kind, id      string
		with          ui.Values
		preview       string
		cli           string
		call          string
		typed, target string
	}{
		{
			name: "create rule that forwards", kind: KindListener, id: https,
			with:    ui.Values{"host-header": "beta.example.com", "group 1": "api-tg"},
			preview: "new rule 60 on HTTPS :443, tried after rule 50\nwhen host beta.example.com\nthen → api-tg",
			cli: "aws elbv2 create-rule --listener-arn " + https + " --priority 60 --conditions '[{\"Field\":\"host-header\",\"HostHeaderConfig\":{\"Values\":[\"beta.example.com\"]}}]'" +
				" --actions '[{\"Type\":\"forward\",\"ForwardConfig\":{\"TargetGroups\":[{\"TargetGroupArn\":\"" + apiTG + "\",\"Weight\":1}]}}]'",
			call: `create aaaa000000000443 60 [{"Field":"host-header","HostHeaderConfig":{"Values":["beta.example.com"]}}] [{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"` + apiTG + `","Weight":1}]}}]`,
		},
		{
			name: "create rule that redirects", kind: KindBalancer, id: webALB,
			with:    ui.Values{"listener": "HTTPS :443", "priority": "5", "path-pattern": "/*", "to host": "www.example.com"},
			preview: "new rule 5 on HTTPS :443, tried first\nwhen path /*\nthen redirect 301 to HTTPS www.example.com:443\n▲ rule 20 will never match: rule 5 takes all that it would\n▲ rule 30 will never match: rule 5 takes all that it would\n▲ rule 40 will never match: rule 5 takes all that it would",
		},
		{
			name: "create rule that answers itself", kind: KindRule, id: arn(10),
			with:    ui.Values{"priority": "45", "path-pattern": "/old/x", "code": "404", "body": "it's gone"},
			preview: "new rule 45 on HTTPS :443, tried after rule 40\nwhen path /old/x\nthen fixed 404\n▲ never matches: rule 40 takes all that it would",
			cli: "aws elbv2 create-rule --listener-arn " + https + " --priority 45 --conditions '[{\"Field\":\"path-pattern\",\"PathPatternConfig\":{\"Values\":[\"/old/x\"]}}]'" +
				` --actions '[{"Type":"fixed-response","FixedResponseConfig":{"MessageBody":"it'\''s gone","StatusCode":"404","ContentType":"text/plain"}}]'`,
		},
		{
			name: "change conditions", kind: KindRule, id: arn(40), with: ui.Values{"path-pattern": "/older/*", "header": "X-Old", "header values": "yes"},
			preview: "when  path /old/* → path /older/*  header X-Old yes\nrule 50 can match again",
			cli: "aws elbv2 modify-rule --rule-arn " + arn(40) + ` --conditions '[{"Field":"path-pattern","PathPatternConfig":{"Values":["/older/*"]}},` +
				`{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"X-Old","Values":["yes"]}}]'`,
			call: "modify " + short(40) + ` [{"Field":"path-pattern","PathPatternConfig":{"Values":["/older/*"]}},{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"X-Old","Values":["yes"]}}] []`,
		},
		{
			name: "forward", kind: KindRule, id: arn(20), with: ui.Values{"weight 1": "3", "group 2": "web-v2", "weight 2": "1"},
			preview: "then  → ws0-tg → → ws0-tg 75 %, web-v2 25 %",
			call:    "modify " + short(20) + ` [] [{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"` + ws0TG + `","Weight":3},{"TargetGroupArn":"` + webV2TG + `","Weight":1}]}}]`,
		},
		{
			name: "redirect", kind: KindRule, id: arn(40), with: ui.Values{"to path": "/new/#{path}"},
			preview: "then  fixed 410 → redirect 301 to HTTPS :443/new/#{path}",
			cli:     "aws elbv2 modify-rule --rule-arn " + arn(40) + ` --actions '[{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","Host":"#{host}","Path":"/new/#{path}","Query":"#{query}","StatusCode":"HTTP_301"}}]'`,
		},
		{
			name: "answer", kind: KindRule, id: arn(40), with: ui.Values{"code": "404"},
			preview: "then  fixed 410 → fixed 404",
			call:    "modify " + short(40) + ` [] [{"Type":"fixed-response","FixedResponseConfig":{"MessageBody":"gone for good","StatusCode":"404","ContentType":"text/plain"}}]`,
		},
		{
			name: "move up", kind: KindRule, id: arn(50),
			preview: "priority  50 → 40  path /old/but/gold/*  method GET or HEAD\npriority  40 → 50  path /old/*\nrule 40 can match again",
			cli:     "aws elbv2 set-rule-priorities --rule-priorities RuleArn=" + arn(50) + ",Priority=40 RuleArn=" + arn(40) + ",Priority=50",
			call:    "priorities " + short(40) + "=50 " + short(50) + "=40",
		},
		{
			name: "move down", kind: KindRule, id: arn(10),
			call: "priorities " + short(10) + "=20 " + short(20) + "=10",
		},
		{
			name: "set priority", kind: KindRule, id: arn(50), with: ui.Values{"priority": "35"},
			preview: "priority  50 → 35  path /old/but/gold/*  method GET or HEAD\nrule 35 can match again",
			call:    "priorities " + short(50) + "=35",
		},
		{
			name: "delete", kind: KindRule, id: arn(40), typed: "40",
			preview: "deletes rule 40 of HTTPS :443  path /old/*  fixed 410\nrule 50 can match again",
			cli:     "aws elbv2 delete-rule --rule-arn " + arn(40),
			call:    "delete " + short(40),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := actionOn(t, d, c.name, c.kind, c.id)
			change := planned(t, a, c.with)
			if got := previewText(change); c.preview != "" && got != c.preview {
				t.Errorf("preview\n%s\nwant\n%s", got, c.preview)
			}
			if c.cli != "" && change.commands(&side{}) != c.cli {
				t.Errorf("command\n%s\nwant\n%s", change.commands(&side{}), c.cli)
			}
			if a.Type != c.typed {
				t.Errorf("%q has to be typed, want %q", a.Type, c.typed)
			}
			client := &balancingClient{}
			if err := change.Run(context.Background(), client); err != nil {
				t.Error(err)
			}
			if c.call != "" && strings.Join(client.calls, "\n") != c.call {
				t.Errorf("calls\n%s\nwant\n%s", strings.Join(client.calls, "\n"), c.call)
			}
		})
	}
}

// Bad input is told while it is typed, in AWS's words where AWS has words.
func TestRuleForms(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	for _, c := range []struct {
		name, kind, id string
		with           ui.Values
		wrong          string // by the form
		refused        string // by the plan
	}{
		{"create rule that forwards", KindListener, https, ui.Values{"priority": "10"}, "Priority '10' is currently in use", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"priority": "0"}, "Priority '0' must be between '1' and '50000'", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"priority": "ten"}, "not a whole number", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"host-header": "localhost"}, "must contain at least one '.'", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"path-pattern": "/a b"}, "contains a character that is not valid", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"http-request-method": "get"}, "allowed characters are A-Z", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"source-ip": "10.0.0.1"}, "The CIDR block '10.0.0.1' is not valid", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"header": "X-A"}, "A condition value must be specified", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"header values": "1"}, "A 'HttpHeaderName' must be specified", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"path-pattern": "/a", "weight 1": "1000"}, "Weight '1000' must be between '0' and '999'", ""},
		{"create rule that forwards", KindListener, https, ui.Values{"path-pattern": "/a", "group 1": "web-tg", "group 2": "web-tg"}, "it is there already", ""},
		{"create rule that forwards", KindListener, https, nil, "", "A condition must be specified"},
		{"create rule that forwards", KindListener, https, ui.Values{"path-pattern": "/a, /b, /c", "host-header": "a.com, b.com, c.com"}, "", "A rule can only have '5' condition values"},
		{"create rule that redirects", KindListener, https, ui.Values{"path-pattern": "/a", "to port": "http"}, "redirect port", ""},
		{"create rule that redirects", KindListener, https, ui.Values{"path-pattern": "/a", "to path": "new"}, "must start with '/'", ""},
		{"create rule that redirects", KindListener, https, ui.Values{"path-pattern": "/a", "protocol": "#{protocol}", "to port": "#{port}"}, "", "creates a loop"},
		{"create rule that redirects", KindListener, https, ui.Values{"path-pattern": "/a", "protocol": "HTTP", "to port": "80"}, "", "cannot redirect from HTTPS to HTTP"},
		{"create rule that answers itself", KindListener, https, ui.Values{"path-pattern": "/a", "code": "302"}, "must be 2XX, 4XX or 5XX", ""},
		{"change conditions", KindRule, ruleARN(https, 40), nil, "", "nothing changes"},
		{"forward", KindRule, ruleARN(https, 20), nil, "", "nothing changes"},
		{"set priority", KindRule, ruleARN(https, 20), nil, "", "it has the priority 20 already"},
		{"set priority", KindRule, ruleARN(https, 20), ui.Values{"priority": "30"}, "Priority '30' is currently in use", ""},
	} {
		a := actionOn(t, d, c.name, c.kind, c.id)
		values, wrong := filled(a, c.with)
		if (c.wrong == "") != (wrong == "") || !strings.Contains(wrong, c.wrong) {
			t.Errorf("%s %v: the form says %q, want %q", c.name, c.with, wrong, c.wrong)
			continue
		}
		if c.refused == "" {
			continue
		}
		if _, err := a.Plan(values); err == nil || !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s %v: the plan says %v, want %q", c.name, c.with, err, c.refused)
		}
	}
}

func TestRuleActionsThatAreOff(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	for _, c := range []struct{ name, kind, id, why string }{
		{"move up", KindRule, ruleARN(https, 10), "it is tried first already"},
		{"move down", KindRule, ruleARN(https, 50), "only the default rule is tried after it"},
		{"delete", KindRule, ruleARN(https, 0), "the default rule is changed with its listener"},
		{"create rule that forwards", KindListener, tcp9000, "there is no HTTP or HTTPS listener"},
		{"create rule that forwards", KindBalancer, tcpNLB, "there is no HTTP or HTTPS listener"},
	} {
		if a := actionOn(t, d, c.name, c.kind, c.id); !strings.Contains(a.Off, c.why) {
			t.Errorf("%s: off because %q, want %q", c.name, a.Off, c.why)
		}
	}
}

// What the form has no field for stays as it is.
func TestChangeKeepsWhatTheFormDoesNotShow(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	s := traffic()
	rules := rulesOfTraffic()
	regex := awsclient.Condition{Field: "host-header", Regexes: []string{"^a.*"}}
	second := awsclient.Condition{Field: "http-header", HeaderName: "X-B", Values: []string{"a,b"}}
	rules[1].Conditions = []awsclient.Condition{{Field: "http-header", HeaderName: "X-A", Values: []string{"1,2"}}, second, regex}
	rules[1].Actions[0].Sticky = 3600e9
	s.Rules[https] = ok(rules...)
	d.see(s)
	change := planned(t, actionOn(t, d, "change conditions", KindRule, ruleARN(https, 10)), ui.Values{"path-pattern": "/x"})
	for _, want := range []string{`"Values":["1,2"]`, `"HttpHeaderName":"X-B","Values":["a,b"]`, `"RegexValues":["^a.*"]`, `"/x"`} {
		if !strings.Contains(change.commands(&side{}), want) {
			t.Errorf("%s is not in %s", want, change.commands(&side{}))
		}
	}
	change = planned(t, actionOn(t, d, "forward", KindRule, ruleARN(https, 10)), ui.Values{"weight 1": "2"})
	if !strings.Contains(change.commands(&side{}), `"TargetGroupStickinessConfig":{"Enabled":true,"DurationSeconds":3600}`) {
		t.Error(change.commands(&side{}))
	}
}

func TestNextPriority(t *testing.T) {
	for _, c := range []struct {
		used []int
		want int
	}{{nil, 10}, {[]int{1, 2, 3}, 10}, {[]int{10, 20}, 30}, {[]int{15}, 20}, {[]int{50000}, 1}, {[]int{1, 2, 50000}, 3}} {
		var rules []*awsclient.Rule
		for _, p := range c.used {
			rules = append(rules, &awsclient.Rule{Priority: p})
		}
		if got := nextPriority(rules); got != c.want {
			t.Errorf("after %v: %d, want %d", c.used, got, c.want)
		}
	}
}

func TestDeleteSeveralRules(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	a := actionOn(t, d, "delete", KindRule, ruleARN(https, 10), ruleARN(https, 20))
	if a.Type != "2 rules" {
		t.Errorf("%q has to be typed", a.Type)
	}
	client := &balancingClient{}
	if err := planned(t, a, nil).Run(context.Background(), client); err != nil || len(client.calls) != 2 {
		t.Errorf("%v %q", err, client.calls)
	}
}
