package activity_test

import (
	"testing"
	"time"

	"fleetglass/awsclient/semantics/activity"
)

// Whole texts, to the letter.
func TestCauses(t *testing.T) {
	at := time.Date(2026, 3, 26, 9, 42, 5, 999, time.FixedZone("east", 3600)) // told in UTC
	for _, c := range []struct{ source, got, want string }{
		{"AS/CHAP_Troubleshooting", activity.Cause(activity.UserCreated(at, 0, 1), activity.LaunchDiff(at.Add(3*time.Second), 0, 1)),
			"At 2026-03-26T08:42:05Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 1.  At 2026-03-26T08:42:08Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 1."},
		{"AS/CHAP_Troubleshooting", activity.UpdateConstraints(at, 1, 5, 3, 0, 3),
			"At 2026-03-26T08:42:05Z a user request update of AutoScalingGroup constraints to min: 1, max: 5, desired: 3 changing the desired capacity from 0 to 3."},
		{"hjacobs/kube-aws-autoscaler issue 7", activity.SetDesired(at, 5, 8),
			"At 2026-03-26T08:42:05Z a user request explicitly set group desired capacity changing the desired capacity from 5 to 8."},
		{"AS/as-verify-scaling-activity", activity.Cause(activity.PolicyTriggered(at, "cpu-low", "in", 3, 1), activity.Shrink(at, 3, 1), activity.Selected(at, "i-1"), activity.Selected(at, "i-2")),
			"At 2026-03-26T08:42:05Z a monitor alarm cpu-low in state ALARM triggered policy in changing the desired capacity from 3 to 1.  At 2026-03-26T08:42:05Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 1.  At 2026-03-26T08:42:05Z instance i-1 was selected for termination.  At 2026-03-26T08:42:05Z instance i-2 was selected for termination."},
		{"KC auto-scaling-scale-down", activity.Scheduled(at, 1, 5, 2, 3, 2),
			"At 2026-03-26T08:42:05Z a scheduled action update of AutoScalingGroup constraints to min: 1, max: 5, desired: 2 changing the desired capacity from 3 to 2."},
		{"OBS#62741639012", activity.EC2Health(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped."},
		{"AS/ts-as-healthchecks", activity.StatusCheckHealth(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to an EC2 instance status check failure."},
		{"AS/ec2-auto-scaling-health-checks", activity.ELBHealth(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to an ELB system health check failure."},
		{"convox/rack issue 718", activity.UserHealth(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to a user health-check."},
		{"OBS#62741639012", activity.Replacement(at),
			"At 2026-03-26T08:42:05Z an instance was launched in response to an unhealthy instance needing to be replaced."},
		{"OBS#69058706924", activity.TerminatedByUser(at, "i-1"),
			"At 2026-03-26T08:42:05Z instance i-1 was taken out of service in response to a user request."},
		{"OBS#7596897237", activity.TerminatedByUserShrinking(at, "i-1", 5, 4),
			"At 2026-03-26T08:42:05Z instance i-1 was taken out of service in response to a user request, shrinking the capacity from 5 to 4."},
		{"spacelift PR 97", activity.RebalanceLaunch(at, []string{"us-east-1a", "us-east-1b"}),
			"At 2026-03-26T08:42:05Z instances were launched to balance instances in zones us-east-1a us-east-1b with other zones resulting in more than desired number of instances in the group."},
		{"OBS#8265012191", activity.Cause(activity.RefreshTerminate(at), activity.Selected(at, "i-1")),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to an instance refresh.  At 2026-03-26T08:42:05Z instance i-1 was selected for termination."},
		{"OBS#68427842870", activity.RefreshLaunch(at),
			"At 2026-03-26T08:42:05Z an instance was launched in response to an instance refresh."},
		{"AS/as-enter-exit-standby", activity.StandbyInShrinking(at, "i-1", 4, 3),
			"At 2026-03-26T08:42:05Z instance i-1 was moved to standby in response to a user request, shrinking the capacity from 4 to 3."},
		{"AS/as-enter-exit-standby", activity.StandbyIn(at, "i-1"),
			"At 2026-03-26T08:42:05Z instance i-1 was moved to standby in response to a user request."},
		{"AS/as-enter-exit-standby", activity.StandbyOut(at, "i-1", 3, 4),
			"At 2026-03-26T08:42:05Z instance i-1 was moved out of standby in response to a user request, increasing the capacity from 3 to 4."},
		{"CLI/autoscaling/detach-instances", activity.DetachedShrinking(at, "i-1", 2, 1),
			"At 2026-03-26T08:42:05Z instance i-1 was detached in response to a user request, shrinking the capacity from 2 to 1."},
		{"choice", activity.Detached(at, "i-1"),
			"At 2026-03-26T08:42:05Z instance i-1 was detached in response to a user request."},
		{"choice", activity.Attached(at, "i-1", 2, 3),
			"At 2026-03-26T08:42:05Z instance i-1 was attached in response to a user request, increasing the capacity from 2 to 3."},
		{"choice", activity.PolicyExecuted(at, "out", 2, 3),
			"At 2026-03-26T08:42:05Z a user request executed policy out changing the desired capacity from 2 to 3."},
		{"choice", activity.MaxLifetime(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to the instance reaching the maximum instance lifetime."},
		{"choice", activity.SpotInterruption(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to an EC2 Spot instance interruption notice."},
		{"choice", activity.RiskLaunch(at),
			"At 2026-03-26T08:42:05Z an instance was launched in response to an EC2 instance rebalance recommendation."},
		{"choice", activity.RiskTerminate(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to an EC2 instance rebalance recommendation."},
		{"choice", activity.GroupDeleted(at),
			"At 2026-03-26T08:42:05Z an instance was taken out of service in response to a user request to delete the AutoScalingGroup."},
		{"choice", activity.HookAbandoned(at, "i-1"),
			"At 2026-03-26T08:42:05Z instance i-1 was taken out of service in response to an abandoned lifecycle action."},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.source, c.got, c.want)
		}
	}
}

func TestDescriptions(t *testing.T) {
	for _, c := range []struct{ source, got, want string }{
		{"AS/CHAP_Troubleshooting", activity.DescribeLaunch("i-1"), "Launching a new EC2 instance: i-1"},
		{"AS/CHAP_Troubleshooting", activity.DescribeLaunch(""), "Launching a new EC2 instance"},
		{"AS/as-verify-scaling-activity", activity.DescribeTerminate("i-1"), "Terminating EC2 instance: i-1"},
		{"OBS#30356592691", activity.DescribeDraining("i-1"), "Terminating EC2 instance: i-1 - Waiting For ELB Connection Draining."},
		{"AS/as-enter-exit-standby", activity.DescribeStandbyIn("i-1"), "Moving EC2 instance to Standby: i-1"},
		{"AS/as-enter-exit-standby", activity.DescribeStandbyOut("i-1"), "Moving EC2 instance out of Standby: i-1"},
		{"CLI/autoscaling/detach-instances", activity.DescribeDetach("i-1"), "Detaching EC2 instance: i-1"},
		{"choice", activity.DescribeAttach("i-1"), "Attaching an existing EC2 instance: i-1"},
		{"AS/CHAP_Troubleshooting", activity.DescribeLaunchFailed("The key pair X does not exist."),
			"Launching a new EC2 instance.  Status Reason: The key pair X does not exist. Launching EC2 instance failed."},
		{"AS/CHAP_Troubleshooting", activity.DescribeAbandoned("i-1", "tok"),
			"Launching a new EC2 instance: i-1.  Status Reason: Instance failed to complete user's Lifecycle Action: Lifecycle Action with token tok was abandoned: Lifecycle Action Completed with ABANDON Result"},
		{"AS/as-verify-scaling-activity", activity.Details("subnet-1", "us-east-1a"), `{"Subnet ID":"subnet-1","Availability Zone":"us-east-1a"}`},
		{"AS/as-verify-scaling-activity", activity.Details("", "us-east-1a"), `{"Availability Zone":"us-east-1a"}`},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.source, c.got, c.want)
		}
	}
}
