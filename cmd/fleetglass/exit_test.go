package main

import (
	"context"
	"io"
	"os"
	"testing"
)

// Exit codes tell a script whether it called wrongly or something failed.
func TestExitCodes(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"version"}, exitOK},
		{[]string{"--help"}, exitOK},
		{[]string{"--no-such-flag"}, exitUsage},
		{[]string{"no-such-command"}, exitUsage},
		{[]string{"demo", "--theme", "no-such-theme"}, exitUsage},
		{[]string{"demo", "--scenario", "no-such-scenario"}, exitUsage},
		{[]string{"demo"}, exitFailed}, // there is no terminal
	} {
		s := surroundings{in: null, out: null, err: io.Discard, getenv: func(string) string { return "" }}
		if got := run(context.Background(), c.args, s); got != c.want {
			t.Errorf("fleetglass %v exits with %d, want %d", c.args, got, c.want)
		}
	}
}
