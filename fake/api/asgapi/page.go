package asgapi

import (
	"strconv"

	"fleetglass/fake/api"
)

// Sizes of pages (BC:autoscaling).
const (
	pageDefault = 50
	pageMost    = 100
)

func decimal(n int) string { return strconv.Itoa(n) }

// page is the part of a list that a request asks for, and the token of the
// next part. id names a record of the list.
func page[T any](all []T, id func(T) string, maxRecords *int32, token *string, most int) ([]T, *string, error) {
	if maxRecords != nil && (*maxRecords < 1 || int(*maxRecords) > most) {
		return nil, nil, broken(decimal(int(*maxRecords)), "maxRecords", "Member must have value between 1 and "+decimal(most))
	}
	return api.Page(all, id, maxRecords, min(pageDefault, most), most, token)
}
