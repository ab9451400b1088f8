package fake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// fleetVerbs are the commands about Spot Fleets; all but the first are about
// the newest one.
func fleetVerbs() map[string]verb {
	return map[string]verb{
		"fleet": (*player).requestFleet, "fleet-show": (*player).showFleet, "fleet-history": (*player).fleetHistory,
		"fleet-target": (*player).fleetTarget, "fleet-cancel": (*player).fleetCancel,
		"fleet-interrupt": (*player).fleetInterrupt,
	}
}

const fleetRoleName = "aws-ec2-spot-fleet-tagging-role"

const fleetTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"spotfleet.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// fleetRole is the role of fleets, made at first need.
func fleetRole(e *Engine) (string, error) {
	if r := e.home().world.Roles.Get(fleetRoleName); r != nil {
		return r.ARN, nil
	}
	out, err := try[iam.CreateRoleOutput](e, Region, &iam.CreateRoleInput{RoleName: aws.String(fleetRoleName), AssumeRolePolicyDocument: aws.String(fleetTrust)})
	if err != nil {
		return "", err
	}
	return *out.Role.Arn, nil
}

// requestFleet asks for so many units of m5.large in the first subnets.
func (p *player) requestFleet(c command) (string, error) {
	role, err := fleetRole(p.e)
	if err != nil {
		return "", err
	}
	images, err := ask[ec2.DescribeImagesOutput](p, &ec2.DescribeImagesInput{Owners: []string{"amazon"}})
	if err != nil {
		return "", err
	}
	spec := ec2types.SpotFleetLaunchSpecification{
		ImageId: images.Images[0].ImageId, InstanceType: ec2types.InstanceTypeM5Large, WeightedCapacity: aws.Float64(c.decimal("weight", 1)),
		SubnetId: aws.String(strings.Join(p.subnets(c.number("zones", 4)), ",")),
	}
	if price := c.options["max"]; price != "" {
		spec.SpotPrice = aws.String(price)
	}
	var units int32
	if _, err := fmt.Sscan(c.word(0), &units); err != nil {
		return "", err
	}
	config := &ec2types.SpotFleetRequestConfigData{
		IamFleetRole: aws.String(role), TargetCapacity: aws.Int32(units), Type: ec2types.FleetType(c.options["type"]),
		AllocationStrategy: ec2types.AllocationStrategy(c.options["strategy"]), LaunchSpecifications: []ec2types.SpotFleetLaunchSpecification{spec},
		ReplaceUnhealthyInstances: aws.Bool(c.options["unhealthy"] == "replace"),
	}
	if way := c.options["rebalance"]; way != "" {
		config.SpotMaintenanceStrategies = &ec2types.SpotMaintenanceStrategies{CapacityRebalance: &ec2types.SpotCapacityRebalance{ReplacementStrategy: ec2types.ReplacementStrategy(way)}}
	}
	return quiet[ec2.RequestSpotFleetOutput](p, &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: config})
}

// fleet is the id of the newest fleet.
func (p *player) fleet() *string {
	newest := ""
	for id := range p.e.home().world.SpotFleets.All() {
		newest = id
	}
	return &newest
}

func (p *player) showFleet(command) (string, error) {
	out, err := ask[ec2.DescribeSpotFleetRequestsOutput](p, &ec2.DescribeSpotFleetRequestsInput{SpotFleetRequestIds: []string{*p.fleet()}})
	if err != nil {
		return "", err
	}
	f := out.SpotFleetRequestConfigs[0]
	line := fmt.Sprintf("%s %s: %g of %d units", f.SpotFleetRequestState, f.ActivityStatus, *f.SpotFleetRequestConfig.FulfilledCapacity, *f.SpotFleetRequestConfig.TargetCapacity)
	active, err := ask[ec2.DescribeSpotFleetInstancesOutput](p, &ec2.DescribeSpotFleetInstancesInput{SpotFleetRequestId: p.fleet()})
	if err != nil {
		return "", err
	}
	lines := []string{}
	for _, i := range active.ActiveInstances {
		lines = append(lines, fmt.Sprintf("%-5s %-9s %s", p.short(*i.InstanceId), i.InstanceHealth, p.e.home().world.Instances.Get(*i.InstanceId).Zone))
	}
	slices.Sort(lines)
	return line + "\n" + strings.Join(lines, "\n"), nil
}

// fleetHistory is what the history holds of the last stretch.
func (p *player) fleetHistory(c command) (string, error) {
	out, err := ask[ec2.DescribeSpotFleetRequestHistoryOutput](p, &ec2.DescribeSpotFleetRequestHistoryInput{
		SpotFleetRequestId: p.fleet(), StartTime: aws.Time(p.e.Now().Add(-c.duration(c.text("past", "1h")))), EventType: ec2types.EventType(c.options["type"])})
	if err != nil {
		return "", err
	}
	p.number()
	var lines []string
	for _, r := range out.HistoryRecords {
		i := r.EventInformation
		line := fmt.Sprintf("%s %s %s", r.Timestamp.Format(time.TimeOnly), r.EventType, *i.EventSubType)
		for _, part := range []*string{i.InstanceId, i.EventDescription} {
			if part != nil {
				line += " " + strings.ReplaceAll(*part, *p.image(), "ami")
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), nil
}

// image is the image that fleets launch.
func (p *player) image() *string {
	images, err := ask[ec2.DescribeImagesOutput](p, &ec2.DescribeImagesInput{Owners: []string{"amazon"}})
	if err != nil {
		p.t.Fatal(err)
	}
	return images.Images[0].ImageId
}

func (p *player) fleetTarget(c command) (string, error) {
	var units int32
	if _, err := fmt.Sscan(c.word(0), &units); err != nil {
		return "", err
	}
	return quiet[ec2.ModifySpotFleetRequestOutput](p, &ec2.ModifySpotFleetRequestInput{
		SpotFleetRequestId: p.fleet(), TargetCapacity: aws.Int32(units), ExcessCapacityTerminationPolicy: ec2types.ExcessCapacityTerminationPolicy(c.options["excess"])})
}

// fleetInterrupt takes a Spot Instance back.
func (p *player) fleetInterrupt(c command) (string, error) {
	return "", p.e.home().spot.Interrupt(c.word(0))
}

func (p *player) fleetCancel(c command) (string, error) {
	out, err := ask[ec2.CancelSpotFleetRequestsOutput](p, &ec2.CancelSpotFleetRequestsInput{
		SpotFleetRequestIds: []string{*p.fleet()}, TerminateInstances: aws.Bool(c.word(0) == "terminate")})
	if err != nil {
		return "", err
	}
	for _, u := range out.UnsuccessfulFleetRequests {
		return string(u.Error.Code), nil
	}
	return fmt.Sprintf("%s, was %s", out.SuccessfulFleetRequests[0].CurrentSpotFleetRequestState, out.SuccessfulFleetRequests[0].PreviousSpotFleetRequestState), nil
}
