package spotfleet

import (
	"errors"
	"strconv"
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// tolerance is for sums of weights that are not whole.
const tolerance = 1e-9

// Codes with which a launch is refused when the quota is reached.
const (
	vcpuLimit = "VcpuLimitExceeded"
	spotLimit = "MaxSpotInstanceCountExceeded"
)

// noCapacity is what AWS says when a pool has nothing to give.
const noCapacity = "There is no Spot capacity available that matches your request."

// missing is how many units a fleet still has to launch. A fleet of type
// request launches its target once, whatever becomes of it.
func (r *Room) missing(f *world.SpotFleet) (onDemand, spot float64) {
	target, onDemandTarget := float64(f.Config.Target), float64(f.Config.OnDemandTarget)
	hasOnDemand, hasSpot := r.held(f, true), r.held(f, false)
	if f.Config.Type == fleet.Request {
		hasOnDemand, hasSpot = f.LaunchedOnDemand, f.LaunchedSpot
	}
	onDemand, spot = fleet.Missing(target, onDemandTarget, hasOnDemand, hasSpot)
	if risky := r.risky(f); risky > 0 {
		spot = min(spot, fleet.RebalanceRoom(target, hasOnDemand+hasSpot, risky))
	}
	return onDemand, spot
}

// wants tells whether a fleet would launch if it could.
func (r *Room) wants(f *world.SpotFleet) bool {
	onDemand, spot := r.missing(f)
	return onDemand > tolerance || spot > tolerance
}

// grow launches what is missing.
func (r *Room) grow(f *world.SpotFleet) {
	if !r.wants(f) {
		f.Error, f.Halted, f.Lost, f.RetryAt, f.Troubles = "", false, nil, time.Time{}, nil
		return
	}
	if r.k.Now().Before(f.RetryAt) {
		return
	}
	if r.roles != nil && r.roles.Role(f.Config.Role) == nil {
		r.fail(f, "iamFleetRoleInvalid", "")
		f.RetryAt = r.k.Now().Add(retryEvery)
		return
	}
	pools, err := r.pools(&f.Config)
	if err != nil {
		r.fail(f, "spotFleetRequestConfigurationInvalid", message(err))
		f.RetryAt = r.k.Now().Add(retryEvery)
		return
	}
	a := &attempt{room: r, fleet: f, pools: pools, out: map[string]bool{}}
	a.onDemand()
	a.spot()
	a.settle()
}

// attempt is one go of a fleet at what it misses.
type attempt struct {
	room  *Room
	fleet *world.SpotFleet
	pools []pool

	out       map[string]bool // pools that refused in this go
	launched  int
	requested float64 // units asked for in this go
	quota     bool    // the quota was reached
}

// onDemand launches the On-Demand part, all in one pool; the next pool is
// tried when one refuses.
func (a *attempt) onDemand() {
	r, c := a.room, &a.fleet.Config
	for range a.pools {
		units, _ := r.missing(a.fleet)
		pools := a.usable()
		most := dollars(c.OnDemandMax)
		if most > 0 {
			most = max(tolerance, most-r.spending(a.fleet, pools))
		}
		plan := fleet.AllocateOnDemand(bare(pools), c.OnDemandStrategy, units, most)
		if len(plan.Launches) == 0 || a.launchAll(pools, plan, true) {
			return
		}
	}
}

// usable are the pools that have not refused.
func (a *attempt) usable() []pool {
	var list []pool
	for _, p := range a.pools {
		if !a.out[p.key] && !blacklisted(a.fleet, p.key, a.room.k.Now()) {
			list = append(list, p)
		}
	}
	return list
}

// spot launches the Spot part by the fleet's strategy, until a plan has been
// carried out or every pool has refused.
func (a *attempt) spot() {
	a.noticePrices()
	for range a.pools {
		_, units := a.room.missing(a.fleet)
		if units <= tolerance {
			return
		}
		pools := a.usable()
		ask := a.ask(pools, units)
		plan := fleet.Allocate(bare(pools), ask)
		if len(plan.Launches) == 0 || a.launchAll(pools, plan, false) {
			return
		}
	}
}

// ask counts what the fleet has into its pools, and is what it wants of them:
// so many units more.
func (a *attempt) ask(pools []pool, units float64) fleet.Ask {
	c := &a.fleet.Config
	a.room.populate(a.fleet, pools, false)
	ask := fleet.Ask{Strategy: c.Strategy, PoolsToUse: c.PoolsToUse, Target: units, MaxTotal: dollars(c.SpotMaxTotal)}
	for i, p := range pools {
		ask.Target += float64(p.Running) * p.Units()
		for _, lost := range a.fleet.Lost {
			if lost == p.key {
				ask.Lost = append(ask.Lost, i)
			}
		}
	}
	return ask
}

// launchAll carries a plan out as far as the pools allow; false when one of
// them refused.
func (a *attempt) launchAll(pools []pool, plan fleet.Plan, onDemand bool) bool {
	for _, l := range plan.Launches {
		p := pools[l.Pool]
		if err := a.launch(p, l.Count, onDemand); err != nil {
			a.refused(p, err)
			return false
		}
	}
	return true
}

// launch launches instances in one pool. When the quota is too small for all
// of them, it launches as many as there is room for.
func (a *attempt) launch(p pool, count int, onDemand bool) error {
	var refusal error
	for count > 0 {
		launched, err := a.order(p, count, onDemand)
		if err == nil {
			a.join(p, launched, onDemand)
			return refusal
		}
		refusal = err
		if c := code(err); c != vcpuLimit && c != spotLimit {
			return err
		}
		count /= 2
	}
	return refusal
}

// order asks EC2 for instances, and records it.
func (a *attempt) order(p pool, count int, onDemand bool) (launched []*world.Instance, err error) {
	f := a.fleet
	o := compute.Order{Settings: p.settings, Subnet: p.subnet, Count: count, Tags: []world.Tag{{Key: IDTag, Value: f.ID}}}
	if onDemand {
		launched, err = a.room.compute.Launch(o)
	} else {
		launched, err = a.room.spot.Launch(spot.Order{
			Order: o, MaxPrice: maximum(p), Type: requestType(&f.Config), Interruption: f.Config.Interruption, ValidUntil: f.Config.ValidUntil, Fleet: f.ID,
		})
	}
	a.room.recordLaunch(o, launched, err)
	return launched, err
}

// maximum is the most to pay for an instance of a pool, "" for the On-Demand
// price.
func maximum(p pool) string {
	if p.MaxPrice == 0 {
		return ""
	}
	return strconv.FormatFloat(p.MaxPrice*p.Units(), 'f', -1, 64)
}

// join takes launched instances into the fleet.
func (a *attempt) join(p pool, launched []*world.Instance, onDemand bool) {
	r, f := a.room, a.fleet
	units := float64(len(launched)) * p.Units()
	a.requested += units
	r.tell(f, "progress", "", fleet.ProgressDescription(p.specification(), fleet.Progress{
		Requested: units, TotalRequested: a.requested, TotalFulfilled: r.Fulfilled(f), Target: float64(f.Config.Target)}))
	if onDemand {
		f.LaunchedOnDemand += units
	} else {
		f.LaunchedSpot += units
	}
	for _, in := range launched {
		f.Members = append(f.Members, world.FleetMember{
			Instance: in.ID, Pool: p.key, Type: in.Type, Zone: in.Zone, Image: in.Image, Weight: p.Units(), OnDemand: onDemand, Joined: r.k.Now(),
		})
		r.tell(f, fleet.InstanceLaunched, in.ID, fleet.LaunchedDescription(p.specification()))
	}
	a.launched += len(launched)
	r.replacedBy(f, units)
}

// refused notes that a pool has refused a launch. What is wrong with the
// launch itself blacklists the pool when it happens again and again.
func (a *attempt) refused(p pool, err error) {
	r, f := a.room, a.fleet
	a.out[p.key] = true
	switch code(err) {
	case vcpuLimit, spotLimit:
		a.quota = true
		for _, other := range a.pools { // it is the account's, not the pool's
			a.out[other.key] = true
		}
		r.fail(f, "spotInstanceCountLimitExceeded", "")
		return
	case "SpotMaxPriceTooLow":
		r.tooDear(f, p)
		return
	case "InsufficientInstanceCapacity", "InsufficientCapacity":
		r.fail(f, "spotFleetRequestConfigurationInvalid", fleet.InvalidDescription(p.specification(), noCapacity))
		return
	}
	r.fail(f, "spotFleetRequestConfigurationInvalid", fleet.InvalidDescription(p.specification(), message(err)))
	t := troubled(f, p.key)
	if t.Failures++; t.Failures >= failuresToBlacklist {
		*t = world.PoolTrouble{Pool: p.key, Dear: t.Dear, Until: r.k.Now().Add(fleet.BlacklistedFor)}
		r.tell(f, "launchSpecTemporarilyBlacklisted", "", fleet.BlacklistedDescription(p.specification(), message(err)))
	}
}

// noticePrices tells of pools that have become too dear, once each.
func (a *attempt) noticePrices() {
	if _, units := a.room.missing(a.fleet); units <= tolerance {
		return
	}
	for _, p := range a.pools {
		if p.PricedOut(a.fleet.Config.Strategy) {
			a.room.tooDear(a.fleet, p)
		} else if t := trouble(a.fleet, p.key); t != nil {
			t.Dear = false
		}
	}
}

func (r *Room) tooDear(f *world.SpotFleet, p pool) {
	if t := troubled(f, p.key); !t.Dear {
		t.Dear = true
		r.tell(f, "launchSpecUnusable", "", fleet.UnusableDescription(p.specification(), p.Spot))
	}
}

// settle says when to try again, and why nothing more can be had.
func (a *attempt) settle() {
	r, f := a.room, a.fleet
	if !r.wants(f) {
		f.Error, f.Halted, f.Lost, f.RetryAt, f.Troubles = "", false, nil, time.Time{}, nil
		return
	}
	f.RetryAt = r.k.Now().Add(retryEvery)
	if a.quota {
		f.RetryAt = r.k.Now().Add(quotaRetry)
	}
	dear, black, dry := a.standing()
	switch {
	case dear == len(a.pools):
		if !f.Halted {
			r.tell(f, "fleetProgressHalted", "", "")
		}
		f.Halted = true
		return
	case black > 0 && dear+black == len(a.pools):
		r.fail(f, "allLaunchSpecsTemporarilyBlacklisted", fleet.AllBlacklistedText)
	case dry != nil && a.launched == 0 && !a.quota:
		r.fail(f, "spotFleetRequestConfigurationInvalid", fleet.InvalidDescription(dry.specification(), noCapacity))
	}
	f.Halted = false
}

// standing counts the pools that are too dear and those that are blacklisted,
// and gives the first that has nothing to give.
func (a *attempt) standing() (dear, black int, dry *pool) {
	for i := range a.pools {
		p := &a.pools[i]
		switch {
		case p.PricedOut(a.fleet.Config.Strategy):
			dear++
		case blacklisted(a.fleet, p.key, a.room.k.Now()):
			black++
		case dry == nil && !a.out[p.key] && p.Available <= 0:
			dry = p
		}
	}
	return dear, black, dry
}

// spending is what the fleet's On-Demand Instances cost an hour.
func (r *Room) spending(f *world.SpotFleet, pools []pool) float64 {
	r.populate(f, pools, true)
	sum := 0.0
	for _, p := range pools {
		sum += float64(p.Running) * p.OnDemand
	}
	return sum
}

// code is the code of a refusal.
func code(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// message is the text of a refusal.
func message(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
