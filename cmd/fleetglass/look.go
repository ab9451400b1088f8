package main

import (
	"os"
	"strings"

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
	f.StringVar(&l.theme, "theme", auto, "colours: "+auto+", one of the themes, or a file with your own (see the README)")
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
	if strings.HasSuffix(l.theme, ".json") || strings.ContainsRune(l.theme, os.PathSeparator) {
		return readTheme(l.theme)
	}
	if err := oneOf("theme", l.theme, append([]string{auto}, themes.Names()...)); err != nil {
		return nil, err
	}
	return themes.ByName(l.theme)
}

// readTheme reads a theme of the user's own.
func readTheme(path string) (*themes.Theme, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usagef("the theme cannot be read: %s", err)
	}
	defer f.Close()
	theme, err := themes.Read(f)
	if err != nil {
		return nil, usagef("the theme in %s cannot be read: %s", path, err)
	}
	return theme, nil
}
