// Package reach is how the rules of a VPC let a connection through or stop
// it: security groups, network ACLs, route tables, and all of them along one
// way.
//
// Security groups remember a connection: what may come in may be answered.
// Network ACLs do not: the answer, to one of the caller's ephemeral ports,
// needs an entry of its own (EC2/vpc-security-groups, vpc-network-acls,
// vpc-route-tables). Only IPv4 is known here.
//
// Trace tells each step, for people; Connects says yes or no, for those who
// ask often. The package knows no account and no resource beyond the texts
// that name it, and does not know whether anything listens at the end.
package reach
