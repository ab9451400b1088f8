package classicapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The schemes of a balancer, in AWS's words.
const (
	public   = "internet-facing"
	internal = "internal"
)

func (s *service) createLoadBalancer(_ context.Context, in *elb.CreateLoadBalancerInput) (*elb.CreateLoadBalancerOutput, error) {
	b, err := s.newBalancer(in)
	if err != nil {
		return nil, err
	}
	s.room.Create(*b)
	return &elb.CreateLoadBalancerOutput{DNSName: new(b.DNSName)}, nil
}

// newBalancer is the balancer that a request asks for, or AWS's refusal.
func (s *service) newBalancer(in *elb.CreateLoadBalancerInput) (*world.ClassicBalancer, error) {
	b := withDefaults(aws.ToString(in.LoadBalancerName), cmp.Or(aws.ToString(in.Scheme), public))
	switch {
	case in.LoadBalancerName == nil:
		return nil, missing("loadBalancerName")
	case b.Scheme != public && b.Scheme != internal:
		return nil, awserr.New("InvalidScheme", "Invalid scheme: %s. Valid schemes: [%s, %s]", b.Scheme, internal, public)
	}
	if err := awserr.From(rules.ValidateName(b.Name)); err != nil {
		return nil, err
	}
	if err := s.addListeners(b, in.Listeners); err != nil {
		return nil, err
	}
	if err := s.place(b, in.AvailabilityZones, in.Subnets); err != nil {
		return nil, err
	}
	if err := s.protect(b, in.SecurityGroups); err != nil {
		return nil, err
	}
	b.Tags = tagsOf(in.Tags)
	if err := checkTags(nil, b.Tags); err != nil {
		return nil, err
	}
	return b, s.admit(b)
}

// admit refuses a balancer for its name or for there being too many.
func (s *service) admit(b *world.ClassicBalancer) error {
	switch {
	case s.w.ClassicBalancers.Has(b.Name):
		return awserr.New(rules.CodeDuplicateName, "The specified load balancer name already exists for this account: %s", b.Name)
	case s.w.ClassicBalancers.Len() >= rules.MaxBalancers:
		return awserr.New(rules.CodeTooMany, "Exceeded quota of account %s", s.w.Account)
	}
	prefix := ""
	if b.Scheme == internal {
		prefix = "internal-"
	}
	b.DNSName = prefix + b.Name + "-" + strconv.Itoa(100_000_000+s.k.Rand(1_900_000_000)) + "." + s.w.Region + ".elb." + world.Suffix(s.w.Region)
	return nil
}

// withDefaults has the settings of a balancer that is made by a call; AWS's
// console sets some otherwise.
func withDefaults(name, scheme string) *world.ClassicBalancer {
	check := rules.Defaults()
	return &world.ClassicBalancer{
		Name: name, Scheme: scheme, DrainTimeout: rules.DefaultDraining, IdleTimeout: rules.DefaultIdleTimeout,
		Check: world.ClassicCheck{
			Target: check.Target, Interval: check.Interval, Timeout: check.Timeout, Healthy: check.HealthyThreshold, Unhealthy: check.UnhealthyThreshold,
		},
		AccessLog: world.ClassicAccessLog{Every: time.Hour},
		Extra:     []world.Attribute{{Key: desync, Value: "defensive"}},
	}
}

// deleteLoadBalancer succeeds for one that is not there, too
// (BC:elb.DeleteLoadBalancer).
func (s *service) deleteLoadBalancer(_ context.Context, in *elb.DeleteLoadBalancerInput) (*elb.DeleteLoadBalancerOutput, error) {
	name, err := text("loadBalancerName", in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	s.room.Delete(name)
	return &elb.DeleteLoadBalancerOutput{}, nil
}

// largestPage is the largest page, and the page that is given unasked
// (BC:elb.PageSize).
const largestPage = 400

func (s *service) describeLoadBalancers(_ context.Context, in *elb.DescribeLoadBalancersInput) (*elb.DescribeLoadBalancersOutput, error) {
	var all []*world.ClassicBalancer
	for _, b := range s.w.ClassicBalancers.All() {
		all = append(all, b)
	}
	if len(in.LoadBalancerNames) > 0 {
		named, err := s.balancers(in.LoadBalancerNames)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(b *world.ClassicBalancer) bool { return !slices.Contains(named, b) })
	}
	part, next, err := page(all, func(b *world.ClassicBalancer) string { return b.Name }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeLoadBalancersOutput{LoadBalancerDescriptions: views(part, s.balancerView), NextMarker: next}, nil
}

// page is the part of a list that a request asks for, and the marker of the
// next part.
func page[T any](all []T, id func(T) string, size *int32, marker *string) ([]T, *string, error) {
	if n := number(size, largestPage); n < 1 || n > largestPage {
		return nil, nil, invalid("1 validation error detected: Value '%d' at 'pageSize' failed to satisfy constraint: Member must have value between 1 and %d", n, largestPage)
	}
	part, next, err := api.Page(all, id, size, largestPage, largestPage, marker)
	if err != nil {
		return nil, nil, invalid("Invalid Marker: %s", *marker)
	}
	return part, next, nil
}

// quotas are the account's limits (CLI/elb/describe-account-limits).
func quotas() []world.Attribute {
	return []world.Attribute{
		{Key: "classic-load-balancers", Value: strconv.Itoa(rules.MaxBalancers)},
		{Key: "classic-listeners", Value: strconv.Itoa(rules.MaxListeners)},
		{Key: "classic-registered-instances", Value: strconv.Itoa(rules.MaxInstances)},
	}
}

func (s *service) describeAccountLimits(_ context.Context, in *elb.DescribeAccountLimitsInput) (*elb.DescribeAccountLimitsOutput, error) {
	part, next, err := page(quotas(), func(q world.Attribute) string { return q.Key }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeAccountLimitsOutput{Limits: views(part, limitView), NextMarker: next}, nil
}
