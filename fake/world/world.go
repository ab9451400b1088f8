package world

import (
	"slices"
	"time"
)

// World is one account in one region at one moment of virtual time.
type World struct {
	Account  string // twelve digits
	Region   string
	Scenario string
	Era      string // of fake/era; "" is today
	Seed     uint64
	AnyImage bool      `json:",omitempty"` // ids of images that nobody made are images
	Born     time.Time // virtual time at which the world began
	Now      time.Time // virtual time, UTC

	Queue  []Appointment // a heap, kept by fake/sim
	Seq    uint64        // the next appointment's sequence number
	Random Random

	VPCs            Table[VPC]
	Subnets         Table[Subnet]
	SecurityGroups  Table[SecurityGroup]
	KeyPairs        Table[KeyPair] // by name
	Images          Table[Image]
	LaunchTemplates Table[LaunchTemplate] // by id
	Instances       Table[Instance]
	PublicAddresses int // how many public addresses have been given out

	NetworkACLs      Table[NetworkACL]
	RouteTables      Table[RouteTable]
	InternetGateways Table[InternetGateway]
	CustomerGateways Table[CustomerGateway]
	NATGateways      Table[NATGateway]
	Addresses        Table[Address] // by allocation id
	Peerings         Table[Peering]

	LoadBalancers Table[LoadBalancer] // by ARN
	Listeners     Table[Listener]     // by ARN
	Rules         Table[Rule]         // by ARN
	TargetGroups  Table[TargetGroup]  // by ARN

	ClassicBalancers Table[ClassicBalancer] // by name

	LaunchConfigurations Table[LaunchConfiguration] // by name
	Groups               Table[Group]               // by name
	Policies             Table[Policy]              // by ARN
	ScheduledActions     Table[ScheduledAction]     // by ARN
	Activities           Table[Activity]            // by id, oldest first
	Refreshes            Table[Refresh]             // by id, oldest first

	SpotFleets Table[SpotFleet] // by id

	SpotRequests  Table[SpotRequest]  // by id
	SpotInstances Table[SpotInstance] // by instance id
	SpotPools     Table[SpotPool]     // by "type|zone|product"
	SpotMarket    SpotMarket

	Alarms          Table[Alarm]          // by name
	CompositeAlarms Table[CompositeAlarm] // by name
	AlarmHistory    []AlarmEvent          // oldest first
	AlarmEvents     uint64                // entries written into the history so far
	Workloads       Table[Workload]       // by id
	Metrics         Metrics

	LogGroups  Table[LogGroup] // by name
	LogQueries Table[LogQuery] // by id, oldest first
	LogSeq     uint64          // log events and queries so far

	Users            Table[User]            // by name
	UserGroups       Table[UserGroup]       // by name
	Roles            Table[Role]            // by name
	ManagedPolicies  Table[ManagedPolicy]   // by ARN; the account's own
	InstanceProfiles Table[InstanceProfile] // by name
	AccountAlias     string
	CallBuckets      Table[CallBucket] // by caller and operation
	Visitors         Table[Visitor]    // by name
	Intentions       Table[Intention]  // by id
	Intended         int               // intentions so far

	Topics        Table[Topic]        // by ARN
	Subscriptions Table[Subscription] // by ARN
	Outbox        []Delivery          // oldest first
	Sent          uint64              // messages published so far

	Principals Table[Principal] // by access key id
	Trail      []TrailEvent     // oldest first
	Faults     []Fault          // faults in force on calls
	Outages    []Outage         // zones that are down
	Calls      uint64           // calls recorded so far; ids of requests and events come from it
	Troubles   Table[Trouble]   // what breaks by itself

	Buckets     Table[Bucket]        // by name; in the home world
	StoredBytes int                  // of all objects
	Trails      Table[Trail]         // by ARN; in the home world
	Deliveries  Table[TrailDelivery] // by trail's ARN, of this region
}

// ARN is the ARN of a resource in this account and region, such as
// "subnet/subnet-1" of "ec2".
func (w *World) ARN(service, resource string) string {
	return w.ARNPrefix(service) + w.Region + ":" + w.Account + ":" + resource
}

// Random is the whole state of the world's randomness: a PCG generator.
// Everything drawn in the world is drawn from it, in a fixed order.
type Random struct{ Hi, Lo uint64 }

// Appointment says: look at this subject at this time. It carries no
// instruction; the controller of its kind looks at the world and decides.
type Appointment struct {
	At      time.Time
	Seq     uint64
	Kind    Kind
	Subject string
}

// Kind names a sort of subject, and with it the controller that looks at it.
type Kind string

// Tag is a key and its value.
type Tag struct{ Key, Value string }

// TagValue is the value of a tag, "" when it is not set.
func TagValue(tags []Tag, key string) string {
	for _, t := range tags {
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// MergeTags is the first tags with the second on top, in a new slice.
func MergeTags(under, over []Tag) []Tag {
	merged := slices.Clone(under)
	for _, t := range over {
		i := slices.IndexFunc(merged, func(m Tag) bool { return m.Key == t.Key })
		if i < 0 {
			merged = append(merged, t)
		} else {
			merged[i] = t
		}
	}
	return merged
}
