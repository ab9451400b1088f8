package logsapi

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"fleetglass/awsclient/semantics/naming"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/world"
)

// Limits of names (BC:logs).
const maxName = 512

// refused is a refusal with the code of bad parameters.
func refused(format string, args ...any) *awserr.Error {
	return awserr.New("InvalidParameterException", format, args...)
}

// violations collects what the constraints of single members say.
type violations []string

func (v *violations) add(value, member, constraint string, args ...any) {
	*v = append(*v, fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: Member must %s", value, member, fmt.Sprintf(constraint, args...)))
}

// err is all complaints in one refusal, nil when there are none.
func (v violations) err() error {
	switch len(v) {
	case 0:
		return nil
	case 1:
		return refused("1 validation error detected: %s", v[0])
	}
	return refused("%d validation errors detected: %s", len(v), strings.Join(v, "; "))
}

// name checks the name of a group, a stream or a filter; a nil one must be
// given unless it is optional.
func (v *violations) name(value *string, member, pattern string, optional bool) {
	if value == nil {
		if !optional {
			v.add("null", member, "not be null")
		}
		return
	}
	quoted := "'" + *value + "'"
	switch n := utf8.RuneCountInString(*value); {
	case n < 1:
		v.add(quoted, member, "have length greater than or equal to 1")
		return
	case n > maxName:
		v.add(quoted, member, "have length less than or equal to %d", maxName)
	}
	if !regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString(*value) {
		v.add(quoted, member, "satisfy regular expression pattern: %s", pattern)
	}
}

// The characters of names (BC:logs).
const (
	groupCharacters      = naming.LogGroupCharacters
	identifierCharacters = `[\w#+=/:,.@\*-]*`
	streamCharacters     = `[^:*]*`
)

func (v *violations) group(value *string)  { v.name(value, "logGroupName", groupCharacters, false) }
func (v *violations) stream(value *string) { v.name(value, "logStreamName", streamCharacters, false) }

func (v *violations) between(value *int32, member string, low, high int32) {
	switch {
	case value == nil:
	case *value < low:
		v.add(fmt.Sprintf("'%d'", *value), member, "have value greater than or equal to %d", low)
	case *value > high:
		v.add(fmt.Sprintf("'%d'", *value), member, "have value less than or equal to %d", high)
	}
}

func (v *violations) moment(value *int64, member string) {
	if value != nil && *value < 0 {
		v.add(fmt.Sprintf("'%d'", *value), member, "have value greater than or equal to 0")
	}
}

// onlyKnown refuses a request in which a member is set that the engine does
// not simulate.
func onlyKnown(in any, known ...string) error {
	if name := api.Unhandled(in, known...); name != "" {
		return refused("The parameter %s is not available in this engine.", strings.ToLower(name[:1])+name[1:])
	}
	return nil
}

// groupOf is the group that a request names, by its name or by an identifier.
func (s *service) groupOf(name, identifier *string) (*world.LogGroup, error) {
	var v violations
	switch {
	case name != nil && identifier != nil:
		return nil, refused("LogGroup name and LogGroup identifier are mutually exclusive parameters.")
	case name == nil && identifier == nil:
		return nil, refused("LogGroup name or LogGroup identifier must be provided.")
	case identifier != nil:
		v.name(identifier, "logGroupIdentifier", identifierCharacters, false)
		name = identifier
	default:
		v.group(name)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	return s.room.Group(s.room.NameOf(*name))
}

// searchable refuses what is not offered for a class of groups
// (CWL/CloudWatch_Logs_Log_Classes).
func searchable(g *world.LogGroup, what string) error {
	if g.Class == logs.InfrequentAccess {
		return awserr.New("InvalidOperationException", "%s is not supported for log groups in the %s log class.", what, logs.InfrequentAccess)
	}
	return nil
}

// page is a part of a list, with CloudWatch Logs' own refusal of bad tokens.
func page[T any](all []T, id func(T) string, most *int32, fallback int, token *string) ([]T, *string, error) {
	rows, next, err := api.Page(all, id, most, fallback, fallback, token)
	var bad *awserr.Error
	if errors.As(err, &bad) {
		return nil, nil, badToken()
	}
	return rows, next, err
}

func badToken() error { return refused("The specified nextToken is invalid.") }

// stamp is a time in milliseconds, nil for the zero time.
func stamp(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

// at is a time of a request, or another when it is not given.
func at(ms *int64, otherwise time.Time) time.Time {
	if ms == nil {
		return otherwise
	}
	return time.UnixMilli(*ms).UTC()
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func some[T any](v T) *T { return &v }
