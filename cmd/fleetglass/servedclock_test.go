package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// health serves an account's clock as fleetglass serve does.
func health(t *testing.T, answer string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_fleetglass/health" || answer == "" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAServedWorldIsWatchedByItsOwnClock(t *testing.T) {
	terms := watchServed(t.Context(), health(t, `{"now": "2026-03-10T20:30:00Z", "speed": 0}`))
	if terms.Clock == nil || terms.Speed() != 0 {
		t.Fatal("it is watched as a real account")
	}
	if want := time.Date(2026, 3, 10, 20, 30, 0, 0, time.UTC); !terms.Clock().Equal(want) {
		t.Errorf("its clock stands at %s, want %s", terms.Clock(), want)
	}
}

func TestAnyOtherEndpointHasOurTime(t *testing.T) {
	for _, endpoint := range []string{"", "http://127.0.0.1:1", health(t, ""), health(t, "hello"), health(t, "{}")} {
		if watchServed(t.Context(), endpoint).Clock != nil {
			t.Errorf("%q is taken for a served world", endpoint)
		}
	}
}
