// Package cbor speaks RPC v2 CBOR, the protocol of newer clients of
// CloudWatch: JSON's trees in binary (RFC 8949), the operation in the path.
//
// It reads all that the RFC calls well-formed and that a tree of
// [fleetglass/fake/wire/fill] can hold, of bounded depth, and writes a small
// part: definite lists and texts, maps of indefinite length.
package cbor

import (
	"encoding/binary"
	"math"
	"reflect"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/fill"
	"fleetglass/fake/wire/query"
	"fleetglass/fake/wire/shape"
)

// Codec reads the requests of one service and writes its answers.
type Codec struct{ in, out *shape.Shapes }

// New is the codec of a service.
func New(in, out *shape.Shapes) *Codec { return &Codec{in, out} }

// Decode fills a request, a pointer to one of the SDK's structs, from its body.
func (c *Codec) Decode(body []byte, into any) error {
	if len(body) == 0 {
		return nil
	}
	value, err := Parse(body)
	if err != nil {
		return err
	}
	tree, ok := value.(map[string]any)
	if !ok {
		return awserr.New("SerializationException", "The body is not a CBOR map")
	}
	return fill.Into(c.in, tree, into)
}

// Append adds the body of an answer, a pointer to one of the SDK's structs.
func (c *Codec) Append(b []byte, out any) []byte {
	v := reflect.ValueOf(out).Elem()
	w := writer{c.out}
	return w.structure(b, c.out.Of(v.Type()), v, true)
}

// Major types, in the three high bits of an item's first byte.
const (
	unsigned = 0 << 5
	negative = 1 << 5
	octets   = 2 << 5
	text     = 3 << 5
	list     = 4 << 5
	table    = 5 << 5
	tag      = 6 << 5
	simple   = 7 << 5
)

// Particular first bytes.
const (
	endless   = 31 // in the low five bits: the length is not told
	falsehood = simple | 20
	truth     = simple | 21
	null      = simple | 22
	undefined = simple | 23
	half      = simple | 25
	single    = simple | 26
	double    = simple | 27
	stop      = simple | endless
	epoch     = 1 // the tag of a time in seconds
)

type writer struct{ shapes *shape.Shapes }

func (w writer) structure(b []byte, s *shape.Struct, v reflect.Value, top bool) []byte {
	b = append(b, table|endless)
	base := shape.Base(v)
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Absent(base) && !(top && f.Type.Kind == shape.List) {
			continue
		}
		in := v.Field(f.At)
		if unset(f.Type, in) && !(top && f.Type.Kind == shape.List) {
			continue
		}
		b = appendText(b, f.Name)
		b = w.value(b, f.Type, in)
	}
	return append(b, stop)
}

func unset(t *shape.Type, v reflect.Value) bool {
	switch t.Kind {
	case shape.List, shape.Map, shape.Union, shape.Bytes:
		return v.IsNil()
	case shape.String:
		return !t.Pointer && v.Len() == 0 || t.Pointer && v.IsNil()
	default:
		return t.Pointer && v.IsNil()
	}
}

func (w writer) value(b []byte, t *shape.Type, v reflect.Value) []byte {
	if t.Pointer {
		if v.IsNil() {
			return append(b, null)
		}
		v = v.Elem()
	}
	switch t.Kind {
	case shape.String:
		return appendText(b, v.String())
	case shape.Bool:
		if v.Bool() {
			return append(b, truth)
		}
		return append(b, falsehood)
	case shape.Int:
		return appendInt(b, v.Int())
	case shape.Float:
		return appendFloat(b, v.Float())
	case shape.Time:
		return appendTime(b, v.Interface().(time.Time))
	case shape.Bytes:
		b = appendHead(b, octets, uint64(v.Len()))
		return append(b, v.Bytes()...)
	case shape.Structure:
		return w.structure(b, t.Struct, v, false)
	case shape.List:
		b = appendHead(b, list, uint64(v.Len()))
		for i := range v.Len() {
			b = w.value(b, t.Elem, v.Index(i))
		}
		return b
	case shape.Map:
		b = appendHead(b, table, uint64(v.Len()))
		for _, key := range query.SortedKeys(v) {
			b = appendText(b, key.String())
			b = w.value(b, t.Elem, v.MapIndex(key))
		}
		return b
	case shape.Union:
		if f, in := w.shapes.Alternative(t, v); f != nil {
			b = appendText(append(b, table|1), f.Name)
			return w.value(b, f.Type, in)
		}
	}
	return append(b, null)
}

// appendHead writes the head of an item with its length or value.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n <= math.MaxUint8:
		return append(b, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(b, major|27), n)
	}
}

func appendText(b []byte, s string) []byte { return append(appendHead(b, text, uint64(len(s))), s...) }

func appendInt(b []byte, i int64) []byte {
	if i < 0 {
		return appendHead(b, negative, uint64(-1-i))
	}
	return appendHead(b, unsigned, uint64(i))
}

func appendFloat(b []byte, x float64) []byte {
	return binary.BigEndian.AppendUint64(append(b, double), math.Float64bits(x))
}

// appendTime writes a time, to the millisecond.
func appendTime(b []byte, at time.Time) []byte {
	b = append(b, tag|epoch)
	ms := at.UnixMilli()
	if ms%1000 == 0 {
		return appendInt(b, ms/1000)
	}
	return appendFloat(b, float64(ms)/1000)
}

// AppendError is an error's body.
func AppendError(b []byte, shape, message string) []byte {
	b = append(b, table|2)
	b = appendText(b, "__type")
	b = appendText(b, shape)
	b = appendText(b, "message")
	return appendText(b, message)
}
