package contract

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// Names of what is furnished. They share a prefix, because an account may hold
// other things.
const (
	groupName    = "contract-web"
	templateName = "contract-template"
	configName   = "contract-config"
	balancerName = "contract-alb"
	blueName     = "contract-blue"
	greenName    = "contract-green"
	alarmName    = "contract-busy"
	userData     = "#!/bin/bash\nyum install -y httpd\nsystemctl start httpd\n"
)

// boot is longer than an instance takes from pending to running.
const boot = 2 * time.Minute

// account is what was furnished.
type account struct {
	subnets   []ec2types.Subnet // of the default network, by zone
	image     string
	firewall  string // security group's id
	template  string // id
	servers   []string
	balancer  string // ARN
	listener  string // ARN
	blue      string // ARN
	green     string // ARN
	pathRule  string // ARN
	simple    string // policy's ARN
	alarmSeen error  // of the attempt to make the alarm
}

// furnisher makes the account; the first failure ends the test.
type furnisher struct {
	t   *testing.T
	ctx context.Context
	account

	ec2 *ec2.Client
	elb *elb.Client
	asg *autoscaling.Client
	cw  *cloudwatch.Client
}

// Furnish makes the account of the suite without checking anything: for tests
// of what is built on a client. The first failure ends the test.
func Furnish(t *testing.T, b Backend) {
	t.Helper()
	furnish(t, b)
}

func furnish(t *testing.T, b Backend) account {
	t.Helper()
	f := &furnisher{
		t: t, ctx: t.Context(),
		ec2: ec2.NewFromConfig(b.Config("ec2")), elb: elb.NewFromConfig(b.Config("elasticloadbalancingv2")),
		asg: autoscaling.NewFromConfig(b.Config("autoscaling")), cw: cloudwatch.NewFromConfig(b.Config("cloudwatch")),
	}
	f.network()
	f.launch()
	f.instances()
	if b.Pass != nil {
		b.Pass(boot) // only a running instance can be a target
	}
	f.balancing()
	f.routing()
	f.scaling()
	f.policies()
	return f.account
}

// done gives the answer of a call that must succeed.
func done[O any](f *furnisher) func(*O, error) *O {
	return func(out *O, err error) *O {
		f.t.Helper()
		if err != nil {
			f.t.Fatalf("furnishing the account: %v", err)
		}
		return out
	}
}

func (f *furnisher) network() {
	subnets := done[ec2.DescribeSubnetsOutput](f)(f.ec2.DescribeSubnets(f.ctx, &ec2.DescribeSubnetsInput{
		Filters: []ec2types.Filter{{Name: aws.String("default-for-az"), Values: []string{"true"}}},
	}))
	f.subnets = slices.SortedFunc(slices.Values(subnets.Subnets), func(a, b ec2types.Subnet) int {
		return cmp.Compare(aws.ToString(a.AvailabilityZone), aws.ToString(b.AvailabilityZone))
	})
	if len(f.subnets) < 2 {
		f.t.Fatalf("the default network has %d subnets; two are needed", len(f.subnets))
	}
	images := done[ec2.DescribeImagesOutput](f)(f.ec2.DescribeImages(f.ctx, &ec2.DescribeImagesInput{
		Owners: []string{"amazon"}, Filters: []ec2types.Filter{{Name: aws.String("architecture"), Values: []string{"x86_64"}}},
	}))
	if len(images.Images) == 0 {
		f.t.Fatal("there is no image to launch from")
	}
	f.image = aws.ToString(images.Images[0].ImageId)
	group := done[ec2.CreateSecurityGroupOutput](f)(f.ec2.CreateSecurityGroup(f.ctx, &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("contract-http"), Description: aws.String("web from anywhere"), VpcId: f.subnets[0].VpcId,
	}))
	f.firewall = aws.ToString(group.GroupId)
	done[ec2.AuthorizeSecurityGroupIngressOutput](f)(f.ec2.AuthorizeSecurityGroupIngress(f.ctx, &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: group.GroupId,
		IpPermissions: []ec2types.IpPermission{{
			IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80),
			IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0"), Description: aws.String("the world")}},
		}},
	}))
}

func (f *furnisher) launch() {
	script := aws.String(base64.StdEncoding.EncodeToString([]byte(userData)))
	template := done[ec2.CreateLaunchTemplateOutput](f)(f.ec2.CreateLaunchTemplate(f.ctx, &ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: aws.String(templateName), VersionDescription: aws.String("first"),
		LaunchTemplateData: &ec2types.RequestLaunchTemplateData{
			ImageId: &f.image, InstanceType: ec2types.InstanceTypeT3Micro, SecurityGroupIds: []string{f.firewall}, UserData: script,
			Monitoring: &ec2types.LaunchTemplatesMonitoringRequest{Enabled: aws.Bool(true)},
			TagSpecifications: []ec2types.LaunchTemplateTagSpecificationRequest{{
				ResourceType: ec2types.ResourceTypeInstance, Tags: []ec2types.Tag{{Key: aws.String("tier"), Value: aws.String("web")}},
			}},
		},
	}))
	f.template = aws.ToString(template.LaunchTemplate.LaunchTemplateId)
	done[ec2.CreateLaunchTemplateVersionOutput](f)(f.ec2.CreateLaunchTemplateVersion(f.ctx, &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateName: aws.String(templateName), SourceVersion: aws.String("1"), VersionDescription: aws.String("second"),
		LaunchTemplateData: &ec2types.RequestLaunchTemplateData{InstanceType: ec2types.InstanceTypeT3Small},
	}))
	done[autoscaling.CreateLaunchConfigurationOutput](f)(f.asg.CreateLaunchConfiguration(f.ctx, &autoscaling.CreateLaunchConfigurationInput{
		LaunchConfigurationName: aws.String(configName), ImageId: &f.image, InstanceType: aws.String("t3.micro"),
		SecurityGroups: []string{f.firewall}, UserData: script, InstanceMonitoring: &astypes.InstanceMonitoring{Enabled: aws.Bool(false)},
	}))
}

// instances are the two servers of the demonstration.
func (f *furnisher) instances() {
	for i, name := range []string{"contract-server0", "contract-server1"} {
		out := done[ec2.RunInstancesOutput](f)(f.ec2.RunInstances(f.ctx, &ec2.RunInstancesInput{
			ImageId: &f.image, InstanceType: ec2types.InstanceTypeT3Micro, MinCount: aws.Int32(1), MaxCount: aws.Int32(1),
			SubnetId: f.subnets[i].SubnetId, SecurityGroupIds: []string{f.firewall},
			UserData: aws.String(base64.StdEncoding.EncodeToString([]byte(userData))),
			TagSpecifications: []ec2types.TagSpecification{{ResourceType: ec2types.ResourceTypeInstance, Tags: []ec2types.Tag{
				{Key: aws.String("Name"), Value: aws.String(name)}, {Key: aws.String("App"), Value: aws.String("contract")},
			}}},
		}))
		f.servers = append(f.servers, aws.ToString(out.Instances[0].InstanceId))
	}
}

func (f *furnisher) balancing() {
	group := func(name, path string) string {
		out := done[elb.CreateTargetGroupOutput](f)(f.elb.CreateTargetGroup(f.ctx, &elb.CreateTargetGroupInput{
			Name: &name, Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(80), VpcId: f.subnets[0].VpcId, TargetType: elbtypes.TargetTypeEnumInstance,
			HealthCheckPath: &path, HealthCheckIntervalSeconds: aws.Int32(10), HealthCheckTimeoutSeconds: aws.Int32(4),
			HealthyThresholdCount: aws.Int32(2), UnhealthyThresholdCount: aws.Int32(3), Matcher: &elbtypes.Matcher{HttpCode: aws.String("200-299")},
		}))
		return aws.ToString(out.TargetGroups[0].TargetGroupArn)
	}
	f.blue, f.green = group(blueName, "/"), group(greenName, "/health")
	balancer := done[elb.CreateLoadBalancerOutput](f)(f.elb.CreateLoadBalancer(f.ctx, &elb.CreateLoadBalancerInput{
		Name: aws.String(balancerName), Type: elbtypes.LoadBalancerTypeEnumApplication, Scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing,
		Subnets: []string{aws.ToString(f.subnets[0].SubnetId), aws.ToString(f.subnets[1].SubnetId)}, SecurityGroups: []string{f.firewall},
	}))
	f.balancer = aws.ToString(balancer.LoadBalancers[0].LoadBalancerArn)
	listener := done[elb.CreateListenerOutput](f)(f.elb.CreateListener(f.ctx, &elb.CreateListenerInput{
		LoadBalancerArn: &f.balancer, Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(80),
		DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: &f.blue}},
	}))
	f.listener = aws.ToString(listener.Listeners[0].ListenerArn)
	done[elb.RegisterTargetsOutput](f)(f.elb.RegisterTargets(f.ctx, &elb.RegisterTargetsInput{TargetGroupArn: &f.blue, Targets: []elbtypes.TargetDescription{
		{Id: &f.servers[0]}, {Id: &f.servers[1]}, {Id: &f.servers[1], Port: aws.Int32(8080)},
	}}))
	done[elb.ModifyTargetGroupAttributesOutput](f)(f.elb.ModifyTargetGroupAttributes(f.ctx, &elb.ModifyTargetGroupAttributesInput{
		TargetGroupArn: &f.green, Attributes: []elbtypes.TargetGroupAttribute{{Key: aws.String("deregistration_delay.timeout_seconds"), Value: aws.String("30")}},
	}))
}

func (f *furnisher) routing() {
	rule := func(priority int32, action elbtypes.Action, conditions ...elbtypes.RuleCondition) string {
		out := done[elb.CreateRuleOutput](f)(f.elb.CreateRule(f.ctx, &elb.CreateRuleInput{
			ListenerArn: &f.listener, Priority: &priority, Conditions: conditions, Actions: []elbtypes.Action{action},
		}))
		return aws.ToString(out.Rules[0].RuleArn)
	}
	rule(30, elbtypes.Action{Type: elbtypes.ActionTypeEnumFixedResponse, FixedResponseConfig: &elbtypes.FixedResponseActionConfig{
		StatusCode: aws.String("503"), ContentType: aws.String("text/plain"), MessageBody: aws.String("closed"),
	}}, elbtypes.RuleCondition{Field: aws.String("query-string"), QueryStringConfig: &elbtypes.QueryStringConditionConfig{
		Values: []elbtypes.QueryStringKeyValuePair{{Key: aws.String("closed"), Value: aws.String("yes")}},
	}})
	f.pathRule = rule(10, elbtypes.Action{Type: elbtypes.ActionTypeEnumForward, ForwardConfig: &elbtypes.ForwardActionConfig{
		TargetGroups: []elbtypes.TargetGroupTuple{{TargetGroupArn: &f.green, Weight: aws.Int32(3)}, {TargetGroupArn: &f.blue, Weight: aws.Int32(1)}},
		TargetGroupStickinessConfig: &elbtypes.TargetGroupStickinessConfig{
			Enabled: aws.Bool(true), DurationSeconds: aws.Int32(600),
		},
	}}, elbtypes.RuleCondition{Field: aws.String("path-pattern"), PathPatternConfig: &elbtypes.PathPatternConditionConfig{Values: []string{"/green/*", "/grass"}}})
	rule(20, elbtypes.Action{Type: elbtypes.ActionTypeEnumRedirect, RedirectConfig: &elbtypes.RedirectActionConfig{
		Protocol: aws.String("HTTPS"), Port: aws.String("443"), Host: aws.String("#{host}"), Path: aws.String("/#{path}"), Query: aws.String("#{query}"),
		StatusCode: elbtypes.RedirectActionStatusCodeEnumHttp301,
	}}, elbtypes.RuleCondition{Field: aws.String("host-header"), HostHeaderConfig: &elbtypes.HostHeaderConditionConfig{Values: []string{"old.example.com"}}},
		elbtypes.RuleCondition{Field: aws.String("http-header"), HttpHeaderConfig: &elbtypes.HttpHeaderConditionConfig{
			HttpHeaderName: aws.String("User-Agent"), Values: []string{"*Chrome*"}}})
}

func (f *furnisher) scaling() {
	done[autoscaling.CreateAutoScalingGroupOutput](f)(f.asg.CreateAutoScalingGroup(f.ctx, &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(groupName), MinSize: aws.Int32(1), MaxSize: aws.Int32(6), DesiredCapacity: aws.Int32(2),
		LaunchTemplate:         &astypes.LaunchTemplateSpecification{LaunchTemplateName: aws.String(templateName), Version: aws.String("$Latest")},
		VPCZoneIdentifier:      aws.String(aws.ToString(f.subnets[0].SubnetId) + "," + aws.ToString(f.subnets[1].SubnetId)),
		TargetGroupARNs:        []string{f.green},
		HealthCheckType:        aws.String("EC2"),
		HealthCheckGracePeriod: aws.Int32(90), DefaultCooldown: aws.Int32(120),
		TerminationPolicies: []string{"OldestInstance", "Default"},
		Tags:                []astypes.Tag{{Key: aws.String("Name"), Value: aws.String(groupName), PropagateAtLaunch: aws.Bool(true)}},
	}))
	done[autoscaling.PutLifecycleHookOutput](f)(f.asg.PutLifecycleHook(f.ctx, &autoscaling.PutLifecycleHookInput{
		AutoScalingGroupName: aws.String(groupName), LifecycleHookName: aws.String("say-goodbye"),
		LifecycleTransition: aws.String("autoscaling:EC2_INSTANCE_TERMINATING"), HeartbeatTimeout: aws.Int32(60), DefaultResult: aws.String("CONTINUE"),
		NotificationMetadata: aws.String("drain"),
	}))
	done[autoscaling.PutScheduledUpdateGroupActionOutput](f)(f.asg.PutScheduledUpdateGroupAction(f.ctx, &autoscaling.PutScheduledUpdateGroupActionInput{
		AutoScalingGroupName: aws.String(groupName), ScheduledActionName: aws.String("morning"), Recurrence: aws.String("0 8 * * 1-5"),
		TimeZone: aws.String("Europe/Berlin"), MinSize: aws.Int32(2), DesiredCapacity: aws.Int32(3),
	}))
	done[autoscaling.SuspendProcessesOutput](f)(f.asg.SuspendProcesses(f.ctx, &autoscaling.SuspendProcessesInput{
		AutoScalingGroupName: aws.String(groupName), ScalingProcesses: []string{"AZRebalance"},
	}))
}

func (f *furnisher) policies() {
	simple := done[autoscaling.PutScalingPolicyOutput](f)(f.asg.PutScalingPolicy(f.ctx, &autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String(groupName), PolicyName: aws.String("a-simple"), PolicyType: aws.String("SimpleScaling"),
		AdjustmentType: aws.String("PercentChangeInCapacity"), ScalingAdjustment: aws.Int32(50), MinAdjustmentMagnitude: aws.Int32(2), Cooldown: aws.Int32(60),
	}))
	f.simple = aws.ToString(simple.PolicyARN)
	done[autoscaling.PutScalingPolicyOutput](f)(f.asg.PutScalingPolicy(f.ctx, &autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String(groupName), PolicyName: aws.String("b-step"), PolicyType: aws.String("StepScaling"),
		AdjustmentType: aws.String("ChangeInCapacity"), MetricAggregationType: aws.String("Average"), EstimatedInstanceWarmup: aws.Int32(45),
		StepAdjustments: []astypes.StepAdjustment{
			{MetricIntervalLowerBound: aws.Float64(0), MetricIntervalUpperBound: aws.Float64(15), ScalingAdjustment: aws.Int32(1)},
			{MetricIntervalLowerBound: aws.Float64(15), ScalingAdjustment: aws.Int32(2)},
		},
	}))
	done[autoscaling.PutScalingPolicyOutput](f)(f.asg.PutScalingPolicy(f.ctx, &autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: aws.String(groupName), PolicyName: aws.String("c-target"), PolicyType: aws.String("TargetTrackingScaling"),
		TargetTrackingConfiguration: &astypes.TargetTrackingConfiguration{
			TargetValue: aws.Float64(50), DisableScaleIn: aws.Bool(true),
			PredefinedMetricSpecification: &astypes.PredefinedMetricSpecification{PredefinedMetricType: astypes.MetricTypeASGAverageCPUUtilization},
		},
	}))
	// Servers without the SDK's protocol for CloudWatch refuse this; the check
	// of alarms says so.
	_, f.alarmSeen = f.cw.PutMetricAlarm(f.ctx, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(alarmName), AlarmDescription: aws.String("too busy"), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"),
		Dimensions: []cwtypes.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String(groupName)}},
		Statistic:  cwtypes.StatisticAverage, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(3), DatapointsToAlarm: aws.Int32(2),
		Threshold: aws.Float64(99), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold, TreatMissingData: aws.String("notBreaching"),
		AlarmActions: []string{f.simple},
	})
}
