// Package shape is the SDK's types as the codecs see them: for every struct
// its members in their order, each with its kind, its name on the wire and
// where it goes. A shape is worked out by reflection when a type is first met,
// and kept: coding a value afterwards is a walk along its shape, without
// looking at types again.
//
// It knows no protocol's syntax. Reflection here reads fields and never looks
// up methods: a method looked up by a name that the linker cannot see would
// keep every method of every AWS client in the program.
package shape

import (
	"reflect"
	"sync"

	"fleetglass/fake/wire/names"
)

// Kind is what a value is.
type Kind uint8

// The kinds.
const (
	Unknown Kind = iota // nothing that goes over the wire
	String              // enumerations too
	Bool
	Int
	Float
	Time
	Bytes
	List
	Map // with text for keys
	Structure
	Union  // an interface that one of several structs is in
	Stream // a body that is read as it comes
)

// Type is the shape of a value. In Go it may stand behind a pointer.
type Type struct {
	Kind    Kind
	Go      reflect.Type // without the pointer
	Pointer bool
	Elem    *Type   // of lists and maps
	Struct  *Struct // of structures
}

// Struct is the shape of a structure.
type Struct struct {
	Go     reflect.Type
	Fields []Field
	byWire map[string]int
}

// Field is a member of a structure.
type Field struct {
	names.Member
	Go   string // the field's name
	At   int    // its index
	Type *Type
	// The XML around it, ready to be written.
	Open, Close         string
	ItemOpen, ItemClose string
	KeyOpen, KeyClose   string // of maps: within an entry
	ValueOpen, ValueEnd string

	word    uintptr // see Absent
	hasWord bool
}

// Named is the member that has a name on the wire; nil for none.
func (s *Struct) Named(wire string) *Field {
	if i, ok := s.byWire[wire]; ok {
		return &s.Fields[i]
	}
	return nil
}

// Field is the member with a name in Go; nil for none.
func (s *Struct) Field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Go == name {
			return &s.Fields[i]
		}
	}
	return nil
}

// Way is the direction in which a message goes; names may differ.
type Way bool

// The directions.
const (
	Request Way = false
	Answer  Way = true
)

// Shapes are the shapes of one service's types, in one direction. It is safe
// for concurrent use.
type Shapes struct {
	service *names.Service
	way     Way
	unions  Unions

	mu      sync.RWMutex
	structs map[reflect.Type]*Struct
}

// New knows no type yet.
func New(service *names.Service, way Way, unions Unions) *Shapes {
	return &Shapes{service: service, way: way, unions: unions, structs: map[reflect.Type]*Struct{}}
}

// Unions are the alternatives of each union, structs with one member called
// Value, by the interface's type. Reflection cannot find them.
type Unions map[reflect.Type][]reflect.Type

// Of is the shape of a struct.
func (s *Shapes) Of(t reflect.Type) *Struct {
	s.mu.RLock()
	known := s.structs[t]
	s.mu.RUnlock()
	if known != nil {
		return known
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.make(t)
}

// make works out a struct's shape. It is entered before its members are, so
// that a struct may contain itself; nobody sees it before all is done.
func (s *Shapes) make(t reflect.Type) *Struct {
	if known := s.structs[t]; known != nil {
		return known
	}
	made := &Struct{Go: t, byWire: map[string]int{}}
	s.structs[t] = made
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Name == "ResultMetadata" {
			continue
		}
		typ := s.typeOf(f.Type)
		if typ.Kind == Unknown {
			continue
		}
		field := Field{Go: f.Name, At: i, Type: typ, Member: s.member(t, f.Name, typ)}
		field.write()
		field.findWord(f.Offset)
		made.byWire[field.Name] = len(made.Fields)
		made.Fields = append(made.Fields, field)
	}
	return made
}

func (s *Shapes) member(t reflect.Type, field string, typ *Type) names.Member {
	if s.way == Request {
		return s.service.In(t.Name(), field, typ.Kind == List)
	}
	return s.service.Out(t.Name(), field, typ.Kind == List)
}

func (s *Shapes) typeOf(t reflect.Type) *Type {
	typ := &Type{Go: t}
	if t.Kind() == reflect.Pointer {
		typ.Pointer, typ.Go = true, t.Elem()
	}
	typ.Kind = kindOf(typ.Go)
	switch typ.Kind {
	case List, Map:
		typ.Elem = s.typeOf(typ.Go.Elem())
		if typ.Elem.Kind == Unknown {
			typ.Kind = Unknown
		}
	case Structure:
		typ.Struct = s.make(typ.Go)
	case Union:
		if s.unions[typ.Go] == nil {
			typ.Kind = Unknown
			break
		}
		typ.Struct = s.union(typ.Go)
	}
	return typ
}

func kindOf(t reflect.Type) Kind {
	switch t.Kind() {
	case reflect.String:
		return String
	case reflect.Bool:
		return Bool
	case reflect.Int32, reflect.Int64:
		return Int
	case reflect.Float32, reflect.Float64:
		return Float
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return Bytes
		}
		return List
	case reflect.Map:
		return Map
	case reflect.Struct:
		if t.PkgPath() == "time" {
			return Time
		}
		return Structure
	case reflect.Interface:
		if t.PkgPath() == "io" {
			return Stream
		}
		return Union
	default:
		return Unknown
	}
}
