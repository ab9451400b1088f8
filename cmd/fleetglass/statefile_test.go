package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fleetglass/fake"
	"fleetglass/fake/scenario"
)

// A state file that is torn or no state at all is reported and put aside, and
// the one before it is gone on from.
func TestADamagedStateFileGivesWayToTheOneBefore(t *testing.T) {
	for name, tear := range map[string]func([]byte) []byte{
		"torn":      func(data []byte) []byte { return data[:len(data)/2] },
		"empty":     func([]byte) []byte { return nil },
		"corrupted": func(data []byte) []byte { data[len(data)-9] ^= 1; return data },
	} {
		t.Run(name, func(t *testing.T) {
			o := demoOptions{scenario: scenario.Empty, era: fake.Eras()[0], seed: 7, state: filepath.Join(t.TempDir(), "world.state")}
			saveTwice(t, o)
			data, err := os.ReadFile(o.state)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(o.state, tear(data), 0o600); err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			kept, err := openSaved(o, &said)
			if err != nil || kept[0].Engine.Seed() != 7 {
				t.Fatal(err)
			}
			if !strings.Contains(said.String(), damaged(o.state)) || !strings.Contains(said.String(), previous(o.state)) {
				t.Errorf("it said %q", said.String())
			}
			if _, err := os.Stat(damaged(o.state)); err != nil {
				t.Error(err)
			}
		})
	}
}

// Where nothing is left to go on from, a damaged file is an error and stays.
func TestADamagedStateFileAlone(t *testing.T) {
	o := demoOptions{scenario: scenario.Empty, era: fake.Eras()[0], state: filepath.Join(t.TempDir(), "world.state")}
	if err := os.WriteFile(o.state, []byte("a shopping list"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openSaved(o, &bytes.Buffer{}); !errors.Is(err, fake.ErrNotState) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(o.state); err != nil {
		t.Error(err)
	}
}

func saveTwice(t *testing.T, o demoOptions) {
	t.Helper()
	kept, err := openSaved(o, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := saveState(kept[0].Engine, o.state); err != nil {
			t.Fatal(err)
		}
	}
}
