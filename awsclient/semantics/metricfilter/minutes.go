package metricfilter

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// Event is a log event that was ingested.
type Event struct {
	At      time.Time // its timestamp
	Message string
}

// Datum is what a filter publishes for a minute and a set of dimensions: one
// value per matching event, or the default value once.
type Datum struct {
	Minute     time.Time
	Dimensions []Dimension
	Values     []float64 // in the order of the events
}

// Minutes sums up events into data, in the order of minutes and then of
// dimensions. Within the minute of each event's timestamp, the default value
// stands only if there were events and none matched (CWL21); a minute without
// events has no datum.
//
// A default value is one value however many events the minute had (choice:
// the page speaks of every record, and then of a sum of 0, which is the same).
func (c Compiled) Minutes(events []Event) []Datum {
	minutes := map[int64]*minute{}
	for _, e := range events {
		at := e.At.UTC().Truncate(time.Minute)
		m := minutes[at.Unix()]
		if m == nil {
			m = &minute{at: at}
			minutes[at.Unix()] = m
		}
		m.add(c, e.Message)
	}
	var data []Datum
	for _, m := range minutes {
		data = append(data, m.published(c)...)
	}
	compare := func(a, b Datum) int {
		return cmp.Or(a.Minute.Compare(b.Minute), slices.CompareFunc(a.Dimensions, b.Dimensions, compareDimensions))
	}
	sort.SliceStable(data, func(i, j int) bool { return compare(data[i], data[j]) < 0 })
	return data
}

type minute struct {
	at      time.Time
	matched bool
	data    []Datum
}

func (m *minute) add(c Compiled, message string) {
	m.matched = m.matched || c.Matches(message)
	s, ok := c.Sample(message)
	if !ok {
		return
	}
	for i := range m.data {
		if slices.Equal(m.data[i].Dimensions, s.Dimensions) {
			m.data[i].Values = append(m.data[i].Values, s.Value)
			return
		}
	}
	m.data = append(m.data, Datum{m.at, s.Dimensions, []float64{s.Value}})
}

func (m *minute) published(c Compiled) []Datum {
	if m.matched || len(c.filter.Transformations) == 0 || c.filter.Transformations[0].Default == nil {
		return m.data
	}
	return []Datum{{Minute: m.at, Values: []float64{*c.filter.Transformations[0].Default}}}
}

func sortDimensions(ds []Dimension) { slices.SortFunc(ds, compareDimensions) }

func compareDimensions(a, b Dimension) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
}
