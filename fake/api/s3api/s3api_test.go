package s3api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/s3api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

const name = "acme-logs"

// account is S3 over an account in Oregon with one bucket.
type account struct {
	t *testing.T
	m *api.Mux
	r *storage.Room
}

func furnished(t *testing.T) *account {
	t.Helper()
	k := sim.New(&world.World{Account: "123456789012", Region: "us-west-2", Now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)})
	a := &account{t, api.NewMux(), storage.New(k)}
	s3api.Register(a.m, a.r)
	a.must(create(name, "us-west-2"))
	return a
}

func create(bucket, region string) *s3.CreateBucketInput {
	return &s3.CreateBucketInput{Bucket: &bucket, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}}
}

func (a *account) call(region string, in any) (any, error) {
	service, operation := api.NameOf(in)
	return a.m.Call(api.WithCaller(context.Background(), api.Caller{Region: region}), service, operation, in)
}

func (a *account) must(in any) any {
	a.t.Helper()
	out, err := a.call("us-west-2", in)
	if err != nil {
		a.t.Fatalf("%T: %v", in, err)
	}
	return out
}

func (a *account) refuses(what, region string, in any, code, text string) {
	a.t.Helper()
	_, err := a.call(region, in)
	var e *awserr.Error
	if !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, text) {
		a.t.Errorf("%s: %v, want %s %q", what, err, code, text)
	}
}

// S3/bucketnamingrules
func TestNames(t *testing.T) {
	for bucket, ok := range map[string]bool{
		"abc": true, "a.b-c": true, "ab": false, "Abc": false, "a_b": false, "-abc": false, "abc-": false, "a..b": false, "192.168.5.4": false,
		"xn--abc": false, "sthree-a": false, "abc-s3alias": false, strings.Repeat("a", 63): true, strings.Repeat("a", 64): false,
	} {
		if storage.ValidName(bucket) != ok {
			t.Errorf("%s: valid %t", bucket, !ok)
		}
	}
}

func TestBuckets(t *testing.T) {
	a := furnished(t)
	a.refuses("the same again", "us-west-2", create(name, "us-west-2"), "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
	a.refuses("from elsewhere", "eu-west-1", create(name, "eu-west-1"), "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
	a.refuses("a name that cannot be", "us-west-2", create("Acme", "us-west-2"), "InvalidBucketName", "The specified bucket is not valid.")
	a.refuses("no region", "us-west-2", &s3.CreateBucketInput{Bucket: aws.String("abc")}, "IllegalLocationConstraintException", "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.")
	a.refuses("another region", "us-west-2", create("abc", "eu-west-1"), "IllegalLocationConstraintException", "The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to.")
	a.refuses("no such region", "us-west-2", create("abc", "mars-1"), "InvalidLocationConstraint", "The specified location-constraint is not valid")
	a.refuses("us-east-1 by name", "us-east-1", create("abc", "us-east-1"), "InvalidLocationConstraint", "The specified location-constraint is not valid")
	a.refuses("locks", "us-west-2", &s3.CreateBucketInput{Bucket: aws.String("abc"), ObjectLockEnabledForBucket: aws.Bool(true)}, "NotImplemented", "A header you provided implies functionality that is not implemented: ObjectLockEnabledForBucket")
	for range 2 { // there, twice is no error
		if _, err := a.call("us-east-1", &s3.CreateBucketInput{Bucket: aws.String("old-bucket")}); err != nil {
			t.Error(err)
		}
	}
	a.refuses("asked elsewhere", "eu-west-1", &s3.GetBucketPolicyInput{Bucket: aws.String(name)}, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
	a.refuses("of another owner", "us-west-2", &s3.GetBucketAclInput{Bucket: aws.String(name), ExpectedBucketOwner: aws.String("999999999999")}, "AccessDenied", "Access Denied")
	a.refuses("head of nothing", "us-west-2", &s3.HeadBucketInput{Bucket: aws.String("nothing")}, "NotFound", "Not Found")
	if out := a.must(&s3.HeadBucketInput{Bucket: aws.String(name)}).(*s3.HeadBucketOutput); *out.BucketRegion != "us-west-2" {
		t.Errorf("%+v", out)
	}
	if out := a.must(&s3.GetBucketLocationInput{Bucket: aws.String("old-bucket")}).(*s3.GetBucketLocationOutput); out.LocationConstraint != "" {
		t.Errorf("%+v", out)
	}
	list := a.must(&s3.ListBucketsInput{MaxBuckets: aws.Int32(1)}).(*s3.ListBucketsOutput)
	rest := a.must(&s3.ListBucketsInput{ContinuationToken: list.ContinuationToken}).(*s3.ListBucketsOutput)
	if len(list.Buckets) != 1 || len(rest.Buckets) != 1 || *list.Buckets[0].Name != name || *rest.Buckets[0].BucketRegion != "us-east-1" {
		t.Errorf("%+v, %+v", list, rest)
	}
	a.refuses("no bucket a page", "us-west-2", &s3.ListBucketsInput{MaxBuckets: aws.Int32(0)}, "InvalidArgument", "Argument max-buckets must be an integer between 1 and 10000")
	a.must(put("k", "v"))
	a.refuses("a full bucket", "us-west-2", &s3.DeleteBucketInput{Bucket: aws.String(name)}, "BucketNotEmpty", "The bucket you tried to delete is not empty")
	a.must(&s3.DeleteObjectInput{Bucket: aws.String(name), Key: aws.String("k")})
	a.must(&s3.DeleteBucketInput{Bucket: aws.String(name)})
	a.refuses("gone", "us-west-2", &s3.DeleteBucketInput{Bucket: aws.String(name)}, "NoSuchBucket", "The specified bucket does not exist")
}

func policy(statement string) *s3.PutBucketPolicyInput {
	return &s3.PutBucketPolicyInput{Bucket: aws.String(name), Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + statement + `]}`)}
}

func TestPolicies(t *testing.T) {
	a := furnished(t)
	a.refuses("none yet", "us-west-2", &s3.GetBucketPolicyInput{Bucket: aws.String(name)}, "NoSuchBucketPolicy", "The bucket policy does not exist")
	const good = `{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::acme-logs"}`
	with := func(old, new string) *s3.PutBucketPolicyInput { return policy(strings.Replace(good, old, new, 1)) }
	for what, c := range map[string]struct {
		in   *s3.PutBucketPolicyInput
		text string
	}{
		"no JSON":              {&s3.PutBucketPolicyInput{Bucket: aws.String(name), Policy: aws.String("x")}, "Policies must be valid JSON and the first byte must be '{'"},
		"no statement":         {&s3.PutBucketPolicyInput{Bucket: aws.String(name), Policy: aws.String(`{}`)}, "Missing required field Statement"},
		"an empty one":         {policy(""), "Could not parse the policy: Statement is empty!"},
		"a version":            {&s3.PutBucketPolicyInput{Bucket: aws.String(name), Policy: aws.String(`{"Version":"2020","Statement":[` + good + `]}`)}, "The policy must contain a valid version string"},
		"no effect":            {with(`"Effect":"Allow",`, ""), "Missing required field Effect"},
		"an effect":            {with("Allow", "Maybe"), "Invalid effect: Maybe"},
		"no principal":         {with(`"Principal":{"Service":"cloudtrail.amazonaws.com"},`, ""), "Missing required field Principal"},
		"a principal":          {with("Service", "Person"), "Invalid principal in policy"},
		"no action":            {with(`"Action":"s3:GetBucketAcl",`, ""), "Missing required field Action"},
		"another's action":     {with("s3:GetBucketAcl", "ec2:RunInstances"), "Policy has invalid action"},
		"another bucket":       {with("acme-logs", "other"), "Policy has invalid resource"},
		"objects of the wrong": {with("s3:GetBucketAcl", "s3:PutObject"), "Action does not apply to any resource(s) in statement"},
		"an unknown member":    {with(`"Effect"`, `"Colour":"red","Effect"`), "Unknown field Colour"},
		"too long":             {with("cloudtrail.amazonaws.com", strings.Repeat("x", 21<<10)), "Policy exceeds the maximum allowed document size."},
	} {
		a.refuses(what, "us-west-2", c.in, "MalformedPolicy", c.text)
	}
	public := with(`{"Service":"cloudtrail.amazonaws.com"}`, `"*"`)
	a.refuses("a public one", "us-west-2", public, "AccessDenied", `The request is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-logs" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`)
	a.must(&s3.DeletePublicAccessBlockInput{Bucket: aws.String(name)})
	a.refuses("no block", "us-west-2", &s3.GetPublicAccessBlockInput{Bucket: aws.String(name)}, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
	a.must(public)
	if out := a.must(&s3.GetBucketPolicyStatusInput{Bucket: aws.String(name)}).(*s3.GetBucketPolicyStatusOutput); !*out.PolicyStatus.IsPublic {
		t.Error("not public")
	}
	a.must(&s3.PutPublicAccessBlockInput{Bucket: aws.String(name), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{BlockPublicPolicy: aws.Bool(true)}})
	if out := a.must(&s3.GetPublicAccessBlockInput{Bucket: aws.String(name)}).(*s3.GetPublicAccessBlockOutput); !*out.PublicAccessBlockConfiguration.BlockPublicPolicy || *out.PublicAccessBlockConfiguration.BlockPublicAcls {
		t.Errorf("%+v", out)
	}
	a.must(policy(good))
	if out := a.must(&s3.GetBucketPolicyInput{Bucket: aws.String(name)}).(*s3.GetBucketPolicyOutput); !strings.Contains(*out.Policy, good) {
		t.Error(*out.Policy)
	}
	a.must(&s3.DeleteBucketPolicyInput{Bucket: aws.String(name)})
	a.must(&s3.DeleteBucketPolicyInput{Bucket: aws.String(name)}) // none is no error
}

func TestAccessControlLists(t *testing.T) {
	a := furnished(t)
	acl := func(canned types.BucketCannedACL) *s3.PutBucketAclInput {
		return &s3.PutBucketAclInput{Bucket: aws.String(name), ACL: canned}
	}
	a.must(acl("private"))
	a.refuses("lists are off", "us-west-2", acl("public-read"), "AccessControlListNotSupported", "The bucket does not allow ACLs")
	a.refuses("neither", "us-west-2", acl(""), "MissingSecurityHeader", "Your request was missing a required header")
	a.refuses("no such", "us-west-2", acl("red"), "InvalidArgument", "")
	a.refuses("by header", "us-west-2", &s3.PutBucketAclInput{Bucket: aws.String(name), GrantRead: aws.String("x")}, "NotImplemented", "A header you provided implies functionality that is not implemented: GrantRead")
	own := func(o types.ObjectOwnership) *s3.PutBucketOwnershipControlsInput {
		return &s3.PutBucketOwnershipControlsInput{Bucket: aws.String(name), OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: o}}}}
	}
	a.refuses("no such ownership", "us-west-2", own("Mine"), "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
	a.must(own("ObjectWriter"))
	a.refuses("blocked", "us-west-2", acl("public-read"), "AccessDenied", "Access Denied")
	a.must(acl("log-delivery-write"))
	if out := a.must(&s3.GetBucketAclInput{Bucket: aws.String(name)}).(*s3.GetBucketAclOutput); len(out.Grants) != 3 || out.Grants[1].Grantee.Type != types.TypeGroup {
		t.Errorf("%+v", out.Grants)
	}
	a.refuses("lists in the way", "us-west-2", own("BucketOwnerEnforced"), "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
	a.must(&s3.PutBucketAclInput{Bucket: aws.String(name), AccessControlPolicy: &types.AccessControlPolicy{Grants: []types.Grant{{
		Permission: types.PermissionRead, Grantee: &types.Grantee{Type: types.TypeCanonicalUser, ID: aws.String("someone")}}}}})
	a.must(&s3.DeleteBucketOwnershipControlsInput{Bucket: aws.String(name)})
	a.refuses("no rule", "us-west-2", &s3.GetBucketOwnershipControlsInput{Bucket: aws.String(name)}, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found")
}

// What is set is told again, and gone when it was deleted.
func TestSettings(t *testing.T) {
	a := furnished(t)
	b := aws.String(name)
	versions := func(s types.BucketVersioningStatus) *s3.PutBucketVersioningInput {
		return &s3.PutBucketVersioningInput{Bucket: b, VersioningConfiguration: &types.VersioningConfiguration{Status: s}}
	}
	cors := func(method string) *s3.PutBucketCorsInput {
		return &s3.PutBucketCorsInput{Bucket: b, CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{{AllowedMethods: []string{method}, AllowedOrigins: []string{"*"}}}}}
	}
	lifecycle := func(r types.LifecycleRule) *s3.PutBucketLifecycleConfigurationInput {
		return &s3.PutBucketLifecycleConfigurationInput{Bucket: b, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: []types.LifecycleRule{r}}}
	}
	rule := types.LifecycleRule{ID: aws.String("old"), Status: "Enabled", Filter: &types.LifecycleRuleFilter{Prefix: aws.String("x/")}, Expiration: &types.LifecycleExpiration{Days: aws.Int32(7)}}
	replication := &s3.PutBucketReplicationInput{Bucket: b, ReplicationConfiguration: &types.ReplicationConfiguration{Role: aws.String("arn:aws:iam::123456789012:role/r"),
		Rules: []types.ReplicationRule{{Status: "Enabled", Destination: &types.Destination{Bucket: aws.String("arn:aws:s3:::acme-copy")}}}}}
	tag := func(key string) types.Tag { return types.Tag{Key: &key, Value: aws.String("v")} }
	tagging := func(tags ...types.Tag) *s3.PutBucketTaggingInput {
		return &s3.PutBucketTaggingInput{Bucket: b, Tagging: &types.Tagging{TagSet: tags}}
	}

	a.refuses("CORS", "us-west-2", &s3.GetBucketCorsInput{Bucket: b}, "NoSuchCORSConfiguration", "The CORS configuration does not exist")
	a.refuses("lifecycle", "us-west-2", &s3.GetBucketLifecycleConfigurationInput{Bucket: b}, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
	a.refuses("replication", "us-west-2", &s3.GetBucketReplicationInput{Bucket: b}, "ReplicationConfigurationNotFoundError", "The replication configuration was not found")
	a.refuses("tags", "us-west-2", &s3.GetBucketTaggingInput{Bucket: b}, "NoSuchTagSet", "The TagSet does not exist")
	a.refuses("a method", "us-west-2", cors("PATCH"), "InvalidRequest", "Found unsupported HTTP method in CORS config. Unsupported method is PATCH")
	a.refuses("no rule", "us-west-2", &s3.PutBucketCorsInput{Bucket: b}, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
	a.refuses("a rule that does nothing", "us-west-2", lifecycle(types.LifecycleRule{Status: "Enabled", Filter: rule.Filter}), "InvalidRequest", "At least one action needs to be specified in a rule")
	a.refuses("a status", "us-west-2", lifecycle(types.LifecycleRule{Status: "On"}), "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
	a.refuses("without versions", "us-west-2", replication, "InvalidRequest", "Versioning must be 'Enabled' on the bucket to apply a replication configuration")
	a.refuses("no status", "us-west-2", versions(""), "IllegalVersioningConfigurationException", "The Versioning element must be specified")
	a.refuses("a tag twice", "us-west-2", tagging(tag("a"), tag("a")), "InvalidTag", "Cannot provide multiple Tags with the same key")
	a.refuses("AWS's tag", "us-west-2", tagging(tag("aws:a")), "InvalidTag", "System tags cannot be added/updated by requester")

	a.must(cors("GET"))
	a.must(lifecycle(rule))
	a.must(versions("Enabled"))
	a.refuses("to nowhere", "us-west-2", replication, "InvalidRequest", "Destination bucket must have versioning enabled.")
	a.must(create("acme-copy", "us-west-2"))
	a.must(&s3.PutBucketVersioningInput{Bucket: aws.String("acme-copy"), VersioningConfiguration: &types.VersioningConfiguration{Status: "Enabled"}})
	a.must(replication)
	a.refuses("versions with replication", "us-west-2", versions("Suspended"), "InvalidBucketState", "A replication configuration is present on this bucket, so you cannot change the versioning state. To change the versioning state, first delete the replication configuration.")
	a.must(tagging(tag("a"), tag("b")))

	if out := a.must(&s3.GetBucketCorsInput{Bucket: b}).(*s3.GetBucketCorsOutput); out.CORSRules[0].AllowedMethods[0] != "GET" {
		t.Errorf("%+v", out)
	}
	if out := a.must(&s3.GetBucketLifecycleConfigurationInput{Bucket: b}).(*s3.GetBucketLifecycleConfigurationOutput); *out.Rules[0].Expiration.Days != 7 || *out.Rules[0].Filter.Prefix != "x/" {
		t.Errorf("%+v", out)
	}
	if out := a.must(&s3.GetBucketReplicationInput{Bucket: b}).(*s3.GetBucketReplicationOutput); *out.ReplicationConfiguration.Rules[0].Destination.Bucket != "arn:aws:s3:::acme-copy" {
		t.Errorf("%+v", out)
	}
	if out := a.must(&s3.GetBucketVersioningInput{Bucket: b}).(*s3.GetBucketVersioningOutput); out.Status != "Enabled" {
		t.Errorf("%+v", out)
	}
	if out := a.must(&s3.GetBucketTaggingInput{Bucket: b}).(*s3.GetBucketTaggingOutput); len(out.TagSet) != 2 {
		t.Errorf("%+v", out)
	}
	for _, gone := range []any{&s3.DeleteBucketCorsInput{Bucket: b}, &s3.DeleteBucketLifecycleInput{Bucket: b}, &s3.DeleteBucketReplicationInput{Bucket: b}, &s3.DeleteBucketTaggingInput{Bucket: b}} {
		a.must(gone)
	}
	a.refuses("CORS, deleted", "us-west-2", &s3.GetBucketCorsInput{Bucket: b}, "NoSuchCORSConfiguration", "The CORS configuration does not exist")
	a.must(versions("Suspended"))
}

func put(key, body string) *s3.PutObjectInput {
	return &s3.PutObjectInput{Bucket: aws.String(name), Key: &key, Body: strings.NewReader(body), ContentType: aws.String("text/plain"), Metadata: map[string]string{"Who": "me"}}
}

func TestObjects(t *testing.T) {
	a := furnished(t)
	get := func() *s3.GetObjectInput { return &s3.GetObjectInput{Bucket: aws.String(name), Key: aws.String("k")} }
	a.refuses("not there", "us-west-2", get(), "NoSuchKey", "The specified key does not exist.")
	a.refuses("no bucket", "us-west-2", &s3.PutObjectInput{Bucket: aws.String("nothing"), Key: aws.String("k")}, "NoSuchBucket", "The specified bucket does not exist")
	a.refuses("a key too long", "us-west-2", put(strings.Repeat("k", 1025), ""), "KeyTooLongError", "Your key is too long")
	a.refuses("no key", "us-west-2", put("", ""), "InvalidArgument", "Object key must be a text in UTF-8 that is not empty")
	a.refuses("too large", "us-west-2", &s3.PutObjectInput{Bucket: aws.String(name), Key: aws.String("k"), Body: bytes.NewReader(make([]byte, storage.MaxObject+1))}, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
	a.must(put("k", "hello"))
	a.must(put("k", "hello, world"))
	out := a.must(get()).(*s3.GetObjectOutput)
	body, _ := io.ReadAll(out.Body)
	if string(body) != "hello, world" || *out.ETag != `"e4d7f1b4ed2e42d15898f4b27b019da4"` || *out.ContentLength != 12 || *out.ContentType != "text/plain" || out.Metadata["who"] != "me" {
		t.Errorf("%s, %+v", body, out)
	}
	for asked, want := range map[string]string{"bytes=0-4": "hello", "bytes=7-": "world", "bytes=-5": "world", "bytes=7-99": "world", "lines=1": "hello, world"} {
		in := get()
		in.Range = aws.String(asked)
		part, _ := io.ReadAll(a.must(in).(*s3.GetObjectOutput).Body)
		if string(part) != want {
			t.Errorf("%s: %s", asked, part)
		}
	}
	far := get()
	far.Range = aws.String("bytes=99-")
	a.refuses("beyond its end", "us-west-2", far, "InvalidRange", "The requested range is not satisfiable")
	same := get()
	same.IfNoneMatch = out.ETag
	a.refuses("not changed", "us-west-2", same, "NotModified", "Not Modified")
	other := get()
	other.IfMatch = aws.String("x")
	a.refuses("changed", "us-west-2", other, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
	version := get()
	version.VersionId = aws.String("v")
	a.refuses("a version", "us-west-2", version, "NotImplemented", "A header you provided implies functionality that is not implemented: VersionId")
	if head := a.must(&s3.HeadObjectInput{Bucket: aws.String(name), Key: aws.String("k")}).(*s3.HeadObjectOutput); *head.ContentLength != 12 {
		t.Errorf("%+v", head)
	}
	a.refuses("head of nothing", "us-west-2", &s3.HeadObjectInput{Bucket: aws.String(name), Key: aws.String("x")}, "NotFound", "Not Found")
	gone := a.must(&s3.DeleteObjectsInput{Bucket: aws.String(name), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("k")}, {Key: aws.String("never")}}}}).(*s3.DeleteObjectsOutput)
	if len(gone.Deleted) != 2 || a.r.World().StoredBytes != 0 {
		t.Errorf("%+v, %d bytes left", gone, a.r.World().StoredBytes)
	}
	a.refuses("nothing to delete", "us-west-2", &s3.DeleteObjectsInput{Bucket: aws.String(name)}, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
}

func TestLists(t *testing.T) {
	a := furnished(t)
	for _, key := range []string{"a", "d/1", "d/2", "d/e/3", "f/4", "g"} {
		a.must(put(key, key))
	}
	for _, c := range []struct {
		prefix, delimiter, after, want string
	}{
		{"", "", "", "a d/1 d/2 d/e/3 f/4 g"},
		{"", "/", "", "a d/ f/ g"},
		{"d/", "/", "", "d/1 d/2 d/e/"},
		{"d/", "", "d/1", "d/2 d/e/3"},
		{"x", "", "", ""},
	} {
		for size := int32(1); size <= 7; size++ {
			in := &s3.ListObjectsV2Input{Bucket: aws.String(name), Prefix: &c.prefix, Delimiter: &c.delimiter, StartAfter: &c.after, MaxKeys: &size}
			var seen []string
			for {
				out := a.must(in).(*s3.ListObjectsV2Output)
				seen = append(seen, pageOf(out.Contents, out.CommonPrefixes)...)
				if !*out.IsTruncated {
					break
				}
				in.ContinuationToken = out.NextContinuationToken
			}
			if !sameWords(seen, c.want) {
				t.Errorf("%+v in pages of %d: %v", c, size, seen)
			}
		}
		old := a.must(&s3.ListObjectsInput{Bucket: aws.String(name), Prefix: &c.prefix, Delimiter: &c.delimiter, Marker: &c.after}).(*s3.ListObjectsOutput)
		if !sameWords(pageOf(old.Contents, old.CommonPrefixes), c.want) {
			t.Errorf("%+v, version 1: %v", c, old)
		}
	}
	a.refuses("a token", "us-west-2", &s3.ListObjectsV2Input{Bucket: aws.String(name), ContinuationToken: aws.String("!")}, "InvalidArgument", "The continuation token provided is incorrect")
	a.refuses("fewer than none", "us-west-2", &s3.ListObjectsInput{Bucket: aws.String(name), MaxKeys: aws.Int32(-1)}, "InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647")
}

func pageOf(objects []types.Object, folders []types.CommonPrefix) []string {
	var all []string
	for _, o := range objects {
		all = append(all, *o.Key)
	}
	for _, f := range folders {
		all = append(all, *f.Prefix)
	}
	return all
}

// sameWords compares without order: keys and folders come in lists of their own.
func sameWords(got []string, want string) bool {
	words := strings.Fields(want)
	seen := map[string]int{}
	for _, w := range words {
		seen[w]++
	}
	for _, g := range got {
		seen[g]--
	}
	for _, n := range seen {
		if n != 0 {
			return false
		}
	}
	return len(got) == len(words)
}

// Files of services make room for new ones; what people put does not go.
func TestTheOldestFilesOfServicesMakeRoom(t *testing.T) {
	a := furnished(t)
	a.must(put("mine", "x"))
	body := make([]byte, storage.MaxObject)
	for i := range storage.MaxStored/storage.MaxObject + 2 {
		if err := a.r.Put(name, fmt.Sprintf("AWSLogs/%02d", i), body, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	list := a.must(&s3.ListObjectsV2Input{Bucket: aws.String(name)}).(*s3.ListObjectsV2Output)
	if first, last := *list.Contents[0].Key, *list.Contents[len(list.Contents)-1].Key; first != "AWSLogs/03" || last != "mine" || a.r.World().StoredBytes > storage.MaxStored {
		t.Errorf("from %s to %s, %d bytes", first, last, a.r.World().StoredBytes)
	}
}
