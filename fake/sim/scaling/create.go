package scaling

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Quotas (AS/ec2-auto-scaling-quotas).
const (
	MaxGroups               = 500
	MaxLaunchConfigurations = 200
)

// What a new group has unless it says otherwise (BC:autoscaling). The console
// of AWS proposes a grace of 300 s; the API's default is none.
const (
	DefaultCooldown = 300 * time.Second
	DefaultGrace    = 0 * time.Second
)

// NewGroup is a group with AWS's defaults, to be filled in and created.
func NewGroup(name string) world.Group {
	return world.Group{
		Name: name, DefaultCooldown: DefaultCooldown, DefaultWarmup: -1, Grace: DefaultGrace,
		HealthCheckType: healthTypeEC2, TerminationPolicies: []string{placement.Default},
	}
}

// CreateGroup creates a group and begins to launch its instances. The zones
// follow from the subnets; without subnets the zones' default subnets are
// used.
func (r *Room) CreateGroup(g world.Group) error {
	w := r.k.World
	if w.Groups.Has(g.Name) {
		return awserr.New("AlreadyExists", "AutoScalingGroup by this name already exists - A group with the name %s already exists", g.Name)
	}
	if w.Groups.Len() >= MaxGroups {
		return awserr.New("LimitExceeded", "You have reached the limit of %d AutoScalingGroups", MaxGroups)
	}
	if err := r.settle(&g); err != nil {
		return err
	}
	if err := r.checkBalancers(g.Balancers); err != nil {
		return err
	}
	if err := CheckTags(g.Tags); err != nil {
		return err
	}
	for i, h := range g.Hooks {
		if slices.ContainsFunc(g.Hooks[:i], func(o world.Hook) bool { return o.Name == h.Name }) {
			return invalid("Lifecycle hook %s is given more than once", h.Name)
		}
		if err := CheckHook(h); err != nil {
			return err
		}
	}
	g.Created = r.now()
	g.ARN = r.arn("autoScalingGroup:" + r.k.UUID() + ":autoScalingGroupName/" + g.Name)
	g.ServiceLinkedRole = cmp.Or(g.ServiceLinkedRole, w.GlobalARN("iam", "role/aws-service-role/")+service+"/"+serviceRole)
	desired := g.Desired
	g.Desired = 0
	w.Groups.Put(g.Name, &g)
	r.want(&g, desired, activity.UserCreated(r.now(), 0, desired))
	r.wakeGroup(&g)
	return nil
}

func (r *Room) arn(rest string) string {
	return r.k.World.ARN("autoscaling", rest)
}

// settle checks a group as a whole and fills in what follows from the rest.
func (r *Room) settle(g *world.Group) error {
	for _, check := range []func(*world.Group) error{
		func(g *world.Group) error { return CheckNumbers(g.Min, g.Max, g.Desired) },
		checkSettings, r.settleNetwork, r.settleLaunch,
		func(g *world.Group) error { return r.checkTargetGroups(g.TargetGroups) },
	} {
		if err := check(g); err != nil {
			return err
		}
	}
	return nil
}

// Bounds of a group's settings (BC:autoscaling).
const (
	minLifetime = 24 * time.Hour
	maxWarmup   = time.Hour
)

func checkSettings(g *world.Group) error {
	switch {
	case g.HealthCheckType != healthTypeEC2 && g.HealthCheckType != healthTypeELB:
		return invalid("Invalid HealthCheckType %s. Valid types: [EC2, ELB]", g.HealthCheckType)
	case g.Grace < 0 || g.DefaultCooldown < 0:
		return invalid("HealthCheckGracePeriod and DefaultCooldown must be greater than or equal to 0")
	case g.DefaultWarmup > maxWarmup:
		return invalid("DefaultInstanceWarmup must be between 0 and %d", int(maxWarmup/time.Second))
	case g.MaxInstanceLifetime != 0 && g.MaxInstanceLifetime < minLifetime:
		return invalid("MaxInstanceLifetime must be 0 or at least %d", int(minLifetime/time.Second))
	}
	return refused(placement.ValidatePolicies(g.TerminationPolicies))
}

// settleNetwork checks zones and subnets, and derives the zones from the
// subnets.
func (r *Room) settleNetwork(g *world.Group) error {
	if len(g.Subnets) == 0 && len(g.Zones) == 0 {
		return invalid("At least one Availability Zone or VPC Subnet is required.")
	}
	var zones []string
	for _, id := range g.Subnets {
		s := r.k.World.Subnets.Get(id)
		if s == nil {
			return invalid("The subnet ID '%s' does not exist", id)
		}
		zones = append(zones, s.Zone)
	}
	slices.Sort(zones)
	zones = slices.Compact(zones)
	given := slices.Compact(slices.Sorted(slices.Values(g.Zones)))
	switch {
	case len(zones) == 0:
		g.Zones = given
		return r.checkZones(g)
	case len(given) > 0 && !slices.Equal(given, zones):
		return invalid("The availability zones of the specified subnets and the Auto Scaling group do not match")
	}
	g.Zones = zones
	return nil
}

func (r *Room) checkZones(g *world.Group) error {
	for _, z := range g.Zones {
		if !compute.HasZone(r.k.World.Region, z) {
			return invalid("Invalid Availability Zones [%s]", z)
		}
		if len(r.subnetsIn(g, z)) == 0 {
			return invalid("No default subnet for availability zone: '%s'.", z)
		}
	}
	return nil
}

// settleLaunch checks that a group can launch. A launch template is checked
// as RunInstances would check it; a launch configuration is taken on trust,
// and its faults show when it is used.
func (r *Room) settleLaunch(g *world.Group) error {
	ref := &g.Launch
	if g.Mixed != nil {
		if err := r.settleMixed(g, g.Mixed); err != nil {
			return err
		}
		g.Launch = g.Mixed.Launch
		return nil
	}
	switch {
	case ref.Configuration != "" && (ref.Template != "" || ref.TemplateName != ""):
		return invalid("Only one of LaunchConfigurationName and LaunchTemplate may be given.")
	case ref.Configuration == "" && ref.Template == "" && ref.TemplateName == "":
		return invalid("Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.")
	case ref.Configuration != "":
		_, _, err := r.compute.Resolve(*ref)
		return err
	}
	if err := r.settleTemplate(ref); err != nil {
		return err
	}
	return r.checkTemplate(g, *ref)
}

// settleTemplate fills in a template's id, name and version.
func (r *Room) settleTemplate(ref *world.LaunchRef) error {
	if _, _, err := r.compute.Resolve(*ref); err != nil {
		return badTemplate(err)
	}
	t, err := r.compute.Template(ref.Template, ref.TemplateName)
	if err != nil {
		return badTemplate(err)
	}
	ref.Template, ref.TemplateName, ref.Version = t.ID, t.Name, cmp.Or(ref.Version, "$Default")
	return nil
}

// checkTemplate refuses a template from which RunInstances could not launch.
func (r *Room) checkTemplate(g *world.Group, ref world.LaunchRef) error {
	settings, _, err := r.compute.Resolve(ref)
	if err != nil {
		return badTemplate(err)
	}
	if _, err := r.compute.Check(compute.Order{Settings: settings, Subnet: r.pickSubnet(g, g.Zones[0])}); err != nil {
		return badTemplate(err)
	}
	return nil
}

func badTemplate(err error) error {
	return invalid("You must use a valid fully-formed launch template. %s", strings.TrimSuffix(message(err), ".")+".")
}

// Update is a change of a group; what is nil stays.
type Update struct {
	Min, Max, Desired          *int
	Launch                     *world.LaunchRef
	Mixed                      *world.MixedPolicy
	Zones, Subnets             []string
	Cooldown, Warmup           *time.Duration // a negative warm-up clears it
	Grace, MaxLifetime         *time.Duration
	HealthCheckType            *string
	TerminationPolicies        []string
	NewProtected, CapRebalance *bool
	ServiceLinkedRole          *string
}

// UpdateGroup changes a group. Without a desired capacity of its own it keeps
// the group's, brought within the new bounds.
func (r *Room) UpdateGroup(name string, u Update) error {
	g, err := r.group(name)
	if err != nil {
		return err
	}
	if err := refuseDeleting(g); err != nil {
		return err
	}
	changed := *g
	u.apply(&changed)
	if err := r.settle(&changed); err != nil {
		return err
	}
	before := g.Desired
	desired := changed.Desired
	changed.Desired = before
	*g = changed
	if u.Mixed != nil || u.Launch != nil {
		reweigh(g)
	}
	tryAgain(g)
	r.want(g, desired, activity.UpdateConstraints(r.now(), g.Min, g.Max, desired, before, desired))
	for i := range g.Members {
		m := &g.Members[i]
		r.wakeMember(name, m.Instance)
		if u.MaxLifetime != nil && g.MaxInstanceLifetime > 0 {
			r.wakeMemberAt(r.expires(g, m), name, m.Instance)
		}
	}
	r.wakeGroup(g)
	return nil
}

func (u Update) apply(g *world.Group) {
	g.Min, g.Max, g.Desired = numbersAfter(g, u.Min, u.Max, u.Desired)
	switch {
	case u.Mixed != nil:
		g.Mixed = u.Mixed
	case u.Launch != nil:
		g.Launch, g.Mixed = *u.Launch, nil
	}
	set(&g.DefaultCooldown, u.Cooldown)
	set(&g.DefaultWarmup, u.Warmup)
	set(&g.Grace, u.Grace)
	set(&g.MaxInstanceLifetime, u.MaxLifetime)
	set(&g.HealthCheckType, u.HealthCheckType)
	set(&g.NewProtected, u.NewProtected)
	set(&g.CapacityRebalance, u.CapRebalance)
	set(&g.ServiceLinkedRole, u.ServiceLinkedRole)
	if len(u.TerminationPolicies) > 0 {
		g.TerminationPolicies = u.TerminationPolicies
	}
	switch {
	case len(u.Subnets) > 0:
		g.Subnets, g.Zones = u.Subnets, u.Zones
	case len(u.Zones) > 0:
		g.Subnets, g.Zones = nil, u.Zones
	}
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// DeleteGroup deletes a group. By force it ends the members first, without
// draining and hooks; else there must be none.
func (r *Room) DeleteGroup(name string, force bool) error {
	g, err := r.group(name)
	if err != nil {
		return err
	}
	if !force {
		if anyMember(g, ending) {
			return awserr.New("ScalingActivityInProgress", "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.")
		}
		if len(g.Members) > 0 {
			return awserr.New("ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.")
		}
		r.erase(g)
		return nil
	}
	g.Deleting, g.ForceDelete = true, true
	g.Min, g.Max, g.Desired, g.Surplus, g.Replacing = 0, 0, 0, 0, 0
	r.wakeGroup(g)
	return nil
}
