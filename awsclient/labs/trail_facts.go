package labs

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
)

func trailFacts() []Fact {
	return []Fact{
		{"bucket", "name of the bucket", (*World).trailBucket},
		{"half-policy", "a bucket policy without the ACL check", (*World).halfPolicy},
		{"policy", "the bucket policy that a trail needs", (*World).wholePolicy},
		{"trail", "name of the trail", func(w *World) string { t, _ := w.ownTrail(); return t.Name }},
		{"log-group", "name of the log group", (*World).trailLogGroup},
		{"log-group-arn", "ARN of the log group", func(w *World) string {
			if w.trailLogGroup() == "" {
				return ""
			}
			return "arn:aws:logs:" + w.Region() + ":" + w.Account() + ":log-group:" + w.trailLogGroup() + ":*"
		}},
		{"role", "name of the role that writes to the log group", func(w *World) string { return w.trailRole().Name }},
		{"role-arn", "ARN of the role that writes to the log group", func(w *World) string { return w.trailRole().ARN }},
		{"role-policy", "the policy that the role needs", (*World).rolePolicy},
		{"vpc", "the default VPC", func(w *World) string {
			for _, s := range w.Subnets() {
				if s.Default {
					return s.VPC
				}
			}
			return ""
		}},
		{"acl", "id of the network ACL that was made", func(w *World) string { return w.madeBy("CreateNetworkAcl", "acl") }},
		{"gateway", "id of the internet gateway that was made", func(w *World) string { return w.madeBy("CreateInternetGateway", "igw") }},
		{"now", "this moment, in milliseconds since 1970", func(w *World) string { return strconv.FormatInt(w.Now.UnixMilli(), 10) }},
	}
}

// wholePolicy is what the policy of the trail's bucket must be.
func (w *World) wholePolicy() string {
	if w.trailBucket() == "" || w.Account() == "" {
		return ""
	}
	text := bucketpolicy.Policy(bucketpolicy.Want{Bucket: w.trailBucket(), Account: w.Account()})
	return strings.Join(strings.Fields(text), " ")
}

// halfPolicy lets CloudTrail write, but not look at the bucket's ACL first.
func (w *World) halfPolicy() string {
	if w.trailBucket() == "" || w.Account() == "" {
		return ""
	}
	return `{"Version":"2012-10-17","Statement":[{"Sid":"Write","Effect":"Allow","Principal":{"Service":"` + bucketpolicy.Service + `"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::` +
		w.trailBucket() + `/AWSLogs/` + w.Account() + `/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}}]}`
}

// trailLogGroup is the log group of the student's trail, or before it has one
// the newest.
func (w *World) trailLogGroup() string {
	if t, ok := w.ownTrail(); ok && t.LogGroup != "" {
		return logGroupOf(t)
	}
	var newest awsclient.LogGroup
	for _, g := range w.LogGroups() {
		if newest.Name == "" || g.Created.After(newest.Created) {
			newest = g
		}
	}
	return newest.Name
}

// trailTrust lets CloudTrail assume a role, and nobody else.
const trailTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// trailRole is the newest role that CloudTrail may assume.
func (w *World) trailRole() awsclient.Role {
	var newest awsclient.Role
	for _, r := range w.Roles() {
		if strings.Contains(r.Trust, bucketpolicy.Service) && (newest.Name == "" || r.Created.After(newest.Created)) {
			newest = r
		}
	}
	return newest
}

// rolePolicy lets a role write the trail's streams of the log group.
func (w *World) rolePolicy() string {
	if w.trailLogGroup() == "" {
		return ""
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:` +
		w.Region() + `:` + w.Account() + `:log-group:` + w.trailLogGroup() + `:log-stream:` + w.Account() + `_CloudTrail_*"}]}`
}

// madeBy is the id, by its prefix, of what the newest call of a name made. It
// is read from the call's record: asking for such resources themselves would
// link calls that the program does not need otherwise.
func (w *World) madeBy(call, prefix string) string {
	for _, e := range w.Called(call) {
		return regexp.MustCompile(`\b` + prefix + `-[0-9a-f]+\b`).FindString(e.Record)
	}
	return ""
}

// minute is a moment as answers give it.
func minute(at time.Time) string { return at.UTC().Format("15:04") }
