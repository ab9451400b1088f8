package restxml_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/restxml"
	"fleetglass/fake/wire/shape"
)

func codec(t testing.TB) *restxml.Codec {
	t.Helper()
	all, err := names.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := all["s3"]
	return restxml.New(s, shape.New(s, shape.Request, nil), shape.New(s, shape.Answer, nil))
}

// The operation is told by method, path and query, and by what an operation
// must have (S3/API); a client may name it too.
func TestRoute(t *testing.T) {
	c := codec(t)
	for _, w := range []struct{ method, uri, header, want string }{
		{"GET", "/", "", "ListBuckets"}, {"PUT", "/b", "", "CreateBucket"}, {"HEAD", "/b", "", "HeadBucket"}, {"DELETE", "/b/", "", "DeleteBucket"},
		{"GET", "/b", "", "ListObjects"}, {"GET", "/b?list-type=2", "", "ListObjectsV2"}, {"GET", "/b?list-type=1", "", "ListObjects"}, {"GET", "/b?policy", "", "GetBucketPolicy"},
		{"GET", "/b?policyStatus", "", "GetBucketPolicyStatus"}, {"POST", "/b?delete", "", "DeleteObjects"}, {"GET", "/b?versions", "", "ListObjectVersions"},
		{"GET", "/b?analytics", "", "ListBucketAnalyticsConfigurations"}, {"GET", "/b?analytics&id=1", "", "GetBucketAnalyticsConfiguration"},
		{"PUT", "/b/k", "", "PutObject"}, {"PUT", "/b/k", "X-Amz-Copy-Source", "CopyObject"}, {"PUT", "/b/k?partNumber=1&uploadId=u", "", "UploadPart"},
		{"PUT", "/b/k?x-id=PutObject", "", "PutObject"}, {"GET", "/b/a/b/c", "", "GetObject"}, {"GET", "/b/k?tagging", "", "GetObjectTagging"},
		{"DELETE", "/b/k?uploadId=u", "", "AbortMultipartUpload"}, {"POST", "/b/k?uploads", "", "CreateMultipartUpload"}, {"POST", "/b/k?uploadId=u", "", "CompleteMultipartUpload"},
	} {
		r := httptest.NewRequest(w.method, "http://127.0.0.1"+w.uri, nil)
		if w.header != "" {
			r.Header.Set(w.header, "x")
		}
		if q, err := c.Route(r, "", nil); err != nil || q.Operation != w.want {
			t.Errorf("%s %s: %s, %v, want %s", w.method, w.uri, q.Operation, err, w.want)
		}
	}
}

// input is made as the SDK's requests are.
type input struct {
	Bucket, Key *string
	MaxKeys     *int32
	Rules       []rule
	Part        *rule
	Metadata    map[string]string
}

type rule struct {
	Name  *string
	Parts []rule
}

func FuzzDecode(f *testing.F) {
	c := codec(f)
	for _, seed := range []struct{ method, uri, body string }{
		{"PUT", "/b?lifecycle", "<A><Rules><member><Name>a</Name></member></Rules><Part><Parts><member/></Parts></Part></A>"}, {"PUT", "/b?lifecycle", "<a><b></a>"},
		{"GET", "/b?list-type=2&MaxKeys=x", ""}, {"PUT", "/b/%2e%2e/x", "body"}, {"GET", "/?x=%zz", ""}, {"PUT", "/b?tagging", strings.Repeat("<a>", 5000)},
	} {
		f.Add(seed.method, seed.uri, seed.body)
	}
	f.Fuzz(func(t *testing.T, method, uri, body string) {
		r, err := http.NewRequest(method, "http://127.0.0.1"+uri, nil)
		if err != nil {
			return // no server would see it
		}
		q, err := c.Route(r, "", []byte(body))
		if err != nil {
			return
		}
		var in input
		if c.Decode(q, &in) == nil {
			c.Encode(q.Operation, &in)
		}
	})
}
