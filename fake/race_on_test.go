//go:build race

package fake

// underRace tells whether the race detector watches, at ten times the cost.
const underRace = true
