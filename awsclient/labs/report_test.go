package labs_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/labs"
)

// report is the report of what was done, as it would be read from a file.
func (b *bench) report(change func(*labs.Report)) (*labs.Report, bool) {
	b.t.Helper()
	r := b.attempt.Report(b.world(), b.lab)
	if change != nil {
		change(r)
	}
	text, err := r.Markdown()
	if err != nil {
		b.t.Fatal(err)
	}
	read, edited, err := labs.ReadReport([]byte(text))
	if err != nil {
		b.t.Fatal(err)
	}
	return read, edited
}

// verified compares a report with the world as it is now.
func (b *bench) verified(r *labs.Report, edited bool) *labs.Verified {
	b.t.Helper()
	v, err := labs.Verify(b.world(), r, edited)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func TestATrueReportIsConfirmed(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group", "terminate", "by-hand", "schedule")
	r, edited := b.report(nil)
	v := b.verified(r, edited)
	if !v.True || v.Steps[2].Verdict != labs.Holds || v.Steps[9].Verdict != labs.NotDone {
		t.Errorf("it is not confirmed:\n%s", v.Text())
	}
	b.engine.Advance(30 * time.Hour) // the recurring action's next run is another day
	if v = b.verified(r, edited); !v.True {
		t.Errorf("a day later it is not confirmed:\n%s", v.Text())
	}
}

func TestAReportOutlivesWhatWasMade(t *testing.T) {
	b := work(t, "balancer")
	b.solve(ids(b.lab)...)
	r, edited := b.report(nil)
	for _, c := range b.lab.Cleanup {
		b.run(c)
		b.engine.Advance(6 * time.Minute)
	}
	v := b.verified(r, edited)
	if !v.True || v.Steps[0].Verdict != labs.WasSo || v.Steps[6].Verdict != labs.WasSo {
		t.Errorf("it is not confirmed:\n%s", v.Text())
	}
	if !strings.Contains(v.Text(), "RunInstances by admin at 2026-") {
		t.Errorf("nobody is named:\n%s", v.Text())
	}
}

func TestAForgedReportIsTold(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group", "terminate", "by-hand")
	sealed := func(change func(*labs.Report)) (*labs.Report, bool) {
		r := b.attempt.Report(b.world(), b.lab)
		change(r)
		labs.Seal(r)
		return r, false
	}
	for _, c := range []struct {
		name, says string
		change     func(*labs.Report)
	}{
		{"another instance", "replacement: web-group has no activity 0000", func(r *labs.Report) { r.Steps[2].Evidence[1].ID = "0000" }},
		{"another cause", "loss: activity", func(r *labs.Report) { r.Steps[2].Evidence[0].Says = "luck" }},
		{"a resource that never was", "group best-group: no call in this account ever named it", func(r *labs.Report) { r.Steps[1].Evidence[0].ID = "best-group" }},
		{"no evidence", "there is no evidence of its loss", func(r *labs.Report) { r.Steps[2].Evidence = nil }},
		{"a step that was not done", "there is no evidence of its ran", func(r *labs.Report) { r.Steps[4].Passed = r.Made; r.Done = r.Done + 0 }},
		{"another answer", `the answer "i-0123" is not right in this world`, func(r *labs.Report) { r.Steps[2].Answer = "i-0123" }},
		{"before it began", "outside the attempt", func(r *labs.Report) { r.Steps[0].Passed = r.Began.Add(-time.Hour) }},
		{"another account", "the report is of account 999999999999", func(r *labs.Report) { r.Account = "999999999999" }},
		{"more than was done", "the report says 10 of 10 steps are done; its own records make it 4 of 10", func(r *labs.Report) { r.Done = 10 }},
		{"a step of its own", "other step", func(r *labs.Report) { r.Steps[0].Step = "nothing" }},
	} {
		r, edited := sealed(c.change)
		if v := b.verified(r, edited); v.True || !strings.Contains(v.Text(), c.says) {
			t.Errorf("%s: it is told as\n%swithout %q", c.name, v.Text(), c.says)
		}
	}
}

func TestAnEditedReportIsTold(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch")
	whole, err := b.attempt.Report(b.world(), b.lab).Markdown()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, old, new string
		edited         bool
	}{
		{"as it was", "", "", false},
		{"the words for people", "1 of 10 steps", "9 of 10 steps", true},
		{"the data", `"done": 1`, `"done": 9`, true},
	} {
		_, edited, err := labs.ReadReport([]byte(strings.Replace(whole, c.old, c.new, 1)))
		if err != nil || edited != c.edited {
			t.Errorf("%s: edited is %v, %v", c.name, edited, err)
		}
	}
	r, edited := b.report(func(r *labs.Report) { r.Steps[0].Tries = 0 })
	if v := b.verified(r, edited); v.True || !strings.Contains(v.Text(), "its digest does not fit") {
		t.Errorf("it is told as\n%s", v.Text())
	}
	for _, text := range []string{"", "{}", "hello", "```json\n{}\n```\n"} {
		if _, _, err := labs.ReadReport([]byte(text)); err == nil {
			t.Errorf("%q is a report", text)
		}
	}
}

func TestReportFromAnotherWorld(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	r, edited := b.report(nil)
	other := work(t, "scaling")
	other.engine.Advance(time.Hour)
	if v := other.verified(r, edited); v.True {
		t.Errorf("it is told as\n%s", v.Text())
	}
}
