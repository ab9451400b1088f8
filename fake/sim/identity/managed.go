package identity

import (
	"strings"
	"time"

	"fleetglass/fake/world"
)

// awsARN is the ARN of one of AWS's own policies, by its path and name.
func (r *Room) awsARN(path string) string { return r.w.ARNPrefix("iam") + ":aws:policy/" + path }

// statement is one Allow or Deny of a managed policy, in short.
type statement struct {
	effect            string
	actions, negative []string // Action, or NotAction
}

func allow(actions ...string) statement { return statement{effect: "Allow", actions: actions} }

// awsManaged are the policies of AWS that people use most, by path and name.
// They allow what AWS's do of the services that the engine has; choice: the
// lists of single actions are shorter, by wildcards.
func awsManaged() map[string][]statement {
	reads := []string{
		"autoscaling:Describe*", "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents",
		"cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "ec2:Describe*", "ec2:Get*", "ec2:Search*",
		"elasticloadbalancing:Describe*", "iam:Get*", "iam:List*", "iam:Simulate*", "logs:Describe*", "logs:FilterLogEvents", "logs:Get*",
		"logs:List*", "logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter", "s3:Get*", "s3:List*", "sns:Get*", "sns:List*",
		"sts:GetAccessKeyInfo", "sts:GetCallerIdentity",
	}
	linked := "iam:CreateServiceLinkedRole"
	return map[string][]statement{
		"AdministratorAccess":                                       {allow("*")},
		"PowerUserAccess":                                           {{effect: "Allow", negative: []string{"iam:*", "organizations:*", "account:*"}}, allow(linked, "iam:DeleteServiceLinkedRole", "iam:ListRoles", "account:GetAccountInformation")},
		"ReadOnlyAccess":                                            {allow(reads...)},
		"job-function/ViewOnlyAccess":                               {allow("autoscaling:Describe*", "cloudtrail:DescribeTrails", "cloudtrail:LookupEvents", "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "ec2:Describe*", "elasticloadbalancing:Describe*", "iam:List*", "logs:Describe*", "s3:ListAllMyBuckets", "s3:ListBucket", "sns:List*")},
		"SecurityAudit":                                             {allow("autoscaling:Describe*", "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents", "cloudwatch:Describe*", "ec2:Describe*", "elasticloadbalancing:Describe*", "iam:Get*", "iam:List*", "logs:Describe*", "s3:GetBucket*", "s3:ListAllMyBuckets", "sns:Get*", "sns:List*")},
		"AmazonEC2FullAccess":                                       {allow("ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*", linked)},
		"AmazonEC2ReadOnlyAccess":                                   {allow("ec2:Describe*", "ec2:GetSecurityGroupsForVpc", "elasticloadbalancing:Describe*", "cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics", "cloudwatch:Describe*", "autoscaling:Describe*")},
		"AutoScalingFullAccess":                                     {allow("autoscaling:*", "cloudwatch:PutMetricAlarm", "ec2:Describe*", "elasticloadbalancing:Describe*", linked)},
		"AutoScalingReadOnlyAccess":                                 {allow("autoscaling:Describe*")},
		"ElasticLoadBalancingFullAccess":                            {allow("elasticloadbalancing:*", "ec2:Describe*", linked)},
		"ElasticLoadBalancingReadOnly":                              {allow("elasticloadbalancing:Describe*", "ec2:Describe*")},
		"AmazonS3FullAccess":                                        {allow("s3:*", "s3-object-lambda:*")},
		"AmazonS3ReadOnlyAccess":                                    {allow("s3:Get*", "s3:List*", "s3:Describe*")},
		"AmazonSNSFullAccess":                                       {allow("sns:*")},
		"AmazonSNSReadOnlyAccess":                                   {allow("sns:GetTopicAttributes", "sns:List*")},
		"CloudWatchFullAccess":                                      {allow("autoscaling:Describe*", "cloudwatch:*", "logs:*", "sns:*", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole")},
		"CloudWatchReadOnlyAccess":                                  {allow("autoscaling:Describe*", "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "logs:Get*", "logs:List*", "logs:StartQuery", "logs:StopQuery", "logs:Describe*", "logs:TestMetricFilter", "logs:FilterLogEvents", "logs:StartLiveTail", "sns:Get*", "sns:List*")},
		"CloudWatchLogsFullAccess":                                  {allow("logs:*")},
		"CloudWatchLogsReadOnlyAccess":                              {allow("logs:Describe*", "logs:Get*", "logs:List*", "logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter", "logs:FilterLogEvents", "logs:StartLiveTail")},
		"CloudWatchAgentServerPolicy":                               {allow("cloudwatch:PutMetricData", "ec2:DescribeVolumes", "ec2:DescribeTags", "logs:PutLogEvents", "logs:PutRetentionPolicy", "logs:DescribeLogStreams", "logs:DescribeLogGroups", "logs:CreateLogStream", "logs:CreateLogGroup")},
		"AmazonSSMManagedInstanceCore":                              {allow("ssm:*", "ssmmessages:*", "ec2messages:*")},
		"AWSCloudTrail_FullAccess":                                  {allow("cloudtrail:*", "logs:CreateLogGroup", "s3:CreateBucket", "s3:PutBucketPolicy", "s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketPolicy", "sns:CreateTopic", "sns:ListTopics", "sns:SetTopicAttributes", "iam:ListRoles", "iam:GetRolePolicy", "iam:GetUser", "iam:PassRole")},
		"AWSCloudTrail_ReadOnlyAccess":                              {allow("cloudtrail:Get*", "cloudtrail:Describe*", "cloudtrail:List*", "cloudtrail:LookupEvents")},
		"IAMFullAccess":                                             {allow("iam:*")},
		"IAMReadOnlyAccess":                                         {allow("iam:GenerateCredentialReport", "iam:Get*", "iam:List*", "iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy")},
		"IAMUserChangePassword":                                     {allow("iam:ChangePassword", "iam:GetAccountPasswordPolicy")},
		"aws-service-role/AutoScalingServiceRolePolicy":             {allow("ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "sns:Publish")},
		"aws-service-role/AWSElasticLoadBalancingServiceRolePolicy": {allow("ec2:Describe*", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateNetworkInterface", "ec2:CreateSecurityGroup", "logs:CreateLogDelivery")},
		"aws-service-role/AWSEC2SpotServiceRolePolicy":              {allow("ec2:DescribeInstances", "ec2:StartInstances", "ec2:StopInstances", "ec2:RunInstances", "ec2:CreateTags")},
		"aws-service-role/AWSEC2SpotFleetServiceRolePolicy":         {allow("ec2:RunInstances", "ec2:CreateTags", "ec2:Describe*", "ec2:TerminateInstances", "ec2:RequestSpotInstances", "elasticloadbalancing:RegisterInstancesWithLoadBalancer", "elasticloadbalancing:RegisterTargets")},
		"service-role/AmazonEC2SpotFleetTaggingRole":                {allow("ec2:Describe*", "ec2:RequestSpotInstances", "ec2:RunInstances", "ec2:CreateTags", "ec2:TerminateInstances", "elasticloadbalancing:RegisterInstancesWithLoadBalancer", "elasticloadbalancing:RegisterTargets", "iam:PassRole")},
	}
}

// awsPolicyMade is when AWS made them. Choice: one date for all.
func awsPolicyMade() time.Time { return time.Date(2015, time.February, 6, 18, 39, 46, 0, time.UTC) }

// awsPolicy is one of AWS's policies as a record.
func awsPolicy(arn, path string, statements []statement) *world.ManagedPolicy {
	at := strings.LastIndex(path, "/") + 1
	made := awsPolicyMade()
	return &world.ManagedPolicy{
		Name: path[at:], Path: "/" + path[:at], ID: idOf("ANPA", path), ARN: arn,
		Created: made, Updated: made, Default: "v1", Made: 1,
		Versions: []world.PolicyVersion{{ID: "v1", Document: document(statements), Created: made}},
	}
}

// document writes statements as a policy document, on every resource.
func document(statements []statement) string {
	var b strings.Builder
	b.WriteString(`{"Version":"2012-10-17","Statement":[`)
	for i, s := range statements {
		if i > 0 {
			b.WriteByte(',')
		}
		element, list := "Action", s.actions
		if len(s.negative) > 0 {
			element, list = "NotAction", s.negative
		}
		b.WriteString(`{"Effect":"` + s.effect + `","` + element + `":["` + strings.Join(list, `","`) + `"],"Resource":"*"}`)
	}
	b.WriteString("]}")
	return b.String()
}
