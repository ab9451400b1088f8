package views

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/themes"
	"fleetglass/ui"
)

// pastLines is a page of lines that stands at a time in the past.
type pastLines struct {
	from    time.Time
	pattern string // what AWS was asked to filter by
	token   string // of the lines after these
	begun   bool
	ended   bool // there are none after these
	wanted  bool // the cursor has come to the end
	busy    bool
}

const (
	pastLinesAtOnce = 500
	// earlierSpan is how far back one step to earlier lines looks.
	earlierSpan = 6 * time.Hour
)

// readMoment reads a time as a person types it: "14:05", "14:05:30", a date
// and a time, all in UTC, or how long ago: "15m", "-2h".
func readMoment(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	now = now.UTC()
	for _, layout := range []string{"15:04:05", "15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			at = time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
			if at.After(now) {
				at = at.AddDate(0, 0, -1)
			}
			return at, nil
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	if ago, err := time.ParseDuration(strings.TrimPrefix(text, "-")); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	return time.Time{}, errors.New("a time such as 14:05, 2026-03-03 14:05, or 15m for that long ago")
}

// askJump asks for the time to go to.
func (p *logTail) askJump() {
	f := ui.NewForm("Jump to a time",
		ui.Field{Name: "at", Label: "time", Needed: true, Help: "UTC: 14:05, 14:05:30, 2026-03-03 14:05; or how long ago: 15m, 2h", Validate: func(text string, _ ui.Values) string {
			if _, err := readMoment(text, p.c.snap.Now); err != nil {
				return err.Error()
			}
			return ""
		}},
		ui.Field{Name: "pattern", Label: "pattern", Value: p.pattern, Help: "a filter pattern that AWS applies: only what matches is fetched; empty for all lines", Validate: wrongPattern})
	f.Submit = "jump"
	f.Preview = func(v ui.Values) []ui.Line {
		at, err := readMoment(v["at"], p.c.snap.Now)
		lines := pointedMistake(v["pattern"])
		if err != nil {
			return lines
		}
		return append(lines, ui.Line{{Text: "from "}, {Text: ui.Moment(at)}, {Text: " UTC", Role: themes.Faint}})
	}
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) {
		at, err := readMoment(v["at"], p.c.snap.Now)
		if err != nil {
			return nil, p.c.Say(err.Error())
		}
		p.jump(at, v["pattern"])
		return nil, nil // Run fetches
	}
	p.c.dialogs.Open(f)
}

// wrongPattern is why a filter pattern cannot be read.
func wrongPattern(text string, _ ui.Values) string {
	_, err := logpattern.Parse(text)
	var m *logpattern.Mistake
	if errors.As(err, &m) {
		return m.Why
	}
	return ""
}

// jump stands at a time.
func (p *logTail) jump(at time.Time, pattern string) {
	p.Stop()
	p.present()
	p.follow = false
	p.past = &pastLines{from: at, pattern: pattern, wanted: true}
}

// more fetches the lines after those that are there, once the cursor has come
// to their end.
func (past *pastLines) more(p *logTail) tea.Cmd {
	if !past.wanted || past.busy || past.ended {
		return nil
	}
	past.wanted, past.busy = false, true
	query := awsclient.LogQuery{Group: p.group, Streams: p.streams(), Pattern: past.pattern, Start: past.from, Limit: pastLinesAtOnce, Token: past.token}
	return p.fetch("loading", query, past, func(page awsclient.LogPage) {
		first := !past.begun
		past.begun, past.token, past.ended = true, page.Next, page.Next == ""
		p.lines.push(page.Events)
		if first {
			p.cursor = p.lines.first
		}
	})
}

// fetch asks for lines outside Update. What comes after the page has gone to
// another time is dropped.
func (p *logTail) fetch(what string, query awsclient.LogQuery, past *pastLines, then func(awsclient.LogPage)) tea.Cmd {
	p.loading = what
	client := p.c.opts.Client
	return p.c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := p.c.calling()
		defer cancel()
		page, err := client.LogEvents(ctx, query)
		return func(*Console) tea.Cmd {
			if p.past != past {
				return nil
			}
			p.loading = ""
			if past != nil {
				past.busy = false
			}
			if err != nil {
				p.fail(err)
				return nil
			}
			p.loaded, p.err, p.at = true, nil, p.c.snap.Wall
			then(page)
			return nil
		}
	})
}

// earlier fetches the last lines before the first one.
func (p *logTail) earlier() tea.Cmd {
	if p.loading != "" || len(p.lines.all) == 0 {
		return nil
	}
	p.follow = false
	end := p.lines.all[0].At
	query := awsclient.LogQuery{Group: p.group, Streams: p.streams(), Start: end.Add(-earlierSpan), End: end, Newest: true, Limit: pastLinesAtOnce}
	if p.past != nil {
		query.Pattern = p.past.pattern
	}
	return p.fetch("loading earlier lines", query, p.past, func(page awsclient.LogPage) {
		added, lost := p.lines.unshift(oldestFirst(page.Events))
		switch {
		case added == 0:
			p.c.Say("no lines in the " + ui.Duration(earlierSpan) + " before; m jumps farther")
		case lost && p.past == nil:
			p.Stop() // the newest lines had to go: this is the past now
			p.past = &pastLines{from: p.lines.all[0].At, begun: true, ended: true}
		}
	})
}

// pointedMistake is a pattern with a sign under what is wrong with it; nothing
// when it is right.
func pointedMistake(text string) []ui.Line {
	_, err := logpattern.Parse(text)
	var m *logpattern.Mistake
	if !errors.As(err, &m) {
		return nil
	}
	return mistakeLines(m.Pattern, m.Offset, m.Why)
}

// mistakeLines show a place in a text, and say what is wrong there.
func mistakeLines(text string, offset int, why string) []ui.Line {
	const before = 40 // as much of the text before the place is shown
	start := ui.Clean(text[:offset])
	for ui.Width(start) > before {
		_, size := firstRune(start)
		start = start[size:]
	}
	return []ui.Line{
		ui.In(themes.Code, start+ui.Clean(text[offset:])),
		{{Text: strings.Repeat(" ", ui.Width(start))}, {Text: "^ ", Role: themes.Warn}, {Text: why, Role: themes.Warn}},
	}
}
