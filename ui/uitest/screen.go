package uitest

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Size is the size of a terminal in cells.
type Size struct{ W, H int }

// Sizes are those that every screen is looked at in.
func Sizes() []Size { return []Size{{80, 24}, {120, 36}, {200, 60}} }

// Screen is a running program and what it shows.
type Screen struct {
	t       *testing.T
	program *tea.Program
	watched *watched
	over    chan struct{} // closed when the program has ended
}

// longest is how far time is moved on after the program has ended, so that
// commands that still wait for a tick can end too.
const longest = 48 * time.Hour

// Run runs a model in a program of a size and plays the script. It fails the
// test when the program ends with an error. The model must be made inside the
// script's bubble when it starts goroutines or reads the clock: see RunWith.
func Run(t *testing.T, model tea.Model, size Size, script func(*Screen)) {
	t.Helper()
	RunWith(t, func(context.Context) tea.Model { return model }, size, script)
}

// RunWith is Run with a model that is made inside the bubble. The context ends
// with the program: goroutines of the model must end with it.
func RunWith(t *testing.T, build func(context.Context) tea.Model, size Size, script func(*Screen)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := start(t, build(ctx), size)
		defer s.stop(cancel)
		s.Settle()
		script(s)
	})
}

func start(t *testing.T, model tea.Model, size Size) *Screen {
	s := &Screen{t: t, watched: &watched{model: model}, over: make(chan struct{})}
	s.program = tea.NewProgram(s.watched,
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutSignalHandler(),
		tea.WithWindowSize(size.W, size.H),
		tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}),
		tea.WithFPS(1),
	)
	go func() {
		defer close(s.over)
		if _, err := s.program.Run(); err != nil {
			t.Errorf("the program ended with: %v", err)
		}
	}()
	return s
}

// stop ends the program and lets everything that it started run out.
func (s *Screen) stop(cancel context.CancelFunc) {
	s.program.Quit()
	<-s.over
	cancel()
	time.Sleep(longest)
	synctest.Wait()
}

// T is the test inside the bubble: the one that a script's own checks must
// fail and take their context from.
func (s *Screen) T() *testing.T { return s.t }

// Settle waits until nothing happens any more: every message is handled and
// every goroutine waits for time or input.
func (s *Screen) Settle() { synctest.Wait() }

// Wait lets virtual time pass.
func (s *Screen) Wait(d time.Duration) {
	time.Sleep(d)
	s.Settle()
}

// Send sends any message.
func (s *Screen) Send(msg tea.Msg) {
	s.program.Send(msg)
	s.Settle()
}

// Press presses keys, named as Bubble Tea names them: "j", "G", "ctrl+d",
// "shift+tab", "enter".
func (s *Screen) Press(keys ...string) {
	s.t.Helper()
	for _, name := range keys {
		key, err := keyOf(name)
		if err != nil {
			s.t.Fatal(err)
		}
		s.Send(key)
	}
}

// Type types text, a key for each character.
func (s *Screen) Type(text string) {
	for _, r := range text {
		s.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Paste pastes text.
func (s *Screen) Paste(text string) { s.Send(tea.PasteMsg{Content: text}) }

// Resize changes the size of the terminal.
func (s *Screen) Resize(size Size) { s.Send(tea.WindowSizeMsg{Width: size.W, Height: size.H}) }

// Click clicks the left button on a cell.
func (s *Screen) Click(x, y int) {
	s.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	s.Send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
}

// Wheel turns the wheel over a cell, down when lines is positive.
func (s *Screen) Wheel(x, y, lines int) {
	button := tea.MouseWheelDown
	if lines < 0 {
		button, lines = tea.MouseWheelUp, -lines
	}
	for range lines {
		s.Send(tea.MouseWheelMsg{X: x, Y: y, Button: button})
	}
}

// glance is how long a look at the screen takes. A program may draw several
// messages at once, a moment later; nobody reads faster than that.
const glance = 10 * time.Millisecond

// Raw is the screen with its terminal sequences.
func (s *Screen) Raw() string {
	s.Wait(glance)
	return s.watched.content()
}

// Text is what is read on the screen, without spaces at the ends of lines.
func (s *Screen) Text() string {
	lines := strings.Split(ansi.Strip(s.Raw()), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// Lines are the lines of Text.
func (s *Screen) Lines() []string { return strings.Split(s.Text(), "\n") }

// Cursor is the text of the first row behind a cursor sign, "" when there is
// none: what is selected.
func (s *Screen) Cursor() string {
	for _, line := range s.Lines() {
		if _, after, ok := strings.Cut(line, "▌"); ok {
			return strings.TrimSpace(after)
		}
	}
	return ""
}

// Find is the cell where a text first stands on the screen; it fails the test
// when it does not.
func (s *Screen) Find(text string) (x, y int) {
	s.t.Helper()
	for y, line := range s.Lines() {
		if before, _, ok := strings.Cut(line, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, s.Text())
	return 0, 0
}

// Sees fails the test when a text is not on the screen.
func (s *Screen) Sees(texts ...string) {
	s.t.Helper()
	screen := s.Text()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			s.t.Fatalf("%q is not on the screen:\n%s", text, screen)
		}
	}
}

// SeesNot fails the test when a text is on the screen.
func (s *Screen) SeesNot(texts ...string) {
	s.t.Helper()
	screen := s.Text()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			s.t.Fatalf("%q is on the screen:\n%s", text, screen)
		}
	}
}

// Selects fails the test when the selected row does not contain a text.
func (s *Screen) Selects(text string) {
	s.t.Helper()
	if row := s.Cursor(); !strings.Contains(row, text) {
		s.t.Fatalf("%q is selected, want one with %q:\n%s", row, text, s.Text())
	}
}

// Over tells whether the program has ended.
func (s *Screen) Over() bool {
	s.Settle()
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// watched is a model that keeps what it last showed. Bubble Tea calls View
// after every message.
type watched struct {
	mu    sync.Mutex
	model tea.Model
	last  string
}

func (w *watched) content() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// Init implements tea.Model.
func (w *watched) Init() tea.Cmd { return w.model.Init() }

// Update implements tea.Model.
func (w *watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	model, cmd := w.model.Update(msg)
	w.model = model
	return w, cmd
}

// View implements tea.Model.
func (w *watched) View() tea.View {
	v := w.model.View()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = v.Content
	return v
}
