package views

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// changeTrailAction changes what a trail is made of. CloudTrail is told of all
// of it each time, so what the form does not ask for is sent as it was.
func changeTrailAction(t *trailRow) Action {
	a := Action{Name: "change trail", Label: "Change " + t.Name, Help: "what was delivered stays where it is", Refs: []Ref{{KindTrail, t.ARN}}, Busy: "changing", Off: t.awayFromHome()}
	old, glyphs := t.TrailSettings, t.glyphs
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		s, err := lookUpTrails(ctx, c, glyphs)
		if err != nil {
			return Action{}, err
		}
		a := a
		a.Fields = slices.Concat(onPage("trail", s.reachFields(old)...), onPage("bucket", s.bucketFields(old)...), onPage("CloudWatch Logs", s.logFields(old)...))
		a.Plan = func(v ui.Values) (Change, error) {
			d, err := s.draft(old, v)
			if err != nil {
				return Change{}, err
			}
			return d.change(old)
		}
		return a, nil
	}
	return a
}

// awayFromHome is why a trail cannot be changed from this region.
func (t *trailRow) awayFromHome() string {
	if home := t.snap.Region; t.HomeRegion != "" && home != "" && t.HomeRegion != home {
		return "it can only be changed in the region where it was created: " + t.HomeRegion
	}
	return ""
}

func (d *trailDraft) change(old awsclient.TrailSettings) (Change, error) {
	t := d.to
	var preview []ui.Line
	text := func(s string) string {
		if s == "" {
			return none
		}
		return s
	}
	for _, m := range []struct{ name, from, to string }{
		{"all regions", yesNo(old.AllRegions), yesNo(t.AllRegions)}, {"IAM and sign-ins", yesNo(old.GlobalServices), yesNo(t.GlobalServices)},
		{"digest files", yesNo(old.Validation), yesNo(t.Validation)}, {"bucket", old.Bucket, t.Bucket}, {"prefix", text(old.Prefix), text(t.Prefix)},
		{"log group", text(logGroupName(old.LogGroup)), text(logGroupName(t.LogGroup))}, {"role", text(arnName(old.LogRole)), text(arnName(t.LogRole))},
	} {
		if m.from != m.to {
			preview = append(preview, Becomes(m.name, m.from, m.to))
		}
	}
	changed := len(preview) > 0
	policyToo := d.write && (!d.policyKnown || d.policy != d.policies[t.Bucket])
	if !changed && !policyToo {
		return Change{}, &shown{d.policyLines(), errors.New("nothing changes")}
	}
	if t.LogGroup == "" && old.LogGroup != "" {
		preview = append(preview, ui.In(themes.Warn, "metric filters on "+logGroupName(old.LogGroup)+" see no more calls"))
	}
	clis, steps := d.ground()
	if changed {
		clis = append(clis, d.updateCommand(old))
		steps = append(steps, func(ctx context.Context, c awsclient.Client) (string, error) {
			return "the trail " + t.Name + " is changed", c.UpdateTrail(ctx, t)
		})
	}
	preview = append(append(append(preview, d.madeLines()...), nil), d.policyLines()...)
	return Change{Preview: preview, CLIs: clis, Steps: steps, Done: t.Name + " is changed", Pokes: trailPokes()}, nil
}

// updateCommand says what is taken away by an empty value.
func (d *trailDraft) updateCommand(old awsclient.TrailSettings) string {
	a := d.args("update-trail").turn(&d.to.AllRegions, "--is-multi-region-trail", "--no-is-multi-region-trail")
	for _, m := range []struct{ flag, from, to string }{
		{"--s3-key-prefix", old.Prefix, d.to.Prefix}, {"--cloud-watch-logs-log-group-arn", old.LogGroup, d.to.LogGroup}, {"--cloud-watch-logs-role-arn", old.LogRole, d.to.LogRole},
	} {
		if m.from != "" && m.to == "" {
			a = append(a, m.flag, "")
		}
	}
	return a.String()
}

// The types of data resources that a basic selector may have, of which objects
// are asked for here; the others stay as they are.
const (
	objectData = "AWS::S3::Object"
	allObjects = "arn:aws:s3" // of all buckets, those to come too
)

// selectAction changes which events a trail wants.
func selectAction(t *trailRow) Action {
	a := Action{Name: "select events", Label: "Select the events of " + t.Name, Help: "data events are many, and AWS charges for each", Refs: []Ref{{KindTrail, t.ARN}}, Busy: "selecting events", Off: t.awayFromHome()}
	selectors, known := onlyRow(t.snap.TrailSelectors[t.ARN])
	old := awsclient.EventSelector{ReadWrite: "All", Management: true}
	switch {
	case a.Off != "":
	case !known:
		a.Off = "its selectors are not known yet"
	case len(selectors.Advanced) > 0:
		a.Off = "it has advanced selectors, which are not changed here"
	case len(selectors.Basic) > 1:
		a.Off = "it has several selectors, which are not changed here"
	case len(selectors.Basic) == 1:
		old = selectors.Basic[0]
	}
	a.Fields = []ui.Field{
		toggleField("management", "management events", old.Management, "calls that make, change, look at and delete resources; the first copy of them is free"),
		choiceField("readwrite", "which of them", old.ReadWrite, []string{"All", "ReadOnly", "WriteOnly"}, readWriteWords, "calls that only look are most of all"),
		multiField("excluded", "but not those of", old.ExcludedSources, []string{"kms.amazonaws.com", "rdsdata.amazonaws.com"}, nil, "space picks: services that call very often"),
		textField("objects", "objects in", objectsText(old.Data), "buckets, with a prefix or without, commas between them: photos, logs/2026; * for all; empty for none", func(v string) string {
			_, err := objectValues(v)
			return refusalWords(err)
		}),
	}
	a.Plan = func(v ui.Values) (Change, error) { return selectPlan(t, old, v) }
	return a
}

func readWriteWords(choice string) string {
	switch choice {
	case "ReadOnly":
		return "reads only"
	case "WriteOnly":
		return "writes only"
	}
	return "reads and writes"
}

// objectsText are the buckets of a selector as the form takes them.
func objectsText(data []string) string {
	var words []string
	for _, d := range data {
		kind, value, _ := strings.Cut(d, " ")
		switch {
		case kind != objectData:
		case value == allObjects || value == allObjects+":::":
			words = append(words, "*")
		default:
			_, name, _ := strings.Cut(value, ":::")
			words = append(words, strings.TrimSuffix(name, "/"))
		}
	}
	return strings.Join(words, ", ")
}

// objectValues reads "photos, logs/2026".
func objectValues(text string) ([]string, error) {
	var values []string
	for _, word := range strings.Split(text, ",") {
		switch word = strings.TrimSpace(word); {
		case word == "":
		case word == "*":
			values = append(values, objectData+" "+allObjects)
		case strings.ContainsAny(word, " *:"):
			return nil, errors.New("bucket or bucket/prefix, commas between them")
		default:
			if !strings.Contains(word, "/") {
				word += "/"
			}
			values = append(values, objectData+" arn:aws:s3:::"+word)
		}
	}
	return values, nil
}

func selectPlan(t *trailRow, old awsclient.EventSelector, v ui.Values) (Change, error) {
	to := awsclient.EventSelector{ReadWrite: v["readwrite"], Management: v.Bool("management"), ExcludedSources: v.List("excluded")}
	to.Data, _ = objectValues(v["objects"]) // the field was validated
	for _, d := range old.Data {
		if !strings.HasPrefix(d, objectData+" ") {
			to.Data = append(to.Data, d)
		}
	}
	if !to.Management && len(to.Data) == 0 {
		return Change{}, awsWords("An event selector must include management events, data events, or both.")
	}
	from, now := selectorWords(awsclient.TrailSelectors{Basic: []awsclient.EventSelector{old}}), selectorWords(awsclient.TrailSelectors{Basic: []awsclient.EventSelector{to}})
	if selectorObject(old).text() == selectorObject(to).text() {
		return Change{}, errors.New("nothing changes")
	}
	raw, err := plainJSON([]object{selectorObject(to)})
	if err != nil {
		return Change{}, err
	}
	preview := []ui.Line{Becomes("records", from[0], now[0])}
	for _, d := range to.Data {
		preview = append(preview, ui.Say("data "+d))
	}
	if !to.Management {
		preview = append(preview, ui.In(themes.Warn, "alarms on calls see nothing: those are management events"))
	}
	return Change{
		Preview: preview, CLI: append(aws("cloudtrail", "put-event-selectors").opt("--trail-name", t.ARN), "--event-selectors", string(raw)).String(),
		Done: t.Name + " has its events selected", Pokes: trailPokes(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			return c.PutTrailSelectors(ctx, t.ARN, []awsclient.EventSelector{to})
		},
	}, nil
}

func selectorObject(s awsclient.EventSelector) object {
	var data []object
	for _, d := range s.Data {
		kind, value, _ := strings.Cut(d, " ")
		data = append(data, object{{"Type", kind}, {"Values", []string{value}}})
	}
	return object{{"ReadWriteType", s.ReadWrite}, {"IncludeManagementEvents", given(s.Management)}, {"ExcludeManagementEventSources", s.ExcludedSources}, {"DataResources", data}}
}
