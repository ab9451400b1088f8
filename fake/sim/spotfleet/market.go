package spotfleet

import (
	"cmp"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/era"
	market "fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// requestType is the type of the Spot requests that a fleet makes: only a
// persistent one can bring a stopped instance back.
func requestType(c *world.FleetConfig) string {
	if cmp.Or(c.Interruption, spot.Terminate) == spot.Terminate {
		return market.OneTime
	}
	return market.Persistent
}

// checkBids refuses a fleet without a maximum price in an era that wants one.
func (r *Room) checkBids(c world.FleetConfig, pools []pool) error {
	if !era.Of(r.k.World).SpotAuction || c.OnDemandTarget >= c.Target {
		return nil
	}
	for _, p := range pools {
		if p.MaxPrice == 0 {
			return awserr.New("MissingParameter", "The request must contain the parameter SpotFleetRequestConfig.SpotPrice")
		}
	}
	return nil
}

// checkTypes refuses types that do not exist. The text is one of EC2 Fleet's,
// as observed.
func checkTypes(pools []pool) error {
	for _, p := range pools {
		if p.Type != "" && p.OnDemand == 0 {
			return awserr.New(fleet.InvalidConfig, "Invalid: Parameter: InstanceTypes. Unsupported instancetypes specified in the batch request[%s]", p.Type)
		}
	}
	return nil
}

// RequestOf is the id of a member's Spot request, "" when it is On-Demand.
func (r *Room) RequestOf(m *world.FleetMember) string {
	if in := r.k.World.Instances.Get(m.Instance); in != nil {
		return in.SpotRequest
	}
	return ""
}

// interrupted tells whether it was AWS that ended an instance.
func (r *Room) interrupted(instance string) bool {
	s := r.spot.Of(instance)
	return s != nil && s.Interrupted
}

// atRisk tells whether EC2 has recommended to replace an instance, or has
// given it its notice.
func (r *Room) atRisk(instance string) bool {
	s := r.spot.Of(instance)
	return s != nil && (!s.Recommended.IsZero() || !s.NoticeAt.IsZero())
}

// cancelRequest cancels the Spot request of a member. An instance that runs
// goes on running; a request that is over is no error.
func (r *Room) cancelRequest(m *world.FleetMember) {
	if id := r.RequestOf(m); id != "" && r.k.World.SpotRequests.Has(id) {
		_ = r.spot.Cancel(id) // refuses only what is not there
	}
}

// cancelRequests cancels the Spot requests of a whole fleet.
func (r *Room) cancelRequests(f *world.SpotFleet) {
	for i := range f.Members {
		r.cancelRequest(&f.Members[i])
	}
}
