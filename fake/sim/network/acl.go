package network

import (
	"slices"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Quotas (VPC/amazon-vpc-limits).
const (
	maxACLs    = 200 // of a VPC
	maxEntries = 20  // of an ACL, in each direction
)

// openEntries are those of a default ACL: everything, both ways.
func openEntries() []world.ACLEntry {
	open := world.ACLEntry{Number: 100, Allow: true, Protocol: "-1", CIDR: "0.0.0.0/0", FromPort: -1, ToPort: -1, ICMPType: -1, ICMPCode: -1}
	out := open
	out.Egress = true
	return []world.ACLEntry{open, out}
}

// ACL is the network ACL with this id, or AWS's refusal.
func (r *Room) ACL(id string) (*world.NetworkACL, error) {
	a := r.k.World.NetworkACLs.Get(id)
	if a == nil {
		return nil, notFound("InvalidNetworkAclID.NotFound", "networkAcl", id)
	}
	return a, nil
}

func defaultACL(w *world.World, vpc string) *world.NetworkACL {
	for _, a := range w.NetworkACLs.All() {
		if a.VPC == vpc && a.Default {
			return a
		}
	}
	return nil
}

// CheckACL refuses one ACL more than a VPC may have.
func (r *Room) CheckACL(vpc string) error {
	n := 0
	for _, a := range r.k.World.NetworkACLs.All() {
		if a.VPC == vpc {
			n++
		}
	}
	if n >= maxACLs {
		return limit("NetworkAclLimitExceeded", "network ACLs")
	}
	return nil
}

// CreateACL makes an ACL that denies everything.
func (r *Room) CreateACL(vpc string, tags []world.Tag) *world.NetworkACL {
	a := &world.NetworkACL{ID: r.k.ID("acl-", 17), VPC: vpc, Tags: tags}
	r.k.World.NetworkACLs.Put(a.ID, a)
	return a
}

// DeleteACL deletes an ACL that no subnet is under.
func (r *Room) DeleteACL(a *world.NetworkACL, dry error) error {
	switch {
	case a.Default:
		return invalid("cannot delete default network ACL %s", a.ID)
	case len(a.Associations) > 0:
		return inUse("networkAcl", a.ID)
	case dry != nil:
		return dry
	}
	r.k.World.NetworkACLs.Delete(a.ID)
	return nil
}

// entry is where in an ACL an entry is, or where it would be put.
func entry(a *world.NetworkACL, egress bool, number int) (at int, found bool) {
	return slices.BinarySearchFunc(a.Entries, world.ACLEntry{Egress: egress, Number: number}, func(x, y world.ACLEntry) int {
		if x.Egress != y.Egress {
			if y.Egress {
				return -1
			}
			return 1
		}
		return x.Number - y.Number
	})
}

// CreateEntry adds an entry with a number that is free.
func (r *Room) CreateEntry(a *world.NetworkACL, e world.ACLEntry, dry error) error {
	at, found := entry(a, e.Egress, e.Number)
	if found {
		return awserr.New("NetworkAclEntryAlreadyExists", "The network acl entry identified by %d already exists.", e.Number)
	}
	n := 0
	for _, o := range a.Entries {
		if o.Egress == e.Egress {
			n++
		}
	}
	if n >= maxEntries {
		return limit("NetworkAclEntryLimitExceeded", "network acl entries")
	}
	if dry != nil {
		return dry
	}
	a.Entries = slices.Insert(slices.Clone(a.Entries), at, e)
	r.Changed(a.VPC)
	return nil
}

// noEntry names the entry by its direction and number. Choice: AWS's own
// words were not found.
func noEntry(egress bool, number int) error {
	way := "ingress"
	if egress {
		way = "egress"
	}
	return awserr.New("InvalidNetworkAclEntry.NotFound", "The network acl %s entry identified by %d does not exist", way, number)
}

// ReplaceEntry puts an entry in the place of the one with its number.
func (r *Room) ReplaceEntry(a *world.NetworkACL, e world.ACLEntry, dry error) error {
	at, found := entry(a, e.Egress, e.Number)
	if !found {
		return noEntry(e.Egress, e.Number)
	}
	if dry != nil {
		return dry
	}
	a.Entries[at] = e
	r.Changed(a.VPC)
	return nil
}

// DeleteEntry takes an entry away.
func (r *Room) DeleteEntry(a *world.NetworkACL, egress bool, number int, dry error) error {
	at, found := entry(a, egress, number)
	if !found {
		return noEntry(egress, number)
	}
	if dry != nil {
		return dry
	}
	a.Entries = slices.Delete(a.Entries, at, at+1)
	r.Changed(a.VPC)
	return nil
}

// MoveSubnet puts the subnet of an association under another ACL, and answers
// the new association's id.
func (r *Room) MoveSubnet(association string, to *world.NetworkACL, dry error) (string, error) {
	for _, a := range r.k.World.NetworkACLs.All() {
		i := slices.IndexFunc(a.Associations, func(v world.ACLAssociation) bool { return v.ID == association })
		if i < 0 {
			continue
		}
		subnet := a.Associations[i].Subnet
		switch {
		case a.VPC != to.VPC:
			return "", invalid("networkAcl %s and subnet %s belong to different networks", to.ID, subnet)
		case dry != nil:
			return "", dry
		}
		a.Associations = slices.Delete(a.Associations, i, i+1)
		moved := world.ACLAssociation{ID: r.k.ID("aclassoc-", 17), Subnet: subnet}
		to.Associations = append(to.Associations, moved)
		r.Changed(to.VPC)
		return moved.ID, nil
	}
	return "", notFound("InvalidAssociationID.NotFound", "association", association)
}
