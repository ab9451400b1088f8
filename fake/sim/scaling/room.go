package scaling

import (
	"errors"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// The kinds of subjects that this room looks after.
const (
	KindGroup    world.Kind = "group"    // subject: a group's name; also told to watchers when its capacity changes
	KindMember   world.Kind = "member"   // subject: "group|instance id"
	KindSchedule world.Kind = "schedule" // subject: a scheduled action's ARN
	KindMinute   world.Kind = "minute"   // subject "": alarms and the policies that they drive

	// What others only look on at.
	KindActivity world.Kind = "activity" // subject: an activity's id
	KindAlarm    world.Kind = "alarm"    // subject: an alarm's name, whose newest entry in the history is the last
	KindHook     world.Kind = "hook"     // subject: as a member's; it begins to wait at a hook or goes on

	KindTenSeconds world.Kind = "ten seconds" // subject "": alarms on periods shorter than a minute
)

// Kinds of other rooms whose changes matter here.
const (
	kindInstance world.Kind = "instance" // subject: an instance id
	kindTarget   world.Kind = "target"   // subject: "target group ARN|id|port"
)

// GroupTag is the tag by which an instance names its group. Only Auto Scaling
// can set it, so it is also how the room finds the group of an instance.
const GroupTag = "aws:autoscaling:groupName"

// PollInterval is how often a group looks at health checks that do not
// announce themselves: those of load balancers. Choice: AWS does not publish
// it.
const PollInterval = 30 * time.Second

// Room is Auto Scaling in one world. It holds no state but a cache of
// datapoints that can be read again.
type Room struct {
	k         *sim.Kernel
	compute   *compute.Room
	balancing *balancing.Room
	telemetry *telemetry.Room
	classic   ClassicBalancers       // nil: none
	spot      SpotMarket             // nil: Spot Instances are launched like others
	topics    Topics                 // nil: nobody hears of anything
	seen      map[string]*datapoints // by metric
	watched   map[*world.Alarm]*datapoints
	starts    []time.Time // room for an evaluation
	list      []datapoint // room for an evaluation
}

// New is the room of k's world. It registers its controllers and watchers.
func New(k *sim.Kernel, c *compute.Room, b *balancing.Room, t *telemetry.Room) *Room {
	r := &Room{k: k, compute: c, balancing: b, telemetry: t, seen: map[string]*datapoints{}, watched: map[*world.Alarm]*datapoints{}}
	k.Handle(KindGroup, r.lookAtGroup)
	k.Handle(KindMember, r.lookAtMember)
	k.Handle(KindSchedule, r.lookAtSchedule)
	k.Handle(KindMinute, r.lookAtAlarms)
	k.Handle(KindTenSeconds, r.lookAtShortAlarms)
	k.Handle(KindComposite, r.lookAtComposite)
	k.Handle(KindRefresh, r.lookAtRefresh)
	k.Watch(kindInstance, r.wakeMemberOf)
	k.Watch(kindTarget, func(subject string) {
		if parts := strings.Split(subject, "|"); len(parts) >= 2 {
			r.wakeMemberOf(parts[len(parts)-2])
		}
	})
	return r
}

func (r *Room) now() time.Time { return r.k.Now() }

// wakeMemberOf has the member looked at that this instance is, if it is one.
func (r *Room) wakeMemberOf(instance string) {
	in := r.k.World.Instances.Get(instance)
	if in == nil {
		return
	}
	if group := world.TagValue(in.Tags, GroupTag); group != "" {
		r.wakeMember(group, instance)
	}
}

func (r *Room) wakeMember(group, instance string) {
	r.k.Wake(KindMember, group+"|"+instance)
}

func (r *Room) wakeMemberAt(at time.Time, group, instance string) {
	r.k.WakeAt(at, KindMember, group+"|"+instance)
}

func (r *Room) wakeGroup(g *world.Group) { r.k.Wake(KindGroup, g.Name) }

// lookAgain has a group looked at again. Whoever asks for it asks anew at each
// look, so one appointment, the earliest, is enough; without this, looks would
// beget looks.
func (r *Room) lookAgain(g *world.Group, at time.Time) {
	if g.LookAt.After(r.now()) && !g.LookAt.After(at) {
		return
	}
	g.LookAt = at
	r.k.WakeAt(at, KindGroup, g.Name)
}

// member finds a member by its subject; nil when it is gone. The pointer is
// into the group's list: it is good until a member comes or goes.
func (r *Room) member(subject string) (*world.Group, *world.Member) {
	i := strings.LastIndex(subject, "|")
	if i < 0 {
		return nil, nil
	}
	g := r.k.World.Groups.Get(subject[:i])
	if g == nil {
		return nil, nil
	}
	return g, memberOf(g, subject[i+1:])
}

func memberOf(g *world.Group, instance string) *world.Member {
	for i := range g.Members {
		if g.Members[i].Instance == instance {
			return &g.Members[i]
		}
	}
	return nil
}

// group is the group with this name, or AWS's refusal.
func (r *Room) group(name string) (*world.Group, error) {
	if g := r.k.World.Groups.Get(name); g != nil {
		return g, nil
	}
	return nil, invalid("AutoScalingGroup name not found - AutoScalingGroup %s not found", name)
}

// memberIn is a member of a named group, or AWS's refusal.
func (r *Room) memberIn(group, instance string) (*world.Group, *world.Member, error) {
	g, err := r.group(group)
	if err != nil {
		return nil, nil, err
	}
	m := memberOf(g, instance)
	if m == nil {
		return nil, nil, invalid("The instance %s is not part of Auto Scaling group %s.", instance, group)
	}
	return g, m, nil
}

// memberAnywhere is the member that an instance is, in whatever group.
func (r *Room) memberAnywhere(instance string) (*world.Group, *world.Member) {
	in := r.k.World.Instances.Get(instance)
	if in == nil {
		return nil, nil
	}
	return r.member(world.TagValue(in.Tags, GroupTag) + "|" + instance)
}

// suspended tells whether a process of a group is switched off.
func suspended(g *world.Group, process string) bool {
	return slices.ContainsFunc(g.Suspended, func(s world.Suspension) bool { return s.Process == process })
}

// The processes of a group.
const (
	processLaunch            = lifecycle.Launch
	processTerminate         = lifecycle.Terminate
	processAddToLoadBalancer = lifecycle.AddToLoadBalancer
	processAlarmNotification = lifecycle.AlarmNotification
	processAZRebalance       = lifecycle.AZRebalance
	processHealthCheck       = lifecycle.HealthCheck
	processReplaceUnhealthy  = lifecycle.ReplaceUnhealthy
	processScheduledActions  = lifecycle.ScheduledActions
	processInstanceRefresh   = lifecycle.InstanceRefresh
)

func invalid(format string, args ...any) error {
	return awserr.New(refusal.ValidationError, format, args...)
}

// refused turns a refusal of the rules into one of the engine.
func refused(err error) error { return awserr.From(err) }

// message is the text of an error without its code.
func message(err error) string {
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
