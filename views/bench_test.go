package views

import (
	"fmt"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// bigAccount is the test account with ten thousand instances.
func bigAccount() *watch.Snapshot {
	s := account()
	rows := make([]awsclient.Instance, 10_000)
	statuses := make([]awsclient.InstanceStatus, len(rows))
	for i := range rows {
		rows[i] = s.Instances.Rows[i%15]
		rows[i].ID = fmt.Sprintf("i-0a1b2c3d4e%07x", i)
		rows[i].Name = fmt.Sprintf("%s-%d", rows[i].Name, i)
		rows[i].Launched = moment().Add(-time.Duration(i) * time.Minute)
		statuses[i] = awsclient.InstanceStatus{ID: rows[i].ID, System: "ok", Instance: "ok"}
	}
	s.Instances, s.Statuses = ok(rows...), ok(statuses...)
	return s
}

// BenchmarkKey is one key, update and view together, with 10,000 instances.
func BenchmarkKey(b *testing.B) {
	d := newDesk(b, 160, 45)
	d.see(bigAccount())
	d.press("5")
	for i := 0; b.Loop(); i++ {
		key := "j"
		if i%200 >= 100 {
			key = "k"
		}
		d.c.Update(keyPress(key))
		d.c.View()
	}
}

// BenchmarkPage is a page down or up with 10,000 instances.
func BenchmarkPage(b *testing.B) {
	d := newDesk(b, 160, 45)
	d.see(bigAccount())
	d.press("5")
	for i := 0; b.Loop(); i++ {
		key := "pgdown"
		if i%200 >= 100 {
			key = "pgup"
		}
		d.c.Update(keyPress(key))
		d.c.View()
	}
}

// BenchmarkSnapshotUnchanged is a snapshot in which no list changed.
func BenchmarkSnapshotUnchanged(b *testing.B) {
	d := newDesk(b, 160, 45)
	s := bigAccount()
	d.see(s)
	d.press("5")
	for b.Loop() {
		next := *s
		next.Now, next.Wall = next.Now.Add(time.Second), next.Wall.Add(time.Second)
		d.see(&next)
		d.c.View()
		s = &next
	}
}

// BenchmarkSnapshotChanged is a snapshot with 10,000 new instances in it.
func BenchmarkSnapshotChanged(b *testing.B) {
	d := newDesk(b, 160, 45)
	one, two := bigAccount(), bigAccount()
	d.see(one)
	d.press("5")
	for i := 0; b.Loop(); i++ {
		next := *one
		if i%2 == 0 {
			next = *two
		}
		d.see(&next)
		d.c.View()
	}
}

// BenchmarkFilter is one letter of a filter over 10,000 instances.
func BenchmarkFilter(b *testing.B) {
	d := newDesk(b, 160, 45)
	d.see(bigAccount())
	d.press("5", "/")
	for b.Loop() {
		d.typed("w")
		d.c.View()
		d.press("backspace")
		d.c.View()
	}
}

// BenchmarkOverview is a snapshot on the overview.
func BenchmarkOverview(b *testing.B) {
	d := newDesk(b, 160, 45)
	s := account()
	for b.Loop() {
		next := *s
		d.see(&next)
		d.c.View()
	}
}

// manyEvents are the account with this many trail events loaded, the newest
// now.
func manyEvents(n int) *watch.Snapshot {
	s := accountWithTrail()
	for key, feed := range s.Events {
		rows := make([]awsclient.Event, n)
		for i := range rows {
			rows[i] = feed.Rows[i%len(feed.Rows)]
			rows[i].ID = fmt.Sprintf("%s-%d", rows[i].ID, i)
			rows[i].Time = moment().Add(-time.Duration(i) * time.Second)
		}
		s.Events[key] = ok(rows...)
	}
	return s
}

// BenchmarkTrailKey is one key with 100,000 trail events loaded.
func BenchmarkTrailKey(b *testing.B) {
	d := newDesk(b, 200, 60)
	d.see(manyEvents(100_000))
	d.press("9").sees("100000 rows")
	for i := 0; b.Loop(); i++ {
		key := "j"
		if i%200 >= 100 {
			key = "k"
		}
		d.c.Update(keyPress(key))
		d.c.View()
	}
}

// BenchmarkTrailNews is a page of new events above 100,000 that are loaded.
func BenchmarkTrailNews(b *testing.B) {
	d := newDesk(b, 200, 60)
	s := manyEvents(100_000)
	d.see(s)
	d.press("9").sees("100000 rows")
	for i := 0; b.Loop(); i++ {
		next := *s
		next.Events = map[string]watch.Feed[awsclient.Event]{}
		for key, feed := range s.Events {
			page := make([]awsclient.Event, trailEvents)
			copy(page, feed.Rows)
			for j := range page {
				page[j].ID = fmt.Sprintf("news-%d-%d", i, j)
				page[j].Time = moment().Add(time.Duration(i) * time.Second)
			}
			next.Events[key] = ok(page...)
		}
		d.see(&next)
		d.c.View()
	}
}
