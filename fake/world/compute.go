package world

import "time"

// VPC is a virtual network.
type VPC struct {
	ID, CIDR string
	Default  bool
	Tags     []Tag
}

// Subnet is a part of a VPC in one zone.
type Subnet struct {
	ID, VPC, Zone, ZoneID, CIDR string
	Default                     bool
	NextHost                    int // the next free host number
	Tags                        []Tag
}

// SecurityGroup is a set of permissions.
type SecurityGroup struct {
	ID, Name, Description, VPC string
	Ingress, Egress            []Permission
	Tags                       []Tag
}

// Permission is one rule; ports are -1 for all.
type Permission struct {
	ID               string // sgr-...
	Protocol         string // "tcp", "udp", "icmp", "-1"
	FromPort, ToPort int
	CIDRs            []string
	Groups           []string // security group ids
	Description      string
}

// KeyPair is a named key.
type KeyPair struct {
	ID, Name, Fingerprint, Type string
	Created                     time.Time
	Tags                        []Tag
}

// Image is a machine image. Server tells what listens on an instance of it
// before any user data has run.
type Image struct {
	ID, Name, Description, Owner, OwnerAlias, Architecture, Platform string
	Created                                                          time.Time
	Public                                                           bool
	RootDevice                                                       string
	Server                                                           Server
	Tags                                                             []Tag
}

// Server is the web server of an instance, as far as the simulation needs it.
type Server struct {
	Ports []int // ports it answers on; none means that nothing listens
}

// LaunchTemplate is a template with its versions, oldest first.
type LaunchTemplate struct {
	ID, Name, CreatedBy string
	Created             time.Time
	Default             int // version number
	Versions            []LaunchTemplateVersion
	Tags                []Tag
}

// LaunchTemplateVersion is one version of a launch template.
type LaunchTemplateVersion struct {
	Number      int
	Description string
	CreatedBy   string
	Created     time.Time
	Settings    LaunchSettings
}

// LaunchSettings are what an instance is launched with.
type LaunchSettings struct {
	Image, Type, KeyName string
	SecurityGroups       []string // ids
	UserData             string   // decoded
	InstanceProfile      string
	Monitoring           bool // detailed, one-minute metrics
	SpotPrice            string
	Tags                 []Tag
}

// InstanceState is an EC2 instance state.
type InstanceState string

// The states of an instance (EC2/ec2-instance-lifecycle).
const (
	Pending      InstanceState = "pending"
	Running      InstanceState = "running"
	ShuttingDown InstanceState = "shutting-down"
	Terminated   InstanceState = "terminated"
	Stopping     InstanceState = "stopping"
	Stopped      InstanceState = "stopped"
)

// Instance is one EC2 instance.
type Instance struct {
	ID, Type, Image, KeyName  string
	Reservation               string
	State                     InstanceState
	StateSince                time.Time // when State was entered
	StateCode, StateReason    string    // AWS's reason code and message of the last change
	Launched                  time.Time // of the last start, as AWS shows it
	Created                   time.Time
	Zone, Subnet, VPC         string
	PrivateIP, PublicIP       string
	SecurityGroups            []string
	UserData, InstanceProfile string
	Monitoring                bool
	Market                    string // "spot" or "" for on-demand
	TerminationProtection     bool
	ClientToken               string
	Server                    Server
	ReadyAt                   time.Time // from then on its server answers
	Health                    InstanceHealth
	Tags                      []Tag
}

// InstanceHealth holds the faults that weigh on an instance.
type InstanceHealth struct {
	Impaired    bool      // status checks fail
	FailCode    int       // its server answers health checks and requests with this; 0: it answers well; -1: it does not answer
	FailUntil   time.Time // zero: until it is replaced
	ImpairUntil time.Time
}
