package ec2api

import (
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// list is what a Describe operation is asked about the records it has found:
// which of them, and which part of those.
// T is a pointer: the code below is then compiled once for all of them.
type list[T any] struct {
	filters []types.Filter
	lens    lens[T]
	tags    func(T) []world.Tag // nil for records without tags
	id      func(T) string      // names a record, for the token of the next part
	size    *int32
	token   *string
	bounds  bounds
	dryRun  *bool
}

// show is the part of the records that a request asks for, as views, and the
// token of the next part.
func show[T, V any](all []T, l list[T], view func(T) V) ([]V, *string, error) {
	part, next, err := l.part(all)
	if err != nil {
		return nil, nil, err
	}
	views := make([]V, len(part))
	for i, v := range part {
		views[i] = view(v)
	}
	return views, next, nil
}

// part is the part of the records that a request asks for, and the token of
// the next part. The refusal of a dry run comes last, as on AWS.
func (l list[T]) part(all []T) ([]T, *string, error) {
	kept, err := sift(all, l.filters, l.lens, l.tags)
	if err != nil {
		return nil, nil, err
	}
	part, next, err := page(kept, l.id, l.size, l.token, l.bounds)
	if err != nil {
		return nil, nil, err
	}
	return part, next, api.DryRun(l.dryRun)
}
