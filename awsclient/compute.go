package awsclient

import (
	"slices"
	"time"
)

// Identity is who the calls are made as.
type Identity struct {
	Account string // twelve digits
	ARN     string
	UserID  string
}

// Tag is a key and its value.
type Tag struct{ Key, Value string }

// Instance is one EC2 instance.
type Instance struct {
	ID               string
	Region           string
	Name             string // the Name tag, "" when there is none
	Type             string // "m5.large"
	State            string // "pending", "running", ...
	StateReason      string // AWS's message for the last change, often ""
	StateTransition  string // AWS's older form of it, with a time when a user began it: "User initiated (2026-03-10 20:41:55 GMT)"
	Zone             string
	PrivateIP        string
	PublicIP         string
	PrivateDNS       string
	PublicDNS        string
	VPC              string
	Subnet           string
	Image            string
	KeyName          string
	Market           string // "spot", or "on-demand"
	Lifecycle        string // AWS's instanceLifecycle: "spot", "scheduled" or ""
	SpotRequest      string // sir-... of a Spot Instance, else ""
	Launched         time.Time
	Architecture     string
	Platform         string // "Linux/UNIX", ...
	InstanceProfile  string // ARN, "" when there is none
	SecurityGroupIDs []string
	Monitoring       string // "enabled" (one-minute metrics) or "disabled"
	Group            string // Auto Scaling group, from the aws:autoscaling:groupName tag
	Tags             []Tag  // sorted by key
	Owner            string // account
}

// Equal tells whether two pictures of an instance show the same.
func (i *Instance) Equal(j *Instance) bool {
	return i.ID == j.ID && i.State == j.State && i.StateReason == j.StateReason && i.StateTransition == j.StateTransition &&
		i.Launched.Equal(j.Launched) && i.PrivateIP == j.PrivateIP && i.PublicIP == j.PublicIP &&
		i.PrivateDNS == j.PrivateDNS && i.PublicDNS == j.PublicDNS && i.Name == j.Name && i.Group == j.Group &&
		i.Region == j.Region && i.Owner == j.Owner && i.Type == j.Type && i.Zone == j.Zone && i.VPC == j.VPC && i.Subnet == j.Subnet &&
		i.Image == j.Image && i.KeyName == j.KeyName && i.Market == j.Market && i.Lifecycle == j.Lifecycle &&
		i.SpotRequest == j.SpotRequest && i.Architecture == j.Architecture && i.Platform == j.Platform &&
		i.InstanceProfile == j.InstanceProfile && i.Monitoring == j.Monitoring &&
		slices.Equal(i.SecurityGroupIDs, j.SecurityGroupIDs) && slices.Equal(i.Tags, j.Tags)
}

// InstanceStatus is what EC2's status checks say of a running instance.
type InstanceStatus struct {
	ID       string
	System   string // "ok", "impaired", "initializing", "insufficient-data", "not-applicable"
	Instance string
}

// Subnet is one subnet.
type Subnet struct {
	ID, VPC, Zone, CIDR, Name string
	AvailableIPs              int
	Default                   bool
}

// SecurityGroup is one security group with its rules.
type SecurityGroup struct {
	ID, Name, Description, VPC string
	Ingress, Egress            []Permission
}

// Permission is one rule of a security group. FromPort and ToPort are -1 for
// all ports.
type Permission struct {
	Protocol         string // "tcp", "udp", "icmp", "-1" for all
	FromPort, ToPort int
	Sources          []string // CIDRs, group ids or prefix lists
	Description      string
}
