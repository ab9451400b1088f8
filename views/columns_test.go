package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"fleetglass/ui"
)

// titles is the line above the rows of the instances, and where it is.
func (d *desk) titles() (line string, y int) {
	d.t.Helper()
	for y, line := range strings.Split(d.screen(), "\n") {
		if strings.Contains(line, "INSTANCE ") {
			return line, y
		}
	}
	d.t.Fatalf("there are no titles:\n%s", d.screen())
	return "", 0
}

func (d *desk) hasColumn(title string) bool {
	d.t.Helper()
	line, _ := d.titles()
	return slices.Contains(strings.Fields(line), title)
}

func TestColumnDialogScreens(t *testing.T) {
	for _, size := range sizes() {
		d := newDesk(t, size.W, size.H).press("5", "V", "j", "j", "j", "space")
		golden(t, fmt.Sprintf("columns-%dx%d", size.W, size.H), d.screen())
	}
}

func TestColumnsAreChosenForAllListsOfAKind(t *testing.T) {
	d := newDesk(t, 200, 60).press("5", "V").sees("Columns of Instances", "[x] TYPE")
	d.press("j", "j", "j", "space").sees("[ ] TYPE").press("esc")
	if d.hasColumn("TYPE") {
		t.Error("the column is still there")
	}
	d.see(account())
	d.press("1", "5", "enter", "esc")
	if d.hasColumn("TYPE") {
		t.Error("the column comes back by itself")
	}
	d.press("/").typed("type:t3").press("enter")
	if d.selected() == "" {
		t.Error("a filter does not find what is in the column")
	}
	d.press("esc", "V", "a", "esc")
	if !d.hasColumn("TYPE") {
		t.Error("the column cannot be brought back")
	}
}

func TestOneColumnAlwaysStays(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "V")
	for range 30 {
		d.press("space", "j")
	}
	if n := strings.Count(d.screen(), "[x]"); n != 1 {
		t.Errorf("%d columns are on, want 1", n)
	}
}

func TestExportFollowsTheColumns(t *testing.T) {
	var csv string
	d := newDesk(t, 120, 36, func(o *Options) {
		o.Save = func(name string, data []byte) (string, error) { csv = string(data); return name, nil }
	})
	d.press("5", "V", "j", "space", "esc", "E", "c")
	fields, _, _ := strings.Cut(csv, "\n")
	if words := strings.Split(fields, ","); slices.Contains(words, "name") || !slices.Contains(words, "image") {
		t.Errorf("exported fields are %s: want no name, and those out of sight too", fields)
	}
}

func TestEveryColumnIsReachedSideways(t *testing.T) {
	d := newDesk(t, 80, 24).press("5")
	var wanted []string
	for _, c := range instanceColumns() {
		wanted = append(wanted, c.Title)
	}
	for range 20 {
		line, _ := d.titles()
		wanted = slices.DeleteFunc(wanted, func(title string) bool { return strings.Contains(line, title) })
		d.press("l")
	}
	if len(wanted) > 0 {
		t.Errorf("out of reach: %v", wanted)
	}
}

func TestAClickOnATitleSorts(t *testing.T) {
	d := newDesk(t, 120, 36).press("5")
	for _, sign := range []string{"↑", "↓"} {
		line, y := d.titles()
		x := ui.Width(line[:strings.Index(line, "STATE")])
		d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		if line, _ := d.titles(); !strings.Contains(line, "STATE"+sign) {
			t.Errorf("after the click the titles are %s, want STATE%s", line, sign)
		}
	}
}

func TestAChangeIsMarkedForAWhile(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "G")
	changed := func() bool { return strings.Contains(d.line(instanceID(1)), "∙") }
	next := func(state string) {
		s := account()
		s.Instances.Rows[1].State = state
		d.see(s)
		d.screen()
	}
	if next("running"); changed() {
		t.Error("marked, but nothing changed")
	}
	if next("stopping"); !changed() {
		t.Error("a change is not marked")
	}
	for range markedFor {
		next("stopping")
	}
	if changed() {
		t.Error("a change is marked for ever")
	}
}
