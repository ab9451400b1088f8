package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/labs"
)

// atHome is the world that labs begin in.
func atHome() terms {
	how := wide()
	how.scenario = "homework"
	return how
}

// servers launches the two web servers of lab 1 and waits until they run.
func (f *flight) servers() {
	f.t.Helper()
	lab, _ := labs.Find("balancer")
	w := labs.NewWorld(f.t.Context(), f.client, f.engine.Now())
	image, _ := lab.Fill(w, "<image>")
	for n, subnet := range []string{"<subnet-a>", "<subnet-b>"} {
		at, _ := lab.Fill(w, subnet)
		_, err := f.client.RunInstances(f.t.Context(), awsclient.LaunchOrder{Count: 1, Subnet: at, Settings: awsclient.LaunchSettings{
			Image: image, Type: "t3.micro", UserData: lab.Steps[0].Paste[n].Text, Tags: []awsclient.Tag{{Key: "Name", Value: []string{"webserver0", "webserver1"}[n]}},
		}})
		must(f, err)
	}
	f.Wait(3 * time.Second)
}

// checks lets the step in sight be checked until it is passed.
func (f *flight) checks(said string) {
	f.t.Helper()
	for range 40 {
		f.Press("v")
		f.Wait(time.Second)
		if f.has(said) {
			return
		}
		f.Wait(2 * time.Second)
	}
	f.Sees(said)
}

// pickAll marks every choice of a field.
func (f *flight) pickAll(label string, n int) {
	f.t.Helper()
	f.field(label)
	for i := range n {
		if i > 0 {
			f.Press("right")
		}
		f.Press("space")
	}
}

// Lab 1 in the console, up to two balancers before two servers: every step is
// found done by what the engine has.
func TestTheFirstLabInTheConsole(t *testing.T) {
	fly(t, atHome(), func(f *flight) {
		f.Press("L")
		f.Wait(time.Second)
		f.Press("enter")
		f.Wait(time.Second)
		f.Press("enter")
		f.Wait(time.Second)
		f.Press("v")
		f.Wait(time.Second)
		f.Sees("no instance serves /webserver0/", "no instance serves /webserver1/")
		f.servers()
		f.checks("well done; ] is the next step")
		f.Press("2")
		f.Wait(time.Second)
		f.Sees("L lab balancer 1/8")

		f.act("Create a Classic load balancer")
		f.Wait(time.Second)
		f.fill("name", "web-classic")
		f.pickAll("subnets", 2)
		f.pickAll("security groups", 1)
		f.field("open port 80")
		f.Press("space")
		f.pickAll("instances", 2)
		f.Press("enter")
		f.agree("aws elb create-load-balancer --load-balancer-name web-classic")

		f.act("Create a target group")
		f.Wait(time.Second)
		f.fill("name", "web")
		f.pickAll("instances", 2)
		f.Press("enter")
		f.agree("aws elbv2 create-target-group --name web --protocol HTTP --port 80")

		f.act("Create an Application load balancer")
		f.Wait(time.Second)
		f.fill("name", "web-application")
		f.pickAll("subnets", 2)
		f.pickAll("security groups", 1)
		f.Press("enter")
		f.agree("aws elbv2 create-listener --load-balancer-arn")

		f.Press("L")
		f.Wait(time.Second)
		f.Press("]")
		f.Wait(time.Second)
		f.checks("well done; ] is the next step")
		f.Press("]")
		f.Wait(time.Second)
		f.checks("now the question: a answers it")
		f.Press("a")
		f.Type("10")
		f.Press("enter")
		f.Wait(time.Second)
		f.Sees("not so: it is the HealthyThreshold")
		f.Press("a")
		f.Type("3")
		f.Press("enter")
		f.Wait(time.Second)
		f.Sees("right. well done")
		f.Press("]")
		f.Wait(time.Second)
		f.checks("now the question: a answers it")
		f.replies("300")

		for n, name := range []string{"webserver0", "webserver1"} {
			f.Press("2", "2")
			f.Wait(time.Second)
			f.act("Create a target group")
			f.Wait(time.Second)
			f.fill("name", name)
			f.fill("check path", "/"+name+"/")
			f.field("instances")
			for range f.place(name) {
				f.Press("right")
			}
			f.Press("space", "enter")
			f.agree("aws elbv2 create-target-group --name " + name)
			f.rule(name, "path", "/"+name+"/*")
			if n == 1 {
				f.onStep("5")
				f.checks("now the question: a answers it")
				f.replies("web")
			}
		}
		f.rule("webserver0", "host", "webserver0.example.com")
		f.rule("webserver1", "host", "webserver1.example.com")
		f.onStep("6")
		f.checks("now the question: a answers it")
		f.replies("webserver0") // the rules for paths come first

		f.Press("5")
		f.Wait(2 * time.Second)
		f.row("webserver1")
		f.act("Stop")
		f.yes("aws ec2 stop-instances --instance-ids")
		f.onStep("7")
		f.checks("now the question: a answers it")
		f.replies("Target.InvalidState")
		f.Press("5", "5")
		f.Wait(2 * time.Second)
		f.row("webserver1")
		f.act("Start")
		f.yes("aws ec2 start-instances --instance-ids")
		f.onStep("8")
		f.checks("that was the last step")
		f.Press("esc")
		f.Sees("8 of 8 done")
	})
}

// replies answers the question of the step in sight.
func (f *flight) replies(answer string) {
	f.t.Helper()
	f.Press("a")
	f.Type(answer)
	f.Press("enter")
	f.Wait(time.Second)
	f.Sees(answer + "  right")
}

// onStep goes to a step of the lab that runs.
func (f *flight) onStep(number string) {
	f.t.Helper()
	f.Press("L")
	f.Wait(time.Second)
	for range 12 {
		if f.line(" "+number+" of ") != "" {
			return
		}
		f.Press("]")
		f.Wait(time.Second)
	}
	f.Sees(number + " of ")
}

// place is where an instance stands among those that run.
func (f *flight) place(name string) int {
	f.t.Helper()
	rows, err := f.client.Instances(f.t.Context())
	must(f, err)
	n := 0
	for _, in := range rows {
		if in.Name == name {
			break
		}
		if in.State == "running" {
			n++
		}
	}
	return n
}

// rule makes a rule that forwards to a target group what a condition fits.
func (f *flight) rule(group, condition, value string) {
	f.t.Helper()
	f.Press("2", "2")
	f.Wait(2 * time.Second)
	f.open("web-application")
	f.tab("Rules")
	f.row("HTTP :80")
	f.act("Create a rule on HTTP :80 that forwards")
	f.fill(condition, value)
	f.chooseIn("forward to", group)
	f.Press("enter")
	f.yes("aws elbv2 create-rule --listener-arn")
}

// A step policy works by hand with the step that the value of its metric falls
// into.
func TestAPolicyIsExecuted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		bound := func(v float64) *float64 { return &v }
		_, err := f.client.PutPolicy(f.t.Context(), awsclient.Policy{Group: "worker-asg", Name: "cpu-steps", Type: "StepScaling", AdjustmentType: "ChangeInCapacity", Enabled: true, Steps: []awsclient.Step{
			{Lower: bound(0), Upper: bound(10), Adjustment: 1}, {Lower: bound(10), Adjustment: 2}}})
		must(f, err)
		before := f.group("worker-asg").Limits.Desired
		f.Press("3")
		f.Wait(time.Second)
		f.open("worker-asg")
		f.tab("Policies")
		f.row("cpu-steps")
		f.act("Execute cpu-steps")
		f.fill("metric", "hot")
		f.Sees("not a number")
		f.fill("metric", "72")
		f.reads("the step for 70 <= metric: ChangeInCapacity 2")
		f.Press("enter")
		f.agree("aws autoscaling execute-policy --auto-scaling-group-name worker-asg --policy-name cpu-steps --metric-value 72 --breach-threshold 60 --region us-west-2")
		if after := f.group("worker-asg").Limits.Desired; after != before+2 {
			f.t.Errorf("desired goes from %d to %d", before, after)
		}
	})
}
