package ui

import "strings"

// Overlay puts a box over the middle of a screen of rect's size. Both have
// lines of equal width; the box may be as large as the screen.
func Overlay(base, box string, rect Rect) string {
	rect = rect.atLeastOne()
	over := strings.Split(box, "\n")
	w := min(Width(over[0]), rect.W)
	h := min(len(over), rect.H)
	x, y := (rect.W-w)/2, (rect.H-h)/2
	lines := strings.Split(base, "\n")
	for len(lines) < rect.H {
		lines = append(lines, spaces(rect.W))
	}
	for i := range h {
		line := lines[y+i]
		lines[y+i] = slice(line, 0, x) + slice(over[i], 0, w) + slice(line, x+w, rect.W)
	}
	return Fit(lines, rect)
}
