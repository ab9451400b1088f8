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
	key    string       // by which its owner calls; "" for a server's first account
}

// Number is the account's number.
func (a *Account) Number() string { return accountOf(a.key) }

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
	o := a.options()
	o.Seed, o.Scenario, o.Era = seed, scenario, a.Engine().Era()
	engine, err := fake.Begin(o)
	if err != nil {
		return err
	}
	a.sameClock(engine)
	a.put(engine)
	return nil
}

// options are those of an engine to come, at the present one's speed.
func (a *Account) options() fake.Options {
	o := a.base
	o.Speed = a.Engine().Speed()
	return o
}

// sameClock lets the clock of another engine stand or run as this one's does.
func (a *Account) sameClock(engine *fake.Engine) {
	if a.Engine().Paused() {
		engine.Pause()
	} else {
		engine.Resume()
	}
}

// put puts an engine in the place of the present one.
func (a *Account) put(engine *fake.Engine) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.engine = engine
}
