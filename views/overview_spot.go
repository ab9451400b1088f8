package views

import (
	"strconv"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// fleetRows are the account's Spot fleets that still have to do with
// instances, those in trouble first.
func (o *overview) fleetRows() []*fleetRow {
	k, ok := o.c.kinds[KindSpotFleet].(spotKind)
	if !ok {
		return nil
	}
	var alive []*fleetRow
	for _, r := range k.Kind.feed(o.snap).Rows {
		if !r.over() || len(r.members()) > 0 {
			alive = append(alive, r)
		}
	}
	return troubleFirst(o.c, alive, func(r *fleetRow) Ref { return Ref{KindSpotFleet, r.SpotFleet.ID} })
}

// requestRows are the requests in trouble that no fleet made.
func (o *overview) requestRows() []*spotRequestRow {
	k, ok := o.c.kinds[KindSpotFleet].(spotKind)
	if !ok {
		return nil
	}
	var rows []*spotRequestRow
	for _, r := range k.requests.feed(o.snap).Rows {
		if r.fleet() == "" && spotRequestIssue(r).Grave {
			rows = append(rows, r)
		}
	}
	return rows
}

// spotWants is the fleets and requests, and of each fleet that has a line what
// it costs.
func (o *overview) spotWants() []watch.Want {
	wants := wantAll(watch.SpotFleets, watch.SpotRequests)
	shown, _ := firstOf(o.fleetRows(), o.most)
	for _, r := range shown {
		wants = append(wants, fleetRowWants(r)...)
	}
	return wants
}

// spot is a line a fleet, and one a request in trouble. An account that uses no
// Spot has no such section.
func (o *overview) spot(width int) []BoardLine {
	fleets, requests := o.fleetRows(), o.requestRows()
	feed := o.snap.SpotFleets
	if len(fleets)+len(requests) == 0 && feed.Err == nil {
		return nil
	}
	grid := layGrid(width, fleetGrid(width))
	lines := []BoardLine{{Line: grid.titles()}}
	if feed.Err != nil {
		lines = append(lines, o.unready(sourceOf(feed, o.snap.Wall), "", width)...)
	}
	shown, rest := firstOf(fleets, o.most)
	for _, r := range shown {
		lines = append(lines, BoardLine{Ref: Ref{KindSpotFleet, r.SpotFleet.ID}, Line: aged(feed, o.snap, grid.line(o.fleetCells(r, grid)))})
	}
	waiting, more2 := firstOf(requests, o.most-len(shown))
	for _, r := range waiting {
		issue := spotRequestIssue(r)
		cells := []ui.Line{o.sign(issue), ui.Say(r.SpotRequest.ID), ui.In(themes.Dim, r.State), nil, nil, nil, issueLine(issue)}
		lines = append(lines, BoardLine{Ref: Ref{KindSpotRequest, r.SpotRequest.ID}, Line: grid.line(cells)})
	}
	return append(lines, more(rest+more2, "4 has all fleets and requests")...)
}

func fleetGrid(width int) []gridColumn {
	return []gridColumn{
		{title: "", min: 1, max: 1},
		{title: "SPOT FLEETS", min: 13, max: 28, share: 2},
		{title: "fulfilled", min: 10, max: 11},
		{title: "fulfilled of target", short: "of target", min: 10, max: 30, share: 3, drop: 2},
		{title: "$/unit", min: 8, max: 9, right: true, drop: 3},
		{title: "saves", min: 6, max: 6, right: true, drop: 1},
		{title: "", min: width / 4, max: 60, share: 6},
	}
}

func (o *overview) fleetCells(r *fleetRow, g grid) []ui.Line {
	issue, target := fleetIssue(r), float64(r.Target)
	gauge := ui.Gauge(ui.Capacity{Max: target, Desired: target, InService: r.Fulfilled, Trouble: issue.Grave}, g.width(3))
	units := ui.Line{{Text: units(r.Fulfilled)}, {Text: " of " + strconv.Itoa(r.Target), Role: themes.Dim}}
	return []ui.Line{o.sign(issue), ui.Say(fleetName(r.SpotFleet)), units, gauge, fleetPrice(r), fleetSaves(r), issueLine(issue)}
}
