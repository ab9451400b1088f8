package sdk

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"fleetglass/awsclient"
)

func TestKindsOfError(t *testing.T) {
	for _, c := range []struct {
		err  error
		want awsclient.ErrorKind
	}{
		{answered400("Throttling", "Rate exceeded"), awsclient.Throttled},
		{answered400("RequestLimitExceeded", "Request limit exceeded."), awsclient.Throttled},
		{answered400("ThrottlingException", "Rate exceeded"), awsclient.Throttled},
		{answered400("UnauthorizedOperation", "You are not authorized to perform this operation."), awsclient.Denied},
		{answered400("AccessDenied", "User: arn:aws:iam::111122223333:user/x is not authorized to perform: autoscaling:DescribePolicies"), awsclient.Denied},
		{answer(403, "SomethingNew", "Forbidden"), awsclient.Denied},
		{&smithy.OperationError{ServiceID: "EC2", OperationName: "StopInstances", Err: &writesOff{}}, awsclient.Denied},
		{answered400("InvalidInstanceID.NotFound", "The instance ID 'i-1' does not exist"), awsclient.NotFound},
		{answered400("TargetGroupNotFound", "One or more target groups not found"), awsclient.NotFound},
		{answered400("ResourceNotFoundException", "x"), awsclient.NotFound},
		{answered400("ValidationError", "AutoScalingGroup name not found - no such group"), awsclient.NotFound},
		{answered400("ValidationError", "New SetDesiredCapacity value 9 is above max value 4 for the AutoScalingGroup."), awsclient.Invalid},
		{answered400("ExpiredToken", "The security token included in the request is expired"), awsclient.Expired},
		{answered400("RequestExpired", "Request has expired."), awsclient.Expired},
		{answer(401, "AuthFailure", "AWS was not able to validate the provided access credentials"), awsclient.Expired},
		{answer(403, "InvalidClientTokenId", "The security token included in the request is invalid."), awsclient.Expired},
		{unanswered(&ssocreds.InvalidTokenError{Err: errors.New("token expired")}), awsclient.Expired},
		{unanswered(errors.New("get identity: get credentials: failed to refresh cached credentials, failed to read cached SSO token file, open x")), awsclient.Expired},
		{unanswered(errors.New("get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata")), awsclient.NoCredentials},
		{unanswered(errors.New("resolve endpoint: Invalid Configuration: Missing Region")), awsclient.NoRegion},
		{noRegion(), awsclient.NoRegion},
		{unanswered(&smithyhttp.RequestSendError{Err: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}), awsclient.Offline},
		{unanswered(fmt.Errorf("waiting: %w", context.DeadlineExceeded)), awsclient.Offline},
		{unanswered(&smithy.CanceledError{Err: context.Canceled}), awsclient.Cancelled},
		{answered400("IncorrectInstanceState", "The instance 'i-1' is not in a state from which it can be stopped."), awsclient.Conflict},
		{answered400("ScalingActivityInProgress", "x"), awsclient.Conflict},
		{answered400("PriorityInUse", "Priority '10' is currently in use"), awsclient.Conflict},
		{answered400("DependencyViolation", "x"), awsclient.Conflict},
		{answered400("InvalidParameterValue", "x"), awsclient.Invalid},
		{answered400("TooManyTargets", "x"), awsclient.Invalid},
		{answered400("InvalidAction", "The action X is not valid for this web service."), awsclient.Unsupported},
		{answered400("UnknownOperationException", "x"), awsclient.Unsupported},
		{answer(404, "UnknownError", ""), awsclient.Unsupported},
		{answer(501, "NotImplementedError", "not here"), awsclient.Unsupported},
		{unanswered(&smithy.DeserializationError{Err: errors.New("unexpected smithy-protocol")}), awsclient.Unsupported},
		{answerWith(500, &xml.SyntaxError{Msg: "a page of HTML"}), awsclient.Unsupported},
		{answerWith(502, &xml.SyntaxError{Msg: "a proxy's page"}), awsclient.Failed},
		{answer(500, "InternalFailure", "x"), awsclient.Failed},
		{answer(503, "ServiceUnavailable", "x"), awsclient.Failed},
		{errors.New("something else"), awsclient.Failed},
	} {
		err := c.err
		if _, ours := err.(*awsclient.Error); !ours {
			err = wrap(err)
		}
		if got := awsclient.KindOf(err); got != c.want {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
		if !strings.Contains(err.Error(), " ") {
			t.Errorf("%v: says nothing", err)
		}
	}
}

func TestTheInnermostOperationIsTheOneThatFailed(t *testing.T) {
	inner := &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: &smithy.GenericAPIError{Code: "AccessDenied", Message: "not authorized to perform: sts:AssumeRole"}}
	err := wrap(&smithy.OperationError{ServiceID: "EC2", OperationName: "DescribeInstances", Err: fmt.Errorf("get identity: get credentials: %w", inner)})
	var e *awsclient.Error
	if !errors.As(err, &e) || e.Service != "STS" || e.Operation != "AssumeRole" || e.Kind != awsclient.Denied {
		t.Errorf("%+v", e)
	}
}

func TestMissingCredentialsBelongToTheCallThatNeededThem(t *testing.T) {
	inner := &smithy.OperationError{ServiceID: "ec2imds", OperationName: "GetMetadata", Err: errors.New("access disabled to EC2 IMDS")}
	err := wrap(&smithy.OperationError{ServiceID: "EC2", OperationName: "DescribeInstances", Err: fmt.Errorf("get identity: get credentials: %w", inner)})
	var e *awsclient.Error
	if !errors.As(err, &e) || e.Operation != "DescribeInstances" || e.Kind != awsclient.NoCredentials || e.Message != "no credentials were found" {
		t.Errorf("%+v", e)
	}
}

func TestAnUnknownHostIsNamed(t *testing.T) {
	lookup := &net.DNSError{Err: "no such host", Name: "ec2.us-west-99.amazonaws.com", Server: "10.0.0.2:53", IsNotFound: true}
	err := wrap(unanswered(&smithyhttp.RequestSendError{Err: lookup}))
	var e *awsclient.Error
	if !errors.As(err, &e) || e.Kind != awsclient.Offline || e.Message != "no such host: ec2.us-west-99.amazonaws.com" {
		t.Errorf("%+v", e)
	}
}

func TestMessagesAreCleaned(t *testing.T) {
	err := wrap(answered400("Invalid\x1b[31mThing", "do\x1b]0;x\x07 not"))
	if got := err.Error(); got != "EC2 DescribeInstances: InvalidThing: do not" {
		t.Errorf("%q", got)
	}
}

// answer is a refusal as the SDK returns it.
func answer(status int, code, message string) error {
	return answerWith(status, &smithy.GenericAPIError{Code: code, Message: message})
}

func answerWith(status int, err error) error {
	return unanswered(&awshttp.ResponseError{RequestID: "req-1", ResponseError: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}},
		Err:      err,
	}})
}

func answered400(code, message string) error { return answer(400, code, message) }

func unanswered(err error) error {
	return &smithy.OperationError{ServiceID: "EC2", OperationName: "DescribeInstances", Err: err}
}
