package network

import (
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Quotas (VPC/amazon-vpc-limits).
const (
	maxInternetGateways = 5
	maxCustomerGateways = 50
)

// InternetGateway is the gateway with this id, or AWS's refusal.
func (r *Room) InternetGateway(id string) (*world.InternetGateway, error) {
	g := r.k.World.InternetGateways.Get(id)
	if g == nil {
		return nil, notFound("InvalidInternetGatewayID.NotFound", "internetGateway", id)
	}
	return g, nil
}

// CreateInternetGateway makes a gateway that is attached to nothing.
func (r *Room) CreateInternetGateway(tags []world.Tag, dry error) (*world.InternetGateway, error) {
	if r.k.World.InternetGateways.Len() >= maxInternetGateways {
		return nil, limit("InternetGatewayLimitExceeded", "internet gateways")
	}
	if dry != nil {
		return nil, dry
	}
	g := &world.InternetGateway{ID: r.k.ID("igw-", 17), Tags: tags}
	r.k.World.InternetGateways.Put(g.ID, g)
	return g, nil
}

// gatewayOf is the internet gateway that is attached to a VPC, nil for none.
func (r *Room) gatewayOf(vpc string) *world.InternetGateway {
	for _, g := range r.k.World.InternetGateways.All() {
		if g.VPC == vpc {
			return g
		}
	}
	return nil
}

// Attach attaches a gateway to a VPC that has none.
func (r *Room) Attach(g *world.InternetGateway, vpc string, dry error) error {
	switch {
	case g.VPC != "":
		return awserr.New("Resource.AlreadyAssociated", "resource %s is already attached to network %s", g.ID, g.VPC)
	case r.gatewayOf(vpc) != nil:
		return invalid("Network %s already has an internet gateway attached", vpc)
	case dry != nil:
		return dry
	}
	g.VPC = vpc
	r.Changed(vpc)
	return nil
}

// Detach detaches a gateway from a VPC in which nothing has a public address.
func (r *Room) Detach(g *world.InternetGateway, vpc string, dry error) error {
	switch {
	case g.VPC != vpc:
		return awserr.New("Gateway.NotAttached", "resource %s is not attached to network %s", g.ID, vpc)
	case r.mapped(vpc):
		return awserr.New("DependencyViolation", "Network %s has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.", vpc)
	case dry != nil:
		return dry
	}
	g.VPC = ""
	r.Changed(vpc)
	return nil
}

// mapped tells whether anything in a VPC has a public address.
func (r *Room) mapped(vpc string) bool {
	for _, in := range r.k.World.Instances.All() {
		if in.VPC == vpc && in.PublicIP != "" {
			return true
		}
	}
	for _, n := range r.k.World.NATGateways.All() {
		if n.VPC == vpc && n.Allocation != "" && n.State != Deleted {
			return true
		}
	}
	return false
}

// DeleteInternetGateway deletes a gateway that is attached to nothing. Routes
// to it stay, as black holes.
func (r *Room) DeleteInternetGateway(g *world.InternetGateway, dry error) error {
	if g.VPC != "" {
		return inUse("internetGateway", g.ID)
	}
	if dry != nil {
		return dry
	}
	r.k.World.InternetGateways.Delete(g.ID)
	return nil
}

// CustomerGateway is the customer gateway with this id that has not been
// deleted, or AWS's refusal.
func (r *Room) CustomerGateway(id string) (*world.CustomerGateway, error) {
	g := r.k.World.CustomerGateways.Get(id)
	if g == nil || !g.DeletedAt.IsZero() {
		return nil, notFound("InvalidCustomerGatewayID.NotFound", "customerGateway", id)
	}
	return g, nil
}

// CreateCustomerGateway makes a customer gateway; one that is there already
// with the same type, address and number is answered as it is
// (BC:ec2.CreateCustomerGateway).
func (r *Room) CreateCustomerGateway(g world.CustomerGateway, dry error) (*world.CustomerGateway, error) {
	n := 0
	for _, o := range r.k.World.CustomerGateways.All() {
		if !o.DeletedAt.IsZero() {
			continue
		}
		if n++; o.Type == g.Type && o.IP == g.IP && o.ASN == g.ASN {
			return o, dry
		}
	}
	if n >= maxCustomerGateways {
		return nil, limit("CustomerGatewayLimitExceeded", "customer gateways")
	}
	if dry != nil {
		return nil, dry
	}
	g.ID = r.k.ID("cgw-", 17)
	r.k.World.CustomerGateways.Put(g.ID, &g)
	return &g, nil
}

// DeleteCustomerGateway deletes a customer gateway, which is still described
// for a while.
func (r *Room) DeleteCustomerGateway(g *world.CustomerGateway) {
	g.DeletedAt = r.k.Now()
	r.k.WakeIn(remembered, kindGateway, g.ID)
}

// lookAtCustomerGateway forgets a gateway that was deleted long ago.
func (r *Room) lookAtCustomerGateway(id string) {
	g := r.k.World.CustomerGateways.Get(id)
	if g != nil && !g.DeletedAt.IsZero() && r.k.Now().Sub(g.DeletedAt) >= remembered {
		r.k.World.CustomerGateways.Delete(id)
	}
}
