package fake

import (
	"encoding/json"

	"fleetglass/fake/world"
)

// carryOut does what was intended, as a call of its own like any other, or as
// a fault. What cannot be done any more is refused, and that is the end of it.
func (p *place) carryOut(i *world.Intention) {
	if i.Service == "" {
		var f Fault
		if json.Unmarshal([]byte(i.Input), &f) == nil {
			_ = p.inject(f) // what it was meant for may be gone by now
		}
		return
	}
	input, ok := p.mux.Input(i.Service, i.Operation)
	if !ok || json.Unmarshal([]byte(i.Input), input) != nil {
		return
	}
	v := p.world.Visitors.Get(i.Who)
	if v == nil {
		v = &world.Visitor{AccessKey: AdministratorKey}
	}
	if key := p.keyOf(v); key != "" {
		_, _ = p.callAs(v, key, input) // a refusal is in the trail
	}
}
