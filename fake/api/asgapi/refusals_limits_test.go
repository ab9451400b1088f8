package asgapi_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

func names(prefix string, n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprint(prefix, i))
	}
	return list
}

func TestRefusalsOfInstances(t *testing.T) {
	s := furnished(t)
	ids := s.instances()
	launch := func(subnet string) string {
		launched, err := s.compute.Launch(compute.Order{Count: 1, Subnet: subnet, Settings: world.LaunchSettings{Image: s.net.Images.AmazonLinux2023, Type: "t3.micro"}})
		if err != nil {
			t.Fatal(err)
		}
		return launched[0].ID
	}
	spare, far := launch(s.net.Subnets[0]), launch(s.net.Subnets[2])
	zone := s.World.Instances.Get(far).Zone
	s.pass(2 * time.Minute)
	fresh := launch(s.net.Subnets[0])
	attach := func(ids ...string) *asg.AttachInstancesInput {
		return &asg.AttachInstancesInput{AutoScalingGroupName: str("web"), InstanceIds: ids}
	}
	s.refusesAll([]refusal{
		{"attach one that does not run yet", attach(fresh), "ValidationError: Instance " + fresh + " is not in correct state. Instance(s) must be in 'running' state."},
		{"attach a member", attach(ids[0]), "ValidationError: Instance " + ids[0] + " is already part of AutoScalingGroup:web"},
		{"attach one elsewhere", attach(far), "ValidationError: The instance " + far + " is in Availability Zone " + zone + ", which AutoScalingGroup web does not use."},
		{"attach one twice", attach(spare, spare), "ValidationError: The instance " + spare + " is given more than once."},
		{"leave standby without being in it", &asg.ExitStandbyInput{AutoScalingGroupName: str("web"), InstanceIds: ids[:1]}, "ValidationError: The instance " + ids[0] + " is not in Standby."},
	})
	call[asg.SetDesiredCapacityOutput](s, &asg.SetDesiredCapacityInput{AutoScalingGroupName: str("web"), DesiredCapacity: new(int32(3))})
	activity := call[asg.DescribeScalingActivitiesOutput](s, &asg.DescribeScalingActivitiesInput{AutoScalingGroupName: str("web")}).Activities[0].ActivityId
	waiting := &asg.SetDesiredCapacityInput{AutoScalingGroupName: str("web"), DesiredCapacity: new(int32(4)), HonorCooldown: aws.Bool(true)}
	s.refusesAll([]refusal{{"capacity while an instance starts", waiting, "ScalingActivityInProgress: Scaling activity " + *activity + " is in progress and blocks this action"}})
}

func TestRefusalsOverQuotas(t *testing.T) {
	s := furnished(t)
	group := func(change func(*asg.CreateAutoScalingGroupInput)) *asg.CreateAutoScalingGroupInput {
		in := s.newGroup("new")
		change(in)
		return in
	}
	type in = asg.CreateAutoScalingGroupInput
	tags := func(keys ...string) func(*in) {
		return func(i *in) {
			i.Tags = nil
			for _, k := range keys {
				i.Tags = append(i.Tags, types.Tag{Key: str(k), Value: str("v"), PropagateAtLaunch: aws.Bool(true)})
			}
		}
	}
	notices := func(topic string) *asg.PutNotificationConfigurationInput {
		return &asg.PutNotificationConfigurationInput{AutoScalingGroupName: str("web"), TopicARN: &topic, NotificationTypes: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}}
	}
	s.refusesAll([]refusal{
		{"a tag twice", group(tags("k", "k")), "ValidationError: Duplicate tag key found: k"},
		{"51 tags", group(tags(names("k", 51)...)), "LimitExceeded: A group may have at most 50 tags"},
		{"a configuration and a template", group(func(i *in) {
			i.LaunchTemplate = &types.LaunchTemplateSpecification{LaunchTemplateName: str("lt")}
		}), "ValidationError: Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter."},
		{"a topic that cannot be", notices("topic"), "ValidationError: Topic ARN topic is invalid."},
		{"a refresh by an alarm that is not there", &asg.StartInstanceRefreshInput{AutoScalingGroupName: str("web"), Preferences: &types.RefreshPreferences{
			AlarmSpecification: &types.AlarmSpecification{Alarms: []string{"none"}},
		}}, "ValidationError: The alarm none does not exist."},
	})
	fill(s)
	s.refusesAll([]refusal{
		{"a policy more", &asg.PutScalingPolicyInput{AutoScalingGroupName: str("web"), PolicyName: str("more"), AdjustmentType: str("ChangeInCapacity"), ScalingAdjustment: aws.Int32(1)},
			"LimitExceeded: AutoScalingGroup web may have at most 50 policies"},
		{"a schedule more", &asg.PutScheduledUpdateGroupActionInput{AutoScalingGroupName: str("web"), ScheduledActionName: str("more"), Recurrence: str("0 5 * * *"), DesiredCapacity: new(int32(2))},
			"LimitExceeded: AutoScalingGroup web may have at most 125 scheduled actions"},
		{"a hook more", &asg.PutLifecycleHookInput{AutoScalingGroupName: str("web"), LifecycleHookName: str("more"), LifecycleTransition: str("autoscaling:EC2_INSTANCE_LAUNCHING")},
			"LimitExceeded: LifecycleHook limit exceeded. Limit: 50"},
		{"a configuration more", &asg.CreateLaunchConfigurationInput{LaunchConfigurationName: str("more"), ImageId: str(s.net.Images.AmazonLinux2023), InstanceType: str("t3.micro")},
			"LimitExceeded: You have reached the limit of 200 launch configurations"},
	})
	for _, name := range names("g", 500-s.World.Groups.Len()) {
		s.World.Groups.Put(name, &world.Group{Name: name})
	}
	s.refusesAll([]refusal{{"a group more", s.newGroup("more"), "LimitExceeded: You have reached the limit of 500 AutoScalingGroups"}})
}

// fill brings the group "web" to its quotas.
func fill(s *service) {
	s.t.Helper()
	for _, name := range names("p", 50) {
		call[asg.PutScalingPolicyOutput](s, &asg.PutScalingPolicyInput{AutoScalingGroupName: str("web"), PolicyName: &name, AdjustmentType: str("ChangeInCapacity"), ScalingAdjustment: aws.Int32(1)})
	}
	for i := range 125 {
		call[asg.PutScheduledUpdateGroupActionOutput](s, &asg.PutScheduledUpdateGroupActionInput{
			AutoScalingGroupName: str("web"), ScheduledActionName: str(fmt.Sprint("s", i)), Recurrence: str(fmt.Sprintf("%d %d * * *", i%60, i/60)), DesiredCapacity: new(int32(2)),
		})
	}
	for _, name := range names("h", 50) {
		call[asg.PutLifecycleHookOutput](s, &asg.PutLifecycleHookInput{AutoScalingGroupName: str("web"), LifecycleHookName: &name, LifecycleTransition: str("autoscaling:EC2_INSTANCE_LAUNCHING")})
	}
	for _, name := range names("lc", 199) {
		call[asg.CreateLaunchConfigurationOutput](s, &asg.CreateLaunchConfigurationInput{LaunchConfigurationName: &name, ImageId: str(s.net.Images.AmazonLinux2023), InstanceType: str("t3.micro")})
	}
}
