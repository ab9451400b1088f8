// Package restxml speaks S3's protocol: what an operation is, and on what,
// tell a request's method, path and query; members are in headers and in the
// query as well as in an XML body.
//
// Buckets may be named in the path or before the host's name. It does not
// know what any operation does; those of query strings that no operation
// takes are refused rather than overlooked.
package restxml

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/shape"
)

// Codec reads S3's requests and writes its answers.
type Codec struct {
	service *names.Service
	in, out *shape.Shapes
	routes  []route
}

// route is an operation's request line, taken apart.
type route struct {
	names.Route
	level string     // "": of the account, "bucket", "object"
	fixed url.Values // of the query, which a request must have
	xid   string     // by which newer clients tell the operation
}

// New is the codec of S3.
func New(service *names.Service, in, out *shape.Shapes) *Codec {
	c := &Codec{service: service, in: in, out: out}
	for _, r := range service.Routes {
		path, query, _ := strings.Cut(r.URI, "?")
		fixed, err := url.ParseQuery(query)
		if err != nil {
			continue // the table is checked by a test
		}
		made := route{Route: r, fixed: fixed, xid: fixed.Get("x-id")}
		fixed.Del("x-id")
		switch path {
		case "/":
		case "/{Bucket}/":
			made.level = "bucket"
		case "/{Bucket}/{Key+}":
			made.level = "object"
		default:
			continue // not of S3 proper
		}
		c.routes = append(c.routes, made)
	}
	return c
}

// Request is a request that has been taken apart.
type Request struct {
	Operation   string
	Bucket, Key string
	Query       url.Values
	Header      http.Header
	Length      int64
	Body        []byte
	route       *route
}

// Route takes a request apart. The bucket is the one before the host's name,
// "" where it is in the path.
func (c *Codec) Route(r *http.Request, bucket string, body []byte) (Request, error) {
	q := Request{Bucket: bucket, Header: r.Header, Length: int64(len(body)), Body: body}
	var err error
	if q.Query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		return q, awserr.New("InvalidURI", "Couldn't parse the specified URI.")
	}
	q.Key = strings.TrimPrefix(r.URL.Path, "/")
	if bucket == "" {
		q.Bucket, q.Key, _ = strings.Cut(q.Key, "/")
	}
	found := c.find(r.Method, q)
	if found == nil {
		return q, awserr.New("MethodNotAllowed", "The specified method is not allowed against this resource.").WithStatus(http.StatusMethodNotAllowed)
	}
	q.Operation, q.route = found.Operation, found
	return q, nil
}

func (q Request) level() string {
	switch {
	case q.Bucket == "":
		return ""
	case q.Key == "":
		return "bucket"
	default:
		return "object"
	}
}

// find is the route that asks most of a request among those that it fits, or
// the one that the client names.
func (c *Codec) find(method string, q Request) *route {
	var best *route
	for i := range c.routes {
		r := &c.routes[i]
		if r.Method != method || r.level != q.level() || !r.fits(q) {
			continue
		}
		if r.xid != "" && r.xid == q.Query.Get("x-id") {
			return r
		}
		if best == nil || r.weight() > best.weight() {
			best = r
		}
	}
	return best
}

func (r *route) weight() int { return len(r.fixed) + len(r.Needs) }

func (r *route) fits(q Request) bool {
	for key, want := range r.fixed {
		if !q.Query.Has(key) || want[0] != "" && q.Query.Get(key) != want[0] {
			return false
		}
	}
	return !slices.ContainsFunc(r.Needs, func(m names.Member) bool {
		return m.Where == names.Query && !q.Query.Has(m.Name) || m.Where == names.Header && q.Header.Get(m.Name) == ""
	})
}

// understood refuses a query that the operation does not take: it asks for
// something else than what would be done. Names of signatures start alike.
func (q Request) understood(s *shape.Struct) error {
	for key := range q.Query {
		name := strings.ToLower(key)
		if key == "x-id" || q.route.fixed.Has(key) || strings.HasPrefix(name, "x-amz-") || slices.Contains([]string{"awsaccesskeyid", "signature", "expires"}, name) {
			continue
		}
		if f := s.Named(key); f == nil || f.Where != names.Query {
			return awserr.New("NotImplemented", "A query parameter you provided implies functionality that is not implemented: %s", key).WithStatus(http.StatusNotImplemented)
		}
	}
	return nil
}
