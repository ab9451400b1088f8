package query

import (
	"encoding/base64"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/shape"
)

// Limits of a request. AWS has limits of its own, which it does not publish
// for these: these are wide, and keep a hostile request from costing much.
const (
	maxParameters = 50_000
	maxDepth      = 24
)

// node is the parameters under one name: Filter.1.Name=x is three deep.
type node struct {
	value    string
	set      bool
	children map[string]*node
}

// Parse reads a form into the values of parameters, those that come twice
// once. It refuses what is no form.
func Parse(form string) (map[string]string, error) {
	values := map[string]string{}
	for form != "" {
		var pair string
		pair, form, _ = strings.Cut(form, "&")
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(key)
		if err != nil {
			return nil, malformed("The query string is malformed.")
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			return nil, malformed("The query string is malformed.")
		}
		if values[key] = value; len(values) > maxParameters {
			return nil, malformed("There are too many parameters.")
		}
	}
	return values, nil
}

func malformed(text string) error { return awserr.New("MalformedQueryString", "%s", text) }

// tree arranges parameters by the parts of their names. Those that are no
// members of any request are left out.
func tree(values map[string]string) (*node, error) {
	root := &node{}
	for key, value := range values {
		switch key {
		case "Action", "Version":
			continue
		}
		if strings.HasPrefix(key, "X-Amz-") || isSignature(key) {
			continue
		}
		if strings.Count(key, ".") > maxDepth {
			return nil, malformed("A parameter has too many parts.")
		}
		n := root
		for part := range strings.SplitSeq(key, ".") {
			n = n.child(part)
		}
		n.value, n.set = value, true
	}
	return root, nil
}

// isSignature tells the parameters of signatures of version 2.
func isSignature(key string) bool {
	return slices.Contains([]string{"AWSAccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "Timestamp", "SecurityToken", "Expires"}, key)
}

func (n *node) child(name string) *node {
	if n.children == nil {
		n.children = map[string]*node{}
	}
	c := n.children[name]
	if c == nil {
		c = &node{}
		n.children[name] = c
	}
	return c
}

// decoder fills one request.
type decoder struct {
	shapes *shape.Shapes
	strict bool // refuse what is no member
}

// Decode fills a request, a pointer to one of the SDK's structs, from its
// parameters. EC2 refuses parameters that it does not know; the other
// services overlook them.
func (c *Codec) Decode(values map[string]string, into any) error {
	root, err := tree(values)
	if err != nil {
		return err
	}
	v := reflect.ValueOf(into).Elem()
	d := decoder{c.in, c.ec2}
	return d.structure(c.in.Of(v.Type()), root, v, "")
}

func (d *decoder) structure(s *shape.Struct, n *node, v reflect.Value, path string) error {
	for _, name := range sorted(n.children) {
		child := n.children[name]
		f := s.Named(name)
		if f == nil {
			if d.strict && path == "" {
				return awserr.New("UnknownParameter", "The parameter %s is not recognized", name)
			}
			continue
		}
		if err := d.value(f, f.Type, child, v.Field(f.At), join(path, name)); err != nil {
			return err
		}
	}
	return nil
}

func sorted(children map[string]*node) []string {
	list := make([]string, 0, len(children))
	for name := range children {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// value fills a value of a member, or of an entry of it.
func (d *decoder) value(f *shape.Field, t *shape.Type, n *node, v reflect.Value, path string) error {
	switch t.Kind {
	case shape.Structure:
		return d.structure(t.Struct, n, target(t, v), path)
	case shape.List:
		return d.list(f, t, n, v, path)
	case shape.Map:
		return d.entries(f, t, n, v, path)
	case shape.Union:
		return d.union(t, n, v, path)
	}
	if !n.set {
		return nil
	}
	return Scalar(t, n.value, target(t, v), path)
}

// target is what a pointer points to, made if it is not there.
func target(t *shape.Type, v reflect.Value) reflect.Value {
	if !t.Pointer {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(t.Go))
	}
	return v.Elem()
}

// list fills a list in the order of its numbers, which may leave gaps.
func (d *decoder) list(f *shape.Field, t *shape.Type, n *node, v reflect.Value, path string) error {
	if !f.Flat {
		if in := n.children[f.Item]; in != nil {
			n = in
		} else if in := n.children["member"]; in != nil {
			n = in
		}
	}
	entries, err := numbered(n, path)
	if err != nil {
		return err
	}
	made := reflect.MakeSlice(t.Go, len(entries), len(entries))
	for i, e := range entries {
		if err := d.value(f, t.Elem, e, made.Index(i), path+"."+strconv.Itoa(i+1)); err != nil {
			return err
		}
	}
	v.Set(made)
	return nil
}

// numbered are the children of a list by their numbers.
func numbered(n *node, path string) ([]*node, error) {
	numbers := make([]int, 0, len(n.children))
	by := make(map[int]*node, len(n.children))
	for name, child := range n.children {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 {
			return nil, awserr.New("InvalidParameterValue", "Value (%s) for parameter %s is invalid. It is not a number of a list's entry", name, path)
		}
		if by[i] == nil {
			numbers = append(numbers, i)
		}
		by[i] = child
	}
	slices.Sort(numbers)
	entries := make([]*node, len(numbers))
	for i, number := range numbers {
		entries[i] = by[number]
	}
	return entries, nil
}

// entries fills a map.
func (d *decoder) entries(f *shape.Field, t *shape.Type, n *node, v reflect.Value, path string) error {
	if in := n.children["entry"]; in != nil {
		n = in
	}
	list, err := numbered(n, path)
	if err != nil {
		return err
	}
	key, value := f.Entry()
	made := reflect.MakeMapWithSize(t.Go, len(list))
	for i, e := range list {
		k, in := e.children[key], e.children[value]
		if k == nil {
			return awserr.New("MissingParameter", "The entry %s.%d has no key", path, i+1)
		}
		entry := reflect.New(t.Go.Elem()).Elem()
		if in != nil {
			if err := d.value(f, t.Elem, in, entry, path+"."+k.value); err != nil {
				return err
			}
		}
		made.SetMapIndex(reflect.ValueOf(k.value).Convert(t.Go.Key()), entry)
	}
	v.Set(made)
	return nil
}

func (d *decoder) union(t *shape.Type, n *node, v reflect.Value, path string) error {
	for _, name := range sorted(n.children) {
		if f := t.Struct.Named(name); f != nil {
			return d.value(f, f.Type, n.children[name], d.shapes.Choose(t, f, v), join(path, name))
		}
	}
	return nil
}

// Scalar fills a value that is no structure from its text. Where it stands is
// for the error's sake.
func Scalar(t *shape.Type, text string, v reflect.Value, path string) error {
	switch t.Kind {
	case shape.String:
		v.SetString(text)
	case shape.Bool:
		on, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return invalid(text, path, "is not a boolean")
		}
		v.SetBool(on)
	case shape.Int:
		i, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return invalid(text, path, "is not an integer")
		}
		v.SetInt(i)
	case shape.Float:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return invalid(text, path, "is not a number")
		}
		v.SetFloat(x)
	case shape.Time:
		at, err := ParseTime(text)
		if err != nil {
			return invalid(text, path, "is not a time")
		}
		v.Set(reflect.ValueOf(at))
	case shape.Bytes:
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return invalid(text, path, "is not base64")
		}
		v.SetBytes(raw)
	}
	return nil
}

func invalid(text, path, why string) error {
	return awserr.New("InvalidParameterValue", "Value (%s) for parameter %s is invalid: it %s", text, path, why)
}

// ParseTime reads a time as clients write it: ISO 8601, with or without a
// time of day, a zone or parts of seconds.
func ParseTime(text string) (time.Time, error) {
	var err error
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "20060102T150405Z", time.DateOnly} {
		var at time.Time
		if at, err = time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, err
}
