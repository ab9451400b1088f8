package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// maxBinary is how large the stripped program may be. One reachable use of
// reflect's MethodByName (text/template has one) keeps every method of every
// AWS client alive and adds some 40 MB: this test is there to notice.
const maxBinary = 35 << 20

func TestBinaryIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("links the program")
	}
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not here; it knows how the program is built")
	}
	path := filepath.Join(t.TempDir(), "fleetglass")
	out, err := exec.Command("make", "-C", "../..", "build", "BIN="+path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f MB", float64(info.Size())/(1<<20))
	if info.Size() > maxBinary {
		t.Errorf("the program has %d bytes, more than %d", info.Size(), maxBinary)
	}
}
