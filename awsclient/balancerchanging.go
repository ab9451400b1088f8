package awsclient

import "context"

// BalancerChanging is the part of Client that changes and deletes Application
// and Network load balancers and what belongs to them. Making them is
// BalancerMaking's, rules are Balancing's.
type BalancerChanging interface {
	// DeleteBalancer deletes a balancer with its listeners and rules; one that is
	// not there is no error. Its target groups stay.
	DeleteBalancer(ctx context.Context, balancerARN string) error
	// DeleteListener deletes a listener with its rules.
	DeleteListener(ctx context.Context, listenerARN string) error
	// DeleteTargetGroup is refused while a listener or a rule uses the group.
	DeleteTargetGroup(ctx context.Context, targetGroupARN string) error
	// SetTargetGroupCheck changes a group's health check. What is zero is left as
	// it is; protocol, port and whether it is checked at all are never changed.
	SetTargetGroupCheck(ctx context.Context, targetGroupARN string, check HealthCheck) error
	// SetBalancerAttributes sets those attributes that are named.
	SetBalancerAttributes(ctx context.Context, balancerARN string, attributes []Attribute) error
	// SetTargetGroupAttributes sets those attributes that are named.
	SetTargetGroupAttributes(ctx context.Context, targetGroupARN string, attributes []Attribute) error
	// SetBalancerSecurityGroups replaces all security groups of a balancer.
	SetBalancerSecurityGroups(ctx context.Context, balancerARN string, groups []string) error
}
