package recording

import (
	"encoding/json"
	"maps"
	"reflect"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// header is the first line of a recording.
type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

const (
	format  = "fleetglass recording"
	version = 1
)

// frame is a snapshot as what differs from the one before it.
type frame struct {
	Seq        uint64
	Generation uint64
	Now, Wall  time.Time
	Meter      awsclient.Usage
	Parts      []part // one for each region
}

// part is what differs in one region. Feeds are by the names of their fields in
// watch.Snapshot, those with keys by key as well; null for one that is gone.
type part struct {
	Region string
	Feeds  map[string]json.RawMessage            `json:",omitempty"`
	Keyed  map[string]map[string]json.RawMessage `json:",omitempty"`
}

// secret tells whether a feed is never written: people put passwords there.
func secret(field string) bool { return field == "UserData" || field == "ConsoleOutput" }

// frameOf is the difference of two snapshots; old is nil for the first.
func frameOf(s, old *watch.Snapshot) (*frame, error) {
	f := &frame{Seq: s.Seq, Generation: s.Generation, Now: s.Now, Wall: s.Wall, Meter: s.Meter}
	f.Meter.Recent = nil // the ledger is the program's, not the account's
	for _, now := range s.Parts() {
		p, err := partOf(now, partBefore(old, now.Region))
		if err != nil {
			return nil, err
		}
		f.Parts = append(f.Parts, p)
	}
	return f, nil
}

// partBefore is a region in the snapshot before, an empty one where it was not.
func partBefore(old *watch.Snapshot, region string) *watch.Snapshot {
	if old != nil {
		if part := old.In(region); part != nil {
			return part
		}
	}
	return &watch.Snapshot{}
}

func partOf(now, old *watch.Snapshot) (part, error) {
	p := part{Region: now.Region, Feeds: map[string]json.RawMessage{}, Keyed: map[string]map[string]json.RawMessage{}}
	var failed error
	watch.EachFeed(now, old, func(field, key string, feed, was reflect.Value) {
		if secret(field) || failed != nil || sameFeed(feed, was) {
			return
		}
		data := json.RawMessage("null")
		if !feed.IsZero() {
			if data, failed = json.Marshal(writable(feed).Interface()); failed != nil {
				return
			}
		}
		if key == "" && !keyed(field) {
			p.Feeds[field] = data
			return
		}
		if p.Keyed[field] == nil {
			p.Keyed[field] = map[string]json.RawMessage{}
		}
		p.Keyed[field][key] = data
	})
	return p, failed
}

// keyed tells whether a field of a snapshot is a map of feeds.
func keyed(field string) bool {
	f, _ := reflect.TypeFor[watch.Snapshot]().FieldByName(field)
	return f.Type.Kind() == reflect.Map
}

// sameFeed tells whether two feeds show the same: rows, freshness and failure.
func sameFeed(a, b reflect.Value) bool {
	rows, old := a.FieldByName("Rows"), b.FieldByName("Rows")
	if rows.Len() != old.Len() || rows.UnsafePointer() != old.UnsafePointer() {
		return false
	}
	for i := range a.NumField() {
		if f := a.Field(i); f.Kind() != reflect.Slice && !f.Equal(b.Field(i)) {
			return false
		}
	}
	return true
}

// writable is a feed without what cannot or must not be written.
func writable(feed reflect.Value) reflect.Value {
	if launch, ok := feed.Interface().(watch.Feed[awsclient.LaunchSettings]); ok {
		rows := make([]awsclient.LaunchSettings, len(launch.Rows))
		copy(rows, launch.Rows)
		for i := range rows {
			rows[i].UserData = ""
		}
		launch.Rows = rows
		feed = reflect.ValueOf(launch)
	}
	clean := reflect.New(feed.Type()).Elem()
	clean.Set(feed)
	if failure := clean.FieldByName("Err"); !failure.IsNil() {
		told := *failure.Interface().(*awsclient.Error)
		told.Err = nil // the SDK's own error, which has no written form
		failure.Set(reflect.ValueOf(&told))
	}
	return clean
}

// snapshot is the snapshot that a frame makes of the one before, nil for the
// first.
func (f *frame) snapshot(old *watch.Snapshot) (*watch.Snapshot, error) {
	var parts []*watch.Snapshot
	for _, p := range f.Parts {
		s := *partBefore(old, p.Region)
		s.Regions, s.Region = nil, p.Region
		s.Seq, s.Generation, s.Now, s.Wall, s.Meter = f.Seq, f.Generation, f.Now, f.Wall, f.Meter
		if err := p.apply(&s); err != nil {
			return nil, err
		}
		parts = append(parts, &s)
	}
	switch len(parts) {
	case 0:
		return nil, errNoFrame
	case 1:
		return parts[0], nil
	}
	whole := *parts[0]
	whole.Regions = parts
	return &whole, nil
}

// apply puts what a part tells into a snapshot. Maps are copied first: an older
// snapshot has them too.
func (p part) apply(s *watch.Snapshot) error {
	v := reflect.ValueOf(s).Elem()
	for field, data := range p.Feeds {
		if f := v.FieldByName(field); f.IsValid() && f.Kind() == reflect.Struct && !secret(field) {
			feed := reflect.New(f.Type())
			if err := json.Unmarshal(data, feed.Interface()); err != nil {
				return err
			}
			f.Set(feed.Elem())
		}
	}
	for field, feeds := range p.Keyed {
		if f := v.FieldByName(field); f.IsValid() && f.Kind() == reflect.Map && !secret(field) {
			if err := applyKeyed(f, feeds); err != nil {
				return err
			}
		}
	}
	return nil
}

func applyKeyed(f reflect.Value, feeds map[string]json.RawMessage) error {
	next := reflect.MakeMapWithSize(f.Type(), f.Len()+len(feeds))
	for _, key := range f.MapKeys() {
		next.SetMapIndex(key, f.MapIndex(key))
	}
	for key := range maps.Keys(feeds) {
		if string(feeds[key]) == "null" {
			next.SetMapIndex(reflect.ValueOf(key), reflect.Value{})
			continue
		}
		feed := reflect.New(f.Type().Elem())
		if err := json.Unmarshal(feeds[key], feed.Interface()); err != nil {
			return err
		}
		next.SetMapIndex(reflect.ValueOf(key), feed.Elem())
	}
	f.Set(next)
	return nil
}

// eventful tells whether something happened in a frame, not only time.
func (f *frame) eventful() bool {
	for _, p := range f.Parts {
		for _, field := range []string{"Instances", "Groups", "Alarms", "SpotRequests", "SpotFleets", "Balancers", "TargetGroups"} {
			if p.Feeds[field] != nil {
				return true
			}
		}
		for _, field := range []string{"Targets", "ClassicHealth", "Activities", "AlarmHistory", "FleetHistory", "Events", "Refreshes"} {
			if p.Keyed[field] != nil {
				return true
			}
		}
	}
	return false
}
