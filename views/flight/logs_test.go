package flight_test

import (
	"testing"
	"time"
)

// A tail follows what the servers write, and looks no more once it is left.
func TestALogIsFollowedFilteredPausedAndLeft(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("8")
		f.Wait(2 * time.Second)
		f.Sees("/web/access", "/api/system")
		f.open("/web/access")
		f.until(10*time.Second, "following", "GET")

		f.Press("/")
		f.Type("[ip, id, user, time, request, status=")
		f.Sees("^ ")
		f.Press("esc")
		f.Press("/")
		f.Type("GET")
		f.Press("enter")
		f.Sees("lines match")

		f.Press("space")
		f.until(20*time.Second, "paused", "new lines waiting")
		f.Press("space")
		f.Sees("following")

		f.Press("m")
		f.Type("30m")
		f.Press("enter")
		f.until(10*time.Second, "from 20", "f follows the present")
		f.Press("f")
		f.until(10*time.Second, "following", "asks every 2 s")

		f.tab("Streams")
		f.until(5*time.Second, "LAST LINE", "i-")
		f.tab("Insights")
		f.Press("A", "enter")
		f.until(20*time.Second, "Complete", "events read")

		f.Press("1")
		f.Wait(5 * time.Second)
		looked := func() time.Time { // at a log, the last time
			for _, call := range f.console.Usage().Recent {
				if call.Operation == "FilterLogEvents" {
					return call.When
				}
			}
			return time.Time{}
		}
		before := looked()
		if before.IsZero() {
			f.t.Error("no look at the log is in the ledger")
		}
		f.Wait(20 * time.Second)
		if after := looked(); after.After(before) {
			f.t.Errorf("it looks at the log %v after it was left", after.Sub(before))
		}
		f.sound()
	})
}
