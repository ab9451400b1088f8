package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fleetglass/fake"
)

// demoOptions are the flags of the console on the engine.
type demoOptions struct {
	scenario string
	era      string
	size     int
	seed     uint64
	speed    float64
	state    string
	readOnly bool
	progress string // file that keeps the progress of labs, "" for none
	look     look
	record   recordOptions

	unlimited bool // calls may come faster than AWS lets them
	anyImage  bool // every image id is an image
}

// demoCommand is `fleetglass demo`.
func demoCommand(s surroundings) *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Open the console on a simulated account: no credentials, no network",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), s, o) },
	}
	f := cmd.Flags()
	worldFlags(f, &o)
	f.BoolVar(&o.readOnly, "read-only", false, "refuse actions, as on a real account without --allow-writes")
	f.StringVar(&o.progress, "progress", "", "file that keeps the progress of labs")
	o.look.flags(f)
	o.record.flags(f)
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

// worldFlags are the flags that say which world the engine makes.
func worldFlags(f *pflag.FlagSet, o *demoOptions) {
	f.StringVar(&o.scenario, "scenario", fake.Scenarios()[0], "the world to begin with: "+strings.Join(fake.Scenarios(), ", "))
	f.StringVar(&o.era, "era", fake.Eras()[0], "whose rules hold: "+strings.Join(fake.Eras(), " or "))
	f.IntVar(&o.size, "size", 0, "instances, in the large scenario; 0 for its own 10,000")
	f.Uint64Var(&o.seed, "seed", 1, "seed of everything that is random: the same seed gives the same world")
	f.Float64Var(&o.speed, "speed", defaultSpeed, "virtual seconds a second, 0 to stand still")
	f.StringVar(&o.state, "state", "", "file to go on from and to save to on leaving")
}

// Speeds of the simulated clock.
const (
	defaultSpeed = 60    // an hour of the account in a minute
	topSpeed     = 10000 // beyond it the world can no longer keep up with the wall clock
)

// topSize is the most instances of a world; beyond it memory grows past what
// a demo may take.
const topSize = 20_000

// runDemo opens the console on the engine.
func runDemo(ctx context.Context, s surroundings, o demoOptions) error {
	theme, err := o.look.resolve(s.getenv)
	if err != nil {
		return err
	}
	if err := errors.Join(o.check(), o.record.check()); err != nil {
		return err
	}
	engine, err := openEngine(o) // first, so that a state file is judged also where there is no terminal
	if err != nil {
		return err
	}
	if err := needTerminal(s); err != nil {
		return err
	}
	err = showEngine(ctx, s, controlsOf(engine), o, theme, "demo")
	if o.state == "" {
		return err
	}
	return errors.Join(err, engine.Save(o.state))
}

// check refuses a world that cannot be made.
func (o demoOptions) check() error {
	if o.speed < 0 || o.speed > topSpeed {
		return usagef("--speed %g is out of range; it goes from 0 to %d", o.speed, topSpeed)
	}
	if o.size < 0 || o.size > topSize {
		return usagef("--size %d is out of range; it goes from 0 to %d", o.size, topSize)
	}
	if err := oneOf("scenario", o.scenario, fake.Scenarios()); err != nil {
		return err
	}
	return oneOf("era", o.era, fake.Eras())
}
