package watch

import (
	"fmt"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// at is a snapshot some seconds after the beginning.
func at(seconds float64, change ...func(*Snapshot)) *Snapshot {
	s := &Snapshot{Generation: 1, Wall: time.Unix(1_000_000, 0).Add(time.Duration(seconds * float64(time.Second)))}
	for _, f := range change {
		f(s)
	}
	return s
}

func instancesFeed(n int) Feed[awsclient.Instance] {
	return Feed[awsclient.Instance]{Rows: make([]awsclient.Instance, n), At: time.Unix(1_000_000, 0)}
}

func TestThePastIsWalkedBackAndForth(t *testing.T) {
	var p Past
	one, two, three := at(0), at(1), at(2)
	for _, s := range []*Snapshot{one, at(0.3), at(0.9), two, three} { // those between are hardly newer
		p.Add(s)
	}
	if p.Len() != 3 {
		t.Fatalf("%d are kept, want 3", p.Len())
	}
	now := at(2.5)
	for _, c := range []struct {
		what      string
		got, want *Snapshot
	}{
		{"before now", p.Before(now), three},
		{"before the last", p.Before(three), two},
		{"before the first", p.Before(one), nil},
		{"after the first", p.After(one), two},
		{"after the last", p.After(three), nil},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
}

func TestThePastOfAnotherRegionIsForgotten(t *testing.T) {
	var p Past
	p.Add(at(0))
	p.Add(at(5, func(s *Snapshot) { s.Generation = 2 }))
	if p.Len() != 1 || p.Before(at(5)) != nil {
		t.Errorf("%d are kept", p.Len())
	}
}

func TestThePastIsBoundedInMoments(t *testing.T) {
	var p Past
	for i := range 3 * pastMoments {
		p.Add(at(float64(i)))
	}
	if p.Len() > pastMoments {
		t.Errorf("%d are kept, more than %d", p.Len(), pastMoments)
	}
	last := at(float64(3 * pastMoments))
	recent, steps := last, 0
	for last.Wall.Sub(recent.Wall) < time.Minute {
		recent, steps = p.Before(recent), steps+1
	}
	if steps < 50 {
		t.Errorf("the last minute has %d steps", steps)
	}
	if first := p.kept[0]; last.Wall.Sub(first.Wall) < time.Hour {
		t.Errorf("it goes back %s only", last.Wall.Sub(first.Wall))
	}
}

func TestThePastIsBoundedInRows(t *testing.T) {
	var p Past
	for i := range 200 {
		p.Add(at(float64(i), func(s *Snapshot) { s.Instances = instancesFeed(10_000) }))
		if p.rows > pastRows {
			t.Fatalf("after %d it has %d rows, more than %d", i, p.rows, pastRows)
		}
	}
	if p.Len() < 2 {
		t.Errorf("%d are kept", p.Len())
	}
}

func TestRowsThatSnapshotsShareCountOnce(t *testing.T) {
	var p Past
	shared := instancesFeed(1000)
	targets := map[string]Feed[awsclient.Target]{"tg": {Rows: make([]awsclient.Target, 10)}}
	for i := range 500 {
		p.Add(at(float64(i), func(s *Snapshot) { s.Instances, s.Targets = shared, targets }))
	}
	if p.rows != 1010 || p.Len() != 500 {
		t.Errorf("%d rows in %d snapshots, want 1010 in 500", p.rows, p.Len())
	}
	p.Add(at(600, func(s *Snapshot) {
		s.Instances = shared
		s.Targets = map[string]Feed[awsclient.Target]{"tg": targets["tg"], "other": {Rows: make([]awsclient.Target, 3)}}
	}))
	if p.rows != 1013 {
		t.Errorf("%d rows, want 1013", p.rows)
	}
}

func BenchmarkPastAdd(b *testing.B) {
	for _, n := range []int{50, 1000} {
		b.Run(fmt.Sprintf("%d groups", n), func(b *testing.B) {
			var p Past
			for i := 0; b.Loop(); i++ {
				p.Add(at(float64(i), func(s *Snapshot) {
					s.Activities = map[string]Feed[awsclient.Activity]{}
					for g := range n {
						s.Activities[fmt.Sprint(g)] = Feed[awsclient.Activity]{}
					}
				}))
			}
		})
	}
}
