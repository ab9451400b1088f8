package flight_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// beginIn begins an action whose form is looked up first, from the menu or from
// one behind it.
func (f *flight) beginIn(titles ...string) {
	f.t.Helper()
	f.Press("a")
	for _, title := range titles {
		f.choose(title)
	}
	f.Wait(time.Second) // what the form offers is being looked up
}

// chooseIn turns a choice field until it shows the text.
func (f *flight) chooseIn(label, text string) {
	f.t.Helper()
	f.field(label)
	for range 60 {
		if strings.Contains(f.picked(), text) {
			return
		}
		f.Press("right")
	}
	f.t.Fatalf("no choice %q of %q:\n%s", text, label, f.Text())
}

// asks fails the test when the question on top does not have the text, however
// it is broken into lines, in words too.
func (f *flight) asks(text string) {
	f.t.Helper()
	var box strings.Builder
	for _, line := range f.Lines() {
		_, inside, ok := strings.Cut(line, "│")
		if end := strings.LastIndex(inside, "│"); ok && end >= 0 {
			box.WriteString(strings.Join(strings.Fields(inside[:end]), ""))
		}
	}
	if !strings.Contains(box.String(), strings.Join(strings.Fields(text), "")) {
		f.t.Fatalf("the question does not have %q:\n%s", text, f.Text())
	}
}

// agree says yes to the question on top, which has the command.
func (f *flight) agree(command string) {
	f.t.Helper()
	f.asks(command)
	f.Press("y")
	f.Wait(time.Second)
}

// confirm types what the question on top wants typed.
func (f *flight) confirm(command, name string) {
	f.t.Helper()
	f.asks(command)
	f.Press("y", "enter")
	f.asks(command) // one stray key does nothing
	f.Press("ctrl+u")
	f.Type(name)
	f.Press("enter")
	f.Wait(time.Second)
}

func (f *flight) templates() []awsclient.LaunchTemplate {
	f.t.Helper()
	rows, err := f.client.LaunchTemplates(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return rows
}

func (f *flight) templateNamed(name string) awsclient.LaunchTemplate {
	f.t.Helper()
	for _, t := range f.templates() {
		if t.Name == name {
			return t
		}
	}
	return awsclient.LaunchTemplate{}
}

func TestALaunchTemplateLives(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.beginIn("Launch templates and conf", "Create a launch template")
		f.fill("name", "x!")
		f.Sees("3 to 128 letters, digits")
		f.fill("name", "shop")
		f.Press("enter")
		f.chooseIn("type", "t3.small")
		f.Sees("t3.small  $0.0208/h")
		f.Press("enter")
		f.field("user data")
		f.Type("#!/bin/sh")
		f.Press("ctrl+j")
		f.Type("echo 'hi'")
		f.Sees("user data", "2 lines, 19 of 16384 bytes")
		f.Press("enter", "enter")
		f.agree("aws ec2 create-launch-template --launch-template-name shop --version-description 'first version' --launch-template-data")
		made := f.templateNamed("shop")
		if made.Default != 1 || made.Latest != 1 {
			f.t.Fatalf("made is %+v", made)
		}
		settings, err := f.client.LaunchSettings(f.t.Context(), awsclient.LaunchRef{TemplateID: made.ID, Version: "1"})
		if err != nil || settings.Type != "t3.small" || settings.UserData != "#!/bin/sh\necho 'hi'" || settings.Image == "" {
			f.t.Errorf("its settings are %+v, %v", settings, err)
		}

		f.beginIn("Launch templates and conf", "Create a version")
		f.chooseIn("template", "shop")
		f.fill("description", "larger")
		f.Press("enter")
		f.chooseIn("type", "m5.large")
		f.Press("enter", "enter")
		f.asks("latest version 1 → 2")
		f.agree("aws ec2 create-launch-template-version --launch-template-id " + made.ID + " --source-version 1 --version-description larger --launch-template-data '{\"InstanceType\":\"m5.large\"}'")
		settings, err = f.client.LaunchSettings(f.t.Context(), awsclient.LaunchRef{TemplateID: made.ID, Version: "2"})
		if err != nil || settings.Type != "m5.large" || settings.UserData == "" {
			f.t.Errorf("version 2 is %+v, %v", settings, err)
		}

		f.beginIn("Launch templates and conf", "Set the default version")
		f.chooseIn("template", "shop")
		f.fill("version", "3")
		f.Sees("from 1 to 2")
		f.fill("version", "2")
		f.Press("enter")
		f.agree("aws ec2 modify-launch-template --launch-template-id " + made.ID + " --default-version 2")
		if got := f.templateNamed("shop"); got.Default != 2 {
			f.t.Errorf("it is %+v", got)
		}

		f.beginIn("Launch templates and conf", "Delete a launch template")
		f.chooseIn("template", "shop")
		f.Press("enter")
		f.confirm("aws ec2 delete-launch-template --launch-template-id "+made.ID, "shop")
		if got := f.templateNamed("shop"); got.ID != "" {
			f.t.Errorf("it is still there: %+v", got)
		}
	})
}

func TestALaunchConfigurationLives(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.beginIn("Launch templates and conf", "Create a launch configuration")
		f.fill("name", "old-way")
		f.fill("most for Spot", "cheap")
		f.Sees("▲")
		f.fill("most for Spot", "0.02")
		f.Press("enter", "enter", "enter")
		f.agree("aws autoscaling create-launch-configuration --launch-configuration-name old-way --image-id ami-")
		names, err := f.client.LaunchConfigurations(f.t.Context())
		if err != nil || !strings.Contains(strings.Join(names, " "), "old-way") {
			f.t.Fatalf("there are %v, %v", names, err)
		}
		f.beginIn("Launch templates and conf", "Delete a launch configuration")
		f.chooseIn("configuration", "old-way")
		f.Press("enter")
		f.confirm("aws autoscaling delete-launch-configuration --launch-configuration-name old-way", "old-way")
		if names, _ := f.client.LaunchConfigurations(f.t.Context()); strings.Contains(strings.Join(names, " "), "old-way") {
			f.t.Errorf("there are %v", names)
		}
	})
}

func (f *flight) instanceNamed(name string) awsclient.Instance {
	f.t.Helper()
	rows, err := f.client.Instances(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, i := range rows {
		if i.Name == name && i.State != "terminated" {
			return i
		}
	}
	return awsclient.Instance{}
}

func TestAnInstanceIsLaunchedByHandTaggedAndGivenUserData(t *testing.T) {
	how := wide()
	how.speed = 60
	fly(t, how, func(f *flight) {
		f.Press("5")
		f.Wait(time.Second)
		f.beginIn("Launch instances")
		f.Press("enter")
		f.field("user data")
		f.Type("echo no shebang")
		f.Press("enter")
		f.fill("how many", "0")
		f.Press("enter")
		f.Sees("from 1 to 100")
		f.fill("how many", "2")
		f.fill("tags", "aws:x=1")
		f.Sees("keys that begin with aws:")
		f.fill("tags", "Name=solo, App=it's")
		f.Press("enter")
		f.Sees("begins with neither #! nor")
		f.Press("enter")
		f.agree(`--tag-specifications '{"ResourceType":"instance","Tags":[{"Key":"Name","Value":"solo"},{"Key":"App","Value":"it'\''s"}]}'`)
		in := f.instanceNamed("solo")
		if in.ID == "" {
			f.t.Fatalf("nothing was launched:\n%s", f.Text())
		}
		f.Wait(2 * time.Second)
		f.filter(in.ID)
		f.row(in.ID)
		f.act("Change tags of " + in.ID)
		f.fill("tags", "Name=solo, Tier=web")
		f.Press("enter")
		f.Sees("tag App is taken away")
		f.agree("aws ec2 create-tags --resources " + in.ID + " --tags Key=Tier,Value=web --region us-west-2 aws ec2 delete-tags --resources " + in.ID + " --tags Key=App --region us-west-2")
		in = f.instanceNamed("solo")
		if len(in.Tags) != 2 || in.Tags[1].Value != "web" {
			f.t.Errorf("its tags are %+v", in.Tags)
		}
		f.act("Stop " + in.ID)
		f.agree("aws ec2 stop-instances")
		f.until(10*time.Second, "stopped")
		f.beginIn("Change user data of " + in.ID)
		f.fill("user data", "#!/bin/sh")
		f.Press("enter")
		f.agree("aws ec2 modify-instance-attribute --instance-id " + in.ID + " --attribute userData --value IyEvYmluL3No")
		if text, err := f.client.UserData(f.t.Context(), in.ID); err != nil || text != "#!/bin/sh" {
			f.t.Errorf("its user data is %q, %v", text, err)
		}
	})
}
