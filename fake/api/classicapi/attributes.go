package classicapi

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// desync is the only additional attribute that AWS has
// (BC:elb.AdditionalAttribute).
const desync = "elb.http.desyncmitigationmode"

func desyncModes() []string { return []string{"monitor", "defensive", "strictest"} }

func (s *service) describeAttributes(_ context.Context, in *elb.DescribeLoadBalancerAttributesInput) (*elb.DescribeLoadBalancerAttributesOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeLoadBalancerAttributesOutput{LoadBalancerAttributes: attributesView(b)}, nil
}

func attributesView(b *world.ClassicBalancer) *types.LoadBalancerAttributes {
	v := &types.LoadBalancerAttributes{
		CrossZoneLoadBalancing: &types.CrossZoneLoadBalancing{Enabled: b.CrossZone},
		ConnectionDraining:     &types.ConnectionDraining{Enabled: b.Draining, Timeout: inSeconds(b.DrainTimeout)},
		ConnectionSettings:     &types.ConnectionSettings{IdleTimeout: inSeconds(b.IdleTimeout)},
		AccessLog:              &types.AccessLog{Enabled: b.AccessLog.Enabled},
		AdditionalAttributes: views(b.Extra, func(a world.Attribute) types.AdditionalAttribute {
			return types.AdditionalAttribute{Key: new(a.Key), Value: new(a.Value)}
		}),
	}
	if log := b.AccessLog; log.Enabled {
		v.AccessLog.S3BucketName, v.AccessLog.S3BucketPrefix = new(log.Bucket), api.NonZero(log.Prefix)
		v.AccessLog.EmitInterval = new(int32(log.Every / time.Minute))
	}
	return v
}

// modifyAttributes changes what is given and answers with that; all of it or,
// when a part cannot be, nothing.
func (s *service) modifyAttributes(_ context.Context, in *elb.ModifyLoadBalancerAttributesInput) (*elb.ModifyLoadBalancerAttributesOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	given := in.LoadBalancerAttributes
	if given == nil {
		return nil, missing("loadBalancerAttributes")
	}
	next := *b
	next.Extra = slices.Clone(b.Extra)
	for _, set := range []func(*world.ClassicBalancer, *types.LoadBalancerAttributes) error{setConnections, setAccessLog, setExtra} {
		if err := set(&next, given); err != nil {
			return nil, err
		}
	}
	*b = next
	s.room.RoutingChanged(b)
	return &elb.ModifyLoadBalancerAttributesOutput{LoadBalancerName: new(b.Name), LoadBalancerAttributes: changedView(b, given)}, nil
}

// changedView is those of a balancer's attributes that a request has given.
func changedView(b *world.ClassicBalancer, given *types.LoadBalancerAttributes) *types.LoadBalancerAttributes {
	v := attributesView(b)
	if given.CrossZoneLoadBalancing == nil {
		v.CrossZoneLoadBalancing = nil
	}
	if given.ConnectionDraining == nil {
		v.ConnectionDraining = nil
	}
	if given.ConnectionSettings == nil {
		v.ConnectionSettings = nil
	}
	if given.AccessLog == nil {
		v.AccessLog = nil
	}
	if len(given.AdditionalAttributes) == 0 {
		v.AdditionalAttributes = nil
	}
	return v
}

func setConnections(b *world.ClassicBalancer, given *types.LoadBalancerAttributes) error {
	if c := given.CrossZoneLoadBalancing; c != nil {
		b.CrossZone = c.Enabled
	}
	if d := given.ConnectionDraining; d != nil {
		b.Draining = d.Enabled
		if d.Timeout != nil {
			b.DrainTimeout = time.Duration(*d.Timeout) * time.Second
		}
		if err := rules.ValidateDraining(b.DrainTimeout); err != nil {
			return awserr.From(err)
		}
	}
	if c := given.ConnectionSettings; c != nil {
		if c.IdleTimeout == nil {
			return missing("loadBalancerAttributes.connectionSettings.idleTimeout")
		}
		b.IdleTimeout = time.Duration(*c.IdleTimeout) * time.Second
		return awserr.From(rules.ValidateIdleTimeout(b.IdleTimeout))
	}
	return nil
}

// setAccessLog keeps where the log would go. The engine writes none.
func setAccessLog(b *world.ClassicBalancer, given *types.LoadBalancerAttributes) error {
	a := given.AccessLog
	if a == nil {
		return nil
	}
	minutes := number(a.EmitInterval, 60)
	switch {
	case minutes != 5 && minutes != 60:
		return badConfiguration("Access log emit interval must be 5 or 60 minutes. Got %d", minutes)
	case a.Enabled && aws.ToString(a.S3BucketName) == "":
		return badConfiguration("S3 bucket name must be specified to enable access logs")
	}
	b.AccessLog = world.ClassicAccessLog{
		Enabled: a.Enabled, Bucket: aws.ToString(a.S3BucketName), Prefix: aws.ToString(a.S3BucketPrefix), Every: time.Duration(minutes) * time.Minute,
	}
	return nil
}

func setExtra(b *world.ClassicBalancer, given *types.LoadBalancerAttributes) error {
	for _, a := range given.AdditionalAttributes {
		key, value := aws.ToString(a.Key), aws.ToString(a.Value)
		switch {
		case key != desync:
			return awserr.New("LoadBalancerAttributeNotFound", "Load balancer attribute key '%s' is not recognized", key)
		case !slices.Contains(desyncModes(), value):
			return badConfiguration("Invalid value '%s' for attribute '%s'. Valid values: %v", value, key, desyncModes())
		}
		b.Extra = []world.Attribute{{Key: key, Value: value}}
	}
	return nil
}
