package elbapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) createTargetGroup(_ context.Context, in *elb.CreateTargetGroupInput) (*elb.CreateTargetGroupOutput, error) {
	tg, err := s.newTargetGroup(in)
	if err != nil {
		return nil, err
	}
	if old := s.targetGroupNamed(tg.Name); old != nil {
		if old.Protocol != tg.Protocol || old.Port != tg.Port || old.VPC != tg.VPC || old.TargetType != tg.TargetType || old.Check != tg.Check {
			return nil, awserr.New("DuplicateTargetGroupName", "A target group with the same name '%s' exists, but with different settings", tg.Name)
		}
		return &elb.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{s.targetGroupView(old)}}, nil
	}
	if s.w.TargetGroups.Len() >= maxTargetGroups {
		return nil, awserr.New("TooManyTargetGroups", "The maximum number of target groups '%d' has been reached", maxTargetGroups)
	}
	tg.ARN, tg.Created = s.arn("targetgroup/"+tg.Name+"/"+s.newID()), s.k.Now()
	tg.Attributes = defaults(targetGroupSettings(health.FamilyOf(tg.Protocol)))
	s.w.TargetGroups.Put(tg.ARN, tg)
	return &elb.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{s.targetGroupView(tg)}}, nil
}

func (s *service) newTargetGroup(in *elb.CreateTargetGroupInput) (*world.TargetGroup, error) {
	if err := onlyKnown(in, "Name", "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckPath", "HealthCheckPort", "HealthCheckProtocol",
		"HealthCheckTimeoutSeconds", "HealthyThresholdCount", "IpAddressType", "Matcher", "Port", "Protocol", "ProtocolVersion", "Tags", "TargetType",
		"UnhealthyThresholdCount", "VpcId"); err != nil {
		return nil, err
	}
	tg := &world.TargetGroup{
		Name: aws.ToString(in.Name), Protocol: string(in.Protocol), Port: number(in.Port, 0), VPC: aws.ToString(in.VpcId),
		TargetType: cmp.Or(string(in.TargetType), "instance"), Tags: tagsOf(in.Tags),
	}
	if err := s.checkTargetGroup(tg); err != nil {
		return nil, err
	}
	if health.FamilyOf(tg.Protocol) == health.Application {
		tg.ProtocolVersion = cmp.Or(aws.ToString(in.ProtocolVersion), "HTTP1")
	}
	if !slices.Contains([]string{"", "HTTP1", "HTTP2"}, tg.ProtocolVersion) {
		return nil, invalid("Protocol version '%s' must be one of '[HTTP1, HTTP2]'", tg.ProtocolVersion)
	}
	check := checkChange{
		in.HealthCheckEnabled, in.HealthCheckProtocol, in.HealthCheckPort, in.HealthCheckPath,
		in.HealthCheckIntervalSeconds, in.HealthCheckTimeoutSeconds, in.HealthyThresholdCount, in.UnhealthyThresholdCount, in.Matcher,
	}
	var err error
	tg.Check, err = check.apply(health.Defaults(tg.Protocol, tg.TargetType), tg.TargetType)
	return tg, err
}

func (s *service) checkTargetGroup(tg *world.TargetGroup) error {
	if err := checkName(tg.Name, "target group"); err != nil {
		return err
	}
	if err := checkTags(nil, tg.Tags); err != nil {
		return err
	}
	protocols := []string{"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP"}
	switch {
	case tg.TargetType == "lambda" || tg.TargetType == "alb":
		return awserr.New("UnsupportedOperation", "The target type '%s' is not simulated by this engine.", tg.TargetType)
	case tg.TargetType != "instance" && tg.TargetType != "ip":
		return invalid("Target type '%s' must be one of '[instance, ip, lambda, alb]'", tg.TargetType)
	case tg.Protocol == "":
		return invalid("A protocol must be specified")
	case !slices.Contains(protocols, tg.Protocol):
		return invalid("Protocol '%s' must be one of '[HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP]'", tg.Protocol)
	case tg.Port == 0:
		return invalid("A port must be specified")
	case tg.Port < 1 || tg.Port > 65535:
		return invalid("Port '%d' must be between '1' and '65535'", tg.Port)
	case tg.VPC == "":
		return invalid("A VPC ID must be specified")
	case !s.w.VPCs.Has(tg.VPC):
		return invalid("The VPC ID '%s' is not found", tg.VPC)
	}
	return nil
}

// checkChange is what a request says of a health check; nil and "" leave a
// setting as it is.
type checkChange struct {
	enabled                               *bool
	protocol                              types.ProtocolEnum
	port, path                            *string
	interval, timeout, healthy, unhealthy *int32
	matcher                               *types.Matcher
}

func (c checkChange) apply(now health.Check, targetType string) (world.HealthCheck, error) {
	if c.protocol != "" && string(c.protocol) != now.Protocol {
		now = now.WithProtocol(string(c.protocol))
	}
	if c.enabled != nil {
		now.Enabled = *c.enabled
	}
	if c.matcher != nil && c.matcher.GrpcCode != nil {
		return world.HealthCheck{}, awserr.New("UnsupportedOperation", "The parameter GrpcCode is not simulated by this engine.")
	}
	if c.matcher != nil {
		now.Matcher = cmp.Or(aws.ToString(c.matcher.HttpCode), now.Matcher)
	}
	now.Port, now.Path = cmp.Or(aws.ToString(c.port), now.Port), cmp.Or(aws.ToString(c.path), now.Path)
	now.Interval, now.Timeout = duration(c.interval, now.Interval), duration(c.timeout, now.Timeout)
	now.HealthyThreshold = number(c.healthy, now.HealthyThreshold)
	now.UnhealthyThreshold = number(c.unhealthy, now.UnhealthyThreshold)
	if !now.Enabled && (targetType == "instance" || targetType == "ip") {
		return world.HealthCheck{}, invalid("Health check enabled must be true for target groups with target type '%s'", targetType)
	}
	if err := now.Validate(); err != nil {
		return world.HealthCheck{}, awserr.From(err)
	}
	return world.HealthCheck{
		Enabled: now.Enabled, Protocol: now.Protocol, Port: now.Port, Path: now.Path, Interval: now.Interval, Timeout: now.Timeout,
		Healthy: now.HealthyThreshold, Unhealthy: now.UnhealthyThreshold, Matcher: now.Matcher,
	}, nil
}

func duration(seconds *int32, otherwise time.Duration) time.Duration {
	if seconds == nil {
		return otherwise
	}
	return time.Duration(*seconds) * time.Second
}

func (s *service) modifyTargetGroup(_ context.Context, in *elb.ModifyTargetGroupInput) (*elb.ModifyTargetGroupOutput, error) {
	tg, err := s.targetGroup(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	c := tg.Check
	now := health.Check{
		Enabled: c.Enabled, Protocol: c.Protocol, Port: c.Port, Path: c.Path, Interval: c.Interval, Timeout: c.Timeout,
		HealthyThreshold: c.Healthy, UnhealthyThreshold: c.Unhealthy, Matcher: c.Matcher, Family: health.FamilyOf(tg.Protocol),
	}
	change := checkChange{
		in.HealthCheckEnabled, in.HealthCheckProtocol, in.HealthCheckPort, in.HealthCheckPath,
		in.HealthCheckIntervalSeconds, in.HealthCheckTimeoutSeconds, in.HealthyThresholdCount, in.UnhealthyThresholdCount, in.Matcher,
	}
	next, err := change.apply(now, tg.TargetType)
	if err != nil {
		return nil, err
	}
	tg.Check = next
	s.room.CheckChanged(tg.ARN)
	return &elb.ModifyTargetGroupOutput{TargetGroups: []types.TargetGroup{s.targetGroupView(tg)}}, nil
}

// deleteTargetGroup: deleting one that is gone is no error.
func (s *service) deleteTargetGroup(_ context.Context, in *elb.DeleteTargetGroupInput) (*elb.DeleteTargetGroupOutput, error) {
	if err := s.checkARN(aws.ToString(in.TargetGroupArn), ":targetgroup/", "target group"); err != nil {
		return nil, err
	}
	tg := s.w.TargetGroups.Get(*in.TargetGroupArn)
	if tg == nil {
		return &elb.DeleteTargetGroupOutput{}, nil
	}
	if len(s.room.InUse(tg.ARN)) > 0 {
		return nil, awserr.New("ResourceInUse", "Target group '%s' is currently in use by a listener or a rule", tg.ARN)
	}
	s.room.DeleteTargetGroup(tg)
	return &elb.DeleteTargetGroupOutput{}, nil
}

func (s *service) targetGroupNamed(name string) *world.TargetGroup {
	for _, tg := range s.w.TargetGroups.All() {
		if tg.Name == name {
			return tg
		}
	}
	return nil
}

func (s *service) describeTargetGroups(_ context.Context, in *elb.DescribeTargetGroupsInput) (*elb.DescribeTargetGroupsOutput, error) {
	asked := 0
	for _, given := range []bool{len(in.TargetGroupArns) > 0, len(in.Names) > 0, in.LoadBalancerArn != nil} {
		if given {
			asked++
		}
	}
	if asked > 1 {
		return nil, invalid("Only one of target group ARNs, target group names and a load balancer ARN can be specified")
	}
	for _, arn := range in.TargetGroupArns {
		if _, err := s.targetGroup(&arn); err != nil {
			return nil, err
		}
	}
	for _, name := range in.Names {
		if s.targetGroupNamed(name) == nil {
			return nil, noTargetGroup()
		}
	}
	if in.LoadBalancerArn != nil {
		if _, err := s.balancer(in.LoadBalancerArn); err != nil {
			return nil, err
		}
	}
	var found []*world.TargetGroup
	for arn, tg := range s.w.TargetGroups.All() {
		used := in.LoadBalancerArn != nil && slices.Contains(s.room.InUse(arn), *in.LoadBalancerArn)
		if asked == 0 || used || slices.Contains(in.TargetGroupArns, arn) || slices.Contains(in.Names, tg.Name) {
			found = append(found, tg)
		}
	}
	part, next, err := page(found, func(tg *world.TargetGroup) string { return tg.ARN }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeTargetGroupsOutput{TargetGroups: views(part, s.targetGroupView), NextMarker: next}, nil
}

func (s *service) targetGroupView(tg *world.TargetGroup) types.TargetGroup {
	c := tg.Check
	out := types.TargetGroup{
		TargetGroupArn: new(tg.ARN), TargetGroupName: new(tg.Name), Protocol: types.ProtocolEnum(tg.Protocol), ProtocolVersion: api.NonZero(tg.ProtocolVersion),
		Port: new(int32(tg.Port)), VpcId: new(tg.VPC), TargetType: types.TargetTypeEnum(tg.TargetType), IpAddressType: types.TargetGroupIpAddressTypeEnumIpv4,
		LoadBalancerArns:   append([]string{}, s.room.InUse(tg.ARN)...),
		HealthCheckEnabled: new(c.Enabled), HealthCheckProtocol: types.ProtocolEnum(c.Protocol), HealthCheckPort: new(c.Port), HealthCheckPath: api.NonZero(c.Path),
		HealthCheckIntervalSeconds: new(int32(c.Interval / time.Second)), HealthCheckTimeoutSeconds: new(int32(c.Timeout / time.Second)),
		HealthyThresholdCount: new(int32(c.Healthy)), UnhealthyThresholdCount: new(int32(c.Unhealthy)),
	}
	if c.Matcher != "" {
		out.Matcher = &types.Matcher{HttpCode: new(c.Matcher)}
	}
	return out
}
