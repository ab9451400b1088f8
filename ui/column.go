package ui

import "slices"

// Column is one column of a table of T.
type Column[T any] struct {
	Title string
	// Field is the column's name in filters and exports: "state" in
	// "state:running". "" cannot be named in a filter.
	Field string
	// Width fixes the width in cells. 0 fits the content, between Min and Max
	// (0: no bound).
	Width, Min, Max int
	// Flex columns share the room that is left, each by its number.
	Flex int
	// Priority says which columns are dropped first when room is short: the
	// highest number. A column of priority 0 is never dropped, and those at
	// the left edge stay in place when the table is moved sideways.
	Priority int
	// Right puts the text on the right side: numbers.
	Right bool
	// Volatile columns change by themselves (ages): a change in them does not
	// mark the row as changed.
	Volatile bool
	// Cell is what is drawn.
	Cell func(T) Cell
	// Value is the plain text for filter, copy and export; nil: the Cell's.
	Value func(T) string
	// Compare sorts; nil: by Value.
	Compare func(a, b T) int
}

// look is what a column is apart from its rows.
type look struct {
	title, field       string
	width, least, most int
	flex, priority     int
	right, volatile    bool
}

func (c *Column[T]) look() look {
	return look{c.Title, c.Field, c.Width, c.Min, c.Max, c.Flex, c.Priority, c.Right, c.Volatile}
}

const (
	columnGap = 2 // cells between columns
	gutter    = 2 // cells at the left edge of a row: its signs
)

// place is where a column stands on the screen.
type place struct {
	column int // index among the table's columns
	x, w   int // first cell and width, gutter included in x
}

// layout is the columns that are on the screen, from left to right.
type layout struct {
	places []place
	left   bool // there are columns out of sight to the left
	right  bool // there are columns out of sight: dropped or to the right
}

// arrange lays the chosen columns out in width cells. wanted are the widths of
// all columns. With skip 0 the most important ones that fit are kept; from 1 on
// all are shown in order, with skip-1 of those that may move scrolled out on
// the left.
func arrange(columns []look, chosen, wanted []int, width, skip int) layout {
	room := width - gutter
	if skip > 0 {
		return arrangeFrom(columns, chosen, wanted, room, skip-1)
	}
	kept := keep(columns, chosen, wanted, room)
	widths := stretch(columns, wanted, kept, room)
	l := layout{right: len(kept) < len(chosen)}
	x := gutter
	for _, c := range kept {
		w := min(widths[c], max(width-x, 0))
		if w < widths[c] {
			l.right = true
		}
		if w > 0 {
			l.places = append(l.places, place{c, x, w})
		}
		x += w + columnGap
	}
	return l
}

// keep is which columns fit, the most important ones, in their own order.
func keep(columns []look, chosen, wanted []int, room int) []int {
	kept := slices.Clone(chosen)
	for {
		need := -columnGap
		worst := -1
		for i, c := range kept {
			need += floor(&columns[c], wanted[c]) + columnGap
			if p := columns[c].priority; p > 0 && (worst < 0 || p >= columns[kept[worst]].priority) {
				worst = i
			}
		}
		if need <= room || worst < 0 {
			return kept
		}
		kept = append(kept[:worst], kept[worst+1:]...)
	}
}

// floor is the narrowest that a column may become before others are dropped.
func floor(c *look, wanted int) int {
	if c.width > 0 || c.least == 0 && c.flex == 0 {
		return wanted
	}
	return min(wanted, max(c.least, 1))
}

// stretch shares the room between the columns that are kept: first each gets
// its floor, then what it wants, from left to right, then flexible ones more.
func stretch(columns []look, wanted, kept []int, room int) []int {
	widths := make([]int, len(columns))
	spare := room + columnGap
	for _, c := range kept {
		widths[c] = floor(&columns[c], wanted[c])
		spare -= widths[c] + columnGap
	}
	flex := 0
	for _, c := range kept {
		more := min(max(spare, 0), wanted[c]-widths[c])
		widths[c] += more
		spare -= more
		flex += columns[c].flex
	}
	for _, c := range kept {
		if f := columns[c].flex; f > 0 && spare > 0 {
			share := spare * f / flex
			if limit := columns[c].most; limit > 0 {
				share = min(share, max(limit-widths[c], 0))
			}
			widths[c] += share
			spare -= share
			flex -= f
		}
	}
	return widths
}

// pinned is how many columns at the left edge never move: those of priority 0,
// as long as they leave half of the room to the others.
func pinned(columns []look, chosen, wanted []int, room int) int {
	n, used := 0, 0
	for n < len(chosen)-1 && columns[chosen[n]].priority == 0 {
		used += wanted[chosen[n]] + columnGap
		if used > room/2 {
			break
		}
		n++
	}
	return n
}

// arrangeFrom lays out the pinned columns and then the others in their order
// from the skip-th on; nothing is dropped, what does not fit is to the right.
func arrangeFrom(columns []look, chosen, wanted []int, room, skip int) layout {
	l := layout{left: true}
	x, end := gutter, gutter+room
	pins := pinned(columns, chosen, wanted, room)
	for i, c := range chosen {
		if i >= pins && i < pins+skip {
			continue
		}
		if x >= end {
			l.right = true
			return l
		}
		w := min(wanted[c], end-x)
		if w < wanted[c] {
			l.right = true
		}
		l.places = append(l.places, place{c, x, w})
		x += w + columnGap
	}
	return l
}
