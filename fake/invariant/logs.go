package invariant

import (
	"time"

	"fleetglass/fake/world"
)

// eventOverhead is what an event counts besides its text (BC:logs), and
// newestLogEvent how far ahead of its arrival an event may lie.
const (
	eventOverhead  = 26
	newestLogEvent = 2 * time.Hour
)

// logs checks the log groups, their streams and the queries over them.
func (c *checker) logs() {
	for name, g := range c.w.LogGroups.All() {
		c.same(name, g.Name)
		c.notAfterNow(name, "its creation", g.Created)
		bytes := 0
		for stream, s := range g.Streams.All() {
			c.same(stream, s.Name)
			bytes += c.logStream(g, s)
		}
		if bytes != g.Bytes {
			c.report(Sums, name, "its events have %d bytes, it says %d", bytes, g.Bytes)
		}
		c.logFilters(g)
		for i := 1; i < len(g.Intake); i++ {
			if g.Intake[i].Minute <= g.Intake[i-1].Minute {
				c.report(History, name, "minute %d of its intake does not follow", i)
			}
		}
	}
	for id, q := range c.w.LogQueries.All() {
		c.same(id, q.ID)
		c.notAfterNow(id, "its creation", q.Created)
		if q.Status != "Complete" && len(q.Rows) > 0 {
			c.report(Known, id, "it is %s and has rows", q.Status)
		}
	}
}

// logStream checks a stream and adds up its events.
func (c *checker) logStream(g *world.LogGroup, s *world.LogStream) (bytes int) {
	subject := g.Name + " " + s.Name
	for i, e := range s.Events {
		bytes += len(e.Message) + eventOverhead
		c.notAfterNow(subject, "the arrival of an event", e.Ingested)
		if i > 0 && e.At.Before(s.Events[i-1].At) {
			c.report(History, subject, "event %d is older than the one before", i)
		}
		if e.At.After(e.Ingested.Add(newestLogEvent)) {
			c.report(Future, subject, "event %d lies more than %s ahead", i, newestLogEvent)
		}
	}
	if s.Shipper == nil {
		return bytes
	}
	for i, run := range s.Shipper.Runs {
		c.notAfterNow(subject, "the start of its agent", run.From)
		switch last := i == len(s.Shipper.Runs)-1; {
		case run.To.IsZero() && !last, !run.To.IsZero() && run.To.Before(run.From), i > 0 && run.From.Before(s.Shipper.Runs[i-1].To):
			c.report(History, subject, "run %d of its agent does not follow", i)
		case run.To.IsZero():
			if in := c.w.Instances.Get(s.Shipper.Instance); in == nil {
				c.report(Reference, subject, "it is shipped to by %s", s.Shipper.Instance)
			}
		}
	}
	return bytes
}

func (c *checker) logFilters(g *world.LogGroup) {
	for i, f := range g.MetricFilters {
		if i > 0 && f.Name <= g.MetricFilters[i-1].Name {
			c.report(Unique, g.Name, "its filter %s is there twice, or out of order", f.Name)
		}
		if f.Default == nil && len(f.Pending) > 0 {
			c.report(Known, g.Name, "its filter %s waits with a default that it does not have", f.Name)
		}
	}
	if !g.FilterAt.IsZero() && g.FilterAt.Before(c.w.Now) {
		c.report(Queue, g.Name, "its filters were due at %s", g.FilterAt.Format(time.RFC3339))
	}
}
