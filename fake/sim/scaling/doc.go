// Package scaling is the engine's Auto Scaling: groups that keep the number of
// instances that they are told to keep, and what tells them: policies, alarms
// and schedules.
//
// Everything here is level-triggered. The controller of a group compares the
// desired capacity with the members it has and launches or terminates; the
// controller of a member moves one instance one step through its lifecycle.
// Each says when to look again, and a group at rest is not looked at: changes
// of instances and of targets wake the member that they concern, and a member
// that comes or goes wakes its group.
//
//	desired ──► group ──► member: Pending ─► InService ─► Terminating ─► gone
//	   ▲          ▲                   ▲
//	policies   members come/go     instances and targets change
//	   ▲
//	alarms, once a minute
//
// Verbs (CreateGroup, SetDesired, EnterStandby, ...) check everything that
// depends on the state of the world before they change anything, and refuse
// in AWS's words; where no source tells them, in words of the same manner
// (choice). The shape of the input (required fields, lengths, limits of
// a batch) is checked by whoever calls.
//
// The package does not know how instances boot (compute), how targets are
// checked (balancing), how metrics come about (telemetry), nor SDK types. The
// arithmetic and the texts of AWS are those of awsclient/semantics.
package scaling
