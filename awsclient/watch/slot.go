package watch

import (
	"cmp"
	"math/rand/v2"
	"time"

	"fleetglass/awsclient"
)

// slot is the schedule of one want.
type slot struct {
	want    Want
	rank    int  // place among the wants, the visible ones first
	visible bool // a pane wants it, not only the base set
	wanted  bool
	left    time.Time // when it was last wanted, while it is not
	every   time.Duration
	due     time.Time
	busy    bool
	asked   bool          // fetched at least once, or about to be
	again   bool          // poked while busy: once more right after
	alone   bool          // a series that spoiled a batch
	tries   int           // failures since the last success
	took    time.Duration // the last fetch
}

// defaultRest bounds the share of time that one feed spends fetching: a list
// that takes two seconds is not fetched more often than every twenty.
const defaultRest = 10

// interval is how often a slot is due when all goes well.
func (w *Watcher) interval(s *slot, keys int) time.Duration {
	every := time.Duration(float64(w.opts.Rhythms.of(s.want.Kind, s.visible)) * w.leisure())
	if s.want.Kind == Series {
		every = max(every, w.nextPoint(s.want.Query.Period))
	}
	if !s.visible && s.want.Key != "" {
		every = max(every, time.Duration(float64(keys)/w.opts.Budget*float64(time.Second)))
	}
	return max(every, time.Duration(w.opts.Rest)*s.took)
}

// Engine rhythms are made for a clock that runs ahead. At ordinary speed less
// happens in a second than an eye can follow, and the polling is the most of
// what an idle console costs.
const (
	ordinary  = 2.0 // times real time, and below
	leisurely = 2.0 // times the rhythm
)

// leisure is by how much the rhythms are stretched.
func (w *Watcher) leisure() float64 {
	if w.opts.Speed == nil || w.opts.Speed() > ordinary {
		return 1
	}
	return leisurely
}

// nextPoint is how long it takes, in wall time, until half a period of the
// account's time has gone by; before that a graph has little new to show.
func (w *Watcher) nextPoint(period time.Duration) time.Duration {
	const longest = 15 * time.Second
	speed := 1.0
	if w.opts.Speed != nil {
		speed = w.opts.Speed()
	}
	if speed <= 0 {
		return longest
	}
	return min(longest, time.Duration(float64(period)/2/speed))
}

// urgent tells whether a slot goes first: it is on the screen, or it has
// waited so long behind those that are that it would starve.
func (s *slot) urgent(now time.Time) bool { return s.visible || now.Sub(s.due) > s.every }

// before orders slots that are due.
func (s *slot) before(other *slot, now time.Time) bool {
	if a, b := s.urgent(now), other.urgent(now); a != b {
		return a
	}
	return cmp.Or(s.due.Compare(other.due), cmp.Compare(s.rank, other.rank)) < 0
}

// The waits after a failure: at first about the rhythm, then doubling up to
// the longest for its kind.
const (
	soonest        = 1 * time.Second
	longestUsual   = 60 * time.Second
	longestSignIn  = 20 * time.Second // a person is signing in meanwhile
	longestOffline = 30 * time.Second
	longestRefused = 5 * time.Minute // rights and servers change seldom
)

// backoff is the wait before the next try after so many failures, with half of
// it drawn at random so that feeds which failed together do not come back
// together.
func backoff(kind awsclient.ErrorKind, tries int, every time.Duration, draw *rand.Rand) time.Duration {
	longest := longestUsual
	switch kind {
	case awsclient.Expired, awsclient.NoCredentials, awsclient.NoRegion:
		longest = longestSignIn
		every = min(every, longest) // a list that is seldom fetched is back as soon as the others
	case awsclient.Offline:
		longest = longestOffline
		every = min(every, longest)
	case awsclient.Denied, awsclient.Unsupported, awsclient.Invalid, awsclient.NotFound:
		longest = longestRefused
	}
	wait := max(soonest, every)
	for range min(tries-1, 16) {
		wait *= 2
	}
	wait = min(wait, max(longest, every))
	return wait/2 + time.Duration(draw.Int64N(int64(wait/2)+1))
}
