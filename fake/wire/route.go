package wire

import (
	"net/http"
	"slices"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/awsjson"
	"fleetglass/fake/wire/cbor"
	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/query"
	"fleetglass/fake/wire/restxml"
	"fleetglass/fake/wire/shape"
)

// service is one service with its codecs.
type service struct {
	*names.Service
	query *query.Codec
	json  *awsjson.Codec
	cbor  *cbor.Codec
	rest  *restxml.Codec
}

// services are all services, by what requests call them.
type services struct {
	byVersion, byTarget, byScope map[string]*service
	storage                      *service
}

func newServices(table map[string]*names.Service) services {
	all := services{map[string]*service{}, map[string]*service{}, map[string]*service{}, nil}
	for _, facts := range names.Services() {
		n := table[facts.Package]
		in, out := shape.New(n, shape.Request, unions()), shape.New(n, shape.Answer, unions())
		s := &service{Service: n}
		all.byScope[facts.Scope] = s // of two Elastic Load Balancing services the newer
		if facts.Version != "" {
			s.query = query.New(n, in, out)
			all.byVersion[facts.Version] = s
		}
		if facts.Target != "" {
			s.json, s.cbor = awsjson.New(in, out), cbor.New(in, out)
			all.byTarget[facts.Target] = s
		}
		if facts.Style == names.REST {
			s.rest = restxml.New(n, in, out)
			all.storage = s
		}
	}
	return all
}

// request is a request whose protocol, service and operation are known.
type request struct {
	protocol  protocol
	service   *service
	operation string
	body      []byte
	values    map[string]string // of Query
	storage   restxml.Request   // of REST
}

// route finds out what a request is. The protocol may be known where the
// operation is not, for the error's sake. The bucket is the one in the host's
// name, if any.
func (all services) route(r *http.Request, sc scope, bucket string, body []byte) (request, error) {
	contentType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch {
	case r.Header.Get("Smithy-Protocol") == cborName:
		return all.routeCBOR(r, body)
	case r.Header.Get("X-Amz-Target") != "":
		return all.routeJSON(r, body)
	case sc.service == "s3":
		return all.routeStorage(r, bucket, body)
	case contentType == "application/x-www-form-urlencoded" && r.Method == http.MethodPost:
		return all.routeQuery(string(body), sc)
	case r.Method == http.MethodGet && strings.Contains("&"+r.URL.RawQuery, "&Action="):
		return all.routeQuery(r.URL.RawQuery, sc)
	default:
		return all.routeStorage(r, bucket, body)
	}
}

// routeCBOR reads /service/Target/operation/Name.
func (all services) routeCBOR(r *http.Request, body []byte) (request, error) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	n := len(parts)
	if n < 4 || parts[n-4] != "service" || parts[n-2] != "operation" {
		return request{protocol: cborProtocol{}}, unknownOperation(r.URL.Path)
	}
	s := all.byTarget[parts[n-3]]
	if s == nil {
		return request{protocol: cborProtocol{}}, unknownOperation(parts[n-1])
	}
	return request{protocol: cborProtocol{s}, service: s, operation: parts[n-1], body: body}, nil
}

// routeJSON reads "Target.Name", where botocore writes more before the target.
func (all services) routeJSON(r *http.Request, body []byte) (request, error) {
	target := r.Header.Get("X-Amz-Target")
	version := "1.1"
	if strings.Contains(r.Header.Get("Content-Type"), "json-1.0") {
		version = "1.0"
	}
	parts := strings.Split(target, ".")
	var s *service
	if len(parts) > 1 {
		s = all.byTarget[parts[len(parts)-2]]
	}
	if s == nil {
		return request{protocol: jsonProtocol{nil, version, false}}, unknownOperation(target)
	}
	asQuery := r.Header.Get("X-Amzn-Query-Mode") == "true"
	return request{protocol: jsonProtocol{s, version, asQuery}, service: s, operation: parts[len(parts)-1], body: body}, nil
}

// routeQuery goes by the API's version, which no two services share. Old
// clients of a service name an old version: then the signature tells.
func (all services) routeQuery(form string, sc scope) (request, error) {
	values, err := query.Parse(form)
	if err != nil {
		return request{protocol: queryProtocol{}}, err
	}
	operation, version := values["Action"], values["Version"]
	s := all.byVersion[version]
	if s == nil {
		s = all.byScope[sc.service]
	}
	if s == nil || s.query == nil {
		return request{protocol: queryProtocol{}}, awserr.New("InvalidAction", "Could not find operation %s for version %s", operation, version)
	}
	if operation == "" {
		return request{protocol: queryProtocol{s}}, awserr.New("MissingAction", "The request must contain the parameter Action")
	}
	return request{protocol: queryProtocol{s}, service: s, operation: operation, values: values}, nil
}

// routeStorage takes what is no other protocol's for a request to S3.
func (all services) routeStorage(r *http.Request, bucket string, body []byte) (request, error) {
	p := restProtocol{all.storage}
	req, err := all.storage.rest.Route(r, bucket, body)
	return request{protocol: p, service: all.storage, operation: req.Operation, storage: req}, err
}

func unknownOperation(name string) error {
	return awserr.New("UnknownOperationException", "The operation %s is not known", name).WithStatus(http.StatusNotFound)
}

// streams tells the operations that answer with a stream of events. Clients
// look for them on hosts of their own ("streaming-logs."), which no address of
// this machine has.
func (q request) streams() bool {
	return slices.Contains([]string{"StartLiveTail", "GetLogObject"}, q.operation)
}

// missing is why an operation cannot be called: the service has none of this
// name, or the engine does not simulate it.
func (q request) missing() error {
	switch {
	case q.service.Operations[q.operation]:
		return awserr.New("NotImplemented", "fleetglass does not simulate the operation %s of %s.", q.operation, q.service.Package).WithStatus(http.StatusNotImplemented)
	case q.service.query == nil || q.values == nil:
		return awserr.New("UnknownOperationException", "The operation %s is not known to %s", q.operation, q.service.Package)
	default:
		return awserr.New("InvalidAction", "The action %s is not valid for this web service.", q.operation)
	}
}
