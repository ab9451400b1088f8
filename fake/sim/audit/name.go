package audit

import (
	"net/netip"
	"strings"

	"fleetglass/fake/awserr"
)

// CheckName refuses a name that a trail may not have (BC:cloudtrail.CreateTrail).
func CheckName(name string) error {
	bad := func(format string, args ...any) error {
		return awserr.New("InvalidTrailNameException", format, args...)
	}
	switch {
	case len(name) < 3:
		return bad("Trail name too short. Minimum allowed length: 3 characters. Specified name length: %d characters.", len(name))
	case len(name) > 128:
		return bad("Trail name too long. Maximum allowed length: 128 characters. Specified name length: %d characters.", len(name))
	case !alphanumeric(name[0]):
		return bad("Trail name must starts with a letter or number.")
	case !alphanumeric(name[len(name)-1]):
		return bad("Trail name must ends with a letter or number.")
	}
	for i := range len(name) {
		punctuation := strings.IndexByte(".-_", name[i]) >= 0
		if !punctuation && !alphanumeric(name[i]) {
			return bad("Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).")
		}
		if punctuation && strings.IndexByte(".-_", name[i-1]) >= 0 {
			return bad("Trail name cannot have adjacent periods, underscores or dashes.")
		}
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return bad("Trail name must not be in IP address format.")
	}
	return nil
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
