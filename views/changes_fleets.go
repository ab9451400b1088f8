package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

func fleetPokes() []watch.Kind {
	return []watch.Kind{watch.SpotFleets, watch.FleetInstances, watch.FleetHistory, watch.SpotRequests, watch.Instances}
}

// fleetActions change fleets: one, or those marked.
func fleetActions(_ *watch.Snapshot, rows []*fleetRow) []Action {
	actions := []Action{cancelFleetsAction(rows)}
	if len(rows) == 1 {
		actions = append([]Action{modifyFleetAction(rows[0])}, actions...)
	}
	return actions
}

// fleetStock is what a fleet can be made of.
type fleetStock struct {
	*stock
	roles  []string // ARNs of those that Spot Fleets may take
	prices map[spot.Pool]float64
	snap   *watch.Snapshot
}

// createFleetAction is the guided way to a Spot Fleet.
func createFleetAction(snap *watch.Snapshot) Action {
	a := Action{Name: "create fleet", Label: "Create a Spot fleet", Busy: "creating", Help: "it keeps its target over many pools, and replaces what AWS takes back"}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		s, err := lookUp(ctx, c, snap.Instances.Rows)
		if err != nil {
			return a, err
		}
		f := &fleetStock{stock: s, snap: snap}
		if f.prices, err = pricesNow(ctx, c, snap, s.types); err != nil {
			return a, err
		}
		if roles, err := c.Roles(ctx); err == nil { // IAM is often closed; the role is typed then
			for _, r := range roles {
				if strings.Contains(r.Trust, "spotfleet.amazonaws.com") {
					f.roles = append(f.roles, r.ARN)
				}
			}
		}
		a := a
		a.Fields, a.Plan = f.fields(), f.plan
		return a, nil
	}
	return a
}

func (f *fleetStock) fields() []ui.Field {
	own := func(v ui.Values) bool { return v["template"] == none || len(f.templates) == 0 }
	source := []ui.Field{choiceField("template", "launch template", "", append(f.templateIDs(), none), f.templateWords, "what every pool launches; its type is replaced")}
	if len(f.templates) == 0 {
		source = nil
	}
	lowest := func(v ui.Values) bool { return v["strategy"] == fleet.LowestPrice }
	return slices.Concat(
		onPage("pools", slices.Concat(source,
			asked(own, needed(choiceField("image", "image", "", f.imageIDs(), f.imageWords, "your own, the newest of Amazon Linux, and those in use")),
				multiField("firewalls", "security groups", nil, f.firewallIDs(), f.firewallWords, "space picks")),
			[]ui.Field{needed(multiField("types", "types", nil, f.types, f.poolWords, "space picks; each type in each zone is a pool, with its own price and capacity")),
				needed(multiField("subnets", "subnets", nil, f.subnetIDs(), f.subnetWords, "space picks; one a zone"))})...),
		onPage("how much", needed(numberField("target", "target", "4", 0, fleet.MaxTarget, "units: instances, or what their weights add up to")),
			numberField("ondemand", "of it On-Demand", "0", 0, fleet.MaxTarget, "units that AWS never takes back"),
			textField("weights", "weights", "", "units a type counts for: m5.xlarge=2; others count for 1", func(v string) string {
				_, err := parseWeights(v, fleet.MaxGroupWeight)
				return refusalWords(err)
			}),
			textField("price", "most to pay", "", "dollars an hour for a unit; empty is the On-Demand price", priceWrong)),
		onPage("how", choiceField("strategy", "strategy", fleet.PriceCapacityOptimized, fleet.Strategies(), strategyWords, "which pools are chosen"),
			poolsField(lowest),
			choiceField("type", "type", fleet.Maintain, []string{fleet.Maintain, fleet.Request}, fleetTypeWords, ""),
			choiceField("interruption", "when taken", spot.Terminate, []string{spot.Terminate, spot.Stop, spot.Hibernate}, nil, "what AWS does with an interrupted instance"),
			needed(choiceField("role", "role", "", f.roles, arnName, "that lets Spot Fleet launch, tag and terminate")),
			tagField(nil, "of the fleet: Name=batch, App=shop")))
}

func poolsField(when func(ui.Values) bool) ui.Field {
	f := numberField("pools", "pools", "1", 1, fleet.MaxPools, "over how many of the cheapest pools")
	f.When = when
	return f
}

// poolWords is a type with its cheapest pool now.
func (f *fleetStock) poolWords(kind string) string {
	cheapest := 0.0
	for p, price := range f.prices {
		if p.Type == kind && (cheapest == 0 || price < cheapest) {
			cheapest = price
		}
	}
	if cheapest == 0 {
		return kind
	}
	words := kind + "  Spot " + hourPrice(cheapest)
	if listed, ok := onDemand(f.region, spot.Pool{Type: kind}); ok {
		words += " of " + hourPrice(listed)
	}
	return words
}

// plenty is how many instances a pool is taken to have room for: AWS does not
// tell.
const plenty = 1000

// pools are the pools of a form, for the rules and for AWS.
func (f *fleetStock) pools(v ui.Values, weights map[string]float64) (rules []fleet.Pool, specs []awsclient.FleetPool) {
	launch := awsclient.LaunchRef{}
	if id := chosen(v, "template"); id != "" {
		launch = awsclient.LaunchRef{TemplateID: id, TemplateName: f.template(id).Name, Version: "$Default"}
	}
	limit := dollars(strings.TrimSpace(v["price"]))
	for _, kind := range v.List("types") {
		for _, id := range v.List("subnets") {
			zone := f.subnet(id).Zone
			listed, _ := onDemand(f.region, spot.Pool{Type: kind})
			price := f.prices[spot.Pool{Type: kind, Zone: zone, Product: linux}]
			pool := fleet.Pool{Type: kind, Zone: zone, Weight: weights[kind], Spot: price, OnDemand: listed, MaxPrice: limit, Available: plenty, Priority: fleet.NoPriority}
			if price == 0 {
				pool.Available = 0 // not offered there
			}
			rules = append(rules, pool)
			spec := awsclient.FleetPool{Launch: launch, Type: kind, Subnets: []string{id}, Weight: weights[kind]}
			if launch.Empty() {
				spec.Image, spec.SecurityGroupIDs = v["image"], v.List("firewalls")
			}
			specs = append(specs, spec)
		}
	}
	return rules, specs
}

func (f *fleetStock) plan(v ui.Values) (Change, error) {
	weights, err := parseWeights(v["weights"], fleet.MaxGroupWeight)
	if err != nil {
		return Change{}, err
	}
	rules, specs := f.pools(v, weights)
	to := awsclient.SpotFleet{
		Target: v.Int("target"), OnDemandTarget: v.Int("ondemand"), Type: v["type"], Strategy: v["strategy"], Interruption: v["interruption"],
		SpotPrice: strings.TrimSpace(v["price"]), Role: strings.TrimSpace(v["role"]), Pools: specs, Tags: tagsOf(v), TerminateWithExpiration: true, ReplaceUnhealthy: v["type"] == fleet.Maintain,
	}
	if to.Strategy == fleet.LowestPrice {
		to.PoolsToUse = v.Int("pools")
	}
	config := fleet.Config{Type: to.Type, Strategy: to.Strategy, Behaviour: to.Interruption, PoolsToUse: to.PoolsToUse, Target: to.Target, OnDemandTarget: to.OnDemandTarget,
		Pools: rules, Templates: !specs[0].Launch.Empty()}
	for _, id := range v.List("subnets") {
		config.Subnets = append(config.Subnets, fleet.Subnet{ID: id, Zone: f.subnet(id).Zone})
	}
	if err := config.Validate(); err != nil {
		return Change{}, errors.New(refusalWords(err))
	}
	return Change{
		Preview: f.choices(rules, to), CLI: aws("ec2", "request-spot-fleet").opt("--spot-fleet-request-config", fleetObject(to).text()).String(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			_, err := c.RequestSpotFleet(ctx, to)
			return err
		},
		Done: "the fleet is requested", Pokes: fleetPokes(),
	}, nil
}

// choices are the pools that each strategy would choose now, at these prices.
func (f *fleetStock) choices(pools []fleet.Pool, to awsclient.SpotFleet) []ui.Line {
	onDemandUnits, spotUnits := fleet.Split(float64(to.Target), float64(to.OnDemandTarget))
	var lines []ui.Line
	if onDemandUnits > 0 {
		plan := fleet.AllocateOnDemand(pools, fleet.LowestPrice, onDemandUnits, 0)
		lines = append(lines, ui.Say("On-Demand: "+launchesWords(pools, plan)))
	}
	lines = append(lines, ui.In(themes.Dim, "Spot, by strategy, at the prices now:"))
	for _, strategy := range fleet.Strategies() {
		ask := fleet.Ask{Strategy: strategy, Target: spotUnits}
		if strategy == fleet.LowestPrice {
			ask.PoolsToUse = max(to.PoolsToUse, 1)
		}
		plan, name := fleet.Allocate(pools, ask), themes.Dim
		if strategy == to.Strategy {
			name = themes.Active
		}
		cost := 0.0
		for _, l := range plan.Launches {
			cost += float64(l.Count) * pools[l.Pool].Spot
		}
		lines = append(lines, ui.Line{{Text: strategy, Role: name}, {Text: "  " + hourPrice(cost) + "/h", Role: themes.Changed}},
			ui.Say("  "+launchesWords(pools, plan)))
	}
	return append(lines, ui.In(themes.Faint, "How much room a pool has AWS does not tell: here all have plenty."))
}

// launchesWords is a plan: "3 t3.large in 2a, 1 m5.large in 2b".
func launchesWords(pools []fleet.Pool, plan fleet.Plan) string {
	var words []string
	for _, l := range plan.Launches {
		words = append(words, fmt.Sprintf("%d %s in %s", l.Count, pools[l.Pool].Type, shortZone(pools[l.Pool].Zone)))
	}
	if len(words) == 0 {
		return plan.Why
	}
	return strings.Join(words, ", ")
}

// fleetObject is a fleet's configuration as the API has it, in the order in
// which the client sends it.
func fleetObject(f awsclient.SpotFleet) object {
	o := object{{"IamFleetRole", f.Role}, {"TargetCapacity", f.Target}, {"Type", f.Type}, {"AllocationStrategy", f.Strategy}}
	if f.OnDemandTarget > 0 {
		o = append(o, member{"OnDemandTargetCapacity", f.OnDemandTarget})
	}
	if f.PoolsToUse > 0 {
		o = append(o, member{"InstancePoolsToUseCount", f.PoolsToUse})
	}
	o = append(o, member{"SpotPrice", f.SpotPrice}, member{"InstanceInterruptionBehavior", f.Interruption},
		member{"TerminateInstancesWithExpiration", f.TerminateWithExpiration}, member{"ReplaceUnhealthyInstances", f.ReplaceUnhealthy})
	var specifications, overrides []object
	for _, p := range f.Pools {
		common := object{{"InstanceType", p.Type}, {"SubnetId", strings.Join(p.Subnets, ",")}}
		if p.Weight > 0 {
			common = append(common, member{"WeightedCapacity", p.Weight})
		}
		if !p.Launch.Empty() {
			overrides = append(overrides, common)
			continue
		}
		var firewalls []object
		for _, id := range p.SecurityGroupIDs {
			firewalls = append(firewalls, object{{"GroupId", id}})
		}
		specifications = append(specifications, append(common, member{"ImageId", p.Image}, member{"SecurityGroups", firewalls}))
	}
	if len(overrides) > 0 {
		o = append(o, member{"LaunchTemplateConfigs", []object{{{"LaunchTemplateSpecification", templateObject(f.Pools[0].Launch)}, {"Overrides", overrides}}}})
	}
	return append(o, member{"LaunchSpecifications", specifications}, member{"TagSpecifications", tagsOn("spot-fleet-request", f.Tags)})
}

// modifyFleetAction changes a fleet's targets.
func modifyFleetAction(r *fleetRow) Action {
	id := r.SpotFleet.ID
	a := Action{Name: "modify fleet", Label: "Change the target of " + fleetName(r.SpotFleet), Refs: []Ref{{KindSpotFleet, id}}, Busy: "changing", Help: "it launches or terminates to get there",
		Fields: []ui.Field{needed(numberField("target", "target", strconv.Itoa(r.Target), 0, fleet.MaxTarget, "units, On-Demand included")),
			needed(numberField("ondemand", "of it On-Demand", strconv.Itoa(r.OnDemandTarget), 0, fleet.MaxTarget, "units that AWS never takes back")),
			choiceField("excess", "when lowered", fleet.TerminateExcess, []string{fleet.TerminateExcess, fleet.NoTermination}, excessWords, "what becomes of instances above the target")}}
	if err := fleet.ValidateModify(r.SpotFleet.Type, r.State); err != nil {
		a.Off = refusalWords(err)
	}
	a.Plan = func(v ui.Values) (Change, error) {
		target, onDemandTarget := v.Int("target"), v.Int("ondemand")
		if onDemandTarget > target {
			return Change{}, errors.New("the On-Demand part is above the target")
		}
		if target == r.Target && onDemandTarget == r.OnDemandTarget {
			return Change{}, errors.New("nothing changes")
		}
		change := awsclient.FleetChange{ExcessPolicy: v["excess"]}
		preview := []ui.Line{Becomes("target", strconv.Itoa(r.Target), strconv.Itoa(target))}
		change.Target = &target
		if onDemandTarget != r.OnDemandTarget {
			change.OnDemandTarget = &onDemandTarget
			preview = append(preview, Becomes("of it On-Demand", strconv.Itoa(r.OnDemandTarget), strconv.Itoa(onDemandTarget)))
		}
		if target < r.Target {
			preview = append(preview, ui.Say(excessWords(change.ExcessPolicy)))
		}
		return Change{
			Preview: preview, Done: fleetName(r.SpotFleet) + " wants " + strconv.Itoa(target) + " units", Pokes: fleetPokes(),
			CLI: aws("ec2", "modify-spot-fleet-request").opt("--spot-fleet-request-id", id).num("--target-capacity", change.Target).
				num("--on-demand-target-capacity", change.OnDemandTarget).opt("--excess-capacity-termination-policy", change.ExcessPolicy).String(),
			Run: func(ctx context.Context, c awsclient.Client) error { return c.ModifySpotFleet(ctx, id, change) },
		}, nil
	}
	return a
}

func excessWords(policy string) string {
	if policy == fleet.NoTermination {
		return "the rest runs on"
	}
	return "the rest is terminated"
}

func fleetNames(rows []*fleetRow) string {
	if len(rows) == 1 {
		return fleetName(rows[0].SpotFleet)
	}
	return ui.Count(len(rows), "Spot fleet")
}

// cancelFleetsAction cancels fleets, with their instances or without.
func cancelFleetsAction(rows []*fleetRow) Action {
	a := Action{Name: "cancel fleet", Label: "Cancel " + fleetNames(rows), Help: "This cannot be undone: it launches nothing any more.", Busy: "cancelling", Type: fleetNames(rows),
		Fields: []ui.Field{toggleField("terminate", "with its instances", true, "otherwise they run on, and cost on, with nobody to replace them")}}
	var ids []string
	running := 0
	for _, r := range rows {
		ids, a.Refs = append(ids, r.SpotFleet.ID), append(a.Refs, Ref{KindSpotFleet, r.SpotFleet.ID})
		running += len(r.members())
		if r.over() {
			a.Off = fleetName(r.SpotFleet) + " is " + r.State
		}
	}
	a.Plan = func(v ui.Values) (Change, error) {
		terminate, state := v.Bool("terminate"), fleet.CancelledRunning
		end := ui.Count(running, "instance") + " run on"
		if terminate {
			state, end = fleet.CancelledTerminating, "terminates "+ui.Count(running, "instance")
		}
		var preview []ui.Line
		for _, r := range rows {
			preview = append(preview, Becomes(fleetName(r.SpotFleet), r.State, state))
		}
		return Change{
			Preview: append(preview, ui.Say(end)), Done: fleetNames(rows) + ": cancelled", Pokes: fleetPokes(),
			CLI: aws("ec2", "cancel-spot-fleet-requests").opt("--spot-fleet-request-ids", ids...).turn(&terminate, "--terminate-instances", "--no-terminate-instances").String(),
			Run: func(ctx context.Context, c awsclient.Client) error { return c.CancelSpotFleets(ctx, ids, terminate) },
		}, nil
	}
	return a
}
