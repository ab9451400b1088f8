package spotfleet

import (
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Request makes a fleet. It refuses what Check refuses, and more than a
// region may have. The same client token twice gives the same fleet.
func (r *Room) Request(c world.FleetConfig, tags []world.Tag) (*world.SpotFleet, error) {
	if earlier := r.requestedBy(c.ClientToken); earlier != nil {
		return earlier, nil
	}
	if err := r.Check(c); err != nil {
		return nil, err
	}
	f := &world.SpotFleet{
		ID: "sfr-" + r.k.UUID(), Config: c, State: fleet.Submitted, Created: r.k.Now(), Tags: tags,
		ChangeAt: r.k.Now().Add(evaluated),
	}
	if c.ValidFrom.After(f.ChangeAt) {
		f.ChangeAt = c.ValidFrom
	}
	r.k.World.SpotFleets.Put(f.ID, f)
	r.tell(f, fleet.Submitted, "", "")
	r.wakeAt(f, f.ChangeAt)
	if !c.ValidUntil.IsZero() {
		r.k.WakeAt(c.ValidUntil, Kind, f.ID)
	}
	r.k.Changed(Kind, f.ID)
	return f, nil
}

// requestedBy is the fleet that a client token has made already.
func (r *Room) requestedBy(token string) *world.SpotFleet {
	if token == "" {
		return nil
	}
	for _, f := range r.k.World.SpotFleets.All() {
		if f.Config.ClientToken == token {
			return f
		}
	}
	return nil
}

// Check is the refusal of a new fleet, or nil. What is wrong only in a launch
// shows when the fleet launches: in its history.
func (r *Room) Check(c world.FleetConfig) error {
	if r.roles != nil && r.roles.Role(c.Role) == nil {
		return awserr.New(fleet.InvalidConfig, "Parameter: SpotFleetRequestConfig.IamFleetRole is invalid")
	}
	if err := r.validate(c); err != nil {
		return err
	}
	if until := c.ValidUntil; !until.IsZero() && !until.After(r.k.Now()) {
		return awserr.New(fleet.InvalidConfig, "Parameter: SpotFleetRequestConfig.ValidUntil is invalid")
	}
	fleets, units := 0, 0
	for _, f := range r.k.World.SpotFleets.All() {
		if Live(f) {
			fleets++
			units += f.Config.Target
		}
	}
	return awserr.From(fleet.ValidateRegion(fleets, units, c.Target))
}

// validate refuses a configuration that is wrong in itself, or names what is
// not there.
func (r *Room) validate(c world.FleetConfig) error {
	if len(c.Specifications) > 0 && len(c.Templates) > 0 {
		return awserr.New(fleet.InvalidConfig, "Parameter: LaunchSpecifications and LaunchTemplateConfigs cannot both be specified")
	}
	pools, err := r.pools(&c)
	if err != nil {
		return err
	}
	if err := checkTypes(pools); err != nil {
		return err
	}
	if err := r.checkBids(c, pools); err != nil {
		return err
	}
	config := fleet.Config{
		Type: c.Type, Strategy: c.Strategy, OnDemandStrategy: c.OnDemandStrategy, ExcessPolicy: c.ExcessPolicy, Behaviour: c.Interruption,
		PoolsToUse: c.PoolsToUse, Target: c.Target, OnDemandTarget: c.OnDemandTarget, Templates: len(c.Templates) > 0,
		ValidFrom: c.ValidFrom, ValidUntil: c.ValidUntil, Replacement: c.Rebalance, TerminationDelay: c.RebalanceDelay,
	}
	for _, p := range pools {
		config.Pools = append(config.Pools, p.Pool)
		if p.subnet != "" {
			config.Subnets = append(config.Subnets, fleet.Subnet{ID: p.subnet, Zone: p.Zone})
		}
	}
	if err := config.Validate(); err != nil {
		return awserr.From(err)
	}
	return r.checkBalancers(c)
}

// Find is the fleet with this id, or AWS's refusal.
func (r *Room) Find(id string) (*world.SpotFleet, error) {
	if f := r.k.World.SpotFleets.Get(id); f != nil {
		return f, nil
	}
	return nil, awserr.New("InvalidSpotFleetRequestId.NotFound", "The spot fleet request ID '%s' does not exist", id)
}

// Change is what a fleet is to become; nil and "" leave a part as it is.
type Change struct {
	Target, OnDemandTarget *int
	ExcessPolicy, Context  string
	Templates              []world.FleetTemplate
}

// Modify changes a fleet. It is modifying for a short while, and then acts.
func (r *Room) Modify(id string, change Change) error {
	f, err := r.Find(id)
	if err != nil {
		return err
	}
	if err := fleet.ValidateModify(f.Config.Type, f.State); err != nil {
		return awserr.From(err)
	}
	c := change.over(f.Config)
	if err := r.validate(c); err != nil {
		return err
	}
	f.Config, f.Shrinking = c, true
	f.Troubles, f.Halted, f.Error, f.RetryAt = nil, false, "", time.Time{}
	f.ChangeAt = r.k.Now().Add(modified)
	r.tell(f, "modify_in_progress", "", "")
	r.enter(f, fleet.Modifying)
	r.wakeAt(f, f.ChangeAt)
	return nil
}

// over is a configuration with the change put over it.
func (ch Change) over(c world.FleetConfig) world.FleetConfig {
	if ch.Target != nil {
		c.Target = *ch.Target
	}
	if ch.OnDemandTarget != nil {
		c.OnDemandTarget = *ch.OnDemandTarget
	}
	if ch.ExcessPolicy != "" {
		c.ExcessPolicy = ch.ExcessPolicy
	}
	if ch.Context != "" {
		c.Context = ch.Context
	}
	if len(ch.Templates) > 0 {
		c.Templates = ch.Templates
	}
	return c
}

// Cancel cancels a fleet and tells the state in which it was. It refuses one
// that is cancelled already.
func (r *Room) Cancel(id string, terminate bool) (previous string, err error) {
	f, err := r.Find(id)
	if err != nil {
		return "", err
	}
	if !Live(f) {
		return "", awserr.New("fleetRequestNotInCancellableState", "The spot fleet request '%s' is in the state %s and cannot be cancelled", id, f.State)
	}
	previous = f.State
	r.observe(f)
	r.cancelRequests(f)
	r.observe(f)
	r.end(f, terminate)
	return previous, nil
}
