package api

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/awserr"
)

// Page is the part of a list that a request asks for and the token of the
// next part, nil after the last. Without most, a part has as many records as
// fallback says; it never has more than ceiling.
//
// A token names the last record given, so a list that has grown or shrunk
// meanwhile is gone on with where it was left. To callers it is opaque.
func Page[T any](all []T, id func(T) string, most *int32, fallback, ceiling int, token *string) ([]T, *string, error) {
	size := fallback
	if most != nil {
		size = int(*most)
	}
	size = min(max(size, 1), ceiling)
	from, err := resume(all, id, token)
	if err != nil {
		return nil, nil, err
	}
	rest := all[from:]
	if len(rest) <= size {
		return rest, nil, nil
	}
	next := base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(from+size) + "|" + id(rest[size-1])))
	return rest[:size], &next, nil
}

// resume is where in a list a token goes on.
func resume[T any](all []T, id func(T) string, token *string) (int, error) {
	if token == nil || *token == "" {
		return 0, nil
	}
	text, err := base64.URLEncoding.DecodeString(*token)
	position, last, cut := strings.Cut(string(text), "|")
	n, notNumber := strconv.Atoi(position)
	if err != nil || notNumber != nil || !cut || n < 0 {
		return 0, awserr.New("InvalidNextToken", "The token '%s' is invalid.", *token)
	}
	if n > 0 && n <= len(all) && id(all[n-1]) == last {
		return n, nil
	}
	if i := slices.IndexFunc(all, func(v T) bool { return id(v) == last }); i >= 0 {
		return i + 1, nil
	}
	return min(n, len(all)), nil
}
