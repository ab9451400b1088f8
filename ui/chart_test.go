package ui

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"fleetglass/themes"
)

var nan = math.NaN()

func TestSparklinesHaveAFixedScale(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		lo, hi float64
		width  int
		want   string
	}{
		{"a flat 2 % is low", []float64{2, 2, 2}, 0, 100, 3, "▁▁▁"},
		{"a flat 95 % is high", []float64{95, 95, 95}, 0, 100, 3, "███"},
		{"a gap", []float64{0, nan, 7}, 0, 7, 3, "▁ █"},
		{"few values stand on the right", []float64{7}, 0, 7, 3, "  █"},
		{"peaks are kept", []float64{0, 0, 7, 0}, 0, 7, 2, "▁█"},
		{"out of the scale", []float64{-5, 99}, 0, 10, 2, "▁█"},
		{"no scale", []float64{3}, 3, 3, 1, "▁"},
		{"no room", []float64{3}, 0, 3, 0, ""},
		{"nothing", nil, 0, 1, 4, "    "},
	} {
		if got := Sparkline(c.values, c.lo, c.hi, c.width); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestScaleIsRound(t *testing.T) {
	for _, c := range []struct {
		values []float64
		least  float64
		want   float64
	}{{[]float64{3, 42, nan}, 0, 50}, {[]float64{0.3}, 1, 1}, {nil, 0, 1}, {[]float64{1001}, 0, 2000}} {
		if _, hi := Scale(c.values, c.least); hi != c.want {
			t.Errorf("%v, at least %v: %v, want %v", c.values, c.least, hi, c.want)
		}
	}
}

func TestGaugeShowsEveryPart(t *testing.T) {
	for _, c := range []struct {
		name string
		c    Capacity
		want string
	}{
		{"as it should be", Capacity{Max: 10, InService: 5, Desired: 5}, "▕▆▆▆▆▆▁▁▁▁▁▏"},
		{"starting and missing", Capacity{Max: 10, InService: 5, Starting: 1, Desired: 8}, "▕▆▆▆▆▆▄··▁▁▏"},
		{"held by a hook", Capacity{Max: 10, InService: 2, Waiting: 2, Desired: 4}, "▕▆▆▂▂▁▁▁▁▁▁▏"},
		{"one of a thousand is seen", Capacity{Max: 1000, InService: 1, Desired: 1}, "▕▆▁▁▁▁▁▁▁▁▁▏"},
		{"more than the maximum", Capacity{Max: 4, InService: 8, Desired: 4}, "▕▆▆▆▆▆▆▆▆▆▆▏"},
		{"nothing at all", Capacity{}, "▕▁▁▁▁▁▁▁▁▁▁▏"},
	} {
		if got := Gauge(c.c, 12).Text(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func graphLines(plots []Plot, r Rect, o GraphOptions) []string {
	return strings.Split(ansi.Strip(Graph(testPainter(), plots, r, o)), "\n")
}

func minutes(values ...float64) []Point {
	var pts []Point
	for i, v := range values {
		pts = append(pts, Point{noon.Add(time.Duration(i) * time.Minute), v})
	}
	return pts
}

func TestGraphStandsOnItsScale(t *testing.T) {
	flat := []Plot{{Name: "cpu", Points: minutes(2, 2, 2, 2, 2)}}
	lines := graphLines(flat, Rect{40, 12}, GraphOptions{Hi: 100, Unit: Percent})
	if !strings.HasPrefix(strings.TrimSpace(lines[0]), "100 %") {
		t.Errorf("the top is not the scale's: %q", lines[0])
	}
	if !strings.Contains(lines[10], "─") {
		t.Errorf("a flat 2 %% is not at the bottom:\n%s", strings.Join(lines, "\n"))
	}
}

func TestGraphLeavesGaps(t *testing.T) {
	broken := minutes(5, 5, 5, 5)
	broken = append(broken, Point{noon.Add(20 * time.Minute), 5}, Point{noon.Add(23 * time.Minute), 5})
	row := func(o GraphOptions, pts []Point) string {
		for _, line := range graphLines([]Plot{{Points: pts}}, Rect{60, 6}, o) {
			if strings.Contains(line, "─") {
				return line
			}
		}
		return ""
	}
	if line := row(GraphOptions{}, broken); strings.Contains(strings.Trim(line[6:], " "), "  ") {
		t.Errorf("a gap without a step: %q", line)
	}
	if line := row(GraphOptions{Step: time.Minute}, broken); !strings.Contains(strings.TrimRight(line, " "), "        ") {
		t.Errorf("no gap where points are missing: %q", line)
	}
	if line := row(GraphOptions{}, minutes(5, 5, nan, nan, nan, 5, 5)); !strings.Contains(strings.TrimRight(line, " "), "        ") {
		t.Errorf("no gap where values are missing: %q", line)
	}
}

func TestGraphShowsALonePoint(t *testing.T) {
	pts := minutes(nan, nan, nan, nan, 5, nan, nan, nan, nan, nan)
	drawn := strings.Join(graphLines([]Plot{{Points: pts}}, Rect{60, 8}, GraphOptions{From: noon, To: noon.Add(10 * time.Minute)}), "\n")
	if !strings.Contains(drawn, "─") && !strings.Contains(drawn, "╴") && !strings.Contains(drawn, "╶") {
		t.Errorf("the only point is not drawn:\n%s", drawn)
	}
}

func TestGraphLabelsTimesAndLevels(t *testing.T) {
	plots := []Plot{{Name: "desired", Points: minutes(2, 4, 6, 6, 6, 6, 6, 6, 6, 6, 6), Steps: true}, {Name: "in service", Points: minutes(1, 2, 3)}}
	drawn := strings.Join(graphLines(plots, Rect{70, 12}, GraphOptions{Title: "capacity", Levels: []Level{{12, "max", themes.Dim}, {2, "min", themes.Dim}}}), "\n")
	for _, want := range []string{"capacity", "── desired", "━━ in service", "12 ┤┈", " max", " min", "12:00", "12:10"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%q is missing:\n%s", want, drawn)
		}
	}
}

func TestGraphSurvivesAnyValues(t *testing.T) {
	for _, values := range [][]float64{{}, {nan}, {0}, {5}, {math.Inf(1), 1}, {math.Inf(-1)}, {1e300, -1e300}, {1e-300}, {-5, -5}, {math.MaxFloat64, 1}, {math.MaxFloat64, -math.MaxFloat64}, {5e-324}, {1e16, 1e16 + 2}} {
		for _, r := range []Rect{{1, 1}, {10, 3}, {60, 10}} {
			exactly(t, "graph", Graph(testPainter(), []Plot{{Points: minutes(values...)}}, r, GraphOptions{}), r)
		}
	}
}

func TestNiceSteps(t *testing.T) {
	for _, c := range []struct{ v, want float64 }{{0.9, 1}, {1.2, 2}, {2.9, 3}, {3, 3}, {7, 8}, {8.1, 10}, {12, 15}, {24, 25}, {25.1, 30}, {0.12, 0.15}} {
		if got := niceStep(c.v); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("niceStep(%v) is %v, want %v", c.v, got, c.want)
		}
	}
}
