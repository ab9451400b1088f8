// Package notify is SNS: topics, who subscribes to them, and what was sent.
//
// Nothing leaves the account. What a subscriber would have got is in the
// outbox, where it can be read. The room does not know who publishes.
package notify

import (
	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// Room is the topics of one region.
type Room struct {
	k *sim.Kernel
	w *world.World
}

// New furnishes the room.
func New(k *sim.Kernel) *Room { return &Room{k: k, w: k.World} }

// HasTopic tells whether there is a topic with this ARN.
func (r *Room) HasTopic(arn string) bool { return r.w.Topics.Has(arn) }
