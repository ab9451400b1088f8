package fake

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/fake/sim/balancing"
)

// Door is a listener of a balancer, of any region.
type Door struct {
	ID       string // unique in the account
	Region   string
	Balancer string // name
	Type     string // "application", "network", "gateway", "classic"
	Protocol string // "HTTP", "HTTPS", "TCP", "TLS", "SSL", "UDP", ...
	Port     int
	Groups   []string // names of the target groups that its rules forward to
}

// Doors are the listeners of all balancers of the account, region by region.
func (e *Engine) Doors() []Door {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	var doors []Door
	for _, p := range e.places {
		doors = p.doors(doors)
	}
	return doors
}

// OnDoors sets who is told when doors come, change or go. It is told with the
// engine busy, and must neither call it nor wait.
func (e *Engine) OnDoors(f func()) { e.doors.Store(&f) }

func (e *Engine) doorsChanged() {
	if f := e.doors.Load(); f != nil {
		(*f)()
	}
}

// classicDoor begins the ids of listeners of Classic balancers.
const classicDoor = "classic/"

func (p *place) doors(list []Door) []Door {
	for arn, l := range p.world.Listeners.All() {
		if b := p.world.LoadBalancers.Get(l.Balancer); b != nil {
			list = append(list, Door{arn, p.world.Region, b.Name, b.Type, l.Protocol, l.Port, p.groupsBehind(arn)})
		}
	}
	for name, b := range p.world.ClassicBalancers.All() {
		for _, l := range b.Listeners {
			id := classicDoor + p.world.Region + "/" + name + "/" + strconv.Itoa(l.Port)
			list = append(list, Door{id, p.world.Region, name, "classic", l.Protocol, l.Port, nil})
		}
	}
	return list
}

// groupsBehind are the names of the target groups that a listener's rules
// forward to.
func (p *place) groupsBehind(listener string) []string {
	var names []string
	for _, rule := range p.world.Rules.All() {
		if rule.Listener != listener {
			continue
		}
		for _, a := range rule.Actions {
			for _, f := range a.Forwards {
				if tg := p.world.TargetGroups.Get(f.TargetGroup); tg != nil && !slices.Contains(names, tg.Name) {
					names = append(names, tg.Name)
				}
			}
		}
	}
	return names
}

// Visit takes a real request at a door to where it goes, and counts it. It
// reports false when the door is gone.
func (e *Engine) Visit(d Door, v balancing.Visit) (balancing.Outcome, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	p := e.behind(d)
	if p == nil {
		return balancing.Outcome{}, false
	}
	if strings.HasPrefix(d.ID, classicDoor) {
		return p.classic.Enter(d.Balancer, d.Port, v)
	}
	return p.front.Enter(d.ID, v)
}

// VisitAgain is what a target that was reached through a door answers to
// another request on the same connection; it is not counted.
func (e *Engine) VisitAgain(d Door, to balancing.Reached, path string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	p := e.behind(d)
	switch {
	case p == nil:
		return 0
	case strings.HasPrefix(d.ID, classicDoor):
		return p.classic.Again(d.Balancer, to, path)
	}
	return p.front.Again(d.ID, to, path)
}

// behind is the region of a door; nil when the account does not have it.
func (e *Engine) behind(d Door) *place {
	i := slices.IndexFunc(e.places, func(p *place) bool { return p.world.Region == d.Region })
	if i < 0 {
		return nil
	}
	return e.places[i]
}
