package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fleetglass/views"
)

// favouriteFile keeps graphs that are favourites in a file.
type favouriteFile string

// favouritesOf is a keeper beside the own file of labs, where programs keep
// their state; nil when there is no home.
func favouritesOf(getenv func(string) string) views.FavouriteKeeper {
	labs := ownLabFile(getenv)
	if labs == "" {
		return nil
	}
	return favouriteFile(filepath.Join(filepath.Dir(labs), "favourites.json"))
}

func (f favouriteFile) Load() ([]byte, error) {
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// Save puts a whole new file in the place of the old one.
func (f favouriteFile) Save(data []byte) error {
	if err := replaceFile(string(f), data); err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	return nil
}
