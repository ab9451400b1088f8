package flight_test

import (
	"testing"
	"time"
)

// A student sees a group, asks what it is, and goes on to its desired capacity.
func TestExplainAGroup(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Wait(5 * time.Second)
		f.Press("3")
		f.Wait(2 * time.Second)
		f.Press("x")
		f.Sees("explain auto scaling group", "What you see here", "in service", "see also")
		f.Press("esc")
		f.Press("2", "x")
		f.Sees("load balancer", "What you see here")
	})
}
