package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"fleetglass/fake"
)

// saveEvery is how often a server saves its state: what a kill may cost at
// most. Choice.
const saveEvery = 5 * time.Second

// previous is the state file before the last one, which is gone on from when
// the last one is damaged. damaged is where such a one is put aside.
func previous(path string) string { return path + ".previous" }
func damaged(path string) string  { return path + ".damaged" }

// openSaved is openEngine for a server, all accounts of it: a state file that is
// damaged is reported and put aside, and the one before it takes its place.
func openSaved(o demoOptions, report io.Writer) ([]fake.Kept, error) {
	engine, err := openAccounts(o)
	if o.state == "" || !errors.Is(err, fake.ErrStateDamaged) && !errors.Is(err, fake.ErrNotState) {
		return engine, err
	}
	older := o
	older.state = previous(o.state)
	if _, missing := os.Stat(older.state); missing != nil {
		return nil, err
	}
	engine, olderErr := openAccounts(older)
	if olderErr != nil {
		return nil, errors.Join(err, olderErr)
	}
	if moving := os.Rename(o.state, damaged(o.state)); moving != nil {
		return nil, errors.Join(err, moving)
	}
	fmt.Fprintf(report, "fleetglass: %v\nfleetglass: it is now %s; going on from %s\n", err, damaged(o.state), older.state)
	return engine, nil
}

// openAccounts makes the world of the flags, or goes on with those in the state
// file when there is one.
func openAccounts(o demoOptions) ([]fake.Kept, error) {
	if _, err := os.Stat(o.state); o.state == "" || err != nil {
		engine, err := openEngine(o)
		return []fake.Kept{{Engine: engine}}, err
	}
	accounts, err := fake.LoadAll(o.state, o.options())
	if o.speed == 0 {
		for _, a := range accounts {
			a.Engine.Pause()
		}
	}
	return accounts, err
}

// saver is what can be saved to a file: an engine, or all accounts of a server.
type saver interface{ Save(path string) error }

// saveState keeps the last state as the one before, then saves. At any moment
// at least one of the two files is whole: the last one is only ever replaced
// by a whole one.
func saveState(state saver, path string) error {
	if err := keepPrevious(path); err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	return state.Save(path)
}

func keepPrevious(path string) error {
	next := previous(path) + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := os.Link(path, next)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing has been saved yet
	}
	if err != nil {
		return err
	}
	return os.Rename(next, previous(path))
}

// keepSaving saves now and then until the context ends. A save that fails is
// reported, and tried again.
func keepSaving(ctx context.Context, state saver, path string, report io.Writer) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := saveState(state, path); err != nil {
				fmt.Fprintln(report, "fleetglass:", err)
			}
		}
	}
}
