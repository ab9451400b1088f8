package fake

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
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

	"fleetglass/fake/world"
)

// dialogueStart is a round moment, so that the times in dialogues are easy.
func dialogueStart() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

type verb func(*player, command) (string, error)

// verbs are the commands of dialogues.
func verbs() map[string]verb {
	all := map[string]verb{
		"new": (*player).begin, "advance": (*player).advance, "step": (*player).step,
		"template": (*player).template, "balancer": (*player).balancer, "target-group": (*player).targetGroup, "listener": (*player).listener,
		"group": (*player).group, "hook": (*player).hook, "policy": (*player).policy, "alarm": (*player).alarm, "schedule": (*player).schedule,
		"traffic": (*player).traffic,
		"desired": (*player).desired, "kill": (*player).kill, "terminate": (*player).terminate, "stop": (*player).stop, "fail": (*player).fail, "impair": (*player).impair,
		"surge": (*player).surge, "outage": (*player).outage, "complete": (*player).complete, "heartbeat": (*player).heartbeat,
		"standby": (*player).standby, "in-service": (*player).inService, "suspend": (*player).suspend, "resume": (*player).resume,
		"show":    (*player).show,
		"classic": (*player).classicBalancer, "classic-check": (*player).classicCheck, "classic-drain": (*player).classicDrain, "classic-servers": (*player).classicServers,
		"classic-register": (*player).classicRegister, "classic-deregister": (*player).classicDeregister, "classic-health": (*player).classicHealth,
		"classic-attach": (*player).classicAttach, "httpd": (*player).httpd,
	}
	maps.Copy(all, networkVerbs())
	maps.Copy(all, spotVerbs())
	maps.Copy(all, scalingVerbs())
	maps.Copy(all, fleetVerbs())
	maps.Copy(all, logVerbs())
	maps.Copy(all, auditVerbs())
	maps.Copy(all, identityVerbs())
	return all
}

func ask[O any](p *player, input any) (*O, error) { return try[O](p.e, Region, input) }

// quiet is the answer to a call whose output says nothing.
func quiet[O any](p *player, input any) (string, error) {
	_, err := ask[O](p, input)
	return "", err
}

func (p *player) begin(c command) (string, error) {
	p.e, _ = newTested(p.t, Options{Scenario: c.text("scenario", "empty"), Era: c.options["era"], Seed: uint64(c.number("seed", 1)), Start: dialogueStart()})
	p.e.Pause()
	return "now " + p.e.Now().Format(time.TimeOnly), nil
}

func (p *player) advance(c command) (string, error) {
	p.e.Advance(c.duration(c.word(0)))
	return "now " + p.e.Now().Format(time.TimeOnly), nil
}

func (p *player) step(command) (string, error) {
	return "now " + p.e.StepEvent().Format(time.TimeOnly), nil
}

const httpd = "#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n"

// template makes a launch template of web servers that anybody may reach.
func (p *player) template(c command) (string, error) {
	images, err := ask[ec2.DescribeImagesOutput](p, &ec2.DescribeImagesInput{Owners: []string{"amazon"}})
	if err != nil {
		return "", err
	}
	group, err := ask[ec2.CreateSecurityGroupOutput](p, &ec2.CreateSecurityGroupInput{GroupName: aws.String(c.word(0)), Description: aws.String("web")})
	if err != nil {
		return "", err
	}
	if _, err := ask[ec2.AuthorizeSecurityGroupIngressOutput](p, &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: group.GroupId, IpPermissions: []ec2types.IpPermission{{
			IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
		}},
	}); err != nil {
		return "", err
	}
	return quiet[ec2.CreateLaunchTemplateOutput](p, &ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: aws.String(c.word(0)), LaunchTemplateData: &ec2types.RequestLaunchTemplateData{
			ImageId: images.Images[0].ImageId, InstanceType: ec2types.InstanceTypeT3Small, SecurityGroupIds: []string{*group.GroupId},
			UserData:   aws.String(base64.StdEncoding.EncodeToString([]byte(httpd))),
			Monitoring: &ec2types.LaunchTemplatesMonitoringRequest{Enabled: aws.Bool(true)},
		},
	})
}

func (p *player) subnets(n int32) []string {
	var ids []string
	for id := range p.e.home().world.Subnets.All() {
		ids = append(ids, id)
	}
	return ids[:n]
}

// balancer makes a balancer in the security groups of the templates, which let
// everybody in at port 80.
func (p *player) balancer(c command) (string, error) {
	var groups []string
	for id, g := range p.e.home().world.SecurityGroups.All() {
		if g.Name != "default" {
			groups = append(groups, id)
		}
	}
	return quiet[elb.CreateLoadBalancerOutput](p, &elb.CreateLoadBalancerInput{Name: aws.String(c.word(0)), Subnets: p.subnets(3), SecurityGroups: groups})
}

func (p *player) targetGroup(c command) (string, error) {
	var vpc string
	for id := range p.e.home().world.VPCs.All() {
		vpc = id
	}
	out, err := ask[elb.CreateTargetGroupOutput](p, &elb.CreateTargetGroupInput{
		Name: aws.String(c.word(0)), Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(80), VpcId: aws.String(vpc),
		HealthCheckIntervalSeconds: aws.Int32(c.number("interval", 10)),
	})
	if err != nil {
		return "", err
	}
	return quiet[elb.ModifyTargetGroupAttributesOutput](p, &elb.ModifyTargetGroupAttributesInput{
		TargetGroupArn: out.TargetGroups[0].TargetGroupArn, Attributes: []elbtypes.TargetGroupAttribute{
			{Key: aws.String("deregistration_delay.timeout_seconds"), Value: aws.String(c.text("drain", "60"))},
		},
	})
}

// arn finds a balancer or a target group by name.
func (p *player) arn(name string) string {
	if tg := p.e.home().targetGroup(name); tg != nil {
		return tg.ARN
	}
	for arn, b := range p.e.home().world.LoadBalancers.All() {
		if b.Name == name {
			return arn
		}
	}
	return name
}

func (p *player) listener(c command) (string, error) {
	port, _ := strconv.Atoi(c.word(1))
	return quiet[elb.CreateListenerOutput](p, &elb.CreateListenerInput{
		LoadBalancerArn: aws.String(p.arn(c.word(0))), Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(int32(port)),
		DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: aws.String(p.arn(c.word(2)))}},
	})
}

func (p *player) group(c command) (string, error) {
	in := &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(c.word(0)), MinSize: aws.Int32(c.number("min", 0)), MaxSize: aws.Int32(c.number("max", 1)),
		LaunchTemplate:      &astypes.LaunchTemplateSpecification{LaunchTemplateName: aws.String(c.text("template", "web"))},
		VPCZoneIdentifier:   aws.String(strings.Join(p.subnets(c.number("zones", 3)), ",")),
		HealthCheckType:     aws.String(c.text("health", "EC2")),
		TerminationPolicies: []string{c.text("termination", "Default")},
	}
	in.HealthCheckGracePeriod = aws.Int32(c.number("grace", 0))
	if c.options["desired"] != "" {
		in.DesiredCapacity = aws.Int32(c.number("desired", 0))
	}
	if tg := c.options["targets"]; tg != "" {
		in.TargetGroupARNs = []string{p.arn(tg)}
	}
	return quiet[autoscaling.CreateAutoScalingGroupOutput](p, in)
}

func (p *player) hook(c command) (string, error) {
	return quiet[autoscaling.PutLifecycleHookOutput](p, &autoscaling.PutLifecycleHookInput{
		AutoScalingGroupName: aws.String(c.word(0)), LifecycleHookName: aws.String(c.word(1)),
		LifecycleTransition: aws.String("autoscaling:EC2_INSTANCE_" + strings.ToUpper(c.word(2))),
		HeartbeatTimeout:    aws.Int32(c.number("timeout", 300)), DefaultResult: aws.String(c.text("default", "ABANDON")),
	})
}

// policy makes a policy: "target=60" tracks the CPU, "change=2" is a simple
// one.
func (p *player) policy(c command) (string, error) {
	in := &autoscaling.PutScalingPolicyInput{AutoScalingGroupName: aws.String(c.word(0)), PolicyName: aws.String(c.word(1))}
	if c.options["target"] != "" {
		in.PolicyType = aws.String("TargetTrackingScaling")
		in.EstimatedInstanceWarmup = aws.Int32(c.number("warmup", 120))
		in.TargetTrackingConfiguration = &astypes.TargetTrackingConfiguration{
			TargetValue:                   aws.Float64(c.decimal("target", 0)),
			PredefinedMetricSpecification: &astypes.PredefinedMetricSpecification{PredefinedMetricType: astypes.MetricTypeASGAverageCPUUtilization},
		}
	} else {
		in.AdjustmentType, in.ScalingAdjustment = aws.String("ChangeInCapacity"), aws.Int32(c.number("change", 0))
		in.Cooldown = aws.Int32(c.number("cooldown", 300))
	}
	return quiet[autoscaling.PutScalingPolicyOutput](p, in)
}

// alarm watches the CPU of a group and runs a policy: "over=70" or "under=30".
func (p *player) alarm(c command) (string, error) {
	group := c.word(1)
	policies, err := ask[autoscaling.DescribePoliciesOutput](p, &autoscaling.DescribePoliciesInput{
		AutoScalingGroupName: aws.String(group), PolicyNames: []string{c.word(2)},
	})
	if err != nil {
		return "", err
	}
	operator, threshold := cwtypes.ComparisonOperatorGreaterThanThreshold, c.decimal("over", 0)
	if c.options["under"] != "" {
		operator, threshold = cwtypes.ComparisonOperatorLessThanThreshold, c.decimal("under", 0)
	}
	return quiet[cloudwatch.PutMetricAlarmOutput](p, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(c.word(0)), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Statistic: cwtypes.StatisticAverage,
		Dimensions: []cwtypes.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String(group)}},
		Period:     aws.Int32(60), EvaluationPeriods: aws.Int32(c.number("minutes", 2)), Threshold: aws.Float64(threshold), ComparisonOperator: operator,
		AlarmActions: []string{aws.ToString(policies.ScalingPolicies[0].PolicyARN)},
	})
}

// schedule sets a group's desired capacity at each time of a recurrence, whose
// fields are joined by underscores.
func (p *player) schedule(c command) (string, error) {
	in := &autoscaling.PutScheduledUpdateGroupActionInput{
		AutoScalingGroupName: aws.String(c.word(0)), ScheduledActionName: aws.String(c.word(1)),
		Recurrence: aws.String(strings.ReplaceAll(c.text("at", ""), "_", " ")), DesiredCapacity: aws.Int32(c.number("desired", 0)),
	}
	if zone := c.options["zone"]; zone != "" {
		in.TimeZone = aws.String(zone)
	}
	return quiet[autoscaling.PutScheduledUpdateGroupActionOutput](p, in)
}

// traffic lets requests come to a balancer: so many a second, each with its
// cost in CPU seconds.
func (p *player) traffic(c command) (string, error) {
	k := p.e.home().kernel
	w := &world.Workload{ID: "traffic", Balancer: p.arn(c.word(0)), Base: c.decimal("rate", 1), Cost: c.decimal("cost", 0.01)}
	k.World.Workloads.Put(w.ID, w)
	k.Wake("workload", w.ID)
	return "", nil
}

func (p *player) desired(c command) (string, error) {
	n, _ := strconv.Atoi(c.word(1))
	return quiet[autoscaling.SetDesiredCapacityOutput](p, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: aws.String(c.word(0)), DesiredCapacity: aws.Int32(int32(n))})
}

// kill terminates an instance as a person does in EC2's console.
func (p *player) kill(c command) (string, error) {
	return quiet[ec2.TerminateInstancesOutput](p, &ec2.TerminateInstancesInput{InstanceIds: c.words})
}

// terminate terminates an instance as its group's owner does.
func (p *player) terminate(c command) (string, error) {
	return quiet[autoscaling.TerminateInstanceInAutoScalingGroupOutput](p, &autoscaling.TerminateInstanceInAutoScalingGroupInput{
		InstanceId: aws.String(c.word(0)), ShouldDecrementDesiredCapacity: aws.Bool(c.word(1) == "decrement")})
}

func (p *player) stop(c command) (string, error) {
	return quiet[ec2.StopInstancesOutput](p, &ec2.StopInstancesInput{InstanceIds: c.words})
}

func (p *player) fail(c command) (string, error) {
	return "", p.e.Inject(Fault{Kind: FailHealth, Subject: c.word(0), Code: int(c.number("code", 0))})
}

func (p *player) impair(c command) (string, error) {
	return "", p.e.Inject(Fault{Kind: ImpairInstance, Subject: c.word(0)})
}

func (p *player) surge(c command) (string, error) {
	return "", p.e.Inject(Fault{Kind: SurgeTraffic, Subject: c.word(0), Factor: c.decimal("factor", 0), For: c.duration(c.text("for", "0s"))})
}

func (p *player) outage(c command) (string, error) {
	return "", p.e.Inject(Fault{Kind: ZoneOutage, Subject: c.word(0), For: c.duration(c.text("for", "0s"))})
}

func (p *player) complete(c command) (string, error) {
	return quiet[autoscaling.CompleteLifecycleActionOutput](p, &autoscaling.CompleteLifecycleActionInput{
		AutoScalingGroupName: aws.String(c.word(0)), LifecycleHookName: aws.String(c.word(1)), InstanceId: aws.String(c.word(2)),
		LifecycleActionResult: aws.String(c.word(3))})
}

func (p *player) heartbeat(c command) (string, error) {
	return quiet[autoscaling.RecordLifecycleActionHeartbeatOutput](p, &autoscaling.RecordLifecycleActionHeartbeatInput{
		AutoScalingGroupName: aws.String(c.word(0)), LifecycleHookName: aws.String(c.word(1)), InstanceId: aws.String(c.word(2))})
}

func (p *player) standby(c command) (string, error) {
	return quiet[autoscaling.EnterStandbyOutput](p, &autoscaling.EnterStandbyInput{
		AutoScalingGroupName: aws.String(c.word(0)), InstanceIds: []string{c.word(1)}, ShouldDecrementDesiredCapacity: aws.Bool(c.word(2) == "decrement")})
}

func (p *player) inService(c command) (string, error) {
	return quiet[autoscaling.ExitStandbyOutput](p, &autoscaling.ExitStandbyInput{
		AutoScalingGroupName: aws.String(c.word(0)), InstanceIds: []string{c.word(1)}})
}

func (p *player) suspend(c command) (string, error) {
	return quiet[autoscaling.SuspendProcessesOutput](p, &autoscaling.SuspendProcessesInput{
		AutoScalingGroupName: aws.String(c.word(0)), ScalingProcesses: c.words[1:]})
}

func (p *player) resume(c command) (string, error) {
	return quiet[autoscaling.ResumeProcessesOutput](p, &autoscaling.ResumeProcessesInput{
		AutoScalingGroupName: aws.String(c.word(0)), ScalingProcesses: c.words[1:]})
}

func (p *player) show(c command) (string, error) {
	switch c.word(0) {
	case "instances":
		return p.showInstances()
	case "group":
		return p.showGroup(c.word(1))
	case "targets":
		return p.showTargets(c.word(1))
	case "activities":
		return p.showActivities(c.word(1), int(c.number("last", 100)))
	case "alarms":
		return p.showAlarms()
	case "cpu":
		return p.showCPU(c.word(1), c.duration(c.text("past", "10m")))
	}
	return "", fmt.Errorf("nothing is called %q", c.word(0))
}

func (p *player) showInstances() (string, error) {
	out, err := ask[ec2.DescribeInstancesOutput](p, &ec2.DescribeInstancesInput{})
	if err != nil {
		return "", err
	}
	var lines []string
	for _, r := range out.Reservations {
		for _, i := range r.Instances {
			line := fmt.Sprintf("%-5s %-13s %s", p.short(*i.InstanceId), i.State.Name, *i.Placement.AvailabilityZone)
			if i.StateReason != nil {
				line += " " + aws.ToString(i.StateReason.Code)
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), nil
}

// short is an instance's ordinal, so that columns line up.
func (p *player) short(id string) string {
	p.number()
	return p.anonymous(id)
}

func (p *player) showGroup(name string) (string, error) {
	out, err := ask[autoscaling.DescribeAutoScalingGroupsOutput](p, &autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name}})
	if err != nil || len(out.AutoScalingGroups) == 0 {
		return "no such group", err
	}
	g := out.AutoScalingGroups[0]
	lines := []string{fmt.Sprintf("min %d desired %d max %d", *g.MinSize, *g.DesiredCapacity, *g.MaxSize)}
	for _, m := range g.Instances {
		lines = append(lines, fmt.Sprintf("%-5s %-19s %-9s %s", p.short(*m.InstanceId), m.LifecycleState, *m.HealthStatus, *m.AvailabilityZone))
	}
	return strings.Join(lines, "\n"), nil
}

func (p *player) showTargets(name string) (string, error) {
	out, err := ask[elb.DescribeTargetHealthOutput](p, &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(p.arn(name))})
	if err != nil || len(out.TargetHealthDescriptions) == 0 {
		return "no targets", err
	}
	var lines []string
	for _, d := range out.TargetHealthDescriptions {
		line := fmt.Sprintf("%-5s %-9s", p.short(*d.Target.Id), d.TargetHealth.State)
		if d.TargetHealth.Reason != "" {
			line += " " + string(d.TargetHealth.Reason) + ": " + aws.ToString(d.TargetHealth.Description)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n"), nil
}

// showActivities tells the newest activities of a group, newest first, each
// with the sentences of its cause.
func (p *player) showActivities(group string, last int) (string, error) {
	out, err := ask[autoscaling.DescribeScalingActivitiesOutput](p, &autoscaling.DescribeScalingActivitiesInput{AutoScalingGroupName: aws.String(group)})
	if err != nil {
		return "", err
	}
	var lines []string
	for i, a := range out.Activities {
		if i == last {
			break
		}
		end := "        "
		if a.EndTime != nil {
			end = a.EndTime.Format(time.TimeOnly)
		}
		lines = append(lines, fmt.Sprintf("%s-%s %s %d%% %s", a.StartTime.Format(time.TimeOnly), end, a.StatusCode, *a.Progress, *a.Description))
		for _, sentence := range strings.SplitAfter(aws.ToString(a.Cause), ".  ") {
			lines = append(lines, "    "+strings.TrimSpace(sentence))
		}
		if m := aws.ToString(a.StatusMessage); m != "" {
			lines = append(lines, "    message: "+m)
		}
	}
	return strings.Join(lines, "\n"), nil
}

func (p *player) showAlarms() (string, error) {
	out, err := ask[cloudwatch.DescribeAlarmsOutput](p, &cloudwatch.DescribeAlarmsInput{})
	if err != nil {
		return "", err
	}
	var lines []string
	for _, a := range out.MetricAlarms {
		lines = append(lines, fmt.Sprintf("%-30s %s", p.anonymous(*a.AlarmName), a.StateValue), "    "+*a.StateReason)
	}
	return strings.Join(lines, "\n"), nil
}

// showCPU tells the mean CPU of a group, minute by minute, to a whole number.
func (p *player) showCPU(group string, past time.Duration) (string, error) {
	out, err := ask[cloudwatch.GetMetricStatisticsOutput](p, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Period: aws.Int32(60),
		Dimensions: []cwtypes.Dimension{{Name: aws.String("AutoScalingGroupName"), Value: aws.String(group)}},
		Statistics: []cwtypes.Statistic{cwtypes.StatisticAverage}, StartTime: aws.Time(p.e.Now().Add(-past)), EndTime: aws.Time(p.e.Now()),
	})
	if err != nil {
		return "", err
	}
	slices.SortFunc(out.Datapoints, func(a, b cwtypes.Datapoint) int { return a.Timestamp.Compare(*b.Timestamp) })
	var values []string
	for _, d := range out.Datapoints {
		values = append(values, fmt.Sprintf("%.0f", *d.Average))
	}
	return strings.Join(values, " "), nil
}
