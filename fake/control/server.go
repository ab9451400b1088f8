package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"fleetglass/fake"
	"fleetglass/fake/metadata"
)

// Path is where the interface is; the handler expects it before every path.
const Path = "/_fleetglass/"

// Bounds of what a request may bring. Choice.
const (
	mostForm  = 64 << 10
	mostState = 512 << 20
)

// server is the interface to the accounts of a server.
type server struct {
	accounts *Accounts
	account  *Account // the first
	version  string
}

// New is the interface to an account, for a server of this version.
func New(account *Account, version string) http.Handler { return NewFor(One(account), version) }

// NewFor is the interface to all accounts of a server.
func NewFor(accounts *Accounts, version string) http.Handler {
	s := &server{accounts: accounts, account: accounts.first, version: version}
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(s.route))
}

// refusal is an error with the status of its answer; others are 400.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

// action answers one method of one path. What it returns, unless nil, is
// written as JSON.
type action func(w http.ResponseWriter, r *http.Request) (any, error)

// actions are what is under a name, by method.
func (s *server) actions(name string) map[string]action {
	switch name {
	case "accounts":
		return map[string]action{http.MethodGet: s.list}
	case "health":
		return map[string]action{http.MethodGet: s.health}
	case "clock":
		return map[string]action{http.MethodPost: s.clock}
	case "fault":
		return map[string]action{http.MethodPost: s.fault}
	case "reset":
		return map[string]action{http.MethodPost: s.reset}
	case "state":
		return map[string]action{http.MethodGet: s.save, http.MethodPut: s.load}
	case "dataplane":
		return map[string]action{http.MethodGet: s.dataPlane}
	case "events":
		return map[string]action{http.MethodGet: s.events}
	}
	return nil
}

func (s *server) route(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, Path)
	if rest, ok := strings.CutPrefix(name, "instances/"); ok {
		id, _, _ := strings.Cut(rest, "/")
		metadata.Serve(s.accounts.withInstance(id).Engine(), rest, w, r)
		return
	}
	answer, err := s.answer(name, w, r)
	switch {
	case err != nil:
		write(w, statusOf(err), map[string]string{"error": err.Error()})
	case answer != nil:
		write(w, http.StatusOK, answer)
	}
}

func (s *server) answer(name string, w http.ResponseWriter, r *http.Request) (any, error) {
	actions := s.actions(name)
	if actions == nil {
		return nil, refusal{http.StatusNotFound, fmt.Sprintf("there is no %q here; there are accounts, health, clock, dataplane, fault, reset, state, events and instances/ID/", name)}
	}
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if act := actions[method]; act != nil {
		return act(w, r)
	}
	var allowed []string
	for method := range actions {
		allowed = append(allowed, method)
	}
	slices.Sort(allowed)
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return nil, refusal{http.StatusMethodNotAllowed, fmt.Sprintf("%s takes %s, not %s", name, strings.Join(allowed, " or "), r.Method)}
}

func statusOf(err error) int {
	var r refusal
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &r):
		return r.status
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who has gone away needs no answer
}

// Health is what the server says of itself.
type Health struct {
	Version  string    `json:"version"`
	Scenario string    `json:"scenario"`
	Era      string    `json:"era"`
	Seed     uint64    `json:"seed"`
	Now      time.Time `json:"now"`   // of the account
	Speed    float64   `json:"speed"` // 0 while the clock stands
	Paused   bool      `json:"paused"`
	Settle   bool      `json:"settle"`
}

func (s *server) health(w http.ResponseWriter, r *http.Request) (any, error) {
	account, err := s.asked(r)
	if err != nil {
		return nil, err
	}
	return s.healthOf(account), nil
}

// asked is the account that a request names, or else the first.
func (s *server) asked(r *http.Request) (*Account, error) {
	return s.accounts.Named(r.FormValue("account"))
}

func (s *server) healthOf(a *Account) Health {
	e := a.Engine()
	h := Health{
		Version: s.version, Scenario: e.Scenario(), Era: e.Era(), Seed: e.Seed(),
		Now: e.Now(), Speed: e.Speed(), Paused: e.Paused(), Settle: a.Settles(),
	}
	if h.Paused {
		h.Speed = 0
	}
	return h
}

func (s *server) save(w http.ResponseWriter, _ *http.Request) (any, error) {
	data, err := fake.EncodeAll(s.accounts.kept())
	if err != nil {
		return nil, refusal{http.StatusInternalServerError, err.Error()}
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
	return nil, nil
}

func (s *server) load(w http.ResponseWriter, r *http.Request) (any, error) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostState))
	if err != nil {
		return nil, err
	}
	if err := s.accounts.load(data); err != nil {
		return nil, err
	}
	return s.health(w, r)
}

// events streams what happens until the reader goes away.
func (s *server) events(w http.ResponseWriter, r *http.Request) (any, error) {
	account, err := s.asked(r)
	if err != nil {
		return nil, err
	}
	l := account.Engine().Listen()
	defer l.Close()
	w.Header().Set("Content-Type", "application/x-ndjson")
	out := http.NewResponseController(w)
	if err := out.Flush(); err != nil {
		return nil, refusal{http.StatusInternalServerError, err.Error()}
	}
	lines := json.NewEncoder(w)
	for {
		h, err := l.Next(r.Context())
		if err != nil || tell(lines, out, h) != nil {
			return nil, nil // the reader has gone
		}
	}
}

func tell(lines *json.Encoder, out *http.ResponseController, h fake.Happening) error {
	if err := lines.Encode(h); err != nil {
		return err
	}
	return out.Flush()
}
