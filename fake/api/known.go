package api

import (
	"reflect"
	"slices"
)

// Unhandled is the name of the first member that is set in a request and not
// among those that a handler knows; "" for none. A handler refuses it, rather
// than to take it and do nothing. v is a pointer to the request's struct, or
// to a part of it. An empty list counts as not set, and so does a false, which
// some programs (Terraform) write out: it is what all such members are anyway.
func Unhandled(v any, known ...string) string {
	s := reflect.ValueOf(v).Elem()
	for i := range s.NumField() {
		f := s.Type().Field(i)
		if f.IsExported() && !slices.Contains(known, f.Name) && !isUnset(s.Field(i)) {
			return f.Name
		}
	}
	return ""
}

func isUnset(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 ||
		v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Bool && !v.Elem().Bool()
}
