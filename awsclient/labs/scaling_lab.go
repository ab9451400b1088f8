package labs

import (
	"slices"
	"strconv"
	"time"

	"fleetglass/awsclient/semantics/cron"
)

func scalingFacts() []Fact {
	capacity := func(by int) func(*World) string {
		return func(w *World) string {
			g, ok := w.group()
			if to := g.Limits.Desired + by; ok && to >= g.Limits.Min {
				return strconv.Itoa(to)
			}
			return ""
		}
	}
	return []Fact{
		{"launch", "name of the launch configuration", func(w *World) string { s, _ := w.launchSource(); return s.Ref.Configuration }},
		{"group", "name of the group", func(w *World) string { g, _ := w.group(); return g.Name }},
		{"more", "one more than the desired capacity", capacity(1)},
		{"fewer", "one less than the desired capacity, which must be above the minimum", capacity(-1)},
		{"member", "id of an instance of the group", func(w *World) string {
			g, _ := w.group()
			for _, in := range inService(g) {
				return in.ID
			}
			return ""
		}},
		{"step-policy", "ARN of the step policy", func(w *World) string {
			g, _ := w.group()
			p, _ := w.stepPolicy(g.Name)
			return p.ARN
		}},
		{"hook", "name of the hook", func(w *World) string { g, _ := w.group(); h, _ := w.launchHook(g.Name); return h.Name }},
		{"held", "id of the instance that waits", func(w *World) string { g, _ := w.group(); return slices.Concat(held(g), []string{""})[0] }},
	}
}

// scalingLab is exercise 2: an Auto Scaling group.
func scalingLab() *Lab {
	return &Lab{
		ID: "scaling", Title: "Auto Scaling group", Scenario: "homework",
		Learn: []string{
			"how a group keeps its number, and how it tells why it did something",
			"four ways to change that number: by hand, by schedule, by steps, by a target",
			"which instance goes when there are too many",
			"how to hold a new instance until it is ready",
		},
		Facts: scalingFacts(), Steps: slices.Concat(scalingGroupSteps(), scalingPlanSteps(), scalingLifecycleSteps()),
		Cleanup: []string{
			"aws autoscaling delete-auto-scaling-group --auto-scaling-group-name <group> --force-delete",
			"aws cloudwatch delete-alarms --alarm-names cpu-high",
			"aws autoscaling delete-launch-configuration --launch-configuration-name <launch>",
		},
	}
}

// webScript is the user data of a web server.
func webScript() Paste {
	return Paste{"user data", "#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n"}
}

func scalingGroupSteps() []Step {
	return []Step{
		{
			ID: "launch", Title: "Make a launch configuration with user data", Card: "launch configuration",
			Do:       "Make a launch configuration whose user data installs and starts a web server. It cannot be changed later; a change means another one. (AWS offers accounts that are new since 2023 only launch templates: one of those counts too.)",
			Hint:     "It says what every new instance gets: image, type, security group, user data.",
			Stronger: "User data is a script that begins with #!/bin/bash and installs httpd.",
			Console:  []string{"3, a: Launch templates and configurations, Create a launch configuration. Paste the user data (c copies it)."},
			Paste:    []Paste{webScript()},
			CLI: []string{
				"aws autoscaling create-launch-configuration --launch-configuration-name web-launch --image-id <image> --instance-type t3.micro --security-groups <security-group> --user-data " + webScript().inShell(),
			},
			Check: checkLaunch, Proof: []string{"launch"},
		},
		{
			ID: "group", Title: "Make a group of at least two in two zones", Card: "auto scaling group",
			Do:       "Make an Auto Scaling group with a minimum of 2 and a maximum of 10, which launches from your launch configuration into subnets of two zones. Wait until two instances are in service.",
			Hint:     "The zones come from the subnets.",
			Stronger: "Give the group both default subnets; it then puts one instance in each zone.",
			Console:  []string{"3, a: Create an Auto Scaling group.", "enter on it shows the instances come."},
			CLI: []string{
				"aws autoscaling create-auto-scaling-group --auto-scaling-group-name web-group --launch-configuration-name <launch> --min-size 2 --desired-capacity 2 --max-size 10 --vpc-zone-identifier <subnet-a>,<subnet-b>",
			},
			Check: checkGroup, Proof: []string{"group"},
		},
		{
			ID: "terminate", Title: "Terminate one and read what follows", Card: "activity",
			Do:       "Terminate one instance of the group with EC2, behind the group's back. Wait until the group has noticed and replaced it. Then read the two activities and their causes.",
			Hint:     "The group learns of it from its health check, so give it a minute or two.",
			Stronger: "Use EC2's terminate, not the group's: otherwise the cause is a user request.",
			Console:  []string{"5, on an instance of the group, a: Terminate.", "3, enter on the group, Activities."},
			CLI: []string{
				"aws ec2 terminate-instances --instance-ids <member>",
				"aws autoscaling describe-scaling-activities --auto-scaling-group-name <group>",
			},
			Check: checkReplaced, Proof: []string{"loss", "replacement"},
			Question: &Question{
				Ask:  "What is the id of the instance that replaced the one you terminated?",
				Look: "it is in the activity whose cause is an unhealthy instance needing to be replaced",
				Right: func(w *World) []string {
					g, _ := w.group()
					if _, launch, ok := w.replacement(g.Name); ok {
						return []string{subjectOf(launch)}
					}
					return nil
				},
			},
		},
	}
}

func scalingPlanSteps() []Step {
	return []Step{
		{
			ID: "by-hand", Title: "Set the capacity by hand", Card: "desired capacity",
			Do:       "Set the desired capacity one higher than it is and watch the group follow.",
			Hint:     "Only the desired capacity changes, neither minimum nor maximum.",
			Stronger: "The call is SetDesiredCapacity, and its cause says so in the activity.",
			Console:  []string{"3, on the group, a: Set desired capacity."},
			CLI:      []string{"aws autoscaling set-desired-capacity --auto-scaling-group-name <group> --desired-capacity <more>"},
			Check:    checkByHand, Proof: []string{"activity"},
			Question: &Question{
				Ask:   "In which zone did the group launch (or end) the instance?",
				Look:  "the activity's details name the zone",
				Right: rightZone("by-hand", "activity"),
			},
		},
		{
			ID: "schedule", Title: "Change it by schedule", Card: "scheduled action",
			Do:       "Make two scheduled actions: one that runs once, in some minutes, and sets another desired capacity; and one that recurs, at 8 o'clock (UTC) from Monday to Friday. Wait until the first has run.",
			Hint:     "The first has a start time, the second a recurrence in the form of cron.",
			Stronger: "The recurrence is 0 8 * * 1-5. The first must want another number than the group has, else nothing happens.",
			Console:  []string{"3, on the group, a: Policies, schedules and hooks, Create a scheduled action: one with a time in from, one with a recurrence."},
			CLI: []string{
				"aws autoscaling put-scheduled-update-group-action --auto-scaling-group-name <group> --scheduled-action-name once --start-time <soon> --desired-capacity <more>",
				"aws autoscaling put-scheduled-update-group-action --auto-scaling-group-name <group> --scheduled-action-name mornings --recurrence '0 8 * * 1-5' --desired-capacity 3",
			},
			Check: checkScheduled, Proof: []string{"ran", "recurring"},
			Question: &Question{
				Ask:   "On which date does the recurring action run next? (UTC, as 2026-01-31)",
				Look:  "read its recurrence: minute, hour, day of month, month, day of week",
				Right: rightNextRun,
			},
		},
		{
			ID: "steps", Title: "Three steps on CPU", Card: "step scaling",
			Do:       "Make a step scaling policy on the average CPU of the group, with an alarm at 60 %: from 60 to 70 it adds one instance, from 70 to 85 two, from 85 on three. Make it work once, by executing it by hand with a value of the metric: not sooner than five minutes after the last launch, because instances that warm up count as asked for already.",
			Hint:     "The bounds of steps are counted from the alarm's threshold: 60 % is 0.",
			Stronger: "The bounds are 0 to 10, 10 to 25, and 25 without an end. The alarm's action is the policy's ARN.",
			Console:  []string{"3, on the group, a: Policies, schedules and hooks, Create a scaling policy of type step: 0..10 +1; 10..25 +2; 25.. +3", "7, a: Create an alarm on a metric: AWS/EC2, CPUUtilization of the group, at 60 or above, with the policy as its action.", "3, enter on the group, tab to Policies, on the policy a: Execute."},
			CLI: []string{
				"aws autoscaling put-scaling-policy --auto-scaling-group-name <group> --policy-name cpu-steps --policy-type StepScaling --adjustment-type ChangeInCapacity --step-adjustments MetricIntervalLowerBound=0,MetricIntervalUpperBound=10,ScalingAdjustment=1 MetricIntervalLowerBound=10,MetricIntervalUpperBound=25,ScalingAdjustment=2 MetricIntervalLowerBound=25,ScalingAdjustment=3",
				"aws cloudwatch put-metric-alarm --alarm-name cpu-high --namespace AWS/EC2 --metric-name CPUUtilization --dimensions Name=AutoScalingGroupName,Value=<group> --statistic Average --period 300 --evaluation-periods 1 --threshold 60 --comparison-operator GreaterThanOrEqualToThreshold --alarm-actions <step-policy>",
				"aws autoscaling execute-policy --auto-scaling-group-name <group> --policy-name cpu-steps --metric-value 72 --breach-threshold 60",
			},
			Check: checkSteps, Proof: []string{"alarm", "ran", "policy"},
			Question: &Question{
				Ask:   "How many instances does your policy add when CPU is at exactly 85 %?",
				Look:  "a step holds its lower bound and not its upper one",
				Right: func(w *World) []string { return rightStep(w, 85) },
			},
		},
	}
}

func scalingLifecycleSteps() []Step {
	return []Step{
		{
			ID: "termination", Title: "Choose who goes first", Card: "termination policy",
			Do:       "Let the group end its oldest instance first. Then lower the desired capacity by one and see which goes.",
			Hint:     "The termination policy is a setting of the group. Zones come before it: the fullest zone loses one.",
			Stronger: "Set OldestInstance, and only then lower the desired capacity.",
			Console:  []string{"3, on the group, a: Change settings; on its last page, who goes first.", "a: Set desired capacity."},
			CLI: []string{
				"aws autoscaling update-auto-scaling-group --auto-scaling-group-name <group> --termination-policies OldestInstance",
				"aws autoscaling set-desired-capacity --auto-scaling-group-name <group> --desired-capacity <fewer>",
			},
			Check: checkTermination, Proof: []string{"went"},
			Question: &Question{
				Ask:   "In which zone was the instance that went?",
				Look:  "the details of the termination name it; it is the zone that had most instances",
				Right: rightZone("termination", "went"),
			},
		},
		{
			ID: "hook", Title: "Hold a new instance", Card: "lifecycle hook",
			Do:       "Make a lifecycle hook for launching instances that abandons those who are not continued in time. Let the group launch one and see it wait.",
			Hint:     "The hook comes first, then raise the desired capacity.",
			Stronger: "The transition is autoscaling:EC2_INSTANCE_LAUNCHING; the instance is then in Pending:Wait.",
			Console:  []string{"3, on the group, a: Policies, schedules and hooks, Create a lifecycle hook.", "a: Set desired capacity, one more. enter shows the instance wait."},
			CLI: []string{
				"aws autoscaling put-lifecycle-hook --auto-scaling-group-name <group> --lifecycle-hook-name install --lifecycle-transition autoscaling:EC2_INSTANCE_LAUNCHING --heartbeat-timeout 1800 --default-result ABANDON",
				"aws autoscaling set-desired-capacity --auto-scaling-group-name <group> --desired-capacity <more>",
			},
			Check: checkHeld, Proof: []string{"held", "hook"},
			Question: &Question{
				Ask:   "How many seconds does your hook hold an instance of which it hears nothing?",
				Look:  "it is the heartbeat timeout of the hook",
				Right: rightHeartbeat,
			},
		},
		{
			ID: "continue", Title: "Let it go on", Card: "instance lifecycle",
			Do:       "Complete the lifecycle action of the instance that waits, with CONTINUE, and see it come into service.",
			Hint:     "Somebody has to say that the instance is ready: here it is you.",
			Stronger: "The call is CompleteLifecycleAction; it names group, hook and instance.",
			Console:  []string{"3, enter on the group, Instances, on the one that waits, a: Complete the lifecycle action."},
			CLI: []string{
				"aws autoscaling complete-lifecycle-action --auto-scaling-group-name <group> --lifecycle-hook-name <hook> --instance-id <held> --lifecycle-action-result CONTINUE",
			},
			Check: checkContinued, Proof: []string{"continued"},
		},
		{
			ID: "target", Title: "Track a target", Card: "target tracking",
			Do:       "Make a target tracking policy that holds the average CPU of the group at 50 %. Look at the two alarms that AWS makes for it. Then leave it to work: a group that has nothing to do shrinks to its minimum.",
			Hint:     "There are no steps and no alarm to make: only a metric and its value.",
			Stronger: "The metric is predefined and is called ASGAverageCPUUtilization.",
			Console:  []string{"3, on the group, a: Policies, schedules and hooks, Create a scaling policy; type target tracking.", "7 shows its alarms."},
			CLI: []string{
				"aws autoscaling put-scaling-policy --auto-scaling-group-name <group> --policy-name cpu-50 --policy-type TargetTrackingScaling --target-tracking-configuration 'PredefinedMetricSpecification={PredefinedMetricType=ASGAverageCPUUtilization},TargetValue=50'",
			},
			Check: checkTracking, Proof: []string{"alarm", "policy"},
			Question: &Question{
				Ask:   "For how many minutes must CPU be low before the group takes instances away?",
				Look:  "multiply periods and period of the alarm whose name has AlarmLow in it",
				Right: rightLowPeriods,
			},
		},
	}
}

// rightZone is the zone of the activity that a step kept.
func rightZone(step, key string) func(*World) []string {
	return func(w *World) []string {
		e, ok := w.Recall(step, key)
		if !ok {
			return nil
		}
		for _, a := range w.Activities(e.In) {
			if a.ID == e.ID {
				return []string{zoneOf(a)}
			}
		}
		return nil
	}
}

// rightNextRun is the date of the next run of the recurring action.
func rightNextRun(w *World) []string {
	g, _ := w.group()
	s := w.recurring(g.Name)
	schedule, err := cron.Parse(s.Recurrence)
	if err != nil {
		return nil
	}
	zone := time.UTC
	if s.TimeZone != "" {
		if zone, err = time.LoadLocation(s.TimeZone); err != nil {
			return nil
		}
	}
	next := schedule.Next(w.Now, zone)
	if next.IsZero() {
		return nil
	}
	return []string{next.UTC().Format(time.DateOnly)}
}
