package main

import (
	"github.com/spf13/pflag"

	"fleetglass/themes"
)

// look is how the console is drawn.
type look struct {
	theme string
	ascii bool
}

// auto follows the terminal's background.
const auto = "auto"

func (l *look) flags(f *pflag.FlagSet) {
	f.StringVar(&l.theme, "theme", auto, "colours: "+auto+", or one of the themes")
	f.BoolVar(&l.ascii, "ascii", false, "draw without Unicode")
}

// resolve is the theme to use, nil to follow the terminal. NO_COLOR is
// honoured unless a theme was asked for (https://no-color.org).
func (l look) resolve(getenv func(string) string) (*themes.Theme, error) {
	if l.theme == auto {
		if getenv("NO_COLOR") != "" {
			return themes.Plain(), nil
		}
		return nil, nil
	}
	if err := oneOf("theme", l.theme, append([]string{auto}, themes.Names()...)); err != nil {
		return nil, err
	}
	return themes.ByName(l.theme)
}
