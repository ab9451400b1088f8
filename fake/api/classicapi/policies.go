package classicapi

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The types of policies, and the attributes that say what they are set to, in
// AWS's words (BC:elb.DescribeLoadBalancerPolicyTypes).
const (
	balancerCookie    = "LBCookieStickinessPolicyType"
	applicationCookie = "AppCookieStickinessPolicyType"
	negotiation       = "SSLNegotiationPolicyType"

	cookieExpires = "CookieExpirationPeriod"
	cookieName    = "CookieName"
	reference     = "Reference-Security-Policy"
)

// defaultSecurity is the security policy of a secure listener that was made
// without one.
const defaultSecurity = "ELBSecurityPolicy-2016-08"

// maxPolicies is the quota of policies of a balancer. Choice: AWS does not
// publish it.
const maxPolicies = 100

func (s *service) createBalancerCookiePolicy(_ context.Context, in *elb.CreateLBCookieStickinessPolicyInput) (*elb.CreateLBCookieStickinessPolicyOutput, error) {
	var set []world.Attribute
	if n := in.CookieExpirationPeriod; n != nil {
		if *n < 0 {
			return nil, badConfiguration("CookieExpirationPeriod must not be negative. Got %d", *n)
		}
		set = []world.Attribute{{Key: cookieExpires, Value: strconv.FormatInt(*n, 10)}}
	}
	if err := s.addPolicy(in.LoadBalancerName, in.PolicyName, balancerCookie, set); err != nil {
		return nil, err
	}
	return &elb.CreateLBCookieStickinessPolicyOutput{}, nil
}

func (s *service) createApplicationCookiePolicy(_ context.Context, in *elb.CreateAppCookieStickinessPolicyInput) (*elb.CreateAppCookieStickinessPolicyOutput, error) {
	name, err := text("cookieName", in.CookieName)
	if err != nil {
		return nil, err
	}
	if err := s.addPolicy(in.LoadBalancerName, in.PolicyName, applicationCookie, []world.Attribute{{Key: cookieName, Value: name}}); err != nil {
		return nil, err
	}
	return &elb.CreateAppCookieStickinessPolicyOutput{}, nil
}

func (s *service) addPolicy(balancer, policy *string, kind string, set []world.Attribute) error {
	b, err := s.balancer(balancer)
	if err != nil {
		return err
	}
	name, err := text("policyName", policy)
	switch {
	case err != nil:
		return err
	case policyNamed(b, name) != nil:
		return awserr.New("DuplicatePolicyName", "Policy already exists with the name %s for load balancer %s.", name, b.Name)
	case len(b.Policies) >= maxPolicies:
		return awserr.New("TooManyPolicies", "A load balancer can have at most %d policies", maxPolicies)
	case !policyName(name):
		return badConfiguration("Policy names must consist of alphanumeric characters and dashes: %s", name)
	}
	b.Policies = append(b.Policies, world.ClassicPolicy{Name: name, Type: kind, Attributes: set})
	return nil
}

func policyName(name string) bool {
	for _, c := range name {
		if c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

func policyNamed(b *world.ClassicBalancer, name string) *world.ClassicPolicy {
	for i := range b.Policies {
		if b.Policies[i].Name == name {
			return &b.Policies[i]
		}
	}
	return nil
}

// negotiate gives secure listeners that have no policy the default one.
func negotiate(b *world.ClassicBalancer) {
	for i := range b.Listeners {
		l := &b.Listeners[i]
		if l.Protocol != "HTTPS" && l.Protocol != "SSL" || len(l.Policies) > 0 {
			continue
		}
		if policyNamed(b, defaultSecurity) == nil {
			b.Policies = append(b.Policies, security(defaultSecurity))
		}
		l.Policies = []string{defaultSecurity}
	}
}

func security(name string) world.ClassicPolicy {
	return world.ClassicPolicy{Name: name, Type: negotiation, Attributes: []world.Attribute{{Key: reference, Value: name}}}
}

// setPoliciesOfListener replaces a listener's policies; none takes them away.
func (s *service) setPoliciesOfListener(_ context.Context, in *elb.SetLoadBalancerPoliciesOfListenerInput) (*elb.SetLoadBalancerPoliciesOfListenerOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	l, err := listenerAt(b, in.LoadBalancerPort)
	if err != nil {
		return nil, err
	}
	if err := checkPolicies(b, l, in.PolicyNames); err != nil {
		return nil, err
	}
	l.Policies = slices.Clone(in.PolicyNames)
	return &elb.SetLoadBalancerPoliciesOfListenerOutput{}, nil
}

// checkPolicies refuses policies that do not go with a listener: at most one
// for sticky sessions, and that on HTTP and HTTPS only (CLB/elb-sticky-sessions).
func checkPolicies(b *world.ClassicBalancer, l *world.ClassicListener, names []string) error {
	sticky := 0
	for _, name := range names {
		p := policyNamed(b, name)
		switch {
		case p == nil:
			return noPolicy(b.Name, name)
		case p.Type == negotiation && l.Protocol != "HTTPS" && l.Protocol != "SSL":
			return badConfiguration("%s policies can only be associated with HTTPS or SSL listeners", negotiation)
		case p.Type != negotiation && l.Protocol != "HTTP" && l.Protocol != "HTTPS":
			return badConfiguration("Session stickiness policies can only be associated with HTTP or HTTPS listeners")
		case p.Type != negotiation:
			sticky++
		}
	}
	if sticky > 1 {
		return badConfiguration("Only one session stickiness policy can be associated with a listener")
	}
	return nil
}

func noPolicy(balancer, name string) error {
	return awserr.New("PolicyNotFound", "There is no policy with name %s for load balancer %s.", name, balancer)
}

// deletePolicy succeeds for a policy that is not there (choice); one that a
// listener uses stays.
func (s *service) deletePolicy(_ context.Context, in *elb.DeleteLoadBalancerPolicyInput) (*elb.DeleteLoadBalancerPolicyOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	name, err := text("policyName", in.PolicyName)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(b.Listeners, func(l world.ClassicListener) bool { return slices.Contains(l.Policies, name) }) {
		return nil, badConfiguration("Policy %s is in use by a listener of load balancer %s", name, b.Name)
	}
	b.Policies = slices.DeleteFunc(slices.Clone(b.Policies), func(p world.ClassicPolicy) bool { return p.Name == name })
	return &elb.DeleteLoadBalancerPolicyOutput{}, nil
}

// describePolicies tells of a balancer's policies; without a balancer, of
// those that AWS has made.
func (s *service) describePolicies(_ context.Context, in *elb.DescribeLoadBalancerPoliciesInput) (*elb.DescribeLoadBalancerPoliciesOutput, error) {
	list := []world.ClassicPolicy{security(defaultSecurity), security("ELBSecurityPolicy-TLS-1-2-2017-01"), security("ELBSecurityPolicy-TLS-1-1-2017-01")}
	owner := aws.ToString(in.LoadBalancerName)
	if in.LoadBalancerName != nil {
		b, err := s.balancer(in.LoadBalancerName)
		if err != nil {
			return nil, err
		}
		list = slices.Clone(b.Policies)
	}
	for _, name := range in.PolicyNames {
		if !slices.ContainsFunc(list, func(p world.ClassicPolicy) bool { return p.Name == name }) {
			return nil, noPolicy(owner, name)
		}
	}
	if len(in.PolicyNames) > 0 {
		list = slices.DeleteFunc(list, func(p world.ClassicPolicy) bool { return !slices.Contains(in.PolicyNames, p.Name) })
	}
	return &elb.DescribeLoadBalancerPoliciesOutput{PolicyDescriptions: views(list, policyView)}, nil
}

func policyView(p world.ClassicPolicy) types.PolicyDescription {
	return types.PolicyDescription{
		PolicyName: new(p.Name), PolicyTypeName: new(p.Type),
		PolicyAttributeDescriptions: views(p.Attributes, func(a world.Attribute) types.PolicyAttributeDescription {
			return types.PolicyAttributeDescription{AttributeName: new(a.Key), AttributeValue: new(a.Value)}
		}),
	}
}

// policiesView is a balancer's policies by their types.
func policiesView(b *world.ClassicBalancer) *types.Policies {
	v := &types.Policies{
		LBCookieStickinessPolicies: []types.LBCookieStickinessPolicy{}, AppCookieStickinessPolicies: []types.AppCookieStickinessPolicy{}, OtherPolicies: []string{},
	}
	for _, p := range b.Policies {
		switch p.Type {
		case balancerCookie:
			v.LBCookieStickinessPolicies = append(v.LBCookieStickinessPolicies, balancerCookieView(p))
		case applicationCookie:
			v.AppCookieStickinessPolicies = append(v.AppCookieStickinessPolicies, types.AppCookieStickinessPolicy{
				PolicyName: new(p.Name), CookieName: new(p.Attributes[0].Value),
			})
		default:
			v.OtherPolicies = append(v.OtherPolicies, p.Name)
		}
	}
	return v
}

func balancerCookieView(p world.ClassicPolicy) types.LBCookieStickinessPolicy {
	v := types.LBCookieStickinessPolicy{PolicyName: new(p.Name)}
	for _, a := range p.Attributes {
		if n, err := strconv.ParseInt(a.Value, 10, 64); err == nil && a.Key == cookieExpires {
			v.CookieExpirationPeriod = &n
		}
	}
	return v
}
