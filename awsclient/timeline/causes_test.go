package timeline

import (
	"testing"
	"time"

	"fleetglass/awsclient/semantics/activity"
)

func TestCauseWordsSayWhy(t *testing.T) {
	for cause, want := range map[string]string{
		// Causes as DescribeScalingActivities gives them.
		"At 2026-03-03T14:01:58Z an instance was launched in response to an unhealthy instance needing to be replaced.":   "replaces an unhealthy instance",
		"At 2026-03-03T14:01:57Z an instance was taken out of service in response to an ELB system health check failure.": "failed the ELB health check",
		"At 2026-03-03T10:00:00Z a user request update of AutoScalingGroup constraints to min: 1, max: 5, desired: 4 changing the desired capacity from 2 to 4.  At 2026-03-03T10:00:05Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 4.": "limits set by hand: 2 to 4",
		"At 2026-03-03T10:00:00Z a monitor alarm high in state ALARM triggered policy cpu-60 changing the desired capacity from 3 to 2.  At 2026-03-03T10:00:05Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2.":             "policy cpu-60: 3 to 2",
		"At 2026-03-03T10:00:00Z a scheduled action update of AutoScalingGroup constraints to min: 1, max: 5, desired: 2 changing the desired capacity from 3 to 2.":                                                                                                                                                    "schedule: 3 to 2",
		"At 2026-03-03T10:00:00Z instance i-1 was taken out of service in response to a user request, shrinking the capacity from 5 to 4.":                                                                                                                                                                              "a user request, shrinking the capacity from 5 to 4",
		"Something that AWS says since today.": "Something that AWS says since today",
		"":                                     "",
	} {
		if got := CauseWords(cause); got != want {
			t.Errorf("CauseWords(%q) = %q, want %q", cause, got, want)
		}
	}
}

func TestCauseLineTellsAll(t *testing.T) {
	cause := "At 2026-03-03T10:00:00Z a monitor alarm high in state ALARM triggered policy cpu-60 changing the desired capacity from 3 to 2.  At 2026-03-03T10:00:05Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2.  At 2026-03-03T10:00:05Z instance i-1 was selected for termination."
	want := "policy cpu-60: 3 to 2. an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2. instance i-1 was selected for termination"
	if got := CauseLine(cause); got != want {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}

// What the engine writes is what is read here: the texts are AWS's, to the
// letter (see the package activity for their sources).
func TestCausesAreReadAsTheyAreWritten(t *testing.T) {
	at := time.Date(2026, 3, 3, 14, 1, 57, 0, time.UTC)
	for _, c := range []struct {
		source, cause string
		want          trigger
		call          string
	}{
		{"AS/as-verify-scaling-activity", activity.Cause(activity.PolicyTriggered(at, "cpu-low", "in", 3, 1), activity.Shrink(at, 3, 1), activity.Selected(at, "i-1")), byPolicy, ""},
		{"KC auto-scaling-scale-down", activity.Scheduled(at, 1, 5, 2, 3, 2), bySchedule, ""},
		{"hjacobs/kube-aws-autoscaler issue 7", activity.Cause(activity.SetDesired(at, 5, 8), activity.LaunchDiff(at, 5, 8)), byCall, "SetDesiredCapacity"},
		{"AS/CHAP_Troubleshooting", activity.UpdateConstraints(at, 1, 5, 3, 0, 3), byCall, "UpdateAutoScalingGroup"},
		{"AS/CHAP_Troubleshooting", activity.Cause(activity.UserCreated(at, 0, 1), activity.LaunchDiff(at, 0, 1)), byCall, "CreateAutoScalingGroup"},
		{"choice", activity.PolicyExecuted(at, "out", 2, 3), byCall, "ExecutePolicy"},
		{"choice", activity.GroupDeleted(at), byCall, "DeleteAutoScalingGroup"},
		{"AS/as-enter-exit-standby", activity.StandbyInShrinking(at, "i-1", 4, 3), byCall, "EnterStandby"},
		{"AS/as-enter-exit-standby", activity.StandbyOut(at, "i-1", 3, 4), byCall, "ExitStandby"},
		{"CLI/autoscaling/detach-instances", activity.Detached(at, "i-1"), byCall, "DetachInstances"},
		{"choice", activity.Attached(at, "i-1", 2, 3), byCall, "AttachInstances"},
		{"OBS#69058706924", activity.TerminatedByUser(at, "i-1"), byCall, "TerminateInstanceInAutoScalingGroup"},
		{"OBS#7596897237", activity.TerminatedByUserShrinking(at, "i-1", 5, 4), byCall, "TerminateInstanceInAutoScalingGroup"},
		{"convox/rack issue 718", activity.UserHealth(at), setUnhealthy, "SetInstanceHealth"},
		{"OBS#8265012191", activity.Cause(activity.RefreshTerminate(at), activity.Selected(at, "i-1")), byRefresh, ""},
		{"OBS#68427842870", activity.RefreshLaunch(at), byRefresh, ""},
		{"AS/ec2-auto-scaling-health-checks", activity.ELBHealth(at), failedELB, ""},
		{"OBS#62741639012", activity.EC2Health(at), failedEC2, ""},
		{"AS/ts-as-healthchecks", activity.StatusCheckHealth(at), failedStatus, ""},
		{"OBS#62741639012", activity.Replacement(at), replacing, ""},
		{"spacelift PR 97", activity.RebalanceLaunch(at, []string{"us-east-1a"}), balancing, ""},
		{"choice", activity.SpotInterruption(at), interrupted, ""},
		{"choice", activity.RiskLaunch(at), atRisk, ""},
		{"choice", activity.MaxLifetime(at), lifetime, ""},
		{"choice", activity.HookAbandoned(at, "i-1"), abandoned, ""},
		{"AS/CHAP_Troubleshooting", activity.LaunchDiff(at, 5, 6), refilling, ""},
		{"AS/as-verify-scaling-activity", activity.Shrink(at, 6, 5), shrinking, ""},
		{"not known", "Something that AWS says since today.", unknown, ""},
	} {
		got := readCause(c.cause)
		call := ""
		if len(got.calls) > 0 {
			call = got.calls[0]
		}
		if got.trigger != c.want || call != c.call {
			t.Errorf("%s: %q is read as %d, call %q; want %d, %q", c.source, c.cause, got.trigger, call, c.want, c.call)
		}
		if c.want != unknown && !got.at.Equal(at) {
			t.Errorf("%s: at %s", c.source, got.at)
		}
	}
}

func TestAPolicysCauseNamesAlarmAndPolicy(t *testing.T) {
	got := readCause(activity.PolicyTriggered(time.Unix(0, 0), "TargetTracking-web-asg-AlarmHigh-1f", "keep cpu at 50", 3, 4))
	if got.alarm != "TargetTracking-web-asg-AlarmHigh-1f" || got.policy != "keep cpu at 50" {
		t.Errorf("alarm %q, policy %q", got.alarm, got.policy)
	}
}

func TestDescriptionsInBrief(t *testing.T) {
	for _, c := range []struct{ description, want, instance string }{
		{activity.DescribeLaunch("i-0abc12345678"), "Launching i-0abc12345678", "i-0abc12345678"},
		{activity.DescribeLaunch(""), "Launching a new EC2 instance", ""},
		{activity.DescribeTerminate("i-0abc12345678"), "Terminating i-0abc12345678", "i-0abc12345678"},
		{activity.DescribeDraining("i-0abc12345678"), "Terminating i-0abc12345678 - Waiting For ELB Connection Draining", "i-0abc12345678"},
		{activity.DescribeLaunchFailed("The key pair X does not exist."), "Launching a new EC2 instance", ""},
		{activity.DescribeAbandoned("i-0abc12345678", "tok"), "Launching i-0abc12345678", "i-0abc12345678"},
		{"Terminating EC2 instance: semi-0abc12345678", "Terminating semi-0abc12345678", ""},
	} {
		if got := Brief(c.description); got != c.want {
			t.Errorf("Brief(%q) = %q, want %q", c.description, got, c.want)
		}
		if got := instanceIn(c.description); got != c.instance {
			t.Errorf("instanceIn(%q) = %q, want %q", c.description, got, c.instance)
		}
	}
}

func TestFailuresAreShort(t *testing.T) {
	for message, want := range map[string]string{
		"We currently do not have sufficient c5.2xlarge capacity in the Availability Zone you requested (us-west-2c). Our system will be working on provisioning additional capacity.": "no c5.2xlarge capacity in us-west-2c",
		"There is no Spot capacity available that matches your request. Launching EC2 instance failed.":                                                                                "no Spot capacity",
		"The key pair X does not exist. Launching EC2 instance failed.":                                                                                                                "The key pair X does not exist",
	} {
		if got := FailureWords(message); got != want {
			t.Errorf("FailureWords(%q) = %q, want %q", message, got, want)
		}
	}
}
