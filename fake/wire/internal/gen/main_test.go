package main

import (
	"bytes"
	"os"
	"testing"
)

// The table that is checked in is the one that the SDK's sources give.
func TestTheTableIsCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the SDK's sources")
	}
	want, err := table()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../names/table.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("fake/wire/names/table.txt is not what the SDK's sources give: run go run ./fake/wire/internal/gen")
	}
}
