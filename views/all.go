package views

import (
	"slices"

	"fleetglass/themes"
)

// All is what the console shows: one line a pane or kind. Digits are places in
// the bar; a kind without one is reached through links and the palette.
func All(ties *Ties, glyphs *themes.Glyphs) []Entry {
	ofBalancers, ofGroups := newBalancerParts(ties, glyphs), newGroupParts(ties, glyphs)
	ofSpot := newSpotParts(ties, glyphs)
	return slices.Concat([]Entry{
		{Digit: "1", Title: "Overview", New: newOverview},
		{Digit: "2", Title: "Balancers", Kind: balancers(ties, glyphs, ofBalancers)},
		{Digit: "3", Title: "Scaling", Kind: groups(ties, glyphs, ofGroups)},
		ofSpot.pane(),
		{Digit: "5", Title: "Instances", Kind: instances(ties, glyphs)},
	}, newMetricParts(ties).entries(), alarmEntries(ties, glyphs), logEntries(ties, glyphs), newTrailParts(ties, glyphs).entries(), []Entry{
		{Title: "Activities", Kind: ofGroups.activities},
		{Title: "Policies", Kind: ofGroups.policies},
		{Title: "Scheduled actions", Kind: ofGroups.schedules},
		{Title: "Hooks", Kind: ofGroups.hooks},
	}, ofBalancers.entries(), ofSpot.entries())
}
