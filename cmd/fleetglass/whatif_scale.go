package main

import (
	"context"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
)

// scaleOptions are the flags of whatif scale.
type scaleOptions struct {
	account   askedAccount
	policies  []string
	metrics   []float64
	from      string // a file, or "last 24h"
	shared    bool
	threshold float64
	given     bool // the threshold
	output    string
}

func whatifScaleCommand() *cobra.Command {
	var o scaleOptions
	cmd := &cobra.Command{
		Use:   "scale GROUP --policy POLICY (--metric VALUE | --metric-from FILE)",
		Short: "Say to what a policy scales a group",
		Long: strings.TrimSpace(`
scale says what a scaling policy does at a value of its metric: whether its
alarm fires, the adjustment with its arithmetic, how minimum and maximum hold
it, and what cooldown or warm-up follows. Several values are each asked of the
group as it is now.

With --metric-from it replays a recorded metric in place of that, with one
policy or several: "last 24h" is what CloudWatch has recorded; a file has a line
for each value, "2026-03-10T20:30:00Z,72.5", or only the value, a minute each.
It tells each change, the capacity over time and what that would have cost.`),
		Example: `  fleetglass whatif scale web-asg --policy cpu --metric 72
  fleetglass whatif scale web-asg --policy cpu --metric 55,65,75 -o json
  fleetglass whatif scale web-asg --policy out --policy in --metric-from "last 24h" --shared`,
		Args: oneGroup,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.given = cmd.Flags().Changed("threshold")
			return runScale(cmd.Context(), cmd.OutOrStdout(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.policies, "policy", nil, "the scaling policy, by name; of a replay also several")
	f.Float64SliceVar(&o.metrics, "metric", nil, "a value of the metric; several with commas or given again")
	f.StringVar(&o.from, "metric-from", "", "replay a recorded metric: a file, or \"last 24h\"")
	f.BoolVar(&o.shared, "shared", false, "with --metric-from \"last ...\", the metric is a load that instances share")
	f.Float64Var(&o.threshold, "threshold", 0, "of a step policy that no alarm runs, the threshold from which its steps count")
	outputFlag(cmd, &o.output)
	o.account.flags(f)
	return cmd
}

func (o scaleOptions) check() error {
	switch {
	case len(o.policies) == 0 || slices.Contains(o.policies, ""):
		return usagef("scale needs --policy, the name of a scaling policy")
	case o.from != "" && (len(o.metrics) > 0 || o.given):
		return usagef("--metric-from goes with neither --metric nor --threshold")
	case o.from == "" && len(o.metrics) == 0:
		return usagef("scale needs --metric, a value such as 72, or --metric-from, a file or \"last 24h\"")
	case o.from == "" && len(o.policies) > 1:
		return usagef("--metric asks one --policy; several can be replayed, with --metric-from")
	case o.shared && !strings.HasPrefix(o.from, lastPrefix):
		return usagef("--shared needs --metric-from \"last ...\": a file does not tell how many instances there were")
	case slices.ContainsFunc(o.metrics, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }):
		return usagef("--metric takes numbers, such as 72")
	}
	if _, err := o.back(); err != nil {
		return err
	}
	return oneOf("output", o.output, whyOutputs())
}

// lastPrefix begins a stretch of time up to now.
const lastPrefix = "last "

// back is how far back a replay begins, 0 for one from a file.
func (o scaleOptions) back() (time.Duration, error) {
	text, ok := strings.CutPrefix(o.from, lastPrefix)
	if !ok {
		return 0, nil
	}
	return parseSpan("metric-from", text)
}

func runScale(ctx context.Context, out io.Writer, o scaleOptions, name string) error {
	if err := o.check(); err != nil {
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
	if o.from != "" {
		return o.replay(ctx, out, account, g)
	}
	asked := whatif.ScaleAsked{Policy: o.policies[0], Metrics: o.metrics}
	if o.given {
		asked.Threshold = &o.threshold
	}
	scaled, err := whatif.Scale(g, asked)
	if err != nil {
		return asAsked(err)
	}
	return answer(out, o.output, scaled)
}

func (o scaleOptions) replay(ctx context.Context, out io.Writer, c openAccount, g *whatif.Group) error {
	samples, err := o.samples(ctx, c, g)
	if err != nil {
		return asAsked(err)
	}
	told, err := whatif.Replay(g, whatif.ReplayAsked{Policies: o.policies, Samples: samples})
	if err != nil {
		return asAsked(err)
	}
	return answer(out, o.output, told)
}

// samples are the recording: what CloudWatch has, or a file.
func (o scaleOptions) samples(ctx context.Context, c openAccount, g *whatif.Group) ([]whatif.Sample, error) {
	back, err := o.back()
	if err != nil {
		return nil, err
	}
	if back > 0 {
		return reading.Samples(ctx, c, g, o.policies[0], back, o.shared)
	}
	text, err := readSmall(o.from)
	if err != nil {
		return nil, err
	}
	samples, err := whatif.ParseSamples(string(text), g.Now)
	if err != nil {
		return nil, usagef("%s: %s", o.from, err)
	}
	return samples, nil
}
