package sdk

import (
	"cmp"
	"slices"
)

// sorted sorts rows in place by one or more texts, equal ones as they came. AWS
// promises no order for most lists; a stable one lets a reader, and an
// equality, compare two of them.
func sorted[T any](rows []T, keys ...func(T) string) []T {
	return ordered(rows, func(a, b *T) int {
		for _, key := range keys {
			if c := cmp.Compare(key(*a), key(*b)); c != 0 {
				return c
			}
		}
		return 0
	})
}

// ordered sorts rows in place, equal ones as they came. It sorts their places
// and then moves each row once: rows are wide, and a sort compiled anew for the
// shape of each of them would be a sixtieth of the program.
func ordered[T any](rows []T, compare func(a, b *T) int) []T {
	places := placesInOrder(len(rows), func(a, b int) int { return compare(&rows[a], &rows[b]) })
	if slices.IsSorted(places) {
		return rows // as most short lists come
	}
	moved := make([]T, len(rows))
	for to, from := range places {
		moved[to] = rows[from]
	}
	copy(rows, moved)
	return rows
}

// placesInOrder are the numbers below n in the order of compare.
func placesInOrder(n int, compare func(a, b int) int) []int {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, compare)
	return places
}
