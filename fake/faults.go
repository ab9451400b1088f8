package fake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// The kinds of faults that can be injected.
const (
	KillInstance      = "kill-instance"
	FailHealth        = "fail-health"
	ImpairInstance    = "impair-instance"
	SurgeTraffic      = "surge-traffic"
	ZoneOutage        = "zone-outage"
	Throttle          = "throttle"
	Deny              = "deny"
	ExpireCredentials = "expire-credentials"
)

// Fault is something to break, now.
type Fault struct {
	Kind    string
	Subject string        // what FaultKind.Subject says
	Code    int           // what a failing server answers: an HTTP code, -1 for nothing; 0: 503
	For     time.Duration // how long; 0: as FaultKind.For says
	Factor  float64       // how many times the traffic; 0: three
}

// FaultKind describes a kind of fault for people.
type FaultKind struct {
	Name, About string
	Subject     string        // what the subject is, in words
	Optional    bool          // the subject may be left out
	For         time.Duration // how long it lasts unless told otherwise; 0: until what is broken is replaced
}

// What a fault does when nothing else is said. Choice.
const (
	defaultCode   = 503
	defaultFactor = 3
)

// FaultKinds are all kinds of faults, in the order in which a menu shows them.
func FaultKinds() []FaultKind {
	return []FaultKind{
		{Name: KillInstance, About: "end an instance, as the failure of its host does", Subject: "an instance id"},
		{Name: FailHealth, About: "its server answers health checks and requests with an error", Subject: "an instance id, or a target group for all its instances"},
		{Name: ImpairInstance, About: "its status check fails and it does not reply", Subject: "an instance id"},
		{Name: SurgeTraffic, About: "several times the traffic", Subject: "a load balancer, an Auto Scaling group that takes jobs, or a workload", For: 20 * time.Minute},
		{Name: ZoneOutage, About: "nothing in a zone replies, and nothing launches there", Subject: "an Availability Zone", For: 15 * time.Minute},
		{Name: Throttle, About: "calls are refused because there are too many", Subject: "an action such as ec2:Describe*", Optional: true, For: 2 * time.Minute},
		{Name: Deny, About: "calls are refused because they are not allowed", Subject: "an action such as autoscaling:Set*", Optional: true, For: 10 * time.Minute},
		{Name: ExpireCredentials, About: "the caller's credentials have expired", Subject: "an access key id", Optional: true, For: 2 * time.Minute},
	}
}

// Inject breaks something in the scenario's region. Durations are of virtual
// time. A kind or subject that does not exist is an error that says what
// would be right, and then nothing is broken.
func (e *Engine) Inject(f Fault) error {
	kinds := FaultKinds()
	i := slices.IndexFunc(kinds, func(k FaultKind) bool { return k.Name == f.Kind })
	if i < 0 {
		var names []string
		for _, k := range kinds {
			names = append(names, k.Name)
		}
		return fmt.Errorf("unknown fault %q; choices are %s", f.Kind, strings.Join(names, ", "))
	}
	kind := kinds[i]
	switch {
	case f.Subject == "" && !kind.Optional:
		return fmt.Errorf("fault %s needs a subject: %s", f.Kind, kind.Subject)
	case f.For < 0:
		return fmt.Errorf("fault %s cannot last for %s", f.Kind, f.For)
	case f.Factor < 0:
		return fmt.Errorf("traffic cannot be %g times what it is", f.Factor)
	}
	if f.For == 0 {
		f.For = kind.For
	}
	if f.Code == 0 {
		f.Code = defaultCode
	}
	if f.Factor == 0 {
		f.Factor = defaultFactor
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	return e.home().inject(f, kind)
}

func (p *place) inject(f Fault, kind FaultKind) error {
	switch f.Kind {
	case KillInstance, ImpairInstance:
		return p.breakInstance(f)
	case FailHealth:
		return p.failHealth(f)
	case SurgeTraffic:
		return p.surge(f)
	case ZoneOutage:
		return p.zoneOutage(f, kind)
	case ExpireCredentials:
		return p.expire(f, kind)
	default:
		return p.refuseCalls(f)
	}
}

func (p *place) zoneOutage(f Fault, kind FaultKind) error {
	if !compute.HasZone(p.world.Region, f.Subject) {
		return noSubject(f, kind, "of this region")
	}
	p.trouble.FailZone(f.Subject, f.For)
	return nil
}

func noSubject(f Fault, kind FaultKind, more string) error {
	return fmt.Errorf("fault %s: %q is not %s %s", f.Kind, f.Subject, kind.Subject, more)
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

func (p *place) failHealth(f Fault) error {
	if tg := p.targetGroup(f.Subject); tg != nil {
		servers := p.trouble.Servers(tg)
		if len(servers) == 0 {
			return fmt.Errorf("fault %s: target group %s has no instance to fail", f.Kind, tg.Name)
		}
		for _, id := range servers {
			p.trouble.FailServer(id, f.Code, f.For)
		}
		return nil
	}
	in, err := p.living(f)
	if err != nil {
		return fmt.Errorf("%w, nor is it a target group", err)
	}
	p.trouble.FailServer(in.ID, f.Code, f.For)
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

// surge lets more come to a workload, or to all those of a balancer or group.
func (p *place) surge(f Fault) error {
	found := false
	for id, w := range p.world.Workloads.All() {
		if id == f.Subject || p.loads(w, f.Subject) {
			p.trouble.Surge(w, trouble.Surge{Factor: f.Factor, For: f.For})
			found = true
		}
	}
	if !found {
		return fmt.Errorf("fault %s: no traffic goes to %q; choices are %s", f.Kind, f.Subject, strings.Join(p.loaded(), ", "))
	}
	return nil
}

// loads tells whether a workload comes to this balancer or group.
func (p *place) loads(w *world.Workload, subject string) bool {
	b := p.world.LoadBalancers.Get(w.Balancer)
	return w.Group != "" && w.Group == subject || w.Balancer != "" && w.Balancer == subject || b != nil && b.Name == subject
}

// loaded are the names of what traffic goes to.
func (p *place) loaded() []string {
	var names []string
	for _, w := range p.world.Workloads.All() {
		name := cmp.Or(w.Group, w.Balancer)
		if b := p.world.LoadBalancers.Get(w.Balancer); b != nil {
			name = b.Name
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (p *place) expire(f Fault, kind FaultKind) error {
	who := p.world.Principals.Get(cmp.Or(f.Subject, AdministratorKey))
	if who == nil {
		return noSubject(f, kind, "of this account")
	}
	who.Expired, who.ExpiredUntil = true, p.world.Now.Add(f.For)
	return nil
}

// refuseCalls puts a fault on calls in force, and drops those that are over.
func (p *place) refuseCalls(f Fault) error {
	service, operation, _ := strings.Cut(f.Subject, ":")
	if service == "*" {
		service = ""
	}
	p.world.Faults = slices.DeleteFunc(p.world.Faults, func(o world.Fault) bool { return !p.world.Now.Before(o.Until) })
	p.world.Faults = append(p.world.Faults, world.Fault{
		Kind: f.Kind, Service: service, Operation: operation, Until: p.world.Now.Add(f.For),
	})
	return nil
}
