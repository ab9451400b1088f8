package sdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Backend answers one call in this process. Service is the name of the SDK's
// package ("ec2", "autoscaling"), input and output are the SDK's own types,
// such as *ec2.DescribeInstancesInput. The output must be the caller's to
// keep. An error that is a smithy.APIError is an answer of the service; one
// that knows an HTTP status may say so with a method HTTPStatusCode() int.
type Backend func(ctx context.Context, service, operation, region string, input any) (output any, requestID string, err error)

// LiveSession is what a backend answers to StartLiveTail, in the place of the
// SDK's output, whose stream cannot be filled from outside. It is asked for an
// update every second, by one goroutine, until the reader has enough or it
// gives an error.
type LiveSession interface {
	Next() (types.LiveTailSessionUpdate, error)
}

// InProcess is a client whose calls go to a backend in this process. It reads
// no file, no environment and no network, and it may write.
func InProcess(b Backend, region string) *Client {
	return newClient(wiring{
		region: region,
		writes: true,
		meter:  &Meter{},
		door:   b.door,
		config: unpluggedConfig(region),
	})
}

// Config is for those who need an SDK client of their own behind the same
// door, to furnish a world for instance: a configuration for one service, by
// the name of its package.
func (b Backend) Config(service, region string) aws.Config {
	cfg := unpluggedConfig(region)
	cfg.APIOptions = append(cfg.APIOptions, b.door(service, region))
	return cfg
}

// unpluggedConfig is a configuration that comes from nowhere and leads nowhere.
func unpluggedConfig(region string) aws.Config {
	return aws.Config{
		Region:      region,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "not-a-secret", ""),
		HTTPClient:  unplugged{},
		Logger:      logging.Nop{},
	}
}

// unplugged stands where the network would be: nothing may reach it.
type unplugged struct{}

func (unplugged) Do(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("in-process call to %s left the process", r.URL.Host)
}

type (
	inputKey   struct{}
	sessionKey struct{}
)

// streamDeserializer is the SDK's middleware that reads streams from the
// network.
const streamDeserializer = "OperationEventStreamDeserializer"

// door swaps the SDK's last middleware for a call of the backend. The input
// is taken at the last step that still sees it as a value.
func (b Backend) door(service, region string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		err := stack.Initialize.Add(middleware.InitializeMiddlewareFunc("KeepInput",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
				middleware.InitializeOutput, middleware.Metadata, error,
			) {
				return next.HandleInitialize(middleware.WithStackValue(ctx, inputKey{}, in.Parameters), in)
			}), middleware.After)
		if err != nil {
			return err
		}
		if _, streams := stack.Deserialize.Get(streamDeserializer); streams {
			if _, err = stack.Deserialize.Remove(streamDeserializer); err != nil {
				return err
			}
		}
		_, err = stack.Deserialize.Swap("OperationDeserializer", middleware.DeserializeMiddlewareFunc("OperationDeserializer",
			func(ctx context.Context, _ middleware.DeserializeInput, _ middleware.DeserializeHandler) (
				out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
			) {
				out, err = b.answer(ctx, service, region)
				if session, ok := out.Result.(LiveSession); ok {
					metadata.Set(sessionKey{}, session)
					out.Result = &cloudwatchlogs.StartLiveTailOutput{}
				}
				return out, metadata, err
			}))
		return err
	}
}

// answer calls the backend and dresses its answer as one that came by HTTP:
// the SDK's own middlewares then find request id and status where they look.
func (b Backend) answer(ctx context.Context, service, region string) (middleware.DeserializeOutput, error) {
	operation := middleware.GetOperationName(ctx)
	result, requestID, err := b(ctx, service, operation, region, middleware.GetStackValue(ctx, inputKey{}))
	if err == nil && result == nil {
		err = fmt.Errorf("the backend gave no answer to %s %s", service, operation)
	}
	response := &smithyhttp.Response{Response: &http.Response{
		StatusCode: statusOf(err), Header: http.Header{"X-Amzn-Requestid": {requestID}}, Body: http.NoBody,
	}}
	if err != nil && !answered(err) {
		return middleware.DeserializeOutput{}, err
	}
	return middleware.DeserializeOutput{RawResponse: response, Result: result}, err
}

// answered tells whether an error is the service's answer.
func answered(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api)
}

// statusOf is the HTTP status that AWS would answer with.
func statusOf(err error) int {
	var told interface{ HTTPStatusCode() int }
	var api smithy.APIError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &told):
		return told.HTTPStatusCode()
	case throttled(err):
		return http.StatusServiceUnavailable
	case errors.As(err, &api) && api.ErrorFault() == smithy.FaultServer:
		return http.StatusInternalServerError
	default:
		return http.StatusBadRequest
	}
}
