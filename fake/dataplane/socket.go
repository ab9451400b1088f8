package dataplane

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"fleetglass/fake/sim/balancing"
)

// asksForSocket tells whether a request wants to go on as a WebSocket
// (RFC 6455, 4.2.1). Over HTTP/2 there is no such request.
func asksForSocket(r *http.Request) bool {
	return r.ProtoMajor == 1 && r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket") &&
		strings.Contains(strings.ToLower(r.Header.Get("Connection")), "upgrade") && r.Header.Get("Sec-WebSocket-Key") != ""
}

// socketGUID is what a server adds to a client's key (RFC 6455, 1.3).
const socketGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// socket goes on as a WebSocket: the simulated server says who it is, then
// sends back what it is sent.
func (o *port) socket(w http.ResponseWriter, r *http.Request, out balancing.Outcome) {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + socketGUID))
	h := w.Header()
	h.Set("Upgrade", "websocket")
	h.Set("Connection", "Upgrade")
	h.Set("Sec-WebSocket-Accept", base64.StdEncoding.EncodeToString(sum[:]))
	h.Set("X-Served-By", out.Target.ID)
	w.WriteHeader(http.StatusSwitchingProtocols)
	conn, both, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Time{}) // those of requests do not hold any more
	if !o.keep(conn) {
		return
	}
	defer o.release(conn)
	idle := newIdle(conn, out.Idle)
	defer idle.stop()
	_ = echoFrames(both, idle)
}

// The parts of a WebSocket frame (RFC 6455, 5.2).
const (
	opClose    = 8
	opPing     = 9
	opPong     = 10
	final      = 0x80
	masked     = 0x80
	mostFrame  = 1 << 20 // choice
	opcodeBits = 0x0f
)

var errFrame = errors.New("a frame that no client may send")

// echoFrames sends every frame back until the client ends the conversation.
func echoFrames(both *bufio.ReadWriter, idle *idle) error {
	for {
		head, payload, err := readFrame(both.Reader)
		if err != nil {
			return err
		}
		idle.reset()
		op := head & opcodeBits
		if op == opPong {
			continue
		}
		if op == opPing {
			head = final | opPong
		}
		if err := writeFrame(both.Writer, head, payload); err != nil || op == opClose {
			return err
		}
	}
}

// readFrame reads a frame of a client, which masks what it sends.
func readFrame(r *bufio.Reader) (head byte, payload []byte, err error) {
	var start [2]byte
	if _, err := io.ReadFull(r, start[:]); err != nil {
		return 0, nil, err
	}
	size := uint64(start[1] &^ masked)
	switch size {
	case 126:
		var n uint16
		err = binary.Read(r, binary.BigEndian, &n)
		size = uint64(n)
	case 127:
		err = binary.Read(r, binary.BigEndian, &size)
	}
	if err != nil {
		return 0, nil, err
	}
	if start[1]&masked == 0 || size > mostFrame || start[0]&0x70 != 0 {
		return 0, nil, errFrame
	}
	var mask [4]byte
	if _, err := io.ReadFull(r, mask[:]); err != nil {
		return 0, nil, err
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(r, payload)
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return start[0], payload, err
}

func writeFrame(w *bufio.Writer, head byte, payload []byte) error {
	frame := []byte{head}
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(n))
	}
	if _, err := w.Write(append(frame, payload...)); err != nil {
		return err
	}
	return w.Flush()
}

// idle closes a connection on which nothing has come for a while.
type idle struct {
	after time.Duration
	timer *time.Timer
}

func newIdle(c net.Conn, after time.Duration) *idle {
	if after <= 0 {
		after = idleTime
	}
	return &idle{after, time.AfterFunc(after, func() { c.Close() })}
}

func (i *idle) reset() { i.timer.Reset(i.after) }
func (i *idle) stop()  { i.timer.Stop() }
