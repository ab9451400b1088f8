package ui

import (
	"slices"

	"fleetglass/themes"
)

const (
	formWidth    = 46 // of the fields
	previewWidth = 44 // of the preview beside them
)

// Size implements Dialog.
func (f *Form) Size(most Rect) Rect {
	h, help := 0, 2
	for i := range f.fields {
		if f.shown(i) {
			h += f.height(i) + 1 // a field and what is wrong with it
			help = max(help, len(f.help(i, formWidth-1, f.labels(formWidth-1))))
		}
	}
	h += help // that of the longest, so that the box stands still
	w := formWidth
	if f.Preview == nil {
		return Rect{min(w+14, most.W), min(h, most.H)}
	}
	preview := len(wrapLines(f.Preview(f.Values()), previewWidth))
	if most.W >= formWidth+previewWidth+3 {
		return Rect{formWidth + previewWidth + 3, min(max(h, preview), most.H)}
	}
	return Rect{min(formWidth+14, most.W), min(h+1+preview, most.H)}
}

// height is how many lines a field takes: one, or one a choice when several can
// be picked.
func (f *Form) height(i int) int {
	if f.fields[i].Kind == MultiField {
		return max(len(f.fields[i].Choices), 1)
	}
	return 1
}

// Draw implements Dialog.
func (f *Form) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	beside := f.Preview != nil && rect.W >= formWidth+previewWidth+3
	w := rect.W
	if beside {
		w = formWidth - 1
	}
	lines, focused := f.lines(w, p)
	if f.Preview == nil {
		return f.window(lines, focused, rect, p)
	}
	if !beside {
		lines = append(append(lines, nil), wrapLines(f.Preview(f.Values()), rect.W)...)
		return f.window(lines, focused, rect, p)
	}
	preview := wrapLines(f.Preview(f.Values()), rect.W-formWidth-3)
	for i := range preview {
		preview[i] = append(Line{{p.Glyphs.Bar + " ", themes.Border}}, preview[i]...)
	}
	for len(preview) < rect.H {
		preview = append(preview, In(themes.Border, p.Glyphs.Bar))
	}
	for i := range lines {
		lines[i] = fitLine(lines[i], formWidth-1)
	}
	return f.window(sideBySide([][]Line{lines, preview}, formWidth-1), focused, rect, p)
}

// fitLine is a line cut to a width.
func fitLine(l Line, width int) Line {
	if l.Width() <= width {
		return l
	}
	var out Line
	used := 0
	for _, s := range l {
		text := Cut(Clean(s.Text), width-used)
		used += Width(text)
		out = append(out, Span{text, s.Role})
	}
	return out
}

func (f *Form) window(lines []Line, focused int, rect Rect, p *Painter) string {
	f.scroll.Fit(rect.H, len(lines))
	f.scroll.Show(focused + 1)
	f.scroll.Show(focused)
	return p.Lines(window(lines, f.scroll.offset, rect.H), rect)
}

// lines are the fields, each with what is wrong below it, and the help of the
// one that has the keyboard; focused is its line.
func (f *Form) lines(width int, p *Painter) (lines []Line, focused int) {
	labels := f.labels(width)
	values := f.Values()
	for i, field := range f.fields {
		if !f.shown(i) {
			continue
		}
		cursor, role := " ", themes.Dim
		if i == f.focus {
			cursor, role, focused = p.Glyphs.Cursor, themes.Title, len(lines)+f.picked[i]
		}
		l := Line{{cursor, themes.Accent}, {Pad(Clean(field.Label), labels) + "  ", role}}
		for n, value := range f.value(i, max(width-labels-3, 1), p) {
			if n > 0 {
				l = Say(spaces(labels + 3))
			}
			lines = append(lines, append(l, value...))
		}
		lines = append(lines, f.wrongLines(i, values, labels+3, width, p)...)
	}
	if f.focus < len(f.fields) {
		lines = append(lines, f.help(f.focus, width, labels)...)
	}
	return lines, focused
}

// labels is how wide the names of the fields in sight are.
func (f *Form) labels(width int) int {
	labels := 0
	for i, field := range f.fields {
		if f.shown(i) {
			labels = max(labels, Width(Clean(field.Label)))
		}
	}
	return min(labels, max(width/2, 1))
}

// help is what is said below the fields while one has the keyboard: of a choice
// that is cut, all of it, and then the field's help.
func (f *Form) help(i, width, labels int) []Line {
	var lines []Line
	field := f.fields[i]
	if say := field.say(f.values[i]); field.Kind == ChoiceField && Width(say) > width-labels-8 {
		for _, text := range Wrap(say, max(width, 1)) {
			lines = append(lines, Say(text))
		}
	}
	for _, text := range Wrap(field.Help, max(width, 1)) {
		lines = append(lines, In(themes.Dim, text))
	}
	return lines
}

// wrongLines are what is wrong with a field, below it; one empty line when
// nothing is.
func (f *Form) wrongLines(i int, values Values, indent, width int, p *Painter) []Line {
	why := f.wrong(i, values)
	if why == "" || !f.touched[i] {
		return []Line{nil}
	}
	var lines []Line
	sign := p.Glyphs.Trouble + " "
	for _, text := range Wrap(why, max(width-indent-Width(sign)-1, 12)) {
		lines = append(lines, Line{{spaces(indent), themes.Text}, {sign + text, themes.Bad}})
		sign = spaces(Width(sign))
	}
	return lines
}

// value is what a field holds, as it is edited; one line but for a multi field.
func (f *Form) value(i, width int, p *Painter) []Line {
	field, value, focused := f.fields[i], f.values[i], i == f.focus
	switch field.Kind {
	case ToggleField:
		if value == "true" {
			return []Line{In(themes.Good, "["+p.Glyphs.Check+"] yes")}
		}
		return []Line{In(themes.Dim, "[ ] no")}
	case ChoiceField:
		if focused {
			return []Line{{{p.Glyphs.Left + " ", themes.Accent}, {Cut(Clean(field.say(value)), width-5), themes.Active}, {" " + p.Glyphs.Right, themes.Accent}}}
		}
		return []Line{Say(field.say(value))}
	case MultiField:
		return f.multi(i, focused, p)
	}
	return []Line{f.inputs[i].Line(width, focused)}
}

// multi is a line a choice.
func (f *Form) multi(i int, focused bool, p *Painter) []Line {
	had := Values{"": f.values[i]}.List("")
	lines := make([]Line, 0, f.height(i))
	for c, choice := range f.fields[i].Choices {
		box, role := "[ ] ", themes.Dim
		if slices.Contains(had, choice) {
			box, role = "["+p.Glyphs.Check+"] ", themes.Good
		}
		words := themes.Text
		if focused && c == f.picked[i] {
			words = themes.Active
		}
		lines = append(lines, Line{{box, role}, {f.fields[i].say(choice), words}})
	}
	if len(lines) == 0 {
		return []Line{In(themes.Faint, "nothing to choose from")}
	}
	return lines
}
