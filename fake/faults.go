package fake

import (
	"fmt"
	"strings"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// The kinds of faults that can be injected.
const (
	KillInstance      = trouble.KillInstance
	FailHealth        = trouble.FailHealth
	ImpairInstance    = trouble.ImpairInstance
	SurgeTraffic      = trouble.SurgeTraffic
	DropTraffic       = trouble.DropTraffic
	ZoneOutage        = trouble.ZoneOutage
	SpotPrice         = trouble.SpotPrice
	SpotCapacity      = trouble.SpotCapacity
	SpotReclaim       = trouble.SpotReclaim
	Rebalance         = trouble.Rebalance
	Throttle          = trouble.Throttle
	Deny              = trouble.Deny
	ExpireCredentials = trouble.ExpireCredentials
	DelayMetrics      = trouble.DelayMetrics
	ConsoleLogin      = trouble.ConsoleLogin
)

// Fault is something to break, now.
type Fault = trouble.Fault

// FaultKind describes a kind of fault for people.
type FaultKind = trouble.Kind

// FaultKinds are all kinds of faults, in the order in which a menu shows them.
func FaultKinds() []FaultKind { return trouble.Kinds() }

// Inject breaks something in the region where its subject is, which is the
// scenario's own when it has none. Durations are of virtual
// time. A kind or subject that does not exist, or a field that the kind does
// not take, is an error that says what would be right, and then nothing is
// broken.
func (e *Engine) Inject(f Fault) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	return e.placeOf(f.Subject).inject(f)
}

// placeOf is the region in which something is: the one in its ARN, or the one
// that has an instance of this id; otherwise the scenario's own.
func (e *Engine) placeOf(subject string) *place {
	parts := strings.Split(subject, ":")
	for _, p := range e.places {
		if len(parts) > 5 && parts[3] == p.world.Region || p.world.Instances.Get(subject) != nil {
			return p
		}
	}
	return e.home()
}

func (p *place) inject(f Fault) error {
	f, err := trouble.Checked(f)
	if err != nil {
		return err
	}
	switch f.Kind {
	case KillInstance, ImpairInstance:
		return p.breakInstance(f)
	case FailHealth:
		return p.failHealth(f)
	case SurgeTraffic, DropTraffic:
		return p.changeTraffic(f)
	case ZoneOutage:
		return p.zoneOutage(f)
	case SpotPrice, SpotCapacity:
		return p.moveMarket(f)
	case SpotReclaim:
		return p.reclaim(f)
	case Rebalance:
		return p.recommend(f)
	case DelayMetrics:
		p.trouble.DelayMetrics(f.For)
		return nil
	case ConsoleLogin:
		return p.login(f)
	case ExpireCredentials:
		return p.expire(f)
	default:
		return p.refuseCalls(f)
	}
}

func (p *place) zoneOutage(f Fault) error {
	zone := f.Subject
	if in := p.world.Instances.Get(f.Subject); in != nil {
		zone = in.Zone
	}
	if !compute.HasZone(p.world.Region, zone) {
		return fmt.Errorf("fault %s: %q is not an Availability Zone of this region, nor an instance", f.Kind, f.Subject)
	}
	p.trouble.FailZone(zone, f.For)
	return nil
}

// living is an instance that can still be broken.
func (p *place) living(f Fault) (*world.Instance, error) {
	in := p.world.Instances.Get(f.Subject)
	if in == nil {
		return nil, fmt.Errorf("fault %s: there is no instance %q", f.Kind, f.Subject)
	}
	if in.State == world.ShuttingDown || in.State == world.Terminated {
		return nil, fmt.Errorf("fault %s: instance %s is already %s", f.Kind, in.ID, in.State)
	}
	return in, nil
}

func (p *place) breakInstance(f Fault) error {
	in, err := p.living(f)
	if err != nil {
		return err
	}
	if f.Kind == KillInstance {
		return p.trouble.Kill(in.ID)
	}
	p.trouble.Impair(in.ID, f.For)
	return nil
}

// failHealth breaks the servers of a target group, a Classic balancer or one
// instance. A name that both sorts have is the target group's.
func (p *place) failHealth(f Fault) error {
	if tg := p.targetGroup(f.Subject); tg != nil {
		return p.failServers(f, p.trouble.Servers(tg), "target group "+tg.Name)
	}
	if b := p.world.ClassicBalancers.Get(f.Subject); b != nil {
		return p.failServers(f, p.trouble.ClassicServers(b), "load balancer "+b.Name)
	}
	in, err := p.living(f)
	if err != nil {
		return fmt.Errorf("%w, nor is it a target group or a Classic load balancer", err)
	}
	p.trouble.FailServer(in.ID, f.Code, f.For)
	return nil
}

func (p *place) failServers(f Fault, servers []string, of string) error {
	if len(servers) == 0 {
		return fmt.Errorf("fault %s: %s has no instance to fail", f.Kind, of)
	}
	for _, id := range servers {
		p.trouble.FailServer(id, f.Code, f.For)
	}
	return nil
}

func (p *place) targetGroup(nameOrARN string) *world.TargetGroup {
	for arn, tg := range p.world.TargetGroups.All() {
		if arn == nameOrARN || tg.Name == nameOrARN {
			return tg
		}
	}
	return nil
}

// login is a sign-in to AWS's console. One that should succeed needs a user
// with a password.
func (p *place) login(f Fault) error {
	user := p.identity.World().Users.Get(f.Subject)
	if f.Success && f.Subject != rootUser && (user == nil || user.Login == nil) {
		return fmt.Errorf("fault %s: no user %q can sign in; choices are %s", f.Kind, f.Subject, strings.Join(p.signers(), ", "))
	}
	p.signIn(f.Subject, "", f.Success, false)
	return nil
}

// signers are those who have a password for AWS's console.
func (p *place) signers() []string {
	names := []string{rootUser}
	for name, u := range p.identity.World().Users.All() {
		if u.Login != nil {
			names = append(names, name)
		}
	}
	return names
}
