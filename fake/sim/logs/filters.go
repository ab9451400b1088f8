package logs

import (
	"cmp"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// beforeTheMinuteEnds is how long before its end a minute's shipped lines go
// through the filters. All of them are settled by then, and an alarm that
// looks at the end of the minute finds the values.
const beforeTheMinuteEnds = time.Second

// compiled is a group's filter ready for use. The default value is left out
// of it: only a whole minute can tell whether it is due.
type compiled struct {
	metricfilter.Compiled
	created time.Time
}

// Compile is a filter of the world as the rules of metric filters know it, or
// their refusal.
func Compile(f world.LogFilter) (metricfilter.Compiled, error) {
	t := metricfilter.Transformation{Namespace: f.Namespace, Name: f.Metric, Value: f.Value, Default: f.Default, Unit: f.Unit}
	for _, d := range f.Dimensions {
		t.Dimensions = append(t.Dimensions, metricfilter.Dimension{Name: d.Key, Value: d.Value})
	}
	return metricfilter.Compile(metricfilter.Filter{Name: f.Name, Pattern: f.Pattern, Transformations: []metricfilter.Transformation{t}})
}

// PutFilter adds a metric filter, which has been found good, to a group, or
// puts it in the place of the one of the same name. It looks at events from
// now on.
func (r *Room) PutFilter(g *world.LogGroup, f world.LogFilter) {
	f.Created = millisecond(r.k.Now())
	i, found := slices.BinarySearchFunc(g.MetricFilters, f.Name, func(f world.LogFilter, name string) int { return cmp.Compare(f.Name, name) })
	if found {
		g.MetricFilters[i] = f
	} else {
		g.MetricFilters = slices.Insert(g.MetricFilters, i, f)
	}
	if len(g.MetricFilters) == 1 {
		g.FilteredTo = r.k.Now().Truncate(flushEvery)
	}
	delete(r.ready, g.Name)
	r.scheduleFilters(g)
}

// DeleteFilter takes a metric filter away; it tells whether there was one.
// What it has put stays.
func (r *Room) DeleteFilter(g *world.LogGroup, name string) bool {
	n := len(g.MetricFilters)
	g.MetricFilters = slices.DeleteFunc(g.MetricFilters, func(f world.LogFilter) bool { return f.Name == name })
	delete(r.ready, g.Name)
	return len(g.MetricFilters) < n
}

// filtersOf is a group's filters, ready for use.
func (r *Room) filtersOf(g *world.LogGroup) []compiled {
	list, known := r.ready[g.Name]
	if known {
		return list
	}
	for _, f := range g.MetricFilters {
		f.Default = nil
		c, _ := Compile(f) // it was found good when it was put
		list = append(list, compiled{c, f.Created})
	}
	r.ready[g.Name] = list
	return list
}

// filterWritten shows events that were just written to the group's filters.
func (r *Room) filterWritten(g *world.LogGroup, events []Event) {
	if len(g.MetricFilters) == 0 || r.telemetry == nil {
		return
	}
	list := make([]metricfilter.Event, len(events))
	for i, e := range events {
		list[i] = metricfilter.Event{At: e.At, Message: e.Message}
	}
	for i, c := range r.filtersOf(g) {
		r.apply(&g.MetricFilters[i], c, list)
	}
	r.scheduleFilters(g)
}

// apply puts what a filter makes of events, and notes the minutes in which
// its default value may be due.
func (r *Room) apply(f *world.LogFilter, c compiled, events []metricfilter.Event) {
	if f.Default != nil {
		for _, e := range events {
			f.Note(e.At.Unix()/60, c.Matches(e.Message))
		}
	}
	for _, d := range c.Minutes(events) {
		r.put(f, d)
	}
}

func (r *Room) put(f *world.LogFilter, d metricfilter.Datum) {
	datum := telemetry.Datum{Namespace: f.Namespace, Name: f.Metric, Unit: f.Unit, At: d.Minute}
	for _, dim := range d.Dimensions {
		datum.Dimensions = append(datum.Dimensions, world.Attribute{Key: dim.Name, Value: dim.Value})
	}
	for _, v := range d.Values {
		datum.Values = append(datum.Values, world.MetricValue{Value: v, Count: 1})
	}
	r.telemetry.Put(datum)
}

// scheduleFilters has a group's filters look at the end of this minute, if
// there is anything that they may then have to do.
func (r *Room) scheduleFilters(g *world.LogGroup) {
	if !g.FilterAt.IsZero() || len(g.MetricFilters) == 0 || !r.expects(g) {
		return
	}
	g.FilterAt = r.k.Now().Truncate(time.Minute).Add(time.Minute - beforeTheMinuteEnds)
	if !g.FilterAt.After(r.k.Now()) {
		g.FilterAt = g.FilterAt.Add(time.Minute)
	}
	r.k.WakeAt(g.FilterAt, KindFilter, g.Name)
}

// expects tells whether lines are shipped to a group, or default values are
// due.
func (r *Room) expects(g *world.LogGroup) bool {
	for i := range g.MetricFilters {
		if len(g.MetricFilters[i].Pending) > 0 {
			return true
		}
	}
	for _, s := range g.Streams.All() {
		if n := len(runs(s)); n > 0 && (runs(s)[n-1].To.IsZero() || runs(s)[n-1].To.After(g.FilteredTo)) {
			return true
		}
	}
	return false
}

// lookAtFilters shows the minute's shipped lines to a group's filters, and
// puts the default values that are due.
func (r *Room) lookAtFilters(name string) {
	g := r.k.World.LogGroups.Get(name)
	if g == nil || g.FilterAt.IsZero() || r.k.Now().Before(g.FilterAt) {
		return
	}
	g.FilterAt = time.Time{}
	if len(g.MetricFilters) == 0 || r.telemetry == nil {
		return
	}
	end := r.k.Now().Truncate(time.Minute).Add(time.Minute)
	lines := r.shippedUntil(g, end)
	g.FilteredTo = end
	for i, c := range r.filtersOf(g) {
		f := &g.MetricFilters[i]
		fresh := slices.DeleteFunc(slices.Clone(lines), func(e metricfilter.Event) bool { return e.At.Before(c.created) })
		r.apply(f, c, fresh)
		r.putDefaults(f, end.Unix()/60)
	}
	r.scheduleFilters(g)
}

// shippedUntil is the lines that agents ship after those that the filters
// have seen.
func (r *Room) shippedUntil(g *world.LogGroup, end time.Time) []metricfilter.Event {
	r.forgetRoutes()
	var list []metricfilter.Event
	ships := func(name string) bool {
		all := runs(g.Streams.Get(name))
		n := len(all)
		return n > 0 && (all[n-1].To.IsZero() || all[n-1].To.Add(flushEvery).After(g.FilteredTo)) // the last lines come when a batch is full
	}
	for _, s := range Streams(g, ships) {
		from := g.FilteredTo
		for _, run := range s.Shipper.Runs {
			if run.From.After(g.FilteredTo) {
				from = earlier(from, run.Booted) // it begins with lines from before it
			}
		}
		for _, e := range r.shipped(nil, s, from.Truncate(flushEvery), end, end) {
			if e.Ingested.After(g.FilteredTo) {
				list = append(list, metricfilter.Event{At: e.At, Message: e.Message})
			}
		}
	}
	return list
}

// putDefaults puts a filter's default value for the minutes before end that
// had events and no match.
func (r *Room) putDefaults(f *world.LogFilter, end int64) {
	if f.Default == nil {
		f.Pending = nil
		return
	}
	var open []world.LogMinute
	for _, m := range f.Pending {
		switch {
		case m.Minute >= end:
			open = append(open, m)
		case !m.Matched:
			r.put(f, metricfilter.Datum{Minute: time.Unix(m.Minute*60, 0).UTC(), Values: []float64{*f.Default}})
		}
	}
	f.Pending = open
}
