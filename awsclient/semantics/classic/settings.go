package classic

import (
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Defaults of a balancer that is made by a call. Draining and cross-zone are
// off then; the AWS console switches both on.
const (
	DefaultDraining    = 300 * time.Second // once draining is on
	DefaultIdleTimeout = 60 * time.Second
)

// Quotas (CLB/elb-limits) and the surge queue; what does not fit into that is
// answered with 503 and counted as SpilloverCount.
const (
	MaxBalancers  = 20 // of a region
	MaxListeners  = 100
	MaxInstances  = 1000
	MaxSurgeQueue = 1024
)

// Codes of refusals (BC:elb).
const (
	CodeTooMany           = "TooManyLoadBalancers"
	CodeDuplicateName     = "DuplicateLoadBalancerName"
	CodeNotFound          = "LoadBalancerNotFound"
	CodeDuplicateListener = "DuplicateListener"
	CodeInvalidInstance   = "InvalidInstance"
	CodeInvalidConfig     = "InvalidConfigurationRequest"
)

// ValidateName refuses a name that AWS would refuse; the text is a choice.
func ValidateName(name string) error {
	ok := len(name) > 0 && len(name) <= 32 && name[0] != '-' && name[len(name)-1] != '-'
	for i := 0; ok && i < len(name); i++ {
		ok = letterOrDigit(name[i]) || name[i] == '-'
	}
	if !ok {
		return refusal.Invalid("LoadBalancer name must contain only alphanumeric characters or hyphens, "+
			"must not start or end with a hyphen, and must have 1 to 32 characters: '%s'", name)
	}
	return nil
}

func letterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// ValidateDraining refuses a draining timeout out of range.
func ValidateDraining(timeout time.Duration) error {
	return inRange("connectionDraining.timeout", int(timeout/time.Second), 1, 3600)
}

// ValidateIdleTimeout refuses an idle timeout out of range.
func ValidateIdleTimeout(timeout time.Duration) error {
	return inRange("connectionSettings.idleTimeout", int(timeout/time.Second), 1, 3600)
}

// Listener is one of a balancer's.
type Listener struct {
	Protocol         string // TCP, SSL, HTTP or HTTPS
	Port             int
	InstanceProtocol string // "" means Protocol's plain one: HTTP or TCP
	InstancePort     int
	Certificate      string // ARN
}

// layer4 and layer7 protocols cannot be mixed in a listener.
func layer7(protocol string) bool { return protocol == "HTTP" || protocol == "HTTPS" }
func secure(protocol string) bool { return protocol == "HTTPS" || protocol == "SSL" }

// Inside is the protocol to the instance.
func (l Listener) Inside() string {
	switch {
	case l.InstanceProtocol != "":
		return l.InstanceProtocol
	case layer7(l.Protocol):
		return "HTTP"
	}
	return "TCP"
}

// ValidateListeners refuses listeners that AWS would refuse (BC:elb.Listener);
// the texts are choices.
func ValidateListeners(listeners []Listener) error {
	if len(listeners) == 0 {
		return refusal.Invalid("Listeners: at least one listener must be specified")
	}
	if len(listeners) > MaxListeners {
		return refusal.New(CodeInvalidConfig, "A load balancer can have at most %d listeners", MaxListeners)
	}
	for i, l := range listeners {
		if err := l.validate(); err != nil {
			return err
		}
		for _, other := range listeners[:i] {
			if err := l.validateBeside(other); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l Listener) validate() error {
	switch {
	case !knownProtocol(l.Protocol) || !knownProtocol(l.Inside()):
		return refusal.New("UnsupportedProtocol", "Listener protocols must be one of [TCP, SSL, HTTP, HTTPS]")
	case layer7(l.Protocol) != layer7(l.Inside()):
		return refusal.Invalid("If the front-end protocol is %s, the back-end protocol cannot be %s", l.Protocol, l.Inside())
	case secure(l.Protocol) && l.Certificate == "":
		return refusal.Invalid("Secure Listeners need to specify a SSLCertificateId")
	}
	if err := inRange("listener.loadBalancerPort", l.Port, 1, 65535); err != nil {
		return err
	}
	return inRange("listener.instancePort", l.InstancePort, 1, 65535)
}

func (l Listener) validateBeside(other Listener) error {
	switch {
	case l.Port == other.Port:
		return refusal.New(CodeDuplicateListener, "A listener already exists on the port %d with a different configuration", l.Port)
	case l.InstancePort == other.InstancePort && secure(l.Inside()) != secure(other.Inside()):
		return refusal.Invalid("Listeners with the instance port %d must all be secure or all be plain", l.InstancePort)
	}
	return nil
}
