package fake

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/recipes"
	"fleetglass/fake/api"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/world"
)

// The filter patterns of the eleven alarms on CloudTrail's events
// (CT18/cloudwatch-alarms-for-cloudtrail) match the records that the engine writes.
func TestTheElevenRecipesMatchOurRecords(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	e.Pause()
	west := func(input any) func() { return func() { attempt(e, Region, input) } }
	bucket := aws.String("recipe-bucket")
	attempt(e, Region, &s3.CreateBucketInput{Bucket: bucket, CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: Region}})
	cases := []struct {
		name, event, region string
		make                func()
	}{
		{"S3BucketActivity: policy", "DeleteBucketPolicy", Region,
			west(&s3.DeleteBucketPolicyInput{Bucket: bucket})},
		{"S3BucketActivity: lifecycle", "PutBucketLifecycle", Region,
			west(&s3.PutBucketLifecycleConfigurationInput{Bucket: bucket, LifecycleConfiguration: &s3types.BucketLifecycleConfiguration{Rules: []s3types.LifecycleRule{{
				Status: s3types.ExpirationStatusEnabled, Filter: &s3types.LifecycleRuleFilter{Prefix: aws.String("")}, Expiration: &s3types.LifecycleExpiration{Days: aws.Int32(30)}}}}})},
		{"S3BucketActivity: ACL, refused", "PutBucketAcl", Region,
			west(&s3.PutBucketAclInput{Bucket: bucket, ACL: s3types.BucketCannedACLPublicRead})},
		{"SecurityGroupEvents", "CreateSecurityGroup", Region,
			west(&ec2.CreateSecurityGroupInput{GroupName: aws.String("recipe"), Description: aws.String("x")})},
		{"NetworkACLEvents", "CreateNetworkAcl", Region,
			func() { attempt(e, Region, &ec2.CreateNetworkAclInput{VpcId: vpcOf(e)}) }},
		{"GatewayChanges", "CreateInternetGateway", Region, west(&ec2.CreateInternetGatewayInput{})},
		{"VpcChanges", "CreateVpc", Region, west(&ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})},
		{"EC2InstanceChanges", "TerminateInstances", Region,
			west(&ec2.TerminateInstancesInput{InstanceIds: []string{"i-0123456789abcdef0"}})},
		{"EC2LargeInstanceChanges", "RunInstances", Region,
			func() {
				attempt(e, Region, &ec2.RunInstancesInput{ImageId: aws.String(imageOf(e)), InstanceType: ec2types.InstanceTypeM54xlarge, MinCount: aws.Int32(1), MaxCount: aws.Int32(1)})
			}},
		{"CloudTrailChanges", "StopLogging", Region, west(&cloudtrail.StopLoggingInput{Name: aws.String("main")})},
		{"ConsoleSignInFailures", "ConsoleLogin", Region, func() {
			e.home().record(world.TrailEvent{Name: "ConsoleLogin", Source: "signin.amazonaws.com", Kind: "AwsConsoleSignIn", IdentityType: "IAMUser", Username: "admin",
				ErrorMessage: "Failed authentication", Response: `{"ConsoleLogin":"Failure"}`})
		}},
		{"AuthorizationFailures: EC2", "CreateKeyPair", Region,
			func() {
				_ = e.Inject(Fault{Kind: Deny, Subject: "ec2:CreateKeyPair"})
				attempt(e, Region, &ec2.CreateKeyPairInput{KeyName: aws.String("k")})
			}},
		{"AuthorizationFailures: CloudTrail", "DeleteTrail", Region,
			func() {
				_ = e.Inject(Fault{Kind: Deny, Subject: "cloudtrail:DeleteTrail"})
				attempt(e, Region, &cloudtrail.DeleteTrailInput{Name: aws.String("main")})
			}},
		{"IAMPolicyChanges", "CreatePolicy", GlobalRegion,
			west(&iam.CreatePolicyInput{PolicyName: aws.String("p"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)})},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.make()
			name, _, _ := strings.Cut(c.name, ":")
			recipe, known := recipes.Named(name)
			if !known {
				t.Fatal("there is no such recipe")
			}
			p, err := logpattern.Parse(recipe.Pattern)
			if err != nil {
				t.Fatal(err)
			}
			record := lastRecord(e, c.region, c.event)
			if !p.Match(record).Matched {
				t.Errorf("the pattern does not match %s", record)
			}
		})
	}
}

// attempt makes a call, whatever comes of it.
func attempt(e *Engine, region string, input any) {
	service, operation := api.NameOf(input)
	_, _, _ = e.Call(context.Background(), service, operation, region, input)
}

func vpcOf(e *Engine) *string {
	for id := range e.home().world.VPCs.All() {
		return &id
	}
	return nil
}

func imageOf(e *Engine) string {
	for id := range e.home().world.Images.All() {
		return id
	}
	return ""
}

// lastRecord is the record of the last event of this name, "" without one.
func lastRecord(e *Engine, region, name string) string {
	trail := e.placeIn(region).world.Trail
	for i := len(trail) - 1; i >= 0; i-- {
		if trail[i].Name == name {
			return audit.Record(trail[i], region, Account)
		}
	}
	return ""
}

// Calls of the data plane are no management events, so the event history does
// not have them.
func TestDataCallsAreNotInTheEventHistory(t *testing.T) {
	for call, moves := range map[[2]string]bool{
		{"cloudwatch", "PutMetricData"}: true, {"cloudwatch", "GetMetricData"}: true, {"cloudwatch", "PutMetricAlarm"}: false, {"cloudwatch", "DescribeAlarms"}: false,
		{"cloudwatchlogs", "PutLogEvents"}: true, {"cloudwatchlogs", "StartQuery"}: false, {"cloudwatchlogs", "CreateLogGroup"}: false,
		{"s3", "PutObject"}: true, {"s3", "ListObjectsV2"}: true, {"s3", "HeadBucket"}: true, {"s3", "PutBucketPolicy"}: false, {"s3", "ListBuckets"}: false,
		{"sns", "Publish"}: true, {"sns", "CreateTopic"}: false, {"ec2", "RunInstances"}: false, {"cloudtrail", "LookupEvents"}: false,
	} {
		if movesData(call[0], call[1]) != moves {
			t.Errorf("%s %s: moves data %t", call[0], call[1], !moves)
		}
	}
}

// S3's events have the names of its older interface, and tell the bucket, the
// host and the document.
func TestTheTrailOfStorage(t *testing.T) {
	for operation, want := range map[string]string{
		"PutBucketLifecycleConfiguration": "PutBucketLifecycle", "GetBucketLifecycleConfiguration": "GetBucketLifecycle", "DeleteBucketLifecycle": "DeleteBucketLifecycle",
		"PutPublicAccessBlock": "PutBucketPublicAccessBlock", "PutBucketPolicy": "PutBucketPolicy",
	} {
		if got := eventName("s3", operation); got != want {
			t.Errorf("%s is %s, want %s", operation, got, want)
		}
	}
	got := storageRequest("PutBucketPolicy", "us-west-2", &s3.PutBucketPolicyInput{Bucket: aws.String("b"), Policy: aws.String(`{"Statement":[]}`)})
	if want := `{"bucketName":"b","Host":"b.s3.us-west-2.amazonaws.com","policy":"","bucketPolicy":{"Statement":[]}}`; got != want {
		t.Error(got)
	}
	got = storageRequest("PutBucketVersioning", "us-west-2", &s3.PutBucketVersioningInput{Bucket: aws.String("b"),
		VersioningConfiguration: &s3types.VersioningConfiguration{Status: s3types.BucketVersioningStatusEnabled}})
	if want := `{"bucketName":"b","Host":"b.s3.us-west-2.amazonaws.com","versioning":"","VersioningConfiguration":{"Status":"Enabled"}}`; got != want {
		t.Error(got)
	}
}

// An event names its trail and bucket.
func TestLookupByTrailAndBucket(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	attempt(e, Region, &cloudtrail.CreateTrailInput{Name: aws.String("main"), S3BucketName: aws.String("no-such-bucket")})
	for _, name := range []string{"main", "no-such-bucket"} {
		out, err := try[cloudtrail.LookupEventsOutput](e, Region, &cloudtrail.LookupEventsInput{LookupAttributes: []types.LookupAttribute{
			{AttributeKey: types.LookupAttributeKeyResourceName, AttributeValue: aws.String(name)}}})
		if err != nil || len(out.Events) != 1 {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
}
