// Package api is the table of everything the engine can be asked, by service
// and operation, in the types of aws-sdk-go-v2. Handlers are in the packages
// below it, one a service; they validate, act through the rooms of fake/sim,
// and answer with values that share nothing with the world.
//
// The package does not know what any operation means, and has no lock and no
// clock: the engine's call wrapper holds both.
package api

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"fleetglass/fake/awserr"
)

// Mux is the table of handlers.
type Mux struct {
	handlers map[string]handler // by "service.Operation"
}

type handler struct {
	input reflect.Type
	call  func(context.Context, any) (any, error)
}

// NewMux is an empty table.
func NewMux() *Mux { return &Mux{handlers: map[string]handler{}} }

// Handle adds a handler. Service and operation come from the input's type:
// *autoscaling.DescribePoliciesInput is "autoscaling" and "DescribePolicies".
// I and O are pointers to the SDK's structs: code is compiled anew for every
// struct that it is used with, and once for all pointers.
func Handle[I, O any](m *Mux, f func(context.Context, I) (O, error)) {
	m.add(reflect.TypeFor[I]().Elem(), func(ctx context.Context, input any) (any, error) { return f(ctx, input.(I)) })
}

func (m *Mux) add(input reflect.Type, call func(context.Context, any) (any, error)) {
	service, operation := nameOf(input)
	m.handlers[service+"."+operation] = handler{input: input, call: call}
}

// NameOf is the service and the operation that an input, a pointer to one of
// the SDK's structs, is for.
func NameOf(input any) (service, operation string) {
	return nameOf(reflect.TypeOf(input).Elem())
}

func nameOf(input reflect.Type) (service, operation string) {
	path := input.PkgPath()
	return path[strings.LastIndex(path, "/")+1:], strings.TrimSuffix(input.Name(), "Input")
}

// Input is a new input of an operation, a pointer to the SDK's struct; not ok
// for one without a handler.
func (m *Mux) Input(service, operation string) (input any, ok bool) {
	h, ok := m.handlers[service+"."+operation]
	if !ok {
		return nil, false
	}
	return reflect.New(h.input).Interface(), true
}

// Call runs the handler of an operation. The service is the SDK package's
// name. An operation without a handler is refused by name.
func (m *Mux) Call(ctx context.Context, service, operation string, input any) (any, error) {
	h, ok := m.handlers[service+"."+operation]
	if !ok || reflect.TypeOf(input) != reflect.PointerTo(h.input) {
		return nil, awserr.New("InvalidAction", "The action %s is not valid for this web service.", operation)
	}
	out, err := h.call(ctx, input)
	if err != nil {
		return nil, err // without the nil pointer that a handler answers beside it
	}
	return out, nil
}

// NewInput is an empty input of an operation, named as Operations names it;
// nil for one that has no handler.
func (m *Mux) NewInput(name string) any {
	h, ok := m.handlers[name]
	if !ok {
		return nil
	}
	return reflect.New(h.input).Interface()
}

// Operations are the names of all handlers, as "service.Operation", sorted.
func (m *Mux) Operations() []string {
	names := make([]string, 0, len(m.handlers))
	for name := range m.handlers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
