package elbapi

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// defaultPolicy is the security policy of a secure listener made by the API
// without one (BC:elbv2.CreateListener).
const defaultPolicy = "ELBSecurityPolicy-2016-08"

func (s *service) createListener(_ context.Context, in *elb.CreateListenerInput) (*elb.CreateListenerOutput, error) {
	if err := onlyKnown(in, "LoadBalancerArn", "DefaultActions", "Port", "Protocol", "SslPolicy", "Certificates", "Tags"); err != nil {
		return nil, err
	}
	b, err := s.balancer(in.LoadBalancerArn)
	if err != nil {
		return nil, err
	}
	l := &world.Listener{
		Balancer: b.ARN, Protocol: string(in.Protocol), Port: number(in.Port, 0), SSLPolicy: aws.ToString(in.SslPolicy),
		Certificates: certificates(in.Certificates), Tags: tagsOf(in.Tags),
	}
	if err := s.checkListener(b, l); err != nil {
		return nil, err
	}
	if err := checkTags(nil, l.Tags); err != nil {
		return nil, err
	}
	actions, err := s.actions(l, in.DefaultActions)
	if err != nil {
		return nil, err
	}
	if most := s.rules.ListenersPerBalancer; len(s.listenersOf(b.ARN)) >= most {
		return nil, awserr.New("TooManyListeners", "The maximum number of listeners '%d' has been reached on load balancer '%s'", most, b.ARN)
	}
	l.ARN = s.arn("listener/" + after(b.ARN, ":loadbalancer/") + "/" + s.newID())
	s.w.Listeners.Put(l.ARN, l)
	s.putRule(&world.Rule{Listener: l.ARN, Default: true, Actions: actions})
	s.room.RoutingChanged(b.ARN)
	return &elb.CreateListenerOutput{Listeners: []types.Listener{s.listenerView(l)}}, nil
}

// checkListener refuses protocols, ports and certificates that do not go
// together, and brings the settings of security in line.
func (s *service) checkListener(b *world.LoadBalancer, l *world.Listener) error {
	allowed := []string{"HTTP", "HTTPS"}
	if b.Type == network {
		allowed = []string{"TCP", "TLS", "UDP", "TCP_UDP"}
	}
	if !slices.Contains(allowed, l.Protocol) {
		return invalid("Listener protocol '%s' must be one of '%s'", l.Protocol, strings.Join(allowed, ", "))
	}
	if l.Port < 1 || l.Port > 65535 {
		return invalid("Listener port '%d' must be between '1' and '65535'", l.Port)
	}
	secure := l.Protocol == "HTTPS" || l.Protocol == "TLS"
	switch {
	case secure && len(l.Certificates) == 0:
		return invalid("A certificate must be specified for %s listeners", l.Protocol)
	case !secure && len(l.Certificates) > 0:
		return invalid("A certificate cannot be specified for %s listeners", l.Protocol)
	case !secure && l.SSLPolicy != "":
		return invalid("A security policy cannot be specified for %s listeners", l.Protocol)
	}
	if secure {
		l.SSLPolicy = cmp.Or(l.SSLPolicy, defaultPolicy)
		if !slices.Contains(policyNames(), l.SSLPolicy) {
			return awserr.New("SSLPolicyNotFound", "One or more SSL policies not found")
		}
	}
	for _, other := range s.listenersOf(b.ARN) {
		if other.Port == l.Port && other.ARN != l.ARN {
			return awserr.New("DuplicateListener", "A listener already exists on this port for this load balancer '%s'", b.ARN)
		}
	}
	return nil
}

func (s *service) listenersOf(balancer string) []*world.Listener {
	var list []*world.Listener
	for _, l := range s.w.Listeners.All() {
		if l.Balancer == balancer {
			list = append(list, l)
		}
	}
	return list
}

func certificates(list []types.Certificate) []string {
	return views(list, func(c types.Certificate) string { return aws.ToString(c.CertificateArn) })
}

func (s *service) modifyListener(_ context.Context, in *elb.ModifyListenerInput) (*elb.ModifyListenerOutput, error) {
	if err := onlyKnown(in, "ListenerArn", "DefaultActions", "Port", "Protocol", "SslPolicy", "Certificates"); err != nil {
		return nil, err
	}
	l, err := s.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	next := *l
	next.Port = number(in.Port, l.Port)
	if in.Protocol != "" && string(in.Protocol) != l.Protocol {
		next.Protocol, next.SSLPolicy, next.Certificates = string(in.Protocol), "", nil
	}
	next.SSLPolicy = cmp.Or(aws.ToString(in.SslPolicy), next.SSLPolicy)
	if len(in.Certificates) > 0 {
		next.Certificates = certificates(in.Certificates)
	}
	if err := s.checkListener(s.w.LoadBalancers.Get(l.Balancer), &next); err != nil {
		return nil, err
	}
	rule := s.defaultRule(l.ARN)
	actions := rule.Actions
	if len(in.DefaultActions) > 0 {
		if actions, err = s.actions(&next, in.DefaultActions); err != nil {
			return nil, err
		}
	}
	*l, rule.Actions = next, actions
	s.room.RoutingChanged(l.Balancer)
	return &elb.ModifyListenerOutput{Listeners: []types.Listener{s.listenerView(l)}}, nil
}

func (s *service) deleteListener(_ context.Context, in *elb.DeleteListenerInput) (*elb.DeleteListenerOutput, error) {
	l, err := s.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	s.room.DeleteListener(l)
	return &elb.DeleteListenerOutput{}, nil
}

func (s *service) describeListeners(_ context.Context, in *elb.DescribeListenersInput) (*elb.DescribeListenersOutput, error) {
	switch {
	case len(in.ListenerArns) > 0 && in.LoadBalancerArn != nil:
		return nil, invalid("Listener ARNs and a load balancer ARN cannot be specified at the same time")
	case len(in.ListenerArns) == 0 && in.LoadBalancerArn == nil:
		return nil, invalid("You must specify either listener ARNs or a load balancer ARN")
	}
	var found []*world.Listener
	for _, arn := range in.ListenerArns {
		l, err := s.listener(&arn)
		if err != nil {
			return nil, err
		}
		found = append(found, l)
	}
	if in.LoadBalancerArn != nil {
		b, err := s.balancer(in.LoadBalancerArn)
		if err != nil {
			return nil, err
		}
		found = s.listenersOf(b.ARN)
	}
	part, next, err := page(found, func(l *world.Listener) string { return l.ARN }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeListenersOutput{Listeners: views(part, s.listenerView), NextMarker: next}, nil
}

func (s *service) listenerView(l *world.Listener) types.Listener {
	out := types.Listener{
		ListenerArn: new(l.ARN), LoadBalancerArn: new(l.Balancer), Port: new(int32(l.Port)), Protocol: types.ProtocolEnum(l.Protocol),
		SslPolicy: api.NonZero(l.SSLPolicy), DefaultActions: views(s.defaultRule(l.ARN).Actions, actionView),
	}
	for _, c := range l.Certificates {
		out.Certificates = append(out.Certificates, types.Certificate{CertificateArn: new(c)})
	}
	return out
}
