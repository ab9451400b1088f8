package main

import (
	"context"
	"errors"
	"os"
	"runtime"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"fleetglass/awsclient/watch"
	"fleetglass/views"
)

// framesPerSecond is Bubble Tea's most: it halves the time from a key to the
// screen against its default, and costs nothing while nothing changes.
const framesPerSecond = 120

// fewestThreads is how many threads run Go code at once at least, also where
// there are fewer processors. Go lets a busy goroutine work for ten
// milliseconds before another has its turn; the kernel lets a thread that wakes
// go first. With a thread to spare a key does not wait behind a long list that
// is being read, nor behind the garbage collector: on two processors its
// slowest hundredth is twice as fast.
const fewestThreads = 4

// spareThreads sees to that, unless the user has chosen.
func spareThreads(getenv func(string) string) {
	if getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) < fewestThreads {
		runtime.GOMAXPROCS(fewestThreads)
	}
}

// needTerminal says in one line why a console cannot open here.
func needTerminal(s surroundings) error {
	if !term.IsTerminal(s.out.Fd()) {
		return errors.New("the console needs a terminal, but standard output is not one")
	}
	if !term.IsTerminal(s.in.Fd()) {
		return errors.New("the console needs a terminal, but standard input is not one")
	}
	return nil
}

// show runs the console on a watcher, and records what it sees when asked to.
func show(ctx context.Context, s surroundings, watcher *watch.Watcher, r recordOptions, o views.Options) error {
	run := func(ctx context.Context) error { watcher.Run(ctx); return nil }
	if r.file == "" {
		o.Watcher = watcher
		return showWith(ctx, s, run, o)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t, err := record(ctx, watcher, r)
	if err != nil {
		return err
	}
	o.Watcher, o.Recording = t, t.State
	err = showWith(ctx, s, run, o)
	stop()
	return errors.Join(err, t.End())
}

// showWith runs the console until it is quit or the context ends, and beside it
// what feeds it.
func showWith(ctx context.Context, s surroundings, feed func(context.Context) error, o views.Options) error {
	spareThreads(s.getenv)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o.Context = ctx
	watching := make(chan error, 1)
	go func() { watching <- feed(ctx) }()
	program := tea.NewProgram(views.New(o), tea.WithContext(ctx), tea.WithFPS(framesPerSecond), tea.WithInput(s.in), tea.WithOutput(s.out), tea.WithEnvironment(os.Environ()))
	_, err := program.Run()
	stop()
	if fed := <-watching; fed != nil && !errors.Is(fed, context.Canceled) {
		return fed
	}
	if errors.Is(err, tea.ErrProgramKilled) || errors.Is(err, tea.ErrInterrupted) || errors.Is(err, context.Canceled) {
		return nil // a signal asked for the end
	}
	return err
}
