package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fleetglass/fake"
	"fleetglass/fake/control"
	"fleetglass/fake/metadata"
	"fleetglass/fake/wire"
)

// serveOptions are the flags of the engine's server.
type serveOptions struct {
	listen string
	open   bool // anybody who reaches the address may do anything
	limits bool
	settle bool // transitions end before the next call is answered
	engine demoOptions
}

// serveCommand is `fleetglass serve`.
func serveCommand(s surroundings) *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a simulated account over AWS's own protocols",
		Long: strings.TrimSpace(`
serve lets other programs (the aws CLI, the SDKs, Terraform) work on a simulated
account. It answers in AWS's own protocols on one address of this machine and
prints what to export so that they find it. Signatures are not verified: whoever
reaches the address may do anything, so it stays on the loopback unless told
otherwise twice.`),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd.Context(), s, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", defaultListen, "address and port; port 0 takes a free one")
	f.BoolVar(&o.open, "i-know-this-has-no-authentication", false, "let --listen name an address that other machines reach")
	f.BoolVar(&o.limits, "limits", false, "refuse calls that come faster than AWS lets them")
	f.BoolVar(&o.settle, "settle", false, "let every transition finish before the next call is answered, for tests that do not wait")
	worldFlags(f, &o.engine)
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

// defaultListen is where other simulators of AWS listen, so that scripts which
// know them find this one.
const defaultListen = "127.0.0.1:4566"

// runServe serves until the context ends, and saves the state then.
func runServe(ctx context.Context, s surroundings, o serveOptions) error {
	if err := o.engine.check(); err != nil {
		return err
	}
	host, err := o.allowed()
	if err != nil {
		return err
	}
	o.engine.unlimited = !o.limits
	engine, err := openSaved(o.engine, s.err)
	if err != nil {
		return err
	}
	account := control.NewAccount(engine, fake.Options{Size: o.engine.size, Limits: o.limits})
	account.Settle(o.settle)
	handler, err := newHandler(account, host, s.err)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	if s.getenv("GOGC") == "" {
		debug.SetGCPercent(serveGC)
	}
	announce(s.out, l.Addr())
	return serveSaving(ctx, account, o.engine.state, s.err, func() error {
		return serveUntil(ctx, wire.HTTPServer(handler), wire.Listener(l))
	})
}

// serveSaving serves, and saves the state meanwhile and in the end where there
// is a file for it.
func serveSaving(ctx context.Context, account *control.Account, path string, report io.Writer, serve func() error) error {
	if path == "" {
		return serve()
	}
	ctx, stop := context.WithCancel(ctx)
	saved := make(chan struct{})
	go func() { keepSaving(ctx, account.Engine, path, report); close(saved) }()
	err := serve()
	stop()
	<-saved
	return errors.Join(err, saveState(account.Engine(), path))
}

// serveGC lets garbage grow further than by default before it is collected: an
// answer is some megabytes of it at once, and would be half of the work.
const serveGC = 400

// allowed refuses an address that other machines reach, unless it was asked
// for twice. The host is the one that --listen names.
func (o serveOptions) allowed() (host string, err error) {
	host, _, err = net.SplitHostPort(o.listen)
	if err != nil {
		return "", usagef("--listen %s is no address and port, such as %s", o.listen, defaultListen)
	}
	ip := net.ParseIP(host)
	if o.open || host == "localhost" || ip != nil && ip.IsLoopback() {
		return host, nil
	}
	return "", usagef("--listen %s can be reached by other machines, and nobody is asked who he is; give --i-know-this-has-no-authentication as well, or listen on 127.0.0.1", o.listen)
}

// newHandler is AWS's services and the server's own interface.
func newHandler(account *control.Account, host string, report io.Writer) (http.Handler, error) {
	o := wire.Options{
		Backend: wire.OneAccount(account), Region: fake.Region, Control: control.New(account, version),
		Report: func(text string) { fmt.Fprintln(report, "fleetglass: "+text) },
	}
	if host != "" && net.ParseIP(host) == nil {
		o.Hosts = []string{host}
	}
	server, err := wire.New(o)
	if err != nil {
		return nil, err
	}
	return metadata.Named(server, control.Path+"instances/"), nil
}

// announce prints where the server is and what to export to use it.
func announce(out io.Writer, at net.Addr) {
	fmt.Fprintf(out, `Serving AWS at http://%s

export AWS_ENDPOINT_URL=http://%s
export AWS_ACCESS_KEY_ID=%s
export AWS_SECRET_ACCESS_KEY=not-a-secret
export AWS_REGION=%s AWS_DEFAULT_REGION=%s

Stop it with Ctrl-C.
`, at, at, fake.AdministratorKey, fake.Region, fake.Region)
}

// stopTime is how long calls under way may take to end when the server stops.
const stopTime = 5 * time.Second

// serveUntil serves until the context ends, then lets calls under way end.
func serveUntil(ctx context.Context, server *http.Server, l net.Listener) error {
	server.BaseContext = func(net.Listener) context.Context { return ctx }
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	graceful, stop := context.WithTimeout(context.Background(), stopTime)
	defer stop()
	if err := server.Shutdown(graceful); err != nil {
		return server.Close()
	}
	return nil
}
