package fake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (p *place) expire(f Fault) error {
	who := p.identity.World().Principals.Get(cmp.Or(f.Subject, AdministratorKey))
	if who == nil {
		return fmt.Errorf("fault %s: %q is not an access key id of this account", f.Kind, f.Subject)
	}
	who.Expired, who.ExpiredUntil = true, p.world.Now.Add(f.For)
	return nil
}

// refuseCalls puts a fault on calls in force, and drops those that are over.
func (p *place) refuseCalls(f Fault) error {
	service, operation, _ := strings.Cut(f.Subject, ":")
	if f.Subject != "" && !p.isAction(service, operation) {
		return fmt.Errorf("fault %s: %q is no action that this account knows; one looks like ec2:Describe*", f.Kind, f.Subject)
	}
	if f.Principal != "" && !p.isPrincipal(f.Principal) {
		return fmt.Errorf("fault %s: %q is no user, role or access key of this account", f.Kind, f.Principal)
	}
	if service == "*" {
		service = ""
	}
	law := p.identity.World()
	law.Faults = slices.DeleteFunc(law.Faults, func(o world.Fault) bool { return !p.world.Now.Before(o.Until) })
	law.Faults = append(law.Faults, world.Fault{
		Kind: f.Kind, Service: service, Operation: operation, Principal: f.Principal, Until: p.world.Now.Add(f.For),
	})
	return nil
}

// isAction tells whether a pattern of a service and an operation means any
// call that there is. No operation means all of the service.
func (p *place) isAction(service, operation string) bool {
	return slices.ContainsFunc(p.mux.Operations(), func(known string) bool {
		name, what, _ := strings.Cut(known, ".")
		return (&call{service: name, operation: what}).fits(world.Fault{Service: service, Operation: operation})
	})
}

// fits tells whether a call is one of those that a fault is on.
func (c *call) fits(f world.Fault) bool {
	return (f.Service == "" || api.Match(strings.ToLower(f.Service), c.prefix())) &&
		(f.Operation == "" || api.Match(strings.ToLower(f.Operation), strings.ToLower(c.operation)))
}

// isPrincipal tells whether there is a user, a role or a key of this name.
func (p *place) isPrincipal(name string) bool {
	law := p.identity.World()
	if law.Principals.Has(name) || p.identity.Role(name) != nil {
		return true
	}
	for _, u := range law.Users.All() {
		if u.Name == name || u.ARN == name {
			return true
		}
	}
	return false
}

// isCalled tells whether a caller goes by this name: that of his key, of
// himself, or of the role that he has assumed.
func isCalled(who *world.Principal, name string) bool {
	role := who.Role[strings.LastIndex(who.Role, "/")+1:]
	return slices.Contains([]string{who.AccessKey, who.ARN, who.User, who.Role, role}, name)
}
