package flight_test

import (
	"testing"
	"time"
)

// A walk from the namespaces to a graph, over a search, and to the group that
// the metric is of.
func TestMetricsAreFoundDrawnAndLeadOn(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("6")
		f.Wait(3 * time.Second)
		f.Sees("NAMESPACE", "AWS/ApplicationELB", "AWS/EC2", "updated now")
		f.Press("/")
		f.Type("EC2")
		f.Press("enter", "enter")
		f.Wait(time.Second)
		f.Sees("Metrics › AWS/EC2", "by AutoScalingGroupName", "by InstanceId")
		f.Press("enter", "/")
		f.Type("name:CPU web-asg")
		f.Press("enter", "enter")
		f.Wait(3 * time.Second)
		f.Sees("CPUUtilization web-asg", "[Graph]", "last 3 h   Average of every 1 m", "percent", "now ", "TIME", "tracking high 60")
		f.SeesNot("no data in this range", "loading")

		f.Press("b", "u", "u")
		f.Wait(3 * time.Second)
		f.Sees("last 12 h   Minimum of every 5 m")
		f.Press("m")
		f.Type("RATE(m1) * ")
		f.Sees("^")
		f.Type("60")
		f.Press("enter")
		f.Sees("e1", "RATE(m1) * 60", "computed")
		f.Press("f", "r")
		f.Sees("group", "web-asg", "alarms")
		f.Press("enter")
		f.Wait(time.Second)
		f.Sees("Scaling", "capacity")
		f.Press("esc", "esc")
		f.Sees("CPUUtilization")
		f.sound()
	})
}

func TestMarkedMetricsShareAPageOnTheEngine(t *testing.T) {
	how := wide()
	how.size.W, how.size.H = 120, 40
	fly(t, how, func(f *flight) {
		f.Press("6", "A")
		f.Type("AWS/ApplicationELB")
		f.Press("tab")
		f.Type("RequestCount")
		f.Press("tab")
		f.Type("LoadBalancer")
		f.Press("tab", "space", "enter")
		f.Wait(3 * time.Second)
		f.Sees("search AWS/ApplicationELB RequestCount LoadBalancer recently active", "app/web-alb/")
		f.Press("space", "space", "enter")
		f.Wait(3 * time.Second)
		f.Sees("2 metrics: RequestCount...", "m1", "m2", "Sum of every 1 m", "count")
		f.SeesNot("loading")
		f.resize(80, 24)
		f.Wait(time.Second)
		f.Sees("m1", "m2", "Sum of every 1 m")
		f.sound()
	})
}
