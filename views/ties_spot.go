package views

import (
	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// SpotRequest and SpotFleet find one by its id; nil when it is not in the
// snapshot.
func (t *Ties) SpotRequest(id string) *awsclient.SpotRequest { return t.requests.by[id] }
func (t *Ties) SpotFleet(id string) *awsclient.SpotFleet     { return t.fleets.by[id] }

// SpotRequestOf is the request behind a Spot Instance, nil for others.
func (t *Ties) SpotRequestOf(instance string) *awsclient.SpotRequest { return t.requestOf[instance] }

// FleetMembers are the instances that carry a fleet's tag and are not gone.
func (t *Ties) FleetMembers(fleet string) []*awsclient.Instance { return t.fleetOf[fleet] }

// buildSpot finds requests by instance, and instances by fleet.
func (t *Ties) buildSpot(s *watch.Snapshot) bool {
	changed := t.requests.build(s.SpotRequests.Rows, func(r *awsclient.SpotRequest) string { return r.ID })
	if changed {
		t.requestOf = map[string]*awsclient.SpotRequest{}
		for i := range s.SpotRequests.Rows {
			if r := &s.SpotRequests.Rows[i]; r.Instance != "" {
				t.requestOf[r.Instance] = r
			}
		}
	}
	from := identify(s.Instances.Rows)
	if from == t.fleetFrom && t.fleetOf != nil {
		return changed
	}
	t.fleetFrom, t.fleetOf = from, map[string][]*awsclient.Instance{}
	for i := range s.Instances.Rows {
		in := &s.Instances.Rows[i]
		if in.State == "terminated" || in.State == "shutting-down" {
			continue
		}
		if fleet := tagValue(in.Tags, fleetTag); fleet != "" {
			t.fleetOf[fleet] = append(t.fleetOf[fleet], in)
		}
	}
	return true
}
