package ui

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/themes"
)

// exactly checks the promise of every Draw, by both ways of measuring.
func exactly(t *testing.T, what, drawn string, rect Rect) {
	t.Helper()
	rect = rect.atLeastOne()
	lines := strings.Split(drawn, "\n")
	if len(lines) != rect.H {
		t.Fatalf("%s in %v: %d lines", what, rect, len(lines))
	}
	for i, line := range lines {
		if g, w := ansi.StringWidth(line), ansi.StringWidthWc(line); g != rect.W || w != rect.W {
			t.Fatalf("%s in %v: line %d has %d cells by graphemes, %d by wcwidth: %q", what, rect, i, g, w, line)
		}
	}
}

// machine is a row of the tests' table.
type machine struct {
	ID, Name, State, Zone string
	CPU                   float64
	Age                   time.Duration
}

func machineColumns() []Column[machine] {
	state := func(m machine) Cell {
		if m.State == "running" {
			return Line{{"● ", themes.Good}, {"running", themes.Text}}
		}
		return Line{{"○ ", themes.Bad}, {m.State, themes.Bad}}
	}
	return []Column[machine]{
		{Title: "Name", Field: "name", Min: 8, Max: 40, Flex: 1, Cell: func(m machine) Cell { return Say(m.Name) }, Value: func(m machine) string { return m.Name }},
		{Title: "Id", Field: "id", Width: 12, Priority: 1, Cell: func(m machine) Cell { return In(themes.Dim, m.ID) }, Value: func(m machine) string { return m.ID }},
		{Title: "State", Field: "state", Priority: 0, Cell: state, Value: func(m machine) string { return m.State }},
		{Title: "Zone", Field: "zone", Priority: 3, Cell: func(m machine) Cell { return Say(m.Zone) }, Value: func(m machine) string { return m.Zone }},
		{Title: "CPU", Field: "cpu", Right: true, Priority: 2, Cell: func(m machine) Cell { return Say(Percent(m.CPU)) },
			Compare: func(a, b machine) int { return int(a.CPU*100) - int(b.CPU*100) }},
		{Title: "Age", Right: true, Priority: 4, Volatile: true, Cell: func(m machine) Cell { return In(themes.Dim, Duration(m.Age)) },
			Compare: func(a, b machine) int { return int(a.Age - b.Age) }},
	}
}

func machineID(m machine) string { return m.ID }

func machines(n int) []machine {
	rows := make([]machine, n)
	for i := range rows {
		state := "running"
		if i%7 == 3 {
			state = "stopped"
		}
		rows[i] = machine{
			ID: fmt.Sprintf("i-%08x", i), Name: fmt.Sprintf("web-%d", i), State: state,
			Zone: []string{"us-west-2a", "us-west-2b", "us-west-2c"}[i%3], CPU: float64((i * 37) % 100), Age: time.Duration(i) * time.Minute,
		}
	}
	return rows
}

func testPainter() *Painter { return NewPainter(themes.Dark(), false) }

// drawer is something that draws, made with a text from outside.
type drawer struct {
	name string
	draw func(text string, r Rect, p *Painter) string
}

func key(name string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: []rune(name)[0], Text: name} }

func dialogDrawer(name string, make func(text string) Dialog) drawer {
	return drawer{name, func(text string, r Rect, p *Painter) string {
		var s Dialogs
		s.Open(make(text))
		base := p.Lines([]Line{Say(text), Say(strings.Repeat(text, 3))}, r)
		return s.Draw(base, r, p)
	}}
}

func drawers() []drawer {
	at := time.Date(2026, 3, 3, 14, 2, 31, 0, time.UTC)
	choose := func() tea.Cmd { return nil }
	return []drawer{
		{"table", func(text string, r Rect, p *Painter) string {
			tb := NewTable(machineColumns(), machineID)
			rows := machines(30)
			rows[0].Name, rows[1].Zone, rows[2].State = text, text, text
			tb.SetRows(rows)
			tb.Draw(r, p)
			tb.Right()
			tb.Move(len(text) % 7)
			tb.Mark()
			return tb.Draw(r, p)
		}},
		{"empty table", func(text string, r Rect, p *Painter) string {
			tb := NewTable(machineColumns(), machineID)
			tb.Empty = func() []Line { return []Line{Say(text)} }
			return tb.Draw(r, p)
		}},
		{"frame", func(text string, r Rect, p *Painter) string {
			f := Frame{
				Header: []Part{{Line: Say("fleetglass")}, {Line: Say(text), Priority: 2}, {Line: Say("us-west-2"), Priority: 1}},
				Bar:    []BarItem{{Key: "1", Name: "Overview"}, {Key: "2", Name: text, Trouble: 3}}, Active: 1,
				Crumbs: []string{"Balancers", text}, Facts: Say(text), Tabs: Tabs{Items: []Tab{{Name: "Map"}, {Name: text, Note: "3"}, {Name: "Cost"}}, Active: 2},
				Banner: In(themes.Banner, text), Hints: Hints([]Key{{Keys: []string{"enter"}, Label: text, Hint: 1}}), Status: Say(text),
			}
			return f.Draw(r, p, p.Lines([]Line{Say(text)}, f.Body(r)))
		}},
		{"graph", func(text string, r Rect, p *Painter) string {
			plots := []Plot{{Name: text}, {Name: "b", Steps: true}}
			for i := range 60 {
				v := float64((i*i)%50) - 10
				if i%13 == 5 {
					v = math.NaN()
				}
				plots[i%2].Points = append(plots[i%2].Points, Point{at.Add(time.Duration(i) * time.Minute), v})
			}
			return Graph(p, plots, r, GraphOptions{Title: text, Levels: []Level{{30, text, themes.Warn}}})
		}},
		{"document", func(text string, r Rect, p *Painter) string {
			d := &Document{}
			d.Heading(text)
			d.Pair("Name", text)
			d.Pair(text, "value")
			d.Link("Group", Say(text), "g", choose)
			d.Paragraph(text + " " + text)
			d.Code(text + "\n\techo " + text)
			d.List(Say(text), In(themes.Bad, text+" "+text))
			d.Table([]string{"a", text}, [][]Line{{Say(text), Say("x")}})
			d.Lines(Gauge(Capacity{Max: 12, InService: 5, Desired: 6}, 20))
			var v DocumentView
			v.SetDocument(d)
			v.Draw(r, p)
			v.move(1)
			return v.Draw(r, p)
		}},
		{"too small", func(_ string, r Rect, p *Painter) string { return TooSmall(r, p) }},
		dialogDrawer("message", func(text string) Dialog { return NewMessage(text, Say(text), In(themes.Bad, "more")) }),
		dialogDrawer("confirm", func(text string) Dialog {
			return &Confirm{Heading: text, Lines: []Line{Say(text)}, Command: "aws " + text, Name: "web-asg", Yes: "terminate"}
		}),
		dialogDrawer("menu", func(text string) Dialog {
			return NewMenu(text, []Item{{Title: text, Detail: text, Key: "a"}, {Title: "off", Off: text}}, Say(text))
		}),
		dialogDrawer("palette", func(text string) Dialog {
			c := NewPalette(text, []Item{{Title: text, Group: "pane"}, {Title: "Instances", Names: []string{"ec2"}}})
			c.Update(tea.PasteMsg{Content: text})
			return c
		}),
		dialogDrawer("help", func(text string) Dialog {
			return NewHelpSheet(text, []Key{{Keys: []string{"j", "down"}, Label: text, Group: "move"}, {Keys: []string{"a"}, Label: "act", Group: text}})
		}),
		dialogDrawer("json", func(text string) Dialog {
			v := NewJSONView(text, []byte(fmt.Sprintf(`{"a":%q,"b":[1,true,null]}`, text)))
			v.Update(key("/"))
			v.Update(tea.PasteMsg{Content: text})
			return v
		}),
		dialogDrawer("form", func(text string) Dialog {
			f := NewForm(text,
				Field{Name: "d", Label: "Desired", Kind: NumberField, Value: text, Help: text},
				Field{Name: "c", Label: text, Kind: ChoiceField, Choices: []string{text, "b"}},
				Field{Name: "t", Label: "On", Kind: ToggleField},
				Field{Name: "m", Label: "Some", Kind: MultiField, Choices: []string{"a", text}})
			f.Preview = func(Values) []Line { return []Line{Say(text), Say("preview " + text)} }
			f.submit()
			return f
		}),
	}
}

func painters() []*Painter {
	return []*Painter{NewPainter(themes.Dark(), false), NewPainter(themes.Plain(), true)}
}

func TestEveryDrawFillsItsRectExactly(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := append(nasty(), "web-asg", "a rather long sentence about an instance that was taken out of service")
	for _, d := range drawers() {
		t.Run(d.name, func(t *testing.T) {
			for i := range 200 {
				r := Rect{1 + random.IntN(140), 1 + random.IntN(50)}
				if i%4 == 0 {
					r = Rect{1 + random.IntN(12), 1 + random.IntN(6)}
				}
				p := painters()[i%2]
				text := texts[random.IntN(len(texts))]
				drawn := d.draw(text, r, p)
				exactly(t, fmt.Sprintf("%s of %q", d.name, text), drawn, r)
				if p.ASCII && !onlyASCII(drawn) {
					t.Fatalf("%s of %q draws Unicode in ASCII mode: %q", d.name, text, drawn)
				}
			}
		})
	}
}

func onlyASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func FuzzLayout(f *testing.F) {
	for i, text := range nasty() {
		f.Add(text, i*5, i*3, i)
	}
	f.Fuzz(func(t *testing.T, text string, w, h, which int) {
		r := Rect{1 + (w%160+160)%160, 1 + (h%60+60)%60}
		all := drawers()
		d := all[(which%len(all)+len(all))%len(all)]
		exactly(t, d.name, d.draw(text, r, testPainter()), r)
	})
}
