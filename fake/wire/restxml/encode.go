package restxml

import (
	"cmp"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake/wire/names"
	"fleetglass/fake/wire/query"
	"fleetglass/fake/wire/shape"
	"fleetglass/fake/wire/xmltext"
)

// Encode is an answer: its status, its headers and its body.
func (c *Codec) Encode(operation string, out any) (status int, headers [][2]string, body []byte) {
	v := reflect.ValueOf(out).Elem()
	s := c.out.Of(v.Type())
	status = c.status(operation)
	inBody, whole := false, false
	for i := range s.Fields {
		f := &s.Fields[i]
		switch f.Where {
		case names.Header, names.Dated:
			headers = appendHeader(headers, f, v.Field(f.At))
			if f.Name == "Content-Range" && !v.Field(f.At).IsNil() {
				status = http.StatusPartialContent
			}
		case names.Prefix:
			headers = appendPrefixed(headers, f, v.Field(f.At))
		case names.Payload:
			body, whole = c.whole(f, v.Field(f.At)), true
		case names.Body:
			inBody = true
		}
	}
	if inBody && !whole {
		body = c.document(operation, s, v)
	}
	if len(body) > 0 && !has(headers, "Content-Type") {
		headers = append(headers, [2]string{"Content-Type", "application/xml"})
	}
	return status, headers, body
}

// status is that of a success: what has been deleted has nothing to tell.
func (c *Codec) status(operation string) int {
	for _, r := range c.routes {
		if r.Operation == operation && r.Method == http.MethodDelete {
			return http.StatusNoContent
		}
	}
	return http.StatusOK
}

func has(headers [][2]string, name string) bool {
	for _, h := range headers {
		if h[0] == name {
			return true
		}
	}
	return false
}

func appendHeader(headers [][2]string, f *shape.Field, v reflect.Value) [][2]string {
	name := http.CanonicalHeaderKey(f.Name)
	if name == "Content-Length" && !f.Type.Pointer {
		return headers
	}
	if f.Type.Kind == shape.List {
		var all []string
		for i := range v.Len() {
			all = append(all, text(f.Type.Elem, v.Index(i)))
		}
		if len(all) == 0 {
			return headers
		}
		return append(headers, [2]string{name, strings.Join(all, ",")})
	}
	value := text(f.Type, v)
	if value == "" || has(headers, name) { // an expiry has two members, of which one is its text
		return headers
	}
	if f.Where == names.Dated {
		value = string(xmltext.AppendTime(nil, v.Elem()))
	}
	return append(headers, [2]string{name, value})
}

func appendPrefixed(headers [][2]string, f *shape.Field, v reflect.Value) [][2]string {
	for _, key := range query.SortedKeys(v) {
		headers = append(headers, [2]string{http.CanonicalHeaderKey(f.Name + key.String()), oneLine(v.MapIndex(key).String())})
	}
	return headers
}

// oneLine keeps a value from ending its header.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// text is a value as a header has it, "" for what is not set.
func text(t *shape.Type, v reflect.Value) string {
	if t.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch t.Kind {
	case shape.String:
		return oneLine(v.String())
	case shape.Bool:
		return strconv.FormatBool(v.Bool())
	case shape.Int:
		return strconv.FormatInt(v.Int(), 10)
	case shape.Time:
		return v.Interface().(time.Time).UTC().Format(http.TimeFormat)
	default:
		return ""
	}
}

// whole is the body that one member is.
func (c *Codec) whole(f *shape.Field, v reflect.Value) []byte {
	switch f.Type.Kind {
	case shape.Stream:
		r, ok := v.Interface().(io.Reader)
		if !ok {
			return nil
		}
		body, err := io.ReadAll(r)
		if err != nil {
			return nil // a reader of the engine reads memory and cannot fail
		}
		return body
	case shape.Structure:
		if v.IsNil() {
			return nil
		}
		return c.root(f.Name, f.Type.Struct, v.Elem())
	default:
		return []byte(text(f.Type, v))
	}
}

// document is the body that several members are in.
func (c *Codec) document(operation string, s *shape.Struct, v reflect.Value) []byte {
	if operation == "GetBucketLocation" { // whose one member is the root itself
		b := append([]byte(xmltext.Header), `<LocationConstraint xmlns="`+c.service.Namespace+`">`...)
		b = xmltext.Append(b, v.FieldByName("LocationConstraint").String())
		return append(b, "</LocationConstraint>"...)
	}
	return c.root(cmp.Or(roots()[operation], operation+"Result"), s, v)
}

func (c *Codec) root(name string, s *shape.Struct, v reflect.Value) []byte {
	b := append([]byte(xmltext.Header), "<"+name+` xmlns="`+c.service.Namespace+`">`...)
	b = query.Writer{Shapes: c.out}.Members(b, s, v, true)
	return append(b, "</"+name+">"...)
}

// roots are the names of documents (S3/API). Clients do not look at them, but
// people do.
func roots() map[string]string {
	return map[string]string{
		"ListBuckets": "ListAllMyBucketsResult", "ListObjects": "ListBucketResult", "ListObjectsV2": "ListBucketResult",
		"ListObjectVersions": "ListVersionsResult", "DeleteObjects": "DeleteResult", "GetBucketAcl": "AccessControlPolicy",
		"GetObjectAcl": "AccessControlPolicy", "GetBucketTagging": "Tagging", "GetObjectTagging": "Tagging",
		"GetBucketCors": "CORSConfiguration", "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
		"GetBucketVersioning": "VersioningConfiguration", "GetBucketLogging": "BucketLoggingStatus",
	}
}
