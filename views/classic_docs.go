package views

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/classic"
	"fleetglass/themes"
	"fleetglass/ui"
)

// classicDetail is a whole Classic balancer on one page.
func classicDetail(c *Console, r *balancerRow) *ui.Document {
	d, b := &ui.Document{}, r.classic
	d.Heading("Classic load balancer")
	d.Pair("name", b.Name)
	d.Pair("scheme", b.Scheme)
	d.Pair("DNS name", b.DNSName)
	d.Pair("created", momentWithAge(b.Created, r.snap.Now))
	d.Heading("Listeners")
	for i := range b.Listeners {
		l := &b.Listeners[i]
		c.LinkTo(d, frontWords(l), ui.Line{{Text: r.glyphs.Arrow + " " + backWords(l)}, {Text: "  layer " + strconv.Itoa(layerOf(l.Protocol)), Role: themes.Dim}},
			Ref{KindClassicListener, placedClassic{l, b}.id()})
	}
	d.Heading("Instances")
	classicInstanceLines(c, d, r)
	d.Pair("health check", classicCheckWords(b.Check))
	for _, g := range r.snap.Groups.Rows {
		if slices.Contains(g.ClassicBalancers, b.Name) {
			c.LinkTo(d, "filled by", ui.Say(g.Name), Ref{KindGroup, g.Name})
		}
	}
	d.Heading("Network")
	d.Pair("VPC", b.VPC)
	d.Pair("zones", strings.Join(b.Zones, ", "))
	for _, subnet := range b.Subnets {
		d.Pair("subnet", joinWords(subnet, subnetCIDR(r.ties, subnet)))
	}
	for _, id := range b.SecurityGroups {
		securityGroupRows(d, r.ties, id)
	}
	d.Heading("Layer")
	d.Paragraph(layerWords(r))
	return d
}

// classicInstanceLines are a row for each registered instance, with what is
// wrong with it.
func classicInstanceLines(c *Console, d *ui.Document, r *balancerRow) {
	feed := r.snap.ClassicHealth[r.Name]
	switch {
	case len(feed.Rows) > 0:
	case feed.Err != nil:
		d.Row("error", ui.In(themes.Bad, errorWords(feed.Err)))
	case !feed.Loaded():
		d.Paragraph("loading...")
	default:
		d.Paragraph("none are registered")
	}
	for i := range feed.Rows {
		in := &classicInstanceRow{&feed.Rows[i], r.scene}
		value := FitLine(classicStateCell(in), 15, false)
		value = append(value, ui.Span{Text: " " + joinWords(in.instanceName(), in.zone()), Role: themes.Dim})
		c.LinkTo(d, in.ClassicHealth.ID, append(value, spacedIssue(classicInstanceIssue(in))...), Ref{KindClassicInstance, in.Balancer + "|" + in.ClassicHealth.ID})
	}
}

// classicCheckWords is a health check in few words: "HTTP:80/health every 30 s".
func classicCheckWords(check awsclient.ClassicCheck) string {
	if check.Target == "" {
		return ""
	}
	return check.Target + " every " + ui.Exact(check.Interval)
}

// classicCheckDocument is how the instances of a Classic balancer are checked,
// and how long it takes until one is given up or taken back.
func classicCheckDocument(_ *Console, r *balancerRow) *ui.Document {
	d, check := &ui.Document{}, r.classic.Check
	d.Heading("Health check of " + r.Name)
	if check.Target == "" {
		d.Paragraph("AWS did not tell the health check.")
		return d
	}
	d.Pair("target", check.Target)
	d.Pair("is passed by", pingWords(check.Target))
	d.Pair("every", ui.Exact(check.Interval))
	d.Pair("answer within", ui.Exact(check.Timeout))
	d.Pair("healthy after", passWords(check.Healthy, "pass", "passes"))
	d.Pair("unhealthy after", passWords(check.Unhealthy, "failure", "failures"))
	d.Heading("How long it takes")
	d.Pair("new instance", spanWords(check.Healthy, check.Interval)+" until it is in service")
	d.Pair("to out of service", spanWords(check.Unhealthy, check.Interval)+" after it begins to fail")
	d.Pair("back in service", spanWords(check.Healthy, check.Interval)+" after it begins to pass")
	if feed := r.snap.ClassicAttributes[r.Name]; len(feed.Rows) > 0 {
		d.Pair("draining", drainingWords(feed.Rows[0]))
	}
	classicHealthNow(d, r)
	return d
}

// pingWords is what an instance must do to pass a check.
func pingWords(target string) string {
	ping, err := classic.ParsePing(target)
	switch {
	case err != nil:
		return ""
	case ping.HTTP():
		return "status 200 to GET " + ping.Path + ", and nothing else: not 204, not a redirect"
	case ping.Protocol == "SSL":
		return "a TLS handshake on port " + strconv.Itoa(ping.Port)
	}
	return "a connection that is accepted on port " + strconv.Itoa(ping.Port)
}

func drainingWords(a awsclient.ClassicAttributes) string {
	if !a.Draining {
		return "off: connections are cut when an instance is deregistered"
	}
	return "up to " + ui.Exact(a.DrainTimeout) + " after it is deregistered"
}

// classicHealthNow counts the instances by AWS's words.
func classicHealthNow(d *ui.Document, r *balancerRow) {
	d.Heading("Now")
	count := map[string]int{}
	var order []awsclient.Target
	targets := r.targets()
	for _, t := range targets {
		key := t.State + t.Description
		if count[key] == 0 {
			order = append(order, t)
		}
		count[key]++
	}
	sort.SliceStable(order, func(i, j int) bool { return stateOrder(order[i].State) < stateOrder(order[j].State) })
	for _, t := range order {
		sign, role := healthSign(r.glyphs, t.State)
		d.Row(t.State, ui.Line{{Text: sign + " " + strconv.Itoa(count[t.State+t.Description]), Role: role}, {Text: spaced(t.Description), Role: themes.Dim}})
	}
	if len(order) == 0 {
		d.Paragraph("no instances")
	}
}

// classicAttributes is the page of a Classic balancer's settings, each with
// what it does.
func classicAttributes(_ *Console, r *balancerRow) *ui.Document {
	d, feed := &ui.Document{}, r.snap.ClassicAttributes[r.Name]
	d.Heading("Attributes of " + r.Name)
	switch {
	case len(feed.Rows) > 0:
		classicAttributeRows(d, feed.Rows[0])
	case feed.Err != nil:
		d.Row("error", ui.In(themes.Bad, errorWords(feed.Err)))
		d.Paragraph(Remedy(feed.Err))
	default:
		d.Paragraph("loading...")
	}
	return d
}

func classicAttributeRows(d *ui.Document, a awsclient.ClassicAttributes) {
	row := func(name, value, does string) {
		d.Row(name, ui.Line{{Text: ui.Pad(value, 10)}, {Text: "  " + does, Role: themes.Dim}})
	}
	row("cross-zone", onOrOff(a.CrossZone), crossZoneWords(a.CrossZone))
	drain := "off"
	if a.Draining {
		drain = ui.Exact(a.DrainTimeout)
	}
	row("connection draining", drain, "how long a deregistered instance may finish what it has begun")
	row("idle timeout", exactOr(a.IdleTimeout), "how long a connection may stay silent; keep instances' own timeouts longer")
	row("desync mitigation", orNone(a.Desync), "what becomes of requests that servers could read in two ways")
	row("access log", onOrOff(a.AccessLog), accessLogWords(a))
}

func onOrOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func orNone(word string) string {
	if word == "" {
		return "not told"
	}
	return word
}

func exactOr(d time.Duration) string {
	if d == 0 {
		return "not told"
	}
	return ui.Exact(d)
}

func crossZoneWords(on bool) string {
	if on {
		return "every instance gets the same share, in whatever zone it is"
	}
	return "every zone gets the same share: where fewer instances are, each has more to do"
}

func accessLogWords(a awsclient.ClassicAttributes) string {
	if !a.AccessLog {
		return "requests are not written down"
	}
	return "s3://" + strings.Trim(a.LogBucket+"/"+a.LogPrefix, "/") + " every " + ui.Exact(a.LogEvery)
}
