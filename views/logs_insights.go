package views

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/insights"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

const (
	// insightsRows bounds a result; AWS's own limit is ten thousand.
	insightsRows = 1000
	// insightsEvery is how often progress is asked for. AWS allows five calls a
	// second in an account.
	insightsEvery = time.Second
	// insightsFirst is the query that a page begins with.
	insightsFirst = "fields @timestamp, @logStream, @message | sort @timestamp desc | limit 100"
)

// insightsPage asks Logs Insights about a group and shows the answer as a
// table. Nothing is asked before a person says so: AWS charges by what a query
// reads.
type insightsPage struct {
	c     *Console
	group string
	text  string
	back  time.Duration

	work   *insightsWork
	result awsclient.InsightsResult
	asked  bool
	err    *awsclient.Error
	table  *ui.Table[insightsRow]
}

// insightsWork is a query that runs.
type insightsWork struct {
	ctx    context.Context
	cancel context.CancelFunc
	client awsclient.Client
	query  awsclient.InsightsQuery
	id     string // "" until it is begun
}

type insightsRow struct {
	n     int
	cells []string
}

func newInsightsPage(c *Console, group string) *insightsPage {
	p := &insightsPage{c: c, group: group, text: insightsFirst, back: time.Hour}
	p.show(awsclient.InsightsResult{})
	return p
}

func (p *insightsPage) Title() string       { return "Insights" }
func (p *insightsPage) Wants() []watch.Want { return nil }
func (p *insightsPage) See(*watch.Snapshot) {}
func (p *insightsPage) Trouble() int        { return 0 }
func (p *insightsPage) Run() tea.Cmd        { return nil } // only on a key

// Stop ends a query that nobody waits for any more, at AWS too.
func (p *insightsPage) Stop() {
	if p.work != nil {
		p.work.cancel()
		p.work = nil
		p.result.Status = "Cancelled"
	}
}

func (p *insightsPage) Source() Source {
	return Source{Loaded: true, At: p.c.snap.Wall, Err: p.err}
}

func (p *insightsPage) Keys() []ui.Key {
	notRunning := func() string {
		if p.work == nil {
			return "no query runs"
		}
		return ""
	}
	keys := []ui.Key{
		{Keys: []string{"A"}, Label: "ask", Help: "type a query of Logs Insights and run it", Group: groupLines, Hint: 1, Do: run(p.ask)},
		{Keys: []string{"enter"}, Label: "whole row", Help: "show every field of the row in full", Group: groupLines, Hint: 2, Off: p.offRow, Do: run(p.showRow)},
		{Keys: []string{"X"}, Label: "stop", Help: "end the query that runs", Group: groupLines, Hint: 3, Off: notRunning, Do: run(p.Stop)},
		{Keys: []string{"c"}, Label: "command", Help: "the aws command that asks the same", Group: groupLines, Do: p.showCommand},
		{Keys: []string{"E"}, Label: "export", Help: "write these rows to a file, as CSV or JSON", Group: groupLines, Off: p.offRow, Do: run(p.export)},
	}
	return append(keys, p.table.Keys()...)
}

func (p *insightsPage) offRow() string {
	if _, ok := p.table.Selected(); !ok {
		return "there are no rows"
	}
	return ""
}

// ask asks for the query.
func (p *insightsPage) ask() {
	f := ui.NewForm("Ask Logs Insights about "+p.group,
		ui.Field{Name: "text", Label: "query", Value: p.text, Needed: true, Help: "fields, filter, stats, sort, limit, parse, display; commands are joined by |", Validate: wrongQuery},
		ui.Field{Name: "back", Label: "from", Value: ui.Duration(p.back), Needed: true, Help: "how long ago: 15m, 1h, 24h", Validate: func(text string, _ ui.Values) string {
			if d, err := time.ParseDuration(strings.ReplaceAll(text, " ", "")); err != nil || d <= 0 {
				return "a time such as 15m or 24h"
			}
			return ""
		}})
	f.Submit = "run"
	f.Preview = func(v ui.Values) []ui.Line {
		lines := insightsMistake(v["text"])
		return append(lines, ui.In(themes.Dim, "AWS charges by what the query reads; at most "+strconv.Itoa(insightsRows)+" rows come back"))
	}
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) {
		back, err := time.ParseDuration(strings.ReplaceAll(v["back"], " ", ""))
		if err != nil {
			return nil, p.c.Say(err.Error())
		}
		p.text, p.back = v["text"], back
		return nil, p.start()
	}
	p.c.dialogs.Open(f)
}

func wrongQuery(text string, _ ui.Values) string {
	_, err := insights.Parse(text)
	var m *insights.Mistake
	if errors.As(err, &m) {
		return m.Why
	}
	return ""
}

func insightsMistake(text string) []ui.Line {
	_, err := insights.Parse(text)
	var m *insights.Mistake
	if !errors.As(err, &m) {
		return nil
	}
	return mistakeLines(m.Query, m.Offset, m.Why)
}

// start begins the query.
func (p *insightsPage) start() tea.Cmd {
	p.Stop()
	ctx, cancel := context.WithCancel(p.c.opts.Context)
	end := p.c.snap.Now
	p.work = &insightsWork{ctx: ctx, cancel: cancel, client: p.c.opts.Client,
		query: awsclient.InsightsQuery{Groups: []string{p.group}, Text: p.text, Start: end.Add(-p.back), End: end, Limit: insightsRows}}
	p.asked, p.err = true, nil
	p.show(awsclient.InsightsResult{Status: "Scheduled"})
	return p.step(p.work)
}

// step asks how far the query is, and again after a while.
func (p *insightsPage) step(work *insightsWork) tea.Cmd {
	return p.c.later(func() func(*Console) tea.Cmd {
		result, err := work.progress()
		return func(*Console) tea.Cmd {
			if p.work != work {
				return nil
			}
			if err != nil {
				p.work, p.err = nil, logsError(err)
				work.cancel()
				return nil
			}
			p.show(result)
			if result.Done() {
				p.work = nil
				work.cancel()
				return nil
			}
			return p.step(work)
		}
	})
}

// progress is how far the query is: at once the first time, then after a
// while. A query that is not wanted any more is stopped at AWS.
func (w *insightsWork) progress() (awsclient.InsightsResult, error) {
	var err error
	if w.id == "" {
		if w.id, err = w.client.StartInsights(w.ctx, w.query); err != nil {
			return awsclient.InsightsResult{}, err
		}
	} else {
		timer := time.NewTimer(insightsEvery)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-w.ctx.Done():
		}
	}
	if w.ctx.Err() == nil {
		var result awsclient.InsightsResult
		if result, err = w.client.Insights(w.ctx, w.id); w.ctx.Err() == nil {
			return result, err
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), callTimeout)
	defer cancel()
	w.client.StopInsights(ctx, w.id) //nolint:errcheck // it ends by itself, too
	return awsclient.InsightsResult{}, w.ctx.Err()
}

// show makes the table of a result.
func (p *insightsPage) show(r awsclient.InsightsResult) {
	same := p.table != nil && strings.Join(r.Columns, "\x00") == strings.Join(p.result.Columns, "\x00")
	p.result = r
	if !same {
		p.table = ui.NewTable(insightsColumns(r.Columns), func(row insightsRow) string { return strconv.Itoa(row.n) })
		p.table.Empty = p.empty
	}
	rows := make([]insightsRow, min(len(r.Rows), insightsRows))
	for i := range rows {
		rows[i] = insightsRow{i, r.Rows[i]}
	}
	p.table.SetRows(rows)
}

func insightsColumns(names []string) []ui.Column[insightsRow] {
	if len(names) == 0 {
		return []ui.Column[insightsRow]{{Cell: func(insightsRow) ui.Cell { return nil }}}
	}
	columns := make([]ui.Column[insightsRow], len(names))
	for i, name := range names {
		of := func(r insightsRow) string { return r.cells[i] }
		columns[i] = ui.Column[insightsRow]{Title: name, Field: strings.TrimPrefix(name, "@"), Max: 60, Priority: i,
			Cell: func(r insightsRow) ui.Cell { return ui.Say(of(r)) }, Value: of, Compare: func(a, b insightsRow) int { return compareCells(of(a), of(b)) }}
		switch name {
		case "@message":
			columns[i].Min, columns[i].Flex, columns[i].Max, columns[i].Priority = 20, 3, 0, 0
		case "@timestamp":
			columns[i].Max, columns[i].Priority = 23, 0
		case "@logStream":
			columns[i].Max = 22
		}
	}
	return columns
}

// compareCells puts numbers in their order, and other texts in theirs.
func compareCells(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX != nil || errY != nil:
		return strings.Compare(a, b)
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (p *insightsPage) empty() []ui.Line {
	switch {
	case !p.asked:
		return []ui.Line{ui.In(themes.Dim, "  A types a query and runs it. For example:"), nil,
			ui.In(themes.Code, "  "+insightsFirst),
			ui.In(themes.Code, "  filter @message like /ERROR/ | stats count(*) by bin(5m)"),
			ui.In(themes.Code, "  stats count(*) as lines by @logStream | sort lines desc")}
	case p.work != nil:
		return []ui.Line{ui.In(themes.Dim, "  the query runs...")}
	}
	return []ui.Line{ui.In(themes.Dim, "  the query found nothing in the last "+ui.Duration(p.back))}
}

func (p *insightsPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	head := painter.Line(ui.Line{{Text: " " + p.text, Role: themes.Code}}, rect.W) + "\n" + painter.Line(p.standing(), rect.W) + "\n"
	return head + p.table.Draw(ui.Rect{W: rect.W, H: max(1, rect.H-2)}, painter)
}

// standing is how far the query is.
func (p *insightsPage) standing() ui.Line {
	if !p.asked {
		return ui.In(themes.Dim, " not asked yet")
	}
	role := themes.Dim
	switch p.result.Status {
	case "Scheduled", "Running":
		role = themes.Accent
	case "Failed", "Timeout":
		role = themes.Bad
	}
	words := "  last " + ui.Duration(p.back) + ", " + strconv.Itoa(p.result.Scanned) + " events read (" + ui.Bytes(float64(p.result.Bytes)) + "), " + strconv.Itoa(p.result.Matched) + " matched"
	if over := len(p.result.Rows) - insightsRows; over > 0 {
		words += ", " + strconv.Itoa(over) + " rows not shown"
	}
	return ui.Line{{Text: " " + p.result.Status, Role: role}, {Text: words, Role: themes.Dim}}
}

func (p *insightsPage) showRow() {
	row, _ := p.table.Selected()
	var lines []ui.Line
	for i, name := range p.result.Columns {
		lines = append(lines, ui.In(themes.Name, name))
		for _, line := range ui.JSONLines([]byte(row.cells[i])) {
			lines = append(lines, append(ui.Say("  "), line...))
		}
	}
	p.c.dialogs.Open(ui.NewMessage("Row "+strconv.Itoa(row.n+1), lines...))
}

func (p *insightsPage) showCommand() tea.Cmd {
	end := p.c.snap.Now
	command := p.c.inRegion(Command("aws", "logs", "start-query", "--log-group-name", p.group, "--start-time", strconv.FormatInt(end.Add(-p.back).Unix(), 10),
		"--end-time", strconv.FormatInt(end.Unix(), 10), "--query-string", p.text))
	items := []ui.Item{{Title: "copy to the clipboard", Key: "y", Do: func() tea.Cmd { return p.c.copied(command, "the command") }}}
	p.c.dialogs.Open(ui.NewMenu("The same with aws", items, ui.In(themes.Code, command)))
	return nil
}

func (p *insightsPage) export() {
	rows := p.table.Rows()
	p.c.askExport("insights "+p.group, len(rows), func() ([][]string, []any) {
		lines, values := [][]string{p.result.Columns}, []any(nil)
		for _, r := range rows {
			lines = append(lines, append([]string(nil), r.cells...))
			value := map[string]string{}
			for i, name := range p.result.Columns {
				value[name] = r.cells[i]
			}
			values = append(values, value)
		}
		return lines, values
	})
}

func (p *insightsPage) SetFilter(text string) error { return p.table.SetFilter(text) }
func (p *insightsPage) Filter() string              { return p.table.Filter() }
func (p *insightsPage) Status() string              { return p.table.Status() }
func (p *insightsPage) Scroll(lines int)            { p.table.Move(lines) }
func (p *insightsPage) Click(x, y int)              { p.table.Click(x, y-2) }
