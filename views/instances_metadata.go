package views

import (
	"cmp"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/themes"
	"fleetglass/ui"
)

// metadataRow is a path of the instance metadata, below its directory, and what
// it answers; one that answers 404 has no body.
type metadataRow struct {
	path, body string
	note       string // why it answers 404, or what it means
}

// instanceMetadata is what a program on the instance reads of itself, as far
// as it follows from what the account's own calls tell.
func instanceMetadata(_ *Console, r *instanceRow) *ui.Document {
	d := &ui.Document{}
	const root = "http://169.254.169.254/latest/meta-data/"
	if r.Market == "spot" { // what a program has to watch comes first
		metadataRows(d, root+"spot/", noticeMetadata(r))
		metadataRows(d, root+"events/recommendations/", []metadataRow{{path: "rebalance", note: "or the time of one: only the instance and EventBridge hear of it"}})
	}
	metadataRows(d, root, identityMetadata(r))
	if r.State != "running" {
		d.Paragraph("Nobody can ask: the instance is " + r.State + ".")
	}
	metadataRows(d, ".../placement/", []metadataRow{{path: "availability-zone", body: r.Zone}, {path: "region", body: r.Region}})
	metadataRows(d, ".../iam/", []metadataRow{{path: "info", body: r.InstanceProfile, note: profileNote(r.InstanceProfile)}})
	metadataRows(d, ".../autoscaling/", []metadataRow{lifecycleMetadata(r)})
	d.Heading("/latest/")
	d.Row("user-data", userDataMetadata(r))
	d.Row("dynamic/", ui.In(themes.Dim, "instance-identity/document: account, region and what stands above, signed"))
	d.Paragraph("Version 2 of the service wants a token first: PUT /latest/api/token, then the header X-aws-ec2-metadata-token with each request. Whether this instance insists on it, and whether its tags may be read there, is not looked at here.")
	return d
}

func metadataRows(d *ui.Document, directory string, rows []metadataRow) {
	d.Heading(directory)
	for _, row := range rows {
		value := ui.Say(row.body)
		if row.body == "" {
			value = ui.In(themes.Faint, "404")
		}
		d.Row(row.path, append(value, ui.Span{Text: spaced(row.note), Role: themes.Dim}))
	}
}

func identityMetadata(r *instanceRow) []metadataRow {
	rows := []metadataRow{
		{path: "instance-id", body: r.ID},
		{path: "instance-type", body: r.Type},
		{path: "instance-life-cycle", body: cmp.Or(r.Market, "on-demand")},
		{path: "ami-id", body: r.Image},
		{path: "local-ipv4", body: r.PrivateIP},
		{path: "local-hostname", body: r.PrivateDNS},
		{path: "public-ipv4", body: r.PublicIP},
		{path: "public-hostname", body: r.PublicDNS},
		{path: "security-groups", body: strings.Join(securityGroupNames(r), " ")},
		{path: "public-keys/", body: keyMetadata(r.KeyName)},
	}
	for i := range rows {
		if rows[i].body == "" {
			rows[i].note = "it has none"
		}
	}
	return rows
}

func keyMetadata(key string) string {
	if key == "" {
		return ""
	}
	return "0=" + key
}

func profileNote(profile string) string {
	if profile == "" {
		return "no instance profile: programs get no credentials from here"
	}
	return "credentials below iam/security-credentials/"
}

func securityGroupNames(r *instanceRow) []string {
	var names []string
	for _, id := range r.SecurityGroupIDs {
		name := id
		if g := r.ties.SecurityGroup(id); g != nil {
			name = g.Name
		}
		names = append(names, name)
	}
	return names
}

// lifecycleMetadata is where its group takes the instance.
func lifecycleMetadata(r *instanceRow) metadataRow {
	row := metadataRow{path: "target-lifecycle-state", note: "it is in no Auto Scaling group"}
	if m := r.ties.Member(r.ID); m != nil {
		row.body, row.note = targetLifecycle(m), "where its group takes it"
	}
	return row
}

// noticeMetadata is how a program learns that its Spot Instance is taken back.
// AWS's calls do not tell of rebalance recommendations: only the instance, and
// EventBridge, hear of them.
func noticeMetadata(r *instanceRow) []metadataRow {
	action := metadataRow{path: "instance-action", note: "until two minutes before it is interrupted: poll it every five seconds"}
	ends := metadataRow{path: "termination-time", note: "the older form of it"}
	if n, ok := noticeOf(r.ties, r.ID); ok {
		behaviour := cmp.Or(n.request.Interruption, spot.Terminate)
		action.body, action.note = spot.ActionDocument(behaviour, n.ends), ""
		if body, found := spot.TerminationDocument(behaviour, n.ends); found {
			ends.body, ends.note = body, ""
		}
	}
	return []metadataRow{action, ends}
}

// targetLifecycle is the state that a member is on its way to, as the metadata
// tells it: hooks wait before it is there.
func targetLifecycle(m *awsclient.GroupInstance) string {
	switch {
	case strings.HasPrefix(m.Lifecycle, "Pending"):
		return "InService"
	case strings.HasPrefix(m.Lifecycle, "Terminating"), m.Lifecycle == "Terminated":
		return "Terminated"
	case m.Lifecycle == "EnteringStandby":
		return "Standby"
	case strings.HasPrefix(m.Lifecycle, "Detach"):
		return "Detached"
	}
	return m.Lifecycle
}

func userDataMetadata(r *instanceRow) ui.Line {
	feed := r.snap.UserData[r.ID]
	switch {
	case len(feed.Rows) > 0 && feed.Rows[0] != "":
		return ui.Say(ui.Bytes(float64(len(feed.Rows[0]))) + ", " + ui.Count(strings.Count(strings.TrimRight(feed.Rows[0], "\n"), "\n")+1, "line"))
	case feed.Err != nil:
		return ui.In(themes.Warn, errorWords(feed.Err))
	case !feed.Loaded():
		return ui.In(themes.Dim, "loading...")
	}
	return append(ui.In(themes.Faint, "404"), ui.Span{Text: "  it has none", Role: themes.Dim})
}

// instanceConsole is what the instance wrote to its console.
func instanceConsole(_ *Console, r *instanceRow) *ui.Document {
	d, feed := &ui.Document{}, r.snap.ConsoleOutput[r.ID]
	switch {
	case len(feed.Rows) > 0 && feed.Rows[0] != "":
		d.Heading("Console output, " + strconv.Itoa(len(ui.CleanLines(feed.Rows[0]))) + " lines")
		d.Code(feed.Rows[0])
	case feed.Err != nil:
		d.Row("error", ui.In(themes.Bad, errorWords(feed.Err)))
		d.Paragraph(Remedy(feed.Err))
	case !feed.Loaded():
		d.Paragraph("loading...")
	default:
		d.Paragraph("EC2 has no console output of this instance. It comes some minutes after a boot.")
	}
	return d
}
