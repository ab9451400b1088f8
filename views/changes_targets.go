package views

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// targetPokes are the lists that change when a target comes or goes.
func targetPokes() []watch.Kind { return []watch.Kind{watch.Targets, watch.TargetGroups} }

// targetGroupActions add and remove targets of a group.
func targetGroupActions(_ *watch.Snapshot, rows []*targetGroupRow) []Action {
	if len(rows) != 1 {
		return nil
	}
	return []Action{registerAction(rows[0])}
}

// targetActions deregister the rows, and register others beside one of them.
func targetActions(_ *watch.Snapshot, rows []*targetRow) []Action {
	actions := []Action{deregisterAction(rows)}
	if g := rows[0].ties.TargetGroup(rows[0].TargetGroup); g != nil && len(rows) == 1 {
		actions = append(actions, registerAction(&targetGroupRow{g, rows[0].scene}))
	}
	return actions
}

// mostChoices is how many instances the form lists; with more of them ids are
// typed. (choice)
const mostChoices = 40

// registerAction adds instances of the VPC, or addresses, to a target group.
func registerAction(r *targetGroupRow) Action {
	a := Action{
		Name: "register targets", Label: "Register targets with " + r.Name, Help: "they are checked first, and get requests once they pass",
		Refs: []Ref{{KindTargetGroup, r.ARN}}, Busy: "registering",
	}
	candidates := r.candidates()
	switch {
	case r.TargetType == "ip":
		a.Fields = []ui.Field{{Name: "targets", Label: "addresses", Needed: true, Help: "IP addresses, commas between them", Validate: addressesWrong}}
	case r.TargetType != "instance":
		a.Off = "its target is " + targetTypeWords(r.TargetType) + ", which is not changed here"
		return a
	case len(candidates) == 0:
		a.Off = "no instance runs in " + cmp.Or(r.VPC, "its VPC")
		return a
	case len(candidates) > mostChoices:
		a.Fields = []ui.Field{{Name: "targets", Label: "instances", Needed: true, Help: "ids of running instances, commas between them", Validate: r.instancesWrong}}
	default:
		a.Fields = r.instanceFields(candidates)
	}
	port := ui.Field{Name: "port", Label: "port", Kind: ui.NumberField, Help: "empty is the group's own, " + strconv.Itoa(r.Port), Validate: portWrong}
	a.Fields = append([]ui.Field{port}, a.Fields...)
	a.Plan = r.registerPlan
	return a
}

// candidates are the running instances of the group's VPC, those that are not
// its targets yet first.
func (r *targetGroupRow) candidates() []awsclient.Instance {
	var all []awsclient.Instance
	for _, i := range r.snap.Instances.Rows {
		if i.State == "running" && (r.VPC == "" || i.VPC == r.VPC) {
			all = append(all, i)
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(len(r.portsOf(a.ID)), len(r.portsOf(b.ID))), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) < 0
	})
	return all
}

// portsOf are the ports on which something is a target already.
func (r *targetGroupRow) portsOf(id string) []int {
	var ports []int
	for _, t := range r.targets() {
		if t.ID == id && t.State != "draining" {
			ports = append(ports, t.Port)
		}
	}
	return ports
}

// portOr is the port of a form, or else the group's own.
func (r *targetGroupRow) portOr(v ui.Values) int { return cmp.Or(v.Int("port"), r.Port) }

// instanceFields are one box for each instance.
func (r *targetGroupRow) instanceFields(candidates []awsclient.Instance) []ui.Field {
	var fields []ui.Field
	for _, i := range candidates {
		help := joinWords(i.ID, i.Name, i.Zone, i.Type)
		for _, port := range r.portsOf(i.ID) {
			help += ", is a target on port " + strconv.Itoa(port)
		}
		fields = append(fields, ui.Field{Name: i.ID, Label: boxLabel(i), Kind: ui.ToggleField, Help: help, Validate: func(value string, v ui.Values) string {
			if value != "true" {
				return ""
			}
			return r.registered(i.ID, r.portOr(v))
		}})
	}
	return fields
}

// boxLabel is an instance in the few cells that a form has for it: its name,
// its zone and the end of its id.
func boxLabel(i awsclient.Instance) string {
	const name, tail = 10, 5
	return strings.TrimSpace(ui.Cut(i.Name, name) + " " + shortZone(i.Zone) + " …" + i.ID[max(0, len(i.ID)-tail):])
}

// registered says that a target is there already, "" when it is not.
func (r *targetGroupRow) registered(id string, port int) string {
	if slices.Contains(r.portsOf(id), port) {
		return "is a target on port " + strconv.Itoa(port) + " already"
	}
	return ""
}

func (r *targetGroupRow) instancesWrong(value string, v ui.Values) string {
	for _, id := range splitList(value) {
		i := r.ties.Instance(id)
		switch {
		case i == nil:
			return "there is no instance " + id
		case i.State != "running":
			return id + " is " + i.State
		case r.VPC != "" && i.VPC != r.VPC:
			return id + " is in another VPC"
		case r.registered(id, r.portOr(v)) != "":
			return id + " " + r.registered(id, r.portOr(v))
		}
	}
	return ""
}

func addressesWrong(value string, _ ui.Values) string {
	for _, text := range splitList(value) {
		if _, err := netip.ParseAddr(text); err != nil {
			return text + " is not an IP address"
		}
	}
	return ""
}

func portWrong(value string, _ ui.Values) string {
	if strings.TrimSpace(value) == "" {
		return ""
	}
	return inRange(value, 1, 65535)
}

// chosen are the targets that the form holds.
func (r *targetGroupRow) chosen(v ui.Values) []awsclient.TargetRef {
	ids := splitList(v["targets"])
	for _, i := range r.candidates() {
		if v.Bool(i.ID) {
			ids = append(ids, i.ID)
		}
	}
	var refs []awsclient.TargetRef
	for _, id := range ids {
		refs = append(refs, awsclient.TargetRef{ID: id, Port: v.Int("port")})
	}
	return refs
}

func (r *targetGroupRow) registerPlan(v ui.Values) (Change, error) {
	refs := r.chosen(v)
	if len(refs) == 0 {
		return Change{}, errors.New("choose at least one target")
	}
	var preview []ui.Line
	words := []string{"aws", "elbv2", "register-targets", "--target-group-arn", r.ARN, "--targets"}
	for _, ref := range refs {
		if why := r.registered(ref.ID, r.portOr(v)); why != "" {
			return Change{}, errors.New(ref.ID + " " + why)
		}
		words = append(words, targetArgument(&awsclient.Target{ID: ref.ID, Port: ref.Port}))
		line := ui.Line{{Text: ref.ID, Role: themes.Name}, {Text: " becomes a target on port "}, {Text: strconv.Itoa(r.portOr(v)), Role: themes.Changed}}
		if i := r.ties.Instance(ref.ID); i != nil {
			line = append(line, ui.Span{Text: spaced(joinWords(i.Name, i.Zone)), Role: themes.Dim})
		}
		preview = append(preview, line)
	}
	preview = append(preview, ui.In(themes.Dim, r.soonest()))
	return Change{
		Preview: preview, CLI: Command(words...),
		Run:  func(ctx context.Context, c awsclient.Client) error { return c.RegisterTargets(ctx, r.ARN, refs) },
		Done: ui.Count(len(refs), "target") + " registered with " + r.Name, Pokes: targetPokes(),
	}, nil
}

// soonest is when a new target can get requests.
func (r *targetGroupRow) soonest() string {
	switch {
	case len(r.Balancers) == 0:
		return "no balancer uses the group: it is not checked and gets no requests"
	case !r.Check.Enabled:
		return "it is not checked, and gets requests at once"
	default:
		return "it gets requests after the first check that it passes, within " + ui.Countdown(r.Check.Interval)
	}
}

// targetArgument is a target as the aws command takes it.
func targetArgument(t *awsclient.Target) string {
	if t.Port == 0 {
		return "Id=" + t.ID
	}
	return "Id=" + t.ID + ",Port=" + strconv.Itoa(t.Port)
}

// deregisterAction takes targets out of their groups. When nothing healthy
// would be left in a group, its name has to be typed.
func deregisterAction(rows []*targetRow) Action {
	a := Action{Name: "deregister", Label: "Deregister " + targetNames(rows), Help: "no new requests; those under way may end while it drains", Busy: "deregistering"}
	for _, r := range rows {
		a.Refs = append(a.Refs, Ref{KindTarget, targetID(r.Target)})
		if r.State == "draining" && a.Off == "" {
			a.Off = r.address() + " is draining already"
		}
	}
	groups := byTargetGroup(rows)
	for _, g := range groups {
		if a.Type == "" && g.takesLast() {
			a.Type = g.name()
		}
	}
	a.Plan = func(ui.Values) (Change, error) { return deregisterPlan(rows, groups), nil }
	return a
}

func targetNames(rows []*targetRow) string {
	if len(rows) == 1 {
		return rows[0].address()
	}
	return ui.Count(len(rows), "target")
}

// leaving are targets of one group that are to be deregistered.
type leaving struct {
	arn  string
	rows []*targetRow
}

func byTargetGroup(rows []*targetRow) []leaving {
	var groups []leaving
	for _, r := range rows {
		at := slices.IndexFunc(groups, func(g leaving) bool { return g.arn == r.TargetGroup })
		if at < 0 {
			at, groups = len(groups), append(groups, leaving{arn: r.TargetGroup})
		}
		groups[at].rows = append(groups[at].rows, r)
	}
	return groups
}

func (g leaving) name() string { return g.rows[0].ties.TargetGroupName(g.arn) }

// healthy counts the healthy targets of the group now, and without those that
// leave.
func (g leaving) healthy() (now, then int) {
	for _, t := range g.rows[0].snap.Targets[g.arn].Rows {
		if isServing(t) {
			now++
		}
	}
	then = now
	for _, r := range g.rows {
		if isServing(*r.Target) {
			then--
		}
	}
	return now, then
}

func (g leaving) takesLast() bool {
	now, then := g.healthy()
	return now > 0 && then == 0
}

func (g leaving) refs() []awsclient.TargetRef {
	var refs []awsclient.TargetRef
	for _, r := range g.rows {
		refs = append(refs, awsclient.TargetRef{ID: r.ID, Port: r.Port})
	}
	return refs
}

func (g leaving) command() string {
	words := []string{"aws", "elbv2", "deregister-targets", "--target-group-arn", g.arn, "--targets"}
	for _, r := range g.rows {
		words = append(words, targetArgument(r.Target))
	}
	return Command(words...)
}

// preview is what becomes of the group.
func (g leaving) preview() []ui.Line {
	now, then := g.healthy()
	lines := []ui.Line{append(ui.In(themes.Title, g.name()+"  "), Becomes("healthy targets", strconv.Itoa(now), strconv.Itoa(then))...)}
	for _, r := range g.rows {
		line := ui.Line{{Text: "  " + r.address(), Role: themes.Name}, {Text: "  " + r.State, Role: themes.Dim}, {Text: " → ", Role: themes.Faint}, {Text: "draining", Role: themes.Changed}}
		lines = append(lines, append(line, ui.Span{Text: spaced(joinWords(r.instanceName(), r.zone())), Role: themes.Dim}))
		if m := r.ties.Member(r.ID); m != nil {
			lines = append(lines, ui.In(themes.Dim, "  it stays a member of group "+m.Group))
		}
	}
	if g.takesLast() {
		lines = append(lines, ui.In(themes.Bad, g.rows[0].glyphs.Trouble+" nothing healthy is left in "+g.name()))
	}
	return append(lines, ui.In(themes.Dim, drainWords(g.rows[0].snap, g.arn)))
}

// drainWords is how long targets of a group drain.
func drainWords(s *watch.Snapshot, targetGroup string) string {
	if delay, ok := drainingTime(s, targetGroup); ok {
		return "drains for " + ui.Countdown(delay)
	}
	return "drains for 5 minutes unless the group's attributes say otherwise"
}

func deregisterPlan(rows []*targetRow, groups []leaving) Change {
	var preview []ui.Line
	var commands []string
	for _, g := range groups {
		preview = append(preview, g.preview()...)
		commands = append(commands, g.command())
	}
	return Change{
		Preview: preview, CLIs: commands,
		Run: func(ctx context.Context, c awsclient.Client) error {
			for _, g := range groups {
				if err := c.DeregisterTargets(ctx, g.arn, g.refs()); err != nil {
					return fmt.Errorf("%s: %w", g.name(), err)
				}
			}
			return nil
		},
		Done: targetNames(rows) + ": draining", Pokes: targetPokes(),
	}
}
