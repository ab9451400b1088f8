package naming_test

import (
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/naming"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		what string
		rule func(string) error
		name string
		want string // part of the refusal, "" for none
	}{
		{"BC:cloudtrail.CreateTrail", naming.Trail, "management-events", ""},
		{"too short", naming.Trail, "ab", "too short"},
		{"too long", naming.Trail, strings.Repeat("a", 129), "too long"},
		{"begins badly", naming.Trail, "-ab", "starts with"},
		{"ends badly", naming.Trail, "ab_", "ends with"},
		{"neighbours", naming.Trail, "a.-b", "adjacent"},
		{"a space", naming.Trail, "a b", "can only contain"},
		{"an address", naming.Trail, "192.168.5.4", "IP address"},
		{"S3/bucketnamingrules", naming.Bucket, "audit-123456789012", ""},
		{"capitals", naming.Bucket, "Audit", "not valid"},
		{"an address", naming.Bucket, "192.168.5.4", "not valid"},
		{"two dots", naming.Bucket, "a..b", "not valid"},
		{"of AWS", naming.Bucket, "xn--a", "not valid"},
		{"of access points", naming.Bucket, "a-s3alias", "not valid"},
		{"BC:logs", naming.LogGroup, "CloudTrail/logs", ""},
		{"a colon", naming.LogGroup, "a:b", "regular expression"},
		{"a percent sign is no format", naming.LogGroup, "%d", "'%d'"},
		{"nothing", naming.LogGroup, "", "greater than or equal to 1"},
		{"BC:iam.CreateRole", naming.Role, "CloudTrail_CloudWatchLogs_Role", ""},
		{"a slash", naming.Role, "a/b", "alphanumeric"},
		{"long", naming.Role, strings.Repeat("a", 65), "64"},
	} {
		err := c.rule(c.name)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q: %v, want %q", c.what, c.name, err, c.want)
		}
	}
}
