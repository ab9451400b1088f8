package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageError is the caller's mistake: exit code 2, one line, and what would
// have been right.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// explainFlagError turns a flag library's complaint into one line that says
// what would have been right.
func explainFlagError(cmd *cobra.Command, err error) error {
	hint := "see " + cmd.CommandPath() + " --help"
	var missing *pflag.NotExistError
	if errors.As(err, &missing) {
		if near := nearest(missing.GetSpecifiedName(), flagNames(cmd)); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		return usagef("invalid argument %q for \"--%s\": it takes %s; %s", value.GetValue(), value.GetFlag().Name, takes(value.GetFlag().Value.Type()), hint)
	}
	return usagef("%v; %s", err, hint)
}

// takes is what the flag library's name of a type means to a person.
func takes(kind string) string {
	switch {
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"):
		return "a whole number"
	case strings.HasPrefix(kind, "float"):
		return "a number"
	case kind == "bool":
		return "true or false"
	default:
		return "a " + kind
	}
}

// noArguments refuses arguments; on the root command they are mistyped
// commands.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasSubCommands() {
		return usagef("%s takes no arguments, but got %q; see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
	}
	names := commandNames(cmd)
	hint := "commands are " + strings.Join(names, ", ")
	if near := nearest(args[0], names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return usagef("unknown command %q; %s", args[0], hint)
}

func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			names = append(names, c.Name())
		}
	}
	return names
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// oneOf refuses a value that is not among the choices, and names them.
func oneOf(flag, value string, choices []string) error {
	if slices.Contains(choices, value) {
		return nil
	}
	hint := "choices are " + strings.Join(choices, ", ")
	if near := nearest(value, choices); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return usagef("unknown %s %q; %s", flag, value, hint)
}

// nearest is the choice that is at most two edits away from word, "" when
// there is none. Of several equally near the one that begins most like it.
func nearest(word string, choices []string) string {
	const furthest = 2
	best, distance := "", furthest+1
	for _, c := range choices {
		d := edits(word, c)
		if d < distance || d == distance && d <= furthest && sameStart(word, c) > sameStart(word, best) {
			best, distance = c, d
		}
	}
	return best
}

// sameStart is how many letters two words begin with in common.
func sameStart(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// edits is the Levenshtein distance of two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
