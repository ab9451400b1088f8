package elbapi

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func invalid(format string, args ...any) error {
	return awserr.New(refusal.ValidationError, format, args...)
}

func badConfiguration(format string, args ...any) error {
	return awserr.New("InvalidConfigurationRequest", format, args...)
}

func notPermitted(format string, args ...any) error {
	return awserr.New("OperationNotPermitted", format, args...)
}

func noBalancer() error {
	return awserr.New("LoadBalancerNotFound", "One or more load balancers not found")
}

func noTargetGroup() error {
	return awserr.New("TargetGroupNotFound", "One or more target groups not found")
}

func noListener() error { return awserr.New("ListenerNotFound", "One or more listeners not found") }

func noRule() error { return awserr.New("RuleNotFound", "One or more rules not found") }

// onlyKnown refuses a request in which a member is set that the engine does
// not simulate. The text is the engine's own. v is a pointer to the request's
// struct.
func onlyKnown(v any, known ...string) error {
	if field := api.Unhandled(v, known...); field != "" {
		return awserr.New("UnsupportedOperation", "The parameter %s is not simulated by this engine.", field)
	}
	return nil
}

func (s *service) balancer(arn *string) (*world.LoadBalancer, error) {
	if err := s.checkARN(aws.ToString(arn), ":loadbalancer/", "load balancer"); err != nil {
		return nil, err
	}
	if b := s.w.LoadBalancers.Get(aws.ToString(arn)); b != nil {
		return b, nil
	}
	return nil, noBalancer()
}

func (s *service) listener(arn *string) (*world.Listener, error) {
	if err := s.checkARN(aws.ToString(arn), ":listener/", "listener"); err != nil {
		return nil, err
	}
	if l := s.w.Listeners.Get(aws.ToString(arn)); l != nil {
		return l, nil
	}
	return nil, noListener()
}

func (s *service) rule(arn *string) (*world.Rule, error) {
	if err := s.checkARN(aws.ToString(arn), ":listener-rule/", "listener rule"); err != nil {
		return nil, err
	}
	if r := s.w.Rules.Get(aws.ToString(arn)); r != nil {
		return r, nil
	}
	return nil, noRule()
}

func (s *service) targetGroup(arn *string) (*world.TargetGroup, error) {
	if err := s.checkARN(aws.ToString(arn), ":targetgroup/", "target group"); err != nil {
		return nil, err
	}
	if tg := s.w.TargetGroups.Get(aws.ToString(arn)); tg != nil {
		return tg, nil
	}
	return nil, noTargetGroup()
}

// checkARN refuses what is not an ARN of this kind at all.
func (s *service) checkARN(arn, kind, noun string) error {
	if !strings.HasPrefix(arn, s.w.ARNPrefix("elasticloadbalancing")) || !strings.Contains(arn, kind) {
		return invalid("'%s' is not a valid %s ARN", arn, noun)
	}
	return nil
}

// checkName refuses a name of more than 32 characters, or of other ones than
// AWS allows.
func checkName(name, noun string) error {
	ok := func(r rune) bool {
		return r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	switch {
	case name == "":
		return invalid("A %s name must be specified", noun)
	case len(name) > 32:
		return invalid("%s name '%s' cannot be longer than '32' characters", capital(noun), name)
	case strings.IndexFunc(name, func(r rune) bool { return !ok(r) }) >= 0:
		return invalid("The %s name '%s' can only contain characters that are alphanumeric characters and hyphens(-)", noun, name)
	case name[0] == '-' || name[len(name)-1] == '-':
		return invalid("The %s name '%s' cannot begin or end with '-'", noun, name)
	}
	return nil
}

func capital(noun string) string { return strings.ToUpper(noun[:1]) + noun[1:] }

func number(p *int32, otherwise int) int {
	if p == nil {
		return otherwise
	}
	return int(*p)
}
