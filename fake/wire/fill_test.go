package wire_test

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"fleetglass/fake/wire"
)

// filled is a value of a type with every member set, each to something else.
func filled(t reflect.Type) reflect.Value {
	f := filling{}
	return f.value(t)
}

type filling struct {
	n     int
	under []reflect.Type // being filled; a type in itself stays empty
}

func (f *filling) value(t reflect.Type) reflect.Value {
	f.n++
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Pointer:
		if slices.Contains(f.under, t.Elem()) {
			break
		}
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(f.value(t.Elem()))
	case reflect.String:
		v.SetString(f.text(t))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64, reflect.Int:
		v.SetInt(int64(f.n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	case reflect.Slice:
		f.slice(v)
	case reflect.Map:
		f.entries(v)
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1_700_000_000+int64(f.n), 0).UTC()))
			break
		}
		f.structure(v)
	case reflect.Interface:
		f.union(v)
	}
	return v
}

// body is one that can be read again, as clients want it.
type body struct{ *strings.Reader }

func (*body) Close() error { return nil }

// text is one of an enumeration's values where there are any, else a text with
// what is hard to carry: markup, spaces, letters of others.
func (f *filling) text(t reflect.Type) string {
	if m, ok := t.MethodByName("Values"); ok {
		values := m.Func.Call([]reflect.Value{reflect.Zero(t)})[0]
		if values.Len() > 0 {
			return values.Index(f.n % values.Len()).String()
		}
	}
	return fmt.Sprintf("t%d <&\"> + %% \u00e9\u4e16", f.n)
}

func (f *filling) slice(v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes([]byte(fmt.Sprintf("bytes \x00\xff %d", f.n)))
		return
	}
	if slices.Contains(f.under, v.Type().Elem()) {
		return
	}
	for range 2 {
		v.Set(reflect.Append(v, f.value(v.Type().Elem())))
	}
}

func (f *filling) entries(v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	for i := range 2 {
		v.SetMapIndex(reflect.ValueOf(fmt.Sprintf("key%d-%d", f.n, i)).Convert(v.Type().Key()), f.value(v.Type().Elem()))
	}
}

func (f *filling) structure(v reflect.Value) {
	f.under = append(f.under, v.Type())
	defer func() { f.under = f.under[:len(f.under)-1] }()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() && field.Name != "ResultMetadata" {
			v.Field(i).Set(f.value(field.Type))
		}
	}
}

func (f *filling) union(v reflect.Value) {
	if v.Type() == reflect.TypeFor[io.Reader]() || v.Type() == reflect.TypeFor[io.ReadCloser]() {
		v.Set(reflect.ValueOf(&body{strings.NewReader("a body")}))
		return
	}
	if known := wire.Unions()[v.Type()]; known != nil {
		made := reflect.New(known[f.n%len(known)])
		made.Elem().Field(0).Set(f.value(made.Elem().Field(0).Type()))
		v.Set(made)
		return
	}
	panic(fmt.Sprintf("the codecs do not know the alternatives of %v", v.Type()))
}

// differ is the first difference between two values, "" for none. Empty and
// missing lists are the same on the wire, bodies are read.
func differ(path string, a, b reflect.Value) string {
	if a.Kind() != b.Kind() {
		return fmt.Sprintf("%s: %v, want %v", path, b.Kind(), a.Kind())
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		return differReferences(path, a, b)
	case reflect.Struct:
		return differStructs(path, a, b)
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d entries, want %d", path, b.Len(), a.Len())
		}
		for i := range a.Len() {
			if d := differ(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i)); d != "" {
				return d
			}
		}
		return ""
	case reflect.Map:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d entries, want %d", path, b.Len(), a.Len())
		}
		for _, key := range a.MapKeys() {
			in := b.MapIndex(key)
			if !in.IsValid() {
				return fmt.Sprintf("%s: no %v", path, key)
			}
			if d := differ(path+"."+key.String(), a.MapIndex(key), in); d != "" {
				return d
			}
		}
		return ""
	}
	if !reflect.DeepEqual(a.Interface(), b.Interface()) {
		return fmt.Sprintf("%s: %v, want %v", path, b.Interface(), a.Interface())
	}
	return ""
}

func differReferences(path string, a, b reflect.Value) string {
	if a.IsNil() || b.IsNil() {
		if a.IsNil() != b.IsNil() {
			return fmt.Sprintf("%s: nil is %v, want %v", path, b.IsNil(), a.IsNil())
		}
		return ""
	}
	if _, ok := a.Interface().(io.Reader); ok { // which the client has read
		other, ok := b.Interface().(io.Reader)
		if !ok {
			return path + ": no body"
		}
		got, _ := io.ReadAll(other)
		if string(got) != "a body" {
			return fmt.Sprintf("%s: body %q", path, got)
		}
		return ""
	}
	if a.Kind() == reflect.Interface {
		if x, y := indirect(a.Elem()), indirect(b.Elem()); x.Type() != y.Type() {
			return fmt.Sprintf("%s: %v, want %v", path, y.Type(), x.Type())
		} else {
			return differ(path, x, y)
		}
	}
	return differ(path, a.Elem(), b.Elem())
}

func indirect(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Pointer {
		return v.Elem()
	}
	return v
}

func differStructs(path string, a, b reflect.Value) string {
	if at, ok := a.Interface().(time.Time); ok {
		if got := b.Interface().(time.Time); !at.Equal(got) {
			return fmt.Sprintf("%s: %v, want %v", path, got, at)
		}
		return ""
	}
	for i := range a.NumField() {
		field := a.Type().Field(i)
		if !field.IsExported() || field.Name == "ResultMetadata" {
			continue
		}
		if d := differ(path+"."+field.Name, a.Field(i), b.Field(i)); d != "" {
			return d
		}
	}
	return ""
}
