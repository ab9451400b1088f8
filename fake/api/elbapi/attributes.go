package elbapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/world"
)

// setting is an attribute: its key, its default, and what it may be.
type setting struct {
	key, value string
	allowed    func(string) bool
}

func oneOf(values ...string) func(string) bool {
	return func(v string) bool { return slices.Contains(values, v) }
}

func flag(v string) bool { return v == "true" || v == "false" }

func anything(string) bool { return true }

func between(low, high int) func(string) bool {
	return func(v string) bool {
		n, err := strconv.Atoi(v)
		return err == nil && low <= n && n <= high
	}
}

func either(a, b func(string) bool) func(string) bool {
	return func(v string) bool { return a(v) || b(v) }
}

// balancerSettings is the attributes of a balancer with their defaults
// (BC:elbv2.LoadBalancerAttribute).
func balancerSettings(kind string) []setting {
	common := []setting{
		{"access_logs.s3.enabled", "false", flag},
		{"access_logs.s3.bucket", "", anything},
		{"access_logs.s3.prefix", "", anything},
		{"deletion_protection.enabled", "false", flag},
		{"zonal_shift.config.enabled", "false", flag},
	}
	if kind == network {
		return append(common,
			setting{"load_balancing.cross_zone.enabled", "false", flag},
			setting{"dns_record.client_routing_policy", "any_availability_zone", oneOf("any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity")},
			setting{"ipv6.deny_all_igw_traffic", "false", flag})
	}
	return append(common,
		setting{"idle_timeout.timeout_seconds", "60", between(1, 4000)},
		setting{"client_keep_alive.seconds", "3600", between(60, 604800)},
		setting{"connection_logs.s3.enabled", "false", flag},
		setting{"connection_logs.s3.bucket", "", anything},
		setting{"connection_logs.s3.prefix", "", anything},
		setting{"load_balancing.cross_zone.enabled", "true", oneOf("true")},
		setting{"routing.http2.enabled", "true", flag},
		setting{"routing.http.desync_mitigation_mode", "defensive", oneOf("monitor", "defensive", "strictest")},
		setting{"routing.http.drop_invalid_header_fields.enabled", "false", flag},
		setting{"routing.http.preserve_host_header.enabled", "false", flag},
		setting{"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", flag},
		setting{"routing.http.xff_client_port.enabled", "false", flag},
		setting{"routing.http.xff_header_processing.mode", "append", oneOf("append", "preserve", "remove")},
		setting{"waf.fail_open.enabled", "false", flag})
}

// targetGroupSettings is the attributes of a target group with their defaults
// (BC:elbv2.TargetGroupAttribute).
func targetGroupSettings(family health.Family) []setting {
	const minimum = "minimum_healthy_targets."
	settings := []setting{
		{"deregistration_delay.timeout_seconds", "300", between(0, 3600)},
		{"stickiness.enabled", "false", flag},
		{"load_balancing.cross_zone.enabled", "use_load_balancer_configuration", oneOf("true", "false", "use_load_balancer_configuration")},
		{"target_group_health.dns_failover." + minimum + "count", "off", either(oneOf("off"), between(1, 1000))},
		{"target_group_health.dns_failover." + minimum + "percentage", "off", either(oneOf("off"), between(1, 100))},
		{"target_group_health.unhealthy_state_routing." + minimum + "count", "1", between(1, 1000)},
		{"target_group_health.unhealthy_state_routing." + minimum + "percentage", "off", either(oneOf("off"), between(1, 100))},
	}
	if family == health.Network {
		return append(settings,
			setting{"stickiness.type", "source_ip", oneOf("source_ip")},
			setting{"preserve_client_ip.enabled", "true", flag},
			setting{"proxy_protocol_v2.enabled", "false", flag},
			setting{"deregistration_delay.connection_termination.enabled", "false", flag},
			setting{"target_health_state.unhealthy.connection_termination.enabled", "true", flag},
			setting{"target_health_state.unhealthy.draining_interval_seconds", "0", between(0, 360000)})
	}
	return append(settings,
		setting{"stickiness.type", "lb_cookie", oneOf("lb_cookie", "app_cookie")},
		setting{"stickiness.lb_cookie.duration_seconds", "86400", between(1, 604800)},
		setting{"stickiness.app_cookie.cookie_name", "", anything},
		setting{"stickiness.app_cookie.duration_seconds", "86400", between(1, 604800)},
		setting{"slow_start.duration_seconds", "0", either(oneOf("0"), between(30, 900))},
		setting{"load_balancing.algorithm.type", "round_robin", oneOf("round_robin", "least_outstanding_requests", "weighted_random")},
		setting{"load_balancing.algorithm.anomaly_mitigation", "off", oneOf("on", "off")})
}

func defaults(settings []setting) []world.Attribute {
	return views(settings, func(s setting) world.Attribute { return world.Attribute{Key: s.key, Value: s.value} })
}

func valueOf(list []world.Attribute, key string) string {
	for _, a := range list {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// changed is the attributes after a change, or AWS's refusal. noun is
// "Load balancer" or "Target group".
func changed(now, change []world.Attribute, settings []setting, noun string) ([]world.Attribute, error) {
	if len(change) == 0 {
		return nil, invalid("At least one %s attribute must be specified", strings.ToLower(noun))
	}
	next := slices.Clone(now)
	for _, c := range change {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.key == c.Key })
		if i < 0 {
			return nil, invalid("%s attribute key '%s' is not recognized", noun, c.Key)
		}
		if !settings[i].allowed(c.Value) {
			return nil, invalid("'%s' is not a valid value for the %s attribute '%s'", c.Value, strings.ToLower(noun), c.Key)
		}
		at := slices.IndexFunc(next, func(a world.Attribute) bool { return a.Key == c.Key })
		if at < 0 {
			next = append(next, c)
			continue
		}
		next[at].Value = c.Value
	}
	return next, nil
}

func (s *service) describeLoadBalancerAttributes(_ context.Context, in *elb.DescribeLoadBalancerAttributesInput) (*elb.DescribeLoadBalancerAttributesOutput, error) {
	b, err := s.balancer(in.LoadBalancerArn)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeLoadBalancerAttributesOutput{Attributes: views(b.Attributes, balancerAttribute)}, nil
}

// describeCapacityReservation tells that nothing is reserved: reservations
// cannot be made here.
func (s *service) describeCapacityReservation(_ context.Context, in *elb.DescribeCapacityReservationInput) (*elb.DescribeCapacityReservationOutput, error) {
	if _, err := s.balancer(in.LoadBalancerArn); err != nil {
		return nil, err
	}
	return &elb.DescribeCapacityReservationOutput{CapacityReservationState: []types.ZonalCapacityReservationState{}}, nil
}

func (s *service) modifyLoadBalancerAttributes(_ context.Context, in *elb.ModifyLoadBalancerAttributesInput) (*elb.ModifyLoadBalancerAttributesOutput, error) {
	b, err := s.balancer(in.LoadBalancerArn)
	if err != nil {
		return nil, err
	}
	change := views(in.Attributes, func(a types.LoadBalancerAttribute) world.Attribute {
		return world.Attribute{Key: aws.ToString(a.Key), Value: aws.ToString(a.Value)}
	})
	next, err := changed(b.Attributes, change, balancerSettings(b.Type), "Load balancer")
	if err != nil {
		return nil, err
	}
	b.Attributes = next
	return &elb.ModifyLoadBalancerAttributesOutput{Attributes: views(b.Attributes, balancerAttribute)}, nil
}

func balancerAttribute(a world.Attribute) types.LoadBalancerAttribute {
	return types.LoadBalancerAttribute{Key: new(a.Key), Value: new(a.Value)}
}

func (s *service) describeTargetGroupAttributes(_ context.Context, in *elb.DescribeTargetGroupAttributesInput) (*elb.DescribeTargetGroupAttributesOutput, error) {
	tg, err := s.targetGroup(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeTargetGroupAttributesOutput{Attributes: views(tg.Attributes, targetGroupAttribute)}, nil
}

func (s *service) modifyTargetGroupAttributes(_ context.Context, in *elb.ModifyTargetGroupAttributesInput) (*elb.ModifyTargetGroupAttributesOutput, error) {
	tg, err := s.targetGroup(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	change := views(in.Attributes, func(a types.TargetGroupAttribute) world.Attribute {
		return world.Attribute{Key: aws.ToString(a.Key), Value: aws.ToString(a.Value)}
	})
	next, err := changed(tg.Attributes, change, targetGroupSettings(health.FamilyOf(tg.Protocol)), "Target group")
	if err != nil {
		return nil, err
	}
	if valueOf(next, "load_balancing.algorithm.type") == "least_outstanding_requests" && cmp.Or(valueOf(next, "slow_start.duration_seconds"), "0") != "0" {
		return nil, invalid("You cannot enable both slow start and least outstanding requests on a target group")
	}
	tg.Attributes = next
	s.room.CheckChanged(tg.ARN)
	return &elb.ModifyTargetGroupAttributesOutput{Attributes: views(tg.Attributes, targetGroupAttribute)}, nil
}

func targetGroupAttribute(a world.Attribute) types.TargetGroupAttribute {
	return types.TargetGroupAttribute{Key: new(a.Key), Value: new(a.Value)}
}
