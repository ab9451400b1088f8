package labs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// Verdict is what a world says of a step of a report.
type Verdict string

// The verdicts, from the best to the worst.
const (
	Holds     Verdict = "holds"      // the check passes now, and the evidence is this world's
	WasSo     Verdict = "was so"     // the check passes no longer; history has the evidence
	Open      Verdict = "open"       // this world can no longer tell
	NotDone   Verdict = "not done"   // the report does not claim it
	Untruth   Verdict = "not true"   // this world says otherwise
	Elsewhere Verdict = "other step" // the lab has no such step
)

// Verified is a report compared with a world.
type Verified struct {
	Lab      string         `json:"lab"`
	Problems []string       `json:"problems,omitempty"` // of the report as a whole
	Steps    []StepVerified `json:"steps"`
	True     bool           `json:"true"` // nothing speaks against it
}

// StepVerified is a step of it.
type StepVerified struct {
	Step    string   `json:"step"`
	Title   string   `json:"title"`
	Verdict Verdict  `json:"verdict"`
	Words   []string `json:"words,omitempty"` // why
}

// trailKeeps is how long CloudTrail's event history goes back.
const trailKeeps = 90 * 24 * time.Hour

// slack is how far the clocks of two machines may be apart. Choice.
const slack = 5 * time.Minute

// Verify compares a report with the world that it claims to come from: the
// checks are made again, and every id is looked up in the histories that AWS
// keeps. edited is ReadReport's. The error is a call that failed.
func Verify(w *World, r *Report, edited bool) (*Verified, error) {
	lab, ok := Find(r.Lab)
	if !ok {
		return nil, fmt.Errorf("this fleetglass has no lab %q", r.Lab)
	}
	v := &Verified{Lab: r.Lab}
	if edited {
		v.Problems = append(v.Problems, "the report was changed after it was written: its digest does not fit")
	}
	if account := w.Account(); w.Err() == nil && r.Account != account {
		v.Problems = append(v.Problems, fmt.Sprintf("the report is of account %s, this is account %s", r.Account, account))
	}
	if r.Region != w.Region() {
		v.Problems = append(v.Problems, fmt.Sprintf("the report is of %s, this is %s", r.Region, w.Region()))
	}
	if r.Made.After(w.Now.Add(slack)) {
		v.Problems = append(v.Problems, fmt.Sprintf("the report was made at %s, which is still to come here (%s)", moment(r.Made), moment(w.Now)))
	}
	v.True = len(v.Problems) == 0
	for i := range r.Steps {
		s := verifyStep(w, lab, r, &r.Steps[i])
		if w.Err() != nil {
			return nil, w.Err()
		}
		v.True = v.True && s.Verdict != Untruth && s.Verdict != Elsewhere
		v.Steps = append(v.Steps, s)
	}
	v.count(r, lab)
	return v, nil
}

// count compares what the report sums up.
func (v *Verified) count(r *Report, lab *Lab) {
	done := 0
	for i := range r.Steps {
		if n, ok := lab.Step(r.Steps[i].Step); ok && r.Steps[i].Record.Done(&lab.Steps[n]) {
			done++
		}
	}
	if r.Done != done || r.Of != len(lab.Steps) {
		v.Problems = append(v.Problems, fmt.Sprintf("the report says %d of %d steps are done; its own records make it %d of %d", r.Done, r.Of, done, len(lab.Steps)))
		v.True = false
	}
}

func verifyStep(w *World, lab *Lab, r *Report, rs *ReportStep) StepVerified {
	out := StepVerified{Step: rs.Step, Title: rs.Title, Verdict: NotDone}
	i := slices.IndexFunc(lab.Steps, func(s Step) bool { return s.ID == rs.Step })
	if i < 0 {
		out.Verdict = Elsewhere
		return out
	}
	if rs.Passed.IsZero() {
		return out
	}
	s := &lab.Steps[i]
	past := &Attempt{Lab: r.Lab, Began: r.Began}
	for _, step := range r.Steps {
		past.Steps = append(past.Steps, step.Record)
	}
	now, err := past.look(w, s)
	if err != nil {
		return out
	}
	p := proof{w: w, now: now, record: &rs.Record}
	p.times(r)
	p.evidence(s)
	p.answer(s)
	out.Words = p.words
	switch {
	case p.wrong:
		out.Verdict = Untruth
	case len(now.Missing) == 0:
		out.Verdict = Holds
	case p.confirmed > 0:
		out.Verdict = WasSo
	default:
		out.Verdict = Open
	}
	return out
}

// proof is a passed step under examination.
type proof struct {
	w         *World
	now       Findings
	record    *Record
	words     []string
	confirmed int
	wrong     bool
}

func (p *proof) refute(format string, args ...any) {
	p.wrong = true
	p.words = append(p.words, fmt.Sprintf(format, args...))
}

func (p *proof) note(format string, args ...any) {
	p.words = append(p.words, fmt.Sprintf(format, args...))
}

// times are in order: begun, passed, answered, reported.
func (p *proof) times(r *Report) {
	if p.record.Passed.Before(r.Began) || p.record.Passed.After(r.Made) {
		p.refute("it was passed at %s, outside the attempt", moment(p.record.Passed))
	}
	if !p.record.Answered.IsZero() && p.record.Answered.Before(p.record.Passed) {
		p.refute("it was answered before it was passed")
	}
}

// evidence is all there, and each piece is this world's.
func (p *proof) evidence(s *Step) {
	for _, key := range s.Proof {
		if _, ok := find(p.record.Evidence, key); !ok {
			p.refute("there is no evidence of its %s", key)
		}
	}
	for _, e := range p.record.Evidence {
		switch same, ok := find(p.now.Evidence, e.Key); {
		case ok && same.ID == e.ID && same.Kind == e.Kind && (e.Kind != EvidenceActivity || same.Says == e.Says && same.At.Equal(e.At)):
			p.confirmed++
		case e.Kind == EvidenceResource:
			p.resource(e)
		case e.Kind == EvidenceActivity:
			p.activity(e)
		}
	}
}

// resource looks a resource up in CloudTrail: a call must have named it before
// the step was passed.
func (p *proof) resource(e Evidence) {
	if p.w.Now.Sub(p.record.Passed) > trailKeeps {
		p.note("%s: CloudTrail no longer goes back to %s", e.ID, moment(p.record.Passed))
		return
	}
	named := p.w.naming(e.ID)
	if len(named) == 0 {
		p.refute("%s %s: no call in this account ever named it", e.Key, e.ID)
		return
	}
	first := named[len(named)-1]
	if first.Time.After(p.record.Passed) {
		p.refute("%s %s: %s named it first at %s, after the step was passed", e.Key, e.ID, first.Name, moment(first.Time))
		return
	}
	p.confirmed++
	p.note("%s %s: %s by %s at %s", e.Key, e.ID, first.Name, first.Username, moment(first.Time))
}

// naming are the successful changes that named a resource, newest first.
func (w *World) naming(id string) []awsclient.Event {
	var found []awsclient.Event
	for _, e := range w.Events(awsclient.EventQuery{Attribute: "ResourceName", Value: id, Limit: trailLooked}) {
		if !e.ReadOnly && e.ErrorCode == "" {
			found = append(found, e)
		}
	}
	return found
}

// trailLooked bounds the events that are read about one resource. Choice.
const trailLooked = 500

// activity looks an activity up in the history of its group.
func (p *proof) activity(e Evidence) {
	all := p.w.Activities(e.In)
	if len(all) == 0 {
		p.note("%s: the history of %s is gone", e.Key, e.In)
		return
	}
	i := slices.IndexFunc(all, func(a Activity) bool { return a.ID == e.ID })
	switch {
	case i < 0:
		p.refute("%s: %s has no activity %s", e.Key, e.In, e.ID)
	case !all[i].Start.Equal(e.At) || all[i].Cause != e.Says:
		p.refute("%s: activity %s was otherwise: at %s, %s", e.Key, e.ID, moment(all[i].Start), all[i].Cause)
	default:
		p.confirmed++
	}
}

// answer judges the answer again, as of when it was given.
func (p *proof) answer(s *Step) {
	if s.Question == nil || p.record.Answered.IsZero() {
		return
	}
	then := *p.w
	then.Now = p.record.Answered
	answers := s.Question.Right(&then)
	p.w.err = then.err
	switch {
	case len(answers) == 0:
		p.note("the answer %q can no longer be judged", p.record.Answer)
	case right(p.record.Answer, answers):
	case len(p.now.Missing) == 0:
		p.refute("the answer %q is not right in this world", p.record.Answer)
	default:
		p.note("the answer %q does not fit any more: the world has gone on", p.record.Answer)
	}
}

// Text is the comparison for people.
func (v *Verified) Text() string {
	var b strings.Builder
	for _, p := range v.Problems {
		b.WriteString(p + "\n")
	}
	for i, s := range v.Steps {
		fmt.Fprintf(&b, "%2d  %-9s  %s\n", i+1, s.Verdict, s.Title)
		for _, w := range s.Words {
			b.WriteString("               " + w + "\n")
		}
	}
	if v.True {
		b.WriteString("Nothing in this world speaks against the report.\n")
	} else {
		b.WriteString("The report is not confirmed.\n")
	}
	return b.String()
}
