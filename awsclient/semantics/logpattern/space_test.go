package logpattern_test

import (
	"fmt"
	"testing"

	"fleetglass/awsclient/semantics/logpattern"
)

const (
	index404 = `127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534`
	gif200   = `127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534`
	gif500   = `127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324`
)

func TestSpaceDelimited(t *testing.T) {
	only := func(messages ...string) []string { return messages }
	const page = "CWL/FilterAndPatternSyntax"
	const both, err, warn = "ERROR WARN message", "ERROR message", "WARN message"
	testMatches(t, []matchCase{
		{page, "[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", only(index404), only(gif200, gif500)},
		{page, "[..., request =*.html*, status_code = 4*, bytes]", only(index404, `"x.html" 410 0`), only(gif200, "410 0")},
		{page, "[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]", only(index404), only(gif200)},
		{page, "[ip, server, username, timestamp, request, status_code, bytes > 1000]", only(index404, gif200), only("a b c d e f 1000")},
		{"CWL21", "[..., status_code, bytes]", only(index404, "404 1"), only("404", "")},
		{"CWL21", "[ip, user, ..., status_code, bytes]", only(index404, "a b c d"), only("a b c")},
		{"CWL21", "[ip, user, ...]", only(index404, "a b"), only("a")},
		{"CWL21", "[ip, user, username, timestamp, request, status_code = 200, bytes]", only(gif200), only(gif500)},
		{"CWL21", "[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]", only(index404), only(gif200)},
		{"CWL21", "[ip, user, username, timestamp, request, status_code = 403 || status_code = 404, bytes]", only(index404), only(gif200)},
		{"CWL/Counting404Responses", "[ip, id, user, timestamp, request, status_code=404, size]", only(
			`127.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 404 2326`),
			only(`127.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /apache_pb2.gif HTTP/1.0" 200 2326`, index404+" more", "404")},
		{page, "[w1=ERROR, w2]", only(err), only(both, warn)},
		{page, "[w1=ERROR || W1=WARNING, w2]", only(err, "WARNING x"), only(warn)},
		{"CWL21", "[w1=ERROR || w1=WARN, w2]", only(err, warn), only(both)},
		{page, "[w1!=ERROR && w1!=WARNING, w2]", only(warn), only(err, "WARNING x")},
		{"CWL23", `[ip=%127\.0\.0\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]`, only(index404), only(gif200)},
		{"numbers are compared as such", "[a = 1e1, b >= -2.5]", only("10 -2.5", "10.0 0"), only("11 0", "10 -3", "10 x")},
		{"a condition in parentheses", "[(a = 1 || a = 2) && a != 2, b]", only("1 x"), only("2 x", "3 x")},
		{"a group needs an end before a space", "[a, b]", only(`"x y" z`, `[x y] z`, `"x y`, `[x]y z`, `x"y z`), only(`"x y"`)},
		{"an empty group", `[a = "", b]`, only(`"" x`), only("x x")},
		{"space at the ends", "[a, b]", only("  x \t y\n"), nil},
	})
}

// The order is that of the event. The first case is CWL21's, whose text has a
// slip in it: the request that it extracts is not the event's.
func TestSpaceDelimitedExtracts(t *testing.T) {
	for _, c := range []struct{ pattern, message, want string }{
		{"[..., request=*.html*, status_code=4*,]", `127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534`,
			"[{$1 127.0.0.1} {$2 -} {$3 frank} {$4 10/Oct/2000:13:25:15 -0700} {$request GET /index.html HTTP/1.0} {$status_code 404} {$7 1534}]"},
		{"[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", index404,
			"[{$ip 127.0.0.1} {$user Prod} {$username frank} {$timestamp 10/Oct/2000:13:25:15 -0700} {$request GET /index.html HTTP/1.0} {$status_code 404} {$bytes 1534}]"},
		{"[a, ..., z]", "1 2 3 4", "[{$a 1} {$2 2} {$3 3} {$z 4}]"},
		{"[, b]", "1 2", "[{$1 1} {$b 2}]"},
	} {
		r := parse(t, c.pattern).Match(c.message)
		if got := fmt.Sprint(r.Extracted); !r.Matched || got != c.want {
			t.Errorf("%s: %s, want %s", c.pattern, got, c.want)
		}
	}
}

// References, as metric values and dimensions use them (CWL/ExtractBytesExample).
func TestReferences(t *testing.T) {
	columns, few, object := "[ip, ..., status, size]", "[ip, size = 1]", "{ $.a = 1 }"
	for _, c := range []struct {
		pattern, reference, message string
		resolves                    bool
		want                        string
	}{
		{columns, "$size", index404, true, "1534"},
		{columns, "$7", index404, true, "1534"},
		{columns, "$2", index404, true, "Prod"},
		{columns, "$9", index404, true, ""},
		{columns, "$colour", index404, false, ""},
		{columns, "size", index404, false, ""},
		{columns, "$size", "too short", true, ""},
		{few, "$2", "a 5", true, "5"}, // though the event does not match
		{few, "$3", "a 5", false, ""},
		{few, "$0", "a 5", false, ""},
		{object, "$.b.c[0]", `{"a":1,"b":{"c":[7.50]}}`, true, "7.50"},
		{object, "$.b", `{"b":{}}`, true, ""},
		{object, "$.b", `x`, true, ""},
		{object, "$.b[*]", `{"b":[1]}`, false, ""},
		{object, "$.b ", `{"b":1}`, false, ""},
		{object, "$b", `{"b":1}`, false, ""},
		{"ERROR", "$1", "ERROR", false, ""},
		{"%E%", "$1", "ERROR", false, ""},
	} {
		p := parse(t, c.pattern)
		if got := p.Resolves(c.reference); got != c.resolves {
			t.Errorf("%s resolves %s: %v", c.pattern, c.reference, got)
		}
		if got, ok := p.Lookup(c.message, c.reference); got != c.want || ok != (c.want != "") {
			t.Errorf("%s of %s: %q %v, want %q", c.reference, c.message, got, ok, c.want)
		}
	}
	if text, ok := (logpattern.Result{Extracted: []logpattern.Value{{Name: "$a", Text: "b"}}}).Get("$a"); text != "b" || !ok {
		t.Error(text)
	}
}
