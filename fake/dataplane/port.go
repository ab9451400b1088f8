package dataplane

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"fleetglass/fake"
	"fleetglass/fake/wire"
)

// Limits on what clients may bring, and on how slow they may be. AWS's own are
// taken where it publishes them (ALB/load-balancer-limits).
const (
	mostHeader = 64 << 10
	mostBody   = 64 << 20 // choice: the simulated servers only count it
	headerTime = 10 * time.Second
	readTime   = 2 * time.Minute
	idleTime   = time.Minute
	stopTime   = 3 * time.Second
)

// engineOf is the present engine of an account.
type engineOf func() (*fake.Engine, error)

// port is one open port: a listener of a balancer.
type port struct {
	listener net.Listener
	account  string
	engine   engineOf
	server   *http.Server // of requests; for streams, of those that turn out to be HTTP
	handed   *handed      // streams that turned out to be HTTP
	streams  sync.WaitGroup
	closing  chan struct{}
	once     sync.Once

	mu    sync.Mutex
	door  fake.Door
	conns map[io.Closer]bool // that the server does not know of
}

func newPort(l net.Listener, account string, d fake.Door, engine engineOf) *port {
	o := &port{listener: wire.Listener(l), account: account, engine: engine, door: d, closing: make(chan struct{}), conns: map[io.Closer]bool{}}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	o.server = &http.Server{
		Protocols: protocols, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: mostHeader,
		ErrorLog: log.New(io.Discard, "", 0), // what a client did wrong is the client's
	}
	return o
}

// address is where clients find the port.
func (o *port) address() string { return o.listener.Addr().String() }

func (o *port) currentDoor() fake.Door {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.door
}

func (o *port) setDoor(d fake.Door) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.door = d
}

// serve takes clients until the port is closed; it does not wait for that.
func (o *port) serve() {
	if speaksHTTP(o.door) {
		o.server.Handler = http.HandlerFunc(o.answer)
		go o.server.Serve(o.listener)
		return
	}
	o.handed = newHanded(o.listener.Addr())
	o.server.Handler = http.HandlerFunc(answerStream)
	o.server.ConnContext = o.handed.context
	go o.server.Serve(o.handed)
	go o.acceptStreams()
}

// close stops listening, lets requests under way end for a while, and ends
// connections that are streams.
func (o *port) close() {
	o.once.Do(func() {
		close(o.closing)
		o.listener.Close()
		ctx, stop := context.WithTimeout(context.Background(), stopTime)
		defer stop()
		o.endConnections()
		if o.server.Shutdown(ctx) != nil {
			o.server.Close()
		}
		o.streams.Wait()
	})
}

// keep has a connection closed with the port; it is false when that is closed
// already.
func (o *port) keep(c io.Closer) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case <-o.closing:
		return false
	default:
	}
	o.conns[c] = true
	return true
}

func (o *port) release(c io.Closer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.conns, c)
}

func (o *port) endConnections() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for c := range o.conns {
		c.Close()
	}
}
