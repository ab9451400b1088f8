package fake

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// scalingVerbs are the commands about what a group does of itself: its
// instance refreshes, its Spot Instances, its messages.
func scalingVerbs() map[string]verb {
	return map[string]verb{
		"refresh": (*player).refresh, "cancel-refresh": (*player).cancelRefresh, "roll-back": (*player).rollBack, "refreshes": (*player).refreshes,
		"mixed-group": (*player).mixedGroup, "lifetime": (*player).lifetime, "rebalancing": (*player).rebalancing,
		"notify": (*player).notifyGroup, "why": (*player).why, "version": (*player).version, "pin": (*player).pin, "markets": (*player).markets,
	}
}

// refresh GROUP [version=2] [min=90] [max=100] [warmup=0] [checkpoints=50,100] [delay=3600] [rollback=yes]
func (p *player) refresh(c command) (string, error) {
	in := &autoscaling.StartInstanceRefreshInput{AutoScalingGroupName: aws.String(c.word(0)), Preferences: &astypes.RefreshPreferences{
		MinHealthyPercentage: aws.Int32(c.number("min", 90)), MaxHealthyPercentage: aws.Int32(c.number("max", 100)), InstanceWarmup: aws.Int32(c.number("warmup", 0)),
		AutoRollback: aws.Bool(c.options["rollback"] == "yes"),
	}}
	if list := c.options["checkpoints"]; list != "" {
		for part := range strings.SplitSeq(list, ",") {
			var n int32
			fmt.Sscan(part, &n)
			in.Preferences.CheckpointPercentages = append(in.Preferences.CheckpointPercentages, n)
		}
		in.Preferences.CheckpointDelay = aws.Int32(c.number("delay", 3600))
	}
	if v := c.options["version"]; v != "" {
		in.DesiredConfiguration = &astypes.DesiredConfiguration{LaunchTemplate: &astypes.LaunchTemplateSpecification{
			LaunchTemplateName: aws.String(c.text("template", "web")), Version: aws.String(v)}}
	}
	return quiet[autoscaling.StartInstanceRefreshOutput](p, in)
}

func (p *player) cancelRefresh(c command) (string, error) {
	return quiet[autoscaling.CancelInstanceRefreshOutput](p, &autoscaling.CancelInstanceRefreshInput{AutoScalingGroupName: aws.String(c.word(0))})
}

func (p *player) rollBack(c command) (string, error) {
	return quiet[autoscaling.RollbackInstanceRefreshOutput](p, &autoscaling.RollbackInstanceRefreshInput{AutoScalingGroupName: aws.String(c.word(0))})
}

func (p *player) refreshes(c command) (string, error) {
	out, err := ask[autoscaling.DescribeInstanceRefreshesOutput](p, &autoscaling.DescribeInstanceRefreshesInput{AutoScalingGroupName: aws.String(c.word(0))})
	if err != nil {
		return "", err
	}
	var lines []string
	for _, r := range out.InstanceRefreshes {
		line := fmt.Sprintf("%s %d%%, %d left", r.Status, *r.PercentageComplete, *r.InstancesToUpdate)
		if r.StatusReason != nil {
			line += ": " + *r.StatusReason
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), nil
}

// mixed-group NAME types=m5.large,c5.large [base=1] [percent=0] desired=3 max=9
func (p *player) mixedGroup(c command) (string, error) {
	policy := &astypes.MixedInstancesPolicy{
		LaunchTemplate: &astypes.LaunchTemplate{LaunchTemplateSpecification: &astypes.LaunchTemplateSpecification{LaunchTemplateName: aws.String(c.text("template", "web"))}},
		InstancesDistribution: &astypes.InstancesDistribution{
			OnDemandBaseCapacity: aws.Int32(c.number("base", 0)), OnDemandPercentageAboveBaseCapacity: aws.Int32(c.number("percent", 0)),
			SpotAllocationStrategy: aws.String(c.text("strategy", "price-capacity-optimized")),
		},
	}
	for typ := range strings.SplitSeq(c.options["types"], ",") {
		policy.LaunchTemplate.Overrides = append(policy.LaunchTemplate.Overrides, astypes.LaunchTemplateOverrides{InstanceType: aws.String(typ)})
	}
	return quiet[autoscaling.CreateAutoScalingGroupOutput](p, &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(c.word(0)), MinSize: aws.Int32(0), MaxSize: aws.Int32(c.number("max", 9)), DesiredCapacity: aws.Int32(c.number("desired", 2)),
		MixedInstancesPolicy: policy, VPCZoneIdentifier: aws.String(strings.Join(p.subnets(2), ",")),
	})
}

func (p *player) lifetime(c command) (string, error) {
	return quiet[autoscaling.UpdateAutoScalingGroupOutput](p, &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(c.word(0)), MaxInstanceLifetime: aws.Int32(int32(c.duration(c.word(1)).Seconds()))})
}

func (p *player) rebalancing(c command) (string, error) {
	return quiet[autoscaling.UpdateAutoScalingGroupOutput](p, &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(c.word(0)), CapacityRebalance: aws.Bool(c.word(1) == "on")})
}

// notify GROUP TOPIC TYPE...
func (p *player) notifyGroup(c command) (string, error) {
	in := &autoscaling.PutNotificationConfigurationInput{AutoScalingGroupName: aws.String(c.word(0)), TopicARN: aws.String(p.e.home().world.ARN("sns", c.word(1)))}
	for _, t := range c.words[2:] {
		in.NotificationTypes = append(in.NotificationTypes, "autoscaling:"+t)
	}
	return quiet[autoscaling.PutNotificationConfigurationOutput](p, in)
}

// version NAME TYPE makes another version of a template, of another type.
func (p *player) version(c command) (string, error) {
	return quiet[ec2.CreateLaunchTemplateVersionOutput](p, &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateName: aws.String(c.word(0)), SourceVersion: aws.String("1"),
		LaunchTemplateData: &ec2types.RequestLaunchTemplateData{InstanceType: ec2types.InstanceType(c.word(1))},
	})
}

// pin GROUP VERSION has a group launch from this version of its template.
func (p *player) pin(c command) (string, error) {
	return quiet[autoscaling.UpdateAutoScalingGroupOutput](p, &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: aws.String(c.word(0)), LaunchTemplate: &astypes.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web"), Version: aws.String(c.word(1))}})
}

// markets GROUP is the members with their types and how they are paid for.
func (p *player) markets(c command) (string, error) {
	var lines []string
	for _, m := range p.e.home().world.Groups.Get(c.word(0)).Members {
		market := "on-demand"
		if m.Spot {
			market = "spot"
		}
		lines = append(lines, fmt.Sprintf("%s %-20s %-9s %s", m.Instance, m.Lifecycle, m.Type, market))
	}
	return strings.Join(lines, "\n"), nil
}

// why GROUP [n] is the last activities, newest first, with their causes.
func (p *player) why(c command) (string, error) {
	out, err := ask[autoscaling.DescribeScalingActivitiesOutput](p, &autoscaling.DescribeScalingActivitiesInput{
		AutoScalingGroupName: aws.String(c.word(0)), MaxRecords: aws.Int32(c.number("last", 2))})
	if err != nil {
		return "", err
	}
	var lines []string
	for _, a := range out.Activities {
		lines = append(lines, fmt.Sprintf("%s %s: %s", a.StatusCode, *a.Description, *a.Cause))
	}
	return strings.Join(lines, "\n"), nil
}
