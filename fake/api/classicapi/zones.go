package classicapi

import (
	"context"
	"slices"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// place puts a new balancer into subnets, or into the default subnets of
// zones.
func (s *service) place(b *world.ClassicBalancer, zones, subnets []string) error {
	if (len(zones) == 0) == (len(subnets) == 0) {
		return invalid("Either AvailabilityZones or SubnetIds must be specified")
	}
	list, err := s.subnets(subnets)
	if len(zones) > 0 {
		list, err = s.defaultSubnets(zones)
	}
	if err != nil {
		return err
	}
	b.VPC = list[0].VPC
	b.Zones, b.Subnets, err = joined(b, list)
	return err
}

func (s *service) subnets(ids []string) ([]*world.Subnet, error) {
	var list []*world.Subnet
	for _, id := range ids {
		sub := s.w.Subnets.Get(id)
		if sub == nil {
			return nil, awserr.New("SubnetNotFound", "The subnet ID '%s' does not exist", id)
		}
		list = append(list, sub)
	}
	return list, nil
}

func (s *service) defaultSubnets(zones []string) ([]*world.Subnet, error) {
	var list []*world.Subnet
	for _, zone := range zones {
		sub := s.defaultSubnet(zone)
		if sub == nil {
			return nil, invalid("Invalid availability zone: %s", zone)
		}
		list = append(list, sub)
	}
	return list, nil
}

func (s *service) defaultSubnet(zone string) *world.Subnet {
	for _, sub := range s.w.Subnets.All() {
		if sub.Default && sub.Zone == zone {
			return sub
		}
	}
	return nil
}

// joined is a balancer's zones and subnets with more on top. Each zone has one
// subnet; all are of one VPC. Subnets that it has already are no error.
func joined(b *world.ClassicBalancer, more []*world.Subnet) (zones, subnets []string, err error) {
	zones, subnets = slices.Clone(b.Zones), slices.Clone(b.Subnets)
	for _, sub := range more {
		switch at := slices.Index(zones, sub.Zone); {
		case sub.VPC != b.VPC:
			return nil, nil, badConfiguration("Subnets must be in the same VPC as the load balancer: %s", b.VPC)
		case at >= 0 && subnets[at] != sub.ID:
			return nil, nil, badConfiguration("ELB cannot be attached to multiple subnets in the same AZ.")
		case at < 0:
			zones, subnets = append(zones, sub.Zone), append(subnets, sub.ID)
		}
	}
	return zones, subnets, nil
}

func (s *service) attachSubnets(_ context.Context, in *elb.AttachLoadBalancerToSubnetsInput) (*elb.AttachLoadBalancerToSubnetsOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	if len(in.Subnets) == 0 {
		return nil, missing("subnets")
	}
	list, err := s.subnets(in.Subnets)
	if err != nil {
		return nil, err
	}
	if err := s.join(b, list); err != nil {
		return nil, err
	}
	return &elb.AttachLoadBalancerToSubnetsOutput{Subnets: slices.Clone(b.Subnets)}, nil
}

func (s *service) join(b *world.ClassicBalancer, list []*world.Subnet) error {
	zones, subnets, err := joined(b, list)
	if err != nil {
		return err
	}
	s.room.SetZones(b, zones, subnets)
	return nil
}

// detachSubnets passes over subnets that the balancer is not in (choice).
func (s *service) detachSubnets(_ context.Context, in *elb.DetachLoadBalancerFromSubnetsInput) (*elb.DetachLoadBalancerFromSubnetsOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	if len(in.Subnets) == 0 {
		return nil, missing("subnets")
	}
	if err := s.leave(b, func(_, subnet string) bool { return slices.Contains(in.Subnets, subnet) }); err != nil {
		return nil, err
	}
	return &elb.DetachLoadBalancerFromSubnetsOutput{Subnets: slices.Clone(b.Subnets)}, nil
}

// leave takes a balancer out of zones, but not out of all.
func (s *service) leave(b *world.ClassicBalancer, leaves func(zone, subnet string) bool) error {
	var zones, subnets []string
	for i, zone := range b.Zones {
		if !leaves(zone, b.Subnets[i]) {
			zones, subnets = append(zones, zone), append(subnets, b.Subnets[i])
		}
	}
	if len(zones) == 0 {
		return badConfiguration("LoadBalancer '%s' must have at least one availability zone or subnet", b.Name)
	}
	s.room.SetZones(b, zones, subnets)
	return nil
}

// enableZones is for balancers in the default VPC only: in another one, zones
// have no subnet of their own (BC:elb.EnableAvailabilityZonesForLoadBalancer).
func (s *service) enableZones(_ context.Context, in *elb.EnableAvailabilityZonesForLoadBalancerInput) (*elb.EnableAvailabilityZonesForLoadBalancerOutput, error) {
	b, err := s.balancerOfZones(in.LoadBalancerName, in.AvailabilityZones, "AttachLoadBalancerToSubnets")
	if err != nil {
		return nil, err
	}
	var fresh []string
	for _, zone := range in.AvailabilityZones {
		if !slices.Contains(b.Zones, zone) {
			fresh = append(fresh, zone)
		}
	}
	list, err := s.defaultSubnets(fresh)
	if err != nil {
		return nil, err
	}
	if err := s.join(b, list); err != nil {
		return nil, err
	}
	return &elb.EnableAvailabilityZonesForLoadBalancerOutput{AvailabilityZones: slices.Clone(b.Zones)}, nil
}

func (s *service) disableZones(_ context.Context, in *elb.DisableAvailabilityZonesForLoadBalancerInput) (*elb.DisableAvailabilityZonesForLoadBalancerOutput, error) {
	b, err := s.balancerOfZones(in.LoadBalancerName, in.AvailabilityZones, "DetachLoadBalancerFromSubnets")
	if err != nil {
		return nil, err
	}
	if err := s.leave(b, func(zone, _ string) bool { return slices.Contains(in.AvailabilityZones, zone) }); err != nil {
		return nil, err
	}
	return &elb.DisableAvailabilityZonesForLoadBalancerOutput{AvailabilityZones: slices.Clone(b.Zones)}, nil
}

func (s *service) balancerOfZones(name *string, zones []string, instead string) (*world.ClassicBalancer, error) {
	b, err := s.balancer(name)
	if err != nil {
		return nil, err
	}
	vpc := s.w.VPCs.Get(b.VPC)
	switch {
	case len(zones) == 0:
		return nil, missing("availabilityZones")
	case vpc == nil || !vpc.Default:
		return nil, badConfiguration("Availability zones cannot be changed for a load balancer in a VPC. Use %s", instead)
	}
	return b, nil
}

func (s *service) applySecurityGroups(_ context.Context, in *elb.ApplySecurityGroupsToLoadBalancerInput) (*elb.ApplySecurityGroupsToLoadBalancerOutput, error) {
	b, err := s.balancer(in.LoadBalancerName)
	if err != nil {
		return nil, err
	}
	if len(in.SecurityGroups) == 0 {
		return nil, missing("securityGroups")
	}
	if err := s.protect(b, in.SecurityGroups); err != nil {
		return nil, err
	}
	s.room.RoutingChanged(b)
	return &elb.ApplySecurityGroupsToLoadBalancerOutput{SecurityGroups: slices.Clone(b.SecurityGroups)}, nil
}

// protect gives a balancer security groups of its VPC; without any, the VPC's
// default one.
func (s *service) protect(b *world.ClassicBalancer, groups []string) error {
	var list []string
	for _, id := range groups {
		g := s.w.SecurityGroups.Get(id)
		if g == nil || g.VPC != b.VPC {
			return awserr.New("InvalidSecurityGroup", "One or more of the specified security groups do not exist.")
		}
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	for id, g := range s.w.SecurityGroups.All() {
		if len(groups) == 0 && g.VPC == b.VPC && g.Name == "default" {
			list = append(list, id)
		}
	}
	b.SecurityGroups = list
	return nil
}
