package views

import (
	"cmp"
	"strconv"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/themes"
	"fleetglass/ui"
)

// mixedSection is how a group mixes types and markets, against what runs now.
func mixedSection(d *ui.Document, r *groupRow) {
	m := r.Mixed
	d.Heading("Mixed instances policy")
	d.Pair("launches from", launchName(m.Launch))
	d.Pair("On-Demand", onDemandWords(m))
	d.Pair("Spot", spotWords(m))
	mixedTypes(d, r)
	distribution(d, r)
}

// onDemandWords is the part that is bought On-Demand.
func onDemandWords(m *awsclient.MixedPolicy) string {
	words := strconv.Itoa(m.OnDemandPercent) + " % of everything"
	if m.OnDemandBase > 0 {
		words = "the first " + ui.Count(m.OnDemandBase, "unit") + ", and " + strconv.Itoa(m.OnDemandPercent) + " % of the rest"
	}
	return joinWords(words, m.OnDemandStrategy)
}

func spotWords(m *awsclient.MixedPolicy) string {
	pools := ""
	if m.SpotPools > 0 {
		pools = "the " + ui.Count(m.SpotPools, "cheapest pool")
	}
	price := "at most the On-Demand price"
	if m.SpotMaxPrice != "" {
		price = "at most $" + m.SpotMaxPrice + " an hour for a unit"
	}
	return joinWords(m.SpotStrategy, pools, price)
}

// tally counts instances and the units that they stand for.
type tally struct{ instances, units int }

func (t *tally) add(m awsclient.GroupInstance) {
	t.instances++
	t.units += max(1, m.Weight)
}

// byTypeAndMarket counts the instances that are coming or here.
func (r *groupRow) byTypeAndMarket() map[string]map[string]*tally {
	count := map[string]map[string]*tally{}
	for _, m := range r.Instances {
		if sort := m.Lifecycle; sort != "InService" && !isPending(sort) {
			continue
		}
		if count[m.Type] == nil {
			count[m.Type] = map[string]*tally{}
		}
		market := r.marketOf(m)
		if count[m.Type][market] == nil {
			count[m.Type][market] = &tally{}
		}
		count[m.Type][market].add(m)
	}
	return count
}

func isPending(lifecycle string) bool { return len(lifecycle) >= 7 && lifecycle[:7] == "Pending" }

// marketOf is where a member was bought, "" when EC2 does not list it (yet).
func (r *groupRow) marketOf(m awsclient.GroupInstance) string {
	if i := r.ties.Instance(m.ID); i != nil {
		return cmp.Or(i.Market, "on-demand")
	}
	return ""
}

// mixedTypes is the overrides in their order, each with what runs of it, and
// then what runs without being named any more.
func mixedTypes(d *ui.Document, r *groupRow) {
	count := r.byTypeAndMarket()
	named := map[string]bool{}
	var rows [][]ui.Line
	row := func(place, kind, weight, template string) {
		rows = append(rows, []ui.Line{ui.In(themes.Dim, place), ui.Say(kind), ui.Say(weight), ui.Say(tallyWords(count[kind], "on-demand")), ui.Say(tallyWords(count[kind], "spot")), ui.In(themes.Dim, template)})
		named[kind] = true
	}
	for i, t := range r.Mixed.Overrides {
		row(strconv.Itoa(i+1), cmp.Or(t.Type, "by attributes"), weightWords(t.Weight), launchName(t.Launch))
	}
	for _, kind := range sortedKeys(count) {
		if !named[kind] {
			row("", kind, "", unnamedWords(r))
		}
	}
	d.Table([]string{"", "type", "weight", "on-demand", "spot", ""}, rows)
}

// unnamedWords tells of a type that no override names: the template's own, or
// one that was named before.
func unnamedWords(r *groupRow) string {
	if len(r.Mixed.Overrides) == 0 {
		return "the template's type"
	}
	return "not among the overrides any more"
}

func weightWords(weight int) string {
	if weight == 0 {
		return "1"
	}
	return strconv.Itoa(weight)
}

func tallyWords(by map[string]*tally, market string) string {
	t := by[market]
	if t == nil {
		return "0"
	}
	if t.units == t.instances {
		return strconv.Itoa(t.instances)
	}
	return strconv.Itoa(t.instances) + ", " + ui.Count(t.units, "unit")
}

// distribution is how the desired capacity should be split, and how it is.
func distribution(d *ui.Document, r *groupRow) {
	onDemand, spot := fleet.Distribution{Base: r.Mixed.OnDemandBase, Percent: r.Mixed.OnDemandPercent}.Split(r.Limits.Desired)
	now := map[string]int{}
	for _, markets := range r.byTypeAndMarket() {
		for market, t := range markets {
			now[market] += t.units
		}
	}
	d.Heading("Distribution, in units")
	row := func(name string, want, have int) {
		line := ui.Line{{Text: "should be " + strconv.Itoa(want)}}
		line = append(line, ui.Span{Text: ", is " + strconv.Itoa(have), Role: map[bool]themes.Role{true: themes.Dim, false: themes.Warn}[want == have]})
		d.Row(name, line)
	}
	row("On-Demand", onDemand, now["on-demand"])
	row("Spot", spot, now["spot"])
	if n := now[""]; n > 0 {
		d.Row("not known", ui.In(themes.Dim, ui.Count(n, "unit")+": EC2 does not list these instances yet"))
	}
	if most := fleet.HardCap(r.Limits.Desired, weightedPools(r.Mixed)); most > r.Limits.Desired+1 {
		d.Paragraph("With weights the group may exceed what is desired, up to " + strconv.Itoa(most) + " units.")
	}
}

func weightedPools(m *awsclient.MixedPolicy) []fleet.Pool {
	pools := make([]fleet.Pool, len(m.Overrides))
	for i, t := range m.Overrides {
		pools[i] = fleet.Pool{Type: t.Type, Weight: float64(t.Weight)}
	}
	return pools
}
