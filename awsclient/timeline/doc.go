// Package timeline tells what happened in an account, in one order of time,
// and what led to what.
//
// AWS keeps many histories: a group's activities, a fleet's history, an
// alarm's changes, CloudTrail's events, and in the resources themselves the
// last change of a Spot request or an instance. Each becomes a List of Events
// here, Newest merges lists, and Why ties the events around one subject: cause
// before effect, in plain words.
//
// The ties are AWS's own. The text of an activity's cause names the alarm and
// the policy; an alarm's history names the policy that it ran and the moment
// that it ran it for; a call names the resources that it was about; a metric
// filter says which calls make an alarm's metric. Where AWS leaves something
// open (which launch replaces which instance), the choice is written beside
// the rule, and Link.How says it to the reader.
//
// AWS keeps no history of a target's health. Seen remembers the changes that
// somebody has watched; of the time before that only the present state is
// known, and Why says so.
//
// Everything is a function of awsclient's values. The package has no clock,
// makes no calls and knows no screen.
package timeline
