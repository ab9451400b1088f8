package health

import (
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Family is the sort of load balancer, because the rules differ. The zero
// value means Application.
type Family string

// The families that are known here.
const (
	Application Family = "application"
	Network     Family = "network"
)

// FamilyOf is the family of balancers that can use a target group of a
// protocol.
func FamilyOf(groupProtocol string) Family {
	switch groupProtocol {
	case "TCP", "UDP", "TLS", "TCP_UDP", "QUIC", "TCP_QUIC":
		return Network
	}
	return Application
}

// TrafficPort is the port that means: the one on which the target serves.
const TrafficPort = "traffic-port"

// Check is how a target group checks its targets.
type Check struct {
	Enabled            bool
	Protocol           string // "HTTP", "HTTPS", "TCP"
	Port               string // TrafficPort or a number
	Path               string // "" for TCP
	Interval, Timeout  time.Duration
	HealthyThreshold   int
	UnhealthyThreshold int
	Matcher            string // "200,202,300-399"; "" for TCP
	Family             Family
}

// Defaults is the check of a target group that was made without one.
// targetType is "instance", "ip", "lambda" or "alb".
func Defaults(groupProtocol, targetType string) Check {
	c := Check{
		Enabled: true, Protocol: "HTTP", Port: TrafficPort, Path: "/",
		Interval: 30 * time.Second, Timeout: 5 * time.Second,
		HealthyThreshold: 5, UnhealthyThreshold: 2,
		Matcher: "200", Family: FamilyOf(groupProtocol),
	}
	switch {
	case targetType == "lambda":
		// Off unless asked for: each check is an invocation that is paid.
		c.Enabled, c.Port = false, ""
		c.Interval, c.Timeout, c.UnhealthyThreshold = 35*time.Second, 30*time.Second, 5
	case targetType == "alb":
		// A balancer behind a balancer answers HTTP, whatever the group speaks.
		c.Timeout, c.Matcher = 6*time.Second, "200-399"
	case c.Family == Network:
		c.Protocol, c.Path, c.Matcher = "TCP", "", ""
		c.Timeout = 10 * time.Second
	}
	return c
}

// WithProtocol is the check with another protocol, and with what that
// protocol's defaults change: path, matcher and the Network family's timeout.
func (c Check) WithProtocol(protocol string) Check {
	c.Protocol = protocol
	isHTTP := protocol == "HTTP" || protocol == "HTTPS"
	switch {
	case !isHTTP:
		c.Path, c.Matcher = "", ""
	case c.Family == Network:
		c.Path, c.Matcher = "/", "200-399"
		c.Timeout = 10 * time.Second
		if protocol == "HTTP" {
			c.Timeout = 6 * time.Second
		}
	default:
		c.Path, c.Matcher = "/", "200"
	}
	return c
}

// Validate refuses a check that AWS would refuse. The text about timeout and
// interval is AWS's; the other texts are choices in the same manner.
func (c Check) Validate() error {
	if err := c.validateProtocol(); err != nil {
		return err
	}
	for _, r := range []struct {
		what            string
		value, min, max int
	}{
		{"interval", seconds(c.Interval), 5, 300},
		{"timeout", seconds(c.Timeout), 2, 120},
		{"healthy threshold count", c.HealthyThreshold, 2, 10},
		{"unhealthy threshold count", c.UnhealthyThreshold, 2, 10},
	} {
		if r.value < r.min || r.value > r.max {
			return refusal.Invalid("Health check %s '%d' must be between '%d' and '%d'", r.what, r.value, r.min, r.max)
		}
	}
	if err := c.validateTimeout(); err != nil {
		return err
	}
	return c.validateRequest()
}

func (c Check) validateProtocol() error {
	switch c.Protocol {
	case "HTTP", "HTTPS":
		return nil
	case "TCP":
		if c.Family == Network {
			return nil
		}
	}
	return refusal.Invalid("Health check protocol '%s' is not supported for this target group", c.Protocol)
}

// validateTimeout: an Application balancer's check must end before the next
// begins; a Network balancer's may end as it begins.
func (c Check) validateTimeout() error {
	timeout, interval := seconds(c.Timeout), seconds(c.Interval)
	if c.Family == Network {
		if timeout > interval {
			return refusal.Invalid("Health check timeout '%d' must be smaller than or equal to the interval '%d'", timeout, interval)
		}
		return nil
	}
	if timeout >= interval {
		return refusal.Invalid("Health check timeout '%d' must be smaller than the interval '%d'", timeout, interval)
	}
	return nil
}

func (c Check) validateRequest() error {
	if err := validatePort(c.Port); err != nil {
		return err
	}
	if c.Protocol == "TCP" {
		if c.Path != "" {
			return refusal.Invalid("Health check path cannot be specified for the protocol 'TCP'")
		}
		return nil
	}
	if !strings.HasPrefix(c.Path, "/") || len(c.Path) > 1024 {
		return refusal.Invalid("Health check path '%s' must start with '/' and have at most '1024' characters", c.Path)
	}
	codes, err := ParseMatcher(c.Matcher)
	if err != nil {
		return err
	}
	return codes.validateRange(c.Family)
}

func validatePort(port string) error {
	if port == TrafficPort || port == "" {
		return nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return refusal.Invalid("Health check port '%s' must be '%s' or between '1' and '65535'", port, TrafficPort)
	}
	return nil
}

func seconds(d time.Duration) int { return int(d / time.Second) }
