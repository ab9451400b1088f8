package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/themes"
)

// newToggles is a dialog of four regions, one of them on, that notes what it
// was left with.
func newToggles(taken *[]string) (*Toggles, *Dialogs) {
	t := NewToggles("Regions", []string{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}, []string{"us-west-2"})
	t.Say = func(chosen []string) string { return "watch " + strings.Join(chosen, " and ") }
	t.Done = func(chosen []string) tea.Cmd { *taken = chosen; return nil }
	var d Dialogs
	d.Open(t)
	return t, &d
}

func TestTogglesTakeWhatIsOnOrTheOneUnderTheCursor(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed string
		keys  []string
		want  []string // nil: the dialog stays
	}{
		{"untouched, the one under the cursor, which is on", "", []string{"enter"}, []string{"us-west-2"}},
		{"untouched, the one that was typed", "eu-w", []string{"enter"}, []string{"eu-west-1"}},
		{"a middle of a name finds it too", "west", []string{"down", "enter"}, []string{"us-west-2"}},
		{"one more", "east", []string{"space", "enter"}, []string{"us-east-1", "us-west-2"}},
		{"another instead", "east", []string{"space", "backspace", "backspace", "backspace", "backspace", "down", "space", "enter"}, []string{"us-east-1"}},
		{"in the order of the list", "eu-c", []string{"space", "enter"}, []string{"eu-central-1", "us-west-2"}},
		{"nothing on", "", []string{"space", "enter"}, nil},
		{"nothing found", "mars", []string{"enter"}, nil},
		{"nothing found to toggle", "mars", []string{"space", "enter"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var taken []string
			_, d := newToggles(&taken)
			typeInto(d, c.typed)
			press(d, c.keys...)
			if !slices.Equal(taken, c.want) || d.Empty() != (c.want != nil) {
				t.Errorf("taken are %v, want %v; closed: %v", taken, c.want, d.Empty())
			}
		})
	}
}

func TestTogglesFitEveryRoom(t *testing.T) {
	var taken []string
	toggles, _ := newToggles(&taken)
	p := NewPainter(themes.Plain(), false)
	for w := 1; w < 70; w += 3 {
		for h := 1; h < 12; h++ {
			lines := strings.Split(toggles.Draw(Rect{w, h}, p), "\n")
			if len(lines) != h {
				t.Fatalf("%dx%d: %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if Width(ansi.Strip(l)) != w {
					t.Fatalf("%dx%d: a line of %d cells", w, h, Width(ansi.Strip(l)))
				}
			}
		}
	}
}
