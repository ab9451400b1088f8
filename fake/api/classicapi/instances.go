package classicapi

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) configureHealthCheck(_ context.Context, in *elb.ConfigureHealthCheckInput) (*elb.ConfigureHealthCheckOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	if in.HealthCheck == nil {
		return nil, missing("healthCheck")
	}
	c, err := checkOf(in.HealthCheck)
	if err != nil {
		return nil, err
	}
	s.room.SetCheck(b, c)
	return &elb.ConfigureHealthCheckOutput{HealthCheck: checkView(c)}, nil
}

// checkOf is a health check as a request gives it: whole, all members are
// required (BC:elb.HealthCheck).
func checkOf(in *types.HealthCheck) (world.ClassicCheck, error) {
	for _, m := range []struct {
		name string
		set  bool
	}{
		{"target", in.Target != nil}, {"interval", in.Interval != nil}, {"timeout", in.Timeout != nil},
		{"unhealthyThreshold", in.UnhealthyThreshold != nil}, {"healthyThreshold", in.HealthyThreshold != nil},
	} {
		if !m.set {
			return world.ClassicCheck{}, missing("healthCheck." + m.name)
		}
	}
	c := rules.Check{
		Target: *in.Target, Interval: time.Duration(*in.Interval) * time.Second, Timeout: time.Duration(*in.Timeout) * time.Second,
		UnhealthyThreshold: int(*in.UnhealthyThreshold), HealthyThreshold: int(*in.HealthyThreshold),
	}
	if err := c.Validate(); err != nil {
		return world.ClassicCheck{}, awserr.From(err)
	}
	return world.ClassicCheck{Target: c.Target, Interval: c.Interval, Timeout: c.Timeout, Healthy: c.HealthyThreshold, Unhealthy: c.UnhealthyThreshold}, nil
}

func (s *service) registerWith(_ context.Context, in *elb.RegisterInstancesWithLoadBalancerInput) (*elb.RegisterInstancesWithLoadBalancerOutput, error) {
	b, err := s.change(in.LoadBalancerName, in.Instances, s.room.Register)
	if err != nil {
		return nil, err
	}
	return &elb.RegisterInstancesWithLoadBalancerOutput{Instances: registered(b)}, nil
}

func (s *service) deregisterFrom(_ context.Context, in *elb.DeregisterInstancesFromLoadBalancerInput) (*elb.DeregisterInstancesFromLoadBalancerOutput, error) {
	b, err := s.change(in.LoadBalancerName, in.Instances, s.room.Deregister)
	if err != nil {
		return nil, err
	}
	return &elb.DeregisterInstancesFromLoadBalancerOutput{Instances: registered(b)}, nil
}

func (s *service) change(name *string, instances []types.Instance, act func(string, []string) error) (*world.ClassicBalancer, error) {
	b, err := s.balancer(name)
	if err != nil {
		return nil, err
	}
	if len(instances) == 0 {
		return nil, missing("instances")
	}
	return b, act(b.Name, ids(instances))
}

func ids(list []types.Instance) []string {
	return views(list, func(i types.Instance) string { return aws.ToString(i.InstanceId) })
}

// describeInstanceHealth tells of all instances of a balancer, those that are
// leaving among them, or of those that are asked for.
func (s *service) describeInstanceHealth(_ context.Context, in *elb.DescribeInstanceHealthInput) (*elb.DescribeInstanceHealthOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	asked := ids(in.Instances)
	if len(asked) == 0 {
		asked = views(b.Instances, func(i world.ClassicInstance) string { return i.ID })
	}
	out := &elb.DescribeInstanceHealthOutput{InstanceStates: []types.InstanceState{}}
	for _, id := range asked {
		state, err := s.room.Health(b, id)
		if err != nil {
			return nil, err
		}
		out.InstanceStates = append(out.InstanceStates, types.InstanceState{
			InstanceId: new(id), State: new(state.State), ReasonCode: new(state.Reason), Description: new(state.Description),
		})
	}
	return out, nil
}
