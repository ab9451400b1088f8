package network

import (
	"net/netip"
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/reach"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Quotas (VPC/amazon-vpc-limits).
const (
	maxTables = 200 // of a VPC
	maxRoutes = 50  // of a table
)

// Where a route comes from, as AWS writes it.
const (
	fromTable = "CreateRouteTable"
	fromCall  = "CreateRoute"
)

func local(v *world.VPC) world.Route {
	return world.Route{Destination: v.CIDR, Target: reach.Local, Origin: fromTable}
}

// Table is the route table with this id, or AWS's refusal.
func (r *Room) Table(id string) (*world.RouteTable, error) {
	t := r.k.World.RouteTables.Get(id)
	if t == nil {
		return nil, notFound("InvalidRouteTableID.NotFound", "routeTable", id)
	}
	return t, nil
}

func isMain(t *world.RouteTable) bool {
	return slices.ContainsFunc(t.Associations, func(a world.RouteAssociation) bool { return a.Main })
}

func mainTable(w *world.World, vpc string) *world.RouteTable {
	for _, t := range w.RouteTables.All() {
		if t.VPC == vpc && isMain(t) {
			return t
		}
	}
	return nil
}

// tableOf is the route table that serves a subnet: its own, or the main one.
func (r *Room) tableOf(s *world.Subnet) *world.RouteTable {
	for _, t := range r.k.World.RouteTables.All() {
		if slices.ContainsFunc(t.Associations, func(a world.RouteAssociation) bool { return a.Subnet == s.ID }) {
			return t
		}
	}
	return mainTable(r.k.World, s.VPC)
}

// CheckTable refuses one table more than a VPC may have.
func (r *Room) CheckTable(vpc string) error {
	n := 0
	for _, t := range r.k.World.RouteTables.All() {
		if t.VPC == vpc {
			n++
		}
	}
	if n >= maxTables {
		return limit("RouteTableLimitExceeded", "route tables")
	}
	return nil
}

// CreateTable makes a table that knows its VPC's own addresses.
func (r *Room) CreateTable(v *world.VPC, tags []world.Tag) *world.RouteTable {
	t := &world.RouteTable{ID: r.k.ID("rtb-", 17), VPC: v.ID, Routes: []world.Route{local(v)}, Tags: tags}
	r.k.World.RouteTables.Put(t.ID, t)
	return t
}

// DeleteTable deletes a table that serves nothing.
func (r *Room) DeleteTable(t *world.RouteTable, dry error) error {
	if len(t.Associations) > 0 {
		return inUse("routeTable", t.ID)
	}
	if dry != nil {
		return dry
	}
	r.k.World.RouteTables.Delete(t.ID)
	return nil
}

// Associate lets a table serve a subnet that has none of its own, and answers
// the association's id.
func (r *Room) Associate(t *world.RouteTable, s *world.Subnet, dry error) (string, error) {
	if t.VPC != s.VPC {
		return "", invalid("route table %s and subnet %s belong to different networks", t.ID, s.ID)
	}
	if at := r.tableOf(s); slices.ContainsFunc(at.Associations, func(a world.RouteAssociation) bool { return a.Subnet == s.ID }) {
		return "", awserr.New("Resource.AlreadyAssociated", "the specified association for route table %s conflicts with an existing association", t.ID)
	}
	if dry != nil {
		return "", dry
	}
	return r.associate(t, world.RouteAssociation{Subnet: s.ID}), nil
}

func (r *Room) associate(t *world.RouteTable, a world.RouteAssociation) string {
	a.ID = r.k.ID("rtbassoc-", 17)
	t.Associations = append(t.Associations, a)
	r.Changed(t.VPC)
	return a.ID
}

func (r *Room) association(id string) (*world.RouteTable, int, error) {
	for _, t := range r.k.World.RouteTables.All() {
		if i := slices.IndexFunc(t.Associations, func(a world.RouteAssociation) bool { return a.ID == id }); i >= 0 {
			return t, i, nil
		}
	}
	return nil, 0, notFound("InvalidAssociationID.NotFound", "association", id)
}

// Disassociate gives a subnet back to the main table.
func (r *Room) Disassociate(id string, dry error) error {
	t, i, err := r.association(id)
	switch {
	case err != nil:
		return err
	case t.Associations[i].Main:
		return invalid("cannot disassociate the main route table association %s", id)
	case dry != nil:
		return dry
	}
	t.Associations = slices.Delete(t.Associations, i, i+1)
	r.Changed(t.VPC)
	return nil
}

// Reassociate moves an association to another table, and answers the new
// association; that of the main table makes the other one the main table.
func (r *Room) Reassociate(id string, to *world.RouteTable, dry error) (world.RouteAssociation, error) {
	t, i, err := r.association(id)
	switch {
	case err != nil:
		return world.RouteAssociation{}, err
	case t.VPC != to.VPC:
		return world.RouteAssociation{}, invalid("route table %s and route table %s belong to different networks", to.ID, t.ID)
	case dry != nil:
		return world.RouteAssociation{}, dry
	}
	moved := t.Associations[i]
	t.Associations = slices.Delete(t.Associations, i, i+1)
	moved.ID = r.associate(to, moved)
	return moved, nil
}

// CheckTarget refuses a target that a route of the table cannot have.
func (r *Room) CheckTarget(t *world.RouteTable, target string) error {
	w := r.k.World
	prefix, _, _ := strings.Cut(target, "-")
	switch prefix {
	case "igw":
		g := w.InternetGateways.Get(target)
		switch {
		case g == nil:
			return notFound("InvalidInternetGatewayID.NotFound", "internetGateway", target)
		case g.VPC != t.VPC:
			return invalid("route table %s and network gateway %s belong to different networks", t.ID, target)
		}
	case "nat":
		n := w.NATGateways.Get(target)
		switch {
		case n == nil:
			return awserr.New("InvalidNatGatewayID.NotFound", "The NatGateway ID '%s' does not exist", target)
		case n.VPC != t.VPC:
			return invalid("route table %s and network gateway %s belong to different networks", t.ID, target)
		}
	case "pcx":
		p := w.Peerings.Get(target)
		switch {
		case p == nil:
			return notFound("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection", target)
		case p.Requester != t.VPC && p.Accepter != t.VPC:
			return invalid("route table %s and vpc peering connection %s belong to different networks", t.ID, target)
		}
	default:
		return awserr.New("InvalidGatewayID.NotFound", "The gateway ID '%s' does not exist", target)
	}
	return nil
}

func route(t *world.RouteTable, destination string) int {
	return slices.IndexFunc(t.Routes, func(o world.Route) bool { return o.Destination == destination })
}

// CreateRoute adds a route with a destination that the table does not have.
// A destination inside the VPC's own block is refused (choice: AWS has come to
// allow some of them, for middleboxes).
func (r *Room) CreateRoute(t *world.RouteTable, destination netip.Prefix, target string, dry error) error {
	if i := route(t, destination.String()); i >= 0 {
		if t.Routes[i].Target == target && t.Routes[i].Origin == fromCall {
			return dry // the same again is no error
		}
		return awserr.New("RouteAlreadyExists", "The route identified by %s already exists.", destination)
	}
	if own, err := netip.ParsePrefix(t.Routes[0].Destination); err == nil && own.Bits() <= destination.Bits() && own.Contains(destination.Addr()) {
		return invalid("The destination CIDR block %s is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.", destination)
	}
	if len(t.Routes) >= maxRoutes {
		return limit("RouteLimitExceeded", "routes")
	}
	if dry != nil {
		return dry
	}
	t.Routes = append(t.Routes, world.Route{Destination: destination.String(), Target: target, Origin: fromCall})
	r.Changed(t.VPC)
	return nil
}

// ReplaceRoute gives a route another target.
func (r *Room) ReplaceRoute(t *world.RouteTable, destination netip.Prefix, target string, dry error) error {
	i := route(t, destination.String())
	switch {
	case i < 0:
		return noRoute(t, destination)
	case t.Routes[i].Target == reach.Local:
		return invalid("cannot replace local route %s in route table %s", destination, t.ID)
	case dry != nil:
		return dry
	}
	t.Routes[i].Target = target
	r.Changed(t.VPC)
	return nil
}

// DeleteRoute takes a route away, but not the local one.
func (r *Room) DeleteRoute(t *world.RouteTable, destination netip.Prefix, dry error) error {
	i := route(t, destination.String())
	switch {
	case i < 0:
		return noRoute(t, destination)
	case t.Routes[i].Target == reach.Local:
		return invalid("cannot remove local route %s in route table %s", destination, t.ID)
	case dry != nil:
		return dry
	}
	t.Routes = slices.Delete(t.Routes, i, i+1)
	r.Changed(t.VPC)
	return nil
}

func noRoute(t *world.RouteTable, destination netip.Prefix) error {
	return awserr.New("InvalidRoute.NotFound", "no route with destination-cidr-block %s in route table %s", destination, t.ID)
}

// Blackhole tells whether a route leads to nothing, because its target is
// gone or does not work.
func (r *Room) Blackhole(vpc string, route world.Route) bool {
	w := r.k.World
	prefix, _, _ := strings.Cut(route.Target, "-")
	switch prefix {
	case "igw":
		g := w.InternetGateways.Get(route.Target)
		return g == nil || g.VPC != vpc
	case "nat":
		n := w.NATGateways.Get(route.Target)
		return n == nil || n.State != Available
	case "pcx":
		p := w.Peerings.Get(route.Target)
		return p == nil || p.Status != PeeringActive
	}
	return false
}
