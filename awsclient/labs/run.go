package labs

import "fmt"

// Outcome is what came of a check or an answer.
type Outcome struct {
	Passed  bool     // the work of the step is done
	Done    bool     // and its question, if it has one, is answered
	Missing []string // what is missing, in words
	Err     error    // the account could not be read; nothing is known then
}

// Check checks a step and keeps what came of it in the attempt. A step that
// was passed stays passed when its work is no longer there: later steps may
// have changed it.
func (a *Attempt) Check(w *World, l *Lab, step int) Outcome {
	s := &l.Steps[step]
	f, err := a.look(w, s)
	r := a.Record(s.ID)
	if err != nil {
		return Outcome{Passed: !r.Passed.IsZero(), Done: r.Done(s), Err: err}
	}
	r.Tries++
	if len(f.Missing) == 0 && r.Passed.IsZero() {
		r.Passed, r.Evidence = w.Now, f.Evidence
	}
	a.put(r)
	return Outcome{Passed: len(f.Missing) == 0, Done: r.Done(s), Missing: f.Missing}
}

// Look is Check without keeping anything.
func (a *Attempt) Look(w *World, l *Lab, step int) Outcome {
	s := &l.Steps[step]
	f, err := a.look(w, s)
	return Outcome{Passed: err == nil && len(f.Missing) == 0, Done: a.Record(s.ID).Done(s), Missing: f.Missing, Err: err}
}

func (a *Attempt) look(w *World, s *Step) (Findings, error) {
	if a != nil {
		w.earlier, w.began = a.Steps, a.Began
	}
	var f Findings
	s.Check(w, &f)
	if w.Err() != nil {
		return Findings{}, w.Err()
	}
	for _, key := range s.Proof {
		if _, ok := find(f.Evidence, key); !ok && len(f.Missing) == 0 {
			return f, fmt.Errorf("the check of %s passes without evidence of its %s", s.ID, key)
		}
	}
	return f, nil
}

// Answer judges an answer to a step's question and keeps a right one. The work
// must have been checked before.
func (a *Attempt) Answer(w *World, l *Lab, step int, answer string) Outcome {
	s := &l.Steps[step]
	r := a.Record(s.ID)
	o := Outcome{Passed: !r.Passed.IsZero(), Done: r.Done(s)}
	switch {
	case s.Question == nil:
		o.Missing = []string{"this step asks nothing"}
		return o
	case !o.Passed:
		o.Missing = []string{"the question is about your work: let it be checked first"}
		return o
	case folded(answer) == "":
		o.Missing = []string{"an empty answer is none"}
		return o
	}
	w.earlier, w.began = a.Steps, a.Began
	answers := s.Question.Right(w)
	switch {
	case w.Err() != nil:
		o.Err = w.Err()
		return o
	case len(answers) == 0:
		o.Missing = []string{"this cannot be told yet: " + s.Question.Look}
		return o
	case !right(answer, answers):
		r.Wrong++
		a.put(r)
		o.Missing = []string{"not so: " + s.Question.Look}
		return o
	}
	r.Answer, r.Answered = answer, w.Now
	a.put(r)
	o.Done = true
	return o
}
