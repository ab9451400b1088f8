package audit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/sim/audit"
	"fleetglass/fake/world"
)

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// CT/cloudtrail-event-reference-record-contents
func TestRecord(t *testing.T) {
	write := world.TrailEvent{
		ID: "id", Name: "StopInstances", Source: "ec2.amazonaws.com", At: noon(), AccessKey: "AKIA", Username: "alice", IdentityType: "IAMUser",
		ARN: "arn:aws:iam::123456789012:user/alice", SourceIP: "198.51.100.7", UserAgent: "aws-cli/2", RequestID: "req",
		Request: `{"instancesSet":{"items":[{"instanceId":"i-1"}]}}`, Response: `{"a":1}`,
	}
	read, denied, role, service := write, write, write, write
	read.ReadOnly = true
	denied.ErrorCode, denied.ErrorMessage = "Client.UnauthorizedOperation", "You are not authorized to perform this operation."
	role.IdentityType, role.ARN, role.InvokedBy = "AssumedRole", "arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling", "autoscaling.amazonaws.com"
	role.SourceIP, role.UserAgent = "", ""
	service.Request = "{damaged"
	role.PrincipalID = "AROAEXAMPLE:AutoScaling"
	told, aws, root, signIn, console, bucket := write, write, write, write, write, write
	told.IdentityType, told.ARN = "AssumedRole", "arn:aws:sts::123456789012:assumed-role/deployer/ci"
	told.Session = world.TrailSession{IssuerARN: "arn:aws:iam::123456789012:role/ops/deployer", IssuerName: "deployer", Created: noon(), MFA: true}
	aws.IdentityType, aws.InvokedBy = "AWSService", "ec2.amazonaws.com"
	root.IdentityType, root.ARN = "Root", ""
	signIn.Kind, signIn.Source, signIn.Name, signIn.AccessKey = "AwsConsoleSignIn", "signin.amazonaws.com", "ConsoleLogin", ""
	signIn.ErrorMessage, signIn.Response, signIn.Additional = "Failed authentication", `{"ConsoleLogin":"Failure"}`, `{"MFAUsed":"No"}`
	console.Console = true
	bucket.Source, bucket.Resources = "s3.amazonaws.com", []world.TrailResource{{Type: "AWS::S3::Bucket", Name: "logs"}}
	cases := []struct {
		name string
		e    world.TrailEvent
		path string
		want string
	}{
		{"version", write, "eventVersion", "1.08"},
		{"time", write, "eventTime", "2026-03-02T12:00:00Z"},
		{"identity", write, "userIdentity.userName", "alice"},
		{"request", write, "requestParameters.instancesSet.items", "[map[instanceId:i-1]]"},
		{"response of a write", write, "responseElements.a", "1"},
		{"response of a read is null", read, "responseElements", "<nil>"},
		{"response of a failure is null", denied, "responseElements", "<nil>"},
		{"error", denied, "errorCode", "Client.UnauthorizedOperation"},
		{"no error member without one", write, "errorCode", "absent"},
		{"session", role, "userIdentity.sessionContext.sessionIssuer.arn", "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"},
		{"made by a service", role, "sourceIPAddress", "autoscaling.amazonaws.com"},
		{"by whom", role, "userIdentity.invokedBy", "autoscaling.amazonaws.com"},
		{"user of a service", role, "userIdentity.userName", "absent"},
		{"its role's id", role, "userIdentity.sessionContext.sessionIssuer.principalId", "AROAEXAMPLE"},
		{"when its session began", role, "userIdentity.sessionContext.attributes.creationDate", "2026-03-02T12:00:00Z"},
		{"an assumed role with its session", told, "userIdentity.sessionContext.sessionIssuer.arn", "arn:aws:iam::123456789012:role/ops/deployer"},
		{"signed in with a second factor", told, "userIdentity.sessionContext.attributes.mfaAuthenticated", "true"},
		{"a service by itself", aws, "userIdentity", "map[invokedBy:ec2.amazonaws.com type:AWSService]"},
		{"the root", root, "userIdentity.principalId", "123456789012"},
		{"the root's ARN", root, "userIdentity.arn", "arn:aws:iam::123456789012:root"},
		{"a user without a session", write, "userIdentity.sessionContext", "absent"},
		{"a failed sign-in", signIn, "responseElements.ConsoleLogin", "Failure"},
		{"its error", signIn, "errorMessage", "Failed authentication"},
		{"it has no code", signIn, "errorCode", "absent"},
		{"its type", signIn, "eventType", "AwsConsoleSignIn"},
		{"what is told beside it", signIn, "additionalEventData.MFAUsed", "No"},
		{"from the console", console, "sessionCredentialFromConsole", "true"},
		{"not from the console", write, "sessionCredentialFromConsole", "absent"},
		{"a bucket", bucket, "resources", "[map[ARN:arn:aws:s3:::logs accountId:123456789012 type:AWS::S3::Bucket]]"},
		{"no resources in EC2's", write, "resources", "absent"},
		{"damaged request", service, "requestParameters", "<nil>"},
		{"category", write, "eventCategory", "Management"},
		{"account", write, "recipientAccountId", "123456789012"},
		{"host", write, "tlsDetails.clientProvidedHostHeader", "ec2.us-west-2.amazonaws.com"},
	}
	for _, c := range cases {
		if got := member(t, audit.Record(c.e, "us-west-2", "123456789012"), c.path); got != c.want {
			t.Errorf("%s: %s is %s, want %s", c.name, c.path, got, c.want)
		}
	}
}

// member is a member of a JSON object by its path, "absent" when it is not
// there.
func member(t *testing.T, text, path string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Split(path, ".") {
		object, _ := v.(map[string]any)
		next, ok := object[name]
		if !ok {
			return "absent"
		}
		v = next
	}
	return fmt.Sprint(v)
}
