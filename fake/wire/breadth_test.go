package wire_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fleetglass/fake"
	"fleetglass/fake/wire/names"
)

var update = flag.Bool("update", false, "rewrite the table of operations")

// breadth is the document that tells which operations there are.
var breadth = filepath.Join("..", "..", "OPERATIONS.md")

// The table of operations tells what the engine has, of what the SDK knows.
func TestTheTableOfOperations(t *testing.T) {
	engine, err := fake.New(fake.Options{Scenario: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	table, err := names.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := document(engine, table)
	if *update {
		if err := os.WriteFile(breadth, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(breadth)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the engine has; go test ./fake/wire -run TableOfOperations -update: %v", filepath.Base(breadth), err)
	}
}

func document(engine *fake.Engine, table map[string]*names.Service) string {
	var summary, lists strings.Builder
	total := 0
	for _, facts := range names.Services() {
		s := table[facts.Package]
		var have []string
		for operation := range s.Operations {
			if _, ok := engine.Input(s.Package, operation); ok && operation != "StartLiveTail" { // no stream goes over HTTP
				have = append(have, operation)
			}
		}
		slices.Sort(have)
		total += len(have)
		fmt.Fprintf(&summary, "| %s | %d | %d | %s |\n", s.Package, len(have), len(s.Operations), spoken(facts))
		fmt.Fprintf(&lists, "\n## %s\n\n", s.Package)
		for _, h := range have {
			fmt.Fprintf(&lists, "- %s\n", h)
		}
	}
	return fmt.Sprintf(`# Operations

What `+"`fleetglass serve`"+` answers. Services have the names of the SDK's packages. An operation
that AWS has and this list has not is refused as NotImplemented, by name. This page is
written by a test (`+"`make golden`"+`).

| service | operations | of AWS's | spoken as |
|---|---:|---:|---|
%s| | **%d** | | |
%s`, summary.String(), total, lists.String())
}

// spoken is the protocols of a service.
func spoken(facts names.Facts) string {
	var all []string
	if facts.Style == names.REST {
		all = append(all, "REST XML")
	}
	if facts.Version != "" {
		all = append(all, "Query")
	}
	if facts.Target != "" {
		all = append(all, "JSON", "CBOR")
	}
	return strings.Join(all, ", ")
}
