package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
)

// whatifAlarmOptions are the flags of whatif alarm.
type whatifAlarmOptions struct {
	account    askedAccount
	definition string
	last       string
	output     string
}

// whatifAlarmCommand is `fleetglass whatif alarm`.
func whatifAlarmCommand() *cobra.Command {
	var o whatifAlarmOptions
	cmd := &cobra.Command{
		Use:   "alarm NAME | alarm --definition FILE",
		Short: "Say what an alarm would have done, and why",
		Long: strings.TrimSpace(`
alarm replays an alarm over what its metric was: every transition with the
datapoints that were looked at, and what missing data did. Where it flaps, it
says which is the smallest change that would have avoided it: of the datapoints
to alarm, the evaluation periods, or the threshold.

The definition is the JSON that aws cloudwatch put-metric-alarm takes with
--cli-input-json. The alarm need not exist.`),
		Example: `  fleetglass whatif alarm web-cpu-high --last 24h
  fleetglass whatif alarm --definition alarm.json --last 7d -o json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWhatifAlarm(cmd.Context(), cmd.OutOrStdout(), o, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.definition, "definition", "", "file with the alarm's definition, in JSON")
	f.StringVar(&o.last, "last", "24h", "how far back, such as 24h or 7d")
	outputFlag(cmd, &o.output)
	o.account.flags(f)
	return cmd
}

func runWhatifAlarm(ctx context.Context, out io.Writer, o whatifAlarmOptions, args []string) error {
	if (len(args) == 1) == (o.definition != "") {
		return usagef("whatif alarm takes the name of an alarm or --definition FILE; see fleetglass whatif alarm --help")
	}
	if err := oneOf("output", o.output, whyOutputs()); err != nil {
		return err
	}
	back, err := parseSpan("last", o.last)
	if err != nil {
		return err
	}
	account, err := o.account.open(ctx)
	if err != nil {
		return err
	}
	asked, err := o.ask(ctx, account, args, back)
	var cannot *whatif.CannotReplay
	if errors.As(err, &cannot) {
		return usagef("%s", err)
	} else if err != nil {
		return asAsked(err)
	}
	return answer(out, o.output, whatif.ReplayAlarm(asked))
}

func (o whatifAlarmOptions) ask(ctx context.Context, account openAccount, args []string, back time.Duration) (whatif.AlarmAsked, error) {
	if o.definition == "" {
		return reading.Alarm(ctx, account.Client, args[0], back, account.now())
	}
	text, err := readSmall(o.definition)
	if err != nil {
		return whatif.AlarmAsked{}, err
	}
	a, err := whatif.ParseAlarm(text)
	var cannot *whatif.CannotReplay
	if err != nil && !errors.As(err, &cannot) {
		return whatif.AlarmAsked{}, usagef("%s", err)
	} else if err != nil {
		return whatif.AlarmAsked{}, err
	}
	return reading.AlarmPast(ctx, account.Client, a, back, account.now())
}
