package elbapi

import (
	"context"
	"slices"
	"strconv"
	"strings"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/awserr"
)

// quota is one of the account's limits (CLI/elbv2/describe-account-limits).
type quota struct{ name, max string }

func (s *service) quotas() []quota {
	listeners, rules := strconv.Itoa(s.rules.ListenersPerBalancer), strconv.Itoa(s.rules.RulesPerBalancer)
	return []quota{
		{"application-load-balancers", "50"},
		{"target-groups", "3000"},
		{"targets-per-application-load-balancer", "1000"},
		{"listeners-per-application-load-balancer", listeners},
		{"rules-per-application-load-balancer", rules},
		{"network-load-balancers", "50"},
		{"targets-per-network-load-balancer", "3000"},
		{"targets-per-availability-zone-per-network-load-balancer", "500"},
		{"listeners-per-network-load-balancer", listeners},
		{"condition-values-per-alb-rule", "5"},
		{"condition-wildcards-per-alb-rule", "5"},
		{"target-groups-per-application-load-balancer", "100"},
		{"target-groups-per-action-on-application-load-balancer", "5"},
		{"target-groups-per-action-on-network-load-balancer", "1"},
		{"certificates-per-application-load-balancer", "25"},
		{"certificates-per-network-load-balancer", "25"},
		{"targets-per-target-group", "1000"},
		{"target-id-registrations-per-application-load-balancer", "1000"},
	}
}

func (s *service) describeAccountLimits(_ context.Context, in *elb.DescribeAccountLimitsInput) (*elb.DescribeAccountLimitsOutput, error) {
	part, next, err := page(s.quotas(), func(q quota) string { return q.name }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeAccountLimitsOutput{NextMarker: next, Limits: views(part, func(q quota) types.Limit {
		return types.Limit{Name: new(q.name), Max: new(q.max)}
	})}, nil
}

// sslPolicy is a security policy with its protocols and ciphers, in order of
// preference.
type sslPolicy struct{ name, protocols, ciphers string }

// sslPolicies is three of AWS's, the ones that the API and the console give
// unasked and the strictest.
func sslPolicies() []sslPolicy {
	const (
		modern = "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256"
		gcm    = "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256"
		gcm256 = "ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384"
		cbc    = "ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256"
		cbc256 = "ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES256-SHA384"
	)
	return []sslPolicy{
		{defaultPolicy, "TLSv1 TLSv1.1 TLSv1.2", strings.Join([]string{
			gcm, cbc, "ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA", gcm256, cbc256, "ECDHE-RSA-AES256-SHA ECDHE-ECDSA-AES256-SHA",
			"AES128-GCM-SHA256 AES128-SHA256 AES128-SHA AES256-GCM-SHA384 AES256-SHA256 AES256-SHA",
		}, " ")},
		{"ELBSecurityPolicy-TLS13-1-2-2021-06", "TLSv1.2 TLSv1.3", strings.Join([]string{modern, gcm, cbc, gcm256, cbc256}, " ")},
		{"ELBSecurityPolicy-TLS13-1-3-2021-06", "TLSv1.3", modern},
	}
}

func policyNames() []string {
	return views(sslPolicies(), func(p sslPolicy) string { return p.name })
}

func (s *service) describeSSLPolicies(_ context.Context, in *elb.DescribeSSLPoliciesInput) (*elb.DescribeSSLPoliciesOutput, error) {
	found := sslPolicies()
	for _, name := range in.Names {
		if !slices.Contains(policyNames(), name) {
			return nil, awserr.New("SSLPolicyNotFound", "One or more SSL policies not found")
		}
	}
	if len(in.Names) > 0 {
		found = slices.DeleteFunc(found, func(p sslPolicy) bool { return !slices.Contains(in.Names, p.name) })
	}
	part, next, err := page(found, func(p sslPolicy) string { return p.name }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeSSLPoliciesOutput{NextMarker: next, SslPolicies: views(part, sslPolicyView)}, nil
}

func sslPolicyView(p sslPolicy) types.SslPolicy {
	out := types.SslPolicy{
		Name: new(p.name), SslProtocols: strings.Fields(p.protocols), SupportedLoadBalancerTypes: []string{application, network},
	}
	for i, c := range strings.Fields(p.ciphers) {
		out.Ciphers = append(out.Ciphers, types.Cipher{Name: new(c), Priority: new(int32(i + 1))})
	}
	return out
}
