package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/fake"
	"fleetglass/themes"
	"fleetglass/views"
)

// openEngine makes the world of the flags, or goes on with the one in the
// state file when there is one.
func openEngine(o demoOptions) (*fake.Engine, error) {
	engine, err := makeEngine(o)
	if err == nil && o.speed == 0 {
		engine.Pause()
	}
	return engine, err
}

func makeEngine(o demoOptions) (*fake.Engine, error) {
	options := fake.Options{Scenario: o.scenario, Era: o.era, Size: o.size, Seed: o.seed, Speed: o.speed}
	if o.state == "" {
		return fake.Begin(options) // the first frame need not wait for the world's past
	}
	_, err := os.Stat(o.state)
	if errors.Is(err, fs.ErrNotExist) {
		directory, name := filepath.Split(o.state)
		if _, err := os.Stat(filepath.Clean(directory)); err != nil {
			return nil, usagef("--state: there is no directory %q to save %s in", filepath.Clean(directory), name)
		}
		return fake.Begin(options)
	}
	return fake.Load(o.state, options)
}

// engineRest keeps polling the engine to a small part of one processor, however
// large the world is.
const engineRest = 60

// showEngine opens the console on an engine.
func showEngine(ctx context.Context, s surroundings, engine *fake.Engine, o demoOptions, theme *themes.Theme) error {
	client := sdk.InProcess(engine.Call, fake.Region)
	if o.readOnly {
		client = client.ReadOnly()
	}
	watcher := watch.New(client, watch.Options{Clock: engine.Now, Speed: engine.Speed, Rhythms: watch.EngineRhythms(), Workers: 1, Rest: engineRest, Seed: o.seed})
	return show(ctx, s, watcher, views.Options{
		Client:   client,
		InRegion: func(region string) awsclient.Client { return client.InRegion(region) },
		Engine:   controls{engine},
		Backend:  "demo",
		Writes:   !o.readOnly,
		Theme:    theme,
		ASCII:    o.look.ascii,
	})
}

// controls are the engine's clock and faults as the console wants them.
type controls struct{ engine *fake.Engine }

func (c controls) Now() time.Time         { return c.engine.Now() }
func (c controls) Speed() float64         { return c.engine.Speed() }
func (c controls) Paused() bool           { return c.engine.Paused() }
func (c controls) SetSpeed(speed float64) { c.engine.SetSpeed(speed) }
func (c controls) StepEvent()             { c.engine.StepEvent() }

func (c controls) Pause(on bool) {
	if on {
		c.engine.Pause()
	} else {
		c.engine.Resume()
	}
}

// Faults are the engine's faults that happen to a resource of a kind that the
// console can choose, or to nothing in particular. Help is short: the menu has
// one line for each.
func (c controls) Faults() []views.FaultChoice {
	return []views.FaultChoice{
		{Fault: fake.KillInstance, Label: "Kill an instance", Help: "its host fails", Subject: views.KindInstance},
		{Fault: fake.FailHealth, Label: "Fail health checks", Help: "its server answers 503", Subject: views.KindInstance},
		{Fault: fake.ImpairInstance, Label: "Impair an instance", Help: "its status check fails", Subject: views.KindInstance},
		{Fault: fake.SurgeTraffic, Label: "Surge of traffic", Help: "three times as much, for 20 minutes", Subject: views.KindBalancer},
		{Fault: fake.Throttle, Label: "Throttle calls", Help: "too many, for 20 seconds here"},
		{Fault: fake.Deny, Label: "Deny calls", Help: "not allowed, for 20 seconds here"},
		{Fault: fake.ExpireCredentials, Label: "Expire the credentials", Help: "for 20 seconds here"},
	}
}

// Inject makes a fault happen. Where the console chose no subject, the engine
// takes its own: every call, the caller's key.
func (c controls) Inject(fault, subject string) error {
	f := fake.Fault{Kind: fault, Subject: subject}
	i := slices.IndexFunc(c.Faults(), func(f views.FaultChoice) bool { return f.Fault == fault })
	if i >= 0 && c.Faults()[i].Subject == "" {
		f.Subject, f.For = "", time.Duration(float64(callFault)*max(c.engine.Speed(), 1))
	}
	return c.engine.Inject(f)
}

// callFault is how long faults on calls last for the person who watches: on a
// fast clock their virtual time would be over before a retry.
const callFault = 20 * time.Second
