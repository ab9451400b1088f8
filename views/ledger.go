package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// journalLine is one change that was made, or tried.
type journalLine struct {
	at      time.Time // the account's clock
	wall    time.Time
	action  string
	command string
	err     error
}

// callRow is one API call of the ledger, numbered so that rows keep apart.
type callRow struct {
	watch.Call
	wall time.Time
}

// showLedger opens the ledger of API calls, with the journal of changes as its
// second tab.
func (c *Console) showLedger() {
	c.Push(&folder{c: c, title: "Ledger", pages: []folderPage{
		{"API calls", ListPage(c, callKind(), "Ledger", true, ledgerRows)},
		{"Changes made", &journalPage{ListPage(c, journalKind(), "Journal", true, c.journalRows), c}},
	}})
}

// journalPage is the list of changes, with keys to read one whole and to take
// them all along.
type journalPage struct {
	Pane
	c *Console
}

func (p *journalPage) inner() Pane { return p.Pane }

func (p *journalPage) Keys() []ui.Key {
	off := func() string {
		if len(p.c.journal) == 0 {
			return "nothing was changed yet"
		}
		return ""
	}
	return append([]ui.Key{
		{Keys: []string{"enter"}, Label: "read", Help: "a change whole: its commands and what AWS said", Group: groupOpen, Hint: 1, Do: run(p.read), Off: off},
		{Keys: []string{"S"}, Label: "copy script", Help: "copy all changes as a shell script", Group: groupRows, Hint: 2, Off: off,
			Do: func() tea.Cmd {
				return p.c.copied(p.c.journalScript(), "a script of "+ui.Count(len(p.c.journal), "change"))
			}},
	}, p.Pane.Keys()...)
}

// read shows the change under the cursor.
func (p *journalPage) read() {
	ref, ok := p.Pane.(Selector).Selection()
	n, err := strconv.Atoi(ref.ID)
	if !ok || err != nil || n < 1 || n > len(p.c.journal) {
		return
	}
	j := p.c.journal[len(p.c.journal)-n]
	lines := []ui.Line{{{Text: j.at.UTC().Format("2006-01-02 15:04:05 UTC"), Role: themes.Dim}, {Text: "  " + j.result()}}, nil}
	for _, line := range strings.Split(j.command, "\n") {
		lines = append(lines, ui.In(themes.Code, line))
	}
	if j.err != nil {
		lines = append(append(lines, nil), failureLines(j.err)...)
	}
	p.c.dialogs.Open(ui.NewMessage(j.action, lines...))
}

// result is what came of a change, in a word.
func (j journalLine) result() string {
	if j.err == nil {
		return "done"
	}
	return "failed"
}

// journalScript is every change of the session as a shell script, in the order
// in which they were made. What failed is there as a comment.
func (c *Console) journalScript() string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\nset -eu\n")
	for _, j := range slices.Backward(c.journal) {
		b.WriteString("\n# " + j.at.UTC().Format("2006-01-02 15:04:05 UTC") + "  " + oneLine(j.action) + ": " + j.result() + "\n")
		if j.err == nil {
			b.WriteString(j.command + "\n")
			continue
		}
		b.WriteString("# " + oneLine(failureWords(j.err)) + "\n# " + strings.ReplaceAll(j.command, "\n", "\n# ") + "\n")
	}
	return b.String()
}

// oneLine keeps text inside of a comment: a line break in it would end that.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func ledgerRows(s *watch.Snapshot) watch.Feed[*callRow] {
	rows := make([]*callRow, len(s.Meter.Recent))
	for i, call := range s.Meter.Recent {
		rows[i] = &callRow{call, s.Wall}
	}
	return watch.Feed[*callRow]{Rows: rows, At: s.Wall}
}

func callKind() *Kind[*callRow] {
	return &Kind[*callRow]{
		Name: "API call", Title: "API calls", Rows: ledgerRows,
		ID: func(r *callRow) string {
			return r.When.Format(time.RFC3339Nano) + r.Service + r.Operation + r.RequestID
		},
		Columns: callColumns,
		Issue: func(r *callRow) Issue {
			if r.Code == "" {
				return Issue{}
			}
			return Issue{r.Code, true}
		},
	}
}

func callColumns() []ui.Column[*callRow] {
	return []ui.Column[*callRow]{
		{Title: "AGO", Field: "ago", Width: 5, Right: true, Volatile: true, Cell: func(r *callRow) ui.Cell { return ui.In(themes.Dim, ui.Age(r.wall, r.When)) },
			Compare: func(a, b *callRow) int { return b.When.Compare(a.When) }},
		{Title: "SERVICE", Field: "service", Max: 26, Cell: func(r *callRow) ui.Cell { return ui.In(themes.Dim, r.Service) }},
		{Title: "OPERATION", Field: "operation", Max: 36, Cell: func(r *callRow) ui.Cell { return ui.Say(r.Operation) }},
		{Title: "REGION", Field: "region", Max: 16, Priority: 3, Cell: func(r *callRow) ui.Cell { return ui.In(themes.Dim, r.Region) }},
		{Title: "LATENCY", Field: "latency", Width: 8, Right: true, Cell: func(r *callRow) ui.Cell { return ui.Say(ui.Seconds(r.Latency.Seconds())) },
			Compare: func(a, b *callRow) int { return int(a.Latency - b.Latency) }},
		{Title: "TRIES", Field: "tries", Width: 5, Right: true, Priority: 2, Cell: func(r *callRow) ui.Cell { return ui.In(themes.Dim, strconv.Itoa(r.Attempts)) }},
		{Title: "COST", Field: "cost", Width: 8, Right: true, Priority: 2, Cell: callCost},
	}
}

func callCost(r *callRow) ui.Cell {
	if r.Cost == 0 {
		return nil
	}
	return ui.Say(ui.Money(r.Cost))
}

// journalRow is a line of the journal with its place in it.
type journalRow struct {
	journalLine
	n int
}

func (c *Console) journalRows(s *watch.Snapshot) watch.Feed[*journalRow] {
	rows := make([]*journalRow, len(c.journal))
	for i, line := range c.journal {
		rows[i] = &journalRow{line, len(c.journal) - i}
	}
	return watch.Feed[*journalRow]{Rows: rows, At: s.Wall}
}

func journalKind() *Kind[*journalRow] {
	return &Kind[*journalRow]{
		Name: "change", Title: "Changes made",
		ID: func(r *journalRow) string { return strconv.Itoa(r.n) },
		Columns: func() []ui.Column[*journalRow] {
			return []ui.Column[*journalRow]{
				{Title: "TIME", Field: "time", Width: 8, Cell: func(r *journalRow) ui.Cell { return ui.In(themes.Dim, r.at.UTC().Format("15:04:05")) }},
				{Title: "CHANGE", Field: "change", Max: 44, Cell: func(r *journalRow) ui.Cell { return ui.Say(r.action) }},
				{Title: "COMMAND", Field: "command", Min: 20, Flex: 2, Cell: func(r *journalRow) ui.Cell { return ui.In(themes.Code, r.command) }},
			}
		},
		Issue: func(r *journalRow) Issue {
			if r.err == nil {
				return Issue{Text: "done"}
			}
			return Issue{failureWords(r.err), true}
		},
	}
}
