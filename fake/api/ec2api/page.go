package ec2api

import (
	"math"

	"fleetglass/fake/api"
)

// bounds is the smallest and largest page of an operation. Without MaxResults
// a page is as large as it can be.
type bounds struct{ low, high int }

// unpaged is for operations that give everything at once.
func unpaged() bounds { return bounds{1, math.MaxInt32} }

// page is the part of a list that a request asks for, and the token of the
// next part.
func page[T any](all []T, id func(T) string, maxResults *int32, token *string, b bounds) ([]T, *string, error) {
	if maxResults != nil {
		size := int(*maxResults)
		if size < b.low {
			return nil, nil, invalid("Value ( %d ) for parameter maxResults is invalid. Expecting a value greater than %d.", size, b.low)
		}
		if size > b.high {
			return nil, nil, invalid("Value ( %d ) for parameter maxResults is invalid. Expecting a value smaller than %d.", size, b.high)
		}
	}
	return api.Page(all, id, maxResults, b.high, b.high, token)
}
