package scenario

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/fake/world"
)

// fleetTrust lets Spot Fleet act in a role.
const fleetTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"spotfleet.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// renderers work on Spot Instances, and on one that is On-Demand: a fleet of
// four over three types and three zones, and beside it the group that takes
// over when Spot has nothing to give. One instance of the group always runs, so
// that there is something to grow from.
func (d *demo) renderers() {
	inside := d.securityGroup("render", "Renderers, no traffic from outside", "10.0.0.0/8", 22)
	role := do[iam.CreateRoleOutput](d.builder, &iam.CreateRoleInput{
		RoleName: aws.String("aws-ec2-spot-fleet-tagging-role"), AssumeRolePolicyDocument: aws.String(fleetTrust),
	}).Role
	if role == nil {
		return
	}
	do[ec2.RequestSpotFleetOutput](d.builder, &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: &ec2types.SpotFleetRequestConfigData{
		IamFleetRole: role.Arn, Type: ec2types.FleetTypeMaintain, AllocationStrategy: ec2types.AllocationStrategyDiversified,
		TargetCapacity: aws.Int32(4), SpotPrice: aws.String("0.07"), LaunchSpecifications: d.renderPools(inside, "m5.large", "c5.large", "m4.large"),
		TagSpecifications: nameTag(ec2types.ResourceTypeSpotFleetRequest, "render-fleet"),
	}})

	d.template("render", "the renderer, On-Demand", machine{"m5.large", inside, batchScript, true})
	in := numbers("render-asg", 1, 1, 4)
	in.LaunchTemplate = fromTemplate("render", "$Latest")
	d.group(in, 3, "render")
	d.workload(world.Workload{ID: "render", Group: "render-asg", Base: 1, Swing: 0.3, PeakHour: 20, Ripple: 0.3, RippleEvery: 50 * time.Minute, Noise: 0.1, Cost: 0.9})
}

// renderPools are a launch specification a type, in the first three zones.
func (d *demo) renderPools(inside string, kinds ...string) []ec2types.SpotFleetLaunchSpecification {
	var pools []ec2types.SpotFleetLaunchSpecification
	for _, kind := range kinds {
		pools = append(pools, ec2types.SpotFleetLaunchSpecification{
			ImageId: aws.String(d.net.Images.AmazonLinux2023), InstanceType: ec2types.InstanceType(kind), KeyName: aws.String(keyName),
			SecurityGroups: []ec2types.GroupIdentifier{{GroupId: aws.String(inside)}}, SubnetId: aws.String(strings.Join(d.net.Subnets[:3], ",")),
			UserData: encoded(batchScript), WeightedCapacity: aws.Float64(1),
			TagSpecifications: []ec2types.SpotFleetTagSpecification{{ResourceType: ec2types.ResourceTypeInstance, Tags: []ec2types.Tag{
				{Key: aws.String("Name"), Value: aws.String("render")}, {Key: aws.String("Role"), Value: aws.String("render")},
			}}},
		})
	}
	return pools
}
