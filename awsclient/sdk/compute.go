package sdk

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// ec2Page is the largest page of EC2's lists.
const ec2Page = 1000

// groupTag is the tag by which Auto Scaling marks the instances of a group.
const groupTag = "aws:autoscaling:groupName"

// Regions are the regions that the account may use, sorted.
func (c *Client) Regions(ctx context.Context) ([]string, error) {
	out, err := call(ctx, c, c.read.ec2.DescribeRegions, &ec2.DescribeRegionsInput{})
	if err != nil {
		return nil, err
	}
	names := mapped(out.Regions, func(r types.Region) string { return text(r.RegionName) })
	return sorted(names, func(name string) string { return name }), nil
}

// Instances are all instances, by id, those just terminated included.
func (c *Client) Instances(ctx context.Context) ([]awsclient.Instance, error) {
	in := &ec2.DescribeInstancesInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeInstancesPaginator(c.read.ec2, in), func(out *ec2.DescribeInstancesOutput) []awsclient.Instance {
		n := 0
		for i := range out.Reservations {
			n += len(out.Reservations[i].Instances)
		}
		rows := make([]awsclient.Instance, 0, n)
		for i := range out.Reservations {
			owner := text(out.Reservations[i].OwnerId)
			for j := range out.Reservations[i].Instances {
				rows = append(rows, c.instance(&out.Reservations[i].Instances[j], owner))
			}
		}
		return rows
	})
	return sorted(rows, func(i awsclient.Instance) string { return i.ID }), err
}

func (c *Client) instance(i *types.Instance, owner string) awsclient.Instance {
	row := awsclient.Instance{
		ID: text(i.InstanceId), Region: c.Region(), Owner: owner,
		Type: word(i.InstanceType), PrivateIP: text(i.PrivateIpAddress), PublicIP: text(i.PublicIpAddress),
		PrivateDNS: text(i.PrivateDnsName), PublicDNS: text(i.PublicDnsName), VPC: text(i.VpcId), Subnet: text(i.SubnetId),
		Image: text(i.ImageId), KeyName: text(i.KeyName), Lifecycle: word(i.InstanceLifecycle), Market: "on-demand",
		Launched: moment(i.LaunchTime), Architecture: word(i.Architecture), Platform: text(i.PlatformDetails),
		StateReason: text(i.StateTransitionReason), StateTransition: text(i.StateTransitionReason), Tags: ec2Tags(i.Tags),
		SecurityGroupIDs: mapped(i.SecurityGroups, func(g types.GroupIdentifier) string { return text(g.GroupId) }),
	}
	row.Name, row.Group = tag(row.Tags, "Name"), tag(row.Tags, groupTag)
	if i.State != nil {
		row.State = word(i.State.Name)
	}
	if i.StateReason != nil && text(i.StateReason.Message) != "" {
		row.StateReason = text(i.StateReason.Message)
	}
	if i.Placement != nil {
		row.Zone = text(i.Placement.AvailabilityZone)
	}
	if i.InstanceLifecycle == types.InstanceLifecycleTypeSpot {
		row.Market = "spot"
	}
	if i.SpotInstanceRequestId != nil {
		row.SpotRequest = text(i.SpotInstanceRequestId)
	}
	if i.IamInstanceProfile != nil {
		row.InstanceProfile = text(i.IamInstanceProfile.Arn)
	}
	if i.Monitoring != nil {
		row.Monitoring = word(i.Monitoring.State)
	}
	return row
}

func ec2Tags(tags []types.Tag) []awsclient.Tag {
	return sorted(mapped(tags, func(t types.Tag) awsclient.Tag {
		return awsclient.Tag{Key: text(t.Key), Value: text(t.Value)}
	}), func(t awsclient.Tag) string { return t.Key })
}

// tag is the value of a tag, "" when there is none.
func tag(tags []awsclient.Tag, key string) string {
	for _, t := range tags {
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// InstanceStatuses are the status checks of all running instances, by id.
func (c *Client) InstanceStatuses(ctx context.Context) ([]awsclient.InstanceStatus, error) {
	in := &ec2.DescribeInstanceStatusInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeInstanceStatusPaginator(c.read.ec2, in), func(out *ec2.DescribeInstanceStatusOutput) []awsclient.InstanceStatus {
		return mapped(out.InstanceStatuses, instanceStatus)
	})
	return sorted(rows, func(s awsclient.InstanceStatus) string { return s.ID }), err
}

func instanceStatus(s types.InstanceStatus) awsclient.InstanceStatus {
	row := awsclient.InstanceStatus{ID: text(s.InstanceId)}
	if s.SystemStatus != nil {
		row.System = word(s.SystemStatus.Status)
	}
	if s.InstanceStatus != nil {
		row.Instance = word(s.InstanceStatus.Status)
	}
	return row
}

// Subnets are all subnets, by network, zone and id.
func (c *Client) Subnets(ctx context.Context) ([]awsclient.Subnet, error) {
	in := &ec2.DescribeSubnetsInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeSubnetsPaginator(c.read.ec2, in), func(out *ec2.DescribeSubnetsOutput) []awsclient.Subnet {
		return mapped(out.Subnets, subnet)
	})
	return sorted(rows,
		func(s awsclient.Subnet) string { return s.VPC },
		func(s awsclient.Subnet) string { return s.Zone },
		func(s awsclient.Subnet) string { return s.ID }), err
}

func subnet(s types.Subnet) awsclient.Subnet {
	return awsclient.Subnet{
		ID: text(s.SubnetId), VPC: text(s.VpcId), Zone: text(s.AvailabilityZone), CIDR: text(s.CidrBlock),
		Name: tag(ec2Tags(s.Tags), "Name"), AvailableIPs: number(s.AvailableIpAddressCount), Default: yes(s.DefaultForAz),
	}
}

// SecurityGroups are all security groups, by name and id.
func (c *Client) SecurityGroups(ctx context.Context) ([]awsclient.SecurityGroup, error) {
	in := &ec2.DescribeSecurityGroupsInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeSecurityGroupsPaginator(c.read.ec2, in), func(out *ec2.DescribeSecurityGroupsOutput) []awsclient.SecurityGroup {
		return mapped(out.SecurityGroups, securityGroup)
	})
	return sorted(rows,
		func(g awsclient.SecurityGroup) string { return g.Name },
		func(g awsclient.SecurityGroup) string { return g.ID }), err
}

func securityGroup(g types.SecurityGroup) awsclient.SecurityGroup {
	return awsclient.SecurityGroup{
		ID: text(g.GroupId), Name: text(g.GroupName), Description: text(g.Description), VPC: text(g.VpcId),
		Ingress: mapped(g.IpPermissions, permission), Egress: mapped(g.IpPermissionsEgress, permission),
	}
}

func permission(p types.IpPermission) awsclient.Permission {
	row := awsclient.Permission{Protocol: text(p.IpProtocol), FromPort: port(p.FromPort), ToPort: port(p.ToPort)}
	from := func(source, description *string) {
		row.Sources = append(row.Sources, text(source))
		if row.Description == "" {
			row.Description = text(description)
		}
	}
	for _, r := range p.IpRanges {
		from(r.CidrIp, r.Description)
	}
	for _, r := range p.Ipv6Ranges {
		from(r.CidrIpv6, r.Description)
	}
	for _, g := range p.UserIdGroupPairs {
		from(g.GroupId, g.Description)
	}
	for _, l := range p.PrefixListIds {
		from(l.PrefixListId, l.Description)
	}
	return row
}

// port is -1 where AWS gives none, which means all of them.
func port(n *int32) int {
	if n == nil {
		return -1
	}
	return int(*n)
}

// UserData is the decoded user data of an instance.
func (c *Client) UserData(ctx context.Context, instanceID string) (string, error) {
	out, err := call(ctx, c, c.read.ec2.DescribeInstanceAttribute, &ec2.DescribeInstanceAttributeInput{
		InstanceId: &instanceID, Attribute: types.InstanceAttributeNameUserData,
	})
	if err != nil || out.UserData == nil {
		return "", err
	}
	return decoded(out.UserData.Value), nil
}

// ConsoleOutput is what an instance has written to its console. The newest is
// asked for: without that EC2 tells what there was at the last boot. Types that
// are not built on Nitro have no newest, and get that.
func (c *Client) ConsoleOutput(ctx context.Context, instanceID string) (string, error) {
	ask := &ec2.GetConsoleOutputInput{InstanceId: &instanceID, Latest: aws.Bool(true)}
	out, err := call(ctx, c, c.read.ec2.GetConsoleOutput, ask)
	if e := (*awsclient.Error)(nil); errors.As(err, &e) && e.Code == "UnsupportedOperation" {
		ask.Latest = nil
		out, err = call(ctx, c, c.read.ec2.GetConsoleOutput, ask)
	}
	if err != nil {
		return "", err
	}
	return decoded(out.Output), nil
}

// TerminateInstances ends instances for good.
func (c *Client) TerminateInstances(ctx context.Context, ids []string) error {
	_, err := call(ctx, c, c.write.ec2.TerminateInstances, &ec2.TerminateInstancesInput{InstanceIds: ids})
	return err
}

// StopInstances stops instances; their disks and ids stay.
func (c *Client) StopInstances(ctx context.Context, ids []string) error {
	_, err := call(ctx, c, c.write.ec2.StopInstances, &ec2.StopInstancesInput{InstanceIds: ids})
	return err
}

// StartInstances starts stopped instances.
func (c *Client) StartInstances(ctx context.Context, ids []string) error {
	_, err := call(ctx, c, c.write.ec2.StartInstances, &ec2.StartInstancesInput{InstanceIds: ids})
	return err
}

// RebootInstances restarts instances without giving up their hosts.
func (c *Client) RebootInstances(ctx context.Context, ids []string) error {
	_, err := call(ctx, c, c.write.ec2.RebootInstances, &ec2.RebootInstancesInput{InstanceIds: ids})
	return err
}
