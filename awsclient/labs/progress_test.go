package labs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/labs"
)

func TestUndoAndStartOverLoseNothing(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	account, region := b.attempt.Account, b.attempt.Region
	if step, ok := b.attempt.Undo(); !ok || step != "group" || b.attempt.Done(b.lab) != 1 || b.attempt.Next(b.lab) != 1 {
		t.Fatalf("undone is %q, done are %d", step, b.attempt.Done(b.lab))
	}
	b.passes("group") // the account was not touched
	if err := b.progress.StartOver(b.lab, account, region); err != nil || b.progress.Attempt(b.lab, account, region).Done(b.lab) != 0 {
		t.Fatal(err)
	}
	fresh := b.progress.Begin(b.lab, account, region, b.engine.Now())
	if fresh.Next(b.lab) != 0 {
		t.Error("a new attempt does not begin at the first step")
	}
	if err := b.progress.Resume(b.lab, account, region); err != nil {
		t.Fatal(err)
	}
	if n := b.progress.Attempt(b.lab, account, region).Done(b.lab); n != 2 || len(b.progress.Attempts) != 1 || len(b.progress.SetAside) != 1 {
		t.Errorf("%d steps are back, beside %d attempts and %d set aside", n, len(b.progress.Attempts), len(b.progress.SetAside))
	}
}

func TestProgressIsReadAsItWasWritten(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group", "terminate")
	data, err := b.progress.Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := labs.DecodeProgress(data)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := read.Encode()
	if !slices.Equal(data, again) {
		t.Errorf("%s\nbecomes\n%s", data, again)
	}
	for _, bad := range []string{"{", `{"version": 99}`} {
		if _, err := labs.DecodeProgress([]byte(bad)); err == nil {
			t.Errorf("%q is a progress", bad)
		}
	}
}

// A passed step stays passed when later work changes what it was about.
func TestWhatWasPassedStaysPassed(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.run("aws autoscaling update-auto-scaling-group --auto-scaling-group-name <group> --min-size 0 --desired-capacity 0")
	b.engine.Advance(10 * time.Minute)
	o := b.attempt.Check(b.world(), b.lab, 1)
	if o.Passed || !o.Done || b.attempt.Done(b.lab) != 2 {
		t.Errorf("it is %+v", o)
	}
}

func TestNoAnswerBeforeTheWork(t *testing.T) {
	b := work(t, "scaling")
	if o := b.attempt.Answer(b.world(), b.lab, b.step("terminate"), "i-0"); o.Done || !strings.Contains(o.Missing[0], "let it be checked first") {
		t.Errorf("it is %+v", o)
	}
	if o := b.attempt.Answer(b.world(), b.lab, b.step("launch"), "x"); o.Missing[0] != "this step asks nothing" {
		t.Errorf("it is %+v", o)
	}
}

func TestHintsGrowStronger(t *testing.T) {
	b := work(t, "scaling")
	s := &b.lab.Steps[0]
	for _, want := range [][]string{{s.Hint}, {s.Hint, s.Stronger}, {s.Hint, s.Stronger}} {
		if got := b.attempt.Hint(s); !slices.Equal(got, want) {
			t.Errorf("hints are %q", got)
		}
	}
}
