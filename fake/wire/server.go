package wire

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/names"
)

// Backend answers calls in the SDK's types; the engine is one. The caller is
// in the context, see [api.CallerFrom].
type Backend interface {
	Call(ctx context.Context, service, operation, region string, input any) (output any, requestID string, err error)
	// Input is a new input of an operation; not ok for one that it has not.
	Input(service, operation string) (input any, ok bool)
}

// ControlPath is where the server's own interface is; no AWS service has it.
const ControlPath = "/_fleetglass/"

// Options are what a server needs.
type Options struct {
	Backend     Backend
	Region      string                 // of requests that name none
	Hosts       []string               // names, besides the loopback's, by which clients may call it
	KnowsRegion func(name string) bool // nil: every name that is made as AWS's are
	Control     http.Handler           // of ControlPath; nil: nothing is there
	Report      func(string)           // of what went wrong inside; nil: nobody is told
}

// Server is AWS's services over HTTP. It is safe for concurrent use.
type Server struct {
	Options
	services services
	refusals atomic.Uint64 // requests that were refused before the backend
	spare    chan []byte   // see buffer
}

// New makes a server.
func New(o Options) (*Server, error) {
	table, err := names.Load()
	if err != nil {
		return nil, err
	}
	if o.KnowsRegion == nil {
		o.KnowsRegion = isRegion
	}
	if o.Report == nil {
		o.Report = func(string) {}
	}
	return &Server{Options: o, services: newServices(table), spare: make(chan []byte, spares)}, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{server: s, w: w, r: r, protocol: unknownProtocol{}}
	defer x.survive()
	if !s.trusts(r.Host) {
		http.Error(w, "The Host header names no host of this server.", http.StatusForbidden)
		return
	}
	if strings.HasPrefix(r.URL.Path, ControlPath) {
		s.control(w, r)
		return
	}
	floor := time.NewTimer(quickest)
	defer floor.Stop()
	reply := x.answer()
	if len(reply.body) > large {
		<-floor.C
	}
	reply.write(w, r)
	s.keep(reply.body)
}

// buffer is room for an answer. It has been another's, if there was one: an
// answer of some megabytes would otherwise be copied a dozen times as it grows.
// (A sync.Pool is emptied by every collection, and there are many.)
func (s *Server) buffer() []byte {
	select {
	case b := <-s.spare:
		return b[:0]
	default:
		return nil
	}
}

// keep takes back the room of an answer that has been written.
func (s *Server) keep(b []byte) {
	if cap(b) > 0 && cap(b) <= maxSpare {
		select {
		case s.spare <- b:
		default: // enough of them
		}
	}
}

// How many buffers are kept, and the largest that is.
const (
	spares   = 4
	maxSpare = 16 << 20
)

// A client of the Go SDK that gets a large answer before its transport has
// finished with the request sees its connection close, and asks again: no
// large answer is written sooner than this.
const (
	quickest = 3 * time.Millisecond
	large    = 48 << 10
)

func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	if s.Control == nil {
		http.NotFound(w, r)
		return
	}
	s.Control.ServeHTTP(w, r)
}

// exchange is one request on its way to an answer.
type exchange struct {
	server   *Server
	w        http.ResponseWriter
	r        *http.Request
	scope    scope
	protocol protocol // once it is known
}

// survive answers a request whose handling panicked. A server goes on; whoever
// runs it is told.
func (x *exchange) survive() {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	x.server.Report(fmt.Sprintf("%s %s: %v", x.r.Method, x.r.URL.Path, cause))
	x.refuse(awserr.New("InternalFailure", "The request processing has failed because of an unknown error.").WithStatus(http.StatusInternalServerError)).write(x.w, x.r)
}

// answer reads the request, makes the call and writes what came of it.
func (x *exchange) answer() reply {
	body, err := readBody(x.w, x.r)
	if err != nil {
		return x.refuse(err)
	}
	x.scope = scopeOf(x.r)
	request, err := x.server.services.route(x.r, x.scope, x.server.bucketIn(x.r.Host), body)
	if request.protocol != nil {
		x.protocol = request.protocol
	}
	if err != nil {
		return x.refuse(err)
	}
	if x.scope.region != "" && !x.server.KnowsRegion(x.scope.region) {
		return x.refuse(awserr.New("SignatureDoesNotMatch", "Credential should be scoped to a valid region, not '%s'.", x.scope.region).WithStatus(http.StatusForbidden))
	}
	input, ok := x.server.Backend.Input(request.service.Package, request.operation)
	if !ok || request.streams() {
		return x.refuse(request.missing())
	}
	if err := request.protocol.decode(request, input); err != nil {
		return x.refuse(err)
	}
	return x.call(request, input)
}

func (x *exchange) call(request request, input any) reply {
	region := x.scope.region
	if region == "" {
		region = x.server.Region
	}
	ctx := api.WithCaller(x.r.Context(), x.caller(region))
	out, id, err := x.server.Backend.Call(ctx, request.service.Package, request.operation, region, input)
	if err != nil {
		return x.protocol.refuse(id, refusal(err))
	}
	return x.protocol.encode(x.server.buffer(), request.operation, id, out)
}

func (x *exchange) caller(region string) api.Caller {
	return api.Caller{AccessKey: x.scope.accessKey, SourceIP: sourceIP(x.r), UserAgent: x.r.UserAgent(), Region: region}
}

// refuse is the answer to a request that never reached the backend, so its id
// is of this package's making.
func (x *exchange) refuse(err error) reply {
	id := fmt.Sprintf("00000000-0000-4000-8000-%012x", x.server.refusals.Add(1))
	return x.protocol.refuse(id, refusal(err))
}

// OneAccount is a backend whose every placeholder for an access key ("test",
// or none at all) is the account's administrator. Ids that look like AWS's own
// stay what they are, known to the account or not.
func OneAccount(b Backend) Backend { return oneAccount{b} }

type oneAccount struct{ Backend }

func (b oneAccount) Call(ctx context.Context, service, operation, region string, input any) (any, string, error) {
	caller := api.CallerFrom(ctx)
	if !isAccessKey(caller.AccessKey) {
		caller.AccessKey = ""
		ctx = api.WithCaller(ctx, caller)
	}
	return b.Backend.Call(ctx, service, operation, region, input)
}
