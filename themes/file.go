package themes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// largestFile bounds a theme's file: one that names every role with every
// attribute has some four thousand bytes.
const largestFile = 64 << 10

// file is a theme as a user writes it: what it leaves out is as in the theme
// that it is based on.
type file struct {
	Name       string           `json:"name"`
	BasedOn    string           `json:"based-on"`
	Background *string          `json:"background"`
	Selected   *string          `json:"selected"`
	Marked     *string          `json:"marked"`
	Roles      map[string]style `json:"roles"`
}

// style is a role in a file: a colour alone, or attributes.
type style struct {
	Foreground *string `json:"foreground"`
	Background *string `json:"background"`
	Bold       *bool   `json:"bold"`
	Underline  *bool   `json:"underline"`
	Reverse    *bool   `json:"reverse"`
	Italic     *bool   `json:"italic"`
}

// UnmarshalJSON reads "#rrggbb" for the foreground, or an object of attributes.
func (s *style) UnmarshalJSON(data []byte) error {
	var colour string
	if json.Unmarshal(data, &colour) == nil {
		s.Foreground = &colour
		return nil
	}
	type plain style
	return strictly(data, (*plain)(s))
}

// Read reads a theme of a user's own. The file is JSON: a name, the built-in
// theme that it is based on (dark when it says none), and what is different:
// the colours that the screen and its selected and marked rows have, and roles
// by name, each a colour or {"foreground", "background", "bold", "underline",
// "reverse", "italic"}. Colours are "#rrggbb", "" for the terminal's own.
// What it does not know it refuses by name.
func Read(r io.Reader) (*Theme, error) {
	data, err := io.ReadAll(io.LimitReader(r, largestFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > largestFile {
		return nil, fmt.Errorf("larger than %d bytes", largestFile)
	}
	var f file
	if err := strictly(data, &f); err != nil {
		return nil, err
	}
	p, err := f.palette()
	if err != nil {
		return nil, err
	}
	return New(p)
}

// strictly reads one JSON value without fields that it does not know.
func strictly(data []byte, v any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something behind the theme")
	}
	return nil
}

// palette is the theme that f is based on, with what f changes.
func (f file) palette() (Palette, error) {
	if f.Name == "" {
		return Palette{}, errors.New(`it has no "name"`)
	}
	if slices.Contains(Names(), f.Name) {
		return Palette{}, fmt.Errorf("%q is the name of a built-in theme", f.Name)
	}
	p, err := basis(f.BasedOn)
	if err != nil {
		return Palette{}, err
	}
	p.Name = f.Name
	set(&p.Background, f.Background)
	set(&p.SelectedBackground, f.Selected)
	set(&p.MarkedBackground, f.Marked)
	for name, s := range f.Roles {
		role, err := roleNamed(name)
		if err != nil {
			return Palette{}, err
		}
		p.Styles[role] = s.over(p.Styles[role])
	}
	return p, nil
}

// basis is the palette of a built-in theme.
func basis(name string) (Palette, error) {
	if name == "" {
		return darkPalette(), nil
	}
	i := slices.IndexFunc(palettes(), func(p Palette) bool { return p.Name == name })
	if i < 0 {
		return Palette{}, fmt.Errorf("it is based on %q, which is none of %s", name, strings.Join(Names(), ", "))
	}
	return palettes()[i], nil
}

func (s style) over(old Style) Style {
	set(&old.Foreground, s.Foreground)
	set(&old.Background, s.Background)
	set(&old.Bold, s.Bold)
	set(&old.Underline, s.Underline)
	set(&old.Reverse, s.Reverse)
	set(&old.Italic, s.Italic)
	return old
}

// set replaces a value by one that was given.
func set[T any](v, given *T) {
	if given != nil {
		*v = *given
	}
}

// roleNamed is the role of a name in a file.
func roleNamed(name string) (Role, error) {
	for _, r := range Roles() {
		if r.String() == name {
			return r, nil
		}
	}
	var all []string
	for _, r := range Roles() {
		all = append(all, r.String())
	}
	return 0, fmt.Errorf("there is no role %q; there are %s", name, strings.Join(all, ", "))
}
