package uitest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update is a flag of test binaries, which package flag can only take before
// tests run.
var update = flag.Bool("update", false, "rewrite golden files instead of comparing with them")

// Golden compares the screen with testdata/NAME.golden. With -update it writes
// that file, which is then to be read before it is believed.
func (s *Screen) Golden(name string) {
	s.t.Helper()
	Golden(s.t, name, s.Text())
}

// Golden compares a text with testdata/NAME.golden.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	got = strings.TrimRight(got, "\n") + "\n"
	if *update {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("differs from %s (go test -update accepts it):\n%s", path, diff(string(want), got))
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// diff is the lines of two screens that differ, in place: screens do not shift.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := range max(len(w), len(g)) {
		was, is := line(w, i), line(g, i)
		if was == is {
			continue
		}
		b.WriteString("- " + was + "\n+ " + is + "\n")
	}
	return b.String()
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
