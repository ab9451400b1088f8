package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient"
)

// known is a group as AWS has it now, and whether there is one.
func (f *flight) known(name string) (awsclient.Group, bool) {
	f.t.Helper()
	groups, err := f.client.Groups(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, g := range groups {
		if g.Name == name {
			return g, true
		}
	}
	return awsclient.Group{}, false
}

func TestAGroupIsCreatedChangedAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.beginIn("Create an Auto Scaling group")
		f.fill("name", "web-asg")
		f.Press("enter")
		f.field("subnets")
		f.Press("space")
		f.fill("minimum", "5")
		f.Press("enter")
		f.Sees("minimum is above maximum")
		f.fill("minimum", "1")
		f.Press("enter", "enter")
		f.Sees("A group with the name web-asg already exists")
		f.Press("esc", "esc")
		f.fill("name", "shop")
		f.Press("enter", "enter")
		f.Sees("launches 1 in us-west-2")
		f.fill("tags", "App=shop")
		f.Press("enter")
		f.agree("aws autoscaling create-auto-scaling-group --auto-scaling-group-name shop --launch-template 'LaunchTemplateId=lt-")
		g, ok := f.known("shop")
		if !ok || g.Limits != (awsclient.Limits{Min: 1, Desired: 1, Max: 4}) || len(g.Tags) != 1 || g.Grace != 5*time.Minute {
			f.t.Fatalf("it is %+v, %v", g, ok)
		}
		f.until(2*time.Second, "shop")
		f.row("shop")
		f.beginIn("Change settings of shop")
		f.Press("enter")
		f.fill("grace", "60")
		f.fill("longest life", "100")
		f.Press("enter")
		f.Sees("from 86400")
		f.fill("longest life", "86400")
		f.Press("enter", "enter")
		f.agree("aws autoscaling update-auto-scaling-group --auto-scaling-group-name shop --health-check-grace-period 60 --max-instance-lifetime 86400 --region us-west-2")
		if g, _ := f.known("shop"); g.Grace != time.Minute || g.MaxInstanceLifetime != 24*time.Hour {
			f.t.Errorf("it is %+v", g)
		}
		f.act("Change tags of shop")
		f.fill("tags", "Team=a b")
		f.Press("enter")
		f.agree(`aws autoscaling create-or-update-tags --tags '{"ResourceId":"shop","ResourceType":"auto-scaling-group","Key":"Team","Value":"a b","PropagateAtLaunch":true}'`)
		if g, _ := f.known("shop"); len(g.Tags) != 1 || g.Tags[0].Value != "a b" {
			f.t.Errorf("its tags are %+v", g.Tags)
		}
		f.act("Delete shop")
		f.Press("enter")
		f.Sees("ResourceInUse: You cannot delete")
		f.field("with its instances")
		f.Press("space", "enter")
		f.confirm("aws autoscaling delete-auto-scaling-group --auto-scaling-group-name shop --force-delete", "shop")
		f.Wait(10 * time.Second)
		if g, ok := f.known("shop"); ok {
			f.t.Errorf("it is still there: %q", g.Status)
		}
	})
}

func TestAMixedGroupIsCreated(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.beginIn("Create an Auto Scaling group")
		f.fill("name", "mix")
		f.chooseIn("launches from", "several types")
		f.Press("enter")
		f.field("types")
		f.Press("space", "right", "space")
		f.fill("weights", "t3.micro=1000")
		f.Press("enter")
		f.Sees("from 1 to 999")
		f.fill("weights", "t3.micro=1, t3.small=2")
		f.fill("On-Demand percent", "0")
		f.Press("enter")
		f.field("subnets")
		f.Press("space")
		f.fill("desired", "2")
		f.Press("enter")
		f.Sees("of 2 units 0 On-Demand, 2 Spot")
		f.Press("enter")
		f.agree(`"Overrides":[{"InstanceType":"t3.micro","WeightedCapacity":"1"},{"InstanceType":"t3.small","WeightedCapacity":"2"}]`)
		g, ok := f.known("mix")
		if !ok || g.Mixed == nil || len(g.Mixed.Overrides) != 2 || g.Mixed.Overrides[1].Weight != 2 || g.Mixed.OnDemandPercent != 0 {
			f.t.Fatalf("it is %+v, %v", g, ok)
		}
	})
}

func (f *flight) policy(group, name string) awsclient.Policy {
	f.t.Helper()
	rows, err := f.client.Policies(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, p := range rows {
		if p.Group == group && p.Name == name {
			return p
		}
	}
	return awsclient.Policy{}
}

func TestPoliciesOfEveryTypeAreMade(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.row("worker-asg")
		create := func(name, kind string) {
			f.beginIn("Policies, schedules", "Create a scaling policy")
			f.fill("name", name)
			f.chooseIn("type", kind)
			f.Press("enter")
		}
		create("hold", "target tracking")
		f.fill("target", "-1")
		f.Press("enter")
		f.Sees("a number above 0")
		f.fill("target", "40")
		f.Press("enter", "enter")
		f.agree(`aws autoscaling put-scaling-policy --auto-scaling-group-name worker-asg --policy-name hold --policy-type TargetTrackingScaling --target-tracking-configuration '{"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilization"},"TargetValue":40}' --enabled`)
		if p := f.policy("worker-asg", "hold"); p.Target.Value != 40 || len(p.AlarmNames) != 2 {
			f.t.Errorf("it is %+v", p)
		}

		create("queue", "target tracking")
		f.chooseIn("metric", "another metric")
		f.fill("namespace", "Shop")
		f.fill("metric name", "Backlog")
		f.fill("dimensions", "Queue=orders")
		f.fill("target", "100")
		f.Press("enter", "enter")
		f.agree(`"CustomizedMetricSpecification":{"MetricName":"Backlog","Namespace":"Shop","Dimensions":[{"Name":"Queue","Value":"orders"}],"Statistic":"Average"}`)
		if p := f.policy("worker-asg", "queue"); p.Target.Custom == nil || p.Target.Custom.Dimensions[0].Value != "orders" {
			f.t.Errorf("it is %+v", p)
		}

		create("stairs", "step")
		f.fill("steps", "0..20 +1; 30.. +3")
		f.Press("enter")
		f.Sees("▲")
		f.fill("steps", "0..20 +1; 20.. +3")
		f.Press("enter", "enter")
		f.agree(`--step-adjustments '[{"MetricIntervalLowerBound":0,"MetricIntervalUpperBound":20,"ScalingAdjustment":1},{"MetricIntervalLowerBound":20,"ScalingAdjustment":3}]'`)
		if p := f.policy("worker-asg", "stairs"); len(p.Steps) != 2 || p.Steps[1].Adjustment != 3 {
			f.t.Errorf("it is %+v", p)
		}

		create("more", "simple")
		f.fill("amount", "2")
		f.Press("enter")
		f.Sees("run now, desired")
		f.fill("cooldown", "60")
		f.Press("enter")
		f.agree("--policy-type SimpleScaling --adjustment-type ChangeInCapacity --scaling-adjustment 2 --cooldown 60 --enabled")
		if p := f.policy("worker-asg", "more"); p.Adjustment != 2 || p.Cooldown != time.Minute {
			f.t.Errorf("it is %+v", p)
		}
	})
}

func TestAPolicyIsChangedDisabledEnabledAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		_, err := f.client.PutPolicy(f.t.Context(), awsclient.Policy{Group: "worker-asg", Name: "mine", Type: "SimpleScaling", Enabled: true, AdjustmentType: "ChangeInCapacity", Adjustment: 1})
		if err != nil {
			f.t.Fatal(err)
		}
		f.Press("3")
		f.open("worker-asg")
		f.tab("Policies")
		f.Wait(2 * time.Second)
		f.row("mine")
		f.act("Change mine")
		f.fill("amount", "-2")
		f.Press("enter")
		f.agree("aws autoscaling put-scaling-policy --auto-scaling-group-name worker-asg --policy-name mine --policy-type SimpleScaling --adjustment-type ChangeInCapacity --scaling-adjustment -2 --enabled")
		if p := f.policy("worker-asg", "mine"); p.Adjustment != -2 {
			f.t.Errorf("it is %+v", p)
		}
		f.Wait(2 * time.Second)
		f.act("Disable mine")
		f.agree("--no-enabled")
		if f.policy("worker-asg", "mine").Enabled {
			f.t.Error("it is enabled")
		}
		f.Wait(2 * time.Second)
		f.act("Enable mine")
		f.agree("--enabled")
		if !f.policy("worker-asg", "mine").Enabled {
			f.t.Error("it is disabled")
		}
		f.act("Delete mine")
		f.confirm("aws autoscaling delete-policy --auto-scaling-group-name worker-asg --policy-name mine", "mine")
		if p := f.policy("worker-asg", "mine"); p.Name != "" {
			f.t.Errorf("it is still there: %+v", p)
		}
	})
}

func TestAScheduledActionLives(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		schedule := func() (awsclient.ScheduledAction, bool) {
			rows, err := f.client.ScheduledActions(f.t.Context())
			if err != nil {
				f.t.Fatal(err)
			}
			for _, a := range rows {
				if a.Name == "morning" {
					return a, true
				}
			}
			return awsclient.ScheduledAction{}, false
		}
		f.Press("3")
		f.open("worker-asg")
		f.tab("Schedule")
		f.Press("esc")
		f.row("worker-asg")
		f.beginIn("Policies, schedules", "Create a scheduled action")
		f.fill("name", "morning")
		f.fill("desired", "3")
		f.Press("enter")
		f.fill("again", "0 25 * * *")
		f.Press("enter")
		f.Sees("▲")
		f.fill("again", "0 8 * * MON-FRI")
		f.fill("time zone", "Europe/Nowhere")
		f.Press("enter")
		f.Sees("an IANA time zone")
		f.fill("time zone", "Europe/Berlin")
		f.Press("enter")
		f.agree("aws autoscaling put-scheduled-update-group-action --auto-scaling-group-name worker-asg --scheduled-action-name morning --desired-capacity 3 --recurrence '0 8 * * MON-FRI' --time-zone Europe/Berlin")
		if a, _ := schedule(); a.Recurrence != "0 8 * * MON-FRI" || *a.Desired != 3 || a.TimeZone != "Europe/Berlin" {
			f.t.Fatalf("it is %+v", a)
		}
		f.Press("enter")
		f.tab("Schedule")
		f.Wait(2 * time.Second)
		f.row("morning")
		f.act("Change morning")
		f.fill("minimum", "9")
		f.fill("maximum", "2")
		f.Press("enter", "enter")
		f.Sees("Min size must be less than or equal to max size.")
		f.Press("esc")
		f.fill("minimum", "")
		f.fill("desired", "2")
		f.fill("maximum", "")
		f.Press("enter", "enter")
		f.agree("--scheduled-action-name morning --desired-capacity 2")
		if a, _ := schedule(); *a.Desired != 2 {
			f.t.Errorf("it is %+v", a)
		}
		f.act("Delete morning")
		f.confirm("aws autoscaling delete-scheduled-action --auto-scaling-group-name worker-asg --scheduled-action-name morning", "morning")
		if a, there := schedule(); there {
			f.t.Errorf("it is still there: %+v", a)
		}
	})
}

func TestAHookLives(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		hook := func() awsclient.Hook {
			rows, err := f.client.Hooks(f.t.Context(), "api-asg")
			if err != nil {
				f.t.Fatal(err)
			}
			for _, h := range rows {
				if h.Name == "drain-logs" {
					return h
				}
			}
			return awsclient.Hook{}
		}
		f.Press("3")
		f.Wait(time.Second)
		f.row("api-asg")
		f.beginIn("Policies, schedules", "Create a lifecycle hook")
		f.fill("name", "drain logs")
		f.Sees("letters, digits, - _ and")
		f.fill("name", "drain-logs")
		f.chooseIn("holds", "that end")
		f.fill("waits at most", "10")
		f.Press("enter")
		f.Sees("▲")
		f.fill("waits at most", "120")
		f.Press("enter")
		f.agree("aws autoscaling put-lifecycle-hook --lifecycle-hook-name drain-logs --auto-scaling-group-name api-asg --lifecycle-transition autoscaling:EC2_INSTANCE_TERMINATING --heartbeat-timeout 120 --default-result ABANDON")
		if h := hook(); h.Heartbeat != 2*time.Minute {
			f.t.Fatalf("it is %+v", h)
		}
		f.Press("enter")
		f.tab("Hooks")
		f.Wait(2 * time.Second)
		f.row("drain-logs")
		f.act("Change drain-logs")
		f.fill("waits at most", "300")
		f.Press("enter")
		f.agree("--heartbeat-timeout 300")
		if h := hook(); h.Heartbeat != 5*time.Minute {
			f.t.Errorf("it is %+v", h)
		}
		f.act("Delete drain-logs")
		f.confirm("aws autoscaling delete-lifecycle-hook --lifecycle-hook-name drain-logs --auto-scaling-group-name api-asg", "drain-logs")
		if h := hook(); h.Name != "" {
			f.t.Errorf("it is still there: %+v", h)
		}
	})
}

func TestARefreshIsStartedAndCancelled(t *testing.T) {
	how := wide()
	how.speed = 1
	fly(t, how, func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.row("api-asg")
		f.beginIn("Instance refresh", "Start an instance refresh")
		f.fill("healthy at least", "50")
		f.field("skip matching")
		f.Press("space")
		if f.line("skip matching", "yes") != "" {
			f.Press("space")
		}
		f.Press("enter")
		f.fill("checkpoints", "50, 20")
		f.Press("enter")
		f.Sees("ascending")
		f.fill("checkpoints", "50, 100")
		f.Press("enter")
		f.agree(`aws autoscaling start-instance-refresh --auto-scaling-group-name api-asg --preferences '{"MinHealthyPercentage":50,"CheckpointPercentages":[50,100],`)
		f.Wait(2 * time.Second)
		rows, err := f.client.InstanceRefreshes(f.t.Context(), "api-asg")
		if err != nil || len(rows) == 0 || *rows[0].Preferences.MinHealthy != 50 {
			f.t.Fatalf("refreshes are %+v, %v", rows, err)
		}
		f.beginIn("Instance refresh", "Roll back the instance refresh")
		f.confirm("aws autoscaling rollback-instance-refresh --auto-scaling-group-name api-asg", "api-asg")
		f.until(2*time.Second, "RollbackInstanceRefresh") // what AWS says: it has no desired configuration
		f.Press("esc")
		f.beginIn("Instance refresh", "Cancel the instance refresh")
		f.confirm("aws autoscaling cancel-instance-refresh --auto-scaling-group-name api-asg", "api-asg")
		rows, _ = f.client.InstanceRefreshes(f.t.Context(), "api-asg")
		if rows[0].Status != "Cancelled" && rows[0].Status != "Cancelling" {
			f.t.Errorf("it is %+v", rows[0])
		}
	})
}

func TestAnInstanceLeavesItsGroupAndComesBack(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		id, desired := f.serving("web-v2-asg"), f.group("web-v2-asg").Limits.Desired
		f.Press("5")
		f.Wait(time.Second)
		f.filter(id)
		f.row(id)
		f.act("Detach " + id)
		f.field("lower desired")
		f.Press("enter")
		f.agree("aws autoscaling detach-instances --instance-ids " + id + " --auto-scaling-group-name web-v2-asg --no-should-decrement-desired-capacity")
		f.Wait(3 * time.Second)
		if f.member("web-v2-asg", id).ID != "" || f.group("web-v2-asg").Limits.Desired != desired {
			f.t.Errorf("the group is %+v", f.group("web-v2-asg"))
		}
		f.act("Attach " + id)
		f.chooseIn("group", "web-v2-asg")
		f.Press("enter")
		f.agree("aws autoscaling attach-instances --instance-ids " + id + " --auto-scaling-group-name web-v2-asg")
		f.Wait(time.Second)
		if f.member("web-v2-asg", id).ID == "" {
			f.t.Error("it did not come back")
		}
	})
}
