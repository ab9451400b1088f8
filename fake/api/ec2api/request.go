package ec2api

import (
	"strings"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
)

func missing(parameter string) error {
	return awserr.New("MissingParameter", "The request must contain the parameter %s", parameter)
}

func invalid(format string, args ...any) error {
	return awserr.New("InvalidParameterValue", format, args...)
}

// unknown is the refusal for ids that name nothing, singular or plural.
func unknown(code, noun string, ids []string) error {
	if len(ids) == 1 {
		return awserr.New(code, "The %s '%s' does not exist", noun, ids[0])
	}
	return awserr.New(code, "The %ss '%s' do not exist", noun, strings.Join(ids, ", "))
}

// checkID refuses an id that does not have AWS's form: the prefix, a dash and
// 8 or 17 hex digits.
func checkID(id, prefix, code string) error {
	digits, ok := strings.CutPrefix(id, prefix+"-")
	if ok && (len(digits) == 8 || len(digits) == 17) && strings.Trim(digits, "0123456789abcdef") == "" {
		return nil
	}
	if code == "InvalidInstanceID.Malformed" {
		return awserr.New(code, "Invalid id: \"%s\"", id)
	}
	return awserr.New(code, "Invalid id: \"%s\" (expecting \"%s-...\")", id, prefix)
}

// onlyKnown refuses a request in which a member is set that the engine does
// not simulate. The text is the engine's own. v is a pointer to the request's
// struct.
func onlyKnown(v any, known ...string) error {
	if field := api.Unhandled(v, known...); field != "" {
		return awserr.New("UnsupportedOperation", "The parameter %s is not simulated by this engine.", field)
	}
	return nil
}
