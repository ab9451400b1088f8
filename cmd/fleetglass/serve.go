package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
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
	attach bool // open the console on what is served
	plane  bool // balancers take real requests
	log    string
	owners string // of accounts: oneAccount or perKey
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
	f.StringVar(&o.owners, "accounts", oneAccount, "whose accounts there are: "+oneAccount+", or "+perKey+" for one to every access key id")
	f.BoolVar(&o.engine.anyImage, "any-image", false, "take every image id for an image, as test suites invent them")
	f.BoolVar(&o.plane, "data-plane", false, "let each listener of a balancer take real requests, on a port of 127.0.0.1")
	f.BoolVar(&o.attach, "attach", false, "open the console on the account that is served, and stop when it is left")
	f.StringVar(&o.log, "log", "", "file for what the server has to say; without one it says it here, or nothing while the console is open")
	o.engine.look.flags(f)
	worldFlags(f, &o.engine)
	cmd.SetFlagErrorFunc(explainFlagError)
	return cmd
}

// defaultListen is where other simulators of AWS listen, so that scripts which
// know them find this one.
const defaultListen = "127.0.0.1:4566"

// The choices of --accounts.
const (
	oneAccount = "one"
	perKey     = "per-key"
)

// runServe serves until the context ends, or the console is left, and saves
// the state then.
func runServe(ctx context.Context, s surroundings, o serveOptions) error {
	if err := o.check(s); err != nil {
		return err
	}
	host, err := o.allowed()
	if err != nil {
		return err
	}
	report, err := o.report(s)
	if err != nil {
		return err
	}
	defer report.Close()
	o.engine.unlimited = !o.limits
	kept, err := openSaved(o.engine, report)
	if err != nil {
		return err
	}
	accounts, err := o.accounts(kept)
	if err != nil {
		return err
	}
	handler, err := newHandler(accounts, host, report)
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
	return serveSaving(ctx, accounts, o.engine.state, report, func() error {
		return o.attached(ctx, s, accounts.All()[0], l.Addr(), func(ctx context.Context) error {
			defer o.openPlane(ctx, accounts, report)()
			return serveUntil(ctx, wire.HTTPServer(handler), wire.Listener(l))
		})
	})
}

// openPlane lets balancers take requests until the context ends, where that
// was asked for. What it returns waits for requests under way.
func (o serveOptions) openPlane(ctx context.Context, accounts *control.Accounts, report io.Writer) (wait func()) {
	if !o.plane {
		return func() {}
	}
	plane := accounts.OpenDataPlane(func(text string) { fmt.Fprintln(report, "fleetglass: "+text) })
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { plane.Run(ctx); close(ended) }()
	return func() { stop(); <-ended }
}

// check refuses flags that cannot be right.
func (o serveOptions) check(s surroundings) error {
	if err := o.engine.check(); err != nil {
		return err
	}
	if o.owners != "" {
		if err := oneOf("accounts", o.owners, []string{oneAccount, perKey}); err != nil {
			return err
		}
	}
	if !o.attach {
		return nil
	}
	if _, err := o.engine.look.resolve(s.getenv); err != nil {
		return err
	}
	return needTerminal(s)
}

// accounts are those that are served.
func (o serveOptions) accounts(kept []fake.Kept) (*control.Accounts, error) {
	first := control.NewAccount(kept[0].Engine, fake.Options{Size: o.engine.size, Limits: o.limits, AnyImage: o.engine.anyImage})
	first.Settle(o.settle)
	if o.owners == perKey {
		return control.PerKey(first, kept[1:]), nil
	}
	if len(kept) > 1 {
		return nil, usagef("%s holds %d accounts; serve it with --accounts %s", o.engine.state, len(kept), perKey)
	}
	return control.One(first), nil
}

// report is where the server says what goes wrong. The console's screen must
// stay whole, so beside it there is only the file.
func (o serveOptions) report(s surroundings) (io.WriteCloser, error) {
	switch {
	case o.log != "":
		file, err := os.OpenFile(o.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, usagef("--log: %v", err)
		}
		return file, nil
	case o.attach:
		return unclosed{io.Discard}, nil
	}
	return unclosed{s.err}, nil
}

// unclosed is a writer that stays open for others when it is closed.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// attached serves, with the console on what is served where that was asked
// for. The first of both to end ends the other.
func (o serveOptions) attached(ctx context.Context, s surroundings, account *control.Account, at net.Addr, serve func(context.Context) error) error {
	if !o.attach {
		return serve(ctx)
	}
	theme, err := o.engine.look.resolve(s.getenv)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- serve(ctx); stop() }()
	err = showEngine(ctx, s, controls{account.Engine}, o.engine, theme, "serve "+at.String())
	stop()
	return errors.Join(err, <-served)
}

// serveSaving serves, and saves the state meanwhile and in the end where there
// is a file for it.
func serveSaving(ctx context.Context, accounts *control.Accounts, path string, report io.Writer, serve func() error) error {
	if path == "" {
		return serve()
	}
	ctx, stop := context.WithCancel(ctx)
	saved := make(chan struct{})
	go func() { keepSaving(ctx, accounts, path, report); close(saved) }()
	err := serve()
	stop()
	<-saved
	return errors.Join(err, saveState(accounts, path))
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
func newHandler(accounts *control.Accounts, host string, report io.Writer) (http.Handler, error) {
	o := wire.Options{
		Backend: accounts, Region: fake.Region, KnowsRegion: fake.KnownRegion, Control: control.NewFor(accounts, version),
		Report: func(text string) { fmt.Fprintln(report, "fleetglass: "+text) },
	}
	if accounts.Only() {
		o.Backend = wire.OneAccount(accounts)
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
