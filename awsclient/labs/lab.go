package labs

import (
	"slices"
	"strconv"
	"strings"
)

// Lab is one exercise.
type Lab struct {
	ID       string   // "balancer"; a number by All's order names it too
	Title    string   // "Load balancer for two web servers"
	Learn    []string // what is learned, one line each
	Scenario string   // of the engine, that it starts in
	Facts    []Fact   // that its commands and questions name, besides those that every lab has
	Steps    []Step
	Cleanup  []string // commands that take away what was made, in their order
}

// Step is one thing to do. Texts are plain ASCII, so that every terminal can
// draw them; those of Do, Console, CLI and Ask may name facts: "<subnet-a>".
type Step struct {
	ID       string   // unique in its lab, "classic"
	Title    string   // "Make a Classic load balancer"
	Do       string   // what to do, and why, in two to five sentences
	Hint     string   // where to begin
	Stronger string   // nearly the answer
	Card     string   // term of the card that explains the concept behind it
	Console  []string // the way in the console, a line each, keys first
	Paste    []Paste  // texts of several lines that the console's forms want
	CLI      []string // the same as aws commands, in their order
	// Check looks whether the work is done. It must find the student's
	// resources by what they are, and must not pass on anything but the work.
	Check func(*World, *Findings)
	// Proof are the keys of the evidence that Check keeps when it passes.
	Proof    []string
	Question *Question // nil: there is none
}

// Paste is a text to be pasted, such as user data.
type Paste struct{ Name, Text string }

// inShell is the text as one word of a shell.
func (p Paste) inShell() string {
	return "$'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(p.Text) + "'"
}

// Question is asked about what happened in this world. The step is done when
// it is answered right too.
type Question struct {
	Ask     string
	Look    string   // where to look, said after a wrong answer
	Choices []string // nil: any text
	// Right are the answers that are right in this world; none while it cannot
	// be told yet. Upper and lower case and spaces do not count.
	Right func(*World) []string
}

// All are the labs, in their order.
func All() []*Lab { return []*Lab{balancerLab(), scalingLab(), trailLab(), flightLab()} }

// Find is the lab of an id or a number, "1" for the first.
func Find(name string) (*Lab, bool) {
	all := All()
	for i, l := range all {
		if strings.EqualFold(l.ID, name) || name == strconv.Itoa(i+1) {
			return l, true
		}
	}
	return nil, false
}

// IDs are the ids of all labs.
func IDs() []string {
	var ids []string
	for _, l := range All() {
		ids = append(ids, l.ID)
	}
	return ids
}

// Step is the index of the step with an id or a number, "1" for the first.
func (l *Lab) Step(name string) (int, bool) {
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(l.Steps) {
		return n - 1, true
	}
	i := slices.IndexFunc(l.Steps, func(s Step) bool { return strings.EqualFold(s.ID, name) })
	return i, i >= 0
}

// right tells whether an answer is one of those that are right.
func right(answer string, answers []string) bool {
	return slices.ContainsFunc(answers, func(a string) bool { return folded(a) == folded(answer) })
}

// folded is an answer without what does not count.
func folded(answer string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(strings.ToLower(answer)), " "), ".")
}
