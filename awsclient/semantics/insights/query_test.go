package insights_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/insights"
	"fleetglass/awsclient/semantics/refusal"
)

func parse(t *testing.T, text string) insights.Query {
	t.Helper()
	q, err := insights.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q
}

// examples are those of the page, as they stand there but for white space.
// Left out is the one with an unquoted URL.
func examples() []string {
	return []string{
		// CWL/CWL_QuerySyntax
		"fields @message | parse @message \"[*] *\" as loggingType, loggingMessage | filter loggingType = \"ERROR\" | display loggingMessage",
		"fields `foo-bar`, action, abs(f3-f4)",
		"fields concat(Operation, '-', StatusCode) as opStatus",
		"fields f1, f2, f3 | filter (duration>2000)",
		"fields f1, f2 | filter (f1=10 or f3>25)",
		`fields f1 | filter statusCode like /2\d\d/`,
		`fields f1 | filter statusCode not like /2\d\d/`,
		"fields @timestamp, @message\n    | filter statusCode in [300,400,500]",
		`fields @timestamp, @message | filter Type not in ["foo","bar",1]`,
		"stats avg (f1) by f2",
		"fields f1, f2, f3 | sort f1 desc",
		"sort @timestamp desc | limit 25  |  display f1, f2",
		`parse @message "[*] * The error was: *" as level, config, exception`,
		`parse @message /\[(?<level>\S+)\]\s+(?<config>\{.*\})\s+The error was: (?<exception>\S+)/`,
		`parse @message /user=(?<user2>.*?), method:(?<method2>.*?), latency := (?<latency2>.*?)/ | stats avg(latency2) by method2, user2`,
		`fields f1, f2, f3 | filter f1 like /(?i)Exception/`,
		`fields f1, f2, f3 | filter f1 =~ /Exception/`,
		"fields abs(myField) as AbsoluteValuemyField, myField2",
		"stats avg(f1) as myAvgF1 | sort myAvgF1 desc",
		"fields @timestamp, @message\n    # | filter @message like /delay/\n    | limit 20",
		// CWL/CWL_QuerySyntax-examples
		"filter @message like /Exception/ \n    | stats count(*) as exceptionCount by bin(1h)\n    | sort exceptionCount desc",
		"fields @message | filter @message not like /Exception/",
		`filter @type = "REPORT" | stats max(@memorySize / 1000 / 1000) as provisonedMemoryMB, min(@maxMemoryUsed / 1000 / 1000) as smallestMemoryRequestMB,
			avg(@maxMemoryUsed / 1000 / 1000) as avgMemoryUsedMB, max(@maxMemoryUsed / 1000 / 1000) as maxMemoryUsedMB,
			provisonedMemoryMB - maxMemoryUsedMB as overProvisionedMB`,
		`filter @type = "REPORT" | stats avg(@duration), max(@duration), min(@duration) by bin(5m)`,
		"stats sum(packets) as packetsTransferred by srcAddr, dstAddr | sort packetsTransferred  desc | limit 15",
		`filter isIpv4InSubnet(srcAddr, "192.0.2.0/24") | stats sum(bytes) as bytesTransferred by dstAddr | sort bytesTransferred desc | limit 15`,
		"filter protocol=17 | stats count(*) by srcAddr",
		`filter logStatus="SKIPDATA" | stats count(*) by bin(1h) as t | sort t`,
		"stats count(*) by queryType, bin(1h)",
		"stats count(*) by eventSource, eventName, awsRegion",
		`filter (eventName="StartInstances" or eventName="StopInstances") and awsRegion="us-east-2"`,
		`filter eventName="CreateUser" | fields awsRegion, requestParameters.userName, responseElements.user.arn`,
		`filter eventName="UpdateTrail" and ispresent(errorCode) | stats count(*) by errorCode, errorMessage`,
		`filter (dstAddr like 'x.x.x.x' and srcAddr like 'y.y.') or (srcAddr like 'xxx.xx.xx.xx' and dstAddr like 'y.y.')
			| stats sum(bytes) as bytesTransferred by srcAddr, dstAddr | sort bytesTransferred desc | limit 10`,
		`fields @timestamp, remoteIP, request, status, filename| sort @timestamp desc | filter filename="/var/www/html/admin" | limit 20`,
		`parse @message "user=*, method:*, latency := *" as @user, @method, @latency | stats avg(@latency) by @method, @user`,
		"FIELDS @message | PARSE @message \"* [*] *\" as loggingTime, loggingType, loggingMessage\n" +
			"| FILTER loggingType IN [\"ERROR\", \"INFO\"] | DISPLAY loggingMessage, loggingType = \"ERROR\" as isError",
		// CWL/CWL_AnalyzeLogData-discoverable-fields
		`fields @timestamp, @message | filter requestParameters.instancesSet.items.0.instanceId="i-abcde123" | sort @timestamp desc`,
	}
}

func TestExamplesParse(t *testing.T) {
	for _, text := range examples() {
		checkQuery(t, text)
		parse(t, text)
	}
}

func TestString(t *testing.T) {
	for text, want := range map[string]string{
		"FILTER a=1 AND (b=2 OR NOT (c=3))":      "filter a = 1 and (b = 2 or not c = 3)",
		"filter (a and b) and (c and d)":         "filter a and b and (c and d)",
		"fields a-(b-c)*-d^2^3 as `x y`":         "fields a - (b - c) * -d ^ 2 ^ 3 as `x y`",
		"fields (a^b)^c, (a=b)=c":                "fields (a ^ b) ^ c, (a = b) = c",
		"stats COUNT(*), Pct(d,95) by bin( 5m )": "stats count(*), pct(d, 95) by bin(5m)",
		"sort a, b desc | limit 5":               "sort a asc, b desc | limit 5",
		`parse '* "*"' as a, b`:                  `parse @message "* \"*\"" as a, b`,
		"fields `in`, `a.b`, isvalidip(c)":       "fields `in`, a.b, isValidIp(c)",
		`filter a not in ['x', 2] and b =~ /\//`: `filter a not in ["x", 2] and b like /\//`,
	} {
		if got := parse(t, text).String(); got != want {
			t.Errorf("%s:\n%s, want\n%s", text, got, want)
		}
	}
}

// The mark ^ in a case's place stands under the offending character.
func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ query, place, why string }{
		{``, `^`, "expected a command, and found the end"},
		{`fields a |`, `          ^`, "expected a command, and found the end"},
		{`select a`, `^`, "there is no command select"},
		{`fields a | dedup b`, `           ^`, "there is no command dedup"},
		{`fields`, `      ^`, "expected a field, a number, a text or a function, and found the end"},
		{`fields a b`, `         ^`, "expected | before the next command, and found b"},
		{`fields a as`, `           ^`, "expected a name after as"},
		{`fields a as by`, `            ^`, "expected a name after as, and found by"},
		{`fields foo-bar!`, `              ^`, `"!" has no meaning here`},
		{"fields `a", `       ^`, "backticks must have a name"},
		{"fields ``", `       ^`, "backticks must have a name"},
		{`filter a = "b`, `           ^`, "the quote is never closed"},
		{`filter a == 1`, `          ^`, "expected a field, a number, a text or a function, and found ="},
		{`filter (a = 1`, `             ^`, "expected ) to close the parenthesis"},
		{`filter a = 1 = 2`, `             ^`, "expected | before"},
		{`filter a like b`, `              ^`, "expected a text in quotes or a regular expression"},
		{`filter a =~ "b"`, `            ^`, "expected a regular expression after =~"},
		{`filter a not b`, `             ^`, "expected like or in after not"},
		{`filter a in "b"`, `            ^`, "expected [ after in"},
		{`filter a in ["b"`, `                ^`, "expected ] after the list"},
		{`filter a like /b`, `              ^`, "never closed with /"},
		{`filter a like /(b/`, `               ^`, "is not valid: missing closing )"},
		{`filter a like /(?=b)/`, `               ^`, "is not valid: invalid or unsupported Perl syntax"},
		{`filter a like //`, `              ^`, "is empty"},
		{`filter referrer = http://192.0.2.1/`, `                      ^`, `":" has no meaning here`},
		{`filter a > 5x`, `           ^`, "5x is neither a number nor a period"},
		{`filter a > 5m`, `           ^`, "5m is a period, and those are for bin"},
		{`filter a = 1.2.3`, `           ^`, "1.2.3 is neither"},
		{`fields shout(a)`, `       ^`, "there is no function shout"},
		{`fields abs()`, `       ^`, "abs needs 1 arguments, and has 0"},
		{`fields strlen(a, b)`, `       ^`, "strlen takes no more than 1 arguments, and has 2"},
		{`fields abs(a`, `            ^`, "expected ) after the arguments"},
		{`filter count(*) > 1`, `       ^`, "count counts over events, and is for stats alone"},
		{`stats count(*) by sum(a)`, `                  ^`, "sum counts over events"},
		{`stats sum(max(a))`, `          ^`, "max cannot stand within another"},
		{`stats count(* by a`, `              ^`, "expected ) after the *"},
		{`stats pct(a, 101)`, `      ^`, "the percent of pct must be a number from 0 to 100"},
		{`stats pct(a)`, `      ^`, "pct needs 2 arguments, and has 1"},
		{`stats count(*) by bin(5)`, `                      ^`, "expected a period such as 5m, and found 5"},
		{`stats count(*) by bin(0m)`, `                      ^`, "0m is neither"},
		{`stats count(*) by bin(5y)`, `                      ^`, "5y is neither"},
		{`stats max(a) | stats max(a) | stats max(a)`, `                              ^`, "no more than 2 stats"},
		{`limit 0`, `      ^`, "a limit is a number from 1 to 10000, not 0"},
		{`limit 10001`, `      ^`, "a limit is a number from 1 to 10000"},
		{`limit 1.5`, `      ^`, "a limit is a number"},
		{`limit many`, `      ^`, "a limit is a number from 1 to 10000, not many"},
		{`parse @message`, `              ^`, "expected a text with *"},
		{`parse @message "*" `, `                   ^`, "expected as and the names"},
		{`parse @message "* *" as a`, `               ^`, "there are 2 * for 1 names"},
		{`parse @message /a(.*)/`, `               ^`, "has no named group"},
		{"fields a # b", `         ^`, `"#" has no meaning here`},
		{strings.Repeat("x", 10001), `^`, "the query has 10001 characters; the limit is 10000"},
	} {
		_, err := insights.Parse(c.query)
		var m *insights.Mistake
		if !errors.As(err, &m) {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		if !strings.Contains(m.Why, c.why) {
			t.Errorf("%s: %q, want %q", c.query, m.Why, c.why)
		}
		if got := m.Column() - 1; got != strings.Index(c.place, "^") {
			t.Errorf("%s\n%s^ here, want\n%s", c.query, strings.Repeat(" ", got), c.place)
		}
		var r *refusal.Refusal
		if !errors.As(err, &r) || r.Code != "MalformedQueryException" {
			t.Errorf("%s: %v", c.query, err)
		}
		if !strings.Contains(err.Error(), " at character ") {
			t.Error(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range examples() {
		f.Add(text)
	}
	f.Add("fields -a^2%3 as `b c`, least(1,2e-1) | filter not (a and b or 'c') | sort x asc, y")
	f.Fuzz(func(t *testing.T, text string) { checkQuery(t, text) })
}

// checkQuery checks what holds for good queries and for bad.
func checkQuery(t *testing.T, text string) {
	t.Helper()
	q, err := insights.Parse(text)
	var m *insights.Mistake
	if err != nil {
		if !errors.As(err, &m) || m.Offset < 0 || m.Offset > len(text) || m.Why == "" {
			t.Fatalf("%q: %#v", text, err)
		}
		return
	}
	if r := q.Run(events()); r.Scanned != len(events()) || r.Matched > r.Scanned || len(r.Rows) > r.Scanned {
		t.Fatalf("%q: %d rows, %d of %d", text, len(r.Rows), r.Matched, r.Scanned)
	}
	if len(q.String()) > insights.MaxQueryLength { // writing it well made it longer
		return
	}
	again, err := insights.Parse(q.String())
	if err != nil || !reflect.DeepEqual(q, again) {
		t.Fatalf("%q: written as %q it reads %q, %v", text, q, again, err)
	}
}
