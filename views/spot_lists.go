package views

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The lists that hang on a Spot Fleet: its instances, requests and history.

// fleetMemberRow is an instance as its fleet has it.
type fleetMemberRow struct {
	*awsclient.Instance
	fleet *fleetRow
}

// fleetMembers is the list of a fleet's instances. Its rows stand for
// instances, so that enter, related and actions are those of the instance.
func fleetMembers() *Kind[*fleetMemberRow] {
	say := func(f func(*fleetMemberRow) string) func(*fleetMemberRow) ui.Cell {
		return func(r *fleetMemberRow) ui.Cell { return ui.Say(f(r)) }
	}
	dim := func(f func(*fleetMemberRow) string) func(*fleetMemberRow) ui.Cell {
		return func(r *fleetMemberRow) ui.Cell { return ui.In(themes.Dim, f(r)) }
	}
	return &Kind[*fleetMemberRow]{
		Name: KindInstance, Title: "Instances",
		ID: func(r *fleetMemberRow) string { return r.ID },
		Columns: func() []ui.Column[*fleetMemberRow] {
			return []ui.Column[*fleetMemberRow]{
				{Title: "INSTANCE", Field: "id", Width: 19, Cell: say(func(r *fleetMemberRow) string { return r.ID })},
				{Title: "STATE", Field: "state", Max: 15, Cell: func(r *fleetMemberRow) ui.Cell { return instanceStateCell(&instanceRow{r.Instance, r.fleet.scene}) }, Value: func(r *fleetMemberRow) string { return r.State }},
				{Title: "TYPE", Field: "type", Max: 13, Cell: say(func(r *fleetMemberRow) string { return r.Type })},
				{Title: "ZONE", Field: "zone", Max: 15, Cell: say(func(r *fleetMemberRow) string { return r.Zone })},
				{Title: "UNITS", Field: "units", Width: 5, Right: true, Priority: 5, Cell: dim(func(r *fleetMemberRow) string { return units(r.fleet.weight(r.Type)) })},
				{Title: "PRICE", Field: "price", Width: 8, Right: true, Priority: 2, Cell: fleetMemberPrice},
				{Title: "SAVES", Field: "saves", Width: 5, Right: true, Priority: 3, Cell: fleetMemberSaves},
				{Title: "AGE", Field: "age", Width: 5, Right: true, Volatile: true, Priority: 4, Cell: dim(func(r *fleetMemberRow) string { return ui.Age(r.fleet.snap.Now, r.Launched) }),
					Compare: func(a, b *fleetMemberRow) int { return b.Launched.Compare(a.Launched) }},
				{Title: "MARKET", Field: "market", Max: 9, Priority: 6, Cell: dim(func(r *fleetMemberRow) string { return r.Market })},
				{Title: "REQUEST", Field: "request", Max: 14, Priority: 7, Cell: dim(func(r *fleetMemberRow) string { return r.SpotRequest })},
				{Title: "PRIVATE IP", Field: "ip", Max: 15, Priority: 8, Cell: dim(func(r *fleetMemberRow) string { return r.PrivateIP })},
			}
		},
		Issue: fleetMemberIssue,
		JSON:  func(r *fleetMemberRow) any { return *r.Instance },
	}
}

func fleetMemberRows(k *Kind[*fleetRow], id string) func(*watch.Snapshot) watch.Feed[*fleetMemberRow] {
	return func(s *watch.Snapshot) watch.Feed[*fleetMemberRow] {
		var rows []*fleetMemberRow
		if r, ok := k.row(s, id); ok {
			for _, in := range r.members() {
				rows = append(rows, &fleetMemberRow{in, r})
			}
		}
		feed := s.FleetInstances[id]
		if len(rows) > 0 && !feed.Loaded() { // known by their tags
			return carried(s.Instances, rows)
		}
		return carried(feed, rows)
	}
}

func fleetMemberPrice(r *fleetMemberRow) ui.Cell {
	if price, ok := r.fleet.prices().price(poolOf(r.Instance)); ok && r.Market == "spot" {
		return ui.Say(hourPrice(price))
	}
	return nil
}

func fleetMemberSaves(r *fleetMemberRow) ui.Cell {
	price, ok := r.fleet.prices().price(poolOf(r.Instance))
	listed, known := onDemand(r.fleet.snap.Region, poolOf(r.Instance))
	if !ok || !known || r.Market != "spot" {
		return nil
	}
	return savesCell(price, listed)
}

func fleetMemberIssue(r *fleetMemberRow) Issue {
	if n, ok := noticeOf(r.fleet.ties, r.ID); ok {
		return Issue{n.words(r.fleet.snap.Now), true}
	}
	for _, m := range r.fleet.snap.FleetInstances[r.fleet.SpotFleet.ID].Rows {
		if m.ID == r.ID && m.Health == "unhealthy" {
			return Issue{"unhealthy", true}
		}
	}
	return instanceIssue(&instanceRow{r.Instance, r.fleet.scene})
}

// fleetRequestRows are the requests of one fleet.
func fleetRequestRows(k *Kind[*spotRequestRow], id string) func(*watch.Snapshot) watch.Feed[*spotRequestRow] {
	return func(s *watch.Snapshot) watch.Feed[*spotRequestRow] {
		feed := k.feed(s)
		var rows []*spotRequestRow
		for _, r := range feed.Rows {
			if r.fleet() == id {
				rows = append(rows, r)
			}
		}
		return carried(feed, rows)
	}
}

// fleetEventRow is an entry of a fleet's history.
type fleetEventRow struct {
	awsclient.FleetEvent
	n int // from the end of what is known, to tell equal ones apart
	*scene
}

// fleetEvents is the kind of entries of histories.
func fleetEvents(ties *Ties, glyphs *themes.Glyphs) *Kind[*fleetEventRow] {
	return &Kind[*fleetEventRow]{
		Name: KindFleetEvent, Title: "Fleet history",
		Rows: func(s *watch.Snapshot) watch.Feed[*fleetEventRow] {
			var rows []*fleetEventRow
			sc := &scene{snap: s, ties: ties.At(s), glyphs: glyphs}
			for _, id := range sortedKeys(s.FleetHistory) {
				same := map[string]int{}
				var newest []*fleetEventRow
				for _, e := range s.FleetHistory[id].Rows {
					key := eventKey(e)
					newest = append(newest, &fleetEventRow{e, same[key], sc})
					same[key]++
				}
				slices.Reverse(newest)
				rows = append(rows, newest...)
			}
			return carried(s.SpotFleets, rows)
		},
		ID:      func(r *fleetEventRow) string { return eventKey(r.FleetEvent) + "#" + strconv.Itoa(r.n) },
		Label:   func(r *fleetEventRow) string { return r.Subtype + " " + ui.Clock(r.snap.Now, r.At) },
		Columns: fleetEventColumns,
		Issue:   func(r *fleetEventRow) Issue { return Issue{Grave: r.FleetEvent.Type == fleet.Error} },
		Detail:  fleetEventDetail,
		Links: func(_ *watch.Snapshot, r *fleetEventRow) []Link {
			return []Link{{Label: "instance", Kind: KindInstance, IDs: some(r.Instance)}, {Label: "Spot fleet", Kind: KindSpotFleet, IDs: some(r.Fleet)}}
		},
		JSON: func(r *fleetEventRow) any { return r.FleetEvent },
		CLI: func(r *fleetEventRow) string {
			return Command("aws", "ec2", "describe-spot-fleet-request-history", "--spot-fleet-request-id", r.Fleet, "--start-time", r.At.UTC().Format("2006-01-02T15:04:05Z"))
		},
	}
}

func eventKey(e awsclient.FleetEvent) string {
	return strings.Join([]string{e.Fleet, e.At.UTC().Format("20060102T150405.000"), e.Subtype, e.Instance}, " ")
}

func fleetHistoryRows(k *Kind[*fleetEventRow], id string) func(*watch.Snapshot) watch.Feed[*fleetEventRow] {
	return func(s *watch.Snapshot) watch.Feed[*fleetEventRow] {
		var rows []*fleetEventRow
		for _, r := range k.feed(s).Rows {
			if r.Fleet == id {
				rows = append(rows, r)
			}
		}
		return carried(s.FleetHistory[id], rows)
	}
}

func fleetEventColumns() []ui.Column[*fleetEventRow] {
	return []ui.Column[*fleetEventRow]{
		{Title: "TIME", Field: "time", Max: 15, Cell: func(r *fleetEventRow) ui.Cell { return ui.In(themes.Dim, ui.Clock(r.snap.Now.UTC(), r.At.UTC())) }, Compare: func(a, b *fleetEventRow) int { return b.At.Compare(a.At) }},
		{Title: "EVENT", Field: "event", Min: 10, Max: 36, Cell: fleetEventName, Value: func(r *fleetEventRow) string { return r.FleetEvent.Type + " " + r.Subtype }},
		{Title: "INSTANCE", Field: "instance", Max: 19, Priority: 2, Cell: func(r *fleetEventRow) ui.Cell { return ui.Say(r.Instance) }},
		{Title: "WHAT", Field: "what", Min: 30, Max: 110, Flex: 4, Cell: func(r *fleetEventRow) ui.Cell { return ui.Say(eventMeaning(r.FleetEvent)) }, Value: func(r *fleetEventRow) string { return r.Description }},
	}
}

// fleetEventName is the subtype, with a sign for what kind of event it is.
func fleetEventName(r *fleetEventRow) ui.Cell {
	return ui.Cell{fleetEventSign(r), {Text: r.Subtype}}
}

func fleetEventSign(r *fleetEventRow) ui.Span {
	g := r.glyphs
	sign, role := g.Quiet, themes.Dim
	switch {
	case r.FleetEvent.Type == fleet.Error:
		sign, role = g.Unhealthy, themes.Bad
	case r.FleetEvent.Type == fleet.Information:
		sign, role = g.Trouble, themes.Warn
	case r.Subtype == fleet.InstanceLaunched:
		sign, role = g.Healthy, themes.Good
	case r.FleetEvent.Type == fleet.InstanceChange:
		sign, role = g.Draining, themes.Warn
	}
	return ui.Span{Text: sign + " ", Role: role}
}

// eventMeaning is an event in words: what AWS means by its subtype, and what
// its description adds.
func eventMeaning(e awsclient.FleetEvent) string {
	switch e.Subtype {
	case fleet.InstanceLaunched:
		var s fleet.Specification
		if json.Unmarshal([]byte(e.Description), &s) == nil && s.Type != "" {
			return "launched " + joinWords(s.Type, s.Zone)
		}
		return withWords("launched", e.Description)
	case fleet.InstanceTerminated:
		return withWords("terminated", e.Description)
	case fleet.InstanceTerminationNotified:
		return withWords("told to go: the fleet shrinks", e.Description)
	case fleet.Submitted:
		return withWords("AWS checks the fleet", e.Description)
	case fleet.Active:
		return withWords("the fleet is valid and launches", e.Description)
	case "progress":
		return withWords("asks for capacity", e.Description)
	case "modify_in_progress":
		return withWords("its target is being changed", e.Description)
	case "modify_succeeded":
		return withWords("its target was changed", e.Description)
	case "launchSpecUnusable":
		return withWords("the price of a pool is above the maximum", e.Description)
	case "launchSpecTemporarilyBlacklisted":
		return withWords("a pool failed often and is left alone for a while", e.Description)
	case "fleetProgressHalted":
		return withWords("every pool costs more than the maximum", e.Description)
	case "registerWithLoadBalancersFailed":
		return withWords("an instance could not be registered with its balancer", e.Description)
	case "allLaunchSpecsTemporarilyBlacklisted":
		return withWords("all pools failed often and are left alone for a while", e.Description)
	case "spotInstanceCountLimitExceeded":
		return withWords("the account may not have more Spot Instances", e.Description)
	case "spotFleetRequestConfigurationInvalid":
		return withWords("the fleet's configuration is not valid", e.Description)
	case "iamFleetRoleInvalid":
		return withWords("the fleet's role does not let it launch", e.Description)
	case "expired":
		return withWords("the fleet's time is over", e.Description)
	case fleet.CancelledRunning:
		return withWords("cancelled; its instances run on", e.Description)
	case fleet.CancelledTerminating:
		return withWords("cancelled; its instances are being terminated", e.Description)
	case fleet.Cancelled:
		return withWords("cancelled, nothing of it runs", e.Description)
	}
	return e.Description
}

func withWords(meaning, description string) string {
	if description == "" {
		return meaning
	}
	return meaning + ": " + description
}

func fleetEventDetail(c *Console, r *fleetEventRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Fleet event")
	d.Pair("time", momentWithAge(r.At, r.snap.Now))
	d.Pair("type", r.FleetEvent.Type)
	d.Pair("event", r.Subtype)
	d.Pair("means", eventMeaning(awsclient.FleetEvent{Subtype: r.Subtype}))
	if r.Instance != "" {
		c.LinkTo(d, "instance", ui.Say(r.Instance), Ref{KindInstance, r.Instance})
	}
	c.LinkTo(d, "Spot fleet", ui.Say(r.Fleet), Ref{KindSpotFleet, r.Fleet})
	if r.Description != "" {
		d.Heading("In AWS's words")
		d.Code(r.Description)
	}
	return d
}
