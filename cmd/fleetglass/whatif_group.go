package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
)

// moreOrLess are the flags of the questions about so many instances.
type moreOrLess struct {
	account askedAccount
	count   int
	output  string
}

// mostAsked bounds -n: a group may have no more (AS/ec2-auto-scaling-quotas
// has no number; this is what the engine takes).
const mostAsked = 10_000

// about is a question about a group and a number of instances.
type about struct {
	use, short, long, example string
	ask                       func(g *whatif.Group, n int) interface{ Text() string }
}

func whatifScaleInCommand() *cobra.Command {
	return about{
		use: "scale-in GROUP -n COUNT", short: "Say which instances would go",
		long: `
scale-in says which instances of a group would be terminated if its desired
capacity fell, in order, with the step of the termination policies that chose
each.`,
		example: "  fleetglass whatif scale-in web-asg -n 3",
		ask:     func(g *whatif.Group, n int) interface{ Text() string } { return whatif.ScaleIn(g, n) },
	}.command()
}

func whatifLaunchCommand() *cobra.Command {
	return about{
		use: "launch GROUP -n COUNT", short: "Say in which zones new instances would come",
		long: `
launch says in which zones a group would launch if its desired capacity rose,
in order, and why there.`,
		example: "  fleetglass whatif launch web-asg -n 5",
		ask:     func(g *whatif.Group, n int) interface{ Text() string } { return whatif.Launch(g, n) },
	}.command()
}

func (q about) command() *cobra.Command {
	var o moreOrLess
	cmd := &cobra.Command{
		Use: q.use, Short: q.short, Long: strings.TrimSpace(q.long), Example: q.example, Args: oneGroup,
		RunE: func(cmd *cobra.Command, args []string) error {
			return q.run(cmd.Context(), cmd.OutOrStdout(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.IntVarP(&o.count, "count", "n", 1, "how many instances")
	outputFlag(cmd, &o.output)
	o.account.flags(f)
	return cmd
}

func (q about) run(ctx context.Context, out io.Writer, o moreOrLess, name string) error {
	if o.count < 1 || o.count > mostAsked {
		return usagef("--count %d is out of range; it goes from 1 to %d", o.count, mostAsked)
	}
	if err := oneOf("output", o.output, whyOutputs()); err != nil {
		return err
	}
	account, err := o.account.open(ctx)
	if err != nil {
		return err
	}
	g, err := reading.Group(ctx, account, name, account.now())
	if err != nil {
		return asAsked(err)
	}
	return answer(out, o.output, q.ask(g, o.count))
}

// outputFlag is the form of the answer.
func outputFlag(cmd *cobra.Command, form *string) {
	cmd.Flags().StringVarP(form, "output", "o", whyOutputs()[0], "form of the answer: "+strings.Join(whyOutputs(), " or "))
	cmd.SetFlagErrorFunc(explainFlagError)
}

// oneGroup wants exactly one argument.
func oneGroup(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] != "" {
		return nil
	}
	return usagef("%s takes one Auto Scaling group, such as web-asg; see %s --help", cmd.Name(), cmd.CommandPath())
}
