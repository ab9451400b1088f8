package labs

import (
	"context"
	"time"

	"fleetglass/awsclient"
)

// Activity is a scaling activity.
type Activity = awsclient.Activity

// World is an account at one moment: what a check looks at. Each list is
// fetched once, when it is first asked for; after the first call that fails
// lists are empty and Err tells why, so that checks need not look.
type World struct {
	Now time.Time // the account's

	ctx     context.Context
	client  awsclient.Client
	fetched map[string]any
	err     error
	earlier []Record // of the attempt that is checked
	began   time.Time
}

// NewWorld is the account of a client at a moment of its own clock.
func NewWorld(ctx context.Context, client awsclient.Client, now time.Time) *World {
	return &World{Now: now, ctx: ctx, client: client, fetched: map[string]any{}}
}

// Err is the failure of the first call that failed.
func (w *World) Err() error { return w.err }

// Region is the region that is looked at.
func (w *World) Region() string { return w.client.Region() }

// Began is when the attempt began; zero outside an attempt.
func (w *World) Began() time.Time { return w.began }

// Recall is evidence that an earlier step of this attempt kept, by its key.
func (w *World) Recall(step, key string) (Evidence, bool) {
	for _, r := range w.earlier {
		if r.Step == step {
			return find(r.Evidence, key)
		}
	}
	return Evidence{}, false
}

// once fetches a list the first time; nil after a failure.
func (w *World) once(name string, fetch func() (any, error)) any {
	if got, ok := w.fetched[name]; ok {
		return got
	}
	if w.err != nil {
		return nil
	}
	got, err := fetch()
	if err != nil {
		w.err, got = err, nil
	}
	w.fetched[name] = got
	return got
}

// Account is the number of the account, "" when it cannot be told.
func (w *World) Account() string {
	who, _ := w.once("identity", func() (any, error) { return w.client.Identity(w.ctx) }).(awsclient.Identity)
	return who.Account
}

// Instances are all instances, those just terminated too.
func (w *World) Instances() []awsclient.Instance {
	rows, _ := w.once("instances", func() (any, error) { return w.client.Instances(w.ctx) }).([]awsclient.Instance)
	return rows
}

// Instance is one of Instances.
func (w *World) Instance(id string) (awsclient.Instance, bool) {
	for _, in := range w.Instances() {
		if in.ID == id {
			return in, true
		}
	}
	return awsclient.Instance{}, false
}

// UserData is the decoded user data of an instance.
func (w *World) UserData(id string) string {
	text, _ := w.once("user data "+id, func() (any, error) { return w.client.UserData(w.ctx, id) }).(string)
	return text
}

// Subnets are all subnets.
func (w *World) Subnets() []awsclient.Subnet {
	rows, _ := w.once("subnets", func() (any, error) { return w.client.Subnets(w.ctx) }).([]awsclient.Subnet)
	return rows
}

// SecurityGroups are all security groups.
func (w *World) SecurityGroups() []awsclient.SecurityGroup {
	rows, _ := w.once("security groups", func() (any, error) { return w.client.SecurityGroups(w.ctx) }).([]awsclient.SecurityGroup)
	return rows
}

// Images are those that a launch is likely to want, newest first.
func (w *World) Images() []awsclient.Image {
	rows, _ := w.once("images", func() (any, error) { return w.client.Images(w.ctx, nil) }).([]awsclient.Image)
	return rows
}

// KeyPairs are the names of the key pairs.
func (w *World) KeyPairs() []string {
	rows, _ := w.once("key pairs", func() (any, error) { return w.client.KeyPairs(w.ctx) }).([]string)
	return rows
}

// Events are CloudTrail's, newest first.
func (w *World) Events(q awsclient.EventQuery) []awsclient.Event {
	rows, _ := w.once("events "+q.Attribute+"="+q.Value+q.Start.String()+q.End.String(), func() (any, error) { return w.client.Events(w.ctx, q) }).([]awsclient.Event)
	return rows
}

// Called are CloudTrail's events of successful calls with a name, newest
// first. On AWS they come some minutes late.
func (w *World) Called(name string) []awsclient.Event {
	var done []awsclient.Event
	for _, e := range w.Events(awsclient.EventQuery{Attribute: "EventName", Value: name}) {
		if e.ErrorCode == "" {
			done = append(done, e)
		}
	}
	return done
}

// Alarms are all alarms, by name.
func (w *World) Alarms() []awsclient.Alarm {
	rows, _ := w.once("alarms", func() (any, error) { return w.client.Alarms(w.ctx) }).([]awsclient.Alarm)
	return rows
}

// Ask fetches what World has no method for, once; fetch gets the client. It is
// nil after a failure, and the caller asserts the type.
func (w *World) Ask(name string, fetch func(context.Context, awsclient.Client) (any, error)) any {
	return w.once(name, func() (any, error) { return fetch(w.ctx, w.client) })
}
