package control

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake"
)

// farthest is how far one request moves the clock. Choice: a world of many
// instances takes minutes to live through more.
const farthest = 31 * 24 * time.Hour

// form is the parameters of a request, of which only these may be there.
func form(w http.ResponseWriter, r *http.Request, known ...string) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	for name, values := range r.Form {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("unknown parameter %q; choices are %s", name, strings.Join(known, ", "))
		}
		if len(values) > 1 {
			return nil, fmt.Errorf("parameter %q is given more than once", name)
		}
	}
	return r.Form, nil
}

// change is what a request wants of the clock; nil is nothing.
type change struct {
	advance       time.Duration
	speed         *float64
	pause, settle *bool
}

func (s *server) clock(w http.ResponseWriter, r *http.Request) (any, error) {
	values, err := form(w, r, "advance", "speed", "pause", "settle", "account")
	if err != nil {
		return nil, err
	}
	c, err := parseChange(values)
	if err != nil {
		return nil, err
	}
	accounts, err := s.meant(values)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		c.apply(a)
	}
	return s.healthOf(accounts[0]), nil
}

// meant are the accounts that a request is about: the one that it names, or
// else all.
func (s *server) meant(values url.Values) ([]*Account, error) {
	number, given := value(values, "account")
	if !given {
		return s.accounts.All(), nil
	}
	a, err := s.accounts.Named(number)
	return []*Account{a}, err
}

func parseChange(values url.Values) (c change, err error) {
	if len(values) == 0 || len(values) == 1 && values.Has("account") {
		return c, fmt.Errorf("nothing to do: give advance, speed, pause or settle")
	}
	if text, given := value(values, "advance"); given {
		c.advance, err = time.ParseDuration(text)
		if err != nil || c.advance < 0 || c.advance > farthest {
			return c, fmt.Errorf("advance %q is no duration such as 5m or 1h30m, up to %s", text, farthest)
		}
	}
	if text, given := value(values, "speed"); given {
		speed, err := strconv.ParseFloat(text, 64)
		if err != nil || speed != 0 && !(speed >= fake.MinSpeed && speed <= fake.MaxSpeed) {
			return c, fmt.Errorf("speed %q is neither 0 nor a number from %g to %d", text, fake.MinSpeed, fake.MaxSpeed)
		}
		c.speed = &speed
	}
	if c.pause, err = boolean(values, "pause"); err != nil {
		return c, err
	}
	c.settle, err = boolean(values, "settle")
	return c, err
}

func value(values url.Values, name string) (text string, given bool) {
	return values.Get(name), values.Has(name)
}

func boolean(values url.Values, name string) (*bool, error) {
	text, given := value(values, name)
	if !given {
		return nil, nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return nil, fmt.Errorf("%s %q is neither true nor false", name, text)
	}
	return &on, nil
}

// apply changes the clock. A speed lets it run, 0 makes it stand; whether it
// is paused, where that is said, goes before that.
func (c change) apply(a *Account) {
	engine := a.Engine()
	pause := c.pause
	if c.speed != nil {
		stands := *c.speed == 0
		if !stands {
			engine.SetSpeed(*c.speed)
		}
		if pause == nil {
			pause = &stands
		}
	}
	if pause != nil && *pause {
		engine.Pause()
	}
	engine.Advance(c.advance)
	if pause != nil && !*pause {
		engine.Resume()
	}
	if c.settle != nil {
		a.Settle(*c.settle)
	}
}

func (s *server) reset(w http.ResponseWriter, r *http.Request) (any, error) {
	values, err := form(w, r, "seed", "scenario", "account")
	if err != nil {
		return nil, err
	}
	accounts, err := s.meant(values)
	if err != nil {
		return nil, err
	}
	account := accounts[0]
	engine := account.Engine()
	seed, scenario := engine.Seed(), engine.Scenario()
	if text, given := value(values, "seed"); given {
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			return nil, fmt.Errorf("seed %q is no whole number from 0 on", text)
		}
	}
	if text, given := value(values, "scenario"); given {
		scenario = text
	}
	if err := account.begin(seed, scenario); err != nil {
		return nil, err
	}
	if !values.Has("account") {
		s.accounts.forget() // they come into being again with their keys' next calls
	}
	s.accounts.engineChanged()
	return s.healthOf(account), nil
}
