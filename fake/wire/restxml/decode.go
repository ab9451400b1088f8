package restxml

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/query"
	"fleetglass/fake/wire/shape"
)

// Decode fills an operation's request, a pointer to one of the SDK's structs.
func (c *Codec) Decode(q Request, into any) error {
	v := reflect.ValueOf(into).Elem()
	s := c.in.Of(v.Type())
	if err := q.understood(s); err != nil {
		return err
	}
	inBody := false
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Where == names.Body && f.Go != "Bucket" {
			inBody = true
			continue
		}
		if err := c.member(q, f, v.Field(f.At)); err != nil {
			return err
		}
	}
	if !inBody || len(bytes.TrimSpace(q.Body)) == 0 {
		return nil
	}
	root, err := parse(q.Body)
	if err != nil {
		return err
	}
	return filler{c.in}.structure(s, root, v)
}

// member fills a member that is not one of several in the body.
func (c *Codec) member(q Request, f *shape.Field, v reflect.Value) error {
	switch {
	case f.Go == "Bucket":
		return plain(f.Type, q.Bucket, v, f.Go)
	case f.Where == names.Path:
		return plain(f.Type, q.Key, v, f.Go)
	case f.Where == names.Query:
		return c.texts(f, q.Query[f.Name], v)
	case f.Where == names.Header:
		return c.texts(f, header(q, f), v)
	case f.Where == names.Prefix:
		prefixed(q.Header, f.Name, v)
		return nil
	case f.Where == names.Payload:
		return c.payload(q.Body, f, v)
	default:
		return nil
	}
}

// header is a header's values. The length is that of the body as it is here,
// and so is its encoding.
func header(q Request, f *shape.Field) []string {
	switch f.Name {
	case "Content-Length":
		if len(q.Body) == 0 {
			return nil
		}
		return []string{strconv.FormatInt(q.Length, 10)}
	case "Content-Encoding":
		var left []string
		for part := range strings.SplitSeq(q.Header.Get(f.Name), ",") {
			if part = strings.TrimSpace(part); part != "" && part != "aws-chunked" {
				left = append(left, part)
			}
		}
		if len(left) == 0 {
			return nil
		}
		return []string{strings.Join(left, ",")}
	default:
		return q.Header.Values(f.Name)
	}
}

func (c *Codec) texts(f *shape.Field, values []string, v reflect.Value) error {
	if len(values) == 0 {
		return nil
	}
	if f.Type.Kind != shape.List {
		return plain(f.Type, values[0], v, f.Name)
	}
	var all []string
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") {
			all = append(all, strings.TrimSpace(part))
		}
	}
	made := reflect.MakeSlice(f.Type.Go, len(all), len(all))
	for i, text := range all {
		if err := plain(f.Type.Elem, text, made.Index(i), f.Name); err != nil {
			return err
		}
	}
	v.Set(made)
	return nil
}

// prefixed fills a map from all headers whose names start alike.
func prefixed(h http.Header, prefix string, v reflect.Value) {
	for name, values := range h {
		if len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			v.SetMapIndex(reflect.ValueOf(strings.ToLower(name[len(prefix):])), reflect.ValueOf(values[0]))
		}
	}
}

// payload fills the member that is the whole body.
func (c *Codec) payload(body []byte, f *shape.Field, v reflect.Value) error {
	switch {
	case f.Type.Kind == shape.Stream:
		v.Set(reflect.ValueOf(io.NopCloser(bytes.NewReader(body))))
		return nil
	case len(bytes.TrimSpace(body)) == 0:
		return nil
	case f.Type.Kind == shape.Structure, f.Type.Kind == shape.Union:
		root, err := parse(body)
		if err != nil {
			return err
		}
		return filler{c.in}.value(f, f.Type, root, v)
	case f.Type.Kind == shape.Bytes:
		v.SetBytes(body)
		return nil
	default:
		return plain(f.Type, string(body), v, f.Go)
	}
}

// plain fills a value from text. Times in headers are HTTP's.
func plain(t *shape.Type, text string, v reflect.Value, name string) error {
	if t.Pointer {
		v.Set(reflect.New(t.Go))
		v = v.Elem()
	}
	if t.Kind == shape.Time {
		if at, err := http.ParseTime(text); err == nil {
			v.Set(reflect.ValueOf(at.UTC()))
			return nil
		}
	}
	if err := query.Scalar(t, text, v, name); err != nil {
		return awserr.New("InvalidArgument", "The value %q of %s is not valid", text, name)
	}
	return nil
}

// maxDepth is how deep a document may nest; none of S3's does half of it.
const maxDepth = 32

// element is a part of an XML document.
type element struct {
	name     string
	text     string
	attrs    []xml.Attr
	children []*element
}

// parse reads a document. Entities of its own it may not have: the parser
// knows none but XML's five.
func parse(body []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	top := &element{}
	open := []*element{top}
	for {
		token, err := d.Token()
		if err == io.EOF && len(open) == 1 && len(top.children) == 1 {
			return top.children[0], nil
		}
		if err != nil || len(open) > maxDepth {
			return nil, malformed()
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: slices.Clone(token.Attr)}
			last.children = append(last.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(token)
		}
	}
}

func malformed() error {
	return awserr.New("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
}

// filler puts a document into structs.
type filler struct{ shapes *shape.Shapes }

func (f filler) structure(s *shape.Struct, e *element, v reflect.Value) error {
	for i := range s.Fields {
		if field := &s.Fields[i]; field.Where == names.Attribute {
			for _, a := range e.attrs {
				if a.Name.Local == field.Name[strings.LastIndex(field.Name, ":")+1:] {
					v.Field(field.At).SetString(a.Value)
				}
			}
		}
	}
	for _, child := range e.children {
		field := s.Named(child.name)
		if field == nil || field.Where != names.Body {
			continue
		}
		if err := f.value(field, field.Type, child, v.Field(field.At)); err != nil {
			return err
		}
	}
	return nil
}

func (f filler) value(field *shape.Field, t *shape.Type, e *element, v reflect.Value) error {
	switch t.Kind {
	case shape.Structure:
		if t.Pointer {
			v.Set(reflect.New(t.Go))
			v = v.Elem()
		}
		return f.structure(t.Struct, e, v)
	case shape.List:
		return f.list(field, t, e, v)
	case shape.Union:
		for _, child := range e.children {
			if alternative := t.Struct.Named(child.name); alternative != nil {
				return f.value(alternative, alternative.Type, child, f.shapes.Choose(t, alternative, v))
			}
		}
		return nil
	case shape.Map, shape.Stream:
		return nil // S3 has none in its bodies
	}
	if err := plain(t, e.text, v, e.name); err != nil {
		return malformed()
	}
	return nil
}

// list adds entries: those in the element, or the element itself when the list
// has none around it.
func (f filler) list(field *shape.Field, t *shape.Type, e *element, v reflect.Value) error {
	entries := e.children
	if field.Flat {
		entries = []*element{e}
	}
	for _, entry := range entries {
		made := reflect.New(t.Go.Elem()).Elem()
		if err := f.value(field, t.Elem, entry, made); err != nil {
			return err
		}
		v.Set(reflect.Append(v, made))
	}
	return nil
}
