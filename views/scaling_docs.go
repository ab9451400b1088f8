package views

import (
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// groupDetail is the whole group on one page.
func groupDetail(c *Console, r *groupRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Group")
	d.Pair("name", r.Name)
	d.Pair("ARN", r.Group.ARN)
	d.Pair("created", momentWithAge(r.Created, r.snap.Now))
	d.Pair("status", r.Status)
	capacitySection(d, r)
	placementSection(c, d, r)
	healthSection(d, r)
	processSection(d, r)
	tagSection(d, r.Tags)
	return d
}

func capacitySection(d *ui.Document, r *groupRow) {
	d.Heading("Capacity")
	d.Row("minimum", ui.Say(strconv.Itoa(r.Limits.Min)))
	d.Row("desired", ui.Say(strconv.Itoa(r.Limits.Desired)))
	d.Row("maximum", ui.Say(strconv.Itoa(r.Limits.Max)))
	d.Row("in service", ui.Say(strconv.Itoa(r.lane().InService)))
	d.Row("default cooldown", ui.Say(ui.Exact(r.DefaultCooldown)))
	if r.DefaultWarmup > 0 {
		d.Row("default warm-up", ui.Say(ui.Exact(r.DefaultWarmup)))
	}
	d.Row("termination policies", ui.Say(strings.Join(r.TerminationPolicies, ", ")))
	if next, ok := r.nextOut(); ok {
		d.Row("first to go", ui.Say(next.Candidate.ID+", it "+next.Why))
		if len(next.Steps) > 1 { // a single step is what the row says already
			for _, step := range next.Steps {
				d.Row("", ui.In(themes.Dim, step))
			}
		}
	} else if r.lane().InService > 0 {
		d.Row("first to go", ui.Say("none: all are protected from scale-in"))
	}
	d.Row("new instances", ui.Say(protectedWords(r.NewProtected)))
	if r.MaxInstanceLifetime > 0 {
		d.Row("maximum lifetime", ui.Say(ui.Exact(r.MaxInstanceLifetime)))
	}
}

func protectedWords(protected bool) string {
	if protected {
		return "protected from scale-in"
	}
	return "not protected from scale-in"
}

func placementSection(c *Console, d *ui.Document, r *groupRow) {
	d.Heading("Zones")
	for _, z := range r.byZone() {
		d.Row(z.Zone, zoneDots(r, z))
	}
	d.Pair("subnets", strings.Join(r.Subnets, ", "))
	d.Pair("launches from", launchName(r.Launch))
	for _, arn := range r.TargetGroups {
		c.LinkTo(d, "target group", ui.Say(r.ties.TargetGroupName(arn)), Ref{KindTargetGroup, arn})
	}
	for _, name := range r.ClassicBalancers {
		c.LinkTo(d, "Classic balancer", ui.Say(name), Ref{KindBalancer, name})
	}
}

func healthSection(d *ui.Document, r *groupRow) {
	d.Heading("Health")
	d.Row("checks", ui.Say(r.HealthCheckType))
	d.Row("grace period", ui.Say(ui.Exact(r.Grace)))
	if n := r.unhealthy(); n > 0 {
		d.Row("unhealthy", ui.In(themes.Bad, ui.Count(n, "instance")+": "+unhealthyWhy(r)))
	}
}

// processSection lists the group's processes; suspended ones say what no
// longer happens.
func processSection(d *ui.Document, r *groupRow) {
	d.Heading("Processes")
	reasons := map[string]string{}
	for _, p := range r.Suspended {
		reasons[p.Name] = p.Reason
	}
	for _, p := range lifecycle.Processes() {
		reason, off := reasons[p.Name]
		if !off {
			d.Row(p.Name, ui.In(themes.Dim, p.Does))
			continue
		}
		d.Row(p.Name, ui.Line{{Text: r.glyphs.Trouble + " suspended: ", Role: themes.Warn}, {Text: p.Suspended}})
		if reason != "" {
			d.Row("", ui.In(themes.Dim, reason))
		}
	}
}

func tagSection(d *ui.Document, tags []awsclient.Tag) {
	if len(tags) == 0 {
		return
	}
	d.Heading("Tags")
	for _, t := range tags {
		d.Row(t.Key, ui.Say(t.Value))
	}
}

func activityDetail(_ *Console, r *activityRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Activity")
	d.Pair("what", headSentence(r.Description))
	d.Row("status", activityStatusCell(r))
	d.Pair("said", r.StatusMessage)
	d.Pair("started", momentWithAge(r.Start, r.group.snap.Now))
	d.Pair("ended", momentWithAge(r.End, r.group.snap.Now))
	d.Row("took", ui.Say(ui.Duration(r.took())))
	d.Heading("Cause, in AWS's words")
	for _, sentence := range strings.Split(r.Cause, "  ") {
		if sentence = strings.TrimSpace(sentence); sentence != "" {
			d.Paragraph(sentence)
		}
	}
	if r.Details != "" {
		d.Heading("Details")
		d.Code(r.Details)
	}
	d.Pair("activity id", r.Activity.ID)
	return d
}

func policyDetail(_ *Console, r *policyRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Policy")
	d.Pair("name", r.Name)
	d.Pair("type", policyType(r.Type))
	d.Row("does", ui.Say(policyWords(r.Policy)))
	if len(r.Steps) > 0 {
		stepSection(d, r)
	}
	if r.Cooldown > 0 {
		d.Row("cooldown", ui.Say(ui.Exact(r.Cooldown)))
	}
	if r.Warmup > 0 {
		d.Row("warm-up", ui.Say(ui.Exact(r.Warmup)))
	}
	d.Pair("ARN", r.Policy.ARN)
	d.Heading("Now")
	for _, drive := range r.drives() {
		d.Row(drive.alarm.Name, alarmStanding(drive))
		d.Row("", ui.In(themes.Dim, drive.alarm.Reason))
		if a, ok := r.would(drive); ok {
			d.Row("", ui.In(themes.Dim, "acting now it would set desired from "+strconv.Itoa(a.From)+" to "+strconv.Itoa(a.Clamped)+": "+a.Why))
		}
	}
	if len(r.AlarmNames) == 0 {
		d.Paragraph("No alarm drives this policy; it acts only when executed by hand.")
	}
	return d
}

// stepSection is the steps against the threshold of each alarm.
func stepSection(d *ui.Document, r *policyRow) {
	threshold, known := 0.0, false
	for _, drive := range r.drives() {
		threshold, known = drive.alarm.Threshold, true
	}
	for i, s := range semanticSteps(r.Steps) {
		when := boundsWords(r.Steps[i])
		if known {
			when = s.Describe(threshold)
		}
		d.Row("step "+strconv.Itoa(i+1), ui.Say(adjustmentWords(r.AdjustmentType, s.Adjustment)+"  when "+when))
	}
}

func scheduleDetail(_ *Console, r *scheduleRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Scheduled action")
	d.Pair("name", r.Name)
	d.Pair("sets", scheduleSets(r.ScheduledAction))
	d.Pair("when", scheduleWhen(r.ScheduledAction))
	now := r.group.snap.Now
	d.Pair("begins", pastOrAhead(r.Start, now))
	d.Pair("ends", pastOrAhead(r.End, now))
	d.Pair("ARN", r.ScheduledAction.ARN)
	d.Heading("Next five runs")
	runs := scheduleRuns(r.ScheduledAction, now, nextRuns)
	for _, t := range runs {
		d.Row(t.Format("Mon 02 Jan 15:04 MST"), ui.In(themes.Dim, "in "+ui.Countdown(t.Sub(now))))
	}
	if len(runs) == 0 {
		d.Paragraph("It never runs again.")
	}
	return d
}

// nextRuns is how many runs of a schedule are told ahead.
const nextRuns = 5

// pastOrAhead is momentWithAge for moments that may lie ahead.
func pastOrAhead(at, now time.Time) string {
	if at.After(now) {
		return ui.Moment(at.UTC()) + "  (in " + ui.Duration(at.Sub(now)) + ")"
	}
	return momentWithAge(at, now)
}

// launchDocument is what new instances of a group get, user data decoded.
func launchDocument(_ *Console, r *groupRow) *ui.Document {
	d := &ui.Document{}
	if r.Mixed != nil {
		mixedSection(d, r)
	}
	if r.Launch.Empty() {
		d.Paragraph("The group names neither a launch template nor a launch configuration that this console can read.")
		return d
	}
	feed := r.snap.Launch[watch.LaunchKey(r.Launch)]
	if len(feed.Rows) == 0 {
		d.Heading(launchName(r.Launch))
		d.Paragraph(launchMissing(feed))
		return d
	}
	launchSection(d, feed.Rows[0], r.snap.Now)
	return d
}

func launchMissing(feed watch.Feed[awsclient.LaunchSettings]) string {
	if feed.Err != nil {
		return errorWords(feed.Err) + ". " + Remedy(feed.Err)
	}
	return "loading..."
}

func launchSection(d *ui.Document, l awsclient.LaunchSettings, now time.Time) {
	d.Heading(strings.ToUpper(l.Kind[:1]) + l.Kind[1:])
	d.Pair("name", launchName(l.Ref))
	if l.VersionNumber > 0 {
		d.Row("version", ui.Say(strconv.Itoa(l.VersionNumber)+"  (default "+strconv.Itoa(l.DefaultVersion)+", latest "+strconv.Itoa(l.LatestVersion)+")"))
	}
	d.Pair("description", l.Description)
	d.Pair("created", momentWithAge(l.Created, now))
	d.Pair("by", l.CreatedBy)
	d.Heading("New instances get")
	d.Pair("image", l.Image)
	d.Pair("type", l.Type)
	d.Pair("key pair", l.KeyName)
	d.Pair("security groups", strings.Join(l.SecurityGroupIDs, ", "))
	d.Pair("instance profile", l.InstanceProfile)
	d.Row("monitoring", ui.Say(monitoringWords(monitoringState(l.Monitoring))))
	d.Pair("spot price", l.SpotPrice)
	tagSection(d, l.Tags)
	d.Heading("User data, decoded")
	if l.UserData == "" {
		d.Paragraph("None: an instance starts as its image is.")
		return
	}
	d.Code(l.UserData)
}

// monitoringState is a launch setting in the word that EC2 uses of instances.
func monitoringState(detailed bool) string {
	if detailed {
		return "enabled"
	}
	return "disabled"
}
