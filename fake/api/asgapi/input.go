package asgapi

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Lengths of names (BC:autoscaling).
const (
	maxName     = 255
	maxGivenARN = 1600
)

func invalid(format string, args ...any) error {
	return awserr.New(refusal.ValidationError, format, args...)
}

// onlyKnown refuses parameters that the engine cannot honor, rather than to
// take them and do nothing. The text is the engine's own. v is a pointer to the
// request's struct.
func onlyKnown(v any, known ...string) error {
	if field := api.Unhandled(v, known...); field != "" {
		return invalid("The parameter %s is not supported", field)
	}
	return nil
}

// required is the value of a name that must be given. field is the
// parameter's name as AWS writes it, with a lower-case first letter.
func required(field string, v *string) (string, error) {
	switch {
	case v == nil:
		return "", missing(field)
	case *v == "":
		return "", broken(*v, field, "Member must have length greater than or equal to 1")
	case len(*v) > maxGivenARN:
		return "", broken(*v, field, "Member must have length less than or equal to 1600")
	}
	return *v, nil
}

// name is a required name for something new.
func name(field string, v *string) (string, error) {
	text, err := required(field, v)
	switch {
	case err != nil:
		return "", err
	case len(text) > maxName:
		return "", broken(text, field, "Member must have length less than or equal to 255")
	case strings.ContainsAny(text, ":\r\n"):
		return "", broken(text, field, "Member must not contain a colon")
	}
	return text, nil
}

func missing(field string) error {
	return invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", field)
}

func broken(value, field, constraint string) error {
	return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", value, field, constraint)
}

// both is two required names.
func both(field1 string, v1 *string, field2 string, v2 *string) (string, string, error) {
	a, err := required(field1, v1)
	if err != nil {
		return "", "", err
	}
	b, err := required(field2, v2)
	return a, b, err
}

// batch refuses an empty list of ids or one beyond the limit of an operation.
func batch(field string, ids []string, limit int) error {
	switch {
	case len(ids) == 0:
		return missing(field)
	case len(ids) > limit:
		return broken("["+strings.Join(ids, ", ")+"]", field, "Member must have length less than or equal to "+decimal(limit))
	}
	return nil
}

// number is an optional number; nil stays nil.
func number(v *int32) *int {
	if v == nil {
		return nil
	}
	return new(int(*v))
}

// seconds is an optional number of seconds; nil stays nil.
func seconds(v *int32) *time.Duration {
	if v == nil {
		return nil
	}
	return new(time.Duration(*v) * time.Second)
}

// secondsOr is a number of seconds, or another when it is not given.
func secondsOr(v *int32, otherwise time.Duration) time.Duration {
	if v == nil {
		return otherwise
	}
	return time.Duration(*v) * time.Second
}

// unset is what the world writes for a duration that is not set.
const unset = -1 * time.Second

// inSeconds is a duration as an SDK number; nil for an unset one.
func inSeconds(d time.Duration) *int32 {
	if d < 0 {
		return nil
	}
	return new(int32(d / time.Second))
}

// inNumber is an optional number as an SDK number.
func inNumber(v *int) *int32 {
	if v == nil {
		return nil
	}
	return new(int32(*v))
}

// instant is a time, or nil for the zero time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return aws.Time(t.UTC())
}

// commas splits "a,b" and drops spaces and empty parts.
func commas(v *string) []string {
	var list []string
	for part := range strings.SplitSeq(aws.ToString(v), ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// find is the group with this name, or AWS's refusal.
func (s *service) find(field string, v *string) (*world.Group, error) {
	group, err := required(field, v)
	if err != nil {
		return nil, err
	}
	if g := s.w.Groups.Get(group); g != nil {
		return g, nil
	}
	return nil, invalid("AutoScalingGroup name not found - AutoScalingGroup %s not found", group)
}

// groupField is how AWS names the commonest parameter in its refusals.
const groupField = "autoScalingGroupName"
