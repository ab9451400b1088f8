package network

import (
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The states of a NAT gateway, as AWS names them.
const (
	Starting  = "pending"
	Available = "available"
	Deleting  = "deleting"
	Deleted   = "deleted"
)

const maxNATGateways = 5 // in a zone (VPC/amazon-vpc-limits)

// NAT is the NAT gateway with this id, or AWS's refusal.
func (r *Room) NAT(id string) (*world.NATGateway, error) {
	n := r.k.World.NATGateways.Get(id)
	if n == nil {
		return nil, awserr.New("NatGatewayNotFound", "The Nat Gateway %s was not found", id)
	}
	return n, nil
}

// CheckNAT refuses a NAT gateway in a subnet that cannot have it, or with an
// address that is not free. allocation is "" for a private gateway.
func (r *Room) CheckNAT(s *world.Subnet, allocation string) error {
	n := 0
	for _, g := range r.k.World.NATGateways.All() {
		if at := r.k.World.Subnets.Get(g.Subnet); at != nil && at.Zone == s.Zone && g.State != Deleted {
			n++
		}
	}
	if n >= maxNATGateways {
		return awserr.New("NatGatewayLimitExceeded", "Performing this operation would exceed the limit of %d NAT gateways", maxNATGateways)
	}
	if allocation == "" {
		return nil
	}
	a, err := r.Address(allocation)
	switch {
	case err != nil:
		return err
	case a.Association != "":
		return awserr.New("Resource.AlreadyAssociated", "Elastic IP address [%s] is already associated", allocation)
	case r.gatewayOf(s.VPC) == nil:
		return awserr.New("Gateway.NotAttached", "Network %s has no Internet gateway attached", s.VPC)
	}
	return nil
}

// CreateNAT makes a NAT gateway that has been checked; it works after a
// while. Its private address is the caller's choice.
func (r *Room) CreateNAT(n world.NATGateway) *world.NATGateway {
	n.ID, n.Interface = r.k.ID("nat-", 17), r.k.ID("eni-", 17)
	n.State, n.Created, n.Until = Starting, r.k.Now(), r.k.Now().Add(natStarts)
	if a := r.k.World.Addresses.Get(n.Allocation); a != nil {
		a.Association, a.NAT = r.k.ID("eipassoc-", 17), n.ID
	}
	r.k.World.NATGateways.Put(n.ID, &n)
	r.k.WakeAt(n.Until, kindNAT, n.ID)
	return &n
}

// DeleteNAT begins the end of a NAT gateway; its Elastic IP address is free
// at once (choice: AWS frees it a little later), and so is its private one,
// which is answered.
func (r *Room) DeleteNAT(n *world.NATGateway) (freed string) {
	if n.State == Deleting || n.State == Deleted {
		return ""
	}
	freed, n.PrivateIP = n.PrivateIP, ""
	if a := r.k.World.Addresses.Get(n.Allocation); a != nil && a.NAT == n.ID {
		a.Association, a.NAT = "", ""
	}
	n.State, n.Until = Deleting, r.k.Now().Add(natStops)
	r.k.WakeAt(n.Until, kindNAT, n.ID)
	r.Changed(n.VPC)
	return freed
}

func (r *Room) lookAtNAT(id string) {
	n := r.k.World.NATGateways.Get(id)
	if n == nil || n.Until.IsZero() || r.k.Now().Before(n.Until) {
		return
	}
	switch n.State {
	case Starting:
		n.State, n.Until = Available, time.Time{}
	case Deleting:
		n.State, n.Deleted, n.Until = Deleted, r.k.Now(), r.k.Now().Add(remembered)
		r.k.WakeAt(n.Until, kindNAT, id)
	case Deleted:
		r.k.World.NATGateways.Delete(id)
	}
	r.Changed(n.VPC)
}
