package watch

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"runtime"
	"time"

	"fleetglass/awsclient"
)

// shelf keeps the feeds of one kind, by key ("" for a kind without keys). Its
// map is handed out in snapshots and copied before the next change.
type shelf[T any] struct {
	fetch  func(context.Context, awsclient.Client, Want) ([]T, error)
	same   func(a, b *T) bool // tells whether two rows are equal; nil: reflection does
	feeds  map[string]Feed[T]
	shared bool // a snapshot holds feeds
}

// keeper is a shelf of any kind.
type keeper interface {
	// ask prepares a fetch; the function it returns runs without the lock.
	ask(Want) question
	// keep notes an answer and tells whether a reader would see a difference.
	keep(key string, a answer, tries int, every time.Duration) (changed bool)
	// pace notes how often a feed is fetched from now on.
	pace(key string, every time.Duration)
	// excuse takes a feed's failure away.
	excuse(key string)
	forget(key string)
}

// question is a fetch ready to run.
type question func(context.Context, awsclient.Client) answer

// answer is what came of a fetch.
type answer struct {
	rows         any              // []T of its shelf, nil when it failed
	same         bool             // the rows equal those on the shelf
	err          *awsclient.Error // nil when it succeeded
	began, ended time.Time
}

func (s *shelf[T]) ask(w Want) question {
	old := s.feeds[w.Key]
	return func(ctx context.Context, c awsclient.Client) answer {
		began := time.Now()
		rows, err := s.fetch(ctx, c, w)
		return s.answer(old, rows, err, began)
	}
}

// answer compares rows with those of the shelf, which takes a while for many
// and is therefore done without the lock.
func (s *shelf[T]) answer(old Feed[T], rows []T, err error, began time.Time) answer {
	a := answer{began: began, err: failure(err)}
	if err == nil {
		a.rows = rows
		a.same = old.Loaded() && s.sameRows(old.Rows, rows)
	}
	a.ended = time.Now()
	return a
}

// sameRows compares two lists, a stretch at a time: many rows take a while, by
// reflection twenty milliseconds for ten thousand, and others want the
// processor meanwhile.
func (s *shelf[T]) sameRows(a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	const stretch = 256
	for from := 0; from < len(a); from += stretch {
		to := min(from+stretch, len(a))
		if !s.sameStretch(a[from:to], b[from:to]) {
			return false
		}
		runtime.Gosched()
	}
	return true
}

// sameStretch compares two lists of one length.
func (s *shelf[T]) sameStretch(a, b []T) bool {
	if s.same == nil {
		return reflect.DeepEqual(a, b)
	}
	for i := range a {
		if !s.same(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

func (s *shelf[T]) keep(key string, a answer, tries int, every time.Duration) bool {
	feed := s.feeds[key]
	changed := !alike(feed.Err, a.err) || a.err == nil && !a.same
	feed.Err, feed.Tried, feed.Tries, feed.Every = a.err, a.ended, tries, every
	if a.err == nil {
		feed.At = a.ended
		if !a.same {
			feed.Rows = a.rows.([]T)
		}
	}
	s.set(key, feed)
	return changed
}

func (s *shelf[T]) pace(key string, every time.Duration) {
	if feed, ok := s.feeds[key]; ok && feed.Every != every {
		feed.Every = every
		s.set(key, feed)
	}
}

func (s *shelf[T]) excuse(key string) {
	feed, ok := s.feeds[key]
	if !ok || feed.Err == nil {
		return
	}
	if !feed.Loaded() {
		s.forget(key)
		return
	}
	feed.Err, feed.Tries = nil, 0
	s.set(key, feed)
}

func (s *shelf[T]) forget(key string) {
	if _, ok := s.feeds[key]; ok {
		s.own()
		delete(s.feeds, key)
	}
}

func (s *shelf[T]) set(key string, feed Feed[T]) {
	s.own()
	s.feeds[key] = feed
}

// own makes the map safe to change.
func (s *shelf[T]) own() {
	switch {
	case s.feeds == nil:
		s.feeds = map[string]Feed[T]{}
	case s.shared:
		s.feeds = maps.Clone(s.feeds)
	}
	s.shared = false
}

// all hands the feeds out.
func (s *shelf[T]) all() map[string]Feed[T] {
	s.shared = true
	return s.feeds
}

// only hands out the one feed of a kind without keys.
func (s *shelf[T]) only() Feed[T] { return s.feeds[""] }

// failure is an error as the feed shows it.
func failure(err error) *awsclient.Error {
	var e *awsclient.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &awsclient.Error{Kind: awsclient.Cancelled, Message: err.Error(), Err: err}
	default:
		return &awsclient.Error{Kind: awsclient.Failed, Message: err.Error(), Err: err}
	}
}

// alike tells whether two failures look the same on a screen.
func alike(a, b *awsclient.Error) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Code == b.Code && a.Message == b.Message && a.Operation == b.Operation
}
