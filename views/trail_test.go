package views

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

const (
	mainTrail   = "arn:aws:cloudtrail:us-west-2:123456789012:trail/management-events"
	brokenTrail = "arn:aws:cloudtrail:us-west-2:123456789012:trail/old-audit"
)

// call is an event of the test account, some seconds ago.
func call(seconds int, who, source, name, target string, change ...func(*awsclient.Event)) awsclient.Event {
	e := awsclient.Event{ID: fmt.Sprintf("e-%05d", seconds), Name: name, Source: source + awsDomain, Time: moment().Add(-time.Duration(seconds) * time.Second), Username: who,
		Identity: "IAMUser", Caller: "123456789012", Account: "123456789012", SourceIP: "203.0.113.9", UserAgent: "aws-cli/2.15.0 Python/3.11",
		Record: `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"` + who + `","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},"eventName":"` + name +
			`","requestParameters":{"instancesSet":{"items":[{"instanceId":"` + target + `"}]},"force":false,"ports":[]},"readOnly":false}`}
	if target != "" {
		e.Resources = []awsclient.EventResource{{Type: "AWS::EC2::Instance", Name: target}}
	}
	for _, f := range change {
		f(&e)
	}
	return e
}

func refused(e *awsclient.Event) {
	e.ErrorCode, e.ErrorMessage = "Client.UnauthorizedOperation", "You are not authorized to perform this operation."
}
func rooted(e *awsclient.Event) {
	e.Identity, e.Username, e.UserAgent = "Root", "root", "signin.amazonaws.com"
}
func abroad(e *awsclient.Event)  { e.Caller, e.Identity = "999999999999", "AWSAccount" }
func reading(e *awsclient.Event) { e.ReadOnly = true }

// eventsOfAccount are what the trail's newest page has.
func eventsOfAccount() []awsclient.Event {
	return []awsclient.Event{
		call(51, "intern", "ec2", "StopInstances", instanceID(4), refused),
		call(90, "pipeline", "autoscaling", "UpdateAutoScalingGroup", ""),
		call(120, "engineer", "ec2", "TerminateInstances", instanceID(3)),
		call(200, "", "sts", "AssumeRole", "", abroad),
		call(269, "intern", "iam", "AttachUserPolicy", "", refused, func(e *awsclient.Event) {
			e.ErrorCode, e.ErrorMessage = "AccessDenied", "User: arn:aws:iam::123456789012:user/intern is not authorized to perform: iam:AttachUserPolicy"
			e.Resources = []awsclient.EventResource{{Type: "AWS::IAM::User", Name: "intern"}}
		}),
		call(400, "", "iam", "CreateAccessKey", "", rooted),
		call(900, "engineer", "ec2", "RunInstances", "", func(e *awsclient.Event) {
			e.ErrorCode, e.ErrorMessage = "Server.InsufficientInstanceCapacity", "We currently do not have sufficient capacity."
		}),
	}
}

// accountWithTrail is the test account with events for whoever asks for
// changes, two trails and three users.
func accountWithTrail() *watch.Snapshot {
	s := account()
	s.Events[trailAsk{}.want().Key] = ok(eventsOfAccount()...)
	trail := func(arn, bucket string) awsclient.Trail {
		return awsclient.Trail{ARN: arn, HomeRegion: "us-west-2", TrailSettings: awsclient.TrailSettings{Name: arnName(arn), Bucket: bucket, AllRegions: arn == mainTrail, GlobalServices: true, Validation: true}}
	}
	good, bad := trail(mainTrail, "audit-123456789012"), trail(brokenTrail, "old-logs")
	good.LogGroup = "arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail/logs:*"
	bad.Prefix = "trail"
	s.Trails = ok(good, bad)
	s.TrailStatuses = map[string]watch.Feed[awsclient.TrailStatus]{
		mainTrail:   ok(awsclient.TrailStatus{Logging: true, Started: moment().Add(-900 * time.Hour), Delivered: moment().Add(-3 * time.Minute), Logged: moment().Add(-time.Minute)}),
		brokenTrail: ok(awsclient.TrailStatus{Logging: true, Started: moment().Add(-90 * time.Hour), Delivered: moment().Add(-50 * time.Hour), DeliveryError: "AccessDenied"}),
	}
	s.TrailSelectors = map[string]watch.Feed[awsclient.TrailSelectors]{
		mainTrail:   ok(awsclient.TrailSelectors{Basic: []awsclient.EventSelector{{ReadWrite: "All", Management: true}}}),
		brokenTrail: ok(awsclient.TrailSelectors{Basic: []awsclient.EventSelector{{ReadWrite: "WriteOnly", Management: true, Data: []string{"AWS::S3::Object arn:aws:s3:::b/"}}}}),
	}
	want := bad.PolicyWant()
	s.BucketPolicies = map[string]watch.Feed[string]{
		"audit-123456789012": ok(bucketpolicy.Policy(good.PolicyWant())),
		"old-logs":           ok(strings.Replace(bucketpolicy.Policy(want), "/trail/AWSLogs", "/AWSLogs", 1)),
	}
	user := func(name string, days int) awsclient.User {
		return awsclient.User{Name: name, Path: "/", ID: "AIDA" + name, ARN: "arn:aws:iam::123456789012:user/" + name, Created: moment().Add(-time.Duration(days) * day)}
	}
	s.Users = ok(user("engineer", 400), user("intern", 20), user("pipeline", 300))
	return s
}

func trailDesk(t testing.TB, w, h int, change ...func(*Options)) *desk {
	d := newDesk(t, w, h, change...)
	d.see(accountWithTrail())
	return d.press("9")
}

// wantsEvents is the query that the page asks the watcher for.
func (d *desk) wantsEvents() awsclient.EventQuery {
	d.t.Helper()
	for _, w := range d.watcher.wants {
		if w.Kind == watch.Events {
			return w.Events
		}
	}
	d.t.Fatal("no events are wanted")
	return awsclient.EventQuery{}
}

func TestTrailTellsMeaningInWordsAndSigns(t *testing.T) {
	d := trailDesk(t, 200, 60).sees("9 Trail ▲2", "▲ denied", "◌ removed", "→ foreign", "◆ root", "✗ failed", "by the account 999999999999", "by the account's root user",
		"AccessDenied ", "MESSAGE", "You are not auth", "AWS filters: ReadOnly = false   here: nothing", "7 loaded, back to 13:47:31", "that is all there is")
	d.press("/").typed("outcome:denied").sees("StopInstances", "AttachUserPolicy", "2 of 7 rows").doesNotSee("TerminateInstances")
}

func TestMeaningOfEvents(t *testing.T) {
	for _, c := range []struct {
		event awsclient.Event
		want  meaning
	}{
		{call(1, "a", "ec2", "StopInstances", "", refused), meansDenied},
		{call(1, "a", "s3", "GetBucketPolicy", "", reading, func(e *awsclient.Event) { e.ErrorCode = "AccessDeniedException" }), meansDenied},
		{call(1, "a", "ec2", "RunInstances", "", func(e *awsclient.Event) { e.ErrorCode = "Client.InvalidParameterValue" }), meansFailed},
		{call(1, "a", "signin", "ConsoleLogin", "", func(e *awsclient.Event) { e.ErrorMessage = "Failed authentication" }), meansFailed},
		{call(1, "", "iam", "DeleteUser", "", rooted), meansRoot},
		{call(1, "", "ec2", "DeleteVpc", "", abroad), meansForeign},
		{call(1, "", "ec2", "TerminateInstances", "", func(e *awsclient.Event) { e.Identity, e.Caller = "AWSService", "" }), meansRemoval},
		{call(1, "a", "ec2", "DescribeInstances", "", reading), meansRead},
		{call(1, "a", "ec2", "CreateTags", ""), meansChange},
	} {
		if got := meaningOf(&c.event); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.event.Name, c.event.ErrorCode, got, c.want)
		}
	}
}

// CT/view-cloudtrail-events-cli: one attribute and a range of times.
func TestAWSFiltersOneAttributeAndTheRestIsDoneHere(t *testing.T) {
	since := moment().Add(-time.Hour)
	for _, c := range []struct {
		ask       trailAsk
		attribute string
		value     string
		here, aws string
	}{
		{trailAsk{}, "ReadOnly", "false", "nothing", "ReadOnly = false"},
		{trailAsk{reads: true}, "", "", "nothing", "nothing"},
		{trailAsk{who: "intern"}, "Username", "intern", "no reads", "Username = intern"},
		{trailAsk{who: "intern", reads: true, denied: true}, "Username", "intern", "denied", "Username = intern"},
		{trailAsk{who: "int*"}, "ReadOnly", "false", "who", "ReadOnly = false"},
		{trailAsk{who: "AKIAIOSFODNN7EXAMPLE"}, "AccessKeyId", "AKIAIOSFODNN7EXAMPLE", "no reads", "AccessKeyId = AKIAIOSFODNN7EXAMPLE"},
		{trailAsk{what: "StopInstances", reads: true}, "EventName", "StopInstances", "nothing", "EventName = StopInstances"},
		{trailAsk{what: "ec2", reads: true}, "EventSource", "ec2.amazonaws.com", "nothing", "EventSource = ec2.amazonaws.com"},
		{trailAsk{who: "intern", what: "Stop*", which: "i-1", where: "203.*", since: since}, "ResourceName", "i-1", "who, what, where, no reads", "ResourceName = i-1, time"},
	} {
		q := c.ask.query()
		if q.Attribute != c.attribute || q.Value != c.value || !q.Start.Equal(c.ask.since) || orNothing(c.ask.here()) != c.here || orNothing(c.ask.byAWS()) != c.aws {
			t.Errorf("%+v: %+v, here %v, AWS %v", c.ask, q, c.ask.here(), c.ask.byAWS())
		}
	}
}

func TestWhatIsFilteredHere(t *testing.T) {
	e := call(5, "intern", "ec2", "StopInstances", "i-1", refused)
	for _, c := range []struct {
		ask  trailAsk
		want bool
	}{
		{trailAsk{}, true}, {trailAsk{denied: true}, true}, {trailAsk{who: "INT*"}, true}, {trailAsk{who: "*pipe*"}, false},
		{trailAsk{what: "*Instances"}, true}, {trailAsk{what: "ec2*"}, true}, {trailAsk{what: "iam*"}, false}, {trailAsk{where: "203.0.*.9"}, true},
		{trailAsk{where: "aws-cli*"}, true}, {trailAsk{where: "10.*"}, false}, {trailAsk{which: "i-*"}, true}, {trailAsk{which: "*-2"}, false},
		{trailAsk{which: "x", who: "intern"}, true}, // AWS looked for x
		{trailAsk{which: "x", who: "somebody"}, false}, {trailAsk{since: moment()}, false}, {trailAsk{which: "a*aa"}, false},
	} {
		if got := c.ask.matches(&e); got != c.want {
			t.Errorf("%+v: %v", c.ask, got)
		}
	}
}

func TestTheBarAsksAndSaysWhoFilters(t *testing.T) {
	d := trailDesk(t, 120, 36).press("f").sees("Ask the trail", "AttributeKey=ReadOnly,AttributeValue=false")
	d.typed("intern").press("tab").typed("Stop*").sees("AWS filters: Username = intern   here: what,", "AttributeKey=Username,AttributeValue=intern")
	d.press("enter").sees("who intern", "what Stop*", "only changes", "loading...")
	if q := d.wantsEvents(); q.Attribute != "Username" || q.Value != "intern" || q.Limit != trailEvents {
		t.Errorf("%+v", q)
	}
	s := accountWithTrail()
	s.Events[trailAsk{who: "intern"}.want().Key] = ok(eventsOfAccount()[0], eventsOfAccount()[4])
	d.see(s)
	d.sees("2 loaded, 1 match").hasSelected("e-00051").press("F").sees("7 loaded, back to 13:47:31")
}

// The end of the time is AWS's to filter by, and what happened since is not
// asked for again.
func TestTheTrailIsAskedUntilAMoment(t *testing.T) {
	d := trailDesk(t, 120, 36).press("f").press("tab", "tab", "tab", "tab", "tab").typed("2026").sees("a time such as 14:05").press("enter").sees("Ask the trail")
	d.press("ctrl+u").typed("14:00").sees("AWS filters: ReadOnly = false, time   here:", "--end-time 2026-03-03T14:00:00Z").press("enter")
	until := time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC)
	if q := d.wantsEvents(); !q.End.Equal(until) || !q.Start.IsZero() {
		t.Errorf("%+v", q)
	}
	d.sees("when until 14:00:00", "AWS filters: ReadOnly = false, time", "loading...")
	s := accountWithTrail()
	s.Events[trailAsk{until: until}.want().Key] = ok(eventsOfAccount()[4:]...)
	d.see(s)
	d.sees("3 loaded", "CreateAccessKey").doesNotSee("StopInstances")
	d.press("f").sees("2026-03-03 14:00:00").press("tab", "tab", "tab", "tab", "left").press("enter")
	d.press("F").sees("7 loaded").doesNotSee("until")
}

func TestAnEndBeforeTheBeginningIsRefused(t *testing.T) {
	now := moment()
	for _, c := range []struct{ when, until, wrong string }{
		{anyTime, "", ""}, {anyTime, "13:00", ""}, {"1 h", "15m", ""}, {"1 h", "2h", "before the beginning"}, {"1 h", "soon", "a time such as"},
	} {
		v := ui.Values{"when": c.when, "until": c.until}
		if got := wrongUntil(v, trailAsk{}, now); (got == "") != (c.wrong == "") || !strings.Contains(got, c.wrong) {
			t.Errorf("%v: %q", v, got)
		}
	}
	a := trailAsk{since: now.Add(-time.Hour), until: now.Add(-time.Minute)}
	for _, c := range []struct {
		ago  time.Duration
		want bool
	}{{0, false}, {time.Minute, true}, {30 * time.Minute, true}, {2 * time.Hour, false}} {
		e := awsclient.Event{Time: now.Add(-c.ago)}
		if got := a.matches(&e); got != c.want {
			t.Errorf("%s ago: %t", c.ago, got)
		}
	}
	if got := orNothing(trailAsk{reads: true, until: now}.byAWS()); got != "time" {
		t.Error(got)
	}
}

func TestDeniedOnlyByOneKey(t *testing.T) {
	d := trailDesk(t, 120, 36).press("D").sees("only denied changes", "here: denied", "7 loaded, 2 match").doesNotSee("TerminateInstances").press("D").sees("TerminateInstances")
	if q := d.press("v").wantsEvents(); q.Attribute != "" {
		t.Errorf("%+v", q)
	}
}

// trailServer answers lookups like CloudTrail: newest first, both ends
// included.
type trailServer struct {
	awsclient.Client
	events []awsclient.Event
	asked  []awsclient.EventQuery
	err    error
}

func (s *trailServer) Region() string { return "us-west-2" }
func (s *trailServer) Events(_ context.Context, q awsclient.EventQuery) ([]awsclient.Event, error) {
	s.asked = append(s.asked, q)
	var page []awsclient.Event
	for _, e := range s.events {
		if (q.End.IsZero() || !e.Time.After(q.End)) && len(page) < q.Limit {
			page = append(page, e)
		}
	}
	return page, s.err
}

// history is n events, one a second, newest first, from a moment back.
func history(newest, n int) []awsclient.Event {
	var all []awsclient.Event
	for i := range n {
		all = append(all, call(newest+i, "pipeline", "ec2", "CreateTags", ""))
	}
	return all
}

// newestPage shows a desk the first page of a server.
func (d *desk) newestPage(s *trailServer) *desk {
	snap := account()
	page, _ := s.Events(context.Background(), awsclient.EventQuery{Limit: trailEvents})
	snap.Events[trailAsk{}.want().Key] = ok(page...)
	d.see(snap)
	return d
}

func TestOlderEventsAreLoadedOnDemand(t *testing.T) {
	server := &trailServer{events: history(10, 120)}
	d := newDesk(t, 120, 36, func(o *Options) { o.Client = server }).press("9").newestPage(server).sees("50 loaded, back to 14:01:32", "m loads older ones")
	server.asked = nil
	d.press("m").sees("49 older events loaded", "99 loaded")
	if len(server.asked) != 1 || server.asked[0].Limit != trailEvents || !server.asked[0].End.Equal(moment().Add(-59*time.Second)) || server.asked[0].Attribute != "ReadOnly" {
		t.Errorf("asked %+v", server.asked)
	}
	d.press("m").sees("21 older events loaded", "120 loaded", "that is all there is").press("m").sees("there are no older ones")
	server.err = &awsclient.Error{Kind: awsclient.Throttled, Service: "CloudTrail", Operation: "LookupEvents", Code: "ThrottlingException"}
	d = newDesk(t, 120, 36, func(o *Options) { o.Client = server }).press("9").newestPage(server).press("m").sees("throttled: ThrottlingException", "m tries again")
	server.err = nil
	d.press("m").sees("99 loaded").doesNotSee("ThrottlingException")
}

func TestMoreThanAPageAtOnceLeavesAGapThatCanBeFilled(t *testing.T) {
	server := &trailServer{events: history(500, 80)}
	d := newDesk(t, 120, 36, func(o *Options) { o.Client = server }).press("9").newestPage(server)
	server.events = append(history(1, 130), server.events...)
	d.newestPage(server).sees("100 loaded", "events missing before 14:01:41; m loads them")
	d.press("m").sees("149 loaded", "events missing before").press("m").sees("180 loaded", "m loads older ones").doesNotSee("missing")
	d.press("m").sees("210 loaded").press("m").sees("all there is")
}

// Very many events at one moment: a page that brings nothing new makes the
// next one larger.
func TestManyEventsAtOneMoment(t *testing.T) {
	events := history(10, 150)
	for i := range events {
		events[i].Time = moment().Add(-10 * time.Second)
	}
	server := &trailServer{events: events}
	d := newDesk(t, 120, 36, func(o *Options) { o.Client = server }).press("9").newestPage(server)
	d.press("m").sees("50 loaded").press("m").sees("100 loaded")
	d.press("m", "m", "m").sees("150 loaded")
}

func TestLeavingTheRegionForgetsItsEvents(t *testing.T) {
	d := trailDesk(t, 120, 36).sees("StopInstances")
	s := account()
	s.Generation = 2
	d.see(s)
	d.doesNotSee("StopInstances").sees("loading...")
}

func TestAnEventAndItsRecord(t *testing.T) {
	d := trailDesk(t, 120, 36).press("enter").sees("Trail › StopInstances", "the caller is not allowed to do this", "user of IAM", "203.0.113.9", instanceID(4))
	d.press("tab").sees("[Record]", `"userIdentity": {`, `"sessionContext": { attributes }`, `"ports": []`).doesNotSee("mfaAuthenticated")
	d.press("e").sees(`"mfaAuthenticated": "false"`, `"instanceId": "`+instanceID(4)+`"`).press("e").doesNotSee("mfaAuthenticated")
	d.press("j", "j", "enter").sees(`"userIdentity": { type, userName, sessionContext }`).press("j", "enter").sees("there is nothing to fold here")
	d.press("J").sees(`"eventVersion": "1.08"`).press("esc", "r").sees("instance", "who called", "loaded events by the same actor").press("enter").sees("Instances", "web")
}

func TestARecordThatIsNoJSONIsShownAsItIs(t *testing.T) {
	for _, text := range []string{`{"a": 1`, "no record", `{} {}`, `[1, {"a": [}]`} {
		if _, err := readBranch(text); err == nil {
			t.Errorf("%s is read", text)
		}
	}
	d := newDesk(t, 120, 36)
	s := account()
	e := call(5, "intern", "ec2", "StopInstances", "")
	e.Record = "no record"
	s.Events[trailAsk{}.want().Key] = ok(e)
	d.see(s)
	d.press("9", "enter", "tab").sees("no record").press("enter").sees("there is nothing to fold here")
}

func TestTrailsAndTheirBucketPolicies(t *testing.T) {
	d := trailDesk(t, 160, 40).press("tab").sees("[Trails 2]", "▲ failing", "● logging", "1 missing", "files are not delivered: AccessDenied", "management and 1 data")
	d.hasSelected(brokenTrail).press("enter").sees("old-logs/trail", "writes only", "AccessDenied").press("tab")
	d.sees("[Bucket policy]", "CloudTrail may not deliver", "statement 1", "✓ good", "allows CloudTrail to read the bucket's ACL", "statement 2", "✗ wrong", `has the wrong prefix: it allows none`,
		"▲ missing", "Missing: add this", `arn:aws:s3:::old-logs/trail/AWSLogs/123456789012/*`)
	if d.press("C").sees("copied the missing statements"); !d.copied {
		t.Error("nothing was copied")
	}
	d = trailDesk(t, 160, 40).press("tab", "j", "enter").hasSelected(mainTrail).sees("CloudTrail/logs").press("tab").sees("CloudTrail may deliver").press("C").sees("nothing is missing")
	if d.copied {
		t.Error("something was copied")
	}
}

// What is copied, put where it belongs, makes the bucket deliver.
func TestTheMissingStatementMends(t *testing.T) {
	s := accountWithTrail()
	bad := &trailRow{&s.Trails.Rows[1], &scene{snap: s}}
	mended := strings.Replace(s.BucketPolicies["old-logs"].Rows[0], `"Statement": [`, `"Statement": [`+policyFix(bad)+",", 1)
	if j, err := bucketpolicy.Judge(mended, bad.PolicyWant()); err != nil || !j.Delivers {
		t.Errorf("%+v, %v", j, err)
	}
	s.BucketPolicies["old-logs"] = ok("")
	if j, err := bucketpolicy.Judge(policyFix(bad), bad.PolicyWant()); err != nil || !j.Delivers {
		t.Errorf("%+v, %v", j, err)
	}
}

func TestUsersLeadToTheirEvents(t *testing.T) {
	d := trailDesk(t, 120, 36).press("tab", "tab").sees("[Users 3]", "engineer", "intern", "pipeline").press("j", "enter").sees("[Events]", "who intern", "AWS filters: Username = intern")
	if q := d.wantsEvents(); q.Attribute != "Username" || q.Value != "intern" {
		t.Errorf("%+v", q)
	}
}

func TestTroubleOfTheTrailIsFourScreens(t *testing.T) {
	for _, c := range []struct {
		kind awsclient.ErrorKind
		sees string
	}{{awsclient.Denied, "ask for cloudtrail:LookupEvents"}, {awsclient.Throttled, "throttled"}, {awsclient.Offline, "LookupEvents"}} {
		d := newDesk(t, 120, 36).press("9")
		s := account()
		s.Events[trailAsk{}.want().Key] = failed[awsclient.Event](&awsclient.Error{Kind: c.kind, Service: "CloudTrail", Operation: "LookupEvents", Code: "Code", Message: "why"})
		d.see(s)
		d.sees(c.kind.String(), c.sees).doesNotSee("none in", "loading...")
	}
	d := newDesk(t, 120, 36).press("9").sees("loading...")
	s := account()
	s.Events[trailAsk{}.want().Key] = ok[awsclient.Event]()
	d.see(s)
	d.sees("none").doesNotSee("loading")
	s = accountWithTrail()
	s.BucketPolicies["old-logs"] = failed[string](denied("S3", "GetBucketPolicy"))
	d.see(s)
	d.press("tab").sees("denied").press("/").typed("old").press("enter", "enter", "tab").sees("You are not authorized")
}

func TestTrailScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("-%dx%d", size.W, size.H)
		golden(t, "trail"+at, trailDesk(t, size.W, size.H).screen())
		golden(t, "trail-ask"+at, trailDesk(t, size.W, size.H).press("f").typed("intern").screen())
		golden(t, "trail-denied"+at, trailDesk(t, size.W, size.H).press("D").screen())
		golden(t, "trail-event"+at, trailDesk(t, size.W, size.H).press("enter").screen())
		golden(t, "trail-record"+at, trailDesk(t, size.W, size.H).press("enter", "tab").screen())
		golden(t, "trail-trails"+at, trailDesk(t, size.W, size.H).press("tab").screen())
		golden(t, "trail-details"+at, trailDesk(t, size.W, size.H).press("tab", "enter").screen())
		golden(t, "trail-policy"+at, trailDesk(t, size.W, size.H).press("tab", "enter", "tab").screen())
		golden(t, "trail-users"+at, trailDesk(t, size.W, size.H).press("tab", "tab").screen())
	}
}

func TestKeysOfTheTrailDoNotHideThoseOfTheConsole(t *testing.T) {
	d := trailDesk(t, 120, 36)
	own := map[string]bool{}
	for _, k := range d.c.page().Keys() {
		if k.Group == groupTrail {
			for _, name := range k.Keys {
				own[name] = true
			}
		}
	}
	for _, set := range [][]ui.Key{d.c.openKeys(), d.c.resourceKeys(), d.c.rowKeys(), d.c.screenKeys(), d.c.engineKeys(), d.c.paneKeys(), tabKeys(nil)} {
		for _, k := range set {
			for _, name := range k.Keys {
				if own[name] {
					t.Errorf("%s is %s, and a key of the trail", name, k.Label)
				}
			}
		}
	}
}

// A hundred thousand events are looked through once for each change of the
// filter, not with each snapshot.
func TestManyEventsCostNothingWhileNothingChanges(t *testing.T) {
	d := trailDesk(t, 160, 45)
	page := d.c.page().(*eventPage)
	page.parts.book.take(page.load(), history(2000, 100000))
	page.showNow()
	s := accountWithTrail()
	s.Events = d.c.snap.Events
	before := identify(page.found(d.c.snap).Rows)
	d.see(s)
	if after := identify(page.found(s).Rows); after != before || after.n != 100007 {
		t.Errorf("%v, then %v", before, after)
	}
}
