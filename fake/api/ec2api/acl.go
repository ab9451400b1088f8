package ec2api

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient/semantics/reach"
	"fleetglass/fake/api"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

func (s *service) aclNamed(id *string) (*world.NetworkACL, error) {
	if aws.ToString(id) == "" {
		return nil, missing("networkAclId")
	}
	return s.net.ACL(*id)
}

func (s *service) createNetworkACL(_ context.Context, in *ec2.CreateNetworkAclInput) (*ec2.CreateNetworkAclOutput, error) {
	if err := onlyKnown(in, "VpcId", "ClientToken", "DryRun", "TagSpecifications"); err != nil {
		return nil, err
	}
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeNetworkAcl)
	if err != nil {
		return nil, err
	}
	if err := s.net.CheckACL(v.ID); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	a := again(&s.w.NetworkACLs, in.ClientToken, func(a *world.NetworkACL) string { return a.ClientToken })
	if a == nil {
		a = s.net.CreateACL(v.ID, tags)
		a.ClientToken = aws.ToString(in.ClientToken)
	}
	view := s.aclView(a)
	return &ec2.CreateNetworkAclOutput{NetworkAcl: &view, ClientToken: in.ClientToken}, nil
}

func (s *service) deleteNetworkACL(_ context.Context, in *ec2.DeleteNetworkAclInput) (*ec2.DeleteNetworkAclOutput, error) {
	a, err := s.aclNamed(in.NetworkAclId)
	if err != nil {
		return nil, err
	}
	if err := s.net.DeleteACL(a, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteNetworkAclOutput{}, nil
}

func (s *service) describeNetworkACLs(_ context.Context, in *ec2.DescribeNetworkAclsInput) (*ec2.DescribeNetworkAclsOutput, error) {
	all, absent := rows(&s.w.NetworkACLs, in.NetworkAclIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidNetworkAclID.NotFound", "networkAcl ID", absent)
	}
	views, next, err := show(all, list[*world.NetworkACL]{
		filters: in.Filters,
		lens:    s.aclLens(),
		tags:    func(a *world.NetworkACL) []world.Tag { return a.Tags },
		id:      func(a *world.NetworkACL) string { return a.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.aclView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeNetworkAclsOutput{NextToken: next, NetworkAcls: views}, nil
}

func (s *service) aclLens() lens[*world.NetworkACL] {
	associations := func(pick func(world.ACLAssociation) string) func(*world.NetworkACL) []string {
		return func(a *world.NetworkACL) []string {
			var found []string
			for _, v := range a.Associations {
				found = append(found, pick(v))
			}
			return found
		}
	}
	entries := func(pick func(world.ACLEntry) string) func(*world.NetworkACL) []string {
		return func(a *world.NetworkACL) []string {
			var found []string
			for _, e := range withLast(a.Entries) {
				found = append(found, pick(e))
			}
			return found
		}
	}
	return lens[*world.NetworkACL]{
		"network-acl-id":             func(a *world.NetworkACL) []string { return one(a.ID) },
		"vpc-id":                     func(a *world.NetworkACL) []string { return one(a.VPC) },
		"owner-id":                   func(*world.NetworkACL) []string { return one(s.w.Account) },
		"default":                    func(a *world.NetworkACL) []string { return yes(a.Default) },
		"association.association-id": associations(func(v world.ACLAssociation) string { return v.ID }),
		"association.subnet-id":      associations(func(v world.ACLAssociation) string { return v.Subnet }),
		"association.network-acl-id": func(a *world.NetworkACL) []string { return one(a.ID) },
		"entry.cidr":                 entries(func(e world.ACLEntry) string { return e.CIDR }),
		"entry.egress":               entries(func(e world.ACLEntry) string { return strconv.FormatBool(e.Egress) }),
		"entry.protocol":             entries(func(e world.ACLEntry) string { return e.Protocol }),
		"entry.rule-action":          entries(func(e world.ACLEntry) string { return string(actionOf(e)) }),
		"entry.rule-number":          entries(func(e world.ACLEntry) string { return strconv.Itoa(e.Number) }),
		"entry.port-range.from":      entries(func(e world.ACLEntry) string { return strconv.Itoa(e.FromPort) }),
		"entry.port-range.to":        entries(func(e world.ACLEntry) string { return strconv.Itoa(e.ToPort) }),
	}
}

// withLast is the entries as AWS shows them: with those, one a direction,
// that deny what no other has decided.
func withLast(entries []world.ACLEntry) []world.ACLEntry {
	last := world.ACLEntry{Number: reach.LastNumber, Protocol: reach.All, CIDR: "0.0.0.0/0", FromPort: -1, ToPort: -1, ICMPType: -1, ICMPCode: -1}
	var in, out []world.ACLEntry
	for _, e := range entries {
		if e.Egress {
			out = append(out, e)
		} else {
			in = append(in, e)
		}
	}
	all := append(out, last)
	all[len(all)-1].Egress = true
	return append(append(all, in...), last)
}

func actionOf(e world.ACLEntry) types.RuleAction {
	if e.Allow {
		return types.RuleActionAllow
	}
	return types.RuleActionDeny
}

func (s *service) aclView(a *world.NetworkACL) types.NetworkAcl {
	v := types.NetworkAcl{
		NetworkAclId: aws.String(a.ID), VpcId: aws.String(a.VPC), OwnerId: aws.String(s.w.Account), IsDefault: aws.Bool(a.Default), Tags: tagViews(a.Tags),
		Associations: []types.NetworkAclAssociation{},
	}
	for _, o := range a.Associations {
		v.Associations = append(v.Associations, types.NetworkAclAssociation{
			NetworkAclAssociationId: aws.String(o.ID), NetworkAclId: aws.String(a.ID), SubnetId: aws.String(o.Subnet)})
	}
	for _, e := range withLast(a.Entries) {
		v.Entries = append(v.Entries, entryView(e))
	}
	return v
}

func entryView(e world.ACLEntry) types.NetworkAclEntry {
	v := types.NetworkAclEntry{
		RuleNumber: aws.Int32(int32(e.Number)), Egress: aws.Bool(e.Egress), RuleAction: actionOf(e), Protocol: aws.String(e.Protocol), CidrBlock: aws.String(e.CIDR),
	}
	if e.Protocol == "6" || e.Protocol == "17" {
		v.PortRange = &types.PortRange{From: aws.Int32(int32(max(e.FromPort, 0))), To: aws.Int32(int32(e.ToPort))}
	}
	if e.Protocol == "1" {
		v.IcmpTypeCode = &types.IcmpTypeCode{Type: aws.Int32(int32(e.ICMPType)), Code: aws.Int32(int32(e.ICMPCode))}
	}
	return v
}

// entryOf reads the entry of a request to create or replace one.
func entryOf(in *ec2.CreateNetworkAclEntryInput) (world.ACLEntry, error) {
	e := world.ACLEntry{Egress: aws.ToBool(in.Egress), Allow: in.RuleAction == types.RuleActionAllow, FromPort: -1, ToPort: -1, ICMPType: -1, ICMPCode: -1}
	switch {
	case in.RuleNumber == nil:
		return e, missing("ruleNumber")
	case in.Egress == nil:
		return e, missing("egress")
	case aws.ToString(in.Protocol) == "":
		return e, missing("protocol")
	case in.RuleAction == "":
		return e, missing("ruleAction")
	case in.RuleAction != types.RuleActionAllow && in.RuleAction != types.RuleActionDeny:
		return e, invalid("Value (%s) for parameter ruleAction is invalid. Unknown action.", in.RuleAction)
	case aws.ToString(in.CidrBlock) == "":
		return e, missing("cidrBlock")
	}
	if e.Number = int(*in.RuleNumber); e.Number < 1 || e.Number >= reach.LastNumber {
		return e, invalid("Value (%d) for parameter ruleNumber is invalid. Rule numbers go from 1 to 32766.", e.Number)
	}
	e.Protocol = reach.ProtocolNumber(*in.Protocol)
	if n, err := strconv.Atoi(e.Protocol); err != nil || n < -1 || n > 255 {
		return e, invalid("Invalid value '%s' for IP protocol. Unknown protocol.", *in.Protocol)
	}
	block, err := network.Block("cidrBlock", *in.CidrBlock)
	if err != nil {
		return e, err
	}
	e.CIDR = block.String()
	return e, readEntryPorts(&e, in)
}

// readEntryPorts reads the ports of TCP and UDP, and the types of ICMP, which
// must be there for them.
func readEntryPorts(e *world.ACLEntry, in *ec2.CreateNetworkAclEntryInput) error {
	switch e.Protocol {
	case "6", "17":
		if in.PortRange == nil || in.PortRange.From == nil || in.PortRange.To == nil {
			return missing("portRange")
		}
		from, to := int(*in.PortRange.From), int(*in.PortRange.To)
		if from < 0 || to > 65535 || from > to {
			return invalid("Invalid TCP/UDP port range (%d:%d)", from, to)
		}
		e.FromPort, e.ToPort = from, to
	case "1":
		if in.IcmpTypeCode == nil {
			return missing("icmpTypeCode.code")
		}
		e.ICMPType, e.ICMPCode = int(aws.ToInt32(in.IcmpTypeCode.Type)), int(aws.ToInt32(in.IcmpTypeCode.Code))
	}
	return nil
}

func (s *service) createNetworkACLEntry(_ context.Context, in *ec2.CreateNetworkAclEntryInput) (*ec2.CreateNetworkAclEntryOutput, error) {
	if err := s.putEntry(in, s.net.CreateEntry); err != nil {
		return nil, err
	}
	return &ec2.CreateNetworkAclEntryOutput{}, nil
}

func (s *service) replaceNetworkACLEntry(_ context.Context, in *ec2.ReplaceNetworkAclEntryInput) (*ec2.ReplaceNetworkAclEntryOutput, error) {
	same := &ec2.CreateNetworkAclEntryInput{
		Egress: in.Egress, NetworkAclId: in.NetworkAclId, Protocol: in.Protocol, RuleAction: in.RuleAction, RuleNumber: in.RuleNumber,
		CidrBlock: in.CidrBlock, DryRun: in.DryRun, IcmpTypeCode: in.IcmpTypeCode, Ipv6CidrBlock: in.Ipv6CidrBlock, PortRange: in.PortRange,
	}
	if err := s.putEntry(same, s.net.ReplaceEntry); err != nil {
		return nil, err
	}
	return &ec2.ReplaceNetworkAclEntryOutput{}, nil
}

func (s *service) putEntry(in *ec2.CreateNetworkAclEntryInput, put func(*world.NetworkACL, world.ACLEntry, error) error) error {
	if err := onlyKnown(in, "Egress", "NetworkAclId", "Protocol", "RuleAction", "RuleNumber", "CidrBlock", "DryRun", "IcmpTypeCode", "PortRange"); err != nil {
		return err
	}
	a, err := s.aclNamed(in.NetworkAclId)
	if err != nil {
		return err
	}
	e, err := entryOf(in)
	if err != nil {
		return err
	}
	return put(a, e, api.DryRun(in.DryRun))
}

func (s *service) deleteNetworkACLEntry(_ context.Context, in *ec2.DeleteNetworkAclEntryInput) (*ec2.DeleteNetworkAclEntryOutput, error) {
	a, err := s.aclNamed(in.NetworkAclId)
	switch {
	case err != nil:
		return nil, err
	case in.RuleNumber == nil:
		return nil, missing("ruleNumber")
	case in.Egress == nil:
		return nil, missing("egress")
	}
	if err := s.net.DeleteEntry(a, *in.Egress, int(*in.RuleNumber), api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteNetworkAclEntryOutput{}, nil
}

func (s *service) replaceNetworkACLAssociation(_ context.Context, in *ec2.ReplaceNetworkAclAssociationInput) (*ec2.ReplaceNetworkAclAssociationOutput, error) {
	if aws.ToString(in.AssociationId) == "" {
		return nil, missing("associationId")
	}
	a, err := s.aclNamed(in.NetworkAclId)
	if err != nil {
		return nil, err
	}
	id, err := s.net.MoveSubnet(*in.AssociationId, a, api.DryRun(in.DryRun))
	if err != nil {
		return nil, err
	}
	return &ec2.ReplaceNetworkAclAssociationOutput{NewAssociationId: aws.String(id)}, nil
}
