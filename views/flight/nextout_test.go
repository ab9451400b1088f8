package flight_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What the page says would go next, and what the form says would be terminated,
// is what the engine then terminates.
func TestWhoGoesNextIsWhoGoes(t *testing.T) {
	for _, group := range []string{"web-asg", "api-asg", "worker-asg"} {
		t.Run(group, func(t *testing.T) {
			how := wide()
			how.speed = 1 // nothing else happens meanwhile
			fly(t, how, func(f *flight) {
				f.Press("3")
				f.until(20*time.Second, group)
				f.open(group)
				f.Wait(2 * time.Second)
				next := regexp.MustCompile(`next out (i-[0-9a-f]{17})`).FindStringSubmatch(f.Text())
				if next == nil {
					f.t.Fatalf("the page does not say who goes next:\n%s", f.Text())
				}
				before := f.group(group)
				if before.Limits.Desired == before.Limits.Min {
					f.t.Skipf("%s is at its minimum", group)
				}
				f.Press("esc")
				f.Wait(time.Second)
				f.act("Set desired capacity of " + group)
				f.fill("desired", strconv.Itoa(before.Limits.Desired-1))
				f.Sees("terminates 1 instance", next[1])
				f.Press("enter")
				f.agree("aws autoscaling set-desired-capacity --auto-scaling-group-name " + group)
				f.Wait(30 * time.Second)
				for _, m := range f.group(group).Instances {
					if m.ID == next[1] && !strings.HasPrefix(m.Lifecycle, "Terminating") {
						f.t.Errorf("%s is %s", m.ID, m.Lifecycle)
					} else if m.ID != next[1] && strings.HasPrefix(m.Lifecycle, "Terminating") {
						f.t.Errorf("%s goes in place of %s", m.ID, next[1])
					}
				}
			})
		})
	}
}
