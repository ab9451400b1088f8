package classicapi

import (
	"github.com/aws/aws-sdk-go-v2/aws"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func invalid(format string, args ...any) error {
	return awserr.New(refusal.ValidationError, format, args...)
}

func badConfiguration(format string, args ...any) error {
	return awserr.New(rules.CodeInvalidConfig, format, args...)
}

// missing is the refusal of a request that lacks a parameter. field is its
// name as AWS writes it, with a lower-case first letter.
func missing(field string) error {
	return invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", field)
}

func (s *service) balancer(name *string) (*world.ClassicBalancer, error) {
	if name == nil {
		return nil, missing("loadBalancerName")
	}
	return s.room.Find(*name)
}

// balancers is all those with these names, or the refusal of the first that is
// not there.
func (s *service) balancers(names []string) ([]*world.ClassicBalancer, error) {
	var all []*world.ClassicBalancer
	for _, name := range names {
		b, err := s.room.Find(name)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// views makes the answer's values of records; none is an empty list.
func views[T, V any](list []T, view func(T) V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[i] = view(v)
	}
	return out
}

func number(n *int32, otherwise int) int {
	if n == nil {
		return otherwise
	}
	return int(*n)
}

func listenerAt(b *world.ClassicBalancer, port int32) (*world.ClassicListener, error) {
	for i := range b.Listeners {
		if b.Listeners[i].Port == int(port) {
			return &b.Listeners[i], nil
		}
	}
	return nil, awserr.New("ListenerNotFound", "Could not find a listener with port %d for load balancer %s", port, b.Name)
}

// text is a required text.
func text(field string, v *string) (string, error) {
	if aws.ToString(v) == "" {
		return "", missing(field)
	}
	return *v, nil
}
