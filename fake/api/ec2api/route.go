package ec2api

import (
	"context"
	"net/netip"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

func (s *service) tableNamed(id *string) (*world.RouteTable, error) {
	if aws.ToString(id) == "" {
		return nil, missing("routeTableId")
	}
	return s.net.Table(*id)
}

func (s *service) createRouteTable(_ context.Context, in *ec2.CreateRouteTableInput) (*ec2.CreateRouteTableOutput, error) {
	if err := onlyKnown(in, "VpcId", "ClientToken", "DryRun", "TagSpecifications"); err != nil {
		return nil, err
	}
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeRouteTable)
	if err != nil {
		return nil, err
	}
	if err := s.net.CheckTable(v.ID); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	t := again(&s.w.RouteTables, in.ClientToken, func(t *world.RouteTable) string { return t.ClientToken })
	if t == nil {
		t = s.net.CreateTable(v, tags)
		t.ClientToken = aws.ToString(in.ClientToken)
	}
	view := s.tableView(t)
	return &ec2.CreateRouteTableOutput{RouteTable: &view, ClientToken: in.ClientToken}, nil
}

func (s *service) deleteRouteTable(_ context.Context, in *ec2.DeleteRouteTableInput) (*ec2.DeleteRouteTableOutput, error) {
	t, err := s.tableNamed(in.RouteTableId)
	if err != nil {
		return nil, err
	}
	if err := s.net.DeleteTable(t, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteRouteTableOutput{}, nil
}

func (s *service) describeRouteTables(_ context.Context, in *ec2.DescribeRouteTablesInput) (*ec2.DescribeRouteTablesOutput, error) {
	all, absent := rows(&s.w.RouteTables, in.RouteTableIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidRouteTableID.NotFound", "routeTable ID", absent)
	}
	views, next, err := show(all, list[*world.RouteTable]{
		filters: in.Filters,
		lens:    s.tableLens(),
		tags:    func(t *world.RouteTable) []world.Tag { return t.Tags },
		id:      func(t *world.RouteTable) string { return t.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 100}, dryRun: in.DryRun,
	}, s.tableView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeRouteTablesOutput{NextToken: next, RouteTables: views}, nil
}

func (s *service) tableLens() lens[*world.RouteTable] {
	associations := func(pick func(world.RouteAssociation) []string) func(*world.RouteTable) []string {
		return func(t *world.RouteTable) []string {
			var found []string
			for _, a := range t.Associations {
				found = append(found, pick(a)...)
			}
			return found
		}
	}
	routes := func(pick func(types.Route) *string) func(*world.RouteTable) []string {
		return func(t *world.RouteTable) []string {
			var found []string
			for _, r := range t.Routes {
				if v := pick(s.routeView(t.VPC, r)); v != nil {
					found = append(found, *v)
				}
			}
			return found
		}
	}
	return lens[*world.RouteTable]{
		"route-table-id":                         func(t *world.RouteTable) []string { return one(t.ID) },
		"vpc-id":                                 func(t *world.RouteTable) []string { return one(t.VPC) },
		"owner-id":                               func(*world.RouteTable) []string { return one(s.w.Account) },
		"association.route-table-association-id": associations(func(a world.RouteAssociation) []string { return one(a.ID) }),
		"association.route-table-id":             func(t *world.RouteTable) []string { return onlyIf(len(t.Associations) > 0, t.ID) },
		"association.subnet-id":                  associations(func(a world.RouteAssociation) []string { return onlyIf(true, a.Subnet) }),
		"association.main":                       associations(func(a world.RouteAssociation) []string { return yes(a.Main) }),
		"route.destination-cidr-block":           routes(func(r types.Route) *string { return r.DestinationCidrBlock }),
		"route.gateway-id":                       routes(func(r types.Route) *string { return r.GatewayId }),
		"route.nat-gateway-id":                   routes(func(r types.Route) *string { return r.NatGatewayId }),
		"route.vpc-peering-connection-id":        routes(func(r types.Route) *string { return r.VpcPeeringConnectionId }),
		"route.origin":                           routes(func(r types.Route) *string { return aws.String(string(r.Origin)) }),
		"route.state":                            routes(func(r types.Route) *string { return aws.String(string(r.State)) }),
	}
}

func associated() *types.RouteTableAssociationState {
	return &types.RouteTableAssociationState{State: types.RouteTableAssociationStateCodeAssociated}
}

func (s *service) tableView(t *world.RouteTable) types.RouteTable {
	v := types.RouteTable{
		RouteTableId: aws.String(t.ID), VpcId: aws.String(t.VPC), OwnerId: aws.String(s.w.Account), Tags: tagViews(t.Tags),
		Associations: []types.RouteTableAssociation{}, PropagatingVgws: []types.PropagatingVgw{},
	}
	for _, a := range t.Associations {
		v.Associations = append(v.Associations, types.RouteTableAssociation{
			RouteTableAssociationId: aws.String(a.ID), RouteTableId: aws.String(t.ID), SubnetId: api.NonZero(a.Subnet), Main: aws.Bool(a.Main), AssociationState: associated()})
	}
	for _, r := range t.Routes {
		v.Routes = append(v.Routes, s.routeView(t.VPC, r))
	}
	return v
}

func (s *service) routeView(vpc string, r world.Route) types.Route {
	v := types.Route{DestinationCidrBlock: aws.String(r.Destination), Origin: types.RouteOrigin(r.Origin), State: types.RouteStateActive}
	if s.net.Blackhole(vpc, r) {
		v.State = types.RouteStateBlackhole
	}
	switch {
	case strings.HasPrefix(r.Target, "nat-"):
		v.NatGatewayId = aws.String(r.Target)
	case strings.HasPrefix(r.Target, "pcx-"):
		v.VpcPeeringConnectionId = aws.String(r.Target)
	default:
		v.GatewayId = aws.String(r.Target)
	}
	return v
}

func (s *service) createRoute(_ context.Context, in *ec2.CreateRouteInput) (*ec2.CreateRouteOutput, error) {
	if err := s.putRoute(in, s.net.CreateRoute); err != nil {
		return nil, err
	}
	return &ec2.CreateRouteOutput{Return: aws.Bool(true)}, nil
}

func (s *service) replaceRoute(_ context.Context, in *ec2.ReplaceRouteInput) (*ec2.ReplaceRouteOutput, error) {
	if err := onlyKnown(in, "RouteTableId", "DestinationCidrBlock", "GatewayId", "NatGatewayId", "VpcPeeringConnectionId", "DryRun"); err != nil {
		return nil, err
	}
	same := &ec2.CreateRouteInput{
		RouteTableId: in.RouteTableId, DestinationCidrBlock: in.DestinationCidrBlock, GatewayId: in.GatewayId, NatGatewayId: in.NatGatewayId,
		VpcPeeringConnectionId: in.VpcPeeringConnectionId, DryRun: in.DryRun,
	}
	if err := s.putRoute(same, s.net.ReplaceRoute); err != nil {
		return nil, err
	}
	return &ec2.ReplaceRouteOutput{}, nil
}

func (s *service) putRoute(in *ec2.CreateRouteInput, put func(*world.RouteTable, netip.Prefix, string, error) error) error {
	if err := onlyKnown(in, "RouteTableId", "DestinationCidrBlock", "GatewayId", "NatGatewayId", "VpcPeeringConnectionId", "DryRun"); err != nil {
		return err
	}
	t, destination, err := s.tableAndDestination(in.RouteTableId, in.DestinationCidrBlock)
	if err != nil {
		return err
	}
	var targets []string
	for _, id := range []*string{in.GatewayId, in.NatGatewayId, in.VpcPeeringConnectionId} {
		if aws.ToString(id) != "" {
			targets = append(targets, *id)
		}
	}
	switch len(targets) {
	case 0:
		return missing("gatewayId")
	case 1:
	default:
		return invalid("Exactly one target must be specified for a route: %s", strings.Join(targets, ", "))
	}
	if err := s.net.CheckTarget(t, targets[0]); err != nil {
		return err
	}
	return put(t, destination, targets[0], api.DryRun(in.DryRun))
}

func (s *service) tableAndDestination(table, destination *string) (*world.RouteTable, netip.Prefix, error) {
	t, err := s.tableNamed(table)
	if err != nil {
		return nil, netip.Prefix{}, err
	}
	if aws.ToString(destination) == "" {
		return nil, netip.Prefix{}, missing("destinationCidrBlock")
	}
	block, err := network.Block("destinationCidrBlock", *destination)
	return t, block, err
}

func (s *service) deleteRoute(_ context.Context, in *ec2.DeleteRouteInput) (*ec2.DeleteRouteOutput, error) {
	if err := onlyKnown(in, "RouteTableId", "DestinationCidrBlock", "DryRun"); err != nil {
		return nil, err
	}
	t, destination, err := s.tableAndDestination(in.RouteTableId, in.DestinationCidrBlock)
	if err != nil {
		return nil, err
	}
	if err := s.net.DeleteRoute(t, destination, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteRouteOutput{}, nil
}

func (s *service) associateRouteTable(_ context.Context, in *ec2.AssociateRouteTableInput) (*ec2.AssociateRouteTableOutput, error) {
	if err := onlyKnown(in, "RouteTableId", "SubnetId", "DryRun"); err != nil {
		return nil, err
	}
	t, err := s.tableNamed(in.RouteTableId)
	if err != nil {
		return nil, err
	}
	sub, err := s.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	id, err := s.net.Associate(t, sub, api.DryRun(in.DryRun))
	if err != nil {
		return nil, err
	}
	return &ec2.AssociateRouteTableOutput{AssociationId: aws.String(id), AssociationState: associated()}, nil
}

func (s *service) disassociateRouteTable(_ context.Context, in *ec2.DisassociateRouteTableInput) (*ec2.DisassociateRouteTableOutput, error) {
	if aws.ToString(in.AssociationId) == "" {
		return nil, missing("associationId")
	}
	if err := s.net.Disassociate(*in.AssociationId, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DisassociateRouteTableOutput{}, nil
}

func (s *service) replaceRouteTableAssociation(_ context.Context, in *ec2.ReplaceRouteTableAssociationInput) (*ec2.ReplaceRouteTableAssociationOutput, error) {
	if aws.ToString(in.AssociationId) == "" {
		return nil, missing("associationId")
	}
	t, err := s.tableNamed(in.RouteTableId)
	if err != nil {
		return nil, err
	}
	moved, err := s.net.Reassociate(*in.AssociationId, t, api.DryRun(in.DryRun))
	if err != nil {
		return nil, err
	}
	return &ec2.ReplaceRouteTableAssociationOutput{NewAssociationId: aws.String(moved.ID), AssociationState: associated()}, nil
}
