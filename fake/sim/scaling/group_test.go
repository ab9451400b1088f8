package scaling_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// AS/CHAP_Troubleshooting: a new group launches its desired capacity.
func TestCreate(t *testing.T) {
	a := newAccount(t, 1)
	a.create(1, 5, 2)
	a.wantStates("Pending*2")
	first := a.activities()[0]
	id := a.member(0).Instance
	a.wantText("description", first.Description, "Launching a new EC2 instance: "+id)
	a.wantText("cause", first.Cause, at(start)+" a user request created an AutoScalingGroup changing the desired capacity from 0 to 2.  "+
		at(start)+" an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2.")
	a.wantText("details", first.Details, `{"Subnet ID":"`+a.net.Subnets[0]+`","Availability Zone":"us-east-1a"}`)
	if first.Status != "PreInService" || first.Progress != 30 {
		t.Errorf("status %s, progress %d", first.Status, first.Progress)
	}

	a.pass(time.Minute)
	a.wantStates("InService*2")
	if first.Status != "Successful" || first.Progress != 100 || !first.End.After(first.Start) {
		t.Errorf("status %s, progress %d, end %s", first.Status, first.Progress, first.End)
	}
	in := a.w.Instances.Get(id)
	if world.TagValue(in.Tags, "aws:autoscaling:groupName") != "web" {
		t.Errorf("the instance has no tag of its group: %v", in.Tags)
	}
	if n := a.recorded("RunInstances"); n != 2 {
		t.Errorf("%d RunInstances recorded, want one for each subnet", n)
	}
}

func TestTagsPropagate(t *testing.T) {
	a := newAccount(t, 1)
	a.create(1, 1, 1, func(g *world.Group) {
		g.Tags = []world.GroupTag{{Key: "team", Value: "red", Propagate: true}, {Key: "note", Value: "no"}}
	})
	in := a.w.Instances.Get(a.member(0).Instance)
	if world.TagValue(in.Tags, "team") != "red" || world.TagValue(in.Tags, "note") != "" {
		t.Errorf("tags %v", in.Tags)
	}
}

// AS/auto-scaling-benefits: each launch goes to the zone with the fewest.
func TestLaunchesAreSpreadOverZones(t *testing.T) {
	a := newAccount(t, 2)
	a.create(1, 9, 7, func(g *world.Group) { g.Zones = zones(3) })
	n := map[string]int{}
	for _, m := range a.group().Members {
		n[m.Zone]++
	}
	if n["us-east-1a"] != 3 || n["us-east-1b"] != 2 || n["us-east-1c"] != 2 {
		t.Errorf("zones %v", n)
	}
}

// The sentences before L and S, and the numbers in them (AWS-SEMANTICS 3.12).
func TestWhyTheDesiredCapacityChanged(t *testing.T) {
	five := 5
	for _, c := range []struct {
		name   string
		source string
		do     func(a *account) error
		want   string
	}{
		{"set desired", "kube-aws-autoscaler issue 7", func(a *account) error { return a.room.SetDesired("web", 4, false) },
			" a user request explicitly set group desired capacity changing the desired capacity from 2 to 4.  AT an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 4."},
		{"update", "AS/CHAP_Troubleshooting", func(a *account) error {
			return a.room.UpdateGroup("web", scaling.Update{Min: &five, Max: &five, Desired: &five})
		}, " a user request update of AutoScalingGroup constraints to min: 5, max: 5, desired: 5 changing the desired capacity from 2 to 5.  AT an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 5."},
		{"update of the minimum alone", "AS/asg-capacity-limits", func(a *account) error {
			return a.room.UpdateGroup("web", scaling.Update{Min: &five})
		}, " a user request update of AutoScalingGroup constraints to min: 5, max: 6, desired: 5 changing the desired capacity from 2 to 5.  AT an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 5."},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t, 3)
			a.settled(1, 6, 2)
			before := len(a.activities())
			a.must(c.do(a))
			a.Settle()
			now := at(a.Now())
			a.wantText("cause", a.since(before)[0].Cause, now+replaceAT(c.want, now))
		})
	}
}

func replaceAT(text, now string) string {
	out := ""
	for i := 0; i < len(text); i++ {
		if i+3 <= len(text) && text[i:i+3] == "AT " {
			out += now + " "
			i += 2
			continue
		}
		out += text[i : i+1]
	}
	return out
}

// AS/as-verify-scaling-activity: scale-in names every victim.
func TestScaleIn(t *testing.T) {
	a := newAccount(t, 4)
	a.settled(1, 6, 4)
	before := len(a.activities())
	a.must(a.room.SetDesired("web", 2, false))
	a.Settle()
	a.wantStates("InService*2 Terminating*2")
	list := a.since(before)
	now := at(a.Now())
	want := now + " a user request explicitly set group desired capacity changing the desired capacity from 4 to 2.  " +
		now + " an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 4 to 2.  " +
		now + " instance i-1 was selected for termination.  " + now + " instance i-2 was selected for termination."
	for _, act := range list {
		a.wantText("cause", named(act.Cause, list[0].Instance, list[1].Instance), want)
		a.wantText("description", act.Description, "Terminating EC2 instance: "+act.Instance)
	}
	a.pass(2 * time.Minute)
	a.wantStates("InService*2")
	if list[0].Status != "Successful" || a.recorded("TerminateInstances") != 2 {
		t.Errorf("status %s, %d terminations recorded", list[0].Status, a.recorded("TerminateInstances"))
	}
}

// AS/ec2-auto-scaling-termination-policies: the desired capacity goes down and
// nothing is terminated.
func TestAllProtected(t *testing.T) {
	a := newAccount(t, 5)
	a.settled(1, 6, 2, func(g *world.Group) { g.NewProtected = true })
	before := len(a.activities())
	a.must(a.room.SetDesired("web", 1, false))
	a.pass(10 * time.Minute)
	a.wantStates("InService*2")
	list := a.since(before)
	if len(list) != 1 || a.group().Desired != 1 {
		t.Fatalf("%d activities, desired %d", len(list), a.group().Desired)
	}
	a.wantText("message", list[0].Message, "Could not scale to desired capacity because all remaining instances are protected from scale-in.")

	id := a.member(1).Instance
	a.must(a.room.SetProtection("web", []string{id}, false))
	a.pass(5 * time.Minute)
	a.wantStates("InService*1")
	if a.member(0).Instance == id {
		t.Error("the protected instance went")
	}
}

func TestSetDesiredIsBounded(t *testing.T) {
	a := newAccount(t, 6)
	a.settled(2, 12, 2)
	a.refused(a.room.SetDesired("web", 20, false), "ValidationError", "New SetDesiredCapacity value 20 is above max value 12 for the AutoScalingGroup.")
	a.refused(a.room.SetDesired("web", 1, false), "ValidationError", "New SetDesiredCapacity value 1 is below min value 2 for the AutoScalingGroup.")
	a.refused(a.room.SetDesired("no", 1, false), "ValidationError", "AutoScalingGroup name not found - AutoScalingGroup no not found")
	one, three := 1, 3
	a.refused(a.room.UpdateGroup("web", scaling.Update{Min: &three, Max: &one}), "ValidationError", "Max bound, 1, must be greater than or equal to min bound, 3")
	a.refused(a.room.UpdateGroup("web", scaling.Update{Max: &three, Desired: new(5)}), "ValidationError", "Desired capacity:5 must be between the specified min size:2 and max size:3")
	if g := a.group(); g.Min != 2 || g.Max != 12 || g.Desired != 2 {
		t.Errorf("a refused call has changed the group: %d %d %d", g.Min, g.Max, g.Desired)
	}
}

// AS/CHAP_Troubleshooting: a launch that fails is an activity, and is tried
// again after a while.
func TestLaunchFails(t *testing.T) {
	a := newAccount(t, 7)
	s := a.settings()
	s.KeyName = "lost"
	a.must(a.room.CreateLaunchConfiguration("bad", s))
	a.create(1, 2, 1, func(g *world.Group) { g.Launch.Configuration = "bad" })
	first := a.activities()[0]
	const why = "The key pair 'lost' does not exist. Launching EC2 instance failed."
	a.wantText("description", first.Description, "Launching a new EC2 instance.  Status Reason: "+why)
	a.wantText("message", first.Message, why)
	if first.Status != "Failed" || first.Progress != 100 {
		t.Errorf("status %s, progress %d", first.Status, first.Progress)
	}
	a.pass(time.Hour)
	if n := len(a.activities()); n < 4 || n > 12 {
		t.Errorf("%d attempts in an hour: it should slow down and not give up", n)
	}
	a.must(a.room.UpdateGroup("web", scaling.Update{Launch: &world.LaunchRef{Configuration: "web"}}))
	a.pass(time.Minute)
	a.wantStates("InService*1")
}

// AS/auto-scaling-benefits: a zone without room is passed over.
func TestNextZoneOnFailure(t *testing.T) {
	a := newAccount(t, 8)
	full := a.w.Subnets.Get(a.net.Subnets[0])
	full.CIDR = "172.31.0.0/29" // three addresses
	a.create(1, 20, 10)
	a.pass(time.Minute)
	n := map[string]int{}
	for _, m := range a.group().Members {
		n[m.Zone]++
	}
	if n["us-east-1a"]+n["us-east-1b"] != 10 || n["us-east-1a"] > 3 {
		t.Errorf("zones %v", n)
	}
	if !slices.ContainsFunc(a.activities(), func(act *world.Activity) bool { return act.Status == "Failed" }) {
		t.Error("the failed launch is no activity")
	}
}

func TestDelete(t *testing.T) {
	a := newAccount(t, 9)
	a.settled(1, 3, 2)
	a.refused(a.room.DeleteGroup("web", false), "ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.")
	a.must(a.room.UpdateGroup("web", scaling.Update{Min: new(0), Max: new(0), Desired: new(0)}))
	a.Settle()
	a.refused(a.room.DeleteGroup("web", false), "ScalingActivityInProgress", "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.")
	a.pass(2 * time.Minute)
	a.must(a.room.DeleteGroup("web", false))
	a.wantStates("gone")
	if len(a.activities()) != 4 {
		t.Errorf("%d activities are left, want them kept", len(a.activities()))
	}
}

func TestDeleteByForce(t *testing.T) {
	a := newAccount(t, 10)
	a.settled(1, 3, 2, func(g *world.Group) {
		g.Hooks = []world.Hook{{Name: "bye", Transition: "autoscaling:EC2_INSTANCE_TERMINATING", DefaultResult: "CONTINUE", Heartbeat: time.Hour}}
	})
	a.must(a.room.DeleteGroup("web", true))
	a.Settle()
	a.wantStates("Terminating*2")
	a.refused(a.room.SetDesired("web", 0, false), "ScalingActivityInProgress", "AutoScalingGroup web is being deleted")
	a.pass(2 * time.Minute)
	a.wantStates("gone")
}

// A terminate call ends just that instance (AS/as-instance-termination).
func TestTerminateInGroup(t *testing.T) {
	a := newAccount(t, 11)
	a.settled(1, 3, 2)
	id := a.member(0).Instance
	act, err := a.room.TerminateInGroup(id, false)
	a.must(err)
	a.wantText("cause", act.Cause, at(a.Now())+" instance "+id+" was taken out of service in response to a user request.")
	a.Settle()
	a.wantStates("InService*1 Pending*1 Terminating*1")
	a.pass(3 * time.Minute)
	a.wantStates("InService*2")

	id = a.member(0).Instance
	act, err = a.room.TerminateInGroup(id, true)
	a.must(err)
	a.wantText("cause", act.Cause, at(a.Now())+" instance "+id+" was taken out of service in response to a user request, shrinking the capacity from 2 to 1.")
	a.pass(3 * time.Minute)
	a.wantStates("InService*1")
	_, err = a.room.TerminateInGroup(a.member(0).Instance, true)
	a.refused(err, "ValidationError", "Currently, desiredSize equals minSize (1). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.")
}

// AS/auto-scaling-benefits: a change of zones moves instances, new ones first.
func TestRebalance(t *testing.T) {
	a := newAccount(t, 12)
	a.settled(2, 4, 4)
	before := len(a.activities())
	a.must(a.room.UpdateGroup("web", scaling.Update{Zones: zones(4)}))
	a.Settle()
	a.wantStates("InService*4 Pending*1") // one over, of a maximum of 4
	list := a.since(before)
	sentence := at(a.Now()) + " instances were launched to balance instances in zones us-east-1c with other zones resulting in more than desired number of instances in the group."
	a.wantText("cause", list[0].Cause, sentence)
	most := 0
	for range 60 {
		a.pass(30 * time.Second)
		most = max(most, len(a.group().Members))
	}
	n := map[string]int{}
	for _, m := range a.group().Members {
		n[m.Zone]++
	}
	if len(n) != 4 || len(a.group().Members) != 4 {
		t.Errorf("zones %v", n)
	}
	if most > 5 {
		t.Errorf("%d members at the same time, want at most one over the maximum", most)
	}
	gone := a.since(before)[1]
	a.wantText("cause", named(gone.Cause, gone.Instance), sentence+"  "+at(gone.Start)+" an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 5 to 4.  "+
		at(gone.Start)+" instance i-1 was selected for termination.")
}

func TestLeavingAZone(t *testing.T) {
	a := newAccount(t, 13)
	a.settled(2, 4, 4)
	a.must(a.room.UpdateGroup("web", scaling.Update{Zones: []string{"us-east-1b", "us-east-1c"}}))
	a.pass(time.Hour)
	a.wantStates("InService*4")
	for _, m := range a.group().Members {
		if m.Zone == "us-east-1a" {
			t.Error("a member is left in a zone that the group does not use")
		}
	}
}

// The suspension matrix (AS/as-suspend-resume-processes).
func TestSuspendedLaunchAndTerminate(t *testing.T) {
	a := newAccount(t, 14)
	a.settled(1, 6, 2)
	a.must(a.room.Suspend("web", []string{"Launch"}))
	a.must(a.room.SetDesired("web", 4, false))
	a.pass(10 * time.Minute)
	a.wantStates("InService*2")
	a.must(a.room.Resume("web", []string{"Launch"}))
	a.pass(time.Minute)
	a.wantStates("InService*4")

	a.must(a.room.Suspend("web", []string{"Terminate"}))
	a.must(a.room.SetDesired("web", 1, false))
	a.pass(10 * time.Minute)
	a.wantStates("InService*4")
	a.must(a.room.Resume("web", nil))
	a.pass(5 * time.Minute)
	a.wantStates("InService*1")
	if err := a.room.Suspend("web", []string{"Nothing"}); err == nil {
		t.Error("an unknown process was suspended")
	}
}

// World.Metrics.Capacity: min, max, desired, then in service, pending, standby,
// terminating and total, in instances and in units.
func TestCapacityHistory(t *testing.T) {
	a := newAccount(t, 15)
	a.settled(1, 3, 2)
	steps := a.w.Metrics.Capacity.Get("web").Steps
	first, last := steps[0], steps[len(steps)-1]
	if !slices.Equal(first.Values, []float64{1, 3, 2, 0, 2, 0, 0, 2, 0, 2, 0, 0, 2}) || !slices.Equal(last.Values, []float64{1, 3, 2, 2, 0, 0, 0, 2, 2, 0, 0, 0, 2}) {
		t.Errorf("steps %v", steps)
	}
}

func TestActivitiesAreForgottenAfterSixWeeks(t *testing.T) {
	a := newAccount(t, 16)
	a.settled(1, 3, 1)
	a.pass(43 * 24 * time.Hour)
	a.must(a.room.SetDesired("web", 2, false))
	a.Settle()
	if n := len(a.activities()); n != 1 {
		t.Errorf("%d activities, want only the new one", n)
	}
}

// The group's steady state costs nothing: no appointment but those of its
// instances is left.
func TestSteadyGroupIsNotVisited(t *testing.T) {
	a := newAccount(t, 17)
	a.settled(1, 3, 3)
	for _, q := range a.w.Queue {
		if q.Kind == "group" || q.Kind == "member" {
			t.Errorf("appointment %+v", q)
		}
	}
}

// AS/create-asg-launch-template: "$Latest" is followed, and what a member was
// launched from is kept with it. Scale-in takes the oldest version first.
func TestLaunchTemplateVersions(t *testing.T) {
	a := newAccount(t, 18)
	lt := &world.LaunchTemplate{ID: "lt-0abc", Name: "web", Default: 1, Versions: []world.LaunchTemplateVersion{{Number: 1, Settings: a.settings()}}}
	a.w.LaunchTemplates.Put(lt.ID, lt)
	a.settled(1, 6, 2, func(g *world.Group) { g.Launch = world.LaunchRef{TemplateName: "web", Version: "$Latest"} })
	lt.Versions = append(lt.Versions, world.LaunchTemplateVersion{Number: 2, Settings: a.settings()})
	a.must(a.room.SetDesired("web", 4, false))
	a.pass(time.Minute)
	versions := func() string {
		text := ""
		for _, m := range a.group().Members {
			text += m.Launch.Version
		}
		return text
	}
	if v := versions(); v != "1122" || a.group().Launch.Template != "lt-0abc" || a.group().Launch.Version != "$Latest" {
		t.Errorf("versions %s of %+v", v, a.group().Launch)
	}
	a.must(a.room.SetDesired("web", 2, false))
	a.pass(2 * time.Minute)
	if v := versions(); v != "22" {
		t.Errorf("versions %s are left", v)
	}
}
