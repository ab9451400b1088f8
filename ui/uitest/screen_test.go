package uitest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// counter is a tiny model: j and k move, a second passes, text is typed.
type counter struct {
	size    Size
	at      int
	seconds int
	typed   string
}

type secondMsg struct{}

func second() tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return secondMsg{} })
}

func (c counter) Init() tea.Cmd { return second() }

func (c counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.size = Size{msg.Width, msg.Height}
	case secondMsg:
		c.seconds++
		return c, second()
	case tea.PasteMsg:
		c.typed += msg.Content
	case tea.MouseWheelMsg:
		c.at++
	case tea.KeyPressMsg:
		switch msg.String() {
		case "j", "down":
			c.at++
		case "k", "ctrl+u":
			c.at--
		case "ctrl+c":
			return c, tea.Quit
		default:
			c.typed += msg.String()
		}
	}
	return c, nil
}

func (c counter) View() tea.View {
	rows := []string{fmt.Sprintf("%dx%d, %d s, typed %q", c.size.W, c.size.H, c.seconds, c.typed)}
	for i := range 3 {
		sign := " "
		if i == c.at {
			sign = "▌"
		}
		rows = append(rows, fmt.Sprintf("%s \x1b[1mrow %d\x1b[m  ", sign, i))
	}
	return tea.NewView(strings.Join(rows, "\n"))
}

func TestKeysTimeAndSizeReachTheModel(t *testing.T) {
	Run(t, counter{}, Size{80, 24}, func(s *Screen) {
		s.Sees(`80x24, 0 s, typed ""`)
		s.Selects("row 0")
		s.Press("j", "down", "ctrl+u")
		s.Selects("row 1")
		s.Type("aB ")
		s.Press("G", "space", "shift+tab", "?")
		s.Paste("ü")
		s.Sees(`typed "aBspaceGspaceshift+tab?ü"`)
		s.Wait(3 * time.Second)
		s.Sees(", 3 s,")
		s.Resize(Size{100, 30})
		s.Sees("100x30")
		s.Wheel(0, 0, 1)
		s.Selects("row 2")
		s.SeesNot("row 3")
		if x, y := s.Find("row 2"); x != 2 || y != 3 {
			t.Errorf("row 2 is at %d,%d", x, y)
		}
		s.Golden("counter")
	})
}

func TestAProgramMayEndItself(t *testing.T) {
	Run(t, counter{}, Size{80, 24}, func(s *Screen) {
		if s.Over() {
			t.Fatal("over before anything was pressed")
		}
		s.Press("ctrl+c")
		if !s.Over() {
			t.Error("still running after ctrl+c")
		}
	})
}

func TestTextIsReadWithoutSequencesAndTrailingSpaces(t *testing.T) {
	Run(t, counter{}, Size{80, 24}, func(s *Screen) {
		if got, want := s.Lines()[1], "▌ row 0"; got != want {
			t.Errorf("line 1 is %q, want %q", got, want)
		}
		if !strings.Contains(s.Raw(), "\x1b[1m") {
			t.Error("Raw has no sequences")
		}
	})
}

func TestKeyNames(t *testing.T) {
	for _, name := range []string{"j", "G", "?", "+", "ctrl+d", "ctrl+r", "shift+tab", "enter", "esc", "space", "pgdown", "alt+x", "<", "up"} {
		key, err := keyOf(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := key.String(); got != name {
			t.Errorf("%s is pressed as %s", name, got)
		}
	}
	if _, err := keyOf("nokey"); err == nil {
		t.Error("nokey is a key")
	}
}
