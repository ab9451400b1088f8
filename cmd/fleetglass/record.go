package main

import (
	"context"
	"errors"
	"os"
	"sync"

	"github.com/spf13/pflag"

	"fleetglass/awsclient/recording"
	"fleetglass/awsclient/watch"
)

// recordOptions are the flags of who records what the console sees.
type recordOptions struct {
	file   string
	redact bool
}

// largestRecording bounds a recording: a day of a few hundred instances.
const largestRecording = 256 << 20

func (o *recordOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.file, "record", "", "write what the console sees to this file, for fleetglass replay")
	f.BoolVar(&o.redact, "redact", false, "with --record, hide account numbers, addresses, access keys and e-mail addresses")
}

func (o recordOptions) check() error {
	if o.redact && o.file == "" {
		return usagef("--redact is about a recording: give --record FILE too")
	}
	return nil
}

// tape is a watcher whose snapshots are written to a file on their way to the
// console. The console does not wait for that: snapshots that come while one is
// being written are left out of the recording.
type tape struct {
	*watch.Watcher
	out  chan *watch.Snapshot
	jobs chan *watch.Snapshot
	done sync.WaitGroup

	mu     sync.Mutex
	failed error
}

// record begins a recording in a new file; what exists is never overwritten.
func record(ctx context.Context, w *watch.Watcher, o recordOptions) (*tape, error) {
	file, err := os.OpenFile(o.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, usagef("--record: %s exists already; recordings are not overwritten", o.file)
	}
	if err != nil {
		return nil, usagef("--record: %s", err)
	}
	writer, err := recording.NewWriter(file, recording.Options{Limit: largestRecording, Redact: o.redact})
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	t := &tape{Watcher: w, out: make(chan *watch.Snapshot, 1), jobs: make(chan *watch.Snapshot, 1)}
	t.done.Go(func() { t.pass(ctx) })
	t.done.Go(func() { t.fail(t.write(writer, file)) })
	return t, nil
}

// Snapshots are the watcher's.
func (t *tape) Snapshots() <-chan *watch.Snapshot { return t.out }

// pass hands every snapshot on; one that nobody took yet is replaced.
func (t *tape) pass(ctx context.Context) {
	defer close(t.jobs)
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-t.Watcher.Snapshots():
			select {
			case <-t.out:
			default:
			}
			t.out <- s
			select {
			case t.jobs <- s:
			default:
			}
		}
	}
}

// write writes until there are no more snapshots, or one cannot be written.
func (t *tape) write(w *recording.Writer, file *os.File) error {
	var failed error
	for s := range t.jobs {
		if failed == nil {
			failed = w.Write(s)
			t.fail(failed)
		}
	}
	return errors.Join(failed, w.Close(), file.Sync(), file.Close())
}

func (t *tape) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.failed = err
	}
}

// State is a word for the header, and whether all is well.
func (t *tape) State() (word string, well bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case errors.Is(t.failed, recording.ErrFull):
		return "recording is full", false
	case t.failed != nil:
		return "recording failed", false
	}
	return "recording", true
}

// End waits until the file is whole, and tells what went wrong. The context
// that record was given must be over.
func (t *tape) End() error {
	t.done.Wait()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}
