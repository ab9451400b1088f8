package iamapi

import (
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// IAM's quotas (IAM/reference_iam-quotas), the defaults where they can be
// raised.
const (
	usersMost           = 5000
	groupsMost          = 300
	rolesMost           = 1000
	policiesMost        = 1500
	profilesMost        = 1000
	groupsPerUser       = 10
	keysPerUser         = 2
	attachedPerEntity   = 10
	versionsPerPolicy   = 5
	managedPolicyBytes  = 6144
	userPolicyBytes     = 2048
	rolePolicyBytes     = 10240
	groupPolicyBytes    = 5120
	trustBytes          = 2048
	tagsMost            = 50
	pageUsual, pageMost = 100, 1000
)

func invalid(format string, args ...any) error { return awserr.New("ValidationError", format, args...) }

func noSuchEntity(format string, args ...any) error {
	return awserr.New("NoSuchEntity", format, args...).WithStatus(404)
}

func exists(format string, args ...any) error {
	return awserr.New("EntityAlreadyExists", format, args...).WithStatus(409)
}

func conflict(format string, args ...any) error {
	return awserr.New("DeleteConflict", format, args...).WithStatus(409)
}

func limit(format string, args ...any) error {
	return awserr.New("LimitExceeded", format, args...).WithStatus(409)
}

func quota(what string, most int) error { return limit("Cannot exceed quota for %s: %d", what, most) }

// constraint is how IAM says that a member is not as its model wants it.
func constraint(value, member, what string) error {
	return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", value, member, what)
}

// checkName wants a name of at most so many characters, of those that IAM lets
// into names.
func checkName(name, member string, most int) error {
	switch {
	case name == "":
		return constraint(name, member, "Member must have length greater than or equal to 1")
	case len(name) > most:
		return constraint(name, member, "Member must have length less than or equal to "+itoa(most))
	case strings.ContainsFunc(name, notNameRune):
		return invalid("The specified value for %s is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", member)
	}
	return nil
}

func notNameRune(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_+=,.@-", r))
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// pathOf is a path, "/" when none is given.
func pathOf(path *string) (string, error) {
	p := aws.ToString(path)
	if p == "" {
		return "/", nil
	}
	bad := len(p) > 512 || !strings.HasPrefix(p, "/") || !strings.HasSuffix(p, "/") || strings.ContainsFunc(p, func(r rune) bool { return r < '!' || r > '~' })
	if bad {
		return "", invalid("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	}
	return p, nil
}

// checkDocument reads a policy document and refuses what IAM would.
func checkDocument(document *string, purpose policy.Purpose) (string, error) {
	text := aws.ToString(document)
	if text == "" {
		return "", constraint("", "policyDocument", "Member must have length greater than or equal to 1")
	}
	_, err := policy.Parse(text, purpose)
	return text, awserr.From(err)
}

// bytesOf is how long a document is as IAM counts: without white space.
func bytesOf(document string) int {
	n := 0
	for _, r := range document {
		if r != ' ' && r != '\n' && r != '\t' && r != '\r' {
			n++
		}
	}
	return n
}

// encoded is a document as IAM answers it: percent-encoded (RFC 3986).
func encoded(document string) *string {
	return aws.String(strings.ReplaceAll(url.QueryEscape(document), "+", "%20"))
}

// page is the part of a list that a request asks for.
func page[T any](all []T, id func(T) string, most *int32, marker *string) (part []T, truncated bool, next *string, err error) {
	if most != nil && (*most < 1 || *most > pageMost) {
		return nil, false, nil, constraint(itoa(int(max(*most, 0))), "maxItems", "Member must have value between 1 and 1000")
	}
	part, next, err = api.Page(all, id, most, pageUsual, pageMost, marker)
	if err != nil {
		return nil, false, nil, invalid("Invalid Marker: %s", aws.ToString(marker))
	}
	return part, next != nil, next, nil
}

// tagsOf reads tags. Of a key that comes twice nothing is taken.
func tagsOf(tags []types.Tag) ([]world.Tag, error) {
	var all []world.Tag
	for _, t := range tags {
		key := aws.ToString(t.Key)
		switch {
		case key == "" || len(key) > 128:
			return nil, constraint(key, "tags.member.key", "Member must have length between 1 and 128")
		case len(aws.ToString(t.Value)) > 256:
			return nil, constraint(aws.ToString(t.Value), "tags.member.value", "Member must have length less than or equal to 256")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, awserr.New("InvalidInput", "Caller is not authorized to change tags with the prefix aws:")
		case slices.ContainsFunc(all, func(o world.Tag) bool { return strings.EqualFold(o.Key, key) }):
			return nil, awserr.New("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		}
		all = append(all, world.Tag{Key: key, Value: aws.ToString(t.Value)})
	}
	if len(all) > tagsMost {
		return nil, limit("The number of tags has reached the maximum limit.")
	}
	return all, nil
}

func tagView(tags []world.Tag) []types.Tag {
	var all []types.Tag
	for _, t := range tags {
		all = append(all, types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value)})
	}
	return all
}

// taken tells whether a name is in a table, in whatever case: IAM's names are
// told apart without it.
func taken[T any](t *world.Table[T], name string) bool {
	for other := range t.All() {
		if strings.EqualFold(other, name) {
			return true
		}
	}
	return false
}

// under are the records whose path begins so, by name.
func under[T any](t *world.Table[T], prefix *string, path func(*T) string) []*T {
	var all []*T
	for _, row := range t.All() {
		if strings.HasPrefix(path(row), aws.ToString(prefix)) {
			all = append(all, row)
		}
	}
	return all
}
