package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/fake"
	"fleetglass/views"
)

// whyOptions are the flags of why.
type whyOptions struct {
	account accountOptions
	since   time.Duration
	output  string

	// A simulated account in place of a real one.
	scenario, era string
	seed          uint64
	advance       time.Duration
}

// Bounds of the flags.
const (
	longestSince   = 90 * 24 * time.Hour // CloudTrail keeps no more
	longestAdvance = 7 * 24 * time.Hour
)

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
	f.StringVar(&o.account.profile, "profile", "", "named profile of the AWS configuration")
	f.StringVar(&o.account.region, "region", "", "region, such as us-west-2")
	f.StringVar(&o.scenario, "scenario", "", "ask a simulated account: "+strings.Join(fake.Scenarios(), ", "))
	f.StringVar(&o.era, "era", fake.Eras()[0], "with --scenario, whose rules hold: "+strings.Join(fake.Eras(), " or "))
	f.Uint64Var(&o.seed, "seed", 1, "with --scenario, seed of everything that is random")
	f.DurationVar(&o.advance, "advance", 30*time.Minute, "with --scenario, how long it has lived when it is asked")
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
	if err := oneOf("output", o.output, whyOutputs()); err != nil {
		return err
	}
	if o.scenario == "" {
		return nil
	}
	if o.account.profile != "" || o.account.region != "" {
		return usagef("--scenario asks a simulated account, which has no --profile and no --region")
	}
	if o.advance < 0 || o.advance > longestAdvance {
		return usagef("--advance %s is out of range; it goes to %s", o.advance, longestAdvance)
	}
	if err := oneOf("scenario", o.scenario, fake.Scenarios()); err != nil {
		return err
	}
	return oneOf("era", o.era, fake.Eras())
}

// runWhy prints the answer.
func runWhy(ctx context.Context, out io.Writer, o whyOptions, resource string) error {
	if err := o.check(); err != nil {
		return err
	}
	fetch, err := o.fetch(ctx)
	if err != nil {
		return err
	}
	told, err := views.WhyAsked{Resource: resource, Since: o.since, Fetch: fetch}.Answer()
	var notOne *views.NotOne
	switch {
	case errors.As(err, &notOne):
		return usagef("%s", err)
	case err != nil:
		return err
	case o.output == "json":
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(told)
	}
	_, err = io.WriteString(out, told.Text())
	return err
}

// fetch looks at the account once, a real or a simulated one.
func (o whyOptions) fetch(ctx context.Context) (func(...watch.Want) *watch.Snapshot, error) {
	if o.scenario == "" {
		client, err := sdk.Open(ctx, sdk.Options{Profile: o.account.profile, Region: o.account.region})
		if err != nil {
			return nil, asUsage(err)
		}
		return func(wants ...watch.Want) *watch.Snapshot { return watch.Once(ctx, client, watch.Options{}, wants...) }, nil
	}
	engine, err := fake.New(fake.Options{Scenario: o.scenario, Era: o.era, Seed: o.seed})
	if err != nil {
		return nil, err
	}
	engine.Pause()
	engine.Advance(o.advance)
	client := sdk.InProcess(engine.Call, fake.Region).ReadOnly()
	return func(wants ...watch.Want) *watch.Snapshot {
		return watch.Once(ctx, client, watch.Options{Clock: engine.Now, Rhythms: watch.EngineRhythms()}, wants...)
	}, nil
}
