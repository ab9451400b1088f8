package scaling_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// AS/as-enter-exit-standby, with its texts.
func TestStandby(t *testing.T) {
	a := newAccount(t, 1)
	arn := a.targetGroup("web")
	a.settled(1, 4, 4, withHooks(hook("ready", launching, "ABANDON", time.Hour)), func(g *world.Group) {
		g.Hooks, g.TargetGroups = nil, []string{arn}
	})
	a.must(a.room.PutHook("web", hook("ready", launching, "ABANDON", time.Hour)))
	id := a.member(0).Instance
	list, err := a.room.EnterStandby("web", []string{id}, true)
	a.must(err)
	a.wantText("description", list[0].Description, "Moving EC2 instance to Standby: "+id)
	a.wantText("cause", list[0].Cause, at(a.Now())+" instance "+id+" was moved to standby in response to a user request, shrinking the capacity from 4 to 3.")
	if list[0].Status != "InProgress" || list[0].Progress != 50 {
		t.Errorf("status %s, progress %d", list[0].Status, list[0].Progress)
	}
	a.Settle()
	a.wantStates("EnteringStandby*1 InService*3")
	a.pass(10 * time.Minute)
	a.wantStates("InService*3 Standby*1")
	if a.group().Desired != 3 || a.recorded("DeregisterTargets") != 1 {
		t.Errorf("desired %d, %d deregistrations", a.group().Desired, a.recorded("DeregisterTargets"))
	}
	// Standby is not checked.
	a.must(a.compute.Reboot(id))
	a.compute.Impair(id, a.Now().Add(5*time.Minute))
	a.pass(10 * time.Minute)
	a.wantStates("InService*3 Standby*1")

	list, err = a.room.ExitStandby("web", []string{id})
	a.must(err)
	a.wantText("description", list[0].Description, "Moving EC2 instance out of Standby: "+id)
	a.wantText("cause", list[0].Cause, at(a.Now())+" instance "+id+" was moved out of standby in response to a user request, increasing the capacity from 3 to 4.")
	a.Settle()
	a.wantStates("InService*4") // hooks do not run
	if a.group().Desired != 4 || a.recorded("RegisterTargets") != 5 {
		t.Errorf("desired %d, %d registrations", a.group().Desired, a.recorded("RegisterTargets"))
	}
	_, err = a.room.ExitStandby("web", []string{id})
	a.refused(err, "ValidationError", "The instance "+id+" is not in Standby.")
}

func TestStandbyWithoutDecrementIsReplaced(t *testing.T) {
	a := newAccount(t, 2)
	a.settled(2, 2, 2)
	id := a.member(0).Instance
	_, err := a.room.EnterStandby("web", []string{id}, true)
	a.refused(err, "ValidationError", "AutoScalingGroup web has min-size=2, max-size=2, and desired-size=2. To place into standby 1 instance, please update the AutoScalingGroup sizes appropriately.")
	list, err := a.room.EnterStandby("web", []string{id}, false)
	a.must(err)
	a.wantText("cause", list[0].Cause, at(a.Now())+" instance "+id+" was moved to standby in response to a user request.")
	a.pass(2 * time.Minute)
	a.wantStates("InService*2 Standby*1")
	_, err = a.room.ExitStandby("web", []string{id})
	a.refused(err, "ValidationError", "AutoScalingGroup web has min-size=2, max-size=2, and desired-size=2. To move out of standby 1 more instance, please update the AutoScalingGroup sizes appropriately.")
	_, err = a.room.EnterStandby("web", []string{"i-0"}, false)
	a.refused(err, "ValidationError", "The instance i-0 is not part of Auto Scaling group web.")
}

// CLI/autoscaling/detach-instances, with its text.
func TestDetach(t *testing.T) {
	a := newAccount(t, 3)
	a.settled(1, 3, 2)
	id := a.member(0).Instance
	list, err := a.room.Detach("web", []string{id}, true)
	a.must(err)
	a.wantText("description", list[0].Description, "Detaching EC2 instance: "+id)
	a.wantText("cause", list[0].Cause, at(a.Now())+" instance "+id+" was detached in response to a user request, shrinking the capacity from 2 to 1.")
	a.pass(5 * time.Minute)
	a.wantStates("InService*1")
	in := a.w.Instances.Get(id)
	if in.State != world.Running || world.TagValue(in.Tags, "aws:autoscaling:groupName") != "" {
		t.Errorf("the instance is %s with tags %v", in.State, in.Tags)
	}
	_, err = a.room.Detach("web", []string{a.member(0).Instance}, true)
	a.refused(err, "ValidationError", "AutoScalingGroup web has min-size=1, max-size=3, and desired-size=1. To detach 1 instance, please update the AutoScalingGroup sizes appropriately.")

	// AS/attach-instance-asg: and back again.
	a.must(a.room.Attach("web", []string{id}))
	a.pass(time.Minute)
	a.wantStates("InService*2")
	act := a.activities()[len(a.activities())-1]
	a.wantText("description", act.Description, "Attaching an existing EC2 instance: "+id)
	if a.group().Desired != 2 || act.Status != "Successful" {
		t.Errorf("desired %d, status %s", a.group().Desired, act.Status)
	}
}

func TestAttachIsRefused(t *testing.T) {
	a := newAccount(t, 4)
	a.settled(1, 2, 2)
	launch := func(subnet string) string {
		list, err := a.compute.Launch(compute.Order{Settings: a.settings(), Subnet: subnet, Count: 1})
		a.must(err)
		return list[0].ID
	}
	near, far := launch(a.net.Subnets[0]), launch(a.net.Subnets[3])
	a.refused(a.room.Attach("web", []string{near}), "ValidationError", "Instance "+near+" is not in correct state. Instance(s) must be in 'running' state.")
	a.pass(time.Minute)
	a.refused(a.room.Attach("web", []string{near}), "ValidationError", "AutoScalingGroup web has min-size=1, max-size=2, and desired-size=2. To attach 1 more instance, please update the AutoScalingGroup sizes appropriately.")
	a.refused(a.room.Attach("web", []string{far}), "ValidationError", "The instance "+far+" is in Availability Zone us-east-1d, which AutoScalingGroup web does not use.")
	a.refused(a.room.Attach("web", []string{a.member(0).Instance}), "ValidationError", "Instance "+a.member(0).Instance+" is already part of AutoScalingGroup:web")
	a.refused(a.room.Attach("web", []string{"i-0"}), "ValidationError", "Invalid Instance ID(s): [i-0] specified")
}
