package sdk

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/awsclient"
)

func TestAClassicBalancer(t *testing.T) {
	c := InProcess(nil, "us-west-2")
	made := time.Date(2026, 3, 1, 10, 0, 0, 0, time.FixedZone("", 3600))
	got := c.classicBalancer(types.LoadBalancerDescription{
		LoadBalancerName: aws.String("web\x1b[31m"), Scheme: aws.String("internal"), DNSName: aws.String("internal-web-1.elb"), VPCId: aws.String("vpc-1"),
		AvailabilityZones: []string{"b", "a"}, Subnets: []string{"subnet-1"}, SecurityGroups: []string{"sg-1"}, CreatedTime: &made,
		ListenerDescriptions: []types.ListenerDescription{
			{Listener: &types.Listener{Protocol: aws.String("HTTPS"), LoadBalancerPort: 443, InstanceProtocol: aws.String("HTTP"), InstancePort: aws.Int32(80), SSLCertificateId: aws.String("arn")}, PolicyNames: []string{"p"}},
			{Listener: &types.Listener{Protocol: aws.String("TCP"), LoadBalancerPort: 25, InstanceProtocol: aws.String("TCP"), InstancePort: aws.Int32(2525)}},
			{},
		},
		HealthCheck: &types.HealthCheck{Target: aws.String("TCP:80"), Interval: aws.Int32(30), Timeout: aws.Int32(5), HealthyThreshold: aws.Int32(10), UnhealthyThreshold: aws.Int32(2)},
		Instances:   []types.Instance{{InstanceId: aws.String("i-2")}, {InstanceId: aws.String("i-1")}},
		Policies: &types.Policies{
			LBCookieStickinessPolicies:  []types.LBCookieStickinessPolicy{{PolicyName: aws.String("p"), CookieExpirationPeriod: aws.Int64(60)}, {PolicyName: aws.String("s")}},
			AppCookieStickinessPolicies: []types.AppCookieStickinessPolicy{{PolicyName: aws.String("cart"), CookieName: aws.String("CART")}},
			OtherPolicies:               []string{"ELBSecurityPolicy-2016-08"},
		},
	})
	want := awsclient.ClassicBalancer{
		Name: "web", Region: "us-west-2", Scheme: "internal", DNSName: "internal-web-1.elb", VPC: "vpc-1", Zones: []string{"a", "b"}, Subnets: []string{"subnet-1"},
		SecurityGroups: []string{"sg-1"}, Created: made.UTC(),
		Listeners: []awsclient.ClassicListener{
			{}, {Protocol: "TCP", Port: 25, InstanceProtocol: "TCP", InstancePort: 2525},
			{Protocol: "HTTPS", Port: 443, InstanceProtocol: "HTTP", InstancePort: 80, Certificate: "arn", Policies: []string{"p"}},
		},
		Check:     awsclient.ClassicCheck{Target: "TCP:80", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 10, Unhealthy: 2},
		Instances: []string{"i-1", "i-2"},
		Policies: []awsclient.ClassicPolicy{
			{Name: "ELBSecurityPolicy-2016-08", Kind: "other"}, {Name: "cart", Kind: "app-cookie", Cookie: "CART"}, {Name: "p", Kind: "lb-cookie", Expires: time.Minute}, {Name: "s", Kind: "lb-cookie"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if bare := c.classicBalancer(types.LoadBalancerDescription{}); !reflect.DeepEqual(bare, awsclient.ClassicBalancer{Region: "us-west-2"}) {
		t.Errorf("with nothing set: %+v", bare)
	}
}

// What AWS says with "N/A" is nothing to say.
func TestClassicHealthWithoutAReason(t *testing.T) {
	c, _ := answering("DescribeInstanceHealth", func(*classic.DescribeInstanceHealthInput) (*classic.DescribeInstanceHealthOutput, error) {
		return &classic.DescribeInstanceHealthOutput{InstanceStates: []types.InstanceState{
			{InstanceId: aws.String("i-2"), State: aws.String("OutOfService"), ReasonCode: aws.String("Instance"), Description: aws.String("It has\nfailed.")},
			{InstanceId: aws.String("i-1"), State: aws.String("InService"), ReasonCode: aws.String("N/A"), Description: aws.String("N/A")},
		}}, nil
	})
	got, err := c.ClassicHealth(t.Context(), "web")
	want := []awsclient.ClassicHealth{{Balancer: "web", ID: "i-1", State: "InService"}, {Balancer: "web", ID: "i-2", State: "OutOfService", Reason: "Instance", Description: "It has failed."}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestClassicAttributesThereAndBack(t *testing.T) {
	set := awsclient.ClassicAttributes{CrossZone: true, Draining: true, DrainTimeout: time.Minute, IdleTimeout: 30 * time.Second, Desync: "strictest"}
	if got := classicAttributes(*sdkClassicAttributes(set)); got != set {
		t.Errorf("%+v, want %+v", got, set)
	}
	left := sdkClassicAttributes(awsclient.ClassicAttributes{})
	if left.ConnectionSettings != nil || left.ConnectionDraining.Timeout != nil || left.AdditionalAttributes != nil {
		t.Errorf("what is not given is set: %+v", left)
	}
	logged := classicAttributes(types.LoadBalancerAttributes{AccessLog: &types.AccessLog{Enabled: true, S3BucketName: aws.String("b"), S3BucketPrefix: aws.String("p"), EmitInterval: aws.Int32(5)}})
	if want := (awsclient.ClassicAttributes{AccessLog: true, LogBucket: "b", LogPrefix: "p", LogEvery: 5 * time.Minute}); logged != want {
		t.Errorf("%+v", logged)
	}
}

// AWS tells the tags of 20 balancers at a time.
func TestClassicTagsAreAskedForInPortions(t *testing.T) {
	var asked []int
	c, _ := answering("DescribeTags", func(in *classic.DescribeTagsInput) (*classic.DescribeTagsOutput, error) {
		asked = append(asked, len(in.LoadBalancerNames))
		out := &classic.DescribeTagsOutput{}
		for _, name := range in.LoadBalancerNames {
			out.TagDescriptions = append(out.TagDescriptions, types.TagDescription{LoadBalancerName: &name, Tags: []types.Tag{{Key: aws.String("b")}, {Key: aws.String("a"), Value: aws.String("1")}}})
		}
		return out, nil
	})
	var names []string
	for n := range 25 {
		names = append(names, "lb-"+strconv.Itoa(n))
	}
	got, err := c.ClassicTags(t.Context(), names)
	if err != nil || len(got) != 25 || !reflect.DeepEqual(asked, []int{20, 5}) || !reflect.DeepEqual(got["lb-7"], []awsclient.Tag{{Key: "a", Value: "1"}, {Key: "b"}}) {
		t.Errorf("%v asked, %d told, %v", asked, len(got), err)
	}
}
