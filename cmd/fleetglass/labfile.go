package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fleetglass/awsclient/labs"
)

// labFile keeps progress of labs in a file.
type labFile string

// keeperOf is a labs' keeper for a path, nil for none.
func keeperOf(path string) labs.Keeper {
	if path == "" {
		return nil
	}
	return labFile(path)
}

// ownLabFile is where progress is kept unless a file is named: where programs
// keep their state (XDG Base Directory). "" when there is no home.
func ownLabFile(getenv func(string) string) string {
	if at := getenv("XDG_STATE_HOME"); filepath.IsAbs(at) {
		return filepath.Join(at, "fleetglass", "labs.json")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "state", "fleetglass", "labs.json")
}

func (f labFile) Load() (*labs.Progress, error) {
	data, err := os.ReadFile(string(f))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("progress of labs: %w", err)
	}
	p, err := labs.DecodeProgress(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; it is left as it is", f, err)
	}
	return p, nil
}

// Save puts a whole new file in the place of the old one.
func (f labFile) Save(p *labs.Progress) error {
	data, err := p.Encode()
	if err != nil {
		return err
	}
	if err := replaceFile(string(f), data); err != nil {
		return fmt.Errorf("progress of labs is not kept: %w", err)
	}
	return nil
}

// replaceFile puts a file in the place of another at once: whoever looks sees
// the old one or the new one, whole.
func replaceFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".labs-*")
	if err != nil {
		return err
	}
	_, err = next.Write(data)
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		os.Remove(next.Name()) //nolint:errcheck // the first error counts
	}
	return err
}
