package balancing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// Visit is a real request at a listener, or a connection where the listener
// knows no requests.
type Visit struct {
	Request routing.Request
	Cookie  func(name string) string // the value of a cookie that the client sent; "" for none
	Flow    uint64                   // of a connection: connections of one flow go to one target
	Client  uint64                   // of a connection: as Flow, for all connections of one client
}

// Outcome is what becomes of a visit. At most one of Action's redirect, its
// fixed response and Target is meant, by Action.Type; a forward without a
// target is Lost.
type Outcome struct {
	Action  routing.Action
	Shut    bool // the network lets nobody through to the balancer
	Fate    Fate // of a forward
	Target  Reached
	Cookies []Cookie // for the answer
	XFF     string   // "append", "preserve" or "remove": what happens to X-Forwarded-For
	Idle    time.Duration
}

// Reached is the target that a visit reached.
type Reached struct {
	Group     string // name of the target group, "" for a Classic balancer
	Number    int    // its place among the registered targets, from 0
	ID        string // of the instance
	Name      string // its tag Name
	Zone, IP  string
	Port      int
	Answer    int    // as compute.Reply
	AppCookie string // that the application behind sets, "" for none
}

// OnDoors sets who is told when listeners come, change or go, or what is
// behind them. It must not call back.
func (r *Room) OnDoors(f func()) { r.doors = f }

// Enter takes a visit at a listener to where the rules and the health of
// targets send it, and counts it. It reports false when the listener is gone.
func (r *Room) Enter(listener string, v Visit) (o Outcome, found bool) {
	l := r.k.World.Listeners.Get(listener)
	if l == nil {
		return o, false
	}
	b := r.k.World.LoadBalancers.Get(l.Balancer)
	if b == nil {
		return o, false
	}
	o.XFF = valueOf(b.Attributes, "routing.http.xff_header_processing.mode", "append")
	o.Idle = secondsOf(b.Attributes, "idle_timeout.timeout_seconds", defaultIdle(b.Type))
	o.Action = routing.Decide(r.rules(listener), v.Request).Action
	if b.State == "active" && r.let(b, l.Port) == 0 {
		o.Shut = true
		return o, true
	}
	switch o.Action.Type {
	case routing.RedirectTo:
		r.Count(b.ARN, ToRedirect, Answered)
	case routing.FixedResponse:
		r.Count(b.ARN, ToFixed, Answered)
	case routing.Forward:
		r.forward(l, b, v, &o)
	default:
		r.Count(b.ARN, ToNoHandler, Lost)
	}
	return o, true
}

// defaultIdle is how long a connection may be idle (ALB/edit-load-balancer-
// attributes, NLB/update-idle-timeout).
func defaultIdle(kind string) time.Duration {
	if kind == "network" {
		return 350 * time.Second
	}
	return time.Minute
}

func (r *Room) forward(l *world.Listener, b *world.LoadBalancer, v Visit, o *Outcome) {
	tg := r.chooseGroup(l, v, o)
	if tg == nil {
		o.Fate = Lost
		r.Count(b.ARN, ToNobody, Lost)
		return
	}
	t := r.chooseTarget(tg, b, v, o)
	if t == nil {
		o.Fate = Lost
		r.Count(b.ARN, tg.ARN, Lost)
		return
	}
	o.Target = r.reached(tg, t, v.Request.Path)
	o.Fate = FateOf(o.Target.Answer)
	r.Count(b.ARN, tg.ARN, o.Fate)
}

// FateOf is what a server's answer (compute.Reply) makes of a request.
func FateOf(answer int) Fate {
	switch {
	case answer < 0:
		return Unanswered
	case answer == 0:
		return Refused
	case answer >= 500:
		return Failed
	case answer >= 400:
		return BadRequest
	}
	return Answered
}

// chooseGroup picks a target group by weight, or by the cookie that says which
// it was before; nil when all weights are zero.
func (r *Room) chooseGroup(l *world.Listener, v Visit, o *Outcome) *world.TargetGroup {
	shares := routing.ForwardShares(o.Action.Forwards)
	sticky := r.stickyFor(l, o.Action)
	arn := ""
	if sticky > 0 {
		arn = r.rememberedGroup(shares, v)
	}
	if arn == "" && len(shares) > 0 {
		arn = routing.Pick(shares, Chance(r.k.World.Seed^Hash(l.ARN), int64(r.turn(l.ARN))))
	}
	if arn != "" && sticky > 0 {
		o.Cookies = append(o.Cookies, r.cookie(groupCookie, arn, sticky)...)
	}
	return r.k.World.TargetGroups.Get(arn)
}

// stickyFor is how long the choice of a target group holds, 0 for once. The
// routing rules do not know it, so it is looked up at the rule's own action.
func (r *Room) stickyFor(l *world.Listener, chosen routing.Action) time.Duration {
	if len(chosen.Forwards) < 2 {
		return 0
	}
	for _, rule := range r.k.World.Rules.All() {
		if rule.Listener != l.ARN {
			continue
		}
		for i, a := range RoutingActions(rule.Actions) {
			if a.Type == routing.Forward && slices.Equal(a.Forwards, chosen.Forwards) {
				return rule.Actions[i].Sticky
			}
		}
	}
	return 0
}

// chooseTarget picks one of a group's targets that get requests; nil when
// there is none.
func (r *Room) chooseTarget(tg *world.TargetGroup, b *world.LoadBalancer, v Visit, o *Outcome) *world.Target {
	list := r.receivers(tg, b)
	if len(list) == 0 {
		return nil
	}
	if b.Type != "application" {
		flow := v.Flow
		if attribute(tg, "stickiness.enabled", "false") == "true" {
			flow = v.Client // source_ip, the only type there (NLB/edit-target-group-attributes)
		}
		return list[flow%uint64(len(list))]
	}
	return r.stick(tg, list, v, o, func() *world.Target { return r.deal(tg, list) })
}

// receivers are the targets of a group that get requests now.
func (r *Room) receivers(tg *world.TargetGroup, b *world.LoadBalancer) []*world.Target {
	if !r.anyActive([]string{b.ARN}) {
		return nil
	}
	open := false
	if h := r.k.World.Metrics.Serving.Get(tg.ARN); h != nil {
		open = ServingFrom(At(h, r.k.Now())).FailOpen
	}
	var list []*world.Target
	for i := range tg.Targets {
		if t := &tg.Targets[i]; standing(t.State).Receives(open) {
			list = append(list, t)
		}
	}
	return list
}

// turn counts the requests that were dealt out under a name. Where a round
// begins is nobody's promise, so it is not kept with the world.
func (r *Room) turn(name string) uint64 {
	if r.turns == nil {
		r.turns = map[string]uint64{}
	}
	r.turns[name]++
	return r.turns[name] - 1
}

// deal picks a target by the group's algorithm. Requests are answered at once,
// so none is ever outstanding: the fewest outstanding ones are a round too.
func (r *Room) deal(tg *world.TargetGroup, list []*world.Target) *world.Target {
	n := r.turn(tg.ARN)
	weights, uneven := r.warmth(tg, list)
	if !uneven && attribute(tg, "load_balancing.algorithm.type", "round_robin") != "weighted_random" {
		return list[n%uint64(len(list))]
	}
	whole := 0.0
	for _, w := range weights {
		whole += w
	}
	x := whole * Chance(r.k.World.Seed^Hash(tg.ARN), int64(n))
	for i, w := range weights {
		if x < w {
			return list[i]
		}
		x -= w
	}
	return list[len(list)-1]
}

// coldest is the least weight of a target in slow start. Choice: AWS says that
// its share grows linearly, not from where.
const coldest = 0.01

// warmth is each target's weight: a target in slow start gets a share that
// grows linearly until its time is over, if another is there that is past it
// (ALB/edit-target-group-attributes).
func (r *Room) warmth(tg *world.TargetGroup, list []*world.Target) (weights []float64, uneven bool) {
	lasts := secondsOf(tg.Attributes, "slow_start.duration_seconds", 0)
	now := r.k.Now()
	weights = make([]float64, len(list))
	warm := false
	for i, t := range list {
		weights[i] = 1
		if age := now.Sub(t.Since); age < lasts {
			weights[i], uneven = max(coldest, float64(age)/float64(lasts)), true
			continue
		}
		warm = true
	}
	if uneven && !warm {
		for i := range weights {
			weights[i] = 1
		}
		return weights, false
	}
	return weights, uneven
}

// reached is a target, and what it answers to a request for a path.
func (r *Room) reached(tg *world.TargetGroup, t *world.Target, path string) Reached {
	to := Reached{
		Group: tg.Name, ID: t.ID, Port: t.Port, Zone: t.Zone, Answer: r.answers(tg, t, t.Port, path),
		Number: slices.IndexFunc(tg.Targets, func(o world.Target) bool { return o.ID == t.ID && o.Port == t.Port }),
	}
	if in := r.instance(tg, t); in != nil {
		to.Describe(in)
	}
	if attribute(tg, "stickiness.enabled", "false") == "true" && attribute(tg, "stickiness.type", "") == "app_cookie" {
		to.AppCookie = attribute(tg, "stickiness.app_cookie.cookie_name", "")
	}
	return to
}

// Describe fills in what is known of the instance behind a target.
func (to *Reached) Describe(in *world.Instance) {
	to.ID, to.Zone, to.IP, to.Name = in.ID, in.Zone, in.PrivateIP, world.TagValue(in.Tags, "Name")
}

// Again is what a target that was reached before answers to another request,
// on a connection that the balancer only passes on.
func (r *Room) Again(listener string, to Reached, path string) int {
	var from network.Source
	if l := r.k.World.Listeners.Get(listener); l != nil {
		if b := r.k.World.LoadBalancers.Get(l.Balancer); b != nil {
			from.Groups = b.SecurityGroups
			for _, id := range b.Subnets {
				if s := r.k.World.Subnets.Get(id); s != nil && (from.Subnet == "" || s.Zone == to.Zone) {
					from.Subnet = id
				}
			}
		}
	}
	from.Address = r.compute.VPCs().Node(from.Subnet)
	return r.compute.Reply(to.ID, compute.Ask{From: from, Port: to.Port, Path: path})
}

func valueOf(list []world.Attribute, key, otherwise string) string {
	for _, a := range list {
		if a.Key == key {
			return cmp.Or(a.Value, otherwise)
		}
	}
	return otherwise
}

func secondsOf(list []world.Attribute, key string, otherwise time.Duration) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(valueOf(list, key, "")))
	if err != nil || n < 0 {
		return otherwise
	}
	return time.Duration(n) * time.Second
}
