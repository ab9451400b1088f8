package awsclient

import "context"

// BalancerMaking is the part of Client that makes Application and Network load
// balancers and what belongs to them. What is made carries its ARN only once
// AWS has given it one.
type BalancerMaking interface {
	// CreateBalancer makes a balancer with a name, type and scheme in subnets
	// (the Subnet of its Zones) and gives its ARN. It is provisioning at first.
	CreateBalancer(ctx context.Context, b LoadBalancer) (arn string, err error)
	// CreateTargetGroup makes a target group and gives its ARN. What is zero of
	// its check is as AWS takes it.
	CreateTargetGroup(ctx context.Context, g TargetGroup) (arn string, err error)
	// CreateListener makes a listener on a balancer and gives its ARN.
	CreateListener(ctx context.Context, l Listener) (arn string, err error)
}
