// Yardstick is the least program that Bubble Tea can run: rows of text and a
// cursor that j and k move. It shows what a key costs before any of
// fleetglass's own work is done: the terminal, the scheduler, the framework's
// renderer. Latencies of the console are told as multiples of it, taken on
// the same machine in the same minutes.
//
// It knows nothing of fleetglass and is not part of it.
package main

import (
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// framesPerSecond is the console's own.
const framesPerSecond = 120

func main() {
	if _, err := tea.NewProgram(rows{}, tea.WithFPS(framesPerSecond)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "yardstick:", err)
		os.Exit(1)
	}
}

// rows is a list without an end.
type rows struct{ at, width, height int }

// Init implements tea.Model.
func (r rows) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (r rows) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		switch msg.String() {
		case "j":
			r.at++
		case "k":
			r.at = max(0, r.at-1)
		case "q", "ctrl+c":
			return r, tea.Quit
		}
	}
	return r, nil
}

// View implements tea.Model.
func (r rows) View() tea.View {
	lines := make([]string, r.height)
	top := max(0, r.at-r.height+1)
	for i := range lines {
		line := fmt.Sprintf("row %06d ", top+i)
		line += strings.Repeat("·", max(0, r.width-len(line)))
		if top+i == r.at {
			line = "\x1b[7m" + line + "\x1b[m"
		}
		lines[i] = line
	}
	v := tea.NewView(strings.Join(lines, "\n"))
	v.AltScreen = true
	return v
}
