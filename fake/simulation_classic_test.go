package fake

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	classictypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/fake/world"
)

// aClassicBalancer is a random one; nil when there is none.
func (s *simulation) aClassicBalancer() *world.ClassicBalancer {
	var all []*world.ClassicBalancer
	for _, b := range s.world().ClassicBalancers.All() {
		all = append(all, b)
	}
	b, _ := pick(s, all)
	return b
}

// makeClassic makes a balancer in one zone or more, and sometimes deletes one.
func (s *simulation) makeClassic() (string, error) {
	name := fmt.Sprintf("classic-%d", s.random.IntN(4))
	if s.random.IntN(4) == 0 {
		return do[classic.DeleteLoadBalancerOutput](s, "delete "+name, &classic.DeleteLoadBalancerInput{LoadBalancerName: &name})
	}
	var zones []string
	for i := range 1 + s.random.IntN(3) {
		zones = append(zones, Region+string("abc"[i]))
	}
	return do[classic.CreateLoadBalancerOutput](s, "make "+name, &classic.CreateLoadBalancerInput{
		LoadBalancerName: &name, AvailabilityZones: zones,
		Listeners: []classictypes.Listener{{Protocol: aws.String("HTTP"), LoadBalancerPort: 80, InstancePort: aws.Int32(80)}},
	})
}

func (s *simulation) changeClassic() (string, error) {
	b := s.aClassicBalancer()
	if b == nil {
		return "", nil
	}
	zone := []string{Region + string("abc"[s.random.IntN(3)])}
	switch s.random.IntN(5) {
	case 0:
		return do[classic.EnableAvailabilityZonesForLoadBalancerOutput](s, "enable "+zone[0]+" "+b.Name, &classic.EnableAvailabilityZonesForLoadBalancerInput{
			LoadBalancerName: &b.Name, AvailabilityZones: zone})
	case 1:
		return do[classic.DisableAvailabilityZonesForLoadBalancerOutput](s, "disable "+zone[0]+" "+b.Name, &classic.DisableAvailabilityZonesForLoadBalancerInput{
			LoadBalancerName: &b.Name, AvailabilityZones: zone})
	case 2:
		return do[classic.ConfigureHealthCheckOutput](s, "check "+b.Name, &classic.ConfigureHealthCheckInput{LoadBalancerName: &b.Name, HealthCheck: &classictypes.HealthCheck{
			Target: aws.String([]string{"TCP:80", "HTTP:80/", "HTTP:81/"}[s.random.IntN(3)]), Interval: aws.Int32(int32(5 + s.random.IntN(60))), Timeout: aws.Int32(4),
			HealthyThreshold: aws.Int32(int32(2 + s.random.IntN(9))), UnhealthyThreshold: aws.Int32(int32(2 + s.random.IntN(9))),
		}})
	case 3:
		port := int32(80 + s.random.IntN(3))
		return do[classic.CreateLoadBalancerListenersOutput](s, fmt.Sprint("listen ", port, " ", b.Name), &classic.CreateLoadBalancerListenersInput{
			LoadBalancerName: &b.Name, Listeners: []classictypes.Listener{{Protocol: aws.String("TCP"), LoadBalancerPort: port, InstancePort: &port}}})
	}
	return do[classic.ModifyLoadBalancerAttributesOutput](s, "attributes of "+b.Name, &classic.ModifyLoadBalancerAttributesInput{
		LoadBalancerName: &b.Name, LoadBalancerAttributes: &classictypes.LoadBalancerAttributes{
			ConnectionDraining: &classictypes.ConnectionDraining{Enabled: s.coin()}, CrossZoneLoadBalancing: &classictypes.CrossZoneLoadBalancing{Enabled: s.coin()},
		}})
}

// classicMembers registers and deregisters instances.
func (s *simulation) classicMembers() (string, error) {
	b, id := s.aClassicBalancer(), s.instance()
	switch {
	case b == nil:
		return "", nil
	case s.coin():
		return do[classic.RegisterInstancesWithLoadBalancerOutput](s, "register "+id+" "+b.Name, &classic.RegisterInstancesWithLoadBalancerInput{
			LoadBalancerName: &b.Name, Instances: []classictypes.Instance{{InstanceId: &id}}})
	case len(b.Instances) > 0:
		id = b.Instances[s.random.IntN(len(b.Instances))].ID
	}
	return do[classic.DeregisterInstancesFromLoadBalancerOutput](s, "deregister "+id+" "+b.Name, &classic.DeregisterInstancesFromLoadBalancerInput{
		LoadBalancerName: &b.Name, Instances: []classictypes.Instance{{InstanceId: &id}}})
}

// classicGroups attaches balancers to groups and detaches them.
func (s *simulation) classicGroups() (string, error) {
	b, g := s.aClassicBalancer(), s.group()
	if b == nil || g == nil {
		return "", nil
	}
	if len(g.Balancers) > 0 && s.coin() {
		return do[autoscaling.DetachLoadBalancersOutput](s, "detach "+g.Balancers[0]+" "+g.Name, &autoscaling.DetachLoadBalancersInput{
			AutoScalingGroupName: &g.Name, LoadBalancerNames: g.Balancers[:1]})
	}
	return do[autoscaling.AttachLoadBalancersOutput](s, "attach "+b.Name+" "+g.Name, &autoscaling.AttachLoadBalancersInput{
		AutoScalingGroupName: &g.Name, LoadBalancerNames: []string{b.Name}})
}
