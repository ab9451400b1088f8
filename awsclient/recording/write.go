package recording

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"fleetglass/awsclient/watch"
)

// apart is how far two frames are from each other at least.
const apart = time.Second

// ErrFull says that a recording has reached its bound. What was written is
// whole.
var ErrFull = errors.New("the recording is full")

// Writer writes a recording.
type Writer struct {
	out      *counter
	gz       *gzip.Writer
	limit    int64
	redactor *redactor
	last     *watch.Snapshot
}

// Options say how to write.
type Options struct {
	// Limit is how many bytes the recording may have; 0 for no bound.
	Limit int64
	// Redact hides account numbers, addresses, access keys and e-mail addresses.
	Redact bool
}

// NewWriter begins a recording.
func NewWriter(w io.Writer, o Options) (*Writer, error) {
	out := &counter{w: w}
	r := &Writer{out: out, gz: gzip.NewWriter(out), limit: o.Limit}
	if o.Redact {
		var err error
		if r.redactor, err = newRedactor(); err != nil {
			return nil, err
		}
	}
	return r, r.line(header{format, version})
}

// Write adds a snapshot, unless the last frame is hardly older. It fails with
// ErrFull when there is no room left.
func (r *Writer) Write(s *watch.Snapshot) error {
	if r.last != nil && s.Wall.Sub(r.last.Wall) < apart {
		return nil
	}
	if r.limit > 0 && r.out.n >= r.limit {
		return fmt.Errorf("%w: it has %d bytes", ErrFull, r.out.n)
	}
	f, err := frameOf(s, r.last)
	if err != nil {
		return err
	}
	r.last = s
	return r.line(f)
}

// line writes a value and sees that it reaches the file: the whole of it can be
// read, whatever happens next.
func (r *Writer) line(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if r.redactor != nil {
		data = r.redactor.line(data)
	}
	if _, err := io.Copy(r.gz, bytes.NewReader(append(data, '\n'))); err != nil {
		return err
	}
	return r.gz.Flush()
}

// Close ends the recording; the file stays the caller's to close.
func (r *Writer) Close() error { return r.gz.Close() }

// counter counts what goes through.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
