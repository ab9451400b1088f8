package contract

import (
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
)

// auditChecks are about trails and the buckets that they deliver to.
func auditChecks() []check {
	return []check{
		{"a bucket that is not there is not found", bucketGone},
		{"a trail is made on a bucket", trailLife},
		{"a trail on a bucket without a policy is refused", trailWithoutPolicy},
		{"a trail delivers its files", trailDelivers},
		{"what a trail records is changed", trailSelects},
		{"a trail writes to a log group as a new role", trailLogs},
		{"a trail that is not there is not found", trailGone},
		{"a bucket and its policy go", bucketGoes},
	}
}

// What the checks make, one after the other.
const (
	trailBucket = "contract-trail-logs"
	bareBucket  = "contract-bare-logs"
	trailName   = "contract-trail"
)

func bucketGone(p *probe) {
	_, err := p.Client.BucketPolicy(p.ctx, "contract-no-such-bucket")
	p.fails("the policy of a bucket that is not there", err, awsclient.NotFound)
	_, err = p.Client.Objects(p.ctx, "contract-no-such-bucket", "", 0)
	p.fails("its objects", err, awsclient.NotFound)
}

func trailLife(p *probe) {
	p.must(p.Client.CreateBucket(p.ctx, trailBucket))
	buckets, err := p.Client.Buckets(p.ctx)
	p.must(err)
	find(p, "the new bucket", buckets, func(b awsclient.Bucket) bool { return b.Name == trailBucket })
	policy, err := p.Client.BucketPolicy(p.ctx, trailBucket)
	p.must(err)
	p.same("policy of a new bucket", policy, "")

	me, err := p.Client.Identity(p.ctx)
	p.must(err)
	want := bucketpolicy.Want{Bucket: trailBucket, Account: me.Account}
	p.must(p.Client.PutBucketPolicy(p.ctx, trailBucket, bucketpolicy.Policy(want)))
	policy, err = p.Client.BucketPolicy(p.ctx, trailBucket)
	p.must(err)
	j, err := bucketpolicy.Judge(policy, want)
	p.must(err)
	p.same("the policy delivers", j.Delivers, true)

	settings := awsclient.TrailSettings{Name: trailName, Bucket: trailBucket, GlobalServices: true}
	made, err := p.Client.CreateTrail(p.ctx, settings)
	p.must(err)
	p.same("made", made.TrailSettings, settings)
	p.same("what its bucket's policy must allow", made.PolicyWant(), bucketpolicy.Want{Bucket: trailBucket, Account: me.Account, TrailARN: made.ARN})
	status, err := p.Client.TrailStatus(p.ctx, made.ARN)
	p.must(err)
	p.same("a new trail logs", status.Logging, false)
	p.must(p.Client.StartLogging(p.ctx, trailName))
	status, err = p.Client.TrailStatus(p.ctx, made.ARN)
	p.must(err)
	p.same("it logs", status.Logging, true)

	settings.AllRegions = true
	p.must(p.Client.UpdateTrail(p.ctx, settings))
	trails, err := p.Client.Trails(p.ctx)
	p.must(err)
	p.same("updated", find(p, "the trail", trails, func(t awsclient.Trail) bool { return t.Name == trailName }).TrailSettings, settings)
	selectors, err := p.Client.TrailSelectors(p.ctx, made.ARN)
	p.must(err)
	p.same("advanced selectors", len(selectors.Advanced), 0)
}

func trailSelects(p *probe) {
	find := func() awsclient.TrailSelectors {
		s, err := p.Client.TrailSelectors(p.ctx, trailName)
		p.must(err)
		return s
	}
	want := []awsclient.EventSelector{{ReadWrite: "WriteOnly", Management: true, ExcludedSources: []string{"kms.amazonaws.com"},
		Data: []string{"AWS::S3::Object arn:aws:s3:::" + trailBucket + "/", "AWS::S3::Object arn:aws:s3:::other/", "AWS::Lambda::Function arn:aws:lambda"}}}
	p.must(p.Client.PutTrailSelectors(p.ctx, trailName, want))
	p.same("selectors", find().Basic, want)
	p.fails("a selector of nothing", p.Client.PutTrailSelectors(p.ctx, trailName, []awsclient.EventSelector{{ReadWrite: "All"}}), awsclient.Invalid)
	p.same("selectors after a refusal", find().Basic, want)
	p.must(p.Client.PutTrailSelectors(p.ctx, trailName, []awsclient.EventSelector{{ReadWrite: "All", Management: true}}))
}

func trailLogs(p *probe) {
	const group, role = "contract-trail-lines", "contract-trail-role"
	me, err := p.Client.Identity(p.ctx)
	p.must(err)
	p.must(p.Client.CreateLogGroup(p.ctx, group))
	groupARN := "arn:aws:logs:" + p.Client.Region() + ":" + me.Account + ":log-group:" + group + ":*"
	roleARN, err := p.Client.CreateRole(p.ctx, role, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
	p.must(err)
	_, err = p.Client.CreateRole(p.ctx, role, `{"Version":"2012-10-17","Statement":[]}`)
	p.fails("making the role twice", err, awsclient.Conflict)

	settings := awsclient.TrailSettings{Name: trailName, Bucket: trailBucket, GlobalServices: true, AllRegions: true, LogGroup: groupARN, LogRole: roleARN}
	p.fails("a role that may not write", p.Client.UpdateTrail(p.ctx, settings), awsclient.Invalid)
	p.must(p.Client.PutRolePolicy(p.ctx, role, "write", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"`+groupARN+`"}]}`))
	p.must(p.Client.UpdateTrail(p.ctx, settings))
	trails, err := p.Client.Trails(p.ctx)
	p.must(err)
	p.same("updated", find(p, "the trail", trails, func(t awsclient.Trail) bool { return t.Name == trailName }).TrailSettings, settings)

	settings.LogGroup, settings.LogRole = "", ""
	p.must(p.Client.UpdateTrail(p.ctx, settings))
	p.fails("deleting a role that has a policy", p.Client.DeleteRole(p.ctx, role), awsclient.Conflict)
	p.must(p.Client.DeleteRolePolicy(p.ctx, role, "write"))
	p.must(p.Client.DeleteRole(p.ctx, role))
	p.must(p.Client.DeleteLogGroup(p.ctx, group))
}

func trailWithoutPolicy(p *probe) {
	p.must(p.Client.CreateBucket(p.ctx, bareBucket))
	_, err := p.Client.CreateTrail(p.ctx, awsclient.TrailSettings{Name: "contract-refused", Bucket: bareBucket, GlobalServices: true})
	p.fails("a bucket without a policy", err, awsclient.Invalid)
	p.must(p.Client.DeleteBucket(p.ctx, bareBucket))
}

func trailDelivers(p *probe) {
	p.must(p.Client.PutBucketPolicy(p.ctx, trailBucket, p.trailPolicy())) // a call that is recorded
	var files []awsclient.Object
	p.until("a log file is delivered", func() bool {
		rows, err := p.Client.Objects(p.ctx, trailBucket, "AWSLogs/", 0)
		p.must(err)
		files = rows
		return len(rows) > 0
	})
	if len(files) == 0 {
		return
	}
	text, err := p.Client.Object(p.ctx, trailBucket, files[0].Key)
	p.must(err)
	if !strings.HasPrefix(text, `{"Records":[{`) || !strings.Contains(text, `"eventName":"PutBucketPolicy"`) {
		p.errorf("the file begins with %.200s", text)
	}
}

func (p *probe) trailPolicy() string {
	policy, err := p.Client.BucketPolicy(p.ctx, trailBucket)
	p.must(err)
	return policy
}

func trailGone(p *probe) {
	p.must(p.Client.StopLogging(p.ctx, trailName))
	p.must(p.Client.DeleteTrail(p.ctx, trailName))
	p.fails("starting it", p.Client.StartLogging(p.ctx, trailName), awsclient.NotFound)
	_, err := p.Client.TrailStatus(p.ctx, trailName)
	p.fails("its status", err, awsclient.NotFound)
}

func bucketGoes(p *probe) {
	p.must(p.Client.DeleteBucketPolicy(p.ctx, trailBucket))
	p.same("policy", p.trailPolicy(), "")
}
