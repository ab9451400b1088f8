package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/fake"
)

// askedAccount is the account of a command that looks once and leaves: a real
// one, which is only read, or a simulated one that has lived for a while.
type askedAccount struct {
	profile, region string

	scenario, era string // a simulated account in place of a real one
	seed          uint64
	advance       time.Duration
}

// longestAdvance bounds how long a simulated account lives before it is asked.
const longestAdvance = 7 * 24 * time.Hour

// flags are those that name the account.
func (a *askedAccount) flags(f *pflag.FlagSet) {
	f.StringVar(&a.profile, "profile", "", "named profile of the AWS configuration")
	f.StringVar(&a.region, "region", "", "region, such as us-west-2")
	f.StringVar(&a.scenario, "scenario", "", "ask a simulated account: "+strings.Join(fake.Scenarios(), ", "))
	f.StringVar(&a.era, "era", fake.Eras()[0], "with --scenario, whose rules hold: "+strings.Join(fake.Eras(), " or "))
	f.Uint64Var(&a.seed, "seed", 1, "with --scenario, seed of everything that is random")
	f.DurationVar(&a.advance, "advance", 30*time.Minute, "with --scenario, how long it has lived when it is asked")
}

// check refuses flags that cannot be right.
func (a askedAccount) check() error {
	if a.scenario == "" {
		return nil
	}
	if a.profile != "" || a.region != "" {
		return usagef("--scenario asks a simulated account, which has no --profile and no --region")
	}
	if a.advance < 0 || a.advance > longestAdvance {
		return usagef("--advance %s is out of range; it goes to %s", a.advance, longestAdvance)
	}
	if err := oneOf("scenario", a.scenario, fake.Scenarios()); err != nil {
		return err
	}
	return oneOf("era", a.era, fake.Eras())
}

// openAccount is an account that can be read, and its clock.
type openAccount struct {
	awsclient.Client
	now   func() time.Time
	watch watch.Options // for those who look through a watcher
}

// open opens the account. The simulated one stands still once it has lived.
func (a askedAccount) open(ctx context.Context) (openAccount, error) {
	if err := a.check(); err != nil {
		return openAccount{}, err
	}
	if a.scenario == "" {
		client, err := sdk.Open(ctx, sdk.Options{Profile: a.profile, Region: a.region})
		if err != nil {
			return openAccount{}, asUsage(err)
		}
		return openAccount{Client: client, now: time.Now}, nil
	}
	engine, err := fake.New(fake.Options{Scenario: a.scenario, Era: a.era, Seed: a.seed})
	if err != nil {
		return openAccount{}, err
	}
	engine.Pause()
	engine.Advance(a.advance)
	return openAccount{
		Client: sdk.InProcess(engine.Call, fake.Region).ReadOnly(),
		now:    engine.Now,
		watch:  watch.Options{Clock: engine.Now, Rhythms: watch.EngineRhythms()},
	}, nil
}
