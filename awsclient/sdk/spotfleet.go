package sdk

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// SpotFleets are the fleet requests of the region, by id.
func (c *Client) SpotFleets(ctx context.Context) ([]awsclient.SpotFleet, error) {
	pages := ec2.NewDescribeSpotFleetRequestsPaginator(c.read.ec2, &ec2.DescribeSpotFleetRequestsInput{MaxResults: c.pageOf(ec2Page)})
	rows, err := gather(ctx, c, pages, func(out *ec2.DescribeSpotFleetRequestsOutput) []awsclient.SpotFleet {
		return mapped(out.SpotFleetRequestConfigs, c.spotFleet)
	})
	return sorted(rows, func(f awsclient.SpotFleet) string { return f.ID }), err
}

func (c *Client) spotFleet(f types.SpotFleetRequestConfig) awsclient.SpotFleet {
	row := awsclient.SpotFleet{
		ID: text(f.SpotFleetRequestId), Region: c.Region(), State: word(f.SpotFleetRequestState), Activity: word(f.ActivityStatus),
		Created: moment(f.CreateTime), Tags: ec2Tags(f.Tags),
	}
	d := f.SpotFleetRequestConfig
	if d == nil {
		return row
	}
	row.Target, row.OnDemandTarget = number(d.TargetCapacity), number(d.OnDemandTargetCapacity)
	row.Fulfilled, row.FulfilledOnDemand = aws.ToFloat64(d.FulfilledCapacity), aws.ToFloat64(d.OnDemandFulfilledCapacity)
	row.Role, row.Type, row.Strategy, row.OnDemandStrategy = text(d.IamFleetRole), word(d.Type), word(d.AllocationStrategy), word(d.OnDemandAllocationStrategy)
	// AWS writes "Default" as well as "default".
	row.PoolsToUse, row.ExcessPolicy, row.Interruption = number(d.InstancePoolsToUseCount), lowerFirst(word(d.ExcessCapacityTerminationPolicy)), word(d.InstanceInterruptionBehavior)
	row.SpotPrice, row.SpotMaxTotal, row.OnDemandMaxTotal = text(d.SpotPrice), text(d.SpotMaxTotalPrice), text(d.OnDemandMaxTotalPrice)
	row.ReplaceUnhealthy, row.TerminateWithExpiration = aws.ToBool(d.ReplaceUnhealthyInstances), aws.ToBool(d.TerminateInstancesWithExpiration)
	row.ValidFrom, row.ValidUntil = moment(d.ValidFrom), moment(d.ValidUntil)
	if m := d.SpotMaintenanceStrategies; m != nil && m.CapacityRebalance != nil {
		row.Rebalance, row.RebalanceDelay = word(m.CapacityRebalance.ReplacementStrategy), seconds(m.CapacityRebalance.TerminationDelay)
	}
	row.ClassicBalancers, row.TargetGroups = fleetBalancers(d.LoadBalancersConfig)
	row.Pools = fleetPools(d)
	return row
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func fleetBalancers(in *types.LoadBalancersConfig) (classic, groups []string) {
	if in == nil {
		return nil, nil
	}
	if b := in.ClassicLoadBalancersConfig; b != nil {
		classic = mapped(b.ClassicLoadBalancers, func(b types.ClassicLoadBalancer) string { return text(b.Name) })
	}
	if g := in.TargetGroupsConfig; g != nil {
		groups = mapped(g.TargetGroups, func(g types.TargetGroup) string { return text(g.Arn) })
	}
	return classic, groups
}

// fleetPools are the launch specifications, or the overrides of the launch
// templates, in the fleet's order.
func fleetPools(d *types.SpotFleetRequestConfigData) []awsclient.FleetPool {
	pools := mapped(d.LaunchSpecifications, fleetSpecification)
	for _, config := range d.LaunchTemplateConfigs {
		var ref awsclient.LaunchRef
		if s := config.LaunchTemplateSpecification; s != nil {
			ref = awsclient.LaunchRef{TemplateID: text(s.LaunchTemplateId), TemplateName: text(s.LaunchTemplateName), Version: text(s.Version)}
		}
		if len(config.Overrides) == 0 {
			pools = append(pools, awsclient.FleetPool{Launch: ref})
		}
		for _, o := range config.Overrides {
			p := awsclient.FleetPool{
				Launch: ref, Type: word(o.InstanceType), Zones: listed(o.AvailabilityZone), Subnets: listed(o.SubnetId),
				Price: text(o.SpotPrice), Weight: aws.ToFloat64(o.WeightedCapacity),
			}
			if o.Priority != nil {
				p.Priority = aws.Float64(*o.Priority)
			}
			pools = append(pools, p)
		}
	}
	return pools
}

func fleetSpecification(s types.SpotFleetLaunchSpecification) awsclient.FleetPool {
	p := awsclient.FleetPool{
		Type: word(s.InstanceType), Subnets: listed(s.SubnetId), Price: text(s.SpotPrice), Weight: aws.ToFloat64(s.WeightedCapacity),
		Image: text(s.ImageId), KeyName: text(s.KeyName), UserData: decoded(s.UserData),
		SecurityGroupIDs: mapped(s.SecurityGroups, func(g types.GroupIdentifier) string { return text(g.GroupId) }),
	}
	if s.Placement != nil {
		p.Zones = listed(s.Placement.AvailabilityZone)
	}
	if i := s.IamInstanceProfile; i != nil {
		if p.InstanceProfile = text(i.Arn); p.InstanceProfile == "" {
			p.InstanceProfile = text(i.Name)
		}
	}
	if s.Monitoring != nil {
		p.Monitoring = aws.ToBool(s.Monitoring.Enabled)
	}
	if len(s.NetworkInterfaces) > 0 {
		n := s.NetworkInterfaces[0]
		p.Subnets, p.SecurityGroupIDs = listed(n.SubnetId), words(n.Groups)
	}
	for _, t := range s.TagSpecifications {
		p.Tags = ec2Tags(t.Tags)
	}
	return p
}

// listed is the parts of a list that AWS writes as one text, with commas.
func listed(list *string) []string {
	var parts []string
	for part := range strings.SplitSeq(text(list), ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// SpotFleetInstances are the running instances of a fleet, by id. The SDK has
// no paginator for them.
func (c *Client) SpotFleetInstances(ctx context.Context, fleet string) ([]awsclient.FleetInstance, error) {
	var rows []awsclient.FleetInstance
	in := &ec2.DescribeSpotFleetInstancesInput{SpotFleetRequestId: &fleet, MaxResults: c.pageOf(ec2Page)}
	for {
		out, err := call(ctx, c, c.read.ec2.DescribeSpotFleetInstances, in)
		if err != nil {
			return nil, err
		}
		for _, i := range out.ActiveInstances {
			rows = append(rows, awsclient.FleetInstance{
				ID: text(i.InstanceId), Fleet: fleet, Type: text(i.InstanceType), Request: text(i.SpotInstanceRequestId), Health: word(i.InstanceHealth),
			})
		}
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			return sorted(rows, func(i awsclient.FleetInstance) string { return i.ID }), nil
		}
	}
}

// SpotFleetHistory is what happened to a fleet since a time, oldest first.
func (c *Client) SpotFleetHistory(ctx context.Context, fleet string, since time.Time) ([]awsclient.FleetEvent, error) {
	var rows []awsclient.FleetEvent
	in := &ec2.DescribeSpotFleetRequestHistoryInput{SpotFleetRequestId: &fleet, StartTime: &since, MaxResults: c.pageOf(ec2Page)}
	for {
		out, err := call(ctx, c, c.read.ec2.DescribeSpotFleetRequestHistory, in)
		if err != nil {
			return nil, err
		}
		rows = append(rows, mapped(out.HistoryRecords, func(r types.HistoryRecord) awsclient.FleetEvent { return fleetEvent(fleet, r) })...)
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			return ordered(rows, func(a, b *awsclient.FleetEvent) int { return a.At.Compare(b.At) }), nil
		}
	}
}

func fleetEvent(fleet string, r types.HistoryRecord) awsclient.FleetEvent {
	e := awsclient.FleetEvent{Fleet: fleet, At: moment(r.Timestamp), Type: word(r.EventType)}
	if i := r.EventInformation; i != nil {
		e.Subtype, e.Instance, e.Description = text(i.EventSubType), text(i.InstanceId), text(i.EventDescription)
	}
	return e
}
