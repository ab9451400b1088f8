package ec2api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

func (s *service) peeringNamed(id *string) (*world.Peering, error) {
	if aws.ToString(id) == "" {
		return nil, missing("vpcPeeringConnectionId")
	}
	return s.net.Peering(*id)
}

// createVpcPeeringConnection connects VPCs of this account and region only.
func (s *service) createVpcPeeringConnection(_ context.Context, in *ec2.CreateVpcPeeringConnectionInput) (*ec2.CreateVpcPeeringConnectionOutput, error) {
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.PeerVpcId) == "" {
		return nil, missing("peerVpcId")
	}
	if owner, region := aws.ToString(in.PeerOwnerId), aws.ToString(in.PeerRegion); owner != "" && owner != s.w.Account || region != "" && region != s.w.Region {
		return nil, awserr.New("UnsupportedOperation", "Peering with other accounts and regions is not simulated by this engine.")
	}
	peer, err := s.net.VPC(*in.PeerVpcId)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeVpcPeeringConnection)
	if err != nil {
		return nil, err
	}
	if err := s.net.CheckPeering(v.ID, peer.ID); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	view := s.peeringView(s.net.CreatePeering(v, peer, tags))
	return &ec2.CreateVpcPeeringConnectionOutput{VpcPeeringConnection: &view}, nil
}

func (s *service) acceptVpcPeeringConnection(_ context.Context, in *ec2.AcceptVpcPeeringConnectionInput) (*ec2.AcceptVpcPeeringConnectionOutput, error) {
	p, err := s.peeringNamed(in.VpcPeeringConnectionId)
	if err != nil {
		return nil, err
	}
	if err := s.net.Accept(p, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	view := s.peeringView(p)
	return &ec2.AcceptVpcPeeringConnectionOutput{VpcPeeringConnection: &view}, nil
}

func (s *service) rejectVpcPeeringConnection(_ context.Context, in *ec2.RejectVpcPeeringConnectionInput) (*ec2.RejectVpcPeeringConnectionOutput, error) {
	p, err := s.peeringNamed(in.VpcPeeringConnectionId)
	if err != nil {
		return nil, err
	}
	if err := s.net.Reject(p, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.RejectVpcPeeringConnectionOutput{Return: aws.Bool(true)}, nil
}

func (s *service) deleteVpcPeeringConnection(_ context.Context, in *ec2.DeleteVpcPeeringConnectionInput) (*ec2.DeleteVpcPeeringConnectionOutput, error) {
	p, err := s.peeringNamed(in.VpcPeeringConnectionId)
	if err != nil {
		return nil, err
	}
	if err := s.net.DeletePeering(p, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteVpcPeeringConnectionOutput{Return: aws.Bool(true)}, nil
}

func (s *service) describeVpcPeeringConnections(_ context.Context, in *ec2.DescribeVpcPeeringConnectionsInput) (*ec2.DescribeVpcPeeringConnectionsOutput, error) {
	all, absent := rows(&s.w.Peerings, in.VpcPeeringConnectionIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection ID", absent)
	}
	views, next, err := show(all, list[*world.Peering]{
		filters: in.Filters,
		lens: lens[*world.Peering]{
			"vpc-peering-connection-id":   func(p *world.Peering) []string { return one(p.ID) },
			"requester-vpc-info.vpc-id":   func(p *world.Peering) []string { return one(p.Requester) },
			"accepter-vpc-info.vpc-id":    func(p *world.Peering) []string { return one(p.Accepter) },
			"requester-vpc-info.owner-id": func(*world.Peering) []string { return one(s.w.Account) },
			"accepter-vpc-info.owner-id":  func(*world.Peering) []string { return one(s.w.Account) },
			"status-code":                 func(p *world.Peering) []string { return one(p.Status) },
			"status-message":              func(p *world.Peering) []string { return one(p.Message) },
		},
		tags: func(p *world.Peering) []world.Tag { return p.Tags },
		id:   func(p *world.Peering) string { return p.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.peeringView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeVpcPeeringConnectionsOutput{NextToken: next, VpcPeeringConnections: views}, nil
}

func (s *service) peeringView(p *world.Peering) types.VpcPeeringConnection {
	v := types.VpcPeeringConnection{
		VpcPeeringConnectionId: aws.String(p.ID), Tags: tagViews(p.Tags),
		Status:           &types.VpcPeeringConnectionStateReason{Code: types.VpcPeeringConnectionStateReasonCode(p.Status), Message: aws.String(p.Message)},
		RequesterVpcInfo: s.peerView(p.Requester), AccepterVpcInfo: s.peerView(p.Accepter),
	}
	if p.Status == network.PeeringPending {
		v.ExpirationTime = aws.Time(p.Until)
	}
	return v
}

func (s *service) peerView(vpc string) *types.VpcPeeringConnectionVpcInfo {
	v := &types.VpcPeeringConnectionVpcInfo{VpcId: aws.String(vpc), OwnerId: aws.String(s.w.Account), Region: aws.String(s.w.Region)}
	if r := s.w.VPCs.Get(vpc); r != nil {
		v.CidrBlock = aws.String(r.CIDR)
		v.CidrBlockSet = []types.CidrBlock{{CidrBlock: aws.String(r.CIDR)}}
	}
	return v
}
