package views

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/bucketpolicy"
	"fleetglass/awsclient/semantics/naming"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// trailStock is what a trail can be made of, looked up when its form opens.
type trailStock struct {
	region, account, partition string
	trails                     []awsclient.Trail
	buckets                    []string          // of this region
	policies                   map[string]string // of buckets, as far as they were read
	groups                     []string
	roles                      []awsclient.Role
	glyphs                     *themes.Glyphs
}

// mostPolicies bounds how many buckets' policies are read before the form
// opens. That of another is read when it is written.
const mostPolicies = 25

// lookUpTrails asks for all of it. What AWS denies is typed instead.
func lookUpTrails(ctx context.Context, c awsclient.Client, glyphs *themes.Glyphs) (*trailStock, error) {
	s := &trailStock{region: c.Region(), policies: map[string]string{}, glyphs: glyphs}
	me, err := c.Identity(ctx)
	if err != nil {
		return nil, err
	}
	s.account, s.partition = me.Account, "aws"
	if parts := strings.Split(me.ARN, ":"); len(parts) > 1 && parts[1] != "" {
		s.partition = parts[1]
	}
	var errs [4]error
	var buckets []awsclient.Bucket
	var groups []awsclient.LogGroup
	s.trails, errs[0] = c.Trails(ctx)
	buckets, errs[1] = c.Buckets(ctx)
	groups, errs[2] = c.LogGroups(ctx, "")
	s.roles, errs[3] = c.Roles(ctx)
	for _, err := range errs {
		if err != nil && awsclient.KindOf(err) != awsclient.Denied {
			return nil, err
		}
	}
	for _, b := range buckets {
		if b.Region == "" || b.Region == s.region {
			s.buckets = append(s.buckets, b.Name)
		}
	}
	for _, b := range s.buckets[:min(len(s.buckets), mostPolicies)] {
		if policy, err := c.BucketPolicy(ctx, b); err == nil {
			s.policies[b] = policy
		}
	}
	for _, g := range groups {
		s.groups = append(s.groups, g.Name)
	}
	return s, nil
}

func (s *trailStock) trailARN(name string) string {
	return "arn:" + s.partition + ":cloudtrail:" + s.region + ":" + s.account + ":trail/" + name
}

func (s *trailStock) groupARN(name string) string {
	return "arn:" + s.partition + ":logs:" + s.region + ":" + s.account + ":log-group:" + name + ":*"
}

func (s *trailStock) roleARN(name string) string {
	return "arn:" + s.partition + ":iam::" + s.account + ":role/" + name
}

// rolesOfTrails are the roles that CloudTrail may assume, by ARN.
func (s *trailStock) rolesOfTrails() []string {
	var arns []string
	for _, r := range s.roles {
		if strings.Contains(r.Trust, bucketpolicy.Service) {
			arns = append(arns, r.ARN)
		}
	}
	return arns
}

func (s *trailStock) roleWrong(name string) string {
	if slices.ContainsFunc(s.roles, func(r awsclient.Role) bool { return r.Name == name }) {
		return "Role with name " + name + " already exists."
	}
	return refusalWords(naming.Role(name))
}

// newRole is the name that CloudTrail's own console gives its role, with a
// number where that is taken.
func (s *trailStock) newRole() string {
	const usual = "CloudTrail_CloudWatchLogs_Role"
	name := usual
	for n := 2; s.roleWrong(name) != ""; n++ {
		name = fmt.Sprintf("%s_%d", usual, n)
	}
	return name
}

// The two documents of a role with which CloudTrail writes to a log group
// (CT/cloudtrail-required-policy-for-cloudwatch-logs).

func trailTrust() string {
	return object{{"Version", "2012-10-17"}, {"Statement", []object{{{"Effect", "Allow"}, {"Principal", object{{"Service", bucketpolicy.Service}}}, {"Action", "sts:AssumeRole"}}}}}.text()
}

// mayWrite allows the streams of a trail: their names have the region of the
// calls.
func (s *trailStock) mayWrite(groupARN string, allRegions bool) string {
	streams := strings.TrimSuffix(groupARN, ":*") + ":log-stream:" + s.account + "_CloudTrail_*"
	if !allRegions {
		streams = strings.TrimSuffix(streams, "*") + s.region + "*"
	}
	return object{{"Version", "2012-10-17"}, {"Statement", []object{{{"Effect", "Allow"}, {"Action", []string{"logs:CreateLogStream", "logs:PutLogEvents"}}, {"Resource", streams}}}}}.text()
}

// rolePolicy is the name of the policy in a role that is made.
const rolePolicy = "write-to-cloudwatch-logs"

// The choices of the form.
const (
	newOne      = "a new one"
	writePolicy = "write what is missing"
	leavePolicy = "leave it as it is"
)

// trailMakes are what can be made where events are listed.
func trailMakes(glyphs *themes.Glyphs) []Action {
	return []Action{createTrailAction(glyphs), recipesAction(glyphs, "")}
}

// createTrailAction is the guided way to a trail that logs.
func createTrailAction(glyphs *themes.Glyphs) Action {
	a := Action{Name: "create trail", Label: "Create a trail", Busy: "creating", Help: "files come to the bucket some minutes after the calls; a role that is new may take AWS a few seconds to know"}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		s, err := lookUpTrails(ctx, c, glyphs)
		if err != nil {
			return Action{}, err
		}
		a := a
		a.Fields = slices.Concat(onPage("trail", s.nameField()), onPage("trail", s.reachFields(awsclient.TrailSettings{AllRegions: true, GlobalServices: true, Validation: true})...),
			onPage("trail", toggleField("start", "log at once", true, "CloudTrail's API makes trails that do not log before they are started")),
			onPage("bucket", s.bucketFields(awsclient.TrailSettings{})...), onPage("CloudWatch Logs", s.logFields(awsclient.TrailSettings{})...))
		a.Plan = func(v ui.Values) (Change, error) {
			d, err := s.draft(awsclient.TrailSettings{Name: strings.TrimSpace(v["name"])}, v)
			if err != nil {
				return Change{}, err
			}
			return d.create(v.Bool("start")), nil
		}
		return a, nil
	}
	return a
}

// mostTrails is how many trails a region may have (CT/WhatIsCloudTrail-Limits).
const mostTrails = 5

func (s *trailStock) nameField() ui.Field {
	return needed(textField("name", "name", "", "3 to 128 letters, digits, and . - _ between them", func(v string) string {
		for i := range s.trails {
			if s.trails[i].Name == v {
				return "Trail " + v + " already exists for customer: " + s.account
			}
		}
		if len(s.trails) >= mostTrails {
			return fmt.Sprintf("User: %s already has %d trails in %s.", s.account, len(s.trails), s.region)
		}
		return refusalWords(naming.Trail(v))
	}))
}

// reachFields ask where a trail looks.
func (s *trailStock) reachFields(t awsclient.TrailSettings) []ui.Field {
	return append([]ui.Field{toggleField("all", "all regions", t.AllRegions, "of this account, also those that AWS will add")},
		append(asked(func(v ui.Values) bool { return !v.Bool("all") }, toggleField("global", "IAM and sign-ins", t.GlobalServices, "the events of services that have no region")),
			toggleField("validation", "digest files", t.Validation, "signed each hour: they prove that no file was changed"))...)
}

func (s *trailStock) bucketFields(t awsclient.TrailSettings) []ui.Field {
	is := func(source string) func(ui.Values) bool {
		return func(v ui.Values) bool { return (v["bucket"] == newOne) == (source == newOne) }
	}
	policy := leavePolicy
	if t.Bucket == "" {
		policy = writePolicy
	}
	prefix := textField("prefix", "prefix", t.Prefix, "of the files' names, for a bucket that several share; empty for none", func(v string) string {
		return refusalWords(bucketpolicy.Want{Bucket: "x", Account: s.account, Prefix: v}.Validate())
	})
	bucket := choiceField("bucket", "bucket", t.Bucket, append([]string{newOne}, s.buckets...), nil, "one of this region, or a new one")
	return slices.Concat([]ui.Field{bucket},
		asked(is(newOne), needed(textField("bucketname", "its name", "cloudtrail-"+s.account+"-"+s.region, "unique in the whole world: 3 to 63 lower-case letters, digits, . and -", func(v string) string {
			return refusalWords(naming.Bucket(v))
		}))),
		[]ui.Field{prefix, choiceField("policy", "its policy", policy, []string{writePolicy, leavePolicy}, nil, "the statements that let CloudTrail write are added; those that are there stay")})
}

func (s *trailStock) logFields(t awsclient.TrailSettings) []ui.Field {
	logs := func(v ui.Values) bool { return v.Bool("logs") }
	with := func(field, value string) func(ui.Values) bool {
		return func(v ui.Values) bool { return v.Bool("logs") && v[field] == value }
	}
	group, name := logGroupName(t.LogGroup), "CloudTrail/logs"
	for n := 2; slices.Contains(s.groups, name); n++ {
		name = fmt.Sprintf("CloudTrail/logs-%d", n)
	}
	return slices.Concat(
		[]ui.Field{toggleField("logs", "to CloudWatch Logs", t.LogGroup != "" || t.Bucket == "", "metric filters and alarms on calls need it")},
		asked(logs, choiceField("group", "log group", group, append([]string{newOne}, s.groups...), nil, "of this region")),
		asked(with("group", newOne), needed(textField("groupname", "its name", name, "letters, digits and . - _ / #", func(v string) string {
			if slices.Contains(s.groups, v) {
				return "The specified log group already exists"
			}
			return logGroupWrong(v)
		}))),
		asked(logs, choiceField("role", "role", t.LogRole, append([]string{newOne}, s.rolesOfTrails()...), arnName, "as which CloudTrail writes; those listed let CloudTrail assume them")),
		asked(with("role", newOne), needed(textField("rolename", "its name", s.newRole(), "it may write to this log group and do nothing else", s.roleWrong))),
	)
}

// trailDraft is a trail as a form describes it, and what has to be made for it.
type trailDraft struct {
	*trailStock
	to                           awsclient.TrailSettings
	newBucket, newGroup, newRole string // names, "" for what is there
	write                        bool   // the bucket's policy
	want                         bucketpolicy.Want
	policy                       string // as it will be; "" for none
	policyKnown                  bool
	judgement                    bucketpolicy.Judgement
}

// draft reads the fields of the form. t has what the form does not ask for.
func (s *trailStock) draft(t awsclient.TrailSettings, v ui.Values) (*trailDraft, error) {
	d := &trailDraft{trailStock: s, write: v["policy"] == writePolicy}
	t.AllRegions, t.Validation = v.Bool("all"), v.Bool("validation")
	t.GlobalServices = t.AllRegions || v.Bool("global")
	t.Bucket, t.Prefix = v["bucket"], strings.TrimSpace(v["prefix"])
	if t.Bucket == newOne {
		d.newBucket = strings.TrimSpace(v["bucketname"])
		t.Bucket = d.newBucket
	}
	before := t.LogGroup
	t.LogGroup, t.LogRole = "", ""
	if v.Bool("logs") {
		group := v["group"]
		if group == newOne {
			d.newGroup = strings.TrimSpace(v["groupname"])
			group = d.newGroup
		}
		if t.LogGroup = s.groupARN(group); logGroupName(before) == group {
			t.LogGroup = before
		}
		if t.LogRole = v["role"]; t.LogRole == newOne {
			d.newRole = strings.TrimSpace(v["rolename"])
			t.LogRole = s.roleARN(d.newRole)
		}
	}
	d.to = t
	d.want = bucketpolicy.Want{Bucket: t.Bucket, Prefix: t.Prefix, Account: s.account, TrailARN: s.trailARN(t.Name)}
	return d, d.judge()
}

// judge says what the bucket's policy will come to.
func (d *trailDraft) judge() error {
	d.policy, d.policyKnown = d.policies[d.to.Bucket]
	d.policyKnown = d.policyKnown || d.newBucket != ""
	if !d.policyKnown {
		return nil
	}
	if d.write {
		policy, err := bucketpolicy.Repaired(d.policy, d.want)
		if err != nil {
			return errors.New("the bucket's policy cannot be read: " + refusalWords(err))
		}
		d.policy = policy
	}
	j, err := bucketpolicy.Judge(d.policy, d.want)
	d.judgement = j
	if err != nil {
		return errors.New("the bucket's policy cannot be read: " + refusalWords(err))
	}
	return nil
}

// policyLines judge the policy statement by statement, and then show it.
func (d *trailDraft) policyLines() []ui.Line {
	if !d.policyKnown {
		return []ui.Line{ui.In(themes.Warn, "the policy of "+d.to.Bucket+" could not be read: CloudTrail will judge it")}
	}
	lines := []ui.Line{ui.In(themes.Good, "its policy lets CloudTrail write")}
	if !d.judgement.Delivers {
		lines = []ui.Line{ui.In(themes.Bad, "its policy does not let CloudTrail write: AWS will refuse the trail")}
	}
	for _, f := range d.judgement.Findings {
		glyph, role := levelSign(f.Level, d.glyphs)
		place := "the whole: "
		if f.Statement >= 0 {
			place = fmt.Sprintf("statement %d: ", f.Statement+1)
		}
		lines = append(lines, ui.Line{{Text: glyph + " ", Role: role}, {Text: place, Role: themes.Dim}, {Text: f.What}})
	}
	if d.write && d.policy != "" && d.policy != d.policies[d.to.Bucket] {
		lines = append(append(lines, nil), ui.JSONLines([]byte(d.policy))...)
	}
	return lines
}

// madeLines are what is made besides the trail.
func (d *trailDraft) madeLines() []ui.Line {
	var lines []ui.Line
	for _, m := range []struct{ what, name string }{{"bucket", d.newBucket}, {"log group", d.newGroup}, {"role", d.newRole}} {
		if m.name != "" {
			lines = append(lines, Becomes(m.what, "", m.name))
		}
	}
	return lines
}

func (d *trailDraft) create(start bool) Change {
	t := d.to
	reach := "looks at all regions"
	if !t.AllRegions {
		reach = "looks at " + d.region
	}
	preview := append([]ui.Line{Becomes("trail", "", t.Name), ui.Say(reach), ui.Say("files go to " + strings.TrimSuffix(t.Bucket+"/"+t.Prefix, "/"))}, d.madeLines()...)
	if t.LogGroup != "" {
		preview = append(preview, ui.Say("lines go to "+logGroupName(t.LogGroup)+" as "+arnName(t.LogRole)))
	}
	clis, steps := d.ground()
	clis = append(clis, d.args("create-trail").turn(&t.AllRegions, "--is-multi-region-trail", "--no-is-multi-region-trail").String())
	steps = append(steps, func(ctx context.Context, c awsclient.Client) (string, error) {
		_, err := c.CreateTrail(ctx, t)
		return "the trail " + t.Name + " is made", err
	})
	if start {
		clis = append(clis, aws("cloudtrail", "start-logging").opt("--name", t.Name).String())
		steps = append(steps, func(ctx context.Context, c awsclient.Client) (string, error) {
			return "it logs", c.StartLogging(ctx, t.Name)
		})
	} else {
		preview = append(preview, ui.In(themes.Warn, "it does not log before it is started"))
	}
	return Change{Preview: append(append(preview, nil), d.policyLines()...), CLIs: clis, Steps: steps, Done: t.Name + " is created", Pokes: trailPokes()}
}

func trailPokes() []watch.Kind {
	return []watch.Kind{watch.Trails, watch.TrailStatuses, watch.TrailSelectors, watch.BucketPolicies, watch.LogGroups}
}

// args are the settings as options, as far as a new trail and a change have
// them alike.
func (d *trailDraft) args(operation string) args {
	t := d.to
	return aws("cloudtrail", operation).opt("--name", t.Name).opt("--s3-bucket-name", t.Bucket).opt("--s3-key-prefix", t.Prefix).
		turn(&t.GlobalServices, "--include-global-service-events", "--no-include-global-service-events").
		turn(&t.Validation, "--enable-log-file-validation", "--no-enable-log-file-validation").
		opt("--cloud-watch-logs-log-group-arn", t.LogGroup).opt("--cloud-watch-logs-role-arn", t.LogRole)
}

// compact is JSON on one line.
func compact(text string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(text)) != nil {
		return text
	}
	return b.String()
}

// already passes over the refusal of something that was made before, such as
// by a try that failed further on.
func already(err error, code string) error {
	var e *awsclient.Error
	if errors.As(err, &e) && e.Code == code {
		return nil
	}
	return err
}

// ground makes what a trail stands on. Each step can be made again after a
// later one has failed.
func (d *trailDraft) ground() (clis []string, steps []Step) {
	add := func(cli args, step Step) { clis, steps = append(clis, cli.String()), append(steps, step) }
	bucket, want := d.to.Bucket, d.want
	if d.newBucket != "" {
		cli := aws("s3api", "create-bucket").opt("--bucket", bucket)
		if d.region != "us-east-1" { // which is the only one that must not be named
			cli = cli.opt("--create-bucket-configuration", "LocationConstraint="+d.region)
		}
		add(cli, func(ctx context.Context, c awsclient.Client) (string, error) {
			return "the bucket " + bucket + " is made", already(c.CreateBucket(ctx, bucket), "BucketAlreadyOwnedByYou")
		})
	}
	if d.write {
		add(aws("s3api", "put-bucket-policy").opt("--bucket", bucket).opt("--policy", compact(d.policy)), func(ctx context.Context, c awsclient.Client) (string, error) {
			return repairPolicy(ctx, c, bucket, want)
		})
	}
	if name := d.newGroup; name != "" {
		add(aws("logs", "create-log-group").opt("--log-group-name", name), func(ctx context.Context, c awsclient.Client) (string, error) {
			return "the log group " + name + " is made", already(c.CreateLogGroup(ctx, name), "ResourceAlreadyExistsException")
		})
	}
	if name, may := d.newRole, d.mayWrite(d.to.LogGroup, d.to.AllRegions); name != "" {
		add(aws("iam", "create-role").opt("--role-name", name).opt("--assume-role-policy-document", trailTrust()), func(ctx context.Context, c awsclient.Client) (string, error) {
			_, err := c.CreateRole(ctx, name, trailTrust())
			return "the role " + name + " is made", already(err, "EntityAlreadyExists")
		})
		add(aws("iam", "put-role-policy").opt("--role-name", name).opt("--policy-name", rolePolicy).opt("--policy-document", may), func(ctx context.Context, c awsclient.Client) (string, error) {
			return "it may write to the log group", c.PutRolePolicy(ctx, name, rolePolicy, may)
		})
	}
	return clis, steps
}

// repairPolicy adds what a bucket's policy lacks to what it is now, which may
// be another than when the form was opened.
func repairPolicy(ctx context.Context, c awsclient.Client, bucket string, want bucketpolicy.Want) (string, error) {
	now, err := c.BucketPolicy(ctx, bucket)
	if err != nil {
		return "", err
	}
	policy, err := bucketpolicy.Repaired(now, want)
	if err != nil {
		return "", err
	}
	if policy == now {
		return "the bucket's policy lets CloudTrail write already", nil
	}
	return "the bucket's policy is written", c.PutBucketPolicy(ctx, bucket, policy)
}
