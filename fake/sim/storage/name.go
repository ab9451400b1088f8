package storage

import (
	"net/netip"
	"strings"
)

// ValidName tells whether a bucket may have a name: 3 to 63 of lower-case
// letters, digits, dots and hyphens, and the rest of S3's rules
// (S3/bucketnamingrules).
func ValidName(name string) bool {
	if len(name) < 3 || len(name) > 63 || !alphanumeric(name[0]) || !alphanumeric(name[len(name)-1]) {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !alphanumeric(c) && c != '-' && c != '.' {
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

func alphanumeric(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
