package ui

import (
	"math"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/themes"
	"fleetglass/ui/uitest"
)

// The gallery is every component once, as it looks, to be read.

func golden(t *testing.T, name, drawn string) {
	t.Helper()
	lines := strings.Split(ansi.Strip(drawn), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	uitest.Golden(t, name, strings.Join(lines, "\n"))
}

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func galleryFrame() Frame {
	panes := []string{"Overview", "Balancers", "Scaling", "Spot", "Instances", "Metrics", "Alarms", "Logs", "Trail", "Timeline"}
	f := Frame{
		Header: []Part{
			{Line: Join(Span{"   ", themes.Dim}, In(themes.Title, "fleetglass"), In(themes.Header, "demo · us-west-2 · 123456789012"))},
			{Line: In(themes.Header, "Tue 14:02:31  x60 ►"), Priority: 1},
			{Line: In(themes.Header, "API 42/min ▂▃▂▁▂  $0.01/h"), Priority: 3},
			{Line: In(themes.Warn, "writes on"), Priority: 2},
		},
		Active: 1,
		Hints:  Hints([]Key{{Keys: []string{"enter"}, Label: "open", Hint: 1}, {Keys: []string{"/"}, Label: "filter", Hint: 2}, {Keys: []string{"?"}, Label: "keys", Hint: 9}}),
		Status: In(themes.Dim, "updated 2 s ago"),
	}
	for i, name := range panes {
		f.Bar = append(f.Bar, BarItem{Key: string(rune('0' + (i+1)%10)), Name: name})
	}
	f.Bar[1].Trouble, f.Bar[2].Trouble = 1, 2
	return f
}

func TestGalleryFrameAndTable(t *testing.T) {
	for _, size := range []Rect{{80, 24}, {120, 24}} {
		p, f := testPainter(), galleryFrame()
		tb := NewTable(machineColumns(), machineID)
		rows := machines(40)
		rows[2].Name = "東京-web-é"
		tb.SetRows(rows)
		tb.SortBy("cpu", true)
		tb.Move(3)
		tb.Mark()
		f.Status = In(themes.Dim, tb.Status())
		golden(t, "table-"+Number(float64(size.W)), f.Draw(size, p, tb.Draw(f.Body(size), p)))
	}
}

func TestGalleryNarrowTableMovesSideways(t *testing.T) {
	p := testPainter()
	tb := NewTable(machineColumns(), machineID)
	tb.SetRows(machines(5))
	var drawn []string
	for range 3 {
		drawn = append(drawn, tb.Draw(Rect{44, 4}, p), spaces(44))
		tb.Right()
	}
	golden(t, "table-sideways", strings.Join(drawn, "\n"))
}

func TestGalleryDetail(t *testing.T) {
	p, f, size := testPainter(), galleryFrame(), Rect{120, 36}
	f.Crumbs, f.Active = []string{"Scaling", "web-asg"}, 2
	f.Facts = In(themes.Dim, "min 2   desired 6   max 12")
	f.Tabs = Tabs{Items: []Tab{{Name: "Now"}, {Name: "Instances", Note: "7", Trouble: 1}, {Name: "Activities"}, {Name: "Policies", Note: "3"}}}
	d := &Document{}
	d.Heading("Group")
	d.Pair("Name", "web-asg")
	d.Link("Launch template", Say("web v7 (default)"), "lt", func() tea.Cmd { return nil })
	d.Link("Target group", Say("web-tg"), "tg", func() tea.Cmd { return nil })
	d.Row("Capacity", append(Gauge(Capacity{Min: 2, Max: 12, InService: 5, Starting: 1, Desired: 7}, 26), Span{"  5 of 7", themes.Dim}))
	d.Heading("Cause")
	d.Paragraph("At 2026-03-03T12:00:00Z an instance was taken out of service in response to an ELB system health check failure. The group launches another one to keep its desired capacity.")
	d.Heading("User data")
	d.Code("#!/bin/bash\nyum -y install httpd\nsystemctl enable --now httpd")
	d.List(In(themes.Bad, "one"), Say("two"))
	d.Table([]string{"zone", "in service"}, [][]Line{{Say("us-west-2a"), Say("2")}, {Say("us-west-2b"), Say("1")}})
	var v DocumentView
	v.SetDocument(d)
	body := f.Body(size)
	v.Draw(body, p)
	v.move(1)
	golden(t, "detail", f.Draw(size, p, v.Draw(body, p)))
	uitest.Golden(t, "detail-plain", d.Plain())
}

func galleryGraph(p *Painter, size Rect) string {
	capacity := Plot{Name: "in service", Steps: true}
	cpu := Plot{Name: "CPU"}
	for i := range 180 {
		at := noon.Add(time.Duration(i) * time.Minute)
		capacity.Points = append(capacity.Points, Point{at, 4 + math.Round(3*math.Sin(float64(i)/25))})
		v := 50 + 40*math.Sin(float64(i)/20)
		if i > 90 && i < 110 {
			v = math.NaN()
		}
		cpu.Points = append(cpu.Points, Point{at, v / 8})
	}
	return Graph(p, []Plot{capacity, cpu}, size, GraphOptions{
		Title: "capacity, last 3 h", From: noon, To: noon.Add(3 * time.Hour), Hi: 12, Step: 5 * time.Minute,
		Levels: []Level{{12, "max", themes.Dim}, {2, "min", themes.Dim}},
	})
}

func TestGalleryGraphs(t *testing.T) {
	golden(t, "graph", galleryGraph(testPainter(), Rect{80, 14}))
	golden(t, "graph-ascii", galleryGraph(NewPainter(themes.Plain(), true), Rect{80, 14}))
	golden(t, "graph-empty", Graph(testPainter(), []Plot{{Name: "cpu"}}, Rect{60, 6}, GraphOptions{Title: "CPU"}))
}

func TestGalleryGauges(t *testing.T) {
	p := testPainter()
	var lines []string
	for _, c := range []Capacity{
		{Min: 2, Max: 12, InService: 5, Starting: 1, Desired: 6},
		{Min: 2, Max: 12, InService: 5, Starting: 1, Desired: 8},
		{Max: 6, InService: 2, Waiting: 1, Desired: 4},
		{Min: 1, Max: 10, InService: 4, Desired: 4},
		{Max: 8, InService: 8, Desired: 8},
		{Max: 4, InService: 6, Desired: 4},
		{},
	} {
		lines = append(lines, p.Line(Gauge(c, 27), 30))
	}
	lines = append(lines, p.Line(Meter(0.68, 10, themes.Good), 30), p.Line(Say(Sparkline([]float64{0, 1, 2, math.NaN(), 4, 5, 6, 7}, 0, 7, 10)), 30))
	golden(t, "gauges", strings.Join(lines, "\n"))
}

func TestGalleryDialogs(t *testing.T) {
	p, size := testPainter(), Rect{110, 26}
	none := func() tea.Cmd { return nil }
	form := NewForm("Set capacity of web-asg",
		Field{Name: "min", Label: "Minimum", Kind: NumberField, Value: "2", Help: "the group never has fewer instances than this"},
		Field{Name: "desired", Label: "Desired", Kind: NumberField, Value: "x"},
		Field{Name: "cooldown", Label: "Honour cooldown", Kind: ToggleField, Value: "true"},
		Field{Name: "strategy", Label: "Policy", Kind: ChoiceField, Choices: []string{"Default", "OldestInstance"}},
		Field{Name: "suspend", Label: "Suspend", Kind: MultiField, Choices: []string{"Launch", "Terminate"}, Value: "Terminate"})
	form.Preview = func(v Values) []Line {
		return []Line{In(themes.Title, "what would change"), Say("desired 6 → " + v["desired"]), nil, In(themes.Code, "aws autoscaling set-desired-capacity --auto-scaling-group-name web-asg")}
	}
	form.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	palette := NewPalette("Go to", []Item{{Title: "Instances", Names: []string{"ec2"}, Group: "pane"}, {Title: "web-asg", Group: "group"}, {Title: "web-tg", Group: "target group"}, {Title: "theme light", Group: "theme"}})
	palette.Update(tea.PasteMsg{Content: "web"})
	json := NewJSONView("web-asg", []byte(`{"AutoScalingGroupName":"web-asg","MinSize":2,"Tags":[{"Key":"env","Value":"a: \"b\", c"}],"Gone":null,"Ok":true,"Empty":{}}`))
	var table = NewTable(machineColumns(), machineID)
	for _, c := range []struct {
		name   string
		dialog Dialog
	}{
		{"message", NewMessage("No permission", Say("autoscaling:DescribeAutoScalingGroups is denied for this user."), nil, In(themes.Dim, "Ask for the managed policy AutoScalingReadOnlyAccess."))},
		{"confirm", &Confirm{Heading: "Delete web-asg", Lines: []Line{Say("The group and its 6 instances are deleted.")}, Command: "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name web-asg --force-delete", Name: "web-asg", Yes: "delete"}},
		{"menu", NewMenu("web-asg", []Item{{Title: "Set capacity", Key: "c", Do: none}, {Title: "Start refresh", Off: "no launch template"}, {Title: "Delete", Detail: "asks for the name"}}, Say("1 group"))},
		{"palette", palette},
		{"help", NewHelpSheet("Keys", table.Keys(), []Key{{Keys: []string{"enter"}, Label: "open", Group: "go"}, {Keys: []string{"w"}, Label: "why", Help: "the timeline of this resource and its neighbours", Group: "go"}})},
		{"json", json},
		{"form", form},
	} {
		var s Dialogs
		s.Open(c.dialog)
		golden(t, "dialog-"+c.name, s.Draw(p.Lines([]Line{Say(strings.Repeat("behind ", 15))}, size), size, p))
	}
}
