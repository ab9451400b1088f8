package flight_test

import (
	"testing"
	"time"
)

func TestAKilledInstanceIsReplaced(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		before := f.group("web-asg").Instances
		id := f.serving("web-asg")
		f.Press("5")
		f.filter("group:web-asg")
		f.row(id)
		f.Press("i")
		f.Sees("Inject a fault")
		f.choose("Kill an instance: web " + id)
		f.Sees("done: Kill an instance " + id)
		f.until(2*time.Second, "Scaling ▲1")
		fresh := f.newcomer("web-asg", before)
		f.untilLine(3*time.Second, fresh, "running")
		f.Press("enter") // the dead one stays selected, and says what it died of
		f.Wait(time.Second)
		f.Sees(id, "Server.")
		f.Press("3")
		f.open("web-asg")
		f.tab("Activities")
		f.cause("Terminating "+id, "an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.")
		f.cause("Launching "+fresh, "an instance was launched in response to an unhealthy instance needing to be replaced.")
	})
}

// A server that belongs to no group is replaced by nobody: it stays in sight
// with what it answers.
func TestAServerThatFailsItsHealthCheckSaysWhy(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("5")
		f.Wait(time.Second)
		f.row("webserver0")
		f.Press("i")
		f.choose("Fail health checks: webserver0")
		f.untilLine(4*time.Second, "webserver0", "ws0-tg: HTTP 503")
		f.Selects("webserver0")
		f.Sees("Instances ▲", "Balancers ▲1")
		f.open("webserver0")
		f.reads("Health checks failed with these codes: [503]")
		f.Press("2")
		f.Wait(time.Second)
		f.seesLine("web-alb", "1 target: HTTP 503")
		f.open("web-alb")
		f.seesLine("/webserver0/*", "0/1")
		f.tab("Targets")
		f.seesLine("webserver0", "unhealthy", "Health checks failed with these codes: [503]")
		f.Press("1")
		f.Wait(time.Second)
		f.seesLine("LATEST")
		f.seesLine("ws0-tg", "is unhealthy: HTTP 503")
	})
}

func TestAGroupReplacesAServerThatFailsItsHealthCheck(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		before := f.group("web-asg").Instances
		id := f.serving("web-asg")
		f.Press("5")
		f.filter("group:web-asg")
		f.row(id)
		f.Press("i")
		f.choose("Fail health checks: web " + id)
		f.untilLine(5*time.Second, id, "web-asg calls it unhealthy")
		f.Selects(id)
		fresh := f.newcomer("web-asg", before)
		f.Press("3")
		f.open("web-asg")
		f.tab("Activities")
		f.cause("Terminating "+id, "an instance was taken out of service in response to an ELB system health check failure.")
		f.cause("Launching "+fresh, "an instance was launched in response to an unhealthy instance needing to be replaced.")
	})
}

func TestASurgeOfTrafficScalesOutByPolicy(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		before := f.group("web-asg")
		f.Press("2")
		f.Wait(time.Second)
		f.row("web-alb")
		f.Press("i")
		f.choose("Surge of traffic: web-alb")
		f.Press("3")
		f.open("web-asg")
		f.until(10*time.Second, "ALARM")
		f.tab("Activities")
		fresh := f.newcomer("web-asg", before.Instances)
		f.until(2*time.Second, fresh)
		f.cause("Launching "+fresh, "in state ALARM triggered policy")
		if now := f.group("web-asg").Limits.Desired; now <= before.Limits.Desired {
			f.t.Errorf("desired is %d, it was %d", now, before.Limits.Desired)
		}
	})
}
