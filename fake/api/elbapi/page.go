package elbapi

import "fleetglass/fake/api"

// largestPage is the largest page, and the page that is given unasked
// (BC:elbv2.PageSize).
const largestPage = 400

// page is the part of a list that a request asks for, and the marker of the
// next part.
func page[T any](all []T, id func(T) string, size *int32, marker *string) ([]T, *string, error) {
	if n := number(size, largestPage); n < 1 || n > largestPage {
		return nil, nil, invalid("The page size '%d' must be between '1' and '%d'", n, largestPage)
	}
	part, next, err := api.Page(all, id, size, largestPage, largestPage, marker)
	if err != nil {
		return nil, nil, invalid("The marker '%s' is not valid", *marker)
	}
	return part, next, nil
}

// views makes the answer's values of records.
func views[T, V any](list []T, view func(T) V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[i] = view(v)
	}
	return out
}
