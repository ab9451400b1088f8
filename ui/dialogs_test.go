package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func press(d *Dialogs, names ...string) (cmd tea.Cmd) {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "left": tea.KeyLeft, "right": tea.KeyRight, "down": tea.KeyDown, "backspace": tea.KeyBackspace}
	for _, name := range names {
		msg := key(name)
		if code, ok := codes[name]; ok {
			msg = tea.KeyPressMsg{Code: code}
		}
		if name == "space" {
			msg = tea.KeyPressMsg{Code: ' ', Text: " "}
		}
		cmd, _ = d.Update(msg)
	}
	return cmd
}

func typeInto(d *Dialogs, text string) {
	for _, r := range text {
		d.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestDestructiveChangesNeedTheNameTyped(t *testing.T) {
	var d Dialogs
	d.Open(&Confirm{Heading: "Delete", Name: "web-asg", Do: did("deleted")})
	if cmd := press(&d, "y", "enter"); done(cmd) != "" || d.Empty() {
		t.Fatal("y was enough")
	}
	press(&d, "backspace")
	typeInto(&d, "web-as")
	if cmd := press(&d, "enter"); cmd != nil {
		t.Fatal("part of the name was enough")
	}
	typeInto(&d, "g")
	if cmd := press(&d, "enter"); done(cmd) != "deleted" || !d.Empty() {
		t.Error("the name was not enough")
	}
}

func TestAPlainQuestionTakesYAndNotEnter(t *testing.T) {
	var d Dialogs
	d.Open(&Confirm{Heading: "Set", Do: did("set")})
	if cmd := press(&d, "enter"); cmd != nil || d.Empty() {
		t.Error("enter confirmed")
	}
	if cmd := press(&d, "y"); done(cmd) != "set" || !d.Empty() {
		t.Error("y did not confirm")
	}
	d.Open(&Confirm{Heading: "Set", Do: did("set")})
	if cmd := press(&d, "n"); cmd != nil || !d.Empty() {
		t.Error("n did not cancel")
	}
}

func TestTheTopDialogHasTheKeys(t *testing.T) {
	var d Dialogs
	if _, handled := d.Update(key("j")); handled {
		t.Error("no dialog handled a key")
	}
	d.Open(NewMessage("below", Say("below")))
	d.Open(NewMessage("above", Say("above")))
	press(&d, "esc")
	if d.Top().Title() != "below" {
		t.Errorf("on top is %s", d.Top().Title())
	}
	if _, handled := d.Update(tea.MouseClickMsg{}); !handled {
		t.Error("a click went through a dialog")
	}
	if _, handled := d.Update(tea.WindowSizeMsg{}); handled {
		t.Error("a dialog took the size of the window")
	}
	d.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if !d.Empty() {
		t.Error("ctrl+c did not close a dialog")
	}
	d.OpenUnasked(NewMessage("news"), 0)
	if _, handled := d.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}); handled {
		t.Error("a dialog that opened by itself took ctrl+c from the program")
	}
	d.CloseAll()
	if !d.Empty() || d.Top() != nil {
		t.Error("a dialog is left")
	}
}

func TestMenusChooseByKeyAndCursor(t *testing.T) {
	menu := func() *Menu {
		return NewMenu("Act", []Item{{Title: "Start", Key: "s", Do: did("start")}, {Title: "Stop", Do: did("stop")}, {Title: "Reboot", Off: "stopped", Do: did("reboot")}})
	}
	for _, c := range []struct {
		press []string
		did   string
		open  bool
	}{{[]string{"s"}, "start", false}, {[]string{"j", "enter"}, "stop", false}, {[]string{"G", "enter"}, "", true}, {[]string{"q"}, "", false}} {
		var d Dialogs
		d.Open(menu())
		if got := done(press(&d, c.press...)); got != c.did || d.Empty() == c.open {
			t.Errorf("%v: did %q, open %v", c.press, got, !d.Empty())
		}
	}
}

func TestPaletteFindsByNameAndAlias(t *testing.T) {
	items := []Item{
		{Title: "Scaling", Names: []string{"asg"}, Do: did("scaling")},
		{Title: "Balancers", Names: []string{"lb", "elb"}, Do: did("balancers")},
		{Title: "web-asg-old", Do: did("old")},
		{Title: "web-asg", Do: did("web-asg")},
	}
	for typed, want := range map[string]string{"": "scaling", "asg": "scaling", "web-asg": "web-asg", "elb": "balancers", "wasg": "web-asg", "bal": "balancers"} {
		var d Dialogs
		d.Open(NewPalette("Go to", items))
		typeInto(&d, typed)
		if got := done(press(&d, "enter")); got != want && !(typed == "wasg" && got == "old") {
			t.Errorf("%q leads to %q, want %q", typed, got, want)
		}
	}
	var d Dialogs
	d.Open(NewPalette("Go to", items))
	typeInto(&d, "zzz")
	if cmd := press(&d, "enter"); cmd != nil || d.Empty() {
		t.Error("something was chosen where nothing was found")
	}
}

func capacityForm(doneWith *Values) *Form {
	f := NewForm("Capacity",
		Field{Name: "min", Label: "Minimum", Kind: NumberField, Value: "2", Needed: true},
		Field{Name: "desired", Label: "Desired", Kind: NumberField, Value: "6", Validate: func(_ string, v Values) string {
			if v.Int("desired") < v.Int("min") {
				return "below the minimum"
			}
			return ""
		}},
		Field{Name: "cooldown", Kind: ToggleField},
		Field{Name: "policy", Kind: ChoiceField, Choices: []string{"Default", "OldestInstance"}},
		Field{Name: "suspend", Kind: MultiField, Choices: []string{"Launch", "Terminate", "AlarmNotification"}})
	f.Done = func(v Values) (Dialog, tea.Cmd) {
		*doneWith = v
		return &Confirm{Heading: "Sure", Do: did("set")}, nil
	}
	return f
}

func TestAFormIsCheckedWhileItIsTyped(t *testing.T) {
	var values Values
	var d Dialogs
	f := capacityForm(&values)
	d.Open(f)
	if why := f.Wrong(); why != "" {
		t.Fatalf("wrong at first: %s", why)
	}
	press(&d, "backspace")
	if why := f.Wrong(); why != "Minimum: needed" {
		t.Errorf("without a minimum: %q", why)
	}
	typeInto(&d, "9")
	if why := f.Wrong(); why != "Desired: below the minimum" {
		t.Errorf("with a minimum of 9: %q", why)
	}
	press(&d, "enter")
	if values != nil {
		t.Error("a wrong form was submitted")
	}
	typeInto(&d, "x") // goes to the wrong field: Desired
	if why := f.Wrong(); why != "Desired: not a whole number" {
		t.Errorf("with 6x: %q", why)
	}
	press(&d, "backspace")
	typeInto(&d, "0")
	press(&d, "enter")
	if values.Int("desired") != 60 || values.Int("min") != 9 {
		t.Errorf("submitted: %v", values)
	}
	if d.Top().Title() != "Sure" {
		t.Errorf("after the form comes %s", d.Top().Title())
	}
	if got := done(press(&d, "y")); got != "set" {
		t.Errorf("did %q", got)
	}
}

func TestFieldsThatAreNotTyped(t *testing.T) {
	var values Values
	var d Dialogs
	d.Open(capacityForm(&values))
	press(&d, "tab", "tab", "space", "tab", "right", "tab", "space", "right", "right", "space", "enter")
	if !values.Bool("cooldown") || values["policy"] != "OldestInstance" || values["suspend"] != "Launch,AlarmNotification" {
		t.Errorf("submitted: %v", values)
	}
	if got := strings.Join(values.List("suspend"), "+"); got != "Launch+AlarmNotification" {
		t.Errorf("list: %s", got)
	}
}

func TestJSONIsSearched(t *testing.T) {
	v := NewJSONView("record", []byte(`{"eventName":"StopInstances","user":"intern","other":"nothing","again":"stopinstances"}`))
	var d Dialogs
	d.Open(v)
	p, size := testPainter(), Rect{80, 8}
	d.Draw(p.Lines(nil, size), size, p)
	press(&d, "/")
	typeInto(&d, "stopI")
	press(&d, "enter")
	if !strings.HasSuffix(v.Title(), "1 of 2") {
		t.Errorf("title: %s", v.Title())
	}
	press(&d, "n")
	drawn := ansi.Strip(d.Draw(p.Lines(nil, size), size, p))
	if !strings.HasSuffix(v.Title(), "2 of 2") || !strings.Contains(drawn, `"stopinstances"`) {
		t.Errorf("title: %s\n%s", v.Title(), drawn)
	}
	press(&d, "esc")
	if d.Empty() || v.search != "" {
		t.Error("esc closed the view while a search was in force")
	}
	press(&d, "esc")
	if !d.Empty() {
		t.Error("esc did not close the view")
	}
}

func TestWhatIsNoJSONIsShown(t *testing.T) {
	lines := JSONLines([]byte("<ErrorResponse>\n  \x1b[2Jdenied"))
	if len(lines) != 2 || strings.Contains(lines[1].Text(), "\x1b") {
		t.Errorf("lines: %v", lines)
	}
}

func TestHelpIsMadeOfTheKeys(t *testing.T) {
	h := NewHelpSheet("Keys", []Key{
		{Keys: []string{"j", "down"}, Label: "down", Group: "move"},
		{Keys: []string{"a"}, Label: "act", Help: "actions on this row", Group: "do", Off: func() string { return "read-only" }},
		{Label: "no key", Group: "do"},
	})
	var text strings.Builder
	for _, l := range h.lines(60) {
		text.WriteString(l.Text() + "\n")
	}
	for _, want := range []string{"move", "j ↓", "down", "actions on this row", "(off:", "read-only)"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "no key") {
		t.Error("a declaration without a key is in the help")
	}
}

func TestTypingWithWideAndLongText(t *testing.T) {
	in := NewInput("")
	in.Update(tea.PasteMsg{Content: "東京\x1b[31m-" + strings.Repeat("long ", 20)})
	for _, width := range []int{1, 5, 30} {
		if got := in.Line(width, true).Width(); got > max(width, 2) {
			t.Errorf("%d cells in %d", got, width)
		}
	}
	if strings.Contains(testPainter().Line(in.Line(40, true), 40), "\x1b[31m") {
		t.Error("a pasted sequence reaches the screen")
	}
}
