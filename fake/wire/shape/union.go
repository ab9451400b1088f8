package shape

import (
	"reflect"
	"strings"

	"fleetglass/fake/wire/names"
)

// union is a union as a struct with one member for each alternative, of which
// one is set. The alternatives' names are "FilterMemberPrefix" for the member
// Prefix of Filter; At is the alternative's number.
func (s *Shapes) union(t reflect.Type) *Struct {
	if known := s.structs[t]; known != nil {
		return known
	}
	made := &Struct{Go: t, byWire: map[string]int{}}
	s.structs[t] = made
	for i, alternative := range s.unions[t] {
		_, name, _ := strings.Cut(alternative.Name(), "Member")
		value, _ := alternative.FieldByName("Value")
		typ := s.typeOf(value.Type)
		field := Field{Go: name, At: i, Type: typ, Member: s.member(t, name, typ)}
		field.write()
		made.byWire[field.Name] = len(made.Fields)
		made.Fields = append(made.Fields, field)
	}
	return made
}

// Alternative is what is in a union: the member and its value, nil for none.
func (s *Shapes) Alternative(t *Type, v reflect.Value) (*Field, reflect.Value) {
	if v.IsNil() {
		return nil, v
	}
	in := v.Elem()
	if in.Kind() == reflect.Pointer {
		in = in.Elem()
	}
	for i, alternative := range s.unions[t.Go] {
		if alternative == in.Type() {
			return &t.Struct.Fields[i], in.Field(0)
		}
	}
	return nil, v
}

// Choose puts an alternative into a union, and is the value to be filled.
func (s *Shapes) Choose(t *Type, f *Field, v reflect.Value) reflect.Value {
	made := reflect.New(s.unions[t.Go][f.At])
	v.Set(made)
	return made.Elem().Field(0)
}

// write makes the XML around a member.
func (f *Field) write() {
	if f.Where != names.Body && f.Where != names.Payload {
		return
	}
	f.Open, f.Close = tags(f.Name)
	switch f.Type.Kind {
	case List:
		if f.Flat {
			f.ItemOpen, f.ItemClose, f.Open, f.Close = f.Open, f.Close, "", ""
			return
		}
		f.ItemOpen, f.ItemClose = tags(f.Item)
	case Map:
		key, value := f.Entry()
		f.ItemOpen, f.ItemClose = tags("entry")
		f.KeyOpen, f.KeyClose = tags(key)
		f.ValueOpen, f.ValueEnd = tags(value)
	}
}

// Entry is what a map's keys and values are called.
func (f *Field) Entry() (key, value string) {
	if key, value, ok := strings.Cut(f.Item, "|"); ok {
		return key, value
	}
	return "key", "value"
}

func tags(name string) (open, end string) {
	if name == "" {
		return "", ""
	}
	return "<" + name + ">", "</" + name + ">"
}
