// Package awsjson speaks AWS's JSON protocols, 1.0 and 1.1, which differ in
// their name only: a request names its operation in the header X-Amz-Target,
// times are seconds since 1970. CloudWatch Logs and CloudTrail speak it, and
// older clients of CloudWatch.
package awsjson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/fill"
	"fleetglass/fake/wire/query"
	"fleetglass/fake/wire/shape"
	"fleetglass/fake/wire/xmltext"
)

// Codec reads the requests of one service and writes its answers.
type Codec struct{ in, out *shape.Shapes }

// New is the codec of a service.
func New(in, out *shape.Shapes) *Codec { return &Codec{in, out} }

// Decode fills a request, a pointer to one of the SDK's structs, from its body.
func (c *Codec) Decode(body []byte, into any) error {
	tree := map[string]any{}
	if len(bytes.TrimSpace(body)) > 0 {
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber() // times and long numbers lose nothing
		if err := d.Decode(&tree); err != nil {
			return awserr.New("SerializationException", "The body is not a JSON object")
		}
		if _, err := d.Token(); err != io.EOF {
			return awserr.New("SerializationException", "There is more after the body's JSON object")
		}
	}
	return fill.Into(c.in, tree, into)
}

// Append adds the body of an answer, a pointer to one of the SDK's structs.
func (c *Codec) Append(b []byte, out any) []byte {
	v := reflect.ValueOf(out).Elem()
	w := writer{c.out}
	return w.structure(b, c.out.Of(v.Type()), v, true)
}

type writer struct{ shapes *shape.Shapes }

// structure writes the members that are set. Lists of the top are written
// even when they are empty: some clients have no key otherwise.
func (w writer) structure(b []byte, s *shape.Struct, v reflect.Value, top bool) []byte {
	b = append(b, '{')
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
		b = w.key(b, f.Name)
		b = w.value(b, f.Type, in)
	}
	return append(b, '}')
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

func (w writer) key(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(AppendString(b, name), ':')
}

func (w writer) value(b []byte, t *shape.Type, v reflect.Value) []byte {
	if t.Pointer {
		if v.IsNil() {
			return append(b, "null"...)
		}
		v = v.Elem()
	}
	switch t.Kind {
	case shape.String:
		return AppendString(b, v.String())
	case shape.Bool:
		return strconv.AppendBool(b, v.Bool())
	case shape.Int:
		return strconv.AppendInt(b, v.Int(), 10)
	case shape.Float:
		return appendFloat(b, v.Float())
	case shape.Time:
		return appendSeconds(b, v.Interface().(time.Time))
	case shape.Bytes:
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, v.Bytes())
		return append(b, '"')
	case shape.Structure:
		return w.structure(b, t.Struct, v, false)
	case shape.List:
		return w.list(b, t, v)
	case shape.Map:
		return w.entries(b, t, v)
	case shape.Union:
		if f, in := w.shapes.Alternative(t, v); f != nil {
			b = w.key(append(b, '{'), f.Name)
			b = w.value(b, f.Type, in)
			return append(b, '}')
		}
	}
	return append(b, "null"...)
}

func (w writer) list(b []byte, t *shape.Type, v reflect.Value) []byte {
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		b = w.value(b, t.Elem, v.Index(i))
	}
	return append(b, ']')
}

func (w writer) entries(b []byte, t *shape.Type, v reflect.Value) []byte {
	b = append(b, '{')
	for _, key := range query.SortedKeys(v) {
		b = w.key(b, key.String())
		b = w.value(b, t.Elem, v.MapIndex(key))
	}
	return append(b, '}')
}

// appendFloat writes a number; those that JSON cannot write are words.
func appendFloat(b []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(xmltext.AppendFloat(append(b, '"'), x, 64), '"')
	}
	return xmltext.AppendFloat(b, x, 64)
}

// appendSeconds writes a time in seconds, to the millisecond.
func appendSeconds(b []byte, at time.Time) []byte {
	ms := at.UnixMilli()
	if ms%1000 == 0 {
		return strconv.AppendInt(b, ms/1000, 10)
	}
	return strconv.AppendFloat(b, float64(ms)/1000, 'f', 3, 64)
}

// AppendString writes text as a JSON string. What is not UTF-8 becomes the
// replacement character.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if r, size := utf8.DecodeRuneInString(s[i:]); c >= utf8.RuneSelf && (r != utf8.RuneError || size > 1) {
			i += size
			continue
		}
		b = append(b, s[done:i]...)
		b = appendEscape(b, c)
		i++
		done = i
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}

func appendEscape(b []byte, c byte) []byte {
	const digits = "0123456789abcdef"
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, `\n`...)
	case c >= utf8.RuneSelf:
		return append(b, "\uFFFD"...)
	default:
		return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
	}
}
