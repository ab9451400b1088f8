package views

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// Step is one call of a change that takes several, one after the other. It
// tells what happened: "the bucket audit-1 is made".
type Step func(context.Context, awsclient.Client) (happened string, err error)

// unfinished is a change that failed after some of its steps, which stay done:
// there is no undo in AWS.
type unfinished struct {
	happened []string
	err      error
}

func (u *unfinished) Error() string { return u.err.Error() }
func (u *unfinished) Unwrap() error { return u.err }

// stepped is what was done before an error, nil when it came first.
func stepped(err error) []string {
	var u *unfinished
	if !errors.As(err, &u) {
		return nil
	}
	return u.happened
}

// takeSteps makes the next call of a change, tells what happened, and goes on
// until all are made or one fails.
func (c *Console) takeSteps(a Action, v ui.Values, change Change, happened []string) tea.Cmd {
	if len(happened) == len(change.Steps) {
		return tea.Batch(c.carriedOut(a, v, change, nil), c.dialogs.OpenUnasked(ui.NewMessage(change.Done, c.happenedLines(happened)...), graceTime))
	}
	step, client := change.Steps[len(happened)], a.side.client
	return c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := c.calling()
		defer cancel()
		what, err := step(ctx, client)
		return func(c *Console) tea.Cmd {
			if err != nil {
				return c.carriedOut(a, v, change, &unfinished{happened, err})
			}
			happened = append(happened, what)
			c.Say(strconv.Itoa(len(happened)) + " of " + strconv.Itoa(len(change.Steps)) + ": " + what)
			return c.takeSteps(a, v, change, happened)
		}
	})
}

// journalOf are the lines of the journal about a change, newest first: of one
// that failed halfway, what failed and what was done.
func (c *Console) journalOf(a Action, change Change, err error) []journalLine {
	line := journalLine{at: c.snap.Now, wall: c.snap.Wall, action: a.Label, command: change.commands(a.side), err: err}
	n := len(stepped(err))
	if n == 0 || len(change.CLIs) != len(change.Steps) {
		return []journalLine{line}
	}
	done := line
	done.err, done.command = nil, Change{CLIs: change.CLIs[:n]}.commands(a.side)
	line.command = Change{CLIs: change.CLIs[n:]}.commands(a.side)
	return []journalLine{line, done}
}

func (c *Console) happenedLines(happened []string) []ui.Line {
	lines := make([]ui.Line, len(happened))
	for i, what := range happened {
		lines[i] = ui.Line{{Text: c.glyphs.Check + " ", Role: themes.Good}, {Text: what}}
	}
	return lines
}

// before says what was done before an error, "" for nothing.
func before(err error) string {
	if done := stepped(err); len(done) > 0 {
		return " (done before it: " + strings.Join(done, "; ") + ")"
	}
	return ""
}

// inPlace is a refusal of a form that shows where in a text it is wrong.
type inPlace struct {
	text   string // on one line
	column int    // in characters, from 0
	why    error
}

func (e *inPlace) Error() string { return e.why.Error() }
func (e *inPlace) Unwrap() error { return e.why }

// Room for the text around a mistake: that of a form's preview.
const (
	placeBefore = 24
	placeAfter  = 14
)

// lines are the text around the mistake, an arrow below the place, and why.
func (e *inPlace) lines() []ui.Line {
	text := []rune(e.text)
	at := min(max(e.column, 0), len(text))
	from, to := max(at-placeBefore, 0), min(at+placeAfter, len(text))
	arrow := strings.Repeat(" ", ui.Width(string(text[from:at]))) + "^"
	return []ui.Line{ui.In(themes.Code, string(text[from:to])), ui.In(themes.Bad, arrow), ui.In(themes.Bad, e.Error())}
}

// shown is a refusal of a form with what can be shown for its values all the
// same.
type shown struct {
	above []ui.Line
	why   error
}

func (e *shown) Error() string { return refusalWords(e.why) }
func (e *shown) Unwrap() error { return e.why }
func (e *shown) lines() []ui.Line {
	return append(slices.Clip(e.above), nil, ui.In(themes.Warn, e.Error()))
}

// refusedLines are why a form's values make no change.
func refusedLines(err error) []ui.Line {
	var drawn interface{ lines() []ui.Line }
	if errors.As(err, &drawn) {
		return drawn.lines()
	}
	return []ui.Line{ui.In(themes.Warn, err.Error())}
}
