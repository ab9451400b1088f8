package logpattern_test

import (
	"testing"

	"fleetglass/awsclient/semantics/logpattern"
)

// recipe is the pattern of an alarm on CloudTrail's records, with records that
// raise it and records that almost do.
type recipe struct {
	name, pattern  string
	raises, almost []string
}

func TestRecipes(t *testing.T) {
	for _, c := range recipes() {
		p := parse(t, c.pattern)
		if p.Kind() != logpattern.JSON {
			t.Errorf("%s is a pattern on %s", c.name, p.Kind())
		}
		for _, record := range c.raises {
			r := p.Match(record)
			if !r.Matched || len(r.Extracted) == 0 {
				t.Errorf("%s: %+v for %s", c.name, r, record)
			}
		}
		for _, record := range c.almost {
			if p.Match(record).Matched {
				t.Errorf("%s matches %s", c.name, record)
			}
		}
	}
}

// recipes are the eleven of CT18/cloudwatch-alarms-for-cloudtrail.
func recipes() []recipe {
	return []recipe{
		{"S3BucketActivity", `{ ($.eventSource = s3.amazonaws.com) && (($.eventName = PutBucketAcl) || ` +
			`($.eventName = PutBucketPolicy) || ($.eventName = PutBucketCors) || ` +
			`($.eventName = PutBucketLifecycle) || ($.eventName = PutBucketReplication) || ` +
			`($.eventName = DeleteBucketPolicy) || ($.eventName = DeleteBucketCors) || ` +
			`($.eventName = DeleteBucketLifecycle) || ($.eventName = DeleteBucketReplication)) }`,
			[]string{`{"eventSource":"s3.amazonaws.com","eventName":"PutBucketAcl"}`, `{"eventSource":"s3.amazonaws.com","eventName":"DeleteBucketReplication"}`},
			[]string{`{"eventSource":"s3.amazonaws.com","eventName":"GetBucketAcl"}`,
				`{"eventSource":"iam.amazonaws.com","eventName":"PutBucketPolicy"}`,
				`{"eventSource":"s3xamazonaws.com","eventName":"PutBucketPolicy"}`,
				`{"eventName":"PutBucketAcl"}`}},
		{"SecurityGroupEvents", `{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || ` +
			`($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || ` +
			`($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }`,
			[]string{`{"eventName":"AuthorizeSecurityGroupIngress"}`, `{"eventName":"DeleteSecurityGroup"}`},
			[]string{`{"eventName":"DescribeSecurityGroups"}`,
				`{"eventName":"AuthorizeSecurityGroupIngress2"}`}},
		{"NetworkACLEvents", `{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || ` +
			`($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || ` +
			`($.eventName = ReplaceNetworkAclEntry) || ($.eventName = ReplaceNetworkAclAssociation) }`,
			[]string{`{"eventName":"CreateNetworkAcl"}`, `{"eventName":"ReplaceNetworkAclAssociation"}`},
			[]string{`{"eventName":"DescribeNetworkAcls"}`,
				`{"eventName":"createNetworkAcl"}`}},
		{"GatewayChanges", `{ ($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || ` +
			`($.eventName = AttachInternetGateway) || ($.eventName = CreateInternetGateway) || ` +
			`($.eventName = DeleteInternetGateway) || ($.eventName = DetachInternetGateway) }`,
			[]string{`{"eventName":"AttachInternetGateway"}`, `{"eventName":"CreateCustomerGateway"}`},
			[]string{`{"eventName":"AttachVpnGateway"}`,
				`{"eventName":"CreateNatGateway"}`}},
		{"VpcChanges", `{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute) || ` +
			`($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection) || ` +
			`($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection) || ` +
			`($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc) || ` +
			`($.eventName = DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }`,
			[]string{`{"eventName":"CreateVpc"}`, `{"eventName":"EnableVpcClassicLink"}`},
			[]string{`{"eventName":"CreateVpcEndpoint"}`,
				`{"eventName":"DescribeVpcs"}`}},
		{"EC2InstanceChanges", `{ ($.eventName = RunInstances) || ($.eventName = RebootInstances) || ` +
			`($.eventName = StartInstances) || ($.eventName = StopInstances) || ` +
			`($.eventName = TerminateInstances) }`,
			[]string{`{"eventName":"RunInstances","requestParameters":{"instanceType":"t3.micro"}}`, `{"eventName":"TerminateInstances"}`},
			[]string{`{"eventName":"DescribeInstances"}`,
				`{"detail":{"eventName":"RunInstances"}}`}},
		{"EC2LargeInstanceChanges", `{ ($.eventName = RunInstances) && (($.requestParameters.instanceType = *.8xlarge) || ` +
			`($.requestParameters.instanceType = *.4xlarge)) }`,
			[]string{`{"eventName":"RunInstances","requestParameters":{"instanceType":"c5.4xlarge"}}`, `{"eventName":"RunInstances","requestParameters":{"instanceType":"m5.8xlarge"}}`},
			[]string{`{"eventName":"RunInstances","requestParameters":{"instanceType":"m5.18xlarge"}}`,
				`{"eventName":"RunInstances","requestParameters":null}`,
				`{"eventName":"StartInstances","requestParameters":{"instanceType":"c5.4xlarge"}}`}},
		{"CloudTrailChanges", `{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ` +
			`($.eventName = StartLogging) || ($.eventName = StopLogging) }`,
			[]string{`{"eventName":"StopLogging"}`, `{"eventName":"CreateTrail"}`},
			[]string{`{"eventName":"DescribeTrails"}`,
				`{"eventName":"StopLogging "}`}},
		{"ConsoleSignInFailures", `{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }`,
			[]string{`{"eventName":"ConsoleLogin","errorMessage":"Failed authentication"}`},
			[]string{`{"eventName":"ConsoleLogin"}`,
				`{"eventName":"ConsoleLogin","errorMessage":"No username found in supplied account"}`,
				`{"eventName":"ConsoleLogin","errorMessage":null}`}},
		{"AuthorizationFailures", `{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`,
			[]string{`{"errorCode":"Client.UnauthorizedOperation"}`, `{"errorCode":"AccessDenied"}`, `{"errorCode":"AccessDeniedException"}`},
			[]string{`{"errorCode":"Client.UnauthorizedOperation.Dry"}`,
				`{"errorCode":"KMS.AccessDenied"}`,
				`{"eventName":"RunInstances"}`}},
		{"IAMPolicyChanges", `{($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||` +
			`($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||` +
			`($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||` +
			`($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||` +
			`($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||` +
			`($.eventName=DetachGroupPolicy)}`,
			[]string{`{"eventName":"PutRolePolicy"}`, `{"eventName":"DetachGroupPolicy"}`},
			[]string{`{"eventName":"GetRolePolicy"}`,
				`{"eventName":"CreateRole"}`}},
	}
}
