package ui

import "testing"

func TestFilterMatches(t *testing.T) {
	fields := []string{"name", "state", "arn"}
	row := []string{"Web Server 1", "running", "arn:aws:ec2:us-west-2:123456789012:instance/i-0a1b"}
	for _, c := range []struct {
		filter string
		want   bool
	}{
		{"", true},
		{"web", true},
		{"WEB", true},
		{"api", false},
		{"!api", true},
		{"!web", false},
		{"web running", true},
		{"web stopped", false},
		{"state:run", true},
		{"STATE:Run", true},
		{"name:run", false},
		{"!state:stopped", true},
		{"!state:running", false},
		{"state:", true},
		{"!", true},
		{`"web server"`, true},
		{`"server web"`, false},
		{`name:"server 1"`, true},
		{`!name:"server 1"`, false},
		{`"web ser`, true},
		{"arn:aws:ec2", true}, // a field, whose value has colons
		{"aws:ec2", true},     // no field: text
		{"aws:s3", false},
		{"i-0a1b", true},
	} {
		f := ParseFilter(c.filter, fields)
		if got := f.Match(fields, func(i int) string { return row[i] }); got != c.want {
			t.Errorf("%q: %v, want %v", c.filter, got, c.want)
		}
	}
}

func TestContainsFold(t *testing.T) {
	for _, c := range []struct {
		s, lower string
		want     bool
	}{{"ABC", "bc", true}, {"ABC", "cb", false}, {"ZÜRICH", "zür", true}, {"a", "ab", false}, {"", "", true}, {"x", "", true}} {
		if got := containsFold(c.s, c.lower); got != c.want {
			t.Errorf("containsFold(%q, %q) is %v", c.s, c.lower, got)
		}
	}
}

// Whatever is typed, a filter that claims to narrow an earlier one shows no
// row that the earlier one hides.
func FuzzFilterNarrows(f *testing.F) {
	f.Add("we", "web", "web-1", "running")
	f.Add("!we", "!web", "wet", "x")
	f.Add("state:", "state:r", "a", "running")
	f.Add(`"a`, `"a b"`, "a b", "")
	fields := []string{"name", "state"}
	f.Fuzz(func(t *testing.T, before, after, name, state string) {
		a, b := ParseFilter(before, fields), ParseFilter(after, fields)
		value := func(i int) string { return []string{name, state}[i] }
		if b.narrows(a) && b.Match(fields, value) && !a.Match(fields, value) {
			t.Errorf("%q claims to narrow %q but shows %q, %q", after, before, name, state)
		}
	})
}
