package sdk

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"fleetglass/awsclient"
)

// refusal is how a backend refuses.
type refusal struct {
	code, message string
	status        int
}

func (r refusal) Error() string                 { return r.code + ": " + r.message }
func (r refusal) ErrorCode() string             { return r.code }
func (r refusal) ErrorMessage() string          { return r.message }
func (r refusal) ErrorFault() smithy.ErrorFault { return smithy.FaultUnknown }
func (r refusal) HTTPStatusCode() int           { return r.status }

// recorder is a backend that notes what it is asked and answers from a table.
type recorder struct {
	mu     sync.Mutex
	calls  []string
	inputs []any
	answer map[string]func(input any) (any, error)
}

func (r *recorder) call(_ context.Context, service, operation, region string, input any) (any, string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, strings.Join([]string{service, operation, region}, " "))
	r.inputs = append(r.inputs, input)
	f, ok := r.answer[operation]
	if !ok {
		return nil, "req-0", refusal{"InvalidAction", "no such operation here", 400}
	}
	out, err := f(input)
	return out, fmt.Sprintf("req-%d", len(r.calls)), err
}

// answering is a client whose backend answers one operation.
func answering[I, O any](operation string, f func(*I) (*O, error)) (*Client, *recorder) {
	r := &recorder{answer: map[string]func(any) (any, error){
		operation: func(input any) (any, error) {
			out, err := f(input.(*I))
			if err != nil {
				return nil, err
			}
			return out, nil
		},
	}}
	return InProcess(r.call, "us-west-2"), r
}

func TestListsAreCompleteAndCleaned(t *testing.T) {
	pages := map[string][]string{"": {"i-2", "i-3"}, "next": {"i-1"}}
	c, r := answering("DescribeInstances", func(in *ec2.DescribeInstancesInput) (*ec2.DescribeInstancesOutput, error) {
		out := &ec2.DescribeInstancesOutput{}
		for _, id := range pages[aws.ToString(in.NextToken)] {
			out.Reservations = append(out.Reservations, ec2types.Reservation{OwnerId: aws.String("111122223333"), Instances: []ec2types.Instance{{
				InstanceId: aws.String(id),
				State:      &ec2types.InstanceState{Name: ec2types.InstanceStateNameRunning},
				Tags:       []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String("web\x1b[31m-1")}, {Key: aws.String("App"), Value: nil}},
			}}})
		}
		if in.NextToken == nil {
			out.NextToken = aws.String("next")
		}
		return out, nil
	})
	rows, err := c.Instances(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || rows[0].ID != "i-1" || rows[2].ID != "i-3" {
		t.Errorf("rows %v", rows)
	}
	if got := rows[0]; got.Name != "web-1" || got.Market != "on-demand" || got.Owner != "111122223333" || got.Tags[0].Key != "App" {
		t.Errorf("first row %+v", got)
	}
	if want := "ec2 DescribeInstances us-west-2"; len(r.calls) != 2 || r.calls[0] != want {
		t.Errorf("calls %v", r.calls)
	}
}

// What a refused call looks like must not depend on the door it went through.
func TestARefusalLooksTheSameInProcessAndOverHTTP(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Requestid", "req-1")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>The instance ID 'i-9' does not exist</Message></Error></Errors><RequestID>req-1</RequestID></Response>`)
	}))
	defer server.Close()
	c, _ := answering("DescribeInstanceAttribute", func(*ec2.DescribeInstanceAttributeInput) (*ec2.DescribeInstanceAttributeOutput, error) {
		return nil, refusal{"InvalidInstanceID.NotFound", "The instance ID 'i-9' does not exist", 400}
	})
	for door, client := range map[string]*Client{"in process": c, "HTTP": openAt(t, server.URL, Options{})} {
		_, err := client.UserData(t.Context(), "i-9")
		var e *awsclient.Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: %T", door, err)
		}
		want := awsclient.Error{Kind: awsclient.NotFound, Service: "EC2", Operation: "DescribeInstanceAttribute",
			Code: "InvalidInstanceID.NotFound", Message: "The instance ID 'i-9' does not exist", RequestID: "req-1"}
		if got := *e; got.Kind != want.Kind || got.Service != want.Service || got.Operation != want.Operation ||
			got.Code != want.Code || got.Message != want.Message || got.RequestID != want.RequestID {
			t.Errorf("%s: %+v", door, got)
		}
		var response *awshttp.ResponseError
		if !errors.As(err, &response) || response.HTTPStatusCode() != 400 || response.ServiceRequestID() != "req-1" {
			t.Errorf("%s: the SDK's error is %v", door, response)
		}
	}
}

func TestAThrottledReadIsRetriedByTheSDK(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refusals := 2
		c, r := answering("DescribeRegions", func(*ec2.DescribeRegionsInput) (*ec2.DescribeRegionsOutput, error) {
			if refusals > 0 {
				refusals--
				return nil, refusal{"RequestLimitExceeded", "Request limit exceeded.", 503}
			}
			return &ec2.DescribeRegionsOutput{Regions: []ec2types.Region{{RegionName: aws.String("us-west-2")}}}, nil
		})
		regions, err := c.Regions(t.Context())
		if err != nil || len(regions) != 1 || len(r.calls) != 3 {
			t.Errorf("%v, %v after %d attempts", regions, err, len(r.calls))
		}
		u := c.Usage()
		if u.CallsPerMinute != 1 || u.Throttles != 2 || u.Recent[0].Attempts != 3 || u.Recent[0].Throttled != 2 || u.Recent[0].Operation != "DescribeRegions" {
			t.Errorf("meter: %+v", u)
		}
		refusals = 100
		if _, err := c.Regions(t.Context()); awsclient.KindOf(err) != awsclient.Throttled {
			t.Errorf("throttled for good: %v", err)
		}
	})
}

func TestAnEndedContextIsCancelledNotOffline(t *testing.T) {
	c, _ := answering("DescribeRegions", func(*ec2.DescribeRegionsInput) (*ec2.DescribeRegionsOutput, error) {
		return nil, context.Canceled
	})
	if _, err := c.Regions(t.Context()); awsclient.KindOf(err) != awsclient.Cancelled {
		t.Errorf("%v", err)
	}
}

func TestABackendWithoutAnAnswerIsAnErrorNotAPanic(t *testing.T) {
	c := InProcess(func(context.Context, string, string, string, any) (any, string, error) { return nil, "", nil }, "us-west-2")
	if _, err := c.Regions(t.Context()); err == nil {
		t.Error("no error")
	}
}

func TestUserDataIsDecoded(t *testing.T) {
	const script = "#!/bin/sh\n\techo hello\n"
	c, _ := answering("DescribeInstanceAttribute", func(*ec2.DescribeInstanceAttributeInput) (*ec2.DescribeInstanceAttributeOutput, error) {
		return &ec2.DescribeInstanceAttributeOutput{UserData: &ec2types.AttributeValue{Value: aws.String(base64.StdEncoding.EncodeToString([]byte(script)))}}, nil
	})
	if got, err := c.UserData(t.Context(), "i-1"); got != script || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// Where the newest output cannot be had, that of the last boot is asked for.
func TestConsoleOutput(t *testing.T) {
	for _, nitro := range []bool{true, false} {
		c, _ := answering("GetConsoleOutput", func(in *ec2.GetConsoleOutputInput) (*ec2.GetConsoleOutputOutput, error) {
			if aws.ToBool(in.Latest) && !nitro {
				return nil, &smithy.GenericAPIError{Code: "UnsupportedOperation", Message: "This instance type does not support retrieving the latest console logs."}
			}
			return &ec2.GetConsoleOutputOutput{Output: aws.String(base64.StdEncoding.EncodeToString([]byte("login:\x1b[31m\r\n")))}, nil
		})
		if got, err := c.ConsoleOutput(t.Context(), "i-1"); !strings.HasPrefix(got, "login:") || strings.Contains(got, "\x1b") || err != nil {
			t.Errorf("nitro %v: %q, %v", nitro, got, err)
		}
	}
}

// openAt opens a client on a server of the test's own, with no files of the
// person who runs the test.
func openAt(t *testing.T, url string, o Options) *Client {
	t.Helper()
	c, err := Open(t.Context(), isolated(t, url, o))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func isolated(t *testing.T, url string, o Options) Options {
	t.Helper()
	none := filepath.Join(t.TempDir(), "none")
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_ENDPOINT_URL", url)
	if o.Region == "" {
		t.Setenv("AWS_REGION", "us-west-2")
	}
	return o
}

// The demonstration must work on any machine: nothing of its configuration,
// broken or not, may matter.
func TestInProcessNeedsNothingOfTheMachine(t *testing.T) {
	isolated(t, "http://127.0.0.1:9", Options{})
	t.Setenv("AWS_PROFILE", "does-not-exist")
	t.Setenv("AWS_CA_BUNDLE", "does-not-exist")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_REGION", "")
	t.Setenv("HOME", "/does/not/exist")
	c, r := answering("DescribeRegions", func(*ec2.DescribeRegionsInput) (*ec2.DescribeRegionsOutput, error) {
		return &ec2.DescribeRegionsOutput{Regions: []ec2types.Region{{RegionName: aws.String("us-west-2")}}}, nil
	})
	if _, err := c.Regions(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.InRegion("eu-west-1").Regions(t.Context()); err != nil || r.calls[1] != "ec2 DescribeRegions eu-west-1" {
		t.Errorf("in another region: %v, %v", r.calls, err)
	}
}

// BenchmarkInstances is the way of 1,000 instances through the in-process
// door: SDK and mapping, without a backend's own work.
func BenchmarkInstances(b *testing.B) {
	out := &ec2.DescribeInstancesOutput{}
	for i := range 1000 {
		out.Reservations = append(out.Reservations, ec2types.Reservation{Instances: []ec2types.Instance{{
			InstanceId: aws.String(fmt.Sprintf("i-%017x", i)), InstanceType: "t3.micro", PrivateIpAddress: aws.String("10.0.0.1"),
			PrivateDnsName: aws.String("ip-10-0-0-1.us-west-2.compute.internal"), VpcId: aws.String("vpc-1"), SubnetId: aws.String("subnet-1"),
			State: &ec2types.InstanceState{Name: "running"}, Placement: &ec2types.Placement{AvailabilityZone: aws.String("us-west-2a")},
			Tags:           []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String("web")}, {Key: aws.String("aws:autoscaling:groupName"), Value: aws.String("web")}},
			SecurityGroups: []ec2types.GroupIdentifier{{GroupId: aws.String("sg-1")}},
		}}})
	}
	c := InProcess(func(context.Context, string, string, string, any) (any, string, error) {
		fresh := *out
		return &fresh, "req", nil
	}, "us-west-2")
	for b.Loop() {
		if rows, err := c.Instances(b.Context()); err != nil || len(rows) != 1000 {
			b.Fatal(err)
		}
	}
}
