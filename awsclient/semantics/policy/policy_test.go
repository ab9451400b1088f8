package policy

import (
	"errors"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/refusal"
)

// TestParse: what IAM takes and what it refuses, with its texts
// (IAM/reference_policies_grammar; texts as the service answers them).
func TestParse(t *testing.T) {
	const any = `"Resource":"*"`
	cases := []struct {
		name, document string
		purpose        Purpose
		refused        string // "" when it is taken
	}{
		{"one statement, not in a list", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*",` + any + `}}`, Identity, ""},
		{"lists", `{"Statement":[{"Sid":"A1","Effect":"Deny","NotAction":["iam:*","sts:*"],"NotResource":["arn:aws:s3:::b/*"]}]}`, Identity, ""},
		{"everything", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*",` + any + `}]}`, Identity, ""},
		{"a number and a truth value in conditions", `{"Statement":{"Effect":"Allow","Action":"s3:ListBucket",` + any + `,"Condition":{"NumericLessThan":{"s3:max-keys":10},"Bool":{"aws:SecureTransport":true}}}}`, Identity, ""},
		{"a role's trust", `{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]},"Action":"sts:AssumeRole"}}`, Trust, ""},
		{"a bucket's policy", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}`, Resource, ""},

		{"not JSON", `{"Version"`, Identity, "Syntax errors in policy."},
		{"not an object", `[]`, Identity, "Syntax errors in policy."},
		{"something after it", `{"Statement":{"Effect":"Allow","Action":"*",` + any + `}} x`, Identity, "Syntax errors in policy."},
		{"no statement", `{"Version":"2012-10-17"}`, Identity, "Syntax errors in policy."},
		{"another version", `{"Version":"2012-10-18","Statement":{"Effect":"Allow","Action":"*",` + any + `}}`, Identity, "Syntax errors in policy."},
		{"an unknown element", `{"Statement":{"Effect":"Allow","Actions":"*",` + any + `}}`, Identity, "Syntax errors in policy."},
		{"case counts", `{"Statement":{"effect":"Allow","Action":"*",` + any + `}}`, Identity, "Syntax errors in policy."},
		{"no effect", `{"Statement":{"Action":"*",` + any + `}}`, Identity, "Syntax errors in policy."},
		{"effect is Allow or Deny", `{"Statement":{"Effect":"allow","Action":"*",` + any + `}}`, Identity, "Syntax errors in policy."},
		{"both Action and NotAction", `{"Statement":{"Effect":"Allow","Action":"*","NotAction":"s3:*",` + any + `}}`, Identity, "Syntax errors in policy."},
		{"no action", `{"Statement":{"Effect":"Allow",` + any + `}}`, Identity, "Policy statement must contain actions."},
		{"no resource", `{"Statement":{"Effect":"Allow","Action":"*"}}`, Identity, "Policy statement must contain resources."},
		{"a principal", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*",` + any + `}}`, Identity, "Policy document should not specify a principal."},
		{"no vendor", `{"Statement":{"Effect":"Allow","Action":"ListBuckets",` + any + `}}`, Identity, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."},
		{"two colons", `{"Statement":{"Effect":"Allow","Action":"s3:Get:Object",` + any + `}}`, Identity, "Actions/Condition can contain only one colon."},
		{"a strange vendor", `{"Statement":{"Effect":"Allow","Action":"a b:Get",` + any + `}}`, Identity, "Vendor a b is not valid"},
		{"a resource that is no ARN", `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}}`, Identity, `Resource bucket must be in ARN format or "*".`},
		{"a strange partition", `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:mine:s3:::b"}}`, Identity, `Partition "mine" is not valid for resource "arn:mine:s3:::b".`},
		{"a double Sid", `{"Statement":[{"Sid":"a","Effect":"Allow","Action":"*",` + any + `},{"Sid":"a","Effect":"Deny","Action":"*",` + any + `}]}`, Identity, "Statement IDs (SID) in a single policy must be unique."},
		{"a Sid with a space", `{"Statement":{"Sid":"a b","Effect":"Allow","Action":"*",` + any + `}}`, Identity, "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"},
		{"an unknown operator", `{"Statement":{"Effect":"Allow","Action":"*",` + any + `,"Condition":{"StringIs":{"aws:username":"x"}}}}`, Identity, "Invalid Condition type : StringIs."},
		{"a number that is none", `{"Statement":{"Effect":"Allow","Action":"*",` + any + `,"Condition":{"NumericEquals":{"s3:max-keys":"ten"}}}}`, Identity, "Syntax errors in policy."},
		{"trust in a resource", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole",` + any + `}}`, Trust, "Has prohibited field Resource"},
		{"trust in nobody", `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}`, Trust, "Missing required field Principal"},
		{"trust for something else", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}}`, Trust, "AssumeRole policy may only specify STS AssumeRole actions."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.document, c.purpose)
			var bad *refusal.Refusal
			switch {
			case c.refused == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.refused != "" && (!errors.As(err, &bad) || bad.Code != Malformed || bad.Message != c.refused):
				t.Errorf("got %v, want %s", err, c.refused)
			}
		})
	}
}

func read(t *testing.T, statements ...string) *Document {
	t.Helper()
	d, err := Parse(`{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`]}`, Identity)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDecide: deny before allow before nothing
// (IAM/reference_policies_evaluation-logic).
func TestDecide(t *testing.T) {
	const (
		describe = `{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}`
		one      = `{"Effect":"Allow","Action":["ec2:StopInstances","ec2:StartInstances"],"Resource":"arn:aws:ec2:*:*:instance/i-1"}`
		notIAM   = `{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`
		never    = `{"Effect":"Deny","Action":"ec2:Terminate*","Resource":"*"}`
		own      = `{"Effect":"Allow","Action":"iam:*AccessKey*","Resource":"arn:aws:iam::*:user/${aws:username}"}`
		others   = `{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::secret/*"}`
	)
	me := Context{"aws:username": {"al*ce"}}
	cases := []struct {
		name       string
		statements []string
		r          Request
		want       Decision
	}{
		{"nothing allows", nil, Request{"ec2:RunInstances", "*", nil}, Implicit},
		{"a wildcard allows", []string{describe}, Request{"ec2:DescribeInstances", "*", nil}, Allowed},
		{"the action's case does not count", []string{describe}, Request{"EC2:describeinstances", "*", nil}, Allowed},
		{"another action", []string{describe}, Request{"ec2:RunInstances", "*", nil}, Implicit},
		{"the resource", []string{one}, Request{"ec2:StopInstances", "arn:aws:ec2:us-west-2:123456789012:instance/i-1", nil}, Allowed},
		{"another resource", []string{one}, Request{"ec2:StopInstances", "arn:aws:ec2:us-west-2:123456789012:instance/i-12", nil}, Implicit},
		{"a call that names none, where one is wanted", []string{one}, Request{"ec2:StopInstances", "*", nil}, Implicit},
		{"all but", []string{notIAM}, Request{"ec2:RunInstances", "*", nil}, Allowed},
		{"what all but leaves out", []string{notIAM}, Request{"iam:CreateUser", "*", nil}, Implicit},
		{"deny wins", []string{notIAM, never}, Request{"ec2:TerminateInstances", "*", nil}, Explicit},
		{"deny wins whatever the order", []string{never, notIAM}, Request{"ec2:TerminateInstances", "*", nil}, Explicit},
		{"a variable is the caller's", []string{own}, Request{"iam:CreateAccessKey", "arn:aws:iam::1:user/al*ce", me}, Allowed},
		{"a variable brings no wildcard in", []string{own}, Request{"iam:CreateAccessKey", "arn:aws:iam::1:user/alice", me}, Implicit},
		{"a variable that is not known", []string{own}, Request{"iam:CreateAccessKey", "arn:aws:iam::1:user/", nil}, Implicit},
		{"any resource but", []string{others}, Request{"s3:GetObject", "arn:aws:s3:::open/x", nil}, Allowed},
		{"the resource that is left out", []string{others}, Request{"s3:GetObject", "arn:aws:s3:::secret/x", nil}, Implicit},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Decide([]*Document{nil, read(t, c.statements...)}, c.r); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestConditions: operators and what they make of a missing key
// (IAM/reference_policies_elements_condition_operators).
func TestConditions(t *testing.T) {
	ctx := Context{
		"aws:username": {"alice"}, "aws:sourceip": {"203.0.113.24"}, "aws:currenttime": {"2026-03-10T12:00:00Z"}, "s3:max-keys": {"10"},
		"aws:principalarn": {"arn:aws:iam::123456789012:user/dev/alice"}, "aws:securetransport": {"true"}, "aws:tagkeys": {"a", "b"},
	}
	cases := []struct {
		name, condition string
		want            bool
	}{
		{"equals", `"StringEquals":{"aws:UserName":["bob","alice"]}`, true},
		{"equals is by case", `"StringEquals":{"aws:username":"Alice"}`, false},
		{"or without", `"StringEqualsIgnoreCase":{"aws:username":"Alice"}`, true},
		{"not equals wants none", `"StringNotEquals":{"aws:username":["bob","alice"]}`, false},
		{"like", `"StringLike":{"aws:username":"al?c*"}`, true},
		{"not like", `"StringNotLike":{"aws:username":"b*"}`, true},
		{"all operators must hold", `"StringEquals":{"aws:username":"alice"},"Bool":{"aws:SecureTransport":"false"}`, false},
		{"numbers", `"NumericLessThanEquals":{"s3:max-keys":10}`, true},
		{"numbers too large", `"NumericLessThan":{"s3:max-keys":"10"}`, false},
		{"before", `"DateLessThan":{"aws:CurrentTime":"2026-03-10T12:00:01Z"}`, true},
		{"after", `"DateGreaterThan":{"aws:CurrentTime":"2027-01-01"}`, false},
		{"address", `"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}`, true},
		{"not the address", `"NotIpAddress":{"aws:SourceIp":"203.0.113.24"}`, false},
		{"ARN, part by part", `"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/dev/*"}`, true},
		{"a star does not cross parts", `"ArnLike":{"aws:PrincipalArn":"arn:*:user/dev/alice"}`, false},
		{"a missing key fails", `"StringEquals":{"aws:RequestTag/x":"y"}`, false},
		{"but not a negation", `"StringNotEquals":{"aws:RequestTag/x":"y"}`, true},
		{"nor IfExists", `"StringEqualsIfExists":{"aws:RequestTag/x":"y"}`, true},
		{"Null: it is missing", `"Null":{"aws:RequestTag/x":"true"}`, true},
		{"Null: it is there", `"Null":{"aws:username":"false"}`, true},
		{"all values", `"ForAllValues:StringEquals":{"aws:TagKeys":["a","b","c"]}`, true},
		{"not all values", `"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}`, false},
		{"all of none", `"ForAllValues:StringEquals":{"x:none":["a"]}`, true},
		{"any value", `"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]}`, true},
		{"any of none", `"ForAnyValue:StringEquals":{"x:none":["a"]}`, false},
		{"a variable", `"StringEquals":{"aws:username":"${aws:username}"}`, true},
		{"a variable with a default", `"StringEquals":{"aws:username":"${x:none, 'alice'}"}`, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := read(t, `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{`+c.condition+`}}`)
			if got := Decide([]*Document{d}, Request{"x:Y", "*", ctx}) == Allowed; got != c.want {
				t.Errorf("holds: %v", got)
			}
		})
	}
}

// TestTrust: a role may trust one by name, or an account whose own policies
// then decide (IAM/id_roles_terms-and-concepts).
func TestTrust(t *testing.T) {
	alice := Caller{Account: "123456789012", ARNs: []string{"arn:aws:iam::123456789012:user/alice"}}
	cases := []struct {
		name, principal string
		c               Caller
		want            Decision
		byName          bool
	}{
		{"by name", `{"AWS":"arn:aws:iam::123456789012:user/alice"}`, alice, Allowed, true},
		{"the account", `{"AWS":"arn:aws:iam::123456789012:root"}`, alice, Allowed, false},
		{"the account's number", `{"AWS":"123456789012"}`, alice, Allowed, false},
		{"everybody", `"*"`, alice, Allowed, false},
		{"somebody else", `{"AWS":"arn:aws:iam::123456789012:user/bob"}`, alice, Implicit, false},
		{"a service", `{"Service":"ec2.amazonaws.com"}`, Caller{Service: "ec2.amazonaws.com"}, Allowed, true},
		{"a service is nobody's account", `{"AWS":"*"}`, Caller{Service: "ec2.amazonaws.com"}, Implicit, false},
		{"a user is no service", `{"Service":"ec2.amazonaws.com"}`, alice, Implicit, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse(`{"Statement":{"Effect":"Allow","Principal":`+c.principal+`,"Action":"sts:AssumeRole"}}`, Trust)
			if err != nil {
				t.Fatal(err)
			}
			got, byName := d.DecideFor(c.c, Request{Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/r"})
			if got != c.want || byName != c.byName {
				t.Errorf("got %s by name %v, want %s %v", got, byName, c.want, c.byName)
			}
		})
	}
}

// Whatever a document says, reading and deciding end, and say the same twice.
func FuzzParse(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a${aws:username}*"}}`, "s3:GetObject", "arn:aws:s3:::ab")
	f.Add(`{"Statement":[{"Effect":"Deny","NotAction":["*"],"Resource":"*","Condition":{"ForAnyValue:StringLike":{"a:b":["*","${*}"]}}}]}`, "a:b", "*")
	f.Fuzz(func(t *testing.T, document, action, resource string) {
		for _, purpose := range []Purpose{Identity, Trust, Resource} {
			d, err := Parse(document, purpose)
			if err != nil {
				continue
			}
			again, err := Parse(document, purpose)
			if err != nil {
				t.Fatal("refused the second time")
			}
			r := Request{action, resource, Context{"aws:username": {resource}, "a:b": {action}}}
			if Decide([]*Document{d}, r) != Decide([]*Document{again}, r) {
				t.Fatal("two decisions")
			}
		}
	})
}
