package logs

import (
	"strings"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// The kinds of subjects that this room looks after.
const (
	KindAgent  world.Kind = "log-agent"  // subject: an instance's id
	KindStream world.Kind = "log-stream" // subject: "group:stream"
	KindFilter world.Kind = "log-filter" // subject: a log group's name
	KindQuery  world.Kind = "log-query"  // subject: a query's id
)

// Room keeps the logs of one world. It holds nothing but what can be worked
// out again.
type Room struct {
	k         *sim.Kernel
	balancing *balancing.Room
	telemetry *telemetry.Room // nil until Connect

	agents map[string][]logFile  // what user data ships, by the user data
	feeds  map[string][]feed     // by pool
	fed    int                   // how many shares were known when feeds were gathered
	counts map[countKey]intake   // of shipped lines, by minute
	ready  map[string][]compiled // filters ready for use, by group
}

// New is the room of k's world, with its controllers and watchers registered.
func New(k *sim.Kernel, b *balancing.Room) *Room {
	r := &Room{k: k, balancing: b, agents: map[string][]logFile{}, ready: map[string][]compiled{}}
	r.forgetComputed()
	k.Handle(KindAgent, r.lookAtAgent)
	k.Handle(KindFilter, r.lookAtFilters)
	k.Handle(KindQuery, r.lookAtQuery)
	k.Handle(KindStream, r.lookAtStream)
	k.Watch(compute.Instance, r.instanceChanged)
	k.Watch(balancing.KindWorkload, func(string) { r.forgetComputed() })
	return r
}

// Connect tells where metric filters put their values, and where an
// instance's load can be read. Without it nothing is put.
func (r *Room) Connect(t *telemetry.Room) {
	r.telemetry = t
	t.CountLogs(r)
}

// Event is a log event to be written.
type Event struct {
	At      time.Time
	Message string
}

// HasGroup tells whether there is a log group of this name or ARN.
func (r *Room) HasGroup(arnOrName string) bool { return r.k.World.LogGroups.Has(r.NameOf(arnOrName)) }

// NameOf is the name in a log group's ARN, with or without ":*" at its end; a
// name stays what it is. The ARN of a group elsewhere gives "".
func (r *Room) NameOf(arnOrName string) string {
	if !strings.HasPrefix(arnOrName, "arn:") {
		return arnOrName
	}
	name, ours := strings.CutPrefix(arnOrName, r.groupARN(""))
	if !ours {
		return ""
	}
	return strings.TrimSuffix(name, ":*")
}

func (r *Room) groupARN(name string) string { return r.k.World.ARN("logs", "log-group:"+name) }

// Group is the log group of this name, or AWS's refusal.
func (r *Room) Group(name string) (*world.LogGroup, error) {
	g := r.k.World.LogGroups.Get(name)
	if g == nil {
		return nil, noGroup()
	}
	return g, nil
}

// Stream is a stream of a log group, or AWS's refusal.
func (r *Room) Stream(group, stream string) (*world.LogGroup, *world.LogStream, error) {
	g, err := r.Group(group)
	if err != nil {
		return nil, nil, err
	}
	s := g.Streams.Get(stream)
	if s == nil {
		return nil, nil, awserr.New("ResourceNotFoundException", "The specified log stream does not exist.")
	}
	return g, s, nil
}

func noGroup() error {
	return awserr.New("ResourceNotFoundException", "The specified log group does not exist.")
}

// Ensure makes a log group and a stream in it where they are missing, as the
// account's own services and agents do.
func (r *Room) Ensure(group, stream string) {
	group = r.NameOf(group)
	if group == "" || stream == "" {
		return
	}
	if !r.k.World.LogGroups.Has(group) {
		r.Create(world.LogGroup{Name: group, Class: Standard})
	}
	if g := r.k.World.LogGroups.Get(group); !g.Streams.Has(stream) {
		r.AddStream(g, stream)
	}
}

// Write writes events to a stream that is there, in any order. It is for the
// account's own services: nothing is checked but that the stream exists, and
// events that have expired are dropped.
func (r *Room) Write(group, stream string, events []Event) error {
	g, s, err := r.Stream(r.NameOf(group), stream)
	if err != nil {
		return err
	}
	r.Ingest(g, s, events)
	return nil
}

// millisecond is the resolution of all times in CloudWatch Logs.
func millisecond(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
