package world

import "time"

// NetworkACL is a stateless filter on the way into and out of subnets.
type NetworkACL struct {
	ID, VPC      string
	Default      bool
	Entries      []ACLEntry // without the last ones, which deny everything; by direction, then number
	Associations []ACLAssociation
	Tags         []Tag
	ClientToken  string // of the request that made it
}

// ACLEntry is one numbered entry of a network ACL.
type ACLEntry struct {
	Number             int
	Egress, Allow      bool
	Protocol           string // a number, or "-1" for all
	CIDR               string
	FromPort, ToPort   int // -1 for all
	ICMPType, ICMPCode int // of protocol 1; -1 for all
}

// ACLAssociation puts a subnet under a network ACL.
type ACLAssociation struct{ ID, Subnet string }

// RouteTable says where packets from its subnets go. The main table of a VPC
// serves the subnets that have none of their own.
type RouteTable struct {
	ID, VPC      string
	Routes       []Route // the local one first
	Associations []RouteAssociation
	Tags         []Tag
	ClientToken  string // of the request that made it
}

// Route is one route.
type Route struct {
	Destination string // a CIDR block
	Target      string // "local" or an id
	Origin      string // "CreateRouteTable" or "CreateRoute"
}

// RouteAssociation ties a table to a subnet or, with Main, to its VPC.
type RouteAssociation struct {
	ID, Subnet string
	Main       bool
}

// InternetGateway is a VPC's door to the internet.
type InternetGateway struct {
	ID, VPC string // VPC is "" while it is attached to none
	Tags    []Tag
}

// CustomerGateway is the account's own end of a VPN.
type CustomerGateway struct {
	ID, IP, ASN, Type, Device string
	DeletedAt                 time.Time // zero while it is there; it is described for a while after
	Tags                      []Tag
}

// NATGateway lets a VPC's private instances call out.
type NATGateway struct {
	ID, VPC, Subnet      string
	Private              bool   // without an address on the internet
	Allocation           string // of its Elastic IP address
	PrivateIP, Interface string
	State                string // "pending", "available", "deleting", "deleted"
	Until                time.Time
	Created, Deleted     time.Time
	Tags                 []Tag
	ClientToken          string // of the request that made it
}

// Address is an Elastic IP address.
type Address struct {
	Allocation, IP string
	Association    string // "" while it is bound to nothing
	Instance       string // or the NAT gateway that has it
	NAT            string
	Tags           []Tag
}

// Peering is a connection of two VPCs of this account and region.
type Peering struct {
	ID                  string
	Requester, Accepter string // VPC ids
	Status, Message     string // AWS's code and text
	Until               time.Time
	Tags                []Tag
}
