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
	options := o.options()
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

// options are the engine's for these flags.
func (o demoOptions) options() fake.Options {
	return fake.Options{Scenario: o.scenario, Era: o.era, Size: o.size, Seed: o.seed, Speed: o.speed, Limits: !o.unlimited, AnyImage: o.anyImage}
}

// engineRest keeps polling the engine to a small part of one processor, however
// large the world is.
const engineRest = 60

// pace is how fast the engine's clock runs: not at all while it is paused.
// There is then less to ask, and more calls would be over AWS's limits.
func (c controls) pace() float64 {
	if c.Paused() {
		return 0
	}
	return c.Speed()
}

// showEngine opens the console on an engine.
func showEngine(ctx context.Context, s surroundings, present controls, o demoOptions, theme *themes.Theme, backend string) error {
	client := sdk.InProcess(present.Call, fake.Region)
	if !o.unlimited {
		client = client.Limited(present.pace)
	}
	if o.readOnly {
		client = client.ReadOnly()
	}
	watcher := watch.New(client, watch.Options{Clock: present.Now, Speed: present.pace, Rhythms: watch.EngineRhythms(), Workers: 1, AtOnce: 1, Rest: engineRest, Seed: o.seed})
	return show(ctx, s, watcher, o.record, views.Options{
		Client:   client,
		InRegion: func(region string) awsclient.Client { return client.InRegion(region) },
		Engine:   present,
		Backend:  backend,
		Writes:   !o.readOnly,
		Labs:     keeperOf(o.progress),
		Theme:    theme,
		ASCII:    o.look.ascii,
	})
}

// controls are the engine's clock and faults as the console wants them. They
// are of the present engine: a server may put another in its place.
type controls struct{ engine func() *fake.Engine }

func (c controls) Now() time.Time         { return c.engine().Now() }
func (c controls) Speed() float64         { return c.engine().Speed() }
func (c controls) Paused() bool           { return c.engine().Paused() }
func (c controls) SetSpeed(speed float64) { c.engine().SetSpeed(speed) }
func (c controls) StepEvent()             { c.engine().StepEvent() }

// controlsOf are those of an engine that stays.
func controlsOf(engine *fake.Engine) controls {
	return controls{func() *fake.Engine { return engine }}
}

// Call makes a call to the engine.
func (c controls) Call(ctx context.Context, service, operation, region string, input any) (any, string, error) {
	return c.engine().Call(ctx, service, operation, region, input)
}

func (c controls) Pause(on bool) {
	if on {
		c.engine().Pause()
	} else {
		c.engine().Resume()
	}
}

// fault is one line of the inject menu: what is offered, and what it breaks.
type fault struct {
	choice views.FaultChoice
	breaks fake.Fault // its subject is what was chosen, if anything was
	onCall bool       // it is about calls, so it lasts for the person who watches
}

// menu is the engine's faults that happen to a resource of a kind that the
// console can choose, or to nothing in particular. Help is short: the menu has
// one line for each. One kind of fault may be in it several times.
func menu() []fault {
	const instance, balancer, request = views.KindInstance, views.KindBalancer, views.KindSpotRequest
	offer := func(kind, label, help, subject string) fault {
		return fault{choice: views.FaultChoice{Fault: kind, Label: label, Help: help, Subject: subject}, breaks: fake.Fault{Kind: kind}}
	}
	call := func(kind, label, help string) fault {
		f := offer(kind, label, help, "")
		f.onCall = true
		return f
	}
	signIn := offer(fake.ConsoleLogin, "Fail a sign-in", "of root, to AWS's console", "")
	signIn.breaks.Subject = "root"
	return []fault{
		offer(fake.KillInstance, "Kill an instance", "its host fails", instance),
		offer(fake.FailHealth, "Fail health checks", "its server answers 503", instance),
		offer(fake.FailHealth, "Fail a target group", "all its servers answer 503", views.KindTargetGroup),
		offer(fake.ImpairInstance, "Impair an instance", "its status check fails", instance),
		offer(fake.SurgeTraffic, "Surge of traffic", "three times as much, for 20 minutes", balancer),
		offer(fake.DropTraffic, "Drop of traffic", "a quarter is left, for 20 minutes", balancer),
		offer(fake.ZoneOutage, "Outage of its zone", "nothing there replies, for 15 minutes", instance),
		offer(fake.SpotReclaim, "Reclaim a Spot Instance", "two minutes' notice", request),
		offer(fake.Rebalance, "Recommend a rebalance", "before an interruption", request),
		offer(fake.SpotPrice, "Double a Spot price", "of its pool, for 20 minutes", request),
		offer(fake.SpotCapacity, "Empty a Spot pool", "nothing fits for 20 minutes", request),
		offer(fake.DelayMetrics, "Delay the metrics", "datapoints come 10 minutes late", ""),
		signIn,
		call(fake.Throttle, "Throttle calls", "too many, for 20 seconds here"),
		call(fake.Deny, "Deny calls", "not allowed, for 20 seconds here"),
		call(fake.ExpireCredentials, "Expire the credentials", "for 20 seconds here"),
	}
}

// Faults are the lines of the inject menu. Where a kind of fault is in it
// twice, the later one is known by its subject too.
func (c controls) Faults() []views.FaultChoice {
	var choices []views.FaultChoice
	for _, f := range named() {
		choices = append(choices, f.choice)
	}
	return choices
}

// named is the menu with a name of its own for every line.
func named() []fault {
	list := menu()
	for i := range list {
		if slices.ContainsFunc(list[:i], func(f fault) bool { return f.choice.Fault == list[i].choice.Fault }) {
			list[i].choice.Fault += " of a " + list[i].choice.Subject
		}
	}
	return list
}

// Inject makes a fault happen. Where the console chose no subject, the engine
// takes its own: every call, the caller's key.
func (c controls) Inject(name, subject string) error {
	list := named()
	i := slices.IndexFunc(list, func(f fault) bool { return f.choice.Fault == name })
	if i < 0 {
		return c.engine().Inject(fake.Fault{Kind: name, Subject: subject}) // which says what there is
	}
	f := list[i].breaks
	switch {
	case list[i].choice.Subject != "":
		f.Subject = subject
	case list[i].onCall:
		f.For = time.Duration(float64(callFault) * max(c.engine().Speed(), 1))
	}
	return c.engine().Inject(f)
}

// callFault is how long faults on calls last for the person who watches: on a
// fast clock their virtual time would be over before a retry.
const callFault = 20 * time.Second
