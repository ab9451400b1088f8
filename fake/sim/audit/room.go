package audit

import (
	"compress/gzip"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/world"
)

// Line is one event on its way to CloudWatch Logs.
type Line struct {
	At   time.Time
	Text string
}

// Neighbours are the rooms that trails look at and deliver to, in any region.
type Neighbours interface {
	// HasLogGroup tells whether there is a log group with this ARN.
	HasLogGroup(arn string) bool
	// WriteLog adds lines to a stream of a log group, which it makes if needed.
	WriteLog(groupARN, stream string, lines []Line) error
	// RoleTrusts tells whether a role is there and may be assumed by a service.
	RoleTrusts(roleARN, service string) bool
	// RoleMay tells whether a role's policies allow an action.
	RoleMay(roleARN, action, resource string) bool
	// HasTopic tells whether there is an SNS topic with this ARN.
	HasTopic(arn string) bool
	// Publish sends a message to the subscribers of a topic.
	Publish(topicARN, subject, message string) error
}

// Room is CloudTrail in one region.
type Room struct {
	k       *sim.Kernel
	w       *world.World // the region's
	home    *world.World // where the trails are
	store   *storage.Room
	outside Neighbours

	zip  *gzip.Writer // of log files: making one costs more than a file does
	text []byte       // of the newest log file, for its room
}

// KindDelivery is the appointment to deliver what waits for a trail, by its
// ARN.
const KindDelivery world.Kind = "trail delivery"

// New is the room of the kernel's region. The trails are where the buckets
// are, in the home world.
func New(k *sim.Kernel, store *storage.Room, outside Neighbours) *Room {
	r := &Room{k: k, w: k.World, home: store.World(), store: store, outside: outside}
	k.Handle(KindDelivery, r.deliver)
	return r
}

// Region is the room's region.
func (r *Room) Region() string { return r.w.Region }

// Account is the number of the account.
func (r *Room) Account() string { return r.w.Account }

// Delivery is how a trail's delivery goes in this region; the zero value
// before anything was delivered.
func (r *Room) Delivery(arn string) world.TrailDelivery {
	if d := r.w.Deliveries.Get(arn); d != nil {
		return *d
	}
	return world.TrailDelivery{Trail: arn}
}
