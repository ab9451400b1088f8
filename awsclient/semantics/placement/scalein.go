package placement

import (
	"slices"
	"time"
)

// Member is an instance of a group that counts for its capacity, with what
// matters to scale-in beside the termination policies.
type Member struct {
	Candidate
	Outside   bool // in a zone that the group has left
	Unhealthy bool
	InService bool // else on its way there
	Units     int  // that it counts for; 0 means 1
}

func (m Member) units() int { return max(1, m.Units) }

// tier is a part of the members that goes before the others.
type tier struct {
	why string
	has func(Member) bool
}

// tiers are the order in which members go (choice: AWS does not publish what
// becomes of those not yet in service when capacity is taken back).
func tiers() []tier {
	return []tier{
		{"is in a zone that the group has left", func(m Member) bool { return m.Outside }},
		{"is unhealthy", func(m Member) bool { return m.Unhealthy }},
		{"", func(m Member) bool { return m.InService }},
		{"is not in service yet", func(Member) bool { return true }},
	}
}

// SelectForScaleIn picks up to n members: first those in zones that the group
// has left, then the unhealthy, then those in service by the termination
// policies, and only when these do not suffice those not yet there.
func SelectForScaleIn(members []Member, policies []string, n int, now time.Time) []Choice {
	var chosen []Choice
	left := slices.Clone(members)
	for _, t := range tiers() {
		if len(chosen) == n {
			break
		}
		for _, c := range SelectForTermination(t.candidates(left), policies, n-len(chosen), now) {
			if t.why != "" {
				c.Steps = append([]string{t.why}, c.Steps...)
				c.Why = t.why + ", and " + c.Why
			}
			chosen = append(chosen, c)
			left = slices.DeleteFunc(left, func(m Member) bool { return m.ID == c.Candidate.ID })
		}
	}
	return chosen
}

func (t tier) candidates(members []Member) []Candidate {
	var list []Candidate
	for _, m := range members {
		if t.has(m) {
			list = append(list, m.Candidate)
		}
	}
	return list
}

// OnSpot is the Market of a Spot Instance.
const OnSpot = "spot"

// SelectMixed picks members of a group with a mixed instances policy for so
// many units: one after the other, from the market that has more than its
// share, and never so many units that the group would fall below what is
// desired (AS/ec2-auto-scaling-termination-policies). onDemandOf is the
// On-Demand part of a capacity.
func SelectMixed(members []Member, policies []string, units int, onDemandOf func(total int) int, now time.Time) []Choice {
	var chosen []Choice
	left := slices.Clone(members)
	for {
		total, onDemand := count(left)
		open := slices.DeleteFunc(slices.Clone(left), func(m Member) bool { return m.units() > units })
		spot := onDemand <= onDemandOf(total-1)
		side := slices.DeleteFunc(slices.Clone(open), func(m Member) bool { return (m.Market == OnSpot) != spot })
		picked := SelectForScaleIn(side, policies, 1, now)
		if len(picked) == 0 {
			picked = SelectForScaleIn(open, policies, 1, now)
		} else {
			picked[0].Steps = append([]string{marketStep(spot)}, picked[0].Steps...)
		}
		if len(picked) == 0 {
			return chosen
		}
		chosen = append(chosen, picked[0])
		at := slices.IndexFunc(left, func(m Member) bool { return m.ID == picked[0].Candidate.ID })
		units -= left[at].units()
		left = slices.Delete(left, at, at+1)
	}
}

func marketStep(spot bool) string {
	if spot {
		return "is a Spot Instance, of which there are more than their share"
	}
	return "is On-Demand, of which there are more than their share"
}

// count is the units of members, and those of them On-Demand.
func count(members []Member) (total, onDemand int) {
	for _, m := range members {
		total += m.units()
		if m.Market != OnSpot {
			onDemand += m.units()
		}
	}
	return total, onDemand
}
