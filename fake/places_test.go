package fake

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/world"
)

// Every region of every partition comes into being with its zones and its
// default VPC when it is first named.
func TestEveryRegionHasItsZonesAndItsDefaultVPC(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	resolver := ec2.NewDefaultEndpointResolverV2()
	for _, r := range world.Regions() {
		zones, err := try[ec2.DescribeAvailabilityZonesOutput](e, r.Name, &ec2.DescribeAvailabilityZonesInput{})
		if err != nil || len(zones.AvailabilityZones) < 2 {
			t.Fatalf("%s: %v, zones %v", r.Name, err, zones)
		}
		ids := map[string]bool{}
		for _, z := range zones.AvailabilityZones {
			ids[*z.ZoneId] = true
			if !strings.HasPrefix(*z.ZoneName, r.Name) || len(*z.ZoneName) != len(r.Name)+1 {
				t.Errorf("%s has a zone %s", r.Name, *z.ZoneName)
			}
		}
		vpcs, err := try[ec2.DescribeVpcsOutput](e, r.Name, &ec2.DescribeVpcsInput{})
		subnets, _ := try[ec2.DescribeSubnetsOutput](e, r.Name, &ec2.DescribeSubnetsInput{})
		if err != nil || len(vpcs.Vpcs) != 1 || !*vpcs.Vpcs[0].IsDefault || len(subnets.Subnets) != len(ids) {
			t.Errorf("%s: %v, %d VPCs, %d subnets in %d zones", r.Name, err, len(vpcs.Vpcs), len(subnets.Subnets), len(ids))
		}
		if arn := *subnets.Subnets[0].SubnetArn; !strings.HasPrefix(arn, "arn:"+world.Partition(r.Name)+":ec2:"+r.Name+":") {
			t.Errorf("%s: %s", r.Name, arn)
		}
		// The SDK knows the names of hosts.
		endpoint, err := resolver.ResolveEndpoint(context.Background(), ec2.EndpointParameters{Region: aws.String(r.Name), UseFIPS: aws.Bool(false), UseDualStack: aws.Bool(false)})
		if err != nil || !strings.HasSuffix(endpoint.URI.Host, r.Name+"."+world.Suffix(r.Name)) {
			t.Errorf("%s: the SDK calls %s, %v", r.Name, endpoint.URI.Host, err)
		}
	}
}

// What is known of regions' zones (EC2/using-regions-availability-zones;
// the ids of an account's zones are AWS's, which letter has which is not).
func TestZonesThatAreNotAThroughC(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	for region, want := range map[string]string{
		"us-west-1": "us-west-1a=usw1-az1 us-west-1c=usw1-az3", "us-gov-west-1": "us-gov-west-1a=usgw1-az1 us-gov-west-1b=usgw1-az2 us-gov-west-1c=usgw1-az3",
		"ap-northeast-1": "ap-northeast-1a=apne1-az4 ap-northeast-1c=apne1-az1 ap-northeast-1d=apne1-az2",
		"cn-northwest-1": "cn-northwest-1a=cnnw1-az1 cn-northwest-1b=cnnw1-az2 cn-northwest-1c=cnnw1-az3",
	} {
		out, err := try[ec2.DescribeAvailabilityZonesOutput](e, region, &ec2.DescribeAvailabilityZonesInput{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, z := range out.AvailabilityZones {
			got = append(got, *z.ZoneName+"="+*z.ZoneId)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", region, got)
		}
	}
}

// Partitions share nothing (IAM/reference_identifiers, "partition"): neither
// users, nor buckets, nor AWS's policies have the same ARNs.
func TestPartitionsAreApart(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	for _, region := range []string{"us-east-2", "cn-northwest-1", "us-gov-east-1"} {
		partition := "arn:" + world.Partition(region) + ":"
		user, err := try[iam.CreateUserOutput](e, region, &iam.CreateUserInput{UserName: aws.String("alice")})
		if err != nil || !strings.HasPrefix(*user.User.Arn, partition+"iam::"+Account) {
			t.Errorf("%s: %v %v", region, user, err)
		}
		if _, err := try[iam.AttachUserPolicyOutput](e, region, &iam.AttachUserPolicyInput{UserName: aws.String("alice"), PolicyArn: aws.String(partition + "iam::aws:policy/ReadOnlyAccess")}); err != nil {
			t.Errorf("%s: %v", region, err)
		}
		who, err := try[sts.GetCallerIdentityOutput](e, region, &sts.GetCallerIdentityInput{})
		if err != nil || *who.Arn != partition+"iam::"+Account+":user/admin" {
			t.Errorf("%s: %v %v", region, who, err)
		}
		topic, err := try[sns.CreateTopicOutput](e, region, &sns.CreateTopicInput{Name: aws.String("ops")})
		if err != nil || *topic.TopicArn != partition+"sns:"+region+":"+Account+":ops" {
			t.Errorf("%s: %v %v", region, topic, err)
		}
		buckets, err := try[s3.ListBucketsOutput](e, region, &s3.ListBucketsInput{})
		if err != nil || len(buckets.Buckets) != 0 {
			t.Errorf("%s: it sees the buckets %v, %v", region, buckets, err)
		}
		makeBucket(t, e, region)
	}
}

func makeBucket(t *testing.T, e *Engine, region string) {
	t.Helper()
	in := &s3.CreateBucketInput{Bucket: aws.String("photos-of-alice")}
	in.CreateBucketConfiguration = &s3types.CreateBucketConfiguration{LocationConstraint: s3types.BucketLocationConstraint(region)}
	if _, err := try[s3.CreateBucketOutput](e, region, in); err != nil {
		t.Errorf("%s: the name is taken in another partition: %v", region, err)
	}
}

// Only where it was asked for does every id name an image.
func TestAnyImage(t *testing.T) {
	for _, c := range []struct {
		any  bool
		want string
	}{{false, "InvalidAMIID.NotFound"}, {true, ""}} {
		e, _ := newTested(t, Options{Scenario: "empty", AnyImage: c.any})
		const invented = "ami-12c6146b"
		_, run := try[ec2.RunInstancesOutput](e, "eu-west-1", &ec2.RunInstancesInput{
			ImageId: aws.String(invented), InstanceType: ec2types.InstanceTypeT4gMicro, MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
		})
		_, describe := try[ec2.DescribeImagesOutput](e, Region, &ec2.DescribeImagesInput{ImageIds: []string{invented}})
		_, configure := try[autoscaling.CreateLaunchConfigurationOutput](e, "us-east-1", &autoscaling.CreateLaunchConfigurationInput{
			LaunchConfigurationName: aws.String("web"), ImageId: aws.String(invented), InstanceType: aws.String("t3.micro"),
		})
		for name, err := range map[string]error{"run": run, "describe": describe, "configure": configure} {
			if (err == nil) != c.any {
				t.Errorf("any image %v: %s: %v", c.any, name, err)
			}
		}
		if _, err := try[ec2.DescribeImagesOutput](e, Region, &ec2.DescribeImagesInput{ImageIds: []string{"image-1"}}); err == nil {
			t.Error("what is no id of an image is one")
		}
	}
}
