// Package query speaks AWS's Query protocol, EC2's own kind of it too: a
// request is a form of dotted names, an answer XML. Most services of the
// engine speak it.
//
// It writes straight into a buffer along the shapes of the SDK's types: a
// thousand instances are a few milliseconds.
package query

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"

	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/shape"
	"fleetglass/fake/wire/xmltext"
)

// Codec reads the requests of one service and writes its answers.
type Codec struct {
	service *names.Service
	in, out *shape.Shapes
	ec2     bool
}

// New is the codec of a service.
func New(service *names.Service, in, out *shape.Shapes) *Codec {
	return &Codec{service: service, in: in, out: out, ec2: service.Style == names.EC2}
}

// Append adds the body of an answer, a pointer to one of the SDK's structs.
func (c *Codec) Append(b []byte, operation, requestID string, out any) []byte {
	v := reflect.ValueOf(out).Elem()
	s := c.out.Of(v.Type())
	b = append(b, xmltext.Header...)
	b = append(b, "<"+operation+`Response xmlns="`+c.service.Namespace+`">`...)
	w := Writer{c.out}
	if c.ec2 {
		b = append(b, "<requestId>"+requestID+"</requestId>"...)
		b = w.Members(b, s, v, true)
		return append(b, "</"+operation+"Response>"...)
	}
	b = append(b, "<"+operation+"Result>"...) // also around nothing: some clients look for it
	b = w.Members(b, s, v, true)
	b = append(b, "</"+operation+"Result>"...)
	return append(b, "<ResponseMetadata><RequestId>"+requestID+"</RequestId></ResponseMetadata></"+operation+"Response>"...)
}

// Writer writes members as XML elements.
type Writer struct{ Shapes *shape.Shapes }

// Members writes those members of a struct that are in the body. Lists of the
// top are written even when they are empty: some clients have no key
// otherwise.
func (w Writer) Members(b []byte, s *shape.Struct, v reflect.Value, top bool) []byte {
	base := shape.Base(v)
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Where != names.Body || f.Absent(base) && !(top && f.Type.Kind == shape.List) {
			continue
		}
		b = w.member(b, f, v.Field(f.At), top)
	}
	return b
}

func (w Writer) member(b []byte, f *shape.Field, v reflect.Value, top bool) []byte {
	switch f.Type.Kind {
	case shape.List:
		return w.list(b, f, f.Type, v, top)
	case shape.Map:
		return w.entries(b, f, v)
	case shape.String:
		if !f.Type.Pointer && v.Len() == 0 {
			return b
		}
	case shape.Bytes, shape.Union:
		if v.IsNil() {
			return b
		}
	}
	if f.Type.Pointer && v.IsNil() {
		return b
	}
	if f.Type.Kind == shape.Structure {
		return w.structure(b, f, v)
	}
	b = append(b, f.Open...)
	b = w.Value(b, f.Type, v)
	return append(b, f.Close...)
}

// structure writes a member that is a structure, with its attributes.
func (w Writer) structure(b []byte, f *shape.Field, v reflect.Value) []byte {
	if f.Type.Pointer {
		v = v.Elem()
	}
	b = w.open(b, f.Open, f.Type.Struct, v)
	b = w.Members(b, f.Type.Struct, v, false)
	return append(b, f.Close...)
}

// open writes an opening tag with the attributes of what it opens.
func (w Writer) open(b []byte, tag string, s *shape.Struct, v reflect.Value) []byte {
	b = append(b, tag...)
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Where == names.Attribute && v.Field(f.At).Len() > 0 {
			b = b[:len(b)-1]
			b = append(b, ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+f.Name+`="`...)
			b = xmltext.Append(b, v.Field(f.At).String())
			b = append(b, `">`...)
		}
	}
	return b
}

func (w Writer) list(b []byte, f *shape.Field, t *shape.Type, v reflect.Value, top bool) []byte {
	n := v.Len()
	if n == 0 && (!top && v.IsNil() || f.Flat) {
		return b
	}
	b = append(b, f.Open...)
	for i := range n {
		if t.Elem.Kind == shape.Structure {
			at := v.Index(i)
			if t.Elem.Pointer {
				at = at.Elem()
			}
			b = w.open(b, f.ItemOpen, t.Elem.Struct, at)
			b = w.Members(b, t.Elem.Struct, at, false)
		} else {
			b = append(b, f.ItemOpen...)
			b = w.Value(b, t.Elem, v.Index(i))
		}
		b = append(b, f.ItemClose...)
	}
	return append(b, f.Close...)
}

// entries writes a map, sorted by key.
func (w Writer) entries(b []byte, f *shape.Field, v reflect.Value) []byte {
	if v.IsNil() {
		return b
	}
	b = append(b, f.Open...)
	for _, key := range SortedKeys(v) {
		b = append(b, f.ItemOpen...)
		b = append(b, f.KeyOpen...)
		b = xmltext.Append(b, key.String())
		b = append(b, f.KeyClose...)
		b = append(b, f.ValueOpen...)
		b = w.Value(b, f.Type.Elem, v.MapIndex(key))
		b = append(b, f.ValueEnd...)
		b = append(b, f.ItemClose...)
	}
	return append(b, f.Close...)
}

// SortedKeys are the keys of a map whose keys are text, sorted.
func SortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		switch {
		case a.String() < b.String():
			return -1
		case a.String() > b.String():
			return 1
		default:
			return 0
		}
	})
	return keys
}

// Value writes what stands between the tags.
func (w Writer) Value(b []byte, t *shape.Type, v reflect.Value) []byte {
	if t.Pointer {
		if v.IsNil() {
			return b
		}
		v = v.Elem()
	}
	switch t.Kind {
	case shape.String:
		return xmltext.Append(b, v.String())
	case shape.Bool:
		return strconv.AppendBool(b, v.Bool())
	case shape.Int:
		return strconv.AppendInt(b, v.Int(), 10)
	case shape.Float:
		return xmltext.AppendFloat(b, v.Float(), v.Type().Bits())
	case shape.Time:
		return xmltext.AppendTime(b, v)
	case shape.Bytes:
		return base64.StdEncoding.AppendEncode(b, v.Bytes())
	case shape.Structure:
		return w.Members(b, t.Struct, v, false)
	case shape.List: // a list in a list or in a map
		for i := range v.Len() {
			b = append(b, "<member>"...)
			b = w.Value(b, t.Elem, v.Index(i))
			b = append(b, "</member>"...)
		}
		return b
	case shape.Union:
		if f, in := w.Shapes.Alternative(t, v); f != nil {
			return w.member(b, f, in, false)
		}
	}
	return b
}
