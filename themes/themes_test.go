package themes

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func mustHex(t *testing.T, s string) rgb {
	t.Helper()
	c, err := parseHex(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// WCAG 2 asks for 4.5:1; the terminal's own background differs from the one a
// palette was made for, so dark themes are held against black and a light
// black as well.
func TestEveryTextCanBeReadOnEveryBackground(t *testing.T) {
	backgrounds := map[string][]string{
		"dark":          {"#14161b", "#000000", "#1e1e1e"},
		"light":         {"#ffffff", "#fafafa"},
		"high-contrast": {"#000000"},
		"colour-blind":  {"#14161b", "#000000", "#1e1e1e"},
	}
	for _, p := range palettes() {
		if p.Contrast == 0 {
			continue
		}
		for _, role := range Roles() {
			if role.decoration() {
				continue
			}
			for _, state := range []State{Normal, OnSelected, OnMarked} {
				s, err := p.styleOn(role, state)
				if err != nil {
					t.Fatal(err)
				}
				under := backgrounds[p.Name]
				if s.Background != "" {
					under = []string{s.Background}
				}
				for _, b := range under {
					if got := contrast(mustHex(t, s.Foreground), mustHex(t, b)); got < p.Contrast {
						t.Errorf("%s: role %d in state %d: %s on %s is %.2f:1, want %.1f:1", p.Name, role, state, s.Foreground, b, got, p.Contrast)
					}
				}
			}
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21},
		{"#777777", "#ffffff", 4.48},
		{"#0000ff", "#ffffff", 8.59},
		{"#ffffff", "#ffffff", 1},
	} {
		if got := contrast(mustHex(t, c.a), mustHex(t, c.b)); got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("%s on %s: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestBackgroundsOfRowsDifferFromTheScreen(t *testing.T) {
	for _, p := range palettes() {
		if p.SelectedBackground == "" {
			continue
		}
		if got := contrast(mustHex(t, p.SelectedBackground), mustHex(t, p.Background)); got < 1.15 {
			t.Errorf("%s: the selected row is hardly seen: %.2f:1", p.Name, got)
		}
	}
}

func TestThemesAreFoundByName(t *testing.T) {
	for _, name := range Names() {
		theme, err := ByName(name)
		if err != nil || theme.Name != name {
			t.Errorf("ByName(%q) is %v, %v", name, theme, err)
		}
	}
	if _, err := ByName("pink"); err == nil || !strings.Contains(err.Error(), "dark, light") {
		t.Errorf("an unknown name is answered with %v", err)
	}
}

func TestAPaletteWithABadColourIsRefused(t *testing.T) {
	p := darkPalette()
	p.Styles[Good] = Style{Foreground: "green"}
	if _, err := New(p); err == nil {
		t.Error("green was taken for a colour")
	}
}

func TestPlainHasNoColours(t *testing.T) {
	theme := Plain()
	for _, role := range Roles() {
		for _, state := range []State{Normal, OnSelected, OnMarked} {
			prefix := theme.PrefixIn(role, state)
			if strings.Contains(prefix, "38;") || strings.Contains(prefix, "48;") {
				t.Errorf("role %d in state %d has a colour: %q", role, state, prefix)
			}
		}
		if !strings.Contains(theme.PrefixOn(role, true), ";7") {
			t.Errorf("role %d cannot be seen under the cursor", role)
		}
	}
}

func TestPrefixesDoNotDependOnWhatWasBefore(t *testing.T) {
	for _, p := range palettes() {
		theme := builtin(p)
		for _, role := range Roles() {
			if got := theme.Prefix(role); !strings.HasPrefix(got, "\x1b[0") {
				t.Errorf("%s: role %d begins with %q", p.Name, role, got)
			}
		}
	}
}

func TestRowsKeepTheirBackgroundUnderEveryRole(t *testing.T) {
	theme := Dark()
	for _, role := range Roles() {
		if !strings.Contains(theme.PrefixOn(role, true), "48;2;39;48;60") {
			t.Errorf("role %d drops the background of the selected row: %q", role, theme.PrefixOn(role, true))
		}
	}
}

func TestGlyphsAreOneCellHoweverMeasured(t *testing.T) {
	for name, set := range map[string]*Glyphs{"Unicode": Unicode(), "ASCII": ASCII()} {
		v := reflect.ValueOf(*set)
		for i := range v.NumField() {
			glyph, field := v.Field(i).String(), v.Type().Field(i).Name
			if ansi.StringWidth(glyph) != 1 || ansi.StringWidthWc(glyph) != 1 {
				t.Errorf("%s %s %q is %d cells by graphemes, %d by wcwidth", name, field, glyph, ansi.StringWidth(glyph), ansi.StringWidthWc(glyph))
			}
			if name == "ASCII" && (len(glyph) != 1 || glyph[0] < ' ' || glyph[0] > '~') {
				t.Errorf("ASCII %s is %q", field, glyph)
			}
		}
	}
}

func TestSeriesRolesComeRound(t *testing.T) {
	if Series(0) != Series1 || Series(5) != Series6 || Series(6) != Series1 || Series(-1) != Series6 {
		t.Error("series roles do not come round")
	}
}

func BenchmarkPaint(b *testing.B) {
	theme := Dark()
	for b.Loop() {
		theme.Paint(Good, "running")
	}
}
