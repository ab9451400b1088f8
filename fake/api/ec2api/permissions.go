package ec2api

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxRules is the quota of rules of a security group in one direction
// (VPC/amazon-vpc-limits).
const maxRules = 60

// ruleRequest is one request to add to or take from a security group's rules, in
// either of the two forms that AWS takes: a list of permissions, or the
// members of a single one.
type ruleRequest struct {
	groupID, groupName     *string
	egress                 bool
	permissions            []types.IpPermission
	protocol, cidr, source *string
	from, to               *int32
	ruleIDs                []string
	tags                   []types.TagSpecification
	dryRun                 *bool
}

func (s *service) authorizeIngress(_ context.Context, in *ec2.AuthorizeSecurityGroupIngressInput) (*ec2.AuthorizeSecurityGroupIngressOutput, error) {
	added, err := s.authorize(ruleRequest{groupID: in.GroupId, groupName: in.GroupName, permissions: in.IpPermissions, protocol: in.IpProtocol,
		cidr: in.CidrIp, source: in.SourceSecurityGroupName, from: in.FromPort, to: in.ToPort, tags: in.TagSpecifications, dryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	return &ec2.AuthorizeSecurityGroupIngressOutput{Return: aws.Bool(true), SecurityGroupRules: added}, nil
}

func (s *service) authorizeEgress(_ context.Context, in *ec2.AuthorizeSecurityGroupEgressInput) (*ec2.AuthorizeSecurityGroupEgressOutput, error) {
	added, err := s.authorize(ruleRequest{groupID: in.GroupId, egress: true, permissions: in.IpPermissions, protocol: in.IpProtocol,
		cidr: in.CidrIp, source: in.SourceSecurityGroupName, from: in.FromPort, to: in.ToPort, tags: in.TagSpecifications, dryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	return &ec2.AuthorizeSecurityGroupEgressOutput{Return: aws.Bool(true), SecurityGroupRules: added}, nil
}

func (s *service) revokeIngress(_ context.Context, in *ec2.RevokeSecurityGroupIngressInput) (*ec2.RevokeSecurityGroupIngressOutput, error) {
	gone, err := s.revoke(ruleRequest{groupID: in.GroupId, groupName: in.GroupName, permissions: in.IpPermissions, protocol: in.IpProtocol,
		cidr: in.CidrIp, source: in.SourceSecurityGroupName, from: in.FromPort, to: in.ToPort, ruleIDs: in.SecurityGroupRuleIds, dryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	return &ec2.RevokeSecurityGroupIngressOutput{Return: aws.Bool(true), RevokedSecurityGroupRules: gone}, nil
}

func (s *service) revokeEgress(_ context.Context, in *ec2.RevokeSecurityGroupEgressInput) (*ec2.RevokeSecurityGroupEgressOutput, error) {
	gone, err := s.revoke(ruleRequest{groupID: in.GroupId, egress: true, permissions: in.IpPermissions, protocol: in.IpProtocol,
		cidr: in.CidrIp, source: in.SourceSecurityGroupName, from: in.FromPort, to: in.ToPort, ruleIDs: in.SecurityGroupRuleIds, dryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	return &ec2.RevokeSecurityGroupEgressOutput{Return: aws.Bool(true), RevokedSecurityGroupRules: gone}, nil
}

func (s *service) authorize(r ruleRequest) ([]types.SecurityGroupRule, error) {
	g, err := s.group(r.groupID, r.groupName)
	if err != nil {
		return nil, err
	}
	if len(r.tags) > 0 {
		return nil, awserr.New("UnsupportedOperation", "Tags of security group rules are not simulated by this engine.")
	}
	rules, err := s.rules(r)
	if err != nil {
		return nil, err
	}
	has := single(direction(g, r.egress))
	for _, p := range rules {
		if slices.ContainsFunc(has, func(q world.Permission) bool { return sameRule(p, q) }) {
			return nil, awserr.New("InvalidPermission.Duplicate", "the specified rule \"%s\" already exists", ruleText(p))
		}
	}
	if len(has)+len(rules) > maxRules {
		return nil, awserr.New("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
	}
	if err := api.DryRun(r.dryRun); err != nil {
		return nil, err
	}
	views := []types.SecurityGroupRule{}
	for i := range rules {
		rules[i].ID = s.k.ID("sgr-", 17)
		views = append(views, s.ruleView(g, rules[i], r.egress))
	}
	s.setDirection(g, r.egress, append(slices.Clone(direction(g, r.egress)), rules...))
	return views, nil
}

func (s *service) revoke(r ruleRequest) ([]types.RevokedSecurityGroupRule, error) {
	g, err := s.group(r.groupID, r.groupName)
	if err != nil {
		return nil, err
	}
	has := single(direction(g, r.egress))
	goes, err := s.toRevoke(r, has)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(r.dryRun); err != nil {
		return nil, err
	}
	views := []types.RevokedSecurityGroupRule{}
	var kept []world.Permission
	for _, p := range has {
		if slices.ContainsFunc(goes, func(q world.Permission) bool { return sameRule(p, q) }) {
			views = append(views, revokedView(s.ruleView(g, p, r.egress)))
		} else {
			kept = append(kept, p)
		}
	}
	s.setDirection(g, r.egress, kept)
	return views, nil
}

// toRevoke is the rules that a request takes away, all of which must be there.
func (s *service) toRevoke(r ruleRequest, has []world.Permission) ([]world.Permission, error) {
	var goes []world.Permission
	for _, id := range r.ruleIDs {
		i := slices.IndexFunc(has, func(p world.Permission) bool { return p.ID == id })
		if i < 0 {
			return nil, unknown("InvalidSecurityGroupRuleId.NotFound", "security group rule ID", []string{id})
		}
		goes = append(goes, has[i])
	}
	if len(r.ruleIDs) > 0 {
		return goes, nil
	}
	rules, err := s.rules(r)
	if err != nil {
		return nil, err
	}
	for _, p := range rules {
		if !slices.ContainsFunc(has, func(q world.Permission) bool { return sameRule(p, q) }) {
			return nil, awserr.New("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
		}
	}
	return rules, nil
}

func direction(g *world.SecurityGroup, egress bool) []world.Permission {
	if egress {
		return g.Egress
	}
	return g.Ingress
}

func (s *service) setDirection(g *world.SecurityGroup, egress bool, rules []world.Permission) {
	if egress {
		g.Egress = rules
		return
	}
	g.Ingress = rules
	s.room.PermissionsChanged(g.ID)
}

// single splits permissions into rules with one peer each, as AWS counts
// them.
func single(list []world.Permission) []world.Permission {
	var rules []world.Permission
	for _, p := range list {
		for _, c := range p.CIDRs {
			rule := p
			rule.CIDRs, rule.Groups = []string{c}, nil
			rules = append(rules, rule)
		}
		for _, g := range p.Groups {
			rule := p
			rule.CIDRs, rule.Groups = nil, []string{g}
			rules = append(rules, rule)
		}
	}
	return rules
}

// sameRule tells whether two single rules permit the same, whatever their
// descriptions say.
func sameRule(a, b world.Permission) bool {
	return a.Protocol == b.Protocol && a.FromPort == b.FromPort && a.ToPort == b.ToPort && slices.Equal(a.CIDRs, b.CIDRs) && slices.Equal(a.Groups, b.Groups)
}

// ruleText is a rule as AWS writes it in the refusal of a double one.
func ruleText(p world.Permission) string {
	ports := "from port: " + strconv.Itoa(p.FromPort) + ", to port: " + strconv.Itoa(p.ToPort)
	if p.Protocol == "-1" {
		return "peer: " + peer(p) + ", ALL, ALLOW"
	}
	return "peer: " + peer(p) + ", " + strings.ToUpper(p.Protocol) + ", " + ports + ", ALLOW"
}

func peer(p world.Permission) string {
	return strings.Join(append(slices.Clone(p.CIDRs), p.Groups...), "")
}

// rules reads the rules of a request, one peer each.
func (s *service) rules(r ruleRequest) ([]world.Permission, error) {
	list := r.permissions
	if r.protocol != nil || r.cidr != nil || r.source != nil {
		p := types.IpPermission{IpProtocol: r.protocol, FromPort: r.from, ToPort: r.to}
		if r.cidr != nil {
			p.IpRanges = []types.IpRange{{CidrIp: r.cidr}}
		}
		if r.source != nil {
			p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupName: r.source}}
		}
		list = append(slices.Clone(list), p)
	}
	if len(list) == 0 {
		return nil, missing("ipPermissions")
	}
	var rules []world.Permission
	for _, p := range list {
		more, err := s.readPermission(p)
		if err != nil {
			return nil, err
		}
		rules = append(rules, more...)
	}
	return rules, nil
}

func (s *service) readPermission(p types.IpPermission) ([]world.Permission, error) {
	rule, err := readPorts(p)
	if err != nil {
		return nil, err
	}
	if len(p.PrefixListIds) > 0 {
		id := aws.ToString(p.PrefixListIds[0].PrefixListId)
		return nil, unknown("InvalidPrefixListID.NotFound", "prefix list ID", []string{id})
	}
	var rules []world.Permission
	for _, v := range p.IpRanges {
		rules = append(rules, ruleFrom(rule, aws.ToString(v.CidrIp), v.Description))
	}
	for _, v := range p.Ipv6Ranges {
		rules = append(rules, ruleFrom(rule, aws.ToString(v.CidrIpv6), v.Description))
	}
	for _, r := range rules {
		if _, err := netip.ParsePrefix(r.CIDRs[0]); err != nil {
			return nil, invalid("CIDR block %s is malformed", r.CIDRs[0])
		}
	}
	for _, v := range p.UserIdGroupPairs {
		g, err := s.group(v.GroupId, v.GroupName)
		if err != nil {
			return nil, err
		}
		r := ruleFrom(rule, "", v.Description)
		r.CIDRs, r.Groups = nil, []string{g.ID}
		rules = append(rules, r)
	}
	if len(rules) == 0 {
		return nil, missing("ipRanges")
	}
	return rules, nil
}

func ruleFrom(rule world.Permission, cidr string, description *string) world.Permission {
	rule.CIDRs, rule.Description = []string{cidr}, aws.ToString(description)
	return rule
}

// readPorts reads protocol and ports; all protocols means all ports.
func readPorts(p types.IpPermission) (world.Permission, error) {
	protocol, ok := protocolName(aws.ToString(p.IpProtocol))
	if !ok {
		return world.Permission{}, invalid("Invalid value '%s' for IP protocol. Unknown protocol.", aws.ToString(p.IpProtocol))
	}
	rule := world.Permission{Protocol: protocol, FromPort: -1, ToPort: -1}
	if protocol != "tcp" && protocol != "udp" {
		if p.FromPort != nil && protocol != "-1" {
			rule.FromPort, rule.ToPort = int(*p.FromPort), int(aws.ToInt32(p.ToPort))
		}
		return rule, nil
	}
	if p.FromPort == nil || p.ToPort == nil {
		return rule, invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
	}
	rule.FromPort, rule.ToPort = int(*p.FromPort), int(*p.ToPort)
	switch {
	case rule.FromPort < 0 || rule.FromPort > 65535 || rule.ToPort < 0 || rule.ToPort > 65535:
		return rule, invalid("Invalid value '%d-%d' for portRange. Ports must be between 0 and 65535.", rule.FromPort, rule.ToPort)
	case rule.FromPort > rule.ToPort:
		return rule, invalid("Invalid TCP/UDP port range (%d:%d)", rule.FromPort, rule.ToPort)
	}
	return rule, nil
}

// protocolName is a protocol as AWS shows it: a name for those that have one,
// else the number.
func protocolName(v string) (string, bool) {
	switch v = strings.ToLower(v); v {
	case "tcp", "udp", "icmp", "icmpv6", "-1":
		return v, true
	case "all":
		return "-1", true
	case "6":
		return "tcp", true
	case "17":
		return "udp", true
	case "1":
		return "icmp", true
	case "58":
		return "icmpv6", true
	}
	n, err := strconv.Atoi(v)
	return v, err == nil && n >= 0 && n <= 255
}
