package labs_test

import (
	"testing"
	"time"

	"fleetglass/awsclient/labs"
)

// flown is free flight when all that happens by itself has happened.
func flown(t *testing.T) *bench {
	b := work(t, "flight")
	b.engine.Advance(45 * time.Minute)
	return b
}

func TestPuzzlesAreOfTheirWorldOnly(t *testing.T) {
	b := work(t, "flight")
	home := work(t, "trail")
	b.engine, b.client = home.engine, home.client
	for _, id := range ids(b.lab) {
		b.lacks(id, "these puzzles are of the simulated world intruder, and are not offered on a real account")
	}
}

func TestCapacityOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "flight")
	b.lacks("short", "this puzzle has not begun: do what the step says first")
	b.lacks("grows", "the step short comes first")
	b.run(b.commands("short")[0])
	b.lacks("short", "shop-asg has all of its 3 instances: ask for one more")
	b.run("aws autoscaling resume-processes --auto-scaling-group-name shop-asg")
	b.lacks("short", "no process of shop-asg is suspended any more")
	for _, c := range b.commands("short") {
		b.run(c)
	}
	b.passes("short")
	b.lacks("grows", "Launch is still suspended on shop-asg", "three instances are in service in shop-asg; it wants 4")
	b.run("aws autoscaling set-desired-capacity --auto-scaling-group-name shop-asg --desired-capacity 3")
	b.runs("grows")
	b.lacks("grows", "shop-asg wants only 3 now: it was to grow, not to want less")
	b.run("aws autoscaling set-desired-capacity --auto-scaling-group-name shop-asg --desired-capacity 4")
	b.lacks("grows", "three instances are in service in shop-asg; it wants 4")
	b.passes("grows")
}

func TestSlownessOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "flight")
	b.lacks("slow", "this puzzle has not begun")
	b.lacks("fast", "the step slow comes first")
	b.run("aws autoscaling update-auto-scaling-group --auto-scaling-group-name shop-asg --max-size 8")
	b.lacks("slow", "three instances of shop-asg serve: it is not slow yet", "shop-asg has not taken servers away yet")
	b.runs("slow")
	b.passes("slow")
	b.lacks("fast", "shop-asg may shrink to 1 again: its minimum was 2", "one instance is in service in shop-asg; it had 3")
	b.run("aws autoscaling set-desired-capacity --auto-scaling-group-name shop-asg --desired-capacity 2")
	b.engine.Advance(10 * time.Minute)
	b.lacks("fast", "two instances are in service in shop-asg; it had 3")
	b.runs("fast")
	b.passes("fast")
}

func TestSicknessOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "flight")
	b.lacks("sick", "this puzzle has not begun")
	b.lacks("healed", "the step sick comes first")
	b.runs("sick")
	b.lacks("sick", "no server of shop-tg is unhealthy yet: it takes some checks")
	b.passes("sick")
	b.instead("healed", 0, "HttpCode=200", "HttpCode=200-499")
	b.lacks("healed", "shop-tg takes 200-499 for healthy: a server that has lost its page would pass")
	b.instead("healed", 0, "HttpCode=200", "HttpCode=200 --health-check-path /")
	b.lacks("healed", "shop-tg does not check /health any more")
	b.instead("healed", 0, "HttpCode=200", "HttpCode=200 --health-check-path /health")
	b.passes("healed")
	b.runs("sick")
	b.engine.Advance(5 * time.Minute)
	b.lacks("healed", "is unhealthy: Health checks failed with these codes: [200]")
}

func TestBlockedOnTheNearestWrongWork(t *testing.T) {
	b := work(t, "flight")
	b.lacks("blocked", "this puzzle has not begun")
	b.lacks("unblocked", "the step blocked comes first")
	b.instead("blocked", 0, "'Type=fixed-response,FixedResponseConfig={StatusCode=410}'", "Type=forward,TargetGroupArn=<targets>")
	b.lacks("blocked", "requests still come to shop-tg")
	b.instead("blocked", 0, "--priority 1", "--priority 2")
	b.passes("blocked")
	b.lacks("unblocked", "a rule still answers 410 before the default rule is reached")
	b.run("aws elbv2 modify-listener --listener-arn <listener> --default-actions 'Type=fixed-response,FixedResponseConfig={StatusCode=404}'")
	b.runs("unblocked")
	b.passes("unblocked")
}

// Before the stranger has come there is nothing to find.
func TestNothingIsFoundBeforeItHappens(t *testing.T) {
	b := work(t, "flight")
	b.engine.Advance(7 * time.Minute)
	b.lacks("port", "nobody has opened a port yet: give it some minutes")
	b.lacks("silent", "the trail has not been stopped yet")
	b.lacks("bought", "nothing was launched yet that nobody ordered")
	b.lacks("rights", "contractor has no more rights than he was given")
	b.lacks("user", "nobody has made a user yet")
}

func TestIntruderOnTheNearestWrongWork(t *testing.T) {
	b := flown(t)
	b.lacks("port", "sg-", "still lets the world in on port 22")
	b.lacks("silent", "management-events does not log")
	b.lacks("bought", "i-", "(c5.12xlarge) is running", "the key pair backup is still there: who has it may come back")
	b.run("aws ec2 terminate-instances --instance-ids <bought-0>")
	b.run("aws ec2 delete-key-pair --key-name backup")
	b.lacks("bought", "(c5.12xlarge) is running")
	b.run("aws ec2 terminate-instances --instance-ids <bought-0>")
	b.passes("bought")
	b.lacks("rights", "contractor still has the policy AdministratorAccess")
	b.run("aws iam detach-user-policy --user-name backup --policy-arn arn:aws:iam::aws:policy/AdministratorAccess")
	b.lacks("rights", "contractor still has the policy AdministratorAccess")
	b.lacks("user", "the user backup is still there")
	b.lacks("key", "nothing was done about the access key AKIA", "a trail that logs")
	b.run(b.commands("silent")[1])
	b.passes("silent")
	b.run("aws iam update-access-key --user-name backup --access-key-id <left-key> --status Inactive")
	b.engine.Advance(10 * time.Minute)
	b.lacks("key", "nothing was done about the access key AKIA")
	b.instead("key", 1, "Inactive", "Active")
	b.engine.Advance(10 * time.Minute)
	b.lacks("key", "was made active again")
	b.run(b.commands("key")[1])
	b.passes("key")
	b.run(b.commands("port")[1])
	b.passes("port")
}

func TestClosingEverythingIsNoRepair(t *testing.T) {
	b := flown(t)
	b.run(b.commands("port")[1])
	b.run("aws ec2 create-security-group --group-name shut --description 'lets nobody in'")
	shut := ""
	for _, g := range b.world().SecurityGroups() {
		if g.Name == "shut" {
			shut = g.ID
		}
	}
	for _, g := range b.world().Groups() {
		for _, in := range g.Instances {
			b.run("aws ec2 modify-instance-attribute --instance-id " + in.ID + " --groups " + shut)
		}
	}
	b.lacks("port", "port 80 of i-", "is closed too: the balancer needs it")
}

// Who begins the lab when all has happened already finds it all the same.
func TestTheLabIsBegunLate(t *testing.T) {
	b := flown(t)
	w := b.world()
	b.progress = &labs.Progress{}
	b.attempt = b.progress.Begin(b.lab, w.Account(), w.Region(), w.Now)
	b.solve("port", "silent", "bought", "rights", "user", "key")
}
