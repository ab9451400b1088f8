package classicapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) createListeners(_ context.Context, in *elb.CreateLoadBalancerListenersInput) (*elb.CreateLoadBalancerListenersOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	next := *b
	next.Listeners, next.Policies = slices.Clone(b.Listeners), slices.Clone(b.Policies)
	if err := s.addListeners(&next, in.Listeners); err != nil {
		return nil, err
	}
	b.Listeners, b.Policies = next.Listeners, next.Policies
	s.room.RoutingChanged(b)
	return &elb.CreateLoadBalancerListenersOutput{}, nil
}

// addListeners adds listeners to a balancer, or refuses them. One that is
// there already, just like that, is no error (BC:elb.CreateLoadBalancerListeners).
func (s *service) addListeners(b *world.ClassicBalancer, list []types.Listener) error {
	if len(list) == 0 {
		return awserr.From(rules.ValidateListeners(nil))
	}
	for _, given := range list {
		l, err := s.listenerOf(given)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(b.Listeners, func(o world.ClassicListener) bool { return sameListener(o, l) }) {
			b.Listeners = append(b.Listeners, l)
		}
	}
	if err := rules.ValidateListeners(views(b.Listeners, ruled)); err != nil {
		return awserr.From(err)
	}
	negotiate(b)
	return nil
}

func (s *service) listenerOf(given types.Listener) (world.ClassicListener, error) {
	l := world.ClassicListener{
		Protocol: strings.ToUpper(aws.ToString(given.Protocol)), Port: int(given.LoadBalancerPort),
		InstanceProtocol: strings.ToUpper(aws.ToString(given.InstanceProtocol)), InstancePort: number(given.InstancePort, 0),
		Certificate: aws.ToString(given.SSLCertificateId),
	}
	l.InstanceProtocol = ruled(l).Inside()
	if l.Certificate != "" {
		return l, s.checkCertificate(l.Certificate)
	}
	return l, nil
}

// ruled is a listener in the words of the rules.
func ruled(l world.ClassicListener) rules.Listener {
	return rules.Listener{Protocol: l.Protocol, Port: l.Port, InstanceProtocol: l.InstanceProtocol, InstancePort: l.InstancePort, Certificate: l.Certificate}
}

func sameListener(a, b world.ClassicListener) bool { return ruled(a) == ruled(b) }

// checkCertificate refuses what is no certificate of this account. The engine
// has no list of certificates: any ARN of the right form stands for one.
func (s *service) checkCertificate(arn string) error {
	issued := strings.HasPrefix(arn, s.w.ARN("acm", "certificate/"))
	uploaded := strings.HasPrefix(arn, s.w.GlobalARN("iam", "server-certificate/"))
	if issued || uploaded {
		return nil
	}
	return awserr.New("CertificateNotFound", "Server Certificate not found for the key: %s", arn)
}

// deleteListeners succeeds for ports without a listener, too
// (BC:elb.DeleteLoadBalancerListeners).
func (s *service) deleteListeners(_ context.Context, in *elb.DeleteLoadBalancerListenersInput) (*elb.DeleteLoadBalancerListenersOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	if len(in.LoadBalancerPorts) == 0 {
		return nil, missing("loadBalancerPorts")
	}
	b.Listeners = slices.DeleteFunc(slices.Clone(b.Listeners), func(l world.ClassicListener) bool {
		return slices.Contains(in.LoadBalancerPorts, int32(l.Port))
	})
	s.room.RoutingChanged(b)
	return &elb.DeleteLoadBalancerListenersOutput{}, nil
}

func (s *service) setCertificate(_ context.Context, in *elb.SetLoadBalancerListenerSSLCertificateInput) (*elb.SetLoadBalancerListenerSSLCertificateOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	arn, err := text("sSLCertificateId", in.SSLCertificateId)
	if err != nil {
		return nil, err
	}
	l, err := listenerAt(b, in.LoadBalancerPort)
	if err != nil {
		return nil, err
	}
	if l.Protocol != "HTTPS" && l.Protocol != "SSL" {
		return nil, badConfiguration("Requested listener must use HTTPS or SSL to have a certificate; port %d uses %s", l.Port, l.Protocol)
	}
	if err := s.checkCertificate(arn); err != nil {
		return nil, err
	}
	l.Certificate = arn
	return &elb.SetLoadBalancerListenerSSLCertificateOutput{}, nil
}
