package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the program as a command of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"fleetglass": func() {
			os.Exit(run(context.Background(), os.Args[1:], surroundings{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}))
		},
	})
}

// TestCommandLine runs the scripts in testdata: flags, exit codes, bad input,
// no terminal. Nothing of the machine's own AWS configuration is seen.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
				e.Setenv(name, filepath.Join(e.WorkDir, "none"))
			}
			e.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			return nil
		},
	})
}

func TestNearest(t *testing.T) {
	choices := []string{"speed", "state", "scenario", "seed"}
	for _, c := range []struct{ word, want string }{
		{"sped", "speed"},
		{"staet", "state"},
		{"seed", "seed"},
		{"colour", ""},
		{"", ""},
	} {
		if got := nearest(c.word, choices); got != c.want {
			t.Errorf("nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}
