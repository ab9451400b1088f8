package world

import "time"

// VPC is a virtual network.
type VPC struct {
	ID, CIDR     string
	Default      bool
	Tenancy      string // "default" or "dedicated"
	NoDNS        bool   // its own name server is off
	DNSHostnames bool   // instances with a public address get a public name
	Tags         []Tag
}

// Subnet is a part of a VPC in one zone.
type Subnet struct {
	ID, VPC, Zone, ZoneID, CIDR string
	Default                     bool
	MapPublicIP                 bool // instances get a public address unless they refuse it
	NextHost                    int  // the host number to try next
	Tags                        []Tag
}

// Outage is a zone that is down: nothing replies there, and nothing launches.
type Outage struct {
	Zone  string
	Until time.Time // zero: for good
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
	PublicKey                   string
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
	RootSize                                                         int // GiB
	Server                                                           Server
	Tags                                                             []Tag
}

// Server is the web server of an instance, as far as the simulation needs it.
type Server struct {
	Ports []int // ports it answers on; none means that nothing listens
	Once  []int // those of them that do not come back after a restart
	Pages []Page
}

// Page is what a server has at some paths besides its front page. A server
// has the same pages on all its ports.
type Page struct {
	Path string // "/health"; a * at the end stands for whatever follows
	Code int    // what it is answered with
}

// LaunchTemplate is a template with its versions, oldest first.
type LaunchTemplate struct {
	ID, Name, CreatedBy string
	Created             time.Time
	Default             int // version number
	Numbered            int // the highest version number ever given
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
	Monitoring           bool   // detailed, one-minute metrics
	SpotPrice            string // maximum price; not "" means a Spot instance
	Market               string // "spot" or "" for on-demand
	SpotType             string // "one-time", "persistent"; "" is one-time
	SpotInterruption     string // "terminate", "stop", "hibernate"; "" is terminate
	SpotValidUntil       time.Time
	// Subnet and Zone say where, when the launch itself does not; PublicIP
	// is nil for the subnet's own habit.
	Subnet, Zone          string
	PublicIP              *bool
	TerminationProtection bool
	HTTPTokens            string // instance metadata: "optional", "required" or ""
	EBSOptimized          bool
	RootSize              int // GiB of the root volume; 0: as the image has it
	Tags                  []Tag
	VolumeTags            []Tag // for the volumes launched with it
	InterfaceTags         []Tag // for its network interface
	SpotTags              []Tag // for its Spot Instance request
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
	StateUntil                time.Time // when a state on the way to another ends
	StateCode, StateReason    string    // AWS's reason code and message of the last change
	ShutdownAt                time.Time // when the last stop or termination was asked for
	Launched                  time.Time // of the last start, as AWS shows it
	Created                   time.Time
	Zone, Subnet, VPC         string
	PrivateIP, PublicIP       string
	WantsPublicIP             bool   // gets a public address at every start
	Interface, Volume         string // ids of its network interface and root volume
	LaunchIndex               int    // its place among the instances of one launch
	HTTPTokens                string // instance metadata: "optional" or "required"
	EBSOptimized              bool
	RootSize                  int // GiB of the root volume
	VolumeTags, InterfaceTags []Tag
	SecurityGroups            []string
	UserData, InstanceProfile string
	Monitoring                bool
	Market                    string // "spot" or "" for on-demand
	SpotRequest, SpotType     string // of a Spot Instance: its request and that one's type, "one-time" or "persistent"
	TerminationProtection     bool
	ClientToken               string
	Server                    Server
	Boots                     int       // how often its system has started
	BootedAt                  time.Time // the last time
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
