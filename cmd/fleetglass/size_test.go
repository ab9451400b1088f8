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

// lean is how the Makefile builds the program: nothing is inlined in code that
// waits for answers or runs once a connection, and functions stand on half
// lines of the cache.
func lean(output string) []string {
	return []string{"build", "-trimpath", "-gcflags=github.com/aws/...=-l", "-gcflags=net/http=-l", "-gcflags=crypto/...=-l",
		"-gcflags=encoding/...=-l", "-ldflags=-s -w -funcalign=16", "-o", output, "."}
}

func TestBinaryIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("links the program")
	}
	path := filepath.Join(t.TempDir(), "fleetglass")
	out, err := exec.Command("go", lean(path)...).CombinedOutput()
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
