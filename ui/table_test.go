package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"fleetglass/themes"
)

func newMachines(n int) *Table[machine] {
	t := NewTable(machineColumns(), machineID)
	t.SetRows(machines(n))
	return t
}

func names(rows []machine) string {
	var all []string
	for _, m := range rows {
		all = append(all, m.Name)
	}
	return strings.Join(all, " ")
}

func selected(t *testing.T, tb *Table[machine], want string) {
	t.Helper()
	m, ok := tb.Selected()
	if !ok || m.Name != want {
		t.Errorf("selected is %q (%v), want %q", m.Name, ok, want)
	}
}

func TestSelectionIsAnId(t *testing.T) {
	tb := newMachines(10)
	tb.Move(4)
	selected(t, tb, "web-4")

	rows := machines(10)
	slices.Reverse(rows)
	tb.SetRows(rows)
	selected(t, tb, "web-4")

	tb.SortBy("cpu", true)
	selected(t, tb, "web-4")

	tb.SetFilter("web-4")
	selected(t, tb, "web-4")
	tb.SetFilter("")
	selected(t, tb, "web-4")
}

func TestWhenTheSelectedRowGoesItsNeighbourIsSelected(t *testing.T) {
	tb := newMachines(10)
	tb.Move(4)
	tb.SetRows(slices.DeleteFunc(machines(10), func(m machine) bool { return m.Name == "web-4" }))
	selected(t, tb, "web-5")
	tb.SetRows(machines(2))
	selected(t, tb, "web-1")
}

// A refresh that fails for a moment may bring no rows; the selection waits.
func TestSelectionSurvivesAnEmptyRefresh(t *testing.T) {
	tb := newMachines(10)
	tb.Move(4)
	tb.SetRows(nil)
	if _, ok := tb.Selected(); ok {
		t.Error("a row is selected where there is none")
	}
	tb.SetRows(machines(10))
	selected(t, tb, "web-4")
}

func TestMovingStaysInside(t *testing.T) {
	tb := newMachines(100)
	tb.Draw(Rect{80, 11}, testPainter())
	for _, c := range []struct {
		name string
		move func()
		want string
	}{
		{"up at the top", func() { tb.Move(-1) }, "web-0"},
		{"page down", tb.PageDown, "web-9"},
		{"half a page down", tb.HalfDown, "web-14"},
		{"bottom", tb.Bottom, "web-99"},
		{"down at the bottom", func() { tb.Move(1) }, "web-99"},
		{"page up", tb.PageUp, "web-90"},
		{"half a page up", tb.HalfUp, "web-85"},
		{"top", tb.Top, "web-0"},
	} {
		c.move()
		m, _ := tb.Selected()
		if m.Name != c.want {
			t.Errorf("%s: at %s, want %s", c.name, m.Name, c.want)
		}
	}
}

func TestTheCursorIsAlwaysOnTheScreen(t *testing.T) {
	tb, p := newMachines(50), testPainter()
	for range 49 {
		tb.Move(1)
		m, _ := tb.Selected()
		drawn := ansi.Strip(tb.Draw(Rect{80, 8}, p))
		if !strings.Contains(drawn, "▌ "+m.Name+" ") {
			t.Fatalf("%s is selected but not seen:\n%s", m.Name, drawn)
		}
	}
}

func TestSortingIsStableTypedAndReversible(t *testing.T) {
	tb := NewTable(machineColumns(), machineID)
	rows := []machine{{ID: "a", Name: "a", CPU: 9}, {ID: "b", Name: "b", CPU: 10}, {ID: "c", Name: "c", CPU: 9}, {ID: "d", Name: "d", CPU: 100}}
	tb.SetRows(rows)
	for _, c := range []struct {
		reverse bool
		want    string
	}{{false, "a c b d"}, {true, "d b a c"}} {
		tb.SortBy("cpu", c.reverse)
		if got := names(tb.Rows()); got != c.want {
			t.Errorf("by CPU, reverse %v: %s, want %s", c.reverse, got, c.want)
		}
	}
	if names(rows) != "a b c d" {
		t.Error("the rows given were changed")
	}
}

func TestTheOrderFollowsTheValues(t *testing.T) {
	tb := newMachines(20)
	tb.SortBy("cpu", false)
	for i := range 5 {
		rows := machines(20)
		rows[i].CPU = float64(100 - i*20)
		tb.SetRows(rows)
		fresh := NewTable(machineColumns(), machineID)
		fresh.SetRows(rows)
		fresh.SortBy("cpu", false)
		if a, b := names(tb.Rows()), names(fresh.Rows()); a != b {
			t.Fatalf("refresh %d: %s, want %s", i, a, b)
		}
	}
}

func TestSortNextGoesThroughTheColumnsAndBack(t *testing.T) {
	tb := newMachines(3)
	var seen []string
	for range len(machineColumns()) + 1 {
		tb.SortNext()
		title, _ := tb.Sorted()
		seen = append(seen, title)
	}
	if got := strings.Join(seen, " "); got != "Name Id State Zone CPU Age " {
		t.Errorf("sorted by %q", got)
	}
	tb.SortReverse()
	if got := names(tb.Rows()); got != "web-2 web-1 web-0" {
		t.Errorf("reversed order is %s", got)
	}
}

func TestFilterIsInForceWhileRowsComeAndGo(t *testing.T) {
	tb := newMachines(10)
	if err := tb.SetFilter("state:stopped"); err != nil {
		t.Fatal(err)
	}
	if got := names(tb.Rows()); got != "web-3" {
		t.Errorf("shown: %s", got)
	}
	tb.SetRows(machines(20))
	if got := names(tb.Rows()); got != "web-3 web-10 web-17" {
		t.Errorf("shown after a refresh: %s", got)
	}
	if got := tb.Status(); got != "3 of 20" {
		t.Errorf("status is %q", got)
	}
	if err := tb.SetFilter("stat:stopped"); err == nil || !strings.Contains(err.Error(), "stat") {
		t.Errorf("a column that is not there: %v", err)
	}
}

func TestFilteringByLettersEqualsFilteringAtOnce(t *testing.T) {
	for _, text := range []string{"web-1", "!web-1", "state:run", `"web-1" zone:2a`, "zone:us-west-2b !web-4", "a:b:c"} {
		typed, once := newMachines(60), newMachines(60)
		for i := range text {
			typed.SetFilter(text[:i+1])
		}
		once.SetFilter(text)
		if a, b := names(typed.Rows()), names(once.Rows()); a != b {
			t.Errorf("%q typed shows %q, at once %q", text, a, b)
		}
	}
}

func TestMarksAreForRowsThatAreSeen(t *testing.T) {
	tb := newMachines(5)
	if got := names(tb.Marked()); got != "web-0" {
		t.Errorf("without marks the row under the cursor counts, got %s", got)
	}
	tb.Mark()
	tb.Mark()
	if got := names(tb.Marked()); got != "web-0 web-1" {
		t.Errorf("marked: %s", got)
	}
	selected(t, tb, "web-2")
	tb.SetFilter("!web-1")
	if got := names(tb.Marked()); got != "web-0" {
		t.Errorf("a hidden row is acted on: %s", got)
	}
	tb.SetFilter("")
	tb.Select("i-00000001")
	tb.Mark()
	if got := names(tb.Marked()); got != "web-0" {
		t.Errorf("after unmarking: %s", got)
	}
	tb.Unmark()
	if tb.Marks() != 0 {
		t.Error("marks are left")
	}
}

func TestChangedRowsAreMarkedForAWhile(t *testing.T) {
	tb, p := NewTable(machineColumns(), machineID), testPainter()
	rect := Rect{100, 6}
	sign := func() bool {
		lines := strings.Split(ansi.Strip(tb.Draw(rect, p)), "\n")
		return strings.Contains(lines[2], "∙")
	}
	tb.SetRows(machines(4))
	if sign() {
		t.Error("new rows count as changed")
	}
	aged := machines(4)
	aged[1].Age++
	tb.SetRows(aged)
	if sign() {
		t.Error("an age counts as a change")
	}
	rows := machines(4)
	rows[1].State = "stopping"
	for i := range changeMarks {
		tb.SetRows(rows)
		if !sign() {
			t.Errorf("refresh %d: the change is not shown", i)
		}
	}
	tb.SetRows(rows)
	if sign() {
		t.Error("the change is shown for ever")
	}
}

func TestSignsOfChangeGoAwayWithoutAnotherChange(t *testing.T) {
	tb, p := NewTable(machineColumns(), machineID), testPainter()
	marked := func(width int) bool {
		return strings.Contains(ansi.Strip(tb.Draw(Rect{width, 6}, p)), "∙")
	}
	tb.SetRows(machines(4))
	marked(100)
	rows := machines(4)
	rows[1].State = "stopping"
	tb.SetRows(rows)
	if !marked(100) {
		t.Error("the change is not shown")
	}
	for range changeMarks {
		tb.Refresh()
	}
	if marked(100) {
		t.Error("the change is shown for ever, because nothing else changes")
	}
	tb.Refresh()
	if marked(40) {
		t.Error("another width counts as a change")
	}
}

func TestColumnsAreDroppedByPriorityAndReachedSideways(t *testing.T) {
	tb, p := newMachines(5), testPainter()
	titles := func(w int) string {
		line, _, _ := strings.Cut(ansi.Strip(tb.Draw(Rect{w, 4}, p)), "\n")
		return strings.Join(strings.Fields(line), " ")
	}
	for _, c := range []struct {
		width int
		want  string
	}{
		{100, "NAME ID STATE ZONE CPU AGE"},
		{58, "NAME ID STATE ZONE CPU ›"},
		{46, "NAME ID STATE CPU ›"},
		{36, "NAME ID STATE ›"},
		{25, "NAME STATE ›"},
	} {
		if got := titles(c.width); got != c.want {
			t.Errorf("%d cells: %s, want %s", c.width, got, c.want)
		}
	}
	reached := map[string]bool{}
	for range 10 {
		for _, title := range strings.Fields(titles(30)) {
			reached[title] = true
		}
		tb.Right()
	}
	for _, c := range machineColumns() {
		if !reached[strings.ToUpper(c.Title)] {
			t.Errorf("column %s cannot be reached", c.Title)
		}
	}
	if titles(30)[:len("‹")] != "‹" {
		t.Error("nothing says that there is more on the left")
	}
	for range 10 {
		tb.Left()
	}
	if got := titles(100); got != "NAME ID STATE ZONE CPU AGE" {
		t.Errorf("back on the left: %s", got)
	}
}

func TestColumnsDoNotShrinkBetweenRefreshes(t *testing.T) {
	tb, p := NewTable(machineColumns(), machineID), testPainter()
	rows := machines(3)
	rows[0].State = "a rather long state"
	tb.SetRows(rows)
	before := strings.Index(ansi.Strip(tb.Draw(Rect{120, 5}, p)), "ZONE")
	tb.SetRows(machines(3))
	if after := strings.Index(ansi.Strip(tb.Draw(Rect{120, 5}, p)), "ZONE"); after != before {
		t.Errorf("the zone moved from %d to %d", before, after)
	}
	tb.SetFilter("running")
	if after := strings.Index(ansi.Strip(tb.Draw(Rect{120, 5}, p)), "ZONE"); after >= before {
		t.Error("columns keep their width after the user asked for other rows")
	}
}

func TestTheSelectedRowKeepsItsLookInEveryCell(t *testing.T) {
	p := testPainter()
	tb := newMachines(4)
	rows := strings.Split(tb.Draw(Rect{100, 5}, p), "\n")
	const background = "48;2;39;48;60"
	for _, part := range strings.Split(rows[1], "\x1b[")[1:] {
		if code, text, _ := strings.Cut(part, "m"); text != "" && !strings.Contains(code, background) {
			t.Errorf("%q is not on the background of the selected row", text)
		}
	}
	if strings.Contains(rows[2], background) {
		t.Error("a row that is not selected has the background")
	}
	plain := strings.Split(tb.Draw(Rect{100, 5}, NewPainter(themes.Plain(), true)), "\n")
	if !strings.Contains(plain[1], ";7m") && !strings.Contains(plain[1], "[0;7m") || !strings.HasPrefix(ansi.Strip(plain[1]), ">") {
		t.Errorf("the cursor cannot be seen without colours: %q", plain[1])
	}
}

func TestClicks(t *testing.T) {
	tb, p := newMachines(50), testPainter()
	tb.Bottom()
	tb.Draw(Rect{100, 11}, p)
	if !tb.Click(5, 1) {
		t.Fatal("no row at the top")
	}
	selected(t, tb, "web-40")
	drawn, _, _ := strings.Cut(ansi.Strip(tb.Draw(Rect{100, 11}, p)), "\n")
	x := strings.Index(drawn, "CPU")
	for _, reverse := range []bool{false, true} {
		if !tb.Click(x, 0) {
			t.Fatal("the title is not hit")
		}
		if title, r := tb.Sorted(); title != "CPU" || r != reverse {
			t.Errorf("sorted by %s, reverse %v", title, r)
		}
		tb.Draw(Rect{100, 11}, p)
	}
	if tb.Click(5, 40) {
		t.Error("a row below the last was hit")
	}
}

func TestEmptinessHasItsReason(t *testing.T) {
	tb, p := newMachines(3), testPainter()
	tb.SetFilter("nothing like this")
	if drawn := ansi.Strip(tb.Draw(Rect{80, 6}, p)); !strings.Contains(drawn, "none of 3 matches nothing like this") {
		t.Errorf("filtered away:\n%s", drawn)
	}
	tb = NewTable(machineColumns(), machineID)
	tb.Empty = func() []Line { return []Line{In(themes.Bad, "  denied: ec2:DescribeInstances")} }
	if drawn := ansi.Strip(tb.Draw(Rect{80, 6}, p)); !strings.Contains(drawn, "denied: ec2:DescribeInstances") {
		t.Errorf("denied:\n%s", drawn)
	}
}

func TestCachedRowsEqualFreshOnes(t *testing.T) {
	p := testPainter()
	tb, fresh := newMachines(40), newMachines(40)
	steps := []func(*Table[machine]){
		func(t *Table[machine]) { t.Move(3) }, (*Table[machine]).Mark, (*Table[machine]).Mark, func(t *Table[machine]) { t.Move(-2) },
		(*Table[machine]).Bottom, (*Table[machine]).Mark, (*Table[machine]).Top, (*Table[machine]).SortNext, (*Table[machine]).SortReverse,
		func(t *Table[machine]) { t.SetFilter("2a") }, (*Table[machine]).Right, func(t *Table[machine]) { t.SetFilter("") }, (*Table[machine]).Unmark,
	}
	for i, step := range steps {
		step(tb)
		step(fresh)
		fresh.Refresh()
		if a, b := tb.Draw(Rect{70, 12}, p), fresh.Draw(Rect{70, 12}, p); a != b {
			t.Fatalf("after step %d a kept row differs:\n%s\n%s", i, a, b)
		}
	}
}

func TestKeysOfATableMoveIt(t *testing.T) {
	tb := newMachines(10)
	tb.Draw(Rect{80, 5}, testPainter())
	for _, c := range []struct{ press, want string }{{"j", "web-1"}, {"G", "web-9"}, {"k", "web-8"}, {"g", "web-0"}} {
		if _, handled, off := Dispatch(key(c.press), tb.Keys()); !handled || off != "" {
			t.Fatalf("%s: handled %v, off %q", c.press, handled, off)
		}
		selected(t, tb, c.want)
	}
	if _, handled, off := Dispatch(key("l"), tb.Keys()); !handled || off == "" {
		t.Error("going right works where nothing is out of sight")
	}
}

func TestManyRowsAreMeasuredBySample(t *testing.T) {
	calls := 0
	columns := []Column[machine]{{Title: "Name", Cell: func(m machine) Cell { calls++; return Say(m.Name) }}}
	tb := NewTable(columns, machineID)
	tb.SetRows(machines(10_000))
	tb.Draw(Rect{80, 40}, testPainter())
	if calls > 1000 {
		t.Errorf("%d cells were made for 40 rows", calls)
	}
}

func ExampleTable() {
	type server struct{ name, state string }
	t := NewTable([]Column[server]{
		{Title: "Name", Field: "name", Cell: func(s server) Cell { return Say(s.name) }},
		{Title: "State", Field: "state", Cell: func(s server) Cell { return Say(s.state) }},
	}, func(s server) string { return s.name })
	t.SetRows([]server{{"web-1", "running"}, {"web-2", "stopped"}, {"api-1", "running"}})
	t.SetFilter("state:running !api")
	for _, row := range t.Rows() {
		fmt.Println(row.name)
	}
	// Output: web-1
}

func TestColumnsThatAreLeftOut(t *testing.T) {
	tb, p := newMachines(5), testPainter()
	titles := func() string {
		line, _, _ := strings.Cut(ansi.Strip(tb.Draw(Rect{100, 4}, p)), "\n")
		return strings.Join(strings.Fields(line), " ")
	}
	tb.LeaveOut([]string{"state", "zone"})
	if got := titles(); got != "NAME ID CPU AGE" {
		t.Errorf("shown are %s", got)
	}
	var order []string
	for range 5 {
		tb.SortNext()
		title, _ := tb.Sorted()
		order = append(order, title)
	}
	if slices.Contains(order, "State") || order[len(order)-1] != "" {
		t.Errorf("sorting goes through %q", order)
	}
	if lines := tb.Texts(); len(lines) != 6 || slices.Contains(lines[0], "state") || !slices.Contains(lines[0], "cpu") {
		t.Errorf("exported are %q", lines)
	}
	if tb.SetFilter("state:running"); tb.Len() == 0 {
		t.Error("a filter does not look into the column")
	}
	tb.LeaveOut(nil)
	if got := titles(); got != "NAME ID STATE ZONE CPU AGE" {
		t.Errorf("back are %s", got)
	}
}
