// Command fleetglass is a terminal console for AWS fleets, on a real account
// or on a simulated one.
//
// This package reads flags, chooses a backend and wires the parts together,
// one file a command. It has no logic of its own: what AWS means is in
// awsclient/semantics, what is shown in views.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the linker: go build -ldflags '-X main.version=v1.2.3'.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], surroundings{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}))
}

// surroundings are what the program stands in: its streams and variables.
type surroundings struct {
	in, out *os.File
	err     io.Writer
	getenv  func(string) string
}

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2 // bad flags, arguments or names; nothing was done
)

// run is the whole program: it returns the exit code.
func run(ctx context.Context, args []string, s surroundings) int {
	root := rootCommand(s)
	root.SetArgs(args)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(s.err, "fleetglass: "+err.Error())
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}
