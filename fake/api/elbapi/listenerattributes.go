package elbapi

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/world"
)

// listenerSettings is the attributes of a listener with their defaults
// (BC:elbv2.ListenerAttribute). They are kept and told; what they change in
// answers is not simulated.
func listenerSettings(protocol string) []setting {
	const response = "routing.http.response."
	var settings []setting
	switch protocol {
	case "TCP":
		return []setting{{"tcp.idle_timeout.seconds", "350", between(60, 6000)}}
	case "HTTPS":
		for _, name := range []string{"mtls_clientcert_serial_number", "mtls_clientcert_issuer", "mtls_clientcert_subject", "mtls_clientcert_validity",
			"mtls_clientcert_leaf", "mtls_clientcert", "tls_version", "tls_cipher_suite"} {
			settings = append(settings, setting{"routing.http.request.x_amzn_" + name + ".header_name", "", anything})
		}
	case "HTTP":
	default:
		return nil
	}
	settings = append(settings, setting{response + "server.enabled", "true", flag})
	for _, header := range []string{"strict_transport_security", "access_control_allow_origin", "access_control_allow_methods", "access_control_allow_headers",
		"access_control_allow_credentials", "access_control_expose_headers", "access_control_max_age", "content_security_policy",
		"x_content_type_options", "x_frame_options"} {
		settings = append(settings, setting{response + header + ".header_value", "", anything})
	}
	return settings
}

// attributesOf are all attributes of a listener: the defaults, and what was
// changed of them.
func attributesOf(l *world.Listener) []world.Attribute {
	all := defaults(listenerSettings(l.Protocol))
	for i := range all {
		for _, a := range l.Attributes {
			if a.Key == all[i].Key {
				all[i].Value = a.Value
			}
		}
	}
	return all
}

func (s *service) describeListenerAttributes(_ context.Context, in *elb.DescribeListenerAttributesInput) (*elb.DescribeListenerAttributesOutput, error) {
	l, err := s.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeListenerAttributesOutput{Attributes: views(attributesOf(l), listenerAttribute)}, nil
}

func (s *service) modifyListenerAttributes(_ context.Context, in *elb.ModifyListenerAttributesInput) (*elb.ModifyListenerAttributesOutput, error) {
	l, err := s.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	change := views(in.Attributes, func(a types.ListenerAttribute) world.Attribute {
		return world.Attribute{Key: aws.ToString(a.Key), Value: aws.ToString(a.Value)}
	})
	next, err := changed(l.Attributes, change, listenerSettings(l.Protocol), "Listener")
	if err != nil {
		return nil, err
	}
	l.Attributes = next
	return &elb.ModifyListenerAttributesOutput{Attributes: views(attributesOf(l), listenerAttribute)}, nil
}

func listenerAttribute(a world.Attribute) types.ListenerAttribute {
	return types.ListenerAttribute{Key: new(a.Key), Value: new(a.Value)}
}
