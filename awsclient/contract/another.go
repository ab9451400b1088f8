package contract

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// moto is an AWS-compatible server that is not ours: what works there was not
// bent to fit the engine.
const moto = "moto_server"

// startUp is how long the server may take to start.
const startUp = 60 * time.Second

// Another starts a server of others on a free port of the loopback and gives
// its address. The server is empty and runs until the test ends. Where it is
// not installed the test is skipped, and with -short too.
func Another(t *testing.T) (url string) {
	t.Helper()
	if testing.Short() {
		t.Skip("starting another server takes some seconds")
	}
	path, err := exec.LookPath(moto)
	if err != nil {
		t.Skipf("%s is not installed: nothing is checked against a server of others", moto)
	}
	port := freePort(t)
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "-H", "127.0.0.1", "-p", strconv.Itoa(port))
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		stop()
		t.Skipf("%s does not start: %v", moto, err)
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	t.Cleanup(func() { stop(); <-exited })
	url = "http://127.0.0.1:" + strconv.Itoa(port)
	if !answers(url, exited) {
		t.Skipf("%s did not answer within %v", moto, startUp)
	}
	return url
}

// answers waits until the server does, its process ends, or time is up.
func answers(url string, exited <-chan struct{}) bool {
	tick, end := time.NewTicker(100*time.Millisecond), time.After(startUp)
	defer tick.Stop()
	client := &http.Client{Timeout: time.Second}
	for {
		select {
		case <-exited:
			return false
		case <-end:
			return false
		case <-tick.C:
		}
		if response, err := client.Get(url + "/moto-api/"); err == nil {
			response.Body.Close()
			return true
		}
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
