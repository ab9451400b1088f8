package views

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/ui"
)

// stockedClient answers what guided forms look up.
type stockedClient struct{ *testClient }

func (stockedClient) Images(context.Context, []string) ([]awsclient.Image, error) {
	return []awsclient.Image{
		{ID: "ami-0arm0000000000001", Name: "al2023-ami-2023.9.20260105.0-kernel-6.1-arm64", Architecture: "arm64", Created: "2026-01-05T00:00:00Z"},
		{ID: "ami-0a1b2c3d4e5f60718", Name: "al2023-ami-2023.9.20260105.0-kernel-6.1-x86_64", Architecture: "x86_64", Created: "2026-01-05T00:00:00Z"},
		{ID: "ami-0bakedbakedbaked1", Name: "shop-2026-02-27", Architecture: "x86_64", Created: "2026-02-27T09:00:00Z", Own: true},
	}, nil
}
func (stockedClient) KeyPairs(context.Context) ([]string, error) { return []string{"ops"}, nil }
func (stockedClient) LaunchTemplates(context.Context) ([]awsclient.LaunchTemplate, error) {
	return []awsclient.LaunchTemplate{{ID: "lt-0web", Name: "web-asg", Default: 3, Latest: 5}}, nil
}
func (stockedClient) LaunchConfigurations(context.Context) ([]string, error) {
	return []string{"batch-2019"}, nil
}
func (stockedClient) Subnets(context.Context) ([]awsclient.Subnet, error) {
	subnet := func(id, zone string) awsclient.Subnet {
		return awsclient.Subnet{ID: id, Zone: zone, VPC: "vpc-0c0ffee", Default: true}
	}
	return []awsclient.Subnet{subnet("subnet-0a1", "us-west-2a"), subnet("subnet-0b1", "us-west-2b"), {ID: "subnet-0x1", Zone: "us-west-2a", VPC: "vpc-0other"}}, nil
}
func (stockedClient) SecurityGroups(context.Context) ([]awsclient.SecurityGroup, error) {
	return []awsclient.SecurityGroup{{ID: "sg-0web", Name: "web", VPC: "vpc-0c0ffee"}, {ID: "sg-0other", Name: "other", VPC: "vpc-0other"}}, nil
}
func (stockedClient) SpotPrices(_ context.Context, q awsclient.SpotPriceQuery) ([]awsclient.SpotPrice, error) {
	var rows []awsclient.SpotPrice
	for i, kind := range q.Types {
		for n, zone := range []string{"us-west-2a", "us-west-2b"} {
			rows = append(rows, awsclient.SpotPrice{Type: kind, Zone: zone, Product: linux, At: q.Start.Add(-time.Hour), Price: 0.01 + 0.004*float64((i+n)%4)})
		}
	}
	return rows, nil
}
func (stockedClient) Roles(context.Context) ([]awsclient.Role, error) {
	return []awsclient.Role{{ARN: "arn:aws:iam::123456789012:role/aws-ec2-spot-fleet-tagging-role", Trust: `{"Principal":{"Service":"spotfleet.amazonaws.com"}}`}}, nil
}

// prepared is an action with its form, as it is after it was looked up.
func prepared(t *testing.T, d *desk, a Action) Action {
	t.Helper()
	ready, err := a.Prepare(t.Context(), stockedClient{d.client})
	if err != nil {
		t.Fatal(err)
	}
	ready.side, ready.Prepare = d.c.here, nil
	return ready
}

func TestGuidedForms(t *testing.T) {
	for _, size := range []ui.Rect{{W: 80, H: 24}, {W: 120, H: 36}} {
		for _, c := range []struct {
			name, digit string
			action      func(*desk) Action
			pages       int
			fill        ui.Values
		}{
			{"guided-group-source", "3", func(d *desk) Action { return createGroupAction(d.c.snap) }, 0, ui.Values{"name": "shop"}},
			{"guided-group-where", "3", func(d *desk) Action { return createGroupAction(d.c.snap) }, 1, ui.Values{"name": "shop", "subnets": "subnet-0a1,subnet-0b1", "desired": "3"}},
			{"guided-fleet-pools", "4", func(d *desk) Action { return createFleetAction(d.c.snap) }, 0, ui.Values{"types": "m5.large,c5.large", "subnets": "subnet-0a1,subnet-0b1"}},
			{"guided-fleet-how", "4", func(d *desk) Action { return createFleetAction(d.c.snap) }, 2,
				ui.Values{"types": "m5.large,c5.large", "subnets": "subnet-0a1,subnet-0b1", "target": "6", "ondemand": "1", "tags": "Name=batch"}},
			{"guided-launch", "5", func(d *desk) Action { return runAction(d.c.snap.Instances.Rows) }, 0, nil},
			{"guided-launch-software", "5", func(d *desk) Action { return runAction(d.c.snap.Instances.Rows) }, 1, ui.Values{"userdata": "yum install -y httpd\nsystemctl start httpd"}},
			{"guided-policy", "3", func(d *desk) Action { return createPolicyAction(aGroup(t, d, "web-asg")) }, 1, ui.Values{"name": "hold"}},
		} {
			t.Run(fmt.Sprintf("%s %dx%d", c.name, size.W, size.H), func(t *testing.T) {
				d := newDesk(t, size.W, size.H)
				d.press(c.digit)
				a := c.action(d)
				if a.Prepare != nil {
					a = prepared(t, d, a)
				}
				a.side = d.c.here
				d.c.dialogs.Open(d.c.form(a, c.fill, nil))
				for range c.pages {
					d.press("enter")
				}
				golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), d.screen())
			})
		}
	}
}

// aGroup is the row of a group.
func aGroup(t *testing.T, d *desk, name string) *groupRow {
	t.Helper()
	g := d.c.ties.At(d.c.snap).Group(name)
	if g == nil {
		t.Fatalf("no group %s", name)
	}
	return &groupRow{g, &scene{snap: d.c.snap, ties: d.c.ties, glyphs: d.c.glyphs}}
}

// What AWS would refuse is refused before it is asked, with AWS's reason.
func TestWhatAWSRefusesIsRefusedInTheForm(t *testing.T) {
	d := newDesk(t, 120, 36)
	snap := d.c.snap
	run := prepared(t, d, runAction(nil))
	image := ui.Values{"image": "ami-0a1b2c3d4e5f60718", "type": "t3.micro", "count": "1", "subnet": "subnet-0a1"}
	with := func(base ui.Values, more ...string) ui.Values {
		v := ui.Values{}
		for k, value := range base {
			v[k] = value
		}
		for i := 0; i < len(more); i += 2 {
			v[more[i]] = more[i+1]
		}
		return v
	}
	group := prepared(t, d, createGroupAction(snap))
	shop := ui.Values{"name": "shop", "source": fromTemplate, "template": "lt-0web", "version": "$Default", "subnets": "subnet-0a1", "minimum": "1", "desired": "1", "maximum": "2", "grace": "60"}
	fleets := prepared(t, d, createFleetAction(snap))
	batch := ui.Values{"template": "lt-0web", "types": "m5.large", "subnets": "subnet-0a1", "target": "4", "ondemand": "0", "strategy": "diversified", "type": "maintain", "interruption": "terminate", "role": "arn:aws:iam::123456789012:role/fleet"}
	schedule := createScheduleAction(aGroup(t, d, "web-asg"))
	for _, c := range []struct {
		name   string
		action Action
		values ui.Values
		why    string
	}{
		{"subnet and security group of two networks", run, with(image, "firewalls", "sg-0other"), "belong to different networks"},
		{"a group whose name is taken", group, with(shop, "name", "web-asg"), "AlreadyExists"},
		{"subnets of two networks", group, with(shop, "subnets", "subnet-0a1,subnet-0x1"), "different networks"},
		{"desired above the maximum", group, with(shop, "desired", "9"), "desired is above maximum"},
		{"weights for some types only", group, with(shop, "source", fromMixed, "types", "m5.large,c5.large", "weights", "m5.large=2", "percent", "50"), "c5.large has no weight"},
		{"more On-Demand than the target", fleets, with(batch, "ondemand", "9"), "On-Demand target capacity"},
		{"a schedule that sets nothing", schedule, ui.Values{"name": "x", "recurrence": "0 8 * * *"}, "At least one of"},
		{"a schedule in the past", schedule, ui.Values{"name": "x", "desired": "3", "start": "2020-01-01 00:00"}, "in the past"},
		{"a schedule of no time", schedule, ui.Values{"name": "x", "desired": "3"}, "say when"},
		{"a group with instances", deleteGroupAction(aGroup(t, d, "web-asg")), ui.Values{"force": "false"}, "ResourceInUse"},
	} {
		if _, err := c.action.Plan(c.values); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %q", c.name, err, c.why)
		}
	}
}

// The fields' rules, by AWS's own.
func TestFieldsKeepAWSRules(t *testing.T) {
	arm := (&stock{images: []awsclient.Image{{ID: "ami-arm", Architecture: "arm64"}}})
	for _, c := range []struct{ name, got, want string }{
		{"a template's name", templateNameWrong("a b"), "3 to 128"},
		{"a template's name that is fine", templateNameWrong("web(1)./_-"), ""},
		{"a hook's name", hookNameWrong("a b"), "letters, digits"},
		{"a price", priceWrong("cheap"), "cheap"},
		{"a price that is fine", priceWrong("0.05"), ""},
		{"user data that is too long", userDataWrong(strings.Repeat("x", 16385)), "limited to 16384 bytes"},
		{"a cron line", cronWrong("61 * * * *"), "61"},
		{"a time", momentWrong("tomorrow"), "2026-03-10 20:00"},
		{"steps with a gap", stepsWrong("0..10 +1; 20.. +2"), ""},
		{"a tag of AWS's", func() string { _, err := parseTags("aws:x=1"); return refusalWords(err) }(), "aws:"},
		{"a weight", func() string { _, err := parseWeights("m5.large=0", 999); return refusalWords(err) }(), "from 1 to 999"},
		{"checkpoints", func() string { _, err := percents("50, 20"); return refusalWords(err) }(), "ascending"},
		{"Intel on an Arm image", arm.architectureWrong("t3.micro", "ami-arm"), "'x86_64' of the specified instance type"},
		{"Graviton on an Arm image", arm.architectureWrong("t4g.micro", "ami-arm"), ""},
		{"a GPU type is Intel", arm.architectureWrong("g4dn.xlarge", "ami-arm"), "x86_64"},
	} {
		if c.want == "" && c.got != "" && c.name != "steps with a gap" || !strings.Contains(c.got, c.want) || c.name == "steps with a gap" && c.got == "" {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// Commands are one argument a value, whatever is in it.
func TestCommandsAreQuoted(t *testing.T) {
	d := newDesk(t, 120, 36)
	run := prepared(t, d, runAction(nil))
	change, err := run.Plan(ui.Values{"image": "ami-0a1b2c3d4e5f60718", "type": "t3.micro", "count": "1", "subnet": "subnet-0a1", "key": none,
		"userdata": "#!/bin/sh\necho 'it''s' \"$HOME\"\n", "tags": "Name=a $(b)", "spot": "true", "price": "0.005"})
	if err != nil {
		t.Fatal(err)
	}
	want := "aws ec2 run-instances --count 1 --image-id ami-0a1b2c3d4e5f60718 --instance-type t3.micro --subnet-id subnet-0a1 --user-data '#!/bin/sh\necho '\\''it'\\'''\\''s'\\'' \"$HOME\"\n'" +
		` --instance-market-options '{"MarketType":"spot","SpotOptions":{"MaxPrice":"0.005"}}' --tag-specifications '{"ResourceType":"instance","Tags":[{"Key":"Name","Value":"a $(b)"}]}'`
	if got := change.commands(&side{}); got != want {
		t.Errorf("the command is\n%s\nwant\n%s", got, want)
	}
}

func TestTheJournalAsAScript(t *testing.T) {
	d := newDesk(t, 120, 36)
	at := time.Date(2026, 3, 3, 14, 2, 3, 0, time.UTC)
	d.c.journal = []journalLine{
		{at: at.Add(time.Minute), action: "Delete\nshop", command: "aws b\naws c", err: &awsclient.Error{Kind: awsclient.Conflict, Operation: "DeleteAutoScalingGroup", Code: "ResourceInUse", Message: "no"}},
		{at: at, action: "Create shop", command: "aws a --user-data 'x\ny'"},
	}
	want := "#!/bin/sh\nset -eu\n\n# 2026-03-03 14:02:03 UTC  Create shop: done\naws a --user-data 'x\ny'\n\n# 2026-03-03 14:03:03 UTC  Delete shop: failed\n# " +
		oneLine(failureWords(d.c.journal[0].err)) + "\n# aws b\n# aws c\n"
	if got := d.c.journalScript(); got != want {
		t.Errorf("the script is\n%s\nwant\n%s", got, want)
	}
	d.press("@", "tab")
	golden(t, "journal-120x36", d.screen())
}
