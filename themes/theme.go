// Package themes knows what each role of text looks like: colours, attributes
// and glyphs. It knows nothing of screens, rows or AWS. Its themes are data
// (a Palette), turned once into the terminal sequences that drawing needs, so
// that painting a cell is joining two strings.
//
// A theme never paints the background of the whole screen: the terminal's own
// stays. Colours are written as 24 bits; whoever writes to the terminal
// reduces them to what it can show.
package themes

import (
	"fmt"
	"slices"
	"strings"
)

// Reset ends all attributes.
const Reset = "\x1b[m"

// Style is how one role looks. Colours are "#rrggbb", "" for the terminal's own.
type Style struct {
	Foreground string
	Background string
	Bold       bool
	Underline  bool
	Reverse    bool
	Italic     bool
}

// Palette is a theme as data, readable from a user's file.
type Palette struct {
	Name string
	// Background is what the colours were chosen for. It is never painted.
	Background string
	// SelectedBackground and MarkedBackground lie under whole rows; "" reverses
	// the selected row and leaves a marked one alone.
	SelectedBackground string
	MarkedBackground   string
	// Contrast is the ratio of WCAG that every text keeps on its row; 0 for a
	// theme without colours.
	Contrast float64
	Styles   map[Role]Style
}

// Theme is a palette made ready for drawing. It is immutable and may be shared.
type Theme struct {
	Name    string
	palette Palette
	prefix  [stateCount][roleCount]string
	bare    [roleCount]bool
}

// New makes a theme of a palette; it fails on colours that it cannot read.
func New(p Palette) (*Theme, error) {
	t := &Theme{Name: p.Name, palette: p}
	for role := range roleCount {
		s := p.Styles[role]
		t.bare[role] = s.Background == "" && !s.Underline && !s.Reverse
	}
	for state := range stateCount {
		for role := range roleCount {
			style, err := p.styleOn(role, state)
			if err != nil {
				return nil, fmt.Errorf("theme %s: %w", p.Name, err)
			}
			t.prefix[state][role], err = sequence(style)
			if err != nil {
				return nil, fmt.Errorf("theme %s: %w", p.Name, err)
			}
		}
	}
	return t, nil
}

// Prefix is the terminal sequence that begins text of a role. It is absolute:
// it does not depend on what was in force before it.
func (t *Theme) Prefix(r Role) string { return t.prefix[Normal][r] }

// PrefixOn is Prefix on a row that is under the cursor or not.
func (t *Theme) PrefixOn(r Role, selected bool) string {
	if selected {
		return t.prefix[OnSelected][r]
	}
	return t.prefix[Normal][r]
}

// PrefixIn is Prefix on a row in a state.
func (t *Theme) PrefixIn(r Role, s State) string { return t.prefix[s][r] }

// Bare tells whether a space in the role looks like any other space of its row:
// it has no background, line or reversal of its own.
func (t *Theme) Bare(r Role) bool { return t.bare[r] }

// Paint is text in a role, ended by Reset.
func (t *Theme) Paint(r Role, s string) string {
	if s == "" {
		return ""
	}
	return t.prefix[Normal][r] + s + Reset
}

// Style is how a role looks off any selected row.
func (t *Theme) Style(r Role) Style { return t.palette.Styles[r] }

// Background is the colour that the theme was made for, "" for any.
func (t *Theme) Background() string { return t.palette.Background }

// styleOn is the style of a role on a row. Text that the row's background would
// swallow is moved towards the ordinary text colour until it can be read.
func (p Palette) styleOn(r Role, state State) (Style, error) {
	s := p.Styles[r]
	switch state {
	case OnSelected:
		if p.SelectedBackground == "" {
			s.Reverse = true
			return s, nil
		}
		return p.over(s, r, p.SelectedBackground)
	case OnMarked:
		if p.MarkedBackground == "" {
			return s, nil
		}
		return p.over(s, r, p.MarkedBackground)
	}
	return s, nil
}

func (p Palette) over(s Style, r Role, background string) (Style, error) {
	s.Background, s.Reverse = background, false
	if s.Foreground == "" || r.decoration() {
		return s, nil
	}
	var colours [3]rgb
	for i, hex := range []string{s.Foreground, background, p.Styles[Text].Foreground} {
		c, err := parseHex(hex)
		if err != nil {
			return s, err
		}
		colours[i] = c
	}
	c := legible(colours[0], colours[1], colours[2], p.Contrast)
	s.Foreground = fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b)
	return s, nil
}

// sequence is the SGR sequence of a style. It begins with 0 to be absolute.
func sequence(s Style) (string, error) {
	codes := []string{"0"}
	for _, a := range []struct {
		on   bool
		code string
	}{{s.Bold, "1"}, {s.Italic, "3"}, {s.Underline, "4"}, {s.Reverse, "7"}} {
		if a.on {
			codes = append(codes, a.code)
		}
	}
	for _, c := range []struct{ hex, code string }{{s.Foreground, "38"}, {s.Background, "48"}} {
		if c.hex == "" {
			continue
		}
		v, err := parseHex(c.hex)
		if err != nil {
			return "", err
		}
		codes = append(codes, fmt.Sprintf("%s;2;%d;%d;%d", c.code, v.r, v.g, v.b))
	}
	return "\x1b[" + strings.Join(codes, ";") + "m", nil
}

// ByName finds a built-in theme.
func ByName(name string) (*Theme, error) {
	i := slices.IndexFunc(palettes(), func(p Palette) bool { return p.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("no theme %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return New(palettes()[i])
}

// Names are the names of the built-in themes, the default first.
func Names() []string {
	var names []string
	for _, p := range palettes() {
		names = append(names, p.Name)
	}
	return names
}

// Dark is the default: muted greys on a dark terminal.
func Dark() *Theme { return builtin(darkPalette()) }

// Light is for light terminals.
func Light() *Theme { return builtin(lightPalette()) }

// HighContrast keeps every text at 7:1 on black.
func HighContrast() *Theme { return builtin(highContrastPalette()) }

// ColourBlind tells good from bad by blue against orange.
func ColourBlind() *Theme { return builtin(colourBlindPalette()) }

// Plain has no colours, for NO_COLOR: bold, underline and reverse only.
func Plain() *Theme { return builtin(plainPalette()) }

// builtin makes a theme of a palette of this package. A test reads each of
// them, so a mistake cannot get as far as a user.
func builtin(p Palette) *Theme {
	t, err := New(p)
	if err != nil {
		panic(err)
	}
	return t
}
