package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/watch"
	"fleetglass/views"
)

// whyOptions are the flags of why.
type whyOptions struct {
	account askedAccount
	since   time.Duration
	output  string
}

// longestSince bounds --since: CloudTrail keeps no more.
const longestSince = 90 * 24 * time.Hour

// whyOutputs are the forms of the answer.
func whyOutputs() []string { return []string{"text", "json"} }

// whyCommand is `fleetglass why`.
func whyCommand(s surroundings) *cobra.Command {
	var o whyOptions
	cmd := &cobra.Command{
		Use:   "why RESOURCE",
		Short: "Say what happened to a resource, and what led to it",
		Long: strings.TrimSpace(`
why reads the histories around a resource (activities, alarms, Spot, the trail)
once and prints what led to what, cause before effect.

RESOURCE is a name or an id: an instance, Auto Scaling group, target group,
balancer, alarm, Spot fleet or request, or user. Where a name is not enough, put
the kind before it: "alarm/web", "group/web".

The account is found as every AWS tool finds it, and is only read. With
--scenario it is a simulated one: no credentials, no network.`),
		Example: `  fleetglass why web-asg --since 3h
  fleetglass why i-0abc123def4567890 -o json
  fleetglass why shop-asg --scenario deploy-gone-wrong --advance 30m`,
		Args: oneResource,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWhy(cmd.Context(), cmd.OutOrStdout(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.DurationVar(&o.since, "since", time.Hour, "how far back to look, such as 90m or 24h")
	f.StringVarP(&o.output, "output", "o", whyOutputs()[0], "form of the answer: "+strings.Join(whyOutputs(), " or "))
	o.account.flags(f)
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

// oneResource wants exactly one argument.
func oneResource(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] != "" {
		return nil
	}
	return usagef("why takes one resource, such as web-asg or i-0abc123def4567890; see %s --help", cmd.CommandPath())
}

// check refuses flags that cannot be right.
func (o whyOptions) check() error {
	if o.since <= 0 || o.since > longestSince {
		return usagef("--since %s is out of range; it goes to %s", o.since, longestSince)
	}
	return oneOf("output", o.output, whyOutputs())
}

// runWhy prints the answer.
func runWhy(ctx context.Context, out io.Writer, o whyOptions, resource string) error {
	if err := o.check(); err != nil {
		return err
	}
	account, err := o.account.open(ctx)
	if err != nil {
		return err
	}
	fetch := func(wants ...watch.Want) *watch.Snapshot { return watch.Once(ctx, account, account.watch, wants...) }
	told, err := views.WhyAsked{Resource: resource, Since: o.since, Fetch: fetch}.Answer()
	var notOne *views.NotOne
	switch {
	case errors.As(err, &notOne):
		return usagef("%s", err)
	case err != nil:
		return err
	case o.output == "json":
		return encodeJSON(out, told)
	}
	_, err = io.WriteString(out, told.Text())
	return err
}
