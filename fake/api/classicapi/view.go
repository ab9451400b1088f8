package classicapi

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// hostedZone is the id of Elastic Load Balancing's DNS zone in us-west-2. AWS
// has one a region; here all have this (choice).
const hostedZone = "Z1H1FL5HABSF5"

func (s *service) balancerView(b *world.ClassicBalancer) types.LoadBalancerDescription {
	v := types.LoadBalancerDescription{
		LoadBalancerName: new(b.Name), DNSName: new(b.DNSName), CanonicalHostedZoneNameID: new(hostedZone), CreatedTime: new(b.Created),
		Scheme: new(b.Scheme), VPCId: new(b.VPC), AvailabilityZones: slices.Clone(b.Zones), Subnets: slices.Clone(b.Subnets),
		SecurityGroups: slices.Clone(b.SecurityGroups), HealthCheck: checkView(b.Check), Instances: registered(b),
		ListenerDescriptions: views(b.Listeners, listenerView), BackendServerDescriptions: []types.BackendServerDescription{},
		Policies: policiesView(b),
	}
	if b.Scheme == public {
		v.CanonicalHostedZoneName = new(b.DNSName)
	}
	if len(b.SecurityGroups) > 0 {
		if g := s.w.SecurityGroups.Get(b.SecurityGroups[0]); g != nil {
			v.SourceSecurityGroup = &types.SourceSecurityGroup{GroupName: new(g.Name), OwnerAlias: new(s.w.Account)}
		}
	}
	return v
}

// registered is a balancer's instances without those that are leaving: these
// are told by DescribeInstanceHealth alone (choice).
func registered(b *world.ClassicBalancer) []types.Instance {
	list := []types.Instance{}
	for _, i := range b.Instances {
		if i.Description != rules.TextDeregistration {
			list = append(list, types.Instance{InstanceId: new(i.ID)})
		}
	}
	return list
}

func checkView(c world.ClassicCheck) *types.HealthCheck {
	return &types.HealthCheck{
		Target: new(c.Target), Interval: inSeconds(c.Interval), Timeout: inSeconds(c.Timeout),
		HealthyThreshold: new(int32(c.Healthy)), UnhealthyThreshold: new(int32(c.Unhealthy)),
	}
}

func inSeconds(d time.Duration) *int32 { return new(int32(d / time.Second)) }

func listenerView(l world.ClassicListener) types.ListenerDescription {
	return types.ListenerDescription{
		Listener: &types.Listener{
			Protocol: new(l.Protocol), LoadBalancerPort: int32(l.Port), InstanceProtocol: new(l.InstanceProtocol), InstancePort: new(int32(l.InstancePort)),
			SSLCertificateId: api.NonZero(l.Certificate),
		},
		PolicyNames: append([]string{}, l.Policies...),
	}
}

func limitView(q world.Attribute) types.Limit {
	return types.Limit{Name: new(q.Key), Max: new(q.Value)}
}
