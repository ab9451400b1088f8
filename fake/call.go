package fake

import (
	"cmp"
	"context"
	"fmt"

	"fleetglass/fake/api"
	"fleetglass/fake/api/logsapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// Call makes one call to the account in a region. The service is the name of
// the SDK's package ("elasticloadbalancingv2"), input and output are the
// SDK's types. The output is the caller's to keep. Refusals are *awserr.Error;
// the request id is there for them too. The output of StartLiveTail is a
// *LiveTail: the SDK's own cannot be made outside of it.
//
// The caller is the one that api.WithCaller put into the context; without
// one, it is the account's administrator.
func (e *Engine) Call(ctx context.Context, service, operation, region string, input any) (output any, requestID string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	if err := e.awaitBirth(ctx); err != nil {
		return nil, "", err
	}
	if region == "" {
		region = Region
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	p := e.placeIn(region)
	if global(service) {
		p = e.homeOf(region)
	}
	if p.failure != nil {
		return nil, "", p.failure
	}
	output, requestID, err = p.call(ctx, service, operation, input, terms{faults: true, limits: e.limits})
	if tail, ok := output.(*logsapi.LiveTail); ok {
		output = e.begin(tail)
	}
	return output, requestID, err
}

// GlobalRegion is where AWS keeps what has no region, and so where its trail
// is: IAM and the console's sign-in.
const GlobalRegion = "us-east-1"

// globalRegion is the one of a place's partition.
func globalRegion(p *place) string { return world.GlobalRegion(world.Partition(p.world.Region)) }

// global tells whether a service is the same in all regions. STS is not: the
// SDKs call it in their own region, and its trail is there.
func global(service string) bool { return service == "iam" }

// terms are the conditions under which a call is taken. The zero terms are
// those of a scenario that is building: nothing is in its way.
type terms struct {
	faults bool    // faults on calls count
	limits *limits // nil: as fast as it likes
}

// call is the wrapper around every handler: identify, refuse, run, record.
func (p *place) call(ctx context.Context, service, operation string, input any, t terms) (any, string, error) {
	caller := api.CallerFrom(ctx)
	if caller.AccessKey == "" {
		caller.AccessKey = AdministratorKey
	}
	caller.Region = p.world.Region
	if global(service) {
		caller.Region = globalRegion(p)
	}
	caller.SourceIP = cmp.Or(caller.SourceIP, consoleIP)
	caller.UserAgent = cmp.Or(caller.UserAgent, consoleAgent)

	law := p.identity.World()
	c := call{service: service, operation: operation, input: input, caller: caller, who: law.Principals.Get(caller.AccessKey)}
	ledger := p.ledger(service)
	requestID := ledger.nextID()
	c.refusal = p.refused(&c, law, t)
	if c.who != nil {
		caller.ARN = c.who.ARN
	}
	if c.refusal == nil {
		c.output, c.err = p.run(api.WithCaller(ctx, caller), c)
	} else {
		c.err = c.refusal
	}
	if c.recorded() {
		ledger.record(p.signed(&c, c.event(requestID)))
	}
	if c.err != nil {
		return nil, requestID, c.err
	}
	return c.output, requestID, nil
}

// ledger is the place whose trail has a service's calls, brought to the
// present.
func (p *place) ledger(service string) *place {
	if !global(service) || p.world.Region == globalRegion(p) {
		return p
	}
	q := p.engine.placeIn(globalRegion(p))
	if q != p {
		q.kernel.Advance(p.world.Now)
	}
	return q
}

// signed is a call's event with who made it, in full.
func (p *place) signed(c *call, e world.TrailEvent) world.TrailEvent {
	e.PrincipalID = c.who.ID
	if !c.who.Expires.IsZero() {
		e.Session.Created, e.Session.MFA = c.who.Created, c.who.MFA
	}
	if role := p.identity.Role(c.who.Role); role != nil {
		e.Session.IssuerType, e.Session.IssuerARN, e.Session.IssuerID, e.Session.IssuerName = "Role", role.ARN, role.ID, role.Name
	}
	return e
}

// run runs the handler. A handler that fails in its own way, not in AWS's, is
// an internal error of the service, and its text is kept.
func (p *place) run(ctx context.Context, c call) (any, error) {
	out, err := p.mux.Call(ctx, c.service, c.operation, c.input)
	if err == nil {
		return out, nil
	}
	if _, known := err.(*awserr.Error); known {
		return nil, err
	}
	return nil, awserr.New("InternalFailure", "%s", err.Error()).WithStatus(500)
}

// call is one call under way.
type call struct {
	service, operation string
	input, output      any
	caller             api.Caller
	who                *world.Principal
	refusal, err       error // refusal: refused before it ran
}

// Where the console's own calls come from, for the trail. The address is one
// of those set aside for documentation.
const (
	consoleIP    = "203.0.113.24"
	consoleAgent = "fleetglass"
)

// nextID is the id of the next request or event. It is not drawn from the
// world's randomness: reading must not change the future.
func (p *place) nextID() string {
	n := p.world.Calls
	p.world.Calls++
	seed := p.world.Seed ^ hashOf(p.world.Region)
	high, low := mix(seed+2*n+1), mix(^seed+2*n)
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		high>>32, high>>16&0xffff, high&0xfff, low>>48&0x3fff|0x8000, low&0xffffffffffff)
}

// mix spreads a number over 64 bits (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hashOf is a number that stands for a text.
func hashOf(text string) uint64 { return balancing.Hash(text) }
