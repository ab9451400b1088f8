package awsclient

import "context"

// Networking is the part of Client that reads VPCs and what lets connections
// through, and changes the rules of security groups. Subnets and security
// groups themselves are read with Compute.
type Networking interface {
	VPCs(ctx context.Context) ([]VPC, error)
	NetworkACLs(ctx context.Context) ([]NetworkACL, error)
	RouteTables(ctx context.Context) ([]RouteTable, error)
	InternetGateways(ctx context.Context) ([]InternetGateway, error)

	// OpenPort adds an inbound rule to a security group; ClosePort takes it
	// away. The rule's sources are CIDR blocks and ids of security groups.
	OpenPort(ctx context.Context, groupID string, rule Permission) error
	ClosePort(ctx context.Context, groupID string, rule Permission) error
}

// VPC is one virtual network.
type VPC struct {
	ID, CIDR, Name, State string
	Default               bool
	Tags                  []Tag
}

// NetworkACL is one network ACL with its entries in the order in which they
// are tried; the last of each direction denies the rest.
type NetworkACL struct {
	ID, VPC, Name   string
	Default         bool
	Ingress, Egress []ACLEntry
	Subnets         []string // ids, sorted
}

// ACLEntry is one entry of a network ACL. Ports are -1 for all, or where the
// protocol has none.
type ACLEntry struct {
	Number           int
	Allow            bool
	Protocol         string // a number, "-1" for all
	CIDR             string
	FromPort, ToPort int
}

// RouteTable is one route table. Main serves the subnets of its VPC that no
// table names.
type RouteTable struct {
	ID, VPC, Name string
	Main          bool
	Subnets       []string // ids, sorted
	Routes        []Route
}

// Route is one route of a table.
type Route struct {
	Destination string // a CIDR block or the id of a prefix list
	Target      string // "local" or an id
	State       string // "active" or "blackhole"
}

// InternetGateway is one internet gateway.
type InternetGateway struct {
	ID, Name string
	VPC      string // "" while it is attached to none
}
