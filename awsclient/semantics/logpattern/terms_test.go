package logpattern_test

import (
	"testing"

	"fleetglass/awsclient/semantics/logpattern"
)

// matchCase is a pattern, the events that it matches and those that it does not.
type matchCase struct {
	source  string
	pattern string
	matches []string
	others  []string
}

func testMatches(t *testing.T, cases []matchCase) {
	t.Helper()
	for _, c := range cases {
		p := parse(t, c.pattern)
		for _, message := range c.matches {
			if !p.Match(message).Matched {
				t.Errorf("%s: %s does not match %s", c.source, c.pattern, message)
			}
		}
		for _, message := range c.others {
			if p.Match(message).Matched {
				t.Errorf("%s: %s matches %s", c.source, c.pattern, message)
			}
		}
	}
}

func parse(t *testing.T, text string) logpattern.Pattern {
	t.Helper()
	p, err := logpattern.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func TestTerms(t *testing.T) {
	const (
		e400 = "[ERROR 400] BAD REQUEST"
		e401 = "[ERROR 401] UNAUTHORIZED REQUEST"
		e419 = "[ERROR 419] MISSING ARGUMENTS"
		e420 = "[ERROR 420] INVALID ARGUMENTS"
		both = "ERROR WARN message"
		err  = "ERROR message"
		warn = "WARN message"
	)
	testMatches(t, []matchCase{
		{"CWL/FilterAndPatternSyntax, single term", "ERROR", []string{e400, e401, e419, e420}, []string{"error", ""}},
		{"CWL/FilterAndPatternSyntax, multiple terms", "ERROR ARGUMENTS", []string{e419, e420}, []string{e400, e401}},
		{"CWL/FilterAndPatternSyntax, ?", "?ERROR ?ARGUMENTS", []string{e400, e401, e419, e420, "ARGUMENTS"}, []string{"REQUEST"}},
		{"CWL/FilterAndPatternSyntax, phrase", `"INTERNAL SERVER ERROR"`, []string{"[ERROR 500] INTERNAL SERVER ERROR"}, []string{"INTERNAL ERROR"}},
		{"CWL/FilterAndPatternSyntax, exclude", "ERROR -ARGUMENTS", []string{e400, e401}, []string{e419, e420}},
		{"CWL/FilterAndPatternSyntax, everything", `" "`, []string{"", "x", "a b"}, nil},
		{"CWL21 example 1", `""`, []string{"", "x"}, nil},
		{"the empty pattern", "", []string{"", "x"}, nil},
		{"only space", " \t ", []string{"", "x"}, nil},
		{"CWL21 example 2", `"ERROR"`, []string{"[ERROR] A fatal exception has occurred", "Exiting with ERRORCODE: -1"}, nil},
		{"CWL21 example 3", `"ERROR" - "Exiting"`, []string{"[ERROR] A fatal exception has occurred"}, []string{"Exiting with ERRORCODE: -1"}},
		{"CWL21 example 4", `"ERROR" "Exception"`, []string{"[ERROR] Caught IllegalArgumentException", "[ERROR] Unhandled Exception"}, []string{"Exception"}},
		{"CWL21 example 4", `"Failed to process the request"`,
			[]string{"[WARN] Failed to process the request", "[ERROR] Unable to continue: Failed to process the request"}, []string{"Failed to process a request"}},
		{"CWL21 OR", "ERROR", []string{both, err}, []string{warn}},
		{"CWL21 OR", "?ERROR ?WARN", []string{both, err, warn}, []string{"message"}},
		{"CWL21 OR", "ERROR WARN", []string{both}, []string{err, warn}},
		{"CWL21 OR", "ERROR -WARN", []string{err}, []string{both, warn}},
		{"? beside a required term has no say (memory)", "ERROR ?WARN", []string{both, err}, []string{warn}},
		{"? beside an excluded term", "?ERROR -WARN", []string{err}, []string{both, warn, "message"}},
		{"only excluded", "-WARN", []string{err, "message", ""}, []string{both, warn}},
		{"an excluded phrase", `-"ERROR WARN"`, []string{err, warn}, []string{both}},
		{"a quote within quotes", `"say \"hi\" to \\ them"`, []string{`say "hi" to \ them`}, []string{`say hi to them`}},
		{"a backslash before others is itself", `"C:\new"`, []string{`C:\new`}, []string{"C:new"}},
		{"CWL23 regex", "%AUTHORIZED%", []string{e401, "[SUCCESS 200] AUTHORIZED REQUEST"}, []string{e400}},
		{"CWL23 ^", "%^[hc]at%", []string{"hat", "cattle"}, []string{"that"}},
		{"CWL23 $", "%[hc]at$%", []string{"that", "cat"}, []string{"cattle"}},
		{"CWL23 ?", "%colou?r%", []string{"color", "colour"}, []string{"colouur"}},
		{"CWL23 {}", "%xa{3,5}x%", []string{"xaaax", "xaaaaax"}, []string{"xaax", "xaaaaaax"}},
		{"CWL23 |", "%gray|grey%", []string{"gray", "grey"}, []string{"gry"}},
		{"CWL23 escape", `%10\.10\.0\.1%`, []string{"10.10.0.1"}, []string{"10x10.0.1"}},
		{"CWL23 class", `%\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}%`, []string{"from 192.0.2.1"}, []string{"from here"}},
		{"CWL23 alternatives", "%[Ee]rror|[Ff]ail%", []string{"Error", "failed"}, []string{"ERROR"}},
		{"hexadecimal", `%a\x20b%`, []string{"a b"}, []string{"ab"}},
	})
}

func TestKind(t *testing.T) {
	for text, want := range map[string]logpattern.Kind{
		"": logpattern.Terms, " ERROR": logpattern.Terms, `"{"`: logpattern.Terms, "%a%": logpattern.Regex,
		" { $.a = 1 }": logpattern.JSON, "\t[a, b]": logpattern.SpaceDelimited,
	} {
		if got := parse(t, text).Kind(); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	var zero logpattern.Pattern
	if !zero.Match("x").Matched || zero.String() != "" || zero.Kind() != logpattern.Terms || zero.Resolves("$1") {
		t.Error("the zero pattern is not the empty one")
	}
}
