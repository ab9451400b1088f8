package views

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// What instances are launched from is asked for by five forms in the same way:
// launches by hand, launch configurations, launch templates and their
// versions, and Spot requests.

// launchFields are the fields of launch settings. from is what they hold at
// first.
func launchFields(s *stock, from awsclient.LaunchSettings) []ui.Field {
	keys := noneFirst(s.keys)
	kind := needed(choiceField("type", "type", from.Type, s.types, s.typeWords, "with the On-Demand price of Linux an hour"))
	kind.Validate = func(v string, all ui.Values) string { return s.architectureWrong(v, all["image"]) }
	return slices.Concat(
		onPage("image and type",
			needed(choiceField("image", "image", from.Image, s.imageIDs(), s.imageWords, "your own images, the newest of Amazon Linux, and those in use")),
			kind,
			choiceField("key", "key pair", from.KeyName, keys, nil, "for SSH; without one there is no way in but Session Manager"),
			multiField("firewalls", "security groups", from.SecurityGroupIDs, s.firewallIDs(), s.firewallWords, "space picks; none: the default group of the network"),
		),
		onPage("software",
			ui.Field{Name: "userdata", Label: "user data", Kind: ui.AreaField, Value: from.UserData, Validate: func(v string, _ ui.Values) string { return userDataWrong(v) },
				Help: "a script that runs as root at the first boot; paste it, or ctrl+j for a new line"},
			textField("profile", "instance profile", from.InstanceProfile, "name or ARN: what the programs on it may do in AWS", nil),
			toggleField("monitoring", "detailed metrics", from.Monitoring, "one-minute metrics, which cost; otherwise one point every five minutes"),
		))
}

// launchSettings are the settings of a form with launchFields.
func launchSettings(v ui.Values) awsclient.LaunchSettings {
	return awsclient.LaunchSettings{
		Image: strings.TrimSpace(v["image"]), Type: v["type"], KeyName: chosen(v, "key"), SecurityGroupIDs: v.List("firewalls"), UserData: v["userdata"],
		InstanceProfile: strings.TrimSpace(v["profile"]), Monitoring: v.Bool("monitoring"), Spot: v.Bool("spot"), SpotPrice: strings.TrimSpace(v["price"]), Tags: tagsOf(v),
		Description: strings.TrimSpace(v["description"]),
	}
}

// launchPreview tells settings that are new, against those that were.
func launchPreview(s *stock, from, to awsclient.LaunchSettings) []ui.Line {
	var lines []ui.Line
	for _, f := range []struct{ name, from, to string }{
		{"image", from.Image, to.Image}, {"type", from.Type, to.Type}, {"key pair", from.KeyName, to.KeyName},
		{"security groups", words(from.SecurityGroupIDs, s.firewallWords), words(to.SecurityGroupIDs, s.firewallWords)},
		{"instance profile", from.InstanceProfile, to.InstanceProfile}, {"most for Spot", from.SpotPrice, to.SpotPrice},
	} {
		if f.from != f.to {
			lines = append(lines, Becomes(f.name, f.from, f.to))
		}
	}
	if from.UserData != to.UserData {
		lines = append(lines, userDataLines(to.UserData)...)
	}
	if price := s.typeWords(to.Type); price != to.Type && !to.Spot {
		lines = append(lines, ui.Say("each costs "+strings.TrimSpace(strings.TrimPrefix(price, to.Type))+" On-Demand"))
	}
	return lines
}

// words are values in words, commas between them.
func words(values []string, say func(string) string) string {
	said := make([]string, len(values))
	for i, v := range values {
		said[i] = say(v)
	}
	return strings.Join(said, ", ")
}

// profileObject names an instance profile as the API takes it.
func profileObject(profile string) object {
	if strings.HasPrefix(profile, "arn:") {
		return object{{"Arn", profile}}
	}
	return object{{"Name", profile}}
}

func encodedText(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// settingsObject is the JSON of launch settings for templates and requests.
func settingsObject(s awsclient.LaunchSettings) object {
	market := object{}
	if s.Spot {
		market = object{{"MarketType", "spot"}, {"SpotOptions", object{{"MaxPrice", s.SpotPrice}}}}
	}
	return object{
		{"ImageId", s.Image}, {"InstanceType", s.Type}, {"KeyName", s.KeyName}, {"SecurityGroupIds", s.SecurityGroupIDs}, {"UserData", encodedText(s.UserData)},
		{"IamInstanceProfile", profileObject(s.InstanceProfile)}, {"Monitoring", object{{"Enabled", s.Monitoring}}}, {"InstanceMarketOptions", market},
		{"TagSpecifications", tagsOn("instance", s.Tags)},
	}
}

// launchMenu is all about what is launched from.
func launchMenu(instances []awsclient.Instance) Action {
	return Action{Name: "launch sources", Label: "Launch templates and configurations", Menu: []Action{
		createTemplateAction(instances), newVersionAction(instances), defaultVersionAction(instances), deleteTemplateAction(instances),
		createConfigurationAction(instances), deleteConfigurationAction(instances),
	}}
}

// launchPokes are the lists that show what groups launch from.
func launchPokes() []watch.Kind { return []watch.Kind{watch.Launch, watch.Groups} }

// createConfigurationAction makes a launch configuration.
func createConfigurationAction(instances []awsclient.Instance) Action {
	a := Action{Name: "create launch configuration", Label: "Create a launch configuration", Busy: "creating",
		Help: "it can never be changed, only replaced; templates have versions and can do more"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		a.Fields = append(onPage("name", needed(textField("name", "name", "", "unique in the region", resourceNameWrong)),
			textField("price", "most for Spot", "", "dollars an hour: launches Spot Instances; empty launches On-Demand", priceWrong)),
			launchFields(s, awsclient.LaunchSettings{Monitoring: true})...)
		a.Plan = func(v ui.Values) (Change, error) {
			name, to := strings.TrimSpace(v["name"]), launchSettings(v)
			if slices.Contains(s.configurations, name) {
				return Change{}, fmt.Errorf("AlreadyExists: Launch Configuration by this name already exists - A launch configuration already exists with the name %s", name)
			}
			to.Spot = to.SpotPrice != ""
			monitoring := object{{"Enabled", &to.Monitoring}}
			cli := aws("autoscaling", "create-launch-configuration").opt("--launch-configuration-name", name).opt("--image-id", to.Image).opt("--instance-type", to.Type).
				opt("--key-name", to.KeyName).opt("--security-groups", to.SecurityGroupIDs...).opt("--iam-instance-profile", to.InstanceProfile).
				opt("--spot-price", to.SpotPrice).opt("--user-data", to.UserData).opt("--instance-monitoring", monitoring.text())
			return Change{
				Preview: append([]ui.Line{Becomes("launch configuration", "", name)}, launchPreview(s, awsclient.LaunchSettings{}, to)...), CLI: cli.String(),
				Run:  func(ctx context.Context, c awsclient.Client) error { return c.CreateLaunchConfiguration(ctx, name, to) },
				Done: name + " is there to launch from", Pokes: launchPokes(),
			}, nil
		}
		return a
	})
	return a
}

// deleteConfigurationAction deletes a launch configuration that is typed: the
// name is its confirmation.
func deleteConfigurationAction(instances []awsclient.Instance) Action {
	a := Action{Name: "delete launch configuration", Label: "Delete a launch configuration", Busy: "deleting", Type: "delete", Help: "only one that no group uses"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		if len(s.configurations) == 0 {
			a.Off = "there is no launch configuration"
		}
		a.Fields = []ui.Field{needed(choiceField("name", "configuration", "", s.configurations, nil, "what runs from it runs on"))}
		a.Plan = func(v ui.Values) (Change, error) {
			name := v["name"]
			return Change{
				Preview: []ui.Line{ui.Say("launch configuration " + name + " is gone")},
				CLI:     aws("autoscaling", "delete-launch-configuration").opt("--launch-configuration-name", name).String(), Confirm: name,
				Run:  func(ctx context.Context, c awsclient.Client) error { return c.DeleteLaunchConfiguration(ctx, name) },
				Done: name + " is deleted", Pokes: launchPokes(),
			}, nil
		}
		return a
	})
	return a
}

func createTemplateAction(instances []awsclient.Instance) Action {
	a := Action{Name: "create launch template", Label: "Create a launch template", Busy: "creating", Help: "its first version becomes its default"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		a.Fields = append(onPage("name", needed(textField("name", "name", "", "unique in the region", templateNameWrong)),
			textField("description", "description", "first version", "of the version", nil), tagField(nil, "of the instances: key=value, commas between them")),
			append(launchFields(s, awsclient.LaunchSettings{}), marketFields()...)...)
		a.Plan = func(v ui.Values) (Change, error) {
			name, to := strings.TrimSpace(v["name"]), launchSettings(v)
			if slices.ContainsFunc(s.templates, func(t awsclient.LaunchTemplate) bool { return t.Name == name }) {
				return Change{}, awsWords("InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.")
			}
			return Change{
				Preview: append([]ui.Line{Becomes("launch template", "", name+", version 1")}, launchPreview(s, awsclient.LaunchSettings{}, to)...),
				CLI: aws("ec2", "create-launch-template").opt("--launch-template-name", name).opt("--version-description", to.Description).
					opt("--launch-template-data", settingsObject(to).text()).String(),
				Run: func(ctx context.Context, c awsclient.Client) error {
					_, err := c.CreateLaunchTemplate(ctx, name, to)
					return err
				},
				Done: name + " is there to launch from", Pokes: launchPokes(),
			}, nil
		}
		return a
	})
	return a
}

// marketFields ask where instances are bought.
func marketFields() []ui.Field {
	price := textField("price", "most to pay", "", "dollars an hour; empty is the On-Demand price, which is the habit that AWS recommends", priceWrong)
	price.When = func(v ui.Values) bool { return v.Bool("spot") }
	return onPage("market", toggleField("spot", "Spot Instances", false, "up to 90 % cheaper; AWS may take them back with two minutes' notice"), price)
}

func newVersionAction(instances []awsclient.Instance) Action {
	a := Action{Name: "new template version", Label: "Create a version of a launch template", Busy: "creating",
		Help: "what is left as it is comes from the version that it starts from; groups on $Latest launch from it at once"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		if len(s.templates) == 0 {
			a.Off = "there is no launch template yet"
		}
		keep := func(f ui.Field, keep string) ui.Field {
			if f.Kind == ui.ChoiceField {
				f.Choices, f.Value = append([]string{keep}, slices.DeleteFunc(slices.Clone(f.Choices), func(c string) bool { return c == none })...), keep
			}
			f.Needed = false
			return f
		}
		fields := launchFields(s, awsclient.LaunchSettings{})
		for i := range fields {
			fields[i] = keep(fields[i], asItIs)
			if fields[i].Name == "type" {
				fields[i].Validate = nil // the image may be that of the version before
			}
		}
		a.Fields = append(onPage("template", needed(choiceField("template", "template", "", s.templateIDs(), s.templateWords, "")),
			textField("source", "starts from", "$Latest", "$Latest, $Default or a number", versionWrong),
			textField("description", "description", "", "of the version", nil),
			toggleField("default", "make it default", false, "then groups on $Default launch from it, too")), fields...)
		a.Plan = func(v ui.Values) (Change, error) { return versionPlan(s, v) }
		return a
	})
	return a
}

// asItIs is the choice to leave something to the version before.
const asItIs = "as it is"

func versionWrong(v string) string {
	if v == "$Latest" || v == "$Default" {
		return ""
	}
	if n, err := strconv.Atoi(v); err != nil || n < 1 {
		return "$Latest, $Default or a number"
	}
	return ""
}

// numberedVersion is the number that a version stands for: EC2 wants one as
// the source.
func numberedVersion(t awsclient.LaunchTemplate, version string) string {
	switch version {
	case "$Latest":
		return strconv.Itoa(t.Latest)
	case "$Default":
		return strconv.Itoa(t.Default)
	}
	return version
}

func versionPlan(s *stock, v ui.Values) (Change, error) {
	for _, name := range []string{"image", "type", "key"} {
		if v[name] == asItIs {
			v[name] = ""
		}
	}
	t, to := s.template(v["template"]), launchSettings(v)
	source, next := numberedVersion(t, v["source"]), t.Latest+1
	preview := append([]ui.Line{Becomes("latest version", strconv.Itoa(t.Latest), strconv.Itoa(next))}, launchPreview(s, awsclient.LaunchSettings{}, to)...)
	data := settingsObject(to).text()
	if data == "" {
		return Change{}, fmt.Errorf("nothing changes: choose at least one setting")
	}
	clis := []string{aws("ec2", "create-launch-template-version").opt("--launch-template-id", t.ID).opt("--source-version", source).
		opt("--version-description", to.Description).opt("--launch-template-data", data).String()}
	if v.Bool("default") {
		preview = append(preview, Becomes("default version", strconv.Itoa(t.Default), strconv.Itoa(next)))
		clis = append(clis, defaultCommand(t.ID, next))
	}
	return Change{
		Preview: preview, CLIs: clis, Done: fmt.Sprintf("%s has version %d", t.Name, next), Pokes: launchPokes(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			n, err := c.CreateTemplateVersion(ctx, t.ID, source, to)
			if err != nil || !v.Bool("default") {
				return err
			}
			return c.SetDefaultTemplateVersion(ctx, t.ID, n)
		},
	}, nil
}

func defaultCommand(id string, version int) string {
	return aws("ec2", "modify-launch-template").opt("--launch-template-id", id).opt("--default-version", strconv.Itoa(version)).String()
}

func defaultVersionAction(instances []awsclient.Instance) Action {
	a := Action{Name: "set default version", Label: "Set the default version of a launch template", Busy: "changing", Help: "groups on $Default launch from it from now on"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		if len(s.templates) == 0 {
			a.Off = "there is no launch template yet"
		}
		version := needed(numberField("version", "version", "", 1, 10000, ""))
		version.Validate = func(value string, v ui.Values) string { return inRange(value, 1, s.template(v["template"]).Latest) }
		a.Fields = []ui.Field{needed(choiceField("template", "template", "", s.templateIDs(), s.templateWords, "")), version}
		a.Plan = func(v ui.Values) (Change, error) {
			t, n := s.template(v["template"]), v.Int("version")
			if n == t.Default {
				return Change{}, fmt.Errorf("version %d is the default already", n)
			}
			return Change{
				Preview: []ui.Line{Becomes("default version of "+t.Name, strconv.Itoa(t.Default), strconv.Itoa(n))}, CLI: defaultCommand(t.ID, n),
				Run:  func(ctx context.Context, c awsclient.Client) error { return c.SetDefaultTemplateVersion(ctx, t.ID, n) },
				Done: fmt.Sprintf("%s: version %d is the default", t.Name, n), Pokes: launchPokes(),
			}, nil
		}
		return a
	})
	return a
}

func deleteTemplateAction(instances []awsclient.Instance) Action {
	a := Action{Name: "delete launch template", Label: "Delete a launch template", Busy: "deleting", Type: "delete", Help: "with all its versions; groups on it cannot launch any more"}
	a.Prepare = preparing(instances, func(s *stock) Action {
		a := a
		if len(s.templates) == 0 {
			a.Off = "there is no launch template"
		}
		a.Fields = []ui.Field{needed(choiceField("template", "template", "", s.templateIDs(), s.templateWords, ""))}
		a.Plan = func(v ui.Values) (Change, error) {
			t := s.template(v["template"])
			return Change{
				Preview: []ui.Line{ui.Say(fmt.Sprintf("launch template %s is gone, with %s", t.Name, ui.Count(t.Latest, "version")))},
				CLI:     aws("ec2", "delete-launch-template").opt("--launch-template-id", t.ID).String(), Confirm: t.Name,
				Run:  func(ctx context.Context, c awsclient.Client) error { return c.DeleteLaunchTemplate(ctx, t.ID) },
				Done: t.Name + " is deleted", Pokes: launchPokes(),
			}, nil
		}
		return a
	})
	return a
}
