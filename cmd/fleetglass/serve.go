package main

import (
	"context"
	"encoding/json"
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
	"fleetglass/fake/wire"
)

// serveOptions are the flags of the engine's server.
type serveOptions struct {
	listen string
	open   bool // anybody who reaches the address may do anything
	limits bool
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
	engine, err := openEngine(o.engine)
	if err != nil {
		return err
	}
	handler, err := newHandler(engine, host, s.err)
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
	err = serveUntil(ctx, wire.HTTPServer(handler), wire.Listener(l))
	if o.engine.state == "" {
		return err
	}
	return errors.Join(err, engine.Save(o.engine.state))
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
func newHandler(engine *fake.Engine, host string, report io.Writer) (http.Handler, error) {
	o := wire.Options{
		Backend: wire.OneAccount(engine), Region: fake.Region, Control: controlMux(engine),
		Report: func(text string) { fmt.Fprintln(report, "fleetglass: "+text) },
	}
	if host != "" && net.ParseIP(host) == nil {
		o.Hosts = []string{host}
	}
	return wire.New(o)
}

// controlMux is what the server answers for itself, under wire.ControlPath.
func controlMux(engine *fake.Engine) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+wire.ControlPath+"health", func(w http.ResponseWriter, _ *http.Request) { writeHealth(w, engine) })
	return mux
}

// health is what the server says of itself.
type health struct {
	Version  string    `json:"version"`
	Scenario string    `json:"scenario"`
	Era      string    `json:"era"`
	Seed     uint64    `json:"seed"`
	Now      time.Time `json:"now"` // of the simulated account
	Speed    float64   `json:"speed"`
	Paused   bool      `json:"paused"`
}

func writeHealth(w http.ResponseWriter, engine *fake.Engine) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(health{
		Version: version, Scenario: engine.Scenario(), Era: engine.Era(), Seed: engine.Seed(),
		Now: engine.Now(), Speed: engine.Speed(), Paused: engine.Paused(),
	})
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
