package names_test

import (
	"testing"

	"fleetglass/fake/wire/names"
)

// A few names of each kind, as AWS's API references have them.
func TestNames(t *testing.T) {
	all, err := names.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		service, typ, field string
		list                bool
		in, out             string
	}{
		{"ec2", "RunInstancesInput", "BlockDeviceMappings", true, "BlockDeviceMapping*", "blockDeviceMappingSet/item"},
		{"ec2", "CreateTagsInput", "Resources", true, "ResourceId*", "resourceSet/item"},
		{"ec2", "Instance", "State", false, "State", "instanceState"},
		{"ec2", "Instance", "PublicIpAddress", false, "PublicIpAddress", "ipAddress"},
		{"ec2", "DescribeSecurityGroupsOutput", "SecurityGroups", true, "SecurityGroup*", "securityGroupInfo/item"},
		{"autoscaling", "AutoScalingGroup", "Instances", true, "Instances/member", "Instances/member"},
		{"cloudwatch", "MetricAlarm", "Dimensions", true, "Dimensions/member", "Dimensions/member"},
		{"cloudwatchlogs", "LogGroup", "LogGroupName", false, "logGroupName", "logGroupName"},
		{"cloudtrail", "Trail", "S3BucketName", false, "S3BucketName", "S3BucketName"},
		{"sns", "PublishInput", "MessageAttributes", false, "MessageAttributes/Name|Value", "MessageAttributes"},
		{"s3", "ListObjectsV2Input", "MaxKeys", false, "max-keys@q", "MaxKeys"},
		{"s3", "PutObjectInput", "Metadata", false, "X-Amz-Meta-@m", "Metadata"},
		{"s3", "ListObjectsV2Output", "Contents", true, "Contents/member", "Contents*"},
		{"s3", "Grantee", "Type", false, "xsi:type@a", "xsi:type@a"},
	} {
		s := all[c.service]
		if got := s.In(c.typ, c.field, c.list).String(); got != c.in {
			t.Errorf("%s %s.%s in a request: %s, want %s", c.service, c.typ, c.field, got, c.in)
		}
		if got := s.Out(c.typ, c.field, c.list).String(); got != c.out {
			t.Errorf("%s %s.%s in an answer: %s, want %s", c.service, c.typ, c.field, got, c.out)
		}
	}
}

// Only codes that Query clients know by another name differ from the shape's.
func TestErrorNames(t *testing.T) {
	all, err := names.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := all["cloudwatch"]
	for _, c := range []struct{ code, shape string }{{"MissingParameter", "MissingRequiredParameterException"}, {"ResourceNotFound", "ResourceNotFound"}, {"Throttling", "Throttling"}} {
		if s.ErrorShape(c.code) != c.shape || s.ErrorCode(c.shape) != c.code {
			t.Errorf("%s: %s, and back %s", c.code, s.ErrorShape(c.code), s.ErrorCode(c.shape))
		}
	}
}

func TestEveryServiceHasOperations(t *testing.T) {
	all, err := names.Load()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range names.Services() {
		n := len(all[f.Package].Operations)
		if n < 10 {
			t.Errorf("%s has %d operations", f.Package, n)
		}
		total += n
	}
	if total < 1300 {
		t.Errorf("%d operations in all", total)
	}
}
