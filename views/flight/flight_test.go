package flight_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/watch"
	"fleetglass/fake"
	"fleetglass/themes"
	"fleetglass/ui/uitest"
	"fleetglass/views"
)

// flight is a running program and the engine under it.
type flight struct {
	*uitest.Screen
	t      *testing.T // the bubble's
	engine *fake.Engine
	client *sdk.Client // another hand on the same account, to look at it behind the console's back
	// console is the console's own client: what its ledger is made of.
	console *sdk.Client
}

// terms are how a program is started.
type terms struct {
	size     uitest.Size
	speed    float64
	readOnly bool
	scenario string        // "": the demo
	theme    *themes.Theme // nil: dark
}

// speed is the pace of most tests: a virtual minute passes in a second.
const speed = 60

func wide() terms { return terms{size: uitest.Size{W: 200, H: 60}, speed: speed} }

// fly plays a story in the program as `fleetglass demo` puts it together. The
// first two seconds have passed: all that the overview needs is there.
func fly(t *testing.T, how terms, story func(*flight)) {
	t.Helper()
	f := &flight{t: t} // until there is a bubble
	uitest.RunWith(t, func(ctx context.Context) tea.Model { return f.begin(ctx, how) }, how.size, func(s *uitest.Screen) {
		f.Screen, f.t = s, s.T()
		s.Wait(2 * time.Second)
		story(f)
	})
}

func (f *flight) begin(ctx context.Context, how terms) tea.Model {
	engine, err := fake.New(fake.Options{Scenario: how.scenario, Seed: 1, Speed: how.speed, Wall: time.Now, Limits: true})
	if err != nil {
		f.t.Fatal(err)
	}
	f.engine = engine
	f.client = sdk.InProcess(engine.Call, fake.Region)
	client := sdk.InProcess(engine.Call, fake.Region).Limited(controls{engine}.pace)
	if how.readOnly {
		client = client.ReadOnly()
	}
	f.console = client
	theme := how.theme
	if theme == nil {
		theme = themes.Dark()
	}
	watcher := watch.New(client, watch.Options{Clock: engine.Now, Speed: controls{engine}.pace, Rhythms: watch.EngineRhythms(), Seed: 1})
	go watcher.Run(ctx)
	return views.New(views.Options{
		Context: ctx, Watcher: watcher, Client: client,
		InRegion: func(region string) awsclient.Client { return client.InRegion(region) },
		Engine:   controls{engine}, Backend: "demo", Writes: !how.readOnly, Theme: theme,
	})
}

// controls are the engine as the console wants it.
type controls struct{ *fake.Engine }

func (c controls) StepEvent() { c.Engine.StepEvent() }

func (c controls) Pause(on bool) {
	if on {
		c.Engine.Pause()
	} else {
		c.Resume()
	}
}

// pace is how fast the clock runs: not at all while it is paused.
func (c controls) pace() float64 {
	if c.Paused() {
		return 0
	}
	return c.Speed()
}

func (c controls) Faults() []views.FaultChoice {
	return []views.FaultChoice{
		{Fault: fake.KillInstance, Label: "Kill an instance", Subject: views.KindInstance},
		{Fault: fake.FailHealth, Label: "Fail health checks", Subject: views.KindInstance},
		{Fault: fake.SurgeTraffic, Label: "Surge of traffic", Subject: views.KindBalancer},
		{Fault: fake.ExpireCredentials, Label: "Expire the credentials"},
	}
}

func (c controls) Inject(fault, subject string) error {
	return c.Engine.Inject(fake.Fault{Kind: fault, Subject: subject})
}

func (f *flight) resize(w, h int) { f.Resize(uitest.Size{W: w, H: h}) }
