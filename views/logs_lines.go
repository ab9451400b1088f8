package views

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/themes"
	"fleetglass/ui"
)

// What a page of log lines keeps at most. A server under load writes that many
// lines in a minute; more of them nobody scrolls through.
const (
	linesKept     = 5000
	lineBytesKept = 4 << 20
	// oneLineKept bounds a single message, which may be a megabyte long.
	oneLineKept = 64 << 10
)

// logLine is an event on the page.
type logLine struct {
	awsclient.LogEvent
	n       int64 // its place: neighbours differ by one
	matched bool
	cut     int // bytes that were left out of the message

	open      []ui.Line // the message unfolded, for a width
	openWidth int
}

// logLines are the events that a page holds, oldest first, within bounds.
type logLines struct {
	all         []*logLine
	bytes       int
	first, next int64 // numbers: of all[0], and for the next at the end
	dropped     int   // lines that went away at the old end
	matches     int
	pattern     logpattern.Pattern
	since       time.Time       // what is older was taken away
	recent      map[string]bool // identities of the lines kept
}

// logIdentity tells whether two events are the same. Live sessions give events
// no id.
func logIdentity(e awsclient.LogEvent) string {
	if e.ID != "" {
		return e.ID
	}
	return e.Stream + "\x00" + e.At.String() + "\x00" + e.Message
}

func (l *logLines) reset() {
	*l = logLines{pattern: l.pattern}
}

// push adds events that are newer, and tells how many were not known.
func (l *logLines) push(events []awsclient.LogEvent) int {
	added := 0
	for _, e := range events {
		if line := l.line(e); line != nil {
			line.n = l.next
			l.next++
			l.all = append(l.all, line)
			added++
		}
	}
	drop := 0
	for len(l.all)-drop > linesKept || l.bytes > lineBytesKept && drop < len(l.all)-1 {
		l.forget(l.all[drop])
		drop++
	}
	if drop > 0 {
		l.all = slices.Clone(l.all[drop:]) // lets go of what is dropped
		l.first += int64(drop)
		l.dropped += drop
	}
	return added
}

// unshift adds events that are older. What is over the bounds goes away at the
// new end; it tells whether anything did.
func (l *logLines) unshift(events []awsclient.LogEvent) (added int, lost bool) {
	var older []*logLine
	for _, e := range events {
		if line := l.line(e); line != nil {
			older = append(older, line)
		}
	}
	for i, line := range older {
		line.n = l.first - int64(len(older)-i)
	}
	l.first -= int64(len(older))
	l.all = append(older, l.all...)
	for len(l.all) > linesKept || l.bytes > lineBytesKept && len(l.all) > 1 {
		last := len(l.all) - 1
		l.forget(l.all[last])
		l.all[last] = nil
		l.all, l.next, lost = l.all[:last], l.next-1, true
	}
	return len(older), lost
}

// line is a new line for an event, nil when it is known.
func (l *logLines) line(e awsclient.LogEvent) *logLine {
	id := logIdentity(e)
	if l.recent[id] {
		return nil
	}
	if l.recent == nil {
		l.recent = map[string]bool{}
	}
	l.recent[id] = true
	line := &logLine{LogEvent: e}
	if over := len(e.Message) - oneLineKept; over > 0 {
		line.Message, line.cut = strings.Clone(strings.ToValidUTF8(e.Message[:oneLineKept], "")), over
	}
	if line.matched = l.pattern.Match(line.Message).Matched; line.matched {
		l.matches++
	}
	l.bytes += len(line.Message)
	return line
}

func (l *logLines) forget(line *logLine) {
	delete(l.recent, logIdentity(line.LogEvent))
	l.bytes -= len(line.Message)
	if line.matched {
		l.matches--
	}
}

// match judges every line by a pattern.
func (l *logLines) match(p logpattern.Pattern) {
	l.pattern, l.matches = p, 0
	for _, line := range l.all {
		if line.matched = p.Match(line.Message).Matched; line.matched {
			l.matches++
		}
	}
}

// at is where a line of a number stands, or would stand.
func (l *logLines) at(n int64) int {
	return max(0, min(int(n-l.first), len(l.all)-1))
}

// newest is the time of the last line, zero without any.
func (l *logLines) newest() time.Time {
	at := l.since
	for _, line := range l.all {
		if line.At.After(at) {
			at = line.At
		}
	}
	return at
}

// shown are the lines that match, with so many around each of them; without
// a pattern all of them match.
func (l *logLines) shown(around int) []int {
	shown := make([]int, 0, len(l.all))
	until := -1 // lines up to here are context
	for i, line := range l.all {
		switch {
		case line.matched:
			from := max(i-around, 0)
			if n := len(shown); n > 0 {
				from = max(from, shown[n-1]+1)
			}
			for ; from <= i; from++ {
				shown = append(shown, from)
			}
			until = i + around
		case i <= until:
			shown = append(shown, i)
		}
	}
	return shown
}

// folded is the message on one line.
func (l *logLine) folded() string { return ui.Clean(strings.TrimRight(l.Message, "\r\n")) }

// isJSON tells whether the message is a JSON object or list.
func (l *logLine) isJSON() bool {
	text := strings.TrimSpace(l.Message)
	return text != "" && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text))
}

// unfolded is the whole message: JSON indented, other text broken into lines.
func (l *logLine) unfolded(width int) []ui.Line {
	if l.open != nil && l.openWidth == width {
		return l.open
	}
	l.open, l.openWidth = nil, width
	if l.isJSON() {
		for _, line := range ui.JSONLines([]byte(l.Message)) {
			l.open = append(l.open, chopped(line, width)...)
		}
	} else {
		for _, text := range ui.CleanLines(strings.TrimRight(l.Message, "\r\n")) {
			for _, part := range ui.Chop(text, width) {
				l.open = append(l.open, ui.Say(part))
			}
		}
	}
	if l.cut > 0 {
		l.open = append(l.open, ui.In(themes.Warn, ui.Bytes(float64(l.cut))+" more are not kept here"))
	}
	if len(l.open) == 0 {
		l.open = []ui.Line{nil}
	}
	return l.open
}

// chopped breaks a line that is too wide; what follows loses its colours.
func chopped(line ui.Line, width int) []ui.Line {
	if line.Width() <= width {
		return []ui.Line{line}
	}
	var all []ui.Line
	for _, part := range ui.Chop(line.Text(), width) {
		all = append(all, ui.In(themes.Code, part))
	}
	return all
}

// level is what a message says of itself: how grave it is.
func (l *logLine) level() themes.Role {
	text := l.Message[:min(len(l.Message), 300)]
	for _, word := range []string{"ERROR", "FATAL", "CRITICAL", "PANIC", "panic:", `"level":"error"`, `"level": "error"`, `" 500 `, `" 502 `, `" 503 `, `" 504 `} {
		if strings.Contains(text, word) {
			return themes.Bad
		}
	}
	for _, word := range []string{"WARN", `"level":"warn"`, `"level": "warn"`} {
		if strings.Contains(text, word) {
			return themes.Warn
		}
	}
	return themes.Text
}
