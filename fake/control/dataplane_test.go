package control_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fleetglass/fake"
	"fleetglass/fake/control"
	"fleetglass/fake/dataplane"
)

// Where listeners listen is told, unless they do not.
func TestDataPlaneIsListed(t *testing.T) {
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	o := fake.Options{Scenario: "homework", Seed: 1, Wall: func() time.Time { return at }}
	engine, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	accounts := control.One(control.NewAccount(engine, o))
	server := httptest.NewServer(control.NewFor(accounts, "1.0"))
	t.Cleanup(server.Close)
	url := server.URL + "/_fleetglass/"
	if status, text := ask(t, "GET", url+"dataplane", ""); status != 404 || !strings.Contains(text, "--data-plane") {
		t.Errorf("without one: %d %s", status, text)
	}
	plane := accounts.OpenDataPlane(func(string) {})
	t.Cleanup(plane.Close)
	if text := get(t, url+"dataplane"); strings.TrimSpace(text) != "[]" {
		t.Errorf("in an empty account: %s", text)
	}
	if status, text := ask(t, "POST", url+"reset?scenario=demo", ""); status != 200 {
		t.Fatal(text)
	}
	var list []dataplane.Listing
	if err := json.Unmarshal([]byte(get(t, url+"dataplane")), &list); err != nil || len(list) == 0 || list[0].Account != fake.Account || !strings.HasPrefix(list[0].Address, "127.0.0.1:") {
		t.Errorf("%v %+v", err, list)
	}
}
