package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"fleetglass/fake"
	"fleetglass/fake/control"
	"fleetglass/fake/scenario"
)

// TestAWSCommandLine runs sessions of the aws CLI on a served account. Its
// clock stands; the scripts' command "pass" moves it, so that nothing waits.
func TestAWSCommandLine(t *testing.T) {
	if testing.Short() {
		t.Skip("every command of the aws CLI takes a second to start")
	}
	if out, err := exec.Command("aws", "--version").CombinedOutput(); err != nil {
		t.Skipf("the aws CLI is not installed or does not run, so nothing is checked against it: %v %s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "aws"),
		RequireExplicitExec: true,
		Setup:               serveScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"pass": func(ts *testscript.TestScript, _ bool, args []string) {
				d, err := time.ParseDuration(strings.Join(args, ""))
				ts.Check(err)
				ts.Value(engineKey{}).(*fake.Engine).Advance(d)
			},
			"variable": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
			},
		},
	})
}

type engineKey struct{}

// serveScript serves an empty account of its own to a script.
func serveScript(e *testscript.Env) error {
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	engine, err := fake.New(fake.Options{Scenario: scenario.Empty, Seed: 1, Wall: func() time.Time { return at }})
	if err != nil {
		return err
	}
	handler, err := newHandler(control.One(control.NewAccount(engine, fake.Options{})), "", io.Discard)
	if err != nil {
		return err
	}
	server := httptest.NewServer(handler)
	e.Defer(server.Close)
	e.Values[engineKey{}] = engine
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_REGION": fake.Region, "AWS_DEFAULT_REGION": fake.Region, "AWS_PAGER": "",
		"AWS_ACCESS_KEY_ID": fake.AdministratorKey, "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": filepath.Join(e.WorkDir, "none"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(e.WorkDir, "none"),
	} {
		e.Setenv(name, value)
	}
	return nil
}

// A server is asked to stop: it ends what it is doing, saves the world, and
// the next one goes on with it.
func TestServeSavesWhatItServed(t *testing.T) {
	o := serveOptions{listen: "127.0.0.1:0", engine: demoOptions{
		scenario: scenario.Empty, era: fake.Eras()[0], seed: 7, speed: 0, state: filepath.Join(t.TempDir(), "world.state"),
	}}
	url, stop := startServe(t, o)
	if body := post(t, url, "Action=CreateKeyPair&Version=2016-11-15&KeyName=mine"); !strings.Contains(body, "<keyName>mine</keyName>") {
		t.Fatalf("%s", body)
	}
	stop()
	url, stop = startServe(t, o)
	defer stop()
	if body := post(t, url, "Action=DescribeKeyPairs&Version=2016-11-15"); !strings.Contains(body, "<keyName>mine</keyName>") {
		t.Errorf("the key pair is gone: %s", body)
	}
	got := getHealth(t, url)
	if got.Scenario != scenario.Empty || got.Seed != 7 || !got.Paused || got.Now.IsZero() || got.Version == "" {
		t.Errorf("%+v", got)
	}
}

// startServe runs the command as far as its announcement, which has the
// address. What stops it waits until it has.
func startServe(t *testing.T, o serveOptions) (url string, stop func()) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- runServe(ctx, surroundings{out: w, err: io.Discard, getenv: os.Getenv}, o); w.Close() }()
	var said bytes.Buffer
	for !strings.Contains(said.String(), "Ctrl-C") {
		if _, err := io.CopyN(&said, r, 1); err != nil {
			t.Fatalf("it said %q, then %v", said.String(), <-done)
		}
	}
	_, rest, _ := strings.Cut(said.String(), "AWS_ENDPOINT_URL=")
	url, _, _ = strings.Cut(rest, "\n")
	return url, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		r.Close()
	}
}

func post(t *testing.T, url, form string) string {
	t.Helper()
	response, err := http.Post(url, "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func getHealth(t *testing.T, url string) (h control.Health) {
	t.Helper()
	response, err := http.Get(url + "/_fleetglass/health")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestWhereServeMayListen(t *testing.T) {
	for _, c := range []struct {
		listen string
		open   bool
		ok     bool
	}{
		{"127.0.0.1:4566", false, true}, {"127.8.8.8:1", false, true}, {"[::1]:4566", false, true}, {"localhost:4566", false, true},
		{"0.0.0.0:4566", false, false}, {":4566", false, false}, {"192.0.2.1:4566", false, false}, {"aws.test:4566", false, false},
		{"0.0.0.0:4566", true, true}, {"aws.test:4566", true, true}, {"4566", true, false},
	} {
		if _, err := (serveOptions{listen: c.listen, open: c.open}).allowed(); (err == nil) != c.ok {
			t.Errorf("%s, open %v: %v", c.listen, c.open, err)
		}
	}
}
