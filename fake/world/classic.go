package world

import "time"

// ClassicBalancer is a Classic load balancer: listeners in front, instances
// behind, and one health check for all of them.
type ClassicBalancer struct {
	Name, DNSName, Scheme, VPC string // Scheme: "internet-facing" or "internal"
	Created                    time.Time
	Zones                      []string // in the order in which they came; each has one subnet
	Subnets                    []string // ids, of the zones and in their order
	SecurityGroups             []string // ids
	Listeners                  []ClassicListener
	Check                      ClassicCheck
	Instances                  []ClassicInstance // in order of registration
	Left                       []ClassicLeft     // that were registered not long ago
	CrossZone, Draining        bool
	DrainTimeout, IdleTimeout  time.Duration // DrainTimeout is kept while Draining is off
	AccessLog                  ClassicAccessLog
	Extra                      []Attribute // additional attributes, by AWS's keys
	Policies                   []ClassicPolicy
	Tags                       []Tag
}

// ClassicListener is a protocol and a port of a Classic balancer, and those to
// its instances.
type ClassicListener struct {
	Protocol         string // "HTTP", "HTTPS", "TCP", "SSL"
	Port             int
	InstanceProtocol string
	InstancePort     int
	Certificate      string   // ARN
	Policies         []string // names
}

// ClassicCheck is how a Classic balancer checks its instances.
type ClassicCheck struct {
	Target             string // "HTTP:80/index.html"
	Interval, Timeout  time.Duration
	Healthy, Unhealthy int // thresholds
}

// ClassicInstance is a registered instance, or one that is still leaving.
type ClassicInstance struct {
	ID, Zone                   string
	Registered                 time.Time
	State, Reason, Description string    // AWS's words
	Since                      time.Time // when State was entered
	Passes, Failures           int       // consecutive
	DrainUntil                 time.Time // it leaves, or its zone does, until then
	CheckedFrom                time.Time // checks are due at whole intervals from then; zero while it is not checked
	CheckAt                    time.Time // the next check; zero while a check would change nothing
}

// ClassicLeft is an instance that was registered and has left.
type ClassicLeft struct {
	ID string
	At time.Time
}

// ClassicAccessLog is where a Classic balancer writes its access log.
type ClassicAccessLog struct {
	Enabled        bool
	Bucket, Prefix string
	Every          time.Duration
}

// ClassicPolicy is a policy of a Classic balancer, such as one for sticky
// sessions.
type ClassicPolicy struct {
	Name, Type string // "LBCookieStickinessPolicyType", ...
	Attributes []Attribute
}
