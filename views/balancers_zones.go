package views

import (
	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// zones are which targets each target group has in which zone, as a table of
// as many target groups side by side as there is room for.
func (m *trafficMap) zones(width int) []BoardLine {
	groups := m.row.targetGroups()
	zones := m.zoneNames(groups)
	if len(groups) == 0 || len(zones) == 0 {
		return nil
	}
	name := 0
	for _, z := range zones {
		name = max(name, ui.Width(zoneTitle(z)))
	}
	var lines []BoardLine
	for len(groups) > 0 {
		n := m.fitting(groups, width-name-4)
		lines = append(lines, BoardLine{})
		for _, l := range m.zoneTable(groups[:n], zones, name, n == len(groups)) {
			lines = append(lines, BoardLine{Line: l})
		}
		groups = groups[n:]
	}
	return lines
}

const (
	leastZoneCell = 9 // cells of a target group's column
	mostZoneCell  = 22
)

func zoneCell(g awsclient.TargetGroup) int {
	return max(leastZoneCell, min(ui.Width(g.Name), mostZoneCell))
}

// fitting is how many target groups fit side by side, at least one.
func (m *trafficMap) fitting(groups []awsclient.TargetGroup, room int) int {
	for i, g := range groups {
		room -= zoneCell(g) + gridGap
		if room < 0 {
			return max(1, i)
		}
	}
	return len(groups)
}

// zoneNames are the balancer's zones and those of its targets, sorted; "" when
// the zone of some target is not known.
func (m *trafficMap) zoneNames(groups []awsclient.TargetGroup) []string {
	seen := map[string]bool{}
	for _, z := range m.row.Zones {
		seen[z.Zone] = true
	}
	for _, g := range groups {
		rows := m.row.snap.Targets[g.ARN].Rows
		for i := range rows {
			seen[targetZone(m.row.ties, &rows[i])] = true
		}
	}
	return sortedKeys(seen)
}

func zoneTitle(zone string) string {
	if zone == "" {
		return "zone not known"
	}
	return zone
}

func (m *trafficMap) zoneTable(groups []awsclient.TargetGroup, zones []string, name int, notes bool) []ui.Line {
	head := ui.Line{{Text: " " + ui.Pad("ZONES", name) + "  ", Role: themes.Header}}
	for _, g := range groups {
		head = append(append(head, FitLine(ui.In(themes.Header, g.Name), zoneCell(g), false)...), ui.Span{Text: "  "})
	}
	lines := []ui.Line{head}
	for _, zone := range zones {
		line := ui.Line{{Text: " " + ui.Pad(zoneTitle(zone), name) + "  "}}
		for _, g := range groups {
			line = append(append(line, FitLine(m.inZone(g, zone), zoneCell(g), false)...), ui.Span{Text: "  "})
		}
		if notes {
			line = append(line, m.zoneNote(zone)...)
		}
		lines = append(lines, line)
	}
	return lines
}

// inZone is a sign for each target of a group in a zone.
func (m *trafficMap) inZone(g awsclient.TargetGroup, zone string) ui.Line {
	here := m.targetsIn(g, zone)
	if len(here) == 0 {
		return ui.In(themes.Faint, m.row.glyphs.Quiet)
	}
	return dots(m.row.glyphs, here, zoneCell(g))
}

func (m *trafficMap) targetsIn(g awsclient.TargetGroup, zone string) []awsclient.Target {
	var here []awsclient.Target
	rows := m.row.snap.Targets[g.ARN].Rows
	for i := range rows {
		if targetZone(m.row.ties, &rows[i]) == zone {
			here = append(here, rows[i])
		}
	}
	return here
}

// zoneNote says what is odd about a zone: no node of the balancer, or nothing
// that could serve.
func (m *trafficMap) zoneNote(zone string) ui.Line {
	enabled := false
	for _, z := range m.row.Zones {
		enabled = enabled || z.Zone == zone
	}
	serving, known := 0, true
	for _, g := range m.row.targetGroups() {
		known = known && m.row.snap.Targets[g.ARN].Loaded()
		for _, t := range m.targetsIn(g, zone) {
			if isServing(t) {
				serving++
			}
		}
	}
	switch {
	case zone == "":
		return nil
	case !enabled:
		return ui.In(themes.Warn, "the balancer is not in this zone")
	case known && serving == 0:
		return ui.In(themes.Warn, "nobody serves here")
	}
	return nil
}
