package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// instanceMakes are what can be made where instances are listed.
func instanceMakes(s *watch.Snapshot) []Action {
	return []Action{runAction(s.Instances.Rows), spotOrderAction(s), launchMenu(s.Instances.Rows)}
}

func instancePokes() []watch.Kind {
	return []watch.Kind{watch.Instances, watch.Statuses, watch.Groups, watch.SpotRequests}
}

// mostAtOnce bounds a launch by hand: more is a group's work. (choice)
const mostAtOnce = 100

// runAction launches instances by hand.
func runAction(instances []awsclient.Instance) Action {
	a := Action{Name: "run instances", Label: "Launch instances", Busy: "launching", Help: "by hand: nobody replaces them when they fail, as a group would"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		a.Fields = slices.Concat(launchFields(s, awsclient.LaunchSettings{}),
			onPage("place", needed(numberField("count", "how many", "1", 1, mostAtOnce, "")),
				choiceField("subnet", "subnet", "", s.subnetIDs(), s.subnetWords, "its zone is where they run"),
				tagField(nil, "key=value, commas between them: Name=web, App=shop")),
			marketFields())
		a.Plan = func(v ui.Values) (Change, error) { return runPlan(s, v) }
		return a
	})
	return a
}

func runPlan(s *stock, v ui.Values) (Change, error) {
	order := awsclient.LaunchOrder{Count: v.Int("count"), Settings: launchSettings(v), Subnet: v["subnet"], MaxPrice: strings.TrimSpace(v["price"])}
	to := order.Settings
	if wrong := s.otherNetwork(order.Subnet, to.SecurityGroupIDs); wrong != "" {
		return Change{}, errors.New(wrong)
	}
	preview := []ui.Line{ui.Say("launches " + ui.Count(order.Count, "instance") + " in " + s.subnetWords(order.Subnet))}
	market := object{}
	if to.Spot {
		market = object{{"MarketType", "spot"}, {"SpotOptions", object{{"MaxPrice", order.MaxPrice}}}}
	}
	var tags []string
	if len(to.Tags) > 0 {
		tags = []string{tagsOn("instance", to.Tags)[0].text()}
	}
	cli := aws("ec2", "run-instances").opt("--count", strconv.Itoa(order.Count)).opt("--image-id", to.Image).opt("--instance-type", to.Type).opt("--key-name", to.KeyName).
		opt("--security-group-ids", to.SecurityGroupIDs...).opt("--subnet-id", order.Subnet).opt("--user-data", to.UserData).
		opt("--iam-instance-profile", profileObject(to.InstanceProfile).text()).opt("--monitoring", object{{"Enabled", to.Monitoring}}.text()).
		opt("--instance-market-options", market.text()).opt("--tag-specifications", tags...)
	return Change{
		Preview: append(preview, launchPreview(s, awsclient.LaunchSettings{}, to)...), CLI: cli.String(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			_, err := c.RunInstances(ctx, order)
			return err
		},
		Done: ui.Count(order.Count, "instance") + " launched", Pokes: instancePokes(),
	}, nil
}

// otherNetwork is AWS's reason to refuse a subnet and security groups that are
// not of one network, "" when they fit.
func (s *stock) otherNetwork(subnet string, firewalls []string) string {
	network := s.subnet(subnet).VPC
	for _, g := range s.firewalls {
		if network != "" && slices.Contains(firewalls, g.ID) && g.VPC != network {
			return fmt.Sprintf("Security group %s and subnet %s belong to different networks.", g.ID, subnet)
		}
	}
	return ""
}

// tagInstancesAction sets tags of instances; keys that are left out of one
// instance's are taken away.
func tagInstancesAction(rows []*instanceRow) Action {
	var ids []string
	var refs []Ref
	for _, r := range rows {
		ids, refs = append(ids, r.ID), append(refs, Ref{KindInstance, r.ID})
	}
	var had []awsclient.Tag
	if len(rows) == 1 {
		had = ownTags(rows[0].Tags)
	}
	a := Action{Name: "tags", Label: "Change tags of " + instancesWords(rows), Refs: refs, Busy: "tagging", Help: "names for people, and for bills",
		Fields: []ui.Field{tagField(had, "key=value, commas between them; what is left out of one instance's is taken away")}}
	a.Plan = func(v ui.Values) (Change, error) {
		set, gone := tagsChanged(had, tagsOf(v))
		if len(set)+len(gone) == 0 {
			return Change{}, errors.New("nothing changes")
		}
		var clis []string
		if len(set) > 0 {
			clis = append(clis, aws("ec2", "create-tags").opt("--resources", ids...).opt("--tags", tagWords(set)...).String())
		}
		if len(gone) > 0 {
			clis = append(clis, aws("ec2", "delete-tags").opt("--resources", ids...).opt("--tags", keyWords(gone)...).String())
		}
		return Change{
			Preview: tagPreview(had, set, gone), CLIs: clis, Done: instancesWords(rows) + ": tags are changed", Pokes: []watch.Kind{watch.Instances},
			Run: func(ctx context.Context, c awsclient.Client) error {
				if len(set) > 0 {
					if err := c.Tag(ctx, ids, set); err != nil {
						return err
					}
				}
				if len(gone) > 0 {
					return c.Untag(ctx, ids, gone)
				}
				return nil
			},
		}, nil
	}
	return a
}

// ownTags are the tags that are not AWS's.
func ownTags(tags []awsclient.Tag) []awsclient.Tag {
	var own []awsclient.Tag
	for _, t := range tags {
		if !strings.HasPrefix(t.Key, "aws:") {
			own = append(own, t)
		}
	}
	return own
}

// tagsChanged are the tags to set and the keys to take away.
func tagsChanged(had, want []awsclient.Tag) (set []awsclient.Tag, gone []string) {
	for _, t := range want {
		if !slices.Contains(had, t) {
			set = append(set, t)
		}
	}
	for _, t := range had {
		if !slices.ContainsFunc(want, func(o awsclient.Tag) bool { return o.Key == t.Key }) {
			gone = append(gone, t.Key)
		}
	}
	return set, gone
}

func tagPreview(had, set []awsclient.Tag, gone []string) []ui.Line {
	var lines []ui.Line
	for _, t := range set {
		lines = append(lines, Becomes("tag "+t.Key, tagValue(had, t.Key), t.Value))
	}
	for _, key := range gone {
		lines = append(lines, ui.Say("tag "+key+" is taken away"))
	}
	return lines
}

func keyWords(keys []string) []string {
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = "Key=" + key
		if strings.ContainsAny(key, ",='\" {}[]") {
			words[i] = object{{"Key", key}}.text()
		}
	}
	return words
}

// userDataAction replaces the user data of a stopped instance.
func userDataAction(r *instanceRow) Action {
	a := Action{Name: "change user data", Label: "Change user data of " + r.ID, Refs: []Ref{{KindInstance, r.ID}}, Busy: "changing user data",
		Help: "cloud-init runs it at the first boot only, unless it says otherwise"}
	if r.State != "stopped" {
		a.Off = "it has to be stopped first"
		return a
	}
	a.Prepare = func(ctx context.Context, c awsclient.Client) (Action, error) {
		a := a
		had, err := c.UserData(ctx, r.ID)
		if err != nil {
			return a, err
		}
		a.Fields = []ui.Field{{Name: "userdata", Label: "user data", Kind: ui.AreaField, Value: had, Validate: func(v string, _ ui.Values) string { return userDataWrong(v) },
			Help: "paste it, or ctrl+j for a new line"}}
		a.Plan = func(v ui.Values) (Change, error) {
			text := v["userdata"]
			if text == had {
				return Change{}, errors.New("nothing changes")
			}
			preview := userDataLines(text)
			if text == "" {
				preview = []ui.Line{ui.Say("it has no user data any more")}
			}
			return Change{
				Preview: preview, CLI: Command("aws", "ec2", "modify-instance-attribute", "--instance-id", r.ID, "--attribute", "userData", "--value", encodedText(text)),
				Run:  func(ctx context.Context, c awsclient.Client) error { return c.SetUserData(ctx, r.ID, text) },
				Done: r.ID + ": user data is changed", Pokes: []watch.Kind{watch.UserData},
			}, nil
		}
		return a, nil
	}
	return a
}

// attachAction makes running instances members of a group.
func attachAction(s *watch.Snapshot, rows []*instanceRow) Action {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	a := Action{Name: "attach to group", Label: "Attach " + instancesWords(rows) + " to a group", Busy: "attaching", Help: "the group's desired capacity grows with it"}
	var groups []string
	for i := range s.Groups.Rows {
		groups = append(groups, s.Groups.Rows[i].Name)
	}
	if len(groups) == 0 {
		a.Off = "there is no group"
	}
	for _, r := range rows {
		a.Refs = append(a.Refs, Ref{KindInstance, r.ID})
		switch {
		case r.ties.Member(r.ID) != nil:
			a.Off = r.ID + " is a member of " + r.ties.Member(r.ID).Group
		case r.State != "running":
			a.Off = r.ID + " is " + r.State
		}
	}
	a.Fields = []ui.Field{choiceField("group", "group", "", groups, nil, "of the same zones")}
	a.Plan = func(v ui.Values) (Change, error) {
		g := groupByName(s, v["group"])
		to := g.Limits.Desired + len(ids)
		if to > g.Limits.Max {
			return Change{}, fmt.Errorf("desired would be %d, above the maximum, %d", to, g.Limits.Max)
		}
		return Change{
			Preview: []ui.Line{Becomes("desired of "+g.Name, strconv.Itoa(g.Limits.Desired), strconv.Itoa(to))},
			CLI:     aws("autoscaling", "attach-instances").opt("--instance-ids", ids...).opt("--auto-scaling-group-name", g.Name).String(),
			Run:     func(ctx context.Context, c awsclient.Client) error { return c.AttachInstances(ctx, g.Name, ids) },
			Done:    instancesWords(rows) + " belongs to " + g.Name, Pokes: groupPokes(),
		}, nil
	}
	return a
}

func groupByName(s *watch.Snapshot, name string) awsclient.Group {
	for i := range s.Groups.Rows {
		if s.Groups.Rows[i].Name == name {
			return s.Groups.Rows[i]
		}
	}
	return awsclient.Group{Name: name}
}

// detachAction makes members plain instances again.
func detachAction(r *groupRow, members []awsclient.GroupInstance) Action {
	ids := memberIDs(members)
	return Action{
		Name: "detach from group", Label: "Detach " + memberNames(members) + " from " + r.Name, Help: "it runs on, on its own, and nobody replaces it",
		Off: offUnless(members, "only instances in service or in standby can leave", func(m awsclient.GroupInstance) bool {
			return m.Lifecycle == "InService" || m.Lifecycle == "Standby"
		}),
		Refs: memberRefs(members), Busy: "detaching", Fields: []ui.Field{decrementField("it")},
		Plan: func(v ui.Values) (Change, error) {
			decrement := v.Bool("decrement")
			if decrement && r.Limits.Desired-len(ids) < r.Limits.Min {
				return Change{}, fmt.Errorf("desired would fall below the minimum, %d: lower that first, or do not lower desired", r.Limits.Min)
			}
			return Change{
				Preview: []ui.Line{ui.Say(strings.Join(ids, ", ") + " leaves the group and its target groups"), decrementPreview(r, len(ids), decrement)},
				CLI: aws("autoscaling", "detach-instances").opt("--instance-ids", ids...).opt("--auto-scaling-group-name", r.Name).
					turn(&decrement, "--should-decrement-desired-capacity", "--no-should-decrement-desired-capacity").String(),
				Run: func(ctx context.Context, c awsclient.Client) error {
					return c.DetachInstances(ctx, r.Name, ids, decrement)
				},
				Done: memberNames(members) + " leaves " + r.Name, Pokes: groupPokes(),
			}, nil
		},
	}
}
