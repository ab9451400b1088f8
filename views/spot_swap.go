package views

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// twin is an Auto Scaling group that could take over from a Spot Fleet.
type twin struct {
	group *awsclient.Group
	why   string
}

// twinTags are the tags by which people say that two things do the same work.
func twinTags() []string {
	return []string{"Role", "role", "Service", "service", "App", "app", "Application", "Name"}
}

// twins are the groups that do the same work: they serve the same target
// groups, or their instances carry the same name or role. AWS ties nothing
// here, so this is a guess, told as one.
func (r *fleetRow) twins() []twin {
	var all []twin
	for i := range r.snap.Groups.Rows {
		g := &r.snap.Groups.Rows[i]
		if why := r.twinWhy(g); why != "" {
			all = append(all, twin{g, why})
		}
	}
	return all
}

func (r *fleetRow) twinWhy(g *awsclient.Group) string {
	for _, arn := range g.TargetGroups {
		if slices.Contains(r.TargetGroups, arn) {
			return "it serves the same target group, " + r.ties.TargetGroupName(arn)
		}
	}
	for _, key := range twinTags() {
		value := tagValue(g.Tags, key)
		for _, p := range r.Pools {
			if value != "" && tagValue(p.Tags, key) == value {
				return "its instances have the same tag " + key + ", " + value
			}
		}
	}
	return ""
}

// groupType is the type that a group launches, "" when it is not known.
func (r *fleetRow) groupType(g *awsclient.Group) string {
	if feed := r.snap.Launch[watch.LaunchKey(g.Launch)]; len(feed.Rows) > 0 && feed.Rows[0].Type != "" {
		return feed.Rows[0].Type
	}
	if len(g.Instances) > 0 {
		return g.Instances[0].Type
	}
	return ""
}

// takeover is what a group needs to carry units of a fleet.
type takeover struct {
	more    int // instances to launch
	desired int // then
	max     int // that the group must allow
	cost    float64
	listed  bool
}

// takeover counts instances of the group's type in the fleet's own units; a
// type that the fleet does not weigh counts one.
func (r *fleetRow) takeover(g *awsclient.Group, carried float64) takeover {
	kind := r.groupType(g)
	t := takeover{more: int(math.Ceil(carried/r.weight(kind) - 1e-9))}
	t.desired = g.Limits.Desired + t.more
	t.max = max(g.Limits.Max, t.desired)
	price, ok := onDemand(r.snap.Region, spot.Pool{Type: kind, Product: linux})
	t.cost, t.listed = float64(t.more)*price, ok
	return t
}

// command gives the group its new capacity, and room for it.
func (t takeover) command(g *awsclient.Group) string {
	words := []string{"aws", "autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", g.Name}
	if t.max > g.Limits.Max {
		words = append(words, "--max-size", strconv.Itoa(t.max))
	}
	return Command(append(words, "--desired-capacity", strconv.Itoa(t.desired))...)
}

// hotSwap says what On-Demand needs to take over from the fleet. It changes
// nothing.
func hotSwap(c *Console, r *fleetRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("The fleet carries")
	d.Row("units", append(fleetUnits(r), ui.Span{Text: " on " + ui.Count(len(r.members()), "instance"), Role: themes.Dim}))
	cost := r.cost()
	if cost.Priced {
		d.Row("costs", ui.Say(hourPrice(cost.Now)+" an hour"))
	}
	going := 0.0
	for _, in := range r.told() {
		going += r.weight(in.Type)
	}
	if going > 0 {
		d.Row("about to go", ui.In(themes.Bad, r.glyphs.Trouble+" "+ui.Count(len(r.told()), "instance")+", "+units(going)+" of "+units(r.Fulfilled)+" units"))
	}
	all := r.twins()
	if len(all) == 0 {
		d.Heading("No group to take over")
		d.Paragraph("No Auto Scaling group serves a target group of this fleet, or shares a tag with its instances (" + strings.Join(twinTags(), ", ") + "). Give the group that is to take over the same tag, and it is found here.")
		return d
	}
	for _, t := range all {
		swapSection(c, d, r, t, going)
	}
	d.Heading("Afterwards")
	d.Paragraph("When the group serves, the fleet can be shrunk; it launches nothing more. To go back, raise it again first, and lower the group when it is fulfilled.")
	d.Code(c.inRegion(Command("aws", "ec2", "modify-spot-fleet-request", "--spot-fleet-request-id", r.SpotFleet.ID, "--target-capacity", "0")))
	d.Code(c.inRegion(Command("aws", "ec2", "modify-spot-fleet-request", "--spot-fleet-request-id", r.SpotFleet.ID, "--target-capacity", strconv.Itoa(r.Target))))
	return d
}

func swapSection(c *Console, d *ui.Document, r *fleetRow, t twin, going float64) {
	g := t.group
	d.Heading("Group " + g.Name)
	c.LinkTo(d, "group", ui.Say(g.Name), Ref{KindGroup, g.Name})
	d.Pair("chosen because", t.why)
	d.Pair("launches", cmp.Or(joinWords(r.groupType(g), launchName(g.Launch)), "not known yet"))
	d.Row("now", ui.Say("min "+strconv.Itoa(g.Limits.Min)+", desired "+strconv.Itoa(g.Limits.Desired)+", max "+strconv.Itoa(g.Limits.Max)))
	if slices.ContainsFunc(g.Suspended, func(p awsclient.SuspendedProcess) bool { return p.Name == "Launch" }) {
		d.Row("", ui.In(themes.Bad, r.glyphs.Trouble+" Launch is suspended: it would launch nothing"))
	}
	parts := []struct {
		name  string
		units float64
	}{{"to carry all", r.Fulfilled}}
	if going > 0 && going < r.Fulfilled {
		parts = append(parts, struct {
			name  string
			units float64
		}{"to carry what goes", going})
	}
	for _, part := range parts {
		swapPart(c, d, r, g, part.name, r.takeover(g, part.units))
	}
}

func swapPart(c *Console, d *ui.Document, r *fleetRow, g *awsclient.Group, name string, t takeover) {
	d.Row(name, ui.Say("launch "+strconv.Itoa(t.more)+": desired "+strconv.Itoa(g.Limits.Desired)+" to "+strconv.Itoa(t.desired)))
	if t.max > g.Limits.Max {
		d.Row("", ui.In(themes.Warn, "its maximum, "+strconv.Itoa(g.Limits.Max)+", must be raised to "+strconv.Itoa(t.max)))
	}
	if t.listed {
		d.Row("", ui.In(themes.Dim, hourPrice(t.cost)+" an hour On-Demand"))
	}
	d.Code(c.inRegion(t.command(g)))
}
