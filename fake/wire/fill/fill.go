// Package fill puts a value that a decoder has read, a tree of maps, lists and
// plain values, into one of the SDK's structs. The decoders of JSON and of
// CBOR share it: they differ in syntax, not in what they can say.
//
// What a member's type cannot hold is refused; members that the struct does
// not have are overlooked, as AWS does.
package fill

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/wire/shape"
)

// Into fills a struct. A tree's values are map[string]any, []any, string,
// bool, int64, float64, json.Number, []byte, time.Time and nil.
func Into(shapes *shape.Shapes, tree map[string]any, into any) error {
	v := reflect.ValueOf(into).Elem()
	f := filler{shapes}
	return f.structure(shapes.Of(v.Type()), tree, v)
}

type filler struct{ shapes *shape.Shapes }

func (f filler) structure(s *shape.Struct, tree map[string]any, v reflect.Value) error {
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		field := s.Named(name)
		if field == nil || tree[name] == nil {
			continue
		}
		if err := f.value(field.Type, tree[name], v.Field(field.At), name); err != nil {
			return err
		}
	}
	return nil
}

func (f filler) value(t *shape.Type, in any, v reflect.Value, name string) error {
	if t.Pointer {
		v.Set(reflect.New(t.Go))
		v = v.Elem()
	}
	switch t.Kind {
	case shape.Structure:
		if tree, ok := in.(map[string]any); ok {
			return f.structure(t.Struct, tree, v)
		}
	case shape.List:
		if list, ok := in.([]any); ok {
			return f.list(t, list, v, name)
		}
	case shape.Map:
		if tree, ok := in.(map[string]any); ok {
			return f.entries(t, tree, v, name)
		}
	case shape.Union:
		if tree, ok := in.(map[string]any); ok {
			return f.union(t, tree, v, name)
		}
	default:
		if plain(t, in, v) {
			return nil
		}
	}
	return awserr.New("SerializationException", "The value of %s has the wrong type", name)
}

func (f filler) list(t *shape.Type, list []any, v reflect.Value, name string) error {
	made := reflect.MakeSlice(t.Go, len(list), len(list))
	for i, in := range list {
		if in == nil {
			continue
		}
		if err := f.value(t.Elem, in, made.Index(i), name); err != nil {
			return err
		}
	}
	v.Set(made)
	return nil
}

func (f filler) entries(t *shape.Type, tree map[string]any, v reflect.Value, name string) error {
	made := reflect.MakeMapWithSize(t.Go, len(tree))
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		entry := reflect.New(t.Go.Elem()).Elem()
		if tree[key] != nil {
			if err := f.value(t.Elem, tree[key], entry, name); err != nil {
				return err
			}
		}
		made.SetMapIndex(reflect.ValueOf(key).Convert(t.Go.Key()), entry)
	}
	v.Set(made)
	return nil
}

func (f filler) union(t *shape.Type, tree map[string]any, v reflect.Value, name string) error {
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		if field := t.Struct.Named(key); field != nil && tree[key] != nil {
			return f.value(field.Type, tree[key], f.shapes.Choose(t, field, v), name)
		}
	}
	return nil
}

// plain fills a value that is no tree, and tells whether it could.
func plain(t *shape.Type, in any, v reflect.Value) bool {
	switch t.Kind {
	case shape.String:
		s, ok := in.(string)
		v.SetString(s)
		return ok
	case shape.Bool:
		on, ok := in.(bool)
		v.SetBool(on)
		return ok
	case shape.Int:
		i, ok := integer(in)
		if !ok || v.OverflowInt(i) {
			return false
		}
		v.SetInt(i)
		return true
	case shape.Float:
		x, ok := number(in)
		v.SetFloat(x)
		return ok
	case shape.Time:
		at, ok := moment(in)
		v.Set(reflect.ValueOf(at))
		return ok
	case shape.Bytes:
		raw, ok := octets(in)
		v.SetBytes(raw)
		return ok
	default:
		return false
	}
}

func integer(in any) (int64, bool) {
	switch in := in.(type) {
	case int64:
		return in, true
	case json.Number:
		if i, err := strconv.ParseInt(string(in), 10, 64); err == nil {
			return i, true
		}
	}
	x, ok := number(in)
	if !ok || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return 0, false
	}
	return int64(x), true
}

// number reads a number; JSON has words for those that it cannot write.
func number(in any) (float64, bool) {
	switch in := in.(type) {
	case int64:
		return float64(in), true
	case float64:
		return in, true
	case json.Number:
		x, err := strconv.ParseFloat(string(in), 64)
		return x, err == nil
	case string:
		x, known := map[string]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1)}[in]
		return x, known
	default:
		return 0, false
	}
}

// moment reads a time: seconds since 1970, or ISO 8601.
func moment(in any) (time.Time, bool) {
	switch in := in.(type) {
	case time.Time:
		return in, true
	case string:
		at, err := time.Parse(time.RFC3339Nano, in)
		return at.UTC(), err == nil
	}
	x, ok := number(in)
	if !ok {
		return time.Time{}, false
	}
	return Moment(x)
}

// Moment is the time that is a number of seconds after the start of 1970, to
// the millisecond; not ok for what is beyond the years of a calendar.
func Moment(seconds float64) (time.Time, bool) {
	const lastYear = 253402300800 // the year 10,000
	if math.IsNaN(seconds) || math.Abs(seconds) >= lastYear {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(math.Round(seconds * 1000))).UTC(), true
}

func octets(in any) ([]byte, bool) {
	switch in := in.(type) {
	case []byte:
		return in, true
	case string:
		raw, err := base64.StdEncoding.DecodeString(in)
		return raw, err == nil
	default:
		return nil, false
	}
}
