package storage_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

// S3/intro-lifecycle-rules: an object of 15 January, 10:30 that expires after
// three days goes on 19 January, 00:00.
func TestObjectsExpire(t *testing.T) {
	const written = "2026-01-15T10:30:00Z"
	for _, c := range []struct {
		name, rules string
		days        float64 // from the midnight after it was written; -1 for never
	}{
		{"days", `{"Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"Days":3}}`, 3},
		{"a prefix", `{"Status":"Enabled","Filter":{"Prefix":"AWSLogs/"},"Expiration":{"Days":1}}`, 1},
		{"another prefix", `{"Status":"Enabled","Filter":{"Prefix":"tmp/"},"Expiration":{"Days":1}}`, -1},
		{"an older rule", `{"Status":"Enabled","Prefix":"AWS","Expiration":{"Days":2}}`, 2},
		{"off", `{"Status":"Disabled","Filter":{},"Expiration":{"Days":1}}`, -1},
		{"a date", `{"Status":"Enabled","Filter":{},"Expiration":{"Date":"2026-01-20T00:00:00Z"}}`, 4},
		{"a tag", `{"Status":"Enabled","Filter":{"Tag":{"Key":"a","Value":"b"}},"Expiration":{"Days":1}}`, -1},
		{"size and prefix", `{"Status":"Enabled","Filter":{"And":{"Prefix":"AWS","ObjectSizeGreaterThan":2,"ObjectSizeLessThan":9}},"Expiration":{"Days":1}}`, 1},
		{"too small", `{"Status":"Enabled","Filter":{"ObjectSizeGreaterThan":5},"Expiration":{"Days":1}}`, -1},
		{"no expiration", `{"Status":"Enabled","Filter":{},"Transitions":[{"Days":1,"StorageClass":"GLACIER"}]}`, -1},
		{"the first of two", `{"Status":"Enabled","Filter":{},"Expiration":{"Days":9}},{"Status":"Enabled","Filter":{},"Expiration":{"Days":2}}`, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			start, err := time.Parse(time.RFC3339, written)
			if err != nil {
				t.Fatal(err)
			}
			k := sim.New(&world.World{Account: "123456789012", Region: "us-west-2", Now: start})
			r := storage.New(k)
			b, err := r.Create("some-logs", "us-west-2", "")
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Put("some-logs", "AWSLogs/1.gz", []byte("body"), "", ""); err != nil {
				t.Fatal(err)
			}
			b.Lifecycle = `{"Rules":[` + c.rules + `]}`
			r.LifecycleChanged()
			r.LifecycleChanged() // one look is enough
			if len(k.World.Queue) != 1 {
				t.Fatalf("%d looks", len(k.World.Queue))
			}
			midnight := time.Date(2026, time.January, 16, 0, 0, 0, 0, time.UTC)
			end := midnight.Add(time.Duration(c.days * 24 * float64(time.Hour)))
			if c.days < 0 {
				k.Advance(midnight.AddDate(0, 0, 30))
				if len(b.Objects) != 1 {
					t.Fatal("it has expired")
				}
				return
			}
			k.Advance(end.Add(-time.Second))
			if len(b.Objects) != 1 {
				t.Fatal("it has expired too early")
			}
			k.Advance(end)
			if len(b.Objects) != 0 || k.World.StoredBytes != 0 {
				t.Fatalf("%d objects, %d bytes are left", len(b.Objects), k.World.StoredBytes)
			}
			b.Lifecycle = ""
			k.Advance(end.AddDate(0, 0, 2))
			if len(k.World.Queue) != 0 {
				t.Error("somebody still looks")
			}
		})
	}
}
