package main

import (
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/fake"
	"fleetglass/fake/control"
	"fleetglass/fake/scenario"
)

// settledServer serves an empty account whose transitions end before the next
// call is answered, and answers its address. Its clock runs as the wall's does.
func settledServer(t *testing.T) string {
	t.Helper()
	engine, err := fake.New(fake.Options{Scenario: scenario.Empty, Seed: 1, Start: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	account := control.NewAccount(engine, fake.Options{})
	account.Settle(true)
	handler, err := newHandler(control.One(account), "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// awsEnvironment is what other programs need to find a server, and nothing of
// the person's own AWS configuration.
func awsEnvironment(t *testing.T, url string) []string {
	t.Helper()
	none := filepath.Join(t.TempDir(), "none")
	others := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AWS_") })
	return append(others,
		"AWS_ENDPOINT_URL="+url, "AWS_REGION="+fake.Region, "AWS_DEFAULT_REGION="+fake.Region, "AWS_ACCESS_KEY_ID="+fake.AdministratorKey,
		"AWS_SECRET_ACCESS_KEY=not-a-secret", "AWS_CONFIG_FILE="+none, "AWS_SHARED_CREDENTIALS_FILE="+none,
		"AWS_EC2_METADATA_DISABLED=true",
	)
}

// TestBoto3 runs a session of boto3: paginators, waiters, typed errors,
// filters, dry run, idempotency tokens, retries.
func TestBoto3(t *testing.T) {
	if testing.Short() {
		t.Skip("boto3 takes seconds to start")
	}
	if out, err := exec.Command("python3", "-c", "import boto3").CombinedOutput(); err != nil {
		t.Skipf("python3 has no boto3, so nothing is checked against it: %v %.200s", err, out)
	}
	command := exec.CommandContext(t.Context(), "python3", filepath.Join("testdata", "boto3", "session.py"))
	command.Env = append(awsEnvironment(t, settledServer(t)), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
