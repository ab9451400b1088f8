package classic

import (
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Ping is what a check does, as HealthCheck.Target spells it.
type Ping struct {
	Protocol string // TCP, SSL, HTTP or HTTPS
	Port     int
	Path     string // "/index.html"; "" for TCP and SSL
}

// maxTarget is the longest target, in characters.
const maxTarget = 1024

// ParsePing reads a target: "TCP:80", "HTTP:80/index.html". Texts are choices
// in AWS's manner.
func ParsePing(target string) (Ping, error) {
	protocol, rest, found := strings.Cut(target, ":")
	p := Ping{Protocol: protocol}
	switch {
	case len(target) > maxTarget:
		return Ping{}, refusal.Invalid("HealthCheck Target must be %d characters or less", maxTarget)
	case !found:
		return Ping{}, refusal.Invalid("HealthCheck Target must specify a port with TCP/SSL, and a port and a path with HTTP/HTTPS. Got '%s'", target)
	case !knownProtocol(protocol):
		return Ping{}, refusal.Invalid("HealthCheck Target protocol must be one of [TCP, SSL, HTTP, HTTPS]. Got '%s'", protocol)
	}
	port := rest
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		port, p.Path = rest[:slash], rest[slash:]
	}
	n, err := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || n == 0:
		return Ping{}, refusal.Invalid("HealthCheck Target port must be between 1 and 65535. Got '%s'", port)
	case p.HTTP() && p.Path == "":
		return Ping{}, refusal.Invalid("HealthCheck HTTP Target must specify a port followed by a path that begins with a slash. e.g. HTTP:80/ping/this/path")
	case !p.HTTP() && p.Path != "":
		return Ping{}, refusal.Invalid("HealthCheck Target must not specify a path with %s. Got '%s'", protocol, p.Path)
	}
	p.Port = int(n)
	return p, nil
}

func knownProtocol(p string) bool {
	return p == "TCP" || p == "SSL" || p == "HTTP" || p == "HTTPS"
}

// HTTP reports whether the check sends a request and reads the status.
func (p Ping) HTTP() bool { return p.Protocol == "HTTP" || p.Protocol == "HTTPS" }

// String spells a ping as a target.
func (p Ping) String() string { return p.Protocol + ":" + strconv.Itoa(p.Port) + p.Path }

// Check is how a balancer checks its instances.
type Check struct {
	Target             string
	Interval, Timeout  time.Duration
	UnhealthyThreshold int
	HealthyThreshold   int
}

// Targets that a balancer begins with: one made by a call, and one that the
// AWS console made.
const (
	DefaultTarget        = "TCP:80"
	DefaultConsoleTarget = "HTTP:80/index.html"
)

// Defaults is the check of a balancer that was made by a call without one.
// With it a failed instance needs five minutes to come back: ten passes.
func Defaults() Check {
	return Check{Target: DefaultTarget, Interval: 30 * time.Second, Timeout: 5 * time.Second, UnhealthyThreshold: 2, HealthyThreshold: 10}
}

// TimeToFail and TimeToRecover are how long the check takes, from the first
// answer that is different on, to change a state.
func (c Check) TimeToFail() time.Duration {
	return time.Duration(max(0, c.UnhealthyThreshold-1)) * c.Interval
}

// TimeToRecover is TimeToFail's counterpart.
func (c Check) TimeToRecover() time.Duration {
	return time.Duration(max(0, c.HealthyThreshold-1)) * c.Interval
}

// Validate refuses a check that AWS would refuse. The ranges are the model's,
// in the words in which every service tells them.
func (c Check) Validate() error {
	if _, err := ParsePing(c.Target); err != nil {
		return err
	}
	for _, r := range []struct {
		member          string
		value, min, max int
	}{
		{"interval", int(c.Interval / time.Second), 5, 300},
		{"timeout", int(c.Timeout / time.Second), 2, 60},
		{"unhealthyThreshold", c.UnhealthyThreshold, 2, 10},
		{"healthyThreshold", c.HealthyThreshold, 2, 10},
	} {
		if err := inRange("healthCheck."+r.member, r.value, r.min, r.max); err != nil {
			return err
		}
	}
	if c.Timeout >= c.Interval {
		return refusal.Invalid("HealthCheck timeout must be less than interval") // choice
	}
	return nil
}

func inRange(member string, value, lowest, highest int) error {
	const text = "1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member must have value %s than or equal to %d"
	switch {
	case value < lowest:
		return refusal.Invalid(text, value, member, "greater", lowest)
	case value > highest:
		return refusal.Invalid(text, value, member, "less", highest)
	}
	return nil
}
