package flight_test

import (
	"strings"
	"time"

	"fleetglass/awsclient"
)

// row moves to the row of the list in sight that has a text.
func (f *flight) row(text string) {
	f.t.Helper()
	// A list that lives may put the row above the cursor meanwhile.
	for range 3 {
		f.Press("g")
		for last := ""; f.Cursor() != last; f.Press("j") {
			last = f.Cursor()
			if strings.Contains(last, text) {
				return
			}
		}
	}
	f.t.Fatalf("no row with %q:\n%s", text, f.Text())
}

// open opens a row of the list in sight.
func (f *flight) open(text string) {
	f.t.Helper()
	f.row(text)
	f.Press("enter")
	f.Wait(time.Second)
}

// tab turns to a tab of the page in sight.
func (f *flight) tab(name string) {
	f.t.Helper()
	for range 12 {
		if strings.Contains(f.Text(), "["+name) {
			f.Wait(time.Second)
			return
		}
		f.Press("tab")
	}
	f.t.Fatalf("no tab %q:\n%s", name, f.Text())
}

// picked is the text behind the cursor of the dialog on top, "" without one.
func (f *flight) picked() string {
	for _, line := range f.Lines() {
		if _, after, ok := strings.Cut(line, "│ ▌"); ok {
			text, _, _ := strings.Cut(after, "│")
			return strings.TrimSpace(text)
		}
	}
	return ""
}

// choose chooses an item of the menu on top by how it begins.
func (f *flight) choose(title string) {
	f.t.Helper()
	for last := " "; f.picked() != last; f.Press("down") {
		last = f.picked()
		if strings.HasPrefix(last, title) {
			f.Press("enter")
			return
		}
	}
	f.t.Fatalf("the menu has no %q:\n%s", title, f.Text())
}

// act begins an action on the row or page in sight.
func (f *flight) act(title string) {
	f.t.Helper()
	f.Press("a")
	f.choose(title)
}

// field moves to a field of the form on top.
func (f *flight) field(label string) {
	f.t.Helper()
	for range 150 {
		if strings.HasPrefix(f.picked(), label) {
			return
		}
		f.Press("tab")
	}
	f.t.Fatalf("the form has no field %q:\n%s", label, f.Text())
}

// fill replaces what a text or number field holds.
func (f *flight) fill(label, value string) {
	f.t.Helper()
	f.field(label)
	f.Press("end", "ctrl+u")
	f.Type(value)
}

// yes says yes to the question on top, which must show the command that does the
// same, and wait for the list to be fetched anew.
func (f *flight) yes(command string) {
	f.t.Helper()
	f.reads(command)
	f.Press("y")
	f.Wait(time.Second)
}

// filter shows the rows that match.
func (f *flight) filter(text string) {
	f.Press("/")
	f.Type(text)
	f.Press("enter")
}

// until waits for a text, at most a wall time of the bubble, looking four
// times a second as a person would.
func (f *flight) until(limit time.Duration, texts ...string) {
	f.t.Helper()
	for waited := time.Duration(0); waited <= limit; waited += time.Second / 4 {
		if f.has(texts...) {
			return
		}
		f.Wait(time.Second / 4)
	}
	f.Sees(texts...)
}

func (f *flight) has(texts ...string) bool {
	screen := f.Text()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return false
		}
	}
	return true
}

// line is the first line of the screen that has all the texts, "" when none
// has.
func (f *flight) line(texts ...string) string {
next:
	for _, line := range f.Lines() {
		for _, text := range texts {
			if !strings.Contains(line, text) {
				continue next
			}
		}
		return line
	}
	return ""
}

// seesLine fails the test when no line has all the texts.
func (f *flight) seesLine(texts ...string) {
	f.t.Helper()
	if f.line(texts...) == "" {
		f.t.Fatalf("no line has %q:\n%s", texts, f.Text())
	}
}

// untilLine is until, for texts that must stand on one line.
func (f *flight) untilLine(limit time.Duration, texts ...string) {
	f.t.Helper()
	for waited := time.Duration(0); f.line(texts...) == "" && waited <= limit; waited += time.Second / 4 {
		f.Wait(time.Second / 4)
	}
	f.seesLine(texts...)
}

// reads fails the test when a sentence is not on the screen, however it is
// broken into lines.
func (f *flight) reads(sentence string) {
	f.t.Helper()
	border := strings.NewReplacer("│", " ", "╭", " ", "╰", " ")
	if !strings.Contains(strings.Join(strings.Fields(border.Replace(f.Text())), " "), sentence) {
		f.t.Fatalf("the screen does not read %q:\n%s", sentence, f.Text())
	}
}

// cause opens an activity of the list in sight, reads why it happened, and
// comes back to the same row.
func (f *flight) cause(activity, sentence string) {
	f.t.Helper()
	f.open(activity)
	_, instance, _ := strings.Cut(activity, " ")
	f.Sees("EC2 instance: " + instance) // the list tells it in brief
	f.reads(sentence)
	f.Press("esc")
	f.Selects(activity)
}

// group is a group as AWS has it now.
func (f *flight) group(name string) awsclient.Group {
	f.t.Helper()
	groups, err := f.client.Groups(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, g := range groups {
		if g.Name == name {
			return g
		}
	}
	f.t.Fatalf("no group %s", name)
	return awsclient.Group{}
}

// member is an instance as its group has it now; the zero one when it is no
// member any more.
func (f *flight) member(group, id string) awsclient.GroupInstance {
	f.t.Helper()
	for _, m := range f.group(group).Instances {
		if m.ID == id {
			return m
		}
	}
	return awsclient.GroupInstance{}
}

// serving is the first member of a group that is in service.
func (f *flight) serving(group string) string {
	f.t.Helper()
	for _, m := range f.group(group).Instances {
		if m.Lifecycle == "InService" {
			return m.ID
		}
	}
	f.t.Fatalf("nothing of %s is in service", group)
	return ""
}

// targetGroup is a target group as AWS has it now.
func (f *flight) targetGroup(name string) awsclient.TargetGroup {
	f.t.Helper()
	groups, err := f.client.TargetGroups(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, g := range groups {
		if g.Name == name {
			return g
		}
	}
	f.t.Fatalf("no target group %s", name)
	return awsclient.TargetGroup{}
}

// targetState is the health of a target as AWS has it now, "" when it is not
// registered.
func (f *flight) targetState(targetGroup, id string) string {
	f.t.Helper()
	targets, err := f.client.Targets(f.t.Context(), f.targetGroup(targetGroup).ARN)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, t := range targets {
		if t.ID == id {
			return t.State
		}
	}
	return ""
}
