package labs_test

import (
	"testing"
	"time"
)

func TestLaunchOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.lacks("launch", "there is no launch configuration")
	b.instead("launch", 0, "httpd", "emacs", "web-launch", "editors")
	b.lacks("launch", "no launch configuration has user data that starts a web server")
	b.instead("launch", 0, `#!/bin/bash\n`, "", "web-launch", "text")
	b.lacks("launch", "the user data of text does not begin with #!, so it is not run")
}

func TestGroupOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch")
	b.lacks("group", "there is no Auto Scaling group")
	b.instead("group", 0, "--min-size 2", "--min-size 1", ",<subnet-b>", "", "web-group", "narrow")
	b.lacks("group", "narrow has a minimum of 1; the step wants at least 2", "narrow stands in us-west-2a only", "instances are in service in narrow, 2 of them still to come")
	b.engine.Advance(5 * time.Minute)
	b.lacks("group", "all instances of narrow are in us-west-2a")
	b.runs("group")
	b.lacks("group", "no instances are in service in web-group, 2 of them still to come")
	b.passes("group")
}

func TestTerminateOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.lacks("terminate", "no instance of web-group was terminated yet")
	b.run("aws autoscaling terminate-instance-in-auto-scaling-group --instance-id <member> --no-should-decrement-desired-capacity")
	b.engine.Advance(5 * time.Minute)
	b.lacks("terminate", "the group itself terminated i-", "at your request; terminate one with EC2, behind the group's back")
	b.run(b.commands("terminate")[0])
	b.passes("terminate")
}

func TestReplacementIsWaitedFor(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.run("aws autoscaling suspend-processes --auto-scaling-group-name <group> --scaling-processes Launch")
	b.run("aws autoscaling suspend-processes --auto-scaling-group-name <group> --scaling-processes HealthCheck")
	b.run(b.commands("terminate")[0])
	b.lacks("terminate", "is shutting-down; the group has not noticed yet")
	b.run("aws autoscaling resume-processes --auto-scaling-group-name <group> --scaling-processes HealthCheck")
	b.engine.Advance(5 * time.Minute)
	b.lacks("terminate", "was found terminated; its replacement is still to come")
	b.run("aws autoscaling resume-processes --auto-scaling-group-name <group>")
	b.engine.Advance(20 * time.Second)
	b.lacks("terminate", "the replacement i-", "is still")
	b.passes("terminate")
}

func TestPlansOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.lacks("by-hand", "nobody has set the desired capacity of web-group yet; it is 2")
	b.run("aws autoscaling update-auto-scaling-group --auto-scaling-group-name <group> --max-size 9")
	b.lacks("by-hand", "nobody has set the desired capacity")
	b.lacks("schedule", "no scheduled action of web-group recurs", "no scheduled action has changed web-group yet, and none will soon")
	b.instead("schedule", 0, "<more>", "2")
	b.lacks("schedule", "once will want 2, which web-group has already: nothing would happen")
	b.run(b.commands("schedule")[0])
	b.lacks("schedule", "once runs in ", "no scheduled action of web-group recurs")
	b.engine.Advance(10 * time.Minute)
	b.lacks("schedule", "no scheduled action of web-group recurs: give one a recurrence")
	b.run(b.commands("schedule")[1])
	b.passes("schedule")
}

func TestStepsOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.lacks("steps", "web-group has no step scaling policy")
	b.instead("steps", 0, "ScalingAdjustment=2", "ScalingAdjustment=1", ",MetricIntervalUpperBound=25", "", " MetricIntervalLowerBound=25,ScalingAdjustment=3", "")
	b.lacks("steps", "cpu-steps has two steps; three are wanted", "step 2 of cpu-steps adds 1, no more than the one before", "no alarm drives cpu-steps", "cpu-steps has changed nothing yet: execute it")
	b.run(b.commands("steps")[0])
	b.instead("steps", 1, "CPUUtilization", "NetworkIn")
	b.lacks("steps", "the alarm cpu-high watches NetworkIn, not CPUUtilization")
	b.instead("steps", 1, "Name=AutoScalingGroupName,Value=<group>", "Name=InstanceId,Value=<member>")
	b.lacks("steps", "the alarm cpu-high does not watch the group")
	b.instead("steps", 1, "GreaterThanOrEqualToThreshold", "LessThanThreshold")
	b.lacks("steps", "the alarm cpu-high fires when CPU is low")
	b.run(b.commands("steps")[1])
	b.run("aws autoscaling set-desired-capacity --auto-scaling-group-name <group> --desired-capacity 4")
	b.engine.Advance(time.Minute)
	b.instead("steps", 2, "72", "61")
	b.engine.Advance(time.Minute)
	b.lacks("steps", "cpu-steps was executed and changed nothing: instances that warm up count as asked for already")
}

func TestTargetOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.lacks("target", "web-group has no target tracking policy")
	b.instead("target", 0, "ASGAverageCPUUtilization", "ASGAverageNetworkIn", "TargetValue=50", "TargetValue=5000,DisableScaleIn=true")
	b.lacks("target", "cpu-50 tracks ASGAverageNetworkIn, not the group's average CPU", "cpu-50 does not scale in", "cpu-50 holds CPU at 5000 %", "one alarm of cpu-50 is there; AWS makes two")
}

func TestTerminationOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group", "by-hand")
	b.lacks("termination", "the first termination policy of web-group is Default, not OldestInstance", "web-group has not scaled in by hand yet")
	b.run("aws autoscaling update-auto-scaling-group --auto-scaling-group-name <group> --termination-policies NewestInstance")
	b.run(b.commands("termination")[1])
	b.engine.Advance(5 * time.Minute)
	b.run(b.commands("termination")[0])
	b.lacks("termination", "went, but i-", "in the same zone was older: set the policy first, then scale in once more")
	b.run("aws autoscaling set-desired-capacity --auto-scaling-group-name <group> --desired-capacity 4")
	b.engine.Advance(5 * time.Minute)
	b.run(b.commands("termination")[1])
	b.passes("termination")
}

func TestHookOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "scaling")
	b.solve("launch", "group")
	b.lacks("hook", "web-group has no lifecycle hook")
	b.instead("hook", 0, "LAUNCHING", "TERMINATING", "name install", "name bye")
	b.lacks("hook", "the hook of web-group is for instances that go")
	b.instead("hook", 0, "ABANDON", "CONTINUE")
	b.lacks("hook", "the default result of install is CONTINUE: an instance would go on by itself", "no instance waits at install")
	b.lacks("continue", "no instance was held yet: do the step before first")
	b.runs("hook")
	b.passes("hook")
	b.lacks("continue", "still waits: complete its lifecycle action with CONTINUE")
	b.run("aws autoscaling complete-lifecycle-action --auto-scaling-group-name <group> --lifecycle-hook-name <hook> --instance-id <held> --lifecycle-action-result ABANDON")
	b.engine.Advance(5 * time.Minute)
	b.lacks("continue", "is on its way out: its wait was abandoned, or ran out")
}
