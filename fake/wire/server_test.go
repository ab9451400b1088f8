package wire_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/wire"
)

// script is a backend that answers from a table, and keeps what it was asked.
type script struct {
	answers map[string]any // by "service.Operation": an output, an error or what to panic with
	inputs  map[string]any // what makes an operation known

	caller            api.Caller
	region, operation string
	input             any
}

func (s *script) Input(service, operation string) (any, bool) {
	in, ok := s.inputs[service+"."+operation]
	if !ok {
		return nil, false
	}
	return reflect.New(reflect.TypeOf(in)).Interface(), true
}

func (s *script) Call(ctx context.Context, service, operation, region string, input any) (any, string, error) {
	s.caller, s.region, s.operation, s.input = api.CallerFrom(ctx), region, operation, input
	switch answer := s.answers[service+"."+operation].(type) {
	case error:
		return nil, "id", answer
	case string:
		panic(answer)
	default:
		return answer, "id", nil
	}
}

// newScript is a backend with one operation of each protocol.
func newScript() *script {
	return &script{
		inputs: map[string]any{
			"ec2.DescribeInstances": ec2.DescribeInstancesInput{}, "sts.GetCallerIdentity": sts.GetCallerIdentityInput{},
			"cloudwatch.DescribeAlarms": cloudwatch.DescribeAlarmsInput{}, "cloudwatch.PutMetricAlarm": cloudwatch.PutMetricAlarmInput{},
			"s3.PutObject": s3.PutObjectInput{}, "s3.HeadObject": s3.HeadObjectInput{}, "s3.ListObjectsV2": s3.ListObjectsV2Input{}, "s3.ListBuckets": s3.ListBucketsInput{},
		},
		answers: map[string]any{
			"ec2.DescribeInstances": &ec2.DescribeInstancesOutput{}, "sts.GetCallerIdentity": &sts.GetCallerIdentityOutput{Account: aws.String("123456789012")},
			"cloudwatch.DescribeAlarms": &cloudwatch.DescribeAlarmsOutput{}, "cloudwatch.PutMetricAlarm": &cloudwatch.PutMetricAlarmOutput{},
			"s3.PutObject": &s3.PutObjectOutput{}, "s3.HeadObject": &s3.HeadObjectOutput{}, "s3.ListObjectsV2": &s3.ListObjectsV2Output{}, "s3.ListBuckets": &s3.ListBucketsOutput{},
		},
	}
}

// ask sends one request to a server with a backend.
func ask(t *testing.T, b wire.Backend, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	server, err := wire.New(wire.Options{Backend: b, Region: "us-west-2", Hosts: []string{"aws.test"}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}

// request is an HTTP request; headers are pairs.
func request(method, url, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func form(body string, headers ...string) *http.Request {
	return request("POST", "http://127.0.0.1:4566/", body, append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

const instances = "Action=DescribeInstances&Version=2016-11-15"

func asJSON(target, body string) *http.Request {
	return request("POST", "http://127.0.0.1/", body, "X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.1")
}

func asCBOR(path, body string) *http.Request {
	return request("POST", "http://127.0.0.1"+path, body, "Smithy-Protocol", "rpc-v2-cbor", "Content-Type", "application/cbor")
}

// Each protocol has a shape of its own for what goes wrong.
func TestRefusals(t *testing.T) {
	gone := awserr.New("Thing.NotFound", "no <thing>")
	slow := awserr.New("RequestLimitExceeded", "slower").WithStatus(503)
	for _, c := range []struct {
		name    string
		answer  any
		request *http.Request
		status  int
		body    []string
		header  [2]string
	}{
		{"EC2", gone, form(instances), 400, []string{"<Response><Errors><Error><Code>Thing.NotFound</Code><Message>no &lt;thing&gt;</Message></Error></Errors><RequestID>id</RequestID></Response>"}, [2]string{"X-Amzn-Requestid", "id"}},
		{"EC2, throttled", slow, form(instances), 503, []string{"<Code>RequestLimitExceeded</Code>"}, [2]string{}},
		{"EC2, not in AWS's words", errors.New("oops"), form(instances), 500, []string{"<Code>InternalFailure</Code><Message>oops</Message>"}, [2]string{}},
		{"EC2, a panic", "broken", form(instances), 500, []string{"<Response><Errors><Error><Code>InternalFailure</Code>"}, [2]string{}},
		{"EC2, no such action", nil, form("Action=Dance&Version=2016-11-15"), 400, []string{"<Code>InvalidAction</Code><Message>The action Dance is not valid for this web service.</Message>"}, [2]string{}},
		{"EC2, not simulated", nil, form("Action=CreateFpgaImage&Version=2016-11-15"), 501, []string{"<Code>NotImplemented</Code>", "CreateFpgaImage of ec2"}, [2]string{}},
		{"EC2, unknown parameter", nil, form(instances + "&Colour=red"), 400, []string{"<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>"}, [2]string{}},
		{"EC2, no number", nil, form(instances + "&MaxResults=many"), 400, []string{"<Code>InvalidParameterValue</Code>", "(many)", "MaxResults"}, [2]string{}},
		{"EC2, no list", nil, form(instances + "&InstanceId.first=i-1"), 400, []string{"<Code>InvalidParameterValue</Code>", "(first)"}, [2]string{}},
		{"no form", nil, form("%zz=1"), 400, []string{"<ErrorResponse><Error><Type>Sender</Type><Code>MalformedQueryString</Code>"}, [2]string{}},
		{"no version", nil, form("Action=Dance"), 400, []string{"<Code>InvalidAction</Code>", "Dance"}, [2]string{}},
		{"Query, no action", nil, form("Version=2011-06-15"), 400, []string{"<Code>MissingAction</Code>"}, [2]string{}},
		{"Query", gone.WithStatus(403), form("Action=GetCallerIdentity&Version=2011-06-15"), 403, []string{`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>Thing.NotFound</Code>`, "</Error><RequestId>id</RequestId></ErrorResponse>"}, [2]string{}},
		{"JSON", awserr.New("MissingParameter", `no "thing"`), asJSON("GraniteServiceVersion20100801.DescribeAlarms", "{}"), 400, []string{`{"__type":"MissingRequiredParameterException","message":"no \"thing\"","Message":"no \"thing\""}`}, [2]string{"X-Amzn-Errortype", "MissingRequiredParameterException"}},
		{"JSON, no object", nil, asJSON("GraniteServiceVersion20100801.DescribeAlarms", "[]"), 400, []string{"SerializationException"}, [2]string{}},
		{"JSON, wrong type", nil, asJSON("GraniteServiceVersion20100801.DescribeAlarms", `{"AlarmNames":"a"}`), 400, []string{"SerializationException", "AlarmNames"}, [2]string{}},
		{"JSON, no such operation", nil, asJSON("Logs_20140328.Dance", "{}"), 400, []string{"UnknownOperationException", "Dance"}, [2]string{}},
		{"JSON, no such service", nil, asJSON("Nothing.Dance", "{}"), 404, []string{"UnknownOperationException"}, [2]string{}},
		{"CBOR", awserr.New("MissingParameter", "no thing"), asCBOR("/service/GraniteServiceVersion20100801/operation/DescribeAlarms", "\xa0"), 400, []string{"MissingRequiredParameterException", "no thing"}, [2]string{"X-Amzn-Query-Error", "MissingParameter;Sender"}},
		{"CBOR, broken", nil, asCBOR("/service/GraniteServiceVersion20100801/operation/DescribeAlarms", "\xa1"), 400, []string{"SerializationException"}, [2]string{"Smithy-Protocol", "rpc-v2-cbor"}},
		{"CBOR, no such service", nil, asCBOR("/service/Nothing/operation/Dance", ""), 404, []string{"UnknownOperationException"}, [2]string{}},
		{"S3", awserr.New("NoSuchKey", "none").WithStatus(404), request("HEAD", "http://127.0.0.1/bucket/key", ""), 404, nil, [2]string{"X-Amz-Request-Id", "id"}},
		{"S3, not simulated", nil, request("POST", "http://127.0.0.1/bucket/key?uploads", ""), 501, []string{"<Error><Code>NotImplemented</Code>", "CreateMultipartUpload"}, [2]string{}},
		{"S3, more than is simulated", nil, request("HEAD", "http://127.0.0.1/bucket/key?torrent", ""), 501, nil, [2]string{}},
		{"S3, no such method", nil, request("PATCH", "http://127.0.0.1/bucket", ""), 405, []string{"MethodNotAllowed"}, [2]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript()
			for name := range s.answers {
				if c.answer != nil {
					s.answers[name] = c.answer
				}
			}
			w := ask(t, s, c.request)
			if w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
			for _, want := range c.body {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("body %q has no %q", w.Body, want)
				}
			}
			if c.header[0] != "" && w.Header().Get(c.header[0]) != c.header[1] {
				t.Errorf("header %s: %q, want %q", c.header[0], w.Header().Get(c.header[0]), c.header[1])
			}
		})
	}
}

// The signature tells who calls, and which region; it is not verified.
func TestWhoAndWhere(t *testing.T) {
	const presigned = "http://127.0.0.1/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Signature=0&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260310%2Feu-west-1%2Fsts%2Faws4_request"
	authorization := "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260310/ap-south-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
	for _, c := range []struct {
		name        string
		request     *http.Request
		key, region string
	}{
		{"in a header", form(instances, "Authorization", authorization), "AKIAIOSFODNN7EXAMPLE", "ap-south-1"},
		{"in the query", request("GET", presigned, ""), "AKIAIOSFODNN7EXAMPLE", "eu-west-1"},
		{"of version 2", form(instances, "Authorization", "AWS AKIAIOSFODNN7EXAMPLE:x="), "AKIAIOSFODNN7EXAMPLE", "us-west-2"},
		{"none", form(instances), "", "us-west-2"},
		{"a placeholder", form(instances, "Authorization", "AWS4-HMAC-SHA256 Credential=test/20260310/us-east-1/ec2/aws4_request, Signature=0"), "", "us-east-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript()
			if w := ask(t, wire.OneAccount(s), c.request); w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			if s.caller.AccessKey != c.key || s.region != c.region || s.caller.Region != c.region {
				t.Errorf("%q in %q, want %q in %q", s.caller.AccessKey, s.region, c.key, c.region)
			}
			if s.caller.SourceIP != "192.0.2.1" {
				t.Errorf("from %q", s.caller.SourceIP)
			}
		})
	}
}

// Old clients name a version of the API that is not the newest; the signature
// tells the service.
func TestAnOldVersion(t *testing.T) {
	s := newScript()
	w := ask(t, s, form("Action=DescribeInstances&Version=2013-10-15&InstanceId.2=i-b&InstanceId.1=i-a&SignatureVersion=4",
		"Authorization", "AWS4-HMAC-SHA256 Credential=test/20260310/us-east-1/ec2/aws4_request, Signature=0"))
	in, ok := s.input.(*ec2.DescribeInstancesInput)
	if w.Code != 200 || !ok || !reflect.DeepEqual(in.InstanceIds, []string{"i-a", "i-b"}) {
		t.Errorf("%d %s, %v", w.Code, w.Body, s.input)
	}
}

// A page that has had a name of its own point to this machine sends that name.
func TestHosts(t *testing.T) {
	for _, c := range []struct {
		host string
		ok   bool
	}{
		{"127.0.0.1:4566", true}, {"[::1]:4566", true}, {"localhost", true}, {"LOCALHOST.:80", true}, {"photos.s3.localhost", true}, {"aws.test:4566", true},
		{"evil.example", false}, {"localhost.evil.example", false}, {"notlocalhost", false}, {"", false},
	} {
		r := form(instances)
		r.Host = c.host
		if w := ask(t, newScript(), r); (w.Code == http.StatusOK) != c.ok {
			t.Errorf("%q: %d", c.host, w.Code)
		}
	}
}

// A bucket may be named in the path or before the host.
func TestBuckets(t *testing.T) {
	for _, c := range []struct{ host, path, operation, bucket, prefix string }{
		{"127.0.0.1", "/", "ListBuckets", "", ""},
		{"127.0.0.1", "/photos?list-type=2&prefix=a%2Fb", "ListObjectsV2", "photos", "a/b"},
		{"127.0.0.1", "/photos/?list-type=2", "ListObjectsV2", "photos", ""},
		{"photos.localhost:4566", "/?list-type=2", "ListObjectsV2", "photos", ""},
		{"photos.s3.localhost", "/?list-type=2", "ListObjectsV2", "photos", ""},
		{"my.photos.s3.us-west-2.localhost", "/?list-type=2", "ListObjectsV2", "my.photos", ""},
		{"s3.localhost", "/photos?list-type=2", "ListObjectsV2", "photos", ""},
		{"photos.aws.test", "/?list-type=2", "ListObjectsV2", "photos", ""},
	} {
		s := newScript()
		r := request("GET", "http://"+c.host+c.path, "")
		w := ask(t, s, r)
		in, _ := s.input.(*s3.ListObjectsV2Input)
		if w.Code != 200 || s.operation != c.operation || in != nil && (aws.ToString(in.Bucket) != c.bucket || aws.ToString(in.Prefix) != c.prefix) {
			t.Errorf("%s%s: %d, %s %+v", c.host, c.path, w.Code, s.operation, s.input)
		}
	}
}

// Bodies come compressed, and in the chunks of streaming signatures.
func TestBodies(t *testing.T) {
	var z bytes.Buffer
	g := gzip.NewWriter(&z)
	_, _ = io.WriteString(g, `{"AlarmNames":["a"]}`)
	_ = g.Close()
	s := newScript()
	r := asJSON("GraniteServiceVersion20100801.DescribeAlarms", z.String())
	r.Header.Set("Content-Encoding", "gzip")
	if w := ask(t, s, r); w.Code != 200 || !reflect.DeepEqual(s.input.(*cloudwatch.DescribeAlarmsInput).AlarmNames, []string{"a"}) {
		t.Errorf("compressed: %d, %v", w.Code, s.input)
	}
	const chunks = "5;chunk-signature=0\r\nhello\r\n6;chunk-signature=0\r\n world\r\n0;chunk-signature=0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"
	s = newScript()
	w := ask(t, s, request("PUT", "http://127.0.0.1/b/k%20%C3%A9/x", chunks, "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
		"Content-Encoding", "aws-chunked", "X-Amz-Meta-Colour", "red"))
	in, ok := s.input.(*s3.PutObjectInput)
	if w.Code != 200 || !ok {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	body, _ := io.ReadAll(in.Body)
	if string(body) != "hello world" || aws.ToString(in.Key) != "k é/x" || in.ContentEncoding != nil || aws.ToInt64(in.ContentLength) != 11 || in.Metadata["colour"] != "red" {
		t.Errorf("%q, %+v", body, in)
	}
	for _, bad := range []string{"5\r\nhel", "zz\r\n", "5\r\nhelloX\r\n0\r\n", ""} {
		r := request("PUT", "http://127.0.0.1/b/k", bad+" ", "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
		if w := ask(t, newScript(), r); w.Code != 400 {
			t.Errorf("%q: %d", bad, w.Code)
		}
	}
}

// endless is a body that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestABodyThatIsTooLong(t *testing.T) {
	r := httptest.NewRequest("POST", "http://127.0.0.1/", endless{})
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := ask(t, newScript(), r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
	var bomb bytes.Buffer
	g := gzip.NewWriter(&bomb)
	_, _ = io.CopyN(g, endless{}, 65<<20)
	_ = g.Close()
	r = form(bomb.String(), "Content-Encoding", "gzip")
	if w := ask(t, newScript(), r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("compressed: status %d", w.Code)
	}
}

// CloudWatch once spoke Query, and the oldest clients still do.
func TestCloudWatchOverQuery(t *testing.T) {
	s := newScript()
	s.answers["cloudwatch.DescribeAlarms"] = &cloudwatch.DescribeAlarmsOutput{MetricAlarms: []cwtypes.MetricAlarm{{
		AlarmName: aws.String("a"), Dimensions: []cwtypes.Dimension{{Name: aws.String("n"), Value: aws.String("v")}}, Threshold: aws.Float64(1.5),
	}}}
	w := ask(t, s, form("Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a&MaxRecords=5"))
	in := s.input.(*cloudwatch.DescribeAlarmsInput)
	if !reflect.DeepEqual(in.AlarmNames, []string{"a"}) || aws.ToInt32(in.MaxRecords) != 5 {
		t.Errorf("%+v", in)
	}
	want := "<MetricAlarms><member><AlarmName>a</AlarmName><Dimensions><member><Name>n</Name><Value>v</Value></member></Dimensions><Threshold>1.5</Threshold></member></MetricAlarms>"
	if !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), "<DescribeAlarmsResult>") {
		t.Errorf("%s", w.Body)
	}
	w = ask(t, s, form("Action=PutMetricAlarm&Version=2010-08-01&AlarmName=a&Period=60&Threshold=2.5&Dimensions.member.1.Name=n&Dimensions.member.1.Value=v&Statistic=Sum&ActionsEnabled=true"))
	put := s.input.(*cloudwatch.PutMetricAlarmInput)
	if w.Code != 200 || aws.ToFloat64(put.Threshold) != 2.5 || put.Statistic != cwtypes.StatisticSum || !aws.ToBool(put.ActionsEnabled) || len(put.Dimensions) != 1 {
		t.Errorf("%d, %+v", w.Code, put)
	}
}

// botocore writes more before the target; lists of the top are there though
// they are empty.
func TestCloudWatchOverJSON(t *testing.T) {
	s := newScript()
	r := asJSON("com.amazonaws.GraniteServiceVersion20100801.DescribeAlarms", `{"AlarmNames":["a"],"MaxRecords":5,"Other":1}`)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	w := ask(t, s, r)
	if w.Code != 200 || w.Body.String() != `{"CompositeAlarms":[],"LogAlarms":[],"MetricAlarms":[]}` || w.Header().Get("Content-Type") != "application/x-amz-json-1.0" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if in := s.input.(*cloudwatch.DescribeAlarmsInput); aws.ToInt32(in.MaxRecords) != 5 {
		t.Errorf("%+v", in)
	}
}

func TestTheServersOwnInterface(t *testing.T) {
	o := wire.Options{Backend: newScript()}
	r := request("GET", "http://127.0.0.1/_fleetglass/health", "")
	for _, want := range []int{http.StatusNotFound, http.StatusTeapot} {
		server, err := wire.New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		if server.ServeHTTP(w, r); w.Code != want {
			t.Errorf("status %d, want %d", w.Code, want)
		}
		o.Control = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	}
}

func TestWhatPanicsIsReported(t *testing.T) {
	s := newScript()
	s.answers["ec2.DescribeInstances"] = "broken"
	var said string
	server, err := wire.New(wire.Options{Backend: s, Report: func(text string) { said = text }})
	if err != nil {
		t.Fatal(err)
	}
	server.ServeHTTP(httptest.NewRecorder(), form(instances))
	if !strings.Contains(said, "broken") {
		t.Errorf("said %q", said)
	}
}
