package awsclient

import "time"

// LoadBalancer is one Application or Network load balancer.
type LoadBalancer struct {
	ARN            string
	Region         string
	Name           string
	Type           string // "application", "network", "gateway"
	Scheme         string // "internet-facing" or "internal"
	State          string // "provisioning", "active", "active_impaired", "failed"
	StateReason    string
	DNSName        string
	VPC            string
	Zones          []ZoneSubnet
	SecurityGroups []string
	Created        time.Time
	IPAddressType  string
}

// ZoneSubnet is a zone and the subnet that a balancer uses there.
type ZoneSubnet struct{ Zone, Subnet string }

// Listener says who is served: a protocol and a port.
type Listener struct {
	ARN          string
	Balancer     string // ARN
	Protocol     string // "HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP"
	Port         int
	SSLPolicy    string
	Certificates []string // ARNs
	Actions      []RuleAction
}

// Rule says when: conditions, and what is done if they all match.
type Rule struct {
	ARN        string
	Listener   string // ARN
	Priority   int    // 1-50000; 0 is the default rule
	Default    bool
	Conditions []Condition
	Actions    []RuleAction
}

// Condition is one condition of a rule. Field is AWS's name: "path-pattern",
// "host-header", "http-header", "http-request-method", "query-string",
// "source-ip". Values are alternatives.
type Condition struct {
	Field      string
	Values     []string
	Regexes    []string   // alternatives too, as regular expressions
	HeaderName string     // http-header only
	Pairs      []KeyValue // query-string only; Key may be ""
}

// KeyValue is one pair of a query-string condition.
type KeyValue struct{ Key, Value string }

// RuleAction is what a rule does. Type is "forward", "redirect",
// "fixed-response" or an authentication action.
type RuleAction struct {
	Type     string
	Order    int
	Forwards []WeightedTargetGroup // forward
	Sticky   time.Duration         // forward: stickiness, 0 when off
	Redirect *Redirect             // redirect
	Fixed    *FixedResponse        // fixed-response
}

// WeightedTargetGroup is one receiver of a forward action.
type WeightedTargetGroup struct {
	ARN    string
	Weight int // 0-999
}

// Redirect is a redirect action; components may hold #{host} and its kin.
type Redirect struct{ Protocol, Host, Port, Path, Query, StatusCode string }

// FixedResponse is an answer made by the balancer itself.
type FixedResponse struct{ StatusCode, ContentType, Body string }

// TargetGroup says which: the servers behind a rule, and how their health is
// checked.
type TargetGroup struct {
	ARN        string
	Region     string
	Name       string
	Protocol   string
	Port       int
	VPC        string
	TargetType string // "instance", "ip", "lambda", "alb"
	Balancers  []string
	Check      HealthCheck
}

// HealthCheck is how a target group checks its targets.
type HealthCheck struct {
	Enabled            bool
	Protocol, Port     string // Port may be "traffic-port"
	Path               string
	Interval, Timeout  time.Duration
	Healthy, Unhealthy int // thresholds
	Matcher            string
}

// TargetRef names a target: an instance id, address or ARN, and a port (0
// means the target group's own).
type TargetRef struct {
	ID   string
	Port int
}

// Target is a registered target and its health.
type Target struct {
	TargetGroup string // ARN
	ID          string
	Port        int
	Zone        string
	State       string // "initial", "healthy", "unhealthy", "unused", "draining", "unavailable"
	Reason      string // "Target.ResponseCodeMismatch", ...
	Description string // AWS's words
}

// Attribute is one name and value of a balancer or target group.
type Attribute struct{ Key, Value string }
