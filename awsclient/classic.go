package awsclient

import (
	"context"
	"time"
)

// ClassicBalancing is the part of Client that reads and changes Classic load
// balancers: Elastic Load Balancing in its first version. A balancer is named
// by its name; it has no ARN in the API.
type ClassicBalancing interface {
	ClassicBalancers(ctx context.Context) ([]ClassicBalancer, error)
	// ClassicHealth is how a balancer finds its instances, those that are
	// being deregistered among them, by id.
	ClassicHealth(ctx context.Context, balancer string) ([]ClassicHealth, error)
	ClassicAttributes(ctx context.Context, balancer string) (ClassicAttributes, error)
	// ClassicTags are the tags of balancers, by name.
	ClassicTags(ctx context.Context, balancers []string) (map[string][]Tag, error)

	// CreateClassicBalancer makes a balancer and returns its DNS name.
	CreateClassicBalancer(ctx context.Context, b NewClassicBalancer) (dnsName string, err error)
	// DeleteClassicBalancer is no error for a balancer that is not there.
	DeleteClassicBalancer(ctx context.Context, balancer string) error
	CreateClassicListeners(ctx context.Context, balancer string, listeners []ClassicListener) error
	// DeleteClassicListeners goes by the ports of the listeners.
	DeleteClassicListeners(ctx context.Context, balancer string, ports []int) error
	SetClassicCheck(ctx context.Context, balancer string, check ClassicCheck) error
	// SetClassicAttributes sets all attributes that AWS lets one set, except
	// the access log.
	SetClassicAttributes(ctx context.Context, balancer string, attributes ClassicAttributes) error
	RegisterClassic(ctx context.Context, balancer string, ids []string) error
	DeregisterClassic(ctx context.Context, balancer string, ids []string) error
}

// ClassicBalancer is one Classic load balancer.
type ClassicBalancer struct {
	Name           string
	Region         string
	Scheme         string // "internet-facing" or "internal"
	DNSName        string
	VPC            string
	Zones          []string
	Subnets        []string
	SecurityGroups []string
	Created        time.Time
	Listeners      []ClassicListener // by port
	Check          ClassicCheck
	Instances      []string // registered, by id
	Policies       []ClassicPolicy
}

// ClassicListener is a protocol and a port, and those to the instances.
type ClassicListener struct {
	Protocol         string // "HTTP", "HTTPS", "TCP", "SSL"
	Port             int
	InstanceProtocol string // "" when making one: as AWS takes it
	InstancePort     int
	Certificate      string   // ARN
	Policies         []string // names
}

// ClassicCheck is how a Classic balancer checks its instances.
type ClassicCheck struct {
	Target             string // "HTTP:80/index.html", "TCP:80"
	Interval, Timeout  time.Duration
	Healthy, Unhealthy int // thresholds
}

// ClassicPolicy is a policy of a Classic balancer.
type ClassicPolicy struct {
	Name string
	// Kind is "lb-cookie" or "app-cookie" for sticky sessions, "other" else.
	Kind    string
	Cookie  string        // of the application
	Expires time.Duration // of the balancer's own cookie; 0: with the browser's session
}

// ClassicHealth is how a Classic balancer finds an instance, in AWS's words.
type ClassicHealth struct {
	Balancer    string
	ID          string
	State       string // "InService", "OutOfService", "Unknown"
	Reason      string // whose doing it is: "ELB", "Instance", "" when that does not apply
	Description string // "" when AWS has nothing to say
}

// ClassicAttributes are the settings of a Classic balancer.
type ClassicAttributes struct {
	CrossZone    bool
	Draining     bool
	DrainTimeout time.Duration // 0 leaves it, when setting
	IdleTimeout  time.Duration // 0 leaves it, when setting
	AccessLog    bool
	LogBucket    string
	LogPrefix    string
	LogEvery     time.Duration
	Desync       string // "monitor", "defensive", "strictest"; "" leaves it, when setting
}

// NewClassicBalancer is what a Classic balancer is made with: either zones or
// subnets.
type NewClassicBalancer struct {
	Name           string
	Internal       bool
	Listeners      []ClassicListener
	Zones          []string
	Subnets        []string
	SecurityGroups []string // none: the network's default one
	Tags           []Tag
}
