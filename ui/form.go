package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// FieldKind is what kind of value a field of a form has.
type FieldKind uint8

// The kinds of fields.
const (
	TextField   FieldKind = iota // any text
	NumberField                  // a whole number
	ChoiceField                  // one of Choices
	ToggleField                  // "true" or "false"
	MultiField                   // several of Choices, separated by commas
	AreaField                    // text of several lines, a script for instance
)

// Field is one thing to fill in.
type Field struct {
	Name    string // names the value
	Label   string
	Help    string // shown while the field has the keyboard
	Kind    FieldKind
	Value   string // at first
	Choices []string
	// Say is a choice in words, where its value alone tells too little; nil: the
	// value.
	Say func(choice string) string
	// Page is the heading of the page that the field is on. A form of several
	// pages shows one at a time: enter leads to the next, and from the last one on.
	Page string
	// When tells whether the field is asked for at all, by the values of those
	// before it; nil: always. One that is not has no value.
	When func(Values) bool
	// Needed refuses an empty value.
	Needed bool
	// Validate is why a value is wrong, "" when it is not. It runs with each
	// key; values are those of all fields.
	Validate func(value string, values Values) string
}

// Values are what the fields of a form hold, by name.
type Values map[string]string

// Int is a number field's value, 0 when it is not a number.
func (v Values) Int(name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(v[name]))
	if err != nil {
		return 0
	}
	return n
}

// Bool is a toggle's value.
func (v Values) Bool(name string) bool { return v[name] == "true" }

// List is a multi field's values.
func (v Values) List(name string) []string {
	if v[name] == "" {
		return nil
	}
	return strings.Split(v[name], ",")
}

// Form is a dialog with fields. What is wrong is said while typing, and a
// preview shows what would happen.
type Form struct {
	Heading string
	Submit  string // what enter does: "review"
	// Preview is what the values would do, drawn beside or below the fields.
	Preview func(Values) []Line
	// Done runs when enter is pressed and no value is wrong: it returns the
	// dialog to go on with (usually a Confirm), or nil, and a command.
	Done func(Values) (Dialog, tea.Cmd)

	fields  []Field
	inputs  []*Input // nil for fields that are not typed
	values  []string
	touched []bool // what is wrong is said once something was typed
	picked  []int  // cursor among the choices of a multi field
	focus   int
	scroll  Scroll
}

// asked tells whether a field is asked for now, by the values of those before
// it that are.
func (f *Form) asked(i int) bool {
	if f.fields[i].When == nil {
		return true
	}
	v := Values{}
	for n, field := range f.fields[:i] {
		if field.When == nil || field.When(v) {
			v[field.Name] = f.values[n]
		}
	}
	return f.fields[i].When(v)
}

// shown tells whether a field is on the page in sight.
func (f *Form) shown(i int) bool { return f.fields[i].Page == f.page() && f.asked(i) }

// page is the heading of the page in sight, "" in a form without pages.
func (f *Form) page() string {
	if len(f.fields) == 0 {
		return ""
	}
	return f.fields[f.focus].Page
}

// pages are the headings of the pages that have anything to ask.
func (f *Form) pages() []string {
	var all []string
	for i := range f.fields {
		if f.asked(i) && !slices.Contains(all, f.fields[i].Page) {
			all = append(all, f.fields[i].Page)
		}
	}
	return all
}

// turnPage goes to the first field of a page further on, or back; false when
// there is no such page.
func (f *Form) turnPage(by int) bool {
	pages := f.pages()
	at := slices.Index(pages, f.page()) + by
	if at < 0 || at >= len(pages) {
		return false
	}
	for i := range f.fields {
		if f.fields[i].Page == pages[at] && f.asked(i) {
			f.focus = i
			return true
		}
	}
	return false
}

// NewForm is a form of fields.
func NewForm(heading string, fields ...Field) *Form {
	f := &Form{Heading: heading, Submit: "go on", fields: fields, inputs: make([]*Input, len(fields)),
		values: make([]string, len(fields)), touched: make([]bool, len(fields)), picked: make([]int, len(fields))}
	for i, field := range fields {
		f.values[i] = field.Value
		switch field.Kind {
		case TextField, NumberField, AreaField:
			f.inputs[i] = NewInput(field.Value)
			if field.Kind == AreaField {
				f.inputs[i] = NewInput(marked(field.Value))
			}
		case ChoiceField:
			if !slices.Contains(field.Choices, field.Value) && len(field.Choices) > 0 {
				f.values[i] = field.Choices[0]
			}
		case ToggleField:
			f.values[i] = strconv.FormatBool(field.Value == "true")
		}
	}
	return f
}

// newline stands for a line break where text of several lines is edited.
const newline = "↵"

// marked is text of several lines as it is edited.
func marked(s string) string { return strings.ReplaceAll(s, "\n", newline) }

// unmarked is what was edited as the text that it stands for.
func unmarked(s string) string { return strings.ReplaceAll(s, newline, "\n") }

// Values are what the fields hold now; "" for those that are not asked for.
func (f *Form) Values() Values {
	v := Values{}
	for i, field := range f.fields {
		v[field.Name] = ""
		if f.asked(i) {
			v[field.Name] = f.values[i]
		}
	}
	return v
}

// Wrong is why the form cannot be submitted, "" when it can.
func (f *Form) Wrong() string {
	values := f.Values()
	for i := range f.fields {
		if why := f.wrong(i, values); why != "" {
			return f.fields[i].Label + ": " + why
		}
	}
	return ""
}

func (f *Form) wrong(i int, values Values) string {
	if !f.asked(i) {
		return ""
	}
	field, value := f.fields[i], f.values[i]
	if strings.TrimSpace(value) == "" {
		if field.Needed {
			return "needed"
		}
		if field.Kind == NumberField {
			return ""
		}
	}
	if field.Kind == NumberField {
		if _, err := strconv.Atoi(strings.TrimSpace(value)); err != nil {
			return "not a whole number"
		}
	}
	if field.Validate != nil {
		return field.Validate(value, values)
	}
	return ""
}

// wrongHere is what is wrong on the page in sight.
func (f *Form) wrongHere() string {
	values := f.Values()
	for i := range f.fields {
		if f.shown(i) {
			if why := f.wrong(i, values); why != "" {
				return f.fields[i].Label + ": " + why
			}
		}
	}
	return ""
}

// Title implements Dialog: with the page, where there are several.
func (f *Form) Title() string {
	pages := f.pages()
	if len(pages) < 2 {
		return f.Heading
	}
	at := slices.Index(pages, f.page()) + 1
	return f.Heading + " · " + strconv.Itoa(at) + " of " + strconv.Itoa(len(pages)) + ": " + f.page()
}

// last tells whether the page in sight is the last one.
func (f *Form) last() bool {
	pages := f.pages()
	return len(pages) == 0 || f.page() == pages[len(pages)-1]
}

// Keys implements Dialog.
func (f *Form) Keys() []Key {
	submit := hint(1, "enter", f.Submit)
	submit.Off = f.Wrong
	if !f.last() {
		submit = hint(1, "enter", "next page")
		submit.Off = f.wrongHere
	}
	keys := []Key{submit, hint(2, "tab", "next field")}
	if f.focus < len(f.fields) {
		switch f.fields[f.focus].Kind {
		case ChoiceField:
			keys = append(keys, Key{Keys: []string{"left"}, Label: "→ choose", Hint: 3})
		case ToggleField:
			keys = append(keys, hint(3, "space", "turn"))
		case MultiField:
			keys = append(keys, hint(3, "space", "pick"))
		case AreaField:
			keys = append(keys, hint(3, "ctrl+j", "new line"))
		}
	}
	if pages := f.pages(); len(pages) > 0 && f.page() != pages[0] {
		return append(keys, hint(4, "esc", "page before"))
	}
	return append(keys, hint(4, "esc", "cancel"))
}

// Update implements Dialog.
func (f *Form) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	key, _ := msg.(tea.KeyPressMsg)
	switch key.String() {
	case "esc":
		if f.turnPage(-1) {
			return f, nil
		}
		return nil, nil
	case "enter":
		return f.submit()
	case "down", "up":
		f.upOrDown(key.String())
	case "tab":
		f.turn(1)
	case "shift+tab":
		f.turn(-1)
	default:
		f.edit(msg, key.String())
	}
	return f, nil
}

// upOrDown moves among the choices of a multi field, and past its ends, as in
// any other field, to the next one.
func (f *Form) upOrDown(key string) {
	by := 1
	if key == "up" {
		by = -1
	}
	if f.focus < len(f.fields) && f.fields[f.focus].Kind == MultiField {
		if to := f.picked[f.focus] + by; to >= 0 && to < len(f.fields[f.focus].Choices) {
			f.picked[f.focus] = to
			return
		}
	}
	f.turn(by)
}

// turn goes to the next field, or the one before, of the page in sight.
func (f *Form) turn(by int) {
	n := len(f.fields)
	if n == 0 {
		return
	}
	f.touched[f.focus] = true
	for at := f.focus + by; ; at += by {
		at = (at + n) % n
		if f.shown(at) {
			f.focus = at
			return
		}
	}
}

// submit goes on when nothing is wrong, to the next page as long as there is
// one; else it goes to the first wrong field.
func (f *Form) submit() (Dialog, tea.Cmd) {
	values := f.Values()
	last := f.last()
	for i := range f.fields {
		if !last && !f.shown(i) {
			continue
		}
		f.touched[i] = true
		if f.wrong(i, values) != "" {
			f.focus = i
			return f, nil
		}
	}
	if !last {
		f.turnPage(1)
		return f, nil
	}
	if f.Done == nil {
		return nil, nil
	}
	return f.Done(values)
}

// edit gives a key to the field that has the keyboard.
func (f *Form) edit(msg tea.Msg, key string) {
	if f.focus >= len(f.fields) {
		return
	}
	i := f.focus
	field := f.fields[i]
	switch field.Kind {
	case TextField, NumberField:
		if field.Kind == NumberField && !f.touched[i] && len(key) == 1 {
			f.inputs[i].SetValue("") // the first digit takes the place of what was proposed
		}
		if f.inputs[i].Update(msg) {
			f.values[i], f.touched[i] = f.inputs[i].Value(), true
		}
	case AreaField:
		f.write(i, msg, key)
	case ToggleField:
		if key == "space" || key == "left" || key == "right" {
			f.values[i] = strconv.FormatBool(f.values[i] != "true")
		}
	case ChoiceField:
		f.chooseBy(i, step(key))
	case MultiField:
		f.pick(i, key)
	}
}

// write gives a key, or pasted text with all its lines, to a field of several
// lines.
func (f *Form) write(i int, msg tea.Msg, key string) {
	if paste, ok := msg.(tea.PasteMsg); ok {
		paste.Content = marked(strings.ReplaceAll(strings.ReplaceAll(paste.Content, "\r\n", "\n"), "\r", "\n"))
		msg = paste
	}
	if key == "ctrl+j" || key == "alt+enter" || key == "shift+enter" {
		msg = tea.PasteMsg{Content: newline}
	}
	if f.inputs[i].Update(msg) {
		f.values[i], f.touched[i] = unmarked(f.inputs[i].Value()), true
	}
}

// step is which way a key goes among choices.
func step(key string) int {
	switch key {
	case "right", "space", "l":
		return 1
	case "left", "h":
		return -1
	}
	return 0
}

func (f *Form) chooseBy(i, by int) {
	choices := f.fields[i].Choices
	if n := len(choices); n > 0 && by != 0 {
		at := slices.Index(choices, f.values[i])
		f.values[i] = choices[((at+by)%n+n)%n]
		f.touched[i] = true
	}
}

// say is a choice of a field in words.
func (field Field) say(choice string) string {
	if field.Say == nil {
		return choice
	}
	return field.Say(choice)
}

// pick moves among the choices of a multi field, or picks one. Values stay in
// the order of the choices.
func (f *Form) pick(i int, key string) {
	choices := f.fields[i].Choices
	if len(choices) == 0 {
		return
	}
	if key != "space" {
		f.picked[i] = max(min(f.picked[i]+step(key), len(choices)-1), 0)
		return
	}
	f.touched[i] = true
	had := Values{"": f.values[i]}.List("")
	var now []string
	for c, choice := range choices {
		if slices.Contains(had, choice) != (c == f.picked[i]) {
			now = append(now, choice)
		}
	}
	f.values[i] = strings.Join(now, ",")
}
