package sdk

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/awsclient"
)

// CreateClassicBalancer makes a balancer and returns its DNS name.
func (c *Client) CreateClassicBalancer(ctx context.Context, b awsclient.NewClassicBalancer) (string, error) {
	in := &classic.CreateLoadBalancerInput{
		LoadBalancerName: &b.Name, Listeners: mapped(b.Listeners, sdkClassicListener),
		AvailabilityZones: b.Zones, Subnets: b.Subnets, SecurityGroups: b.SecurityGroups,
		Tags: mapped(b.Tags, func(t awsclient.Tag) types.Tag { return types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value)} }),
	}
	if b.Internal {
		in.Scheme = aws.String("internal")
	}
	out, err := call(ctx, c, c.write.classic.CreateLoadBalancer, in)
	if err != nil {
		return "", err
	}
	return text(out.DNSName), nil
}

func sdkClassicListener(l awsclient.ClassicListener) types.Listener {
	out := types.Listener{Protocol: aws.String(l.Protocol), LoadBalancerPort: int32(l.Port), InstancePort: aws.Int32(int32(l.InstancePort))}
	if l.InstanceProtocol != "" {
		out.InstanceProtocol = aws.String(l.InstanceProtocol)
	}
	if l.Certificate != "" {
		out.SSLCertificateId = aws.String(l.Certificate)
	}
	return out
}

// DeleteClassicBalancer deletes a balancer with its listeners. One that is not
// there is no error.
func (c *Client) DeleteClassicBalancer(ctx context.Context, balancer string) error {
	_, err := call(ctx, c, c.write.classic.DeleteLoadBalancer, &classic.DeleteLoadBalancerInput{LoadBalancerName: &balancer})
	return err
}

// CreateClassicListeners adds listeners to a balancer.
func (c *Client) CreateClassicListeners(ctx context.Context, balancer string, listeners []awsclient.ClassicListener) error {
	_, err := call(ctx, c, c.write.classic.CreateLoadBalancerListeners, &classic.CreateLoadBalancerListenersInput{
		LoadBalancerName: &balancer, Listeners: mapped(listeners, sdkClassicListener),
	})
	return err
}

// DeleteClassicListeners takes the listeners at these ports away.
func (c *Client) DeleteClassicListeners(ctx context.Context, balancer string, ports []int) error {
	_, err := call(ctx, c, c.write.classic.DeleteLoadBalancerListeners, &classic.DeleteLoadBalancerListenersInput{
		LoadBalancerName: &balancer, LoadBalancerPorts: mapped(ports, func(n int) int32 { return int32(n) }),
	})
	return err
}

// SetClassicCheck replaces a balancer's health check.
func (c *Client) SetClassicCheck(ctx context.Context, balancer string, check awsclient.ClassicCheck) error {
	_, err := call(ctx, c, c.write.classic.ConfigureHealthCheck, &classic.ConfigureHealthCheckInput{
		LoadBalancerName: &balancer, HealthCheck: &types.HealthCheck{
			Target: &check.Target, Interval: wholeSeconds(check.Interval), Timeout: wholeSeconds(check.Timeout),
			HealthyThreshold: aws.Int32(int32(check.Healthy)), UnhealthyThreshold: aws.Int32(int32(check.Unhealthy)),
		},
	})
	return err
}

// SetClassicAttributes sets a balancer's attributes, except the access log.
func (c *Client) SetClassicAttributes(ctx context.Context, balancer string, a awsclient.ClassicAttributes) error {
	_, err := call(ctx, c, c.write.classic.ModifyLoadBalancerAttributes, &classic.ModifyLoadBalancerAttributesInput{
		LoadBalancerName: &balancer, LoadBalancerAttributes: sdkClassicAttributes(a),
	})
	return err
}

func sdkClassicAttributes(a awsclient.ClassicAttributes) *types.LoadBalancerAttributes {
	out := &types.LoadBalancerAttributes{
		CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{Enabled: a.CrossZone},
		ConnectionDraining:     &types.ConnectionDraining{Enabled: a.Draining},
	}
	if a.DrainTimeout > 0 {
		out.ConnectionDraining.Timeout = wholeSeconds(a.DrainTimeout)
	}
	if a.IdleTimeout > 0 {
		out.ConnectionSettings = &types.ConnectionSettings{IdleTimeout: wholeSeconds(a.IdleTimeout)}
	}
	if a.Desync != "" {
		out.AdditionalAttributes = []types.AdditionalAttribute{{Key: aws.String(classicDesync), Value: aws.String(a.Desync)}}
	}
	return out
}

func wholeSeconds(d time.Duration) *int32 { return aws.Int32(int32(d / time.Second)) }

// RegisterClassic adds instances to a balancer.
func (c *Client) RegisterClassic(ctx context.Context, balancer string, ids []string) error {
	_, err := call(ctx, c, c.write.classic.RegisterInstancesWithLoadBalancer, &classic.RegisterInstancesWithLoadBalancerInput{
		LoadBalancerName: &balancer, Instances: classicInstances(ids),
	})
	return err
}

// DeregisterClassic takes instances out of a balancer; where connections are
// drained, they drain first.
func (c *Client) DeregisterClassic(ctx context.Context, balancer string, ids []string) error {
	_, err := call(ctx, c, c.write.classic.DeregisterInstancesFromLoadBalancer, &classic.DeregisterInstancesFromLoadBalancerInput{
		LoadBalancerName: &balancer, Instances: classicInstances(ids),
	})
	return err
}

func classicInstances(ids []string) []types.Instance {
	return mapped(ids, func(id string) types.Instance { return types.Instance{InstanceId: aws.String(id)} })
}
