package scenario

import (
	"encoding/json"
	"fmt"
	"time"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/sim/visitors"
	"fleetglass/fake/world"
)

// story is a world that is being built together with what somebody will do in
// it: intentions, each with its time after the world is first seen. They are
// calls of people and programs, and faults; what comes of them is the
// simulation's.
type story struct {
	*builder
	opens time.Time // when the world is first seen
}

func newStory(s Stage, past time.Duration) *story {
	b := newBuilder(s)
	return &story{b, b.Kernel().World.Born.Add(past)}
}

// intends lets somebody make a call so long after the world is first seen.
// The input is that of the SDK.
func (s *story) intends(after time.Duration, who string, input any) {
	service, operation := api.NameOf(input)
	s.put(after, world.Intention{Who: who, Service: service, Operation: operation}, input)
}

// breaks lets something break so long after the world is first seen.
func (s *story) breaks(after time.Duration, f trouble.Fault) {
	if _, err := trouble.Checked(f); err != nil && s.err == nil {
		s.err = err
	}
	s.put(after, world.Intention{}, f)
}

func (s *story) put(after time.Duration, i world.Intention, input any) {
	if s.err != nil {
		return
	}
	text, err := json.Marshal(input)
	if err != nil {
		s.err = fmt.Errorf("intention %s: %w", i.Operation, err)
		return
	}
	i.At, i.Input = s.opens.Add(after), string(text)
	visitors.Intend(s.Kernel(), i)
}

// knows introduces somebody who comes only when he has something in mind.
func (s *story) knows(v world.Visitor) {
	if s.err == nil {
		visitors.Introduce(s.Kernel(), v)
	}
}
