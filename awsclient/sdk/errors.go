package sdk

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"fleetglass/awsclient"
)

// wrap sorts an error of the SDK.
func wrap(err error) error {
	if err == nil {
		return nil
	}
	e := &awsclient.Error{Kind: kindOf(err), Err: err}
	// The innermost operation is the one that failed: assuming a role may fail
	// inside of any call.
	for op := (*smithy.OperationError)(nil); errors.As(err, &op); err = op.Err {
		if e.Operation != "" && op.Service() == metadataService {
			break // the last place where credentials are looked for: nobody asked for that
		}
		e.Service, e.Operation = op.Service(), op.Operation()
	}
	var api smithy.APIError
	if errors.As(e.Err, &api) {
		e.Code, e.Message = Clean(api.ErrorCode()), CleanText(api.ErrorMessage())
	}
	var name *net.DNSError
	if errors.As(e.Err, &name) && name.IsNotFound {
		e.Message = "no such host: " + Clean(name.Name)
	}
	var response *awshttp.ResponseError
	if errors.As(e.Err, &response) {
		e.RequestID = Clean(response.ServiceRequestID())
	}
	status := httpStatus(e.Err)
	switch {
	case e.Kind == awsclient.Unsupported && status != 0:
		e.Message = fmt.Sprintf("this endpoint does not offer the operation, or not in the SDK's protocol (HTTP status %d)", status)
	case e.Message == "" && status != 0:
		e.Message = fmt.Sprintf("the endpoint answered with HTTP status %d and nothing that AWS would say", status)
	case e.Message == "":
		e.Message = inOurWords(e.Kind)
	}
	if e.Message == "" {
		e.Message = Clean(innermost(e.Err).Error())
	}
	return e
}

// metadataService is the SDK's name for the metadata endpoint of instances.
const metadataService = "ec2imds"

// inOurWords is the message where AWS said nothing and the SDK's own words are
// of no use to a person.
func inOurWords(kind awsclient.ErrorKind) string {
	switch kind {
	case awsclient.NoCredentials:
		return "no credentials were found"
	case awsclient.Expired:
		return "the credentials or the sign-in session have expired"
	default:
		return ""
	}
}

func noRegion() error {
	return &awsclient.Error{Kind: awsclient.NoRegion, Message: "no region is configured: pass --region, set AWS_REGION, or give the profile one"}
}

// innermost is the cause at the end of a chain: the SDK wraps each failure
// in several sentences that say where it was seen.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// kindOf sorts an error by what a person can do about it.
func kindOf(err error) awsclient.ErrorKind {
	var api smithy.APIError
	var refused *writesOff
	switch {
	case errors.As(err, &refused):
		return awsclient.Denied
	case errors.Is(err, context.DeadlineExceeded):
		return awsclient.Offline // nobody answered in time
	case errors.Is(err, context.Canceled):
		return awsclient.Cancelled
	case throttled(err):
		return awsclient.Throttled
	case foreign(err):
		return awsclient.Unsupported
	case errors.As(err, &api):
		return kindOfAnswer(api, httpStatus(err))
	default:
		return kindWithoutAnswer(err)
	}
}

// foreign tells whether an answer is not one of AWS: another server said that
// it has no such page, or something that cannot be read.
func foreign(err error) bool {
	var unreadable *smithy.DeserializationError
	var notXML *xml.SyntaxError
	if errors.As(err, &unreadable) || errors.As(err, &notXML) {
		// These three come from proxies on the way, AWS's own included.
		return !slices.Contains([]int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}, httpStatus(err))
	}
	var api smithy.APIError
	if errors.As(err, &api) && !isOneOf(api.ErrorCode(), "", "UnknownError", "UnknownOperationException", "NotImplemented", "NotImplementedError") {
		return false
	}
	switch httpStatus(err) {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return true
	default:
		return false
	}
}

func httpStatus(err error) int {
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// kindOfAnswer sorts what the service said, by its code. The lists are from
// the common errors and the errors of each operation in the API references of
// EC2, Elastic Load Balancing, Auto Scaling, CloudWatch, CloudTrail and STS.
func kindOfAnswer(api smithy.APIError, status int) awsclient.ErrorKind {
	code := api.ErrorCode()
	switch {
	case isOneOf(code, "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired",
		"AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch",
		"InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
		"InvalidAccessKeyId", "NotSignedUp"):
		// Wrong keys are mended as old ones are: by signing in again.
		return awsclient.Expired
	case isOneOf(code, "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess",
		"AuthorizationError", "NotAuthorized", "OptInRequired", "Blocked", "PendingVerification"):
		return awsclient.Denied
	case isOneOf(code, "InvalidAction", "UnknownOperation", "UnknownOperationException", "NotImplemented", "NotImplementedError",
		"UnsupportedProtocol", "UnsupportedProtocolException", "NoSuchVersion"):
		return awsclient.Unsupported
	case absent(code, api.ErrorMessage()):
		return awsclient.NotFound
	case inTheWay(code):
		return awsclient.Conflict
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		return awsclient.Denied
	case status >= 500 || api.ErrorFault() == smithy.FaultServer || isOneOf(code, "InternalError", "InternalFailure", "InternalServiceFault", "ServiceUnavailable", "Unavailable", "UnknownError"):
		return awsclient.Failed
	default:
		return awsclient.Invalid
	}
}

// absent tells whether what was named is not there. Auto Scaling says so in
// words only, under the code ValidationError.
func absent(code, message string) bool {
	if code == "ValidationError" {
		return strings.Contains(message, "not found") || strings.Contains(message, "does not exist") || strings.Contains(message, "do not exist")
	}
	if isOneOf(code, "NoSuchEntity", "NoSuchBucket", "NoSuchKey", "S3BucketDoesNotExistException") {
		return true
	}
	for _, end := range []string{"NotFound", "NotFoundException", "NotFoundFault", ".Unknown", "NonExistent"} {
		if strings.HasSuffix(code, end) {
			return true
		}
	}
	return false
}

// inTheWay tells whether the resource's state is what stands in the way.
func inTheWay(code string) bool {
	for _, part := range []string{"AlreadyExists", "Duplicate", "InUse", "ActivityInProgress", "InstanceRefreshInProgress", "ResourceContention", "IncorrectState", "IncorrectInstanceState",
		"DependencyViolation", "ConflictException", "ConcurrentModification", "ConcurrentUpdate", "InvalidInstanceState", "OperationNotPermitted",
		"BucketAlreadyOwnedByYou", "BucketNotEmpty", "UnsupportedOperation", "ActiveInstanceRefreshNotFound", "IdempotentParameterMismatch", "DeleteConflict", "FleetNotInModifiableState"} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}

func isOneOf(code string, codes ...string) bool {
	return slices.Contains(codes, code)
}

// kindWithoutAnswer sorts failures before or below the service's answer.
func kindWithoutAnswer(err error) awsclient.ErrorKind {
	var session *ssocreds.InvalidTokenError
	var unsent *smithyhttp.RequestSendError
	var network net.Error
	var parameters smithy.InvalidParamsError
	said := err.Error()
	switch {
	case errors.As(err, &session):
		return awsclient.Expired
	case strings.Contains(said, "SSO") && strings.Contains(said, "token"):
		return awsclient.Expired // never signed in, or the token file is gone
	case strings.Contains(said, "get credentials") || strings.Contains(said, "failed to refresh cached credentials") ||
		strings.Contains(said, "failed to retrieve credentials") || strings.Contains(said, "static credentials are empty"):
		// The SDK has no type for this. It comes before the network's errors,
		// because the last of its sources is asked over the network.
		return awsclient.NoCredentials
	case strings.Contains(said, "Missing Region"):
		return awsclient.NoRegion
	case errors.As(err, &parameters):
		return awsclient.Invalid
	case errors.As(err, &unsent), errors.As(err, &network):
		return awsclient.Offline
	default:
		return awsclient.Failed
	}
}
