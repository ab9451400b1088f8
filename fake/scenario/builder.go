package scenario

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// builder makes resources and keeps the first error: after one, it does
// nothing more.
type builder struct {
	Stage
	net compute.Network
	err error
}

func newBuilder(s Stage) *builder { return &builder{Stage: s, net: s.Network()} }

// do makes a call. After an error it answers an empty output, so that what is
// built on it need not ask each time.
func do[O any](b *builder, input any) *O {
	if b.err != nil {
		return new(O)
	}
	service, operation := api.NameOf(input)
	out, err := b.Call(service, operation, input)
	if err != nil {
		b.err = fmt.Errorf("%s %s: %w", service, operation, err)
		return new(O)
	}
	return out.(*O)
}

// wait lets the world live for a while before the next call.
func (b *builder) wait(d time.Duration) { b.Kernel().Advance(b.Kernel().Now().Add(d)) }

// nameTag tags a resource with its name.
func nameTag(kind ec2types.ResourceType, name string) []ec2types.TagSpecification {
	return []ec2types.TagSpecification{{ResourceType: kind, Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}}
}

// securityGroup makes a group that lets TCP in at some ports, from a CIDR
// block or from another group.
func (b *builder) securityGroup(name, about, from string, ports ...int32) string {
	id := aws.ToString(do[ec2.CreateSecurityGroupOutput](b, &ec2.CreateSecurityGroupInput{
		GroupName: aws.String(name), Description: aws.String(about), VpcId: aws.String(b.net.VPC),
		TagSpecifications: nameTag(ec2types.ResourceTypeSecurityGroup, name),
	}).GroupId)
	var rules []ec2types.IpPermission
	for _, port := range ports {
		rule := ec2types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(port), ToPort: aws.Int32(port)}
		if strings.HasPrefix(from, "sg-") {
			rule.UserIdGroupPairs = []ec2types.UserIdGroupPair{{GroupId: aws.String(from)}}
		} else {
			rule.IpRanges = []ec2types.IpRange{{CidrIp: aws.String(from)}}
		}
		rules = append(rules, rule)
	}
	do[ec2.AuthorizeSecurityGroupIngressOutput](b, &ec2.AuthorizeSecurityGroupIngressInput{GroupId: aws.String(id), IpPermissions: rules})
	return id
}

// machine is what instances are made of.
type machine struct {
	kind, group, script string // instance type, security group, user data
	detailed            bool   // one-minute metrics
}

func encoded(script string) *string {
	return aws.String(base64.StdEncoding.EncodeToString([]byte(script)))
}

func (b *builder) data(m machine) *ec2types.RequestLaunchTemplateData {
	return &ec2types.RequestLaunchTemplateData{
		ImageId: aws.String(b.net.Images.AmazonLinux2023), InstanceType: ec2types.InstanceType(m.kind), KeyName: aws.String(keyName),
		SecurityGroupIds: []string{m.group}, UserData: encoded(m.script),
		Monitoring: &ec2types.LaunchTemplatesMonitoringRequest{Enabled: aws.Bool(m.detailed)},
	}
}

// template makes a launch template with its first version.
func (b *builder) template(name, about string, m machine) {
	do[ec2.CreateLaunchTemplateOutput](b, &ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: aws.String(name), VersionDescription: aws.String(about), LaunchTemplateData: b.data(m),
	})
}

// version adds a version to a launch template.
func (b *builder) version(name, about string, m machine) {
	do[ec2.CreateLaunchTemplateVersionOutput](b, &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateName: aws.String(name), VersionDescription: aws.String(about), LaunchTemplateData: b.data(m),
	})
}

func fromTemplate(name, version string) *astypes.LaunchTemplateSpecification {
	return &astypes.LaunchTemplateSpecification{LaunchTemplateName: aws.String(name), Version: aws.String(version)}
}

// instance launches one instance by itself.
func (b *builder) instance(name string, zone int, m machine) string {
	out := do[ec2.RunInstancesOutput](b, &ec2.RunInstancesInput{
		ImageId: aws.String(b.net.Images.AmazonLinux2023), InstanceType: ec2types.InstanceType(m.kind), KeyName: aws.String(keyName),
		SecurityGroupIds: []string{m.group}, UserData: encoded(m.script), SubnetId: aws.String(b.net.Subnets[zone]),
		MinCount: aws.Int32(1), MaxCount: aws.Int32(1), TagSpecifications: nameTag(ec2types.ResourceTypeInstance, name),
		Monitoring: &ec2types.RunInstancesMonitoringEnabled{Enabled: aws.Bool(m.detailed)},
	})
	if len(out.Instances) == 0 {
		return ""
	}
	return aws.ToString(out.Instances[0].InstanceId)
}

// balancer makes a load balancer in the first zones.
func (b *builder) balancer(name string, kind elbtypes.LoadBalancerTypeEnum, zones int, groups ...string) string {
	out := do[elb.CreateLoadBalancerOutput](b, &elb.CreateLoadBalancerInput{
		Name: aws.String(name), Type: kind, Scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing,
		Subnets: b.net.Subnets[:zones], SecurityGroups: groups, Tags: elbTags(name),
	})
	if len(out.LoadBalancers) == 0 {
		return ""
	}
	return aws.ToString(out.LoadBalancers[0].LoadBalancerArn)
}

func elbTags(name string) []elbtypes.Tag {
	return []elbtypes.Tag{{Key: aws.String("Name"), Value: aws.String(name)}, {Key: aws.String("Environment"), Value: aws.String("production")}}
}

// targetGroup makes a target group for HTTP on port 80 whose targets are
// checked at a path, and drained for a while. Three failures in a row take a
// target out: with 20 s between checks that is a minute, which is what a
// server needs to boot at most, so that a new one goes from initial to healthy
// and is not found unhealthy on the way.
func (b *builder) targetGroup(name, path string, every, drain time.Duration) string {
	return b.makeTargetGroup(drain, &elb.CreateTargetGroupInput{
		Name: aws.String(name), Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(80), HealthCheckPath: aws.String(path),
		HealthCheckIntervalSeconds: aws.Int32(int32(every / time.Second)), HealthyThresholdCount: aws.Int32(2), UnhealthyThresholdCount: aws.Int32(3),
	})
}

func (b *builder) makeTargetGroup(drain time.Duration, in *elb.CreateTargetGroupInput) string {
	in.VpcId, in.TargetType, in.Tags = aws.String(b.net.VPC), elbtypes.TargetTypeEnumInstance, elbTags(*in.Name)
	out := do[elb.CreateTargetGroupOutput](b, in)
	if len(out.TargetGroups) == 0 {
		return ""
	}
	arn := aws.ToString(out.TargetGroups[0].TargetGroupArn)
	do[elb.ModifyTargetGroupAttributesOutput](b, &elb.ModifyTargetGroupAttributesInput{
		TargetGroupArn: aws.String(arn), Attributes: []elbtypes.TargetGroupAttribute{{
			Key: aws.String("deregistration_delay.timeout_seconds"), Value: aws.String(fmt.Sprint(int(drain.Seconds()))),
		}},
	})
	return arn
}

// register puts instances into a target group.
func (b *builder) register(arn string, ids ...string) {
	var targets []elbtypes.TargetDescription
	for _, id := range ids {
		targets = append(targets, elbtypes.TargetDescription{Id: aws.String(id)})
	}
	do[elb.RegisterTargetsOutput](b, &elb.RegisterTargetsInput{TargetGroupArn: aws.String(arn), Targets: targets})
}

// listener makes a listener with its default action.
func (b *builder) listener(balancer string, protocol elbtypes.ProtocolEnum, port int32, action elbtypes.Action) string {
	in := &elb.CreateListenerInput{
		LoadBalancerArn: aws.String(balancer), Protocol: protocol, Port: aws.Int32(port), DefaultActions: []elbtypes.Action{action},
	}
	if protocol == elbtypes.ProtocolEnumHttps {
		in.Certificates = []elbtypes.Certificate{{CertificateArn: aws.String(certificate)}}
	}
	out := do[elb.CreateListenerOutput](b, in)
	if len(out.Listeners) == 0 {
		return ""
	}
	return aws.ToString(out.Listeners[0].ListenerArn)
}

func (b *builder) rule(listener string, priority int32, when elbtypes.RuleCondition, then elbtypes.Action) {
	do[elb.CreateRuleOutput](b, &elb.CreateRuleInput{
		ListenerArn: aws.String(listener), Priority: aws.Int32(priority),
		Conditions: []elbtypes.RuleCondition{when}, Actions: []elbtypes.Action{then},
	})
}

func path(patterns ...string) elbtypes.RuleCondition {
	return elbtypes.RuleCondition{Field: aws.String("path-pattern"), PathPatternConfig: &elbtypes.PathPatternConditionConfig{Values: patterns}}
}

func host(names ...string) elbtypes.RuleCondition {
	return elbtypes.RuleCondition{Field: aws.String("host-header"), HostHeaderConfig: &elbtypes.HostHeaderConditionConfig{Values: names}}
}

func forward(arn string) elbtypes.Action {
	return elbtypes.Action{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: aws.String(arn)}
}

// split shares requests between two target groups by weight.
func split(first string, firstWeight int32, second string, secondWeight int32) elbtypes.Action {
	return elbtypes.Action{Type: elbtypes.ActionTypeEnumForward, ForwardConfig: &elbtypes.ForwardActionConfig{
		TargetGroups: []elbtypes.TargetGroupTuple{
			{TargetGroupArn: aws.String(first), Weight: aws.Int32(firstWeight)},
			{TargetGroupArn: aws.String(second), Weight: aws.Int32(secondWeight)},
		},
	}}
}

func gone(text string) elbtypes.Action {
	return elbtypes.Action{Type: elbtypes.ActionTypeEnumFixedResponse, FixedResponseConfig: &elbtypes.FixedResponseActionConfig{
		StatusCode: aws.String("410"), ContentType: aws.String("text/plain"), MessageBody: aws.String(text),
	}}
}

// group makes an Auto Scaling group in the first zones, names its instances
// after its role, and has its metrics collected.
func (b *builder) group(in *autoscaling.CreateAutoScalingGroupInput, zones int, role string) {
	in.VPCZoneIdentifier = aws.String(strings.Join(b.net.Subnets[:zones], ","))
	for _, t := range [][2]string{{"Name", role}, {"Environment", "production"}, {"Role", role}} {
		in.Tags = append(in.Tags, astypes.Tag{
			Key: aws.String(t[0]), Value: aws.String(t[1]), PropagateAtLaunch: aws.Bool(true),
			ResourceId: in.AutoScalingGroupName, ResourceType: aws.String("auto-scaling-group"),
		})
	}
	do[autoscaling.CreateAutoScalingGroupOutput](b, in)
	do[autoscaling.EnableMetricsCollectionOutput](b, &autoscaling.EnableMetricsCollectionInput{
		AutoScalingGroupName: in.AutoScalingGroupName, Granularity: aws.String("1Minute"),
	})
}

// numbers are a group's minimum, desired capacity and maximum.
func numbers(name string, low, desired, high int32) *autoscaling.CreateAutoScalingGroupInput {
	return &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(name), MinSize: aws.Int32(low), DesiredCapacity: aws.Int32(desired), MaxSize: aws.Int32(high),
	}
}

// policy makes a scaling policy and answers its ARN.
func (b *builder) policy(in *autoscaling.PutScalingPolicyInput) string {
	return aws.ToString(do[autoscaling.PutScalingPolicyOutput](b, in).PolicyARN)
}

// schedule makes a recurring action that sets a group's numbers; those that
// are negative stay as they are.
func (b *builder) schedule(group, name, recurrence, zone string, low, desired int32) {
	in := &autoscaling.PutScheduledUpdateGroupActionInput{
		AutoScalingGroupName: aws.String(group), ScheduledActionName: aws.String(name), Recurrence: aws.String(recurrence),
	}
	if zone != "" {
		in.TimeZone = aws.String(zone)
	}
	if low >= 0 {
		in.MinSize = aws.Int32(low)
	}
	if desired >= 0 {
		in.DesiredCapacity = aws.Int32(desired)
	}
	do[autoscaling.PutScheduledUpdateGroupActionOutput](b, in)
}

// workload lets traffic, or jobs, come.
func (b *builder) workload(w world.Workload) {
	if b.err == nil {
		b.Kernel().World.Workloads.Put(w.ID, &w)
		b.Kernel().Wake(balancing.KindWorkload, w.ID)
	}
}

// trouble lets servers of a group break now and then.
func (b *builder) trouble(group string, every time.Duration, code int) {
	if b.err == nil {
		trouble.Begin(b.Kernel(), world.Trouble{ID: group, Group: group, Every: every, Code: code})
	}
}
