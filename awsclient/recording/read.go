package recording

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fleetglass/awsclient/watch"
)

// largestFrame bounds a frame that is read: ten thousand instances with all
// that hangs on them are some ten megabytes.
const largestFrame = 256 << 20

var errNoFrame = errors.New("a frame is of no region")

// Reader reads a recording.
type Reader struct {
	lines *bufio.Scanner
	last  *watch.Snapshot
	count int
	torn  bool
}

// NewReader begins to read. What is no recording, or one of a later version, is
// refused.
func NewReader(r io.Reader) (*Reader, error) {
	gz, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("it is no recording: %w", err)
	}
	lines := bufio.NewScanner(gz)
	lines.Buffer(nil, largestFrame)
	reader := &Reader{lines: lines}
	var h header
	switch {
	case !lines.Scan():
		return nil, errors.New("it is no recording: it ends before it begins")
	case json.Unmarshal(lines.Bytes(), &h) != nil || h.Format != format:
		return nil, errors.New("it is no recording")
	case h.Version != version:
		return nil, fmt.Errorf("it is a recording of version %d; this program reads version %d", h.Version, version)
	}
	return reader, nil
}

// Next is the next snapshot, and whether something happened in it; io.EOF at
// the end.
func (r *Reader) Next() (s *watch.Snapshot, eventful bool, err error) {
	if !r.lines.Scan() {
		r.torn = r.lines.Err() != nil
		return nil, false, io.EOF
	}
	var f frame
	if err := json.Unmarshal(r.lines.Bytes(), &f); err != nil {
		r.torn = true // a line without its end: whoever wrote it was killed
		return nil, false, io.EOF
	}
	if s, err = f.snapshot(r.last); err != nil {
		return nil, false, fmt.Errorf("frame %d: %w", r.count+1, err)
	}
	r.last, r.count = s, r.count+1
	return s, f.eventful(), nil
}

// Torn tells, after the end, that the recording was not ended by its writer:
// the program was killed, or the file was cut.
func (r *Reader) Torn() bool { return r.torn }
