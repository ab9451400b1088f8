package sdk

import (
	"cmp"
	"slices"
)

// sorted sorts rows in place by one or more texts. AWS promises no order for
// most lists; a stable one lets a reader, and an equality, compare two of them.
func sorted[T any](rows []T, keys ...func(T) string) []T {
	slices.SortStableFunc(rows, func(a, b T) int {
		for _, key := range keys {
			if c := cmp.Compare(key(a), key(b)); c != 0 {
				return c
			}
		}
		return 0
	})
	return rows
}
