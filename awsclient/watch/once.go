package watch

import (
	"context"
	"time"

	"fleetglass/awsclient"
)

// Once fetches what is wanted a single time, one list after the other, and
// gives the picture. Without wants it fetches the base set, whatever that
// leads to included. It is for those who look once and leave; errors are in
// the feeds.
func Once(ctx context.Context, client awsclient.Client, opts Options, wants ...Want) *Snapshot {
	w := New(client, opts)
	w.run, w.visible, w.narrow = ctx, wants, len(wants) > 0
	e := w.eras[0]
	w.begin(e)
	defer e.cancel()
	for s := e.unasked(); s != nil && ctx.Err() == nil; s = e.unasked() {
		w.prepare(e, s, time.Now())()
	}
	return w.picture(time.Now())
}

// unasked is the first slot that was never fetched, nil when all were.
func (e *era) unasked() *slot {
	for _, s := range e.order {
		if !s.asked {
			return s
		}
	}
	return nil
}
