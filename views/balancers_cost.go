package views

import (
	"math"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/capacityunit"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// costTab is what a balancer costs: hours, and capacity units out of its own
// metrics.
func costTab(k *Kind[*balancerRow]) Tab[*balancerRow] {
	return Tab[*balancerRow]{Name: "Cost", Open: func(c *Console, id string) Pane {
		return costPage{DocPage(c, k, id, balancerCost), k, c, id}
	}}
}

// costPage is the document, with the metrics that it counts by.
type costPage struct {
	Pane
	kind *Kind[*balancerRow]
	c    *Console
	id   string
}

func (p costPage) Wants() []watch.Want {
	if r, ok := p.kind.row(p.c.snap, p.id); ok {
		return costWants(r)
	}
	return nil
}

func (p costPage) Click(x, y int) { p.Pane.(interface{ Click(x, y int) }).Click(x, y) }

// costBack is the time that is counted: one hour, as AWS charges.
const costBack = time.Hour

// costMetrics are the metrics of new and of open connections, by type.
func costMetrics(balancer string) (fresh, active string) {
	switch balancer {
	case "application":
		return "NewConnectionCount", "ActiveConnectionCount"
	case "network":
		return "NewFlowCount", "ActiveFlowCount"
	}
	return "", ""
}

// processedMetric counts the bytes that are charged.
func processedMetric(balancer string) string {
	if balancer == classicType {
		return "EstimatedProcessedBytes"
	}
	return "ProcessedBytes"
}

// activeStatistic is by which statistic of a minute open connections are told:
// Application balancers tell parts that add up, Network balancers a mean.
func activeStatistic(balancer string) string {
	if balancer == "network" {
		return "Average"
	}
	return "Sum"
}

func costWants(r *balancerRow) []watch.Want {
	b := r.LoadBalancer
	wants := []watch.Want{BalancerGraph(b, processedMetric(b.Type), "Sum", costBack)}
	if fresh, active := costMetrics(b.Type); fresh != "" {
		wants = append(wants, BalancerGraph(b, fresh, "Sum", costBack), BalancerGraph(b, active, activeStatistic(b.Type), costBack))
	}
	return append(wants, BalancerGraph(b, "ConsumedLCUs", "Sum", costBack), BalancerGraph(b, requestMetric(b), "Sum", costBack))
}

// perMinute are the points of a metric of the balancer over the counted hour.
func (r *balancerRow) perMinute(metric, statistic string) []awsclient.Point {
	return seriesPoints(r.snap, BalancerGraph(r.LoadBalancer, metric, statistic, costBack))
}

// sum adds the points up; mean is by the minutes that have one. NaN when there
// is none.
func sum(points []awsclient.Point) float64 {
	if len(points) == 0 {
		return math.NaN()
	}
	total := 0.0
	for _, p := range points {
		total += p.Value
	}
	return total
}

func mean(points []awsclient.Point) float64 { return sum(points) / float64(max(1, len(points))) }

// measured is for how many minutes there are metrics: the hour, or what there
// is of it in a young balancer. A count may be absent in a minute without any,
// so that it is the longest series that tells.
func (r *balancerRow) measured() float64 {
	most := 0
	for _, want := range costWants(r) {
		most = max(most, len(seriesPoints(r.snap, want)))
	}
	return float64(most)
}

// use is what the balancer did, as far as metrics tell.
func (r *balancerRow) use() capacityunit.Use {
	fresh, active := costMetrics(r.Type)
	minutes := r.measured()
	u := capacityunit.Use{
		NewPerSecond:   sum(r.perMinute(fresh, "Sum")) / (60 * minutes),
		Active:         mean(r.perMinute(active, activeStatistic(r.Type))),
		BytesPerHour:   sum(r.perMinute(processedMetric(r.Type), "Sum")) / minutes * 60,
		RulesPerSecond: math.NaN(),
	}
	if r.Type == "application" && r.rulesKnown() {
		u.RulesPerSecond = capacityunit.Charged(sum(r.perMinute("RequestCount", "Sum"))/(60*minutes), r.mostRules())
	}
	return u
}

// mostRules is the number of rules of the longest listener, the default rule
// not counted.
func (r *balancerRow) mostRules() int {
	most := 0
	for _, l := range r.listeners() {
		n := 0
		for _, rule := range r.snap.Rules[l.ARN].Rows {
			if !rule.Default {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// flowProtocol is the one protocol of a Network balancer's listeners, "" when
// there are several: AWS counts them apart then, and the metrics that this
// page reads do not.
func (r *balancerRow) flowProtocol() string {
	protocol := ""
	for _, l := range r.listeners() {
		if protocol != "" && l.Protocol != protocol {
			return ""
		}
		protocol = l.Protocol
	}
	return protocol
}

func (r *balancerRow) dimensions() []capacityunit.Dimension {
	if r.Type == "application" {
		return capacityunit.ApplicationDimensions(r.use())
	}
	u, protocol := r.use(), r.flowProtocol()
	if protocol == "" {
		u.NewPerSecond, u.Active = math.NaN(), math.NaN()
	}
	return capacityunit.NetworkDimensions(u, protocol)
}

// balancerCost is the page.
func balancerCost(_ *Console, r *balancerRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Cost of " + r.Name)
	prices, known := capacityunit.PricesOf(r.Type, r.snap.Region)
	if !known {
		d.Row("prices", ui.In(themes.Warn, "not known: this console has no list price of "+r.Type+" balancers in "+r.snap.Region))
	} else {
		d.Row("prices", ui.Say("list prices of "+r.snap.Region+", dollars, without discounts and free tier"))
		d.Row("each hour", ui.Say(ui.Money(prices.Hour)+"  whatever it does"))
		d.Row("each "+unitName(r.Type), ui.Say(ui.Money(prices.Unit)+"  "+unitWords(r.Type)))
	}
	d.Row("counted", ui.Say(countedWords(r)))
	var units float64
	var complete bool
	if r.Type == classicType {
		units, complete = classicUse(d, r)
	} else {
		units, complete = unitUse(d, r)
	}
	if known {
		costRows(d, r, prices, units, complete)
	}
	return d
}

func unitName(balancer string) string {
	switch balancer {
	case classicType:
		return "GB"
	case "network":
		return "NLCU-hour"
	}
	return "LCU-hour"
}

func unitWords(balancer string) string {
	if balancer == classicType {
		return "that goes through it"
	}
	return "capacity unit: an hour counts by its largest dimension"
}

func countedWords(r *balancerRow) string {
	minutes := int(r.measured())
	if minutes == 0 {
		return "no metrics of the last hour: what it does is not known"
	}
	return "the last hour, " + ui.Count(minutes, "minute") + " of it measured"
}

// classicUse is the gigabytes of a Classic balancer.
func classicUse(d *ui.Document, r *balancerRow) (gigabytes float64, known bool) {
	d.Heading("What it does")
	bytes := r.use().BytesPerHour
	if math.IsNaN(bytes) {
		d.Row("bytes an hour", ui.In(themes.Dim, "not known: CloudWatch has no EstimatedProcessedBytes of it"))
		return 0, false
	}
	d.Pair("bytes an hour", ui.Bytes(bytes))
	return bytes / capacityunit.GB, true
}

// unitUse is the table of dimensions, and the units that follow.
func unitUse(d *ui.Document, r *balancerRow) (units float64, complete bool) {
	dims := r.dimensions()
	units, largest, complete := capacityunit.Units(dims)
	d.Heading("Capacity units, by dimension")
	var rows [][]ui.Line
	for i, x := range dims {
		note := ui.Line{}
		switch {
		case math.IsNaN(x.Used):
			note = ui.In(themes.Dim, unknownWords(r, i))
		case i == largest && units > 0:
			note = ui.In(themes.Accent, r.glyphs.Cursor+" counts")
		}
		rows = append(rows, []ui.Line{ui.Say(x.Name), ui.Say(usedWords(x, i)), ui.In(themes.Dim, holdsWords(x, i)), ui.Say(unitsNumber(x.Units())), note})
	}
	d.Table([]string{"dimension", "used", "a unit holds", "units", ""}, rows)
	if told := mean(r.perMinute("ConsumedLCUs", "Sum")); !math.IsNaN(told) {
		d.Row("AWS counts", ui.Say(unitsNumber(told*60)+"  units an hour, by its metric ConsumedLCUs"))
	}
	if r.Type == "application" && r.rulesKnown() && r.mostRules() > capacityunit.FreeRules {
		d.Paragraph("Rule evaluations are an upper bound: as if each request went by all " + ui.Number(float64(r.mostRules())) + " rules of the longest listener. The first " + ui.Number(capacityunit.FreeRules) + " are free.")
	}
	return units, complete
}

// The order of the dimensions, as package capacityunit has them.
const (
	byNew = iota
	byActive
	byBytes
	byRules
)

func usedWords(x capacityunit.Dimension, i int) string {
	switch {
	case math.IsNaN(x.Used):
		return "not known"
	case i == byBytes:
		return ui.Bytes(x.Used) + " an hour"
	case i == byActive:
		return ui.Number(math.Round(x.Used))
	}
	return ui.Number(math.Round(x.Used*10)/10) + " a second"
}

func holdsWords(x capacityunit.Dimension, i int) string {
	switch i {
	case byBytes:
		return "1 GB an hour"
	case byActive:
		return ui.Number(x.Unit)
	}
	return ui.Number(x.Unit) + " a second"
}

func unitsNumber(v float64) string {
	switch {
	case math.IsNaN(v):
		return ui.NoValue
	case v > 0 && v < 0.01:
		return "under 0.01"
	}
	return ui.Number(math.Round(v*100) / 100)
}

// unknownWords is why a dimension is not known.
func unknownWords(r *balancerRow, i int) string {
	fresh, active := costMetrics(r.Type)
	switch {
	case r.Type == "network" && i != byBytes && r.flowProtocol() == "":
		return "its listeners have several protocols, which AWS counts apart"
	case i == byRules && !r.rulesKnown():
		return "its rules are not known yet"
	case i == byRules:
		return "no RequestCount"
	}
	metric, statistic := []string{fresh, active, processedMetric(r.Type)}[i], "Sum"
	if i == byActive {
		statistic = activeStatistic(r.Type)
	}
	if trouble := seriesTrouble(r.snap, BalancerGraph(r.LoadBalancer, metric, statistic, costBack)); trouble != nil {
		return metric + ": " + strings.TrimSpace(trouble.Text())
	}
	return "CloudWatch has no " + metric
}

// costRows are the sums: an hour, and a month of such hours.
func costRows(d *ui.Document, r *balancerRow, p capacityunit.Prices, units float64, complete bool) {
	d.Heading("What it comes to")
	row := func(name string, hourly float64, note string) {
		value := ui.Line{{Text: ui.PadLeft(ui.Money(hourly), 9) + " an hour"}, {Text: ui.PadLeft(ui.Money(hourly*capacityunit.HoursPerMonth), 12) + " a month"}}
		d.Row(name, append(value, ui.Span{Text: spaced(note), Role: themes.Dim}))
	}
	atLeast := ""
	if !complete {
		atLeast = "at least: not everything is known"
	}
	row("it exists", p.Hour, "")
	row("it works", p.Unit*units, atLeast)
	row("together", p.PerHour(units), atLeast)
	d.Paragraph("A month is " + ui.Number(capacityunit.HoursPerMonth) + " hours like the last one. Data transfer, public addresses and the targets themselves are charged besides.")
}
