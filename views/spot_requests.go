package views

import (
	"cmp"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// spotRequestRow is a Spot Instance request and what it is tied to.
type spotRequestRow struct {
	*awsclient.SpotRequest
	*scene
	market *market
}

// fleet is the fleet that made the request, "" when none did: AWS tags the
// instance, and sometimes the request.
func (r *spotRequestRow) fleet() string {
	if id := tagValue(r.Tags, fleetTag); id != "" {
		return id
	}
	if in := r.ties.Instance(r.Instance); in != nil {
		return tagValue(in.Tags, fleetTag)
	}
	return ""
}

// over tells of requests that lead to nothing any more.
func (r *spotRequestRow) over() bool {
	if _, pending := noticeOf(r.ties, r.Instance); pending {
		return false
	}
	return slices.Contains([]string{spot.Closed, spot.Cancelled, spot.Failed}, r.State)
}

func (r *spotRequestRow) zone() string {
	if r.Zone != "" {
		return r.Zone
	}
	if n := r.ties.Subnet(r.Subnet); n != nil {
		return n.Zone
	}
	return ""
}

func (r *spotRequestRow) pool() spot.Pool {
	return spot.Pool{Type: r.InstanceType, Zone: r.zone(), Product: cmp.Or(r.Product, linux)}
}

func (r *spotRequestRow) price() (float64, bool) { return r.market.today(r.snap).price(r.pool()) }

// spotRequests is the kind of Spot Instance requests.
func spotRequests(ties *Ties, glyphs *themes.Glyphs, m *market) *Kind[*spotRequestRow] {
	return &Kind[*spotRequestRow]{
		Name: KindSpotRequest, Title: "Spot requests", Aliases: []string{"sir", "spot-requests"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.SpotRequest] { return s.SpotRequests },
			func(r *awsclient.SpotRequest, sc *scene) *spotRequestRow { return &spotRequestRow{r, sc, m} }),
		Wants: func() []watch.Want { return wantAll(watch.SpotRequests, watch.Instances, watch.Subnets) },
		RowWants: func(r *spotRequestRow) []watch.Want {
			if r.over() {
				return nil
			}
			return []watch.Want{spotPricesWant(r.snap, pricesBack)}
		},
		ID:          func(r *spotRequestRow) string { return r.SpotRequest.ID },
		Columns:     spotRequestColumns,
		Actions:     spotRequestActions,
		Makes:       spotMakes,
		Issue:       spotRequestIssue,
		Over:        (*spotRequestRow).over,
		Detail:      spotRequestDetail,
		DetailWants: func(r *spotRequestRow) []watch.Want { return []watch.Want{spotPricesWant(r.snap, pricesBack)} },
		Links: func(s *watch.Snapshot, r *spotRequestRow) []Link {
			links := []Link{
				{Label: "instance", Kind: KindInstance, IDs: some(r.Instance)},
				{Label: "Spot fleet", Kind: KindSpotFleet, IDs: some(r.fleet())},
			}
			if _, ok := r.price(); ok {
				links = append(links, Link{Label: "pool", Kind: KindSpotPool, IDs: []string{poolID(r.pool())}})
			}
			return links
		},
		JSON: func(r *spotRequestRow) any { return *r.SpotRequest },
		CLI: func(r *spotRequestRow) string {
			return Command("aws", "ec2", "describe-spot-instance-requests", "--spot-instance-request-ids", r.SpotRequest.ID)
		},
	}
}

// some is a list of a text that is not empty.
func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func spotRequestColumns() []ui.Column[*spotRequestRow] {
	say := func(f func(*spotRequestRow) string) func(*spotRequestRow) ui.Cell {
		return func(r *spotRequestRow) ui.Cell { return ui.Say(f(r)) }
	}
	dim := func(f func(*spotRequestRow) string) func(*spotRequestRow) ui.Cell {
		return func(r *spotRequestRow) ui.Cell { return ui.In(themes.Dim, f(r)) }
	}
	return []ui.Column[*spotRequestRow]{
		{Title: "REQUEST", Field: "id", Min: 12, Max: 14, Cell: say(func(r *spotRequestRow) string { return r.SpotRequest.ID })},
		{Title: "STATE", Field: "state", Max: 11, Cell: spotRequestState, Value: func(r *spotRequestRow) string { return r.State }},
		{Title: "STATUS", Field: "status", Min: 14, Max: 44, Cell: say(func(r *spotRequestRow) string { return r.Status })},
		{Title: "TYPE", Field: "type", Max: 12, Priority: 3, Cell: say(func(r *spotRequestRow) string { return r.InstanceType })},
		{Title: "ZONE", Field: "zone", Max: 6, Priority: 4, Cell: say(func(r *spotRequestRow) string { return zoneLetter(r.zone()) }), Value: (*spotRequestRow).zone},
		{Title: "PRICE", Field: "price", Width: 7, Right: true, Priority: 5, Cell: spotRequestPrice, Compare: compareRequestPrice},
		{Title: "MAX", Field: "max", Width: 7, Right: true, Priority: 5, Cell: dim(func(r *spotRequestRow) string { return priceText(r.MaxPrice) })},
		{Title: "INSTANCE", Field: "instance", Width: 19, Priority: 6, Cell: say(func(r *spotRequestRow) string { return r.Instance })},
		{Title: "AGE", Field: "age", Width: 5, Right: true, Volatile: true, Priority: 7, Cell: dim(func(r *spotRequestRow) string { return ui.Age(r.snap.Now, r.Created) }),
			Compare: func(a, b *spotRequestRow) int { return b.Created.Compare(a.Created) }},
		{Title: "KIND", Field: "kind", Max: 10, Priority: 8, Cell: dim(func(r *spotRequestRow) string { return r.Type })},
		{Title: "FLEET", Field: "fleet", Min: 10, Max: 22, Priority: 9, Cell: dim(requestFleetName)},
	}
}

func requestFleetName(r *spotRequestRow) string {
	id := r.fleet()
	if f := r.ties.SpotFleet(id); f != nil {
		return fleetName(f)
	}
	return id
}

func spotRequestPrice(r *spotRequestRow) ui.Cell {
	price, ok := r.price()
	switch {
	case !ok || r.over():
		return nil
	case spot.OutPriced(dollars(r.MaxPrice), price):
		return ui.In(themes.Bad, hourPrice(price))
	}
	return ui.Say(hourPrice(price))
}

func compareRequestPrice(a, b *spotRequestRow) int {
	left, _ := a.price()
	right, _ := b.price()
	return cmp.Compare(left, right)
}

func spotRequestState(r *spotRequestRow) ui.Cell {
	g := r.glyphs
	sign, role := g.Quiet, themes.Dim
	switch r.State {
	case spot.Active:
		sign, role = g.Healthy, themes.Good
	case spot.Open:
		sign, role = g.Starting, themes.Warn
	case spot.Failed:
		sign, role = g.Unhealthy, themes.Bad
	case spot.Disabled:
		sign, role = g.Draining, themes.Warn
	}
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.State}}
}

// spotRequestIssue is the status in words: what a request waits for, or why
// its instance goes. One that is served says nothing.
func spotRequestIssue(r *spotRequestRow) Issue {
	if n, ok := noticeOf(r.ties, r.Instance); ok {
		return Issue{n.words(r.snap.Now), true}
	}
	words := statusMeaning(r.SpotRequest)
	switch {
	case r.Status == spot.Fulfilled:
		return Issue{}
	case r.over():
		return Issue{Text: words}
	}
	status, known := spot.Lookup(r.Status)
	holds := known && status.Phase == spot.Holding && r.Status != spot.NotScheduledYet
	return Issue{words, holds || r.Status == spot.StoppedByPrice || r.Status == spot.StoppedNoCapacity}
}

// statusMeaning is what a status code means for whoever made the request.
func statusMeaning(r *awsclient.SpotRequest) string {
	words := map[string]string{
		spot.PendingEvaluation:         "AWS checks the request",
		spot.BadParameters:             "refused: its parameters are not valid",
		spot.CapacityNotAvailable:      "no Spot capacity: it waits",
		spot.PriceTooLow:               "price above maximum: it waits",
		spot.NotScheduledYet:           "waits for its start",
		spot.LaunchGroupConstraint:     "waits: its launch group cannot start together",
		spot.AZGroupConstraint:         "waits: its group does not fit into one zone",
		spot.PlacementGroupConstraint:  "waits: its placement group has no room",
		spot.ConstraintNotFulfillable:  "waits: a constraint cannot be met, such as its zone",
		spot.ScheduleExpired:           "expired before it was served",
		spot.CanceledBeforeFulfillment: "cancelled before it was served",
		spot.SystemError:               "AWS failed: ask again",
		spot.PendingFulfillment:        "there is capacity: its instance is being launched",
		spot.Fulfilled:                 "served: its instance runs",
		spot.MarkedForStop:             "its instance is about to be stopped",
		spot.MarkedForTermination:      "its instance is about to be terminated",
		spot.StoppedByUser:             "its instance was stopped by its user",
		spot.StoppedByPrice:            "stopped by AWS: the price went above its maximum",
		spot.StoppedNoCapacity:         "stopped by AWS: no Spot capacity left",
		spot.TerminatedByUser:          "its instance was terminated by its user",
		spot.TerminatedByPrice:         "taken back: the price went above its maximum",
		spot.TerminatedNoCapacity:      "taken back: no Spot capacity left",
		spot.TerminatedLaunchGroup:     "taken back: others of its launch group went",
		spot.TerminatedByService:       "terminated by AWS after it had been stopped",
		spot.CanceledInstanceRunning:   "cancelled; its instance runs on",
	}
	return cmp.Or(words[r.Status], r.Message)
}

func spotRequestDetail(c *Console, r *spotRequestRow) *ui.Document {
	d := &ui.Document{}
	now := r.snap.Now
	d.Heading("Spot request")
	d.Pair("id", r.SpotRequest.ID)
	d.Row("state", spotRequestState(r))
	d.Pair("status", r.Status)
	d.Pair("means", statusMeaning(r.SpotRequest))
	d.Pair("AWS says", r.Message)
	d.Pair("since", momentWithAge(r.StatusSince, now))
	if n, ok := noticeOf(r.ties, r.Instance); ok {
		d.Row("notice", ui.In(themes.Bad, r.glyphs.Trouble+" "+n.words(now)))
	}
	requestPrices(d, r)
	d.Heading("Belongs to")
	if r.Instance != "" {
		c.LinkTo(d, "instance", ui.Say(strings.TrimSpace(r.Instance+" "+r.Zone)), Ref{KindInstance, r.Instance})
	} else {
		d.Row("instance", ui.In(themes.Dim, "none yet"))
	}
	if id := r.fleet(); id != "" {
		c.LinkTo(d, "Spot fleet", ui.Say(id), Ref{KindSpotFleet, id})
	}
	d.Heading("Asked for")
	d.Pair("type", r.InstanceType)
	d.Pair("image", r.Image)
	d.Pair("product", r.Product)
	d.Pair("subnet", r.Subnet)
	d.Pair("request", r.Type)
	d.Pair("when interrupted", r.Interruption)
	d.Pair("created", momentWithAge(r.Created, now))
	d.Pair("valid from", pastOrAhead(r.ValidFrom, now))
	d.Pair("valid until", pastOrAhead(r.ValidUntil, now))
	d.Pair("launch group", r.LaunchGroup)
	d.Pair("zone group", r.ZoneGroup)
	tagSection(d, r.Tags)
	return d
}

// requestPrices is what the request would pay at most, what its pool costs
// now, and On-Demand.
func requestPrices(d *ui.Document, r *spotRequestRow) {
	d.Heading("Price, an hour")
	d.Pair("maximum", priceText(r.MaxPrice))
	price, ok := r.price()
	switch {
	case ok && spot.OutPriced(dollars(r.MaxPrice), price):
		d.Row("now", ui.In(themes.Bad, hourPrice(price)+", above the maximum"))
	case ok:
		d.Row("now", ui.Say(hourPrice(price)))
	}
	if listed, known := onDemand(r.snap.Region, r.pool()); known {
		line := ui.Say(hourPrice(listed))
		if ok {
			line = append(append(line, ui.Span{Text: "  Spot saves ", Role: themes.Dim}), savesCell(price, listed)...)
		}
		d.Row("on-demand", line)
	}
}
