package ui

import (
	"fmt"
	"math"
	"testing"
	"time"

	"fleetglass/themes"
)

var screen = Rect{160, 45}

func benchTable(n int) *Table[machine] {
	t := NewTable(machineColumns(), machineID)
	t.SetRows(machines(n))
	return t
}

// A key: the cursor moves by one row, everything else is as it was.
func BenchmarkTableDrawAfterKey(b *testing.B) {
	t, p := benchTable(10_000), testPainter()
	t.Draw(screen, p)
	b.ReportAllocs()
	for b.Loop() {
		t.Move(1)
		t.Draw(screen, p)
	}
}

// A page: every row on the screen is a new one.
func BenchmarkTableDrawAfterPage(b *testing.B) {
	t, p := benchTable(10_000), testPainter()
	t.Draw(screen, p)
	b.ReportAllocs()
	for b.Loop() {
		t.drawn.forget()
		t.PageDown()
		t.Draw(screen, p)
	}
}

// Rows whose names are wide, so that no short cut applies.
func BenchmarkTableDrawWide(b *testing.B) {
	rows := machines(10_000)
	for i := range rows {
		rows[i].Name = fmt.Sprintf("東京ウェブ-%d", i)
	}
	t, p := NewTable(machineColumns(), machineID), testPainter()
	t.SetRows(rows)
	b.ReportAllocs()
	for b.Loop() {
		t.drawn.forget()
		t.Draw(screen, p)
	}
}

func BenchmarkTableSetRowsSorted(b *testing.B) {
	t, rows := benchTable(10_000), machines(10_000)
	t.SortBy("cpu", true)
	b.ReportAllocs()
	for b.Loop() {
		t.SetRows(rows)
	}
}

func BenchmarkTableFilter(b *testing.B) {
	t := benchTable(10_000)
	b.ReportAllocs()
	for b.Loop() {
		t.SetFilter("99")
		t.SetFilter("")
	}
}

func BenchmarkLine(b *testing.B) {
	p := testPainter()
	l := Line{{"web-asg", themes.Title}, {"  5 of 6  ", themes.Text}, {"▲ replacing 1: failed ELB check", themes.Bad}}
	b.ReportAllocs()
	for b.Loop() {
		p.Line(l, 120)
	}
}

func BenchmarkSparkline(b *testing.B) {
	values := make([]float64, 60)
	for i := range values {
		values[i] = float64(i % 17)
	}
	b.ReportAllocs()
	for b.Loop() {
		Sparkline(values, 0, 20, 20)
	}
}

func BenchmarkGraph(b *testing.B) {
	at := time.Date(2026, 3, 3, 11, 0, 0, 0, time.UTC)
	plot := Plot{Name: "cpu"}
	for i := range 180 {
		plot.Points = append(plot.Points, Point{at.Add(time.Duration(i) * time.Minute), 50 + 40*math.Sin(float64(i)/20)})
	}
	p := testPainter()
	b.ReportAllocs()
	for b.Loop() {
		Graph(p, []Plot{plot}, Rect{120, 12}, GraphOptions{Levels: []Level{{60, "target", themes.Warn}}})
	}
}

func BenchmarkOverlay(b *testing.B) {
	t, p := benchTable(1000), testPainter()
	base := t.Draw(screen, p)
	var s Dialogs
	s.Open(NewMessage("news", Say("something happened that is worth a line or two of text")))
	b.ReportAllocs()
	for b.Loop() {
		s.Draw(base, screen, p)
	}
}

// The whole screen after a key: frame, table, nothing else changed.
func BenchmarkScreenAfterKey(b *testing.B) {
	t, p, f := benchTable(10_000), testPainter(), galleryFrame()
	body := f.Body(screen)
	t.Draw(body, p)
	b.ReportAllocs()
	for b.Loop() {
		t.Move(1)
		f.Draw(screen, p, t.Draw(body, p))
	}
}
