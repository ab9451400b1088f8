package flight_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
)

// homework is an account that has nothing but what exercises begin with.
func homework() terms {
	how := wide()
	how.scenario = "homework"
	return how
}

// makeTrail makes a trail with all that it stands on, the guided way.
func (f *flight) makeTrail(name string) awsclient.Trail {
	f.t.Helper()
	f.Press("9", "tab")
	f.Wait(time.Second)
	f.beginIn("Create a trail")
	f.fill("name", name)
	f.Press("enter", "enter", "enter")
	f.asks("trail " + name)
	f.Press("y")
	f.Wait(3 * time.Second)
	f.Sees("the bucket cloudtrail-", "is made", "the bucket's policy is written", "the log group CloudTrail/logs is made",
		"the role CloudTrail_CloudWatchLogs_Role is made", "it may write to the log group", "the trail "+name+" is made", "it logs")
	f.Press("esc")
	trail, there := f.trailNamed(name)
	if !there || !f.logging(trail.ARN) {
		f.t.Fatalf("it is %+v, %t\n%s", trail, there, f.Text())
	}
	return trail
}

func TestATrailIsMadeWithItsBucketPolicyLogGroupAndRole(t *testing.T) {
	fly(t, homework(), func(f *flight) {
		f.Press("9", "tab")
		f.Wait(time.Second)
		f.beginIn("Create a trail")
		f.fill("name", "a..b")
		f.says("Trail name cannot have adjacent periods")
		f.fill("name", "main")
		f.Press("enter")
		f.fill("its name", "Capitals")
		f.says("The specified bucket is not valid")
		f.fill("its name", "audit-main-123")
		f.fill("prefix", "/x")
		f.says("no slash at its ends")
		f.fill("prefix", "team")
		f.Press("enter")
		f.Sees("CloudTrail/logs", "CloudTrail_CloudWatchLogs_Role")
		f.fill("its name", "a:b")
		f.says("Member must satisfy")
		f.fill("its name", "CloudTrail/logs")
		f.Press("enter")
		// The policy is shown, judged statement by statement, before anything is done.
		f.Sees("its policy lets CloudTrail write", "statement 1", "statement 2", bucketpolicy.SidWrite, "team/AWSLogs/123456789012/*")
		f.Press("enter") // enter alone confirms nothing
		f.Press("G")
		for _, command := range []string{"aws s3api create-bucket --bucket audit-main-123 --create-bucket-configuration LocationConstraint=us-west-2", "aws s3api put-bucket-policy --bucket audit-main-123",
			"aws logs create-log-group --log-group-name CloudTrail/logs", "aws iam create-role --role-name CloudTrail_CloudWatchLogs_Role", "aws iam put-role-policy --role-name CloudTrail_CloudWatchLogs_Role",
			"aws cloudtrail create-trail --name main --s3-bucket-name audit-main-123 --s3-key-prefix team", "--is-multi-region-trail", "aws cloudtrail start-logging --name main"} {
			f.asks(command)
		}
		if _, there := f.trailNamed("main"); there {
			f.t.Fatal("it is made before yes")
		}
		f.Press("y")
		f.Wait(3 * time.Second)
		f.Sees("the bucket audit-main-123 is made", "the trail main is made", "it logs")
		f.Press("esc")
		trail, _ := f.trailNamed("main")
		if !trail.AllRegions || !trail.Validation || trail.Prefix != "team" || !strings.Contains(trail.LogGroup, "CloudTrail/logs") || !f.logging(trail.ARN) {
			f.t.Errorf("it is %+v", trail)
		}
		f.untilLine(10*time.Second, "main", "logging", "allows")

		f.row("main")
		f.beginIn("Change main")
		f.Sees("nothing changes")
		f.field("digest files")
		f.Press("space")
		f.Sees("digest files  yes → no")
		f.Press("enter", "enter", "enter")
		f.agree("aws cloudtrail update-trail --name main --s3-bucket-name audit-main-123")
		f.Press("esc")
		if trail, _ = f.trailNamed("main"); trail.Validation || trail.Prefix != "team" || trail.LogRole == "" {
			f.t.Errorf("it is %+v", trail)
		}

		f.row("main")
		f.act("Select the events of main")
		f.field("management events")
		f.Press("space")
		f.says("An event selector must include management events")
		f.Press("space")
		f.chooseIn("which of them", "writes only")
		f.fill("objects in", "a b")
		f.says("bucket or bucket/prefix")
		f.fill("objects in", "photos, logs/2026")
		f.Press("enter")
		f.agree(`aws cloudtrail put-event-selectors --trail-name ` + trail.ARN + ` --event-selectors '[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"DataResources":[` +
			`{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::photos/"]},{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::logs/2026"]}]}]'`)
		selectors, err := f.client.TrailSelectors(f.t.Context(), trail.ARN)
		if err != nil || len(selectors.Basic) != 1 || selectors.Basic[0].ReadWrite != "WriteOnly" || len(selectors.Basic[0].Data) != 2 {
			f.t.Errorf("they are %+v, %v", selectors, err)
		}
	})
}

// A bucket whose policy is left as it is does not let CloudTrail write: what
// AWS says stands above the form, which is as it was, and the second try works.
func TestATrailOnABucketWithoutAPolicyIsRefusedAndThenMade(t *testing.T) {
	fly(t, homework(), func(f *flight) {
		const other = `{"Version":"2012-10-17","Statement":[{"Sid":"Mine","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::closed-one/*"}]}`
		must(f, f.client.CreateBucket(f.t.Context(), "closed-one"))
		must(f, f.client.PutBucketPolicy(f.t.Context(), "closed-one", other))
		f.Press("9", "tab")
		f.Wait(time.Second)
		f.beginIn("Create a trail")
		f.fill("name", "main")
		f.Press("enter")
		f.chooseIn("bucket", "closed-one")
		f.chooseIn("its policy", "leave it as it is")
		f.Press("enter")
		f.says("AWS will refuse the trail")
		f.field("to CloudWatch Logs")
		f.Press("space", "enter")
		f.Press("y")
		f.Wait(2 * time.Second)
		f.says("InsufficientS3BucketPolicyException")
		f.Sees("Create a trail", "1 of 3")
		if _, there := f.trailNamed("main"); there {
			f.t.Error("it is there")
		}
		f.Press("enter")
		f.Sees("closed-one")
		f.chooseIn("its policy", "write what is missing")
		f.Press("enter", "enter")
		f.Press("y")
		f.Wait(3 * time.Second)
		f.Sees("the bucket's policy is written", "the trail main is made", "it logs")
		policy, err := f.client.BucketPolicy(f.t.Context(), "closed-one")
		if err != nil || !strings.Contains(policy, `"Mine"`) || !strings.Contains(policy, bucketpolicy.SidWrite) {
			f.t.Errorf("the policy is %s, %v", policy, err)
		}
		if trail, _ := f.trailNamed("main"); trail.LogGroup != "" || !f.logging(trail.ARN) {
			f.t.Errorf("it is %+v", trail)
		}
	})
}
