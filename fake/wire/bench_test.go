package wire_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"fleetglass/fake"
	"fleetglass/fake/wire"
)

// BenchmarkDescribeInstances is one page of a thousand instances, with the
// handler in this process: what the engine and the codec cost.
func BenchmarkDescribeInstances(b *testing.B) {
	engine, err := fake.New(fake.Options{Scenario: "large", Size: 1000, Seed: 1, Wall: still()})
	if err != nil {
		b.Fatal(err)
	}
	server, err := wire.New(wire.Options{Backend: wire.OneAccount(engine), Region: fake.Region})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/", strings.NewReader("Action=DescribeInstances&Version=2016-11-15&MaxResults=1000"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		n, err := io.Copy(io.Discard, w.Result().Body)
		if err != nil || w.Code != http.StatusOK {
			b.Fatalf("%d %v", w.Code, err)
		}
		size = int(n)
	}
	b.SetBytes(int64(size))
}
