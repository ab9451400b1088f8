// Package network is the VPC room of the simulation: VPCs, subnets, network
// ACLs, route tables, gateways, Elastic IP addresses and peering, and what
// they let through.
//
// Every VPC has a main route table, a default network ACL and a default
// security group from its first moment, as on AWS. Their ids are made of the
// VPC's own, which is random already, so that furnishing a VPC costs no draw.
//
// What goes through is answered by the rules of awsclient/semantics/reach on
// a compiled form of the records, which is kept until something changes. Who
// changes a record says so with Changed: that drops the compiled form and
// tells the watchers of Kind, who look again at what depends on it. A steady
// network costs nothing.
//
// The room does not know whether anything listens at an address (the compute
// room does), which addresses of a subnet are taken (compute again), nor
// request shapes (the handlers).
package network
