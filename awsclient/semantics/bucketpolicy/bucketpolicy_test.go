package bucketpolicy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/bucketpolicy"
)

const trail = "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"

func want() bucketpolicy.Want {
	return bucketpolicy.Want{Bucket: "bucket-1", Prefix: "my-prefix", Account: "123456789012", TrailARN: trail}
}

// policy makes one of the two statements of the documentation, changed by
// pairs of old and new text.
func policy(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(bucketpolicy.Policy(want()))
}

// drawn writes a judgement as "level place what" lines.
func drawn(j bucketpolicy.Judgement) string {
	var lines []string
	for _, f := range j.Findings {
		lines = append(lines, fmt.Sprintf("%s %d %s", f.Level, f.Statement, f.What))
	}
	return strings.Join(lines, "\n")
}

// The policy that is made is the one of
// CT/create-s3-bucket-policy-for-cloudtrail, with aws:SourceArn.
func TestPolicy(t *testing.T) {
	const documentation = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AWSCloudTrailAclCheck20150319",
      "Effect": "Allow",
      "Principal": {
        "Service": "cloudtrail.amazonaws.com"
      },
      "Action": "s3:GetBucketAcl",
      "Resource": "arn:aws:s3:::bucket-1",
      "Condition": {
        "StringEquals": {
          "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"
        }
      }
    },
    {
      "Sid": "AWSCloudTrailWrite20150319",
      "Effect": "Allow",
      "Principal": {
        "Service": "cloudtrail.amazonaws.com"
      },
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::bucket-1/my-prefix/AWSLogs/123456789012/*",
      "Condition": {
        "StringEquals": {
          "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/main",
          "s3:x-amz-acl": "bucket-owner-full-control"
        }
      }
    }
  ]
}`
	if got := policy(); got != documentation {
		t.Error(got)
	}
	china := want()
	china.TrailARN = strings.Replace(trail, "arn:aws:", "arn:aws-cn:", 1)
	if got := bucketpolicy.Policy(china); !strings.Contains(got, `"arn:aws-cn:s3:::bucket-1"`) {
		t.Error(got)
	}
}

const (
	goodACL      = "good 0 allows CloudTrail to read the bucket's ACL"
	goodWrite    = "good 1 allows CloudTrail to write log files"
	missingACL   = "missing -1 no statement certainly allows CloudTrail to read the bucket's ACL"
	missingWrite = "missing -1 no statement certainly allows CloudTrail to write log files"
)

func TestJudge(t *testing.T) {
	extra := func(statement string) string { return policy(`"Statement": [`, `"Statement": [`+statement+`,`) }
	for _, c := range []struct {
		name, policy string
		delivers     bool
		want         []string
	}{
		{"the documentation's", policy(), true, []string{goodACL, goodWrite}},
		{"none", "", false, []string{missingACL, missingWrite}},
		{"empty", `{"Statement": []}`, false, []string{missingACL, missingWrite}},
		{"wrong prefix", policy("my-prefix", "old"), false, []string{goodACL,
			`wrong 1 has the wrong prefix: it allows "old", but the trail writes below "my-prefix"`, missingWrite}},
		{"no prefix", policy("my-prefix/", ""), false, []string{goodACL,
			`wrong 1 has the wrong prefix: it allows none, but the trail writes below "my-prefix"`, missingWrite}},
		{"wrong account", policy("AWSLogs/123456789012", "AWSLogs/999999999999"), false, []string{goodACL,
			`wrong 1 has the wrong account: it allows "999999999999", but the trail logs for 123456789012`, missingWrite}},
		{"wrong bucket", policy("bucket-1", "bucket-2"), false, []string{
			"wrong 0 is for the bucket bucket-2, not for bucket-1", "wrong 1 is for the bucket bucket-2, not for bucket-1", missingACL, missingWrite}},
		{"the bucket for objects", policy("/my-prefix/AWSLogs/123456789012/*", ""), false, []string{goodACL,
			"wrong 1 names the bucket itself, but objects are written below my-prefix/AWSLogs/123456789012/", missingWrite}},
		{"objects for the bucket", policy(`:::bucket-1"`, `:::bucket-1/*"`), false, []string{
			"wrong 0 must name the bucket itself, without anything after it", goodWrite, missingACL}},
		{"too little", policy("123456789012/*", "123456789012/x/*"), false, []string{goodACL,
			`wrong 1 allows too little below the account: "x/*", but it must end in AWSLogs/123456789012/*`, missingWrite}},
		{"not AWSLogs", policy("AWSLogs", "Logs"), false, []string{goodACL,
			"wrong 1 allows only keys like my-prefix/Logs/123456789012/*, but the trail writes below my-prefix/AWSLogs/123456789012/", missingWrite}},
		{"wildcards", policy("my-prefix/AWSLogs/123456789012", "*"), true, []string{goodACL, goodWrite}},
		{"a list of resources", policy(`"Resource": "arn:aws:s3:::bucket-1"`, `"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::bucket-1"]`), true, []string{goodACL, goodWrite}},
		{"action in any case, in a list", policy(`"s3:PutObject"`, `["s3:putobject*"]`), true, []string{goodACL, goodWrite}},
		{"no ACL condition", policy(`",
          "s3:x-amz-acl": "bucket-owner-full-control"`, `"`), true, []string{goodACL, goodWrite,
			"advice 1 does not ask for s3:x-amz-acl = bucket-owner-full-control, without which the bucket's owner may not be able to read what is written"}},
		{"wrong ACL condition", policy("bucket-owner-full-control", "private"), false, []string{goodACL,
			`wrong 1 allows CloudTrail to write log files only under a condition that it does not meet: s3:x-amz-acl StringEquals private (CloudTrail sends "bucket-owner-full-control")`, missingWrite}},
		{"another trail", policy("trail/main", "trail/old"), false, []string{
			"wrong 0 allows CloudTrail to read the bucket's ACL only under a condition that it does not meet: aws:SourceArn StringEquals " +
				"arn:aws:cloudtrail:us-east-1:123456789012:trail/old (CloudTrail sends \"" + trail + "\")",
			"wrong 1 allows CloudTrail to write log files only under a condition that it does not meet: aws:SourceArn StringEquals " +
				"arn:aws:cloudtrail:us-east-1:123456789012:trail/old (CloudTrail sends \"" + trail + "\")", missingACL, missingWrite}},
		{"a condition that is not known", policy("aws:SourceArn", "aws:SourceOrgID"), false, []string{
			"advice 0 may allow CloudTrail to read the bucket's ACL: it has conditions that cannot be judged here",
			"advice 1 may allow CloudTrail to write log files: it has conditions that cannot be judged here", missingACL, missingWrite}},
		{"accounts of regions", policy(`"Service": "cloudtrail.amazonaws.com"`, `"AWS": ["arn:aws:iam::903692715234:root"]`), false, []string{
			"wrong 0 allows single accounts to read the bucket's ACL, as policies did before there was cloudtrail.amazonaws.com: regions that are not listed cannot deliver",
			"wrong 1 allows single accounts to write log files, as policies did before there was cloudtrail.amazonaws.com: regions that are not listed cannot deliver",
			missingACL, missingWrite}},
		{"another service", policy("cloudtrail.amazonaws.com", "config.amazonaws.com"), false, []string{
			"wrong 0 is meant for CloudTrail, but its principal is not cloudtrail.amazonaws.com",
			"wrong 1 is meant for CloudTrail, but its principal is not cloudtrail.amazonaws.com", missingACL, missingWrite}},
		{"one statement for all", `{"Statement": {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:*",
			"Resource": ["arn:aws:s3:::bucket-1", "arn:aws:s3:::bucket-1/*"], "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}}`, true, []string{
			goodACL, "good 0 allows CloudTrail to write log files",
			"advice 0 does not ask for s3:x-amz-acl = bucket-owner-full-control, without which the bucket's owner may not be able to read what is written"}},
		{"the world", `{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::bucket-1"}}`, false, []string{
			goodACL, "advice 0 allows it to everyone in the world, not only to CloudTrail",
			"advice 0 does not ask for aws:SourceArn, so trails of other accounts could use the bucket, too", missingWrite}},
		{"a reader beside it", extra(`{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:role/r"}, "Action": "s3:GetObject", "Resource": "*"}`), true, []string{
			"other 0 does not concern what CloudTrail needs", "good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		// What one statement misses and another gives is no fault.
		{"another account beside it", extra(`{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject",
			"Resource": "arn:aws:s3:::bucket-1/my-prefix/AWSLogs/999999999999/*"}`), true, []string{
			`other 0 has the wrong account: it allows "999999999999", but the trail logs for 123456789012`,
			"good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		{"denied", extra(`{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::bucket-1/*"}`), false, []string{
			"wrong 0 denies CloudTrail to write log files, whatever others allow",
			"good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		{"denied without TLS only", extra(`{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": false}}}`), true, []string{
			"other 0 does not concern what CloudTrail needs", "good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		// Services have no organization: the deny that is meant for strangers.
		{"denied outside the organization", extra(`{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}}`), false, []string{
			"wrong 0 denies CloudTrail to write log files, whatever others allow",
			"good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		{"but services may", extra(`{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}`), true, []string{
			"other 0 does not concern what CloudTrail needs", "good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		{"denied by address", extra(`{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}`), true, []string{
			"advice 0 may deny CloudTrail to write log files: it has conditions that cannot be judged here",
			"good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
		{"denied to another", extra(`{"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "s3:*", "Resource": "*"}`), true, []string{
			"other 0 does not concern what CloudTrail needs", "good 1 allows CloudTrail to read the bucket's ACL", "good 2 allows CloudTrail to write log files"}},
	} {
		j, err := bucketpolicy.Judge(c.policy, want())
		if got := drawn(j); err != nil || j.Delivers != c.delivers || got != strings.Join(c.want, "\n") {
			t.Errorf("%s (%v, %v):\n%s\nwant %v\n%s", c.name, j.Delivers, err, got, c.delivers, strings.Join(c.want, "\n"))
		}
		if (j.Refusal("bucket-1") == nil) != c.delivers {
			t.Errorf("%s: %v", c.name, j.Refusal("bucket-1"))
		}
	}
}

// The fixes of what is missing, added to a policy, make it deliver.
func TestFixesFix(t *testing.T) {
	for _, change := range [][]string{{"my-prefix", "old"}, {"AWSLogs/1", "AWSLogs/2"}, {"bucket-1", "b"}, {"full-control", "x"},
		{"trail/main", "trail/other"}, {"cloudtrail.amazonaws.com", "x.amazonaws.com"}, {"s3:", "s4:"}} {
		broken := policy(change...)
		j, err := bucketpolicy.Judge(broken, want())
		if err != nil || j.Delivers {
			t.Fatalf("%v: %+v, %v", change, j, err)
		}
		for _, f := range j.Findings {
			if f.Level == bucketpolicy.Missing {
				broken = strings.Replace(broken, `"Statement": [`, `"Statement": [`+f.Fix+",", 1)
			}
		}
		if fixed, err := bucketpolicy.Judge(broken, want()); err != nil || !fixed.Delivers {
			t.Errorf("%v: %+v, %v", change, fixed, err)
		}
	}
}

// A repaired policy delivers, keeps what it had, and names no statement twice.
func TestRepaired(t *testing.T) {
	other := `{"Version":"2012-10-17","Id":"mine","Statement":{"Sid":"Read","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-1/*"}}`
	for name, before := range map[string]string{"none": "", "another's": other, "of another trail": policy("trail/main", "trail/other"), "of another account": policy("AWSLogs/1", "AWSLogs/2")} {
		after, err := bucketpolicy.Repaired(before, want())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if j, err := bucketpolicy.Judge(after, want()); err != nil || !j.Delivers {
			t.Errorf("%s does not deliver: %+v, %v\n%s", name, j, err, after)
		}
		for _, sid := range []string{bucketpolicy.SidACL, bucketpolicy.SidWrite} {
			if strings.Count(after, `"`+sid+`"`) > 1 {
				t.Errorf("%s: %s is there twice:\n%s", name, sid, after)
			}
		}
		if name == "another's" && (!strings.Contains(after, `"Id": "mine"`) || !strings.Contains(after, `"Sid": "Read"`)) {
			t.Errorf("%s is lost:\n%s", name, after)
		}
		again, err := bucketpolicy.Repaired(after, want())
		if err != nil || again != after {
			t.Errorf("%s: repaired twice: %v\n%s", name, err, again)
		}
	}
	if _, err := bucketpolicy.Repaired("{", want()); err == nil {
		t.Error("half a policy is repaired")
	}
}

func TestRefuses(t *testing.T) {
	for text, code := range map[string]string{
		"{":                               bucketpolicy.CodeMalformed,
		`{"Statement": 5}`:                bucketpolicy.CodeMalformed,
		`{"Statement": [{}]}`:             bucketpolicy.CodeMalformed,
		`{"Statement": {"Effect": "no"}}`: bucketpolicy.CodeMalformed,
	} {
		if _, err := bucketpolicy.Judge(text, want()); err == nil || !strings.HasPrefix(err.Error(), code) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, w := range []bucketpolicy.Want{{}, {Bucket: "b", Account: "12"}, {Bucket: "b", Account: "12345678901x"}, {Bucket: "b", Account: "123456789012", Prefix: "a/"}} {
		if _, err := bucketpolicy.Judge("", w); err == nil {
			t.Errorf("%+v was taken", w)
		}
	}
}

// Whatever the policy: it is judged or refused, every statement is spoken of,
// and what delivers has nothing missing.
func FuzzJudge(f *testing.F) {
	f.Add(policy())
	f.Add(`{"Statement": {"Effect": "Deny", "NotPrincipal": "*", "NotAction": [], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": [true, 5]}}}}`)
	f.Add(`{"Statement": [{"Effect": "Allow", "Principal": {"Service": ["cloudtrail.amazonaws.com"]}, "Action": "s3:P*t??ject", "NotResource": "x"}]}`)
	f.Add("null")
	f.Fuzz(func(t *testing.T, text string) {
		j, err := bucketpolicy.Judge(text, want())
		if err != nil {
			return
		}
		again, _ := bucketpolicy.Judge(text, want())
		if drawn(j) != drawn(again) {
			t.Fatalf("%q is judged differently the second time", text)
		}
		for _, finding := range j.Findings {
			if finding.What == "" || j.Delivers && finding.Level == bucketpolicy.Missing || finding.Fix != "" && !json.Valid([]byte(finding.Fix)) {
				t.Fatalf("%q: %+v", text, finding)
			}
		}
	})
}
