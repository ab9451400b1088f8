package sdk

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient"
)

// What servers seldom have but AWS does is mapped here; the everyday is in the
// contract suite.

func TestAMixedGroupLaunchesFromTheTemplateOfItsPolicy(t *testing.T) {
	g := astypes.AutoScalingGroup{MixedInstancesPolicy: &astypes.MixedInstancesPolicy{LaunchTemplate: &astypes.LaunchTemplate{
		LaunchTemplateSpecification: &astypes.LaunchTemplateSpecification{LaunchTemplateId: aws.String("lt-1"), Version: aws.String("$Latest")},
	}}}
	if got, want := groupLaunch(g), (awsclient.LaunchRef{TemplateID: "lt-1", Version: "$Latest"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	g = astypes.AutoScalingGroup{LaunchConfigurationName: aws.String("old")}
	if got := groupLaunch(g); got.Configuration != "old" {
		t.Errorf("%+v", got)
	}
	if !groupLaunch(astypes.AutoScalingGroup{}).Empty() {
		t.Error("a group without either is not empty")
	}
}

func TestAGroupWithNothingSet(t *testing.T) {
	c := InProcess(nil, "us-west-2")
	got := c.group(astypes.AutoScalingGroup{AutoScalingGroupName: aws.String("g"), DefaultInstanceWarmup: aws.Int32(-1), VPCZoneIdentifier: aws.String("subnet-1, subnet-2,")})
	want := awsclient.Group{Name: "g", Region: "us-west-2", Subnets: []string{"subnet-1", "subnet-2"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestASpotInstanceOfAGroup(t *testing.T) {
	c := InProcess(nil, "us-west-2")
	got := c.instance(&ec2types.Instance{
		InstanceId: aws.String("i-1"), InstanceLifecycle: "spot", StateTransitionReason: aws.String("User initiated"),
		StateReason: &ec2types.StateReason{Message: aws.String("Server.SpotInstanceTermination: Spot instance termination")},
		Tags:        []ec2types.Tag{{Key: aws.String("aws:autoscaling:groupName"), Value: aws.String("web")}},
	}, "")
	if got.Market != "spot" || got.Group != "web" || got.StateReason != "Server.SpotInstanceTermination: Spot instance termination" {
		t.Errorf("%+v", got)
	}
	bare := c.instance(&ec2types.Instance{StateReason: &ec2types.StateReason{}, StateTransitionReason: aws.String("User initiated")}, "")
	if bare.StateReason != "User initiated" || bare.Market != "on-demand" {
		t.Errorf("%+v", bare)
	}
}

func TestPermissionsOfEveryKind(t *testing.T) {
	got := permission(ec2types.IpPermission{
		IpProtocol: aws.String("-1"),
		Ipv6Ranges: []ec2types.Ipv6Range{{CidrIpv6: aws.String("::/0")}}, PrefixListIds: []ec2types.PrefixListId{{PrefixListId: aws.String("pl-1")}},
		UserIdGroupPairs: []ec2types.UserIdGroupPair{{GroupId: aws.String("sg-2"), Description: aws.String("from the balancer")}},
	})
	want := awsclient.Permission{Protocol: "-1", FromPort: -1, ToPort: -1, Sources: []string{"::/0", "sg-2", "pl-1"}, Description: "from the balancer"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// Every condition and action that a rule can be given back with must survive
// the way there and back.
func TestRulesSurviveTheWayThereAndBack(t *testing.T) {
	for _, want := range []awsclient.Condition{
		{Field: "path-pattern", Values: []string{"/a/*"}},
		{Field: "path-pattern", Regexes: []string{"^/a.*$"}},
		{Field: "host-header", Values: []string{"*.example.com"}},
		{Field: "http-header", HeaderName: "X-Stage", Values: []string{"blue"}},
		{Field: "http-request-method", Values: []string{"GET"}},
		{Field: "source-ip", Values: []string{"10.0.0.0/8"}},
		{Field: "query-string", Pairs: []awsclient.KeyValue{{Key: "v", Value: "1"}, {Value: "x"}}},
	} {
		if got := condition(sdkCondition(want)); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v came back as %+v", want, got)
		}
	}
	for _, want := range []awsclient.RuleAction{
		{Type: "forward", Forwards: []awsclient.WeightedTargetGroup{{ARN: "a", Weight: 0}, {ARN: "b", Weight: 9}}, Sticky: time.Hour},
		{Type: "redirect", Redirect: &awsclient.Redirect{Host: "#{host}", StatusCode: "HTTP_302"}},
		{Type: "fixed-response", Fixed: &awsclient.FixedResponse{StatusCode: "200", ContentType: "text/html", Body: "<p>\nhello"}},
	} {
		sent, err := sdkActions([]awsclient.RuleAction{want}, "CreateRule")
		if err != nil {
			t.Error(err)
			continue
		}
		if got := ruleActions(sent)[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("%+v came back as %+v", want, got)
		}
	}
}

func TestAnAuthenticationIsSeenButNotSentBack(t *testing.T) {
	rows := ruleActions([]elbtypes.Action{
		{Type: "forward", Order: aws.Int32(2), TargetGroupArn: aws.String("tg")},
		{Type: "authenticate-oidc", Order: aws.Int32(1), AuthenticateOidcConfig: &elbtypes.AuthenticateOidcActionConfig{}},
	})
	if rows[0].Type != "authenticate-oidc" || rows[1].Forwards[0].ARN != "tg" {
		t.Errorf("%+v", rows)
	}
	c := InProcess(nil, "us-west-2")
	if err := c.ModifyRule(t.Context(), "arn", nil, rows); awsclient.KindOf(err) != awsclient.Invalid {
		t.Errorf("%v", err)
	}
}

func TestAPortThatIsTheGroupsOwnIsLeftOut(t *testing.T) {
	var sent *elb.RegisterTargetsInput
	c, _ := answering("RegisterTargets", func(in *elb.RegisterTargetsInput) (*elb.RegisterTargetsOutput, error) {
		sent = in
		return &elb.RegisterTargetsOutput{}, nil
	})
	if err := c.RegisterTargets(t.Context(), "tg", []awsclient.TargetRef{{ID: "i-1"}, {ID: "i-2", Port: 8080}}); err != nil {
		t.Fatal(err)
	}
	if sent.Targets[0].Port != nil || aws.ToInt32(sent.Targets[1].Port) != 8080 {
		t.Errorf("%+v", sent.Targets)
	}
}

func TestActivitiesStopAtTheLimit(t *testing.T) {
	c, r := answering("DescribeScalingActivities", func(in *autoscaling.DescribeScalingActivitiesInput) (*autoscaling.DescribeScalingActivitiesOutput, error) {
		out := &autoscaling.DescribeScalingActivitiesOutput{NextToken: aws.String("more")}
		for range *in.MaxRecords {
			out.Activities = append(out.Activities, astypes.Activity{StatusCode: "Successful"})
		}
		return out, nil
	})
	rows, err := c.Activities(t.Context(), "web", 150)
	if err != nil || len(rows) != 150 || len(r.calls) != 2 {
		t.Errorf("%d rows in %d calls, %v", len(rows), len(r.calls), err)
	}
}

func TestAnEventTellsWhatOnlyItsRecordSays(t *testing.T) {
	const record = `{"errorCode":"AccessDenied","errorMessage":"no\u001b[31m","sourceIPAddress":"198.51.100.7","userAgent":"aws-cli/2"}`
	c, r := answering("LookupEvents", func(*cloudtrail.LookupEventsInput) (*cloudtrail.LookupEventsOutput, error) {
		return &cloudtrail.LookupEventsOutput{Events: []trailtypes.Event{
			{EventName: aws.String("StopInstances"), ReadOnly: aws.String("false"), CloudTrailEvent: aws.String(record),
				Resources: []trailtypes.Resource{{ResourceName: aws.String("i-1"), ResourceType: aws.String("AWS::EC2::Instance")}}},
			{EventName: aws.String("Odd"), ReadOnly: aws.String("true"), CloudTrailEvent: aws.String("{broken")},
		}}, nil
	})
	rows, err := c.Events(t.Context(), awsclient.EventQuery{Attribute: "ResourceName", Value: "i-1"})
	if err != nil || len(rows) != 2 {
		t.Fatal(err)
	}
	if e := rows[0]; e.ErrorCode != "AccessDenied" || e.ErrorMessage != "no" || e.SourceIP != "198.51.100.7" || e.ReadOnly || e.Resources[0].Name != "i-1" {
		t.Errorf("%+v", e)
	}
	if e := rows[1]; !e.ReadOnly || e.Record != "{broken" {
		t.Errorf("%+v", e)
	}
	in := r.inputs[0].(*cloudtrail.LookupEventsInput)
	if len(in.LookupAttributes) != 1 || in.StartTime != nil || *in.MaxResults != 50 {
		t.Errorf("asked %+v", in)
	}
}

func TestALaunchConfigurationThatIsGone(t *testing.T) {
	c, _ := answering("DescribeLaunchConfigurations", func(*autoscaling.DescribeLaunchConfigurationsInput) (*autoscaling.DescribeLaunchConfigurationsOutput, error) {
		return &autoscaling.DescribeLaunchConfigurationsOutput{}, nil
	})
	_, err := c.LaunchSettings(t.Context(), awsclient.LaunchRef{Configuration: "old"})
	var e *awsclient.Error
	if !errors.As(err, &e) || e.Kind != awsclient.NotFound || e.Service != "Auto Scaling" {
		t.Errorf("%v", err)
	}
}

func TestPoliciesOfTheRarerKinds(t *testing.T) {
	custom := targetTracking(&astypes.TargetTrackingConfiguration{TargetValue: aws.Float64(100), CustomizedMetricSpecification: &astypes.CustomizedMetricSpecification{
		Namespace: aws.String("App"), MetricName: aws.String("Jobs"), Statistic: "Average"}})
	if custom.CustomMetric != "App Jobs" || custom.CustomStatistic != "Average" {
		t.Errorf("%+v", custom)
	}
	said := predictive(&astypes.PredictiveScalingConfiguration{Mode: "ForecastAndScale", MetricSpecifications: []astypes.PredictiveScalingMetricSpecification{{
		TargetValue: aws.Float64(40), PredefinedMetricPairSpecification: &astypes.PredictiveScalingPredefinedMetricPair{PredefinedMetricType: "ASGCPUUtilization"}}}})
	if said != "ForecastAndScale, ASGCPUUtilization at 40" {
		t.Errorf("%q", said)
	}
	//lint:ignore SA1019 policies of long ago have it
	old := policy(astypes.ScalingPolicy{MinAdjustmentStep: aws.Int32(2)})
	if old.Type != "SimpleScaling" || !old.Enabled || old.MinMagnitude != 2 {
		t.Errorf("%+v", old)
	}
}
