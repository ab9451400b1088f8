package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient"
)

// standby is where the demo has a second web tier.
const standby = "eu-west-1"

// watchesBoth puts the second region beside the first.
func (f *flight) watchesBoth() {
	f.Press("R")
	f.Wait(time.Second)
	f.Type(standby)
	f.Press("space")
	f.Sees("[x] "+standby, "enter: watch eu-west-1 and us-west-2")
	f.Press("enter")
	f.Wait(3 * time.Second)
}

// away are the instances of the second region that live.
func (f *flight) away() []awsclient.Instance {
	all, err := f.client.InRegion(standby).Instances(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	var live []awsclient.Instance
	for _, i := range all {
		if i.State == "pending" || i.State == "running" {
			live = append(live, i)
		}
	}
	return live
}

func TestTwoRegionsInOneTable(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.SeesNot("REGION")
		f.watchesBoth()
		f.Press("3")
		f.Wait(time.Second)
		f.Sees("REGION", "us-west-2 + eu-west-1")
		f.seesLine("web-asg", "us-west-2")
		f.seesLine("web-asg", standby, "2/2")
		f.seesLine("worker-asg", "us-west-2")
		f.Press("2")
		f.Wait(2 * time.Second)
		f.seesLine("web-alb", standby, "2/2")
		f.Press("7")
		f.Wait(time.Second)
		f.seesLine("web-cpu-burst", standby)
		f.seesLine("web-cpu-burst", "us-west-2")
		f.sound()
	})
}

// A row's keys are about its own region: its command, its page, and what is
// done to it.
func TestARowIsActedOnInItsOwnRegion(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.watchesBoth()
		f.Press("5", "/")
		f.Type("region:" + standby)
		f.Press("enter")
		f.Wait(time.Second)
		before := f.away()
		f.Sees("2 of")
		f.Press("c")
		f.Sees("aws ec2 describe-instances", "--region "+standby)
		f.Press("esc", "enter")
		f.Wait(time.Second)
		f.Sees(standby + " (1 of 2)")
		f.Press("esc", "i")
		f.Sees("Kill an instance: ")
		f.Press("enter")
		f.Wait(10 * time.Second) // ten virtual minutes: the group replaces it
		f.SeesNot("error !", "errors !", "Kill an instance: no")
		after := f.away()
		if len(after) != len(before) || after[0].ID == before[0].ID && after[1].ID == before[1].ID {
			f.t.Errorf("the instances were %s and %s and are %d, %s first", before[0].ID, before[1].ID, len(after), after[0].ID)
		}
		f.sound()
	})
}

func TestBackToOneRegion(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.watchesBoth()
		f.Press("R")
		f.Wait(time.Second)
		f.Type(standby)
		f.Sees("enter: watch eu-west-1 only")
		f.Press("enter")
		f.Wait(3 * time.Second)
		f.Press("3")
		f.Wait(time.Second)
		f.Sees(standby, "web-asg", "1 row")
		f.SeesNot("REGION", "worker-asg", "us-west-2")
	})
}
