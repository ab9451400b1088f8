package fake

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/world"
)

// CloudTrail's form of requests and answers
// (CT/cloudtrail-event-reference-record-contents, CT/cloudtrail-log-file-examples).
func TestParametersAreWrittenAsCloudTrailDoes(t *testing.T) {
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, service string
		value         any
		want          string
	}{
		{"nothing set", "ec2", &ec2.DescribeInstancesInput{}, ``},
		{"nothing at all", "ec2", nil, ``},
		{"an answer that says nothing", "autoscaling", &autoscaling.SetDesiredCapacityOutput{}, ``},
		{"names begin in lower case", "autoscaling", &autoscaling.CreateAutoScalingGroupInput{VPCZoneIdentifier: aws.String("subnet-1"), MinSize: aws.Int32(0)},
			`{"minSize":0,"vPCZoneIdentifier":"subnet-1"}`},
		{"EC2's lists of instances", "ec2", &ec2.TerminateInstancesInput{InstanceIds: []string{"i-1", "i-2"}},
			`{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}`},
		{"secrets are hidden", "autoscaling", &autoscaling.CreateLaunchConfigurationInput{UserData: aws.String("cGFzc3dvcmQ=")},
			`{"userData":"<sensitiveDataRemoved>"}`},
		{"keys are hidden", "ec2", &ec2.CreateKeyPairOutput{KeyMaterial: aws.String("-----BEGIN")},
			`{"keyMaterial":"<sensitiveDataRemoved>"}`},
		{"times and lists", "autoscaling", &autoscaling.PutScheduledUpdateGroupActionInput{StartTime: &at}, `{"startTime":"2026-03-10T12:00:00Z"}`},
		{"structures in lists", "autoscaling", &autoscaling.CreateOrUpdateTagsInput{Tags: []astypes.Tag{{Key: aws.String("a<b"), Value: aws.String("")}}},
			`{"tags":[{"key":"a\u003cb","value":""}]}`},
		{"enumerations", "ec2", &ec2.RunInstancesInput{InstanceType: ec2types.InstanceTypeT3Micro, ImageId: aws.String("ami-1")},
			`{"imageId":"ami-1","instanceType":"t3.micro"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := parametersJSON(c.service, c.value)
			if !sameJSON(got, c.want) {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

func sameJSON(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return string(p) == string(q)
}

func TestWhatIsTooMuchIsLeftOut(t *testing.T) {
	if got := parametersJSON("ec2", &ec2.RunInstancesInput{ClientToken: aws.String(strings.Repeat("x", parametersLimit))}); got != "" {
		t.Errorf("%d bytes are kept", len(got))
	}
}

func TestResourcesAreFoundInRequestsAndAnswers(t *testing.T) {
	found := resourcesIn(nil, "autoscaling", &autoscaling.AttachInstancesInput{AutoScalingGroupName: aws.String("web"), InstanceIds: []string{"i-1", "i-1", "i-2"}})
	found = resourcesIn(found, "ec2", &ec2.RunInstancesOutput{Instances: []ec2types.Instance{{InstanceId: aws.String("i-3"), SubnetId: aws.String("subnet-1")}}})
	want := []world.TrailResource{
		{Type: "AWS::AutoScaling::AutoScalingGroup", Name: "web"}, {Type: "AWS::EC2::Instance", Name: "i-1"}, {Type: "AWS::EC2::Instance", Name: "i-2"},
		{Type: "AWS::EC2::Instance", Name: "i-3"}, {Type: "AWS::EC2::Subnet", Name: "subnet-1"},
	}
	for _, w := range want {
		seen := 0
		for _, f := range found {
			if f == w {
				seen++
			}
		}
		if seen != 1 {
			t.Errorf("%v is found %d times in %v", w, seen, found)
		}
	}
}

func TestReadsAreKnownByTheirVerb(t *testing.T) {
	for operation, want := range map[string]bool{
		"DescribeInstances": true, "GetMetricData": true, "ListMetrics": true, "LookupEvents": true,
		"RunInstances": false, "PutScalingPolicy": false, "SetDesiredCapacity": false, "DetachInstances": false,
	} {
		if readOnly(operation) != want {
			t.Errorf("%s: %t", operation, !want)
		}
	}
}

// Whatever is in a file, it is read or refused.
func FuzzDecode(f *testing.F) {
	e, err := New(Options{Scenario: "empty"})
	if err != nil {
		f.Fatal(err)
	}
	whole, err := e.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("fleetglass-state 1 sha256:\n"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := decode(data); err == nil && len(s.Worlds) == 0 {
			t.Error("a state without a world is taken")
		}
	})
}
