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
