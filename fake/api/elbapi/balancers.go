package elbapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The types of balancers, in AWS's words.
const (
	application = "application"
	network     = "network"
)

func (s *service) createLoadBalancer(_ context.Context, in *elb.CreateLoadBalancerInput) (*elb.CreateLoadBalancerOutput, error) {
	b, err := s.newBalancer(in)
	if err != nil {
		return nil, err
	}
	made := s.balancerNamed(b.Name)
	if made == nil {
		made = s.room.Provision(*b)
	}
	return &elb.CreateLoadBalancerOutput{LoadBalancers: []types.LoadBalancer{s.balancerView(made)}}, nil
}

func (s *service) balancerNamed(name string) *world.LoadBalancer {
	for _, b := range s.w.LoadBalancers.All() {
		if b.Name == name {
			return b
		}
	}
	return nil
}

// newBalancer is the balancer that a request asks for, or AWS's refusal. The
// name of an existing one is allowed when all settings are the same.
func (s *service) newBalancer(in *elb.CreateLoadBalancerInput) (*world.LoadBalancer, error) {
	if err := onlyKnown(in, "Name", "IpAddressType", "Scheme", "SecurityGroups", "SubnetMappings", "Subnets", "Tags", "Type"); err != nil {
		return nil, err
	}
	b := &world.LoadBalancer{
		Name: aws.ToString(in.Name), Type: cmp.Or(string(in.Type), application), Scheme: cmp.Or(string(in.Scheme), "internet-facing"),
		IPAddressType: cmp.Or(string(in.IpAddressType), "ipv4"), Tags: tagsOf(in.Tags),
	}
	if err := s.checkBalancer(b); err != nil {
		return nil, err
	}
	if err := checkTags(nil, b.Tags); err != nil {
		return nil, err
	}
	subnets, err := s.subnets(b.Type, subnetIDs(in.Subnets, in.SubnetMappings))
	if err != nil {
		return nil, err
	}
	b.Subnets, b.VPC = ids(subnets), subnets[0].VPC
	if b.SecurityGroups, err = s.securityGroups(b, in.SecurityGroups); err != nil {
		return nil, err
	}
	if old := s.balancerNamed(b.Name); old != nil {
		if old.Type != b.Type || old.Scheme != b.Scheme || !slices.Equal(old.Subnets, b.Subnets) || !slices.Equal(old.SecurityGroups, b.SecurityGroups) {
			return nil, awserr.New("DuplicateLoadBalancerName", "A load balancer with the same name '%s' exists, but with different settings", b.Name)
		}
		return b, nil
	}
	if s.w.LoadBalancers.Len() >= maxBalancers {
		return nil, awserr.New("TooManyLoadBalancers", "The maximum number of load balancers '%d' has been reached", maxBalancers)
	}
	s.identify(b)
	b.Attributes = defaults(balancerSettings(b.Type))
	return b, nil
}

// identify gives a balancer its ARN and its DNS name.
func (s *service) identify(b *world.LoadBalancer) {
	id, prefix := s.newID(), ""
	if b.Scheme == "internal" {
		prefix = "internal-"
	}
	if b.Type == network {
		b.ARN = s.arn("loadbalancer/net/" + b.Name + "/" + id)
		b.DNSName = b.Name + "-" + id + ".elb." + s.w.Region + "." + world.Suffix(s.w.Region)
		return
	}
	b.ARN = s.arn("loadbalancer/app/" + b.Name + "/" + id)
	b.DNSName = prefix + b.Name + "-" + strconv.Itoa(100_000_000+s.k.Rand(1_900_000_000)) + "." + s.w.Region + ".elb." + world.Suffix(s.w.Region)
}

func (s *service) checkBalancer(b *world.LoadBalancer) error {
	if err := checkName(b.Name, "load balancer"); err != nil {
		return err
	}
	switch {
	case strings.HasPrefix(b.Name, "internal-"):
		return invalid("The load balancer name '%s' cannot begin with 'internal-'", b.Name)
	case b.Type != application && b.Type != network:
		return invalid("Load balancer type '%s' must be one of '[application, network]'", b.Type)
	case b.Scheme != "internet-facing" && b.Scheme != "internal":
		return invalid("Load balancer scheme '%s' must be one of '[internet-facing, internal]'", b.Scheme)
	case b.IPAddressType != "ipv4":
		return awserr.New("UnsupportedOperation", "The IP address type '%s' is not simulated by this engine.", b.IPAddressType)
	}
	return nil
}

func subnetIDs(plain []string, mapped []types.SubnetMapping) []string {
	list := slices.Clone(plain)
	for _, m := range mapped {
		list = append(list, aws.ToString(m.SubnetId))
	}
	return list
}

// subnets finds subnets that a balancer of a type may have: one a zone, and
// for an Application balancer two zones at least.
func (s *service) subnets(kind string, wanted []string) ([]*world.Subnet, error) {
	var found []*world.Subnet
	var zones []string
	for _, id := range wanted {
		subnet := s.w.Subnets.Get(id)
		switch {
		case subnet == nil:
			return nil, awserr.New("SubnetNotFound", "The subnet ID '%s' is not valid", id)
		case slices.Contains(zones, subnet.Zone):
			return nil, badConfiguration("A load balancer cannot be attached to multiple subnets in the same Availability Zone")
		case len(found) > 0 && subnet.VPC != found[0].VPC:
			return nil, badConfiguration("All subnets must belong to the same VPC: '%s'", found[0].VPC)
		}
		found, zones = append(found, subnet), append(zones, subnet.Zone)
	}
	switch {
	case len(found) == 0:
		return nil, invalid("At least one subnet must be specified")
	case kind == application && len(found) < 2:
		return nil, invalid("At least two subnets in two different Availability Zones must be specified")
	}
	return found, nil
}

func ids(subnets []*world.Subnet) []string {
	return views(subnets, func(s *world.Subnet) string { return s.ID })
}

// securityGroups is the groups of a balancer; an Application balancer without
// any gets its VPC's default group.
func (s *service) securityGroups(b *world.LoadBalancer, wanted []string) ([]string, error) {
	for _, id := range wanted {
		g := s.w.SecurityGroups.Get(id)
		if g == nil {
			return nil, awserr.New("InvalidSecurityGroup", "One or more security groups are invalid")
		}
		if g.VPC != b.VPC {
			return nil, badConfiguration("One or more security groups are invalid")
		}
	}
	if len(wanted) > 0 || b.Type == network {
		return slices.Clone(wanted), nil
	}
	for id, g := range s.w.SecurityGroups.All() {
		if g.VPC == b.VPC && g.Name == "default" {
			return []string{id}, nil
		}
	}
	return nil, nil
}

// deleteLoadBalancer: deleting one that is gone is no error.
func (s *service) deleteLoadBalancer(_ context.Context, in *elb.DeleteLoadBalancerInput) (*elb.DeleteLoadBalancerOutput, error) {
	if err := s.checkARN(aws.ToString(in.LoadBalancerArn), ":loadbalancer/", "load balancer"); err != nil {
		return nil, err
	}
	b := s.w.LoadBalancers.Get(*in.LoadBalancerArn)
	if b == nil {
		return &elb.DeleteLoadBalancerOutput{}, nil
	}
	if valueOf(b.Attributes, "deletion_protection.enabled") == "true" {
		return nil, notPermitted("Load balancer '%s' cannot be deleted because deletion protection is enabled", b.ARN)
	}
	s.room.DeleteBalancer(b.ARN)
	return &elb.DeleteLoadBalancerOutput{}, nil
}

func (s *service) describeLoadBalancers(_ context.Context, in *elb.DescribeLoadBalancersInput) (*elb.DescribeLoadBalancersOutput, error) {
	if len(in.LoadBalancerArns) > 0 && len(in.Names) > 0 {
		return nil, invalid("Load balancer names and load balancer ARNs cannot be specified at the same time")
	}
	for _, arn := range in.LoadBalancerArns {
		if _, err := s.balancer(&arn); err != nil {
			return nil, err
		}
	}
	for _, name := range in.Names {
		if s.balancerNamed(name) == nil {
			return nil, awserr.New("LoadBalancerNotFound", "Load balancers '[%s]' not found", name)
		}
	}
	var found []*world.LoadBalancer
	for arn, b := range s.w.LoadBalancers.All() {
		all := len(in.LoadBalancerArns)+len(in.Names) == 0
		if all || slices.Contains(in.LoadBalancerArns, arn) || slices.Contains(in.Names, b.Name) {
			found = append(found, b)
		}
	}
	part, next, err := page(found, func(b *world.LoadBalancer) string { return b.ARN }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeLoadBalancersOutput{LoadBalancers: views(part, s.balancerView), NextMarker: next}, nil
}

func (s *service) setSubnets(_ context.Context, in *elb.SetSubnetsInput) (*elb.SetSubnetsOutput, error) {
	if err := onlyKnown(in, "LoadBalancerArn", "Subnets", "SubnetMappings"); err != nil {
		return nil, err
	}
	b, err := s.balancer(in.LoadBalancerArn)
	if err != nil {
		return nil, err
	}
	subnets, err := s.subnets(b.Type, subnetIDs(in.Subnets, in.SubnetMappings))
	if err != nil {
		return nil, err
	}
	if subnets[0].VPC != b.VPC {
		return nil, badConfiguration("The subnets must belong to the VPC of the load balancer: '%s'", b.VPC)
	}
	b.Subnets = ids(subnets)
	s.room.RoutingChanged(b.ARN)
	return &elb.SetSubnetsOutput{AvailabilityZones: s.zonesView(b), IpAddressType: types.IpAddressType(b.IPAddressType)}, nil
}

func (s *service) setSecurityGroups(_ context.Context, in *elb.SetSecurityGroupsInput) (*elb.SetSecurityGroupsOutput, error) {
	if err := onlyKnown(in, "LoadBalancerArn", "SecurityGroups"); err != nil {
		return nil, err
	}
	b, err := s.balancer(in.LoadBalancerArn)
	if err != nil {
		return nil, err
	}
	if len(in.SecurityGroups) == 0 {
		return nil, invalid("A security group must be specified")
	}
	groups, err := s.securityGroups(b, in.SecurityGroups)
	if err != nil {
		return nil, err
	}
	b.SecurityGroups = groups
	s.room.RoutingChanged(b.ARN)
	return &elb.SetSecurityGroupsOutput{SecurityGroupIds: slices.Clone(groups)}, nil
}

func (s *service) balancerView(b *world.LoadBalancer) types.LoadBalancer {
	return types.LoadBalancer{
		LoadBalancerArn: new(b.ARN), LoadBalancerName: new(b.Name), DNSName: new(b.DNSName), CanonicalHostedZoneId: new(hostedZone(b.Type)),
		CreatedTime: new(b.Created), Scheme: types.LoadBalancerSchemeEnum(b.Scheme), VpcId: new(b.VPC),
		Type: types.LoadBalancerTypeEnum(b.Type), IpAddressType: types.IpAddressType(b.IPAddressType),
		State:             &types.LoadBalancerState{Code: types.LoadBalancerStateEnum(b.State), Reason: api.NonZero(b.StateReason)},
		AvailabilityZones: s.zonesView(b), SecurityGroups: slices.Clone(b.SecurityGroups),
	}
}

// hostedZone is the Route 53 zone of balancers in us-west-2, which stands for
// those of other regions too (choice).
func hostedZone(kind string) string {
	if kind == network {
		return "Z18D5FSROUN65G"
	}
	return "Z1H1FL5HABSF5"
}

func (s *service) zonesView(b *world.LoadBalancer) []types.AvailabilityZone {
	var zones []types.AvailabilityZone
	for _, id := range b.Subnets {
		if subnet := s.w.Subnets.Get(id); subnet != nil {
			zones = append(zones, types.AvailabilityZone{ZoneName: new(subnet.Zone), SubnetId: new(id), LoadBalancerAddresses: []types.LoadBalancerAddress{}})
		}
	}
	return zones
}
