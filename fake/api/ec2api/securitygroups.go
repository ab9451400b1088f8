package ec2api

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// groupNamed is the default VPC's security group with this name.
func (s *service) groupNamed(name string) (*world.SecurityGroup, error) {
	vpc := s.defaultVPC()
	for _, g := range s.w.SecurityGroups.All() {
		if g.Name == name && g.VPC == vpc {
			return g, nil
		}
	}
	return nil, awserr.New("InvalidGroup.NotFound", "The security group '%s' does not exist in default VPC '%s'", name, vpc)
}

// group is the security group that a request names by id, or else by name.
func (s *service) group(id, name *string) (*world.SecurityGroup, error) {
	switch {
	case aws.ToString(id) != "":
		if err := checkGroupID(*id); err != nil {
			return nil, err
		}
		if g := s.w.SecurityGroups.Get(*id); g != nil {
			return g, nil
		}
		return nil, unknown("InvalidGroup.NotFound", "security group", []string{*id})
	case aws.ToString(name) != "":
		return s.groupNamed(*name)
	}
	return nil, awserr.New("MissingParameter", "The request must contain the parameter groupName or groupId")
}

func checkGroupID(id string) error {
	if strings.HasPrefix(id, "sg-") {
		return nil
	}
	return awserr.New("InvalidGroupId.Malformed", "Invalid id: \"%s\" (expecting \"sg-...\")", id)
}

func (s *service) describeSecurityGroups(_ context.Context, in *ec2.DescribeSecurityGroupsInput) (*ec2.DescribeSecurityGroupsOutput, error) {
	ids := slices.Clone(in.GroupIds)
	for _, id := range ids {
		if err := checkGroupID(id); err != nil {
			return nil, err
		}
	}
	for _, name := range in.GroupNames {
		g, err := s.groupNamed(name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, g.ID)
	}
	all, absent := rows(&s.w.SecurityGroups, ids)
	if len(absent) > 0 {
		return nil, unknown("InvalidGroup.NotFound", "security group", absent)
	}
	views, next, err := show(all, list[*world.SecurityGroup]{
		filters: in.Filters,
		lens:    s.groupLens(),
		tags:    func(g *world.SecurityGroup) []world.Tag { return g.Tags },
		id:      func(g *world.SecurityGroup) string { return g.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.groupView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeSecurityGroupsOutput{NextToken: next, SecurityGroups: views}, nil
}

func (s *service) groupLens() lens[*world.SecurityGroup] {
	of := func(see func(world.Permission) []string, egress bool) func(*world.SecurityGroup) []string {
		return func(g *world.SecurityGroup) []string {
			var found []string
			for _, p := range direction(g, egress) {
				found = append(found, see(p)...)
			}
			return found
		}
	}
	l := lens[*world.SecurityGroup]{
		"group-id":    func(g *world.SecurityGroup) []string { return one(g.ID) },
		"group-name":  func(g *world.SecurityGroup) []string { return one(g.Name) },
		"description": func(g *world.SecurityGroup) []string { return one(g.Description) },
		"vpc-id":      func(g *world.SecurityGroup) []string { return one(g.VPC) },
		"owner-id":    func(*world.SecurityGroup) []string { return one(s.w.Account) },
	}
	for _, d := range []struct {
		prefix string
		egress bool
	}{{"ip-permission.", false}, {"egress.ip-permission.", true}} {
		l[d.prefix+"cidr"] = of(func(p world.Permission) []string { return p.CIDRs }, d.egress)
		l[d.prefix+"group-id"] = of(func(p world.Permission) []string { return p.Groups }, d.egress)
		l[d.prefix+"protocol"] = of(func(p world.Permission) []string { return one(p.Protocol) }, d.egress)
		l[d.prefix+"from-port"] = of(func(p world.Permission) []string { return portText(p.FromPort) }, d.egress)
		l[d.prefix+"to-port"] = of(func(p world.Permission) []string { return portText(p.ToPort) }, d.egress)
	}
	return l
}

func (s *service) groupView(g *world.SecurityGroup) types.SecurityGroup {
	return types.SecurityGroup{
		GroupId: aws.String(g.ID), GroupName: aws.String(g.Name), Description: aws.String(g.Description), VpcId: api.NonZero(g.VPC),
		OwnerId: aws.String(s.w.Account), SecurityGroupArn: aws.String(s.arn("security-group/" + g.ID)), Tags: tagViews(g.Tags),
		IpPermissions: s.permissionViews(g.Ingress), IpPermissionsEgress: s.permissionViews(g.Egress),
	}
}

func (s *service) createSecurityGroup(_ context.Context, in *ec2.CreateSecurityGroupInput) (*ec2.CreateSecurityGroupOutput, error) {
	g, err := s.newGroup(in)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	g.ID, g.Egress = s.k.ID("sg-", 17), []world.Permission{compute.AllOut(s.k)}
	s.w.SecurityGroups.Put(g.ID, g)
	return &ec2.CreateSecurityGroupOutput{GroupId: aws.String(g.ID), SecurityGroupArn: aws.String(s.arn("security-group/" + g.ID)), Tags: tagViews(g.Tags)}, nil
}

func (s *service) newGroup(in *ec2.CreateSecurityGroupInput) (*world.SecurityGroup, error) {
	name, vpc := aws.ToString(in.GroupName), aws.ToString(in.VpcId)
	switch {
	case name == "":
		return nil, missing("GroupName")
	case aws.ToString(in.Description) == "":
		return nil, missing("GroupDescription")
	case len(name) > 255:
		return nil, invalid("Value (%s) for parameter GroupName is invalid. Character count must not exceed 255.", name)
	case strings.HasPrefix(name, "sg-"):
		return nil, invalid("Invalid value '%s' for groupName. Group names may not be in the format sg-*.", name)
	case name == "default":
		return nil, invalid("Cannot use reserved security group name: default")
	}
	if vpc == "" {
		if vpc = s.defaultVPC(); vpc == "" {
			return nil, awserr.New("VPCIdNotSpecified", "No default VPC for this user")
		}
	}
	if !s.w.VPCs.Has(vpc) {
		return nil, unknown("InvalidVpcID.NotFound", "vpc ID", []string{vpc})
	}
	for _, g := range s.w.SecurityGroups.All() {
		if g.Name == name && g.VPC == vpc {
			return nil, awserr.New("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", name, vpc)
		}
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeSecurityGroup)
	if err != nil {
		return nil, err
	}
	return &world.SecurityGroup{Name: name, Description: *in.Description, VPC: vpc, Tags: tags}, nil
}

func (s *service) deleteSecurityGroup(_ context.Context, in *ec2.DeleteSecurityGroupInput) (*ec2.DeleteSecurityGroupOutput, error) {
	g, err := s.group(in.GroupId, in.GroupName)
	if err != nil {
		return nil, err
	}
	if g.Name == "default" {
		return nil, awserr.New("CannotDelete", "the specified group: \"%s\" name: \"default\" cannot be deleted by a user", g.ID)
	}
	if s.groupInUse(g.ID) {
		return nil, awserr.New("DependencyViolation", "resource %s has a dependent object", g.ID)
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	s.w.SecurityGroups.Delete(g.ID)
	return &ec2.DeleteSecurityGroupOutput{Return: aws.Bool(true), GroupId: aws.String(g.ID)}, nil
}

// groupInUse tells whether an instance, a balancer or another group's rule
// needs a security group.
func (s *service) groupInUse(id string) bool {
	for _, in := range s.w.Instances.All() {
		if attached(in) && slices.Contains(in.SecurityGroups, id) {
			return true
		}
	}
	for _, b := range s.w.LoadBalancers.All() {
		if slices.Contains(b.SecurityGroups, id) {
			return true
		}
	}
	for _, b := range s.w.ClassicBalancers.All() {
		if slices.Contains(b.SecurityGroups, id) {
			return true
		}
	}
	for _, g := range s.w.SecurityGroups.All() {
		rules := append(slices.Clone(g.Ingress), g.Egress...)
		if g.ID != id && slices.ContainsFunc(rules, func(p world.Permission) bool { return slices.Contains(p.Groups, id) }) {
			return true
		}
	}
	return false
}
