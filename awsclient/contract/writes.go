package contract

import (
	"slices"

	"fleetglass/awsclient"
)

func writeChecks() []check {
	return []check{
		{"a rule is made, changed and deleted", ruleLife},
		{"a rule that is not there is not found", ruleGone},
		{"rules change places", rulePlaces},
		{"a priority is taken", priorityTaken},
		{"targets come and go", targetsComeAndGo},
		{"desired capacity", desiredCapacity},
		{"desired capacity above the maximum is refused", desiredTooMuch},
		{"limits", limits},
		{"processes are suspended and resumed", processes},
		{"protection", protection},
		{"standby and back", standby},
		{"an instance ends in its group", terminateInGroup},
		{"a server stops and starts", stopAndStart},
		{"a server reboots", reboot},
		{"a server ends", terminate},
		{"a server that has ended cannot start", startTerminated},
	}
}

func ruleLife(p *probe) {
	when := []awsclient.Condition{{Field: "http-request-method", Values: []string{"PUT", "DELETE"}}, {Field: "source-ip", Values: []string{"10.0.0.0/8"}}}
	rule, err := p.Client.CreateRule(p.ctx, p.listener, 40, when, []awsclient.RuleAction{
		{Type: "fixed-response", Fixed: &awsclient.FixedResponse{StatusCode: "403", ContentType: "text/plain", Body: "no"}},
	})
	p.must(err)
	p.same("priority", rule.Priority, 40)
	p.same("listener", rule.Listener, p.listener)
	p.same("conditions", rule.Conditions, when)
	p.must(p.Client.ModifyRule(p.ctx, rule.ARN, nil, []awsclient.RuleAction{
		{Type: "forward", Forwards: []awsclient.WeightedTargetGroup{{ARN: p.green, Weight: 1}}},
	}))
	changed := find(p, "the new rule", p.rules(), func(r awsclient.Rule) bool { return r.ARN == rule.ARN })
	p.same("conditions after a change of actions", changed.Conditions, when)
	p.same("action after it", changed.Actions[0].Forwards, []awsclient.WeightedTargetGroup{{ARN: p.green, Weight: 1}})
	p.must(p.Client.DeleteRule(p.ctx, rule.ARN))
	p.same("rules left", len(p.rules()), 4)
}

func ruleGone(p *probe) {
	p.fails("deleting a rule that is not there", p.Client.DeleteRule(p.ctx, p.pathRule[:len(p.pathRule)-4]+"0000"), awsclient.NotFound)
}

func rulePlaces(p *probe) {
	rows := p.rules()
	first, second := rows[0], rows[1]
	p.must(p.Client.SetRulePriorities(p.ctx, map[string]int{first.ARN: second.Priority, second.ARN: first.Priority}))
	rows = p.rules()
	p.same("order", []string{rows[0].ARN, rows[1].ARN}, []string{second.ARN, first.ARN})
	p.must(p.Client.SetRulePriorities(p.ctx, map[string]int{first.ARN: first.Priority, second.ARN: second.Priority}))
}

func priorityTaken(p *probe) {
	_, err := p.Client.CreateRule(p.ctx, p.listener, 10, []awsclient.Condition{{Field: "path-pattern", Values: []string{"/x"}}},
		[]awsclient.RuleAction{{Type: "forward", Forwards: []awsclient.WeightedTargetGroup{{ARN: p.blue, Weight: 1}}}})
	p.fails("a rule at a taken priority", err, awsclient.Conflict)
}

func targetsComeAndGo(p *probe) {
	extra := awsclient.TargetRef{ID: p.servers[0], Port: 9090}
	has := func() bool {
		return slices.ContainsFunc(p.targets(p.blue), func(t awsclient.Target) bool { return t.ID == extra.ID && t.Port == extra.Port })
	}
	p.must(p.Client.RegisterTargets(p.ctx, p.blue, []awsclient.TargetRef{extra}))
	p.same("registered", has(), true)
	p.must(p.Client.DeregisterTargets(p.ctx, p.blue, []awsclient.TargetRef{extra}))
	p.until("the target has drained and gone", func() bool { return !has() })
}

func desiredCapacity(p *probe) {
	p.must(p.Client.SetDesiredCapacity(p.ctx, groupName, 3))
	p.same("desired", p.group().Limits.Desired, 3)
	p.until("three instances are in service", func() bool { return p.inService() == 3 })
}

func desiredTooMuch(p *probe) {
	p.fails("nine of at most six", p.Client.SetDesiredCapacity(p.ctx, groupName, 9), awsclient.Invalid)
	p.same("desired after it", p.group().Limits.Desired, 3)
}

func limits(p *probe) {
	want := awsclient.Limits{Min: 2, Desired: 4, Max: 8}
	p.must(p.Client.SetGroupLimits(p.ctx, groupName, want))
	p.same("limits", p.group().Limits, want)
	p.until("four instances are in service", func() bool { return p.inService() == 4 })
}

func processes(p *probe) {
	names := func() (names []string) {
		for _, s := range p.group().Suspended {
			names = append(names, s.Name)
		}
		return names
	}
	p.must(p.Client.SuspendProcesses(p.ctx, groupName, []string{"Terminate", "HealthCheck"}))
	p.same("suspended", names(), []string{"AZRebalance", "HealthCheck", "Terminate"})
	p.must(p.Client.ResumeProcesses(p.ctx, groupName, []string{"Terminate", "HealthCheck"}))
	p.same("after resuming", names(), []string{"AZRebalance"})
}

// member is an instance of the group that is in service.
func (p *probe) member() awsclient.GroupInstance {
	return find(p, "an instance in service", p.group().Instances, func(i awsclient.GroupInstance) bool { return i.Lifecycle == "InService" })
}

// now is an instance of the group as it is now, the zero value when it has
// left.
func (p *probe) now(id string) awsclient.GroupInstance {
	for _, i := range p.group().Instances {
		if i.ID == id {
			return i
		}
	}
	return awsclient.GroupInstance{}
}

func protection(p *probe) {
	id := p.member().ID
	p.must(p.Client.SetInstanceProtection(p.ctx, groupName, []string{id}, true))
	p.same("protected", p.now(id).Protected, true)
	p.must(p.Client.SetInstanceProtection(p.ctx, groupName, []string{id}, false))
	p.same("protected no longer", p.now(id).Protected, false)
}

func standby(p *probe) {
	id, before := p.member().ID, p.group().Limits.Desired
	p.must(p.Client.EnterStandby(p.ctx, groupName, []string{id}, true))
	p.until("the instance stands by", func() bool { return p.now(id).Lifecycle == "Standby" })
	p.same("desired meanwhile", p.group().Limits.Desired, before-1)
	p.must(p.Client.ExitStandby(p.ctx, groupName, []string{id}))
	p.until("the instance is back in service", func() bool { return p.now(id).Lifecycle == "InService" })
	p.same("desired again", p.group().Limits.Desired, before)
}

func terminateInGroup(p *probe) {
	id, before := p.member().ID, p.group().Limits.Desired
	p.must(p.Client.TerminateInGroup(p.ctx, id, true))
	p.until("the instance has left the group", func() bool { return p.now(id).ID == "" })
	p.same("desired", p.group().Limits.Desired, before-1)
	p.until("the instance is gone", func() bool { return p.gone(id) })
}

// gone tells whether an instance is terminated, or so long that it is not
// listed any more.
func (p *probe) gone(id string) bool {
	rows, err := p.Client.Instances(p.ctx)
	p.must(err)
	for _, i := range rows {
		if i.ID == id {
			return i.State == "terminated"
		}
	}
	return true
}

func stopAndStart(p *probe) {
	id := p.servers[0]
	p.must(p.Client.StopInstances(p.ctx, []string{id}))
	p.until("the server has stopped", func() bool { return p.instance(id).State == "stopped" })
	if reason := p.instance(id).StateReason; reason == "" {
		p.errorf("no reason for stopping")
	}
	p.must(p.Client.StartInstances(p.ctx, []string{id}))
	p.until("the server runs again", func() bool { return p.instance(id).State == "running" })
}

func reboot(p *probe) {
	p.must(p.Client.RebootInstances(p.ctx, []string{p.servers[0]}))
	p.same("state", p.instance(p.servers[0]).State, "running")
}

func terminate(p *probe) {
	id := p.servers[0]
	p.must(p.Client.TerminateInstances(p.ctx, []string{id}))
	p.until("the server is gone", func() bool { return p.gone(id) })
}

func startTerminated(p *probe) {
	p.fails("starting what is terminated", p.Client.StartInstances(p.ctx, []string{p.servers[0]}), awsclient.Conflict)
}
