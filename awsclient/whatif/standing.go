package whatif

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/health"
	"fleetglass/awsclient/semantics/routing"
)

// Standing is whether a target could serve a request, and why.
type Standing struct {
	Target string `json:"target"` // "i-0abc:80"
	Zone   string `json:"zone,omitempty"`
	Serves bool   `json:"serves"`
	Why    string `json:"why"`
}

func (f Front) share(s routing.Share) Share {
	out := Share{Group: f.groupName(s.TargetGroup), ARN: s.TargetGroup, Weight: s.Weight, Percent: 100 * s.Share, Targets: []Standing{}}
	targets := f.Targets[s.TargetGroup]
	open := failsOpen(targets, f.Attributes[s.TargetGroup])
	for _, t := range targets {
		standing := stand(t, open)
		out.Targets = append(out.Targets, standing)
		if standing.Serves {
			out.Serving++
		}
	}
	switch {
	case out.Weight == 0:
		out.Note = "its weight is 0: it gets nothing"
	case len(targets) == 0:
		out.Note = "no targets are registered: clients see " + statusUnavailable
	case out.Serving == 0:
		out.Note = "no target can serve: clients see " + statusUnavailable
	case open:
		out.Note = "too few targets are healthy: it fails open, and all of them get requests"
	}
	return out
}

func (f Front) groupName(arn string) string {
	for i := range f.Groups {
		if f.Groups[i].ARN == arn {
			return f.Groups[i].Name
		}
	}
	return arn
}

// The states of a target, in AWS's words.
const (
	healthy  = "healthy"
	draining = "draining"
	unused   = "unused"
	// notChecked is the reason where health checks are switched off.
	notChecked = "Target.HealthCheckDisabled"
)

// stand says whether a target is sent requests. A group that fails open sends
// them to all that are registered and in zones of the balancer.
func stand(t awsclient.Target, open bool) Standing {
	s := Standing{Target: t.ID + ":" + strconv.Itoa(t.Port), Zone: t.Zone}
	switch {
	case t.State == healthy:
		s.Serves, s.Why = true, healthy
	case t.Reason == notChecked:
		s.Serves, s.Why = true, "its health is not checked"
	case open && registered(t):
		s.Serves, s.Why = true, stateWords(t)+"; the group fails open"
	default:
		s.Why = stateWords(t)
	}
	return s
}

func stateWords(t awsclient.Target) string {
	if why := cmp.Or(t.Description, t.Reason); why != "" {
		return t.State + ": " + strings.TrimSuffix(why, ".")
	}
	return t.State
}

// registered tells whether a target counts as one of its group's.
func registered(t awsclient.Target) bool { return t.State != draining && t.State != unused }

// failsOpen tells whether so few targets are healthy that all get requests.
func failsOpen(targets []awsclient.Target, attributes []awsclient.Attribute) bool {
	well, all := 0, 0
	for _, t := range targets {
		if !registered(t) {
			continue
		}
		all++
		if t.State == healthy || t.Reason == notChecked {
			well++
		}
	}
	least, percent := routingMinimum(attributes)
	return health.FailOpen(well, all, least, percent)
}

// routingMinimum is below how many healthy targets, or which percentage of
// them, a group fails open; AWS's defaults are 1 and off.
func routingMinimum(attributes []awsclient.Attribute) (least int, percent float64) {
	const prefix = "target_group_health.unhealthy_state_routing.minimum_healthy_targets."
	least = 1
	for _, a := range attributes {
		switch a.Key {
		case prefix + "count":
			if n, err := strconv.Atoi(a.Value); err == nil {
				least = n
			}
		case prefix + "percentage":
			if n, err := strconv.ParseFloat(a.Value, 64); err == nil { // "off" leaves it 0
				percent = n
			}
		}
	}
	return least, percent
}

// whyUnserved is why requests to target groups find nobody well, "" when some
// target is.
func (f Front) whyUnserved(arns []string) string {
	var names []string
	for _, arn := range arns {
		for _, t := range f.Targets[arn] {
			if stand(t, false).Serves {
				return ""
			}
		}
		names = append(names, fmt.Sprintf("%s (%d registered)", f.groupName(arn), len(f.Targets[arn])))
	}
	if len(names) == 0 {
		return ""
	}
	return "no healthy target in " + strings.Join(names, ", ")
}
