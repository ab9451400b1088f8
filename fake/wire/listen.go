package wire

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits on clients that are slow, or many. Choice: AWS publishes none of its
// own; these are far beyond what a well-behaved client needs.
const (
	maxConnections = 1024
	maxHeader      = 64 << 10
	headerTime     = 10 * time.Second
	readTime       = 2 * time.Minute // an object of S3, slowly
	idleTime       = 2 * time.Minute
)

// HTTPServer is an http.Server for a handler, with its limits. Answers have no
// deadline: events stream for as long as somebody listens.
func HTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
	}
}

// Listener is a listener that accepts no more connections at a time than a
// server should have; more of them wait.
func Listener(l net.Listener) net.Listener {
	return &listener{Listener: l, free: make(chan struct{}, maxConnections), closed: make(chan struct{})}
}

type listener struct {
	net.Listener
	free   chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits for a connection, and for room for it.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case l.free <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.free
		return nil, err
	}
	return &connection{Conn: c, done: func() { <-l.free }}, nil
}

// Close stops accepting, also where Accept waits for room.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

type connection struct {
	net.Conn
	once sync.Once
	done func()
}

// Close gives the connection's place to another.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.done)
	return err
}
