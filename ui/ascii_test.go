package ui

import "testing"

// Each sign has a likeness of its own kind: no arrow where an ellipsis stood.
func TestASCIITwins(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain", "plain"},
		{"╭─┬─╮│ ┃╰━┴╯", ".-+-.| |'=+'"},
		{"▕▆▆▄▄▂··▁▁▏", "|==--,..__|"},
		{"▁▂▃▄▅▆▇█", "_,.--=##"},
		{"● ○ ◐ ◌ ▲ · … › →", "* o + ~ ! . ~ > >"},
		{"↑↓►‖✓✗", "^v>=x-"},
		{"⣿⠀", ": "},
		{"é漢", "???"},
	} {
		if got := asciiOf(c.text); got != c.want {
			t.Errorf("%q is drawn as %q, want %q", c.text, got, c.want)
		}
	}
}
