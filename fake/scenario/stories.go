package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// storyPast is how long the stories have lived when they are first seen: all
// is well, and the charts have a past.
const storyPast = time.Hour

// buildQuietDay is a site on a day on which nothing happens: people look, the
// daily wave comes and goes.
func buildQuietDay(stage Stage) error {
	s := newStory(stage, storyPast)
	s.shop(3, 90, "ELB")
	s.visitors()
	return s.err
}

// releasePolicy is what the pipeline of the shop may do.
const releasePolicy = `{"Version":"2012-10-17","Statement":[
  {"Sid":"Look","Effect":"Allow","Action":["ec2:Describe*","autoscaling:Describe*","elasticloadbalancing:Describe*"],"Resource":"*"},
  {"Sid":"Release","Effect":"Allow","Action":["ec2:CreateLaunchTemplateVersion","autoscaling:StartInstanceRefresh","autoscaling:UpdateAutoScalingGroup"],"Resource":"*"}]}`

// buildDeploy is a release that should not have been: its health page and its
// front page answer 500. The group believes what EC2 says of its instances,
// so the refresh goes on to the last server.
func buildDeploy(stage Stage) error {
	s := newStory(stage, storyPast)
	w := s.shop(4, 110, "EC2")
	s.visitors()
	key := s.user("releaser", "")
	s.mayAssume("releaser", "release")
	s.roleOf("release", "releaser")
	do[iam.PutRolePolicyOutput](s.builder, &iam.PutRolePolicyInput{RoleName: aws.String("release"), PolicyName: aws.String("release"), PolicyDocument: aws.String(releasePolicy)})
	s.knows(world.Visitor{Name: "releaser", AccessKey: key, Role: "release", SourceIP: "192.0.2.44", UserAgent: pipelineAgent})

	s.intends(8*time.Minute, "releaser", &ec2.CreateLaunchTemplateVersionInput{
		LaunchTemplateName: aws.String(shopTemplate), VersionDescription: aws.String("release 2"),
		LaunchTemplateData: s.data(machine{"t3.small", w.inside, shipping(shopScript("2", "500", "500"), "shop", nginxLog), true}),
	})
	s.intends(9*time.Minute, "releaser", &autoscaling.StartInstanceRefreshInput{
		AutoScalingGroupName: aws.String(shopGroup), Preferences: &astypes.RefreshPreferences{MinHealthyPercentage: aws.Int32(50), InstanceWarmup: aws.Int32(60)},
	})
	return s.err
}

// pipelineAgent is how the pipeline's program calls itself.
const pipelineAgent = "aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 lang/python#3.11.9"

// lostZone is the zone of the outage.
const lostZone = 0

// buildOutage is a zone that is lost for half an hour.
func buildOutage(stage Stage) error {
	s := newStory(stage, storyPast)
	s.shop(6, 150, "ELB")
	s.followsCPU(shopGroup, 50)
	s.visitors()
	zone := s.Kernel().World.Subnets.Get(s.net.Subnets[lostZone]).Zone
	s.breaks(10*time.Minute, trouble.Fault{Kind: trouble.ZoneOutage, Subject: zone, For: 30 * time.Minute})
	return s.err
}

// buildSurge is a site that is suddenly in everybody's mouth.
func buildSurge(stage Stage) error {
	s := newStory(stage, storyPast)
	s.shop(3, 90, "ELB")
	s.followsCPU(shopGroup, 50)
	s.visitors()
	s.breaks(10*time.Minute, trouble.Fault{Kind: trouble.SurgeTraffic, Subject: "shop-alb", Factor: 5, For: 35 * time.Minute})
	return s.err
}

// buildHomework is an empty account with what exercises begin with: a key
// pair, a person to do them, who may do everything but change other people's
// rights, and a mail address to send alarms to. Images and the default VPC are
// there as in every account.
func buildHomework(stage Stage) error {
	b := newBuilder(stage)
	do[ec2.CreateKeyPairOutput](b, &ec2.CreateKeyPairInput{KeyName: aws.String("homework"), KeyType: ec2types.KeyTypeEd25519})
	b.groupOf("students", powerUser)
	for _, policy := range []string{"IAMFullAccess"} {
		do[iam.AttachGroupPolicyOutput](b, &iam.AttachGroupPolicyInput{GroupName: aws.String("students"), PolicyArn: aws.String("arn:aws:iam::aws:policy/" + policy)})
	}
	b.user("student", "students")
	do[iam.CreateLoginProfileOutput](b, &iam.CreateLoginProfileInput{UserName: aws.String("student"), Password: aws.String("Homework-2026!")})
	role := do[iam.CreateRoleOutput](b, &iam.CreateRoleInput{RoleName: aws.String("aws-ec2-spot-fleet-tagging-role"), AssumeRolePolicyDocument: aws.String(fleetTrust)})
	if role.Role != nil {
		do[iam.AttachRolePolicyOutput](b, &iam.AttachRolePolicyInput{
			RoleName: role.Role.RoleName, PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AmazonEC2SpotFleetTaggingRole"),
		})
	}
	return b.err
}
