package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFavouritesAreKeptInTheStateDirectory(t *testing.T) {
	state := t.TempDir()
	keeper := favouritesOf(func(name string) string { return map[string]string{"XDG_STATE_HOME": state}[name] })
	if data, err := keeper.Load(); data != nil || err != nil {
		t.Fatalf("nothing kept is %q, %v", data, err)
	}
	for _, text := range []string{"one", "another"} {
		if err := keeper.Save([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if data, err := keeper.Load(); string(data) != text || err != nil {
			t.Errorf("%q, %v", data, err)
		}
	}
	files, err := os.ReadDir(filepath.Join(state, "fleetglass"))
	if err != nil || len(files) != 1 || files[0].Name() != "favourites.json" {
		t.Errorf("files %v, %v", files, err)
	}
}
