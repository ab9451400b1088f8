package views

import (
	"slices"

	"fleetglass/themes"
)

// All is what the console shows: one line a pane or kind. Digits are places in
// the bar; a kind without one is reached through links and the palette.
func All(ties *Ties, glyphs *themes.Glyphs) []Entry {
	ofBalancers, ofGroups := newBalancerParts(ties, glyphs), newGroupParts(ties, glyphs)
	ofSpot, ofTrail := newSpotParts(ties, glyphs), newTrailParts(ties, glyphs)
	return slices.Concat([]Entry{
		{Digit: "1", Title: "Overview", New: newOverview},
		balancers(ties, glyphs, ofBalancers).pane(),
		{Digit: "3", Title: "Scaling", Kind: groups(ties, glyphs, ofGroups)},
		ofSpot.pane(),
		{Digit: "5", Title: "Instances", Kind: instances(ties, glyphs)},
	}, newMetricParts(ties).entries(), alarmEntries(ties, glyphs), logEntries(ties, glyphs), ofTrail.entries(), newTimelineParts(ties, glyphs, ofTrail).entries(), []Entry{
		{Title: "Activities", Kind: ofGroups.activities},
		{Title: "Policies", Kind: ofGroups.policies},
		{Title: "Scheduled actions", Kind: ofGroups.schedules},
		{Title: "Hooks", Kind: ofGroups.hooks},
		{Title: "Instance refreshes", Kind: ofGroups.refreshes, New: newAccountPage(ofGroups.refreshes, wantRefreshes)},
	}, ofBalancers.entries(), ofBalancers.classicEntries(), ofSpot.entries())
}
