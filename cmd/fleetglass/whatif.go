package main

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
)

// whatifCommand is `fleetglass whatif`, the parent of the questions.
func whatifCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "whatif",
		Short: "Say what AWS would do: scaling, Spot, fleets",
		Long: strings.TrimSpace(`
whatif answers what AWS would do, and why, without doing it: to what a policy
scales at a metric's value, which instances go, where new ones come, what a
Spot maximum price would have meant, which pools a fleet would choose.

The account is found as every AWS tool finds it, and is only read. With
--scenario it is a simulated one: no credentials, no network.`),
		Args: noQuestion,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SetFlagErrorFunc(explainFlagError)
	cmd.AddCommand(whatifScaleCommand(), whatifScaleInCommand(), whatifLaunchCommand(), whatifSpotCommand(), whatifFleetCommand(), whatifAlarmCommand())
	return cmd
}

// noQuestion refuses a question that there is none of.
func noQuestion(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := commandNames(cmd)
	if near := nearest(args[0], names); near != "" {
		return usagef("unknown question %q; did you mean %s?", args[0], near)
	}
	return usagef("unknown question %q; questions are %s", args[0], strings.Join(names, ", "))
}

// answer prints an answer in the form that was asked for.
func answer(out io.Writer, form string, a interface{ Text() string }) error {
	if form == "json" {
		return encodeJSON(out, a)
	}
	_, err := io.WriteString(out, a.Text())
	return err
}

// asAsked makes the caller's mistakes usage errors.
func asAsked(err error) error {
	var missing *reading.NotThere
	var scale *whatif.CannotScale
	var compare *whatif.CannotCompare
	var prices *whatif.NoPrices
	switch {
	case errors.As(err, &missing) && missing.Why != "":
		return usagef("%s", missing.Why)
	case errors.As(err, &missing):
		return notAmong(missing.Kind, missing.Name, missing.Names)
	case errors.As(err, &scale), errors.As(err, &compare), errors.As(err, &prices):
		return usagef("%s", err)
	}
	return err
}

// largestInput bounds the files that questions read.
const largestInput = 16 << 20

// readSmall reads a file that a person names.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usagef("%s", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestInput+1))
	switch {
	case err != nil:
		return nil, usagef("%s", err)
	case len(text) > largestInput:
		return nil, usagef("%s is larger than %d MiB", path, largestInput>>20)
	}
	return text, nil
}

// longestSpan bounds how far back a question goes: as far as Spot prices do.
const longestSpan = 90 * 24 * time.Hour

// parseSpan reads a span such as 24h, 90m or 7d.
func parseSpan(flag, text string) (time.Duration, error) {
	var d time.Duration
	days, whole := strings.CutSuffix(text, "d")
	if n, err := strconv.Atoi(days); whole && err == nil && n < 10_000 {
		d = time.Duration(n) * 24 * time.Hour
	} else if d, err = time.ParseDuration(text); err != nil {
		return 0, usagef("--%s: %q is not a span such as 24h or 7d", flag, text)
	}
	if d < time.Minute || d > longestSpan {
		return 0, usagef("--%s: %s is out of range; it goes from 1m to 90d", flag, text)
	}
	return d, nil
}

// notAmong says that there is no such resource, and which are nearest.
func notAmong(kind, name string, names []string) error {
	if near := nearest(name, names); near != "" {
		return usagef("there is no %s %q; did you mean %s?", kind, name, near)
	}
	const few = 8
	switch {
	case len(names) == 0:
		return usagef("there is no %s %q, nor any other", kind, name)
	case len(names) > few:
		names = append(names[:few:few], "...")
	}
	return usagef("there is no %s %q; there are %s", kind, name, strings.Join(names, ", "))
}
