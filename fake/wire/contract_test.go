package wire_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"fleetglass/awsclient/contract"
	"fleetglass/awsclient/sdk"
	"fleetglass/fake"
	"fleetglass/fake/scenario"
	"fleetglass/fake/wire"
)

// still is a wall clock that stands: the engine's time is moved by hand.
func still() func() time.Time {
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time { return at }
}

// served is an engine behind a server on the loopback.
func served(t testing.TB, o fake.Options) (*fake.Engine, string) {
	t.Helper()
	o.Wall = still()
	engine, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := wire.New(wire.Options{Backend: wire.OneAccount(engine), Region: fake.Region, Report: func(text string) { t.Error(text) }})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return engine, server.URL
}

// The contract that the engine keeps in this process it keeps over the wire:
// nothing is tolerated.
func TestTheContractOverTheWire(t *testing.T) {
	if testing.Short() {
		t.Skip("the client keeps to the rates of a real account, which takes a while")
	}
	engine, url := served(t, fake.Options{Scenario: scenario.Empty, Seed: 1})
	t.Setenv("AWS_ENDPOINT_URL", url)
	t.Setenv("AWS_ACCESS_KEY_ID", fake.AdministratorKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
	t.Setenv("AWS_SESSION_TOKEN", "")
	t.Setenv("AWS_PROFILE", "")
	client, err := sdk.Open(t.Context(), sdk.Options{Region: fake.Region, AllowWrites: true})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(fake.Region),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(fake.AdministratorKey, "not-a-secret", "")))
	if err != nil {
		t.Fatal(err)
	}
	contract.Run(t, contract.Backend{
		Client: client, Config: func(string) aws.Config { return cfg }, Pass: engine.Advance,
	})
}
