package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
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
	options := fake.Options{Scenario: o.scenario, Seed: o.seed, Speed: o.speed}
	if o.state == "" {
		return fake.New(options)
	}
	_, err := os.Stat(o.state)
	if errors.Is(err, fs.ErrNotExist) {
		return fake.New(options)
	}
	return fake.Load(o.state, options)
}

// showEngine opens the console on an engine.
func showEngine(ctx context.Context, s surroundings, engine *fake.Engine, o demoOptions, theme *themes.Theme) error {
	client := sdk.InProcess(engine.Call, fake.Region)
	if o.readOnly {
		client = client.ReadOnly()
	}
	watcher := watch.New(client, watch.Options{Clock: engine.Now, Speed: engine.Speed, Rhythms: watch.EngineRhythms(), Seed: o.seed})
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
// console can choose, or to nothing in particular.
func (c controls) Faults() []views.FaultChoice {
	subjects := map[string]string{
		fake.KillInstance: views.KindInstance, fake.FailHealth: views.KindInstance, fake.ImpairInstance: views.KindInstance,
		fake.SurgeTraffic: views.KindBalancer,
		fake.Throttle:     "", fake.Deny: "", fake.ExpireCredentials: "",
	}
	labels := map[string]string{
		fake.KillInstance: "Kill an instance", fake.FailHealth: "Fail health checks", fake.ImpairInstance: "Impair an instance",
		fake.SurgeTraffic: "Surge of traffic",
		fake.Throttle:     "Throttle calls", fake.Deny: "Deny calls", fake.ExpireCredentials: "Expire the credentials",
	}
	var choices []views.FaultChoice
	for _, kind := range fake.FaultKinds() {
		if subject, ok := subjects[kind.Name]; ok {
			choices = append(choices, views.FaultChoice{Fault: kind.Name, Label: labels[kind.Name], Help: kind.About, Subject: subject})
		}
	}
	return choices
}

func (c controls) Inject(fault, subject string) error {
	return c.engine.Inject(fake.Fault{Kind: fault, Subject: subject})
}
