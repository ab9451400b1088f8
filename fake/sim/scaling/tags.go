package scaling

import (
	"slices"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxTags is the quota of tags per group.
const maxTags = 50

// CheckTags is AWS's refusal of tags that are wrong in themselves.
func CheckTags(tags []world.GroupTag) error {
	for i, t := range tags {
		switch {
		case t.Key == "" || len(t.Key) > 128 || len(t.Value) > 256:
			return invalid("Tag keys must have 1 to 128 characters and values at most 256")
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return invalid("Tag key %s is invalid: the prefix aws: is reserved", t.Key)
		case slices.ContainsFunc(tags[:i], func(o world.GroupTag) bool { return o.Key == t.Key }):
			return invalid("Duplicate tag key found: %s", t.Key)
		}
	}
	if len(tags) > maxTags {
		return awserr.New("LimitExceeded", "A group may have at most %d tags", maxTags)
	}
	return nil
}

// PutTags adds tags to a group, or replaces those of the same keys. Instances
// that are there keep theirs; a propagated tag is for those launched later.
func (r *Room) PutTags(group string, tags []world.GroupTag) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	merged := slices.Clone(g.Tags)
	for _, t := range tags {
		at := slices.IndexFunc(merged, func(o world.GroupTag) bool { return o.Key == t.Key })
		if at < 0 {
			merged = append(merged, t)
		} else {
			merged[at] = t
		}
	}
	if err := CheckTags(merged); err != nil {
		return err
	}
	g.Tags = merged
	return nil
}

// DeleteTags removes tags by key. A key that is not there is no error.
func (r *Room) DeleteTags(group string, keys []string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	g.Tags = slices.DeleteFunc(slices.Clone(g.Tags), func(t world.GroupTag) bool { return slices.Contains(keys, t.Key) })
	return nil
}
