package views

import (
	"context"
	"strings"
	"testing"

	"fleetglass/ui"
)

func TestTargetChanges(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	target := func(tg string, n int) string { return tg + "|" + instanceID(n) + "|80" }
	for _, c := range []struct {
		name, kind string
		ids        []string
		with       ui.Values
		preview    []string // each must be in it
		cli, call  string
		typed      string
	}{
		{
			name: "register targets", kind: KindTargetGroup, ids: []string{ws0TG}, with: ui.Values{instanceID(2): "true", instanceID(9): "true"},
			preview: []string{instanceID(2) + " becomes a target on port 80  web, us-west-2c", "within 30s"},
			cli:     "aws elbv2 register-targets --target-group-arn " + ws0TG + " --targets Id=" + instanceID(2) + " Id=" + instanceID(9),
			call:    "register ws0-tg [{" + instanceID(2) + " 0} {" + instanceID(9) + " 0}]",
		},
		{
			name: "register targets", kind: KindTargetGroup, ids: []string{ws0TG}, with: ui.Values{instanceID(0): "true", "port": "8081"},
			cli:  "aws elbv2 register-targets --target-group-arn " + ws0TG + " --targets Id=" + instanceID(0) + ",Port=8081",
			call: "register ws0-tg [{" + instanceID(0) + " 8081}]",
		},
		{
			name: "deregister", kind: KindTarget, ids: []string{target(webTG, 0)},
			preview: []string{"web-tg  healthy targets  4 → 3", instanceID(0) + ":80  healthy → draining  web, us-west-2a", "it stays a member of group web-asg", "drains for 2m 00s"},
			cli:     "aws elbv2 deregister-targets --target-group-arn " + webTG + " --targets Id=" + instanceID(0) + ",Port=80",
			call:    "deregister web-tg [{" + instanceID(0) + " 80}]",
		},
		{
			name: "deregister", kind: KindTarget, ids: []string{target(ws0TG, 0)}, typed: "ws0-tg",
			preview: []string{"healthy targets  1 → 0", "▲ nothing healthy is left in ws0-tg"},
		},
		{
			name: "deregister", kind: KindTarget, ids: []string{target(ws1TG, 1), target(webV2TG, 4), target(webTG, 4), target(webTG, 1)},
			preview: []string{"web-tg  healthy targets  4 → 3", "drains for 5 minutes unless"},
			call:    "deregister ws1-tg [{" + instanceID(1) + " 80}]\nderegister web-v2 [{" + instanceID(4) + " 80}]\nderegister web-tg [{" + instanceID(4) + " 80} {" + instanceID(1) + " 80}]",
		},
	} {
		a := actionOn(t, d, c.name, c.kind, c.ids...)
		change := planned(t, a, c.with)
		for _, want := range c.preview {
			if !strings.Contains(previewText(change), want) {
				t.Errorf("%s: %q is not in the preview\n%s", c.name, want, previewText(change))
			}
		}
		if c.cli != "" && change.commands(&side{}) != c.cli {
			t.Errorf("%s: command\n%s\nwant\n%s", c.name, change.commands(&side{}), c.cli)
		}
		if a.Type != c.typed {
			t.Errorf("%s %v: %q has to be typed, want %q", c.name, c.ids, a.Type, c.typed)
		}
		client := &balancingClient{}
		if err := change.Run(context.Background(), client); err != nil {
			t.Error(err)
		}
		if got := strings.Join(client.calls, "\n"); c.call != "" && got != c.call {
			t.Errorf("%s: calls\n%s\nwant\n%s", c.name, got, c.call)
		}
	}
}

func TestTargetForms(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	a := actionOn(t, d, "register targets", KindTargetGroup, ws0TG)
	for _, c := range []struct {
		with           ui.Values
		wrong, refused string
	}{
		{ui.Values{instanceID(0): "true"}, "is a target on port 80 already", ""},
		{ui.Values{"port": "70000"}, "from 1 to 65535", ""},
		{nil, "", "choose at least one target"},
	} {
		values, wrong := filled(a, c.with)
		if (c.wrong == "") != (wrong == "") || !strings.Contains(wrong, c.wrong) {
			t.Errorf("%v: the form says %q, want %q", c.with, wrong, c.wrong)
		}
		if _, err := a.Plan(values); c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%v: the plan says %v, want %q", c.with, err, c.refused)
		}
	}
}

// Stopped instances and those of other networks are not offered; a group of
// addresses takes addresses, a function's takes nothing here.
func TestWhatCanBeRegistered(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	s := traffic()
	s.Instances.Rows[1].VPC = "vpc-other"
	d.see(s)
	a := actionOn(t, d, "register targets", KindTargetGroup, ws0TG)
	for _, f := range a.Fields {
		if f.Name == instanceID(1) || f.Name == instanceID(15) || f.Name == instanceID(5) {
			t.Errorf("%s is offered", f.Name)
		}
	}
	for kind, want := range map[string]string{"lambda": "a Lambda function", "ip": ""} {
		s := traffic()
		for i := range s.TargetGroups.Rows {
			s.TargetGroups.Rows[i].TargetType = kind
		}
		s.Seq = 7
		d.see(s)
		a := actionOn(t, d, "register targets", KindTargetGroup, ws0TG)
		if !strings.Contains(a.Off, want) {
			t.Errorf("%s: off because %q", kind, a.Off)
		}
		if kind == "ip" {
			if _, wrong := filled(a, ui.Values{"targets": "10.0.0.1, nowhere"}); !strings.Contains(wrong, "nowhere is not an IP address") {
				t.Errorf("the form says %q", wrong)
			}
		}
	}
}
