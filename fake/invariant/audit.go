package invariant

import (
	"strings"

	"fleetglass/fake/world"
)

// Stored is the invariant of what is kept in buckets.
const Stored = "buckets keep their objects by key, and count their bytes"

// trails checks trails, and that what waits for them will be delivered.
func (c *checker) trails() {
	names := map[string]string{}
	for arn, t := range c.w.Trails.All() {
		c.same(arn, t.ARN)
		c.notAfterNow(arn, "its creation", t.Created)
		if t.Logging && t.Started.IsZero() {
			c.report(Known, arn, "it logs, and was never started")
		}
		if other := names[t.Region+" "+t.Name]; other != "" {
			c.report(Unique, arn, "it has the name of %s", other)
		}
		names[t.Region+" "+t.Name] = arn
	}
	for arn, d := range c.w.Deliveries.All() {
		c.same(arn, d.Trail)
		c.notAfterNow(arn, "its last delivery", d.Delivered)
		if len(d.Files)+len(d.Lines) > 0 && !d.Waiting {
			c.report(Queue, arn, "%d events wait and nobody will deliver them", len(d.Files)+len(d.Lines))
		}
	}
}

// undelivered: what waits for a trail is not from the future.
func (c *checker) undelivered() {
	for arn, d := range c.w.Deliveries.All() {
		for _, waiting := range [][]world.TrailEvent{d.Files, d.Lines} {
			for i := range waiting {
				c.notAfterNow(arn, "an event that waits", waiting[i].At)
			}
		}
	}
}

func (c *checker) buckets() {
	bytes := 0
	for name, b := range c.w.Buckets.All() {
		c.same(name, b.Name)
		last := ""
		for i := range b.Objects {
			o := &b.Objects[i]
			bytes += len(o.Body)
			if strings.Compare(last, o.Key) >= 0 {
				c.report(Stored, name, "%q comes after %q", o.Key, last)
			}
			last = o.Key
		}
	}
	if bytes != c.w.StoredBytes {
		c.report(Stored, c.w.Region, "there are %d bytes, %d are counted", bytes, c.w.StoredBytes)
	}
}
