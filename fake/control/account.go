package control

import (
	"context"
	"sync"

	"fleetglass/fake"
)

// Account is an engine that can be replaced by another, as a backend for AWS's
// services. It is safe for concurrent use.
type Account struct {
	mu     sync.RWMutex
	engine *fake.Engine
	settle bool
	base   fake.Options // of engines to come
}

// NewAccount serves an engine. Of the options, those that a reset does not
// name hold for the engines that come after it.
func NewAccount(engine *fake.Engine, o fake.Options) *Account {
	return &Account{engine: engine, base: o}
}

// Engine is the present engine.
func (a *Account) Engine() *fake.Engine {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.engine
}

// Settle lets every transition finish before the next call is answered, or no
// longer does.
func (a *Account) Settle(on bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.settle = on
}

// Settles tells whether transitions finish before the next call.
func (a *Account) Settles() bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.settle
}

// Call makes a call to the present engine.
func (a *Account) Call(ctx context.Context, service, operation, region string, input any) (output any, requestID string, err error) {
	engine := a.Engine()
	if a.Settles() {
		engine.Settle()
	}
	return engine.Call(ctx, service, operation, region, input)
}

// Input is a new input of an operation.
func (a *Account) Input(service, operation string) (input any, ok bool) {
	return a.Engine().Input(service, operation)
}

// begin starts another world, at the old one's speed.
func (a *Account) begin(seed uint64, scenario string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	o := a.options()
	o.Seed, o.Scenario, o.Era = seed, scenario, a.engine.Era()
	engine, err := fake.Begin(o)
	if err == nil {
		a.replace(engine)
	}
	return err
}

// load goes on with a saved world, at the old one's speed.
func (a *Account) load(data []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	engine, err := fake.Decode(data, a.options())
	if err == nil {
		a.replace(engine)
	}
	return err
}

func (a *Account) options() fake.Options {
	o := a.base
	o.Speed = a.engine.Speed()
	return o
}

func (a *Account) replace(engine *fake.Engine) {
	if a.engine.Paused() {
		engine.Pause()
	} else {
		engine.Resume()
	}
	a.engine = engine
}
