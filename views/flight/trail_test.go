package flight_test

import (
	"testing"
	"time"
)

// The demo's account has callers of its own; one of them tries what he may not.
func TestTheTrailTellsWhoTriedWhatHeMayNot(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("9")
		f.Wait(2 * time.Second)
		f.Sees("AWS filters: ReadOnly = false", "loaded, back to", "OUTCOME")
		f.Press("m")
		f.Wait(2 * time.Second)
		f.Sees("older event")
		f.Press("F", "f")
		f.Type("intern")
		f.Press("enter")
		f.until(2*time.Minute, "who intern", "AWS filters: Username = intern", "▲ denied")
		f.Press("D", "enter")
		f.Wait(time.Second)
		f.Sees("[Details]", "the caller is not allowed to do this", "intern")
		f.Press("tab")
		f.Sees("[Record]", `"userIdentity": {`, `"errorCode": `)
		f.sound()
	})
}

func TestTrailsOfTheDemoDeliver(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("9", "tab")
		f.Wait(8 * time.Second)
		f.seesLine("management-events", "logging", "allows")
		f.Press("enter", "tab")
		f.Wait(time.Second)
		f.Sees("[Bucket policy]", "CloudTrail may deliver the trail's files", "statement 2")
		f.Press("esc", "tab")
		f.Wait(6 * time.Second)
		f.Sees("[Users", "intern")
		f.sound()
	})
}
