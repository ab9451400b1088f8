package contract

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/awsclient"
)

// launchingChecks are about what instances are launched from, and launches by
// hand.
func launchingChecks() []check {
	return []check{
		{"images to launch from", images},
		{"key pairs, templates and configurations are listed", sources},
		{"a launch template lives", templateLife},
		{"a launch configuration lives", configurationLife},
		{"servers are launched by hand and tagged", runAndTag},
		{"a launch without an image is refused", runWithoutImage},
		{"user data of a running server cannot be changed", userDataRunning},
		{"tags of a group", groupTags},
		{"target tracking on a custom metric", customTracking},
	}
}

func images(p *probe) {
	rows, err := p.Client.Images(p.ctx, []string{p.image, "ami-0123456789abcdef0"})
	p.must(err)
	i := find(p, "the image in use", rows, func(i awsclient.Image) bool { return i.ID == p.image })
	p.same("its architecture", i.Architecture, "x86_64")
	for n, i := range rows {
		if slices.ContainsFunc(rows[:n], func(o awsclient.Image) bool { return o.ID == i.ID }) {
			p.errorf("%s is there twice", i.ID)
		}
	}
}

func sources(p *probe) {
	_, err := p.Client.KeyPairs(p.ctx)
	p.must(err)
	templates, err := p.Client.LaunchTemplates(p.ctx)
	p.must(err)
	t := find(p, "the template", templates, func(t awsclient.LaunchTemplate) bool { return t.ID == p.template })
	p.same("its name", t.Name, templateName)
	configurations, err := p.Client.LaunchConfigurations(p.ctx)
	p.must(err)
	p.same("the configuration is listed", slices.Contains(configurations, configName), true)
}

func templateLife(p *probe) {
	const name = "contract-handmade"
	id, err := p.Client.CreateLaunchTemplate(p.ctx, name, awsclient.LaunchSettings{Image: p.image, Type: "t3.micro", UserData: userData, Description: "one",
		SecurityGroupIDs: []string{p.firewall}, Tags: []awsclient.Tag{{Key: "App", Value: "made"}}})
	p.must(err)
	n, err := p.Client.CreateTemplateVersion(p.ctx, id, "1", awsclient.LaunchSettings{Type: "m5.large", Description: "two"})
	p.must(err)
	p.same("the new version", n, 2)
	p.must(p.Client.SetDefaultTemplateVersion(p.ctx, id, 2))
	s, err := p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{TemplateID: id, Version: "$Default"})
	p.must(err)
	p.same("type, image and user data", []string{s.Type, s.Image, s.UserData}, []string{"m5.large", p.image, userData})
	p.must(p.Client.DeleteLaunchTemplate(p.ctx, id))
	templates, err := p.Client.LaunchTemplates(p.ctx)
	p.must(err)
	p.same("it is gone", slices.ContainsFunc(templates, func(t awsclient.LaunchTemplate) bool { return t.Name == name }), false)
}

func configurationLife(p *probe) {
	const name = "contract-handmade"
	p.must(p.Client.CreateLaunchConfiguration(p.ctx, name, awsclient.LaunchSettings{Image: p.image, Type: "t3.micro", UserData: userData, SecurityGroupIDs: []string{p.firewall}}))
	s, err := p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{Configuration: name})
	p.must(err)
	p.same("type and user data", []string{s.Type, s.UserData}, []string{"t3.micro", userData})
	p.same("detailed metrics", s.Monitoring, false)
	p.must(p.Client.DeleteLaunchConfiguration(p.ctx, name))
	_, err = p.Client.LaunchSettings(p.ctx, awsclient.LaunchRef{Configuration: name})
	p.fails("reading it afterwards", err, awsclient.NotFound)
}

func runAndTag(p *probe) {
	subnet := aws.ToString(p.subnets[0].SubnetId)
	ids, err := p.Client.RunInstances(p.ctx, awsclient.LaunchOrder{Count: 2, Subnet: subnet,
		Settings: awsclient.LaunchSettings{Image: p.image, Type: "t3.micro", UserData: userData, SecurityGroupIDs: []string{p.firewall}, Tags: []awsclient.Tag{{Key: "App", Value: "hand"}}}})
	p.must(err)
	p.same("how many", len(ids), 2)
	read := func(id string) awsclient.Instance {
		rows, err := p.Client.Instances(p.ctx)
		p.must(err)
		return find(p, "instance "+id, rows, func(i awsclient.Instance) bool { return i.ID == id })
	}
	p.same("subnet", read(ids[0]).Subnet, subnet)
	p.same("tags", read(ids[1]).Tags, []awsclient.Tag{{Key: "App", Value: "hand"}})
	p.must(p.Client.Tag(p.ctx, ids, []awsclient.Tag{{Key: "Name", Value: "by hand"}}))
	p.must(p.Client.Untag(p.ctx, ids, []string{"App"}))
	p.same("tags afterwards", read(ids[1]).Tags, []awsclient.Tag{{Key: "Name", Value: "by hand"}})
	p.until("they run", func() bool { return read(ids[0]).State == "running" })
	p.must(p.Client.StopInstances(p.ctx, ids[:1]))
	p.until("one has stopped", func() bool { return read(ids[0]).State == "stopped" })
	p.must(p.Client.SetUserData(p.ctx, ids[0], "#!/bin/sh\ntrue\n"))
	text, err := p.Client.UserData(p.ctx, ids[0])
	p.must(err)
	p.same("its user data", text, "#!/bin/sh\ntrue\n")
	p.must(p.Client.TerminateInstances(p.ctx, ids))
}

func runWithoutImage(p *probe) {
	_, err := p.Client.RunInstances(p.ctx, awsclient.LaunchOrder{Count: 1, Settings: awsclient.LaunchSettings{Type: "t3.micro"}})
	p.fails("a launch without an image", err, awsclient.Invalid)
}

func userDataRunning(p *probe) {
	id := p.member().ID
	if err := p.Client.SetUserData(p.ctx, id, "#!/bin/sh\n"); err == nil {
		p.errorf("the user data of %s was changed while it runs", id)
	}
}

func groupTags(p *probe) {
	before := p.group().Tags
	p.must(p.Client.TagGroup(p.ctx, groupName, []awsclient.Tag{{Key: "Zz", Value: "last"}}, true))
	p.same("the tag", slices.Contains(p.group().Tags, awsclient.Tag{Key: "Zz", Value: "last"}), true)
	p.must(p.Client.UntagGroup(p.ctx, groupName, []string{"Zz"}))
	p.same("tags afterwards", p.group().Tags, before)
}

func customTracking(p *probe) {
	const name = "contract-custom"
	metric := &awsclient.CustomMetric{Namespace: "Shop", Name: "Backlog", Statistic: "Average", Dimensions: []awsclient.Dimension{{Name: "Queue", Value: "orders"}}}
	_, err := p.Client.PutPolicy(p.ctx, awsclient.Policy{Group: groupName, Name: name, Type: "TargetTrackingScaling", Enabled: true, Target: awsclient.TargetTracking{Value: 30, Custom: metric}})
	p.must(err)
	rows, err := p.Client.Policies(p.ctx)
	p.must(err)
	policy := find(p, "the policy", rows, func(r awsclient.Policy) bool { return r.Name == name })
	p.same("its metric", policy.Target.Custom, metric)
	p.same("its target", policy.Target.Value, 30.0)
	p.must(p.Client.DeletePolicy(p.ctx, groupName, name))
}
