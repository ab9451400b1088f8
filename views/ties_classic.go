package views

import (
	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/classic"
	"fleetglass/awsclient/watch"
)

// classicTies are Classic balancers by name, and what they make of their
// instances.
type classicTies struct {
	balancers index[awsclient.ClassicBalancer]
	from      map[string]identity
	targets   map[string][]awsclient.Target  // by balancer
	behind    map[string][]*awsclient.Target // by instance id, by balancer
}

// Classic finds a Classic balancer by its name; nil when it is not in the
// snapshot.
func (t *Ties) Classic(name string) *awsclient.ClassicBalancer { return t.classic.balancers.by[name] }

// ClassicTargets are the instances of a Classic balancer in the words of
// target groups, so that both are drawn and counted alike.
func (t *Ties) ClassicTargets(balancer string) []awsclient.Target { return t.classic.targets[balancer] }

// ClassicsOf is an instance as the Classic balancers find it that it is
// registered with: TargetGroup is the name of the balancer.
func (t *Ties) ClassicsOf(instance string) []*awsclient.Target { return t.classic.behind[instance] }

// buildClassic also notes when anything of it changed.
func (t *Ties) buildClassic(s *watch.Snapshot) bool {
	changed := t.classic.balancers.build(s.ClassicBalancers.Rows, func(b *awsclient.ClassicBalancer) string { return b.Name })
	same := len(t.classic.from) == len(s.ClassicHealth)
	for name, feed := range s.ClassicHealth {
		same = same && t.classic.from[name] == identify(feed.Rows)
	}
	if same && t.classic.targets != nil {
		return changed
	}
	t.classic.from = make(map[string]identity, len(s.ClassicHealth))
	t.classic.targets, t.classic.behind = map[string][]awsclient.Target{}, map[string][]*awsclient.Target{}
	for _, name := range sortedKeys(s.ClassicHealth) {
		rows := s.ClassicHealth[name].Rows
		t.classic.from[name] = identify(rows)
		t.classic.targets[name] = classicTargets(rows)
		for i := range t.classic.targets[name] {
			target := &t.classic.targets[name][i]
			t.classic.behind[target.ID] = append(t.classic.behind[target.ID], target)
		}
	}
	return true
}

// classicTargets are the instances of a Classic balancer as targets.
func classicTargets(rows []awsclient.ClassicHealth) []awsclient.Target {
	targets := make([]awsclient.Target, len(rows))
	for i := range rows {
		targets[i] = classicTarget(&rows[i])
	}
	return targets
}

// classicTarget is an instance of a Classic balancer as a target. AWS's text
// stays; the state is the word that target groups have for it.
func classicTarget(h *awsclient.ClassicHealth) awsclient.Target {
	return awsclient.Target{TargetGroup: h.Balancer, ID: h.ID, State: classicState(h), Reason: h.Reason, Description: h.Description}
}

func classicState(h *awsclient.ClassicHealth) string {
	switch h.Description {
	case classic.TextDeregistration, classic.TextZoneDisabling:
		return "draining"
	case classic.TextRegistration:
		return "initial"
	case classic.TextNotRegistered:
		return "unused"
	}
	switch h.State {
	case classic.InService:
		return "healthy"
	case classic.OutOfService:
		return "unhealthy"
	}
	return "unavailable"
}

// classicWords is AWS's text on an instance in few words; the whole text is in
// the details.
func classicWords(description string) string {
	switch description {
	case classic.TextFailed:
		return "failed its checks"
	case classic.TextNotPassed:
		return "has not passed enough checks yet"
	case classic.TextRegistration:
		return "registering"
	case classic.TextZoneNotEnabled:
		return "the balancer is not in its zone"
	case classic.TextNotRegistered:
		return "not registered any more"
	case classic.TextDeregistration:
		return "draining"
	case classic.TextZoneDisabling:
		return "draining, its zone is being disabled"
	case classic.TextPending:
		return "it is pending"
	case classic.TextStopped:
		return "it is stopped"
	case classic.TextTerminated:
		return "it is terminated"
	case classic.TextTransient:
		return "not known just now"
	}
	return description
}
