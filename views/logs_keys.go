package views

import (
	"encoding/json"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
	"fleetglass/ui"
)

const groupLines = "log lines" // heading of the help sheet

// Keys are the keys on log lines. Those that the console has for resources are
// for the line under the cursor here.
func (p *logTail) Keys() []ui.Key {
	key := func(k, label, help string, hint int, do func() tea.Cmd) ui.Key {
		return ui.Key{Keys: []string{k}, Label: label, Help: help, Group: groupLines, Hint: hint, Do: do}
	}
	onLine := func(k ui.Key) ui.Key {
		k.Off = p.offLine
		return k
	}
	fold, follow, pause := "unfold", "follow", "pause"
	if l := p.selected(); l != nil && p.unfoldedAt(l) {
		fold = "fold"
	}
	if p.follow {
		follow = "stop"
	}
	if p.paused {
		pause = "go on"
	}
	live := "live session"
	if p.paid {
		live = "poll"
	}
	keys := []ui.Key{
		onLine(key("enter", fold, "show the whole line, JSON indented, or fold it again", 1, run(p.toggleFold))),
		key("f", follow, "go to the newest line and stay there, also back from the past", 2, run(p.toggleFollow)),
		key("space", pause, "hold the lines still; new ones wait", 3, run(p.togglePause)),
		key("m", "jump", "go to a moment in the past", 4, run(p.askJump)),
		key("o", "context", "show lines around those that match: none, 2, 5", 5, run(p.nextContext)),
		key("U", "unfold all", "unfold or fold all lines", 0, run(func() { p.allOpen = !p.allOpen; clear(p.open) })),
		onLine(key("b", "earlier", "load the lines before the first one", 0, p.earlier)),
		key("v", live, "use a live tail session, for which AWS charges by the minute, or ask again and again, which is free", 0, p.toggleLive),
		key("X", "clear", "take the lines away; what is written from now on appears", 0, run(p.clear)),
		onLine(key("J", "JSON", "the event as JSON", 0, p.showEvent)),
		onLine(key("y", "copy line", "copy the message to the clipboard", 0, func() tea.Cmd { return p.c.copied(p.selected().Message, "the line") })),
		key("c", "command", "the aws command that shows the same", 0, p.showCommand),
		onLine(key("E", "export", "write the lines shown to a file, as CSV or JSON", 0, p.export)),
	}
	page := func() int { return max(1, p.height-1) }
	return append(keys, movement(p.move, page, func() { p.move(-linesKept) }, func() { p.move(linesKept) })...)
}

func (p *logTail) offLine() string {
	if p.selected() == nil {
		return "there are no lines"
	}
	return ""
}

// selected is the line under the cursor, nil without any.
func (p *logTail) selected() *logLine {
	if len(p.shown) == 0 || len(p.lines.all) == 0 {
		return nil
	}
	return p.lines.all[p.lines.at(p.cursor)]
}

// move moves the cursor. At a line that is taller than the page it scrolls
// through it. At the newest line it follows again; in the past it asks for
// more.
func (p *logTail) move(by int) {
	p.shown = p.lines.shown(p.around)
	if len(p.shown) == 0 {
		return
	}
	row := p.cursorRow()
	if l := p.lines.all[p.shown[row]]; l.n == p.top && by*by == 1 && p.unfoldedAt(l) {
		inner := p.inner + by
		if room := p.tall(l, p.c.size.W) - p.height; inner >= 0 && inner <= room {
			p.inner, p.follow = inner, false
			return
		}
	}
	to := max(0, min(row+by, len(p.shown)-1))
	p.cursor = p.lines.all[p.shown[to]].n
	atEnd := to == len(p.shown)-1 && by > 0
	if p.past != nil {
		p.past.wanted = p.past.wanted || atEnd
		return
	}
	p.follow = atEnd
}

func (p *logTail) toggleFold() {
	n := p.selected().n
	if p.open[n] {
		delete(p.open, n)
	} else {
		p.open[n] = true
	}
	p.inner = 0
}

// nextContext shows more lines around matches, or none again.
func (p *logTail) nextContext() {
	switch p.around {
	case 0:
		p.around = 2
	case 2:
		p.around = 5
	default:
		p.around = 0
	}
	if p.pattern == "" {
		p.c.Say(strconv.Itoa(p.around) + " lines around matches; / types a pattern")
	}
}

// clear takes away what is there.
func (p *logTail) clear() {
	if p.past != nil {
		p.present()
	}
	newest := p.lines.newest()
	p.lines.reset()
	clear(p.open)
	p.Stop() // begins anew after the newest line
	if !newest.IsZero() {
		p.lines.since = newest.Add(time.Millisecond)
	}
}

func (p *logTail) showEvent() tea.Cmd {
	record, err := json.MarshalIndent(p.selected().LogEvent, "", "  ")
	if err != nil {
		return p.c.Say("this line cannot be shown as JSON: " + err.Error())
	}
	p.c.dialogs.Open(ui.NewJSONView("Log event", record))
	return nil
}

// showCommand is how aws shows these lines.
func (p *logTail) showCommand() tea.Cmd {
	words := []string{"aws", "logs", "tail", p.group, "--follow"}
	if p.stream != "" {
		words = append(words, "--log-stream-names", p.stream)
	}
	pattern := p.pattern
	if p.past != nil {
		words = []string{"aws", "logs", "filter-log-events", "--log-group-name", p.group, "--start-time", strconv.FormatInt(p.past.from.UnixMilli(), 10)}
		if p.stream != "" {
			words = append(words, "--log-stream-names", p.stream)
		}
	}
	if pattern != "" {
		words = append(words, "--filter-pattern", pattern)
	}
	command := p.c.inRegion(Command(words...))
	items := []ui.Item{{Title: "copy to the clipboard", Key: "y", Do: func() tea.Cmd { return p.c.copied(command, "the command") }}}
	p.c.dialogs.Open(ui.NewMenu("The same with aws", items, ui.In(themes.Code, command)))
	return nil
}

func (p *logTail) export() tea.Cmd {
	shown := make([]*logLine, len(p.shown))
	for i, at := range p.shown {
		shown[i] = p.lines.all[at]
	}
	p.c.askExport("log "+p.group, len(shown), func() ([][]string, []any) {
		lines, values := [][]string{{"time", "stream", "message"}}, []any(nil)
		for _, l := range shown {
			lines = append(lines, []string{l.At.UTC().Format(time.RFC3339Nano), l.Stream, l.Message})
			values = append(values, l.LogEvent)
		}
		return lines, values
	})
	return nil
}
