// Package uitest drives a tea.Model as a user would, in a test. The real
// tea.Program runs it inside a testing/synctest bubble: time is virtual, nothing
// sleeps for real, and a screen is read when every goroutine waits, so there is
// nothing to retry.
//
//	uitest.Run(t, model, uitest.Size{W: 80, H: 24}, func(s *uitest.Screen) {
//		s.Press("j", "enter")
//		s.Sees("web-asg")
//		s.Golden("detail")
//	})
//
// It knows nothing of what is on the screen and needs no terminal.
package uitest
