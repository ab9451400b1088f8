package views

import (
	"slices"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// spotParts are the kinds of the Spot pane: fleets, requests, pools with their
// prices, and what happened to fleets.
type spotParts struct {
	fleets   *Kind[*fleetRow]
	requests *Kind[*spotRequestRow]
	pools    *Kind[*poolRow]
	history  *Kind[*fleetEventRow]
}

func newSpotParts(ties *Ties, glyphs *themes.Glyphs) spotParts {
	m := &market{}
	parts := spotParts{requests: spotRequests(ties, glyphs, m), pools: pools(ties, glyphs, m), history: fleetEvents(ties, glyphs)}
	parts.fleets = fleets(ties, glyphs, m, parts)
	return parts
}

// pane is the line of the bar.
func (p spotParts) pane() Entry {
	return Entry{Digit: "4", Title: "Spot", Kind: spotKind{p.fleets, p.requests}, New: func(c *Console) Pane { return newSpotPane(c, p, 0) }}
}

// entries are the kinds that are reached through the pane and the palette.
func (p spotParts) entries() []Entry {
	return []Entry{
		{Title: "Spot requests", Kind: p.requests, New: func(c *Console) Pane { return newSpotPane(c, p, 1) }},
		{Title: "Spot prices", Kind: p.pools, New: func(c *Console) Pane { return newSpotPane(c, p, 2) }},
		{Title: "Fleet history", Kind: p.history},
	}
}

// spotKind is the kind of the pane in the bar: its fleets, with the trouble of
// requests that no fleet made counted too.
type spotKind struct {
	*Kind[*fleetRow]
	requests *Kind[*spotRequestRow]
}

func (k spotKind) trouble(s *watch.Snapshot) int {
	n := k.Kind.trouble(s)
	for _, r := range k.requests.feed(s).Rows {
		if spotRequestIssue(r).Grave && r.fleet() == "" {
			n++
		}
	}
	return n
}

// spotPane is the tabs Fleets, Requests and Prices: the first two of all
// regions, prices of one, because pools of two markets have no common graph.
type spotPane struct{ folder }

func newSpotPane(c *Console, p spotParts, tab int) *spotPane {
	return &spotPane{folder{c: c, title: "Spot", active: tab, pages: []folderPage{
		newRootTab(c, p.fleets, "Fleets"), newRootTab(c, p.requests, "Requests"), {"Prices", newPricesPage(c, p.pools)},
	}}}
}

// tabs counts what the tabs have.
func (f *spotPane) tabs() ui.Tabs {
	return f.countNotes(f.folder.tabs(),
		func(s *watch.Snapshot) int { return countOf(s.SpotFleets) },
		func(s *watch.Snapshot) int { return countOf(s.SpotRequests) })
}

func (f *spotPane) Selection() (Ref, bool) { return f.inner().(Selector).Selection() }
func (f *spotPane) Marked() []Ref          { return f.inner().(Selector).Marked() }
func (f *spotPane) Source() Source         { return f.inner().(Sourced).Source() }

// fleetTag is the tag by which AWS marks the instances of a Spot Fleet.
const fleetTag = "aws:ec2spot:fleet-request-id"

// tagValue is the value of a tag, "" when there is none.
func tagValue(tags []awsclient.Tag, key string) string {
	i := slices.IndexFunc(tags, func(t awsclient.Tag) bool { return t.Key == key })
	if i < 0 {
		return ""
	}
	return tags[i].Value
}

// pricesBack is how far back prices are shown at first.
const pricesBack = 24 * time.Hour

// spotPricesWant is the prices of all the types that this account has to do
// with, so that every page looks at the same call.
func spotPricesWant(s *watch.Snapshot, back time.Duration) watch.Want {
	return watch.PricesOf(awsclient.SpotPriceQuery{Types: spotTypes(s), Products: spotProducts(s)}, back)
}

// commonTypes are shown where no Spot is in use yet.
func commonTypes() []string { return []string{"c5.large", "m5.large", "t3.medium"} }

// spotTypes are the types of the region's fleets, requests and Spot Instances,
// sorted.
func spotTypes(s *watch.Snapshot) []string {
	seen := map[string]bool{}
	for i := range s.SpotFleets.Rows {
		for _, p := range s.SpotFleets.Rows[i].Pools {
			seen[p.Type] = true
		}
	}
	for i := range s.SpotRequests.Rows {
		seen[s.SpotRequests.Rows[i].InstanceType] = true
	}
	for i := range s.Instances.Rows {
		if s.Instances.Rows[i].Market == "spot" {
			seen[s.Instances.Rows[i].Type] = true
		}
	}
	delete(seen, "")
	if len(seen) == 0 {
		return commonTypes()
	}
	return sortedKeys(seen)
}

// spotProducts are what the region's requests are for, sorted.
func spotProducts(s *watch.Snapshot) []string {
	seen := map[string]bool{linux: true}
	for i := range s.SpotRequests.Rows {
		seen[s.SpotRequests.Rows[i].Product] = true
	}
	delete(seen, "")
	return sortedKeys(seen)
}
