// Package scenario is the furnished worlds that the engine can begin with.
//
// A scenario is data and intentions: it makes its resources with the same API
// calls that a person would make, says how much traffic comes and what breaks
// now and then, and lets the world live. Nothing that happens in it is
// scripted, and whatever is in it could have been made through the API.
//
// The package does not know the engine: it works on a Stage.
package scenario

import (
	"slices"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
)

// The names of the scenarios.
const (
	Default = "demo"
	Empty   = "empty"
	Large   = "large"
)

// Scenario is one furnished world.
type Scenario struct {
	Name  string
	About string        // one line, for people
	Past  time.Duration // how long the world has lived when it is first seen
	Build func(Stage) error
	// Away is what it has in other regions than its own, by region; where it
	// has nothing there is what a new account finds.
	Away map[string]func(Stage) error
}

// Stage is where a scenario builds: a region with nothing in it.
type Stage interface {
	// Call makes an API call as the account's administrator.
	Call(service, operation string, input any) (output any, err error)
	// Kernel is for what is no AWS resource: workloads and troubles.
	Kernel() *sim.Kernel
	// Network is what AWS gives a new account in the region.
	Network() compute.Network
	// Size is how many instances are wanted; 0: as the scenario likes.
	Size() int
}

func all() []Scenario {
	return []Scenario{
		{Name: Default, About: "a living account: a web tier, an API, workers, a batch group, a message broker", Past: demoPast, Build: buildDemo, Away: map[string]func(Stage) error{StandbyRegion: buildStandby}},
		{Name: "quiet-day", About: "a shop on a day on which nothing happens", Past: storyPast, Build: buildQuietDay},
		{Name: "deploy-gone-wrong", About: "a release of the shop that answers 500 is rolled out", Past: storyPast, Build: buildDeploy},
		{Name: "zone-outage", About: "an Availability Zone is lost for half an hour", Past: storyPast, Build: buildOutage},
		{Name: "spot-storm", About: "Spot prices surge and pools are reclaimed under a fleet and a group", Past: storyPast, Build: buildStorm},
		{Name: "traffic-surge", About: "five times the shoppers, and more than the servers can take", Past: storyPast, Build: buildSurge},
		{Name: "intruder", About: "a lost access key is used by somebody else", Past: storyPast, Build: buildIntruder},
		{Name: "homework", About: "a new account with what exercises need: a key pair, a student, images", Build: buildHomework},
		{Name: Empty, About: "a new account: nothing but a default VPC", Build: buildEmpty},
		{Name: Large, About: "thousands of instances in fifty groups", Past: largePast, Build: buildLarge},
	}
}

// Named is the scenario with this name.
func Named(name string) (Scenario, bool) {
	list := all()
	i := slices.IndexFunc(list, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, false
	}
	return list[i], true
}

// Names are the names of all scenarios, the default first.
func Names() []string {
	var names []string
	for _, s := range all() {
		names = append(names, s.Name)
	}
	return names
}

func buildEmpty(s Stage) error {
	s.Network()
	return nil
}
