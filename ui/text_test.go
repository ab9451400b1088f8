package ui

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"", 0}, {"web", 3}, {"●●○", 3}, {"漢字", 4}, {"é", 1}, {"e\u0301", 1}, {"👩‍💻", 2}, {"\x1b[1mab\x1b[m", 2}, {"┈┈", 2},
	} {
		if got := Width(c.text); got != c.want {
			t.Errorf("Width(%q) is %d, want %d", c.text, got, c.want)
		}
	}
}

func TestCutAndPad(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		cut  string
		pad  string
	}{
		{"web-asg", 7, "web-asg", "web-asg"},
		{"web-asg", 5, "web-…", "web-…"},
		{"web", 6, "web", "web   "},
		{"web", 1, "…", "…"},
		{"web", 0, "", ""},
		{"漢字漢", 4, "漢…", "漢… "},
		{"漢", 1, "…", "…"},
		{"naïve", 3, "na…", "na…"},
	} {
		if got := Cut(c.text, c.w); got != c.cut {
			t.Errorf("Cut(%q, %d) is %q, want %q", c.text, c.w, got, c.cut)
		}
		if got := Pad(c.text, c.w); got != c.pad {
			t.Errorf("Pad(%q, %d) is %q, want %q", c.text, c.w, got, c.pad)
		}
	}
	if got := PadLeft("7", 3); got != "  7" {
		t.Errorf("PadLeft is %q", got)
	}
}

func TestCleanMakesTextHarmless(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"ordinary", "web-1", "web-1"},
		{"umlauts and signs", "Zürich ▲ …", "Zürich ▲ …"},
		{"wide", "東京-web", "東京-web"},
		{"colours are dropped", "\x1b[1;31mERROR\x1b[0m x", "ERROR x"},
		{"an escape is shown", "a\x1b]0;title\x07b", "a\uFFFD]0;title\uFFFDb"},
		{"an unended sequence swallows nothing", "a\x1b[31", "a\uFFFD[31"},
		{"C1 control", "a\u009b31mb", "a\uFFFD31mb"},
		{"bidi override", "user\u202etxt.exe", "usertxt.exe"},
		{"zero width", "a\u200bb\ufeffc", "abc"},
		{"tab to the next stop", "ab\tc", "ab  c"},
		{"line break", "a\nb\r\nc", "a b c"},
		{"invalid bytes", "a\xffb", "a\uFFFDb"},
		{"combining mark stays", "e\u0301", "e\u0301"},
		{"joined emoji become their first", "👩\u200d💻!", "👩!"},
		{"presentation selector", "❤\ufe0f", "❤"},
		{"delete", "a\x7f", "a\uFFFD"},
	} {
		if got := Clean(c.text); got != c.want {
			t.Errorf("%s: Clean(%q) is %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestSimpleRunesAreOneCellHoweverMeasured(t *testing.T) {
	for r := rune(0x20); r < 0x3000; r++ {
		if !simple(r) {
			continue
		}
		if s := string(r); ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 || unicode.IsMark(r) {
			t.Errorf("%U %q is not simple", r, s)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		want string
	}{
		{"an instance was launched", 12, "an instance|was launched"},
		{"short", 20, "short"},
		{"", 5, ""},
		{"abcdefgh ij", 3, "abc|def|gh|ij"},
		{"漢字漢字", 4, "漢字|漢字"},
		{"  spaced   out ", 20, "spaced out"},
	} {
		if got := strings.Join(Wrap(c.text, c.w), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) is %q, want %q", c.text, c.w, got, c.want)
		}
	}
}

func TestAsciiTwinsAreComplete(t *testing.T) {
	for _, s := range []string{sparks, "▕█▓▒░▏·", "●○◐◌▲", "╭─╮│╰╯┈┤", "‹›…", "漢"} {
		twin := asciiOf(s)
		if !plain(twin) || len(twin) != Width(s) {
			t.Errorf("the twin of %q is %q", s, twin)
		}
	}
	if strings.Contains(asciiOf(sparks+"▕█▓▒░▏·●○◐◌▲╭─╮│╰╯┈┤‹›…"), "?") {
		t.Error("a sign of this package has no twin")
	}
}

// nasty are texts that break naive drawing.
func nasty() []string {
	return []string{
		"", " ", "web-1", "漢字かな交じり文", "👩‍👩‍👧‍👦 family", "🇩🇪🇫🇷", "e\u0301\u0301\u0301", "\u0301", "❤️", "a\tb", "x\x1b[31mred", "x\x1b]8;;http://a\x07b",
		"\u202eevil", "\x00\x01\x7f", "नमस्ते", "ﷺ", "\xff\xfe", "a\u200db", "1️⃣", "ก็", strings.Repeat("漢", 50), strings.Repeat("e\u0301", 50), "؀", "\u1160\u11a8", "각",
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range nasty() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q: not valid: %q", s, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%q lets %U through", s, r)
			}
		}
		if a, b := ansi.StringWidth(got), ansi.StringWidthWc(got); a != b {
			t.Fatalf("%q: %q is %d cells by graphemes and %d by wcwidth", s, got, a, b)
		}
		if Width(got) != ansi.StringWidth(got) {
			t.Fatalf("%q: Width is %d, want %d", s, Width(got), ansi.StringWidth(got))
		}
		if again := Clean(got); again != got {
			t.Fatalf("%q: cleaned twice differs: %q, %q", s, got, again)
		}
	})
}

func FuzzCutPadWrap(f *testing.F) {
	for i, s := range nasty() {
		f.Add(s, i)
	}
	f.Fuzz(func(t *testing.T, s string, w int) {
		s, w = Clean(s), (w%200+200)%200
		if got := Width(Pad(s, w)); got != w {
			t.Fatalf("Pad(%q, %d) has %d cells", s, w, got)
		}
		if got := Width(Cut(s, w)); got > w {
			t.Fatalf("Cut(%q, %d) has %d cells", s, w, got)
		}
		for _, line := range Wrap(s, w) {
			if Width(line) > w {
				t.Fatalf("Wrap(%q, %d) has the line %q", s, w, line)
			}
		}
	})
}

func BenchmarkCleanASCII(b *testing.B) {
	for b.Loop() {
		Clean("i-0a1b2c3d4e5f67890 running us-west-2a")
	}
}

func BenchmarkWidthWide(b *testing.B) {
	for b.Loop() {
		Width("東京-web-1 ▲ é")
	}
}
