package ec2api

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// lens is what each filter of an operation looks at in a record. A filter
// passes when any of its values matches any of what it looks at.
type lens[T any] map[string]func(T) []string

// find is what a filter looks at, nil for one that the operation does not
// have. Everything with tags has tag:KEY, tag-key and tag-value.
func (l lens[T]) find(name string, tags func(T) []world.Tag) func(T) []string {
	if key, ok := strings.CutPrefix(name, "tag:"); ok && tags != nil {
		return func(v T) []string {
			return tagFields(tags(v), func(t world.Tag) (string, bool) { return t.Value, t.Key == key })
		}
	}
	switch {
	case name == "tag-key" && tags != nil:
		return func(v T) []string {
			return tagFields(tags(v), func(t world.Tag) (string, bool) { return t.Key, true })
		}
	case name == "tag-value" && tags != nil:
		return func(v T) []string {
			return tagFields(tags(v), func(t world.Tag) (string, bool) { return t.Value, true })
		}
	}
	return l[name]
}

func tagFields(tags []world.Tag, pick func(world.Tag) (string, bool)) []string {
	var found []string
	for _, t := range tags {
		if v, ok := pick(t); ok {
			found = append(found, v)
		}
	}
	return found
}

// sift keeps the records that pass all filters, or refuses a filter that the
// operation does not have.
func sift[T any](all []T, filters []types.Filter, see lens[T], tags func(T) []world.Tag) ([]T, error) {
	looks := make([]func(T) []string, len(filters))
	for i, f := range filters {
		if looks[i] = see.find(aws.ToString(f.Name), tags); looks[i] == nil {
			return nil, invalid("The filter '%s' is invalid", aws.ToString(f.Name))
		}
	}
	if len(filters) == 0 {
		return all, nil
	}
	var kept []T
	for _, v := range all {
		passes := true
		for i, f := range filters {
			passes = passes && api.MatchAny(f.Values, looks[i](v))
		}
		if passes {
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// rows is a table's records with these ids, or all of them when ids is
// empty, in the table's order; and the ids that name nothing.
func rows[T any](table *world.Table[T], ids []string) (found []*T, absent []string) {
	for _, id := range ids {
		if !table.Has(id) {
			absent = append(absent, id)
		}
	}
	if len(ids) == 0 { // a page of a long list is asked for often: room for all of it at once
		found = make([]*T, 0, table.Len())
	}
	for id, row := range table.All() {
		if len(ids) == 0 || slices.Contains(ids, id) {
			found = append(found, row)
		}
	}
	return found, absent
}

func one(v string) []string { return []string{v} }

func yes(b bool) []string {
	if b {
		return one("true")
	}
	return one("false")
}
