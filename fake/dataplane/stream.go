package dataplane

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"fleetglass/fake"
	"fleetglass/fake/sim/balancing"
)

// acceptStreams takes the connections of a port that knows no requests.
func (o *port) acceptStreams() {
	for {
		c, err := o.listener.Accept()
		if err != nil {
			return // closed
		}
		if !o.keep(c) {
			c.Close()
			return
		}
		o.streams.Go(func() {
			o.stream(c)
			o.release(c)
		})
	}
}

// stream passes a connection to its target. What begins like a request of HTTP
// is served by the simulated web server; anything else is sent back, byte by
// byte. Without a target, or one that takes it, the connection ends.
func (o *port) stream(c net.Conn) {
	door := o.currentDoor()
	engine, err := o.engine()
	if err != nil {
		c.Close()
		return
	}
	client, _, _ := net.SplitHostPort(c.RemoteAddr().String())
	out, found := engine.Visit(door, balancing.Visit{Flow: balancing.Hash(c.RemoteAddr().String()), Client: balancing.Hash(client)})
	if !found || out.Shut || out.Fate != balancing.Answered {
		c.Close()
		return
	}
	idle := newIdle(c, out.Idle)
	s := &streamed{Conn: c, from: bufio.NewReader(c), idle: idle, target: out.Target, door: door, engine: engine, port: o, done: make(chan struct{})}
	if s.isHTTP() && o.handed.give(s) {
		<-s.done // the server closes it
		return
	}
	defer s.Close()
	_, _ = io.Copy(c, s)
}

// streamed is a connection of which the beginning has been looked at.
type streamed struct {
	net.Conn
	from   *bufio.Reader
	idle   *idle
	target balancing.Reached
	door   fake.Door
	engine *fake.Engine
	port   *port
	once   sync.Once
	done   chan struct{}
}

// Read reads what the client sent, from the beginning on.
func (s *streamed) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	s.idle.reset()
	return n, err
}

// Close ends the connection.
func (s *streamed) Close() error {
	s.idle.stop()
	err := s.Conn.Close()
	s.once.Do(func() { close(s.done) })
	return err
}

// isHTTP tells whether the client begins with a request line, or as HTTP/2
// does.
func (s *streamed) isHTTP() bool {
	const longest = len("OPTIONS ")
	for n := 1; n <= longest; n++ {
		start, err := s.from.Peek(n)
		if err != nil {
			return false
		}
		begins := false
		for _, method := range []string{"GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "PRI * "} {
			if strings.HasPrefix(string(start), method) {
				return true
			}
			begins = begins || strings.HasPrefix(method, string(start))
		}
		if !begins {
			return false
		}
	}
	return false
}

// handed is a listener whose connections are handed to it.
type handed struct {
	at     net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newHanded(at net.Addr) *handed {
	return &handed{at: at, conns: make(chan net.Conn), closed: make(chan struct{})}
}

// give hands a connection over; false when nobody takes any more.
func (h *handed) give(c net.Conn) bool {
	select {
	case h.conns <- c:
		return true
	case <-h.closed:
		return false
	}
}

// Accept waits for a connection that is handed over.
func (h *handed) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// Close takes no more connections.
func (h *handed) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}

// Addr is the address of the port.
func (h *handed) Addr() net.Addr { return h.at }

type streamKey struct{}

// context has the requests of a connection know it.
func (h *handed) context(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, streamKey{}, c)
}

// answerStream is the web server at the end of a passed connection. It sees
// the client itself: nothing was added on the way.
func answerStream(w http.ResponseWriter, r *http.Request) {
	s, ok := r.Context().Value(streamKey{}).(*streamed)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	code := s.engine.VisitAgain(s.door, s.target, r.URL.EscapedPath())
	if code <= 0 {
		panic(http.ErrAbortHandler)
	}
	if asksForSocket(r) && code == http.StatusOK {
		s.port.socket(w, r, balancing.Outcome{Target: s.target, Idle: s.idle.after})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	serveTarget(w, r, s.target, code)
}
