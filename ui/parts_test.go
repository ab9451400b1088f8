package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/themes"
)

type didMsg string

func did(what string) func() tea.Cmd {
	return func() tea.Cmd { return func() tea.Msg { return didMsg(what) } }
}

// done is what a command says that was done, "" for no command.
func done(cmd tea.Cmd) string {
	if cmd == nil {
		return ""
	}
	s, _ := cmd().(didMsg)
	return string(s)
}

func TestDispatchTakesTheFirstKeyThatIsPressed(t *testing.T) {
	off := func() string { return "nothing is selected" }
	dialog := []Key{{Keys: []string{"enter"}, Do: did("choose")}}
	pane := []Key{
		{Keys: []string{"enter"}, Do: did("open")},
		{Keys: []string{"a"}, Off: off, Do: did("act")},
		{Keys: []string{"d"}},
		{Keys: []string{"d", "ctrl+d"}, Do: did("describe")},
	}
	for _, c := range []struct {
		key          tea.KeyPressMsg
		did, off     string
		handled      bool
		dialogOnTop  bool
		descriptions string
	}{
		{key: tea.KeyPressMsg{Code: tea.KeyEnter}, did: "open", handled: true},
		{key: tea.KeyPressMsg{Code: tea.KeyEnter}, did: "choose", handled: true, dialogOnTop: true},
		{key: key("a"), off: "nothing is selected", handled: true},
		{key: key("d"), did: "describe", handled: true},
		{key: tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl}, did: "describe", handled: true},
		{key: key("x")},
	} {
		sets := [][]Key{pane}
		if c.dialogOnTop {
			sets = [][]Key{dialog, pane}
		}
		cmd, handled, off := Dispatch(c.key, sets...)
		if done(cmd) != c.did || handled != c.handled || off != c.off {
			t.Errorf("%s: did %q, handled %v, off %q", c.key, done(cmd), handled, off)
		}
	}
}

func TestHintsAreInOrderAndOnlyThoseThatWork(t *testing.T) {
	keys := []Key{
		{Keys: []string{"?"}, Label: "keys", Hint: 9},
		{Keys: []string{"enter"}, Label: "open", Hint: 1},
		{Keys: []string{"a"}, Label: "act", Hint: 2, Off: func() string { return "no" }},
		{Keys: []string{"j"}, Label: "down"},
	}
	if got := Hints(keys).Text(); got != "enter open  ? keys" {
		t.Errorf("hints are %q", got)
	}
}

func TestHintsAreNeverTorn(t *testing.T) {
	keys := []Key{{Keys: []string{"enter"}, Label: "open", Hint: 1}, {Keys: []string{"/"}, Label: "filter", Hint: 2}}
	for width, want := range map[int]string{30: "enter open  / filter", 19: "enter open", 9: ""} {
		if got := fitHints(Hints(keys), width).Text(); got != want {
			t.Errorf("in %d cells: %q, want %q", width, got, want)
		}
	}
}

// A long message must not push profile and region out of the header.
func TestHeaderKeepsWhatMatters(t *testing.T) {
	f := Frame{Header: []Part{{Line: Say("prod us-west-2")}, {Line: Say(strings.Repeat("news ", 30)), Priority: 5}, {Line: Say("14:02"), Priority: 1}}}
	drawn := ansi.Strip(f.Draw(Rect{80, 24}, testPainter(), ""))
	header, _, _ := strings.Cut(drawn, "\n")
	if !strings.Contains(header, "prod us-west-2") || !strings.Contains(header, "14:02") || strings.Contains(header, "news") {
		t.Errorf("the header is %q", header)
	}
}

func TestFrameHits(t *testing.T) {
	p, f, size := testPainter(), galleryFrame(), Rect{120, 30}
	f.Crumbs = []string{"Scaling", "web-asg"}
	f.Tabs = Tabs{Items: []Tab{{Name: "Now"}, {Name: "Instances"}}}
	lines := strings.Split(ansi.Strip(f.Draw(size, p, p.Lines([]Line{Say("body starts")}, f.Body(size)))), "\n")
	find := func(text string) (x, y int) {
		for y, line := range lines {
			if before, _, ok := strings.Cut(line, text); ok {
				return Width(before), y
			}
		}
		t.Fatalf("%q is not drawn", text)
		return 0, 0
	}
	for _, c := range []struct {
		text string
		area Area
		item int
	}{{"Spot", OnBar, 3}, {"Timeline", OnBar, 9}, {"web-asg", OnCrumb, 1}, {"Now", OnTab, 0}, {"Instances ", OnBar, 4}, {"body", OnBody, 0}, {"updated", Nowhere, 0}} {
		x, y := find(c.text)
		area, item, _, bodyY := f.Hit(size, p, x, y)
		if area != c.area || item != c.item || bodyY != 0 {
			t.Errorf("%s: area %d item %d row %d", c.text, area, item, bodyY)
		}
	}
}

func TestTabsComeRoundAndKeepTheActiveOneInView(t *testing.T) {
	p := testPainter()
	tabs := Tabs{Items: []Tab{{Name: "Now"}, {Name: "Instances", Note: "7"}, {Name: "Activities"}, {Name: "Policies"}}}
	tabs.Previous()
	if tabs.Active != 3 {
		t.Errorf("before the first is %d", tabs.Active)
	}
	for range tabs.Items {
		tabs.Next()
		if l := tabs.Line(20, p); !strings.Contains(l.Text(), "["+tabs.Items[tabs.Active].Name) {
			t.Errorf("tab %d is out of view: %q", tabs.Active, l.Text())
		}
	}
	var none Tabs
	none.Next()
}

func TestTooSmallSaysSo(t *testing.T) {
	f := galleryFrame()
	if drawn := ansi.Strip(f.Draw(Rect{30, 8}, testPainter(), "")); !strings.Contains(drawn, "too small: 30x8, needs 40x10") {
		t.Errorf("drawn:\n%s", drawn)
	}
}

func linkedDocument() *Document {
	d := &Document{}
	d.Heading("Group")
	d.Pair("Name", "web-asg")
	d.Pair("Nothing", "")
	d.Link("Template", Say("web v7"), "lt", did("template"))
	for range 20 {
		d.Paragraph("words")
	}
	d.Link("Target group", Say("web-tg"), "tg", did("target group"))
	return d
}

func TestDocumentLinksAreFollowed(t *testing.T) {
	p, size := testPainter(), Rect{60, 10}
	var v DocumentView
	v.SetDocument(linkedDocument())
	v.Draw(size, p)
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	if cmd, _, _ := Dispatch(enter, v.Keys()); done(cmd) != "template" {
		t.Errorf("the first link leads to %q", done(cmd))
	}
	Dispatch(key("G"), v.Keys())
	v.Draw(size, p)
	if cmd, _, _ := Dispatch(enter, v.Keys()); done(cmd) != "target group" {
		t.Errorf("the link in view leads to %q", done(cmd))
	}
	v.SetDocument(linkedDocument())
	v.Draw(size, p)
	if v.Selected() != "tg" {
		t.Errorf("after a refresh %q is selected", v.Selected())
	}
}

func TestDocumentIsReadToItsEnd(t *testing.T) {
	p, size := testPainter(), Rect{60, 10}
	var v DocumentView
	v.SetDocument(linkedDocument())
	v.Draw(size, p)
	for range 60 {
		Dispatch(key("j"), v.Keys())
		v.Draw(size, p)
	}
	if v.Selected() != "tg" || v.Place() != "100 %" {
		t.Errorf("at the end %q is selected, place %s", v.Selected(), v.Place())
	}
	for range 60 {
		Dispatch(key("k"), v.Keys())
		v.Draw(size, p)
	}
	if v.Selected() != "lt" || v.Place() != "0.0 %" {
		t.Errorf("back at the top %q is selected, place %s", v.Selected(), v.Place())
	}
}

func TestDocumentAlignsKeysAndLeavesOutEmptyValues(t *testing.T) {
	plain := linkedDocument().Plain()
	if !strings.HasPrefix(plain, " Group\n  Name      web-asg\n  Template  web v7\n") {
		t.Errorf("plain:\n%s", plain)
	}
}

func TestWrappedLinesKeepTheirRoles(t *testing.T) {
	l := Line{{"state ", themes.Dim}, {"a long reason why", themes.Bad}}
	lines := wrapLine(l, 12)
	if len(lines) < 2 || lines[1][0].Role != themes.Bad {
		t.Errorf("wrapped: %v", lines)
	}
}
