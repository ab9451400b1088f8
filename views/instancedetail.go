package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// instanceDetail is the whole instance on one page.
func instanceDetail(c *Console, r *instanceRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Instance")
	d.Pair("id", r.ID)
	d.Pair("name", r.Name)
	d.Row("state", append(instanceStateCell(r), ui.Span{Text: spaced(r.StateReason), Role: themes.Dim}))
	instanceStatusRows(d, r)
	d.Pair("type", joinWords(r.Type, r.Architecture, r.Platform))
	instanceMarket(c, d, r)
	d.Pair("launched", momentWithAge(r.Launched, r.snap.Now))
	d.Pair("image", r.Image)
	d.Pair("key pair", r.KeyName)
	d.Pair("profile", r.InstanceProfile)
	d.Pair("monitoring", monitoringWords(r.Monitoring))
	d.Pair("arn", r.ARN())
	instanceMembership(c, d, r)
	instanceNetwork(d, r)
	instanceTags(d, r)
	return d
}

// spaced puts text after something else.
func spaced(text string) string {
	if text == "" {
		return ""
	}
	return "  " + text
}

func joinWords(words ...string) string {
	var given []string
	for _, w := range words {
		if w != "" {
			given = append(given, w)
		}
	}
	return strings.Join(given, ", ")
}

// momentWithAge is a time in full and how long ago it was.
func momentWithAge(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	return ui.Moment(at.UTC()) + "  (" + ui.Age(now, at) + " ago)"
}

func monitoringWords(monitoring string) string {
	switch monitoring {
	case "enabled":
		return "detailed, a point a minute"
	case "disabled":
		return "basic, a point every five minutes"
	}
	return monitoring
}

func instanceStatusRows(d *ui.Document, r *instanceRow) {
	s := r.ties.Status(r.ID)
	if s == nil || r.State != "running" {
		return
	}
	d.Row("system check", statusWords(s.System))
	d.Row("instance check", statusWords(s.Instance))
}

func statusWords(status string) ui.Line {
	switch status {
	case "ok":
		return ui.In(themes.Good, status)
	case "impaired":
		return ui.In(themes.Bad, status)
	default:
		return ui.In(themes.Warn, status)
	}
}

// instanceMembership is the group and the target groups that the instance
// belongs to.
func instanceMembership(c *Console, d *ui.Document, r *instanceRow) {
	member, targets, classics := r.ties.Member(r.ID), r.ties.Targets(r.ID), r.ties.ClassicsOf(r.ID)
	if member == nil && len(targets)+len(classics) == 0 {
		return
	}
	d.Heading("Belongs to")
	if member != nil {
		c.LinkTo(d, "group", ui.Say(member.Group), Ref{KindGroup, member.Group})
		d.Row("lifecycle", lifecycleWords(member))
	}
	for _, t := range targets {
		sign, role := healthSign(r.glyphs, t.State)
		value := ui.Line{{Text: r.ties.TargetGroupName(t.TargetGroup)}, {Text: " :" + strconv.Itoa(t.Port) + "  "}, {Text: sign + " " + t.State, Role: role}}
		if t.State != "healthy" && targetReason(t) != t.State {
			value = append(value, ui.Span{Text: "  " + targetReason(t), Role: themes.Dim})
		}
		c.LinkTo(d, "target group", value, Ref{KindTargetGroup, t.TargetGroup})
	}
	for _, arn := range r.ties.BalancersOf(targetGroupsOf(targets)) {
		c.LinkTo(d, "balancer", ui.Say(arnName(arn)), Ref{KindBalancer, arn})
	}
	for _, t := range classics {
		sign, role := healthSign(r.glyphs, t.State)
		value := ui.Line{{Text: t.TargetGroup + "  "}, {Text: sign + " " + t.State, Role: role}}
		if t.State != "healthy" {
			value = append(value, ui.Span{Text: spaced(t.Description), Role: themes.Dim})
		}
		c.LinkTo(d, "Classic balancer", value, Ref{KindBalancer, t.TargetGroup})
	}
}

func lifecycleWords(m *awsclient.GroupInstance) ui.Line {
	line := ui.Say(m.Lifecycle + ", ")
	if m.Health == "Healthy" {
		line = append(line, ui.Span{Text: m.Health, Role: themes.Good})
	} else {
		line = append(line, ui.Span{Text: m.Health, Role: themes.Bad})
	}
	if m.Protected {
		line = append(line, ui.Span{Text: ", protected from scale-in"})
	}
	return line
}

func targetGroupsOf(targets []*awsclient.Target) []string {
	arns := make([]string, len(targets))
	for i, t := range targets {
		arns[i] = t.TargetGroup
	}
	return arns
}

func instanceNetwork(d *ui.Document, r *instanceRow) {
	d.Heading("Network")
	d.Pair("zone", r.Zone)
	d.Pair("vpc", r.VPC)
	subnet := r.Subnet
	if n := r.ties.Subnet(r.Subnet); n != nil {
		subnet = joinWords(r.Subnet, n.Name, n.CIDR)
	}
	d.Pair("subnet", subnet)
	d.Pair("private", joinWords(r.PrivateIP, r.PrivateDNS))
	d.Pair("public", joinWords(r.PublicIP, r.PublicDNS))
	for _, id := range r.SecurityGroupIDs {
		securityGroupRows(d, r.ties, id)
	}
}

// securityGroupRows is a security group and who it lets in and out.
func securityGroupRows(d *ui.Document, ties *Ties, id string) {
	g := ties.SecurityGroup(id)
	if g == nil {
		d.Pair("security group", id)
		return
	}
	d.Heading("Security group " + joinWords(g.Name, g.ID))
	var rows [][]ui.Line
	for _, side := range []struct {
		name  string
		rules []awsclient.Permission
	}{{"in", g.Ingress}, {"out", g.Egress}} {
		for _, p := range side.rules {
			rows = append(rows, []ui.Line{ui.In(themes.Dim, side.name), ui.Say(portWords(p)), sourceWords(p.Sources), ui.In(themes.Dim, p.Description)})
		}
	}
	if len(rows) == 0 {
		d.Paragraph("no rules: nothing gets in or out")
		return
	}
	d.Table([]string{"", "ports", "from or to", ""}, rows)
}

// portWords is the protocol and the ports of a rule: "tcp 80", "all".
func portWords(p awsclient.Permission) string {
	protocol := p.Protocol
	if protocol == "-1" {
		return "all traffic"
	}
	switch {
	case p.FromPort < 0:
		return protocol + " all"
	case p.FromPort == p.ToPort:
		return protocol + " " + strconv.Itoa(p.FromPort)
	default:
		return protocol + " " + strconv.Itoa(p.FromPort) + "-" + strconv.Itoa(p.ToPort)
	}
}

func sourceWords(sources []string) ui.Line {
	text := strings.Join(sources, " ")
	for _, s := range sources {
		if s == "0.0.0.0/0" || s == "::/0" {
			return ui.In(themes.Warn, text)
		}
	}
	return ui.Say(text)
}

func instanceTags(d *ui.Document, r *instanceRow) {
	d.Heading("Tags")
	if len(r.Tags) == 0 {
		d.Paragraph("none")
	}
	for _, t := range r.Tags {
		d.Row(t.Key, ui.Say(t.Value))
	}
}

// instanceTabs are the instance's own pages beside its description.
func instanceTabs(kind *Kind[*instanceRow]) []Tab[*instanceRow] {
	return []Tab[*instanceRow]{
		{Name: "Metrics", Open: func(c *Console, id string) Pane { return newGraphPage(c, instanceMetrics(kind, id)) }},
		{Name: "User data", Open: func(c *Console, id string) Pane { return DocPage(c, kind, id, instanceUserData) }},
		{Name: "Metadata", Open: func(c *Console, id string) Pane { return DocPage(c, kind, id, instanceMetadata) }},
		{Name: "Console", Open: func(c *Console, id string) Pane {
			return wanting{DocPage(c, kind, id, instanceConsole), watch.Of(watch.ConsoleOutput, id)}
		}},
	}
}

// wanting is a page with a want of its own: it is polled while the page is in
// sight only.
type wanting struct {
	Pane
	want watch.Want
}

func (p wanting) Wants() []watch.Want { return []watch.Want{p.want} }
func (p wanting) Click(x, y int)      { p.Pane.(Clicker).Click(x, y) }

// instanceUserData is the user data, decoded, as the instance got it.
func instanceUserData(c *Console, r *instanceRow) *ui.Document {
	d := &ui.Document{}
	feed := c.snap.UserData[r.ID]
	switch {
	case len(feed.Rows) > 0 && feed.Rows[0] != "":
		d.Code(feed.Rows[0])
	case feed.Err != nil:
		d.Row("error", ui.In(themes.Bad, errorWords(feed.Err)))
		d.Paragraph(Remedy(feed.Err))
	case !feed.Loaded():
		d.Paragraph("loading...")
	default:
		d.Paragraph("This instance has no user data.")
	}
	return d
}

// instanceMetrics are the graphs of an instance.
func instanceMetrics(kind *Kind[*instanceRow], id string) func(*watch.Snapshot) []graphSpec {
	return func(s *watch.Snapshot) []graphSpec {
		r, ok := kind.row(s, id)
		if !ok {
			return nil
		}
		return []graphSpec{
			{title: "CPU utilization", unit: ui.Percent, hi: 100, lines: []graphLine{{name: "average", want: instanceGraph(r, "CPUUtilization", "Average")}, {name: "maximum", want: instanceGraph(r, "CPUUtilization", "Maximum")}}},
			{title: "network, bytes a period", unit: ui.Bytes, lines: []graphLine{{name: "in", want: instanceGraph(r, "NetworkIn", "Sum")}, {name: "out", want: instanceGraph(r, "NetworkOut", "Sum")}}},
			{title: "status checks failed", unit: ui.Number, hi: 1, lines: []graphLine{{name: "failed", want: instanceGraph(r, "StatusCheckFailed", "Maximum")}}},
		}
	}
}

// instanceLinks lead to what the instance is tied to.
func instanceLinks(s *watch.Snapshot, r *instanceRow) []Link {
	targets := r.ties.Targets(r.ID)
	groups := targetGroupsOf(targets)
	links := []Link{
		{Label: "target groups", Kind: KindTargetGroup, IDs: groups},
		{Label: "balancers", Kind: KindBalancer, IDs: slices.Concat(r.ties.BalancersOf(groups), targetGroupsOf(r.ties.ClassicsOf(r.ID)))},
		{Label: "alarms", Kind: KindAlarm, IDs: alarmsOn(s, "InstanceId", r.ID)},
	}
	if q := r.ties.SpotRequestOf(r.ID); q != nil {
		links = append(links, Link{Label: "Spot request", Kind: KindSpotRequest, IDs: []string{q.ID}}, Link{Label: "Spot fleet", Kind: KindSpotFleet, IDs: some(tagValue(r.Tags, fleetTag))})
	}
	if m := r.ties.Member(r.ID); m != nil {
		links = append([]Link{{Label: "group", Kind: KindGroup, IDs: []string{m.Group}}}, links...)
		links = append(links, Link{Label: "group's other instances", Kind: KindInstance, IDs: others(r.ties.Group(m.Group), r.ID)})
	}
	return links
}

func others(g *awsclient.Group, id string) []string {
	if g == nil {
		return nil
	}
	var ids []string
	for i := range g.Instances {
		if g.Instances[i].ID != id {
			ids = append(ids, g.Instances[i].ID)
		}
	}
	return ids
}

// alarmsOn are the alarms whose metric has a dimension of this value.
func alarmsOn(s *watch.Snapshot, dimension, value string) []string {
	var names []string
	for i := range s.Alarms.Rows {
		for _, d := range s.Alarms.Rows[i].Metric.Dimensions {
			if d.Name == dimension && d.Value == value {
				names = append(names, s.Alarms.Rows[i].Name)
			}
		}
	}
	return names
}
