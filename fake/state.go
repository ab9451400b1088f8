package fake

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fleetglass/fake/world"
)

// A state file is one line of text that says what it is, then the state as
// compressed JSON:
//
//	fleetglass-state 2 sha256:<hex digits of the rest>
const (
	stateFormat  = "fleetglass-state"
	stateVersion = 2
)

// state is all there is to an engine.
type state struct {
	Speed  float64
	Paused bool
	Worlds []*world.World // the scenario's region first

	Key    string            `json:",omitempty"` // see Kept
	Others []json.RawMessage `json:",omitempty"` // of a server with several accounts: the states of the others
}

// Errors of reading a state file; the message of the error says more.
var (
	ErrNotState     = errors.New("not a fleetglass state file")
	ErrStateVersion = errors.New("state file of another version")
	ErrStateDamaged = errors.New("state file is damaged")
	ErrManyAccounts = errors.New("state file holds several accounts")
)

// Save writes the whole account to a file, which is replaced at once: a
// crash leaves the old file or the new one.
func (e *Engine) Save(path string) error {
	data, err := e.encode()
	if err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	if err := replace(path, data); err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	return nil
}

// Load goes on with the account in a file, from the virtual time at which it
// was saved. Of the options only Wall, Limits, AnyImage and AfterStep count; a Speed that is not
// 0 takes the place of the saved one. The file is only read.
func Load(path string, o Options) (*Engine, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load state: %w", err)
	}
	e, err := Decode(data, o)
	if err != nil {
		return nil, fmt.Errorf("load state %s: %w", path, err)
	}
	return e, nil
}

// Encode is the whole account as of now, as a state file holds it.
func (e *Engine) Encode() ([]byte, error) { return e.encode() }

// Decode is Load for what Encode gave.
func Decode(data []byte, o Options) (*Engine, error) {
	s, err := decode(data)
	if err != nil {
		return nil, err
	}
	if len(s.Others) > 0 {
		return nil, fmt.Errorf("%w, %d of them", ErrManyAccounts, len(s.Others)+1)
	}
	return s.engine(o), nil
}

// engine goes on with a state that was checked.
func (s *state) engine(o Options) *Engine {
	e := &Engine{afterStep: o.AfterStep, born: make(chan struct{})}
	close(e.born)
	for _, w := range s.Worlds {
		w.AnyImage = w.AnyImage || o.AnyImage
		e.places = append(e.places, e.newPlace(w))
	}
	if o.Speed == 0 {
		o.Speed = s.Speed
	}
	e.pace = newPace(o.Wall, e.home().world.Now, o.Speed)
	e.limits = o.limits(e.pace)
	e.pace.pause(s.Paused)
	return e
}

// encode is the state as a file holds it, as of now. The same world gives the
// same bytes.
func (e *Engine) encode() ([]byte, error) {
	plain, err := e.plain("", nil)
	if err != nil {
		return nil, err
	}
	return sealed(plain)
}

// plain is the state as JSON, as of now.
func (e *Engine) plain(key string, others []json.RawMessage) ([]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(unbounded)
	s := state{Speed: e.pace.currentSpeed(), Paused: e.pace.isPaused(), Key: key, Others: others}
	for _, p := range e.places {
		s.Worlds = append(s.Worlds, p.world)
	}
	return json.Marshal(s)
}

// sealed is a state as a file holds it.
func sealed(plain []byte) ([]byte, error) {
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	header := fmt.Sprintf("%s %d sha256:%x\n", stateFormat, stateVersion, sha256.Sum256(body.Bytes()))
	return append([]byte(header), body.Bytes()...), nil
}

func decode(data []byte) (*state, error) {
	body, err := checkHeader(data)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrStateDamaged, err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrStateDamaged, err)
	}
	return parseState(plain)
}

func parseState(plain []byte) (*state, error) {
	var s state
	reader := json.NewDecoder(bytes.NewReader(plain))
	reader.DisallowUnknownFields()
	if err := reader.Decode(&s); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrStateDamaged, err)
	}
	return &s, s.check()
}

// checkHeader reads the first line and returns the rest, if it is whole.
func checkHeader(data []byte) ([]byte, error) {
	line, body, found := bytes.Cut(data, []byte("\n"))
	if !found || !strings.HasPrefix(string(line), stateFormat+" ") {
		return nil, ErrNotState
	}
	var version int
	var sum string
	if n, _ := fmt.Sscanf(string(line), stateFormat+" %d sha256:%s", &version, &sum); n < 1 {
		return nil, ErrNotState
	}
	if version != stateVersion {
		return nil, fmt.Errorf("%w: it is version %d, this program reads version %d; begin a new one", ErrStateVersion, version, stateVersion)
	}
	if sum != fmt.Sprintf("%x", sha256.Sum256(body)) {
		return nil, fmt.Errorf("%w: the checksum does not match", ErrStateDamaged)
	}
	return body, nil
}

// check refuses a state that no engine can go on with.
func (s *state) check() error {
	if len(s.Worlds) == 0 {
		return fmt.Errorf("%w: there is no world in it", ErrStateDamaged)
	}
	for _, w := range s.Worlds {
		if w == nil || w.Region == "" || w.Now.IsZero() || w.Now.Location() != time.UTC {
			return fmt.Errorf("%w: a world is not whole", ErrStateDamaged)
		}
	}
	return nil
}

// replace writes a file beside the old one and puts it in its place.
func replace(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// syncDirectory makes the new name last through a crash. Where directories
// cannot be synced the rename has still happened.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
