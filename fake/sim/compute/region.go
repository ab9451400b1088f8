package compute

import (
	"strings"

	"fleetglass/fake/world"
)

// Zone is an Availability Zone.
type Zone struct{ Name, ID string }

// Zones is the Availability Zones of a region. One that AWS has not (it may
// open it yet) has three.
func Zones(region string) []Zone {
	id := short(region) + "-az"
	pairs := strings.Fields(world.Zones(region))
	zones := make([]Zone, len(pairs))
	for i, p := range pairs {
		zones[i] = Zone{Name: region + p[:1], ID: id + p[1:]}
	}
	return zones
}

// HasZone tells whether a region has a zone of this name. It is asked for
// every price in the market, so it makes nothing.
func HasZone(region, name string) bool {
	letter, ours := strings.CutPrefix(name, region)
	return ours && len(letter) == 1 && letter[0] >= 'a' && letter[0] <= 'z' && strings.Contains(world.Zones(region), letter)
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
// ap-southeast-1, "usgw1" for us-gov-west-1.
func short(region string) string {
	parts := strings.Split(strings.Replace(region, "us-gov-", "usg-", 1), "-")
	if len(parts) != 3 {
		return region
	}
	way := strings.NewReplacer("north", "n", "south", "s", "east", "e", "west", "w", "central", "c").Replace(parts[1])
	return parts[0] + way + parts[2]
}
