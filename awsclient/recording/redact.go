package recording

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
)

// redactor replaces what tells whose account it is. Equal texts get equal
// replacements within a recording; the key that makes them is forgotten with
// it, so that nobody can try all account numbers.
type redactor struct {
	key                            []byte
	account, address, access, mail *regexp.Regexp
}

func newRedactor() (*redactor, error) {
	key := make([]byte, sha256.Size)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	return &redactor{
		key: key,
		// An account's number stands alone in a text or between the colons, dots
		// and strokes of ARNs, URLs and names; a number of JSON does not.
		account: regexp.MustCompile(`([":/.@\-\s\\])(\d{12})([":/.@\-\s\\])`),
		address: regexp.MustCompile(`\b(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:[.\-](?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\b`),
		access:  regexp.MustCompile(`\b(A[KS]IA)[A-Z0-9]{12,}\b`),
		mail:    regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}`),
	}, nil
}

// line redacts a line of a recording.
func (r *redactor) line(data []byte) []byte {
	data = r.mail.ReplaceAllFunc(data, func(m []byte) []byte { return fmt.Appendf(nil, "user-%06x@example.com", r.number("mail", m)%(1<<24)) })
	data = r.access.ReplaceAllFunc(data, func(m []byte) []byte { return fmt.Appendf(nil, "%sREDACTED%08X", m[:4], uint32(r.number("key", m))) })
	data = r.address.ReplaceAllFunc(data, r.someAddress)
	for range 2 { // two numbers may share the stroke between them
		data = r.account.ReplaceAllFunc(data, func(m []byte) []byte {
			inner := m[1 : len(m)-1]
			return fmt.Appendf(nil, "%c%012d%c", m[0], r.stable(inner), m[len(m)-1])
		})
	}
	return data
}

// stable is an account number in place of another; one that is such a
// replacement already stays. They begin with 9999, which AWS has not reached.
func (r *redactor) stable(number []byte) uint64 {
	const made, each = 9999 * 100_000_000, 100_000_000
	if string(number[:4]) == "9999" {
		var n uint64
		for _, d := range number {
			n = n*10 + uint64(d-'0')
		}
		return n
	}
	return made + r.number("account", number)%each
}

// someAddress is an address of the block for benchmarks (RFC 2544) in place of
// another, written with the same strokes.
func (r *redactor) someAddress(m []byte) []byte {
	stroke := byte('.')
	for _, b := range m {
		if b == '-' {
			stroke = '-'
		}
	}
	plain := make([]byte, len(m))
	for i, b := range m {
		if plain[i] = b; b == '-' {
			plain[i] = '.' // an address and the name made of it hang together
		}
	}
	n := r.number("address", plain)
	return fmt.Appendf(nil, "198%c%d%c%d%c%d", stroke, 18+n%2, stroke, (n>>8)%256, stroke, (n>>16)%256)
}

// number is a number that depends on a text and the recording's key alone.
func (r *redactor) number(kind string, text []byte) uint64 {
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(kind)) // never fails
	mac.Write(text)
	return binary.BigEndian.Uint64(mac.Sum(nil))
}
