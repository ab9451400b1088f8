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
	owed := g.Replacing
	if now.Before(g.ReplaceAt) {
		need -= owed
		owed = 0
	}
	if need == 0 {
		return
	}
	have := actual(g)
	grow := activity.Cause(append(takeCauses(g), activity.LaunchDiff(now, have, have+need))...)
	replace := activity.Cause(activity.Replacement(now))
	launched := r.launch(g, need, func(i int) string {
		if i < owed {
			return replace
		}
		return grow
	})
	g.Replacing -= min(owed, launched)
}

// launch starts n instances, each in the zone that has the fewest by then; a
// zone that has no room is passed over for the next. It returns how many it
// started. cause is that of the i-th.
func (r *Room) launch(g *world.Group, n int, cause func(i int) string) int {
	settings, version, err := r.launchSettings(g)
	if err != nil {
		r.launchFailed(g, cause(0), err, "", "")
		r.backOff(g)
		return 0
	}
	launched := 0
	var full []string
	for launched < n {
		zones := placement.LaunchZones(without(zoneCounts(g), full), n-launched)
		if len(zones) == 0 {
			r.backOff(g)
			return launched
		}
		for _, b := range r.batches(g, zones) {
			err := r.launchBatch(g, b, settings, version, func(i int) string { return cause(launched + i) })
			if err == nil {
				launched += b.count
				continue
			}
			r.launchFailed(g, cause(launched), err, b.zone, b.subnet)
			if !lacksRoom(err) {
				r.backOff(g)
				return launched
			}
			full = append(full, b.zone)
			break
		}
	}
	g.LaunchFailures = 0
	return launched
}

// launchSettings is what a group launches now.
func (r *Room) launchSettings(g *world.Group) (world.LaunchSettings, string, error) {
	settings, version, err := r.compute.Resolve(g.Launch)
	if err != nil {
		return settings, version, err
	}
	for _, arn := range g.TargetGroups {
		if !r.k.World.TargetGroups.Has(arn) {
			return settings, version, invalid("One or more target groups not found. Validating load balancer configuration failed.")
		}
	}
	return settings, version, nil
}

// batch is the instances of one RunInstances call.
type batch struct {
	zone, subnet string
	count        int
}

// batches sorts launches by subnet: where a zone has several, each instance
// goes to a random one (AS/auto-scaling-benefits).
func (r *Room) batches(g *world.Group, zones []string) []batch {
	var list []batch
	for _, z := range zones {
		subnet := r.pickSubnet(g, z)
		at := slices.IndexFunc(list, func(b batch) bool { return b.zone == z && b.subnet == subnet })
		if at < 0 {
			list = append(list, batch{zone: z, subnet: subnet})
			at = len(list) - 1
		}
		list[at].count++
	}
	return list
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
func (r *Room) launchBatch(g *world.Group, b batch, settings world.LaunchSettings, version string, cause func(i int) string) error {
	settings.Subnet, settings.Zone = "", b.zone
	order := compute.Order{Settings: settings, Subnet: b.subnet, Count: b.count, Tags: instanceTags(g), Market: settings.Market}
	if settings.SpotPrice != "" {
		order.Market = "spot"
	}
	instances, err := r.compute.Launch(order)
	r.recordLaunch(order, instances, err)
	if err != nil {
		return err
	}
	for i, in := range instances {
		g.Members = append(g.Members, world.Member{
			Instance: in.ID, Zone: in.Zone, Type: in.Type, Lifecycle: pending, Since: r.now(),
			Health: healthy, Protected: g.NewProtected, Launch: launchedFrom(g, version),
		})
		m := &g.Members[len(g.Members)-1]
		r.begin(g, m, activity.DescribeLaunch(in.ID), cause(i), statusPreInService, progressLaunched)
	}
	return nil
}

// launchedFrom is a group's launch reference with the version's number.
func launchedFrom(g *world.Group, version string) world.LaunchRef {
	ref := g.Launch
	if version != "" {
		ref.Version = version
	}
	return ref
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
		"InsufficientInstanceCapacity", "InsufficientFreeAddressesInSubnet", "Unsupported",
	}, e.Code)
}

func without(counts []placement.ZoneCount, zones []string) []placement.ZoneCount {
	return slices.DeleteFunc(counts, func(c placement.ZoneCount) bool { return slices.Contains(zones, c.Zone) })
}

// candidate is a member as the termination policies see it.
func (r *Room) candidate(g *world.Group, m *world.Member) placement.Candidate {
	c := placement.Candidate{
		ID: m.Instance, Zone: m.Zone, LaunchTime: m.Since, Protected: m.Protected, Market: "on-demand",
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
	return g.Launch.Configuration == m.Launch.Configuration && g.Launch.Template == m.Launch.Template
}
