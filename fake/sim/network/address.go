package network

import (
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

const maxAddresses = 5 // of a region (EC2/elastic-ip-addresses-eip)

// Address is the Elastic IP address with this allocation id, or AWS's refusal.
func (r *Room) Address(allocation string) (*world.Address, error) {
	a := r.k.World.Addresses.Get(allocation)
	if a == nil {
		return nil, awserr.New("InvalidAllocationID.NotFound", "The allocation ID '%s' does not exist", allocation)
	}
	return a, nil
}

// CheckAddress refuses one address more than the account may have.
func (r *Room) CheckAddress() error {
	if r.k.World.Addresses.Len() >= maxAddresses {
		return limit("AddressLimitExceeded", "addresses")
	}
	return nil
}

// Allocate keeps a public address for the account.
func (r *Room) Allocate(ip string, tags []world.Tag) *world.Address {
	a := &world.Address{Allocation: r.k.ID("eipalloc-", 17), IP: ip, Tags: tags}
	r.k.World.Addresses.Put(a.Allocation, a)
	return a
}

// Bind gives an address to an instance, in the place of the public address
// that it had. An address that is bound elsewhere is moved when that is
// allowed.
func (r *Room) Bind(a *world.Address, in *world.Instance, move bool, dry error) error {
	switch {
	case a.NAT != "", a.Instance != "" && a.Instance != in.ID && !move:
		return awserr.New("Resource.AlreadyAssociated", "resource %s is already associated with associate-id %s", a.Allocation, a.Association)
	case r.gatewayOf(in.VPC) == nil:
		return awserr.New("Gateway.NotAttached", "Network %s is not attached to any internet gateway", in.VPC)
	case dry != nil:
		return dry
	}
	if old := r.k.World.Instances.Get(a.Instance); old != nil && old != in {
		r.loosen(a, old)
	}
	for _, other := range r.k.World.Addresses.All() {
		if other != a && other.Instance == in.ID {
			other.Association, other.Instance = "", ""
		}
	}
	a.Association, a.Instance, in.PublicIP = r.k.ID("eipassoc-", 17), in.ID, a.IP
	r.Changed(in.VPC)
	return nil
}

// Unbind takes an address from the instance that has it, which is left
// without a public one until its next start.
func (r *Room) Unbind(association string, dry error) error {
	for _, a := range r.k.World.Addresses.All() {
		if a.Association != association || association == "" {
			continue
		}
		switch {
		case a.NAT != "":
			return awserr.New("OperationNotPermitted", "You do not have permission to access the specified resource.")
		case dry != nil:
			return dry
		}
		in := r.k.World.Instances.Get(a.Instance)
		r.loosen(a, in)
		if in != nil {
			r.Changed(in.VPC)
		}
		return nil
	}
	return notFound("InvalidAssociationID.NotFound", "association", association)
}

func (r *Room) loosen(a *world.Address, in *world.Instance) {
	if in != nil && in.PublicIP == a.IP {
		in.PublicIP = ""
	}
	a.Association, a.Instance = "", ""
}

// Elastic is the Elastic IP address that an instance has, "" for none.
func (r *Room) Elastic(instance string) string {
	for _, a := range r.k.World.Addresses.All() {
		if a.Instance == instance {
			return a.IP
		}
	}
	return ""
}

// Vacate takes the Elastic IP address from an instance that ends.
func (r *Room) Vacate(instance string) {
	for _, a := range r.k.World.Addresses.All() {
		if a.Instance == instance {
			a.Association, a.Instance = "", ""
		}
	}
}

// Release gives an address back that nothing has.
func (r *Room) Release(a *world.Address, dry error) error {
	switch {
	case a.Association != "":
		return awserr.New("InvalidIPAddress.InUse", "Address %s is in use.", a.IP)
	case dry != nil:
		return dry
	}
	r.k.World.Addresses.Delete(a.Allocation)
	return nil
}
