package network

import (
	"net/netip"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The states of a peering connection (VPC/vpc-peering-basics).
const (
	PeeringPending  = "pending-acceptance"
	PeeringActive   = "active"
	PeeringRejected = "rejected"
	PeeringDeleted  = "deleted"
	PeeringExpired  = "expired"
	PeeringFailed   = "failed"
)

// Peering is the peering connection with this id, or AWS's refusal.
func (r *Room) Peering(id string) (*world.Peering, error) {
	p := r.k.World.Peerings.Get(id)
	if p == nil {
		return nil, notFound("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection", id)
	}
	return p, nil
}

func livingPeering(p *world.Peering) bool {
	return p.Status == PeeringPending || p.Status == PeeringActive
}

// CheckPeering refuses a second connection of the same two VPCs.
func (r *Room) CheckPeering(requester, accepter string) error {
	if requester == accepter {
		return invalid("A VPC peering connection cannot be created between a VPC and itself")
	}
	for id, p := range r.k.World.Peerings.All() {
		same := p.Requester == requester && p.Accepter == accepter || p.Requester == accepter && p.Accepter == requester
		if same && livingPeering(p) {
			return awserr.New("VpcPeeringConnectionAlreadyExists", "VPC peering connection %s already exists between these VPCs", id)
		}
	}
	return nil
}

// CreatePeering asks for a connection. VPCs whose blocks overlap cannot have
// one: AWS answers with a connection that has failed.
func (r *Room) CreatePeering(requester, accepter *world.VPC, tags []world.Tag) *world.Peering {
	p := &world.Peering{ID: r.k.ID("pcx-", 17), Requester: requester.ID, Accepter: accepter.ID, Tags: tags}
	r.k.World.Peerings.Put(p.ID, p)
	if netip.MustParsePrefix(requester.CIDR).Overlaps(netip.MustParsePrefix(accepter.CIDR)) {
		r.enterPeering(p, PeeringFailed, "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range", remembered)
	} else {
		r.enterPeering(p, PeeringPending, "Pending Acceptance by "+r.k.World.Account, acceptWithin)
	}
	return p
}

// Accept makes a connection active that waits for it.
func (r *Room) Accept(p *world.Peering, dry error) error {
	return r.transition(p, PeeringActive, "Active", 0, dry)
}

// Reject ends a connection that waits to be accepted.
func (r *Room) Reject(p *world.Peering, dry error) error {
	return r.transition(p, PeeringRejected, "Rejected by "+r.k.World.Account, remembered, dry)
}

// DeletePeering ends a connection that is active or waits.
func (r *Room) DeletePeering(p *world.Peering, dry error) error {
	return r.transition(p, PeeringDeleted, "Deleted by "+r.k.World.Account, remembered, dry)
}

func (r *Room) transition(p *world.Peering, to, message string, lasts time.Duration, dry error) error {
	may := p.Status == PeeringPending || p.Status == PeeringActive && to == PeeringDeleted
	if !may {
		return awserr.New("InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s", p.ID, p.Status, to)
	}
	if dry != nil {
		return dry
	}
	r.enterPeering(p, to, message, lasts)
	r.Changed(p.Requester)
	r.Changed(p.Accepter)
	return nil
}

// enterPeering gives a connection a state; one that does not last ends by
// itself.
func (r *Room) enterPeering(p *world.Peering, status, message string, lasts time.Duration) {
	p.Status, p.Message, p.Until = status, message, time.Time{}
	if lasts > 0 {
		p.Until = r.k.Now().Add(lasts)
		r.k.WakeAt(p.Until, kindPeering, p.ID)
	}
}

// lookAtPeering lets a request expire, and forgets what has ended.
func (r *Room) lookAtPeering(id string) {
	p := r.k.World.Peerings.Get(id)
	if p == nil || p.Until.IsZero() || r.k.Now().Before(p.Until) {
		return
	}
	if p.Status == PeeringPending {
		r.enterPeering(p, PeeringExpired, "Expired", remembered)
		return
	}
	r.k.World.Peerings.Delete(id)
}
