package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"fleetglass/awsclient/watch"
	"fleetglass/fake/control"
)

// servedHealth is what fleetglass serve says of itself at an endpoint; not ok
// for an endpoint of anybody else.
func servedHealth(ctx context.Context, endpoint string) (told control.Health, ok bool) {
	if endpoint == "" {
		return told, false
	}
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(endpoint, "/")+control.Path+"health", nil)
	if err != nil {
		return told, false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return told, false
	}
	defer response.Body.Close()
	const most = 1 << 16
	err = json.NewDecoder(io.LimitReader(response.Body, most)).Decode(&told)
	return told, err == nil && !told.Now.IsZero()
}

// servedTime is the time of a world that fleetglass serves, which need not be
// ours; other is the time anywhere else.
func servedTime(ctx context.Context, endpoint string, other time.Time) time.Time {
	if told, ok := servedHealth(ctx, endpoint); ok {
		return told.Now
	}
	return other
}

// servedClock follows the clock of a served world: it asks now and then, and
// counts on by itself.
type servedClock struct {
	endpoint string

	mu    sync.Mutex
	told  control.Health
	asked time.Time
}

// clockEvery is how often the served clock is asked: so late a change of its
// speed is noticed.
const clockEvery = 5 * time.Second

// watchServed are the terms on which the world behind an endpoint is watched:
// those of a real account, or on a served world its own clock, followed until
// the context ends.
func watchServed(ctx context.Context, endpoint string) watch.Options {
	told, ok := servedHealth(ctx, endpoint)
	if !ok {
		return watch.Options{}
	}
	c := &servedClock{endpoint: endpoint, told: told, asked: time.Now()}
	go c.follow(ctx)
	return watch.Options{Clock: c.Now, Speed: c.Speed, Rhythms: watch.EngineRhythms()}
}

func (c *servedClock) follow(ctx context.Context) {
	ticker := time.NewTicker(clockEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if told, ok := servedHealth(ctx, c.endpoint); ok {
			c.mu.Lock()
			c.told, c.asked = told, time.Now()
			c.mu.Unlock()
		}
	}
}

// Now is the served world's time.
func (c *servedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.told.Now.Add(time.Duration(float64(time.Since(c.asked)) * c.told.Speed))
}

// Speed is how fast it passes, 0 while it stands.
func (c *servedClock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.told.Speed
}
