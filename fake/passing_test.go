package fake

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"fleetglass/fake/api"
)

const trustEC2 = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}`

// permit puts an inline policy on alice.
func permit(t *testing.T, e *Engine, statements string) {
	t.Helper()
	must[iam.PutUserPolicyOutput](t, e, &iam.PutUserPolicyInput{
		UserName: aws.String("alice"), PolicyName: aws.String("p"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[` + statements + `]}`),
	})
}

// IAM/id_roles_use_passrole: who hands a role to a service needs iam:PassRole
// for that role.
func TestRolesArePassedByThoseWhoMay(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	role := *must[iam.CreateRoleOutput](t, e, &iam.CreateRoleInput{RoleName: aws.String("web"), Path: aws.String("/servers/"), AssumeRolePolicyDocument: aws.String(trustEC2)}).Role.Arn
	must[iam.CreateInstanceProfileOutput](t, e, &iam.CreateInstanceProfileInput{InstanceProfileName: aws.String("web-profile")})
	must[iam.AddRoleToInstanceProfileOutput](t, e, &iam.AddRoleToInstanceProfileInput{InstanceProfileName: aws.String("web-profile"), RoleName: aws.String("web")})
	must[ec2.CreateLaunchTemplateOutput](t, e, &ec2.CreateLaunchTemplateInput{LaunchTemplateName: aws.String("web"), LaunchTemplateData: &ec2types.RequestLaunchTemplateData{
		IamInstanceProfile: &ec2types.LaunchTemplateIamInstanceProfileSpecificationRequest{Name: aws.String("web-profile")},
	}})
	const everythingElse = `{"Effect":"Allow","NotAction":"iam:PassRole","Resource":"*"}`
	profile := &ec2types.IamInstanceProfileSpecification{Name: aws.String("web-profile")}
	byARN := &ec2types.IamInstanceProfileSpecification{Arn: aws.String("arn:aws:iam::123456789012:instance-profile/web-profile")}
	inputs := map[string]any{
		"an instance":             &ec2.RunInstancesInput{IamInstanceProfile: profile},
		"an instance, by the ARN": &ec2.RunInstancesInput{IamInstanceProfile: byARN},
		"an instance, by the template": &ec2.RunInstancesInput{
			LaunchTemplate: &ec2types.LaunchTemplateSpecification{LaunchTemplateName: aws.String("web")},
		},
		"a Spot request":         &ec2.RequestSpotInstancesInput{LaunchSpecification: &ec2types.RequestSpotLaunchSpecification{IamInstanceProfile: profile}},
		"a fleet":                &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: &ec2types.SpotFleetRequestConfigData{IamFleetRole: &role}},
		"a launch configuration": &autoscaling.CreateLaunchConfigurationInput{IamInstanceProfile: aws.String("web-profile")},
		"a hook":                 &autoscaling.PutLifecycleHookInput{RoleARN: &role},
		"a trail":                &cloudtrail.CreateTrailInput{CloudWatchLogsRoleArn: &role},
		"a changed trail":        &cloudtrail.UpdateTrailInput{CloudWatchLogsRoleArn: &role},
		"a profile":              &iam.AddRoleToInstanceProfileInput{InstanceProfileName: aws.String("web-profile"), RoleName: aws.String("web")},
	}
	said := " is not authorized to perform: iam:PassRole on resource: " + role + " because no identity-based policy allows the iam:PassRole action"
	permit(t, e, everythingElse)
	for what, input := range inputs {
		if _, err := callAs(e, key, Region, input); err == nil || !strings.HasSuffix(err.Error(), "User: arn:aws:iam::123456789012:user/alice"+said) {
			t.Errorf("%s without iam:PassRole: %v", what, err)
		}
	}
	_, err := callAs(e, key, Region, inputs["an instance"])
	wantCode(t, err, "UnauthorizedOperation")
	_, err = callAs(e, key, Region, inputs["a trail"])
	wantCode(t, err, "AccessDeniedException")
	permit(t, e, everythingElse+`,{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/servers/*"}`)
	for what, input := range inputs {
		if _, err := callAs(e, key, Region, input); err != nil && strings.Contains(err.Error(), "iam:PassRole") {
			t.Errorf("%s with iam:PassRole: %v", what, err)
		}
	}
	permit(t, e, everythingElse+`,{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}`)
	if _, err := callAs(e, key, Region, inputs["an instance"]); err != nil && strings.Contains(err.Error(), "iam:PassRole") {
		t.Errorf("to the service that is named: %v", err)
	}
	if _, err := callAs(e, key, Region, inputs["a trail"]); err == nil || !strings.HasSuffix(err.Error(), said) {
		t.Errorf("to another service: %v", err)
	}
}

// S3/access-control-overview: a bucket's policy lets in whom his own policies
// say nothing of, and its Deny is for everybody.
func TestBucketPoliciesAreEnforced(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	must[s3.CreateBucketOutput](t, e, &s3.CreateBucketInput{
		Bucket: aws.String("papers"), CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: Region},
	})
	policy := func(statements string) {
		t.Helper()
		if _, err := callAs(e, RootKey, Region, &s3.PutBucketPolicyInput{Bucket: aws.String("papers"), Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)}); err != nil {
			t.Fatal(err)
		}
	}
	list := &s3.ListObjectsV2Input{Bucket: aws.String("papers")}
	_, err := callAs(e, key, Region, list)
	if want := `AccessDenied: User: arn:aws:iam::123456789012:user/alice is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::papers" because no identity-based policy allows the s3:ListBucket action`; err == nil || err.Error() != want {
		t.Errorf("nobody has let her in: %v", err)
	}
	policy(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/alice"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::papers"}`)
	if _, err := callAs(e, key, Region, list); err != nil {
		t.Errorf("the bucket lets her in: %v", err)
	}
	_, err = callAs(e, key, Region, &s3.GetObjectInput{Bucket: aws.String("papers"), Key: aws.String("a")})
	wantCode(t, err, "AccessDenied")
	policy(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::papers","arn:aws:s3:::papers/*"]}`)
	_, err = callAs(e, AdministratorKey, Region, list)
	if want := `AccessDenied: User: arn:aws:iam::123456789012:user/admin is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::papers" with an explicit deny in a resource-based policy`; err == nil || err.Error() != want {
		t.Errorf("nobody may: %v", err)
	}
	if _, err := callAs(e, RootKey, Region, list); err == nil {
		t.Error("not even the root")
	}
	if _, err := callAs(e, RootKey, Region, &s3.DeleteBucketPolicyInput{Bucket: aws.String("papers")}); err != nil {
		t.Errorf("but he can take the policy away: %v", err)
	}
	must[s3.ListObjectsV2Output](t, e, list)
}

// A policy may allow what is below a path: the ARNs of users and roles have
// theirs in them.
func TestPoliciesOfIdentitiesWithPaths(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	must[iam.CreateUserOutput](t, e, &iam.CreateUserInput{UserName: aws.String("bob"), Path: aws.String("/staff/")})
	must[iam.CreateUserOutput](t, e, &iam.CreateUserInput{UserName: aws.String("carol"), Path: aws.String("/board/")})
	permit(t, e, `{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::123456789012:user/staff/*"}`)
	if _, err := callAs(e, key, Region, &iam.GetUserInput{UserName: aws.String("bob")}); err != nil {
		t.Errorf("of the staff: %v", err)
	}
	_, err := callAs(e, key, Region, &iam.GetUserInput{UserName: aws.String("carol")})
	if err == nil || !strings.Contains(err.Error(), "on resource: arn:aws:iam::123456789012:user/board/carol because") {
		t.Errorf("of the board: %v", err)
	}
	_, err = callAs(e, key, Region, &iam.GetUserInput{UserName: aws.String("nobody")})
	if err == nil || !strings.Contains(err.Error(), "on resource: arn:aws:iam::123456789012:user/nobody because") {
		t.Errorf("one who is not there: %v", err)
	}
}

// A template says who made it, in every region.
func TestATemplateSaysWhoMadeIt(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	permit(t, e, `{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`)
	for _, region := range []string{Region, "eu-west-1"} {
		out, err := callAs(e, key, region, &ec2.CreateLaunchTemplateInput{
			LaunchTemplateName: aws.String("web"), LaunchTemplateData: &ec2types.RequestLaunchTemplateData{InstanceType: ec2types.InstanceTypeT3Micro},
		})
		if err != nil {
			t.Fatal(err)
		}
		if by := *out.(*ec2.CreateLaunchTemplateOutput).LaunchTemplate.CreatedBy; by != "arn:aws:iam::123456789012:user/alice" {
			t.Errorf("in %s it was made by %s", region, by)
		}
	}
}

// CT/cloudtrail-event-reference-record-contents: sessionCredentialFromConsole.
func TestCallsFromTheConsoleSaySo(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	for agent, want := range map[string]bool{
		"console.amazonaws.com": true, "AWS Internal": true, browserAgent: true, "aws-cli/2.17.9 md/awscrt#0.20.11": false, "": false,
	} {
		ctx := api.WithCaller(t.Context(), api.Caller{UserAgent: agent})
		if _, _, err := e.Call(ctx, "ec2", "DescribeVpcs", Region, &ec2.DescribeVpcsInput{}); err != nil {
			t.Fatal(err)
		}
		trail := e.home().world.Trail
		if got := trail[len(trail)-1].Console; got != want {
			t.Errorf("a call by %q is from the console: %v", agent, got)
		}
	}
}
