package views

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// trailRow is a trail with what is known of its delivery.
type trailRow struct {
	*awsclient.Trail
	*scene
}

// home is the region that a trail was made in: all that it records list it.
func (t *trailRow) home() string { return t.HomeRegion }

// trailsAt counts the trails of a region, without those that are counted in
// another that is watched.
func (c *Console) trailsAt(s *watch.Snapshot) int {
	n := countOf(s.Trails)
	for i := range s.Trails.Rows {
		home := c.sideOf(s.Trails.Rows[i].HomeRegion)
		if home != nil && home.snap != s && home.snap.Trails.Loaded() {
			n--
		}
	}
	return n
}

// trails is the kind of CloudTrail's trails.
func trails(ties *Ties, glyphs *themes.Glyphs) *Kind[*trailRow] {
	k := &Kind[*trailRow]{
		Name:    KindTrail,
		Title:   "Trails",
		Aliases: []string{"trails"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.Trail] { return s.Trails },
			func(t *awsclient.Trail, sc *scene) *trailRow { return &trailRow{t, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.Trails) },
		RowWants:    trailWants,
		ID:          func(t *trailRow) string { return t.ARN },
		Label:       func(t *trailRow) string { return t.Name },
		ARN:         func(t *trailRow) string { return t.ARN },
		Columns:     trailColumns,
		Issue:       trailIssue,
		Detail:      trailDetail,
		DetailWants: trailWants,
		Actions:     trailActions,
		Makes:       func(*watch.Snapshot) []Action { return []Action{createTrailAction(glyphs)} },
		JSON:        func(t *trailRow) any { return t.facts() },
		CLI: func(t *trailRow) string {
			return Command("aws", "cloudtrail", "describe-trails", "--trail-name-list", t.ARN)
		},
	}
	k.Tabs = []Tab[*trailRow]{{Name: "Bucket policy", Open: func(c *Console, id string) Pane {
		page := newDocPage(c, k, id, func(_ *Console, t *trailRow) *ui.Document { return policyDocument(t) })
		return &policyPage{page, c, func() (*trailRow, bool) { return k.row(c.snap, id) }}
	}}}
	return k
}

// trailWants is what one trail's row and page are made of.
func trailWants(t *trailRow) []watch.Want {
	return []watch.Want{watch.Of(watch.TrailStatuses, t.ARN), watch.Of(watch.TrailSelectors, t.ARN), watch.Of(watch.BucketPolicies, t.Bucket)}
}

// facts are all that is known of a trail, for JSON.
func (t *trailRow) facts() any {
	facts := struct {
		awsclient.Trail
		Status       *awsclient.TrailStatus
		Selectors    *awsclient.TrailSelectors
		BucketPolicy string
	}{Trail: *t.Trail}
	if s, ok := onlyRow(t.snap.TrailStatuses[t.ARN]); ok {
		facts.Status = &s
	}
	if s, ok := onlyRow(t.snap.TrailSelectors[t.ARN]); ok {
		facts.Selectors = &s
	}
	facts.BucketPolicy, _ = onlyRow(t.snap.BucketPolicies[t.Bucket])
	return facts
}

// onlyRow is the row of a feed of one, false before it is loaded.
func onlyRow[T any](f watch.Feed[T]) (T, bool) {
	if len(f.Rows) == 0 {
		var none T
		return none, false
	}
	return f.Rows[0], true
}

func (t *trailRow) status() (awsclient.TrailStatus, bool) {
	return onlyRow(t.snap.TrailStatuses[t.ARN])
}

// judged is what the bucket's policy comes to; known is false before the
// policy is loaded, and err says that it cannot be read.
func (t *trailRow) judged() (j bucketpolicy.Judgement, known bool, err error) {
	policy, known := onlyRow(t.snap.BucketPolicies[t.Bucket])
	if !known {
		return j, false, nil
	}
	j, err = bucketpolicy.Judge(policy, t.PolicyWant())
	return j, true, err
}

func trailColumns() []ui.Column[*trailRow] {
	return []ui.Column[*trailRow]{
		{Title: "TRAIL", Field: "name", Min: 12, Max: 40, Cell: func(t *trailRow) ui.Cell { return ui.Say(t.Name) }},
		{Title: "STATUS", Field: "status", Width: 9, Cell: trailStatusCell},
		{Title: "LAST FILE", Field: "delivered", Width: 9, Right: true, Volatile: true, Cell: func(t *trailRow) ui.Cell {
			s, ok := t.status()
			return agoOr(t.snap.Now, s.Delivered, ok)
		}},
		{Title: "POLICY", Field: "policy", Width: 12, Cell: trailPolicyCell},
		{Title: "BUCKET", Field: "bucket", Min: 18, Max: 48, Priority: 1, Cell: func(t *trailRow) ui.Cell { return ui.Say(t.Bucket) }},
		{Title: "EVENTS", Field: "events", Min: 24, Max: 44, Priority: 2, Cell: func(t *trailRow) ui.Cell { return ui.In(themes.Dim, t.wantsWords()) }},
		{Title: "REGIONS", Field: "regions", Max: 18, Priority: 3, Cell: func(t *trailRow) ui.Cell { return ui.In(themes.Dim, t.regionWords()) }},
		{Title: "LAST LOG", Field: "logged", Width: 8, Right: true, Volatile: true, Priority: 4, Cell: func(t *trailRow) ui.Cell {
			s, ok := t.status()
			if ok && t.LogGroup == "" {
				return ui.In(themes.Faint, "no group")
			}
			return agoOr(t.snap.Now, s.Logged, ok)
		}},
	}
}

// agoOr is an age, or that it never was; nothing before it is known.
func agoOr(now, at time.Time, known bool) ui.Cell {
	switch {
	case !known:
		return nil
	case at.IsZero():
		return ui.In(themes.Dim, "never")
	}
	return ui.In(themes.Dim, ui.Age(now, at))
}

func trailStatusCell(t *trailRow) ui.Cell {
	switch s, ok := t.status(); {
	case !ok:
		return nil
	case !s.Logging:
		return ui.Cell{{Text: t.glyphs.Unhealthy + " ", Role: themes.Bad}, {Text: "stopped", Role: themes.Bad}}
	case s.DeliveryError != "":
		return ui.Cell{{Text: t.glyphs.Trouble + " ", Role: themes.Bad}, {Text: "failing", Role: themes.Bad}}
	}
	return ui.Cell{{Text: t.glyphs.Healthy + " ", Role: themes.Good}, {Text: "logging"}}
}

func trailPolicyCell(t *trailRow) ui.Cell {
	if e := t.snap.BucketPolicies[t.Bucket].Err; e != nil {
		return ui.In(themes.Dim, e.Kind.String())
	}
	switch j, known, err := t.judged(); {
	case !known:
		return nil
	case err != nil:
		return ui.Cell{{Text: t.glyphs.Trouble + " unreadable", Role: themes.Bad}}
	case j.Delivers:
		return ui.Cell{{Text: t.glyphs.Healthy + " ", Role: themes.Good}, {Text: "allows"}}
	default:
		return ui.Cell{{Text: t.glyphs.Trouble + " ", Role: themes.Bad}, {Text: strconv.Itoa(len(missing(j))) + " missing", Role: themes.Bad}}
	}
}

// missing are the findings of what no statement allows.
func missing(j bucketpolicy.Judgement) []bucketpolicy.Finding {
	var all []bucketpolicy.Finding
	for _, f := range j.Findings {
		if f.Level == bucketpolicy.Missing {
			all = append(all, f)
		}
	}
	return all
}

func trailIssue(t *trailRow) Issue {
	s, ok := t.status()
	j, judged, err := t.judged()
	switch {
	case ok && !s.Logging:
		return Issue{joinWords("does not log", since(t.snap.Now, s.Stopped)), true}
	case ok && s.DeliveryError != "":
		return Issue{"files are not delivered: " + s.DeliveryError, true}
	case judged && err == nil && !j.Delivers:
		return Issue{"the bucket's policy lacks what CloudTrail needs", true}
	case ok && s.LogError != "":
		return Issue{"lines are not delivered: " + s.LogError, true}
	case ok && s.NotifyError != "":
		return Issue{"notices are not sent: " + s.NotifyError, true}
	}
	return Issue{}
}

// since is for how long something has lasted, "" when that is not known.
func since(now, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return "since " + ui.Age(now, at)
}

// regionWords are where a trail looks.
func (t *trailRow) regionWords() string {
	if t.AllRegions {
		return "all"
	}
	return t.HomeRegion
}

// wantsWords are which events a trail wants, in short.
func (t *trailRow) wantsWords() string {
	s, ok := onlyRow(t.snap.TrailSelectors[t.ARN])
	if !ok {
		return ""
	}
	words := selectorWords(s)
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, "; ")
}

// selectorWords say a selector a line.
func selectorWords(s awsclient.TrailSelectors) []string {
	var lines []string
	for _, b := range s.Basic {
		var parts []string
		if b.Management {
			parts = append(parts, "management")
		}
		if len(b.Data) > 0 {
			parts = append(parts, ui.Count(len(b.Data), "data source"))
		}
		what := strings.Join(parts, " and ")
		switch b.ReadWrite {
		case "ReadOnly":
			what += ", reads only"
		case "WriteOnly":
			what += ", writes only"
		}
		if len(b.ExcludedSources) > 0 {
			what += ", not " + strings.Join(b.ExcludedSources, ", ")
		}
		lines = append(lines, what)
	}
	for _, a := range s.Advanced {
		lines = append(lines, joinWords(a.Name, strings.Join(a.Conditions, ", ")))
	}
	return lines
}

func trailDetail(c *Console, t *trailRow) *ui.Document {
	d := &ui.Document{}
	now := c.snap.Now
	d.Heading("Trail")
	d.Pair("name", t.Name)
	d.Pair("regions", t.regionWords())
	d.Pair("made in", t.HomeRegion)
	d.Pair("events of IAM and the like", yesNo(t.GlobalServices))
	d.Pair("digest files", yesNo(t.Validation))
	d.Pair("key", t.Key)
	d.Pair("arn", t.ARN)
	d.Heading("Delivery")
	s, ok := t.status()
	if e := t.snap.TrailStatuses[t.ARN].Err; e != nil && !ok {
		d.Row("status", ui.In(themes.Bad, errorWords(e)))
	}
	if ok {
		d.Row("status", trailStatusCell(t))
		d.Pair("started", momentWithAge(s.Started, now))
		d.Pair("stopped", momentWithAge(s.Stopped, now))
	}
	delivery(d, now, "bucket", strings.TrimSuffix(t.Bucket+"/"+t.Prefix, "/"), s.Delivered, s.DeliveryError, ok)
	d.Row("bucket's policy", trailPolicyCell(t))
	delivery(d, now, "log group", logGroupName(t.LogGroup), s.Logged, s.LogError, ok)
	delivery(d, now, "topic", arnName(t.Topic), s.Notified, s.NotifyError, ok)
	d.Heading("Events")
	selectors, known := onlyRow(t.snap.TrailSelectors[t.ARN])
	if e := t.snap.TrailSelectors[t.ARN].Err; e != nil && !known {
		d.Row("selectors", ui.In(themes.Bad, errorWords(e)))
	}
	for i, line := range selectorWords(selectors) {
		d.Pair("selector "+strconv.Itoa(i+1), line)
	}
	for _, b := range selectors.Basic {
		for _, data := range b.Data {
			d.Pair("data", data)
		}
	}
	return d
}

// delivery tells where to, when last, and what went wrong.
func delivery(d *ui.Document, now time.Time, name, to string, last time.Time, failed string, known bool) {
	if to == "" {
		d.Row(name, ui.In(themes.Dim, "none"))
		return
	}
	d.Pair(name, to)
	switch {
	case failed != "":
		d.Row("error", ui.In(themes.Bad, failed))
	case known && last.IsZero():
		d.Row("last", ui.In(themes.Dim, "never"))
	}
	d.Pair("last", momentWithAge(last, now))
}

// logGroupName is the name in a log group's ARN.
func logGroupName(arn string) string {
	_, name, found := strings.Cut(arn, ":log-group:")
	if !found {
		return arn
	}
	return strings.TrimSuffix(name, ":*")
}

// policyPage is the judgement of a trail's bucket policy, with what is missing
// ready to copy.
type policyPage struct {
	*docPage
	c     *Console
	trail func() (*trailRow, bool)
}

func (p *policyPage) Keys() []ui.Key {
	fix := ui.Key{Keys: []string{"C"}, Label: "copy what is missing", Help: "the statements that the bucket's policy lacks, or a whole policy where there is none", Group: groupTrail, Hint: 2,
		Do: p.copyFix, Off: func() string {
			if p.fix() == "" {
				return "nothing is missing"
			}
			return ""
		}}
	return append([]ui.Key{fix}, p.docPage.Keys()...)
}

// fix is what has to be added, "" when nothing has.
func (p *policyPage) fix() string {
	t, ok := p.trail()
	if !ok {
		return ""
	}
	return policyFix(t)
}

func (p *policyPage) copyFix() tea.Cmd { return p.c.copied(p.fix(), "the missing statements") }

// policyFix is the missing statements, or the whole policy for a bucket that
// has none.
func policyFix(t *trailRow) string {
	j, known, err := t.judged()
	if !known || err != nil || j.Delivers {
		return ""
	}
	if policy, _ := onlyRow(t.snap.BucketPolicies[t.Bucket]); strings.TrimSpace(policy) == "" {
		return bucketpolicy.Policy(t.PolicyWant())
	}
	var fixes []string
	for _, f := range missing(j) {
		fixes = append(fixes, f.Fix)
	}
	return strings.Join(fixes, ",\n")
}

// policyDocument tells of each statement what it does for the trail, then what
// is missing, then the policy itself.
func policyDocument(t *trailRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Policy of the bucket " + t.Bucket)
	feed := t.snap.BucketPolicies[t.Bucket]
	if feed.Err != nil {
		d.Row("policy", ui.In(themes.Bad, errorWords(feed.Err)))
	}
	j, known, err := t.judged()
	switch {
	case !known && feed.Err == nil:
		d.Row("policy", ui.In(themes.Dim, "loading..."))
		return d
	case !known:
		return d
	case err != nil:
		d.Row("policy", ui.In(themes.Bad, err.Error()))
	case j.Delivers:
		d.Row("comes to", ui.Line{{Text: t.glyphs.Healthy + " ", Role: themes.Good}, {Text: "CloudTrail may deliver the trail's files"}})
	default:
		d.Row("comes to", ui.In(themes.Bad, t.glyphs.Trouble+" CloudTrail may not deliver the trail's files"))
	}
	policyFindings(d, t, j)
	if fix := policyFix(t); fix != "" {
		d.Heading("Missing: add this (C copies it)")
		d.Code(fix)
	}
	if policy, _ := onlyRow(feed); policy != "" {
		d.Heading("As it is")
		d.Lines(ui.JSONLines([]byte(policy))...)
	} else {
		d.Paragraph("The bucket has no policy.")
	}
	return d
}

func policyFindings(d *ui.Document, t *trailRow, j bucketpolicy.Judgement) {
	for _, f := range j.Findings {
		place := "the whole"
		if f.Statement >= 0 {
			place = "statement " + strconv.Itoa(f.Statement+1)
		}
		glyph, role := levelSign(f.Level, t.glyphs)
		line := ui.Line{{Text: glyph + " " + string(f.Level), Role: role}, {Text: "  " + f.What}}
		if f.Sid != "" {
			line = append(line, ui.Span{Text: "  " + f.Sid, Role: themes.Faint})
		}
		d.Row(place, line)
	}
}

// levelSign is how a finding's level looks.
func levelSign(level bucketpolicy.Level, g *themes.Glyphs) (string, themes.Role) {
	switch level {
	case bucketpolicy.Good:
		return g.Check, themes.Good
	case bucketpolicy.Advice:
		return g.Arrow, themes.Warn
	case bucketpolicy.Wrong:
		return g.Cross, themes.Bad
	case bucketpolicy.Missing:
		return g.Trouble, themes.Bad
	}
	return g.Quiet, themes.Dim
}
