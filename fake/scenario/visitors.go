package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/fake/sim/visitors"
	"fleetglass/fake/world"
)

// Policies of AWS that people and programs of the account have.
const (
	readOnlyAccess = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	viewOnlyAccess = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
	powerUser      = "arn:aws:iam::aws:policy/PowerUserAccess"
)

// deployPolicy is what the pipeline may do: look, and prepare what is next.
const deployPolicy = `{"Version":"2012-10-17","Statement":[
  {"Sid":"Look","Effect":"Allow","Action":["ec2:Describe*","autoscaling:Describe*","elasticloadbalancing:Describe*"],"Resource":"*"},
  {"Sid":"Prepare","Effect":"Allow","Action":["ec2:CreateLaunchTemplateVersion","ec2:CreateTags"],"Resource":"*"},
  {"Sid":"NeverEnd","Effect":"Deny","Action":"ec2:TerminateInstances","Resource":"*"}]}`

// visitors lets those come who call by themselves: a pipeline and a monitor,
// each in its role, an engineer, and an intern who may only look. Their
// addresses are of the blocks set aside for documentation.
func (b *builder) visitors() {
	b.groupOf("engineers", powerUser)
	b.groupOf("interns", viewOnlyAccess)
	pipeline, monitor := b.user("pipeline", ""), b.user("monitor", "")
	b.mayAssume("pipeline", "deploy")
	b.mayAssume("monitor", "monitoring")
	b.roleOf("deploy", "pipeline")
	do[iam.PutRolePolicyOutput](b, &iam.PutRolePolicyInput{RoleName: aws.String("deploy"), PolicyName: aws.String("deploy"), PolicyDocument: aws.String(deployPolicy)})
	b.roleOf("monitoring", "monitor")
	do[iam.AttachRolePolicyOutput](b, &iam.AttachRolePolicyInput{RoleName: aws.String("monitoring"), PolicyArn: aws.String(readOnlyAccess)})

	b.invite(world.Visitor{Name: "pipeline", AccessKey: pipeline, Role: "deploy", Habit: "deploy", Every: 25 * time.Minute,
		SourceIP: "192.0.2.44", UserAgent: "aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 lang/python#3.11.9"})
	b.invite(world.Visitor{Name: "engineer", AccessKey: b.user("engineer", "engineers"), Habit: "engineer", Every: 20 * time.Minute,
		SourceIP: "198.51.100.23", UserAgent: "aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/macos#23.5.0 lang/python#3.11.9"})
	b.invite(world.Visitor{Name: "intern", AccessKey: b.user("intern", "interns"), Habit: "intern", Every: 30 * time.Minute,
		SourceIP: "198.51.100.77", UserAgent: "Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#6.8.0 lang/python#3.12.3"})
	b.invite(world.Visitor{Name: "monitor", AccessKey: monitor, Role: "monitoring", Habit: "monitor", Every: 15 * time.Minute,
		SourceIP: "203.0.113.190", UserAgent: "aws-sdk-go-v2/1.30.1 ua/2.0 os/linux lang/go#1.22.5"})
}

func (b *builder) invite(v world.Visitor) {
	if b.err == nil {
		visitors.Invite(b.Kernel(), v)
	}
}

// groupOf makes a group of users with a managed policy.
func (b *builder) groupOf(name, policy string) {
	do[iam.CreateGroupOutput](b, &iam.CreateGroupInput{GroupName: aws.String(name)})
	do[iam.AttachGroupPolicyOutput](b, &iam.AttachGroupPolicyInput{GroupName: aws.String(name), PolicyArn: aws.String(policy)})
}

// user makes a user with an access key, which it answers, in a group.
func (b *builder) user(name, group string) string {
	do[iam.CreateUserOutput](b, &iam.CreateUserInput{UserName: aws.String(name)})
	if group != "" {
		do[iam.AddUserToGroupOutput](b, &iam.AddUserToGroupInput{UserName: aws.String(name), GroupName: aws.String(group)})
	}
	key := do[iam.CreateAccessKeyOutput](b, &iam.CreateAccessKeyInput{UserName: aws.String(name)})
	if key.AccessKey == nil {
		return ""
	}
	return aws.ToString(key.AccessKey.AccessKeyId)
}

// roleOf makes a role that a user may assume.
func (b *builder) roleOf(name, user string) {
	do[iam.CreateRoleOutput](b, &iam.CreateRoleInput{RoleName: aws.String(name), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + b.identity("user", user) + `"},"Action":"sts:AssumeRole"}]}`,
	)})
}

// mayAssume lets a user assume a role, as far as the user is concerned.
func (b *builder) mayAssume(user, role string) {
	do[iam.PutUserPolicyOutput](b, &iam.PutUserPolicyInput{UserName: aws.String(user), PolicyName: aws.String("assume-" + role), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + b.identity("role", role) + `"}]}`,
	)})
}

func (b *builder) identity(kind, name string) string {
	return "arn:aws:iam::" + b.Kernel().World.Account + ":" + kind + "/" + name
}
