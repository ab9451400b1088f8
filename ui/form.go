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
)

// Field is one thing to fill in.
type Field struct {
	Name    string // names the value
	Label   string
	Help    string // shown while the field has the keyboard
	Kind    FieldKind
	Value   string // at first
	Choices []string
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

// NewForm is a form of fields.
func NewForm(heading string, fields ...Field) *Form {
	f := &Form{Heading: heading, Submit: "go on", fields: fields, inputs: make([]*Input, len(fields)),
		values: make([]string, len(fields)), touched: make([]bool, len(fields)), picked: make([]int, len(fields))}
	for i, field := range fields {
		f.values[i] = field.Value
		switch field.Kind {
		case TextField, NumberField:
			f.inputs[i] = NewInput(field.Value)
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

// Values are what the fields hold now.
func (f *Form) Values() Values {
	v := Values{}
	for i, field := range f.fields {
		v[field.Name] = f.values[i]
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

// Title implements Dialog.
func (f *Form) Title() string { return f.Heading }

// Keys implements Dialog.
func (f *Form) Keys() []Key {
	submit := hint(1, "enter", f.Submit)
	submit.Off = f.Wrong
	keys := []Key{submit, hint(2, "tab", "next field")}
	if f.focus < len(f.fields) {
		switch f.fields[f.focus].Kind {
		case ChoiceField:
			keys = append(keys, Key{Keys: []string{"left"}, Label: "→ choose", Hint: 3})
		case ToggleField:
			keys = append(keys, hint(3, "space", "turn"))
		case MultiField:
			keys = append(keys, hint(3, "space", "pick"))
		}
	}
	return append(keys, hint(4, "esc", "cancel"))
}

// Update implements Dialog.
func (f *Form) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	key, _ := msg.(tea.KeyPressMsg)
	switch key.String() {
	case "esc":
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

func (f *Form) turn(by int) {
	if n := len(f.fields); n > 0 {
		f.touched[f.focus] = true
		f.focus = ((f.focus+by)%n + n) % n
	}
}

// submit goes on when nothing is wrong, else to the first wrong field.
func (f *Form) submit() (Dialog, tea.Cmd) {
	values := f.Values()
	for i := range f.fields {
		f.touched[i] = true
		if f.wrong(i, values) != "" {
			f.focus = i
			return f, nil
		}
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
