package classic

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// Types and attributes of the policies that make sessions stick, in AWS's
// words (BC:elb.DescribeLoadBalancerPolicyTypes).
const (
	balancerSticks    = "LBCookieStickinessPolicyType"
	applicationSticks = "AppCookieStickinessPolicyType"
	expirationPeriod  = "CookieExpirationPeriod"
	cookieName        = "CookieName"
	stickyCookie      = "AWSELB" // CLB/elb-sticky-sessions
)

// OnDoors sets who is told when listeners come, change or go. It must not call
// back.
func (r *Room) OnDoors(f func()) { r.doors = f }

// Enter takes a real request, or a connection, at a balancer's port to an
// instance, and counts it. It reports false when there is no such listener.
func (r *Room) Enter(balancer string, port int, v balancing.Visit) (o balancing.Outcome, found bool) {
	b := r.k.World.ClassicBalancers.Get(balancer)
	if b == nil {
		return o, false
	}
	l := listenerFor(b, world.RequestMix{Port: port})
	if l == nil {
		return o, false
	}
	o = balancing.Outcome{Action: routing.Action{Type: routing.Forward}, XFF: "append", Idle: cmp.Or(b.IdleTimeout, time.Minute)}
	if o.Shut = r.shut(b, port); o.Shut {
		return o, true
	}
	list := receivers(b)
	if len(list) == 0 {
		o.Fate = balancing.Lost
		if len(b.Zones) > 0 {
			r.balancing.Count(b.Name, Pool(b.Name, b.Zones[0], l.InstancePort), balancing.Lost)
		}
		return o, true
	}
	i := r.choose(b, l, list, v, &o)
	o.Target = r.reached(b, l, i, v.Request.Path, &o)
	o.Fate = balancing.FateOf(o.Target.Answer)
	r.balancing.Count(b.Name, Pool(b.Name, i.Zone, l.InstancePort), o.Fate)
	return o, true
}

// shut tells whether the network lets nobody through to any of a balancer's
// zones.
func (r *Room) shut(b *world.ClassicBalancer, port int) bool {
	for n := range b.Zones {
		if r.lets(b, n, port) {
			return false
		}
	}
	return len(b.Zones) > 0
}

// receivers are the instances that get requests: those in service, in zones
// that are served.
func receivers(b *world.ClassicBalancer) []*world.ClassicInstance {
	var list []*world.ClassicInstance
	for n := range b.Instances {
		if i := &b.Instances[n]; standing(b, i) == balancing.Serves {
			list = append(list, i)
		}
	}
	return list
}

// choose takes the instance that a cookie names, or else the next in turn.
func (r *Room) choose(b *world.ClassicBalancer, l *world.ClassicListener, list []*world.ClassicInstance, v balancing.Visit, o *balancing.Outcome) *world.ClassicInstance {
	policy := stickiness(b, l)
	chosen := (*world.ClassicInstance)(nil)
	if policy != nil && v.Cookie != nil {
		value := v.Cookie(stickyCookie)
		for _, i := range list {
			if value != "" && r.balancing.Opens(value, subjectOf(b, i)) {
				chosen = i
			}
		}
	}
	if chosen == nil {
		chosen = list[r.turn(b.Name+"/"+strconv.Itoa(l.Port))%uint64(len(list))]
	}
	if policy != nil {
		r.give(b, policy, chosen, o)
	}
	return chosen
}

// give has the answer name the instance, and the application set its cookie.
// Without a period of its own a cookie lasts as long as the client's session.
func (r *Room) give(b *world.ClassicBalancer, policy *world.ClassicPolicy, i *world.ClassicInstance, o *balancing.Outcome) {
	period, _ := strconv.Atoi(policyValue(policy, expirationPeriod))
	age := time.Duration(period) * time.Second
	until := r.k.Now().Add(cmp.Or(age, balancing.Retention))
	o.Cookies = append(o.Cookies, balancing.Cookie{Name: stickyCookie, Value: r.balancing.Seal(subjectOf(b, i), until), Age: age})
	o.Target.AppCookie = policyValue(policy, cookieName)
}

// stickiness is the policy of a listener that makes sessions stick; nil for
// none. Only listeners that speak HTTP can have one.
func stickiness(b *world.ClassicBalancer, l *world.ClassicListener) *world.ClassicPolicy {
	if !strings.HasPrefix(l.Protocol, "HTTP") {
		return nil
	}
	for n := range b.Policies {
		p := &b.Policies[n]
		if slices.Contains(l.Policies, p.Name) && (p.Type == balancerSticks || p.Type == applicationSticks) {
			return p
		}
	}
	return nil
}

func policyValue(p *world.ClassicPolicy, key string) string {
	for _, a := range p.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// turn counts the requests that a listener has dealt out.
func (r *Room) turn(name string) uint64 {
	if r.turns == nil {
		r.turns = map[string]uint64{}
	}
	r.turns[name]++
	return r.turns[name] - 1
}

func (r *Room) reached(b *world.ClassicBalancer, l *world.ClassicListener, i *world.ClassicInstance, path string, o *balancing.Outcome) balancing.Reached {
	to := balancing.Reached{
		ID: i.ID, Zone: i.Zone, Port: l.InstancePort, Answer: r.answers(b, i, l.InstancePort, path), AppCookie: o.Target.AppCookie,
		Number: slices.IndexFunc(b.Instances, func(other world.ClassicInstance) bool { return other.ID == i.ID }),
	}
	if in := r.k.World.Instances.Get(i.ID); in != nil {
		to.Describe(in)
	}
	return to
}

// Again is what an instance that was reached before answers to another
// request, on a connection that the balancer only passes on.
func (r *Room) Again(balancer string, to balancing.Reached, path string) int {
	b := r.k.World.ClassicBalancers.Get(balancer)
	if b == nil {
		return 0
	}
	return r.answers(b, &world.ClassicInstance{ID: to.ID, Zone: to.Zone}, to.Port, path)
}
