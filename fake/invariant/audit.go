package invariant

import (
	"strings"

	"fleetglass/fake/world"
)

// Stored is the invariant of what is kept in buckets.
const Stored = "buckets keep their objects by key, and count their bytes"

// audit checks buckets, trails and what waits for them.
func (c *checker) audit() {
	c.buckets()
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
		c.delivery(arn, d)
	}
}

// delivery: what waits has an appointment, and is not from the future.
func (c *checker) delivery(arn string, d *world.TrailDelivery) {
	c.same(arn, d.Trail)
	c.notAfterNow(arn, "its last delivery", d.Delivered)
	for _, e := range append(d.Files[:len(d.Files):len(d.Files)], d.Lines...) {
		c.notAfterNow(arn, "an event that waits", e.At)
	}
	if len(d.Files)+len(d.Lines) > 0 && !d.Waiting {
		c.report(Queue, arn, "%d events wait and nobody will deliver them", len(d.Files)+len(d.Lines))
	}
}

func (c *checker) buckets() {
	bytes := 0
	for name, b := range c.w.Buckets.All() {
		c.same(name, b.Name)
		last := ""
		for _, o := range b.Objects {
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
