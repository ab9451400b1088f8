package ui

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// JSONView is a dialog with a whole record as coloured JSON: it scrolls and
// searches.
type JSONView struct {
	Heading string
	lines   []Line // unbroken
	wrapped []Line // for width
	width   int
	scroll  Scroll
	input   *Input // while a search is being typed
	search  string // lower case
	hits    []int  // wrapped lines with the search in them
	hit     int
}

// NewJSONView is a view of a record. What is no JSON is shown as it is.
func NewJSONView(heading string, record []byte) *JSONView {
	return &JSONView{Heading: heading, lines: JSONLines(record)}
}

// JSONLines is a record as indented JSON in roles. What is no JSON is returned
// as plain lines.
func JSONLines(record []byte) []Line {
	var b bytes.Buffer
	var lines []Line
	if json.Indent(&b, record, "", "  ") != nil {
		for _, text := range CleanLines(string(record)) {
			lines = append(lines, Say(text))
		}
		return lines
	}
	for _, text := range strings.Split(b.String(), "\n") {
		lines = append(lines, jsonLine(text))
	}
	return lines
}

// jsonLine colours one line of indented JSON: perhaps a name, then a value or
// brackets.
func jsonLine(text string) Line {
	body := strings.TrimLeft(text, " ")
	l := Say(text[:len(text)-len(body)])
	if body != "" && body[0] == '"' {
		if end := stringEnd(body); end < len(body) && body[end] == ':' {
			l = append(l, Span{body[:end], themes.Name}, Span{": ", themes.Faint})
			body = strings.TrimPrefix(body[end+1:], " ")
		}
	}
	value := strings.TrimSuffix(body, ",")
	l = append(l, Span{value, jsonRole(value)})
	if len(value) < len(body) {
		l = append(l, Span{",", themes.Faint})
	}
	return l
}

// stringEnd is where a JSON string that s begins with ends.
func stringEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

func jsonRole(value string) themes.Role {
	switch {
	case value == "":
		return themes.Text
	case value[0] == '"':
		return themes.Literal
	case value[0] == '-' || value[0] >= '0' && value[0] <= '9':
		return themes.Number
	case value == "true" || value == "false" || value == "null":
		return themes.Accent
	}
	return themes.Faint
}

// Title implements Dialog.
func (v *JSONView) Title() string {
	if v.search == "" {
		return v.Heading
	}
	at := 0
	if len(v.hits) > 0 {
		at = v.hit + 1
	}
	return v.Heading + "  /" + v.search + "  " + strconv.Itoa(at) + " of " + strconv.Itoa(len(v.hits))
}

// Keys implements Dialog.
func (v *JSONView) Keys() []Key {
	if v.input != nil {
		return []Key{hint(1, "enter", "search"), hint(2, "esc", "cancel")}
	}
	return []Key{hint(1, "/", "search"), hint(2, "n", "next"), hint(3, "N", "previous"), hint(4, "esc", "close")}
}

// Update implements Dialog.
func (v *JSONView) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	if turn, ok := msg.(tea.MouseWheelMsg); ok {
		v.scroll.By(wheel(turn))
		return v, nil
	}
	key, pressed := msg.(tea.KeyPressMsg)
	if v.input != nil {
		v.typing(msg, key.String())
		return v, nil
	}
	if !pressed {
		return v, nil
	}
	switch key.String() {
	case "/":
		v.input = NewInput("")
	case "n":
		v.next(1)
	case "N":
		v.next(-1)
	case "esc":
		if v.search == "" {
			return nil, nil
		}
		v.find("")
	case "q":
		return nil, nil
	default:
		Dispatch(key, v.scroll.Keys())
	}
	return v, nil
}

// typing edits the search; what matches is found with each key.
func (v *JSONView) typing(msg tea.Msg, key string) {
	switch key {
	case "esc":
		v.input = nil
		v.find("")
	case "enter":
		v.input = nil
	default:
		if v.input.Update(msg) {
			v.find(v.input.Value())
		}
	}
}

func (v *JSONView) find(text string) {
	v.search, v.hit = strings.ToLower(text), 0
	v.seek()
	v.show()
}

// seek finds the lines that match.
func (v *JSONView) seek() {
	v.hits = nil
	if v.search == "" {
		return
	}
	for i, l := range v.wrapped {
		if strings.Contains(strings.ToLower(l.Text()), v.search) {
			v.hits = append(v.hits, i)
		}
	}
	v.hit = min(v.hit, max(len(v.hits)-1, 0))
}

func (v *JSONView) next(by int) {
	if n := len(v.hits); n > 0 {
		v.hit = ((v.hit+by)%n + n) % n
		v.show()
	}
}

func (v *JSONView) show() {
	if v.hit < len(v.hits) {
		v.scroll.Show(v.hits[v.hit])
	}
}

// Size implements Dialog.
func (v *JSONView) Size(most Rect) Rect {
	w := 40
	for _, l := range v.lines {
		w = max(w, l.Width())
	}
	w = min(w, most.W)
	return Rect{w, min(len(wrapLines(v.lines, w))+1, most.H)}
}

// Draw implements Dialog.
func (v *JSONView) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	if v.wrapped == nil || v.width != rect.W {
		v.wrapped, v.width = wrapLines(v.lines, rect.W), rect.W
		v.seek()
	}
	room := max(rect.H-1, 1)
	offset := v.scroll.Fit(room, len(v.wrapped))
	drawn := make([]string, 0, rect.H)
	for _, l := range window(v.wrapped, offset, room) {
		drawn = append(drawn, p.Line(v.found(l), rect.W))
	}
	if rect.H > 1 {
		for len(drawn) < rect.H-1 {
			drawn = append(drawn, spaces(rect.W))
		}
		drawn = append(drawn, p.Line(v.foot(rect.W), rect.W))
	}
	return Fit(drawn, rect)
}

// foot is the search being typed, or what part is seen.
func (v *JSONView) foot(width int) Line {
	if v.input != nil {
		return append(In(themes.Key, "/"), v.input.Line(width-1, true)...)
	}
	return In(themes.Faint, v.scroll.Place())
}

// found marks the search in a line that has it.
func (v *JSONView) found(l Line) Line {
	if v.search == "" {
		return l
	}
	var out Line
	for _, s := range l {
		out = append(out, highlight(s, v.search)...)
	}
	return out
}

// highlight splits a span so that a lower-case text in it stands out. Text
// whose length changes with its case is left alone.
func highlight(s Span, lower string) Line {
	folded := strings.ToLower(s.Text)
	if len(folded) != len(s.Text) {
		return Line{s}
	}
	var out Line
	from := 0
	for {
		i := strings.Index(folded[from:], lower)
		if i < 0 {
			return append(out, Span{s.Text[from:], s.Role})
		}
		end := from + i + len(lower)
		out = append(out, Span{s.Text[from : from+i], s.Role}, Span{s.Text[from+i : end], themes.Match})
		from = end
	}
}
