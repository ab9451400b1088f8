package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// groupMakes are what can be made where groups are listed.
func groupMakes(s *watch.Snapshot) []Action {
	return []Action{createGroupAction(s), launchMenu(s.Instances.Rows)}
}

// What a group launches from, as the form's choice.
const (
	fromTemplate      = "launch template"
	fromMixed         = "template, several types and Spot"
	fromConfiguration = "launch configuration"
)

// createGroupAction is the guided way to a group.
func createGroupAction(snap *watch.Snapshot) Action {
	a := Action{Name: "create group", Label: "Create an Auto Scaling group", Busy: "creating", Help: "it launches what it is short of at once, and replaces what fails"}
	a.Prepare = preparing(snap.Instances.Rows, func(s *stock) Action {
		a := a
		a.Fields = createGroupFields(snap, s)
		if len(s.templates)+len(s.configurations) == 0 {
			a.Off = "a group launches from a template or a configuration: create one first"
		}
		a.Plan = func(v ui.Values) (Change, error) {
			g, err := groupSettings(s, v)
			if err != nil {
				return Change{}, err
			}
			if groupByName(snap, g.Name).Region != "" {
				return Change{}, fmt.Errorf("AlreadyExists: AutoScalingGroup by this name already exists - A group with the name %s already exists", g.Name)
			}
			return createGroupPlan(s, g), nil
		}
		return a
	})
	return a
}

func createGroupFields(snap *watch.Snapshot, s *stock) []ui.Field {
	is := func(source string) func(ui.Values) bool {
		return func(v ui.Values) bool { return v["source"] == source }
	}
	onTemplate := func(v ui.Values) bool { return v["source"] != fromConfiguration }
	sources := []string{fromTemplate, fromMixed, fromConfiguration}
	if len(s.templates) == 0 {
		sources = []string{fromConfiguration}
	}
	var targetGroups []string
	for i := range snap.TargetGroups.Rows {
		targetGroups = append(targetGroups, snap.TargetGroups.Rows[i].ARN)
	}
	name := needed(textField("name", "name", "", "unique in the region", resourceNameWrong))
	return slices.Concat(
		onPage("launches from", slices.Concat([]ui.Field{name, choiceField("source", "launches from", "", sources, nil, "templates have versions; configurations are the old way")},
			asked(onTemplate, needed(choiceField("template", "template", "", s.templateIDs(), s.templateWords, "")),
				needed(textField("version", "version", "$Default", "$Default, $Latest or a number", versionWrong))),
			asked(is(fromConfiguration), needed(choiceField("configuration", "configuration", "", s.configurations, nil, ""))))...),
		asked(is(fromMixed), onPage("types and Spot", mixedFields(s, awsclient.MixedPolicy{OnDemandPercent: 100, SpotStrategy: "price-capacity-optimized"})...)...),
		onPage("where and how many", needed(multiField("subnets", "subnets", nil, s.subnetIDs(), s.subnetWords, "space picks; several zones survive the loss of one")),
			limitField("minimum", 1), limitField("desired", 1), limitField("maximum", 4)),
		onPage("health and ends", slices.Concat([]ui.Field{multiField("targets", "target groups", nil, targetGroups, arnName, "new instances register there")}, healthFields("EC2", 300),
			[]ui.Field{tagField(nil, "of the group and its instances: key=value, commas between them")})...))
}

func limitField(name string, value int) ui.Field {
	return ui.Field{Name: name, Label: name, Kind: ui.NumberField, Needed: true, Value: strconv.Itoa(value), Validate: limitsWrong}
}

func healthFields(check string, grace int) []ui.Field {
	return []ui.Field{choiceField("health", "health checks", check, []string{"EC2", "ELB"}, nil, "ELB: also those of the target groups and balancers"),
		numberField("grace", "grace", strconv.Itoa(grace), 0, 7200, "seconds after launch in which nothing counts")}
}

// mixedFields ask for the types and the Spot share of a group.
func mixedFields(s *stock, m awsclient.MixedPolicy) []ui.Field {
	var types, weights []string
	for _, o := range m.Overrides {
		types = append(types, o.Type)
		if o.Weight > 0 {
			weights = append(weights, o.Type+"="+strconv.Itoa(o.Weight))
		}
	}
	return []ui.Field{
		needed(multiField("types", "types", types, s.types, s.typeWords, "space picks; the more types, the more pools to find Spot in")),
		textField("weights", "weights", strings.Join(weights, ", "), "units a type counts for: m5.xlarge=2; none or all of them", func(v string) string { _, err := parseWeights(v, fleet.MaxGroupWeight); return refusalWords(err) }),
		numberField("base", "On-Demand base", strconv.Itoa(m.OnDemandBase), 0, 10000, "units that are never Spot"),
		numberField("percent", "On-Demand percent", strconv.Itoa(m.OnDemandPercent), 0, 100, "of what is above the base; the rest is Spot"),
		choiceField("strategy", "Spot strategy", m.SpotStrategy, []string{"price-capacity-optimized", "capacity-optimized", "lowest-price"}, nil, "which pools Spot Instances come from"),
	}
}

// parseWeights reads "m5.xlarge=2, m5.large=1".
func parseWeights(text string, most int) (map[string]float64, error) {
	weights := map[string]float64{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		kind, value, _ := strings.Cut(word, "=")
		n, err := strconv.Atoi(value)
		if err != nil || n < fleet.MinGroupWeight || n > most {
			return nil, fmt.Errorf("type=weight, whole numbers from %d to %d", fleet.MinGroupWeight, most)
		}
		weights[kind] = float64(n)
	}
	return weights, nil
}

// mixedOf is the policy of a form with mixedFields.
func mixedOf(launch awsclient.LaunchRef, v ui.Values) (*awsclient.MixedPolicy, error) {
	m := &awsclient.MixedPolicy{Launch: launch, OnDemandBase: v.Int("base"), OnDemandPercent: v.Int("percent"), SpotStrategy: v["strategy"]}
	if err := (fleet.Distribution{Base: m.OnDemandBase, Percent: m.OnDemandPercent}).Validate(); err != nil {
		return nil, errors.New(refusalWords(err))
	}
	weights, err := parseWeights(v["weights"], fleet.MaxGroupWeight)
	if err != nil {
		return nil, err
	}
	for _, kind := range v.List("types") {
		m.Overrides = append(m.Overrides, awsclient.MixedType{Type: kind, Weight: int(weights[kind])})
		if len(weights) > 0 && weights[kind] == 0 {
			return nil, fmt.Errorf("%s has no weight: AWS wants weights for all types or for none", kind)
		}
	}
	return m, nil
}

func groupSettings(s *stock, v ui.Values) (awsclient.GroupSettings, error) {
	g := awsclient.GroupSettings{
		Name: strings.TrimSpace(v["name"]), Limits: &awsclient.Limits{Min: v.Int("minimum"), Desired: v.Int("desired"), Max: v.Int("maximum")},
		Subnets: v.List("subnets"), TargetGroups: v.List("targets"), HealthCheckType: v["health"], Grace: secondsOf(v, "grace"), Tags: tagsOf(v),
	}
	if wrong := limitsWrong("", v); wrong != "" {
		return g, errors.New(wrong)
	}
	seen := map[string]string{}
	for _, id := range g.Subnets {
		n := s.subnet(id)
		if other, ok := seen["network"]; ok && other != n.VPC {
			return g, errors.New("the subnets are of different networks")
		}
		seen["network"] = n.VPC
	}
	ref := awsclient.LaunchRef{TemplateID: v["template"], TemplateName: s.template(v["template"]).Name, Version: strings.TrimSpace(v["version"])}
	switch v["source"] {
	case fromConfiguration:
		g.Launch = &awsclient.LaunchRef{Configuration: v["configuration"]}
	case fromMixed:
		m, err := mixedOf(ref, v)
		g.Mixed = m
		return g, err
	default:
		g.Launch = &ref
	}
	return g, nil
}

func createGroupPlan(s *stock, g awsclient.GroupSettings) Change {
	preview := []ui.Line{Becomes("group", "", g.Name), ui.Say(fmt.Sprintf("minimum %d, desired %d, maximum %d", g.Limits.Min, g.Limits.Desired, g.Limits.Max))}
	if g.Launch != nil {
		preview = append(preview, ui.Say("launches from "+launchName(*g.Launch)))
	}
	if g.Mixed != nil {
		preview = append(preview, mixedPreview(*g.Mixed, g.Limits.Desired)...)
	}
	if n := g.Limits.Desired; n > 0 {
		var zones []placement.ZoneCount
		for _, id := range g.Subnets {
			zone := s.subnet(id).Zone
			if !slices.ContainsFunc(zones, func(z placement.ZoneCount) bool { return z.Zone == zone }) {
				zones = append(zones, placement.ZoneCount{Zone: zone})
			}
		}
		preview = append(preview, ui.Say("launches "+zonesWords(placement.LaunchZones(zones, n))))
	}
	return Change{
		Preview: preview, CLI: groupArgs("create-auto-scaling-group", g).String(), Done: g.Name + " is created", Pokes: groupPokes(),
		Run: func(ctx context.Context, c awsclient.Client) error { return c.CreateGroup(ctx, g) },
	}
}

func mixedPreview(m awsclient.MixedPolicy, desired int) []ui.Line {
	onDemand, onSpot := (fleet.Distribution{Base: m.OnDemandBase, Percent: m.OnDemandPercent}).Split(desired)
	var kinds []string
	for _, o := range m.Overrides {
		kinds = append(kinds, o.Type)
	}
	return []ui.Line{ui.Say("launches from " + launchName(m.Launch)), ui.Say("types " + strings.Join(kinds, ", ")), ui.Say(fmt.Sprintf("of %d units %d On-Demand, %d Spot", desired, onDemand, onSpot))}
}

// groupArgs are a group's settings as options, the same for a new group and
// for a change.
func groupArgs(operation string, g awsclient.GroupSettings) args {
	a := aws("autoscaling", operation).opt("--auto-scaling-group-name", g.Name)
	if g.Launch != nil {
		a = a.opt("--launch-configuration-name", g.Launch.Configuration).opt("--launch-template", templateWords(*g.Launch))
	}
	if g.Mixed != nil {
		a = a.opt("--mixed-instances-policy", mixedObject(*g.Mixed).text())
	}
	if l := g.Limits; l != nil {
		a = a.num("--min-size", &l.Min).num("--max-size", &l.Max).num("--desired-capacity", &l.Desired)
	}
	var tags []string
	for _, t := range g.Tags {
		tags = append(tags, groupTagObject("", t, true).text())
	}
	return a.opt("--vpc-zone-identifier", strings.Join(g.Subnets, ",")).opt("--target-group-arns", g.TargetGroups...).
		opt("--health-check-type", g.HealthCheckType).secs("--health-check-grace-period", g.Grace).secs("--default-cooldown", g.DefaultCooldown).
		secs("--default-instance-warmup", g.DefaultWarmup).secs("--max-instance-lifetime", g.MaxInstanceLifetime).
		opt("--termination-policies", g.TerminationPolicies...).turn(g.CapacityRebalance, "--capacity-rebalance", "--no-capacity-rebalance").
		turn(g.NewProtected, "--new-instances-protected-from-scale-in", "--no-new-instances-protected-from-scale-in").opt("--tags", tags...)
}

// templateWords is a template in the command line's short form, "" for none.
func templateWords(ref awsclient.LaunchRef) string {
	switch {
	case ref.TemplateID != "":
		return "LaunchTemplateId=" + ref.TemplateID + ",Version=" + ref.Version
	case ref.TemplateName != "":
		return "LaunchTemplateName=" + ref.TemplateName + ",Version=" + ref.Version
	}
	return ""
}

func templateObject(ref awsclient.LaunchRef) object {
	if ref.TemplateID != "" {
		return object{{"LaunchTemplateId", ref.TemplateID}, {"Version", ref.Version}}
	}
	return object{{"LaunchTemplateName", ref.TemplateName}, {"Version", ref.Version}}
}

func mixedObject(m awsclient.MixedPolicy) object {
	var overrides []object
	for _, o := range m.Overrides {
		weight := ""
		if o.Weight > 0 {
			weight = strconv.Itoa(o.Weight)
		}
		overrides = append(overrides, object{{"InstanceType", o.Type}, {"WeightedCapacity", weight}})
	}
	return object{
		{"LaunchTemplate", object{{"LaunchTemplateSpecification", templateObject(m.Launch)}, {"Overrides", overrides}}},
		{"InstancesDistribution", object{{"OnDemandAllocationStrategy", m.OnDemandStrategy}, {"OnDemandBaseCapacity", m.OnDemandBase},
			{"OnDemandPercentageAboveBaseCapacity", m.OnDemandPercent}, {"SpotAllocationStrategy", m.SpotStrategy}, {"SpotMaxPrice", m.SpotMaxPrice}}},
	}
}

func groupTagObject(group string, t awsclient.Tag, propagate bool) object {
	kind := ""
	if group != "" {
		kind = "auto-scaling-group"
	}
	return object{{"ResourceId", group}, {"ResourceType", kind}, {"Key", t.Key}, {"Value", &t.Value}, {"PropagateAtLaunch", &propagate}}
}

// settingsAction changes a group's settings beside its limits.
func settingsAction(r *groupRow) Action {
	a := Action{Name: "change settings", Label: "Change settings of " + r.Name, Refs: groupRefs([]*groupRow{r}), Busy: "changing settings", Help: "what runs stays as it is; new instances follow"}
	a.Prepare = preparing(r.snap.Instances.Rows, func(s *stock) Action {
		a := a
		launch := []ui.Field{choiceField("configuration", "configuration", r.Launch.Configuration, s.configurations, nil, "")}
		switch {
		case r.Mixed != nil:
			launch = append(templateFields(s, r.Mixed.Launch), mixedFields(s, *r.Mixed)...)
		case r.Launch.Configuration == "":
			launch = templateFields(s, r.Launch)
		}
		seconds := func(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
		lifetime := numberField("lifetime", "longest life", seconds(r.MaxInstanceLifetime), 0, 31536000, "seconds, 86400 at least; 0 for no end")
		lifetime.Validate = lifetimeWrong
		warmup := ""
		if r.DefaultWarmup > 0 {
			warmup = seconds(r.DefaultWarmup)
		}
		a.Fields = slices.Concat(onPage("launches from", launch...),
			onPage("health and pace", slices.Concat(healthFields(r.HealthCheckType, int(r.Grace/time.Second)), []ui.Field{
				numberField("cooldown", "cooldown", seconds(r.DefaultCooldown), 0, 86400, "seconds between activities of simple policies"),
				numberField("warmup", "warm-up", warmup, 0, 21600, "seconds until a new instance counts in metrics"), lifetime,
			})...),
			onPage("scale-in", multiField("termination", "who goes first", r.TerminationPolicies, placement.Policies(), nil, "space picks; tried in this order"),
				toggleField("protected", "protect new ones", r.NewProtected, "from scale-in"),
				toggleField("rebalance", "rebalance Spot", r.CapacityRebalance, "replace Spot Instances as soon as they are at risk")))
		a.Plan = func(v ui.Values) (Change, error) { return settingsPlan(r, s, v) }
		return a
	})
	return a
}

func lifetimeWrong(value string, _ ui.Values) string {
	if n, _ := strconv.Atoi(strings.TrimSpace(value)); n != 0 && n < 86400 {
		return "0, or from 86400 (a day) on"
	}
	return ""
}

func templateFields(s *stock, ref awsclient.LaunchRef) []ui.Field {
	return []ui.Field{choiceField("template", "template", ref.TemplateID, s.templateIDs(), s.templateWords, ""),
		needed(textField("version", "version", ref.Version, "$Default, $Latest or a number", versionWrong))}
}

func settingsPlan(r *groupRow, s *stock, v ui.Values) (Change, error) {
	g := awsclient.GroupSettings{Name: r.Name}
	var preview []ui.Line
	ref := awsclient.LaunchRef{TemplateID: v["template"], TemplateName: s.template(v["template"]).Name, Version: strings.TrimSpace(v["version"])}
	switch {
	case r.Mixed != nil:
		m, err := mixedOf(ref, v)
		if err != nil {
			return Change{}, err
		}
		m.OnDemandStrategy, m.SpotMaxPrice, m.SpotPools = r.Mixed.OnDemandStrategy, r.Mixed.SpotMaxPrice, r.Mixed.SpotPools
		if mixedObject(*m).text() != mixedObject(*r.Mixed).text() {
			g.Mixed, preview = m, append(preview, mixedPreview(*m, r.Limits.Desired)...)
		}
	case r.Launch.Configuration == "":
		if ref != r.Launch {
			g.Launch, preview = &ref, append(preview, Becomes("launches from", launchName(r.Launch), launchName(ref)))
		}
	case v["configuration"] != r.Launch.Configuration:
		g.Launch = &awsclient.LaunchRef{Configuration: v["configuration"]}
		preview = append(preview, Becomes("launches from", r.Launch.Configuration, v["configuration"]))
	}
	if v["health"] != r.HealthCheckType {
		g.HealthCheckType, preview = v["health"], append(preview, Becomes("health checks", r.HealthCheckType, v["health"]))
	}
	for _, d := range []struct {
		name, label string
		was         time.Duration
		to          **time.Duration
	}{{"grace", "grace", r.Grace, &g.Grace}, {"cooldown", "cooldown", r.DefaultCooldown, &g.DefaultCooldown}, {"warmup", "warm-up", r.DefaultWarmup, &g.DefaultWarmup}, {"lifetime", "longest life", r.MaxInstanceLifetime, &g.MaxInstanceLifetime}} {
		if to := secondsOf(v, d.name); to != nil && *to != d.was {
			*d.to, preview = to, append(preview, Becomes(d.label, ui.Exact(d.was), ui.Exact(*to)))
		}
	}
	if to := v.List("termination"); len(to) > 0 && !sameNames(to, r.TerminationPolicies) {
		g.TerminationPolicies, preview = to, append(preview, Becomes("who goes first", strings.Join(r.TerminationPolicies, ", "), strings.Join(to, ", ")))
	}
	for _, b := range []struct {
		name, label string
		was         bool
		to          **bool
	}{{"protected", "protect new ones", r.NewProtected, &g.NewProtected}, {"rebalance", "rebalance Spot", r.CapacityRebalance, &g.CapacityRebalance}} {
		if to := v.Bool(b.name); to != b.was {
			*b.to, preview = &to, append(preview, Becomes(b.label, yesNo(b.was), yesNo(to)))
		}
	}
	if len(preview) == 0 {
		return Change{}, errors.New("nothing changes")
	}
	return Change{
		Preview: preview, CLI: groupArgs("update-auto-scaling-group", g).String(), Done: r.Name + ": settings are changed", Pokes: append(groupPokes(), watch.Launch),
		Run: func(ctx context.Context, c awsclient.Client) error { return c.UpdateGroup(ctx, g) },
	}, nil
}

// sameNames tells whether two lists hold the same names, whatever their order:
// a form of picks does not keep it.
func sameNames(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// deleteGroupAction deletes a group; by force with its instances.
func deleteGroupAction(r *groupRow) Action {
	return Action{
		Name: "delete group", Label: "Delete " + r.Name, Help: "This cannot be undone.", Type: r.Name, Refs: groupRefs([]*groupRow{r}), Busy: "deleting",
		Fields: []ui.Field{toggleField("force", "with its instances", false, "by force: terminates them, without waiting for hooks and draining")},
		Plan: func(v ui.Values) (Change, error) {
			force, n := v.Bool("force"), len(r.Instances)
			if n > 0 && !force {
				return Change{}, fmt.Errorf("ResourceInUse: You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group. (%s: set minimum and desired to 0, or delete with its instances)", ui.Count(n, "instance"))
			}
			preview := []ui.Line{ui.Say("the group " + r.Name + " is gone, with its policies, schedules and hooks")}
			if n > 0 {
				preview = append(preview, ui.Say("terminates "+ui.Count(n, "instance")))
			}
			return Change{
				Preview: preview, CLI: aws("autoscaling", "delete-auto-scaling-group").opt("--auto-scaling-group-name", r.Name).when(force, "--force-delete").String(),
				Run:  func(ctx context.Context, c awsclient.Client) error { return c.DeleteGroup(ctx, r.Name, force) },
				Done: r.Name + " is being deleted", Pokes: groupPokes(),
			}, nil
		},
	}
}

// tagGroupsAction sets tags of groups.
func tagGroupsAction(rows []*groupRow) Action {
	var had []awsclient.Tag
	if len(rows) == 1 {
		had = ownTags(rows[0].Tags)
	}
	return Action{
		Name: "tags", Label: "Change tags of " + groupNames(rows), Refs: groupRefs(rows), Busy: "tagging", Help: "instances that run keep theirs",
		Fields: []ui.Field{tagField(had, "key=value, commas between them; what is left out of one group's is taken away"), toggleField("propagate", "on new instances", true, "")},
		Plan: func(v ui.Values) (Change, error) {
			set, gone := tagsChanged(had, tagsOf(v))
			if len(set)+len(gone) == 0 {
				return Change{}, errors.New("nothing changes")
			}
			propagate := v.Bool("propagate")
			return Change{
				Preview: tagPreview(had, set, gone), CLIs: groupTagCommands(rows, set, gone, propagate), Done: groupNames(rows) + ": tags are changed", Pokes: []watch.Kind{watch.Groups},
				Run: func(ctx context.Context, c awsclient.Client) error {
					for _, r := range rows {
						if len(set) > 0 {
							if err := c.TagGroup(ctx, r.Name, set, propagate); err != nil {
								return err
							}
						}
						if len(gone) > 0 {
							if err := c.UntagGroup(ctx, r.Name, gone); err != nil {
								return err
							}
						}
					}
					return nil
				},
			}, nil
		},
	}
}

func groupTagCommands(rows []*groupRow, set []awsclient.Tag, gone []string, propagate bool) []string {
	var clis []string
	for _, r := range rows {
		var tags, keys []string
		for _, t := range set {
			tags = append(tags, groupTagObject(r.Name, t, propagate).text())
		}
		for _, key := range gone {
			keys = append(keys, object{{"ResourceId", r.Name}, {"ResourceType", "auto-scaling-group"}, {"Key", key}}.text())
		}
		if len(tags) > 0 {
			clis = append(clis, aws("autoscaling", "create-or-update-tags").opt("--tags", tags...).String())
		}
		if len(keys) > 0 {
			clis = append(clis, aws("autoscaling", "delete-tags").opt("--tags", keys...).String())
		}
	}
	return clis
}
