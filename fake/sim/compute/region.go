package compute

import "strings"

// Zone is an Availability Zone. Which id stands behind which letter differs
// from account to account; here they go in order.
type Zone struct{ Name, ID string }

// Zones is the Availability Zones that the engine gives a region: as many as
// AWS has in us-west-2 and us-east-1, three elsewhere.
func Zones(region string) []Zone {
	letters, id := letters(region), short(region)+"-az"
	zones := make([]Zone, len(letters))
	for i, l := range letters {
		zones[i] = Zone{Name: region + string(l), ID: id + string('1'+rune(i))}
	}
	return zones
}

// letters are those that the names of a region's zones end with.
func letters(region string) string {
	switch region {
	case "us-west-2":
		return "abcd"
	case "us-east-1":
		return "abcdef"
	}
	return "abc"
}

// HasZone tells whether a region has a zone of this name. It is asked for
// every price in the market, so it makes nothing.
func HasZone(region, name string) bool {
	letter, ours := strings.CutPrefix(name, region)
	return ours && len(letter) == 1 && strings.Contains(letters(region), letter)
}

// ZoneIDs is the ids of a region's zones by name. They do not change, so
// whoever asks often can keep them.
func ZoneIDs(region string) map[string]string {
	ids := map[string]string{}
	for _, z := range Zones(region) {
		ids[z.Name] = z.ID
	}
	return ids
}

// short is a region's name in zone ids: "usw2" for us-west-2, "apse1" for
// ap-southeast-1.
func short(region string) string {
	parts := strings.Split(region, "-")
	if len(parts) != 3 {
		return region
	}
	way := strings.NewReplacer("north", "n", "south", "s", "east", "e", "west", "w", "central", "c").Replace(parts[1])
	return parts[0] + way + parts[2]
}
