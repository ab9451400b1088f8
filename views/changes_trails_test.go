package views

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/awsclient/semantics/recipes"
	"fleetglass/ui"
)

// auditedClient answers what the forms of trails, filters and recipes look up.
type auditedClient struct{ *testClient }

const (
	auditTrail = "arn:aws:cloudtrail:us-west-2:123456789012:trail/main"
	auditGroup = "arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail/logs:*"
	auditRole  = "arn:aws:iam::123456789012:role/trail-writer"
)

func (auditedClient) Region() string { return "us-west-2" }
func (auditedClient) Identity(context.Context) (awsclient.Identity, error) {
	return awsclient.Identity{Account: "123456789012", ARN: "arn:aws:iam::123456789012:user/ops"}, nil
}
func (auditedClient) Trails(context.Context) ([]awsclient.Trail, error) {
	return []awsclient.Trail{{TrailSettings: awsclient.TrailSettings{Name: "main", Bucket: "audit", AllRegions: false, LogGroup: auditGroup, LogRole: auditRole}, ARN: auditTrail, HomeRegion: "us-west-2"}}, nil
}
func (auditedClient) TrailStatus(context.Context, string) (awsclient.TrailStatus, error) {
	return awsclient.TrailStatus{}, nil
}
func (auditedClient) Buckets(context.Context) ([]awsclient.Bucket, error) {
	return []awsclient.Bucket{{Name: "audit", Region: "us-west-2"}, {Name: "broken", Region: "us-west-2"}, {Name: "elsewhere", Region: "eu-west-1"}, {Name: "hidden", Region: "us-west-2"}}, nil
}
func (auditedClient) BucketPolicy(_ context.Context, bucket string) (string, error) {
	switch bucket {
	case "audit":
		return bucketpolicy.Policy(bucketpolicy.Want{Bucket: "audit", Account: "123456789012", TrailARN: auditTrail}), nil
	case "broken":
		return "{", nil
	}
	return "", &awsclient.Error{Kind: awsclient.Denied}
}
func (auditedClient) LogGroups(context.Context, string) ([]awsclient.LogGroup, error) {
	return []awsclient.LogGroup{{Name: "CloudTrail/logs"}, {Name: "/shop/access"}}, nil
}
func (auditedClient) Roles(context.Context) ([]awsclient.Role, error) {
	return []awsclient.Role{{Name: "trail-writer", ARN: auditRole, Trust: `{"Service":"cloudtrail.amazonaws.com"}`}, {Name: "CloudTrail_CloudWatchLogs_Role", ARN: "arn:x", Trust: "{}"}}, nil
}
func (auditedClient) MetricFilters(context.Context, string) ([]awsclient.MetricFilter, error) {
	denied, _ := recipes.Named("AuthorizationFailures")
	return []awsclient.MetricFilter{
		{Group: "CloudTrail/logs", Name: "SecurityGroupEvents", Pattern: "{ $.eventName = CreateSecurityGroup }", Namespace: "Own", Metric: "Holes", Value: "1"},
		{Group: "CloudTrail/logs", Name: "refused", Pattern: strings.ReplaceAll(denied.Pattern, " = ", "="), Namespace: "Own", Metric: "Refused", Value: "1"},
	}, nil
}
func (auditedClient) Alarms(context.Context) ([]awsclient.Alarm, error) {
	return []awsclient.Alarm{{Name: "denied", State: "ALARM", Metric: awsclient.MetricQuery{Namespace: "Own", Name: "Refused"}}, {Name: "VpcChanges", State: "OK"}}, nil
}
func (auditedClient) Topics(context.Context) ([]awsclient.Topic, error) {
	return []awsclient.Topic{{Name: "on-call", ARN: "arn:aws:sns:us-west-2:123456789012:on-call"}}, nil
}
func (auditedClient) LogEvents(context.Context, awsclient.LogQuery) (awsclient.LogPage, error) {
	at := time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC)
	return awsclient.LogPage{Events: []awsclient.LogEvent{
		{At: at, Message: `{"path":"/cart","latency":31,"status":200}`}, {At: at.Add(time.Second), Message: `{"path":"/pay","latency":912,"status":502}`},
		{At: at.Add(2 * time.Second), Message: `{"path":"/pay","status":502}`}, {At: at.Add(3 * time.Second), Message: "starting"},
	}}, nil
}

// audited is an action with its form or menu, as it is after it was looked up.
func audited(t *testing.T, d *desk, a Action) Action {
	t.Helper()
	ready, err := a.Prepare(t.Context(), auditedClient{d.client})
	if err != nil {
		t.Fatal(err)
	}
	ready.side, ready.Prepare = d.c.here, nil
	return ready
}

func aFilterForm(d *desk) Action {
	return createFilterAction(newLogParts(d.c.ties, d.c.glyphs), "/shop/access", d.c.snap)
}

func TestAuditForms(t *testing.T) {
	for _, size := range []ui.Rect{{W: 80, H: 24}, {W: 120, H: 36}} {
		for _, c := range []struct {
			name, digit string
			action      func(*desk) Action
			pages       int
			fill        ui.Values
		}{
			{"guided-trail", "9", func(d *desk) Action { return createTrailAction(d.c.glyphs) }, 0, ui.Values{"name": "all"}},
			{"guided-trail-bucket", "9", func(d *desk) Action { return createTrailAction(d.c.glyphs) }, 1, ui.Values{"name": "all", "bucket": "audit"}},
			{"guided-trail-logs", "9", func(d *desk) Action { return createTrailAction(d.c.glyphs) }, 2, ui.Values{"name": "all", "group": "CloudTrail/logs"}},
			{"guided-filter", "8", aFilterForm, 0, ui.Values{"pattern": "{ $.latency > 500 }", "value": "$.latency", "name": "slow", "namespace": "Shop", "metric": "Slow", "dimensions": "Path=$.path"}},
			{"guided-filter-wrong", "8", aFilterForm, 0, ui.Values{"pattern": "{ $.latency > 500 && $.path == /pay }"}},
			{"guided-recipe", "9", func(d *desk) Action { return aRecipe(t, d, "IAMPolicyChanges") }, 0, ui.Values{"topic": newOne, "mail": "ops@example.com"}},
		} {
			t.Run(fmt.Sprintf("%s %dx%d", c.name, size.W, size.H), func(t *testing.T) {
				d := newDesk(t, size.W, size.H)
				d.press(c.digit)
				a := c.action(d)
				if a.Prepare != nil {
					a = audited(t, d, a)
				}
				a.side = d.c.here
				d.c.dialogs.Open(d.c.form(a, c.fill, nil))
				for range c.pages {
					d.press("enter")
				}
				golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), d.screen())
			})
		}
		t.Run(fmt.Sprintf("recipes %dx%d", size.W, size.H), func(t *testing.T) {
			d := newDesk(t, size.W, size.H)
			d.press("9")
			ready := audited(t, d, recipesAction(d.c.glyphs, ""))
			d.c.showMenu(ready.Label, ready.Menu)
			golden(t, fmt.Sprintf("recipes-%dx%d", size.W, size.H), d.screen())
		})
	}
}

// aRecipe is the action of one recipe.
func aRecipe(t *testing.T, d *desk, name string) Action {
	t.Helper()
	for _, a := range audited(t, d, recipesAction(d.c.glyphs, "")).Menu {
		if a.Name == name {
			return a
		}
	}
	t.Fatalf("there is no recipe %s", name)
	return Action{}
}

// How each recipe stands is seen by what is there, whatever it is called.
func TestTheStatesOfRecipes(t *testing.T) {
	d := newDesk(t, 120, 36)
	want := map[string]string{"SecurityGroupEvents": "filter only", "AuthorizationFailures": "complete: ALARM"}
	menu := audited(t, d, recipesAction(d.c.glyphs, "")).Menu
	if len(menu) != 11 {
		t.Fatalf("%d recipes", len(menu))
	}
	for _, a := range menu {
		state := want[a.Name]
		if state == "" {
			state = "not set"
		}
		if a.Detail != state || (a.Off != "") != (state == "complete: ALARM") {
			t.Errorf("%s: %q, off because %q; want %q", a.Name, a.Detail, a.Off, state)
		}
	}
	if a := audited(t, d, recipesAction(d.c.glyphs, "arn:aws:cloudtrail:us-west-2:123456789012:trail/other")); !strings.Contains(a.Off, "does not deliver to a log group") {
		t.Errorf("a trail without a log group: %q", a.Off)
	}
}

func TestRecipePlans(t *testing.T) {
	d := newDesk(t, 120, 36)
	for _, c := range []struct {
		recipe   string
		with     ui.Values
		preview  []string
		commands []string
		refused  string
	}{
		{recipe: "IAMPolicyChanges", with: ui.Values{"topic": newOne, "mail": "ops@example.com"},
			preview: []string{"topic  cloudtrail-alarms", "subscription  ops@example.com, once it is confirmed", "metric filter  IAMPolicyChanges on CloudTrail/logs", "makes  CloudTrailMetrics IAMPolicyEventCount = 1",
				"Sum of five minutes at 1 or more", "does not log: nothing will be counted", "recorded in us-east-1"},
			commands: []string{"aws sns create-topic --name cloudtrail-alarms", "aws sns subscribe --topic-arn arn:aws:sns:us-west-2:123456789012:cloudtrail-alarms --protocol email --notification-endpoint ops@example.com",
				"aws logs put-metric-filter --log-group-name CloudTrail/logs --filter-name IAMPolicyChanges", "aws cloudwatch put-metric-alarm --alarm-name IAMPolicyChanges"}},
		{recipe: "SecurityGroupEvents", preview: []string{"nobody is told", "pattern  { $.eventName = CreateSecurityGroup } → { ($.eventName = Authorize"},
			commands: []string{"aws logs put-metric-filter", "--namespace Own --metric-name Holes"}},
		{recipe: "VpcChanges", refused: "there is an alarm VpcChanges on another metric"},
		{recipe: "AuthorizationFailures", refused: "the alarm denied is ALARM"},
	} {
		a := aRecipe(t, d, c.recipe)
		a.Off = ""
		values, wrong := filled(a, c.with)
		if wrong != "" {
			t.Fatalf("%s: %s", c.recipe, wrong)
		}
		change, err := a.Plan(values)
		if (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s: %v, want %q", c.recipe, err, c.refused)
		}
		for _, text := range c.preview {
			if !strings.Contains(previewText(change), text) {
				t.Errorf("%s: no %q in\n%s", c.recipe, text, previewText(change))
			}
		}
		for _, text := range c.commands {
			if !strings.Contains(change.commands(&side{}), text) {
				t.Errorf("%s: no %q in\n%s", c.recipe, text, change.commands(&side{}))
			}
		}
	}
	for value, want := range map[string]string{"ops": "Invalid parameter", "a@b": "Invalid parameter", "a b@c.d": "Invalid parameter", "ops@example.com": ""} {
		if got := mailWrong(value); (got == "") != (want == "") || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", value, got)
		}
	}
	if topicWrong("a.b") == "" || topicWrong("a-b_1") != "" {
		t.Error("names of topics")
	}
}

func TestTrailPlans(t *testing.T) {
	d := newDesk(t, 120, 36)
	a := audited(t, d, createTrailAction(d.c.glyphs))
	base := ui.Values{"name": "all", "bucket": "audit", "group": "CloudTrail/logs"}
	for _, c := range []struct {
		name     string
		with     ui.Values
		preview  []string
		commands []string
		refused  string
	}{
		{name: "a bucket that another trail has", with: ui.Values{}, preview: []string{"its policy lets CloudTrail write", "AWSCloudTrailWrite20150319n2"},
			commands: []string{"aws s3api put-bucket-policy --bucket audit", "aws iam create-role --role-name CloudTrail_CloudWatchLogs_Role_2", "log-stream:123456789012_CloudTrail_*", "aws cloudtrail start-logging --name all"}},
		{name: "left as it is", with: ui.Values{"policy": leavePolicy}, preview: []string{"AWS will refuse the trail"}},
		{name: "of this region", with: ui.Values{"all": "false", "start": "false"}, preview: []string{"looks at us-west-2", "does not log before"},
			commands: []string{"log-stream:123456789012_CloudTrail_us-west-2*", "--no-is-multi-region-trail"}},
		{name: "a policy nobody may read", with: ui.Values{"bucket": "hidden"}, preview: []string{"could not be read: CloudTrail will judge it"}},
		{name: "a policy that is none", with: ui.Values{"bucket": "broken"}, refused: "the bucket's policy cannot be read"},
	} {
		with := ui.Values{}
		for _, v := range []ui.Values{base, c.with} {
			for name, value := range v {
				with[name] = value
			}
		}
		values, wrong := filled(a, with)
		if wrong != "" {
			t.Fatalf("%s: %s", c.name, wrong)
		}
		change, err := a.Plan(values)
		if (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s: %v, want %q", c.name, err, c.refused)
		}
		for _, text := range c.preview {
			if !strings.Contains(previewText(change), text) {
				t.Errorf("%s: no %q in\n%s", c.name, text, previewText(change))
			}
		}
		for _, text := range c.commands {
			if !strings.Contains(change.commands(&side{}), text) {
				t.Errorf("%s: no %q in\n%s", c.name, text, change.commands(&side{}))
			}
		}
	}
	for name, with := range map[string]ui.Values{
		"Trail main already exists for customer: 123456789012": {"name": "main"},
		"Trail name too short":                                 {"name": "a"},
		"The specified bucket is not valid":                    {"name": "all", "bucket": newOne, "bucketname": "A"},
		"must have at most 200 characters and no slash":        {"name": "all", "prefix": "a/"},
		"The specified log group already exists":               {"name": "all", "group": newOne, "groupname": "/shop/access"},
		"Role with name trail-writer already exists":           {"name": "all", "role": newOne, "rolename": "trail-writer"},
		"must contain only alphanumeric characters and/or":     {"name": "all", "role": newOne, "rolename": "a/b"},
	} {
		if _, wrong := filled(a, with); !strings.Contains(wrong, name) {
			t.Errorf("%v: the form says %q, want %q", with, wrong, name)
		}
	}
}

// What was done stays done, and is told with what failed.
func TestAFailureTellsWhatWasDoneBefore(t *testing.T) {
	refused := &awsclient.Error{Kind: awsclient.Invalid, Service: "CloudTrail", Operation: "CreateTrail", Code: "InsufficientS3BucketPolicyException", Message: "Incorrect S3 bucket policy"}
	err := &unfinished{[]string{"the bucket b is made", "its policy is written"}, refused}
	if got := failureWords(err); got != errorWords(refused)+" (done before it: the bucket b is made; its policy is written)" {
		t.Error(got)
	}
	lines := ""
	for _, l := range failureLines(err) {
		lines += l.Text() + "\n"
	}
	if !strings.Contains(lines, "done before it: the bucket b is made\ndone before it: its policy is written\n") || !strings.Contains(lines, "InsufficientS3BucketPolicyException") {
		t.Error(lines)
	}
}

// The journal has what was done apart from what failed, so that its script says
// what is true.
func TestTheJournalOfAChangeThatFailedHalfway(t *testing.T) {
	d := newDesk(t, 120, 36)
	failed := errors.New("no")
	step := func(err error) Step {
		return func(context.Context, awsclient.Client) (string, error) { return "done", err }
	}
	change := Change{CLIs: []string{"aws a", "aws b", "aws c"}, Steps: []Step{step(nil), step(failed), step(nil)}}
	lines := d.c.journalOf(Action{Label: "Three", side: &side{}}, change, &unfinished{[]string{"done"}, failed})
	if len(lines) != 2 || lines[0].command != "aws b\naws c" || lines[0].err == nil || lines[1].command != "aws a" || lines[1].err != nil {
		t.Errorf("%+v", lines)
	}
	if lines = d.c.journalOf(Action{side: &side{}}, change, nil); len(lines) != 1 || lines[0].command != "aws a\naws b\naws c" {
		t.Errorf("%+v", lines)
	}
}

func TestAMistakeIsPointedAt(t *testing.T) {
	long := strings.Repeat("a", 60) + "!" + strings.Repeat("b", 60)
	for _, c := range []struct {
		text   string
		column int
		want   string
	}{
		{"{ $.a = ", 8, "{ $.a = \n        ^\nwhy"},
		{long, 60, strings.Repeat("a", 24) + "!" + strings.Repeat("b", 13) + "\n" + strings.Repeat(" ", 24) + "^\nwhy"},
		{"日本!", 2, "日本!\n    ^\nwhy"}, // two cells each
		{"", 5, "\n^\nwhy"},
	} {
		var lines []string
		for _, l := range refusedLines(&inPlace{c.text, c.column, errors.New("why")}) {
			lines = append(lines, l.Text())
		}
		if got := strings.Join(lines, "\n"); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSelectorsAsTheFormTakesThem(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "*": "AWS::S3::Object arn:aws:s3", "photos": "AWS::S3::Object arn:aws:s3:::photos/", "logs/2026": "AWS::S3::Object arn:aws:s3:::logs/2026",
	} {
		got, err := objectValues(text)
		if err != nil || strings.Join(got, " ") != want || objectsText(got) != text {
			t.Errorf("%q: %q, %v, back %q", text, got, err, objectsText(got))
		}
	}
	if _, err := objectValues("arn:aws:s3:::b"); err == nil {
		t.Error("an ARN is taken as a bucket")
	}
	if got := selectorObject(awsclient.EventSelector{ReadWrite: "All", Data: []string{"AWS::Lambda::Function arn:aws:lambda"}}).text(); !strings.Contains(got, `"IncludeManagementEvents":false`) {
		t.Error(got)
	}
}
