package scaling

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/activity"
	rules "fleetglass/awsclient/semantics/scaling"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The types of policies, in AWS's words.
const (
	SimpleScaling         = "SimpleScaling"
	StepScaling           = "StepScaling"
	TargetTrackingScaling = "TargetTrackingScaling"
)

// maxPolicies is the quota of policies per group (AS/ec2-auto-scaling-quotas).
const maxPolicies = 50

// PutPolicy creates a policy or replaces the one of the same name, and gives
// its ARN. A target tracking policy makes its own alarms.
func (r *Room) PutPolicy(p world.Policy) (*world.Policy, error) {
	g, err := r.group(p.Group)
	if err != nil {
		return nil, err
	}
	if err := r.checkPolicy(g, p); err != nil {
		return nil, err
	}
	old := r.policyNamed(p.Group, p.Name)
	switch {
	case old != nil && old.Type != p.Type:
		return nil, invalid("Policy type cannot be changed from %s to %s", old.Type, p.Type)
	case old != nil:
		p.ARN, p.LastRun = old.ARN, old.LastRun
		r.deleteTrackingAlarms(old)
	case len(r.Policies(p.Group)) >= maxPolicies:
		return nil, awserr.New("LimitExceeded", "AutoScalingGroup %s may have at most %d policies", p.Group, maxPolicies)
	default:
		p.ARN = r.arn("scalingPolicy:" + r.k.UUID() + ":autoScalingGroupName/" + p.Group + ":policyName/" + p.Name)
	}
	p.Alarms = nil
	r.k.World.Policies.Put(p.ARN, &p)
	if p.Type == TargetTrackingScaling {
		r.makeTrackingAlarms(&p)
	}
	return &p, nil
}

func (r *Room) checkPolicy(g *world.Group, p world.Policy) error {
	switch p.Type {
	case SimpleScaling:
		return refused(rules.ValidateAdjustment(change(&p, p.Adjustment)))
	case StepScaling:
		for _, s := range p.Steps {
			if err := rules.ValidateAdjustment(change(&p, s.Adjustment)); err != nil {
				return refused(err)
			}
		}
		return refused(rules.ValidateSteps(steps(p)))
	case TargetTrackingScaling:
		return r.checkTracking(g, p)
	}
	return invalid("Invalid policy type: %s. Valid types: [SimpleScaling, StepScaling, TargetTrackingScaling]", p.Type)
}

func steps(p world.Policy) []rules.Step {
	list := make([]rules.Step, len(p.Steps))
	for i, s := range p.Steps {
		list[i] = rules.Step(s)
	}
	return list
}

// Policies is the policies of a group, in order of creation.
func (r *Room) Policies(group string) []*world.Policy {
	var list []*world.Policy
	for _, p := range r.k.World.Policies.All() {
		if p.Group == group {
			list = append(list, p)
		}
	}
	return list
}

func (r *Room) policyNamed(group, name string) *world.Policy {
	for _, p := range r.Policies(group) {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Policy finds a policy by its ARN, or by group and name.
func (r *Room) Policy(group, nameOrARN string) (*world.Policy, error) {
	if strings.HasPrefix(nameOrARN, "arn:") {
		if p := r.k.World.Policies.Get(nameOrARN); p != nil && (group == "" || p.Group == group) {
			return p, nil
		}
		return nil, invalid("PolicyName not found - No policy found with ARN %s", nameOrARN)
	}
	if group == "" {
		return nil, invalid("AutoScalingGroupName is required when the policy is given by name")
	}
	if _, err := r.group(group); err != nil {
		return nil, err
	}
	if p := r.policyNamed(group, nameOrARN); p != nil {
		return p, nil
	}
	return nil, invalid("PolicyName not found - No policy found by name: %s", nameOrARN)
}

// DeletePolicy deletes a policy and the alarms that it made.
func (r *Room) DeletePolicy(group, nameOrARN string) error {
	p, err := r.Policy(group, nameOrARN)
	if err != nil {
		return err
	}
	r.deleteTrackingAlarms(p)
	r.k.World.Policies.Delete(p.ARN)
	return nil
}

// AlarmsOf is the alarms that run a policy.
func (r *Room) AlarmsOf(p *world.Policy) []*world.Alarm {
	var list []*world.Alarm
	for _, a := range r.k.World.Alarms.All() {
		if slices.Contains(slices.Concat(a.AlarmActions, a.OKActions, a.NoData), p.ARN) {
			list = append(list, a)
		}
	}
	return list
}

// ExecutePolicy runs a policy by hand. A step policy needs a metric's value
// and the threshold that it breaches; others ignore them. Only a simple policy
// knows a cooldown to honor.
func (r *Room) ExecutePolicy(group, nameOrARN string, honorCooldown bool, metric, threshold *float64) error {
	p, err := r.Policy(group, nameOrARN)
	if err != nil {
		return err
	}
	g, err := r.group(p.Group)
	if err != nil {
		return err
	}
	var to int
	switch {
	case p.Type == TargetTrackingScaling:
		return invalid("Policies of type TargetTrackingScaling cannot be executed")
	case p.Type == StepScaling && (metric == nil || threshold == nil):
		return invalid("MetricValue and BreachThreshold are required for policies of type StepScaling")
	case p.Type == StepScaling:
		to = r.stepTo(g, p, *threshold, *metric)
	default:
		if honorCooldown {
			if err := r.cooling(g); err != nil {
				return err
			}
		}
		to = rules.Simple(change(p, p.Adjustment), r.standing(g, p)).To
	}
	r.apply(g, p, to, activity.PolicyExecuted(r.now(), p.Name, g.Desired, to))
	return nil
}

// apply lets a policy set the desired capacity.
func (r *Room) apply(g *world.Group, p *world.Policy, to int, sentence string) {
	if to == g.Desired {
		return
	}
	if p.Type == SimpleScaling {
		g.CooldownFor, _ = rules.SimpleCooldown(p.Cooldown, g.DefaultCooldown)
	}
	p.LastRun = r.now()
	r.want(g, to, sentence)
}

func change(p *world.Policy, amount int) rules.Change {
	return rules.Change{Kind: p.AdjustmentType, Amount: amount, MinMagnitude: p.MinMagnitude}
}

func bounds(g *world.Group) rules.Bounds { return rules.Bounds{Min: g.Min, Max: g.Max} }

// stepTo is the capacity that a step policy wants.
func (r *Room) stepTo(g *world.Group, p *world.Policy, threshold, metric float64) int {
	return rules.Stepped(steps(*p), change(p, 0), threshold, metric, r.standing(g, p)).To
}

// standing is a group as a policy finds it.
func (r *Room) standing(g *world.Group, p *world.Policy) rules.Standing {
	warm, warming := r.warm(g, p)
	return rules.Standing{Desired: g.Desired, Warm: warm, Warming: warming, Leaving: shrinking(g), Bounds: bounds(g)}
}

// warm is how many members have warmed up for a policy and how many have not.
func (r *Room) warm(g *world.Group, p *world.Policy) (warm, warming int) {
	d := warmup(g, p)
	for i := range g.Members {
		switch m := &g.Members[i]; {
		case r.warming(m, d):
			warming++
		case m.Lifecycle == inService:
			warm++
		}
	}
	return warm, warming
}

// shrinking is how many members are on their way out by scaling in.
func shrinking(g *world.Group) int {
	n := 0
	for i := range g.Members {
		if m := &g.Members[i]; ending(m) && m.Leaving.Why == whyScaleIn {
			n++
		}
	}
	return n
}

// firing is an alarm that runs a policy.
type firing struct {
	policy *world.Policy
	alarm  *world.Alarm
	point  datapoint // the newest; missing if there is none
}

// runPolicies lets the alarms that fire at this moment run their policies,
// group by group.
func (r *Room) runPolicies(firings []firing) {
	var groups []string
	byGroup := map[string][]firing{}
	for _, f := range firings {
		if byGroup[f.policy.Group] == nil {
			groups = append(groups, f.policy.Group)
		}
		byGroup[f.policy.Group] = append(byGroup[f.policy.Group], f)
	}
	for _, name := range groups {
		g := r.k.World.Groups.Get(name)
		if g != nil && !g.Deleting && !suspended(g, processAlarmNotification) {
			r.runPoliciesOf(g, byGroup[name])
		}
	}
}

// runPoliciesOf lets the policies of one group act that fire at this moment.
func (r *Room) runPoliciesOf(g *world.Group, firings []firing) {
	var fired []rules.Proposal
	alarms := map[string]*world.Alarm{}
	tracked := map[string]int{}
	for _, f := range firings {
		if !f.policy.Enabled {
			continue
		}
		to := r.proposal(g, f)
		if to == g.Desired {
			continue
		}
		alarms[f.policy.ARN] = f.alarm
		tracks := f.policy.Type == TargetTrackingScaling
		if tracks {
			tracked[f.policy.ARN] = to
		}
		fired = append(fired, rules.Proposal{Policy: f.policy.ARN, Capacity: to, TargetTracking: tracks})
	}
	best, ok := rules.Settle(g.Desired, fired, r.trackingProposals(g, tracked))
	if !ok {
		return
	}
	p := r.k.World.Policies.Get(best.Policy)
	r.apply(g, p, best.Capacity,
		activity.PolicyTriggered(r.now(), alarms[p.ARN].Name, p.Name, g.Desired, best.Capacity))
}

// trackingProposals is what each target tracking policy of a group wants; one
// whose alarms do not fire is content.
func (r *Room) trackingProposals(g *world.Group, wanted map[string]int) []rules.Proposal {
	var list []rules.Proposal
	for _, p := range r.Policies(g.Name) {
		if p.Type != TargetTrackingScaling || !p.Enabled {
			continue
		}
		to, ok := wanted[p.ARN]
		if !ok {
			to = g.Desired
		}
		list = append(list, rules.Proposal{
			Policy: p.ARN, Capacity: to, TargetTracking: true, DisableScaleIn: p.Target.DisableScaleIn,
		})
	}
	return list
}

// proposal is the capacity that a policy wants; the present one for none.
func (r *Room) proposal(g *world.Group, f firing) int {
	switch f.policy.Type {
	case SimpleScaling:
		if r.cooling(g) != nil {
			return g.Desired
		}
		return rules.Simple(change(f.policy, f.policy.Adjustment), r.standing(g, f.policy)).To
	case StepScaling:
		metric := f.point.Value
		if f.point.Missing {
			// An alarm set by hand may have no data: then the step nearest to
			// the threshold answers (choice).
			metric = f.alarm.Threshold
		}
		return r.stepTo(g, f.policy, f.alarm.Threshold, metric)
	}
	return r.trackTo(g, f)
}
