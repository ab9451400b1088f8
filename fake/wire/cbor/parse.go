package cbor

import (
	"encoding/binary"
	"math"
	"unicode/utf8"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/fill"
)

// maxDepth is how deep a request may nest; none of the SDK's does half of it.
const maxDepth = 64

// Parse reads one item, which must be all there is, into a tree for package
// fill.
func Parse(body []byte) (any, error) {
	p := parser{rest: body}
	value := p.item(0)
	if p.failed || len(p.rest) > 0 {
		return nil, awserr.New("SerializationException", "The body is not well-formed CBOR")
	}
	return value, nil
}

// parser reads from the front of rest. Once it has failed it reads nothing
// more, and every value is nil.
type parser struct {
	rest   []byte
	failed bool
}

func (p *parser) fail() any {
	p.failed, p.rest = true, nil
	return nil
}

// head is an item's major type and the number in its head.
func (p *parser) head() (major byte, n uint64, open bool) {
	first := p.take(1)
	if p.failed {
		return 0, 0, false
	}
	major, info := first[0]&0xe0, first[0]&0x1f
	switch {
	case info < 24:
		return major, uint64(info), false
	case info <= 27:
		return major, p.number(1 << (info - 24)), false
	case info == endless && major >= octets && major != tag:
		return major, 0, true
	default:
		p.fail()
		return 0, 0, false
	}
}

// number is an unsigned number of so many bytes.
func (p *parser) number(size int) uint64 {
	raw := p.take(uint64(size))
	if p.failed {
		return 0
	}
	var wide [8]byte
	copy(wide[8-size:], raw)
	return binary.BigEndian.Uint64(wide[:])
}

func (p *parser) take(n uint64) []byte {
	if n > uint64(len(p.rest)) {
		p.fail()
		return nil
	}
	taken := p.rest[:n]
	p.rest = p.rest[n:]
	return taken
}

func (p *parser) item(depth int) any {
	if depth > maxDepth || p.failed {
		return p.fail()
	}
	if len(p.rest) > 0 && p.rest[0] >= simple {
		return p.simple()
	}
	major, n, open := p.head()
	if p.failed {
		return nil
	}
	switch major {
	case unsigned:
		if n > math.MaxInt64 {
			return float64(n)
		}
		return int64(n)
	case negative:
		if n > math.MaxInt64 {
			return -1 - float64(n)
		}
		return -1 - int64(n)
	case octets:
		return p.chunks(major, n, open)
	case text:
		raw := p.chunks(major, n, open)
		if !utf8.Valid(raw) {
			return p.fail()
		}
		return string(raw)
	case list:
		return p.list(n, open, depth)
	case table:
		return p.table(n, open, depth)
	default:
		return p.tagged(n, depth)
	}
}

// simple is a truth value, nothing or a floating-point number.
func (p *parser) simple() any {
	switch p.take(1)[0] {
	case falsehood:
		return false
	case truth:
		return true
	case null, undefined:
		return nil
	case half:
		return halfFloat(uint16(p.number(2)))
	case single:
		return float64(math.Float32frombits(uint32(p.number(4))))
	case double:
		return math.Float64frombits(p.number(8))
	default:
		return p.fail()
	}
}

// halfFloat is a number of sixteen bits: a sign, five of exponent, ten of
// fraction.
func halfFloat(bits uint16) float64 {
	exponent, fraction := int(bits>>10&0x1f), float64(bits&0x3ff)
	var x float64
	switch {
	case exponent == 0:
		x = math.Ldexp(fraction, -24)
	case exponent == 0x1f && fraction == 0:
		x = math.Inf(1)
	case exponent == 0x1f:
		return math.NaN()
	default:
		x = math.Ldexp(fraction+1024, exponent-25)
	}
	if bits>>15 == 1 {
		return -x
	}
	return x
}

// chunks is a string of bytes or of text, in one piece or in several.
func (p *parser) chunks(major byte, n uint64, open bool) []byte {
	if !open {
		return append([]byte(nil), p.take(n)...)
	}
	var all []byte
	for !p.stopped() && !p.failed {
		kind, size, nested := p.head()
		if kind != major || nested {
			p.fail()
			return nil
		}
		all = append(all, p.take(size)...)
	}
	return all
}

// stopped tells whether an item of unknown length is at its end.
func (p *parser) stopped() bool {
	if len(p.rest) > 0 && p.rest[0] == stop {
		p.rest = p.rest[1:]
		return true
	}
	return false
}

// more tells whether there is another entry, and fails where the body cannot
// have as many as it says: each takes a byte at least.
func (p *parser) more(done, n uint64, open bool) bool {
	switch {
	case p.failed:
		return false
	case open && len(p.rest) == 0, !open && n-done > uint64(len(p.rest)):
		p.fail()
		return false
	case open:
		return !p.stopped()
	default:
		return done < n
	}
}

func (p *parser) list(n uint64, open bool, depth int) any {
	entries := []any{}
	for done := uint64(0); p.more(done, n, open); done++ {
		entries = append(entries, p.item(depth+1))
	}
	return entries
}

func (p *parser) table(n uint64, open bool, depth int) any {
	entries := map[string]any{}
	for done := uint64(0); p.more(done, n, open); done++ {
		key, ok := p.item(depth + 1).(string)
		if !ok {
			return p.fail()
		}
		entries[key] = p.item(depth + 1)
	}
	return entries
}

// tagged is an item with a tag before it. Only times have a meaning here.
func (p *parser) tagged(n uint64, depth int) any {
	value := p.item(depth + 1)
	if n != epoch {
		return value
	}
	seconds, ok := value.(float64)
	if i, whole := value.(int64); whole {
		seconds, ok = float64(i), true
	}
	at, real := fill.Moment(seconds)
	if !ok || !real {
		return p.fail()
	}
	return at
}
