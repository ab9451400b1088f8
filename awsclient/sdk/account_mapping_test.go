package sdk_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
)

// answering is a client in a region whose calls get these answers, by
// operation, and a place where what was asked last is kept.
func answering(region string, answers map[string]any) (*sdk.Client, *any) {
	asked := new(any)
	return sdk.InProcess(func(_ context.Context, _, operation, _ string, input any) (any, string, error) {
		*asked = input
		switch answer := answers[operation].(type) {
		case nil:
			return nil, "", errors.New("a call of " + operation)
		case error:
			return nil, "", answer
		default:
			return answer, "request", nil
		}
	}, region), asked
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func day(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

// What is not given of a group's settings is not sent; what is given as
// nothing is.
func TestSettingsOfAGroupAsTheyAreSent(t *testing.T) {
	c, asked := answering("us-west-2", map[string]any{"UpdateAutoScalingGroup": &autoscaling.UpdateAutoScalingGroupOutput{}, "CreateAutoScalingGroup": &autoscaling.CreateAutoScalingGroupOutput{}})
	if err := c.UpdateGroup(t.Context(), awsclient.GroupSettings{Name: "web"}); err != nil {
		t.Fatal(err)
	}
	same(t, "nothing", (*asked).(*autoscaling.UpdateAutoScalingGroupInput), &autoscaling.UpdateAutoScalingGroupInput{AutoScalingGroupName: aws.String("web")})
	none, minute := time.Duration(0), time.Minute
	if err := c.UpdateGroup(t.Context(), awsclient.GroupSettings{
		Name: "web", Subnets: []string{"subnet-1", "subnet-2"}, Grace: &none, DefaultCooldown: &minute, Limits: &awsclient.Limits{Min: 0, Desired: 2, Max: 4},
		Launch: &awsclient.LaunchRef{TemplateID: "lt-1", TemplateName: "web", Version: "$Latest"},
	}); err != nil {
		t.Fatal(err)
	}
	same(t, "some", (*asked).(*autoscaling.UpdateAutoScalingGroupInput), &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String("web"), VPCZoneIdentifier: aws.String("subnet-1,subnet-2"), HealthCheckGracePeriod: aws.Int32(0), DefaultCooldown: aws.Int32(60),
		MinSize: aws.Int32(0), DesiredCapacity: aws.Int32(2), MaxSize: aws.Int32(4),
		LaunchTemplate: &astypes.LaunchTemplateSpecification{LaunchTemplateId: aws.String("lt-1"), Version: aws.String("$Latest")}, // AWS takes an id or a name
	})
	if err := c.CreateGroup(t.Context(), awsclient.GroupSettings{Name: "web", Launch: &awsclient.LaunchRef{Configuration: "old"}, Limits: &awsclient.Limits{Max: 1}, Tags: []awsclient.Tag{{Key: "a", Value: ""}}}); err != nil {
		t.Fatal(err)
	}
	same(t, "a new one", (*asked).(*autoscaling.CreateAutoScalingGroupInput), &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String("web"), LaunchConfigurationName: aws.String("old"),
		MinSize: aws.Int32(0), DesiredCapacity: aws.Int32(0), MaxSize: aws.Int32(1),
		Tags: []astypes.Tag{{Key: aws.String("a"), Value: aws.String(""), PropagateAtLaunch: aws.Bool(true)}},
	})
}

// Only what belongs to a policy's type is sent.
func TestPoliciesAsTheyAreSent(t *testing.T) {
	c, asked := answering("us-west-2", map[string]any{"PutScalingPolicy": &autoscaling.PutScalingPolicyOutput{PolicyARN: aws.String("arn")}})
	full := awsclient.Policy{
		Group: "web", Name: "p", Enabled: true, AdjustmentType: "ChangeInCapacity", Adjustment: -1, Cooldown: time.Minute, MetricAggregation: "Maximum",
		Steps: []awsclient.Step{{Lower: aws.Float64(0), Adjustment: 2}},
		Target: awsclient.TargetTracking{Value: 50, Custom: &awsclient.CustomMetric{
			Namespace: "Shop", Name: "Queue", Statistic: "Sum", Unit: "Count", Dimensions: []awsclient.Dimension{{Name: "Stage", Value: "live"}},
		}},
	}
	base := autoscaling.PutScalingPolicyInput{AutoScalingGroupName: aws.String("web"), PolicyName: aws.String("p"), Enabled: aws.Bool(true)}
	for kind, add := range map[string]func(*autoscaling.PutScalingPolicyInput){
		"SimpleScaling": func(in *autoscaling.PutScalingPolicyInput) {
			in.AdjustmentType, in.ScalingAdjustment, in.Cooldown = aws.String("ChangeInCapacity"), aws.Int32(-1), aws.Int32(60)
		},
		"StepScaling": func(in *autoscaling.PutScalingPolicyInput) {
			in.AdjustmentType, in.MetricAggregationType = aws.String("ChangeInCapacity"), aws.String("Maximum")
			in.StepAdjustments = []astypes.StepAdjustment{{MetricIntervalLowerBound: aws.Float64(0), ScalingAdjustment: aws.Int32(2)}}
		},
		"TargetTrackingScaling": func(in *autoscaling.PutScalingPolicyInput) {
			in.TargetTrackingConfiguration = &astypes.TargetTrackingConfiguration{TargetValue: aws.Float64(50), DisableScaleIn: aws.Bool(false), CustomizedMetricSpecification: &astypes.CustomizedMetricSpecification{
				Namespace: aws.String("Shop"), MetricName: aws.String("Queue"), Statistic: "Sum", Unit: aws.String("Count"),
				Dimensions: []astypes.MetricDimension{{Name: aws.String("Stage"), Value: aws.String("live")}},
			}}
		},
	} {
		want := base
		want.PolicyType = aws.String(kind)
		add(&want)
		full.Type = kind
		if arn, err := c.PutPolicy(t.Context(), full); err != nil || arn != "arn" {
			t.Errorf("%s: %q %v", kind, arn, err)
		}
		same(t, kind, *(*asked).(*autoscaling.PutScalingPolicyInput), want)
	}
}

// What a refresh is started with is what is read of it again.
func TestARefreshGoesAndComesBack(t *testing.T) {
	health, most, warm := 80, 120, 90*time.Second
	p := awsclient.RefreshPreferences{
		MinHealthy: &health, MaxHealthy: &most, Warmup: &warm, Checkpoints: []int{20, 100}, CheckpointDelay: time.Hour, BakeTime: time.Minute,
		SkipMatching: true, AutoRollback: true, ScaleInProtected: "Refresh", Standby: "Wait", Alarms: []string{"errors"},
	}
	mixed := &awsclient.MixedPolicy{
		Launch: awsclient.LaunchRef{TemplateID: "lt-1", Version: "3"}, OnDemandStrategy: "prioritized", OnDemandBase: 1, OnDemandPercent: 50,
		SpotStrategy: "lowest-price", SpotPools: 2, SpotMaxPrice: "0.05",
		Overrides: []awsclient.MixedType{{Type: "m5.large", Weight: 2}, {Type: "c5.large", Weight: 1, Launch: awsclient.LaunchRef{TemplateID: "lt-2", Version: "1"}}},
	}
	c, asked := answering("us-west-2", map[string]any{"StartInstanceRefresh": &autoscaling.StartInstanceRefreshOutput{InstanceRefreshId: aws.String("r-1")}})
	if id, err := c.StartInstanceRefresh(t.Context(), "web", p, awsclient.LaunchRef{}, mixed); err != nil || id != "r-1" {
		t.Fatalf("%q %v", id, err)
	}
	sent := (*asked).(*autoscaling.StartInstanceRefreshInput)
	c, _ = answering("us-west-2", map[string]any{"DescribeInstanceRefreshes": &autoscaling.DescribeInstanceRefreshesOutput{InstanceRefreshes: []astypes.InstanceRefresh{{
		InstanceRefreshId: aws.String("r-1"), AutoScalingGroupName: sent.AutoScalingGroupName, Status: "RollbackInProgress", StatusReason: aws.String("why\x1b[2J"),
		StartTime: aws.Time(day(1)), PercentageComplete: aws.Int32(40), InstancesToUpdate: aws.Int32(3), Preferences: sent.Preferences, DesiredConfiguration: sent.DesiredConfiguration,
		RollbackDetails: &astypes.RollbackDetails{RollbackReason: aws.String("an alarm"), RollbackStartTime: aws.Time(day(2)), PercentageCompleteOnRollback: aws.Int32(30), InstancesToUpdateOnRollback: aws.Int32(2)},
	}}}})
	got, err := c.InstanceRefreshes(t.Context(), "web")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the refresh", got, []awsclient.InstanceRefresh{{
		ID: "r-1", Group: "web", Status: "RollbackInProgress", Reason: "why", Start: day(1), Percent: 40, Left: 3, Preferences: p, Mixed: mixed,
		RollbackReason: "an alarm", RollbackStart: day(2), RollbackPercent: 30, RollbackLeft: 2,
	}})
}

// AWS lists a line for each type of event; a topic is one row.
func TestNotificationsOfAGroupAreOneRowATopic(t *testing.T) {
	line := func(group, topic, kind string) astypes.NotificationConfiguration {
		return astypes.NotificationConfiguration{AutoScalingGroupName: &group, TopicARN: &topic, NotificationType: &kind}
	}
	c, _ := answering("us-west-2", map[string]any{"DescribeNotificationConfigurations": &autoscaling.DescribeNotificationConfigurationsOutput{
		NotificationConfigurations: []astypes.NotificationConfiguration{line("web", "b", "x"), line("web", "a", "y"), line("api", "a", "x"), line("web", "a", "x")},
	}})
	got, err := c.NotificationConfigs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rows", got, []awsclient.NotificationConfig{{Group: "api", Topic: "a", Types: []string{"x"}}, {Group: "web", Topic: "a", Types: []string{"x", "y"}}, {Group: "web", Topic: "b", Types: []string{"x"}}})
}

func TestTrailsAsTheyAreReadAndWritten(t *testing.T) {
	settings := awsclient.TrailSettings{Name: "main", Bucket: "logs", Prefix: "p", Topic: "arn:topic", LogGroup: "arn:group", LogRole: "arn:role", Key: "key", AllRegions: true, GlobalServices: true, Validation: true}
	described := trailtypes.Trail{
		Name: aws.String("main"), S3BucketName: aws.String("logs"), S3KeyPrefix: aws.String("p"), SnsTopicARN: aws.String("arn:topic"), CloudWatchLogsLogGroupArn: aws.String("arn:group"),
		CloudWatchLogsRoleArn: aws.String("arn:role"), KmsKeyId: aws.String("key"), IsMultiRegionTrail: aws.Bool(true), IncludeGlobalServiceEvents: aws.Bool(true), LogFileValidationEnabled: aws.Bool(true),
		TrailARN: aws.String("arn:trail"), HomeRegion: aws.String("us-west-2"), HasCustomEventSelectors: aws.Bool(true),
	}
	c, asked := answering("us-west-2", map[string]any{
		"DescribeTrails": &cloudtrail.DescribeTrailsOutput{TrailList: []trailtypes.Trail{{Name: aws.String("zoo")}, described}},
		"GetTrailStatus": &cloudtrail.GetTrailStatusOutput{IsLogging: aws.Bool(true), StartLoggingTime: aws.Time(day(1)), LatestDeliveryTime: aws.Time(day(2)), LatestDeliveryError: aws.String("AccessDenied")},
		"GetEventSelectors": &cloudtrail.GetEventSelectorsOutput{
			EventSelectors: []trailtypes.EventSelector{{ReadWriteType: "WriteOnly", IncludeManagementEvents: aws.Bool(true), ExcludeManagementEventSources: []string{"kms.amazonaws.com"},
				DataResources: []trailtypes.DataResource{{Type: aws.String("AWS::S3::Object"), Values: []string{"arn:aws:s3:::logs/"}}}}},
			AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{{Name: aws.String("all"), FieldSelectors: []trailtypes.AdvancedFieldSelector{{Field: aws.String("eventName"), NotStartsWith: []string{"Get", "List"}}}}},
		},
		"UpdateTrail": &cloudtrail.UpdateTrailOutput{},
	})
	trails, err := c.Trails(t.Context())
	if err != nil || len(trails) != 2 {
		t.Fatalf("%v %v", trails, err)
	}
	same(t, "a trail", trails[0], awsclient.Trail{TrailSettings: settings, ARN: "arn:trail", HomeRegion: "us-west-2", CustomSelectors: true})
	status, err := c.TrailStatus(t.Context(), "arn:trail")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "status", status, awsclient.TrailStatus{Logging: true, Started: day(1), Delivered: day(2), DeliveryError: "AccessDenied"})
	selectors, err := c.TrailSelectors(t.Context(), "arn:trail")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "selectors", selectors, awsclient.TrailSelectors{
		Basic:    []awsclient.EventSelector{{ReadWrite: "WriteOnly", Management: true, ExcludedSources: []string{"kms.amazonaws.com"}, Data: []string{"AWS::S3::Object arn:aws:s3:::logs/"}}},
		Advanced: []awsclient.AdvancedSelector{{Name: "all", Conditions: []string{"eventName not starts with Get or List"}}},
	})
	if err := c.UpdateTrail(t.Context(), awsclient.TrailSettings{Name: "main", Bucket: "logs"}); err != nil {
		t.Fatal(err)
	}
	sent := (*asked).(*cloudtrail.UpdateTrailInput)
	if sent.S3KeyPrefix == nil || *sent.S3KeyPrefix != "" || sent.SnsTopicName == nil || *sent.IsMultiRegionTrail {
		t.Errorf("what is empty is taken away: %+v", sent)
	}
}

func TestBucketsAndObjects(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`{"Records":[]}`))
	_ = z.Close()
	body := func(b []byte) *s3.GetObjectOutput { return &s3.GetObjectOutput{Body: io.NopCloser(bytes.NewReader(b))} }
	answers := map[string]any{
		"ListBuckets":     &s3.ListBucketsOutput{Buckets: []s3types.Bucket{{Name: aws.String("b"), BucketRegion: aws.String("eu-west-1"), CreationDate: aws.Time(day(1))}, {Name: aws.String("a")}}},
		"ListObjectsV2":   &s3.ListObjectsV2Output{Contents: []s3types.Object{{Key: aws.String("k1"), Size: aws.Int64(7), LastModified: aws.Time(day(2))}, {Key: aws.String("k2")}}},
		"GetBucketPolicy": &smithy.GenericAPIError{Code: "NoSuchBucketPolicy"},
		"GetObject":       body(packed.Bytes()), "CreateBucket": &s3.CreateBucketOutput{},
	}
	c, _ := answering("us-west-2", answers)
	buckets, err := c.Buckets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "buckets", buckets, []awsclient.Bucket{{Name: "a"}, {Name: "b", Region: "eu-west-1", Created: day(1)}})
	objects, err := c.Objects(t.Context(), "b", "", 1)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "objects", objects, []awsclient.Object{{Key: "k1", Size: 7, Modified: day(2)}})
	if policy, err := c.BucketPolicy(t.Context(), "b"); err != nil || policy != "" {
		t.Errorf("a bucket without a policy: %q %v", policy, err)
	}
	if text, err := c.Object(t.Context(), "b", "k"); err != nil || text != `{"Records":[]}` {
		t.Errorf("a packed object: %q %v", text, err)
	}
	answers["GetObject"] = body([]byte("\x1f\x8bnot packed"))
	if text, err := c.Object(t.Context(), "b", "k"); err != nil || !strings.Contains(text, "not packed") {
		t.Errorf("one that only seems to be: %q %v", text, err)
	}
	for region, named := range map[string]bool{"us-west-2": true, "us-east-1": false} {
		c, asked := answering(region, answers)
		if err := c.CreateBucket(t.Context(), "n"); err != nil {
			t.Fatal(err)
		}
		if got := (*asked).(*s3.CreateBucketInput).CreateBucketConfiguration != nil; got != named {
			t.Errorf("in %s the region is named: %v", region, got)
		}
	}
}

func TestIdentitiesAndTopics(t *testing.T) {
	c, _ := answering("us-west-2", map[string]any{
		"ListUsers": &iam.ListUsersOutput{Users: []iamtypes.User{{UserName: aws.String("bob"), Path: aws.String("/"), UserId: aws.String("AIDA"), Arn: aws.String("arn:bob"), CreateDate: aws.Time(day(1)), PasswordLastUsed: aws.Time(day(2))}, {UserName: aws.String("al")}}},
		"ListRoles": &iam.ListRolesOutput{Roles: []iamtypes.Role{{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String("%7B%22a%22%3A1%7D"), MaxSessionDuration: aws.Int32(3600)}}},
		"GetPolicy": &iam.GetPolicyOutput{Policy: &iamtypes.Policy{DefaultVersionId: aws.String("v2")}}, "GetPolicyVersion": &iam.GetPolicyVersionOutput{PolicyVersion: &iamtypes.PolicyVersion{Document: aws.String("100%")}},
		"ListSubscriptions": &sns.ListSubscriptionsOutput{Subscriptions: []snstypes.Subscription{
			{TopicArn: aws.String("t"), Protocol: aws.String("sms"), Endpoint: aws.String("+1"), SubscriptionArn: aws.String("arn:s"), Owner: aws.String("1")},
			{TopicArn: aws.String("t"), Protocol: aws.String("email"), Endpoint: aws.String("a@b"), SubscriptionArn: aws.String("PendingConfirmation")},
		}},
		"ListTopics": &sns.ListTopicsOutput{Topics: []snstypes.Topic{{TopicArn: aws.String("arn:aws:sns:us-west-2:1:ops")}}},
	})
	users, err := c.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "users", users, []awsclient.User{{Name: "al"}, {Name: "bob", Path: "/", ID: "AIDA", ARN: "arn:bob", Created: day(1), PasswordUsed: day(2)}})
	roles, err := c.Roles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "roles", roles, []awsclient.Role{{Name: "r", Trust: `{"a":1}`, MaxSession: time.Hour}})
	if document, err := c.PolicyDocument(t.Context(), "arn"); err != nil || document != "100%" {
		t.Errorf("a document that is not encoded: %q %v", document, err)
	}
	subscriptions, err := c.Subscriptions(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "subscriptions", subscriptions, []awsclient.Subscription{{Topic: "t", Protocol: "email", Endpoint: "a@b"}, {ARN: "arn:s", Topic: "t", Protocol: "sms", Endpoint: "+1", Owner: "1", Confirmed: true}})
	topics, err := c.Topics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "topics", topics, []awsclient.Topic{{Name: "ops", ARN: "arn:aws:sns:us-west-2:1:ops"}})
}
