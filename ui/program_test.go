package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/ui/uitest"
)

// browser is a small program of this package's parts: a frame, a table, a
// filter being typed, dialogs.
type browser struct {
	size    Rect
	table   *Table[machine]
	dialogs *Dialogs
	input   *Input
	p       *Painter
	told    string
}

type newsMsg struct{}

func newBrowser() *browser {
	return &browser{table: newMachines(40), dialogs: &Dialogs{}, p: testPainter()}
}

func (b *browser) keys() []Key {
	return []Key{
		{Keys: []string{"/"}, Label: "filter", Hint: 2, Do: func() tea.Cmd { b.input = NewInput(b.table.Filter()); return nil }},
		{Keys: []string{"a"}, Label: "act", Hint: 1, Do: func() tea.Cmd {
			m, _ := b.table.Selected()
			b.dialogs.Open(&Confirm{Heading: "Stop " + m.Name, Do: did("stopped " + m.Name)})
			return nil
		}},
		{Keys: []string{"?"}, Label: "keys", Hint: 9, Do: func() tea.Cmd { b.dialogs.Open(NewHelpSheet("Keys", b.keys(), b.table.Keys())); return nil }},
	}
}

func (b *browser) Init() tea.Cmd { return nil }

func (b *browser) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if cmd, handled := b.dialogs.Update(msg); handled {
		return b, cmd
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		b.size = Rect{msg.Width, msg.Height}
	case didMsg:
		b.told = string(msg)
	case newsMsg:
		return b, b.dialogs.OpenUnasked(NewMessage("News", Say("credentials have expired")), 500*time.Millisecond)
	case tea.KeyPressMsg:
		return b, b.press(msg)
	}
	return b, nil
}

func (b *browser) press(msg tea.KeyPressMsg) tea.Cmd {
	if b.input == nil {
		cmd, _, _ := Dispatch(msg, b.keys(), b.table.Keys())
		return cmd
	}
	switch msg.String() {
	case "enter":
		b.input = nil
	case "esc":
		b.input = nil
		b.table.SetFilter("")
	default:
		if b.input.Update(msg) {
			b.table.SetFilter(b.input.Value())
		}
	}
	return nil
}

func (b *browser) View() tea.View {
	f := galleryFrame()
	f.Hints, f.Status = Hints(b.keys()), Say(b.table.Status()+" "+b.told)
	if b.input != nil {
		f.Hints = append(Say("/"), b.input.Line(20, true)...)
	}
	base := f.Draw(b.size, b.p, b.table.Draw(f.Body(b.size), b.p))
	return tea.NewView(b.dialogs.Draw(base, b.size, b.p))
}

var ordinary = uitest.Size{W: 100, H: 24}

func TestTypingAFilterKeepsTheSelectionAndIsUndone(t *testing.T) {
	uitest.Run(t, newBrowser(), ordinary, func(s *uitest.Screen) {
		s.Press("j", "j", "j")
		s.Selects("web-3")
		s.Press("/")
		s.Type("state:stop")
		s.Selects("web-3")
		s.SeesNot("running")
		s.Sees("6 of 40")
		s.Press("enter", "j")
		s.Selects("web-10")
		s.Press("/", "esc")
		s.Selects("web-10")
		s.Sees("running")
	})
}

func TestAnActionAsksAndTells(t *testing.T) {
	uitest.Run(t, newBrowser(), ordinary, func(s *uitest.Screen) {
		s.Press("j", "a")
		s.Sees("Stop web-1")
		s.Press("j", "n")
		s.SeesNot("Stop web-1")
		s.Selects("web-1") // the j went to the dialog
		s.Press("a", "y")
		s.Sees("stopped web-1")
	})
}

func TestADialogThatOpensByItselfIgnoresKeysForAMoment(t *testing.T) {
	uitest.Run(t, newBrowser(), ordinary, func(s *uitest.Screen) {
		s.Send(newsMsg{})
		s.Press("esc", "enter", "q")
		s.Sees("credentials have expired")
		s.Wait(time.Second)
		s.Press("esc")
		s.SeesNot("credentials have expired")
	})
}

func TestHelpComesFromTheKeysThatWork(t *testing.T) {
	uitest.Run(t, newBrowser(), ordinary, func(s *uitest.Screen) {
		s.Press("?")
		s.Sees("half a page down", "reverse the order")
		s.Golden("program-help")
		s.Press("?")
		s.SeesNot("half a page down")
		s.Resize(uitest.Size{W: 30, H: 5})
		s.Sees("too small")
	})
}
