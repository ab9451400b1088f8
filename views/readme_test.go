package views

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"fleetglass/ui"
)

// The README's key table is made of the declarations that bind the keys. With
// -update it is written anew.
func TestReadmeKeys(t *testing.T) {
	const path = "../README.md"
	const begin, end = "<!-- keys: begin", "<!-- keys: end -->"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(data), begin)
	comment, rest, okLine := strings.Cut(rest, "\n")
	_, tail, okEnd := strings.Cut(rest, end)
	if !ok || !okLine || !okEnd {
		t.Fatalf("%s has no place for the keys", path)
	}
	want := head + begin + comment + "\n" + keyTable() + end + tail
	if want == string(data) {
		return
	}
	if flag.Lookup("update").Value.String() != "true" {
		t.Fatalf("the keys in %s are not those of the console; run go test ./views -run TestReadmeKeys -update", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// keyTable is every key of a list and of a detail, by group, in Markdown.
func keyTable() string {
	c := New(Options{Engine: &testEngine{}})
	c.goTo(slices.IndexFunc(c.places, func(p *place) bool { return p.entry.Title == "Instances" }))
	sets := c.keySets()
	c.Push(c.kinds[KindInstance].detail(c, "i-0"))
	sets = append(sets, c.top().Keys())
	var b strings.Builder
	b.WriteString("\n| key | does |\n|---|---|\n")
	seen := map[string]bool{}
	for _, group := range []string{"panes", groupMove, groupOpen, groupRows, groupResource, groupScreen, groupEngine} {
		for _, set := range sets {
			for _, k := range set {
				id := k.Keys[0] + k.Label
				if group == groupMove { // a list and a document name the same movement otherwise
					id = k.Keys[0]
				}
				if k.Group != group || seen[id] {
					continue
				}
				seen[id] = true
				b.WriteString("| `" + strings.ReplaceAll(ui.KeyNames(k), " ", "` `") + "` | " + says(k) + " |\n")
			}
		}
	}
	b.WriteString("\n")
	return strings.ReplaceAll(b.String(), "``` `", "`` ` ``")
}

// says is a key's label, and its help where that says more.
func says(k ui.Key) string {
	if k.Help == "" {
		return k.Label
	}
	if strings.HasPrefix(k.Help, k.Label) {
		return k.Help
	}
	return k.Label + ": " + k.Help
}
