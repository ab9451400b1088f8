package world

import "time"

// LoadBalancer is an Application or Network load balancer.
type LoadBalancer struct {
	ARN, Name, Type, Scheme, DNSName, VPC string
	State, StateReason                    string // "provisioning", "active", "active_impaired", "failed"
	ActiveAt                              time.Time
	Created                               time.Time
	Subnets                               []string
	SecurityGroups                        []string
	IPAddressType                         string
	Attributes                            []Attribute
	Tags                                  []Tag
}

// Attribute is one setting by its AWS key.
type Attribute struct{ Key, Value string }

// Listener is a protocol and a port of a balancer.
type Listener struct {
	ARN, Balancer, Protocol string
	Port                    int
	SSLPolicy               string
	Certificates            []string
	Tags                    []Tag
	Attributes              []Attribute // those that were changed
}

// Rule is a listener's rule; the default rule has priority 0 and Default set.
type Rule struct {
	ARN, Listener string
	Priority      int
	Default       bool
	Conditions    []Condition
	Actions       []Action
	Tags          []Tag
}

// Condition is one condition of a rule.
type Condition struct {
	Field      string
	Values     []string
	HeaderName string
	Pairs      []Attribute // query-string
}

// Action is one action of a rule.
type Action struct {
	Type     string // "forward", "redirect", "fixed-response"
	Order    int
	Forwards []Forward
	Sticky   time.Duration
	Redirect Redirect
	Fixed    Fixed
}

// Forward is a weighted receiver.
type Forward struct {
	TargetGroup string // ARN
	Weight      int
}

// Redirect is a redirect action.
type Redirect struct{ Protocol, Host, Port, Path, Query, StatusCode string }

// Fixed is a fixed-response action.
type Fixed struct{ StatusCode, ContentType, Body string }

// TargetGroup is a set of targets and how their health is checked.
type TargetGroup struct {
	ARN, Name, Protocol, ProtocolVersion, VPC, TargetType string
	Port                                                  int
	Check                                                 HealthCheck
	Attributes                                            []Attribute
	Created                                               time.Time
	Targets                                               []Target // in order of registration
	Tags                                                  []Tag
}

// HealthCheck is how targets are checked.
type HealthCheck struct {
	Enabled            bool
	Protocol, Port     string // Port may be "traffic-port"
	Path               string
	Interval, Timeout  time.Duration
	Healthy, Unhealthy int
	Matcher            string
}

// Target is one registered target.
type Target struct {
	ID               string
	Port             int
	Zone             string // as given at registration, mostly ""
	Registered       time.Time
	State, Reason    string
	Description      string
	Since            time.Time // when State was entered
	Passes, Failures int       // consecutive
	Checked          bool      // at least one check has been made
	DrainUntil       time.Time // draining ends then
	CheckedFrom      time.Time // checks are due at whole intervals from then; zero while it is not checked
	CheckAt          time.Time // the next check; zero while a check would change nothing
}
