package trailapi_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/fake/api"
	"fleetglass/fake/api/trailapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

const (
	account  = "123456789012"
	trailARN = "arn:aws:cloudtrail:us-west-2:123456789012:trail/main"
	group    = "arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail/logs:*"
	role     = "arn:aws:iam::123456789012:role/CloudTrail_CloudWatchLogs_Role"
	topic    = "arn:aws:sns:us-west-2:123456789012:trails"
)

// outside is a neighbourhood in which one log group, role and topic exist,
// unless they are gone.
type outside struct{ groupGone, trustGone, rightsGone, topicGone bool }

func (o *outside) HasLogGroup(arn string) bool                 { return arn == group && !o.groupGone }
func (o *outside) WriteLog(string, string, []audit.Line) error { return nil }
func (o *outside) RoleTrusts(arn, service string) bool {
	return arn == role && service == "cloudtrail.amazonaws.com" && !o.trustGone
}
func (o *outside) RoleMay(arn, action, resource string) bool {
	return arn == role && strings.HasSuffix(resource, ":log-stream:123456789012_CloudTrail_us-west-2") && !o.rightsGone
}
func (o *outside) HasTopic(arn string) bool             { return arn == topic && !o.topicGone }
func (o *outside) Publish(string, string, string) error { return nil }

// furnished is an account with three buckets: "good-logs" has the policy that
// every trail without a prefix needs,
// "web-logs" that of the prefix "web", "bare-logs" none.
func furnished(o *outside) (*api.Mux, *world.World, *sim.Kernel) {
	w := &world.World{Account: account, Region: "us-west-2", Now: noon()}
	k := sim.New(w)
	s := storage.New(k)
	for name, prefix := range map[string]string{"good-logs": "", "web-logs": "web"} {
		b, _ := s.Create(name, w.Region, "")
		b.Policy = bucketpolicy.Policy(bucketpolicy.Want{Bucket: name, Prefix: prefix, Account: account})
	}
	_, _ = s.Create("bare-logs", w.Region, "")
	m := api.NewMux()
	trailapi.Register(m, k, audit.New(k, s, o))
	return m, w, k
}

func ask[O any](m *api.Mux, in any) (*O, error) {
	service, operation := api.NameOf(in)
	out, err := m.Call(context.Background(), service, operation, in)
	if err != nil {
		return nil, err
	}
	return out.(*O), nil
}

func must[O any](t *testing.T, m *api.Mux, in any) *O {
	t.Helper()
	out, err := ask[O](m, in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func refused(t *testing.T, what string, err error, code, text string) {
	t.Helper()
	var e *awserr.Error
	if !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, text) {
		t.Errorf("%s: %v, want %s %q", what, err, code, text)
	}
}

func plain() cloudtrail.CreateTrailInput {
	return cloudtrail.CreateTrailInput{Name: aws.String("main"), S3BucketName: aws.String("good-logs")}
}

// BC:cloudtrail.CreateTrail, CT/create-s3-bucket-policy-for-cloudtrail
func TestCreateTrailRefuses(t *testing.T) {
	named := func(name string) func(*cloudtrail.CreateTrailInput) {
		return func(in *cloudtrail.CreateTrailInput) { in.Name = &name }
	}
	const badName = "InvalidTrailNameException"
	cases := []struct {
		name, code, text string
		change           func(*cloudtrail.CreateTrailInput)
		outside          outside
	}{
		{"no name", badName, "too short", func(in *cloudtrail.CreateTrailInput) { in.Name = nil }, outside{}},
		{"too short", badName, "Trail name too short. Minimum allowed length: 3 characters. Specified name length: 2 characters.", named("ab"), outside{}},
		{"too long", badName, "too long", named(strings.Repeat("a", 129)), outside{}},
		{"begins badly", badName, "Trail name must starts with a letter or number.", named("-abc"), outside{}},
		{"ends badly", badName, "Trail name must ends with a letter or number.", named("abc_"), outside{}},
		{"a space", badName, "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).", named("a b"), outside{}},
		{"two dots", badName, "Trail name cannot have adjacent periods, underscores or dashes.", named("a._b"), outside{}},
		{"an address", badName, "Trail name must not be in IP address format.", named("192.168.5.4"), outside{}},
		{"no bucket", "InvalidS3BucketNameException", "Bucket name is invalid: ", func(in *cloudtrail.CreateTrailInput) { in.S3BucketName = nil }, outside{}},
		{"a bucket that cannot be", "InvalidS3BucketNameException", "Bucket name is invalid: My_Bucket", func(in *cloudtrail.CreateTrailInput) { in.S3BucketName = aws.String("My_Bucket") }, outside{}},
		{"a bucket that is not there", "S3BucketDoesNotExistException", "S3 bucket gone-logs does not exist!", func(in *cloudtrail.CreateTrailInput) { in.S3BucketName = aws.String("gone-logs") }, outside{}},
		{"no policy", "InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: bare-logs", func(in *cloudtrail.CreateTrailInput) { in.S3BucketName = aws.String("bare-logs") }, outside{}},
		{"the policy of another prefix", "InsufficientS3BucketPolicyException", "good-logs", func(in *cloudtrail.CreateTrailInput) { in.S3KeyPrefix = aws.String("web") }, outside{}},
		{"a prefix that cannot be", "InvalidS3PrefixException", "S3 prefix is longer than maximum length or invalid: web/", func(in *cloudtrail.CreateTrailInput) { in.S3KeyPrefix = aws.String("web/") }, outside{}},
		{"all regions without global services", "InvalidParameterCombinationException", "Multi-Region trail must include global service events.", func(in *cloudtrail.CreateTrailInput) {
			in.IsMultiRegionTrail, in.IncludeGlobalServiceEvents = aws.Bool(true), aws.Bool(false)
		}, outside{}},
		{"an organization", "OrganizationsNotInUseException", "Your account is not a member of an organization.", func(in *cloudtrail.CreateTrailInput) { in.IsOrganizationTrail = aws.Bool(true) }, outside{}},
		{"a key that cannot be", "InvalidKmsKeyIdException", "The specified KMS key is not valid: x", func(in *cloudtrail.CreateTrailInput) { in.KmsKeyId = aws.String("x") }, outside{}},
		{"a topic that is not there", "InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!", func(in *cloudtrail.CreateTrailInput) { in.SnsTopicName = aws.String("trails") }, outside{topicGone: true}},
		{"a topic that cannot be", "InvalidSnsTopicNameException", "SNS Topic name or ARN is invalid: a b", func(in *cloudtrail.CreateTrailInput) { in.SnsTopicName = aws.String("a b") }, outside{}},
		{"a log group without a role", "InvalidCloudWatchLogsRoleArnException", "You must specify a role ARN as well as a log group.", func(in *cloudtrail.CreateTrailInput) { in.CloudWatchLogsLogGroupArn = aws.String(group) }, outside{}},
		{"a role without a log group", "InvalidCloudWatchLogsLogGroupArnException", "You must specify a log group as well as a role ARN.", func(in *cloudtrail.CreateTrailInput) { in.CloudWatchLogsRoleArn = aws.String(role) }, outside{}},
		{"a log group that is not there", "InvalidCloudWatchLogsLogGroupArnException", "Access denied. Check the permissions for your role.", withLogs, outside{groupGone: true}},
		{"a log group elsewhere", "InvalidCloudWatchLogsLogGroupArnException", "The log group must be in the same region as the trail.", func(in *cloudtrail.CreateTrailInput) {
			withLogs(in)
			in.CloudWatchLogsLogGroupArn = aws.String(strings.Replace(group, "us-west-2", "eu-west-1", 1))
		}, outside{}},
		{"a log group that cannot be", "InvalidCloudWatchLogsLogGroupArnException", "CloudTrail cannot validate the specified log group ARN.", func(in *cloudtrail.CreateTrailInput) {
			withLogs(in)
			in.CloudWatchLogsLogGroupArn = aws.String("CloudTrail/logs")
		}, outside{}},
		{"51 tags", "TagsLimitExceededException", "The number of tags exceeds the limit of 50.", func(in *cloudtrail.CreateTrailInput) {
			for i := range 51 {
				in.TagsList = append(in.TagsList, types.Tag{Key: aws.String(strings.Repeat("k", i+1))})
			}
		}, outside{}},
		{"a role that does not trust CloudTrail", "InvalidCloudWatchLogsRoleArnException", "Access denied. Check the trust relationships for your role.", withLogs, outside{trustGone: true}},
		{"a role that may not write", "InvalidCloudWatchLogsLogGroupArnException", "Access denied. Check the permissions for your role.", withLogs, outside{rightsGone: true}},
		{"a tag without a key", "InvalidTagParameterException", "The tag key or value is invalid: ", func(in *cloudtrail.CreateTrailInput) { in.TagsList = []types.Tag{{Value: aws.String("v")}} }, outside{}},
	}
	for _, c := range cases {
		m, w, _ := furnished(&c.outside)
		in := plain()
		c.change(&in)
		_, err := ask[cloudtrail.CreateTrailOutput](m, &in)
		refused(t, c.name, err, c.code, c.text)
		if w.Trails.Len() != 0 {
			t.Errorf("%s: the trail is there", c.name)
		}
	}
}

func withLogs(in *cloudtrail.CreateTrailInput) {
	in.CloudWatchLogsLogGroupArn, in.CloudWatchLogsRoleArn = aws.String(group), aws.String(role)
}

func TestATrailsLife(t *testing.T) {
	m, _, k := furnished(&outside{})
	in := plain()
	withLogs(&in)
	in.SnsTopicName, in.IsMultiRegionTrail = aws.String("trails"), aws.Bool(true)
	in.TagsList = []types.Tag{{Key: aws.String("team"), Value: aws.String("ops")}}
	created := must[cloudtrail.CreateTrailOutput](t, m, &in)
	if *created.TrailARN != trailARN || *created.SnsTopicARN != topic || !*created.IncludeGlobalServiceEvents {
		t.Errorf("created %+v", created)
	}
	_, err := ask[cloudtrail.CreateTrailOutput](m, &in)
	refused(t, "twice", err, "TrailAlreadyExistsException", "Trail main already exists for customer: 123456789012")

	status := func() *cloudtrail.GetTrailStatusOutput {
		return must[cloudtrail.GetTrailStatusOutput](t, m, &cloudtrail.GetTrailStatusInput{Name: aws.String("main")})
	}
	if s := status(); *s.IsLogging || s.StartLoggingTime != nil {
		t.Errorf("a new trail logs: %+v", s)
	}
	must[cloudtrail.StartLoggingOutput](t, m, &cloudtrail.StartLoggingInput{Name: aws.String(trailARN)})
	k.Advance(noon().Add(time.Hour))
	must[cloudtrail.StopLoggingOutput](t, m, &cloudtrail.StopLoggingInput{Name: aws.String("main")})
	if s := status(); *s.IsLogging || !s.StartLoggingTime.Equal(noon()) || *s.TimeLoggingStopped != "2026-03-02T13:00:00Z" {
		t.Errorf("stopped: %+v", s)
	}

	updated := must[cloudtrail.UpdateTrailOutput](t, m, &cloudtrail.UpdateTrailInput{Name: aws.String("main"), S3BucketName: aws.String("web-logs"), S3KeyPrefix: aws.String("web"),
		SnsTopicName: aws.String(""), CloudWatchLogsLogGroupArn: aws.String(""), CloudWatchLogsRoleArn: aws.String("")})
	if *updated.S3KeyPrefix != "web" || updated.SnsTopicARN != nil || updated.CloudWatchLogsRoleArn != nil || !*updated.IsMultiRegionTrail {
		t.Errorf("updated %+v", updated)
	}
	_, err = ask[cloudtrail.UpdateTrailOutput](m, &cloudtrail.UpdateTrailInput{Name: aws.String("main"), S3BucketName: aws.String("bare-logs")})
	refused(t, "update to a bucket without a policy", err, "InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: bare-logs")

	got := must[cloudtrail.GetTrailOutput](t, m, &cloudtrail.GetTrailInput{Name: aws.String("main")})
	listed := must[cloudtrail.DescribeTrailsOutput](t, m, &cloudtrail.DescribeTrailsInput{TrailNameList: []string{"main", "none"}})
	if len(listed.TrailList) != 1 || !reflect.DeepEqual(*got.Trail, listed.TrailList[0]) || *got.Trail.S3BucketName != "web-logs" {
		t.Errorf("%+v, %+v", got.Trail, listed.TrailList)
	}
	if l := must[cloudtrail.ListTrailsOutput](t, m, &cloudtrail.ListTrailsInput{}); len(l.Trails) != 1 || *l.Trails[0].HomeRegion != "us-west-2" {
		t.Errorf("listed %+v", l)
	}
	must[cloudtrail.DeleteTrailOutput](t, m, &cloudtrail.DeleteTrailInput{Name: aws.String("main")})
	for _, call := range []any{&cloudtrail.GetTrailInput{Name: aws.String("main")}, &cloudtrail.GetTrailStatusInput{Name: aws.String("main")},
		&cloudtrail.DeleteTrailInput{Name: aws.String("main")}, &cloudtrail.StartLoggingInput{Name: aws.String("main")}, &cloudtrail.StopLoggingInput{Name: aws.String("main")},
		&cloudtrail.UpdateTrailInput{Name: aws.String("main")}, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String("main")}} {
		service, operation := api.NameOf(call)
		_, err := m.Call(context.Background(), service, operation, call)
		refused(t, operation, err, "TrailNotFoundException", "Unknown trail: main for the user: 123456789012")
	}
}

// CT/WhatIsCloudTrail-Limits
func TestFiveTrailsARegion(t *testing.T) {
	m, _, _ := furnished(&outside{})
	var err error
	for _, name := range []string{"t-1", "t-2", "t-3", "t-4", "t-5", "t-6"} {
		in := plain()
		in.Name = aws.String(name)
		_, err = ask[cloudtrail.CreateTrailOutput](m, &in)
	}
	refused(t, "the sixth", err, "MaximumNumberOfTrailsExceededException", "User: 123456789012 already has 5 trails in us-west-2.")
}

// A trail of all regions is seen everywhere, and changed where it was made.
func TestShadowTrails(t *testing.T) {
	m, w, k := furnished(&outside{})
	in := plain()
	in.IsMultiRegionTrail = aws.Bool(true)
	must[cloudtrail.CreateTrailOutput](t, m, &in)
	elsewhere := sim.New(&world.World{Account: account, Region: "eu-west-1", Now: w.Now})
	other := api.NewMux()
	trailapi.Register(other, elsewhere, audit.New(elsewhere, storage.New(k), &outside{}))
	if l := must[cloudtrail.DescribeTrailsOutput](t, other, &cloudtrail.DescribeTrailsInput{}); len(l.TrailList) != 1 {
		t.Errorf("shadows: %+v", l.TrailList)
	}
	if l := must[cloudtrail.DescribeTrailsOutput](t, other, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(false)}); len(l.TrailList) != 0 {
		t.Errorf("its own: %+v", l.TrailList)
	}
	_, err := ask[cloudtrail.StopLoggingOutput](other, &cloudtrail.StopLoggingInput{Name: aws.String("main")})
	refused(t, "stopped from elsewhere", err, "InvalidHomeRegionException", "The trail main can only be changed in the region where it was created: us-west-2")
}

// BC:cloudtrail.PutEventSelectors
func TestSelectors(t *testing.T) {
	m, _, _ := furnished(&outside{})
	in := plain()
	must[cloudtrail.CreateTrailOutput](t, m, &in)
	first := must[cloudtrail.GetEventSelectorsOutput](t, m, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String("main")})
	if s := first.EventSelectors; len(s) != 1 || s[0].ReadWriteType != types.ReadWriteTypeAll || !*s[0].IncludeManagementEvents {
		t.Errorf("a new trail has %+v", first)
	}
	field := func(name string, equals ...string) types.AdvancedFieldSelector {
		return types.AdvancedFieldSelector{Field: &name, Equals: equals}
	}
	advanced := func(f ...types.AdvancedFieldSelector) cloudtrail.PutEventSelectorsInput {
		return cloudtrail.PutEventSelectorsInput{AdvancedEventSelectors: []types.AdvancedEventSelector{{FieldSelectors: f}}}
	}
	basic := func(s types.EventSelector) cloudtrail.PutEventSelectorsInput {
		return cloudtrail.PutEventSelectorsInput{EventSelectors: []types.EventSelector{s}}
	}
	long := advanced(field("eventCategory", "Management"))
	long.AdvancedEventSelectors[0].Name = aws.String(strings.Repeat("x", 1001))
	const exclusive = "You must provide either event selectors or advanced event selectors, but not both."
	for _, c := range []struct {
		text string
		bad  cloudtrail.PutEventSelectorsInput
	}{
		{exclusive, cloudtrail.PutEventSelectorsInput{}},
		{exclusive, cloudtrail.PutEventSelectorsInput{EventSelectors: []types.EventSelector{{}}, AdvancedEventSelectors: []types.AdvancedEventSelector{{}}}},
		{"A trail can have at most 5 event selectors.", cloudtrail.PutEventSelectorsInput{EventSelectors: make([]types.EventSelector, 6)}},
		{"Some is not a valid value for ReadWriteType. Valid values: ReadOnly, WriteOnly, All.", basic(types.EventSelector{ReadWriteType: "Some"})},
		{"An event selector must include management events, data events, or both.", basic(types.EventSelector{IncludeManagementEvents: aws.Bool(false)})},
		{"The value ec2.amazonaws.com for ExcludeManagementEventSources is not supported.", basic(types.EventSelector{ExcludeManagementEventSources: []string{"ec2.amazonaws.com"}})},
		{"AWS::EC2::Instance is not a valid resource type for data events.", basic(types.EventSelector{DataResources: []types.DataResource{{Type: aws.String("AWS::EC2::Instance")}}})},
		{"A trail can have at most 250 data resources across all event selectors.", basic(types.EventSelector{DataResources: []types.DataResource{{Type: aws.String("AWS::S3::Object"), Values: make([]string, 251)}}})},
		{"Advanced event selectors must include a field selector for eventCategory.", advanced(field("readOnly", "true"))},
		{"colour is not a valid field for an advanced event selector.", advanced(field("eventCategory", "Management"), field("colour", "red"))},
		{"The field selector for eventCategory has no condition.", advanced(field("eventCategory"))},
		{"The field eventCategory must equal one of Management and Data.", advanced(field("eventCategory", "Insight"))},
		{"The field readOnly must equal true or false.", advanced(field("eventCategory", "Management"), field("readOnly", "maybe"))},
		{"The name of an advanced event selector can have at most 1000 characters.", long},
		{"A trail can have at most 500 values for all conditions of its advanced event selectors.", advanced(field("eventCategory", "Management"), field("eventName", make([]string, 500)...))},
	} {
		c.bad.TrailName = aws.String("main")
		_, err := ask[cloudtrail.PutEventSelectorsOutput](m, &c.bad)
		if want := "InvalidEventSelectorsException: " + c.text; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	want := advanced(field("eventCategory", "Management"), field("readOnly", "false"))
	want.TrailName = aws.String("main")
	must[cloudtrail.PutEventSelectorsOutput](t, m, &want)
	again := must[cloudtrail.GetEventSelectorsOutput](t, m, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String("main")})
	if len(again.EventSelectors) != 0 || len(again.AdvancedEventSelectors) != 1 || len(again.AdvancedEventSelectors[0].FieldSelectors) != 2 {
		t.Errorf("put %+v", again)
	}
}

func TestTags(t *testing.T) {
	m, _, _ := furnished(&outside{})
	in := plain()
	must[cloudtrail.CreateTrailOutput](t, m, &in)
	tag := func(key, value string) types.Tag { return types.Tag{Key: &key, Value: &value} }
	must[cloudtrail.AddTagsOutput](t, m, &cloudtrail.AddTagsInput{ResourceId: aws.String(trailARN), TagsList: []types.Tag{tag("a", "1"), tag("b", "2")}})
	must[cloudtrail.AddTagsOutput](t, m, &cloudtrail.AddTagsInput{ResourceId: aws.String(trailARN), TagsList: []types.Tag{tag("a", "3")}})
	must[cloudtrail.RemoveTagsOutput](t, m, &cloudtrail.RemoveTagsInput{ResourceId: aws.String(trailARN), TagsList: []types.Tag{{Key: aws.String("b")}}})
	out := must[cloudtrail.ListTagsOutput](t, m, &cloudtrail.ListTagsInput{ResourceIdList: []string{trailARN}})
	if tags := out.ResourceTagList[0].TagsList; len(tags) != 1 || *tags[0].Value != "3" {
		t.Errorf("%+v", tags)
	}
	_, err := ask[cloudtrail.AddTagsOutput](m, &cloudtrail.AddTagsInput{ResourceId: aws.String(trailARN + "x"), TagsList: []types.Tag{tag("a", "1")}})
	refused(t, "a trail that is not there", err, "ResourceNotFoundException", "Trail with ARN arn:aws:cloudtrail:us-west-2:123456789012:trail/mainx does not exist")
	_, err = ask[cloudtrail.ListTagsOutput](m, &cloudtrail.ListTagsInput{ResourceIdList: []string{"main"}})
	refused(t, "no ARN", err, "CloudTrailARNInvalidException", "main is not a valid ARN for a trail.")
	_, err = ask[cloudtrail.ListTagsOutput](m, &cloudtrail.ListTagsInput{})
	refused(t, "nothing", err, "InvalidParameterCombinationException", "Between 1 and 20 resources must be given.")
	_, err = ask[cloudtrail.AddTagsOutput](m, &cloudtrail.AddTagsInput{ResourceId: aws.String(trailARN), TagsList: []types.Tag{tag("a", "1"), tag("a", "2")}})
	refused(t, "a key twice", err, "InvalidTagParameterException", "Duplicate tag keys found: a")
}

func TestListPublicKeysIsRefusedClearly(t *testing.T) {
	m, _, _ := furnished(&outside{})
	_, err := ask[cloudtrail.ListPublicKeysOutput](m, &cloudtrail.ListPublicKeysInput{})
	refused(t, "ListPublicKeys", err, "UnsupportedOperationException", "No digest files are delivered here, so there are no public keys to validate them with.")
}
