package wire_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"fleetglass/fake/wire"
)

// handlerClient is an HTTP client without a network: it calls the handler.
type handlerClient struct{ handler http.Handler }

func (c handlerClient) Do(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	in.Host, in.RemoteAddr = r.URL.Host, "127.0.0.1:1"
	if r.Host != "" {
		in.Host = r.Host
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, in)
	return w.Result(), nil
}

// clientConfig is a configuration of SDK clients that call a handler.
func clientConfig(h http.Handler, endpoint string) aws.Config {
	return aws.Config{
		Region: "us-west-2", BaseEndpoint: aws.String(endpoint), HTTPClient: handlerClient{h}, Logger: logging.Nop{},
		Credentials:      credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "not-a-secret", ""),
		RetryMaxAttempts: 1,
	}
}

// clients are the SDK's clients of all services, by the names of the packages.
func clients(cfg aws.Config) map[string]any {
	return map[string]any{
		"autoscaling": autoscaling.NewFromConfig(cfg), "cloudtrail": cloudtrail.NewFromConfig(cfg), "cloudwatch": cloudwatch.NewFromConfig(cfg),
		"cloudwatchlogs": cloudwatchlogs.NewFromConfig(cfg), "ec2": ec2.NewFromConfig(cfg), "elasticloadbalancing": elasticloadbalancing.NewFromConfig(cfg),
		"elasticloadbalancingv2": elasticloadbalancingv2.NewFromConfig(cfg), "iam": iam.NewFromConfig(cfg), "sns": sns.NewFromConfig(cfg),
		"sts": sts.NewFromConfig(cfg), "s3": s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true }),
	}
}

// echo is a backend with every operation: it keeps the request and gives an
// answer that was made for it.
type echo struct {
	input  reflect.Type
	output any
	got    any
}

func (e *echo) Input(string, string) (any, bool) { return reflect.New(e.input).Interface(), true }

func (e *echo) Call(_ context.Context, _, _, _ string, input any) (any, string, error) {
	e.got = input
	return e.output, "11111111-2222-4333-8444-555555555555", nil
}

// Every operation of every service: what a client sends arrives, what is
// answered comes back. The SDK's own code is on the other side.
func TestEveryOperationGoesThereAndBack(t *testing.T) {
	e := &echo{}
	server, err := wire.New(wire.Options{Backend: e, Region: "us-west-2"})
	if err != nil {
		t.Fatal(err)
	}
	for name, client := range clients(clientConfig(server, "http://127.0.0.1")) {
		t.Run(name, func(t *testing.T) {
			done := 0
			v := reflect.ValueOf(client)
			for i := range v.NumMethod() {
				method := v.Type().Method(i)
				if !isOperation(method.Type) {
					continue
				}
				why := oddities()[name+"."+method.Name]
				got := thereAndBack(e, v.Method(i))
				switch {
				case why == "" && got != "":
					t.Errorf("%s: %s", method.Name, got)
				case why != "" && got == "":
					t.Errorf("%s is no oddity any more (%s)", method.Name, why)
				}
				done++
			}
			t.Logf("%d operations", done)
		})
	}
}

// isOperation tells the calls among a client's methods.
func isOperation(t reflect.Type) bool {
	return t.NumIn() == 4 && t.NumOut() == 2 && t.In(2).Kind() == reflect.Pointer && strings.HasSuffix(t.In(2).Elem().Name(), "Input")
}

// oddities are operations that do not go there and back, and why.
func oddities() map[string]string {
	const (
		stream  = "it is answered with a stream of events, from a host of its own"
		express = "it is S3 Express's, which signs in its own way"
		lambda  = "it is called from within a function, on a host of its own"
	)
	return map[string]string{
		"cloudwatchlogs.GetLogObject": stream, "cloudwatchlogs.StartLiveTail": stream,
		"s3.ListDirectoryBuckets": express, "s3.WriteGetObjectResponse": lambda,
	}
}

// thereAndBack makes one call with everything set, and tells what was lost.
func thereAndBack(e *echo, method reflect.Value) (lost string) {
	defer func() {
		if r := recover(); r != nil {
			lost = fmt.Sprintf("panics: %v", r)
		}
	}()
	in, out := filled(method.Type().In(1)), filled(method.Type().Out(0))
	settle(in.Elem(), out.Elem())
	want := reflect.New(in.Type().Elem()).Elem()
	want.Set(in.Elem())
	e.input, e.output, e.got = in.Type().Elem(), out.Interface(), nil
	results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), in})
	if err := results[1].Interface(); err != nil {
		return fmt.Sprint(err)
	}
	if e.got == nil {
		return "never arrived"
	}
	if d := differ("in", want, reflect.ValueOf(e.got).Elem()); d != "" {
		return d
	}
	return differ("out", out.Elem(), results[0].Elem())
}

// settle makes values good enough for what the clients check themselves.
func settle(in, out reflect.Value) {
	set := func(v reflect.Value, field string, to any) {
		if f := v.FieldByName(field); f.IsValid() && f.Type() == reflect.TypeOf(to) {
			f.Set(reflect.ValueOf(to))
		}
	}
	set(in, "Bucket", aws.String("a-bucket"))
	set(in, "ChecksumAlgorithm", types.ChecksumAlgorithmCrc32)
	for _, v := range []reflect.Value{in, out} {
		if v.FieldByName("Body").IsValid() || v.FieldByName("AnnotationPayload").IsValid() {
			set(v, "ContentLength", aws.Int64(6))
		}
	}
	if f := out.FieldByName("Expires"); f.IsValid() {
		set(out, "ExpiresString", aws.String(f.Interface().(*time.Time).Format(http.TimeFormat)))
	}
}
