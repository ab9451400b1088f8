package contract

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
)

// refreshChecks are about groups that are made here, of one type or several,
// and about replacing what is in them.
func refreshChecks() []check {
	return []check{
		{"a group is made, changed and deleted", groupLife},
		{"a group of several types", mixedGroup},
		{"policies, schedules and hooks come and go", plansComeAndGo},
		{"an instance refresh", instanceRefresh},
		{"an instance refresh is cancelled", refreshCancelled},
		{"no refresh can be cancelled where there is none", refreshGone},
		{"an instance leaves its group and comes back", detachAndAttach},
	}
}

// madeGroup is the group that checks of this file make.
const madeGroup = "contract-made"

func (p *probe) groupNamed(name string) (awsclient.Group, bool) {
	rows, err := p.Client.Groups(p.ctx)
	p.must(err)
	for _, g := range rows {
		if g.Name == name {
			return g, true
		}
	}
	return awsclient.Group{}, false
}

// make makes a group; the caller ends it.
func (p *probe) make(change func(*awsclient.GroupSettings)) {
	s := awsclient.GroupSettings{
		Name: madeGroup, Limits: &awsclient.Limits{Min: 0, Desired: 2, Max: 4}, Launch: &awsclient.LaunchRef{TemplateID: p.template, Version: "1"},
		Subnets: []string{aws.ToString(p.subnets[0].SubnetId), aws.ToString(p.subnets[1].SubnetId)},
		Tags:    []awsclient.Tag{{Key: "App", Value: "made"}},
	}
	change(&s)
	p.must(p.Client.CreateGroup(p.ctx, s))
}

func (p *probe) end() {
	p.must(p.Client.DeleteGroup(p.ctx, madeGroup, true))
	p.until("the group is gone", func() bool { _, there := p.groupNamed(madeGroup); return !there })
}

// allServe waits until the group has so many instances in service.
func (p *probe) allServe(n int) {
	p.until("all of them are in service", func() bool {
		g, _ := p.groupNamed(madeGroup)
		serving := 0
		for _, i := range g.Instances {
			if i.Lifecycle == "InService" {
				serving++
			}
		}
		return serving == n && len(g.Instances) == n
	})
}

func groupLife(p *probe) {
	p.make(func(s *awsclient.GroupSettings) { s.HealthCheckType = "ELB" })
	defer p.end()
	g, _ := p.groupNamed(madeGroup)
	p.same("limits", g.Limits, awsclient.Limits{Min: 0, Desired: 2, Max: 4})
	p.same("launch template", g.Launch.TemplateID, p.template)
	p.same("health check", g.HealthCheckType, "ELB")
	p.same("tags", g.Tags, []awsclient.Tag{{Key: "App", Value: "made"}})
	grace, cooldown := 2*time.Minute, time.Minute
	p.must(p.Client.UpdateGroup(p.ctx, awsclient.GroupSettings{Name: madeGroup, Grace: &grace, DefaultCooldown: &cooldown, HealthCheckType: "EC2"}))
	g, _ = p.groupNamed(madeGroup)
	p.same("grace", g.Grace, grace)
	p.same("cooldown", g.DefaultCooldown, cooldown)
	p.same("what was not given", []any{g.Limits.Max, g.Launch.TemplateID}, []any{4, p.template})
}

func mixedGroup(p *probe) {
	policy := awsclient.MixedPolicy{
		Launch:           awsclient.LaunchRef{TemplateID: p.template, Version: "1"},
		Overrides:        []awsclient.MixedType{{Type: "m5.large", Weight: 1}, {Type: "m5.xlarge", Weight: 2}},
		OnDemandStrategy: "prioritized", OnDemandBase: 2, OnDemandPercent: 50, SpotStrategy: "capacity-optimized",
	}
	p.make(func(s *awsclient.GroupSettings) { s.Launch, s.Mixed = nil, &policy })
	defer p.end()
	p.allServe(2)
	g, _ := p.groupNamed(madeGroup)
	if g.Mixed == nil {
		p.errorf("no policy")
		return
	}
	got := *g.Mixed
	p.same("template", got.Launch.TemplateID, p.template)
	got.Launch = policy.Launch // the answer tells the name, too
	p.same("policy", got, policy)
	for _, i := range g.Instances {
		p.same("an instance's type and weight", []any{i.Type, i.Weight}, []any{"m5.large", 1})
	}
}

func plansComeAndGo(p *probe) {
	p.make(func(*awsclient.GroupSettings) {})
	defer p.end()
	arn, err := p.Client.PutPolicy(p.ctx, awsclient.Policy{Group: madeGroup, Name: "more", Type: "SimpleScaling", Enabled: true, AdjustmentType: "ChangeInCapacity", Adjustment: 1, Cooldown: time.Minute})
	p.must(err)
	rows, err := p.Client.Policies(p.ctx)
	p.must(err)
	made := find(p, "the policy", rows, func(r awsclient.Policy) bool { return r.ARN == arn })
	p.same("policy", []any{made.Name, made.Adjustment, made.Cooldown}, []any{"more", 1, time.Minute})
	p.must(p.Client.DeletePolicy(p.ctx, madeGroup, "more"))

	three := 3
	p.must(p.Client.PutScheduledAction(p.ctx, awsclient.ScheduledAction{Group: madeGroup, Name: "noon", Max: &three, Recurrence: "0 12 * * *"}))
	actions, err := p.Client.ScheduledActions(p.ctx)
	p.must(err)
	noon := find(p, "the scheduled action", actions, func(a awsclient.ScheduledAction) bool { return a.Group == madeGroup })
	p.same("recurrence", noon.Recurrence, "0 12 * * *")
	p.must(p.Client.DeleteScheduledAction(p.ctx, madeGroup, "noon"))

	p.must(p.Client.PutHook(p.ctx, awsclient.Hook{Group: madeGroup, Name: "hello", Transition: "autoscaling:EC2_INSTANCE_LAUNCHING", Heartbeat: time.Minute, DefaultResult: "CONTINUE"}))
	hooks, err := p.Client.Hooks(p.ctx, madeGroup)
	p.must(err)
	p.same("hooks", len(hooks), 1)
	p.must(p.Client.DeleteHook(p.ctx, madeGroup, "hello"))
	hooks, err = p.Client.Hooks(p.ctx, madeGroup)
	p.must(err)
	p.same("hooks left", len(hooks), 0)
}

// refresh is the newest instance refresh of the group.
func (p *probe) refresh() awsclient.InstanceRefresh {
	rows, err := p.Client.InstanceRefreshes(p.ctx, madeGroup)
	p.must(err)
	return find(p, "a refresh", rows, func(awsclient.InstanceRefresh) bool { return true })
}

func instanceRefresh(p *probe) {
	p.make(func(*awsclient.GroupSettings) {})
	defer p.end()
	p.allServe(2)
	half, none := 50, time.Duration(0)
	id, err := p.Client.StartInstanceRefresh(p.ctx, madeGroup, awsclient.RefreshPreferences{MinHealthy: &half, Warmup: &none},
		awsclient.LaunchRef{TemplateID: p.template, Version: "2"}, nil)
	p.must(err)
	r := p.refresh()
	p.same("id, group and version", []any{r.ID, r.Group, r.Launch.Version}, []any{id, madeGroup, "2"})
	p.same("minimum healthy", *r.Preferences.MinHealthy, 50)
	_, err = p.Client.StartInstanceRefresh(p.ctx, madeGroup, awsclient.RefreshPreferences{}, awsclient.LaunchRef{}, nil)
	p.fails("a second refresh", err, awsclient.Conflict)
	p.until("the refresh is successful", func() bool { return p.refresh().Status == "Successful" })
	r = p.refresh()
	p.same("percent and left", []any{r.Percent, r.Left}, []any{100, 0})
	g, _ := p.groupNamed(madeGroup)
	p.same("the group's version", g.Launch.Version, "2")
	for _, i := range g.Instances {
		if i.Lifecycle == "InService" {
			p.same("an instance's version", i.Launch.Version, "2")
		}
	}
}

func refreshCancelled(p *probe) {
	p.make(func(*awsclient.GroupSettings) {})
	defer p.end()
	p.allServe(2)
	_, err := p.Client.StartInstanceRefresh(p.ctx, madeGroup, awsclient.RefreshPreferences{}, awsclient.LaunchRef{}, nil)
	p.must(err)
	p.must(p.Client.CancelInstanceRefresh(p.ctx, madeGroup))
	p.until("the refresh is cancelled", func() bool { return p.refresh().Status == "Cancelled" })
}

func refreshGone(p *probe) {
	p.fails("cancelling", p.Client.CancelInstanceRefresh(p.ctx, groupName), awsclient.NotFound)
	p.fails("rolling back", p.Client.RollbackInstanceRefresh(p.ctx, groupName), awsclient.NotFound)
}

func detachAndAttach(p *probe) {
	p.make(func(*awsclient.GroupSettings) {})
	defer p.end()
	p.allServe(2)
	g, _ := p.groupNamed(madeGroup)
	id := g.Instances[0].ID
	p.must(p.Client.DetachInstances(p.ctx, madeGroup, []string{id}, true))
	p.allServe(1)
	p.must(p.Client.AttachInstances(p.ctx, madeGroup, []string{id}))
	p.allServe(2)
}
