package contract

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/awsclient"
)

// fleetRoleName is the role that these checks' fleets have.
const fleetRoleName = "contract-fleet"

func spotFleetChecks() []check {
	return []check{
		{"a Spot Fleet is requested", fleetRequested},
		{"a Spot Fleet is shown as it was requested", fleetShown},
		{"a Spot Fleet's instances", fleetInstances},
		{"a Spot Fleet's history", fleetHistory},
		{"a Spot Fleet replaces what ends", fleetReplaces},
		{"a Spot Fleet is modified", fleetModified},
		{"a Spot Fleet is cancelled", fleetCancelled},
		{"a Spot Fleet that is not there is not found", fleetAbsent},
		{"a Spot Fleet without a role is refused", fleetRefused},
	}
}

const fleetTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"spotfleet.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// fleetRole makes the role at the first call, and finds it later.
func (p *probe) fleetRole() string {
	c := iam.NewFromConfig(p.Config("iam"))
	if out, err := c.GetRole(p.ctx, &iam.GetRoleInput{RoleName: aws.String(fleetRoleName)}); err == nil {
		return aws.ToString(out.Role.Arn)
	}
	out, err := c.CreateRole(p.ctx, &iam.CreateRoleInput{RoleName: aws.String(fleetRoleName), AssumeRolePolicyDocument: aws.String(fleetTrust)})
	p.must(err)
	return aws.ToString(out.Role.Arn)
}

func (p *probe) newFleet() awsclient.SpotFleet {
	return awsclient.SpotFleet{
		Role: p.fleetRole(), Target: 2, Type: "maintain", Strategy: "diversified", SpotPrice: "0.05", Tags: []awsclient.Tag{{Key: "app", Value: "contract"}},
		Pools: []awsclient.FleetPool{{
			Image: p.image, Type: "t3.small", SecurityGroupIDs: []string{p.firewall}, Subnets: []string{aws.ToString(p.subnets[0].SubnetId)}, Weight: 1,
		}},
	}
}

// fleet is the newest fleet of these checks.
func (p *probe) fleet() awsclient.SpotFleet {
	rows, err := p.Client.SpotFleets(p.ctx)
	p.must(err)
	return find(p, "the fleet", rows, func(f awsclient.SpotFleet) bool {
		return slices.Contains(f.Tags, awsclient.Tag{Key: "app", Value: "contract"}) && f.Type == "maintain"
	})
}

func fleetRequested(p *probe) {
	id, err := p.Client.RequestSpotFleet(p.ctx, p.newFleet())
	p.must(err)
	f := p.fleet()
	p.same("id", f.ID, id)
	p.same("region", f.Region, p.Client.Region())
	p.until("the fleet is fulfilled", func() bool { f = p.fleet(); return f.State == "active" && f.Fulfilled == 2 })
	p.same("activity", f.Activity, "fulfilled")
}

func fleetShown(p *probe) {
	f, want := p.fleet(), p.newFleet()
	p.same("role", f.Role, want.Role)
	p.same("strategy, type, target", []any{f.Strategy, f.Type, f.Target}, []any{want.Strategy, want.Type, want.Target})
	p.same("price", f.SpotPrice, want.SpotPrice)
	if len(f.Pools) != 1 {
		p.errorf("%d pools", len(f.Pools))
		return
	}
	got, pool := f.Pools[0], want.Pools[0]
	p.same("pool", []any{got.Type, got.Image, got.Subnets, got.SecurityGroupIDs, got.Weight}, []any{pool.Type, pool.Image, pool.Subnets, pool.SecurityGroupIDs, pool.Weight})
}

func (p *probe) fleetMembers() []awsclient.FleetInstance {
	rows, err := p.Client.SpotFleetInstances(p.ctx, p.fleet().ID)
	p.must(err)
	return rows
}

func fleetInstances(p *probe) {
	rows := p.fleetMembers()
	p.same("instances", len(rows), 2)
	for _, i := range rows {
		if i.Request == "" || i.Type != "t3.small" || i.Health != "healthy" {
			p.errorf("%+v", i)
		}
		p.same("market", p.instance(i.ID).Market, "spot")
	}
}

func (p *probe) fleetEvents() []awsclient.FleetEvent {
	f := p.fleet()
	rows, err := p.Client.SpotFleetHistory(p.ctx, f.ID, f.Created.Add(-time.Minute))
	p.must(err)
	return rows
}

func fleetHistory(p *probe) {
	var subtypes []string
	p.until("both launches are in the history", func() bool {
		subtypes = nil
		for _, e := range p.fleetEvents() {
			subtypes = append(subtypes, e.Subtype)
		}
		return slices.Contains(subtypes, "launched")
	})
	if len(subtypes) < 4 || subtypes[0] != "submitted" || subtypes[1] != "active" {
		p.errorf("history: %v", subtypes)
	}
}

func fleetReplaces(p *probe) {
	gone := p.fleetMembers()[0].ID
	p.must(p.Client.TerminateInstances(p.ctx, []string{gone}))
	p.until("the fleet has two instances again", func() bool {
		rows := p.fleetMembers()
		return len(rows) == 2 && !slices.ContainsFunc(rows, func(i awsclient.FleetInstance) bool { return i.ID == gone })
	})
}

func fleetModified(p *probe) {
	p.must(p.Client.ModifySpotFleet(p.ctx, p.fleet().ID, awsclient.FleetChange{Target: aws.Int(1)}))
	p.until("the fleet has shrunk", func() bool { f := p.fleet(); return f.State == "active" && f.Target == 1 && f.Fulfilled == 1 })
}

func fleetCancelled(p *probe) {
	id := p.fleet().ID
	p.must(p.Client.CancelSpotFleets(p.ctx, []string{id}, true))
	p.until("the fleet is cancelled", func() bool { return p.fleet().State == "cancelled" })
	p.fails("cancelled twice", p.Client.CancelSpotFleets(p.ctx, []string{id}, true), awsclient.Conflict)
	p.fails("modified when cancelled", p.Client.ModifySpotFleet(p.ctx, id, awsclient.FleetChange{Target: aws.Int(1)}), awsclient.Conflict)
}

func fleetAbsent(p *probe) {
	const ghost = "sfr-00000000-0000-4000-a000-000000000000"
	_, err := p.Client.SpotFleetInstances(p.ctx, ghost)
	p.fails("instances of no fleet", err, awsclient.NotFound)
	_, err = p.Client.SpotFleetHistory(p.ctx, ghost, time.Now().Add(-time.Hour))
	p.fails("history of no fleet", err, awsclient.NotFound)
	p.fails("no fleet to cancel", p.Client.CancelSpotFleets(p.ctx, []string{ghost}, true), awsclient.NotFound)
}

func fleetRefused(p *probe) {
	f := p.newFleet()
	f.Role += "-none"
	_, err := p.Client.RequestSpotFleet(p.ctx, f)
	p.fails("a role that is not there", err, awsclient.Invalid)
}
