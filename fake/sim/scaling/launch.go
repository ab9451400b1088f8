package scaling

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// After a failed launch a group waits, twice as long each time. Choice: AWS
// says that it slows down, not how.
const (
	firstRetry   = 30 * time.Second
	longestRetry = 15 * time.Minute
)

// scaleOut launches what is missing.
func (r *Room) scaleOut(g *world.Group, need int) {
	now := r.now()
	if suspended(g, processLaunch) || now.Before(g.LaunchRetryAt) {
		return
	}
	g.Replacing = min(g.Replacing, need)
	g.Refreshing = min(g.Refreshing, need-g.Replacing)
	owed, refresh := g.Replacing, g.Refreshing
	if now.Before(g.ReplaceAt) {
		need -= owed
		owed = 0
	}
	if need == 0 {
		return
	}
	have := actual(g)
	grow := activity.Cause(append(takeCauses(g), activity.LaunchDiff(now, have, have+need))...)
	launched := r.launch(g, need, func(i int) string {
		switch {
		case i < owed:
			return activity.Replacement(now)
		case i < owed+refresh:
			return activity.RefreshLaunch(now)
		}
		return grow
	})
	g.Replacing -= min(owed, launched)
	g.Refreshing -= min(refresh, max(launched-owed, 0))
}

// launch starts instances for so many units, each in the zone that has the
// fewest by then; where there is no room it goes on to the next. It returns how
// many units it started. cause is that of the i-th unit.
func (r *Room) launch(g *world.Group, need int, cause func(i int) string) int {
	return r.launchIn(g, need, cause, func() []placement.ZoneCount { return zoneCounts(g) })
}

// launchIn is launch in some zones.
func (r *Room) launchIn(g *world.Group, need int, cause func(i int) string, zones func() []placement.ZoneCount) int {
	o, err := r.offer(g)
	if err != nil {
		r.launchFailed(g, cause(0), err, "", "")
		r.backOff(g)
		return 0
	}
	launched := 0
	for launched < need {
		batches, short := r.plan(g, o, zones(), need-launched)
		if len(batches) == 0 {
			if short != nil {
				r.launchFailed(g, cause(launched), short, "", "")
			}
			r.backOff(g)
			return launched
		}
		for _, b := range batches {
			err := r.launchBatch(g, o, b, func(i int) string { return cause(launched + i) })
			if err == nil {
				launched += b.count * o.sorts[b.sort].units()
				continue
			}
			r.launchFailed(g, cause(launched), err, b.zone, b.subnet)
			if !lacksRoom(err) {
				r.backOff(g)
				return launched
			}
			o.full = append(o.full, b.place)
			break
		}
	}
	g.LaunchFailures = 0
	return launched
}

func (r *Room) pickSubnet(g *world.Group, zone string) string {
	subnets := r.subnetsIn(g, zone)
	switch len(subnets) {
	case 0:
		return ""
	case 1:
		return subnets[0]
	}
	return subnets[r.k.Rand(len(subnets))]
}

// subnetsIn is a group's subnets in a zone; without subnets of its own a
// group uses the zone's default subnet.
func (r *Room) subnetsIn(g *world.Group, zone string) []string {
	var found []string
	for _, id := range g.Subnets {
		if s := r.k.World.Subnets.Get(id); s != nil && s.Zone == zone {
			found = append(found, id)
		}
	}
	if len(g.Subnets) > 0 {
		return found
	}
	for id, s := range r.k.World.Subnets.All() {
		if s.Default && s.Zone == zone {
			found = append(found, id)
		}
	}
	return found
}

// launchBatch launches into one subnet and makes members of the instances.
func (r *Room) launchBatch(g *world.Group, o *offer, b batch, cause func(i int) string) error {
	s := o.sorts[b.sort]
	instances, err := r.order(g, o, b)
	if err != nil {
		return err
	}
	for i, in := range instances {
		g.Members = append(g.Members, world.Member{
			Instance: in.ID, Zone: in.Zone, Type: in.Type, Lifecycle: pending, Since: r.now(),
			Health: healthy, Protected: g.NewProtected, Launch: s.ref,
			Weight: s.weight, Spot: b.spot, Refresh: r.refreshMark(g),
		})
		m := &g.Members[len(g.Members)-1]
		r.begin(g, m, activity.DescribeLaunch(in.ID), cause(i*s.units()), statusPreInService, progressLaunched)
	}
	return nil
}

// order asks EC2, or the Spot market, for the instances of a batch.
func (r *Room) order(g *world.Group, o *offer, b batch) ([]*world.Instance, error) {
	settings := o.sorts[b.sort].settings
	settings.Subnet, settings.Zone = "", b.zone
	order := compute.Order{Settings: settings, Subnet: b.subnet, Count: b.count, Tags: instanceTags(g)}
	var instances []*world.Instance
	var err error
	switch {
	case !b.spot:
		instances, err = r.compute.Launch(order)
	case r.spot == nil:
		order.Market = marketSpot
		instances, err = r.compute.Launch(order)
	default:
		order.Market = marketSpot
		instances, err = r.spot.Launch(spot.Order{Order: order, MaxPrice: o.maxPrice(o.sorts[b.sort])})
	}
	r.recordLaunch(order, instances, err)
	return instances, err
}

// instanceTags are the tags that a group gives to its instances.
func instanceTags(g *world.Group) []world.Tag {
	tags := []world.Tag{{Key: GroupTag, Value: g.Name}}
	for _, t := range g.Tags {
		if t.Propagate {
			tags = append(tags, world.Tag{Key: t.Key, Value: t.Value})
		}
	}
	return tags
}

// launchFailed writes the activity of a launch that failed: one for each
// call, however many instances it was for.
func (r *Room) launchFailed(g *world.Group, cause string, err error, zone, subnet string) {
	text := strings.TrimSuffix(message(err), ".") + "."
	r.failed(g, activity.DescribeLaunchFailed(text), cause, activity.FailedMessage(text), zone, subnet)
}

// backOff puts the next attempt off after a failed launch.
func (r *Room) backOff(g *world.Group) {
	wait := longestRetry
	if g.LaunchFailures < 5 {
		wait = min(firstRetry<<g.LaunchFailures, longestRetry)
	}
	g.LaunchFailures++
	g.LaunchRetryAt = r.now().Add(wait)
	r.k.WakeAt(g.LaunchRetryAt, KindGroup, g.Name)
}

// tryAgain ends the wait after failed launches: something has been changed
// that may have been their reason.
func tryAgain(g *world.Group) { g.LaunchFailures, g.LaunchRetryAt = 0, time.Time{} }

// lacksRoom tells whether a launch failed for want of room in its zone, so
// that another zone may do.
func lacksRoom(err error) bool {
	var e *awserr.Error
	return errors.As(err, &e) && slices.Contains([]string{
		"InsufficientInstanceCapacity", "InsufficientFreeAddressesInSubnet", "Unsupported", "SpotMaxPriceTooLow",
	}, e.Code)
}

// candidate is a member as the termination policies see it.
func (r *Room) candidate(g *world.Group, m *world.Member) placement.Candidate {
	c := placement.Candidate{
		ID: m.Instance, Zone: m.Zone, LaunchTime: m.Since, Protected: m.Protected, Market: marketOnDemand,
		Launch: placement.Launch{Configuration: m.Launch.Configuration, Template: m.Launch.Template},
	}
	if in := r.k.World.Instances.Get(m.Instance); in != nil {
		c.LaunchTime = in.Launched
		if in.Market != "" {
			c.Market = in.Market
		}
	}
	if lc := r.k.World.LaunchConfigurations.Get(m.Launch.Configuration); lc != nil {
		c.Launch.ConfigurationCreated = lc.Created
	}
	// A version that is not a number cannot be compared; it counts as oldest.
	c.Launch.Version, _ = strconv.Atoi(m.Launch.Version)
	c.Launch.Current = current(g, m)
	return c
}

// current tells whether the group launches from the same configuration or
// template today, in whatever version.
func current(g *world.Group, m *world.Member) bool {
	same := func(ref world.LaunchRef) bool {
		return ref.Configuration == m.Launch.Configuration && ref.Template == m.Launch.Template
	}
	return same(g.Launch) || g.Mixed != nil && slices.ContainsFunc(g.Mixed.Overrides, func(o world.Override) bool {
		return o.Launch != (world.LaunchRef{}) && same(o.Launch)
	})
}
