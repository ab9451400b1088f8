package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// contractorPolicy is what a contractor was given in a hurry. It does not let
// him do much, but it lets him change what he may do.
const contractorPolicy = `{"Version":"2012-10-17","Statement":[
  {"Sid":"Look","Effect":"Allow","Action":["ec2:Describe*","iam:Get*","iam:List*","cloudtrail:DescribeTrails","cloudtrail:GetTrailStatus"],"Resource":"*"},
  {"Sid":"OwnPolicies","Effect":"Allow","Action":["iam:PutUserPolicy","iam:AttachUserPolicy","iam:CreateAccessKey"],"Resource":"*"}]}`

// buildIntruder is an account whose contractor has lost his access key. Whoever
// found it looks around, is refused, gives himself rights, opens a port and
// stops the trail.
func buildIntruder(stage Stage) error {
	s := newStory(stage, storyPast)
	s.trail()
	do[cloudtrail.StartLoggingOutput](s.builder, beginTrail())
	w := s.shop(3, 90, "ELB")
	s.watched(w.onCall, watches())
	s.visitors()
	key := s.user("contractor", "")
	do[iam.PutUserPolicyOutput](s.builder, &iam.PutUserPolicyInput{UserName: aws.String("contractor"), PolicyName: aws.String("project"), PolicyDocument: aws.String(contractorPolicy)})
	s.knows(world.Visitor{Name: "contractor", AccessKey: key, SourceIP: "198.51.100.140", UserAgent: "aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/windows#10 lang/python#3.11.9"})
	s.knows(world.Visitor{Name: "stranger", AccessKey: key, SourceIP: "203.0.113.66", UserAgent: "Boto3/1.26.90 Python/3.9.2 Linux/5.10.0-kali3-amd64 Botocore/1.29.90"})
	s.intrusion(w)
	return s.err
}

func (s *story) intrusion(w site) {
	const who = "stranger"
	s.intends(4*time.Minute, "contractor", &ec2.DescribeInstancesInput{})
	s.intends(6*time.Minute, who, &sts.GetCallerIdentityInput{})
	s.intends(6*time.Minute+20*time.Second, who, &s3.ListBucketsInput{})
	s.intends(6*time.Minute+40*time.Second, who, &iam.ListUsersInput{})
	s.intends(7*time.Minute, who, &ec2.DescribeInstancesInput{})
	s.intends(7*time.Minute+30*time.Second, who, &ec2.DescribeSecurityGroupsInput{})
	open := &ec2.AuthorizeSecurityGroupIngressInput{GroupId: aws.String(w.inside), IpPermissions: []ec2types.IpPermission{{
		IpProtocol: aws.String("tcp"), FromPort: aws.Int32(22), ToPort: aws.Int32(22), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
	}}}
	s.intends(8*time.Minute, who, open)
	s.intends(8*time.Minute+10*time.Second, who, &ec2.CreateKeyPairInput{KeyName: aws.String("backup")})
	s.intends(8*time.Minute+30*time.Second, who, &cloudtrail.StopLoggingInput{Name: aws.String(trailName)})
	s.breaks(9*time.Minute, trouble.Fault{Kind: trouble.ConsoleLogin, Subject: "root"})
	s.breaks(9*time.Minute+15*time.Second, trouble.Fault{Kind: trouble.ConsoleLogin, Subject: "admin"})

	s.intends(14*time.Minute, who, &iam.AttachUserPolicyInput{UserName: aws.String("contractor"), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
	s.intends(15*time.Minute, who, &iam.CreateUserInput{UserName: aws.String("backup")})
	s.intends(15*time.Minute+20*time.Second, who, &iam.AttachUserPolicyInput{UserName: aws.String("backup"), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
	s.intends(15*time.Minute+40*time.Second, who, &iam.CreateAccessKeyInput{UserName: aws.String("backup")})
	s.intends(18*time.Minute, who, open)
	s.intends(18*time.Minute+30*time.Second, who, &ec2.CreateKeyPairInput{KeyName: aws.String("backup")})
	s.intends(30*time.Minute, who, &cloudtrail.StopLoggingInput{Name: aws.String(trailName)})
	s.intends(32*time.Minute, who, &ec2.RunInstancesInput{
		ImageId: aws.String(s.net.Images.Ubuntu2404), InstanceType: ec2types.InstanceTypeC512xlarge, KeyName: aws.String("backup"),
		SubnetId: aws.String(s.net.Subnets[2]), MinCount: aws.Int32(2), MaxCount: aws.Int32(2),
	})
}
