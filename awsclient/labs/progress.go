package labs

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Progress is what somebody has done of the labs. It is plain data; whoever
// holds it keeps it in a file.
type Progress struct {
	Version  int       `json:"version"`
	Attempts []Attempt `json:"attempts"`
	// Set aside are attempts that were started over; the newest last.
	SetAside []Attempt `json:"set_aside,omitempty"`
}

// Attempt is one try at a lab in one account and region.
type Attempt struct {
	Lab     string    `json:"lab"`
	Account string    `json:"account"`
	Region  string    `json:"region"`
	Began   time.Time `json:"began"`
	Steps   []Record  `json:"steps"`
}

// Record is how a step went. It is passed when Passed is not zero, done when
// its question, if it has one, is answered right too.
type Record struct {
	Step     string     `json:"step"`
	Passed   time.Time  `json:"passed,omitzero"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Tries    int        `json:"tries"` // checks that were made, the one that passed too
	Hints    int        `json:"hints"` // hints that were shown
	Answer   string     `json:"answer,omitempty"`
	Answered time.Time  `json:"answered,omitzero"`
	Wrong    int        `json:"wrong_answers,omitempty"`
}

const progressVersion = 1

// Encode is the progress as its file holds it.
func (p *Progress) Encode() ([]byte, error) {
	p.Version = progressVersion
	data, err := json.MarshalIndent(p, "", "  ")
	return append(data, '\n'), err
}

// DecodeProgress reads what Encode wrote; nothing at all is a new progress.
func DecodeProgress(data []byte) (*Progress, error) {
	p := &Progress{}
	if len(data) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("this is no progress of labs: %w", err)
	}
	if p.Version != progressVersion {
		return nil, fmt.Errorf("this progress has version %d; this fleetglass reads version %d", p.Version, progressVersion)
	}
	return p, nil
}

// Attempt is the one at a lab in a world, nil when none was begun.
func (p *Progress) Attempt(lab *Lab, account, region string) *Attempt {
	for i := range p.Attempts {
		if a := &p.Attempts[i]; a.is(lab, account, region) {
			return a
		}
	}
	return nil
}

func (a *Attempt) is(lab *Lab, account, region string) bool {
	return a.Lab == lab.ID && a.Account == account && a.Region == region
}

// Begin is the attempt at a lab, begun now when there was none.
func (p *Progress) Begin(lab *Lab, account, region string, now time.Time) *Attempt {
	if a := p.Attempt(lab, account, region); a != nil {
		return a
	}
	p.Attempts = append(p.Attempts, Attempt{Lab: lab.ID, Account: account, Region: region, Began: now})
	return &p.Attempts[len(p.Attempts)-1]
}

// StartOver sets an attempt aside, whole: Resume brings it back. It touches
// nothing in the account.
func (p *Progress) StartOver(lab *Lab, account, region string) error {
	i := slices.IndexFunc(p.Attempts, func(a Attempt) bool { return a.is(lab, account, region) })
	if i < 0 {
		return errors.New("the lab was not begun")
	}
	p.SetAside = append(p.SetAside, p.Attempts[i])
	p.Attempts = slices.Delete(p.Attempts, i, i+1)
	return nil
}

// Resume brings back the attempt that was set aside last; one begun meanwhile
// is set aside in its place.
func (p *Progress) Resume(lab *Lab, account, region string) error {
	for i, a := range slices.Backward(p.SetAside) {
		if !a.is(lab, account, region) {
			continue
		}
		p.SetAside = slices.Delete(p.SetAside, i, i+1)
		if p.Attempt(lab, account, region) != nil {
			p.StartOver(lab, account, region) //nolint:errcheck // there is one
		}
		p.Attempts = append(p.Attempts, a)
		return nil
	}
	return errors.New("no attempt was set aside")
}

// Undo takes back the step that was passed last, and answers its id.
func (a *Attempt) Undo() (step string, ok bool) {
	last := -1
	for i, r := range a.Steps {
		if !r.Passed.IsZero() && (last < 0 || !r.Passed.Before(a.Steps[last].Passed)) {
			last = i
		}
	}
	if last < 0 {
		return "", false
	}
	r := &a.Steps[last]
	r.Passed, r.Evidence, r.Answer, r.Answered = time.Time{}, nil, "", time.Time{}
	return r.Step, true
}

// Record is that of a step; the zero value with its name when there is none.
func (a *Attempt) Record(step string) Record {
	if a != nil {
		for _, r := range a.Steps {
			if r.Step == step {
				return r
			}
		}
	}
	return Record{Step: step}
}

// put replaces a record, or adds it.
func (a *Attempt) put(r Record) {
	for i := range a.Steps {
		if a.Steps[i].Step == r.Step {
			a.Steps[i] = r
			return
		}
	}
	a.Steps = append(a.Steps, r)
}

// Done tells whether a step is done: passed, and its question answered.
func (r Record) Done(s *Step) bool {
	return !r.Passed.IsZero() && (s.Question == nil || !r.Answered.IsZero())
}

// Done counts the steps of a lab that are done.
func (a *Attempt) Done(l *Lab) (n int) {
	for i := range l.Steps {
		if a.Record(l.Steps[i].ID).Done(&l.Steps[i]) {
			n++
		}
	}
	return n
}

// Next is the index of the first step that is not done, the number of steps
// when all are.
func (a *Attempt) Next(l *Lab) int {
	for i := range l.Steps {
		if !a.Record(l.Steps[i].ID).Done(&l.Steps[i]) {
			return i
		}
	}
	return len(l.Steps)
}

// Hint counts one more hint of a step as shown, and answers the hints so far:
// the first, then the stronger one too.
func (a *Attempt) Hint(s *Step) []string {
	r := a.Record(s.ID)
	hints := []string{s.Hint, s.Stronger}
	r.Hints = min(r.Hints+1, len(hints))
	a.put(r)
	return hints[:r.Hints]
}

// Keeper keeps progress between one run of the program and the next.
type Keeper interface {
	// Load is the progress that is kept, a new one when there is none.
	Load() (*Progress, error)
	// Save replaces what is kept, whole or not at all.
	Save(*Progress) error
}

// Memory is a Keeper that forgets at the end of the program.
func Memory() Keeper { return &memory{} }

type memory struct{ data []byte }

func (m *memory) Load() (*Progress, error) { return DecodeProgress(m.data) }

func (m *memory) Save(p *Progress) (err error) {
	m.data, err = p.Encode()
	return err
}
