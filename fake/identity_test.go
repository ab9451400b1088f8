package fake

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
)

// callAs makes a call with a key.
func callAs(e *Engine, key, region string, input any) (any, error) {
	service, operation := api.NameOf(input)
	out, _, err := e.Call(api.WithCaller(context.Background(), api.Caller{AccessKey: key}), service, operation, region, input)
	return out, err
}

// newUser makes a user and answers his key.
func newUser(t *testing.T, e *Engine, name string) string {
	t.Helper()
	must[iam.CreateUserOutput](t, e, &iam.CreateUserInput{UserName: aws.String(name)})
	return *must[iam.CreateAccessKeyOutput](t, e, &iam.CreateAccessKeyInput{UserName: aws.String(name)}).AccessKey.AccessKeyId
}

// A policy may name resources: one instance, one topic.
func TestPoliciesOfSingleResources(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	topic := *must[sns.CreateTopicOutput](t, e, &sns.CreateTopicInput{Name: aws.String("ops")}).TopicArn
	must[iam.PutUserPolicyOutput](t, e, &iam.PutUserPolicyInput{UserName: aws.String("alice"), PolicyName: aws.String("p"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sns:Publish","ec2:StopInstances"],"Resource":["` + topic + `","arn:aws:ec2:*:*:instance/i-0000000000000000a"]}]}`)})
	if _, err := callAs(e, key, Region, &sns.PublishInput{TopicArn: &topic, Message: aws.String("x")}); err != nil {
		t.Errorf("publish: %v", err)
	}
	_, err := callAs(e, key, Region, &sns.PublishInput{TopicArn: aws.String(topic + "2"), Message: aws.String("x")})
	want := "AuthorizationError: User: arn:aws:iam::123456789012:user/alice is not authorized to perform: SNS:Publish on resource: " + topic +
		"2 because no identity-based policy allows the SNS:Publish action"
	if err == nil || err.Error() != want {
		t.Errorf("another topic: %v", err)
	}
	_, err = callAs(e, key, Region, &ec2.StopInstancesInput{InstanceIds: []string{"i-0000000000000000a"}})
	wantCode(t, err, "InvalidInstanceID.NotFound") // allowed, and then not there
	_, err = callAs(e, key, Region, &ec2.StopInstancesInput{InstanceIds: []string{"i-0000000000000000a", "i-0000000000000000b"}})
	if err == nil || !strings.Contains(err.Error(), "on resource: arn:aws:ec2:us-west-2:123456789012:instance/i-0000000000000000b because") {
		t.Errorf("two instances: %v", err)
	}
}

// A boundary bounds, however much the policies allow.
func TestBoundary(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	must[iam.AttachUserPolicyOutput](t, e, &iam.AttachUserPolicyInput{UserName: aws.String("alice"), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
	must[iam.PutUserPermissionsBoundaryOutput](t, e, &iam.PutUserPermissionsBoundaryInput{UserName: aws.String("alice"), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")})
	if _, err := callAs(e, key, Region, &ec2.DescribeInstancesInput{}); err != nil {
		t.Error(err)
	}
	_, err := callAs(e, key, Region, &iam.CreateUserInput{UserName: aws.String("bob")})
	if err == nil || !strings.HasSuffix(err.Error(), "because no permissions boundary allows the iam:CreateUser action") {
		t.Errorf("got %v", err)
	}
}

// Keys that are switched off, gone, or of nobody are refused before anything.
func TestKeysThatDoNotCount(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	key := newUser(t, e, "alice")
	must[iam.UpdateAccessKeyOutput](t, e, &iam.UpdateAccessKeyInput{UserName: aws.String("alice"), AccessKeyId: &key, Status: iamtypes.StatusTypeInactive})
	for _, k := range []string{key, "AKIANOBODY0000000000"} {
		_, err := callAs(e, k, Region, &ec2.DescribeInstancesInput{})
		wantCode(t, err, "AuthFailure")
		_, err = callAs(e, k, Region, &iam.ListUsersInput{})
		wantCode(t, err, "InvalidClientTokenId")
		_, err = callAs(e, k, Region, &cloudtrail.LookupEventsInput{})
		wantCode(t, err, "UnrecognizedClientException")
	}
	if _, err := callAs(e, RootKey, Region, &iam.ListUsersInput{}); err != nil {
		t.Errorf("the root: %v", err)
	}
}

// IAM is the same from every region, and its trail is in one.
func TestIAMIsGlobal(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	if _, err := callAs(e, AdministratorKey, "eu-west-1", &iam.CreateUserInput{UserName: aws.String("alice")}); err != nil {
		t.Fatal(err)
	}
	if users := must[iam.ListUsersOutput](t, e, &iam.ListUsersInput{}).Users; len(users) != 2 {
		t.Errorf("%d users", len(users))
	}
	trail := e.placeIn(GlobalRegion).world.Trail
	if len(trail) == 0 || trail[0].Name != "CreateUser" || trail[0].PrincipalID != administratorID {
		t.Errorf("trail %+v", trail)
	}
	if _, err := callAs(e, AdministratorKey, "eu-west-1", &ec2.DescribeVpcsInput{}); err != nil {
		t.Fatal(err)
	}
	used := must[iam.GetAccessKeyLastUsedOutput](t, e, &iam.GetAccessKeyLastUsedInput{AccessKeyId: aws.String(AdministratorKey)})
	if *used.UserName != "admin" || used.AccessKeyLastUsed.LastUsedDate == nil {
		t.Errorf("%+v", used.AccessKeyLastUsed)
	}
}

// Limits are counted on the caller's clock: a world that stands locks nobody
// out, and whoever moves its clock has waited (EC2/ec2-api-throttling).
func TestLimits(t *testing.T) {
	e, wall := newTested(t, Options{Scenario: "empty", Limits: true})
	e.Pause()
	ask := func() error {
		_, err := callAs(e, AdministratorKey, Region, &ec2.DescribeInstancesInput{})
		return err
	}
	drain := func(most int) (n int) {
		for n = 0; n < most && ask() == nil; n++ {
		}
		return n
	}
	if n := drain(1000); n != 50 {
		t.Errorf("%d calls at once", n)
	}
	var refused *awserr.Error
	if err := ask(); !errors.As(err, &refused) || refused.Code != "RequestLimitExceeded" || refused.Message != "Request limit exceeded." || refused.Status != 503 {
		t.Errorf("refused with %v", err)
	}
	if _, err := callAs(e, AdministratorKey, Region, &ec2.DescribeVpcsInput{}); err != nil {
		t.Errorf("another operation has its own bucket: %v", err)
	}
	if _, err := callAs(e, AdministratorKey, "eu-west-1", &ec2.DescribeInstancesInput{}); err != nil {
		t.Errorf("another region has its own: %v", err)
	}
	wall.advance(2 * time.Second)
	if n := drain(1000); n != 20 {
		t.Errorf("%d calls after two seconds", n)
	}
	e.Advance(time.Second)
	if n := drain(1000); n != 10 {
		t.Errorf("%d calls after the clock was moved by a second", n)
	}
	e.SetSpeed(3)
	e.Resume()
	wall.advance(time.Second)
	if n := drain(1000); n != 30 {
		t.Errorf("%d calls after three seconds of an account that lives thrice as fast", n)
	}
}

func TestWithoutLimitsNobodyIsHeldBack(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	for range 300 {
		must[ec2.DescribeInstancesOutput](t, e, &ec2.DescribeInstancesInput{})
	}
}

// Those who come by themselves leave a trail: reads, changes, and the
// intern's denials. They harm nothing.
func TestVisitors(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "demo", Seed: 3})
	e.Pause()
	e.Advance(12 * time.Hour)
	calls, denied, harmed := map[string]int{}, 0, 0
	for _, p := range e.places {
		for _, event := range p.world.Trail {
			if event.AccessKey == AdministratorKey || event.AccessKey == "" {
				continue
			}
			calls[event.Username+event.Session.IssuerName]++
			if strings.Contains(event.ErrorMessage, "is not authorized to perform") {
				denied++
			} else if event.ErrorCode != "" {
				t.Errorf("%s by %s: %s %s", event.Name, event.Username, event.ErrorCode, event.ErrorMessage)
			}
			if strings.HasPrefix(event.Name, "Terminate") && event.ErrorCode == "" {
				harmed++
			}
		}
	}
	if len(calls) < 5 || denied == 0 || harmed > 0 {
		t.Errorf("calls %v, %d denied, %d did harm", calls, denied, harmed)
	}
	total := 0
	for _, n := range calls {
		total += n
	}
	if hourly := float64(total) / 15; hourly < 3 || hourly > 25 {
		t.Errorf("%.1f calls an hour", hourly)
	}
}

// A sign-in is an event of its own kind.
func TestSignIn(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty"})
	if !e.SignIn("admin", true, true) || e.SignIn("admin", false, false) || e.SignIn("mallory", true, false) {
		t.Error("who came in?")
	}
	trail := e.placeIn(GlobalRegion).world.Trail
	if len(trail) != 3 {
		t.Fatalf("%d events", len(trail))
	}
	in, wrong, nobody := trail[0], trail[1], trail[2]
	if in.Name != "ConsoleLogin" || in.Kind != "AwsConsoleSignIn" || in.Response != `{"ConsoleLogin":"Success"}` || !strings.Contains(in.Additional, `"MFAUsed":"Yes"`) || in.Username != "admin" {
		t.Errorf("%+v", in)
	}
	if wrong.ErrorMessage != "Failed authentication" || wrong.Response != `{"ConsoleLogin":"Failure"}` || wrong.Username != "admin" {
		t.Errorf("%+v", wrong)
	}
	if nobody.Username != "HIDDEN_DUE_TO_SECURITY_REASONS" || nobody.ErrorMessage != "Failed authentication" {
		t.Errorf("%+v", nobody)
	}
}
