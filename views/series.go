package views

import (
	"math"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// seriesPoints are the points that a snapshot has for a wanted graph.
func seriesPoints(s *watch.Snapshot, want watch.Want) []awsclient.Point {
	feed := s.Series[want.Key]
	if len(feed.Rows) == 0 {
		return nil
	}
	return feed.Rows[0].Points
}

// seriesTrouble is why a wanted graph has no points, nil when it has some or is
// only not there yet.
func seriesTrouble(s *watch.Snapshot, want watch.Want) ui.Line {
	feed := s.Series[want.Key]
	if feed.Err == nil || len(feed.Rows) > 0 {
		return nil
	}
	return ui.In(themes.Warn, feed.Err.Kind.String())
}

// lastValue is the newest point's value, NaN when there is none.
func lastValue(points []awsclient.Point) float64 {
	if len(points) == 0 {
		return math.NaN()
	}
	return points[len(points)-1].Value
}

// resample spreads points over n cells that end now: each cell is the mean of
// the points in it. A cell without a point repeats the one before when the
// points simply lie further apart than cells, and is NaN (a gap) otherwise.
func resample(points []awsclient.Point, now time.Time, back time.Duration, n int) []float64 {
	if n <= 0 {
		return nil
	}
	values := make([]float64, n)
	counts := make([]int, n)
	start, cell := now.Add(-back), back/time.Duration(n)
	for _, p := range points {
		if i := int(p.At.Sub(start) / cell); i >= 0 && i < n && !p.At.Before(start) {
			values[i] += p.Value
			counts[i]++
		}
	}
	bridge := int(spacing(points)/cell) + 1
	last := -1
	for i := range values {
		switch {
		case counts[i] > 0:
			values[i] /= float64(counts[i])
			last = i
		case last >= 0 && i-last <= bridge:
			values[i] = values[last]
		default:
			values[i] = math.NaN()
		}
	}
	return values
}

// spacing is the smallest distance between neighbouring points.
func spacing(points []awsclient.Point) time.Duration {
	var least time.Duration
	for i := 1; i < len(points); i++ {
		if d := points[i].At.Sub(points[i-1].At); d > 0 && (least == 0 || d < least) {
			least = d
		}
	}
	return least
}
