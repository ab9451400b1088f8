package network

import (
	"fmt"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// Kind is told, with the id of a VPC, when anything about its network has
// changed that may let other connections through than before.
const Kind world.Kind = "network"

// The kinds of the room's own appointments; the subject is an id.
const (
	kindNAT     world.Kind = "nat gateway"
	kindPeering world.Kind = "peering"
	kindGateway world.Kind = "customer gateway"
)

// Choice: AWS does not publish how long these take.
const (
	natStarts    = 75 * time.Second
	natStops     = 45 * time.Second
	remembered   = time.Hour          // what is deleted is described for about that long (VPC/nat-gateway-basics)
	acceptWithin = 7 * 24 * time.Hour // a request for peering expires (VPC/vpc-peering-basics)
)

// Room is the network of one world.
type Room struct {
	k        *sim.Kernel
	compiled *compiled // rebuilt from the world when nil
}

// New is the room, with its controllers registered.
func New(k *sim.Kernel) *Room {
	r := &Room{k: k}
	k.Handle(kindNAT, r.lookAtNAT)
	k.Handle(kindPeering, r.lookAtPeering)
	k.Handle(kindGateway, r.lookAtCustomerGateway)
	return r
}

// Changed says that a record of a VPC's network has changed.
func (r *Room) Changed(vpc string) {
	r.compiled = nil
	r.k.Changed(Kind, vpc)
}

func notFound(code, noun, id string) error {
	return awserr.New(code, "The %s ID '%s' does not exist", noun, id)
}

func invalid(format string, args ...any) error {
	return awserr.New("InvalidParameterValue", format, args...)
}

func inUse(noun, id string) error {
	return awserr.New("DependencyViolation", "The %s '%s' has dependencies and cannot be deleted.", noun, id)
}

// limit is the refusal of one more than a quota allows.
func limit(code, noun string) error {
	return awserr.New(code, "The maximum number of %s has been reached.", noun)
}

// derived is an id made of another text: the prefix and 17 hex digits.
func derived(prefix, text string) string {
	return prefix + fmt.Sprintf("%016x%x", hash(text, 1), hash(text, 2)&0xf)
}

// hash is FNV-1a with a last mix, so that similar texts give unlike numbers.
func hash(text string, salt uint64) uint64 {
	h := uint64(14695981039346656037) ^ salt
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
