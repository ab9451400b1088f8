package wire

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"fleetglass/fake/awserr"
)

// maxBody is the longest body that is read, compressed or not. Choice: the
// largest request of the engine's services, an object of S3, is as large as a
// test needs it.
const maxBody = 64 << 20

// readBody reads a request's body, uncompressed and out of the chunks of
// streaming signatures.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		if strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
			// There is nothing to go on with, and net/http leaves it at that. But
			// botocore, which asks so for an empty object, then waits for the
			// answer to its next request on this connection for ever.
			w.WriteHeader(http.StatusContinue)
		}
		return nil, nil
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	if err != nil {
		return nil, err
	}
	encodings := r.Header.Get("Content-Encoding")
	if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") || strings.Contains(encodings, "aws-chunked") {
		if body, err = unchunked(body); err != nil {
			return nil, err
		}
	}
	if strings.Contains(encodings, "gzip") && r.Method == http.MethodPost {
		return unzipped(body)
	}
	return body, nil
}

// readAll reads to the end. What length a client promises is believed only as
// far as a common request goes.
func readAll(r io.Reader, promised int64) ([]byte, error) {
	var b bytes.Buffer
	if promised > 0 {
		b.Grow(int(min(promised, 1<<20)) + bytes.MinRead)
	}
	_, err := b.ReadFrom(r)
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, tooLarge()
	case err != nil:
		return nil, awserr.New("RequestTimeout", "The request's body did not come whole")
	default:
		return b.Bytes(), nil
	}
}

func tooLarge() error {
	return awserr.New("RequestEntityTooLarge", "The request is longer than %d bytes", maxBody).WithStatus(http.StatusRequestEntityTooLarge)
}

// unzipped is a compressed body; one that grows too large is refused.
func unzipped(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, malformedBody("compressed")
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxBody+1))
	switch {
	case err != nil:
		return nil, malformedBody("compressed")
	case len(plain) > maxBody:
		return nil, tooLarge()
	default:
		return plain, nil
	}
}

// unchunked is a body in the chunks that a streaming signature needs:
//
//	size in hex;chunk-signature=…\r\n bytes \r\n … 0…\r\n trailers
func unchunked(body []byte) ([]byte, error) {
	var plain []byte
	for {
		line, rest, ok := bytes.Cut(body, []byte("\r\n"))
		size, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseUint(string(size), 16, 32)
		if !ok || err != nil || n > uint64(len(rest)) {
			return nil, malformedBody("chunked")
		}
		if n == 0 {
			return plain, nil // what follows are trailers: checksums
		}
		plain = append(plain, rest[:n]...)
		if body, ok = bytes.CutPrefix(rest[n:], []byte("\r\n")); !ok {
			return nil, malformedBody("chunked")
		}
	}
}

func malformedBody(how string) error {
	return awserr.New("MalformedInput", "The request's body says that it is %s, but is not", how)
}
