package recipes

import "strings"

// Namespace is where the guide puts the metrics of all recipes.
const Namespace = "CloudTrailMetrics"

// What all recipes share: each match counts one, there is no default value,
// and the alarm compares the sum of five minutes, one datapoint of one.
const (
	Value      = "1"
	Statistic  = "Sum"
	Comparison = "GreaterThanOrEqualToThreshold"
	Periods    = 1
	Seconds    = 300 // of the alarm's period
)

// Recipe is one of the eleven. The metric filter and the alarm have its name.
type Recipe struct {
	Name    string
	Metric  string
	Pattern string
	// About says when it counts: "network ACLs are changed".
	About string
	// Threshold is from how many in five minutes on it alarms.
	Threshold int
	// Global recipes are about events that CloudTrail records in us-east-1, be
	// the caller where he may: only trails of all regions see them elsewhere.
	Global bool
}

// Title is About as a sentence's beginning: "Network ACLs are changed".
func (r Recipe) Title() string { return strings.ToUpper(r.About[:1]) + r.About[1:] }

// All are the eleven, in the guide's order.
func All() []Recipe {
	return []Recipe{
		{Name: "S3BucketActivity", Metric: "S3BucketActivityEventCount", Threshold: 1, About: "policies, ACLs and rules of buckets are changed",
			Pattern: `{ ($.eventSource = s3.amazonaws.com) && (($.eventName = PutBucketAcl) || ` +
				`($.eventName = PutBucketPolicy) || ($.eventName = PutBucketCors) || ` +
				`($.eventName = PutBucketLifecycle) || ($.eventName = PutBucketReplication) || ` +
				`($.eventName = DeleteBucketPolicy) || ($.eventName = DeleteBucketCors) || ` +
				`($.eventName = DeleteBucketLifecycle) || ($.eventName = DeleteBucketReplication)) }`},
		{Name: "SecurityGroupEvents", Metric: "SecurityGroupEventCount", Threshold: 1, About: "security groups and their rules are changed",
			Pattern: `{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || ` +
				`($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || ` +
				`($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }`},
		{Name: "NetworkACLEvents", Metric: "NetworkACLEventCount", Threshold: 1, About: "network ACLs are changed",
			Pattern: `{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || ` +
				`($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || ` +
				`($.eventName = ReplaceNetworkAclEntry) || ($.eventName = ReplaceNetworkAclAssociation) }`},
		{Name: "GatewayChanges", Metric: "GatewayEventCount", Threshold: 1, About: "internet and customer gateways are changed",
			Pattern: `{ ($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || ` +
				`($.eventName = AttachInternetGateway) || ($.eventName = CreateInternetGateway) || ` +
				`($.eventName = DeleteInternetGateway) || ($.eventName = DetachInternetGateway) }`},
		{Name: "VpcChanges", Metric: "VpcEventCount", Threshold: 1, About: "VPCs and their peerings are changed",
			Pattern: `{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute) || ` +
				`($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection) || ` +
				`($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection) || ` +
				`($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc) || ` +
				`($.eventName = DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }`},
		{Name: "EC2InstanceChanges", Metric: "EC2InstanceEventCount", Threshold: 1, About: "instances are launched, started, stopped, rebooted or terminated",
			Pattern: `{ ($.eventName = RunInstances) || ($.eventName = RebootInstances) || ` +
				`($.eventName = StartInstances) || ($.eventName = StopInstances) || ` +
				`($.eventName = TerminateInstances) }`},
		{Name: "EC2LargeInstanceChanges", Metric: "EC2LargeInstanceEventCount", Threshold: 1, About: "instances of 4xlarge and 8xlarge are launched",
			Pattern: `{ ($.eventName = RunInstances) && (($.requestParameters.instanceType = *.8xlarge) || ` +
				`($.requestParameters.instanceType = *.4xlarge)) }`},
		{Name: "CloudTrailChanges", Metric: "CloudTrailEventCount", Threshold: 1, About: "trails are made, changed, started or stopped",
			Pattern: `{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ` +
				`($.eventName = StartLogging) || ($.eventName = StopLogging) }`},
		{Name: "ConsoleSignInFailures", Metric: "ConsoleSigninFailureCount", Threshold: 3, Global: true, About: "sign-ins to AWS's console fail",
			Pattern: `{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }`},
		{Name: "AuthorizationFailures", Metric: "AuthorizationFailureCount", Threshold: 1, About: "calls are refused because they are not allowed",
			Pattern: `{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`},
		{Name: "IAMPolicyChanges", Metric: "IAMPolicyEventCount", Threshold: 1, Global: true, About: "permissions are changed in IAM",
			Pattern: `{($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||` +
				`($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||` +
				`($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||` +
				`($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||` +
				`($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||` +
				`($.eventName=DetachGroupPolicy)}`},
	}
}

// Named is a recipe by its name; false when there is none.
func Named(name string) (Recipe, bool) {
	for _, r := range All() {
		if r.Name == name {
			return r, true
		}
	}
	return Recipe{}, false
}
