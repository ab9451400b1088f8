package ec2api

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// permissionViews shows rules as DescribeSecurityGroups does: those of the
// same protocol and ports together.
func (s *service) permissionViews(list []world.Permission) []types.IpPermission {
	views := []types.IpPermission{}
	for _, p := range single(list) {
		i := slices.IndexFunc(views, func(v types.IpPermission) bool { return samePorts(v, p) })
		if i < 0 {
			i = len(views)
			views = append(views, portsView(p))
		}
		s.addPeer(&views[i], p)
	}
	return views
}

func samePorts(v types.IpPermission, p world.Permission) bool {
	w := portsView(p)
	return *v.IpProtocol == *w.IpProtocol && aws.ToInt32(v.FromPort) == aws.ToInt32(w.FromPort) && aws.ToInt32(v.ToPort) == aws.ToInt32(w.ToPort)
}

// portsView is a rule without peers; ports are not shown for all protocols.
func portsView(p world.Permission) types.IpPermission {
	v := types.IpPermission{IpProtocol: aws.String(p.Protocol), IpRanges: []types.IpRange{}, Ipv6Ranges: []types.Ipv6Range{},
		PrefixListIds: []types.PrefixListId{}, UserIdGroupPairs: []types.UserIdGroupPair{}}
	if p.Protocol != "-1" {
		v.FromPort, v.ToPort = aws.Int32(int32(p.FromPort)), aws.Int32(int32(p.ToPort))
	}
	return v
}

func (s *service) addPeer(v *types.IpPermission, p world.Permission) {
	switch {
	case len(p.Groups) > 0:
		v.UserIdGroupPairs = append(v.UserIdGroupPairs, types.UserIdGroupPair{GroupId: aws.String(p.Groups[0]), UserId: aws.String(s.w.Account), Description: api.NonZero(p.Description)})
	case strings.Contains(p.CIDRs[0], ":"):
		v.Ipv6Ranges = append(v.Ipv6Ranges, types.Ipv6Range{CidrIpv6: aws.String(p.CIDRs[0]), Description: api.NonZero(p.Description)})
	default:
		v.IpRanges = append(v.IpRanges, types.IpRange{CidrIp: aws.String(p.CIDRs[0]), Description: api.NonZero(p.Description)})
	}
}

// ruleView shows one rule with one peer.
func (s *service) ruleView(g *world.SecurityGroup, p world.Permission, egress bool) types.SecurityGroupRule {
	v := types.SecurityGroupRule{
		SecurityGroupRuleId: api.NonZero(p.ID), GroupId: aws.String(g.ID), GroupOwnerId: aws.String(s.w.Account), IsEgress: aws.Bool(egress),
		IpProtocol: aws.String(p.Protocol), FromPort: aws.Int32(int32(p.FromPort)), ToPort: aws.Int32(int32(p.ToPort)),
		Description: api.NonZero(p.Description), Tags: []types.Tag{},
	}
	switch {
	case len(p.Groups) > 0:
		v.ReferencedGroupInfo = &types.ReferencedSecurityGroup{GroupId: aws.String(p.Groups[0]), UserId: aws.String(s.w.Account)}
	case strings.Contains(p.CIDRs[0], ":"):
		v.CidrIpv6 = aws.String(p.CIDRs[0])
	default:
		v.CidrIpv4 = aws.String(p.CIDRs[0])
	}
	return v
}

func revokedView(v types.SecurityGroupRule) types.RevokedSecurityGroupRule {
	r := types.RevokedSecurityGroupRule{
		SecurityGroupRuleId: v.SecurityGroupRuleId, GroupId: v.GroupId, IsEgress: v.IsEgress, IpProtocol: v.IpProtocol,
		FromPort: v.FromPort, ToPort: v.ToPort, Description: v.Description, CidrIpv4: v.CidrIpv4, CidrIpv6: v.CidrIpv6,
	}
	if v.ReferencedGroupInfo != nil {
		r.ReferencedGroupId = v.ReferencedGroupInfo.GroupId
	}
	return r
}

func portText(port int) []string {
	if port < 0 {
		return nil
	}
	return one(strconv.Itoa(port))
}

func (s *service) describeSecurityGroupRules(_ context.Context, in *ec2.DescribeSecurityGroupRulesInput) (*ec2.DescribeSecurityGroupRulesOutput, error) {
	var all []*types.SecurityGroupRule
	for _, g := range s.w.SecurityGroups.All() {
		for _, egress := range []bool{false, true} {
			for _, p := range single(direction(g, egress)) {
				v := s.ruleView(g, p, egress)
				all = append(all, &v)
			}
		}
	}
	id := func(v *types.SecurityGroupRule) string { return aws.ToString(v.SecurityGroupRuleId) }
	if len(in.SecurityGroupRuleIds) > 0 {
		for _, want := range in.SecurityGroupRuleIds {
			if !slices.ContainsFunc(all, func(v *types.SecurityGroupRule) bool { return id(v) == want }) {
				return nil, unknown("InvalidSecurityGroupRuleId.NotFound", "security group rule ID", []string{want})
			}
		}
		all = slices.DeleteFunc(all, func(v *types.SecurityGroupRule) bool { return !slices.Contains(in.SecurityGroupRuleIds, id(v)) })
	}
	name := func(v *types.SecurityGroupRule) string {
		return id(v) + aws.ToString(v.CidrIpv4) + aws.ToString(v.CidrIpv6)
	}
	views, next, err := show(all, list[*types.SecurityGroupRule]{
		filters: in.Filters,
		lens: lens[*types.SecurityGroupRule]{
			"group-id":               func(v *types.SecurityGroupRule) []string { return one(*v.GroupId) },
			"security-group-rule-id": func(v *types.SecurityGroupRule) []string { return one(id(v)) },
		},
		id: name, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, func(v *types.SecurityGroupRule) types.SecurityGroupRule { return *v })
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeSecurityGroupRulesOutput{NextToken: next, SecurityGroupRules: views}, nil
}
