package themes

import (
	"strings"
	"testing"
)

func TestAFileChangesTheThemeThatItIsBasedOn(t *testing.T) {
	theme, err := Read(strings.NewReader(`{
		"name": "harbour", "based-on": "light", "selected": "#ddeeff",
		"roles": {"accent": "#005577", "bad": {"foreground": "#aa0000", "bold": false, "underline": true}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	light := lightPalette()
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"its name", theme.Name, "harbour"},
		{"a colour alone", theme.Style(Accent), Style{Foreground: "#005577"}},
		{"attributes", theme.Style(Bad), Style{Foreground: "#aa0000", Underline: true}},
		{"a role that it leaves out", theme.Style(Warn), light.Styles[Warn]},
		{"the background that it leaves out", theme.Background(), light.Background},
		{"the selected row", theme.palette.SelectedBackground, "#ddeeff"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	if again := Light(); again.Style(Accent) == theme.Style(Accent) {
		t.Error("the built-in theme has changed with it")
	}
}

func TestAFileThatCannotBeRightIsRefusedByName(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{``, "EOF"},
		{`{"name": "x"`, "unexpected EOF"},
		{`{"name": "x"} {}`, "something behind the theme"},
		{`{"roles": {}}`, `it has no "name"`},
		{`{"name": "dark"}`, `"dark" is the name of a built-in theme`},
		{`{"name": "x", "based-on": "drak"}`, `it is based on "drak", which is none of dark, light`},
		{`{"name": "x", "colour": "#ffffff"}`, `unknown field "colour"`},
		{`{"name": "x", "roles": {"texxt": "#ffffff"}}`, `there is no role "texxt"; there are text, dim`},
		{`{"name": "x", "roles": {"text": {"fg": "#ffffff"}}}`, `unknown field "fg"`},
		{`{"name": "x", "roles": {"text": "white"}}`, `colour "white" is not of the form #rrggbb`},
		{`{"name": "x", "roles": {"text": "#12345g"}}`, `colour "#12345g" is not of the form #rrggbb`},
		{`{"name": "x", "selected": "#zzz"}`, `colour "#zzz" is not of the form #rrggbb`},
		{`{"name": "` + strings.Repeat("x", largestFile) + `"}`, "larger than 65536 bytes"},
	} {
		_, err := Read(strings.NewReader(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60s: %v, want %q", c.file, err, c.want)
		}
	}
}

func TestEveryRoleHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Roles() {
		if r.String() == "" || seen[r.String()] {
			t.Errorf("role %d is called %q", r, r.String())
		}
		seen[r.String()] = true
	}
}

// Whatever a file holds, it makes a theme that can be drawn with, or an error.
func FuzzRead(f *testing.F) {
	f.Add(`{"name": "x", "based-on": "plain", "roles": {"text": "#000000", "dim": {"reverse": true}}}`)
	f.Add(`{"name": "x", "marked": "", "roles": {"match": {"background": "#102030"}}}`)
	f.Fuzz(func(t *testing.T, file string) {
		theme, err := Read(strings.NewReader(file))
		if err != nil {
			return
		}
		for _, r := range Roles() {
			for s := range stateCount {
				if p := theme.PrefixIn(r, s); !strings.HasPrefix(p, "\x1b[0") || !strings.HasSuffix(p, "m") {
					t.Errorf("%s in state %d begins with %q", r, s, p)
				}
			}
		}
	})
}
