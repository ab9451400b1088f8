package composite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/composite"
)

// states makes a lookup of "a=ALARM b=OK".
func states(text string) composite.Lookup {
	m := map[string]string{}
	for _, f := range strings.Fields(text) {
		name, state, _ := strings.Cut(f, "=")
		m[name] = state
	}
	return func(alarm string) string { return m[alarm] }
}

func mustParse(t *testing.T, rule string) composite.Rule {
	t.Helper()
	r, err := composite.Parse(rule)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	return r
}

// CW/Create_Composite_Alarm, the examples, and the corners.
func TestEval(t *testing.T) {
	for _, c := range []struct {
		rule, states string
		want         composite.Truth
	}{
		{"ALARM(cpu) AND ALARM(disk)", "cpu=ALARM disk=ALARM", composite.True},
		{"ALARM(cpu) AND ALARM(disk)", "cpu=ALARM disk=OK", composite.False},
		{"ALARM(cpu) AND NOT ALARM(deploy)", "cpu=ALARM deploy=OK", composite.True},
		{"ALARM(cpu) AND NOT ALARM(deploy)", "cpu=ALARM deploy=ALARM", composite.False},
		{"(ALARM(cpu) OR ALARM(disk)) AND OK(net)", "cpu=OK disk=ALARM net=OK", composite.True},
		{"(ALARM(cpu) OR ALARM(disk)) AND OK(net)", "cpu=OK disk=ALARM net=INSUFFICIENT_DATA", composite.False},
		{"INSUFFICIENT_DATA(net)", "net=INSUFFICIENT_DATA", composite.True},
		// The state of no data is a state like others, not an unknown.
		{"NOT ALARM(net)", "net=INSUFFICIENT_DATA", composite.True},
		{"TRUE", "", composite.True},
		{"false", "", composite.False},
		{"NOT NOT TRUE", "", composite.True},
		// OR is weaker than AND.
		{"TRUE OR TRUE AND FALSE", "", composite.True},
		{"(TRUE OR TRUE) AND FALSE", "", composite.False},
		{"NOT FALSE AND FALSE", "", composite.False},
		// What is not known matters only where it matters.
		{"ALARM(gone)", "", composite.Unknown},
		{"NOT ALARM(gone)", "", composite.Unknown},
		{"ALARM(gone) AND FALSE", "", composite.False},
		{"ALARM(gone) OR TRUE", "", composite.True},
		{"ALARM(gone) AND TRUE", "", composite.Unknown},
		{"ALARM(gone) OR ALARM(cpu)", "cpu=OK", composite.Unknown},
	} {
		if got := mustParse(t, c.rule).Eval(states(c.states)); got != c.want {
			t.Errorf("%s with %s: %v, want %v", c.rule, c.states, got, c.want)
		}
	}
}

func TestState(t *testing.T) {
	r := mustParse(t, "ALARM(a)")
	for text, want := range map[string]string{"a=ALARM": "ALARM", "a=OK": "OK", "a=INSUFFICIENT_DATA": "OK", "": "INSUFFICIENT_DATA"} {
		if got := r.State(states(text), "INSUFFICIENT_DATA"); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
	if got := (composite.Rule{}).State(states(""), "OK"); got != "OK" {
		t.Error(got)
	}
}

func TestNamesAndWriting(t *testing.T) {
	for rule, want := range map[string]string{
		`ALARM("disk reads")or ok( b )`:                           `ALARM("disk reads") OR OK("b")`,
		"ALARM(\na)\tAND (TRUE)":                                  `ALARM("a") AND (TRUE)`,
		`not not alarm(a)`:                                        `NOT NOT ALARM("a")`,
		`OK("say \"hi\" \\ bye")`:                                 `OK("say \"hi\" \\ bye")`,
		`OK(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a/b)`: `OK("arn:aws:cloudwatch:us-east-1:123456789012:alarm:a/b")`,
	} {
		r := mustParse(t, rule)
		if r.String() != want || r.Text() != rule || mustParse(t, r.String()).String() != want {
			t.Errorf("%s: %s, want %s", rule, r, want)
		}
	}
}

func TestRefsAndTerms(t *testing.T) {
	r := mustParse(t, `(ALARM(b) OR OK(a)) AND NOT ALARM("b") AND TRUE`)
	if got := strings.Join(r.Refs(), " "); got != "b a" {
		t.Error(got)
	}
	if got := fmt.Sprint(r.Terms(states("b=ALARM"))); got != "[{ALARM b ALARM true} {OK a  unknown} {ALARM b ALARM true}]" {
		t.Error(got)
	}
}

// A refusal names the place.
func TestParseRefuses(t *testing.T) {
	for rule, why := range map[string]string{
		"":                          "character 1: ALARM, OK,",
		"ALARM(a) AND":              "character 13: ALARM, OK,",
		"ALARM(a) ALARM(b)":         "character 10: AND, OR or the end",
		"ALARM a":                   "character 7: an opening parenthesis is expected after ALARM, not \"a\"",
		"ALARM(a b)":                "character 9: a closing parenthesis is expected, not \"b\"; a name with spaces needs quotes",
		"ALARM()":                   "character 7: the name or ARN of an alarm is expected",
		`ALARM("")`:                 "character 7: the name or ARN",
		`ALARM("a)`:                 "character 7: a quote is not closed",
		"(ALARM(a)":                 "character 10: a closing parenthesis",
		"ALARM(a))":                 "character 9: AND, OR or the end",
		"BROKEN(a)":                 "character 1: ALARM, OK,",
		"ALARM(a) XOR OK(b)":        "character 10: AND, OR or the end",
		"AND":                       "character 1",
		strings.Repeat("x", 10_241): "at most 10240 characters",
		strings.Repeat("(", 501) + "TRUE" + strings.Repeat(")", 501): "at most 500 elements, and has 502",
		many(101): "at most 100 alarms, and has 101",
	} {
		_, err := composite.Parse(rule)
		if err == nil || !strings.Contains(err.Error(), why) || !strings.HasPrefix(err.Error(), "ValidationError: AlarmRule") {
			t.Errorf("%.40s: %v, want %s", rule, err, why)
		}
	}
	mustParse(t, many(100))
}

func many(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf("ALARM(a%d)", i)
	}
	return strings.Join(parts, " OR ")
}

func TestCycle(t *testing.T) {
	rules := map[string][]string{"a": {"m", "b"}, "b": {"c", "d"}, "c": {"m"}, "d": {"a"}, "e": {"a"}, "f": {"f"}}
	refs := func(name string) []string { return rules[name] }
	for name, want := range map[string]string{"a": "a b d a", "b": "b d a b", "c": "", "e": "", "f": "f f", "m": ""} {
		if got := strings.Join(composite.Cycle(name, refs), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// CW/cloudwatch-and-eventbridge, to the letter.
func TestReasons(t *testing.T) {
	at := time.Date(2022, 7, 22, 15, 57, 45, 394e6, time.UTC)
	const arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:Child"
	for got, want := range map[string]string{
		composite.ChildReason(arn, "ALARM", at): arn + " transitioned to ALARM at Friday 22 July, 2022 15:57:45 UTC",
		composite.CreatedReason(arn, "OK"):      arn + " was created and its alarm rule evaluates to OK",
		composite.UpdatedReason(arn, "OK"):      arn + " was updated and its new alarm rule evaluates to OK",
		composite.ReasonData([]composite.Child{{ARN: arn, State: "ALARM", At: at}}): `{"triggeringAlarms":[{"arn":"` + arn +
			`","state":{"value":"ALARM","timestamp":"2022-07-22T15:57:45.394+0000"}}]}`,
		composite.ReasonData(nil):                `{"triggeringAlarms":[]}`,
		composite.SuppressedReason("WaitPeriod"): "Actions suppressed by WaitPeriod",
		composite.SuppressedReason(""):           "",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// BC:cloudwatch.CompositeAlarm, ActionsSuppressedBy.
func TestSuppressedBy(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	after := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	s := composite.Suppressor{State: "OK", Since: start, Wait: 60 * time.Second, Extension: 120 * time.Second}
	on := s
	on.State = "ALARM"
	for _, c := range []struct {
		s            composite.Suppressor
		changed, now int
		left         bool
		want         string
	}{
		{on, 0, 500, false, "Alarm"}, {s, 0, 59, false, "WaitPeriod"}, {s, 0, 60, false, ""},
		{s, 0, 119, true, "ExtensionPeriod"}, {s, 0, 120, true, ""}, {s, 100, 130, true, "WaitPeriod"},
	} {
		if got := c.s.SuppressedBy(after(c.changed), after(c.now), c.left); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// What can be read can be written and read again, and means the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`(ALARM(a) OR ALARM("b c")) AND NOT OK(d)`, "TRUE", "NOT (FALSE)", `ALARM("\\\"")`, "((", "ALARM(a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := composite.Parse(text)
		if err != nil {
			return
		}
		if len(r.String()) > composite.MaxLength {
			return
		}
		again, err := composite.Parse(r.String())
		if err != nil || again.String() != r.String() || strings.Join(again.Refs(), "\x00") != strings.Join(r.Refs(), "\x00") {
			t.Fatalf("%q became %q, then %q: %v", text, r, again, err)
		}
		look := func(name string) string { return []string{"", "OK", "ALARM"}[len(name)%3] }
		if r.Eval(look) != again.Eval(look) {
			t.Fatalf("%q means something else when written anew", text)
		}
	})
}
