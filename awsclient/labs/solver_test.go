package labs_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/labs"
	"fleetglass/awsclient/sdk"
	"fleetglass/fake"
)

// bench is a lab that is worked on in virtual time.
type bench struct {
	t        *testing.T
	engine   *fake.Engine
	client   *sdk.Client
	lab      *labs.Lab
	progress *labs.Progress
	attempt  *labs.Attempt
}

// work begins a lab in its starting world.
func work(t *testing.T, name string) *bench {
	t.Helper()
	lab, ok := labs.Find(name)
	if !ok {
		t.Fatalf("there is no lab %s", name)
	}
	engine, err := fake.New(fake.Options{Scenario: lab.Scenario, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	engine.Pause()
	engine.Advance(time.Minute)
	b := &bench{t: t, engine: engine, client: sdk.InProcess(engine.Call, fake.Region), lab: lab, progress: &labs.Progress{}}
	w := b.world()
	b.attempt = b.progress.Begin(lab, w.Account(), w.Region(), w.Now)
	return b
}

func (b *bench) world() *labs.World {
	return labs.NewWorld(b.t.Context(), b.client.ReadOnly(), b.engine.Now())
}

// run runs a command with this world's ids.
func (b *bench) run(command string) {
	b.t.Helper()
	filled, missing := b.lab.Command(b.world(), command)
	if len(missing) > 0 {
		b.t.Fatalf("%s: not known: %s", filled, strings.Join(missing, ", "))
	}
	if err := (console{b.engine}).run(b.t.Context(), filled); err != nil {
		b.t.Fatalf("%s: %v", filled, err)
	}
}

// step is the index of a step.
func (b *bench) step(id string) int {
	b.t.Helper()
	i, ok := b.lab.Step(id)
	if !ok {
		b.t.Fatalf("%s has no step %s", b.lab.ID, id)
	}
	return i
}

// lacks asserts that a step is not passed, and the words that say why.
func (b *bench) lacks(step string, words ...string) {
	b.t.Helper()
	o := b.attempt.Check(b.world(), b.lab, b.step(step))
	said := strings.Join(o.Missing, "\n")
	if o.Err != nil || o.Passed {
		b.t.Fatalf("%s passes (%v)", step, o.Err)
	}
	for _, w := range words {
		if !strings.Contains(said, w) {
			b.t.Errorf("%s: what is missing is\n%s\nwithout %q", step, said, w)
		}
	}
}

// longest is how long a step is waited for, patience how often it is looked at.
const longest, patience = 40 * time.Minute, 10 * time.Second

// passes waits until a step's check passes, and answers its question.
func (b *bench) passes(step string) {
	b.t.Helper()
	i := b.step(step)
	var o labs.Outcome
	for waited := time.Duration(0); waited < longest; waited += patience {
		if o = b.attempt.Check(b.world(), b.lab, i); o.Err != nil {
			b.t.Fatalf("%s: %v", step, o.Err)
		}
		if o.Passed {
			b.answers(i)
			return
		}
		b.engine.Advance(patience)
	}
	b.t.Fatalf("%s does not pass: %s", step, strings.Join(o.Missing, "\n"))
}

func (b *bench) answers(i int) {
	b.t.Helper()
	s := b.lab.Steps[i]
	if s.Question == nil {
		return
	}
	if o := b.attempt.Answer(b.world(), b.lab, i, "certainly wrong"); o.Done || len(o.Missing) == 0 {
		b.t.Errorf("%s takes any answer", s.ID)
	}
	w := b.world()
	b.attempt.Look(w, b.lab, i)
	answers := s.Question.Right(w)
	if len(answers) == 0 || answers[0] == "" {
		b.t.Fatalf("%s: no answer is right", s.ID)
	}
	b.t.Logf("%s: %s", s.ID, answers[0])
	if o := b.attempt.Answer(b.world(), b.lab, i, " "+strings.ToUpper(answers[0])); !o.Done {
		b.t.Fatalf("%s: %q is not taken: %v %v", s.ID, answers[0], o.Missing, o.Err)
	}
}

// calm is how long nothing is done before a step: instances warm up meanwhile.
const calm = 6 * time.Minute

// solve makes the calls of the CLI column and nothing else, step by step: what
// comes first is not passed before its calls are made.
func (b *bench) solve(steps ...string) {
	b.t.Helper()
	for _, id := range steps {
		s := b.lab.Steps[b.step(id)]
		b.engine.Advance(calm)
		if changes(s) {
			if o := b.attempt.Check(b.world(), b.lab, b.step(id)); o.Passed {
				b.t.Errorf("%s passes before anything was done", id)
			}
		}
		for _, command := range s.CLI {
			b.tries(command)
		}
		b.passes(id)
	}
}

// changes tells whether a step's commands change anything.
func changes(s labs.Step) bool {
	for _, c := range s.CLI {
		verb := strings.Fields(c)[2]
		if !strings.HasPrefix(verb, "describe-") && !strings.HasPrefix(verb, "get-") && !strings.HasPrefix(verb, "list-") && !strings.HasPrefix(verb, "filter-") {
			return true
		}
	}
	return false
}

// ids are the ids of a lab's steps.
func ids(l *labs.Lab) []string {
	var all []string
	for _, s := range l.Steps {
		all = append(all, s.ID)
	}
	return all
}

// A program that makes only the calls of the CLI column passes each lab.
func TestTheCommandsPassEachLab(t *testing.T) {
	for _, lab := range labs.All() {
		t.Run(lab.ID, func(t *testing.T) {
			t.Parallel()
			b := work(t, lab.ID)
			b.solve(ids(b.lab)...)
			if n := b.attempt.Done(b.lab); n != len(b.lab.Steps) {
				t.Errorf("%d of %d steps are done", n, len(b.lab.Steps))
			}
			for _, c := range b.lab.Cleanup {
				b.run(c)
				b.engine.Advance(6 * time.Minute)
			}
		})
	}
}
