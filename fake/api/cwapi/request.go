package cwapi

import (
	"encoding/base64"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func invalid(format string, args ...any) error {
	return awserr.New(refusal.ValidationError, format, args...)
}

func badValue(format string, args ...any) error {
	return awserr.New("InvalidParameterValue", format, args...)
}

func missing(parameter string) error {
	return awserr.New("MissingParameter", "The parameter %s is required.", parameter)
}

func conflict(format string, args ...any) error {
	return awserr.New("InvalidParameterCombination", format, args...)
}

// refused turns a refusal of the rules into one of the engine.
func refused(err error) error {
	var bad *refusal.Refusal
	if errors.As(err, &bad) {
		return awserr.New(bad.Code, "%s", bad.Message)
	}
	return err
}

// onlyKnown refuses a request in which a member is set that the engine does
// not simulate. v is a pointer to the request's struct.
func onlyKnown(v any, known ...string) error {
	s := reflect.ValueOf(v).Elem()
	for i := range s.NumField() {
		f := s.Type().Field(i)
		unset := s.Field(i).IsZero() || s.Field(i).Kind() == reflect.Slice && s.Field(i).Len() == 0
		if !f.IsExported() || unset || slices.Contains(known, f.Name) {
			continue
		}
		return invalid("The parameter %s is not available in this engine.", f.Name)
	}
	return nil
}

// Limits of names (CW/cloudwatch_concepts).
const (
	maxDimensions = 30
	maxName       = 255
	maxValue      = 1024
)

func dimensions(list []types.Dimension) ([]world.Attribute, error) {
	dims, err := dimensionsAt("Dimensions", list)
	if err != nil {
		return nil, err
	}
	return dims, nil
}

// dimensionsAt reads the dimensions at a place in a request.
func dimensionsAt(at string, list []types.Dimension) ([]world.Attribute, *awserr.Error) {
	if len(list) > maxDimensions {
		return nil, wrong("The collection %s must not have a size greater than %d.", at, maxDimensions)
	}
	var out []world.Attribute
	for i, d := range list {
		name, value := text(d.Name), text(d.Value)
		switch {
		case name == "" || len(name) > maxName || name[0] == ':':
			return nil, wrong("The parameter %s.member.%d.Name must be between 1 and %d characters, and must not begin with a colon.", at, i+1, maxName)
		case value == "" || len(value) > maxValue:
			return nil, wrong("The parameter %s.member.%d.Value must be between 1 and %d characters.", at, i+1, maxValue)
		case slices.ContainsFunc(out, func(a world.Attribute) bool { return a.Key == name }):
			return nil, wrong("The parameter %s has the dimension %s more than once.", at, name)
		}
		out = append(out, world.Attribute{Key: name, Value: value})
	}
	return out, nil
}

func dimensionViews(list []world.Attribute) []types.Dimension {
	out := make([]types.Dimension, len(list))
	for i, d := range list {
		out[i] = types.Dimension{Name: some(d.Key), Value: some(d.Value)}
	}
	return out
}

// period reads a period in seconds.
func period(p *int32) (time.Duration, error) {
	if p == nil {
		return 0, missing("Period")
	}
	d := time.Duration(*p) * time.Second
	if !stat.ValidPeriod(d) {
		return 0, badValue("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.")
	}
	return d, nil
}

// span refuses a stretch of time that is missing, or that is not one.
func span(start, end *time.Time) error {
	switch {
	case start == nil:
		return missing("StartTime")
	case end == nil:
		return missing("EndTime")
	case !start.Before(*end):
		return badValue("The parameter StartTime must be less than the parameter EndTime.")
	}
	return nil
}

// offset is how many datapoints the pages before this one have given.
func offset(given *string) (int, error) {
	if given == nil {
		return 0, nil
	}
	raw, err := base64.URLEncoding.DecodeString(*given)
	n, bad := strconv.Atoi(string(raw))
	if err != nil || bad != nil || n < 0 {
		return 0, awserr.New("InvalidNextToken", "The token '%s' is invalid.", *given)
	}
	return n, nil
}

func token(n int) *string { return some(base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(n)))) }

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// ptr is a fresh pointer, or nil for the zero value: what AWS leaves out.
func ptr[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func some[T any](v T) *T { return &v }
