package naming

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Trail refuses a name that a trail may not have (BC:cloudtrail.CreateTrail).
func Trail(name string) error {
	bad := func(format string, args ...any) error {
		return refusal.New("InvalidTrailNameException", format, args...)
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

func alphanumeric(c byte) bool { return lower(c) || c >= 'A' && c <= 'Z' }

// lower is what bucket names are made of.
func lower(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// Bucket refuses a name that a bucket may not have: 3 to 63 of lower-case
// letters, digits, dots and hyphens, and the rest of S3's rules
// (S3/bucketnamingrules).
func Bucket(name string) error {
	if !bucket(name) {
		return refusal.New("InvalidBucketName", "The specified bucket is not valid.")
	}
	return nil
}

func bucket(name string) bool {
	if len(name) < 3 || len(name) > 63 || !lower(name[0]) || !lower(name[len(name)-1]) {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !lower(c) && c != '-' && c != '.' {
			return false
		}
	}
	if _, err := netip.ParseAddr(name); err == nil || strings.Contains(name, "..") {
		return false
	}
	for _, start := range []string{"xn--", "sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(name, start) {
			return false
		}
	}
	for _, end := range []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"} {
		if strings.HasSuffix(name, end) {
			return false
		}
	}
	return true
}

// What the names of log groups are made of, and how long they may be (BC:logs).
const (
	LogGroupCharacters = `[\.\-_/#A-Za-z0-9]+`
	LogGroupLength     = 512
)

// LogGroup refuses a name that a log group may not have.
func LogGroup(name string) error {
	bad := func(must string) error {
		return refusal.New("InvalidParameterException", "1 validation error detected: Value '%s' at 'logGroupName' failed to satisfy constraint: Member must %s", name, must)
	}
	switch {
	case name == "":
		return bad("have length greater than or equal to 1")
	case len(name) > LogGroupLength:
		return bad("have length less than or equal to " + strconv.Itoa(LogGroupLength))
	case !regexp.MustCompile(`^` + LogGroupCharacters + `$`).MatchString(name):
		return bad("satisfy regular expression pattern: " + LogGroupCharacters)
	}
	return nil
}

// Role refuses a name that a role may not have (BC:iam.CreateRole).
func Role(name string) error {
	if len(name) > 64 {
		return refusal.New("ValidationError", "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64")
	}
	if !regexp.MustCompile(`^[\w+=,.@-]+$`).MatchString(name) {
		return refusal.New("ValidationError", "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	return nil
}
